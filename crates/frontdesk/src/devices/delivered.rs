//! What a device delivered, without what it says of anybody: this much the page *Thử thiết bị* may show.

use std::time::Duration;

use document::qr::QrError;
use document::wedge::{self, WedgeError};
use document::{Recognised, Unrecognised};
use jiff::Timestamp;
use reader::camera::{Seen, Symbology};
use reader::scanner::{Carried, End, Scan};

use crate::view::PayloadKind;

/// What a device delivered last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Delivered {
    pub(crate) at: Timestamp,
    pub(crate) payload: PayloadKind,
    /// In bytes.
    pub(crate) length: u32,
    /// How much of its error correction was left over, in percent.
    pub(crate) margin_percent: Option<u32>,
    /// Tenths of a pixel a module.
    pub(crate) module_tenths: Option<u32>,
    /// How long its picture was looked at, or a scanner took to send it, in milliseconds.
    pub(crate) millis: Option<u32>,
}

/// What a camera has read, and how.
pub(crate) struct Sighted<'a> {
    pub(crate) what: &'a Seen,
    pub(crate) margin: f32,
    pub(crate) module: Option<f32>,
    pub(crate) took: Duration,
}

/// What was scanned last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DeliveredScan {
    pub(crate) read: Delivered,
    pub(crate) carried: Carried,
    /// What was typed cannot have stood in a code like this.
    pub(crate) rewritten: bool,
    /// What ended it; none of what was typed into the window.
    pub(crate) end: Option<End>,
}

impl DeliveredScan {
    /// What a scanner gave.
    pub(crate) fn of(scan: &Scan, at: Timestamp) -> Self {
        let bytes = scan.bytes.expose();
        let mut told = match scan.carried {
            Carried::Keys | Carried::OddKeys => {
                let typed = Self::typed(&String::from_utf8_lossy(bytes), at);
                Self { carried: scan.carried, end: Some(scan.end), ..typed }
            }
            Carried::Whole | Carried::OtherCodePage => {
                let payload = recognised(bytes, at).unwrap_or(PayloadKind::Other);
                let read = Delivered::scanned(payload, bytes.len(), at);
                let carried = if of_other_page(bytes, at) { Carried::OtherCodePage } else { scan.carried };
                Self { read, carried, rewritten: false, end: Some(scan.end) }
            }
        };
        told.read.millis = scan.took.map(millis);
        told
    }

    /// What was typed into the window faster than a person types.
    pub(crate) fn typed(text: &str, at: Timestamp) -> Self {
        let parsed = wedge::parse(text, duty::vn_date(at));
        let payload = match &parsed {
            Ok(document) if document.name.is_some() => PayloadKind::Zone,
            Ok(_) => PayloadKind::CitizenCard,
            Err(_) => PayloadKind::Other,
        };
        let rewritten = matches!(parsed, Err(WedgeError::Changed(_) | WedgeError::Unparted | WedgeError::Zone(_)));
        Self { read: Delivered::scanned(payload, text.len(), at), carried: Carried::Keys, rewritten, end: None }
    }
}

impl Delivered {
    fn scanned(payload: PayloadKind, length: usize, at: Timestamp) -> Self {
        Self { at, payload, length: whole(length), margin_percent: None, module_tenths: None, millis: None }
    }

    /// What a camera has read.
    pub(crate) fn by_camera(sighted: &Sighted<'_>, at: Timestamp) -> Self {
        let Sighted { what, margin, module, took } = *sighted;
        let (payload, length) = match what {
            Seen::Code { symbology, bytes } => {
                (recognised(bytes.expose(), at).unwrap_or(other(*symbology)), bytes.expose().len())
            }
            Seen::Zone(text) => (PayloadKind::Zone, text.expose().len()),
        };
        // A linear code has no error correction to have any left of.
        let linear = matches!(what, Seen::Code { symbology: Symbology::Linear, .. });
        Self {
            at,
            payload,
            length: whole(length),
            margin_percent: (!linear).then_some(percent(margin)),
            module_tenths: module.map(tenths),
            millis: Some(millis(took)),
        }
    }
}

/// What a text is, by what stands in it.
fn recognised(bytes: &[u8], at: Timestamp) -> Option<PayloadKind> {
    Some(match document::recognise(bytes, duty::vn_date(at)).ok()? {
        Recognised::Card(_) => PayloadKind::CitizenCard,
        Recognised::Zone(_) => PayloadKind::Zone,
        Recognised::Insurance(_) => PayloadKind::Insurance,
        Recognised::Number(_) => PayloadKind::Number,
    })
}

/// Whether it is a card's code that was changed by another code page. Bytes that are UTF-8 may be: a scanner writes `?`
/// for letters that its page lacks.
fn of_other_page(bytes: &[u8], at: Timestamp) -> bool {
    document::recognise(bytes, duty::vn_date(at)) == Err(Unrecognised::Card(QrError::Encoding))
}

const fn other(symbology: Symbology) -> PayloadKind {
    match symbology {
        Symbology::Qr => PayloadKind::OtherQr,
        Symbology::Pdf417 => PayloadKind::Pdf417,
        Symbology::Linear => PayloadKind::Linear,
    }
}

fn millis(took: Duration) -> u32 {
    u32::try_from(took.as_millis()).unwrap_or(u32::MAX)
}

fn whole(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Tenths of a pixel. What is below a limit is not rounded up to it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a code's module is some pixels wide")]
pub(crate) fn tenths(pixels: f32) -> u32 {
    (pixels.max(0.0) * 10.0).floor() as u32
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
            (code(Symbology::Qr, AN_QR), 0.5, Some(2.65), PayloadKind::CitizenCard, 104, Some(50), Some(26)),
            (code(Symbology::Qr, "https://example.vn"), 1.0, Some(1.99), PayloadKind::OtherQr, 18, Some(100), Some(19)),
            (code(Symbology::Pdf417, "123"), 0.004, None, PayloadKind::Pdf417, 3, Some(0), None),
            (code(Symbology::Linear, "12345"), 0.0, None, PayloadKind::Linear, 5, None, None),
            (Seen::Zone(Private::new("P<VNM\n".into())), 0.255, None, PayloadKind::Zone, 6, Some(26), None),
        ];
        for (what, margin, module, payload, length, margin_percent, module_tenths) in cases {
            let took = Duration::from_micros(41_900);
            let millis = Some(41);
            let expected = Delivered { at: evening(), payload, length, margin_percent, module_tenths, millis };
            let sighted = Sighted { what: &what, margin, module, took };
            assert_eq!(Delivered::by_camera(&sighted, evening()), expected);
        }
    }

    #[test]
    fn a_scan_is_told_with_what_it_has_gone_through() {
        let scan = |text: &[u8], carried| {
            let bytes = Private::new(text.to_vec());
            let told = DeliveredScan::of(
                &Scan { bytes, carried, symbology: None, end: End::Silence, took: Some(Duration::from_millis(120)) },
                evening(),
            );
            assert_eq!((told.read.at, told.read.millis, told.end), (evening(), Some(120), Some(End::Silence)));
            (told.read.payload, told.read.length, told.carried, told.rewritten)
        };
        let whole = scan(AN_QR.as_bytes(), Carried::Whole);
        assert_eq!(whole, (PayloadKind::CitizenCard, 104, Carried::Whole, false));
        assert_eq!(scan(b"001099000123", Carried::Whole).0, PayloadKind::Number);
        assert_eq!(scan(b"8934588063", Carried::Whole), (PayloadKind::Other, 10, Carried::Whole, false));
        let page = scan(b"001099000123|Nguy\xEAn", Carried::OtherCodePage);
        assert_eq!(page, (PayloadKind::Other, 19, Carried::OtherCodePage, false));
        let unknown = AN_QR.replace('ễ', "?");
        let page = scan(unknown.as_bytes(), Carried::Whole);
        assert_eq!(page, (PayloadKind::Other, 102, Carried::OtherCodePage, false));
        let keys = "001099000123|012345678|Nguyen Van An|15051999|Nam|So 1, Doi Can|20052022";
        assert_eq!(scan(keys.as_bytes(), Carried::Keys), (PayloadKind::CitizenCard, 72, Carried::Keys, false));
        let odd = scan(keys.replace("15051999", "1505199").as_bytes(), Carried::OddKeys);
        assert_eq!(odd, (PayloadKind::Other, 71, Carried::OddKeys, true));
        assert_eq!(scan(b"hello world", Carried::Keys), (PayloadKind::Other, 11, Carried::Keys, false));
    }
}
