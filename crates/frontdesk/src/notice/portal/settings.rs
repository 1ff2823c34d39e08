//! What the house has set about the portal. Nothing of it is known beforehand, and the password lies in the encrypted store
//! alone: no view has it.

use std::time::Duration;

use duty::PortalWay;
use jiff::Timestamp;
use private::Private;
use serde::{Deserialize, Serialize};
use store::{Read, StoreError};
use sync::portal::{PortalAccess, PortalPath, PortalSettingError, PortalUrl};

use crate::books::Books;
use crate::view::{CallLine, PortalForm, PortalView, RefusalCode};

/// The name of the setting.
const SETTING: &str = "portal";
/// How long an answer is waited for where nobody has said, in seconds.
const PATIENCE: u32 = 20;
/// Nobody waits longer at a counter.
const LONGEST_PATIENCE: u32 = 120;

/// As it is kept. It has a password in it and no `Debug`.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    on: bool,
    base: String,
    token: String,
    citizen: String,
    foreigner: String,
    departure: String,
    user: String,
    password: String,
    seconds: u32,
}

impl Default for Kept {
    fn default() -> Self {
        let none = String::new;
        Self {
            on: false,
            base: none(),
            token: none(),
            citizen: none(),
            foreigner: none(),
            departure: none(),
            user: none(),
            password: none(),
            seconds: PATIENCE,
        }
    }
}

/// What is put behind the portal's address for each way.
pub(super) struct Paths {
    citizen: PortalPath,
    foreigner: PortalPath,
    departure: PortalPath,
}

impl Paths {
    pub(super) fn of(&self, way: PortalWay) -> PortalPath {
        match way {
            PortalWay::Citizen => self.citizen.clone(),
            PortalWay::Foreigner => self.foreigner.clone(),
            PortalWay::Departure => self.departure.clone(),
        }
    }
}

/// Keeps what was typed; a password that was not typed stays. What is switched off may be incomplete.
///
/// # Errors
///
/// [`RefusalCode::NotAPortal`], and those of the store.
pub(crate) fn save(books: &Books, form: PortalForm, now: Timestamp) -> Result<(), RefusalCode> {
    books.store.try_write(|write| {
        let before = kept(write.read())?;
        let typed = |text: String| text.trim().to_owned();
        let kept = Kept {
            on: form.on,
            base: typed(form.base),
            token: typed(form.token_path),
            citizen: typed(form.citizen_path),
            foreigner: typed(form.foreigner_path),
            departure: typed(form.departure_path),
            user: typed(form.user),
            password: if form.password.is_empty() { before.password } else { form.password },
            seconds: form.seconds.clamp(1, LONGEST_PATIENCE),
        };
        if kept.on {
            kept.understood().ok_or(RefusalCode::NotAPortal)?;
        }
        write.settings().set(SETTING, &kept)?;
        let what = if kept.on { "portal.on" } else { "portal.off" };
        write.acts().record(&books.act_of_the_house(what, now)).map_err(RefusalCode::from)
    })
}

/// What is needed to speak to the portal.
///
/// # Errors
///
/// [`RefusalCode::PortalOff`], [`RefusalCode::NotAPortal`], and those of the store.
pub(super) fn access(read: Read<'_>) -> Result<(PortalAccess, Paths), RefusalCode> {
    let kept = kept(read)?;
    if !kept.on {
        return Err(RefusalCode::PortalOff);
    }
    kept.understood().ok_or(RefusalCode::NotAPortal)
}

pub(super) fn view(read: Read<'_>, calls: Vec<CallLine>) -> Result<PortalView, StoreError> {
    let kept = kept(read)?;
    Ok(PortalView {
        on: kept.on,
        base: kept.base,
        token_path: kept.token,
        citizen_path: kept.citizen,
        foreigner_path: kept.foreigner,
        departure_path: kept.departure,
        user: kept.user,
        has_password: !kept.password.is_empty(),
        seconds: kept.seconds,
        calls,
    })
}

fn kept(read: Read<'_>) -> Result<Kept, StoreError> {
    Ok(read.settings().get(SETTING)?.unwrap_or_default())
}

impl Kept {
    fn understood(&self) -> Option<(PortalAccess, Paths)> {
        if self.user.is_empty() || self.password.is_empty() {
            return None;
        }
        self.parsed().ok()
    }

    fn parsed(&self) -> Result<(PortalAccess, Paths), PortalSettingError> {
        let access = PortalAccess {
            base: PortalUrl::parse(&self.base)?,
            token: PortalPath::parse(&self.token)?,
            user: self.user.clone(),
            password: Private::new(self.password.clone()),
            patience: Duration::from_secs(u64::from(self.seconds)),
        };
        let paths = Paths {
            citizen: PortalPath::parse(&self.citizen)?,
            foreigner: PortalPath::parse(&self.foreigner)?,
            departure: PortalPath::parse(&self.departure)?,
        };
        Ok((access, paths))
    }
}
