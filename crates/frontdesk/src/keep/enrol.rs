//! Enrolling this desk at a hub: a single-use code against a device id and the hub's receipt keys.

use private::Private;
use store::{Device, HubKey, Store, StoreError};
use sync::{EnrolError, Http, HubUrl, Membership};
use wire::{EnrolCode, KeyLink, KeyRing, PublicKey, SecretKey};

use crate::view::RefusalCode;

/// An enrolment, ready to be kept.
pub(crate) struct Enrolment {
    /// What the desk signs and sends with.
    pub(crate) device: Device,
    /// The hub's receipt keys.
    pub(crate) ring: KeyRing,
}

impl Enrolment {
    /// The six digits that the hub shows for this desk too, if it was this desk that used the code.
    pub(crate) fn check_digits(&self) -> String {
        let key = SecretKey::from_seed(self.device.signing_key.expose()).public();
        wire::check_digits(&key, self.device.id, self.device.facility)
    }
}

/// Asks the hub. An answer that got lost is asked for again with the same seed: the hub knows the key by then and
/// gives the same answer, although the code is used up.
///
/// # Errors
///
/// [`RefusalCode::HubAway`] when it is worth trying again, [`RefusalCode::EnrolRefused`] when it is not.
pub(crate) async fn ask(hub: &str, code: &str, seed: [u8; 32]) -> Result<Enrolment, RefusalCode> {
    let url = HubUrl::parse(hub).map_err(|error| refused(&error))?;
    let hub_url = url.as_str().to_owned();
    let transport = Http::new(url).map_err(|error| refused(&error))?;
    let code = EnrolCode::parse(code).ok_or(RefusalCode::EnrolRefused)?;
    let secret = SecretKey::from_seed(&seed);
    let Membership { facility, device, keys, links, .. } =
        sync::enrol(&transport, &sync::Machine, code, &secret).await.map_err(|error| match error {
            EnrolError::NoConnection | EnrolError::Lost => RefusalCode::HubAway,
            other => refused(&other),
        })?;
    let device = Device { hub_url, facility, id: device, signing_key: Private::new(seed) };
    let enrolment = Enrolment { device, ring: KeyRing::new(keys, links) };
    tracing::info!(digits = enrolment.check_digits(), "enrolled");
    Ok(enrolment)
}

/// Keeps an enrolment.
///
/// # Errors
///
/// Those of the store; nothing is kept then.
pub(crate) fn keep(store: &Store, enrolment: &Enrolment) -> Result<(), StoreError> {
    store.write(|write| {
        write.device().enrol(&enrolment.device)?;
        let ring = &enrolment.ring;
        ring.keys().iter().try_for_each(|key| {
            let link = ring.links().iter().find(|link| link.key == *key);
            write.hub_keys().keep(&hub_key(key, link))
        })
    })
}

/// Keeps keys the hub's history led to.
///
/// # Errors
///
/// Those of the store.
pub(crate) fn trust(store: &Store, links: &[KeyLink]) -> Result<(), StoreError> {
    store.write(|write| links.iter().try_for_each(|link| write.hub_keys().keep(&hub_key(&link.key, Some(link)))))
}

fn hub_key(key: &PublicKey, link: Option<&KeyLink>) -> HubKey {
    let link = link.and_then(|link| serde_json::to_string(link).ok());
    HubKey { key_id: key.id().to_string(), public_key: key.bytes(), link }
}

/// The keys that are kept, and what is known of them.
///
/// # Errors
///
/// Those of the store.
pub(crate) fn ring(store: &Store) -> Result<KeyRing, StoreError> {
    let kept = store.read(|read| read.hub_keys().all())?;
    let keys = kept.iter().filter_map(|key| PublicKey::from_bytes(&key.public_key).ok()).collect();
    let links = kept.iter().filter_map(|key| serde_json::from_str(key.link.as_deref()?).ok()).collect();
    Ok(KeyRing::new(keys, links))
}

/// The same enrolment at the address where the hub is now. That it is the same hub, its receipts prove: its keys stay
/// pinned. An address that is none changes nothing.
///
/// # Errors
///
/// Those of the store.
pub(crate) fn moved(store: &Store, mut kept: Enrolment, hub: &str) -> Result<Enrolment, StoreError> {
    match HubUrl::parse(hub) {
        Ok(url) if url.as_str() != kept.device.hub_url => {
            url.as_str().clone_into(&mut kept.device.hub_url);
            keep(store, &kept)?;
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "the hub's new address cannot be used"),
    }
    Ok(kept)
}

/// The enrolment kept here, if there is one.
///
/// # Errors
///
/// Those of the store.
pub(crate) fn kept(store: &Store) -> Result<Option<Enrolment>, StoreError> {
    let Some(device) = store.read(|read| read.device().get())? else { return Ok(None) };
    Ok(Some(Enrolment { device, ring: ring(store)? }))
}

fn refused(error: &impl std::fmt::Display) -> RefusalCode {
    tracing::warn!(%error, "this desk was not enrolled");
    RefusalCode::EnrolRefused
}
