//! One call at a time: each habit by its name.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::civil::{Date, date};
use private::Private;
use serde_json::json;
use simulation::portal::{Habit, PASSWORD, PATHS, Portal, USER};
use sync::portal::{Called, NotSent, Portal as Client, PortalAccess, PortalPath, PortalUrl, errors};

const TODAY: Date = date(2026, 11, 28);

fn access(url: &str, password: &str) -> PortalAccess {
    PortalAccess {
        base: PortalUrl::parse(url).unwrap(),
        token: PortalPath::parse(PATHS[0]).unwrap(),
        user: USER.to_owned(),
        password: Private::new(password.to_owned()),
        patience: Duration::from_millis(700),
    }
}

fn client(portal: &Portal) -> Client<sync::Machine> {
    Client::new(access(&portal.url(), PASSWORD), sync::Machine).unwrap()
}

/// An's record, as of a day of arrival.
fn an(arrived: &str) -> Private<Vec<u8>> {
    let record = json!([{
        "hoTen": "Nguyễn Văn An", "gioiTinh": "M", "ngayThangNamSinhStr": "1999-05-15", "lyDoCuTru": "1",
        "ngayDenCsltStr": format!("{arrived} 14:00:00"), "ngayDiDuKienStr": "2026-11-30 12:00:00",
        "loaiGiayTo": "1", "soGiayTo": "001099000123",
    }]);
    Private::new(record.to_string().into_bytes())
}

async fn send(client: &mut Client<sync::Machine>, body: &Private<Vec<u8>>) -> Called {
    client.send(&PortalPath::parse(PATHS[1]).unwrap(), body).await
}

fn said(called: &Called) -> Vec<String> {
    match called {
        Called::Refused(answer) => errors(answer.expose()),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_record_is_taken_with_one_token_for_many() {
    let portal = Portal::open(TODAY).unwrap();
    let mut client = client(&portal);
    assert!(matches!(send(&mut client, &an("2026-11-28")).await, Called::Accepted(_)));
    assert!(matches!(send(&mut client, &an("2026-11-27")).await, Called::Accepted(_)));
    assert_eq!((portal.taken().len(), portal.counts()), (2, (2, 1)));
}

#[tokio::test]
async fn empty_success_is_told_apart_by_the_list_alone() {
    let portal = Portal::open(TODAY).unwrap();
    portal.strike(Habit::EmptySuccess, 1);
    assert!(matches!(send(&mut client(&portal), &an("2026-11-28")).await, Called::Accepted(_)));
    assert_eq!(portal.taken(), []);
}

#[tokio::test]
async fn joined_errors_are_taken_apart() {
    let portal = Portal::open(TODAY).unwrap();
    let record = Private::new(json!([{ "hoTen": "", "gioiTinh": "M" }]).to_string().into_bytes());
    assert_eq!(said(&send(&mut client(&portal), &record).await), ["Họ tên không được để trống"]);
    portal.always(Habit::JoinedErrors);
    let joined = said(&send(&mut client(&portal), &record).await);
    assert_eq!((joined.len(), joined[1].as_str()), (7, "Ngày sinh không được để trống"));
}

#[tokio::test]
async fn duplicates_are_for_the_sender_to_avoid() {
    let portal = Portal::open(TODAY).unwrap();
    let mut client = client(&portal);
    assert!(matches!(send(&mut client, &an("2026-11-28")).await, Called::Accepted(_)));
    assert_eq!(said(&send(&mut client, &an("2026-11-28")).await), ["Khách đã được khai báo"]);
    portal.always(Habit::Duplicates);
    assert!(matches!(send(&mut client, &an("2026-11-28")).await, Called::Accepted(_)));
    assert_eq!(portal.taken().len(), 2, "it takes the same record twice, and says nothing");
}

#[tokio::test]
async fn two_days_are_all_the_portal_takes() {
    let portal = Portal::open(TODAY).unwrap();
    portal.always(Habit::TwoDays);
    let mut client = client(&portal);
    assert_eq!(said(&send(&mut client, &an("2026-11-26")).await), ["Ngày đến chỉ được là hôm nay hoặc hôm qua"]);
    assert!(matches!(send(&mut client, &an("2026-11-27")).await, Called::Accepted(_)));
}

#[tokio::test]
async fn a_short_token_is_renewed_once_and_the_record_taken_once() {
    let portal = Portal::open(TODAY).unwrap();
    let mut client = client(&portal);
    portal.strike(Habit::ShortToken, 1);
    assert!(matches!(send(&mut client, &an("2026-11-28")).await, Called::Accepted(_)));
    assert_eq!((portal.taken().len(), portal.counts()), (1, (2, 2)));
    portal.always(Habit::ShortToken);
    assert_eq!(send(&mut client, &an("2026-11-27")).await, Called::NotSent(NotSent::NotLetIn));
    assert_eq!((portal.taken().len(), portal.counts()), (1, (4, 3)), "renewed once, not for ever");
}

#[tokio::test]
async fn an_answer_that_never_comes_leaves_the_record_taken_and_uncertain() {
    let portal = Portal::open(TODAY).unwrap();
    portal.strike(Habit::NeverAnswers, 1);
    assert_eq!(send(&mut client(&portal), &an("2026-11-28")).await, Called::Uncertain(None));
    assert_eq!((portal.taken().len(), portal.counts().0), (1, 1), "and it was not sent again");
}

#[tokio::test]
async fn a_page_and_a_failure_say_nothing() {
    let portal = Portal::open(TODAY).unwrap();
    for (habit, taken) in [(Habit::Page, 0), (Habit::Failure, 1)] {
        portal.strike(habit, 1);
        assert!(matches!(send(&mut client(&portal), &an("2026-11-28")).await, Called::Uncertain(Some(_))), "{habit:?}");
        assert_eq!(portal.taken().len(), taken, "{habit:?}");
    }
}

#[tokio::test]
async fn what_was_surely_not_taken_is_known() {
    let portal = Portal::open(TODAY).unwrap();
    let mut stranger = Client::new(access(&portal.url(), "sai"), sync::Machine).unwrap();
    assert_eq!(send(&mut stranger, &an("2026-11-28")).await, Called::NotSent(NotSent::NotLetIn));
    let elsewhere = PortalPath::parse("/elsewhere").unwrap();
    let called = client(&portal).send(&elsewhere, &an("2026-11-28")).await;
    assert_eq!(called, Called::NotSent(NotSent::Status(404)));
    let mut away = Client::new(access("http://127.0.0.1:9", PASSWORD), sync::Machine).unwrap();
    assert_eq!(send(&mut away, &an("2026-11-28")).await, Called::NotSent(NotSent::NoConnection));
    assert_eq!((portal.taken().len(), portal.counts()), (0, (0, 1)));
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn nothing_of_the_person_or_the_account_is_logged() {
    let (log, portal) = (Log::default(), Portal::open(TODAY).unwrap());
    let writer = log.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let mut client = client(&portal);
    portal.strike(Habit::ShortToken, 1);
    // The second is taken already: the portal's words come back.
    for _ in 0..2 {
        let called = send(&mut client, &an("2026-11-28")).await;
        tracing::trace!(?called, ?client, "called");
    }
    drop(guard);
    let text = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert_eq!(text.matches("called=").count(), 2, "it is listened to");
    for secret in ["001099000123", "Nguyễn Văn An", "1999-05-15", PASSWORD, "kh%E1%BA%A9u", "token-", "khai báo"] {
        assert!(!text.contains(secret), "{secret}");
    }
}
