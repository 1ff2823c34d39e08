use std::net::TcpListener;
use std::thread::{self, JoinHandle};

use hex_literal::hex;

use super::*;
use crate::tests::profile;
use crate::vpcd::tests::Reader;

const CARD_ACCESS: &[u8] = &hex!("00B09C0000");
const LONG: Duration = Duration::from_secs(20);

fn card() -> Card {
    Card::new(&profile("an"), [5; 32]).unwrap()
}

/// A pad that serves a reader played by the test.
fn served(stats: Option<PathBuf>) -> (Pad, TcpListener, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let pad = Pad::new(stats);
    let serving = pad.clone();
    (pad, listener, thread::spawn(move || serving.serve(&address).unwrap()))
}

#[test]
fn a_card_is_laid_asked_lifted_and_laid_again() {
    let (pad, listener, thread) = served(None);
    for laying in 1..=3 {
        pad.lay("an", card()).unwrap();
        let mut reader = Reader::accept(&listener);
        assert!(pad.await_reader(LONG));
        assert_eq!(reader.ask(&[4]).unwrap(), card().atr());
        reader.send(&[1]);
        assert_eq!(reader.ask(CARD_ACCESS).unwrap().len(), 56);
        assert_eq!(reader.ask(&hex!("FFCA000000")).unwrap(), hex!("6A81"));
        let report = pad.report();
        assert_eq!((report.laying, report.laid, report.connected, report.counts.commands), (laying, true, true, 1));
        assert_eq!(pad.lay("an", card()), Err(Occupied));
        assert_eq!(pad.lift().unwrap().unwrap().counts.commands, 1);
        reader.await_end();
        assert_eq!(pad.lift().unwrap(), None);
    }
    pad.stop().unwrap();
    thread.join().unwrap();
}

#[test]
fn power_off_ends_what_was_selected() {
    let (pad, listener, thread) = served(None);
    pad.lay("an", card()).unwrap();
    let mut reader = Reader::accept(&listener);
    for control in [0, 1, 2] {
        assert_eq!(reader.ask(&hex!("00A4040C07A0000002471001")).unwrap(), hex!("9000"));
        assert_eq!(reader.ask(CARD_ACCESS).unwrap(), hex!("6A82"));
        reader.send(&[control]);
        assert_eq!(reader.ask(CARD_ACCESS).unwrap().len(), 56);
    }
    pad.stop().unwrap();
    thread.join().unwrap();
}

#[test]
fn a_card_lifted_at_an_index_closes_the_line_and_leaves_its_counts() {
    let folder = tempfile::tempdir().unwrap();
    let stats = folder.path().join("counts.json");
    let (pad, listener, thread) = served(Some(stats.clone()));
    pad.set_faults(Faults { lift_at: Some(2), delay: Some(Duration::from_millis(1)), ..Faults::default() });
    pad.lay("an", card()).unwrap();
    let mut reader = Reader::accept(&listener);
    assert!(reader.ask(CARD_ACCESS).is_some());
    assert!(reader.ask(CARD_ACCESS).is_some());
    assert_eq!(reader.ask(CARD_ACCESS), None);
    let report = pad.report();
    assert_eq!((report.laid, report.counts.commands), (false, 2));
    let written: serde_json::Value = serde_json::from_slice(&std::fs::read(&stats).unwrap()).unwrap();
    assert_eq!((&written["card"], &written["commands"]), (&"an".into(), &2.into()));
    pad.set_faults(Faults::default());
    pad.lay("an", card()).unwrap();
    let mut reader = Reader::accept(&listener);
    assert!((0..5).all(|_| reader.ask(CARD_ACCESS).is_some()));
    pad.stop().unwrap();
    thread.join().unwrap();
    let written: serde_json::Value = serde_json::from_slice(&std::fs::read(&stats).unwrap()).unwrap();
    assert_eq!((&written["laying"], &written["commands"]), (&2.into(), &5.into()));
}

#[test]
fn the_card_comes_back_when_the_reader_restarts() {
    let (pad, listener, thread) = served(None);
    pad.lay("an", card()).unwrap();
    for _ in 0..2 {
        let mut reader = Reader::accept(&listener);
        assert_eq!(reader.ask(&hex!("00A4040C07A0000002471001")).unwrap(), hex!("9000"));
    }
    assert_eq!(pad.report().counts.commands, 2);
    pad.stop().unwrap();
    thread.join().unwrap();
}

#[test]
fn a_long_delay_ends_when_the_card_is_lifted() {
    let (pad, listener, thread) = served(None);
    pad.set_faults(Faults { delay: Some(Duration::from_hours(1)), ..Faults::default() });
    pad.lay("an", card()).unwrap();
    let mut reader = Reader::accept(&listener);
    reader.send(CARD_ACCESS);
    assert!(pad.await_reader(LONG));
    pad.lift().unwrap();
    reader.await_end();
    pad.stop().unwrap();
    thread.join().unwrap();
}

#[test]
fn a_pad_without_reader_waits_and_stops() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let pad = Pad::new(None);
    let serving = pad.clone();
    let thread = thread::spawn(move || serving.serve(&port.to_string()).unwrap());
    pad.lay("an", card()).unwrap();
    assert!(!pad.await_reader(Duration::from_millis(1)));
    pad.stop().unwrap();
    thread.join().unwrap();
}

#[test]
fn another_card_takes_the_place_of_the_first() {
    let (pad, listener, thread) = served(None);
    let other = Card::new(&profile("binh"), [6; 32]).unwrap();
    pad.succeed(Some(Successor { after: 1, away: Duration::ZERO, name: "binh".to_owned(), card: other }));
    pad.lay("an", card()).unwrap();
    let mut reader = Reader::accept(&listener);
    assert!(reader.ask(CARD_ACCESS).is_some());
    assert_eq!(reader.ask(CARD_ACCESS), None);
    let mut reader = Reader::accept(&listener);
    assert!((0..5).all(|_| reader.ask(CARD_ACCESS).is_some()), "it is changed once");
    let report = pad.report();
    assert_eq!((report.card.as_deref(), report.laying, report.counts.commands), (Some("binh"), 2, 5));
    pad.stop().unwrap();
    thread.join().unwrap();
}

#[test]
fn a_hand_that_is_away_for_long_is_not_waited_for_at_the_end() {
    let (pad, listener, thread) = served(None);
    pad.succeed(Some(Successor { after: 0, away: Duration::from_hours(1), name: "an".to_owned(), card: card() }));
    pad.lay("an", card()).unwrap();
    let mut reader = Reader::accept(&listener);
    assert_eq!(reader.ask(CARD_ACCESS), None);
    pad.stop().unwrap();
    thread.join().unwrap();
    assert_eq!(pad.report().laying, 1);
}
