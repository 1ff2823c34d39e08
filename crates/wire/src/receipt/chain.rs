//! The chain of a facility's receipts: each names its number and the one before it, so that a removed one shows.

use crate::{Digest, PublicKey, Receipt, ReceiptFault, SignedReceipt, verify};

/// Where a chain breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// A receipt proves nothing by itself.
    #[error("receipt {place} of those given is not true: {fault}")]
    Receipt {
        /// Its place among those given, from 0.
        place: usize,
        /// Why.
        fault: ReceiptFault,
    },
    /// A receipt of another facility is among them.
    #[error("receipt number {number} is another facility's")]
    OtherFacility {
        /// The number it has there.
        number: u64,
    },
    /// Numbers are missing.
    #[error("receipts are missing after number {after}: the next is {next}")]
    Missing {
        /// The last number before the gap; 0 when the first is missing.
        after: u64,
        /// The first number after it.
        next: u64,
    },
    /// Two different receipts have one number: the hub has told two stories, as one does that was restored from an older
    /// backup.
    #[error("two receipts have the number {number}")]
    Twice {
        /// Their number.
        number: u64,
    },
    /// A receipt does not follow on the one before: one of them was put there.
    #[error("receipt {number} does not follow on the one before it")]
    Broken {
        /// Its number.
        number: u64,
    },
}

/// A chain without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The number of its first receipt; only a chain from 1 tells that none is missing before.
    pub first: u64,
    /// The number of its last.
    pub last: u64,
    /// What the next receipt is chained to. Whoever wrote it down earlier can tell that the end was cut off.
    pub tip: Digest,
}

/// Checks receipts of one facility, given in any order, the same one perhaps twice; none when there are none.
///
/// # Errors
/// [`ChainFault`]: a number that was given twice before all else, for that alone tells of two stories; then the first that
/// shows in the order of their numbers.
pub fn check_chain(receipts: &[SignedReceipt], trusted: &[PublicKey]) -> Result<Option<Chain>, ChainFault> {
    let mut read = Vec::with_capacity(receipts.len());
    for (place, signed) in receipts.iter().enumerate() {
        read.push((verify(signed, trusted).map_err(|fault| ChainFault::Receipt { place, fault })?, signed));
    }
    read.sort_by_key(|(receipt, _)| receipt.number);
    read.dedup_by(|(_, one), (_, other)| one.body == other.body);
    let same = |(one, _): &(Receipt, _), (other, _): &(Receipt, _)| {
        (one.facility, one.number) == (other.facility, other.number)
    };
    if let Some([(twice, _), _]) = read.array_windows().find(|[one, other]| same(one, other)) {
        return Err(ChainFault::Twice { number: twice.number });
    }
    for pair in read.windows(2) {
        let [(before, signed), (next, _)] = pair else { continue };
        follows(before, signed, next)?;
    }
    let ends = read.first().zip(read.last());
    Ok(ends.map(|((first, _), (last, signed))| Chain {
        first: first.number,
        last: last.number,
        tip: signed.chain_digest(),
    }))
}

fn follows(before: &Receipt, signed: &SignedReceipt, next: &Receipt) -> Result<(), ChainFault> {
    match next.number {
        number if next.facility != before.facility => Err(ChainFault::OtherFacility { number }),
        number if number != before.number + 1 => Err(ChainFault::Missing { after: before.number, next: number }),
        number if next.chain != signed.chain_digest() => Err(ChainFault::Broken { number }),
        _ => Ok(()),
    }
}
