//! The way to the national portal through its API: off until somebody sets it, one record a call, and only when a person asks.
//!
//! What the portal answers is no receipt: an accepted record waits for the portal's own list as one does whose answer got
//! lost, and is not sent again before that list, or a person who has looked there, says that it is missing.

mod choose;
mod errand;
mod settings;
#[cfg(test)]
mod tests;

use duty::PortalWay;
use jiff::Timestamp;
use lodging::NoticeId;
use private::Private;
use store::{CallState, PortalCall, Read, StoreError};
use sync::portal::{Called, PortalAccess, PortalPath};
use uuid::Uuid;

use self::choose::Choice;
pub(crate) use self::errand::run;
pub(crate) use self::settings::save;
use crate::books::Books;
use crate::say;
use crate::view::{CallLine, CallName, CallWay, LeftOutLine, PortalView, RefusalCode};

/// Lines of the list of calls.
const LINES: u32 = 50;

/// What is to be done next for whoever carries records to the portal.
pub(crate) enum Next {
    /// This call; it is written down as begun.
    Call(Box<Call>),
    /// Nothing more, and whom it leaves out.
    Done(Vec<LeftOutLine>),
}

/// One call.
pub(crate) struct Call {
    id: Uuid,
    notice: NoticeId,
    access: PortalAccess,
    path: PortalPath,
    body: Private<Vec<u8>>,
}

/// Writes down the next call as begun, and hands it out.
///
/// # Errors
///
/// [`RefusalCode::PortalOff`], and those of the store; nothing may be sent then.
pub(crate) fn next(books: &Books, again: &[NoticeId], now: Timestamp) -> Result<Next, RefusalCode> {
    books.store.try_write(|write| {
        let (access, paths) = settings::access(write.read())?;
        let Choice { ready, left_out } = choose::choose(write.read(), again, now)?;
        let Some(ready) = ready.into_iter().next() else { return Ok(Next::Done(left_out)) };
        let id = uuid::Builder::from_unix_timestamp_millis(millis(now), &books.ambient.id_bytes()).into_uuid();
        let call = PortalCall {
            id,
            key: ready.key,
            way: ready.record.way,
            until: ready.until,
            sha256: *wire::Digest::of(ready.record.body.expose()).bytes(),
            at: now,
            who: books.staff,
            state: CallState::Sending,
            answer: None,
        };
        write.portal_calls().begin(&call)?;
        write.acts().record(&books.act("portal.call", ready.key.notice.uuid(), now))?;
        let (path, body) = (paths.of(call.way), ready.record.body);
        Ok(Next::Call(Box::new(Call { id, notice: ready.key.notice, access, path, body })))
    })
}

/// Writes down what came of a call.
///
/// # Errors
///
/// Those of the store; the call then counts as uncertain.
pub(crate) fn answered(books: &Books, id: Uuid, called: &Called, now: Timestamp) -> Result<(), RefusalCode> {
    let (state, answer, what) = match called {
        Called::NotSent(_) => (CallState::NotSent, None, "portal.not-sent"),
        Called::Accepted(answer) => (CallState::Accepted, Some(answer), "portal.accepted"),
        Called::Refused(answer) => (CallState::Refused, Some(answer), "portal.refused"),
        Called::Uncertain(answer) => (CallState::Uncertain, answer.as_ref(), "portal.uncertain"),
    };
    books.store.try_write(|write| {
        let notice = write.read().portal_calls().get(id)?.key.notice;
        write.portal_calls().answered(id, state, answer, now)?;
        write.acts().record(&books.act(what, notice.uuid(), now)).map_err(RefusalCode::from)
    })
}

/// Writes down what a person has seen at the portal of a call whose end is open.
///
/// # Errors
///
/// [`RefusalCode::Unknown`] for a call that is not there, [`RefusalCode::NotNow`] while it is being made and once it is found,
/// and those of the store.
pub(crate) fn looked(books: &Books, id: Uuid, there: bool, now: Timestamp) -> Result<(), RefusalCode> {
    books.store.try_write(|write| {
        let call = write.read().portal_calls().get(id)?;
        if !may_be_looked_for(call.state) {
            return Err(RefusalCode::NotNow);
        }
        write.portal_calls().looked(id, there, books.staff, now)?;
        let what = if there { "portal.seen" } else { "portal.not-seen" };
        write.acts().record(&books.act(what, call.key.notice.uuid(), now)).map_err(RefusalCode::from)
    })
}

/// The settings and the last calls.
pub(crate) fn view(read: Read<'_>) -> Result<PortalView, StoreError> {
    let calls = read.portal_calls().last(LINES)?;
    let lines = calls.iter().map(|call| line(read, call)).collect::<Result<Vec<_>, _>>()?;
    settings::view(read, lines)
}

fn line(read: Read<'_>, call: &PortalCall) -> Result<CallLine, StoreError> {
    let guest = read.guests().get(read.notices().get(call.key.notice)?.guest)?;
    let name = guest.document.name.map(|name| name.value.into_exposed());
    let refused = call.answer.as_ref().filter(|_| call.state == CallState::Refused);
    Ok(CallLine {
        id: call.id.to_string(),
        name: name.unwrap_or_default(),
        way: match call.way {
            PortalWay::Citizen => CallWay::Citizen,
            PortalWay::Foreigner => CallWay::Foreigner,
            PortalWay::Departure => CallWay::Departure,
        },
        at: say::day_hour(call.at),
        state: name_of(call.state),
        errors: refused.map(|answer| sync::portal::errors(answer.expose())).unwrap_or_default(),
        look: may_be_looked_for(call.state),
    })
}

/// The newest of the calls about a notice, newest first, that may have brought the portal something.
pub(crate) fn decisive(calls: &[PortalCall]) -> Option<&PortalCall> {
    calls.iter().find(|call| !matches!(call.state, CallState::NotSent | CallState::Refused))
}

const fn may_be_looked_for(state: CallState) -> bool {
    matches!(state, CallState::Accepted | CallState::Uncertain | CallState::Missing)
}

const fn name_of(state: CallState) -> CallName {
    match state {
        CallState::Sending => CallName::Sending,
        CallState::NotSent => CallName::NotSent,
        CallState::Accepted => CallName::Accepted,
        CallState::Refused => CallName::Refused,
        CallState::Uncertain => CallName::Uncertain,
        CallState::Listed => CallName::Listed,
        CallState::Missing => CallName::Missing,
    }
}

fn millis(now: Timestamp) -> u64 {
    u64::try_from(now.as_millisecond()).unwrap_or(0)
}
