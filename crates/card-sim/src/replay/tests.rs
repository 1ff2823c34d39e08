use hex_literal::hex;
use iso7816::apdu::StatusWord;

use super::*;
use crate::card::Card;
use crate::crypto::offer::{Cipher, Mapping, PaceOffer};
use crate::tests::profile;

/// A conversation that read EF.CardAccess, the first nine bytes of DG1, and met odd refusals before and after PACE.
const TRACE: &str = "luutru-trace 1
atr 3B8880010073C84013009000A2
reader-max unknown
> 00A40000023F00
< 6D00
> 00B09C0000
< 3134300D060804007F0007020202020101300F060A04007F000702020302020201013012060A04007F0007020204020202010202010D9000 ~12
> 00A4040C07A0000002471001
< 9000
> 00B0810000
< 6982
> 0022C1A40F800A04007F00070202040202830102
< 9000
> 1086000002<2 bytes>00
< <20 bytes>9000
note a line for people
> 008600000C<12 bytes>00
< <12 bytes>9000
> 00B0810000
< 6C05
> 00B0810005
< 615D5F1F5A9000
> 00B0000504
< 494456586282
> 00B0000504
< 6F00
note interrupted
note resumed
> 00B0810000
< 6985
end lost
";

fn replay() -> Replay {
    Replay::parse(TRACE).unwrap()
}

#[test]
fn a_trace_tells_files_offers_and_answers() {
    let replay = replay();
    assert_eq!(replay.files[&FileId::Dg1], hex!("615D5F1F5A49445658"));
    assert_eq!(replay.files[&FileId::CardAccess].len(), 54);
    assert_eq!(replay.chip.pace, [PaceOffer { mapping: Mapping::Gm, cipher: Cipher::Aes128, parameter: 13 }]);
    assert!(!replay.chip.bac && !replay.chip.extended);
    assert_eq!(replay.answer_to_reset.unwrap(), hex!("3B8880010073C84013009000A2"));
}

#[test]
fn an_answer_belongs_to_where_its_command_was_given() {
    let mut recorded = replay().recorded;
    let read = Command::new(0, 0xB0, 0x81, 0).with_le(256);
    let mut place = Place { application: true, ..Place::default() };
    let status = |answer: Option<Response>| answer.map(|answer| answer.status);
    assert_eq!(status(recorded.answer(place, &read)), Some(StatusWord::SecurityNotSatisfied));
    place.trusted = true;
    assert_eq!(status(recorded.answer(place, &read)), Some(StatusWord::ExactLength(5)));
    assert_eq!(status(recorded.answer(Place::default(), &read)), Some(StatusWord::ConditionsNotSatisfied));
    // One command, two answers: in their order, the last one from then on.
    place.current = Some(FileId::Dg1.identifier());
    let next = Command::new(0, 0xB0, 0, 5).with_le(4);
    let answers: Vec<_> = (0..3).map(|_| status(recorded.answer(place, &next)).unwrap()).collect();
    assert_eq!(answers, [StatusWord::EndOfFile, StatusWord::Other(0x6F00), StatusWord::Other(0x6F00)]);
    assert!(recorded.answer(place, &Command::new(0, 0xB0, 0, 6).with_le(4)).is_none());
}

#[test]
fn the_card_answers_as_the_original_and_knows_nothing_else() {
    let mut card = Card::replay(TRACE, [7; 32]).unwrap();
    assert_eq!(card.transmit(&hex!("00A40000023F00")), hex!("6D00"));
    assert_eq!(card.transmit(&hex!("00B09C0000")).len(), 56);
    // The same file in another piece, and a file that was never read.
    assert_eq!(card.transmit(&hex!("00B0000104")), hex!("34300D069000"));
    assert_eq!(card.transmit(&hex!("00B09D0000")), hex!("6A82"));
    assert_eq!(card.transmit(&hex!("00A4040C07A0000002471001")), hex!("9000"));
    assert_eq!(card.transmit(&hex!("00B0810000")), hex!("6982"));
    assert_eq!(card.transmit(&hex!("0022C1A40F800A04007F00070202040202830102")), hex!("9000"));
    assert_eq!(card.atr(), hex!("3B8880010073C84013009000A2"));
}

#[test]
fn a_line_that_is_none_is_named() {
    for (text, line) in [
        ("", 1),
        ("luutru-trace 2\n", 1),
        ("luutru-trace 1\n\n> 00B0\n<< 9000\n", 4),
        ("luutru-trace 1\n> 0\n", 2),
        ("luutru-trace 1\n> +1\n", 2),
        ("luutru-trace 1\n> <9999999999 bytes>\n", 2),
        ("luutru-trace 1\n> <2 byte>\n", 2),
    ] {
        assert!(matches!(Replay::parse(text), Err(SimError::Trace(number)) if number == line), "{text}");
    }
}

#[test]
fn keys_are_found_in_every_form_of_dg14() {
    for (name, parameter, cipher, key_id) in [
        ("an", 13, Cipher::Aes128, None),
        ("passport-dh-gm", 0, Cipher::Aes128, None),
        ("passport-dh-im", 2, Cipher::Aes256, None),
        ("passport-gm-192", 18, Cipher::Aes192, None),
        ("passport-ca-3des", 12, Cipher::Des3, None),
        ("passport-jp2", 13, Cipher::Aes128, None),
    ] {
        let files = issuer::files::make(&profile(name)).unwrap();
        let keys = Keys::of(&files[&FileId::Dg14], &[], &[]).agreement;
        let [(key, _)] = &keys[..] else { panic!("{name}: {} keys", keys.len()) };
        assert_eq!((key.parameter, key.cipher, key.key_id), (parameter, cipher, key_id), "{name}");
    }
    let files = issuer::files::make(&profile("passport-two-keys")).unwrap();
    let keys = Keys::of(&files[&FileId::Dg14], &[], &[]).agreement;
    let mut ids: Vec<_> = keys.iter().map(|(key, _)| (key.key_id, key.parameter, key.cipher)).collect();
    ids.sort_by_key(|(id, ..)| *id);
    assert_eq!(ids, [(Some(1), 12, Cipher::Des3), (Some(195), 13, Cipher::Aes128)]);
}

#[test]
fn a_key_of_active_authentication_keeps_its_curve_and_hash() {
    let files = issuer::files::make(&profile("passport-aa-ecdsa-der")).unwrap();
    let keys = Keys::of(&files[&FileId::Dg14], &[], &files[&FileId::Dg15]);
    let (key, hash) = keys.active.unwrap();
    assert!(matches!(key, issuer::pki::PrivateKey::Ec { curve: issuer::pki::Curve::P384, .. }));
    assert_eq!(hash, issuer::pki::Hash::Sha384);
    let rsa = issuer::files::make(&profile("passport-aa-rsa")).unwrap();
    assert!(Keys::of(&[], &[], &rsa[&FileId::Dg15]).active.is_none());
}
