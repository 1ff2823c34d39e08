use super::*;

fn key() -> SecretKey {
    SecretKey::from_seed(&[3; 32])
}

fn receipt() -> Receipt {
    Receipt {
        version: RECEIPT_VERSION,
        key_id: key().public().id(),
        chain: Digest::NONE,
        number: 1,
        facility: Uuid::from_u128(0xFA),
        notice: Uuid::from_u128(1),
        revision: 1,
        payload_sha256: Digest::of(b"payload"),
        received_at: "2026-11-21T13:00:00.123Z".parse().unwrap(),
        deadline: Some("2026-11-21T16:00:00Z".parse().unwrap()),
        on_time: true,
    }
}

fn expected() -> Expected {
    Expected { key: receipt().key(), sha256: Digest::of(b"payload") }
}

/// A receipt that was given stays provable: these bytes are frozen.
#[test]
fn the_signed_bytes_are_pinned() {
    let signed = sign(&receipt(), &key()).unwrap();
    let body = concat!(
        r#"{"version":1,"key_id":"b62e867fa2f33afe","#,
        r#""chain":"0000000000000000000000000000000000000000000000000000000000000000","number":1,"#,
        r#""facility":"00000000-0000-0000-0000-0000000000fa","notice":"00000000-0000-0000-0000-000000000001","#,
        r#""revision":1,"payload_sha256":"239f59ed55e737c77147cf55ad0c1b030b6d7ee748a7426952f9b852d5a935e5","#,
        r#""received_at":"2026-11-21T13:00:00.123Z","deadline":"2026-11-21T16:00:00Z","on_time":true}"#,
    );
    assert_eq!(String::from_utf8(signed.body.clone()).unwrap(), body);
    assert_eq!(verify_for(&signed, &expected(), &[key().public()]), Ok(receipt()));
}

#[test]
fn checking_never_writes_the_bytes_anew() {
    let body = serde_json::to_string_pretty(&receipt()).unwrap().replace('}', ", \"later\": 1}").into_bytes();
    let signed = SignedReceipt { signature: key().sign(&body).to_vec(), body, key_id: key().public().id() };
    assert_eq!(verify(&signed, &[key().public()]), Ok(receipt()));
}

#[test]
fn a_receipt_survives_json_to_the_byte() {
    let signed = sign(&receipt(), &key()).unwrap();
    let json = serde_json::to_vec(&signed).unwrap();
    assert_eq!(serde_json::from_slice::<SignedReceipt>(&json).unwrap(), signed);
}

#[test]
fn only_a_true_receipt_for_this_very_entry_settles_it() {
    let trusted = [key().public()];
    let good = sign(&receipt(), &key()).unwrap();
    let stranger = SecretKey::from_seed(&[4; 32]);
    let of = |receipt: Receipt| sign(&receipt, &key()).unwrap();
    let signed_as = |body: &[u8]| SignedReceipt {
        body: body.to_vec(),
        signature: key().sign(body).to_vec(),
        key_id: key().public().id(),
    };
    let mut tampered = good.clone();
    tampered.body[12] ^= 1;
    let by_stranger = sign(&Receipt { key_id: stranger.public().id(), ..receipt() }, &stranger).unwrap();
    let posing = SignedReceipt { key_id: key().public().id(), ..by_stranger.clone() };
    let names_another = serde_json::to_vec(&Receipt { key_id: stranger.public().id(), ..receipt() }).unwrap();
    let cases = [
        (good.clone(), Ok(receipt())),
        (tampered, Err(ReceiptFault::BadSignature)),
        (SignedReceipt { signature: vec![0; 63], ..good.clone() }, Err(ReceiptFault::BadSignature)),
        (by_stranger, Err(ReceiptFault::UnknownKey(stranger.public().id()))),
        (posing, Err(ReceiptFault::BadSignature)),
        (signed_as(&names_another), Err(ReceiptFault::KeyMismatch)),
        (signed_as(b"{}"), Err(ReceiptFault::Unreadable)),
        (of(Receipt { version: 2, ..receipt() }), Err(ReceiptFault::Version(2))),
        (of(Receipt { facility: Uuid::from_u128(2), ..receipt() }), Err(ReceiptFault::OtherNotice)),
        (of(Receipt { notice: Uuid::from_u128(2), ..receipt() }), Err(ReceiptFault::OtherNotice)),
        (of(Receipt { revision: 2, ..receipt() }), Err(ReceiptFault::OtherNotice)),
        (of(Receipt { payload_sha256: Digest::NONE, ..receipt() }), Err(ReceiptFault::OtherPayload)),
    ];
    for (signed, verdict) in cases {
        assert_eq!(verify_for(&signed, &expected(), &trusted), verdict);
    }
    assert_eq!(verify_for(&good, &expected(), &[]), Err(ReceiptFault::UnknownKey(key().public().id())));
    assert_eq!(sign(&receipt(), &stranger), Err(ReceiptFault::KeyMismatch));
}

#[test]
fn the_short_code_is_four_letters_of_the_signature() {
    let signed = sign(&receipt(), &key()).unwrap();
    let code = signed.short_code();
    assert_eq!(code.len(), 4);
    assert!(code.bytes().all(|letter| letter.is_ascii_digit() || letter.is_ascii_uppercase()));
    assert_eq!(code, signed.short_code());
    let digest = Digest::of(&signed.signature);
    let bits = u32::from_be_bytes(digest.bytes()[..4].try_into().unwrap()) >> 12;
    let alphabet = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let by_hand = [15, 10, 5, 0].map(|shift| char::from(alphabet[(bits >> shift & 31) as usize]));
    assert_eq!(code, String::from_iter(by_hand));
}
