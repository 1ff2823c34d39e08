use hex_literal::hex;

use super::*;
use crate::crypto::bac::BacKeys;
use crate::crypto::bac::tests::{COMMAND, SECRETS};
use crate::crypto::block::pad;

fn appendix_d_session() -> Channel {
    BacKeys::new("L898902C<369080619406236").authenticate(&COMMAND, &SECRETS).unwrap().1
}

fn agreed(cipher: Cipher) -> Channel {
    Channel::agreed(cipher, &[0; 32])
}

fn open(channel: &mut Channel, bytes: &[u8]) -> Result<Opened, StatusWord> {
    channel.open(&Command::parse(bytes).unwrap())
}

fn success(data: &[u8]) -> Response {
    Response::new(data, StatusWord::Success)
}

/// Protected command, plain command, plain answer, protected answer.
type Exchange<'a> = (&'a [u8], Command, &'a [u8], &'a [u8]);

/// Appendix D.4: SELECT EF.COM, READ BINARY of four bytes, READ BINARY of eighteen.
#[test]
fn appendix_d_4_is_opened_and_sealed_byte_for_byte() {
    let exchanges: [Exchange<'_>; 3] = [
        (
            &hex!("0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800"),
            Command::new(0, 0xA4, 2, 0x0C).with_data([0x01, 0x1E]),
            &[],
            &hex!("990290008E08FA855A5D4C50A8ED9000"),
        ),
        (
            &hex!("0CB000000D9701048E08ED6705417E96BA5500"),
            Command::new(0, 0xB0, 0, 0).with_le(4),
            &hex!("60145F01"),
            &hex!("8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000"),
        ),
        (
            &hex!("0CB000040D9701128E082EA28A70F3C7B53500"),
            Command::new(0, 0xB0, 0, 4).with_le(18),
            &hex!("04303130365F36063034303030305C026175"),
            &hex!("871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000"),
        ),
    ];
    let mut channel = appendix_d_session();
    for (protected, plain, data, answer) in exchanges {
        assert_eq!(open(&mut channel, protected).unwrap().command, plain);
        assert_eq!(channel.seal(&success(data), false).encode(), answer);
    }
}

#[test]
fn a_protection_that_is_missing_or_wrong_is_told_apart() {
    let cases: [(&[u8], StatusWord); 6] = [
        (&hex!("0CB0000000"), StatusWord::ProtectionMissing),
        (&hex!("0CB000000397010400"), StatusWord::ProtectionMissing),
        (&hex!("0CB000000D9701048E08ED6705417E96BA5600"), StatusWord::ProtectionWrong),
        (&hex!("0CB000010D9701048E08ED6705417E96BA5500"), StatusWord::ProtectionWrong),
        (&hex!("0CB000000D8E08ED6705417E96BA5597010400"), StatusWord::ProtectionWrong),
        (&hex!("0CB000000E970204008E08ED6705417E96BA5500"), StatusWord::ProtectionWrong),
    ];
    for (bytes, status) in cases {
        assert_eq!(open(&mut appendix_d_session(), bytes), Err(status), "{bytes:02X?}");
    }
}

#[test]
fn a_repeated_command_is_refused_because_the_counter_went_on() {
    let bytes = hex!("0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800");
    let mut channel = appendix_d_session();
    open(&mut channel, &bytes).unwrap();
    assert_eq!(open(&mut channel, &bytes), Err(StatusWord::ProtectionWrong));
}

/// The terminal's side of AES secure messaging, spelt out from clause 9.8 for one command.
fn protect_aes(command: &Command, counter: u128, encrypt: &Key, authenticate: &Key) -> Command {
    let counter = counter.to_be_bytes();
    let iv = encrypt.encrypt(&counter);
    let cla = command.cla | 0x0C;
    let mut objects = Vec::new();
    if !command.data.is_empty() {
        let cryptogram = encrypt.encrypt_from(&iv, &encrypt.pad(&command.data));
        objects = tlv::write(0x87, &[&[1], &cryptogram[..]].concat());
    }
    objects.extend(command.le.map(|le| tlv::write(0x97, &[le.to_be_bytes()[3]])).unwrap_or_default());
    let header = pad(&[cla, command.ins, command.p1, command.p2], 16);
    let message = [&counter[..], &header, &objects].concat();
    objects.extend(tlv::write(0x8E, &authenticate.mac(&pad(&message, 16))));
    Command { cla, data: objects, le: Some(256), ..*command }
}

#[test]
fn an_aes_session_counts_both_ways() {
    for cipher in [Cipher::Aes128, Cipher::Aes192, Cipher::Aes256] {
        counts_both_ways(cipher);
    }
}

fn counts_both_ways(cipher: Cipher) {
    let (encrypt, authenticate) = (Key::new(cipher, &[1; 32]), Key::new(cipher, &[2; 32]));
    let mut channel = Channel::new(encrypt.clone(), authenticate.clone(), 0);
    for turn in 0..3_u128 {
        let plain = Command::new(0, 0xB0, 0, 7).with_data([9; 20]).with_le(256);
        let opened = channel.open(&protect_aes(&plain, 2 * turn + 1, &encrypt, &authenticate)).unwrap();
        assert_eq!((opened.command, opened.room), (plain, 223));
        let answer = channel.seal(&success(&[0xA5; 223]), false);
        assert!(answer.data.len() <= 256, "{} bytes do not fit into a short answer", answer.data.len());
        let counter = (2 * turn + 2).to_be_bytes();
        let (covered, checksum) = answer.data.split_at(answer.data.len() - 10);
        assert_eq!(checksum[2..], authenticate.mac(&pad(&[&counter, covered].concat(), 16)));
    }
}

#[test]
fn a_short_answer_has_room_for_what_the_standard_leaves() {
    let (aes, des3) = (agreed(Cipher::Aes256), agreed(Cipher::Des3));
    assert_eq!((aes.room(256), des3.room(256)), (223, 231));
    assert_eq!((aes.room(65_536), des3.room(65_536)), (65_503, 65_511));
    assert_eq!((aes.room(0), des3.room(10)), (0, 0));
    for room in [aes.room(256), aes.room(1000), aes.room(65_536)] {
        let mut channel = agreed(Cipher::Aes128);
        let outer = if room == 223 { 256 } else { room + 33 };
        assert!(channel.seal(&success(&vec![1; room]), false).data.len() <= outer);
    }
}

#[test]
fn the_answer_to_an_odd_instruction_is_a_cryptogram_without_indicator() {
    let answer = agreed(Cipher::Aes128).seal(&success(&[1]), true);
    assert_eq!(tlv::find(&answer.data, 0x85).map(<[u8]>::len), Some(16));
    assert_eq!(tlv::find(&answer.data, 0x87), None);
}
