use jiff::Timestamp;
use pdf_writer::{Content, Date, Filter, Finish, Name, Rect, Ref, Str, TextStr};

use super::POINTS;
use super::face::Face;
use crate::PaperError;

/// Level of packing of the streams, 0 to 10.
const PACKING: u8 = 6;

/// Objects of a font in the file.
const OF_A_FONT: i32 = 5;

/// Which of the two fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// A document that is being drawn. Pages stay open until the end, so that each can say how many there are.
pub(crate) struct Pdf {
    width: f32,
    height: f32,
    faces: [Face; 2],
    pages: Vec<Content>,
}

impl Pdf {
    /// Opens a document with pages of so many millimetres; there is none yet.
    pub(crate) fn new(width: f32, height: f32) -> Result<Self, PaperError> {
        let regular = include_bytes!("../../fonts/BeVietnamPro-Regular.ttf");
        let bold = include_bytes!("../../fonts/BeVietnamPro-Bold.ttf");
        let faces = [Face::new(regular, "LUUTRU+BeVietnamPro-Regular")?, Face::new(bold, "LUUTRV+BeVietnamPro-Bold")?];
        Ok(Self { width, height, faces, pages: Vec::new() })
    }

    pub(crate) const fn width(&self) -> f32 {
        self.width
    }

    pub(crate) const fn height(&self) -> f32 {
        self.height
    }

    /// Begins a page.
    pub(crate) fn page(&mut self) {
        self.pages.push(Content::new());
    }

    /// Gives the width of a text in millimetres; `size` is in points.
    pub(crate) fn measure(&self, text: &str, size: f32, weight: Weight) -> f32 {
        self.faces[weight as usize].width(text, size) / POINTS
    }

    /// Writes a line on the page begun last, its foot line at `y`.
    pub(crate) fn text(&mut self, x: f32, y: f32, size: f32, weight: Weight, text: &str) {
        let bytes = self.faces[weight as usize].encode(text);
        let (x, y) = (x * POINTS, (self.height - y) * POINTS);
        let Some(page) = self.pages.last_mut() else { return };
        page.begin_text().set_font(name(weight), size).next_line(x, y).show(Str(&bytes)).end_text();
    }

    /// Draws a thin line.
    pub(crate) fn line(&mut self, from: (f32, f32), to: (f32, f32)) {
        let up = |y: f32| (self.height - y) * POINTS;
        let (from, to) = ((from.0 * POINTS, up(from.1)), (to.0 * POINTS, up(to.1)));
        let Some(page) = self.pages.last_mut() else { return };
        page.set_line_width(0.5).move_to(from.0, from.1).line_to(to.0, to.1).stroke();
    }

    /// Fills a rectangle, `gray` from 0 (black) to 1.
    pub(crate) fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, gray: f32) {
        let [x, y] = [x * POINTS, (self.height - y - height) * POINTS];
        let Some(page) = self.pages.last_mut() else { return };
        page.set_fill_gray(gray).rect(x, y, width * POINTS, height * POINTS).fill_nonzero().set_fill_gray(0.0);
    }

    /// Fills many rectangles of black at once, so that no seam shows between those that touch.
    pub(crate) fn fill_all(&mut self, squares: &[[f32; 4]]) {
        let height = self.height;
        let Some(page) = self.pages.last_mut() else { return };
        for [x, y, wide, high] in squares {
            page.rect(x * POINTS, (height - y - high) * POINTS, wide * POINTS, high * POINTS);
        }
        page.fill_nonzero();
    }

    /// Writes the foot of every page, then the file. `foot` gives the words at the left, the right says the page.
    pub(crate) fn finish(mut self, title: &str, foot: Option<&str>, made: Timestamp) -> Result<Vec<u8>, PaperError> {
        if let Some(foot) = foot {
            self.write_feet(foot);
        }
        let pages = std::mem::take(&mut self.pages);
        let mut pdf = pdf_writer::Pdf::new();
        let [catalog, tree, info, regular, bold] = [1, 2, 3, 4, 4 + OF_A_FONT].map(Ref::new);
        let first_page = 4 + 2 * OF_A_FONT;
        pdf.catalog(catalog).pages(tree).lang(TextStr("vi-VN"));
        pdf.document_info(info).title(TextStr(title)).producer(TextStr("luutru")).creation_date(date(made));
        let places = || (first_page..).step_by(2).take(pages.len());
        pdf.pages(tree).kids(places().map(Ref::new)).count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
        for (place, content) in places().zip(pages) {
            let mut page = pdf.page(Ref::new(place));
            page.parent(tree).media_box(Rect::new(0.0, 0.0, self.width * POINTS, self.height * POINTS));
            page.contents(Ref::new(place + 1));
            page.resources().fonts().pair(name(Weight::Regular), regular).pair(name(Weight::Bold), bold);
            page.finish();
            pdf.stream(Ref::new(place + 1), &packed(&content.finish())).filter(Filter::FlateDecode);
        }
        self.faces[0].write(&mut pdf, regular.get())?;
        self.faces[1].write(&mut pdf, bold.get())?;
        Ok(pdf.finish())
    }

    fn write_feet(&mut self, foot: &str) {
        const SIZE: f32 = 8.0;
        const MARGIN: f32 = 12.0;
        let done = std::mem::take(&mut self.pages);
        let count = done.len();
        let mut finished = Vec::with_capacity(count);
        for (number, page) in (1..).zip(done) {
            self.pages.push(page);
            let of = format!("Trang {number}/{count}");
            let right = self.width - MARGIN - self.measure(&of, SIZE, Weight::Regular);
            self.text(MARGIN, self.height - 7.0, SIZE, Weight::Regular, foot);
            self.text(right, self.height - 7.0, SIZE, Weight::Regular, &of);
            finished.append(&mut self.pages);
        }
        self.pages = finished;
    }
}

/// A stream as it stands in the file.
pub(super) fn packed(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(bytes, PACKING)
}

const fn name(weight: Weight) -> Name<'static> {
    match weight {
        Weight::Regular => Name(b"R"),
        Weight::Bold => Name(b"B"),
    }
}

fn date(made: Timestamp) -> Date {
    let wall = duty::vn_civil(made);
    let part = |part: i8| u8::try_from(part).unwrap_or_default();
    Date::new(u16::try_from(wall.year()).unwrap_or_default())
        .month(part(wall.month()))
        .day(part(wall.day()))
        .hour(part(wall.hour()))
        .minute(part(wall.minute()))
        .second(part(wall.second()))
        .utc_offset_hour(7)
        .utc_offset_minute(0)
}
