//! What leaves the house as a file: made from the books, written to the folder of exports, and recorded with the number of
//! records in it. A file for the portal counts as delivered only when a person has read the same number there.

mod files;
pub(crate) mod folder;
mod reconcile;
mod rows;
mod slip;
#[cfg(test)]
mod tests;

use std::path::Path;

use duty::{daily_report, vn_date, vn_instant, weekly_report};
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use lodging::NoticeId;
use paper::report::{Figures, Told};
use paper::{Facility, Row, Why, portal};
use private::Private;
use store::{Act, Export, ExportKind, Read, StoreError};
use uuid::Uuid;

use self::files::Made;
pub(crate) use self::reconcile::portal_list;
pub(crate) use self::rows::{Came, came};
use self::rows::{told, untold};
pub(crate) use self::slip::slip;
use crate::arrive::entry;
use crate::books::Books;
use crate::say;
use crate::view::{
    ExportAsk, ExportKindName, ExportLine, ExportsView, LackingLine, LeftOutLine, ReceptionDone, RefusalCode,
};

/// Lines of the list.
const LINES: u32 = 30;
/// More days than this are asked for by mistake.
const MOST_DAYS: i32 = 366;

/// Makes what is asked for, writes it to the folder the house chose, else to `folder`, and records it. A file for the portal with nobody in it is not written: it would
/// only be mistaken for one.
///
/// # Errors
///
/// [`RefusalCode::NotADay`], [`RefusalCode::FileFailed`], and those of the store; then nothing is recorded.
pub(crate) fn export(
    books: &Books,
    folder: &Path,
    ask: &ExportAsk,
    now: Timestamp,
) -> Result<ReceptionDone, RefusalCode> {
    let asked = Asked::of(ask, now)?;
    let mut found = books.store.read(|read| Found::read(*read, &asked, books.house.remote, now))?;
    let made = found.make(books, &asked, now).map_err(|error| {
        tracing::error!(%error, "an export could not be made");
        RefusalCode::FileFailed
    })?;
    let mut left_out = std::mem::take(&mut found.at_portal);
    let in_no_file = made.left_out.iter().filter(|(_, why)| is_missing(*why));
    let in_no_file = in_no_file.filter_map(|(place, why)| Some((found.people.get(*place)?, *why)));
    left_out.extend(in_no_file.map(|(came, why)| left_out_line(came, why)));
    let lacking = if asked.kind == ExportKind::Foreigners { lacking(&found.people) } else { Vec::new() };
    if made.records == 0 && is_for_portal(asked.kind) {
        return Ok(ReceptionDone::Exported { file: None, records: 0, left_out, lacking });
    }
    let id = uuid::Builder::from_random_bytes(first_16(books.ambient.seed())).into_uuid();
    let stem = made.number.clone().unwrap_or_else(|| stem(&asked, id, now));
    let folder = books.store.read(|read| folder::of(*read, folder))?;
    let file = files::write(&folder, &stem, &made.files)?;
    let Days { from, to } = found.days(&asked);
    let export = Export {
        id,
        kind: asked.kind,
        from,
        to,
        file: file.clone(),
        records: made.records,
        sha256: made.sha256(),
        at: now,
        who: books.staff,
        taken: None,
        voided: None,
    };
    let act = books.act(act_of(asked.kind), id, now);
    let recorded =
        books.store.write(|write| write.exports().add(&export, &made.notices).and_then(|()| write.acts().record(&act)));
    if let Err(error) = recorded {
        files::remove(&folder, &stem, &made.files);
        return Err(error.into());
    }
    Ok(ReceptionDone::Exported { file: Some(file), records: made.records, left_out, lacking })
}

/// Records how many records the portal said it took.
///
/// # Errors
///
/// [`RefusalCode::Unknown`] for an export that is not there or not for the portal, and those of the store.
pub(crate) fn taken(books: &Books, id: Uuid, count: u32, now: Timestamp) -> Result<(), RefusalCode> {
    books.store.try_write(|write| {
        let export = write.read().exports().get(id)?;
        if !is_for_portal(export.kind) {
            return Err(RefusalCode::Unknown);
        }
        let what = if count == export.records { "export.taken" } else { "export.differs" };
        write.exports().taken(id, count)?;
        write.acts().record(&books.act(what, id, now)).map_err(RefusalCode::from)
    })
}

/// Takes an export back: it was a mistake, or was never sent. The files stay where they are, the books keep what was made,
/// and nobody counts as delivered by it.
///
/// # Errors
///
/// [`RefusalCode::NoWhy`] without a reason, [`RefusalCode::Unknown`] for an export that is not there,
/// [`RefusalCode::NotNow`] for one that was taken back before, [`RefusalCode::TakenByPortal`] for one the portal took people
/// of, unless that is `known`: they would be sent twice. And those of the store.
pub(crate) fn void(books: &Books, id: Uuid, why: &str, known: bool, now: Timestamp) -> Result<(), RefusalCode> {
    let why = Private::new(why.trim().to_owned());
    if why.expose().is_empty() {
        return Err(RefusalCode::NoWhy);
    }
    books.store.try_write(|write| {
        let export = write.read().exports().get(id)?;
        if export.voided.is_some() {
            return Err(RefusalCode::NotNow);
        }
        if export.taken.is_some_and(|taken| taken > 0) && !known {
            return Err(RefusalCode::TakenByPortal);
        }
        write.exports().void(id, now)?;
        let act = Act { why: Some(why), ..books.act("export.void", id, now) };
        write.acts().record(&act).map_err(RefusalCode::from)
    })
}

/// What was exported.
pub(crate) fn view(read: Read<'_>, folder: &Path, now: Timestamp) -> Result<ExportsView, StoreError> {
    let line = |export: Export| ExportLine {
        id: export.id.to_string(),
        kind: name_of(export.kind),
        from: say::date(export.from),
        to: say::date(export.to),
        file: export.file,
        records: export.records,
        at: say::day_hour(export.at),
        for_portal: is_for_portal(export.kind),
        taken: export.taken,
        voided: export.voided.map(say::day_hour),
    };
    let lines = read.exports().last(LINES)?.into_iter().map(line).collect();
    let (folder, chosen) = (folder::of(read, folder)?, folder::chosen(read)?);
    let portal = crate::notice::portal::view(read)?;
    let today = say::date(vn_date(now));
    Ok(ExportsView { folder: folder.display().to_string(), chosen: chosen.is_some(), today, lines, portal })
}

/// What is asked for, understood.
struct Asked {
    kind: ExportKind,
    days: Days,
    /// Who is put into a file for the portal although the portal has them.
    again: Vec<NoticeId>,
}

/// Days of arrival, from the first to the last.
#[derive(Clone, Copy)]
struct Days {
    from: Date,
    to: Date,
}

impl From<duty::Report> for Days {
    fn from(report: duty::Report) -> Self {
        Self { from: report.from, to: report.to }
    }
}

impl Asked {
    fn of(ask: &ExportAsk, now: Timestamp) -> Result<Self, RefusalCode> {
        let kind = kind_of(ask.kind);
        let days = match kind {
            // Who has no receipt has none, whenever they came.
            ExportKind::Packet => Days { from: vn_date(now), to: vn_date(now) },
            ExportKind::Report => Days::of(&ask.from, &ask.to)?.report().into(),
            _ => Days::of(&ask.from, &ask.to)?,
        };
        let notice = |text: &String| Uuid::parse_str(text).map(NoticeId::from_uuid).map_err(|_| RefusalCode::Unknown);
        Ok(Self { kind, days, again: ask.again.iter().map(notice).collect::<Result<_, _>>()? })
    }
}

impl Days {
    fn of(from: &str, to: &str) -> Result<Self, RefusalCode> {
        let (from, to) = (day(from)?, day(to)?);
        let few = (0..MOST_DAYS).contains(&(to - from).get_days());
        few.then_some(Self { from, to }).ok_or(RefusalCode::NotADay)
    }

    /// The report on one day, or on the week the first of several lies in.
    fn report(self) -> duty::Report {
        if self.from == self.to { daily_report(self.from) } else { weekly_report(self.from) }
    }

    fn span(self) -> (Timestamp, Timestamp) {
        let midnight = |day: Date| vn_instant(day.to_datetime(Time::midnight()));
        (midnight(self.from), midnight(self.to.saturating_add(1.day())))
    }

    fn words(self) -> String {
        if self.from == self.to {
            format!("Ngày {}", say::date(self.from))
        } else {
            format!("Từ ngày {} đến ngày {}", say::date(self.from), say::date(self.to))
        }
    }
}

/// What the books say of what is asked for, all of one moment.
struct Found {
    people: Vec<Came>,
    /// What a report counts.
    told: Vec<Told>,
    /// The how-many-eth packet of its day it is.
    packet: u32,
    /// Who is at the portal and not asked for again.
    at_portal: Vec<LeftOutLine>,
}

impl Found {
    fn read(read: Read<'_>, asked: &Asked, remote: bool, now: Timestamp) -> Result<Self, StoreError> {
        let mut people = match asked.kind {
            ExportKind::Packet => untold(read)?,
            _ => came(read, asked.days.span())?,
        };
        let at_portal = if is_for_portal(asked.kind) { leave_out(read, asked, &mut people)? } else { Vec::new() };
        let told = if asked.kind == ExportKind::Report { told(read, &people, remote)? } else { Vec::new() };
        let today = vn_instant(vn_date(now).to_datetime(Time::midnight()));
        let before = read.exports().count_since(ExportKind::Packet, today)?;
        Ok(Self { people, told, packet: u32::try_from(before + 1).unwrap_or(u32::MAX), at_portal })
    }

    /// The files; the books are not held open meanwhile.
    fn make(&self, books: &Books, asked: &Asked, now: Timestamp) -> Result<Made, paper::PaperError> {
        let facility = facility(books);
        let rows: Vec<Row> = self.people.iter().map(|came| came.row.clone()).collect();
        let days = asked.days.words();
        let made = match asked.kind {
            ExportKind::PortalCitizens => Made::one(portal::citizens(&rows, now)?, "xlsx"),
            ExportKind::PortalForeigners => Made::one(portal::foreigners(&rows), "xml"),
            ExportKind::Guests => Made::both(|form| paper::guests_register(&rows, &facility, &days, now, form))?,
            ExportKind::Foreigners => {
                Made::both(|form| paper::foreigners_register(&rows, &facility, &days, now, form))?
            }
            ExportKind::Report => {
                let figures = Figures::of(&self.told, asked.days.report());
                Made::both(|form| figures.export(&facility, now, form))?
            }
            ExportKind::Packet => Made::packet(paper::packet(&rows, &facility, self.packet, now)?),
        };
        Ok(made.with_notices(asked.kind, &self.people))
    }

    /// A packet covers the days since the first in it came.
    fn days(&self, asked: &Asked) -> Days {
        let arrived = self.people.iter().map(|came| vn_date(came.row.arrived));
        let from = if asked.kind == ExportKind::Packet { arrived.min() } else { None };
        Days { from: from.unwrap_or(asked.days.from).min(asked.days.to), ..asked.days }
    }
}

/// Takes out whom the portal has or may have, unless they are asked for again: it would have them twice.
fn leave_out(read: Read<'_>, asked: &Asked, people: &mut Vec<Came>) -> Result<Vec<LeftOutLine>, StoreError> {
    let (mut kept, mut left_out) = (Vec::new(), Vec::new());
    for came in people.drain(..) {
        let foreign = asked.kind == ExportKind::PortalForeigners;
        let key = came.notice.filter(|key| came.row.is_foreign() == foreign && !asked.again.contains(&key.notice));
        let there = key.map_or(Ok(None), |key| read.exports().at_portal(key.notice))?;
        let calls = key.map_or(Ok(Vec::new()), |key| read.portal_calls().of(key.notice))?;
        match (key, there) {
            (Some(_), _) if calls.iter().any(|call| call.state.is_open()) => {
                left_out.push(left_out_line(&came, Why::SentToPortal));
            }
            (Some(key), Some(revision)) => {
                let why = if revision == key.revision { Why::AtPortal } else { Why::ChangedSince };
                left_out.push(left_out_line(&came, why));
            }
            (Some(key), None) if read.exports().was_taken_back(key.notice)? => {
                left_out.push(left_out_line(&came, Why::TakenBack));
            }
            _ => kept.push(came),
        }
    }
    *people = kept;
    Ok(left_out)
}

fn facility(books: &Books) -> Facility {
    Facility { name: books.house.name.clone(), address: books.house.address.clone(), phone: String::new() }
}

pub(crate) fn left_out_line(came: &Came, why: Why) -> LeftOutLine {
    LeftOutLine {
        notice: came.notice.map(|key| key.notice.to_string()),
        stay: came.who.0.to_string(),
        guest: came.who.1.to_string(),
        place: came.row.place.expose().clone(),
        name: name(came),
        why,
    }
}

fn name(came: &Came) -> String {
    came.row.person.name.as_ref().map(|name| name.value.expose().clone()).unwrap_or_default()
}

/// What the register of foreigners asks for and nobody has typed, person by person.
fn lacking(people: &[Came]) -> Vec<LackingLine> {
    let foreign = people.iter().filter(|came| came.row.is_foreign());
    let line = |came: &Came| LackingLine {
        stay: came.who.0.to_string(),
        guest: came.who.1.to_string(),
        place: came.row.place.expose().clone(),
        name: name(came),
        lacks: entry::lacks(came.row.more.entry.as_ref()),
    };
    foreign.map(line).filter(|line| !line.lacks.is_empty()).collect()
}

/// Who belongs into another file, or into none, is not missing in this one.
pub(crate) const fn is_missing(why: Why) -> bool {
    !matches!(why, Why::OtherFile | Why::DayUse)
}

/// The beginning of a file's name: what it is, its days, and something that no other has.
fn stem(asked: &Asked, id: Uuid, now: Timestamp) -> String {
    let compact = |day: Date| day.strftime("%Y%m%d").to_string();
    let (hour, id) = (duty::vn_civil(now).strftime("%H%M%S"), id.simple().to_string());
    format!("{}_{}-{}_{hour}-{}", asked.kind.code(), compact(asked.days.from), compact(asked.days.to), &id[..4])
}

/// Letters and digits that no other has.
fn own_id(books: &Books) -> String {
    uuid::Builder::from_random_bytes(first_16(books.ambient.seed())).into_uuid().simple().to_string()
}

fn first_16(seed: [u8; 32]) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&seed[..16]);
    bytes
}

/// A day as people type it, or as a page's field of days has it.
///
/// # Errors
///
/// [`RefusalCode::NotADay`].
pub(crate) fn day(text: &str) -> Result<Date, RefusalCode> {
    let text = text.trim();
    text.parse().ok().or_else(|| document::typed::near_day(text)).ok_or(RefusalCode::NotADay)
}

const fn is_for_portal(kind: ExportKind) -> bool {
    matches!(kind, ExportKind::PortalCitizens | ExportKind::PortalForeigners)
}

const fn act_of(kind: ExportKind) -> &'static str {
    match kind {
        ExportKind::PortalCitizens => "export.portal-citizens",
        ExportKind::PortalForeigners => "export.portal-foreigners",
        ExportKind::Guests => "export.guests",
        ExportKind::Foreigners => "export.foreigners",
        ExportKind::Report => "export.report",
        ExportKind::Packet => "export.packet",
    }
}

const fn kind_of(name: ExportKindName) -> ExportKind {
    match name {
        ExportKindName::PortalCitizens => ExportKind::PortalCitizens,
        ExportKindName::PortalForeigners => ExportKind::PortalForeigners,
        ExportKindName::Guests => ExportKind::Guests,
        ExportKindName::Foreigners => ExportKind::Foreigners,
        ExportKindName::Report => ExportKind::Report,
        ExportKindName::Packet => ExportKind::Packet,
    }
}

const fn name_of(kind: ExportKind) -> ExportKindName {
    match kind {
        ExportKind::PortalCitizens => ExportKindName::PortalCitizens,
        ExportKind::PortalForeigners => ExportKindName::PortalForeigners,
        ExportKind::Guests => ExportKindName::Guests,
        ExportKind::Foreigners => ExportKindName::Foreigners,
        ExportKind::Report => ExportKindName::Report,
        ExportKind::Packet => ExportKindName::Packet,
    }
}
