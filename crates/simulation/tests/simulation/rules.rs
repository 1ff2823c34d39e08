//! What must hold when the weather has cleared up, whatever became of the programs before.

use std::{collections::BTreeMap, sync::Arc};

use hub::Ledger;
use simulation::{Nature, Told};
use store::EntryState;
use uuid::Uuid;
use wire::{ChainFault, Expected, PublicKey, Revision, SignedReceipt, check_chain, verify, verify_for};

use crate::{desk::Desk, steps::at_once, world::number};

/// A rule that does not hold. Notices stand by the number they have in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("nothing lost: notice {0}, revision {1}, was queued and is not in the ledger")]
    Lost(u32, u32),
    #[error("nothing invented: the ledger keeps {kept} revisions, of which {told} were told")]
    Invented { kept: u64, told: u64 },
    #[error("what is queued stays as it is: notice {0}, revision {1}, is in the ledger with other bytes")]
    OtherBytes(u32, u32),
    #[error("effect once: notice {0}, revision {1}, is in the ledger {2} times")]
    NotOnce(u32, u32, usize),
    #[error("numbers without a gap, a whole chain: {0}")]
    Chain(ChainFault),
    #[error("numbers without a gap, a whole chain: it begins with {0}")]
    Begins(u64),
    #[error("every receipt at a desk is the hub's: that of notice {0}, revision {1}, is not")]
    OtherReceipt(u32, u32),
    #[error("everything is receipted in the end: notice {0}, revision {1}, is {2:?}")]
    Unreceipted(u32, u32, EntryState),
    #[error("revisions in their order: notice {0}, revision {1}, has a receipt from before the one before it")]
    Disorder(u32, u32),
    #[error("what the hub does not take stays with the house: notice {0}, revision {1}, is {2:?}")]
    NotAtHome(u32, u32, EntryState),
    #[error("a number that was given twice is seen: whoever holds both receipts is told {0:?}")]
    Unseen(Option<ChainFault>),
    #[error("everything told gets into the outbox: {told} of {planned}")]
    NotTold { told: usize, planned: usize },
}

/// What one desk's tellings came to.
#[derive(Default)]
pub struct Held {
    pub broken: Vec<Broken>,
    /// How many of them are in the ledger.
    found: u64,
    /// The ledger's receipts for them.
    given: Vec<SignedReceipt>,
    /// The desk's receipts of which the ledger knows nothing.
    lost: Vec<SignedReceipt>,
}

/// Every rule that does not hold; how many receipts the desks hold that the hub has lost, none where it was not restored;
/// and how many desks hold such a one and were not told: the answer to what they sent again got lost, and the next said
/// only that the hub had it.
pub fn broken(
    desks: &[Arc<Desk>],
    ledger: &impl Ledger,
    keys: &[PublicKey],
    restored: bool,
) -> (Vec<Broken>, usize, usize) {
    let (mut broken, mut given) = (Vec::new(), BTreeMap::<Uuid, Held>::new());
    let (mut found, mut lost, mut unheard) = (0, 0, 0);
    for desk in desks {
        let held = of_desk(desk, ledger, keys, restored);
        unheard += usize::from(!held.lost.is_empty() && !desk.knows_of_a_loss());
        (found, lost) = (found + held.found, lost + held.lost.len());
        broken.extend(held.broken);
        let house = given.entry(desk.membership.facility).or_default();
        house.given.extend(held.given);
        house.lost.extend(held.lost);
    }
    let kept = at_once(ledger.count()).unwrap();
    if kept.revisions != found || kept.receipts != found {
        broken.push(Broken::Invented { kept: kept.revisions.max(kept.receipts), told: found });
    }
    broken.extend(given.values().filter_map(|house| of_chain(house, keys)));
    (broken, lost, unheard)
}

/// What is wrong with the tellings of one desk, there and in the ledger.
pub fn of_desk(desk: &Desk, ledger: &impl Ledger, keys: &[PublicKey], restored: bool) -> Held {
    let (told, mut held) = (desk.told(), Held::default());
    if told.len() != desk.plan.len() {
        held.broken.push(Broken::NotTold { told: told.len(), planned: desk.plan.len() });
    }
    for one in &told {
        let trail = at_once(ledger.trail(one.key.facility, one.key.notice)).unwrap();
        let kept: Vec<_> = trail.iter().filter(|kept| kept.revision == one.key.revision).collect();
        held.found += kept.len() as u64;
        held.given.extend(kept.iter().map(|kept| kept.receipt.clone()));
        match of_one(desk, one, &kept, keys) {
            Ok(()) => {}
            Err((Broken::OtherReceipt(..), Some(other))) if restored => held.lost.push(other),
            Err((broken, _)) => held.broken.push(broken),
        }
    }
    // What was told before the backup and after it, and what was brought again, have receipts in another order.
    if !restored {
        held.broken.extend(in_disorder(&told, ledger, keys));
    }
    held
}

/// What is wrong with one telling, at its desk and in the ledger, and the true receipt of these bytes that only the desk
/// holds.
fn of_one(
    desk: &Desk,
    told: &Told,
    kept: &[&Revision],
    keys: &[PublicKey],
) -> Result<(), (Broken, Option<SignedReceipt>)> {
    let (notice, revision) = (number(told.key), told.key.revision);
    let state = desk.store.read(|read| read.outbox().get(told.entry)).unwrap().state;
    let alone = |broken| Err((broken, None));
    match (told.nature, kept) {
        (Nature::Poison, []) if !matches!(state, EntryState::Settled | EntryState::Rejected) => return Ok(()),
        (Nature::Refused, []) if state == EntryState::Rejected => return Ok(()),
        (Nature::Poison | Nature::Refused, _) => return alone(Broken::NotAtHome(notice, revision, state)),
        (Nature::Good, []) => return alone(Broken::Lost(notice, revision)),
        (Nature::Good, [_]) => {}
        (Nature::Good, more) => return alone(Broken::NotOnce(notice, revision, more.len())),
    }
    if kept[0].sha256 != told.sha256 {
        return alone(Broken::OtherBytes(notice, revision));
    }
    if state != EntryState::Settled {
        return alone(Broken::Unreceipted(notice, revision, state));
    }
    let held = desk.store.read(|read| read.receipts().get(told.entry)).unwrap().unwrap();
    let held = SignedReceipt { body: held.body, signature: held.signature, key_id: kept[0].receipt.key_id };
    let expected = Expected { key: told.key, sha256: told.sha256 };
    match verify_for(&held, &expected, keys) {
        Ok(_) if held == kept[0].receipt => Ok(()),
        true_one => Err((Broken::OtherReceipt(notice, revision), true_one.is_ok().then_some(held))),
    }
}

/// Revisions of a notice whose receipts do not follow each other.
fn in_disorder(told: &[Told], ledger: &impl Ledger, keys: &[PublicKey]) -> Vec<Broken> {
    let firsts = told.iter().filter(|told| told.key.revision == 1);
    let mut broken = Vec::new();
    for first in firsts {
        let trail = at_once(ledger.trail(first.key.facility, first.key.notice)).unwrap();
        let number_of = |kept: &Revision| verify(&kept.receipt, keys).map_or(0, |receipt| receipt.number);
        for pair in trail.windows(2) {
            if number_of(&pair[0]) >= number_of(&pair[1]) {
                broken.push(Broken::Disorder(number(first.key), pair[1].revision));
            }
        }
    }
    broken
}

/// What is wrong with a house's receipts: the hub's make one chain from the first on. Those that it has lost have numbers
/// that it gave again, and whoever holds both stories sees that.
fn of_chain(house: &Held, keys: &[PublicKey]) -> Option<Broken> {
    match check_chain(&house.given, keys) {
        Ok(Some(chain)) if chain.first == 1 => {}
        Ok(None) => return None,
        Ok(Some(chain)) => return Some(Broken::Begins(chain.first)),
        Err(fault) => return Some(Broken::Chain(fault)),
    }
    let both: Vec<_> = house.given.iter().chain(&house.lost).cloned().collect();
    match check_chain(&both, keys) {
        Ok(_) if house.lost.is_empty() => None,
        Err(ChainFault::Twice { .. }) if !house.lost.is_empty() => None,
        seen => Some(Broken::Unseen(seen.err())),
    }
}
