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

#[test]
fn a_receipt_is_one_line_of_text_and_back() {
    let signed = sign(&receipt(), &key()).unwrap();
    let text = signed.to_text().unwrap();
    assert!(text.starts_with("LUUTRU1:") && text.len() < 800, "{}", text.len());
    assert_eq!(SignedReceipt::from_text(&text), Ok(signed.clone()));
    let broken: String =
        text.chars().enumerate().map(|(at, letter)| if at % 60 == 59 { '\n' } else { letter }).collect();
    assert_ne!(SignedReceipt::from_text(&broken), Ok(signed.clone()), "a lost letter shows");
    let wrapped = text.as_bytes().chunks(60).map(|line| str::from_utf8(line).unwrap()).collect::<Vec<_>>().join("\n ");
    assert_eq!(SignedReceipt::from_text(&wrapped), Ok(signed.clone()), "a wrapped line does not matter");
    for no_text in ["", "LUUTRU1:", "LUUTRU2:AAAA", "LUUTRU1:%%%%", &text[8..], "LUUTRU1:AAAA"] {
        assert_eq!(SignedReceipt::from_text(no_text), Err(TextError), "{no_text}");
    }
    let short = SignedReceipt { signature: vec![1], ..signed };
    assert_eq!(short.to_text(), Err(TextError));
}

/// So many receipts of one facility, chained as the hub does it.
fn chained(count: u64) -> Vec<SignedReceipt> {
    let mut chain = Digest::NONE;
    let numbered = (1..=count).map(|number| {
        let signed = sign(&Receipt { chain, number, ..receipt() }, &key()).unwrap();
        chain = signed.chain_digest();
        signed
    });
    numbered.collect()
}

#[test]
fn a_removed_receipt_shows() {
    let trusted = [key().public()];
    let all = chained(5);
    let whole = Chain { first: 1, last: 5, tip: all[4].chain_digest() };
    assert_eq!(check_chain(&all, &trusted), Ok(Some(whole)));
    let mut shuffled: Vec<_> = all.iter().rev().cloned().collect();
    shuffled.push(all[2].clone());
    assert_eq!(check_chain(&shuffled, &trusted), Ok(Some(whole)), "in any order, one twice");
    assert_eq!(check_chain(&[], &trusted), Ok(None));
    for removed in 1..4 {
        let mut left = all.clone();
        left.remove(removed);
        let fault = ChainFault::Missing { after: removed as u64, next: removed as u64 + 2 };
        assert_eq!(check_chain(&left, &trusted), Err(fault));
    }
    assert_eq!(check_chain(&all[2..], &trusted).unwrap().unwrap().first, 3, "what was before is not told");
}

#[test]
fn a_receipt_put_into_a_chain_shows() {
    let trusted = [key().public()];
    let all = chained(3);
    let other = |changed: Receipt| sign(&changed, &key()).unwrap();
    let told = wire_receipt(&all[1]);
    let broken = other(Receipt { on_time: false, ..told });
    assert_eq!(
        check_chain(&[all[0].clone(), broken.clone(), all[2].clone()], &trusted),
        Err(ChainFault::Broken { number: 3 })
    );
    assert_eq!(check_chain(&[all[0].clone(), all[1].clone(), broken], &trusted), Err(ChainFault::Twice { number: 2 }));
    // Both stories of a hub that was restored, of which the first is known in parts: it is the number given twice that is told.
    let (anew, after) = (other(Receipt { on_time: false, ..told }), wire_receipt(&all[2]));
    let next = other(Receipt { chain: anew.chain_digest(), ..after });
    let both = [all[0].clone(), anew, all[2].clone(), next];
    assert_eq!(check_chain(&both, &trusted), Err(ChainFault::Twice { number: 3 }));
    let foreign = other(Receipt { facility: Uuid::from_u128(0xFB), ..told });
    assert_eq!(check_chain(&[all[0].clone(), foreign], &trusted), Err(ChainFault::OtherFacility { number: 2 }));
    let forged = SignedReceipt { signature: vec![0; 64], ..all[1].clone() };
    let fault = ReceiptFault::BadSignature;
    assert_eq!(check_chain(&[all[0].clone(), forged], &trusted), Err(ChainFault::Receipt { place: 1, fault }));
}

fn wire_receipt(signed: &SignedReceipt) -> Receipt {
    verify(signed, &[key().public()]).unwrap()
}
