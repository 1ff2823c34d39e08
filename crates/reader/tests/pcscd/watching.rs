//! What the watch tells of readers and cards.

use reader::ReaderEvent;
use stories::pcscd::Pcscd;

use crate::desk::{Desk, an, logs, next, place, watch};
use crate::puppet;
use card_sim::Faults;

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_service_that_is_absent_comes_dies_and_comes_back() {
    let (watch, events) = watch();
    assert_eq!(next(&events), ReaderEvent::ServiceGone);
    let mut service = Pcscd::start_in(&place(), &logs());
    let reader = service.reader_name();
    assert_eq!(next(&events), ReaderEvent::ServiceUp);
    assert_eq!(next(&events), ReaderEvent::Plugged { reader: reader.clone() });
    service.kill();
    assert_eq!(next(&events), ReaderEvent::Unplugged { reader: reader.clone() });
    assert_eq!(next(&events), ReaderEvent::ServiceGone);
    service.start_again(&logs());
    assert_eq!(next(&events), ReaderEvent::ServiceUp);
    assert_eq!(next(&events), ReaderEvent::Plugged { reader: reader.clone() });
    service.kill();
    assert_eq!(next(&events), ReaderEvent::Unplugged { reader: reader.clone() });
    assert_eq!(next(&events), ReaderEvent::ServiceGone);
    service.start_again_unplugged(&logs());
    assert_eq!(next(&events), ReaderEvent::ServiceUp);
    service.kill();
    assert_eq!(next(&events), ReaderEvent::ServiceGone);
    service.start_again(&logs());
    assert_eq!(next(&events), ReaderEvent::ServiceUp);
    assert_eq!(next(&events), ReaderEvent::Plugged { reader });
    drop(watch);
    assert!(events.recv().is_err(), "the watch has ended and said nothing more");
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_card_is_told_with_its_answer_to_reset_and_a_mute_one_apart() {
    let desk = Desk::open();
    desk.pad.set_faults(Faults::default());
    desk.pad.lay("card", an()).unwrap();
    let reader = desk.reader.clone();
    assert_eq!(next(&desk.events), ReaderEvent::Laid { reader: reader.clone(), answer_to_reset: an().atr() });
    desk.pad.lift().unwrap();
    desk.lifted();

    let mute = puppet::mute(desk.service.vpcd_port());
    assert_eq!(next(&desk.events), ReaderEvent::Mute { reader });
    assert_eq!(desk.read("000123").err(), Some(reader::chip::ChipError::Mute));
    drop(mute);
    desk.lifted();
}
