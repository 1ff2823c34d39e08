//! `/verify`: a page on which anyone checks a receipt. It shows what the receipt proves, and nothing of the person, for a
//! receipt holds nothing of the person.

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use wire::{Receipt, ReceiptFault, SignedReceipt};

use crate::{Ledger, app::Shared};

/// More than this is no receipt.
const LONGEST: usize = 16 << 10;

const PAGE: &str = include_str!("verify.html");

/// The empty form.
pub(super) async fn page() -> Response {
    answer("")
}

/// The form with an answer, to the text of a slip's code or the JSON of a receipt.
pub(super) async fn verify<L: Ledger>(State(app): State<Shared<L>>, body: Bytes) -> Response {
    let text = body.get(..LONGEST.min(body.len())).and_then(form_field);
    let signed = text.as_deref().and_then(read);
    let Ok(ring) = app.ring().await else {
        return answer(&bad("Máy chủ chưa kiểm tra được lúc này; hãy thử lại sau."));
    };
    let said = match signed.map(|signed| ring.verify(&signed).map(|read| (read, signed))) {
        None => bad("Đây không phải là mã của một biên nhận."),
        Some(Err(ReceiptFault::UnknownKey(_))) => bad("Biên nhận này không do máy chủ này cấp."),
        Some(Err(ReceiptFault::OutOfTime(_))) => {
            bad("Ký bằng khóa của máy chủ này vào lúc khóa đó không được dùng: hãy báo người quản trị máy chủ.")
        }
        Some(Err(_)) => bad("Biên nhận này là giả hoặc đã bị sửa."),
        Some(Ok((receipt, signed))) => good(&receipt, &signed),
    };
    answer(&said)
}

fn read(text: &str) -> Option<SignedReceipt> {
    SignedReceipt::from_text(text).ok().or_else(|| serde_json::from_str(text).ok())
}

fn bad(sentence: &str) -> String {
    format!("<p class=\"bad\" role=\"status\">✗ {sentence}</p>")
}

fn good(receipt: &Receipt, signed: &SignedReceipt) -> String {
    let time = |at: jiff::Timestamp| {
        at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(7))).strftime("%H:%M:%S %d/%m/%Y").to_string()
    };
    let in_time = match (receipt.deadline, receipt.on_time) {
        (None, _) => "không có hạn riêng".to_owned(),
        (Some(deadline), true) => format!("đúng hạn (hạn {})", time(deadline)),
        (Some(deadline), false) => format!("trễ hạn (hạn {})", time(deadline)),
    };
    let rows = [
        ("Mã ngắn", signed.short_code()),
        ("Máy chủ nhận lúc", time(receipt.received_at)),
        ("Thời hạn", in_time),
        ("Số biên nhận của cơ sở", receipt.number.to_string()),
        ("Cơ sở", receipt.facility.to_string()),
        ("Thông báo", format!("{}, lần {}", receipt.notice, receipt.revision)),
        ("SHA-256 của nội dung", receipt.payload_sha256.to_string()),
        ("Khóa ký", receipt.key_id.to_string()),
    ];
    let rows = rows.map(|(name, value)| format!("<tr><th>{name}</th><td>{value}</td></tr>")).concat();
    format!(
        "<p class=\"good\" role=\"status\">✓ Biên nhận thật: máy chủ này đã nhận thông báo.</p><table>{rows}</table>"
    )
}

/// The page with these words in it, which hold nothing that was sent.
fn answer(said: &str) -> Response {
    let mut headers = HeaderMap::new();
    let policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    (headers, Html(PAGE.replace("<!-- answer -->", said))).into_response()
}

/// The field `receipt` of a form, `application/x-www-form-urlencoded`.
fn form_field(body: &[u8]) -> Option<String> {
    let body = str::from_utf8(body).ok()?;
    let value = body.split('&').find_map(|pair| pair.strip_prefix("receipt="))?;
    let mut bytes = value.bytes();
    let mut decoded = Vec::with_capacity(value.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let pair = [bytes.next()?, bytes.next()?];
                u8::from_str_radix(str::from_utf8(&pair).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use super::form_field;

    #[test]
    fn a_form_is_read() {
        let cases = [
            ("receipt=LUUTRU1%3AAb-_", Some("LUUTRU1:Ab-_")),
            ("other=1&receipt=a+b%0D%0Ac", Some("a b\r\nc")),
            ("receipt=", Some("")),
            ("receipt=%4", None),
            ("receipt=%zz", None),
            ("receipt=%ff", None),
            ("", None),
        ];
        for (body, expected) in cases {
            assert_eq!(form_field(body.as_bytes()).as_deref(), expected, "{body}");
        }
    }
}
