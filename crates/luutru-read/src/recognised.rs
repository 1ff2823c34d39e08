//! What a text is that a device has delivered, in a word for a script and a sentence for a person.

use document::wedge::{self, WedgeError};
use document::{Document, Recognised, Unrecognised, recognise};

use crate::facts::{self, Shown};
use crate::today;

/// What was made of a text.
pub enum Said {
    /// By its own bytes.
    Code(Result<Recognised, Unrecognised>),
    /// By what keys have left of it.
    Typed(Result<Box<Document>, WedgeError>),
}

/// Judges the bytes of a code.
pub fn of_bytes(bytes: &[u8]) -> Said {
    Said::Code(recognise(bytes, today()))
}

/// Judges what a scanner has typed.
pub fn of_keys(bytes: &[u8]) -> Said {
    Said::Typed(wedge::parse(&String::from_utf8_lossy(bytes), today()).map(Box::new))
}

impl Said {
    /// What JSON calls it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Code(Ok(Recognised::Card(_))) => "card",
            Self::Code(Ok(Recognised::Zone(_))) => "zone",
            Self::Code(Ok(Recognised::Insurance(_))) => "insurance",
            Self::Code(Ok(Recognised::Number(_))) => "number",
            Self::Code(Err(Unrecognised::Card(_))) => "damaged-card",
            Self::Code(Err(Unrecognised::Zone(_))) | Self::Typed(Err(WedgeError::Zone(_))) => "damaged-zone",
            Self::Code(Err(Unrecognised::Insurance(_))) => "damaged-insurance",
            Self::Typed(Ok(_)) => "typed-card",
            Self::Typed(Err(WedgeError::Unparted | WedgeError::Changed(_))) => "damaged-typed-card",
            Self::Code(Err(Unrecognised::Other)) | Self::Typed(Err(WedgeError::NotACode)) => "other",
        }
    }

    /// What a person is told.
    pub const fn words(&self) -> &'static str {
        match self {
            Self::Code(Ok(Recognised::Card(_))) => "mã thẻ căn cước",
            Self::Code(Ok(Recognised::Zone(_))) => "dòng MRZ của hộ chiếu hoặc thẻ",
            Self::Code(Ok(Recognised::Insurance(_))) => "mã thẻ BHYT, không thay được thẻ căn cước",
            Self::Code(Ok(Recognised::Number(_))) => "có một số có thể là số định danh",
            Self::Code(Err(Unrecognised::Card(_))) => "mã thẻ căn cước đã bị đổi trên đường",
            Self::Code(Err(Unrecognised::Zone(_))) | Self::Typed(Err(WedgeError::Zone(_))) => {
                "dòng MRZ có số kiểm không khớp"
            }
            Self::Code(Err(Unrecognised::Insurance(_))) => "mã thẻ BHYT đọc không đúng",
            Self::Typed(Ok(_)) => "mã thẻ gõ bằng phím: chỉ tin số và ngày",
            Self::Typed(Err(WedgeError::Unparted | WedgeError::Changed(_))) => {
                "mã thẻ gõ bằng phím, đã bị đổi trên đường"
            }
            Self::Code(Err(Unrecognised::Other)) | Self::Typed(Err(WedgeError::NotACode)) => "không phải giấy tờ",
        }
    }

    /// What it says of its holder.
    pub fn facts(&self, mask: bool) -> Vec<Shown> {
        match self {
            Self::Code(Ok(seen)) => seen.document(today()).map(|document| facts::of_code(&document, mask)),
            Self::Typed(Ok(document)) => Some(facts::of_code(document, mask)),
            Self::Code(Err(_)) | Self::Typed(Err(_)) => None,
        }
        .unwrap_or_default()
    }
}
