//! A listing on A4 across: the heads of a table come again on each page, and each page says which it is.

use super::{Column, Listing, Place, Table};
use crate::PaperError;
use crate::pdf::{Pdf, Weight};
use crate::words::moment;

const PAGE: (f32, f32) = (297.0, 210.0);
const MARGIN: f32 = 12.0;
/// What is free at the foot of a page.
const FOOT: f32 = 15.0;
const SIZE: f32 = 8.5;
/// From one line of a cell to the next: capitals with two marks must not touch what stands above.
const LINE: f32 = 4.4;
const PADDING: f32 = 1.2;
/// Room for who signs.
const SIGNATURE: f32 = 34.0;

impl Listing<'_> {
    /// Gives the listing as a document.
    pub(crate) fn document(&self) -> Result<Vec<u8>, PaperError> {
        let mut pages = Pages { pdf: Pdf::new(PAGE.0, PAGE.1)?, y: 0.0 };
        pages.turn();
        pages.heading(self);
        for table in &self.tables {
            pages.table(table);
        }
        if let Some(who) = self.signs {
            pages.signature(self, who);
        }
        let foot = format!("{} · luutru · lập lúc {}", self.title, moment(self.made));
        pages.pdf.finish(self.title, Some(&foot), self.made)
    }
}

/// Pages, and how far down the last is written.
struct Pages {
    pdf: Pdf,
    y: f32,
}

impl Pages {
    fn turn(&mut self) {
        self.pdf.page();
        self.y = MARGIN;
    }

    fn has_room(&self, height: f32) -> bool {
        self.y + height <= self.pdf.height() - FOOT
    }

    /// The house at the left, the state's name and motto at the right, the title below.
    fn heading(&mut self, listing: &Listing<'_>) {
        let facility = listing.facility;
        let right = self.pdf.width() - 70.0;
        self.pdf.text(MARGIN, 17.0, 10.5, Weight::Bold, &facility.name);
        self.pdf.text(MARGIN, 22.0, 9.0, Weight::Regular, &facility.address);
        if !facility.phone.is_empty() {
            self.pdf.text(MARGIN, 27.0, 9.0, Weight::Regular, &format!("Điện thoại: {}", facility.phone));
        }
        self.centred(right, 17.0, 10.0, Weight::Bold, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
        self.centred(right, 22.0, 10.0, Weight::Bold, "Độc lập - Tự do - Hạnh phúc");
        self.pdf.line((right - 25.0, 24.0), (right + 25.0, 24.0));
        self.y = 39.0;
        let middle = self.pdf.width() / 2.0;
        self.centred(middle, self.y, 14.0, Weight::Bold, listing.title);
        for line in &listing.lines {
            self.y += 5.5;
            self.centred(middle, self.y, 10.0, Weight::Regular, line);
        }
        self.y += 5.0;
    }

    fn table(&mut self, table: &Table) {
        let widths = widths(table.columns, self.pdf.width() - 2.0 * MARGIN);
        let head: Vec<Vec<String>> = table
            .columns
            .iter()
            .zip(&widths)
            .map(|(column, width)| self.wrap(column.head, *width, Weight::Bold))
            .collect();
        let (name_height, head_height) = (if table.name.is_some() { 8.0 } else { 0.0 }, height(&head));
        if !self.has_room(name_height + head_height + 3.0 * LINE) {
            self.turn();
        }
        if let Some(name) = table.name {
            self.pdf.text(MARGIN, self.y + 5.5, 10.0, Weight::Bold, name);
            self.y += name_height;
        }
        self.row(table.columns, &widths, &head, Weight::Bold);
        for cells in &table.rows {
            let wrapped = cells.iter().zip(&widths).map(|(cell, width)| self.wrap(cell, *width, Weight::Regular));
            let wrapped: Vec<Vec<String>> = wrapped.collect();
            if !self.has_room(height(&wrapped)) {
                self.turn();
                self.row(table.columns, &widths, &head, Weight::Bold);
            }
            self.row(table.columns, &widths, &wrapped, Weight::Regular);
        }
        self.y += 3.0;
    }

    fn row(&mut self, columns: &[Column], widths: &[f32], cells: &[Vec<String>], weight: Weight) {
        let (top, height) = (self.y, height(cells));
        let (bottom, mut x) = (top + height, MARGIN);
        if weight == Weight::Bold {
            self.pdf.fill(x, top, widths.iter().sum(), height, 0.92);
        }
        self.pdf.line((x, top), (x, bottom));
        for ((column, width), lines) in columns.iter().zip(widths).zip(cells) {
            for (number, line) in (0u8..).zip(lines) {
                let y = top + PADDING + LINE * (f32::from(number) + 0.75);
                if weight == Weight::Bold || column.place == Place::Centre {
                    self.centred(x + width / 2.0, y, SIZE, weight, line);
                } else {
                    self.pdf.text(x + PADDING, y, SIZE, weight, line);
                }
            }
            x += width;
            self.pdf.line((x, top), (x, bottom));
        }
        self.pdf.line((MARGIN, top), (x, top));
        self.pdf.line((MARGIN, bottom), (x, bottom));
        self.y = bottom;
    }

    fn signature(&mut self, listing: &Listing<'_>, who: &str) {
        if !self.has_room(SIGNATURE) {
            self.turn();
        }
        let wall = duty::vn_civil(listing.made);
        let day = format!("Ngày {:02} tháng {:02} năm {}", wall.day(), wall.month(), wall.year());
        let x = self.pdf.width() - 60.0;
        self.centred(x, self.y + 7.0, 10.0, Weight::Regular, &day);
        self.centred(x, self.y + 12.5, 10.0, Weight::Bold, who);
        self.centred(x, self.y + 17.5, 9.0, Weight::Regular, "(Ký, ghi rõ họ tên)");
        self.y += SIGNATURE;
    }

    fn centred(&mut self, middle: f32, y: f32, size: f32, weight: Weight, text: &str) {
        let width = self.pdf.measure(text, size, weight);
        self.pdf.text(middle - width / 2.0, y, size, weight, text);
    }

    fn wrap(&self, text: &str, width: f32, weight: Weight) -> Vec<String> {
        wrap(text, width - 2.0 * PADDING, |line| self.pdf.measure(line, SIZE, weight))
    }
}

fn widths(columns: &[Column], all: f32) -> Vec<f32> {
    let sum: f32 = columns.iter().map(|column| column.width).sum();
    columns.iter().map(|column| column.width * all / sum).collect()
}

fn height(cells: &[Vec<String>]) -> f32 {
    let lines = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
    f32::from(u16::try_from(lines).unwrap_or(u16::MAX)) * LINE + 2.0 * PADDING
}

/// Breaks a text into lines no wider than `width`: between words, and within a word that is wider than that by itself. A
/// line break in the text stays one.
pub(crate) fn wrap(text: &str, width: f32, measure: impl Fn(&str) -> f32) -> Vec<String> {
    let mut lines = Vec::new();
    for part in text.split('\n') {
        let mut line = String::new();
        for word in part.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if measure(&longer) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                line.push(letter);
                if measure(&line) > width && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, letter.to_string()));
                }
            }
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_broken_between_words_and_long_words_within() {
        #[expect(clippy::cast_precision_loss, reason = "a few letters")]
        let wrap = |text: &str| wrap(text, 8.0, |line| line.chars().count() as f32);
        assert_eq!(wrap("Nguyễn Văn An"), ["Nguyễn", "Văn An"]);
        assert_eq!(wrap("0123456789 a"), ["01234567", "89 a"]);
        assert_eq!(wrap("một\nhai ba"), ["một", "hai ba"]);
        assert_eq!(wrap(""), [""]);
    }
}
