//! One of the built-in fonts: measures texts, and goes into the file with the letters that were used only.

use std::collections::BTreeMap;

use document::fold;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};
use subsetter::GlyphRemapper;
use ttf_parser::GlyphId;

use crate::PaperError;

/// What stands for a letter the font does not have.
const UNKNOWN: char = '?';

const IDENTITY: SystemInfo = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// A font and what was used of it.
pub(super) struct Face {
    data: &'static [u8],
    name: &'static str,
    parsed: ttf_parser::Face<'static>,
    used: GlyphRemapper,
    /// Letter of each glyph in the file, for who copies or searches text.
    letters: BTreeMap<u16, char>,
}

impl Face {
    /// Opens a font; `name` is its `PostScript` name with the tag of a subset.
    pub(super) fn new(data: &'static [u8], name: &'static str) -> Result<Self, PaperError> {
        let parsed = ttf_parser::Face::parse(data, 0).map_err(|_| PaperError::Font)?;
        Ok(Self { data, name, parsed, used: GlyphRemapper::new(), letters: BTreeMap::new() })
    }

    /// Gives the width of a text, in the unit of `size`.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let units: u32 = self.glyphs(text).map(|(glyph, _)| u32::from(self.advance(glyph))).sum();
        #[expect(clippy::cast_precision_loss, reason = "a line has fewer than millions of units")]
        let units = units as f32;
        units * size / f32::from(self.parsed.units_per_em())
    }

    /// Gives a text as the glyphs it will have in the file, two bytes each.
    pub(super) fn encode(&mut self, text: &str) -> Vec<u8> {
        let glyphs: Vec<_> = self.glyphs(text).collect();
        let mut bytes = Vec::with_capacity(2 * glyphs.len());
        for (glyph, letter) in glyphs {
            let in_file = self.used.remap(glyph.0);
            self.letters.insert(in_file, letter);
            bytes.extend(in_file.to_be_bytes());
        }
        bytes
    }

    /// Writes the font as five objects from `first` on; the first is what a page refers to.
    pub(super) fn write(&self, pdf: &mut Pdf, first: i32) -> Result<(), PaperError> {
        let [font, cid, descriptor, file, unicode] = [0, 1, 2, 3, 4].map(|place| Ref::new(first + place));
        let name = Name(self.name.as_bytes());
        pdf.type0_font(font)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(unicode);
        self.write_widths(pdf, cid, descriptor);
        self.write_descriptor(pdf, descriptor, file);
        let subset = subsetter::subset(self.data, 0, &self.used).map_err(|_| PaperError::Font)?;
        pdf.stream(file, &super::page::packed(&subset)).filter(Filter::FlateDecode);
        let mut map = UnicodeCmap::new(Name(b"Letters"), IDENTITY);
        for (glyph, letter) in &self.letters {
            map.pair(*glyph, *letter);
        }
        pdf.cmap(unicode, &map.finish()).finish();
        Ok(())
    }

    fn write_widths(&self, pdf: &mut Pdf, cid: Ref, descriptor: Ref) {
        let mut font = pdf.cid_font(cid);
        font.subtype(CidFontType::Type2).base_font(Name(self.name.as_bytes())).system_info(IDENTITY);
        font.font_descriptor(descriptor).default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
        let widths = self.used.remapped_gids().map(|glyph| self.thousandths(self.advance(GlyphId(glyph)).into()));
        font.widths().consecutive(0, widths);
    }

    fn write_descriptor(&self, pdf: &mut Pdf, descriptor: Ref, file: Ref) {
        let bounds = self.parsed.global_bounding_box();
        let [left, bottom, right, top] =
            [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|edge| self.thousandths(edge.into()));
        let ascent = self.thousandths(self.parsed.ascender().into());
        pdf.font_descriptor(descriptor)
            .name(Name(self.name.as_bytes()))
            .flags(FontFlags::NON_SYMBOLIC)
            .bbox(Rect::new(left, bottom, right, top))
            .italic_angle(0.0)
            .ascent(ascent)
            .descent(self.thousandths(self.parsed.descender().into()))
            .cap_height(self.parsed.capital_height().map_or(ascent, |height| self.thousandths(height.into())))
            .stem_v(80.0)
            .font_file2(file);
    }

    /// Glyphs of a text and the letters they show: of a letter the font does not have, the letter without its marks, or a
    /// question mark.
    fn glyphs(&self, text: &str) -> impl Iterator<Item = (GlyphId, char)> {
        text.chars().filter_map(|letter| {
            let bare = || fold(letter.encode_utf8(&mut [0; 4])).chars().next();
            let known = |letter: char| self.parsed.glyph_index(letter).map(|glyph| (glyph, letter));
            known(letter).or_else(|| bare().and_then(known)).or_else(|| known(UNKNOWN))
        })
    }

    fn advance(&self, glyph: GlyphId) -> u16 {
        self.parsed.glyph_hor_advance(glyph).unwrap_or_default()
    }

    fn thousandths(&self, units: f32) -> f32 {
        units * 1000.0 / f32::from(self.parsed.units_per_em())
    }
}
