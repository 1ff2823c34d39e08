use super::*;
use crate::{Digest, Keys, RECEIPT_VERSION, SecretKey, sign};

fn secret(number: u8) -> SecretKey {
    SecretKey::from_seed(&[number; 32])
}

fn public(number: u8) -> PublicKey {
    secret(number).public()
}

fn at(time: &str) -> Timestamp {
    format!("2026-11-21T{time}+07").parse().unwrap()
}

fn hour() -> u32 {
    3_600
}

/// Keys 1, 2 and 3, of which 2 signs from noon and 3 from 18:00, each with an hour's overlap.
fn history() -> Vec<KeyLink> {
    vec![
        KeyLink::first(&secret(1), at("08:00")),
        KeyLink::next(&secret(1), &public(2), at("12:00"), hour()),
        KeyLink::next(&secret(2), &public(3), at("18:00"), hour()),
    ]
}

fn pinned(number: u8) -> KeyRing {
    KeyRing::new(vec![public(number)], Vec::new())
}

fn receipt_by(number: u8, received_at: Timestamp) -> SignedReceipt {
    let receipt = Receipt {
        version: RECEIPT_VERSION,
        key_id: public(number).id(),
        chain: Digest::NONE,
        number: 1,
        facility: uuid::Uuid::from_u128(0xFA),
        notice: uuid::Uuid::from_u128(1),
        revision: 1,
        payload_sha256: Digest::of(b"payload"),
        received_at,
        deadline: None,
        on_time: true,
    };
    sign(&receipt, &secret(number)).unwrap()
}

/// A link that was published stays provable: these bytes are frozen.
#[test]
fn the_signed_bytes_are_pinned() {
    let link = &history()[1];
    let bytes = link.signed_bytes();
    assert_eq!(&bytes[..26], b"luutru receipt key link\n\x00\x01");
    assert_eq!(bytes[26..58], public(2).bytes());
    assert_eq!(&bytes[58..66], public(1).id().bytes());
    assert_eq!(bytes[66..74], at("12:00").as_millisecond().to_be_bytes());
    assert_eq!(&bytes[74..78], &[0, 0, 0x0E, 0x10]);
    assert_eq!(&bytes[78..], public(1).id().bytes());
    assert_eq!(history()[0].signed_bytes()[58..66], [0; 8]);
    let again: KeyLink = serde_json::from_str(&serde_json::to_string(link).unwrap()).unwrap();
    assert_eq!(&again, link);
    assert_eq!(KeyLink::first(&secret(1), "2026-11-21T01:00:00.0009Z".parse().unwrap()), history()[0]);
}

#[test]
fn a_hub_without_a_history_is_read() {
    let told = format!(r#"{{"keys":[{}],"server_time":"2026-11-21T01:00:00Z"}}"#, serde_json::json!(public(1)));
    assert_eq!(serde_json::from_str::<Keys>(&told).unwrap().history, []);
}

#[test]
fn the_links_lead_from_any_trusted_key_to_the_newest() {
    for (number, known) in [(1, vec![1, 2, 3]), (2, vec![2, 3]), (3, vec![3])] {
        let mut ring = pinned(number);
        assert_eq!(ring.follow(&history()).fault, None, "{number}");
        assert_eq!(ring.keys(), known.iter().map(|number| public(*number)).collect::<Vec<_>>());
        assert_eq!(ring.follow(&history()), Followed { links: vec![], fault: None }, "nothing is news twice");
    }
    let mut slow = pinned(1);
    assert_eq!(slow.follow(&history()[..2]).links, history()[..2]);
    assert_eq!(slow.follow(&history()).links, history()[2..], "and from there on");
    let mut alone = pinned(1);
    assert_eq!(alone.follow(&history()[1..]).links, history()[1..], "the rest alone leads on as well");
    assert_eq!(slow.follow(&[]), Followed { links: vec![], fault: None }, "an older hub tells none");
    assert_eq!(slow, KeyRing::whole(&[], &history()).unwrap());
}

#[test]
fn a_key_without_a_true_link_is_refused() {
    let [first, second, third] = <[KeyLink; 3]>::try_from(history()).unwrap();
    let id = |number| public(number).id();
    let by_stranger = KeyLink { after: Some(id(1)), ..KeyLink::next(&secret(9), &public(2), at("12:00"), hour()) };
    let posing = KeyLink { signed_by: id(1), ..by_stranger.clone() };
    let other_key = KeyLink { key: public(9), ..second.clone() };
    let renamed = KeyLink { key_id: id(9), ..second.clone() };
    let cases = [
        (by_stranger, LinkFault::Forged(id(2))),
        (posing, LinkFault::Forged(id(2))),
        (other_key, LinkFault::Forged(id(2))),
        (renamed, LinkFault::Forged(id(9))),
        (KeyLink { from: at("12:01"), ..second.clone() }, LinkFault::Forged(id(2))),
        (KeyLink { overlap_seconds: 0, ..second.clone() }, LinkFault::Forged(id(2))),
        (KeyLink { signature: vec![0; 63], ..second.clone() }, LinkFault::Forged(id(2))),
        (KeyLink { from: at("12:00") + SignedDuration::from_nanos(1), ..second.clone() }, LinkFault::Forged(id(2))),
        (KeyLink { version: 2, ..second.clone() }, LinkFault::Version(2)),
        (KeyLink::next(&secret(1), &public(2), at("07:00"), 0), LinkFault::Order(id(2))),
        (KeyLink::broken(&secret(2), id(1), at("12:00")), LinkFault::Broken(id(2))),
    ];
    for (link, fault) in cases {
        let mut ring = pinned(1);
        let followed = ring.follow(&[first.clone(), link, third.clone()]);
        assert_eq!(followed, Followed { links: vec![first.clone()], fault: Some(fault) });
        assert_eq!(ring.keys(), [public(1)], "nor what stands behind it");
    }
}

#[test]
fn a_history_that_was_rewritten_is_refused() {
    let mut ring = pinned(1);
    ring.follow(&history());
    let mut rewritten = history();
    rewritten[2] = KeyLink::next(&secret(2), &public(3), at("19:00"), 0);
    assert_eq!(ring.follow(&rewritten).fault, Some(LinkFault::Changed(public(3).id())));
    rewritten[2] = KeyLink::next(&secret(2), &public(4), at("18:00"), 0);
    assert_eq!(ring.follow(&rewritten).fault, Some(LinkFault::Fork(public(4).id())));
    let another = [KeyLink::first(&secret(7), at("08:00"))];
    assert_eq!(ring.follow(&another).fault, Some(LinkFault::Stranger));
    assert_eq!(ring.keys().len(), 3);
}

#[test]
fn a_history_that_begins_anew_with_a_known_key_is_no_news() {
    let anew = [KeyLink::first(&secret(2), at("20:00")), KeyLink::next(&secret(2), &public(4), at("21:00"), 0)];
    let mut ring = pinned(1);
    ring.follow(&history()[..2]);
    let followed = ring.follow(&anew);
    assert_eq!(followed, Followed { links: anew[1..].to_vec(), fault: None }, "and what follows on that key is");
    assert_eq!(ring.term(public(2).id()).begins, Some(at("11:55")), "what was proved stays");
    let forged = KeyLink { signature: vec![0; 64], ..anew[0].clone() };
    assert_eq!(ring.follow(&[forged]).fault, Some(LinkFault::Changed(public(2).id())));
}

#[test]
fn a_pinned_key_takes_no_link_but_its_own_or_of_the_key_before_it() {
    let id = |number| public(number).id();
    let by_third = KeyLink { after: Some(id(1)), ..KeyLink::next(&secret(3), &public(4), at("20:00"), 0) };
    let by_third = KeyLink { signature: secret(3).sign(&by_third.signed_bytes()).to_vec(), ..by_third };
    let first_by_third = KeyLink { after: None, ..by_third.clone() };
    let first_by_third =
        KeyLink { signature: secret(3).sign(&first_by_third.signed_bytes()).to_vec(), ..first_by_third };
    let refused = [
        (by_third, LinkFault::Forged(id(4))),
        (KeyLink::next(&secret(2), &public(4), at("20:00"), 0), LinkFault::Fork(id(4))),
        (KeyLink::broken(&secret(4), id(1), at("20:00")), LinkFault::Fork(id(4))),
        (KeyLink::next(&secret(3), &public(4), at("17:00"), 0), LinkFault::Order(id(4))),
    ];
    let ring = || KeyRing { keys: [1, 2, 3, 4].map(public).to_vec(), links: history() };
    for (link, fault) in refused {
        assert_eq!(ring().follow(&[link]), Followed { links: vec![], fault: Some(fault) });
    }
    assert_eq!(ring().follow(&[first_by_third]), Followed { links: vec![], fault: None });
    let mut late = KeyRing { keys: [2, 3].map(public).to_vec(), links: history()[2..].to_vec() };
    let younger = KeyLink::first(&secret(2), at("19:00"));
    assert_eq!(late.follow(&[younger]).fault, Some(LinkFault::Order(id(2))), "than the key that follows on it");
    let lost = KeyLink::broken(&secret(4), id(3), at("20:00"));
    assert_eq!(ring().follow(std::slice::from_ref(&lost)).links, [lost]);
}

#[test]
fn a_whole_history_is_trusted_when_each_follows_on_the_one_before() {
    let lost = KeyLink::broken(&secret(4), public(3).id(), at("20:00"));
    let whole = [history(), vec![lost]].concat();
    let ring = KeyRing::whole(&[public(4), public(5)], &whole).unwrap();
    assert_eq!(ring.keys().len(), 5);
    let ends = Some(at("20:00"));
    assert_eq!(ring.term(public(3).id()), Term { begins: Some(at("17:55")), ends }, "a lost key has no overlap");
    let faults = [
        (whole[1..].to_vec(), LinkFault::Forged(public(2).id())),
        (vec![whole[0].clone(), whole[2].clone()], LinkFault::Forged(public(3).id())),
        (vec![whole[0].clone(), KeyLink::first(&secret(2), at("12:00"))], LinkFault::Forged(public(2).id())),
        (
            vec![whole[0].clone(), KeyLink::broken(&secret(2), public(1).id(), at("07:00"))],
            LinkFault::Order(public(2).id()),
        ),
    ];
    for (history, fault) in faults {
        assert_eq!(KeyRing::whole(&[], &history), Err(fault));
    }
}

#[test]
fn a_receipt_counts_while_its_key_is_in_use() {
    let ring = KeyRing::whole(&[], &history()).unwrap();
    let cases = [
        (1, "07:00", true),
        (1, "13:05", true),
        (1, "13:05:01", false),
        (2, "11:54:59", false),
        (2, "11:55", true),
        (2, "19:05", true),
        (2, "23:00", false),
        (3, "17:00", false),
        (3, "23:59", true),
    ];
    for (number, time, counts) in cases {
        let signed = receipt_by(number, at(time));
        let expected = if counts { Ok(at(time)) } else { Err(ReceiptFault::OutOfTime(public(number).id())) };
        assert_eq!(ring.verify(&signed).map(|read| read.received_at), expected, "key {number} at {time}");
        let read: Receipt = serde_json::from_slice(&signed.body).unwrap();
        let entry = Expected { key: read.key(), sha256: read.payload_sha256 };
        assert_eq!(ring.verify_for(&signed, &entry).is_ok(), counts);
        let other = Expected { sha256: Digest::NONE, ..entry };
        assert_eq!(ring.verify_for(&signed, &other), Err(ReceiptFault::OtherPayload));
    }
    let alone = pinned(1);
    assert!(alone.verify(&receipt_by(1, at("23:00"))).is_ok(), "of whom no successor is known");
    assert_eq!(alone.verify(&receipt_by(2, at("13:00"))), Err(ReceiptFault::UnknownKey(public(2).id())));
}
