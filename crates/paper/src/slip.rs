use jiff::Timestamp;

use crate::code::Code;
use crate::pdf::{Pdf, Weight};
use crate::table::pages::wrap;
use crate::words::moment;
use crate::{Facility, PaperError};

/// Holds what a receipt's slip shows. No name and no number stands on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// What a person reads out, like `4K7P`.
    pub short_code: String,
    /// The receipt's number in the house.
    pub number: u64,
    /// When the hub had the notice.
    pub received: Timestamp,
    /// When it was due; none for a revision without a deadline of its own.
    pub deadline: Option<Timestamp>,
    /// Whether that was in time, as the receipt says.
    pub on_time: bool,
    /// Name or id of the key that signed it.
    pub key: String,
    /// The receipt itself as text, `LUUTRU1:…`, which `luutru-read receipt` verifies without a network.
    pub code: String,
}

/// Names the paper of a slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SlipSize {
    /// A5 upright.
    A5,
    /// A roll of 80 mm, of which a printer uses 72.
    Roll80,
}

impl SlipSize {
    /// Width, height, margin and side of the code in millimetres, and how large letters are.
    const fn measures(self) -> ([f32; 4], f32) {
        match self {
            Self::A5 => ([148.0, 210.0, 14.0, 78.0], 1.0),
            Self::Roll80 => ([80.0, 150.0, 4.0, 66.0], 0.78),
        }
    }
}

/// Makes a receipt's slip as a document of one page.
///
/// # Errors
/// [`PaperError::Code`] for a receipt of more than 1,273 bytes, which no hub of ours gives.
pub fn slip(slip: &Slip, facility: &Facility, size: SlipSize, made: Timestamp) -> Result<Vec<u8>, PaperError> {
    let code = Code::new(&slip.code)?;
    let ([width, height, margin, code_side], scale) = size.measures();
    let mut paper = Paper { pdf: Pdf::new(width, height)?, y: margin, margin, scale };
    paper.pdf.page();
    paper.centred(11.0, Weight::Bold, &facility.name);
    paper.centred(8.5, Weight::Regular, &facility.address);
    paper.gap(3.0);
    paper.centred(13.0, Weight::Bold, "BIÊN NHẬN THÔNG BÁO LƯU TRÚ");
    paper.gap(2.0);
    paper.centred(30.0, Weight::Bold, &slip.short_code);
    paper.gap(1.0);
    for (name, value) in lines(slip) {
        paper.pair(name, &value);
    }
    let left = (width - code_side) / 2.0;
    code.draw(&mut paper.pdf, left, paper.y, code_side);
    paper.y += code_side;
    paper.centred(8.5, Weight::Regular, "Quét mã và kiểm tra chữ ký, không cần mạng:");
    paper.centred(8.5, Weight::Bold, "luutru-read receipt");
    paper.pdf.finish("Biên nhận thông báo lưu trú", None, made)
}

fn lines(slip: &Slip) -> Vec<(&'static str, String)> {
    let on_time = if slip.on_time { "ĐÚNG HẠN" } else { "TRỄ HẠN" };
    let mut lines = vec![("Số biên nhận", slip.number.to_string()), ("Nhận lúc", moment(slip.received))];
    lines.extend(slip.deadline.map(|deadline| ("Hạn", moment(deadline))));
    lines.push(("Kết quả", on_time.to_owned()));
    lines.push(("Khóa ký", slip.key.clone()));
    lines
}

struct Paper {
    pdf: Pdf,
    y: f32,
    margin: f32,
    scale: f32,
}

impl Paper {
    fn gap(&mut self, height: f32) {
        self.y += height * self.scale;
    }

    /// Lines in the middle, broken where they are wider than the paper.
    fn centred(&mut self, size: f32, weight: Weight, text: &str) {
        let size = size * self.scale;
        let room = self.pdf.width() - 2.0 * self.margin;
        for line in wrap(text, room, |line| self.pdf.measure(line, size, weight)) {
            self.y += size * 0.5;
            let width = self.pdf.measure(&line, size, weight);
            self.pdf.text((self.pdf.width() - width) / 2.0, self.y, size, weight, &line);
        }
    }

    /// A name at the left and its value at the right.
    fn pair(&mut self, name: &str, value: &str) {
        let size = 10.5 * self.scale;
        self.y += size * 0.56;
        let width = self.pdf.measure(value, size, Weight::Bold);
        self.pdf.text(self.margin, self.y, size, Weight::Regular, name);
        self.pdf.text(self.pdf.width() - self.margin - width, self.y, size, Weight::Bold, value);
    }
}
