use super::*;
use crate::KeyError;

const SEED: [u8; 32] = [7; 32];
const NOW: i64 = 1_794_000_000;
const DEVICE: &str = "00000000-0000-0000-0000-0000000000de";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

const PARTS: SignedParts<'static> =
    SignedParts { method: "PUT", path: "/v1/notices/1/1", query: None, body: b"payload" };

fn signed(parts: &SignedParts<'_>) -> SignatureHeaders {
    sign_request(parts, &SecretKey::from_seed(&SEED), DEVICE, at(NOW), [9; 16])
}

fn parsed(headers: &SignatureHeaders) -> Result<RequestSignature, RequestFault> {
    RequestSignature::parse(Some(&headers.content_digest), Some(&headers.signature_input), Some(&headers.signature))
}

fn verified(headers: &SignatureHeaders, parts: &SignedParts<'_>, now: i64) -> Result<(), RequestFault> {
    verify_request(&parsed(headers)?, parts, &SecretKey::from_seed(&SEED).public(), at(now))
}

/// RFC 9421 appendix B.2.6, "Signing a Request Using ed25519", with the key of B.1.4.
#[test]
fn the_signature_base_is_that_of_rfc_9421() {
    let components = [
        ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("@method", "POST"),
        ("@path", "/foo"),
        ("@authority", "example.com"),
        ("content-type", "application/json"),
        ("content-length", "18"),
    ];
    let names = components.map(|(name, _)| name);
    let params = format!("{};created=1618884473;keyid=\"test-key-ed25519\"", base::inner_list(&names));
    let base = base::signature_base(components.into_iter().map(|(name, value)| (name, value.to_owned())), &params);
    let seed = STANDARD.decode("n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU=").unwrap();
    let key = SecretKey::from_seed(seed.as_slice().try_into().unwrap());
    let public = STANDARD.decode("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=").unwrap();
    assert_eq!(key.public().bytes().as_slice(), public);
    let expected = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";
    assert_eq!(STANDARD.encode(key.sign(base.as_bytes())), expected);
}

/// RFC 9530 appendix D: the digest of `{"hello": "world"}` and a line feed.
#[test]
fn the_content_digest_is_that_of_rfc_9530() {
    let expected = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";
    assert_eq!(content_digest(b"{\"hello\": \"world\"}\n"), expected);
}

#[test]
fn a_signed_request_verifies_and_says_who_and_when() {
    let headers = signed(&PARTS);
    let signature = parsed(&headers).unwrap();
    assert_eq!((signature.keyid.as_str(), signature.created), (DEVICE, at(NOW)));
    assert_eq!(signature.nonce, "09".repeat(16));
    assert_eq!(
        headers.signature_input,
        format!(
            "luutru=(\"@method\" \"@path\" \"content-digest\");created={NOW};keyid=\"{DEVICE}\";nonce=\"{}\";alg=\"ed25519\"",
            "09".repeat(16)
        )
    );
    assert_eq!(verified(&headers, &PARTS, NOW), Ok(()));
}

#[test]
fn whatever_is_changed_on_the_way_is_noticed() {
    let headers = signed(&PARTS);
    let bad = Err(RequestFault::BadSignature);
    assert_eq!(verified(&headers, &SignedParts { method: "POST", ..PARTS }, NOW), bad);
    assert_eq!(verified(&headers, &SignedParts { path: "/v1/notices/1/2", ..PARTS }, NOW), bad);
    let body = SignedParts { body: b"Payload", ..PARTS };
    assert_eq!(verified(&headers, &body, NOW), Err(RequestFault::BodyChanged));
    let refitted = SignatureHeaders { content_digest: content_digest(body.body), ..headers.clone() };
    assert_eq!(verified(&refitted, &body, NOW), bad);
    let later = SignatureHeaders {
        signature_input: headers.signature_input.replace(&NOW.to_string(), &(NOW + 60).to_string()),
        ..headers.clone()
    };
    assert_eq!(verified(&later, &PARTS, NOW), bad);
    let other = SecretKey::from_seed(&[8; 32]).public();
    assert_eq!(verify_request(&parsed(&headers).unwrap(), &PARTS, &other, at(NOW)), bad);
}

#[test]
fn a_query_must_be_covered_and_is() {
    let asked = SignedParts { method: "GET", path: "/v1/digest", query: Some("day=2026-11-21"), body: b"" };
    assert_eq!(verified(&signed(&asked), &asked, NOW), Ok(()));
    let other = SignedParts { query: Some("day=2026-11-22"), ..asked };
    assert_eq!(verified(&signed(&asked), &other, NOW), Err(RequestFault::BadSignature));
    let bare = SignedParts { query: None, ..asked };
    assert_eq!(verified(&signed(&bare), &asked, NOW), Err(RequestFault::Uncovered));
}

#[test]
fn the_time_of_signing_may_differ_by_the_tolerance_and_no_more() {
    let headers = signed(&PARTS);
    let tolerance = CLOCK_TOLERANCE_SECONDS.cast_signed();
    for (now, expected) in [
        (NOW + tolerance, Ok(())),
        (NOW - tolerance, Ok(())),
        (NOW + tolerance + 1, Err(RequestFault::ClockSkew)),
        (NOW - tolerance - 1, Err(RequestFault::ClockSkew)),
    ] {
        assert_eq!(verified(&headers, &PARTS, now), expected, "{now}");
    }
}

#[test]
fn malformed_header_fields_are_refused() {
    let good = signed(&PARTS);
    let input = |input: &str| SignatureHeaders { signature_input: input.to_owned(), ..good.clone() };
    let signature = |signature: &str| SignatureHeaders { signature: signature.to_owned(), ..good.clone() };
    let cases = [
        input(""),
        input("other=(\"@method\");created=1"),
        input("luutru=(\"@method\")"),
        input(&good.signature_input.replace("ed25519", "hmac-sha256")),
        input(&good.signature_input.replace(";alg=\"ed25519\"", "")),
        input(&format!("{};created=5", good.signature_input)),
        input(&good.signature_input.replace("\"@path\"", "@path")),
        signature("luutru=:AAAA:"),
        signature("luutru=AAAA"),
        signature(&good.signature.replace("luutru", "other")),
    ];
    for headers in cases {
        assert_eq!(verified(&headers, &PARTS, NOW), Err(RequestFault::Unreadable), "{headers:?}");
    }
    let missing = RequestSignature::parse(Some(&good.content_digest), None, Some(&good.signature));
    assert_eq!(missing, Err(RequestFault::Missing));
}

#[test]
fn a_signature_that_covers_less_is_not_taken() {
    let key = SecretKey::from_seed(&SEED);
    let params = format!("(\"@method\" \"@path\");created={NOW};keyid=\"{DEVICE}\";nonce=\"aa\";alg=\"ed25519\"");
    let values = [("@method", "PUT".to_owned()), ("@path", "/v1/notices/1/1".to_owned())];
    let signature = key.sign(base::signature_base(values.into_iter(), &params).as_bytes());
    let headers = SignatureHeaders {
        content_digest: content_digest(PARTS.body),
        signature_input: format!("luutru={params}"),
        signature: format!("luutru=:{}:", STANDARD.encode(signature)),
    };
    assert_eq!(verified(&headers, &PARTS, NOW), Err(RequestFault::Uncovered));
}

#[test]
fn a_weak_public_key_is_no_key() {
    let mut identity = [0; 32];
    identity[0] = 1;
    assert_eq!(PublicKey::from_bytes(&identity), Err(KeyError::NotAPublicKey));
}
