//! A card in a person's hand: lifted, laid again, changed for another; and a reader whose plug is pulled.

use std::sync::atomic::AtomicBool;
use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use card_sim::{Card, Faults};
use reader::chip::{ChipError, ChipEvent, Progress, read_chip};
use reader::{ReaderEvent, Readers};

use crate::desk::{
    Aside, Desk, Outcome, PATIENCE, an, can, card, changed, in_process, lift_at, logs, next, pad_at, request,
};
use crate::puppet;

/// Reads a card that leaves at a command; another is laid as soon as that is told. Gives what was told, too.
fn lifted_and_laid(desk: &Desk, first: Card, leaves_at: usize, second: Card) -> (Outcome, Vec<&'static str>) {
    desk.lay_card(first, lift_at(leaves_at));
    let (mut second, mut told) = (Some(second), Vec::new());
    let outcome = read_chip(
        desk.request("000123").patient_for(PATIENCE),
        &mut |event| match event {
            ChipEvent::Lifted => {
                told.push("lifted");
                desk.pad.set_faults(Faults::default());
                desk.pad.lay("card", second.take().expect("lifted once")).unwrap();
            }
            ChipEvent::Back => told.push("back"),
            ChipEvent::Progress(Progress::Identity(zone)) => {
                told.push("name");
                assert_eq!(zone.mrz.given.expose(), "VAN AN");
            }
            ChipEvent::Progress(_) | ChipEvent::Over(_) => {}
        },
        &AtomicBool::new(false),
    );
    desk.lifted();
    desk.laid();
    desk.pad.lift().unwrap();
    desk.lifted();
    (outcome, told)
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_card_lifted_and_laid_again_is_read_to_its_end() {
    let desk = Desk::open();
    let expected = in_process(can("000123"));
    let whole = expected.counts.round_trips;
    for leaves_at in [0, 1, 4, 7, 8, whole / 2, whole - 1] {
        let (outcome, told) = lifted_and_laid(&desk, an(), leaves_at, an());
        let reading = outcome.unwrap();
        assert!(reading.files.iter().eq(expected.files.iter()), "every file is the same, byte for byte");
        assert_eq!(reading.evidence.data(), expected.evidence.data());
        let order: &[_] = if leaves_at < 8 { &["lifted", "back", "name"] } else { &["name", "lifted", "back"] };
        assert_eq!(told, order, "at command {leaves_at}");
    }
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn an_extended_reading_goes_on_too() {
    let desk = Desk::open();
    for leaves_at in [7, 8, 12] {
        let [first, second] = [(); 2].map(|()| card("bench-extended.toml", |_| ()));
        let (outcome, _) = lifted_and_laid(&desk, first, leaves_at, second);
        assert_eq!(outcome.unwrap().evidence.data(), emrtd::DataTrust::SelfConsistent, "at command {leaves_at}");
    }
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn another_card_laid_instead_is_noticed() {
    let desk = Desk::open();
    let twin = || changed("an.toml", |profile| profile.holder.number = "001099111123".to_owned());
    let other = || card("binh.toml", |_| ());
    for leaves_at in [8, 20] {
        for (second, name) in [(other(), "another number"), (twin(), "the same access number")] {
            let (outcome, told) = lifted_and_laid(&desk, an(), leaves_at, second);
            assert_eq!(outcome.err(), Some(ChipError::AnotherCard), "{name}, at {leaves_at}");
            assert_eq!(told, ["name", "lifted", "back"]);
        }
    }
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_card_that_does_not_come_back_is_lifted() {
    let desk = Desk::open();
    let whole = in_process(can("000123")).counts.round_trips;
    for (index, patience) in [(0, 0), (1, 300), (4, 0), (7, 300), (whole / 2, 0), (whole - 1, 300)] {
        desk.lay(lift_at(index));
        let request = desk.request("000123").patient_for(Duration::from_millis(patience));
        let outcome = read_chip(request, &mut |_| (), &AtomicBool::new(false));
        assert_eq!(outcome.err(), Some(ChipError::Lifted), "at command {index}");
        desk.lifted();
    }
    desk.lay(lift_at(whole));
    assert!(desk.read("000123").is_ok(), "one later, everything is read");
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn nobody_has_to_wait_for_a_card_that_was_lifted() {
    let desk = Desk::open();
    desk.lay(lift_at(9));
    let reading = Aside::read(desk.request("000123").patient_for(PATIENCE));
    reading.until(|event| matches!(event, ChipEvent::Lifted));
    let begun = Instant::now();
    reading.cancel();
    assert_eq!(reading.outcome().err(), Some(ChipError::Cancelled));
    assert!(begun.elapsed() < Duration::from_millis(200), "{:?}", begun.elapsed());
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_card_laid_askew_in_the_middle_is_mute() {
    let desk = Desk::open();
    desk.lay(lift_at(9));
    let reading = Aside::read(desk.request("000123").patient_for(Duration::from_secs(2)));
    reading.until(|event| matches!(event, ChipEvent::Lifted));
    let askew = puppet::mute(desk.service.vpcd_port());
    assert_eq!(reading.outcome().err(), Some(ChipError::Mute));
    drop(askew);
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn two_cards_on_two_readers_are_read_at_once() {
    let desk = Desk::open();
    let (reader, port) = desk.service.second_slot();
    let (pad, serving) = pad_at(port);
    desk.lay(Faults::default());
    pad.lay("binh", card("binh.toml", |_| ())).unwrap();
    let (tell, events) = channel();
    let _watch = Readers::watch(|name| name.ends_with("00 01"), move |event| drop(tell.send(event)));
    while !matches!(next(&events), ReaderEvent::Laid { .. }) {}
    // Neither goes on before both have opened their chips.
    let both = Arc::new(Barrier::new(2));
    let there = desk.request("000123").patient_for(PATIENCE);
    let binh = card_sim::Profile::load(&crate::desk::fixture("cards/binh.toml")).unwrap().holder.can().to_owned();
    let here = request(&reader, can(&binh)).patient_for(PATIENCE);
    let readings = [there, here].map(|request| {
        let both = both.clone();
        thread::spawn(move || {
            let meet = &mut |event| {
                if matches!(event, ChipEvent::Progress(Progress::Opened { .. })) {
                    both.wait();
                }
            };
            read_chip(request, meet, &AtomicBool::new(false)).unwrap().dg1.mrz.given.expose().clone()
        })
    });
    let names = readings.map(|reading| reading.join().unwrap());
    assert_eq!(names[0], "VAN AN");
    assert_ne!(names[0], names[1]);
    pad.stop().unwrap();
    serving.join().unwrap();
}

/// As when the service is updated, or a reader brings it down.
#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_service_that_is_started_again_in_the_middle_is_got_over() {
    let mut desk = Desk::open();
    desk.lay(Faults::default());
    let request = desk.request("000123").patient_for(PATIENCE);
    let mut told = Vec::new();
    let service = &mut desk.service;
    let outcome = read_chip(
        request,
        &mut |event| match event {
            ChipEvent::Progress(Progress::Identity(_)) if told.is_empty() => service.kill(),
            ChipEvent::Lifted => {
                told.push("lifted");
                service.start_again(&logs());
            }
            ChipEvent::Back => told.push("back"),
            _ => {}
        },
        &AtomicBool::new(false),
    );
    assert!(outcome.unwrap().dg2.is_some());
    assert_eq!(told, ["lifted", "back"]);
}

#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_service_that_dies_during_a_reading_is_gone() {
    let mut desk = Desk::open();
    desk.lay(Faults::default());
    for patience in [0, 200] {
        if patience > 0 {
            desk.service.start_again(&logs());
            while !matches!(next(&desk.events), ReaderEvent::Laid { .. }) {}
        }
        let request = desk.request("000123").patient_for(Duration::from_millis(patience));
        let service = &mut desk.service;
        let kill = &mut |event| {
            if matches!(event, ChipEvent::Progress(Progress::Identity(_))) {
                service.kill();
            }
        };
        assert_eq!(read_chip(request, kill, &AtomicBool::new(false)).err(), Some(ChipError::ServiceGone));
    }
    assert_eq!(desk.read("000123").err(), Some(ChipError::ServiceGone));
}

/// The emulated reader cannot be unplugged under a running service: the service goes with it, comes back alone, and once
/// more with it.
#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_reader_that_is_unplugged_and_plugged_is_got_over() {
    let mut desk = Desk::open();
    desk.lay(Faults::default());
    for (plugged, name) in [(true, "plugged again"), (false, "left unplugged")] {
        let patience = if plugged { PATIENCE } else { Duration::from_secs(2) };
        let reading = Aside::read(desk.request("000123").patient_for(patience));
        reading.until(|event| matches!(event, ChipEvent::Progress(Progress::Identity(_))));
        desk.service.kill();
        reading.until(|event| matches!(event, ChipEvent::Lifted));
        desk.service.start_again_unplugged(&logs());
        while next(&desk.events) != ReaderEvent::ServiceUp {}
        if plugged {
            desk.service.kill();
            desk.service.start_again(&logs());
            assert_eq!(reading.outcome().err(), None, "{name}");
            while !matches!(next(&desk.events), ReaderEvent::Laid { .. }) {}
        } else {
            assert_eq!(reading.outcome().err(), Some(ChipError::ReaderGone), "{name}");
        }
    }
}

/// A card that is lifted again and again is not read for ever.
#[test]
#[ignore = "run by the_reader_with_a_real_pcscd"]
fn a_card_that_trembles_is_given_up() {
    let desk = Desk::open();
    desk.lay(lift_at(3));
    let mut lifted = 0;
    let outcome = read_chip(
        desk.request("000123").patient_for(PATIENCE),
        &mut |event| {
            if matches!(event, ChipEvent::Lifted) {
                lifted += 1;
                desk.pad.lay("card", an()).unwrap();
            }
        },
        &AtomicBool::new(false),
    );
    assert_eq!(outcome.err(), Some(ChipError::Lifted));
    assert_eq!(lifted, 16);
}
