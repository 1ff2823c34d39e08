use jiff::civil::date;
use lodging::{GuestId, Place, StayId};
use paper::portal::PortalList;

use super::*;
use crate::arrive::check_in::check_in;
use crate::arrive::entry::permit;
use crate::notice::extend::extend;
use crate::testing::{FACILITY, an, at, binh, enrolled, evening, foreigner, one_night, queued, room, some_hours};
use crate::view::{DifferenceName, PortalListAsk, RefusalCode};

fn ask(kind: ExportKindName) -> ExportAsk {
    ExportAsk { kind, from: "21/11/2026".to_owned(), to: "2026-11-21".to_owned(), again: Vec::new() }
}

/// An and a foreigner stay overnight, Bình for some hours.
fn house() -> Books {
    let mut books = enrolled();
    let [one, two] = ["101", "102"].map(|name| Place::Room(room(&books, name)));
    check_in(&mut books, &one_night(an(), one), evening()).unwrap();
    check_in(&mut books, &one_night(foreigner(), one), evening()).unwrap();
    check_in(&mut books, &some_hours(binh(), two), evening()).unwrap();
    books
}

struct Told {
    file: Option<String>,
    records: u32,
    left_out: Vec<LeftOutLine>,
    lacking: Vec<LackingLine>,
}

fn exported(books: &Books, folder: &Path, kind: ExportKindName) -> Told {
    match export(books, folder, &ask(kind), evening()) {
        Ok(ReceptionDone::Exported { file, records, left_out, lacking }) => Told { file, records, left_out, lacking },
        _ => panic!("not exported"),
    }
}

fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

fn last(books: &Books) -> Export {
    books.store.read(|read| read.exports().last(1)).unwrap().remove(0)
}

#[test]
fn a_file_for_the_portal_is_written_recorded_and_delivered_by_the_portals_number() {
    let (books, folder) = (house(), tempfile::tempdir().unwrap());
    let folder = folder.path().join("exports");
    let told = exported(&books, &folder, ExportKindName::PortalCitizens);
    assert_eq!((told.records, told.left_out.len()), (1, 0));
    let bytes = std::fs::read(folder.join(told.file.unwrap())).unwrap();
    let list = PortalList::read(&bytes).unwrap();
    assert_eq!(list.people[0].name.expose(), "Nguyễn Văn An");
    let export = last(&books);
    assert_eq!((export.records, export.taken), (1, None));
    assert_eq!(export.sha256, *wire::Digest::of(&bytes).bytes());
    let acts = |books: &Books| {
        let acts = books.store.read(|read| read.acts().of(export.id)).unwrap();
        acts.into_iter().map(|act| act.what.into_owned()).collect::<Vec<_>>()
    };
    taken(&books, export.id, 0, evening()).unwrap();
    assert_eq!(last(&books).taken, Some(0));
    taken(&books, export.id, 1, evening()).unwrap();
    assert_eq!(acts(&books), ["export.portal-citizens", "export.differs", "export.taken"]);
    let open = books.store.read(|read| read.board().list(None, 10)).unwrap();
    let delivered = |notice| books.store.read(|read| read.exports().at_portal(notice)).unwrap();
    let delivered: Vec<Option<u32>> = open.iter().rev().map(|line| delivered(line.key.notice)).collect();
    assert_eq!(delivered, [Some(1), None]);
    assert!(matches!(taken(&books, export.id, 2, evening()), Err(RefusalCode::StoreFailed)));
}

#[test]
fn nobody_but_the_programs_user_reads_an_export() {
    use std::os::unix::fs::PermissionsExt as _;
    let (books, folder) = (house(), tempfile::tempdir().unwrap());
    let folder = folder.path().join("exports");
    let file = exported(&books, &folder, ExportKindName::Guests).file.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(&folder.join(file))), (0o700, 0o600));
}

#[test]
fn a_foreigner_goes_into_the_file_once_the_permitted_stay_is_typed() {
    let (books, folder) = (house(), tempfile::tempdir().unwrap());
    let told = exported(&books, folder.path(), ExportKindName::PortalForeigners);
    assert_eq!((told.file, told.records, files(folder.path())), (None, 0, 0));
    let [left_out] = told.left_out.as_slice() else { panic!("one is left out") };
    assert_eq!((left_out.why, left_out.name.as_str()), (Why::NoPermittedStay, "ANNA BEISPIEL"));
    let notice = NoticeId::from_uuid(left_out.notice.as_ref().unwrap().parse().unwrap());
    assert!(matches!(permit(&books, notice, "soon", evening()), Err(RefusalCode::NotADayIn(_))));
    let unknown = NoticeId::from_uuid(Uuid::from_u128(1));
    assert!(matches!(permit(&books, unknown, "20/12/2026", evening()), Err(RefusalCode::Unknown)));
    permit(&books, notice, "20/12/2026", evening()).unwrap();
    let told = exported(&books, folder.path(), ExportKindName::PortalForeigners);
    assert_eq!((told.records, told.left_out.len()), (1, 0));
    let xml = std::fs::read_to_string(folder.path().join(told.file.unwrap())).unwrap();
    assert!(xml.contains("<thoi_han_tam_tru>20/12/2026</thoi_han_tam_tru>"));
}

#[test]
fn an_export_that_was_taken_back_is_kept_and_delivers_nobody() {
    let (books, folder) = (house(), tempfile::tempdir().unwrap());
    let citizens = || exported(&books, folder.path(), ExportKindName::PortalCitizens);
    citizens();
    let id = last(&books).id;
    taken(&books, id, 1, evening()).unwrap();
    assert_eq!(citizens().records, 0, "the portal has An");
    assert!(matches!(void(&books, id, " ", true, evening()), Err(RefusalCode::NoWhy)));
    assert!(matches!(void(&books, Uuid::from_u128(9), "Nhầm", true, evening()), Err(RefusalCode::Unknown)));
    assert!(matches!(void(&books, id, "Nhầm", false, evening()), Err(RefusalCode::TakenByPortal)));
    assert_eq!(citizens().records, 0, "the portal still has An");
    void(&books, id, "Nhầm cơ sở trên cổng", true, evening()).unwrap();
    assert!(matches!(void(&books, id, "Nhầm", true, evening()), Err(RefusalCode::NotNow)));
    let kept = books.store.read(|read| view(*read, folder.path(), evening())).unwrap().lines.remove(0);
    assert_eq!((kept.taken, kept.voided.as_deref()), (Some(1), Some("21/11 19:00")));
    assert!(folder.path().join(kept.file).exists(), "what was written stays");
    let why = books.store.read(|read| read.acts().of(id)).unwrap().pop().unwrap().why.unwrap();
    assert_eq!(why.expose(), "Nhầm cơ sở trên cổng");
    let told = citizens();
    assert_eq!(told.records, 0, "the portal may have An still");
    let [an] = told.left_out.as_slice() else { panic!("one is left out") };
    assert_eq!(an.why, Why::TakenBack);
    let again = ExportAsk { again: vec![an.notice.clone().unwrap()], ..ask(ExportKindName::PortalCitizens) };
    let sent = export(&books, folder.path(), &again, evening());
    assert!(matches!(sent, Ok(ReceptionDone::Exported { records: 1, .. })), "when somebody says so");
}

#[test]
fn files_are_written_where_the_house_chose_and_a_folder_that_refuses_is_told() {
    let (books, usual, other) = (house(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let chosen = other.path().join("Công an");
    let plain_file = other.path().join("file");
    std::fs::write(&plain_file, "").unwrap();
    for folder in ["exports", plain_file.to_str().unwrap()] {
        assert!(matches!(folder::choose(&books, folder, evening()), Err(RefusalCode::FolderRefused)), "{folder}");
    }
    exported(&books, usual.path(), ExportKindName::Guests);
    assert_eq!((files(usual.path()), files(&chosen)), (2, 0), "nothing was chosen");
    folder::choose(&books, chosen.to_str().unwrap(), evening()).unwrap();
    assert_eq!(files(&chosen), 0, "the trial leaves nothing");
    exported(&books, usual.path(), ExportKindName::Guests);
    assert_eq!((files(usual.path()), files(&chosen)), (2, 2));
    let seen = || books.store.read(|read| view(*read, usual.path(), evening())).unwrap();
    assert_eq!((seen().folder, seen().chosen), (chosen.display().to_string(), true));
    folder::choose(&books, " ", evening()).unwrap();
    assert_eq!((seen().folder, seen().chosen), (usual.path().display().to_string(), false));
}

#[test]
fn the_register_of_foreigners_says_of_each_what_was_not_typed() {
    use crate::view::{EntryFieldName, EntryForm, EntryKindName};
    let (books, folder) = (house(), tempfile::tempdir().unwrap());
    let told = exported(&books, folder.path(), ExportKindName::Foreigners);
    let [anna] = told.lacking.as_slice() else { panic!("one foreigner") };
    assert_eq!((anna.name.as_str(), anna.place.as_str(), anna.lacks.len()), ("ANNA BEISPIEL", "101", 8));
    let who = (anna.stay.parse().map(StayId::from_uuid).unwrap(), anna.guest.parse().map(GuestId::from_uuid).unwrap());
    let form = EntryForm {
        kind: Some(EntryKindName::Exempt),
        entered: "20/11/2026".to_owned(),
        gate: "Nội Bài".to_owned(),
        ..EntryForm::default()
    };
    entry::write_entry(&books, who, &form, evening()).unwrap();
    let told = exported(&books, folder.path(), ExportKindName::Foreigners);
    assert_eq!((told.records, told.lacking[0].lacks.as_slice()), (1, [EntryFieldName::PermittedUntil].as_slice()));
}

#[test]
fn registers_and_reports_come_as_pages_and_workbook() {
    let (books, folder) = (house(), tempfile::tempdir().unwrap());
    for (kind, records) in [(ExportKindName::Guests, 3), (ExportKindName::Foreigners, 1), (ExportKindName::Report, 2)] {
        let before = files(folder.path());
        let told = exported(&books, folder.path(), kind);
        assert_eq!((told.records, files(folder.path()) - before, told.left_out.len()), (records, 2, 0), "{kind:?}");
        let file = folder.path().join(told.file.unwrap());
        assert!(std::fs::read(&file).unwrap().starts_with(b"%PDF"));
        assert!(std::fs::read(file.with_extension("xlsx")).unwrap().starts_with(b"PK"));
        assert!(matches!(taken(&books, last(&books).id, records, evening()), Err(RefusalCode::Unknown)));
    }
}

#[test]
fn a_packet_is_numbered_and_has_who_has_no_receipt() {
    let (books, folder) = (house(), tempfile::tempdir().unwrap());
    for number in ["LT-20261121-001", "LT-20261121-002"] {
        let told = exported(&books, folder.path(), ExportKindName::Packet);
        assert_eq!(told.file, Some(format!("{number}_danh-sach.pdf")));
        assert_eq!((told.records, told.left_out.len()), (2, 1));
    }
    assert_eq!(files(folder.path()), 8);
}

#[test]
fn a_file_that_is_there_is_not_written_over_and_nothing_is_recorded() {
    let (books, folder) = (house(), tempfile::tempdir().unwrap());
    let there = folder.path().join("LT-20261121-001_nguoi-nuoc-ngoai.xml");
    std::fs::write(&there, "older").unwrap();
    let refused = export(&books, folder.path(), &ask(ExportKindName::Packet), evening());
    assert!(matches!(refused, Err(RefusalCode::FileFailed)));
    assert_eq!((files(folder.path()), std::fs::read_to_string(&there).unwrap().as_str()), (1, "older"));
    assert_eq!(books.store.read(|read| read.exports().last(1)).unwrap(), []);
}

#[test]
fn days_that_are_none_or_run_backwards_are_refused() {
    let (books, folder) = (house(), tempfile::tempdir().unwrap());
    for (from, to) in
        [("", "21/11/2026"), ("31/02/2026", "21/11/2026"), ("22/11/2026", "21/11/2026"), ("01/01/2025", "21/11/2026")]
    {
        let ask =
            ExportAsk { kind: ExportKindName::Guests, from: from.to_owned(), to: to.to_owned(), again: Vec::new() };
        assert!(matches!(export(&books, folder.path(), &ask, evening()), Err(RefusalCode::NotADay)), "{from} {to}");
    }
}

#[test]
fn the_view_lists_the_newest_first() {
    let (books, folder) = (house(), tempfile::tempdir().unwrap());
    exported(&books, folder.path(), ExportKindName::Guests);
    exported(&books, folder.path(), ExportKindName::PortalCitizens);
    let view = books.store.read(|read| view(*read, folder.path(), evening())).unwrap();
    let lines: Vec<_> = view.lines.iter().map(|line| (line.kind, line.for_portal, line.records)).collect();
    assert_eq!(lines, [(ExportKindName::PortalCitizens, true, 1), (ExportKindName::Guests, false, 3)]);
    assert_eq!((view.today.as_str(), view.lines[0].from.as_str()), ("21/11/2026", "21/11/2026"));
}

/// Settles An's notice as the courier does.
fn receipted(books: &Books) -> (NoticeId, wire::SecretKey) {
    let hub = wire::SecretKey::from_seed(&[3; 32]);
    let (entry, told) = queued(books).remove(0);
    let receipt = wire::Receipt {
        version: wire::RECEIPT_VERSION,
        key_id: hub.public().id(),
        chain: wire::Digest::NONE,
        number: 1234,
        facility: FACILITY,
        notice: told.notice,
        revision: 1,
        payload_sha256: wire::NoticePayload::digest(entry.queued.payload.expose()),
        received_at: at("2026-11-21T19:00:05+07:00"),
        deadline: Some(at("2026-11-21T23:00:00+07:00")),
        on_time: true,
    };
    let signed = wire::sign(&receipt, &hub).unwrap();
    let kept = store::Receipt {
        key: entry.queued.key,
        sha256: entry.queued.sha256,
        code: signed.short_code(),
        key_id: signed.key_id.to_string(),
        body: signed.body,
        signature: signed.signature,
        received_at: receipt.received_at,
        on_time: true,
    };
    books.store.claim(evening(), 1).unwrap();
    books.store.write(|write| write.outbox().settle(&kept)).unwrap();
    (entry.queued.key.notice, hub)
}

#[test]
fn a_receipted_notice_is_on_time_in_the_report_and_not_in_the_packet() {
    let (books, folder) = (house(), tempfile::tempdir().unwrap());
    receipted(&books);
    assert_eq!(exported(&books, folder.path(), ExportKindName::Packet).records, 1);
    let people = books.store.read(|read| {
        let people = came(*read, (at("2026-11-21T00:00:00+07:00"), at("2026-11-22T00:00:00+07:00")))?;
        told(*read, &people, false)
    });
    let figures = Figures::of(&people.unwrap(), daily_report(vn_date(evening())));
    // The foreigner, who came at 19:00, has until 07:00.
    assert_eq!((figures.all.on_time, figures.all.waiting, figures.all.people), (1, 1, 2));
}

#[test]
fn the_slips_code_is_the_receipt_and_fits_a_hand_scanner() {
    let (books, folder) = (house(), tempfile::tempdir().unwrap());
    let (notice, hub) = receipted(&books);
    let key = |revision| store::EntryKey { notice, revision };
    let made = || match slip(&books, folder.path(), key(1), evening()) {
        Ok(ReceptionDone::Exported { file: Some(file), .. }) => file,
        _ => panic!("no slip"),
    };
    let file = made();
    assert_ne!(made(), file, "twice in one second");
    assert_eq!(files(folder.path()), 4);
    assert!(matches!(slip(&books, folder.path(), key(2), evening()), Err(RefusalCode::Unknown)), "it has none");
    assert!(std::fs::read(folder.path().join(file)).unwrap().starts_with(b"%PDF"));
    let kept = books.store.read(|read| read.receipts().get(key(1))).unwrap().unwrap();
    let code = slip::slip_of(&kept).unwrap().code;
    let signed = wire::SignedReceipt::from_text(&code).unwrap();
    assert_eq!(wire::verify(&signed, &[hub.public()]).unwrap().number, 1234);
}

#[test]
fn the_portals_list_is_held_against_the_books() {
    let books = house();
    let list = |file: Vec<u8>| {
        let ask = PortalListAsk { from: "21/11/2026".to_owned(), to: "21/11/2026".to_owned(), file };
        portal_list(&books, &ask, evening())
    };
    let people = books.store.read(|read| came(*read, (evening(), at("2026-11-22T00:00:00+07:00")))).unwrap();
    let rows: Vec<Row> = people.into_iter().map(|came| came.row).collect();
    let file = portal::citizens(&rows, evening()).unwrap().bytes;
    let Ok(ReceptionDone::Reconciled { ours, theirs, differences, unread }) = list(file) else { panic!("a list") };
    assert_eq!((ours, theirs, unread.len()), (2, 1, 0));
    let [missing] = differences.as_slice() else { panic!("one differs") };
    assert_eq!((missing.what, missing.name.as_str()), (DifferenceName::MissingThere, "ANNA BEISPIEL"));
    assert!(matches!(list(b"no list".to_vec()), Err(RefusalCode::NotAList)));
}

#[test]
fn a_stay_that_did_not_take_place_is_in_no_file() {
    let (books, folder) = (house(), tempfile::tempdir().unwrap());
    let mut stays = books.store.read(|read| read.stays().open()).unwrap();
    let stay = stays.iter_mut().find(|stay| stay.kind == duty::StayKind::DayUse).unwrap();
    stay.void(evening()).unwrap();
    books.store.write(|write| write.stays().save(stay)).unwrap();
    assert_eq!(exported(&books, folder.path(), ExportKindName::Guests).records, 2);
}

#[test]
fn whom_the_portal_has_is_not_sent_twice_unless_asked_for_again() {
    let (books, folder) = (house(), tempfile::tempdir().unwrap());
    exported(&books, folder.path(), ExportKindName::PortalCitizens);
    assert_eq!(exported(&books, folder.path(), ExportKindName::PortalCitizens).records, 1, "nobody has said so yet");
    taken(&books, last(&books).id, 1, evening()).unwrap();
    let told = exported(&books, folder.path(), ExportKindName::PortalCitizens);
    assert_eq!((told.file, told.records), (None, 0));
    let [an] = told.left_out.as_slice() else { panic!("one is left out") };
    assert_eq!((an.why, an.name.as_str()), (Why::AtPortal, "Nguyễn Văn An"));
    assert_eq!(exported(&books, folder.path(), ExportKindName::Guests).records, 3, "a register has everybody");
    let again = ExportAsk { again: vec![an.notice.clone().unwrap()], ..ask(ExportKindName::PortalCitizens) };
    let Ok(ReceptionDone::Exported { records, left_out, .. }) = export(&books, folder.path(), &again, evening()) else {
        panic!("not exported")
    };
    assert_eq!((records, left_out.len()), (1, 0));
}

#[test]
fn a_change_after_the_portal_has_taken_somebody_is_told_apart_line_by_line() {
    let (mut books, folder) = (enrolled(), tempfile::tempdir().unwrap());
    let one = Place::Room(room(&books, "101"));
    let stay = check_in(&mut books, &one_night(an(), one), evening()).unwrap().stay;
    exported(&books, folder.path(), ExportKindName::PortalCitizens);
    taken(&books, last(&books).id, 1, evening()).unwrap();
    extend(&books, stay, 2, "Khách muốn", at("2026-11-21T20:00:00+07:00")).unwrap();
    let told = exported(&books, folder.path(), ExportKindName::PortalCitizens);
    assert_eq!(told.left_out.iter().map(|line| line.why).collect::<Vec<_>>(), [Why::ChangedSince]);
    let lines = books.store.read(|read| crate::see::notices::outbox(*read, evening())).unwrap();
    let mut lines: Vec<_> = lines.iter().map(|line| (line.revision, line.at_portal)).collect();
    lines.sort_unstable();
    assert_eq!(lines, [(1, true), (2, false)], "the portal has what was told first");
}

#[test]
fn a_packet_has_who_came_on_another_day_and_whose_extension_has_no_receipt() {
    let (mut books, folder) = (enrolled(), tempfile::tempdir().unwrap());
    let one = Place::Room(room(&books, "101"));
    let stay = check_in(&mut books, &one_night(an(), one), at("2026-11-20T23:30:00+07:00")).unwrap().stay;
    assert_eq!(exported(&books, folder.path(), ExportKindName::Packet).records, 1, "since the evening before");
    assert_eq!((last(&books).from, last(&books).to), (date(2026, 11, 20), date(2026, 11, 21)));
    receipted(&books);
    assert_eq!(exported(&books, folder.path(), ExportKindName::Packet).records, 0);
    extend(&books, stay, 2, "Khách muốn", evening()).unwrap();
    assert_eq!(exported(&books, folder.path(), ExportKindName::Packet).records, 1);
}
