//! HID POS: where a scanner's reports hold the code, and the code out of the reports.
//!
//! USB HID 1.11 section 6.2.2 says how a device describes its reports, HID POS Usage Tables 1.02 which of their fields are
//! a code. Both parts are pure: bytes of the descriptor in, bytes of reports in, codes out.

use super::framing::{End, Frame, Framed, LONGEST, Symbology, frame};

/// The usage page of bar code scanners.
const PAGE: u32 = 0x8C;
/// Symbology identifiers 1 to 3, the code, and whether more of it follows.
const SYMBOLOGY: [u32; 3] = [PAGE << 16 | 0xFB, PAGE << 16 | 0xFC, PAGE << 16 | 0xFD];
const DATA: u32 = PAGE << 16 | 0xFE;
const CONTINUED: u32 = PAGE << 16 | 0xFF;

/// Where a report of a scanner holds what; places are in bits from the report's beginning, its number included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The number that the report begins with, if this device numbers them.
    id: Option<u8>,
    symbology: [Option<usize>; 3],
    data: (usize, usize),
    continued: Option<usize>,
    /// A byte of no known meaning before the code: makers keep its length there.
    length: Option<usize>,
}

/// A code that is being put together.
pub struct Reports {
    layout: Layout,
    held: Vec<u8>,
    symbology: Option<Symbology>,
    /// Dropping reports up to the last of a code that is too long.
    deaf: bool,
}

impl Layout {
    /// Reads a report descriptor; none if it describes no code of a scanner.
    pub fn read(descriptor: &[u8]) -> Option<Self> {
        let mut fields = Vec::new();
        let mut state = State::default();
        let mut rest = descriptor;
        while let Some((item, behind)) = Item::split(rest) {
            state.take(&item, &mut fields);
            rest = behind;
        }
        let data = fields.iter().find(|field| field.usage == DATA && field.in_bytes())?;
        let own = |usage: u32| fields.iter().find(|field| field.usage == usage && field.id == data.id);
        let byte = |field: &&Field| field.in_bytes() && field.bits == 8 && field.id == data.id;
        let length = fields.iter().filter(byte).find(|field| field.at < data.at && !SYMBOLOGY.contains(&field.usage));
        Some(Self {
            id: data.id,
            symbology: SYMBOLOGY.map(|usage| own(usage).filter(byte).map(|field| field.at / 8)),
            data: (data.at / 8, data.bits / 8),
            continued: own(CONTINUED).map(|field| field.at),
            length: length.map(|field| field.at / 8),
        })
    }
}

impl Reports {
    /// Begins with nothing.
    pub const fn new(layout: Layout) -> Self {
        Self { layout, held: Vec::new(), symbology: None, deaf: false }
    }

    /// Takes in one report; gives the code that is whole with it.
    pub fn take(&mut self, report: &[u8]) -> Option<Framed> {
        if self.layout.id.is_some() && self.layout.id != report.first().copied() {
            return None;
        }
        self.symbology = self.symbology.or_else(|| self.layout.symbology_in(report));
        if !self.deaf {
            self.held.extend(self.layout.data_in(report));
        }
        let too_long = self.held.len() > LONGEST;
        if too_long {
            self.held = Vec::new();
        }
        self.deaf |= too_long;
        let over = !self.layout.is_continued(report);
        let code = if over { self.end() } else { None };
        if too_long { Some(Framed::TooLong) } else { code.map(Framed::Frame) }
    }

    fn end(&mut self) -> Option<Frame> {
        self.deaf = false;
        let mut held = std::mem::take(&mut self.held);
        held.retain(|byte| *byte != 0);
        let whole = held.trim_ascii_end();
        let said = self.symbology.take();
        frame(whole, End::Report, None).map(|frame| Frame { symbology: frame.symbology.or(said), ..frame })
    }
}

impl Layout {
    fn data_in<'a>(&self, report: &'a [u8]) -> &'a [u8] {
        let (at, room) = self.data;
        let data = report.get(at..).map_or(&[][..], |data| &data[..room.min(data.len())]);
        let length = self.length.and_then(|at| report.get(at)).map(|length| usize::from(*length));
        // A length that fits is believed; else the code ends where the zeros begin that fill the report up.
        match length {
            Some(length @ 1..) if length <= data.len() => &data[..length],
            _ => &data[..data.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1)],
        }
    }

    /// Makers send the bracket of the AIM identifier as its first sign.
    fn symbology_in(&self, report: &[u8]) -> Option<Symbology> {
        let sign = |place: usize| report.get(self.symbology[place]?).copied().filter(u8::is_ascii_graphic);
        match (sign(0), sign(1), sign(2)) {
            (Some(b']'), Some(kind), Some(modifier)) => Some(Symbology { kind, modifier }),
            _ => None,
        }
    }

    fn is_continued(&self, report: &[u8]) -> bool {
        let bit = |at: usize| report.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1);
        self.continued.is_some_and(bit)
    }
}

/// One field of an input report.
struct Field {
    usage: u32,
    id: Option<u8>,
    at: usize,
    bits: usize,
}

impl Field {
    const fn in_bytes(&self) -> bool {
        self.at.is_multiple_of(8) && self.bits.is_multiple_of(8)
    }
}

/// One short item of a descriptor: what it is, and its number.
struct Item {
    tag: u8,
    value: u32,
    size: usize,
}

impl Item {
    fn split(bytes: &[u8]) -> Option<(Self, &[u8])> {
        const LONG: u8 = 0xFE;
        let (&head, rest) = bytes.split_first()?;
        if head == LONG {
            let size = usize::from(*rest.first()?) + 2;
            return Some((Self { tag: LONG, value: 0, size: 0 }, rest.get(size..)?));
        }
        let size = [0, 1, 2, 4][usize::from(head & 3)];
        let (number, behind) = rest.split_at_checked(size)?;
        let value = number.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte));
        Some((Self { tag: head & 0xFC, value, size }, behind))
    }
}

/// What holds for the fields to come.
#[derive(Default)]
struct State {
    page: u32,
    bits: usize,
    count: usize,
    id: Option<u8>,
    usages: Vec<u32>,
    /// How far each input report is described, in bits.
    ends: Vec<(Option<u8>, usize)>,
}

impl State {
    /// No report is longer: a descriptor that says so is not followed.
    const MOST_BITS: usize = 8 * 4_096;

    fn take(&mut self, item: &Item, fields: &mut Vec<Field>) {
        let number = item.value as usize;
        match item.tag {
            0x04 => self.page = item.value,
            0x74 => self.bits = number.min(Self::MOST_BITS),
            0x84 => self.id = u8::try_from(item.value).ok(),
            0x94 => self.count = number.min(Self::MOST_BITS),
            // A usage of four bytes brings its own page.
            0x08 if item.size == 4 => self.usages.push(item.value),
            0x08 => self.usages.push(self.page << 16 | item.value),
            0x80 => self.input(fields),
            // Output, feature, collection, end of collection.
            0x90 | 0xB0 | 0xA0 | 0xC0 => self.usages.clear(),
            _ => {}
        }
    }

    /// Several usages share the elements one by one, the last has what is left; a single one has them all.
    fn input(&mut self, fields: &mut Vec<Field>) {
        let mut at = self.end();
        let usages = std::mem::take(&mut self.usages);
        for (place, usage) in usages.iter().enumerate().take(self.count) {
            let elements = if place + 1 == usages.len() { self.count - place } else { 1 };
            fields.push(Field { usage: *usage, id: self.id, at, bits: elements * self.bits });
            at += elements * self.bits;
        }
        let end = (self.end() + self.count * self.bits).min(Self::MOST_BITS);
        self.ends.retain(|(id, _)| *id != self.id);
        self.ends.push((self.id, end));
    }

    fn end(&self) -> usize {
        let of_this = self.ends.iter().find(|(id, _)| *id == self.id).map(|(_, end)| *end);
        // A numbered report begins with its number.
        of_this.unwrap_or(if self.id.is_some() { 8 } else { 0 })
    }
}

#[cfg(test)]
mod tests;
