//! Calls of the portal's API: one at a time about a notice, for as long as nobody knows whether the portal has it.

use duty::PortalWay;
use jiff::civil::date;
use private::Private;
use store::{CallState, EntryKey, FIRST_STAFF, PortalCall, Store, StoreError};
use uuid::Uuid;

use crate::house::{evening, house, notice_id};

fn call(id: u128) -> PortalCall {
    PortalCall {
        id: Uuid::from_u128(id),
        key: EntryKey { notice: notice_id(1), revision: 1 },
        way: PortalWay::Citizen,
        until: date(2026, 11, 22),
        sha256: [7; 32],
        at: evening(),
        who: FIRST_STAFF,
        state: CallState::Sending,
        answer: None,
    }
}

fn begin(store: &Store, id: u128) -> Result<(), StoreError> {
    store.write(|write| write.portal_calls().begin(&call(id)))
}

fn answered(store: &Store, id: u128, state: CallState) -> Result<(), StoreError> {
    let answer = Private::new(b"{}".to_vec());
    store.write(|write| write.portal_calls().answered(Uuid::from_u128(id), state, Some(&answer), evening()))
}

fn looked(store: &Store, id: u128, there: bool) -> Result<(), StoreError> {
    store.write(|write| write.portal_calls().looked(Uuid::from_u128(id), there, FIRST_STAFF, evening()))
}

fn at_portal(store: &Store) -> Result<Option<u32>, StoreError> {
    store.read(|read| read.exports().at_portal(notice_id(1)))
}

#[test]
fn nothing_is_sent_twice_before_the_portals_list_is_seen() {
    for open in [None, Some(CallState::Accepted), Some(CallState::Uncertain)] {
        let store = house(1);
        begin(&store, 1).unwrap();
        if let Some(state) = open {
            answered(&store, 1, state).unwrap();
        }
        assert!(matches!(begin(&store, 2), Err(StoreError::Refused(..))), "{open:?}");
        assert_eq!(at_portal(&store), Ok(None));
    }
    for over in [CallState::NotSent, CallState::Refused] {
        let store = house(1);
        begin(&store, 1).unwrap();
        answered(&store, 1, over).unwrap();
        begin(&store, 2).unwrap();
    }
}

#[test]
fn the_portals_list_delivers_a_notice_or_frees_it() {
    let store = house(1);
    begin(&store, 1).unwrap();
    answered(&store, 1, CallState::Accepted).unwrap();
    looked(&store, 1, false).unwrap();
    assert_eq!(at_portal(&store), Ok(None));
    begin(&store, 2).unwrap();
    answered(&store, 2, CallState::Uncertain).unwrap();
    looked(&store, 2, true).unwrap();
    assert_eq!(at_portal(&store), Ok(Some(1)));
    looked(&store, 1, true).unwrap();
    let states = store.read(|read| read.portal_calls().of(notice_id(1))).unwrap();
    let states: Vec<CallState> = states.iter().map(|call| call.state).collect();
    assert_eq!(states, [CallState::Listed, CallState::Listed], "the first came late");
}

#[test]
fn what_was_sent_and_answered_is_kept_as_it_was() {
    let store = house(1);
    begin(&store, 1).unwrap();
    assert!(looked(&store, 1, true).is_err(), "it is still being made");
    answered(&store, 1, CallState::Refused).unwrap();
    assert!(answered(&store, 1, CallState::Accepted).is_err());
    assert!(looked(&store, 1, true).is_err(), "the portal said no");
    let kept = store.read(|read| read.portal_calls().get(Uuid::from_u128(1))).unwrap();
    let expected = PortalCall { state: CallState::Refused, answer: Some(Private::new(b"{}".to_vec())), ..call(1) };
    assert_eq!(kept, expected);
    assert_eq!(store.read(|read| read.portal_calls().last(10)).unwrap(), [expected]);
}

#[test]
fn what_a_crash_cut_off_is_uncertain() {
    let store = house(1);
    begin(&store, 1).unwrap();
    assert_eq!(store.write(|write| write.portal_calls().recover()), Ok(1));
    assert_eq!(store.read(|read| read.portal_calls().get(Uuid::from_u128(1))).unwrap().state, CallState::Uncertain);
    assert_eq!(store.write(|write| write.portal_calls().recover()), Ok(0));
}
