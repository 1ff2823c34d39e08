use jiff::civil::Date;
use mrz::{Format, Mrz, MrzKey};
use private::Private;

use crate::coded::coded;
use crate::{Birth, Country, Expiry, Field, Paper, Sex, Verdict, expiry, number};

coded! {
    /// Says where a fact was read. The screen shows it beside the fact.
    Source {
        /// The chip, over an authenticated channel.
        Chip = "chip",
        /// The QR code printed on the card: static and unsigned, it proves nothing.
        Qr = "qr",
        /// The printed machine readable zone.
        Mrz = "mrz",
        /// The code of a health insurance card, which is no identity card.
        HealthInsurance = "bhyt",
        /// A person's keyboard.
        Typed = "typed",
    }
}

/// Holds one fact about a person and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact<T> {
    /// The fact itself, in custody.
    pub value: Private<T>,
    /// Where it was read.
    pub source: Source,
}

impl<T> Fact<T> {
    /// Takes a value into custody together with its source.
    pub const fn new(value: T, source: Source) -> Self {
        Self { value: Private::new(value), source }
    }
}

/// Holds what is known of a person from one paper, perhaps read in several ways. A fact that is not known is absent,
/// never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Kind of paper.
    pub paper: Paper,
    /// Number of the paper: the 12-digit personal number on a card, the passport number on a passport.
    pub number: Option<Fact<String>>,
    /// Full name in reading order, NFC; without marks when only a machine readable zone was read.
    pub name: Option<Fact<String>>,
    /// Date or year of birth.
    pub birth: Option<Fact<Birth>>,
    /// Sex.
    pub sex: Option<Fact<Sex>>,
    /// Nationality.
    pub nationality: Option<Fact<Country>>,
    /// Address as the paper has it: raw evidence, often with units from before 2025.
    pub address: Option<Fact<String>>,
    /// Address in the units of today, as a person has taken it from a suggestion; the raw one stays beside it as evidence.
    pub residence: Option<Private<String>>,
    /// Day of issue.
    pub issued: Option<Fact<Date>>,
    /// Expiry. Never computed: what is only expected serves as a key to the chip and nothing else.
    pub expiry: Option<Fact<Expiry>>,
    /// Number of the paper this one replaced, nine digits on an old CMND.
    pub old_number: Option<Fact<String>>,
    /// Place of birth, as some passports' chips have it. No notice asks for it, and it is not kept.
    pub birth_place: Option<Fact<String>>,
    /// Personal number beside the number of a passport, as some chips have it. It is not kept either.
    pub personal_number: Option<Fact<String>>,
    /// What opens the chip of a paper whose printed zone was read. It is not kept.
    pub zone_key: Option<MrzKey>,
    /// Facts that a zone's check digits speak against, on a chip or in print.
    pub doubts: Vec<Field>,
    /// How far a chip proves the facts whose source is [`Source::Chip`]. It says nothing of the others.
    pub verdict: Verdict,
}

impl Document {
    /// Opens a document of which nothing is known yet.
    pub const fn new(paper: Paper) -> Self {
        Self {
            paper,
            number: None,
            name: None,
            birth: None,
            sex: None,
            nationality: None,
            address: None,
            residence: None,
            issued: None,
            expiry: None,
            old_number: None,
            birth_place: None,
            personal_number: None,
            zone_key: None,
            doubts: Vec::new(),
            verdict: Verdict::UNPROVEN,
        }
    }

    /// A card of which nothing is known but its number, as somebody typed it.
    pub fn of_number(number: Private<String>) -> Self {
        Self { number: Some(Fact { value: number, source: Source::Typed }), ..Self::new(Paper::CitizenCard) }
    }

    /// Takes one fact over from another reading as it stands there, with its source.
    pub fn take(&mut self, field: Field, from: &Self) {
        match field {
            Field::Paper => self.paper = from.paper,
            Field::Number => self.number.clone_from(&from.number),
            Field::Name => self.name.clone_from(&from.name),
            Field::Birth => self.birth.clone_from(&from.birth),
            Field::Sex => self.sex.clone_from(&from.sex),
            Field::Nationality => self.nationality.clone_from(&from.nationality),
            Field::Address => self.address.clone_from(&from.address),
            Field::Issued => self.issued.clone_from(&from.issued),
            Field::Expiry => self.expiry.clone_from(&from.expiry),
            Field::OldNumber => self.old_number.clone_from(&from.old_number),
        }
    }

    /// Takes the facts of a machine readable zone, printed or in data group 1; `today` settles the century of birth.
    ///
    /// On a Vietnamese card the number is the 12-digit one of the optional field, when its last nine digits are the
    /// document number. The name has no marks, and no check digit: a person confirms it.
    pub fn from_mrz(zone: &Mrz, source: Source, today: Date) -> Self {
        let fact = |text: String| Some(Fact::new(text, source)).filter(|fact| !fact.value.expose().is_empty());
        let vietnamese = zone.issuer == Country::VIETNAM.code();
        let paper = match zone.format {
            Format::Td3 => Paper::Passport,
            Format::Td1 if vietnamese => Paper::CitizenCard,
            Format::Td1 | Format::Td2 if zone.document_code.starts_with('P') => Paper::Passport,
            Format::Td1 | Format::Td2 => Paper::Other,
        };
        let personal = if paper == Paper::CitizenCard { number::personal_in(zone) } else { None };
        Self {
            number: personal
                .or_else(|| fact(zone.number.expose().clone()).map(|fact| fact.value))
                .map(|value| Fact { value, source }),
            name: fact(format!("{} {}", zone.surname.expose(), zone.given.expose()).trim().to_owned()),
            birth: zone.birth.expose().as_birth(today).map(|birth| Fact::new(birth.into(), source)),
            sex: Some(Fact::new(zone.sex.into(), source)),
            nationality: Country::parse(&zone.nationality).map(|country| Fact::new(country, source)),
            expiry: expiry::of_zone(zone, vietnamese).map(|expiry| Fact::new(expiry, source)),
            zone_key: (source != Source::Chip).then(|| zone.key()),
            ..Self::new(paper)
        }
    }

    /// Gives the card access number that opens the chip of a Vietnamese card, six digits.
    pub fn can(&self) -> Option<Private<String>> {
        let card = matches!(self.paper, Paper::CitizenCard | Paper::IdentityCard2024);
        self.number.as_ref().filter(|_| card).and_then(|number| number::can(number.value.expose()))
    }

    /// Gives the keys to try, in order, when the chip does not open with [`Document::can`]; at most four. The printed
    /// zone knows the one; the facts of a passport make one; those of a card, whose expiry is not in its QR, some.
    pub fn mrz_key_candidates(&self) -> Vec<MrzKey> {
        let computed = self.computed_keys();
        let mut keys: Vec<MrzKey> = self.zone_key.clone().into_iter().collect();
        keys.extend(computed.into_iter().filter(|key| self.zone_key.as_ref() != Some(key)));
        keys.truncate(expiry::MOST_KEYS);
        keys
    }

    fn computed_keys(&self) -> Vec<MrzKey> {
        let (Some(number), Some(birth)) = (&self.number, &self.birth) else { return Vec::new() };
        let (number, Birth::Day(birth)) = (number.value.expose(), birth.value.expose()) else { return Vec::new() };
        match (self.paper, &self.expiry, &self.issued) {
            (Paper::Passport, Some(end), _) => expiry::passport_key(number, *birth, *end.value.expose()),
            (Paper::Passport, None, _) | (_, None, None) => Vec::new(),
            (_, Some(end), _) => expiry::card_key(number, *birth, *end.value.expose()),
            (_, None, Some(issued)) => expiry::key_candidates(number, *birth, *issued.value.expose()),
        }
    }
}
