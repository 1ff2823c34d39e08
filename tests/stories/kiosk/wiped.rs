//! After the visit, nothing of the person stays at the machine's face.

use serde_json::{Value, json};
use stories::wait::until;

use super::Kiosk;

/// The width of a picture of a card, and of what a camera before an empty folder sees.
const CARD: u64 = 1280;
const EMPTY_DESK: u64 = 640;

/// Draws a picture and tells whether it came.
const DRAW: &str = r"
const [url, done] = arguments;
const picture = new Image();
picture.onload = () => done(picture.naturalWidth);
picture.onerror = () => done(null);
picture.src = url;";

/// Everything a page can keep: its document, what stands in its fields, and what a browser stores for it.
const KEPT: &str = r"
const fields = [...document.querySelectorAll('input, textarea, output')].map(field => field.value);
const stored = [localStorage, sessionStorage].map(store => JSON.stringify({ ...store }));
return [document.documentElement.outerHTML, document.title, location.href, document.cookie, history.length,
    ...fields, ...stored].join('\n');";

#[test]
fn nothing_of_the_visit_stays_on_the_page() {
    let kiosk = Kiosk::open();
    let before = kiosk.script(KEPT, &json!([]));
    kiosk.begin("patient");
    kiosk.desk.show("an");
    until("the card's picture", || (preview(&kiosk) == json!(CARD)).then_some(()));
    kiosk.read_card("an");
    assert!(kept(&kiosk).contains("Nguyễn Văn An"), "or this test looks in the wrong place");
    assert!(face(&kiosk).is_u64(), "the photo can be shown while its person stands here");
    kiosk.tap("photo");
    kiosk.wait_for(".face img");
    kiosk.picture("photo");
    kiosk.stay_as_patient("Khoa Nội", "1");
    kiosk.wait_for("[data-done='sent']");
    is_clean(&kiosk, "on the last screen");
    kiosk.desk.hide();
    kiosk.finish();
    is_clean(&kiosk, "after the visit");
    assert!(face(&kiosk).is_null(), "the face is gone, from the page's memory too");
    until("the card's picture to be gone", || (preview(&kiosk) == json!(EMPTY_DESK)).then_some(()));
    assert_eq!(kept(&kiosk), before.as_str().unwrap(), "the page is as it was before anybody came");
}

#[test]
fn calling_a_person_wipes_the_visit_too() {
    let kiosk = Kiosk::open();
    kiosk.begin("carer");
    kiosk.desk.show("an");
    kiosk.read_card("an");
    kiosk.tap("staff");
    kiosk.sent_to_staff("asked");
    is_clean(&kiosk, "while a person of the house is called");
    assert!(face(&kiosk).is_null(), "the face is gone");
    kiosk.nobody_is_written_down(&kiosk.books(), "after a visit that was broken off");
}

fn is_clean(kiosk: &Kiosk, when: &str) {
    let kept = kept(kiosk);
    for fact in ["Nguyễn", "Văn An", "001099000123", "0010", "1999", "Đội Cấn"] {
        assert!(!kept.contains(fact), "{fact} {when}: {kept}");
    }
}

fn kept(kiosk: &Kiosk) -> String {
    kiosk.script(KEPT, &json!([])).as_str().expect("a page has a text").to_owned()
}

/// The width of what the camera sees, asked for under the address the page asks for first.
fn preview(kiosk: &Kiosk) -> Value {
    kiosk.script_async(DRAW, &json!(["picture://localhost/preview?0"]))
}

fn face(kiosk: &Kiosk) -> Value {
    kiosk.script_async(DRAW, &json!(["picture://localhost/face"]))
}
