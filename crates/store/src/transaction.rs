//! One transaction, and the handle of each table inside it.

use rusqlite::{Connection, Params, Row};

use crate::StoreError;
use crate::table::{
    act, choice, consent, department, device, entry_paper, export, guest, hub_key, notice, outbox, portal_call,
    receipt, room, settings, staff, stay,
};
use crate::view;

/// A transaction that reads: everything in it is of one moment.
#[derive(Clone, Copy)]
pub struct Read<'a> {
    pub(crate) sql: Sql<'a>,
}

/// A transaction that writes: all of it happens or nothing.
#[derive(Clone, Copy)]
pub struct Write<'a> {
    pub(crate) sql: Sql<'a>,
}

macro_rules! handles {
    ($name:ident: $($(#[$doc:meta])* $method:ident -> $handle:path;)+) => {
        impl<'a> $name<'a> {
            $($(#[$doc])*
            pub const fn $method(&self) -> $handle {
                $handle(self.sql)
            })+
        }
    };
}

handles! { Read:
    /// Who did what, when.
    acts -> act::ActRead::<'a>;
    /// Which devices the house chose.
    choices -> choice::ChoiceRead::<'a>;
    /// What people agreed to.
    consents -> consent::ConsentRead::<'a>;
    /// The departments.
    departments -> department::DepartmentRead::<'a>;
    /// This device's enrolment.
    device -> device::DeviceRead::<'a>;
    /// How foreigners entered the country.
    entry_papers -> entry_paper::EntryPaperRead::<'a>;
    /// Files that left the house.
    exports -> export::ExportRead::<'a>;
    /// The guests, and the search for them.
    guests -> guest::GuestRead::<'a>;
    /// The keys the hub signs receipts with.
    hub_keys -> hub_key::HubKeyRead::<'a>;
    /// Which notice is about whom.
    notices -> notice::NoticeRead::<'a>;
    /// What waits for the hub.
    outbox -> outbox::OutboxRead::<'a>;
    /// Calls of the portal's API.
    portal_calls -> portal_call::PortalCallRead::<'a>;
    /// The hub's receipts.
    receipts -> receipt::ReceiptRead::<'a>;
    /// The rooms.
    rooms -> room::RoomRead::<'a>;
    /// The house's settings.
    settings -> settings::SettingsRead::<'a>;
    /// The staff.
    staff -> staff::StaffRead::<'a>;
    /// The stays.
    stays -> stay::StayRead::<'a>;
    /// Who is where now.
    plan -> view::plan::PlanRead::<'a>;
    /// Where each notice stands.
    board -> view::notice::NoticeBoard::<'a>;
}

handles! { Write:
    /// Who did what, when.
    acts -> act::ActWrite::<'a>;
    /// Which devices the house chose.
    choices -> choice::ChoiceWrite::<'a>;
    /// What people agreed to.
    consents -> consent::ConsentWrite::<'a>;
    /// The departments.
    departments -> department::DepartmentWrite::<'a>;
    /// This device's enrolment.
    device -> device::DeviceWrite::<'a>;
    /// How foreigners entered the country.
    entry_papers -> entry_paper::EntryPaperWrite::<'a>;
    /// Files that left the house.
    exports -> export::ExportWrite::<'a>;
    /// The guests.
    guests -> guest::GuestWrite::<'a>;
    /// The keys the hub signs receipts with.
    hub_keys -> hub_key::HubKeyWrite::<'a>;
    /// What waits for the hub.
    outbox -> outbox::OutboxWrite::<'a>;
    /// Calls of the portal's API.
    portal_calls -> portal_call::PortalCallWrite::<'a>;
    /// The rooms.
    rooms -> room::RoomWrite::<'a>;
    /// The house's settings.
    settings -> settings::SettingsWrite::<'a>;
    /// The staff.
    staff -> staff::StaffWrite::<'a>;
    /// The stays.
    stays -> stay::StayWrite::<'a>;
}

impl<'a> Write<'a> {
    /// Reads inside this transaction, with what it has changed so far.
    pub const fn read(&self) -> Read<'a> {
        Read { sql: self.sql }
    }
}

/// The connection, and the three ways the tables ask it.
#[derive(Clone, Copy)]
pub(crate) struct Sql<'a>(pub(crate) &'a Connection);

impl Sql<'_> {
    /// Changes rows; the number of them.
    pub(crate) fn execute(self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        Ok(self.0.prepare_cached(sql)?.execute(params)?)
    }

    /// Changes exactly one row.
    pub(crate) fn change(self, sql: &str, params: impl Params) -> Result<(), StoreError> {
        if self.execute(sql, params)? == 1 { Ok(()) } else { Err(StoreError::Missing) }
    }

    /// Reads every row.
    pub(crate) fn all<T>(
        self,
        sql: &str,
        params: impl Params,
        read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }

    /// Reads the first row, if there is one.
    pub(crate) fn first<T>(
        self,
        sql: &str,
        params: impl Params,
        read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        rows.next()?.map(read).transpose()
    }

    /// Counts.
    pub(crate) fn count(self, sql: &str, params: impl Params) -> Result<u64, StoreError> {
        let count: i64 = self.0.prepare_cached(sql)?.query_row(params, |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }
}
