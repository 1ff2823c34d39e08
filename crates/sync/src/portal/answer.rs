//! What an answer of the portal means, as a table; and its one text taken apart.

use serde_json::Value;
use wire::Private;

use super::{Called, NotSent};

/// More single errors than this are one text.
const MOST_ERRORS: usize = 20;

/// How the portal's words of what is wrong begin. A comma before anything else may stand in an address.
const BEGINNINGS: [&str; 22] = [
    "họ tên",
    "họ và tên",
    "ngày",
    "số giấy tờ",
    "số hộ chiếu",
    "số phòng",
    "số điện thoại",
    "giới tính",
    "quốc tịch",
    "loại",
    "lý do",
    "nơi cư trú",
    "tỉnh",
    "phường",
    "địa chỉ",
    "thời",
    "thiếu",
    "không",
    "sai",
    "dòng",
    "bản ghi",
    "khách",
];

/// What an answer leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// The call is over.
    Ended(Called),
    /// The token is not good any more, or never was.
    TokenRefused,
}

/// Reads an answer: `200 {"code":"200"}`, or 400 with one text. Whatever else comes says nothing, least of all that the
/// record was not taken; but for a status that the record cannot have got beyond.
pub(super) fn read(status: u16, body: Vec<u8>) -> Read {
    let json: Option<Value> = serde_json::from_slice(&body).ok().filter(Value::is_object);
    let code = json.as_ref().and_then(code);
    let is_page = body.trim_ascii_start().starts_with(b"<");
    let body = Private::new(body);
    // Some portals answer everything with 200 and put the status inside.
    let said = if status == 200 { code.unwrap_or(0) } else { status };
    Read::Ended(match said {
        401 => return Read::TokenRefused,
        200 => Called::Accepted(body),
        400 if is_page => Called::NotSent(NotSent::Status(400)),
        400 | 422 => Called::Refused(body),
        403 | 404 | 405 | 413 | 415 | 429 => Called::NotSent(NotSent::Status(said)),
        _ => Called::Uncertain(Some(body)),
    })
}

fn code(answer: &Value) -> Option<u16> {
    let code = &answer["code"];
    code.as_u64().and_then(|code| code.try_into().ok()).or_else(|| code.as_str()?.parse().ok())
}

/// Takes the portal's one text apart into single errors, as well as that goes: at line ends, semicolons and bars, at the end
/// of a sentence, and at a comma before words that errors begin with. What cannot be told apart stays together.
pub fn errors(answer: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(answer);
    let said = serde_json::from_str::<Value>(&text).ok();
    let said = said.as_ref().map(message).filter(|said| !said.is_empty());
    let text = said.unwrap_or_else(|| text.into_owned()).replace("<br>", "\n").replace("<br/>", "\n");
    let mut errors: Vec<String> = Vec::new();
    for part in text.split(['\n', '\r', ';', '|']).flat_map(sentences) {
        let part = part.trim_start_matches(|sign: char| sign.is_ascii_digit() || " .)-–•*[".contains(sign));
        let part = part.trim_end_matches([' ', '.', ',', ']']).trim();
        if !part.is_empty() && !errors.iter().any(|known| known == part) && errors.len() < MOST_ERRORS {
            errors.push(part.to_owned());
        }
    }
    errors
}

/// The message, or all of several.
fn message(answer: &Value) -> String {
    let texts = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"),
        _ => String::new(),
    };
    let found = ["message", "errors", "error", "data"].iter().map(|name| texts(&answer[*name]));
    found.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Cuts a line where one error ends and the next begins.
fn sentences(line: &str) -> Vec<&str> {
    let (mut parts, mut from) = (Vec::new(), 0);
    for (at, sign) in line.match_indices(['.', ',']) {
        let (before, after) = (&line[from..at], &line[at + 1..]);
        let ends = if sign == "." { ends_a_sentence(before, after) } else { begins_an_error(after) };
        if ends {
            parts.push(before);
            from = at + 1;
        }
    }
    parts.push(&line[from..]);
    parts
}

/// A dot behind a long word and before a capital: not that of `TP. Hồ Chí Minh`.
fn ends_a_sentence(before: &str, after: &str) -> bool {
    let word = before.rsplit(' ').next().unwrap_or_default();
    let abbreviates =
        word.chars().count() < 3 && word.chars().all(|letter| letter.is_uppercase() || letter.is_numeric());
    let next = after.strip_prefix(' ').unwrap_or_default();
    let number = next.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let is_counted = number.len() < next.len() && number.starts_with(['.', ')']);
    !abbreviates && (is_counted || next.starts_with(char::is_uppercase))
}

fn begins_an_error(after: &str) -> bool {
    let after = after.trim_start().to_lowercase();
    BEGINNINGS.iter().any(|beginning| after.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn private(text: &str) -> Private<Vec<u8>> {
        Private::new(text.as_bytes().to_vec())
    }

    #[test]
    fn an_answer_proves_nothing_but_what_it_rules_out() {
        let page = "<html>Bảo trì</html>";
        let not_sent = |status| Called::NotSent(NotSent::Status(status));
        let cases = [
            (200, r#"{"code":"200","message":"Thành công","data":null}"#, Called::Accepted as fn(_) -> _),
            (200, r#"{"code":200}"#, Called::Accepted),
            (200, r#"{"code":"400","message":"Họ tên trống"}"#, Called::Refused),
            (400, r#"{"code":"400","message":"Họ tên trống"}"#, Called::Refused),
            (400, "Họ tên trống", Called::Refused),
            (200, r#"{"code":"500"}"#, |body| Called::Uncertain(Some(body))),
            (200, page, |body| Called::Uncertain(Some(body))),
            (200, "", |body| Called::Uncertain(Some(body))),
            (200, "null", |body| Called::Uncertain(Some(body))),
            (302, "", |body| Called::Uncertain(Some(body))),
            (500, r#"{"code":"200"}"#, |body| Called::Uncertain(Some(body))),
            (504, page, |body| Called::Uncertain(Some(body))),
        ];
        for (status, body, expected) in cases {
            assert_eq!(read(status, body.into()), Read::Ended(expected(private(body))), "{status} {body}");
        }
        assert_eq!(read(400, page.into()), Read::Ended(not_sent(400)), "the portal itself was not reached");
        assert_eq!(read(404, page.into()), Read::Ended(not_sent(404)));
        for status in [403, 404, 405, 413, 415, 429] {
            let body = format!(r#"{{"code":"{status}"}}"#);
            assert_eq!(read(200, body.into()), Read::Ended(not_sent(status)), "said inside of a 200");
        }
        assert_eq!(read(401, Vec::new()), Read::TokenRefused);
        assert_eq!(read(200, r#"{"code":401}"#.into()), Read::TokenRefused);
        let conflict = r#"{"code":"409"}"#;
        assert_eq!(read(200, conflict.into()), Read::Ended(Called::Uncertain(Some(private(conflict)))));
    }

    #[test]
    fn one_text_is_taken_apart_as_well_as_it_goes() {
        let cases: [(&str, &[&str]); 8] = [
            ("Họ tên trống, Ngày sinh không đúng định dạng", &["Họ tên trống", "Ngày sinh không đúng định dạng"]),
            ("Họ tên trống; Số giấy tờ sai;", &["Họ tên trống", "Số giấy tờ sai"]),
            ("1. Họ tên trống. 2. Giới tính sai.", &["Họ tên trống", "Giới tính sai"]),
            ("Họ tên trống. Số giấy tờ sai", &["Họ tên trống", "Số giấy tờ sai"]),
            (
                "Địa chỉ: 12 Lê Lợi, Quận 1, TP. Hồ Chí Minh không rõ",
                &["Địa chỉ: 12 Lê Lợi, Quận 1, TP. Hồ Chí Minh không rõ"],
            ),
            (
                r#"{"code":"400","message":"Họ tên trống<br/>Họ tên trống|- Giới tính sai"}"#,
                &["Họ tên trống", "Giới tính sai"],
            ),
            (r#"{"errors":["Họ tên trống","Giới tính sai"]}"#, &["Họ tên trống", "Giới tính sai"]),
            (" ", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(errors(text.as_bytes()), expected, "{text}");
        }
    }
}
