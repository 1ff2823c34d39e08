use wire::LinkFault;

use super::*;
use crate::OpenLedger;

fn at(time: &str) -> Timestamp {
    format!("2026-11-21T{time}+07").parse().unwrap()
}

/// A hub's directory with the ledger in it.
struct Place {
    dir: tempfile::TempDir,
    data: DataDir,
    ledger: OpenLedger,
}

impl Place {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open(&dir.path().join("hub")).unwrap();
        let ledger = data.ledger(None).await.unwrap();
        Self { dir, data, ledger }
    }

    /// A hub that has begun.
    async fn begun() -> (Self, SecretKey) {
        let place = Self::new().await;
        let key = receipt_key(&place.data, &place.ledger, at("08:00")).await.unwrap();
        (place, key)
    }

    fn another(&self, name: &str) -> DataDir {
        DataDir::open(&self.dir.path().join(name)).unwrap()
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.dir.path().join("hub").join(name)
    }

    async fn open(&self, time: &str) -> Result<SecretKey, HubError> {
        receipt_key(&self.data, &self.ledger, at(time)).await
    }

    async fn history(&self) -> Vec<KeyLink> {
        self.ledger.key_history().await.unwrap()
    }
}

#[tokio::test]
async fn the_first_start_makes_a_key_and_begins_its_history() {
    let (place, key) = Place::begun().await;
    assert_eq!(place.history().await, [KeyLink::first(&key, at("08:00"))]);
    assert_eq!(place.open("09:00").await.unwrap().public(), key.public());
    assert_eq!(place.history().await.len(), 1);
    assert!(!place.file(&format!("receipt.key.{}", key.public().id())).exists());
}

#[tokio::test]
async fn a_key_of_before_there_was_a_history_stays() {
    let place = Place::new().await;
    std::fs::write(place.file("receipt.key"), [5; 32]).unwrap();
    assert_eq!(place.open("08:00").await.unwrap().public(), SecretKey::from_seed(&[5; 32]).public());
    std::fs::write(place.file("receipt.key"), [5; 31]).unwrap();
    assert!(matches!(place.open("08:00").await, Err(HubError::KeyDamaged)));
}

#[tokio::test]
async fn a_key_is_followed_by_another_that_it_signs_for() {
    let (place, old) = Place::begun().await;
    let new = rotate_key(&place.data, &place.ledger, at("12:00"), 3_600).await.unwrap();
    assert_eq!(place.history().await[1], KeyLink::next(&old, &new.public(), at("12:00"), 3_600));
    assert_eq!(place.open("12:00").await.unwrap().public(), new.public());
    let third = rotate_key(&place.data, &place.ledger, at("11:56"), 0).await.unwrap();
    assert_eq!(place.history().await[2].from, at("12:00"), "a clock that was put back makes no key older");
    let mut ring = KeyRing::new(vec![old.public()], vec![]);
    assert_eq!(ring.follow(&place.history().await).fault, None);
    assert!(counts(&ring, &third, at("11:56")), "what it signs at once counts");
}

/// Whether a desk that trusts these keys takes a receipt of this time.
fn counts(ring: &KeyRing, key: &SecretKey, received_at: Timestamp) -> bool {
    let receipt = wire::Receipt {
        version: wire::RECEIPT_VERSION,
        key_id: key.public().id(),
        chain: wire::Digest::NONE,
        number: 1,
        facility: uuid::Uuid::from_u128(1),
        notice: uuid::Uuid::from_u128(2),
        revision: 1,
        payload_sha256: wire::Digest::NONE,
        received_at,
        deadline: None,
        on_time: true,
    };
    ring.verify(&wire::sign(&receipt, key).unwrap()).is_ok()
}

#[tokio::test]
async fn a_key_that_begins_later_signs_nothing_and_is_not_changed() {
    let (place, old) = Place::begun().await;
    rotate_key(&place.data, &place.ledger, at("12:00"), 0).await.unwrap();
    for early in [place.open("11:54:59").await, rotate_key(&place.data, &place.ledger, at("11:00"), 0).await] {
        assert!(matches!(early, Err(HubError::KeyEarly { begins, .. }) if begins == at("11:55")), "{early:?}");
    }
    let signer = Signer::open(place.data.clone(), &place.ledger, at("11:00")).await.unwrap();
    let ring = KeyRing::whole(&[old.public()], &place.history().await).unwrap();
    for (time, signs) in [("11:00", false), ("11:54:59", false), ("11:55", true), ("11:54:59", false), ("20:00", true)]
    {
        let key = signer.key(&place.ledger, at(time)).await.ok();
        assert_eq!(key.map(|key| counts(&ring, &key, at(time))), signs.then_some(true), "{time}");
    }
    std::fs::remove_file(place.file("receipt.key")).unwrap();
    let lost = replace_lost_key(&place.data, &place.ledger, at("11:00")).await;
    assert!(matches!(lost, Err(HubError::KeyEarly { .. })), "{lost:?}");
}

/// What a crash leaves at each step of a rotation.
#[tokio::test]
async fn a_hub_starts_after_a_crash_at_any_step() {
    let (place, old) = Place::begun().await;
    let new = new_key().unwrap();
    place.data.lock_key().await.unwrap().keep_waiting(&new).unwrap();
    assert_eq!(place.open("12:00").await.unwrap().public(), old.public(), "the ledger does not name it yet");
    let link = KeyLink::next(&old, &new.public(), at("12:00"), 3_600);
    assert!(place.ledger.add_key(link, 2).await.unwrap());
    assert_eq!(place.open("23:00").await.unwrap().public(), new.public(), "the ledger names it already");
    assert_eq!(std::fs::read(place.file("receipt.key")).unwrap(), new.seed().expose());
    std::fs::write(place.file("receipt.key.0011223344556677.new"), [1; 32]).unwrap();
    place.open("23:00").await.unwrap();
    assert!(!place.file("receipt.key.0011223344556677.new").exists(), "no secret is left lying about");
    let first = Place::new().await;
    first.data.lock_key().await.unwrap().keep_waiting(&new).unwrap();
    first.open("08:00").await.unwrap();
    assert_eq!(first.history().await.len(), 1, "nor does a first key that was not told hold anything up");
}

/// The ledger is lost, or restored from before any of the changes of the key.
#[tokio::test]
async fn a_ledger_that_lost_its_history_gets_it_back() {
    let (place, first) = Place::begun().await;
    rotate_key(&place.data, &place.ledger, at("09:00"), 0).await.unwrap();
    let newest = rotate_key(&place.data, &place.ledger, at("10:00"), 0).await.unwrap();
    let history = place.history().await;
    for left in 0..=history.len() {
        let older = DataDir::open(&place.dir.path().join(left.to_string())).unwrap().ledger(None).await.unwrap();
        for (number, link) in (1..).zip(&history[..left]) {
            assert!(older.add_key(link.clone(), number).await.unwrap());
        }
        let key = receipt_key(&place.data, &older, at("20:00")).await.unwrap();
        assert_eq!((key.public(), older.key_history().await.unwrap()), (newest.public(), history.clone()), "{left}");
    }
    let mut desk = KeyRing::new(vec![first.public()], vec![]);
    desk.follow(&history);
    std::fs::remove_file(place.file("receipt.history")).unwrap();
    let empty = place.another("anew").ledger(None).await.unwrap();
    receipt_key(&place.data, &empty, at("20:00")).await.unwrap();
    let next = rotate_key(&place.data, &empty, at("21:00"), 0).await.unwrap();
    assert_eq!(desk.follow(&empty.key_history().await.unwrap()).fault, None, "even where it begins anew");
    assert!(counts(&desk, &next, at("21:00")));
}

#[tokio::test]
async fn a_ledger_of_others_gets_no_history() {
    let (place, _) = Place::begun().await;
    let history = std::fs::read(place.file("receipt.history")).unwrap();
    let other = Place::begun().await.0;
    let refused = receipt_key(&place.data, &other.ledger, at("09:00")).await.unwrap_err();
    assert!(matches!(refused, HubError::KeyUnknown { .. }), "{refused}");
    assert_eq!(other.history().await.len(), 1);
    assert_eq!(std::fs::read(place.file("receipt.history")).unwrap(), history, "and its own is not lost over it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_changes_at_once_lose_no_key() {
    let (place, _) = Place::begun().await;
    let signer = Signer::open(place.data.clone(), &place.ledger, at("12:00")).await.unwrap();
    let rotate = || rotate_key(&place.data, &place.ledger, at("12:00"), 3_600);
    let signs = || signer.key(&place.ledger, at("12:00"));
    let (one, two, three, ..) = tokio::join!(rotate(), rotate(), rotate(), signs(), signs(), signs(), signs());
    let made = [one.unwrap(), two.unwrap(), three.unwrap()].map(|key| key.public());
    let history = place.history().await;
    assert_eq!(history.len(), 4);
    assert!(made.iter().all(|key| history.iter().any(|link| link.key == *key)));
    assert_eq!(place.open("12:00").await.unwrap().public(), history[3].key);
    assert_eq!(signer.key(&place.ledger, at("12:00")).await.unwrap().public(), history[3].key);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn hubs_that_begin_at_once_with_one_key_all_start() {
    let place = Place::new().await;
    let hubs = ["a", "b", "c", "d"].map(|name| place.another(name));
    for name in ["a", "b", "c", "d"] {
        std::fs::write(place.dir.path().join(name).join("receipt.key"), [5; 32]).unwrap();
    }
    let [a, b, c, d] = hubs.each_ref().map(|hub| receipt_key(hub, &place.ledger, at("08:00")));
    let (a, b, c, d) = tokio::join!(a, b, c, d);
    let key = SecretKey::from_seed(&[5; 32]).public();
    assert_eq!([a, b, c, d].map(|started| started.unwrap().public()), [key; 4]);
    assert_eq!(place.history().await.len(), 1);
}

#[tokio::test]
async fn a_hub_without_the_trusted_key_does_not_start() {
    let (place, key) = Place::begun().await;
    let newest = key.public().id();
    std::fs::rename(place.file("receipt.key"), place.file("backup")).unwrap();
    let refused = place.open("09:00").await.unwrap_err();
    assert!(matches!(refused, HubError::KeyMissing { newest: told } if told == newest), "{refused}");
    assert!(!place.file("receipt.key").exists(), "and makes none of its own");
    std::fs::write(place.file("receipt.key"), [5; 32]).unwrap();
    let refused = place.open("09:00").await.unwrap_err();
    assert!(matches!(refused, HubError::KeyUnknown { newest: told, .. } if told == newest), "{refused}");
    assert!(refused.to_string().contains("--lost"), "{refused}");
    std::fs::rename(place.file("backup"), place.file("receipt.key")).unwrap();
    place.open("09:00").await.unwrap();
}

#[tokio::test]
async fn a_ledger_of_before_with_receipts_of_another_key_is_not_signed_over() {
    let place = Place::new().await;
    let house = crate::ledger::Enrolled {
        device: uuid::Uuid::from_u128(2),
        facility: uuid::Uuid::from_u128(1),
        name: "Hoa Sen".to_owned(),
    };
    let (code, old) = (wire::Digest::of(b"code"), SecretKey::from_seed(&[4; 32]));
    place.ledger.add_code(house.name.clone(), house.facility, code, at("08:00")).await.unwrap();
    place.ledger.enrol(code, old.public(), house.device, at("07:00")).await.unwrap().unwrap();
    let entry = crate::ledger::Entry {
        notice: uuid::Uuid::from_u128(3),
        revision: 1,
        sha256: wire::Digest::of(b"a"),
        payload: wire::Private::new(b"a".to_vec()),
        judged: Ok(crate::Deadlines { first: None, later: None }),
    };
    let receiving =
        crate::ledger::Receiving { facility: house.facility, device: house.device, now: at("07:30"), key: &old };
    place.ledger.store(receiving, vec![entry]).await.unwrap();
    assert!(matches!(place.open("08:00").await, Err(HubError::KeyOfOthers { .. })));
    std::fs::write(place.file("receipt.key"), old.seed().expose()).unwrap();
    assert_eq!(place.open("08:00").await.unwrap().public(), old.public());
}

#[tokio::test]
async fn hubs_before_one_ledger_have_one_key() {
    let (place, old) = Place::begun().await;
    let second = place.another("second");
    let refused = receipt_key(&second, &place.ledger, at("08:00")).await.unwrap_err();
    assert!(matches!(refused, HubError::KeyMissing { .. }), "{refused}");
    std::fs::copy(place.file("receipt.key"), place.dir.path().join("second/receipt.key")).unwrap();
    assert_eq!(receipt_key(&second, &place.ledger, at("08:00")).await.unwrap().public(), old.public());
    let new = rotate_key(&place.data, &place.ledger, at("12:00"), 3_600).await.unwrap().public().id();
    assert_eq!(receipt_key(&second, &place.ledger, at("13:00")).await.unwrap().public(), old.public(), "for an hour");
    let overtaken = rotate_key(&second, &place.ledger, at("12:30"), 0).await.unwrap_err();
    assert!(matches!(overtaken, HubError::KeyOvertaken), "{overtaken}");
    let refused = receipt_key(&second, &place.ledger, at("13:00:01")).await.unwrap_err();
    assert!(matches!(refused, HubError::KeyRetired { newest, .. } if newest == new), "{refused}");
}

#[tokio::test]
async fn a_lost_key_is_replaced_by_one_that_nothing_leads_to() {
    let (place, old) = Place::begun().await;
    let refused = replace_lost_key(&place.data, &place.ledger, at("12:00")).await.unwrap_err();
    assert!(matches!(refused, HubError::KeyNotLost), "{refused}");
    std::fs::remove_file(place.file("receipt.key")).unwrap();
    let new = replace_lost_key(&place.data, &place.ledger, at("12:00")).await.unwrap();
    assert_eq!(place.open("12:00").await.unwrap().public(), new.public());
    let mut ring = KeyRing::new(vec![old.public()], vec![]);
    assert_eq!(ring.follow(&place.history().await).fault, Some(LinkFault::Broken(new.public().id())));
    let whole = KeyRing::whole(&[], &place.history().await).unwrap();
    assert_eq!(whole.keys(), [old.public(), new.public()], "old receipts are checked as before");
}

#[tokio::test]
async fn a_hub_that_runs_takes_the_new_key() {
    let (place, old) = Place::begun().await;
    let signer = Signer::open(place.data.clone(), &place.ledger, at("08:00")).await.unwrap();
    let signs = async |time: &str| signer.key(&place.ledger, at(time)).await.map(|key| key.public());
    assert_eq!(signs("08:00:30").await.unwrap(), old.public());
    let new = rotate_key(&place.data, &place.ledger, at("12:00"), 3_600).await.unwrap();
    assert_eq!(signs("12:00:31").await.unwrap(), new.public(), "its file tells, whatever the time");
    let second = place.another("second");
    std::fs::copy(place.file("receipt.key"), place.dir.path().join("second/receipt.key")).unwrap();
    let third = rotate_key(&second, &place.ledger, at("14:00"), 3_600).await.unwrap();
    assert_eq!(signs("12:00:32").await.unwrap(), new.public(), "the ledger is not asked each time");
    let ring = KeyRing::whole(&[], &place.history().await).unwrap();
    assert_eq!(signs("14:59:59").await.unwrap(), new.public());
    assert_eq!(signs("15:00").await.unwrap(), new.public(), "to the very end");
    assert!(counts(&ring, &new, at("15:00")));
    let refused = signs("15:00:01").await.unwrap_err();
    assert!(matches!(refused, HubError::KeyRetired { newest, .. } if newest == third.public().id()), "{refused}");
}
