//! The text form of certificates and lists (RFC 7468).

use base64::{Engine as _, engine::general_purpose::STANDARD};

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";

/// The objects of a text, each decoded, in their order; `None` when no object stands in it or one is damaged.
pub fn decode(file: &[u8]) -> Option<Vec<Vec<u8>>> {
    let text = std::str::from_utf8(file).ok()?;
    let mut objects = Vec::new();
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once(BEGIN) {
        let (_label, body) = behind.split_once("-----")?;
        let (body, behind) = body.split_once(END)?;
        let body: String = body.split_ascii_whitespace().collect();
        objects.push(STANDARD.decode(body).ok()?);
        rest = behind;
    }
    (!objects.is_empty()).then_some(objects)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_of_a_text() {
        let text = b"subject=...\r\n-----BEGIN X509 CRL-----\r\nMAMC\r\nAQU=\r\n-----END X509 CRL-----\n\
                     -----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
        assert_eq!(decode(text), Some(vec![vec![0x30, 3, 2, 1, 5], vec![0x30, 0]]));
        let table: [&[u8]; 4] = [
            b"",
            &[0x30, 0x80],
            b"-----BEGIN CERTIFICATE-----\nMAA=",
            b"-----BEGIN CERTIFICATE-----\nM*A=\n-----END CERTIFICATE-----",
        ];
        for damaged in table {
            assert_eq!(decode(damaged), None);
        }
    }
}
