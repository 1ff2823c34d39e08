//! What comes back of a guest, and who the search finds.

use document::{Birth, ChipTrust, DataTrust, Document, Expiry, Fact, Paper, Source, Verdict};
use jiff::civil::date;
use lodging::Guest;
use store::{Store, StoreError};

use crate::house::{an, evening, guest};

fn save(store: &Store, guest: &Guest) {
    store.write(|w| w.guests().save(guest)).unwrap();
}

/// The numbers of the guests a query finds, in order.
fn found(store: &Store, query: &str) -> Vec<String> {
    let guests = store.read(|r| r.guests().find(query, 20)).unwrap();
    guests.into_iter().map(|guest| guest.document.number.unwrap().value.into_exposed()).collect()
}

#[test]
fn every_fact_comes_back_with_its_source() {
    let store = Store::open_in_memory(evening()).unwrap();
    let mut an = an();
    an.document.old_number = Some(Fact::new("012345678".to_owned(), Source::Qr));
    an.document.verdict = Verdict { data: DataTrust::SelfConsistent, chip: ChipTrust::Genuine };
    save(&store, &an);
    assert_eq!(store.read(|r| r.guests().get(an.id)).unwrap(), an);
    an.document.birth = Some(Fact::new(Birth::Year(1940), Source::Typed));
    an.document.expiry = Some(Fact::new(Expiry::On(date(2039, 5, 15)), Source::Mrz));
    an.document.address = None;
    an.document.residence = Some(private::Private::new("Số 1, Phường Ngọc Hà, Hà Nội".to_owned()));
    save(&store, &an);
    assert_eq!(store.read(|r| r.guests().get(an.id)).unwrap(), an, "saving again changes the facts");
    assert_eq!(store.read(|r| r.guests().count()), Ok(1));
}

#[test]
fn a_guest_of_whom_little_is_known_can_be_kept() {
    let store = Store::open_in_memory(evening()).unwrap();
    let unknown = Guest { document: Document::new(Paper::Other), ..an() };
    save(&store, &unknown);
    assert_eq!(store.read(|r| r.guests().get(unknown.id)).unwrap(), unknown);
    assert_eq!(store.read(|r| r.guests().get(guest(9, "", "").id)), Err(StoreError::Missing));
}

/// NFD of the marks used here, written out: the test needs no normaliser, and cannot share a fault with one.
const NFD: &str = "Nguye\u{302}\u{303}n Va\u{306}n \u{110}u\u{31b}\u{301}c";

#[test]
fn the_search_does_not_care_about_marks_case_or_form() {
    let store = Store::open_in_memory(evening()).unwrap();
    save(&store, &guest(1, "Nguyễn Văn An", "001099000123"));
    save(&store, &guest(2, "Nguyễn Văn Đức", "001099000456"));
    save(&store, &guest(3, NFD, "001099000789"));
    save(&store, &guest(4, "ĐẶNG THỊ HƯỜNG", "001199000321"));
    save(&store, &guest(5, "Y-Bhăm Êban", "001099000654"));
    let duc = ["001099000789", "001099000456"];
    let huong = ["001199000321"];
    let cases: &[(&str, &[&str])] = &[
        ("duc", &duc),
        ("đức", &duc),
        ("ĐỨC", &duc),
        ("Đu\u{31b}\u{301}c", &duc),
        ("\u{d0}ức", &duc),
        ("nguyen duc", &duc),
        ("Đức Nguyễn", &duc),
        ("ngu van duc", &duc),
        ("dang huong", &huong),
        ("Đặng Thị Hường", &huong),
        ("đang thi huong", &huong),
        ("d", &["001199000321", "001099000789", "001099000456"]),
        ("nguyen", &["001099000789", "001099000456", "001099000123"]),
        ("bham", &["001099000654"]),
        ("Y-Bhăm", &["001099000654"]),
        ("eban", &["001099000654"]),
        ("duc an", &[]),
        ("uc", &[]),
        ("tran", &[]),
    ];
    for (query, expected) in cases {
        assert_eq!(found(&store, query), *expected, "{query}");
    }
}

#[test]
fn the_search_takes_a_number_or_its_last_four_digits() {
    let store = Store::open_in_memory(evening()).unwrap();
    save(&store, &guest(1, "Nguyễn Văn An", "001099000123"));
    save(&store, &guest(2, "Trần Thị Bình", "001199000456"));
    save(&store, &guest(3, "Lê Văn Cường", "079099990123"));
    save(&store, &guest(4, "Anna Muster", "C01X00T47"));
    let cases: &[(&str, &[&str])] = &[
        ("0123", &["079099990123", "001099000123"]),
        ("000123", &["001099000123"]),
        ("001099000123", &["001099000123"]),
        ("an 0123", &["001099000123"]),
        ("0123 van", &["079099990123", "001099000123"]),
        ("0456 van", &[]),
        ("c01x00t47", &["C01X00T47"]),
        ("X00T47", &["C01X00T47"]),
        ("123", &[]),
        ("9999", &[]),
        ("991001099000123", &[]),
    ];
    for (query, expected) in cases {
        assert_eq!(found(&store, query), *expected, "{query}");
    }
    let by_number = store.read(|r| r.guests().by_number("001099000123")).unwrap();
    assert_eq!(by_number.len(), 1);
}

#[test]
fn no_query_is_a_wrong_one() {
    let store = Store::open_in_memory(evening()).unwrap();
    save(&store, &an());
    for query in [
        "",
        "   ",
        "\"",
        "\"\"",
        "*",
        "-",
        "an\"",
        "(an",
        "NOT",
        "a:b",
        "AND OR",
        "name_fold:an",
        "^",
        "'",
        "\0",
        "^an",
        "{an}",
    ] {
        assert!(store.read(|r| r.guests().find(query, 5)).is_ok(), "{query:?}");
    }
    assert_eq!(found(&store, "\"an\" (van)").len(), 1);
    assert_eq!(found(&store, "!!! an").len(), 1, "a word without letters asks for nothing");
}

#[test]
fn the_search_is_newest_first_and_stops_at_the_limit() {
    let store = Store::open_in_memory(evening()).unwrap();
    for n in 1..=9 {
        save(&store, &guest(n, "Nguyễn Văn An", &format!("00109900000{n}")));
    }
    // A changed guest keeps their place: the order is that of the first visit.
    save(&store, &guest(2, "Nguyễn Văn Anh", "001099000002"));
    let guests = store.read(|r| r.guests().find("nguyen", 3)).unwrap();
    let numbers: Vec<_> = guests.iter().map(|guest| guest.document.number.as_ref().unwrap().value.expose()).collect();
    assert_eq!(numbers, ["001099000009", "001099000008", "001099000007"]);
    assert_eq!(found(&store, "anh"), ["001099000002"], "the index follows a changed name");
}
