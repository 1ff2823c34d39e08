//! How often one may ask: a bucket of tokens for each device, and for each address that asks unsigned.

use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use uuid::Uuid;

/// More than this at once are not told apart: whoever comes then finds all buckets full again.
const MOST: usize = 50_000;

/// How often one may ask for long, and how often at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Requests a second, for long.
    pub per_second: NonZeroU32,
    /// Requests at once.
    pub burst: NonZeroU32,
}

impl Rate {
    /// So many a second, and ten seconds' worth at once; none, which bounds nothing, for 0.
    pub const fn per_second(number: u32) -> Option<Self> {
        match (NonZeroU32::new(number), NonZeroU32::new(number.saturating_mul(10))) {
            (Some(per_second), Some(burst)) => Some(Self { per_second, burst }),
            _ => None,
        }
    }
}

/// What the hub bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Signed requests of one device.
    pub device: Option<Rate>,
    /// Unsigned requests, and those whose signature is not taken, of one address.
    pub address: Option<Rate>,
}

impl Default for Rates {
    /// Twenty batches a second are 2,000 notices; nobody needs the hub's health more than ten times a second.
    fn default() -> Self {
        Self { device: Rate::per_second(20), address: Rate::per_second(10) }
    }
}

/// All buckets.
pub(crate) struct Limits {
    devices: Buckets<Uuid>,
    addresses: Buckets<IpAddr>,
    pub(crate) rates: Rates,
}

impl Limits {
    pub(crate) fn new(rates: Rates) -> Self {
        Self { devices: Buckets::new(rates.device), addresses: Buckets::new(rates.address), rates }
    }

    /// Lets a device ask, or says how long it must wait.
    pub(crate) fn device(&self, device: Uuid, now: Timestamp) -> Result<(), Duration> {
        self.devices.take(device, now)
    }

    /// Lets an address ask, or says how long it must wait.
    pub(crate) fn address(&self, address: IpAddr, now: Timestamp) -> Result<(), Duration> {
        self.addresses.take(owner(address), now)
    }
}

/// Whoever has an IPv6 address has the 2⁶⁴ around it too.
pub(crate) fn owner(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address @ IpAddr::V4(_) => address,
    }
}

struct Buckets<K> {
    rate: Option<Rate>,
    taken: Mutex<HashMap<K, Bucket>>,
}

/// Tokens taken and not yet given back by time.
struct Bucket {
    taken: f64,
    at: Timestamp,
}

impl Bucket {
    /// A clock that is put back gives nothing back.
    fn taken(&self, rate: Rate, now: Timestamp) -> f64 {
        let passed = now.duration_since(self.at).as_secs_f64().max(0.0);
        (self.taken - passed * f64::from(rate.per_second.get())).max(0.0)
    }
}

impl<K: Eq + Hash> Buckets<K> {
    fn new(rate: Option<Rate>) -> Self {
        Self { rate, taken: Mutex::default() }
    }

    fn take(&self, key: K, now: Timestamp) -> Result<(), Duration> {
        let Some(rate) = self.rate else { return Ok(()) };
        let mut all = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST && !all.contains_key(&key) {
            all.retain(|_, bucket| bucket.taken(rate, now) > 0.0);
            if all.len() >= MOST {
                all.clear();
            }
        }
        let bucket = all.entry(key).or_insert(Bucket { taken: 0.0, at: now });
        // Whether or not there is one to take: nobody waits until a clock that was put back is again where it was.
        *bucket = Bucket { taken: bucket.taken(rate, now), at: now };
        let over = bucket.taken + 1.0 - f64::from(rate.burst.get());
        if over > 0.0 {
            return Err(Duration::from_secs_f64(over / f64::from(rate.per_second.get())));
        }
        bucket.taken += 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buckets() -> Buckets<u32> {
        Buckets::new(Rate::per_second(2))
    }

    #[test]
    fn a_burst_is_let_through_and_then_the_rate() {
        let (buckets, begun) = (buckets(), Timestamp::UNIX_EPOCH);
        for _ in 0..20 {
            assert_eq!(buckets.take(1, begun), Ok(()));
        }
        assert_eq!(buckets.take(1, begun), Err(Duration::from_millis(500)));
        assert_eq!(buckets.take(2, begun), Ok(()), "another is not held up");
        let later = begun + Duration::from_secs(1);
        assert_eq!([buckets.take(1, later), buckets.take(1, later)], [Ok(()), Ok(())]);
        assert!(buckets.take(1, later).is_err());
        assert_eq!(buckets.take(1, begun), Err(Duration::from_millis(500)), "time that goes back gives nothing");
        assert_eq!(buckets.take(1, begun + Duration::from_millis(500)), Ok(()), "and goes on from there");
    }

    #[test]
    fn memory_is_bounded() {
        let (buckets, begun) = (buckets(), Timestamp::UNIX_EPOCH);
        for key in 0..u32::try_from(MOST).unwrap() + 10 {
            assert_eq!(buckets.take(key, begun), Ok(()));
        }
        assert!(buckets.taken.lock().unwrap().len() <= MOST);
    }

    #[test]
    fn no_rate_bounds_nothing() {
        let (buckets, begun) = (Buckets::new(Rate::per_second(0)), Timestamp::UNIX_EPOCH);
        assert!((0..10_000).all(|_| buckets.take(1, begun).is_ok()));
    }

    #[test]
    fn one_owner_has_many_addresses() {
        let owner = |text: &str| owner(text.parse().unwrap()).to_string();
        assert_eq!(owner("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(owner("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(owner("192.0.2.1"), "192.0.2.1");
    }
}
