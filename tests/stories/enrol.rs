//! A desk is enrolled: nothing is sent before a person has seen the same six digits on both screens.

use stories::clerk::Clerk;
use stories::desk::{Desk, Face};

use crate::books::{DeskBooks, hub_books};

/// The six digits large on the screen.
fn shown(desk: &Desk) -> String {
    desk.app.wait_for("[data-digits]");
    desk.app.text("[data-digits] .digits").trim().to_owned()
}

#[test]
fn the_reception_sends_once_the_digits_were_found_alike() {
    let desk = Desk::open_unconfirmed(Face::Reception);
    assert!(desk.hub.devices().contains(&shown(&desk)), "the hub lists the same six");
    desk.app.wait_for("[data-sync='notEnrolled']");
    desk.app.click("[data-do='enrol:same']");
    let clerk = Clerk::sit_down(&desk);
    clerk.jump_to("101");
    clerk.scan("an");
    clerk.save();
    clerk.wait_notice("101", "done");
}

#[test]
fn what_is_rejected_at_the_kiosk_leaves_no_enrolment() {
    let desk = Desk::open_unconfirmed(Face::Kiosk);
    desk.app.wait_for("[data-do='enrol:staff']");
    assert_eq!(desk.app.count("[data-digits]"), 0, "a guest vouches for no hub");
    desk.app.click("[data-do='enrol:staff']");
    assert!(desk.hub.devices().contains(&shown(&desk)));
    desk.app.click("[data-do='enrol:other']");
    desk.app.wait_for("[data-at='welcome']");
    let device =
        DeskBooks::open(&desk.data()).store().read(|read| Ok((read.device().get()?, read.device().waiting()?)));
    assert_eq!(device, Ok((None, None)), "its key is thrown away");
    assert!(hub_books(&desk.hub).is_empty(), "and nothing was sent");
}

/// The light after a restart, before anything is sent.
#[test]
fn a_desk_that_starts_again_knows_whether_its_hub_is_there() {
    let mut desk = Desk::open(Face::Reception);
    Clerk::sit_down(&desk);
    desk.app.kill();
    desk.app.start_again();
    desk.app.wait_for("[data-sync='online']");
    desk.app.kill();
    desk.proxy.set(stories::proxy::Rule::Away);
    desk.app.start_again();
    desk.app.wait_for("[data-sync='offline']");
}
