//! Numbers that the hub has given twice. A hub that was restored from an older backup counts on from there, and has
//! forgotten what it gave since: both receipts are true, and whoever keeps the hub must know.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use store::{Read, Receipt, StoreError};
use wire::{ChainFault, KeyId, PublicKey, SignedReceipt};

/// How far back is looked.
const BACK: SignedDuration = SignedDuration::from_hours(24 * 366);

/// The numbers that two different receipts of this house have, in order. That others are missing says nothing: the other
/// desks of the house have them.
///
/// # Errors
///
/// Those of the store.
pub(crate) fn given_twice(read: Read<'_>, now: Timestamp) -> Result<Vec<u64>, StoreError> {
    let keys = read.hub_keys().all()?;
    let keys: Vec<_> = keys.iter().filter_map(|key| PublicKey::from_bytes(&key.public_key).ok()).collect();
    let mut by_number: BTreeMap<u64, Vec<SignedReceipt>> = BTreeMap::new();
    for receipt in read.receipts().since(now.saturating_sub(BACK).unwrap_or(Timestamp::MIN))? {
        if let Some((number, signed)) = signed(receipt) {
            by_number.entry(number).or_default().push(signed);
        }
    }
    let twice = |(number, receipts): (u64, Vec<SignedReceipt>)| {
        let fault = (receipts.len() > 1).then(|| wire::check_chain(&receipts, &keys).err()).flatten();
        matches!(fault, Some(ChainFault::Twice { .. })).then_some(number)
    };
    Ok(by_number.into_iter().filter_map(twice).collect())
}

/// The receipt as it came, and its number.
fn signed(receipt: Receipt) -> Option<(u64, SignedReceipt)> {
    let read: wire::Receipt = serde_json::from_slice(&receipt.body).ok()?;
    let key_id = KeyId::parse(&receipt.key_id).ok()?;
    Some((read.number, SignedReceipt { body: receipt.body, signature: receipt.signature, key_id }))
}
