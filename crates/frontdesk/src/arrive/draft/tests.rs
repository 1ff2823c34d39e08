use document::{Country, Fact, FindingCode, Sex, Source};
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::testing::{AN_INSURANCE, AN_QR, AN_ZONE, BINH_QR, PASSPORT, an, binh, evening, foreigner};
use crate::view::SourceName;

const TODAY: Date = date(2026, 11, 21);
const READER: Devices = Devices {
    chip: DeviceState::Ready,
    card_laid: true,
    mute: false,
    camera: DeviceState::Ready,
    lift_first: false,
    scanner: DeviceState::Absent,
};

fn seen_of(text: &str) -> Recognised {
    document::recognise(text.as_bytes(), TODAY).unwrap()
}

fn paper(text: &str) -> Document {
    seen_of(text).document(TODAY).unwrap()
}

fn see(draft: &mut Draft, text: &str) -> bool {
    draft.see(&seen_of(text), TODAY)
}

/// A drawer that has seen An's QR.
fn seen() -> Draft {
    let mut draft = Draft::new(1, None);
    assert!(see(&mut draft, AN_QR));
    draft
}

fn chip(document: Document, against: Option<TrustView>) -> ChipNews {
    ChipNews::Read(Box::new(ChipFacts { document, face: Some(Private::new(vec![0xff])), against }))
}

fn read(draft: &mut Draft, document: Document) {
    draft.begin_reading();
    draft.hear(chip(document, None));
}

/// What the drawer shows beside what was taken.
fn others(view: &DraftView) -> Vec<(FieldName, &str)> {
    view.disagreements.iter().map(|fact| (fact.field, fact.value.as_str())).collect()
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
        expiry: said(FieldName::Expiry),
        residence: String::new(),
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
fn what_a_scanner_typed_is_its_digits_and_says_so_until_something_knows_the_name() {
    let typed = "001099000123|012345678|Nguye6n4 Va8n An|15051999|Nam|So61 1, Ha2 No65i|20052022";
    let keys = || document::wedge::parse(typed, TODAY).unwrap();
    let mut draft = Draft::new(1, None);
    assert!(draft.see_keys(keys()));
    let qr = Some(Source::Qr);
    assert_eq!(sources(draft.document()), [qr, None, qr, qr, qr, None]);
    assert_eq!(draft.view(READER, evening()).reading.unwrap().trouble, Some(Trouble::DigitsOnly));
    assert!(draft.view(READER, evening()).chip_ready, "the number opens the chip");
    read(&mut draft, an());
    assert_eq!(draft.document().name, an().name);
    assert!(draft.view(READER, evening()).reading.is_none());

    let mut another = Draft::of_guest(2, None, binh());
    assert!(!another.see_keys(keys()), "another person's drawer stays that person's");
    assert_eq!(another.document(), &binh());
    let zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10";
    let mut foreigner = Draft::new(3, None);
    assert!(foreigner.see_keys(document::wedge::parse(zone, TODAY).unwrap()));
    assert!(foreigner.view(READER, evening()).reading.is_none(), "a zone is taken whole");
}

#[test]
fn an_untouched_form_is_the_reading_with_its_sources() {
    let mut unstated = an();
    unstated.sex = Some(Fact::new(Sex::Unspecified, Source::Chip));
    let mut by_year = an();
    by_year.birth = Some(Fact::new(document::Birth::Year(1999), Source::Chip));
    for document in [an(), binh(), foreigner(), paper(AN_QR), unstated, by_year] {
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
        expiry: "1/2/30".into(),
        residence: String::new(),
    };
    let document = Draft::new(1, None).submit(&form, TODAY).unwrap();
    assert_eq!(sources(&document), [Some(Source::Typed); 5].into_iter().chain([None]).collect::<Vec<_>>()[..]);
    assert_eq!((document.paper, document.number.unwrap().value.expose().as_str()), (Paper::Passport, "C1234567"));
    assert_eq!(document.expiry.unwrap().value.expose(), &document::Expiry::On(date(2030, 2, 1)));
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
    assert!(see(&mut draft, AN_QR));
    read(&mut draft, an());
    assert_eq!((&draft.document().address, &draft.document().name), (&known.address, &known.name));
    let view = draft.view(READER, evening());
    assert_eq!(
        others(&view),
        [(FieldName::Name, "Nguyễn Văn An"), (FieldName::Address, "Số 1, Đội Cấn, Ba Đình, Hà Nội")]
    );
    assert!(!view.findings.iter().any(|finding| finding.code == "disagrees"), "it was typed: a person has decided");
}

#[test]
fn the_chip_joins_the_qr_and_says_where_they_disagree() {
    let mut draft = seen();
    assert_eq!(draft.view(READER, evening()).trust, TrustView::Unproven);
    let mut older = an();
    older.birth = Some(Fact::new(document::Birth::Day(date(1999, 5, 16)), Source::Chip));
    read(&mut draft, older);
    let view = draft.view(READER, evening());
    assert_eq!(
        (others(&view), view.trust, view.photo),
        (vec![(FieldName::Birth, "15/05/1999")], TrustView::SelfConsistent, true)
    );
    assert_eq!(view.disagreements[0].source, SourceName::Qr);
    assert!(view.findings.iter().any(|finding| finding.code == "disagrees" && !finding.hard));
    assert_eq!((view.chip_ready, view.reading.is_none()), (false, true));
    let source = |name| view.facts.iter().find(|fact| fact.field == name).map(|fact| fact.source);
    assert_eq!((source(FieldName::Birth), source(FieldName::Address)), (Some(SourceName::Chip), Some(SourceName::Qr)));
}

#[test]
fn a_second_persons_paper_does_not_replace_the_first_and_says_so() {
    let mut draft = seen();
    let trouble = |draft: &Draft| draft.view(READER, evening()).reading.and_then(|read| read.trouble);
    for another in [BINH_QR, PASSPORT] {
        assert!(!see(&mut draft, another));
        assert_eq!((draft.document(), trouble(&draft)), (&paper(AN_QR), Some(Trouble::AnotherPaper)));
        assert!(see(&mut draft, AN_QR), "the same card again");
        assert_eq!(trouble(&draft), None);
    }
    assert_eq!(draft.key(None, TODAY).unwrap().can().unwrap().expose(), "000123");
    draft.begin_reading();
    assert!(!see(&mut draft, AN_QR), "not during a read");
}

#[test]
fn the_zone_of_the_same_card_joins_its_code() {
    for order in [[AN_QR, AN_ZONE], [AN_ZONE, AN_QR]] {
        let mut draft = Draft::new(1, None);
        for text in order {
            assert!(see(&mut draft, text));
        }
        let document = draft.document();
        assert_eq!(
            sources(document)[0..2],
            [Some(Source::Mrz), Some(Source::Qr)],
            "the QR knows the marks of the name"
        );
        assert_eq!(document.expiry, Some(Fact::new(document::Expiry::On(date(2039, 5, 15)), Source::Mrz)));
        assert_eq!(draft.view(READER, evening()).disagreements.len(), 0);
    }
}

#[test]
fn a_disagreement_is_settled_by_choosing_and_the_choice_keeps_its_source() {
    let mut draft = seen();
    assert!(see(&mut draft, &AN_ZONE.replace("NGUYEN<<VAN<AN", "NGUYEN<<VAN<ON")));
    let codes = |document: &Document| {
        let found = draft.findings(document, evening()).into_iter();
        found.filter(|finding| finding.code == FindingCode::Disagrees).map(|finding| finding.field).collect::<Vec<_>>()
    };
    let mut form = form(&draft);
    assert_eq!((form.name.as_str(), codes(&draft.submit(&form, TODAY).unwrap())), ("NGUYEN VAN ON", vec![Field::Name]));
    for (name, source) in [("Nguyễn Văn An", Source::Qr), ("Nguyễn Văn Ôn", Source::Typed)] {
        form.name = name.to_owned();
        let chosen = draft.submit(&form, TODAY).unwrap();
        assert_eq!((chosen.name.as_ref().unwrap().source, codes(&chosen)), (source, vec![]));
    }
}

#[test]
fn what_was_typed_of_another_person_is_not_mixed_with_what_was_read() {
    use Field::{Birth, Name, Number};
    use document::Severity::{Hard, Soft};
    type Typed = fn(&mut TypedFacts);
    let table: [(&str, Typed, &[Field], document::Severity); 9] = [
        ("nothing", |_| {}, &[], Soft),
        ("the read number, grouped", |form| form.number = "001 099 000 123".into(), &[], Soft),
        ("the read name, without marks", |form| form.name = "nguyen van an".into(), &[], Soft),
        ("one digit", |form| form.number = "001099000124".into(), &[Number], Soft),
        ("another name", |form| form.name = "Trần Thị Bình".into(), &[Name], Soft),
        ("another birth", |form| form.birth = "20/10/1999".into(), &[Birth], Soft),
        (
            "another name and birth",
            |form| (form.name, form.birth) = ("Trần Thị Bình".into(), "20/10/1999".into()),
            &[Name, Birth],
            Hard,
        ),
        (
            "another number and name",
            |form| (form.number, form.name) = ("001199000456".into(), "Trần Thị Bình".into()),
            &[Number, Name],
            Hard,
        ),
        (
            "another number and birth",
            |form| (form.number, form.birth) = ("001199000456".into(), "20/10/1999".into()),
            &[Number, Birth],
            Hard,
        ),
    ];
    let draft = seen();
    for (what, change, fields, severity) in table {
        let mut form = form(&draft);
        change(&mut form);
        let found = draft.findings(&draft.submit(&form, TODAY).unwrap(), evening());
        let found: Vec<_> = found.into_iter().filter(|finding| finding.code == FindingCode::Disagrees).collect();
        let expected: Vec<_> =
            fields.iter().map(|field| Finding { field: *field, severity, code: FindingCode::Disagrees }).collect();
        assert_eq!(found, expected, "{what}");
        assert_eq!(draft.compare(&form, TODAY), expected, "{what}, before it is submitted");
    }
    assert_eq!(strange_in(&draft, |form| form.birth = "31/2/1999".into()), [], "half a birth is nobody's");
    let empty = Draft::new(2, None);
    let typed = empty.submit(&form(&draft), TODAY).unwrap();
    assert!(empty.findings(&typed, evening()).iter().all(|finding| finding.code != FindingCode::Disagrees));
}

/// Of what a changed form is told to be somebody else's.
fn strange_in(draft: &Draft, change: fn(&mut TypedFacts)) -> Vec<Finding> {
    let mut form = form(draft);
    change(&mut form);
    draft.compare(&form, TODAY)
}

#[test]
fn another_number_than_scanned_digits_is_another_person_whatever_the_birth() {
    let text = "001099000123|012345678|x|15051999|Nam|y|20052022";
    let mut draft = Draft::new(1, None);
    assert!(draft.see_keys(document::wedge::parse(text, TODAY).unwrap()));
    let hard = |field| Finding::hard(field, FindingCode::Disagrees);
    let soft = |field| Finding::soft(field, FindingCode::Disagrees);
    let another = |form: &mut TypedFacts| (form.number, form.name) = ("001199000456".into(), "Trần Thị Bình".into());
    assert_eq!(strange_in(&draft, another), [hard(Field::Number)]);
    assert_eq!(strange_in(&draft, |form| form.name = "Nguyễn Văn An".into()), []);
    assert_eq!(strange_in(&draft, |form| form.birth = "16/05/1999".into()), [soft(Field::Birth)]);
    let mut old = form(&draft);
    (old.paper, old.number) = ("2".into(), "012345678".into());
    assert_eq!(draft.compare(&old, TODAY), [], "an old number is no longer taken, and says nothing of anybody");
    let before = date(2026, 6, 30);
    assert_eq!(draft.compare(&old, before), [soft(Field::Number)], "the card itself names its holder's old number");
}

#[test]
fn a_scanned_number_takes_nobodys_name_by_its_birth_alone() {
    let binh_insurance =
        AN_INSURANCE.replace("4e677579e1bb856e2056c4836e20416e", "5472e1baa76e205468e1bb8b2042c3ac6e68");
    let keys = || document::wedge::parse("001099000123||x|15051999|Nam|y|20052022", TODAY).unwrap();
    for birth in ["15/05/1999", "1999"] {
        let insurance = binh_insurance.replace("15/05/1999", birth);
        let trouble = |draft: &Draft| draft.view(READER, evening()).reading.and_then(|read| read.trouble);
        let mut draft = Draft::new(1, None);
        assert!(draft.see_keys(keys()));
        assert!(!see(&mut draft, &insurance));
        assert_eq!((draft.document(), trouble(&draft)), (&keys(), Some(Trouble::AnotherPaper)));
        let mut draft = Draft::new(2, None);
        assert!(see(&mut draft, &insurance));
        assert!(!draft.see_keys(keys()));
        assert_eq!((&draft.document().number, trouble(&draft)), (&None, Some(Trouble::AnotherPaper)));
    }
}

#[test]
fn the_chip_alone_fills_an_empty_drawer_and_no_drawer_of_another() {
    let mut empty = Draft::new(1, None);
    read(&mut empty, an());
    let view = empty.view(READER, evening());
    assert_eq!((empty.document(), view.reading.is_none(), view.photo), (&an(), true, true));
    let mut insured = Draft::new(2, None);
    assert!(see(&mut insured, AN_INSURANCE));
    read(&mut insured, binh());
    let view = insured.view(READER, evening());
    assert_eq!(view.reading.and_then(|read| read.trouble), Some(Trouble::AnotherPaper));
    assert_eq!((&insured.document().number, view.photo), (&None, false));
}

#[test]
fn a_health_insurance_card_fills_the_form_and_asks_for_the_card() {
    let mut draft = Draft::new(1, None);
    assert!(see(&mut draft, AN_INSURANCE));
    let view = draft.view(READER, evening());
    assert_eq!(view.reading.unwrap().trouble, Some(Trouble::Insurance));
    assert_eq!(draft.document().name, Some(Fact::new("Nguyễn Văn An".to_owned(), Source::HealthInsurance)));
    assert_eq!(draft.document().paper, Paper::CitizenCard, "which is what has to be shown");
    assert!(view.findings.iter().any(|finding| finding.hard && finding.field == FieldName::Number));
    assert!(see(&mut draft, AN_QR));
    let card = draft.document();
    assert_eq!((card.paper, card.name.as_ref().unwrap().source), (Paper::CitizenCard, Source::Qr));
    assert_eq!(draft.view(READER, evening()).reading.map(|read| read.trouble), None);
}

#[test]
fn an_address_in_new_units_stands_beside_the_raw_one() {
    let draft = seen();
    let mut form = form(&draft);
    form.residence = " Số 1, Phường Ngọc Hà, Hà Nội ".into();
    let taken = draft.submit(&form, TODAY).unwrap();
    assert_eq!(taken.residence.as_ref().unwrap().expose(), "Số 1, Phường Ngọc Hà, Hà Nội");
    assert_eq!(taken.address, draft.document().address, "evidence stays");
    let again = Draft::of_guest(2, None, taken.clone()).view(READER, evening());
    assert_eq!(again.residence, taken.residence.map(Private::into_exposed));
}

#[test]
fn the_number_of_an_old_bar_code_is_only_suggested() {
    let mut draft = Draft::new(1, None);
    assert!(!see(&mut draft, "*001099000123*"));
    let view = draft.view(READER, evening());
    assert_eq!((view.suggested_number.as_deref(), view.facts.len()), (Some("001099000123"), 1));
    assert_eq!(draft.document().number, None);
}

#[test]
fn another_cards_chip_is_not_mixed_in() {
    let mut draft = seen();
    read(&mut draft, binh());
    let view = draft.view(READER, evening());
    assert_eq!(draft.document(), &paper(AN_QR));
    assert_eq!(view.reading.and_then(|read| read.trouble), Some(Trouble::AnotherPaper));
    assert_eq!((view.photo, view.trust, view.chip_ready), (false, TrustView::Unproven, true));
}

#[test]
fn what_does_not_fit_its_signature_is_not_absorbed() {
    let mut draft = seen();
    draft.begin_reading();
    for trust in [TrustView::Altered, TrustView::Revoked, TrustView::Copied] {
        draft.hear(chip(an(), Some(trust)));
        let view = draft.view(READER, evening());
        assert_eq!(draft.document(), &paper(AN_QR));
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
fn what_stands_in_the_form_opens_the_chip() {
    let can = |draft: &Draft, change: fn(&mut TypedFacts)| {
        let mut form = form(draft);
        change(&mut form);
        draft.key(Some(&form), TODAY).and_then(|key| key.can()).map(Private::into_exposed)
    };
    let untouched = |_: &mut TypedFacts| {};
    let mistyped = |form: &mut TypedFacts| (form.number, form.birth) = ("001199000456".into(), "31/2/1999".into());
    assert_eq!(can(&Draft::new(1, None), untouched), None);
    assert_eq!(can(&Draft::new(1, None), |form| form.number = "12345".into()), None);
    assert_eq!(
        can(&Draft::new(1, None), mistyped).as_deref(),
        Some("000456"),
        "an impossible birth opens nothing and shuts nothing"
    );
    assert_eq!(can(&Draft::of_guest(1, None, binh()), untouched).as_deref(), Some("000456"));
    assert_eq!(can(&seen(), untouched).as_deref(), Some("000123"));
    assert_eq!(can(&seen(), mistyped).as_deref(), Some("000456"), "what stands on the screen is what is used");
}

#[test]
fn a_passport_is_opened_by_its_zone_or_by_three_typed_facts() {
    let seeds = |key: Option<Document>| {
        let keys = key.map(|key| key.mrz_key_candidates()).unwrap_or_default();
        keys.into_iter().map(|key| key.seed_text().expose().clone()).collect::<Vec<_>>()
    };
    let mut seen = Draft::new(1, None);
    assert!(see(&mut seen, PASSPORT));
    assert_eq!(seeds(seen.key(None, TODAY)), ["L898902C3674081223204153"]);
    assert!(seen.view(READER, evening()).chip_ready);
    let typed = Draft::new(1, None);
    let mut form = form(&typed);
    (form.paper, form.number, form.birth) = ("4".into(), "l898902c3".into(), "12/8/74".into());
    assert_eq!(typed.key(Some(&form), TODAY), None, "the expiry is wanted too");
    form.expiry = "15/4/32".into();
    assert_eq!(seeds(typed.key(Some(&form), TODAY)), ["L898902C3674081223204153"]);
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
        sex in ".{0,5}", nationality in "[A-Za-z]{0,4}", address in ".{0,30}", expiry in "[0-9/. -]{0,11}",
    ) {
        let form = TypedFacts { paper, number, name, birth, sex, nationality, address, expiry, residence: String::new() };
        if let Ok(document) = Draft::new(1, None).submit(&form, TODAY) {
            prop_assert!(sources(&document).into_iter().flatten().all(|source| source == Source::Typed));
        }
    }
}
