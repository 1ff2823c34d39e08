//! Another key for this device: by its age, or because a person wants it.
//!
//! The new key is kept before the hub hears of it, so that whatever ends the program in between, one of the two kept here
//! is the one the hub knows; what was begun is ended after the next start.

use jiff::{SignedDuration, Timestamp};
use private::Private;
use store::{Act, Device, KeyAge, Store, StoreError};
use sync::{EnrolError, Http, HubUrl, Membership, Transport};
use wire::SecretKey;

use crate::books::Books;
use crate::courier::CourierDesk;
use crate::desk::Input;
use crate::say;
use crate::view::{KeyView, RefusalCode, SyncState};

/// A change the hub did not answer is tried again after so long.
const AGAIN: SignedDuration = SignedDuration::from_mins(5);

/// The change of this device's key.
#[derive(Default)]
pub(crate) struct KeyChange {
    /// The hub is being asked.
    under_way: bool,
    /// What was begun is tried again then.
    again_at: Option<Timestamp>,
}

impl KeyChange {
    /// Begins what is due: a change that was begun before, or one by the key's age while the hub is there.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub(crate) fn look(&mut self, books: &Books, courier: &CourierDesk, now: Timestamp) -> Result<(), StoreError> {
        let Some(age) = books.store.read(|read| read.device().key_age())? else { return Ok(()) };
        // One that lies further ahead than any was set by a clock that was put back.
        let waits = self.again_at.is_some_and(|at| now < at && at.duration_since(now) <= AGAIN);
        let due = age.next.is_some() || courier.state() == SyncState::Online && is_old(&age, books, now);
        if due && !waits { self.begin(books, courier, now) } else { Ok(()) }
    }

    /// Keeps a new key, unless one is kept, and asks the hub to take it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`] before the enrolment; the hub hears of nothing then.
    pub(crate) fn begin(&mut self, books: &Books, courier: &CourierDesk, now: Timestamp) -> Result<(), StoreError> {
        if self.under_way {
            return Ok(());
        }
        let (device, next) = prepare(books)?;
        self.again_at = Some(now + AGAIN);
        let Ok(Ok(transport)) = HubUrl::parse(&device.hub_url).map(Http::new) else {
            tracing::error!("the hub's address cannot be used: the key stays");
            return Ok(());
        };
        self.under_way = true;
        courier.ask(async move { Input::KeyChanged(tell(&transport, &device, &next).await) });
        Ok(())
    }

    /// The hub has answered, or not; says whether the device has its new key now.
    ///
    /// # Errors
    ///
    /// Those of the store; it is tried again then.
    pub(crate) fn ended(
        &mut self,
        books: &Books,
        answer: Result<(), EnrolError>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.under_way = false;
        match answer {
            Ok(()) => {
                finish(books, now)?;
                self.again_at = None;
                Ok(true)
            }
            Err(error) => {
                tracing::warn!(%error, "the device's key was not changed, will ask again");
                Ok(false)
            }
        }
    }
}

/// What the page shows of it; none before the enrolment.
///
/// # Errors
///
/// Those of the store.
pub(crate) fn view(read: store::Read<'_>) -> Result<Option<KeyView>, StoreError> {
    Ok(read.device().key_age()?.map(|age| KeyView {
        since: age.since.map(|since| say::date(duty::vn_date(since))),
        changing: age.next.is_some(),
    }))
}

/// A person wants another key.
///
/// # Errors
///
/// [`RefusalCode::NotEnrolled`] before the enrolment, and those of the store.
pub(crate) fn change(
    changing: &mut KeyChange,
    books: &Books,
    courier: &CourierDesk,
    now: Timestamp,
) -> Result<(), RefusalCode> {
    match changing.begin(books, courier, now) {
        Err(StoreError::Missing) => Err(RefusalCode::NotEnrolled),
        other => other.map_err(RefusalCode::from),
    }
}

/// One whose beginning nobody wrote down counts as old.
fn is_old(age: &KeyAge, books: &Books, now: Timestamp) -> bool {
    let most = SignedDuration::from_hours(24 * i64::from(books.house.device_key_days.get()));
    age.since.is_none_or(|since| now.duration_since(since) >= most)
}

/// The first step: the key that comes next is on the disk.
fn prepare(books: &Books) -> Result<(Device, Private<[u8; 32]>), StoreError> {
    let fresh = Private::new(books.ambient.seed());
    books.store.write(|write| {
        let device = write.read().device();
        let (Some(kept), Some(age)) = (device.get()?, device.key_age()?) else { return Err(StoreError::Missing) };
        if let Some(next) = age.next {
            return Ok((kept, next));
        }
        write.device().prepare_key(&fresh)?;
        Ok((kept, fresh))
    })
}

/// The second: the hub hears of it.
async fn tell(transport: &impl Transport, device: &Device, next: &Private<[u8; 32]>) -> Result<(), EnrolError> {
    let membership =
        Membership { facility: device.facility, device: device.id, name: String::new(), keys: vec![], links: vec![] };
    let (old, new) = (SecretKey::from_seed(device.signing_key.expose()), SecretKey::from_seed(next.expose()));
    sync::rotate(transport, &sync::Machine, &membership, &old, &new).await
}

/// The third: it is the device's.
fn finish(books: &Books, now: Timestamp) -> Result<(), StoreError> {
    let device = kept(&books.store)?;
    let act = Act { subject: Some(device.id), ..books.act_of_the_house("device.key", now) };
    books.store.write(|write| {
        write.device().take_next_key(now)?;
        write.acts().record(&act)
    })
}

fn kept(store: &Store) -> Result<Device, StoreError> {
    store.read(|read| read.device().get())?.ok_or(StoreError::Missing)
}

#[cfg(test)]
mod tests;
