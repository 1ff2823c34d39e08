//! Enrolling this desk at a hub: a single-use code against a device id and the hub's receipt keys. What the hub gave waits
//! until a person has seen the same six digits on both screens; nothing is sent before.

use jiff::Timestamp;
use private::Private;
use store::{Device, HubKey, Read, Store, StoreError, WaitingDevice, Write};
use sync::{EnrolError, Http, HubUrl, Membership};
use wire::{EnrolCode, KeyLink, KeyRing, PublicKey, SecretKey};

use crate::books::Books;
use crate::view::{EnrolmentView, RefusalCode};

/// An enrolment, ready to be kept.
pub(crate) struct Enrolment {
    /// What the desk signs and sends with.
    pub(crate) device: Device,
    /// The hub's receipt keys.
    pub(crate) ring: KeyRing,
    /// What the hub calls the house; empty once it is kept.
    pub(crate) name: String,
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
    let Membership { facility, device, keys, links, name } =
        sync::enrol(&transport, &sync::Machine, code, &secret).await.map_err(|error| match error {
            EnrolError::NoConnection | EnrolError::Lost => RefusalCode::HubAway,
            other => refused(&other),
        })?;
    let device = Device { hub_url, facility, id: device, signing_key: Private::new(seed) };
    let enrolment = Enrolment { device, ring: KeyRing::new(keys, links), name };
    tracing::info!(digits = enrolment.check_digits(), "enrolled");
    Ok(enrolment)
}

/// Lets an enrolment wait for a person, in the place of one that waited before.
///
/// # Errors
///
/// Those of the store; nothing waits then.
pub(crate) fn wait(store: &Store, enrolment: &Enrolment) -> Result<(), StoreError> {
    let hub_keys = serde_json::to_string(&(enrolment.ring.keys(), enrolment.ring.links())).unwrap_or_default();
    let waiting = WaitingDevice { device: enrolment.device.clone(), facility_name: enrolment.name.clone(), hub_keys };
    store.write(|write| write.device().wait(&waiting))
}

/// The enrolment that waits for a person.
///
/// # Errors
///
/// Those of the store.
pub(crate) fn waiting(read: Read<'_>) -> Result<Option<Enrolment>, StoreError> {
    let Some(WaitingDevice { device, facility_name, hub_keys }) = read.device().waiting()? else { return Ok(None) };
    let unreadable = StoreError::Unreadable { column: "hub_keys" };
    let (keys, links) = serde_json::from_str(&hub_keys).map_err(|_| unreadable)?;
    Ok(Some(Enrolment { device, ring: KeyRing::new(keys, links), name: facility_name }))
}

/// What the page shows of one that waits.
///
/// # Errors
///
/// Those of the store.
pub(crate) fn view(read: Read<'_>) -> Result<Option<EnrolmentView>, StoreError> {
    Ok(waiting(read)?.map(|waiting| EnrolmentView {
        digits: waiting.check_digits(),
        hub: waiting.device.hub_url.split("/#").next().unwrap_or_default().to_owned(),
        facility: waiting.name,
    }))
}

/// A person has seen the same digits on both screens: this desk is enrolled from now on.
///
/// # Errors
///
/// [`RefusalCode::NotNow`] when nothing waits, and those of the store.
pub(crate) fn confirm(books: &Books, now: Timestamp) -> Result<Enrolment, RefusalCode> {
    let enrolment = books.store.read(|read| waiting(*read))?.ok_or(RefusalCode::NotNow)?;
    let act = books.act("device.enrol", enrolment.device.id, now);
    books.store.write(|write| {
        keep(*write, &enrolment, now)?;
        write.device().wait_no_more()?;
        write.acts().record(&act)
    })?;
    // A link that was proved earlier stays, whatever the hub tells of that key now.
    Ok(Enrolment { ring: ring(&books.store)?, ..enrolment })
}

/// The digits differ: somebody else used the code, or stands between. Its key is thrown away, and nothing was sent.
///
/// # Errors
///
/// [`RefusalCode::NotNow`] when nothing waits, and those of the store.
pub(crate) fn reject(books: &Books, now: Timestamp) -> Result<(), RefusalCode> {
    let rejected = books.store.read(|read| waiting(*read))?.ok_or(RefusalCode::NotNow)?;
    let act = books.act("device.reject", rejected.device.id, now);
    books.store.write(|write| {
        write.device().wait_no_more()?;
        write.acts().record(&act)
    })?;
    Ok(())
}

fn keep(write: Write<'_>, enrolment: &Enrolment, now: Timestamp) -> Result<(), StoreError> {
    write.device().enrol(&enrolment.device, now)?;
    let ring = &enrolment.ring;
    ring.keys().iter().try_for_each(|key| {
        let link = ring.links().iter().find(|link| link.key == *key);
        write.hub_keys().keep(&hub_key(key, link))
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
            store.write(|write| write.device().moved(url.as_str()))?;
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
    Ok(Some(Enrolment { device, ring: ring(store)?, name: String::new() }))
}

fn refused(error: &impl std::fmt::Display) -> RefusalCode {
    tracing::warn!(%error, "this desk was not enrolled");
    RefusalCode::EnrolRefused
}

#[cfg(test)]
mod tests;
