//! How a foreigner entered the country: typed at the desk for register NA17. It is no part of a notice, so nothing is told.

use duty::Resident;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use lodging::{EntryKind, EntryPaper, GuestId, NoticeId, StayId};
use private::Private;

use crate::books::Books;
use crate::say;
use crate::view::{EntryFieldName, EntryForm, EntryKindName, RefusalCode};

/// Writes down how a person of a stay entered the country; an emptied field is empty from now on.
///
/// # Errors
///
/// [`RefusalCode::NotADayIn`], [`RefusalCode::Unknown`] for a stay without this person, and those of the store.
pub(crate) fn write_entry(
    books: &Books,
    (stay, guest): (StayId, GuestId),
    form: &EntryForm,
    now: Timestamp,
) -> Result<(), RefusalCode> {
    let paper = typed(form, duty::vn_date(now))?;
    add(books, (stay, guest), now, |_| paper)
}

/// Writes down until when the person of a notice may stay in the country, beside what is known already.
///
/// # Errors
///
/// [`RefusalCode::NotADayIn`], [`RefusalCode::Unknown`] for a notice that is not there, and those of the store.
pub(crate) fn permit(books: &Books, notice: NoticeId, until: &str, now: Timestamp) -> Result<(), RefusalCode> {
    let permitted = EntryFieldName::PermittedUntil;
    let until = day(permitted, until, duty::vn_date(now))?.ok_or(RefusalCode::NotADayIn(permitted))?;
    let of = books.store.read(|read| read.notices().get(notice))?;
    add(books, (of.stay, of.guest), now, |known| EntryPaper { permitted_until: Some(until), ..known })
}

fn add(
    books: &Books,
    (stay, guest): (StayId, GuestId),
    now: Timestamp,
    paper: impl FnOnce(EntryPaper) -> EntryPaper,
) -> Result<(), RefusalCode> {
    books.store.try_write(|write| {
        let read = write.read();
        if !read.stays().get(stay)?.occupants.iter().any(|one| one.guest == guest) {
            return Err(RefusalCode::Unknown);
        }
        let known = read.entry_papers().of(stay, guest)?.unwrap_or_default();
        write.entry_papers().add(stay, guest, &paper(known))?;
        write.acts().record(&books.act("guest.entry", stay.uuid(), now)).map_err(RefusalCode::from)
    })
}

/// What a form says, understood as of today.
///
/// # Errors
///
/// [`RefusalCode::NotADayIn`], also for a paper issued or a border crossed later than today.
pub(crate) fn typed(form: &EntryForm, today: Date) -> Result<EntryPaper, RefusalCode> {
    let text = |text: &String| text.trim().to_owned();
    let number = text(&form.number);
    Ok(EntryPaper {
        kind: form.kind.map(kind),
        number: (!number.is_empty()).then(|| Private::new(number)),
        until: day(EntryFieldName::Until, &form.until, today)?,
        issued: day(EntryFieldName::Issued, &form.issued, today)?,
        authority: text(&form.authority),
        entered: day(EntryFieldName::Entered, &form.entered, today)?,
        gate: text(&form.gate),
        purpose: text(&form.purpose),
        permitted_until: day(EntryFieldName::PermittedUntil, &form.permitted_until, today)?,
    })
}

/// The form of what is known.
pub(crate) fn form(known: Option<&EntryPaper>) -> EntryForm {
    let Some(known) = known else { return EntryForm::default() };
    let field = |day: Option<Date>| day.map(say::date).unwrap_or_default();
    EntryForm {
        kind: known.kind.map(kind_name),
        number: known.number.as_ref().map(|number| number.expose().clone()).unwrap_or_default(),
        until: field(known.until),
        issued: field(known.issued),
        authority: known.authority.clone(),
        entered: field(known.entered),
        gate: known.gate.clone(),
        purpose: known.purpose.clone(),
        permitted_until: field(known.permitted_until),
    }
}

/// What register NA17 asks for and nobody has typed. Who is exempt from a visa has no paper to tell of; a purpose of its own
/// is not needed, the stay has a reason.
pub(crate) fn lacks(known: Option<&EntryPaper>) -> Vec<EntryFieldName> {
    use EntryFieldName::{Authority, Entered, Gate, Issued, Kind, Number, PermittedUntil, Until};
    let nothing = EntryPaper::default();
    let known = known.unwrap_or(&nothing);
    let of_paper = [
        (Number, known.number.is_none()),
        (Until, known.until.is_none()),
        (Issued, known.issued.is_none()),
        (Authority, known.authority.is_empty()),
    ];
    let of_paper = of_paper.into_iter().filter(|_| known.kind != Some(EntryKind::Exempt));
    let others = [
        (Entered, known.entered.is_none()),
        (Gate, known.gate.is_empty()),
        (PermittedUntil, known.permitted_until.is_none()),
    ];
    let all = [(Kind, known.kind.is_none())].into_iter().chain(of_paper).chain(others);
    all.filter(|(_, lacks)| *lacks).map(|(field, _)| field).collect()
}

/// Whether the register of foreigners asks for a person.
pub(crate) fn is_foreign(document: &document::Document) -> bool {
    Resident::of(document, false) != Resident::Vietnamese
}

fn day(field: EntryFieldName, text: &str, today: Date) -> Result<Option<Date>, RefusalCode> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let wrong = RefusalCode::NotADayIn(field);
    let day = document::typed::near_day(text).ok_or(wrong)?;
    let is_over = matches!(field, EntryFieldName::Issued | EntryFieldName::Entered);
    match (is_over && day > today, document::typed::full_day(text)) {
        (false, _) => Ok(Some(day)),
        // A year of two digits was of the last century then.
        (true, None) => day.checked_sub(100.years()).map(Some).map_err(|_| wrong),
        (true, Some(_)) => Err(wrong),
    }
}

const fn kind(name: EntryKindName) -> EntryKind {
    match name {
        EntryKindName::Visa => EntryKind::Visa,
        EntryKindName::Exempt => EntryKind::Exempt,
        EntryKindName::Exemption => EntryKind::Exemption,
        EntryKindName::TemporaryCard => EntryKind::TemporaryCard,
        EntryKindName::PermanentCard => EntryKind::PermanentCard,
        EntryKindName::ApecCard => EntryKind::ApecCard,
        EntryKindName::Other => EntryKind::Other,
    }
}

const fn kind_name(kind: EntryKind) -> EntryKindName {
    match kind {
        EntryKind::Visa => EntryKindName::Visa,
        EntryKind::Exempt => EntryKindName::Exempt,
        EntryKind::Exemption => EntryKindName::Exemption,
        EntryKind::TemporaryCard => EntryKindName::TemporaryCard,
        EntryKind::PermanentCard => EntryKindName::PermanentCard,
        EntryKind::ApecCard => EntryKindName::ApecCard,
        EntryKind::Other => EntryKindName::Other,
    }
}

#[cfg(test)]
mod tests;
