use sync::{Outgoing, Transport, policy::Answer};
use uuid::Uuid;
use wire::{EnrolCode, EnrolReply, EnrolRequest};

use super::*;
use crate::testing::{FACILITY, backroom, books, evening};
use crate::view::SyncState;

/// A hub that takes any code, and knows which key came to it.
struct Hub {
    device: Uuid,
    key: std::sync::Mutex<Option<PublicKey>>,
}

impl Hub {
    fn new(device: u128) -> Self {
        Self { device: Uuid::from_u128(device), key: std::sync::Mutex::new(None) }
    }

    /// The six digits on its screen.
    fn digits(&self) -> String {
        wire::check_digits(&self.key.lock().unwrap().unwrap(), self.device, FACILITY)
    }
}

impl Transport for Hub {
    async fn send(&self, request: Outgoing) -> Answer {
        let asked: EnrolRequest = serde_json::from_slice(request.body.expose()).unwrap();
        *self.key.lock().unwrap() = Some(asked.public_key);
        let reply = EnrolReply {
            facility: FACILITY,
            facility_name: "Hoa Sen".to_owned(),
            device: self.device,
            keys: vec![SecretKey::from_seed(&[1; 32]).public()],
            history: vec![],
            server_time: evening(),
        };
        Answer::Http { status: 200, retry_after: None, body: serde_json::to_vec(&reply).unwrap() }
    }
}

/// Takes the desk's code to the hub under a key of its own, and plays the hub to the desk.
struct Between<'a>(&'a Hub, Hub);

impl Between<'_> {
    async fn listen(&self, seed: [u8; 32]) -> Enrolment {
        let code = || EnrolCode::from_random([7; 8]);
        let own = SecretKey::from_seed(&[66; 32]);
        sync::enrol(self.0, &sync::Machine, code(), &own).await.unwrap();
        enrolment(&self.1, seed).await
    }
}

async fn enrolment(hub: &Hub, seed: [u8; 32]) -> Enrolment {
    let secret = SecretKey::from_seed(&seed);
    let code = EnrolCode::from_random([7; 8]);
    let told = sync::enrol(hub, &sync::Machine, code, &secret).await.unwrap();
    let hub_url = "http://127.0.0.1:1".to_owned();
    let device = Device { hub_url, facility: told.facility, id: told.device, signing_key: Private::new(seed) };
    Enrolment { device, ring: KeyRing::new(told.keys, told.links), name: told.name }
}

#[tokio::test]
async fn both_screens_show_the_same_digits_unless_somebody_stands_between() {
    let hub = Hub::new(1);
    assert_eq!(enrolment(&hub, [5; 32]).await.check_digits(), hub.digits());
    // Even one who tells the desk the very device id that the hub gave.
    for device in [1, 2] {
        let between = Between(&hub, Hub::new(device));
        assert_ne!(between.listen([5; 32]).await.check_digits(), hub.digits());
    }
}

#[test]
fn nothing_is_sent_before_a_person_has_compared_and_what_is_rejected_leaves_no_key() {
    let mut room = backroom(books());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let found = runtime.block_on(enrolment(&Hub::new(1), [5; 32]));
    let digits = found.check_digits();
    assert_eq!(room.enrolment_compared(true, evening()), Err(RefusalCode::NotNow), "nothing waits");
    wait(&room.books.store, &found).unwrap();
    let view = room.books.store.read(|read| view(*read)).unwrap().unwrap();
    assert_eq!((view.digits, view.facility.as_str(), view.hub.as_str()), (digits, "Hoa Sen", "http://127.0.0.1:1"));
    assert!(kept(&room.books.store).unwrap().is_none(), "no notice can be queued under it");
    room.enrolment_compared(false, evening()).unwrap();
    assert!(room.books.store.read(|read| waiting(*read)).unwrap().is_none());
    assert!(kept(&room.books.store).unwrap().is_none());
    assert_eq!(room.sync_state(), SyncState::NotEnrolled);
    let keys = room.books.store.read(|read| read.hub_keys().all()).unwrap();
    assert_eq!(keys, [], "the keys of a stranger are trusted for nothing");
    let act = room.books.store.read(|read| read.acts().last(1)).unwrap().remove(0);
    assert_eq!((act.what.as_ref(), act.subject), ("device.reject", Some(found.device.id)));
}

#[test]
fn a_confirmed_enrolment_is_this_desks_and_recorded() {
    let books = books();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let found = runtime.block_on(enrolment(&Hub::new(1), [5; 32]));
    wait(&books.store, &found).unwrap();
    confirm(&books, evening()).unwrap();
    let kept = kept(&books.store).unwrap().unwrap();
    assert_eq!((kept.device, kept.ring), (found.device, found.ring));
    assert!(books.store.read(|read| waiting(*read)).unwrap().is_none());
    let act = books.store.read(|read| read.acts().last(1)).unwrap().remove(0);
    assert_eq!(act.what.as_ref(), "device.enrol");
    assert!(matches!(confirm(&books, evening()), Err(RefusalCode::NotNow)));
}
