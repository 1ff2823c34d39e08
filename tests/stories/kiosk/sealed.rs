//! The window holds: it goes nowhere, opens nothing, reaches nobody, and asks the desk only for what is the kiosk's.

use std::process::Command;

use serde_json::{Value, json};
use stories::process::built;

use super::Kiosk;

/// Calls a command of the shell as the page's own scripts do; gives `[true, answer]` or `[false, refusal]`.
const INVOKE: &str = r"
const [command, args, done] = arguments;
window.__TAURI_INTERNALS__.invoke(command, args).then(answer => done([true, answer]), refusal => done([false, refusal]));";

/// Does something against the page's policy, and tells which directive was violated.
const VIOLATE: &str = r"
const [what, done] = arguments;
document.addEventListener('securitypolicyviolation', event => done(event.effectiveDirective), { once: true });
const add = (tag, facts) => document.body.append(Object.assign(document.createElement(tag), facts));
({
  fetch: () => fetch('http://example.invalid/').catch(() => {}),
  socket: () => { try { new WebSocket('ws://example.invalid/'); } catch {} },
  beacon: () => navigator.sendBeacon('http://example.invalid/', 'x'),
  image: () => add('img', { src: 'http://example.invalid/x.png' }),
  script: () => add('script', { src: 'http://example.invalid/x.js' }),
  inline: () => add('script', { textContent: 'window.leaked = true' }),
  frame: () => add('iframe', { src: 'http://example.invalid/' }),
  object: () => add('object', { data: 'http://example.invalid/x' }),
  style: () => add('link', { rel: 'stylesheet', href: 'http://example.invalid/x.css' }),
})[what]();";

#[test]
fn the_kiosk_may_ask_for_nothing_but_its_own() {
    let kiosk = Kiosk::open();
    let view = invoke(&kiosk, "kiosk_view", &json!({}));
    assert_eq!((&view[0], &view[1]["screen"]["at"]), (&json!(true), &json!("welcome")));
    let check_out = json!({ "do": "roomReady", "with": "x" });
    for (command, args) in [
        ("reception_view", json!({})),
        ("reception_act", json!({ "act": check_out })),
        ("reception_find", json!({ "text": "An" })),
        ("plugin:window|close", json!({ "label": "kiosk" })),
        ("plugin:window|set_fullscreen", json!({ "label": "kiosk", "value": false })),
        ("plugin:webview|create_webview_window", json!({ "options": { "label": "other" } })),
        ("plugin:webview|internal_toggle_devtools", json!({})),
        ("plugin:event|emit", json!({ "event": "view", "payload": {} })),
        ("plugin:app|version", json!({})),
        ("plugin:path|resolve_directory", json!({ "directory": 1 })),
    ] {
        let answer = invoke(&kiosk, command, &args);
        assert_eq!(answer[0], json!(false), "{command}: {answer}");
        assert!(answer[1].to_string().contains("not allowed"), "refused by the list of grants: {command}: {answer}");
    }
}

#[test]
fn the_page_reaches_nobody() {
    let kiosk = Kiosk::open();
    for (what, directive) in [
        ("fetch", "connect-src"),
        ("socket", "connect-src"),
        ("beacon", "connect-src"),
        ("image", "img-src"),
        ("script", "script-src-elem"),
        ("inline", "script-src-elem"),
        ("frame", "frame-src"),
        ("object", "object-src"),
        ("style", "style-src-elem"),
    ] {
        assert_eq!(kiosk.script_async(VIOLATE, &json!([what])), json!(directive), "{what}");
    }
    assert_eq!(kiosk.script("return window.leaked ?? null", &json!([])), Value::Null);
}

#[test]
fn the_window_goes_nowhere() {
    let kiosk = Kiosk::open();
    kiosk.begin("patient");
    kiosk.script("window.born = 'this page'", &json!([]));
    for url in ["http://example.invalid/", "https://example.invalid/", "file:///etc/hostname", "about:blank"] {
        kiosk.script("location.assign(arguments[0])", &json!([url]));
        still_reading(&kiosk, url);
    }
    assert_eq!(kiosk.script("return window.open('http://example.invalid/')", &json!([])), Value::Null);
    assert_eq!(kiosk.script("return window.open('/reception.html', 'other')", &json!([])), Value::Null);
    assert_eq!(kiosk.windows().len(), 1, "no second window");
    still_reading(&kiosk, "window.open");
    assert_eq!(
        kiosk.script("return window.born", &json!([])),
        json!("this page"),
        "it has not been left and come back to"
    );
}

#[test]
fn keys_and_the_context_menu_do_nothing() {
    let kiosk = Kiosk::open();
    kiosk.begin("patient");
    kiosk.script("window.born = 'this page'; window.print = () => { window.printed = true; }", &json!([]));
    let (control, alt) = ('\u{e009}', '\u{e00a}');
    let (f5, left) = ('\u{e035}', '\u{e012}');
    for key in [f5, '\u{e03b}', '\u{e03c}', '\u{e00c}', '\u{e003}'] {
        kiosk.press(key);
        still_reading(&kiosk, &format!("{key:?}"));
    }
    for (held, key) in
        [(control, f5), (control, 'r'), (control, 'p'), (control, 'w'), (control, 'n'), (control, 'u'), (alt, left)]
    {
        kiosk.chord(&[held], key);
        still_reading(&kiosk, &format!("{held:?} and {key:?}"));
    }
    assert_eq!(kiosk.script("return [window.born, window.printed ?? null]", &json!([])), json!(["this page", null]));
    let menu =
        "let open; addEventListener('contextmenu', event => { open = !event.defaultPrevented; }, { once: true });
        document.querySelector('h1').dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
        return open";
    assert_eq!(kiosk.script(menu, &json!([])), json!(false), "no context menu");
    assert_eq!(kiosk.windows().len(), 1);
}

#[test]
fn two_fingers_do_not_zoom() {
    let kiosk = Kiosk::open();
    let log = std::fs::read_to_string(kiosk.desk.data().join("luutru.log")).unwrap();
    assert!(
        !log.contains("two fingers may zoom"),
        "this web view has no gesture of the name by which it is taken away"
    );
}

#[test]
fn the_page_is_drawn_again_when_its_process_ends() {
    let mut kiosk = Kiosk::open();
    kiosk.desk.app.kill_page();
}

#[test]
fn a_second_program_on_the_same_data_is_refused() {
    let kiosk = Kiosk::open();
    let mut second = Command::new(built("luutru"));
    second.args(["--face", "reception", "--data"]).arg(kiosk.desk.data());
    let ended = second.env("DISPLAY", &kiosk.desk.display().name).env_remove("WAYLAND_DISPLAY").output().unwrap();
    let told = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!((ended.status.code(), told.contains("đóng cửa sổ kia trước")), (Some(1), true), "{told}");
    kiosk.at("welcome");
}

fn still_reading(kiosk: &Kiosk, after: &str) {
    let here = kiosk.script("return [location.protocol, location.pathname]", &json!([]));
    assert_eq!(here, json!(["tauri:", "/kiosk.html"]), "after {after}");
    kiosk.at("read");
}

fn invoke(kiosk: &Kiosk, command: &str, args: &Value) -> Value {
    kiosk.script_async(INVOKE, &json!([command, args]))
}
