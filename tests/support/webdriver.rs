//! A `WebDriver` client: the few commands a story needs, on `WebKitWebDriver`, which starts the application itself.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use base64::Engine;
use serde_json::{Value, json};

use crate::http;
use crate::process::Running;
use crate::wait::{LIMIT, free_port, listens};

/// The key under which an element travels in `WebDriver` messages.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Resolves when a visible element matches a selector and (where a text is given) contains that text, or after a limit.
/// The page itself wakes it: nothing is polled.
const WAIT_FOR: &str = r"
const [css, text, gone, limit, done] = arguments;
const seen = element => element.checkVisibility() && (text === null || element.innerText.includes(text));
const look = () => [...document.querySelectorAll(css)].some(seen) !== gone;
let watcher, end;
const finish = found => { watcher?.disconnect(); clearTimeout(end); done(found); };
if (look()) { done(true); } else {
  watcher = new MutationObserver(() => { if (look()) finish(true); });
  watcher.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  end = setTimeout(() => finish(look()), limit);
}";

/// Resolves when the first visible match holds a value, or after a limit.
const WAIT_FOR_VALUE: &str = r"
const [css, value, limit, done] = arguments;
const end = performance.now() + limit;
const look = () => {
  const found = [...document.querySelectorAll(css)].find(element => element.checkVisibility())?.value === value;
  if (found || performance.now() > end) done(found); else requestAnimationFrame(look);
};
look();";

/// Presses keys one after the other; what nobody stops is written where the caret is.
const BURST: &str = r"
let at = performance.now();
for (const sign of arguments[0]) {
  const key = sign === '\n' ? 'Enter' : sign;
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  Object.defineProperty(event, 'timeStamp', { value: at += 5 });
  const active = document.activeElement;
  if (!active.dispatchEvent(event)) continue;
  if (key === 'Enter') active.form?.requestSubmit();
  else if (active.matches('input, textarea')) document.execCommand('insertText', false, key);
  else if (key === ' ' && active.matches('button')) active.click();
}";

/// Resolves when the fonts are there and two frames have been drawn: before that, a screenshot shows the frame before.
const DRAWN: &str = r"
const done = arguments[arguments.length - 1];
document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))));";

/// One window of the application under a driver of its own. Dropping it kills driver and application.
#[derive(Debug)]
pub struct Driver {
    process: Running,
    port: u16,
    session: String,
}

/// A request that the driver refused: the error code of the protocol and its message.
#[derive(Debug)]
pub struct Refused {
    /// Such as `no such element` or `javascript error`.
    pub code: String,
    /// The driver's own words.
    pub message: String,
}

/// Milliseconds from one key to the next: what is faster is a scanner that types.
const A_PERSONS_PACE: u32 = 45;

impl Driver {
    /// Starts `WebKitWebDriver` with the environment of `driver` and lets it start the application.
    ///
    /// # Panics
    /// When the driver is not installed or the application shows no window.
    pub fn start(mut driver: Command, binary: &Path, arguments: &[String], logs: &Path) -> Self {
        let port = free_port();
        driver.arg(format!("--port={port}")).env("TAURI_WEBVIEW_AUTOMATION", "true");
        let mut process = Running::start("app", driver, logs);
        process.until("WebKitWebDriver to listen", || listens(port));
        let mut started = Self { process, port, session: String::new() };
        let options = json!({ "binary": binary, "args": arguments });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let answer = started.call("POST", "/session", &wanted);
        let answer =
            answer.unwrap_or_else(|refused| panic!("the window did not open: {refused:?}\n{}", started.log_text()));
        answer["sessionId"].as_str().expect("a session has an id").clone_into(&mut started.session);
        started.limit_scripts();
        started
    }

    fn limit_scripts(&self) {
        let limit = LIMIT.as_millis();
        self.ask("POST", "/timeouts", &json!({ "script": limit, "pageLoad": limit, "implicit": 0 }));
    }

    /// What driver and application have written to their outputs.
    pub fn log_text(&self) -> String {
        self.process.log_text()
    }

    /// The driver's process; the application is below it.
    pub fn process(&mut self) -> &mut Running {
        &mut self.process
    }

    /// Waits until a visible element that matches `css` is there.
    ///
    /// # Panics
    /// When it does not come, with the text of the page.
    pub fn wait_for(&self, css: &str) {
        self.wait(css, None, false);
    }

    /// Waits until a visible element that matches `css` contains `text`.
    ///
    /// # Panics
    /// When it does not come, with the text of the page.
    pub fn wait_for_text(&self, css: &str, text: &str) {
        self.wait(css, Some(text), false);
    }

    /// Waits until no visible element matches `css`.
    ///
    /// # Panics
    /// When it stays, with the text of the page.
    pub fn wait_gone(&self, css: &str) {
        self.wait(css, None, true);
    }

    /// Waits until no visible element that matches `css` contains `text`.
    ///
    /// # Panics
    /// When it stays, with the text of the page.
    pub fn wait_text_gone(&self, css: &str, text: &str) {
        self.wait(css, Some(text), true);
    }

    fn wait(&self, css: &str, text: Option<&str>, gone: bool) {
        let limit = u64::try_from((LIMIT / 2).as_millis()).unwrap_or(u64::MAX);
        let found = self.script_async(WAIT_FOR, &json!([css, text, gone, limit]));
        let wanted = if gone { "to go" } else { "to come" };
        assert!(found == true, "waited in vain for {css} {text:?} {wanted}; the page says:\n{}", self.page_text());
    }

    /// Clicks the first element that matches, once it is visible.
    pub fn click(&self, css: &str) {
        self.wait_for(css);
        let element = self.find(css);
        self.ask("POST", &format!("/element/{element}/click"), &json!({}));
    }

    /// Clicks the first visible element that matches `css` and contains `text`.
    ///
    /// # Panics
    /// When there is none.
    pub fn click_text(&self, css: &str, text: &str) {
        self.wait_for_text(css, text);
        let find = "return [...document.querySelectorAll(arguments[0])].find(e => e.checkVisibility() && e.innerText.includes(arguments[1]))";
        let element = self.script(find, &json!([css, text]));
        let element = element[ELEMENT].as_str().unwrap_or_else(|| panic!("{css} with {text:?} went away"));
        self.ask("POST", &format!("/element/{element}/click"), &json!({}));
    }

    /// Chooses the option of a list that contains `text`.
    ///
    /// # Panics
    /// When there is none.
    pub fn choose(&self, css: &str, text: &str) {
        self.wait_for(css);
        let find =
            "return [...document.querySelectorAll(arguments[0] + ' option')].find(e => e.text.includes(arguments[1]))";
        let option = self.script(find, &json!([css, text]));
        let option = option[ELEMENT].as_str().unwrap_or_else(|| panic!("{css} has no {text:?}"));
        self.ask("POST", &format!("/element/{option}/click"), &json!({}));
    }

    /// What stands in a field or is chosen in a list.
    pub fn value(&self, css: &str) -> String {
        self.wait_for(css);
        let value = self.script("return document.querySelector(arguments[0]).value", &json!([css]));
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until a visible field holds exactly `value`. What stands in a field is no change of the page, so it is looked at
    /// with every frame.
    ///
    /// # Panics
    /// When it never does, with what stands there.
    pub fn wait_for_value(&self, css: &str, value: &str) {
        self.wait_for(css);
        let limit = u64::try_from((LIMIT / 2).as_millis()).unwrap_or(u64::MAX);
        let found = self.script_async(WAIT_FOR_VALUE, &json!([css, value, limit]));
        assert!(found == true, "waited in vain for {value:?} in {css}; there stands {:?}", self.value(css));
    }

    /// Where the keyboard is: the field, room or button, as `data-field`, `data-room` or `data-do` names it.
    pub fn focused(&self) -> String {
        let find =
            "const { field, room, do: does } = document.activeElement.dataset; return field ?? room ?? does ?? ''";
        self.script(find, &json!([])).as_str().unwrap_or_default().to_owned()
    }

    /// How the page draws the first element that matches, as the window computes it: `border-top-color`, say.
    pub fn style(&self, css: &str, property: &str) -> String {
        let find = "return getComputedStyle(document.querySelector(arguments[0])).getPropertyValue(arguments[1])";
        self.script(find, &json!([css, property])).as_str().unwrap_or_default().to_owned()
    }

    /// Types signs one after the other, wherever the focus is.
    pub fn keys(&self, signs: &str) {
        for sign in signs.chars() {
            self.press(sign);
        }
    }

    /// Types signs 5 ms apart, wherever the focus is, as a scanner does that is a keyboard; an Enter that the page lets through
    /// sends the form. The keys come from within the page: the driver's own are as slow as the machine is at the moment.
    pub fn burst(&self, signs: &str) {
        let signs = signs.replace(crate::clerk::ENTER, "\n");
        self.script(BURST, &json!([signs]));
    }

    /// Gives a file to a field that asks for one.
    pub fn upload(&self, css: &str, file: &Path) {
        self.wait_for(css);
        let element = self.find(css);
        self.ask("POST", &format!("/element/{element}/value"), &json!({ "text": file.to_string_lossy() }));
    }

    /// Types into the first element that matches, as a person would.
    pub fn write(&self, css: &str, text: &str) {
        self.wait_for(css);
        let element = self.find(css);
        let pause = json!({ "type": "pause", "duration": A_PERSONS_PACE });
        for sign in text.chars() {
            self.ask("POST", &format!("/element/{element}/value"), &json!({ "text": sign }));
            self.ask(
                "POST",
                "/actions",
                &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": [pause] }] }),
            );
        }
    }

    /// Presses and releases one key as fast as a person does, wherever the focus is; function keys by their `WebDriver` code point (F1 is `\u{e031}`).
    pub fn press(&self, key: char) {
        let pause = json!({ "type": "pause", "duration": A_PERSONS_PACE });
        let steps = json!([{ "type": "keyDown", "value": key }, { "type": "keyUp", "value": key }, pause]);
        self.ask("POST", "/actions", &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": steps }] }));
    }

    /// Presses a key while others, such as Shift, are held.
    pub fn chord(&self, held: &[char], key: char) {
        let step = |kind: &str, value: char| json!({ "type": kind, "value": value });
        let down = held.iter().map(|held| step("keyDown", *held));
        let up = held.iter().rev().map(|held| step("keyUp", *held));
        let steps: Vec<_> = down.chain([step("keyDown", key), step("keyUp", key)]).chain(up).collect();
        self.ask("POST", "/actions", &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": steps }] }));
    }

    /// The visible text of the first element that matches.
    pub fn text(&self, css: &str) -> String {
        self.wait_for(css);
        let text = self.script("return document.querySelector(arguments[0]).innerText", &json!([css]));
        text.as_str().unwrap_or_default().to_owned()
    }

    /// How many elements match at this moment.
    pub fn count(&self, css: &str) -> u64 {
        self.script("return document.querySelectorAll(arguments[0]).length", &json!([css])).as_u64().unwrap_or(0)
    }

    /// All visible text of the page.
    pub fn page_text(&self) -> String {
        let text = self.try_script("sync", "return document.body.innerText", &json!([]));
        text.ok().and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Runs a script in the page and returns what it returns.
    ///
    /// # Panics
    /// When it throws.
    pub fn script(&self, script: &str, arguments: &Value) -> Value {
        self.try_script("sync", script, arguments)
            .unwrap_or_else(|refused| panic!("script failed: {refused:?}\n{script}"))
    }

    /// Runs a script that calls its last argument with the result.
    ///
    /// # Panics
    /// When it throws or does not answer within the limit.
    pub fn script_async(&self, script: &str, arguments: &Value) -> Value {
        self.try_script("async", script, arguments)
            .unwrap_or_else(|refused| panic!("script failed: {refused:?}\n{script}"))
    }

    fn try_script(&self, kind: &str, script: &str, arguments: &Value) -> Result<Value, Refused> {
        let body = json!({ "script": script, "args": arguments });
        self.call("POST", &self.path(&format!("/execute/{kind}")), &body)
    }

    /// The page as a PNG, after fonts and two frames.
    ///
    /// # Panics
    /// When the driver gives no picture.
    pub fn screenshot(&self) -> Vec<u8> {
        self.script_async(DRAWN, &json!([]));
        let picture = self.ask("GET", "/screenshot", &Value::Null);
        let picture = picture.as_str().expect("a screenshot is base64 text");
        base64::engine::general_purpose::STANDARD.decode(picture).expect("a screenshot is base64 text")
    }

    /// Writes the page as a PNG file.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn screenshot_to(&self, file: &Path) {
        std::fs::write(file, self.screenshot()).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }

    /// The handles of all windows of the application.
    pub fn windows(&self) -> Vec<String> {
        let handles = self.ask("GET", "/window/handles", &Value::Null);
        handles.as_array().into_iter().flatten().filter_map(|handle| handle.as_str().map(str::to_owned)).collect()
    }

    /// Sends the commands that follow to another window.
    pub fn switch_to(&self, window: &str) {
        self.ask("POST", "/window", &json!({ "handle": window }));
    }

    fn find(&self, css: &str) -> String {
        let found = self.ask("POST", "/element", &json!({ "using": "css selector", "value": css }));
        found[ELEMENT].as_str().unwrap_or_else(|| panic!("{css} is not an element")).to_owned()
    }

    fn path(&self, command: &str) -> String {
        format!("/session/{}{command}", self.session)
    }

    fn ask(&self, method: &str, command: &str, body: &Value) -> Value {
        let answer = self.call(method, &self.path(command), body);
        answer.unwrap_or_else(|refused| panic!("{method} {command} {body}: {refused:?}\n{}", self.log_text()))
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Result<Value, Refused> {
        let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let answer = http::request(self.port, method, path, &bytes, LIMIT + Duration::from_secs(10));
        let answer =
            answer.unwrap_or_else(|error| panic!("{method} {path}: the driver is gone ({error})\n{}", self.log_text()));
        let mut value = answer.json()["value"].take();
        if answer.status == 200 {
            return Ok(value);
        }
        let words = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let refused = Refused { code: words("error"), message: words("message") };
        value.take();
        Err(refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::Display;

    /// A page that changes by itself after a click, under the strictest policy.
    const PAGE: &str = r#"<!doctype html><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'nonce-x'">
<body><h1>Xin chào</h1><input id="box"><button id="go">Bắt đầu</button><p id="later" hidden>Đã gửi lúc 19:42</p>
<script nonce="x">
go.onclick = () => setTimeout(() => { later.hidden = false; go.remove(); }, 200);
box.onkeydown = event => { if (event.key === 'F2') document.querySelector('h1').textContent = 'F2 ' + box.value; };
</script>"#;

    /// The small browser that comes with the web view's library.
    fn browser() -> std::path::PathBuf {
        let folders = std::fs::read_dir("/usr/lib").unwrap().flatten().map(|entry| entry.path());
        let mut browsers = folders.map(|folder| folder.join("webkit2gtk-4.1/MiniBrowser"));
        browsers.find(|path| path.is_file()).expect("MiniBrowser comes with libwebkit2gtk-4.1-0")
    }

    #[test]
    fn a_page_is_driven_and_seen() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("page.html");
        std::fs::write(&page, PAGE).unwrap();
        let display = Display::start(800, 600, folder.path());
        let mut command = Command::new("WebKitWebDriver");
        command.env("DISPLAY", &display.name);
        let driver = Driver::start(command, &browser(), &["--automation".to_owned()], folder.path());
        driver.ask("POST", "/url", &json!({ "url": format!("file://{}", page.display()) }));

        driver.wait_for_text("h1", "chào");
        driver.write("#box", "305");
        driver.press('\u{e032}');
        driver.wait_for_text("h1", "F2 305");
        driver.click_text("button", "Bắt đầu");
        driver.wait_for_text("#later", "Đã gửi");
        driver.wait_gone("#go");
        assert_eq!(driver.text("#later"), "Đã gửi lúc 19:42");
        assert_eq!((driver.count("p"), driver.windows().len()), (1, 1));
        assert!(driver.screenshot().starts_with(b"\x89PNG"));
    }
}
