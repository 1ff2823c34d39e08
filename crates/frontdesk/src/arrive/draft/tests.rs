use document::{Country, Fact, FindingCode, Sex, Source};
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::testing::{AN_QR, BINH_QR, an, binh, evening, foreigner};
use crate::view::SourceName;

const TODAY: Date = date(2026, 11, 21);
const READER: Devices = Devices { chip: DeviceState::Ready, card_laid: true, mute: false, camera: DeviceState::Ready };

fn qr(text: &str) -> CardQr {
    document::qr::parse(text.as_bytes()).unwrap()
}

/// A drawer that has seen An's QR.
fn seen() -> Draft {
    let mut draft = Draft::new(1, None);
    assert!(draft.see_qr(qr(AN_QR)));
    draft
}

fn chip(document: Document, against: Option<TrustView>) -> ChipNews {
    ChipNews::Read(Box::new(ChipFacts { document, face: Some(Private::new(vec![0xff])), against }))
}

fn read(draft: &mut Draft, document: Document) {
    draft.begin_reading();
    draft.hear(chip(document, None));
}

/// The form as the page fills it from the drawer.
fn form(draft: &Draft) -> TypedFacts {
    let facts = say::facts(draft.document());
    let said = |name| facts.iter().find(|fact| fact.field == name).map(|fact| fact.value.clone()).unwrap_or_default();
    TypedFacts {
        paper: said(FieldName::Paper),
        number: said(FieldName::Number),
        name: said(FieldName::Name),
        birth: said(FieldName::Birth),
        sex: said(FieldName::Sex),
        nationality: said(FieldName::Nationality),
        address: said(FieldName::Address),
    }
}

fn sources(document: &Document) -> [Option<Source>; 6] {
    [
        document.number.as_ref().map(|fact| fact.source),
        document.name.as_ref().map(|fact| fact.source),
        document.birth.as_ref().map(|fact| fact.source),
        document.sex.as_ref().map(|fact| fact.source),
        document.nationality.as_ref().map(|fact| fact.source),
        document.address.as_ref().map(|fact| fact.source),
    ]
}

#[test]
fn an_untouched_form_is_the_reading_with_its_sources() {
    let mut unstated = an();
    unstated.sex = Some(Fact::new(Sex::Unspecified, Source::Chip));
    let mut by_year = an();
    by_year.birth = Some(Fact::new(document::Birth::Year(1999), Source::Chip));
    for document in [an(), binh(), foreigner(), qr(AN_QR).document(), unstated, by_year] {
        let draft = Draft::of_guest(1, None, document.clone());
        assert_eq!(draft.submit(&form(&draft), TODAY), Ok(document));
    }
}

#[test]
fn what_a_person_changed_is_typed_and_nothing_else() {
    type Change = fn(&mut TypedFacts);
    let table: [(usize, Change); 6] = [
        (0, |form| form.number = "001099000124".into()),
        (1, |form| form.name = "Nguyễn Văn Ân".into()),
        (2, |form| form.birth = "16051999".into()),
        (3, |form| form.sex = "Khác".into()),
        (4, |form| form.nationality = "lao".into()),
        (5, |form| form.address = String::new()),
    ];
    let draft = Draft::of_guest(1, None, an());
    for (changed, change) in table {
        let mut form = form(&draft);
        change(&mut form);
        let mut expected = [Some(Source::Chip); 6];
        // An address can be cleared; then there is none.
        expected[changed] = if changed == 5 { None } else { Some(Source::Typed) };
        let document = draft.submit(&form, TODAY).unwrap();
        assert_eq!(sources(&document), expected, "{changed}");
        assert_eq!((document.issued, document.expiry), (an().issued, an().expiry));
    }
}

#[test]
fn a_form_from_nothing_is_typed() {
    let form = TypedFacts {
        paper: "4".into(),
        number: " c1234567 ".into(),
        name: "Anna  Beispiel".into(),
        birth: "29/2/88".into(),
        sex: "Nữ".into(),
        nationality: "DEU".into(),
        address: String::new(),
    };
    let document = Draft::new(1, None).submit(&form, TODAY).unwrap();
    assert_eq!(sources(&document), [Some(Source::Typed); 5].into_iter().chain([None]).collect::<Vec<_>>()[..]);
    assert_eq!((document.paper, document.number.unwrap().value.expose().as_str()), (Paper::Passport, "C1234567"));
    assert_eq!(document.nationality.unwrap().value.expose(), &Country::parse("D").unwrap());
    assert_eq!(document.birth.unwrap().value.expose(), &document::Birth::Day(date(1988, 2, 29)));
}

#[test]
fn what_cannot_be_read_is_found_all_at_once() {
    let draft = Draft::of_guest(1, None, an());
    let mut form = form(&draft);
    (form.paper, form.birth, form.sex) = ("10".into(), "31/2/1999".into(), "?".into());
    (form.nationality, form.name) = ("ZZZ".into(), String::new());
    let found: Vec<_> = draft.submit(&form, TODAY).unwrap_err().iter().map(|found| (found.field, found.code)).collect();
    let expected = [
        (Field::Paper, FindingCode::Missing),
        (Field::Name, FindingCode::Missing),
        (Field::Birth, FindingCode::NotADate),
        (Field::Sex, FindingCode::NotASex),
        (Field::Nationality, FindingCode::NotACountry),
    ];
    assert_eq!(found, expected);
    assert_eq!(draft.document(), &an(), "the drawer is as it was");
}

#[test]
fn a_reading_never_overwrites_what_was_typed() {
    let mut known = an();
    known.address = Some(Fact::new("Số 9, Lò Đúc, Hà Nội".to_owned(), Source::Typed));
    known.name = Some(Fact::new("Nguyễn Văn Ân".to_owned(), Source::Typed));
    let mut draft = Draft::of_guest(1, None, known.clone());
    assert!(draft.see_qr(qr(AN_QR)));
    read(&mut draft, an());
    assert_eq!((&draft.document().address, &draft.document().name), (&known.address, &known.name));
    let view = draft.view(READER, evening());
    assert_eq!(view.disagreements, [FieldName::Address], "a person decides; marks are no disagreement");
}

#[test]
fn the_chip_joins_the_qr_and_says_where_they_disagree() {
    let mut draft = seen();
    assert_eq!(draft.view(READER, evening()).trust, TrustView::Unproven);
    let mut older = an();
    older.birth = Some(Fact::new(document::Birth::Day(date(1999, 5, 16)), Source::Chip));
    read(&mut draft, older);
    let view = draft.view(READER, evening());
    assert_eq!((view.disagreements, view.trust, view.photo), (vec![FieldName::Birth], TrustView::SelfConsistent, true));
    assert_eq!((view.chip_ready, view.reading.is_none()), (false, true));
    let source = |name| view.facts.iter().find(|fact| fact.field == name).map(|fact| fact.source);
    assert_eq!((source(FieldName::Birth), source(FieldName::Address)), (Some(SourceName::Chip), Some(SourceName::Qr)));
}

#[test]
fn a_second_cards_qr_does_not_replace_the_person() {
    let mut draft = seen();
    assert!(!draft.see_qr(qr(BINH_QR)));
    assert_eq!(draft.document(), &qr(AN_QR).document());
    assert_eq!(draft.key(None).unwrap().can().unwrap().expose(), "000123");
    assert!(draft.see_qr(qr(AN_QR)), "the same card again");
    draft.begin_reading();
    assert!(!draft.see_qr(qr(AN_QR)), "not during a read");
}

#[test]
fn another_cards_chip_is_not_mixed_in() {
    let mut draft = seen();
    read(&mut draft, binh());
    let view = draft.view(READER, evening());
    assert_eq!(draft.document(), &qr(AN_QR).document());
    assert!(view.disagreements.contains(&FieldName::Number));
    assert_eq!((view.photo, view.trust, view.chip_ready), (false, TrustView::Unproven, true));
}

#[test]
fn what_does_not_fit_its_signature_is_not_absorbed() {
    let mut draft = seen();
    draft.begin_reading();
    for trust in [TrustView::Altered, TrustView::Revoked, TrustView::Copied] {
        draft.hear(chip(an(), Some(trust)));
        let view = draft.view(READER, evening());
        assert_eq!(draft.document(), &qr(AN_QR).document());
        assert_eq!((view.trust, view.photo, draft.is_reading()), (trust, false, false));
    }
    read(&mut draft, an());
    assert_eq!(draft.view(READER, evening()).trust, TrustView::SelfConsistent, "a second read may go well");
}

#[test]
fn a_failed_read_says_why_and_can_be_tried_again() {
    let table = [
        (ChipFailure::Lifted, Some(Trouble::Lifted)),
        (ChipFailure::WrongKey, Some(Trouble::WrongCard)),
        (ChipFailure::Unreadable, Some(Trouble::Unreadable)),
        (ChipFailure::ReaderGone, Some(Trouble::ReaderGone)),
        (ChipFailure::Cancelled, None),
    ];
    for (failure, trouble) in table {
        let mut draft = seen();
        draft.begin_reading();
        draft.hear(ChipNews::Opened);
        assert_eq!(
            draft.view(READER, evening()).reading.map(|read| (read.ask, read.chip_opened)),
            Some((ReadAsk::HoldStill, true))
        );
        draft.hear(ChipNews::Failed(failure));
        let view = draft.view(READER, evening());
        assert_eq!(view.reading.and_then(|read| read.trouble), trouble);
        assert!(view.chip_ready && !draft.is_reading());
    }
}

#[test]
fn what_opens_the_chip() {
    let number = || Some("001099000123".to_owned());
    let can = |draft: &Draft, typed| draft.key(typed).and_then(|key| key.can());
    let empty = Draft::new(1, None);
    assert_eq!(can(&empty, None), None);
    assert_eq!(can(&empty, Some("12345".to_owned())), None);
    assert_eq!(can(&empty, number()).unwrap().expose(), "000123");
    assert_eq!(can(&Draft::of_guest(1, None, binh()), None).unwrap().expose(), "000456");
    assert_eq!(can(&Draft::of_guest(1, None, foreigner()), None), None);
    assert_eq!(can(&Draft::of_guest(1, None, binh()), number()).unwrap().expose(), "000123", "typed beats known");
    assert_eq!(can(&seen(), Some("001199000456".to_owned())).unwrap().expose(), "000123", "the QR beats typed");
}

#[test]
fn an_empty_drawer_finds_nothing_and_a_known_guest_can_be_read_again() {
    assert_eq!(Draft::new(1, None).view(READER, evening()).findings, []);
    let mut draft = Draft::of_guest(2, Some("101".into()), an());
    draft.was_here(Some("01/11/2026".into()));
    let view = draft.view(READER, evening());
    assert_eq!((view.id, view.room.as_deref(), view.last_stay.as_deref()), (2, Some("101"), Some("01/11/2026")));
    assert!(view.chip_ready, "the chip was read at an earlier stay, not now");
    assert!(!draft.view(Devices { card_laid: false, ..READER }, evening()).chip_ready);
    let nameless = Document { name: None, ..an() };
    let findings = Draft::of_guest(1, None, nameless).view(READER, evening()).findings;
    assert_eq!(findings.len(), 1);
    assert!(findings[0].hard && findings[0].field == FieldName::Name);
}

proptest! {
    #[test]
    fn whatever_is_typed_nothing_panics_and_what_is_taken_is_typed(
        paper in "[0-9]{0,2}", number in ".{0,14}", name in ".{0,20}", birth in "[0-9/. -]{0,11}",
        sex in ".{0,5}", nationality in "[A-Za-z]{0,4}", address in ".{0,30}",
    ) {
        let form = TypedFacts { paper, number, name, birth, sex, nationality, address };
        if let Ok(document) = Draft::new(1, None).submit(&form, TODAY) {
            prop_assert!(sources(&document).into_iter().flatten().all(|source| source == Source::Typed));
        }
    }
}
