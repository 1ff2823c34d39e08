//! What a device delivered, without what it says of anybody: this much the page *Thử thiết bị* may show.

use jiff::Timestamp;
use reader::camera::{Seen, Symbology};

/// What a device delivered last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Delivered {
    pub(crate) at: Timestamp,
    pub(crate) payload: Payload,
    /// In bytes.
    pub(crate) length: u32,
    /// How much of its error correction was left over, in percent.
    pub(crate) margin_percent: Option<u32>,
}

/// What a payload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Payload {
    CitizenCard,
    OtherQr,
    Pdf417,
    Linear,
    Zone,
}

impl Delivered {
    /// What a camera has read.
    pub(crate) fn by_camera(what: &Seen, margin: f32, at: Timestamp) -> Self {
        let (payload, length) = match what {
            Seen::Code { symbology: Symbology::Qr, bytes } => (qr(bytes.expose()), bytes.expose().len()),
            Seen::Code { symbology: Symbology::Pdf417, bytes } => (Payload::Pdf417, bytes.expose().len()),
            Seen::Code { symbology: Symbology::Linear, bytes } => (Payload::Linear, bytes.expose().len()),
            Seen::Zone(text) => (Payload::Zone, text.expose().len()),
        };
        // A linear code has no error correction to have any left of.
        let margin_percent = (payload != Payload::Linear).then_some(percent(margin));
        Self { at, payload, length: u32::try_from(length).unwrap_or(u32::MAX), margin_percent }
    }
}

fn qr(bytes: &[u8]) -> Payload {
    if document::qr::parse(bytes).is_ok() { Payload::CitizenCard } else { Payload::OtherQr }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share between 0 and 1")]
fn percent(share: f32) -> u32 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u32
}

#[cfg(test)]
mod tests {
    use private::Private;

    use super::*;
    use crate::testing::{AN_QR, evening};

    #[test]
    fn what_was_read_is_told_without_what_it_says() {
        let code = |symbology, text: &str| Seen::Code { symbology, bytes: Private::new(text.as_bytes().to_vec()) };
        let cases = [
            (code(Symbology::Qr, AN_QR), 0.5, Payload::CitizenCard, 104, Some(50)),
            (code(Symbology::Qr, "https://example.vn"), 1.0, Payload::OtherQr, 18, Some(100)),
            (code(Symbology::Pdf417, "123"), 0.004, Payload::Pdf417, 3, Some(0)),
            (code(Symbology::Linear, "12345"), 0.0, Payload::Linear, 5, None),
            (Seen::Zone(Private::new("P<VNM\n".into())), 0.255, Payload::Zone, 6, Some(26)),
        ];
        for (what, margin, payload, length, margin_percent) in cases {
            let expected = Delivered { at: evening(), payload, length, margin_percent };
            assert_eq!(Delivered::by_camera(&what, margin, evening()), expected);
        }
    }
}
