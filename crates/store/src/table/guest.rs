//! The guests: a column for every fact and one for where it came from, and the search by name and number.

use document::{Birth, ChipTrust, Country, DataTrust, Document, Expiry, Fact, Paper, Sex, Source, Verdict};
use jiff::civil::Date;
use lodging::{Guest, GuestId};
use private::Private;
use rusqlite::{Row, params, params_from_iter};

use crate::StoreError;
use crate::sql::{day, get, get_id, get_word};
use crate::transaction::Sql;

mod search;

/// `name_fold` and `guest_name` are what the search asks: FTS5 takes off every mark but does not know đ.
pub(crate) const V1: &str = "
CREATE TABLE guest (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    paper INTEGER NOT NULL CHECK (paper BETWEEN 1 AND 9),
    number TEXT, number_source TEXT,
    name TEXT, name_source TEXT,
    birth TEXT CHECK (birth IS NULL OR length(birth) IN (4, 10)), birth_source TEXT,
    sex TEXT, sex_source TEXT,
    nationality TEXT, nationality_source TEXT,
    address TEXT, address_source TEXT,
    issued TEXT CHECK (issued IS NULL OR length(issued) = 10), issued_source TEXT,
    expiry TEXT CHECK (expiry IS NULL OR expiry = 'lifelong' OR length(expiry) = 10), expiry_source TEXT,
    old_number TEXT, old_number_source TEXT,
    data_verdict TEXT NOT NULL,
    chip_verdict TEXT NOT NULL,
    name_fold TEXT GENERATED ALWAYS AS
        (replace(replace(replace(replace(name, 'đ', 'd'), 'Đ', 'D'), 'Ð', 'D'), 'ð', 'd')) VIRTUAL,
    number_end TEXT GENERATED ALWAYS AS (substr(number, -4)) VIRTUAL,
    CHECK ((number IS NULL) = (number_source IS NULL)),
    CHECK ((name IS NULL) = (name_source IS NULL)),
    CHECK ((birth IS NULL) = (birth_source IS NULL)),
    CHECK ((sex IS NULL) = (sex_source IS NULL)),
    CHECK ((nationality IS NULL) = (nationality_source IS NULL)),
    CHECK ((address IS NULL) = (address_source IS NULL)),
    CHECK ((issued IS NULL) = (issued_source IS NULL)),
    CHECK ((expiry IS NULL) = (expiry_source IS NULL)),
    CHECK ((old_number IS NULL) = (old_number_source IS NULL))
) STRICT;
CREATE INDEX guest_number ON guest (number);
CREATE INDEX guest_number_end ON guest (number_end);
CREATE VIRTUAL TABLE guest_name USING fts5 (
    name_fold, content = 'guest', content_rowid = 'row',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
CREATE TRIGGER guest_name_added AFTER INSERT ON guest BEGIN
    INSERT INTO guest_name (rowid, name_fold) VALUES (NEW.row, NEW.name_fold);
END;
CREATE TRIGGER guest_name_changed AFTER UPDATE OF name ON guest BEGIN
    INSERT INTO guest_name (guest_name, rowid, name_fold) VALUES ('delete', OLD.row, OLD.name_fold);
    INSERT INTO guest_name (rowid, name_fold) VALUES (NEW.row, NEW.name_fold);
END;
CREATE TRIGGER guest_stays BEFORE DELETE ON guest BEGIN SELECT RAISE(ABORT, 'guests are redacted, not deleted'); END;
";

/// The address in the units of today, which a person took from a suggestion.
pub(crate) const V2: &str = "ALTER TABLE guest ADD COLUMN residence TEXT;";

const COLUMNS: &str = "guest.id, paper, number, number_source, name, name_source, birth, birth_source, sex, sex_source,
    nationality, nationality_source, address, address_source, issued, issued_source, expiry, expiry_source, old_number,
    old_number_source, data_verdict, chip_verdict, residence";

/// Reads the guests.
#[derive(Clone, Copy)]
pub struct GuestRead<'a>(pub(crate) Sql<'a>);

impl GuestRead<'_> {
    /// One of them.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`].
    pub fn get(&self, id: GuestId) -> Result<Guest, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM guest WHERE id = ?1");
        self.0.first(&select, [id.uuid().into_bytes()], read)?.ok_or(StoreError::Missing)
    }

    /// The guests who showed a paper with exactly this number, newest first.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn by_number(&self, number: &str) -> Result<Vec<Guest>, StoreError> {
        self.0.all(&format!("SELECT {COLUMNS} FROM guest WHERE number = ?1 ORDER BY row DESC"), [number], read)
    }

    /// Finds guests by the beginnings of the words of their name, with or without marks, and by a number or at least
    /// its last four digits; all of what is asked has to fit. Newest first, never ranked: ranking a common family
    /// name takes a second in a house of a million guests.
    ///
    /// # Errors
    ///
    /// Those of SQLite; no query is a wrong one.
    pub fn find(&self, query: &str, limit: u32) -> Result<Vec<Guest>, StoreError> {
        let Some(asked) = search::ask(query) else {
            return Ok(Vec::new());
        };
        let select = format!("SELECT {COLUMNS} FROM {} ORDER BY {} DESC LIMIT {limit}", asked.from, asked.order);
        self.0.all(&select, params_from_iter(asked.values), read)
    }

    /// How many guests there are.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn count(&self) -> Result<u64, StoreError> {
        self.0.count("SELECT count(*) FROM guest", [])
    }
}

/// Writes the guests.
#[derive(Clone, Copy)]
pub struct GuestWrite<'a>(pub(crate) Sql<'a>);

impl GuestWrite<'_> {
    /// Enters a guest, or changes what is known of them.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn save(&self, guest: &Guest) -> Result<(), StoreError> {
        let upsert = "
            INSERT INTO guest (id, paper, number, number_source, name, name_source, birth, birth_source,
                sex, sex_source, nationality, nationality_source, address, address_source, issued, issued_source,
                expiry, expiry_source, old_number, old_number_source, data_verdict, chip_verdict, residence)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
                ?23)
            ON CONFLICT (id) DO UPDATE SET paper = excluded.paper,
                number = excluded.number, number_source = excluded.number_source,
                name = excluded.name, name_source = excluded.name_source,
                birth = excluded.birth, birth_source = excluded.birth_source,
                sex = excluded.sex, sex_source = excluded.sex_source,
                nationality = excluded.nationality, nationality_source = excluded.nationality_source,
                address = excluded.address, address_source = excluded.address_source,
                issued = excluded.issued, issued_source = excluded.issued_source,
                expiry = excluded.expiry, expiry_source = excluded.expiry_source,
                old_number = excluded.old_number, old_number_source = excluded.old_number_source,
                data_verdict = excluded.data_verdict, chip_verdict = excluded.chip_verdict,
                residence = excluded.residence";
        let known = &guest.document;
        let number = Column::of(known.number.as_ref(), String::clone);
        let name = Column::of(known.name.as_ref(), String::clone);
        let birth = Column::of(known.birth.as_ref(), |birth| birth_text(*birth));
        let sex = Column::of(known.sex.as_ref(), |sex| sex.code().to_owned());
        let nationality = Column::of(known.nationality.as_ref(), |country| country.code().to_owned());
        let address = Column::of(known.address.as_ref(), String::clone);
        let issued = Column::of(known.issued.as_ref(), Date::to_string);
        let expiry = Column::of(known.expiry.as_ref(), |expiry| expiry_text(*expiry));
        let old_number = Column::of(known.old_number.as_ref(), String::clone);
        self.0.change(
            upsert,
            params![
                guest.id.uuid().into_bytes(),
                known.paper.code(),
                number.value,
                number.source,
                name.value,
                name.source,
                birth.value,
                birth.source,
                sex.value,
                sex.source,
                nationality.value,
                nationality.source,
                address.value,
                address.source,
                issued.value,
                issued.source,
                expiry.value,
                expiry.source,
                old_number.value,
                old_number.source,
                known.verdict.data.code(),
                known.verdict.chip.code(),
                known.residence.as_ref().map(Private::expose),
            ],
        )
    }
}

/// A fact as its two columns.
struct Column {
    value: Option<String>,
    source: Option<&'static str>,
}

impl Column {
    fn of<T>(fact: Option<&Fact<T>>, text: impl Fn(&T) -> String) -> Self {
        Self { value: fact.map(|fact| text(fact.value.expose())), source: fact.map(|fact| fact.source.code()) }
    }
}

fn read(row: &Row<'_>) -> Result<Guest, StoreError> {
    let code: u8 = get(row, "paper")?;
    let paper = Paper::from_code(code).ok_or(StoreError::Unreadable { column: "paper" })?;
    let document = Document {
        number: fact(row, "number", "number_source", own)?,
        name: fact(row, "name", "name_source", own)?,
        birth: fact(row, "birth", "birth_source", parse_birth)?,
        sex: fact(row, "sex", "sex_source", Sex::from_code)?,
        nationality: fact(row, "nationality", "nationality_source", Country::parse)?,
        address: fact(row, "address", "address_source", own)?,
        issued: fact(row, "issued", "issued_source", |text| day(text, "issued").ok())?,
        expiry: fact(row, "expiry", "expiry_source", parse_expiry)?,
        old_number: fact(row, "old_number", "old_number_source", own)?,
        residence: get::<Option<String>>(row, "residence")?.map(Private::new),
        verdict: Verdict {
            data: get_word(row, "data_verdict", DataTrust::from_code)?,
            chip: get_word(row, "chip_verdict", ChipTrust::from_code)?,
        },
        ..Document::new(paper)
    };
    Ok(Guest { id: get_id(row, "id", GuestId::from_uuid)?, document })
}

/// Reads a fact from its two columns.
fn fact<T>(
    row: &Row<'_>,
    column: &'static str,
    source: &'static str,
    parse: fn(&str) -> Option<T>,
) -> Result<Option<Fact<T>>, StoreError> {
    let Some(text) = get::<Option<String>>(row, column)? else {
        return Ok(None);
    };
    let value = parse(&text).ok_or(StoreError::Unreadable { column })?;
    Ok(Some(Fact::new(value, get_word(row, source, Source::from_code)?)))
}

#[expect(clippy::unnecessary_wraps, reason = "it stands where facts that can be unreadable are parsed")]
fn own(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// A day as `YYYY-MM-DD`, a year alone as `YYYY`.
fn birth_text(birth: Birth) -> String {
    match birth {
        Birth::Day(day) => day.to_string(),
        Birth::Year(year) => format!("{year:04}"),
    }
}

fn parse_birth(text: &str) -> Option<Birth> {
    if text.len() == 4 { text.parse().ok().map(Birth::Year) } else { day(text, "birth").ok().map(Birth::Day) }
}

fn expiry_text(expiry: Expiry) -> String {
    match expiry {
        Expiry::On(day) => day.to_string(),
        Expiry::Lifelong => LIFELONG.to_owned(),
    }
}

fn parse_expiry(text: &str) -> Option<Expiry> {
    if text == LIFELONG { Some(Expiry::Lifelong) } else { day(text, "expiry").ok().map(Expiry::On) }
}

const LIFELONG: &str = "lifelong";
