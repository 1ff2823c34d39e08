//! What must hold when the weather has cleared up, whatever became of the programs before.

use std::sync::Arc;

use hub::Ledger;
use simulation::{Nature, Told};
use store::EntryState;
use uuid::Uuid;
use wire::{ChainFault, PublicKey, Revision, SignedReceipt, check_chain, verify};

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
    #[error("everything told gets into the outbox: {told} of {planned}")]
    NotTold { told: usize, planned: usize },
}

/// Every rule that does not hold.
pub fn broken(desks: &[Arc<Desk>], ledger: &impl Ledger, keys: &[PublicKey]) -> Vec<Broken> {
    let mut broken = Vec::new();
    let (mut found, mut receipts) = (0, Vec::new());
    for desk in desks {
        let told = desk.told();
        if told.len() != desk.plan.len() {
            broken.push(Broken::NotTold { told: told.len(), planned: desk.plan.len() });
        }
        for one in &told {
            let trail = at_once(ledger.trail(one.key.facility, one.key.notice)).unwrap();
            let kept: Vec<_> = trail.iter().filter(|kept| kept.revision == one.key.revision).collect();
            found += kept.len() as u64;
            receipts.extend(kept.iter().map(|kept| (one.key.facility, kept.receipt.clone())));
            broken.extend(of_one(desk, one, &kept, keys));
        }
        broken.extend(in_disorder(&told, ledger, keys));
    }
    let kept = at_once(ledger.count()).unwrap();
    if kept.revisions != found || kept.receipts != found {
        broken.push(Broken::Invented { kept: kept.revisions.max(kept.receipts), told: found });
    }
    broken.extend(of_chains(&receipts, keys));
    broken
}

/// What is wrong with one telling, at its desk and in the ledger.
fn of_one(desk: &Desk, told: &Told, kept: &[&Revision], keys: &[PublicKey]) -> Option<Broken> {
    let (notice, revision) = (number(told.key), told.key.revision);
    let state = desk.store.read(|read| read.outbox().get(told.entry)).unwrap().state;
    match (told.nature, kept) {
        (Nature::Poison, []) if !matches!(state, EntryState::Settled | EntryState::Rejected) => return None,
        (Nature::Refused, []) if state == EntryState::Rejected => return None,
        (Nature::Poison | Nature::Refused, _) => return Some(Broken::NotAtHome(notice, revision, state)),
        (Nature::Good, []) => return Some(Broken::Lost(notice, revision)),
        (Nature::Good, [_]) => {}
        (Nature::Good, more) => return Some(Broken::NotOnce(notice, revision, more.len())),
    }
    if kept[0].sha256 != told.sha256 {
        return Some(Broken::OtherBytes(notice, revision));
    }
    if state != EntryState::Settled {
        return Some(Broken::Unreceipted(notice, revision, state));
    }
    let held = desk.store.read(|read| read.receipts().get(told.entry)).unwrap().unwrap();
    let given = &kept[0].receipt;
    let same = held.body == given.body && held.signature == given.signature;
    let true_one = verify(given, keys).is_ok_and(|receipt| receipt.payload_sha256 == told.sha256);
    (!same || !true_one).then_some(Broken::OtherReceipt(notice, revision))
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

fn of_chains(receipts: &[(Uuid, SignedReceipt)], keys: &[PublicKey]) -> Vec<Broken> {
    let mut facilities: Vec<_> = receipts.iter().map(|(facility, _)| *facility).collect();
    facilities.sort_unstable();
    facilities.dedup();
    let mut broken = Vec::new();
    for facility in facilities {
        let own = receipts.iter().filter(|(of, _)| *of == facility).map(|(_, receipt)| receipt.clone());
        match check_chain(&own.collect::<Vec<_>>(), keys) {
            Ok(Some(chain)) if chain.first == 1 => {}
            Ok(chain) => broken.push(Broken::Begins(chain.map_or(0, |chain| chain.first))),
            Err(fault) => broken.push(Broken::Chain(fault)),
        }
    }
    broken
}
