//! What a clerk does at the reception, with the keyboard and the eyes.

use serde_json::json;

use crate::desk::Desk;
use crate::webdriver::Driver;

/// Enter, as `WebDriver` calls it.
pub const ENTER: char = '\u{e007}';
/// Tab.
pub const TAB: char = '\u{e004}';
/// Control.
const CONTROL: char = '\u{e009}';
/// Shift.
const SHIFT: char = '\u{e008}';
/// Escape.
pub const ESCAPE: char = '\u{e00c}';

/// The `WebDriver` code point of a function key, F1 to F12.
///
/// # Panics
/// For any other number.
pub fn function_key(number: u32) -> char {
    assert!((1..=12).contains(&number), "there is no F{number}");
    char::from_u32(0xe030 + number).expect("a code point of the private area")
}

/// Somebody at the reception's window.
#[derive(Debug)]
pub struct Clerk<'a> {
    desk: &'a Desk,
}

impl<'a> Clerk<'a> {
    /// Somebody who sits there already.
    pub fn of(desk: &'a Desk) -> Self {
        Self { desk }
    }

    /// Sits down: the plan is there, and the desk is enrolled at the hub.
    pub fn sit_down(desk: &'a Desk) -> Self {
        desk.app.wait_for("[data-at='plan']");
        desk.app.wait_gone("[data-sync='notEnrolled']");
        Self { desk }
    }

    /// The window.
    pub fn app(&self) -> &'a Driver {
        &self.desk.app
    }

    /// Presses a function key.
    pub fn function(&self, number: u32) {
        self.app().press(function_key(number));
    }

    /// Opens the page of devices, or closes it.
    pub fn try_devices(&self) {
        self.app().chord(&[CONTROL, SHIFT], 't');
    }

    /// Opens the list for an officer, or closes it.
    pub fn inspect(&self) {
        self.app().chord(&[CONTROL, SHIFT], 'k');
    }

    /// Opens the page of files and of the portal, or closes it.
    pub fn export(&self) {
        self.app().chord(&[CONTROL], 'b');
    }

    /// Takes the last act back.
    pub fn undo(&self) {
        self.app().chord(&[CONTROL], 'z');
    }

    /// Uses this device from now on, as the page asks for one of its list.
    ///
    /// # Panics
    /// When the desk refuses.
    pub fn choose_device(&self, kind: &str, device: &str) {
        let choose = "const [kind, device, done] = arguments;
            const act = { do: 'chooseDevice', with: { kind, device } };
            window.__TAURI_INTERNALS__.invoke('reception_act', { act }).then(() => done(true), done);";
        let chosen = self.app().script_async(choose, &json!([kind, device]));
        assert!(chosen == true, "{chosen}");
    }

    /// Jumps to a room: digits, then Enter.
    ///
    /// # Panics
    /// When the keyboard is not on that room then.
    pub fn jump_to(&self, room: &str) {
        self.app().keys(room);
        self.app().press(ENTER);
        self.app().wait_for(&format!("[data-room='{room}']:focus"));
    }

    /// Holds the QR of a fixture's card in front of the camera and waits until its facts stand in the drawer.
    pub fn scan(&self, who: &str) {
        self.desk.show(who);
        self.app().wait_for("[data-at='draft']");
        self.app().wait_for(".name [data-source='qr']");
        self.desk.hide();
    }

    /// Lays a card on the reader and waits until the window knows.
    pub fn lay(&self, card: &str) {
        self.desk.lay(card);
        self.app().wait_for_text("[data-device='chip']", "có thẻ");
    }

    /// Takes the card up and waits until the window knows: a read that begins before would be told of it.
    pub fn lift(&self) {
        self.desk.card.lift();
        self.app().wait_text_gone("[data-device='chip']", "có thẻ");
    }

    /// Asks the guest and reads the chip of the card that lies on the reader, to its end.
    pub fn read_chip(&self) {
        self.app().wait_for("[data-do='readChip'].primary");
        self.function(4);
        self.app().wait_for("[data-trust^='issuerTrusted']");
    }

    /// Chooses a room in the drawer.
    pub fn choose_room(&self, room: &str) {
        self.app().choose("[data-field='room']", &format!("{room} ·"));
    }

    /// Puts a text in the place of what stands in a field.
    pub fn fill(&self, field: &str, text: &str) {
        let css = format!("[data-field='{field}']");
        self.app().wait_for(&css);
        self.app()
            .script("const box = document.querySelector(arguments[0]); box.focus(); box.select();", &json!([css]));
        self.app().write(&css, text);
        self.app().wait_for_value(&css, text);
    }

    /// Walks on with Tab until the keyboard is on a field.
    pub fn tab_to(&self, field: &str) {
        self.walk_to(field, || self.app().press(TAB));
    }

    /// Walks back with Shift and Tab until the keyboard is on a field.
    pub fn back_to(&self, field: &str) {
        self.walk_to(field, || self.app().chord(&[SHIFT], TAB));
    }

    fn walk_to(&self, field: &str, step: impl Fn()) {
        let mut stops = Vec::new();
        while self.app().focused() != field {
            stops.push(self.app().focused());
            assert!(stops.len() < 40, "the keyboard does not come to {field}: {stops:?}");
            step();
        }
    }

    /// Opens the drawer for a room by its id, as a page would that has not heard the news.
    ///
    /// # Panics
    /// When the desk refuses.
    pub fn open_draft_for(&self, room: &str) {
        let open = "const [room, done] = arguments;
            window.__TAURI_INTERNALS__.invoke('reception_act', { act: { do: 'openDraft', with: room } }).then(() => done(true), done);";
        let opened = self.app().script_async(open, &json!([room]));
        assert!(opened == true, "{opened}");
        self.app().wait_for_value("[data-field='room']", room);
    }

    /// Types the facts of a foreigner who is not there yet: five, and the reason that stands there.
    pub fn type_foreigner(&self, facts: &[(&str, &str)]) {
        self.app().choose("[data-field='paper']", "Hộ chiếu");
        for (field, text) in facts {
            self.fill(field, text);
        }
        self.app().choose("[data-field='sex']", "Nam");
    }

    /// Saves and waits until the drawer is gone.
    pub fn save(&self) {
        self.app().click("[data-do='checkIn']");
        self.app().wait_gone("[data-at='draft']");
    }

    /// Waits until the notice of a room is where it should be: `done`, `unverified`, `refused`, ...
    pub fn wait_notice(&self, room: &str, state: &str) {
        self.app().wait_for(&format!("[data-room='{room}'] [data-notice='{state}']"));
    }

    /// The source that is shown beside a fact.
    pub fn source(&self, field: &str) -> String {
        let find = "return document.querySelector(arguments[0])?.dataset.source ?? ''";
        let source = self.app().script(find, &json!([format!(".facts .{field} [data-source]")]));
        source.as_str().unwrap_or_default().to_owned()
    }
}
