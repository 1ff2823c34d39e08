use std::sync::Mutex;

use sync::{Outgoing, policy::Answer};
use wire::{Problem, PublicKey, Refusal, RequestSignature, RotateRequest, Rotated, SignedParts};

use super::*;
use crate::testing::{backroom, enrolled, evening};

/// A hub that knows one key of the device, and takes another only from who holds it.
struct Hub {
    knows: Mutex<PublicKey>,
    /// How it fails, the next time it is asked.
    fails: Mutex<Option<Fails>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fails {
    /// It is not reached.
    Away,
    /// It does what is asked, and the answer is lost.
    Silent,
}

impl Hub {
    fn of(books: &Books) -> Self {
        Self { knows: Mutex::new(public(&kept(&books.store).unwrap().signing_key)), fails: Mutex::new(None) }
    }

    fn take(&self, request: &Outgoing) -> Answer {
        let body = request.body.expose();
        let parts = SignedParts { method: "POST", path: &request.target, query: None, body };
        let headers = &request.headers;
        let fields = [&headers.content_digest, &headers.signature_input, &headers.signature].map(String::as_str);
        let signature = RequestSignature::parse(Some(fields[0]), Some(fields[1]), Some(fields[2])).unwrap();
        let asked: RotateRequest = serde_json::from_slice(body).unwrap();
        let mut knows = self.knows.lock().unwrap();
        let device = signature.keyid.parse().unwrap();
        if wire::verify_request(&signature, &parts, &knows, signature.created).is_err() || !asked.is_proved(device) {
            let problem = Problem { code: Refusal::BadSignature, server_time: evening() };
            return Answer::Http { status: 401, retry_after: None, body: serde_json::to_vec(&problem).unwrap() };
        }
        *knows = asked.public_key;
        let told = Rotated { key_id: knows.id(), server_time: evening() };
        Answer::Http { status: 200, retry_after: None, body: serde_json::to_vec(&told).unwrap() }
    }
}

impl Transport for Hub {
    async fn send(&self, request: Outgoing) -> Answer {
        match *self.fails.lock().unwrap() {
            Some(Fails::Away) => Answer::NoConnection,
            Some(Fails::Silent) => {
                self.take(&request);
                Answer::Lost
            }
            None => self.take(&request),
        }
    }
}

fn public(seed: &Private<[u8; 32]>) -> PublicKey {
    SecretKey::from_seed(seed.expose()).public()
}

fn changes(books: &Books) -> usize {
    let acts = books.store.read(|read| read.acts().last(100)).unwrap();
    acts.iter().filter(|act| act.what == "device.key").count()
}

/// What happens before the program ends, and where the key of the hub stands then.
#[derive(Clone, Copy, Debug)]
enum Killed {
    BeforeAnything,
    OncePrepared,
    WhileTheHubIsAway,
    AfterTheHubHeard,
    OnceFinished,
}

async fn go_until(books: &Books, hub: &Hub, killed: Killed) {
    if matches!(killed, Killed::BeforeAnything) {
        return;
    }
    let (device, next) = prepare(books).unwrap();
    *hub.fails.lock().unwrap() = match killed {
        Killed::WhileTheHubIsAway => Some(Fails::Away),
        Killed::AfterTheHubHeard => Some(Fails::Silent),
        _ => None,
    };
    if matches!(killed, Killed::OncePrepared) {
        return;
    }
    let told = tell(hub, &device, &next).await;
    if matches!(killed, Killed::OnceFinished) {
        told.unwrap();
        finish(books, evening()).unwrap();
    } else {
        told.unwrap_err();
    }
}

#[tokio::test]
async fn wherever_the_program_is_killed_the_next_start_ends_it_and_both_know_one_key() {
    use Killed::{AfterTheHubHeard, BeforeAnything, OnceFinished, OncePrepared, WhileTheHubIsAway};
    for killed in [BeforeAnything, OncePrepared, WhileTheHubIsAway, AfterTheHubHeard, OnceFinished] {
        let books = enrolled();
        let hub = Hub::of(&books);
        let first = kept(&books.store).unwrap().signing_key;
        go_until(&books, &hub, killed).await;
        *hub.fails.lock().unwrap() = None;
        if !matches!(killed, OnceFinished) {
            let (device, next) = prepare(&books).unwrap();
            tell(&hub, &device, &next).await.unwrap();
            finish(&books, evening()).unwrap();
        }
        let now = kept(&books.store).unwrap().signing_key;
        assert_ne!(now, first, "{killed:?}");
        assert_eq!(public(&now), *hub.knows.lock().unwrap(), "{killed:?}");
        let age = books.store.read(|read| read.device().key_age()).unwrap().unwrap();
        assert_eq!(age, KeyAge { since: Some(evening()), next: None }, "{killed:?}");
        assert_eq!(changes(&books), 1, "{killed:?}: recorded once");
    }
}

#[tokio::test]
async fn the_key_the_hub_hears_of_is_on_the_disk_before() {
    let books = enrolled();
    let hub = Hub::of(&books);
    let (device, next) = prepare(&books).unwrap();
    let age = books.store.read(|read| read.device().key_age()).unwrap().unwrap();
    assert_eq!(age.next.as_ref(), Some(&next));
    assert_eq!(kept(&books.store).unwrap(), device, "the old one signs until the hub knows the new one");
    tell(&hub, &device, &next).await.unwrap();
    assert_eq!(*hub.knows.lock().unwrap(), public(&next));
}

#[test]
fn a_key_is_changed_when_it_is_old_and_the_hub_is_there_or_when_it_was_begun() {
    let day = SignedDuration::from_hours(24);
    let table = [(364, false, false), (364, true, false), (365, false, false), (365, true, true)];
    for (days, online, begun) in table {
        let mut room = backroom(enrolled());
        if online {
            room.courier.hear(&sync::Event::Online);
        }
        let mut change = KeyChange::default();
        change.look(&room.books, &room.courier, evening() + day * days).unwrap();
        let age = room.books.store.read(|read| read.device().key_age()).unwrap().unwrap();
        assert_eq!((age.next.is_some(), change.under_way), (begun, begun), "{days} days, online: {online}");
    }
    let room = backroom(enrolled());
    prepare(&room.books).unwrap();
    let mut change = KeyChange::default();
    change.look(&room.books, &room.courier, evening()).unwrap();
    assert!(change.under_way, "what a crash left is ended, whatever the light says");
    change.ended(&room.books, Err(EnrolError::Lost), evening()).unwrap();
    change.look(&room.books, &room.courier, evening() + SignedDuration::from_mins(4)).unwrap();
    assert!(!change.under_way, "not at once");
    change.look(&room.books, &room.courier, evening() + AGAIN).unwrap();
    assert!(change.under_way);
}

#[test]
fn nobody_changes_the_key_of_a_desk_without_one() {
    let room = backroom(crate::testing::books());
    let mut changing = KeyChange::default();
    assert_eq!(change(&mut changing, &room.books, &room.courier, evening()), Err(RefusalCode::NotEnrolled));
    assert!(room.books.store.read(|read| view(*read)).unwrap().is_none());
}
