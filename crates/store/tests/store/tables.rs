//! The smaller tables: settings, staff, consents, acts, the device and the hub's keys.

use lodging::{Staff, StaffId, StaffRole};
use private::Private;
use store::{
    Act, Choice, Consent, Constraint, Device, DeviceKind, FIRST_STAFF, HubKey, KeyAge, Store, StoreError, WaitingDevice,
};
use uuid::Uuid;

use crate::house::{an, at, evening, guest};

fn empty() -> Store {
    Store::open_in_memory(evening()).unwrap()
}

#[test]
fn a_setting_keeps_its_type() {
    let store = empty();
    assert_eq!(store.read(|r| r.settings().get::<u32>("nights")), Ok(None));
    store.write(|w| w.settings().set("nights", &3_u32)).unwrap();
    store.write(|w| w.settings().set("nights", &7_u32)).unwrap();
    store.write(|w| w.settings().set("departments", &["Nội", "Ngoại"])).unwrap();
    assert_eq!(store.read(|r| r.settings().get("nights")), Ok(Some(7_u32)));
    let departments: Option<Vec<String>> = store.read(|r| r.settings().get("departments")).unwrap();
    assert_eq!(departments.unwrap(), ["Nội", "Ngoại"]);
    let wrong = store.read(|r| r.settings().get::<u32>("departments"));
    assert_eq!(wrong, Err(StoreError::Setting { key: "departments" }));
}

#[test]
fn every_act_has_its_person_from_the_start() {
    let store = empty();
    let staff = store.read(|r| r.staff().all()).unwrap();
    assert_eq!(staff.iter().map(|one| (one.id, one.role)).collect::<Vec<_>>(), [(FIRST_STAFF, StaffRole::Owner)]);
    let made = store.read(|r| r.acts().last(5)).unwrap();
    assert_eq!((made.len(), made[0].what.as_ref(), made[0].at), (1, "store.migrated", evening()));
    let new = Staff {
        id: StaffId::new(evening(), [1; 10]),
        name: Private::new("Lễ tân".to_owned()),
        role: StaffRole::Receptionist,
    };
    store.write(|w| w.staff().save(&new)).unwrap();
    assert_eq!(store.read(|r| r.staff().get(new.id)).unwrap(), new);
    let subject = an().id.uuid();
    let mut act = Act::new(at("2026-11-21T20:00:00+07"), new.id, "guest.view", Some(subject));
    (act.why, act.clock) = (Some(Private::new("Khách hỏi".to_owned())), Some(r#"{"plausible":true}"#.to_owned()));
    store.write(|w| w.acts().record(&act)).unwrap();
    assert_eq!(store.read(|r| r.acts().of(subject)).unwrap(), std::slice::from_ref(&act));
    let nobody = Act { who: StaffId::new(evening(), [9; 10]), ..act };
    assert_eq!(store.write(|w| w.acts().record(&nobody)), Err(StoreError::Refused(Constraint::Reference)));
}

#[test]
fn a_consent_says_who_when_and_to_which_text() {
    let store = empty();
    store.write(|w| w.guests().save(&an())).unwrap();
    let id = Uuid::from_u128(7);
    let (purpose, text_version) = ("chip.read".into(), "2026-07".into());
    let consent = Consent { id, guest: None, at: evening(), purpose, text_version };
    store.write(|w| w.consents().record(&consent)).unwrap();
    assert_eq!(store.read(|r| r.consents().of(an().id)).unwrap(), [], "nobody's yet: the chip was not read");
    store.write(|w| w.consents().bind(id, an().id)).unwrap();
    let bound = Consent { guest: Some(an().id), ..consent.clone() };
    assert_eq!(store.read(|r| r.consents().of(an().id)).unwrap(), std::slice::from_ref(&bound));
    assert_eq!(store.write(|w| w.consents().bind(id, an().id)), Err(StoreError::Refused(Constraint::Rule)));
    let nobody = Consent { id: Uuid::from_u128(8), guest: Some(guest(9, "", "").id), ..consent };
    assert_eq!(store.write(|w| w.consents().record(&nobody)), Err(StoreError::Refused(Constraint::Reference)));
}

#[test]
fn the_device_enrols_and_enrols_again() {
    let store = empty();
    assert_eq!(store.read(|r| r.device().get()).unwrap(), None);
    let mut device = Device {
        hub_url: "http://127.0.0.1:7000".to_owned(),
        facility: Uuid::from_u128(1),
        id: Uuid::from_u128(2),
        signing_key: Private::new([3; 32]),
    };
    store.write(|w| w.device().enrol(&device, evening())).unwrap();
    device.id = Uuid::from_u128(4);
    store.write(|w| w.device().enrol(&device, evening())).unwrap();
    assert_eq!(store.read(|r| r.device().get()).unwrap(), Some(device));
}

#[test]
fn a_key_that_comes_next_is_kept_before_it_is_the_devices() {
    let store = empty();
    let (next, later) = (Private::new([9; 32]), at("2026-11-22T08:00:00+07"));
    assert_eq!(store.write(|w| w.device().prepare_key(&next)), Err(StoreError::Missing), "nobody is enrolled");
    let device = Device {
        hub_url: "http://127.0.0.1:7000".to_owned(),
        facility: Uuid::from_u128(1),
        id: Uuid::from_u128(2),
        signing_key: Private::new([3; 32]),
    };
    store.write(|w| w.device().enrol(&device, evening())).unwrap();
    let age = || store.read(|r| r.device().key_age()).unwrap().unwrap();
    assert_eq!(store.write(|w| w.device().take_next_key(later)), Err(StoreError::Missing), "none is to come");
    store.write(|w| w.device().prepare_key(&next)).unwrap();
    assert_eq!(age(), KeyAge { since: Some(evening()), next: Some(next) });
    assert_eq!(store.read(|r| r.device().get()).unwrap(), Some(device.clone()), "the old one signs until then");
    store.write(|w| w.device().take_next_key(later)).unwrap();
    assert_eq!(age(), KeyAge { since: Some(later), next: None });
    assert_eq!(store.read(|r| r.device().get()).unwrap().unwrap().signing_key, next);
}

#[test]
fn an_enrolment_that_waits_is_nobodys_identity_and_can_be_thrown_away() {
    let store = empty();
    let device = Device {
        hub_url: "http://127.0.0.1:7000".to_owned(),
        facility: Uuid::from_u128(1),
        id: Uuid::from_u128(2),
        signing_key: Private::new([3; 32]),
    };
    let waiting = WaitingDevice { device, facility_name: "Hoa Sen".to_owned(), hub_keys: "[]".to_owned() };
    for _ in ["once", "again"] {
        store.write(|w| w.device().wait(&waiting)).unwrap();
    }
    assert_eq!(store.read(|r| r.device().waiting()).unwrap(), Some(waiting));
    assert_eq!(store.read(|r| r.device().get()).unwrap(), None);
    store.write(|w| w.device().wait_no_more()).unwrap();
    assert_eq!(store.read(|r| r.device().waiting()).unwrap(), None);
    assert_eq!(store.write(|w| w.device().wait_no_more()), Err(StoreError::Missing));
}

#[test]
fn the_last_choice_of_a_kind_holds_and_every_one_has_its_act() {
    let store = empty();
    let now = |kind| store.read(|r| r.choices().now(kind)).unwrap();
    assert_eq!(DeviceKind::ALL.map(now), [None, None, None], "nobody chose yet");
    let act = |what| Act::new(at("2026-11-21T20:00:00+07"), FIRST_STAFF, what, None);
    let choose = |kind, device: Option<&str>, act: &Act| {
        let choice = Choice { kind, device: device.map(str::to_owned) };
        store.write(|w| w.choices().choose(&choice, act))
    };
    choose(DeviceKind::Camera, Some("v4l:one"), &act("camera.choose")).unwrap();
    choose(DeviceKind::Reader, Some("Reader"), &act("reader.choose")).unwrap();
    choose(DeviceKind::Camera, Some("v4l:two"), &act("camera.choose")).unwrap();
    assert_eq!(DeviceKind::ALL.map(now), [Some("Reader".to_owned()), Some("v4l:two".to_owned()), None]);
    choose(DeviceKind::Camera, None, &act("camera.choose")).unwrap();
    assert_eq!(now(DeviceKind::Camera), None, "the first that is found, by choice");
    let all = store.read(|r| r.choices().all()).unwrap();
    let devices: Vec<_> = all.iter().map(|choice| (choice.kind.word(), choice.device.as_deref())).collect();
    let made = [("camera", Some("v4l:one")), ("reader", Some("Reader")), ("camera", Some("v4l:two")), ("camera", None)];
    assert_eq!(devices, made);
    let acts = store.read(|r| r.acts().last(10)).unwrap();
    let what: Vec<_> = acts.iter().rev().skip(1).map(|act| act.what.as_ref()).collect();
    assert_eq!(what, ["camera.choose", "reader.choose", "camera.choose", "camera.choose"]);

    let nameless = choose(DeviceKind::Scanner, Some(""), &act("scanner.choose"));
    assert_eq!(nameless, Err(StoreError::Refused(Constraint::Check)));
    let nobody = Act { who: StaffId::new(evening(), [9; 10]), ..act("scanner.choose") };
    assert_eq!(choose(DeviceKind::Scanner, Some("hid:x"), &nobody), Err(StoreError::Refused(Constraint::Reference)));
    assert_eq!(
        store.read(|r| r.acts().last(10)).unwrap(),
        acts,
        "no act without its choice, no choice without its act"
    );
}

#[test]
fn a_key_id_has_one_key() {
    let store = empty();
    let key = HubKey { key_id: "0123456789abcdef".to_owned(), public_key: [1; 32], link: None };
    store.write(|w| w.hub_keys().keep(&key)).unwrap();
    let linked = HubKey { link: Some("{}".to_owned()), ..key.clone() };
    store.write(|w| w.hub_keys().keep(&linked)).unwrap();
    store.write(|w| w.hub_keys().keep(&key)).unwrap();
    let relinked = HubKey { link: Some("[]".to_owned()), ..key.clone() };
    store.write(|w| w.hub_keys().keep(&relinked)).unwrap();
    let other = HubKey { public_key: [2; 32], ..key.clone() };
    assert_eq!(store.write(|w| w.hub_keys().keep(&other)), Err(StoreError::Refused(Constraint::Rule)));
    assert_eq!(store.read(|r| r.hub_keys().all()).unwrap(), [linked], "a link that is known stays");
}
