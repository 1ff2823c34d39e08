//! What a person does at a kiosk.

use std::ops::Deref;
use std::path::Path;

use serde_json::json;
use stories::desk::{Desk, Face};
use stories::webdriver::Driver;

use crate::books::{DeskBooks, hub_books};

/// A kiosk with its house around it.
pub struct Kiosk {
    pub desk: Desk,
}

impl Deref for Kiosk {
    type Target = Driver;

    fn deref(&self) -> &Driver {
        &self.desk.app
    }
}

impl Kiosk {
    /// Opens a kiosk; reader and camera are ready and nobody stands there.
    pub fn open() -> Self {
        let kiosk = Self { desk: Desk::open(Face::Kiosk) };
        kiosk.wait_for_text("[data-at='welcome']", "Hoặc đưa mã QR trên thẻ vào camera.");
        kiosk
    }

    /// Waits for a screen.
    pub fn at(&self, screen: &str) {
        self.wait_for(&format!("[data-at='{screen}']"));
    }

    /// Taps a button.
    pub fn tap(&self, does: &str) {
        self.click(&format!("[data-do='{does}']"));
    }

    /// K0 and K1: starts, and says who one is, which is the consent.
    pub fn begin(&self, role: &str) {
        self.at("welcome");
        self.tap("start");
        self.at("role");
        self.tap(&format!("role:{role}"));
        self.at("read");
    }

    /// K2: types the number instead of showing the QR, on a keyboard, which is quicker than the pad on the screen.
    pub fn type_number(&self, digits: &str) {
        self.tap("typeNumber");
        self.at("number");
        self.write("[data-do='number:submit']", digits);
        self.tap("number:submit");
        self.at("read");
    }

    /// K2: lays the card and takes it up when the machine says so; then K3 is there.
    pub fn read_card(&self, name: &str) {
        self.desk.lay(name);
        self.wait_for_text("[data-at='read'] h1", "Nhấc thẻ lên");
        self.desk.card.lift();
        self.at("confirm");
    }

    /// K3 to K5 as a patient, until K6.
    pub fn stay_as_patient(&self, department: &str, nights: &str) {
        self.tap("confirm:yes");
        self.tap(&format!("dept:{department}"));
        self.tap(&format!("nights:{nights}"));
        self.at("done");
    }

    /// K6 or the staff screen: ends the visit.
    pub fn finish(&self) {
        self.tap("finish");
        self.at("welcome");
    }

    /// Waits for trouble on K2 other than the one that stood there when [`Kiosk::noted_trouble`] was called.
    pub fn trouble(&self, sentence: &str) {
        self.wait_for_text("[data-at='read'] .trouble:not([data-noted])", sentence);
    }

    /// Notes the trouble that stands there, so that the same sentence is told apart when it comes again.
    pub fn note_trouble(&self) {
        self.script("document.querySelectorAll('.trouble').forEach(e => e.dataset.noted = '')", &json!([]));
    }

    /// Waits until a person of the house is called, for this reason.
    pub fn sent_to_staff(&self, reason: &str) {
        self.wait_for(&format!("[data-at='staff'] [data-reason='{reason}']"));
    }

    /// Keeps a picture of the screen for people to look at, where `LUUTRU_PICTURES` names a folder.
    pub fn picture(&self, name: &str) {
        if let Some(folder) = std::env::var_os("LUUTRU_PICTURES") {
            self.screenshot_to(&Path::new(&folder).join(format!("{name}.png")));
        }
    }

    /// The desk's store.
    pub fn books(&self) -> DeskBooks {
        DeskBooks::open(&self.desk.data())
    }

    /// Nothing of anybody stands in either book.
    ///
    /// # Panics
    /// When something does; `when` completes the sentence.
    pub fn nobody_is_written_down(&self, books: &DeskBooks, when: &str) {
        assert_eq!(books.counts(), crate::books::Counts::default(), "at the desk, {when}");
        assert_eq!(hub_books(&self.desk.hub).len(), 0, "at the hub, {when}");
    }
}
