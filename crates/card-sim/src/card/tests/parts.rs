//! Commands and answers in parts, for chips that take no long ones.

use super::*;
use crate::crypto::modp::Modp;
use issuer::ChipKey;

/// Numbers of 2048 bits fit into no short command and no short answer.
#[test]
fn pace_with_long_numbers_goes_in_parts() {
    let offer = PaceOffer { mapping: Mapping::Gm, cipher: Cipher::Aes128, parameter: 2 };
    let mut card = card(|profile| {
        profile.chip.pace = vec![offer];
        profile.chip.chaining = true;
        profile.chip.get_response = true;
    });
    let mut terminal = opened_by(&mut card, offer);
    assert_eq!(terminal.read(0x81, 0, 95).data.len(), 95);
    assert_eq!(card.counts().extended, 0);
    let mut without = self::card(|profile| {
        profile.chip.pace = vec![offer];
        profile.chip.chaining = true;
    });
    without.transmit(&set_pace(offer, 2));
    general_authenticate(&mut without, false, &[]);
    let group = Group::Modp(Modp::Bits2048Order256);
    let ours = tlv::write(0x81, &group.write(&group.generator()));
    assert_eq!(general_authenticate(&mut without, false, &ours).status, StatusWord::WrongLength);
}

#[test]
fn a_protected_answer_waits_until_it_is_fetched() {
    let mut card = card(|profile| profile.chip.get_response = true);
    let whole = card.files[&FileId::Dg2].clone();
    let mut terminal = opened(&mut card);
    let command = terminal.protect(&Command::new(0, 0xB0, 0x82, 0).with_le(256)).encode();
    let first = terminal.card.transmit(&command);
    assert_eq!((first.len(), &first[256..]), (258, &hex!("6123")[..]));
    let second = terminal.card.transmit(&hex!("00C0000010"));
    assert_eq!((second.len(), &second[16..]), (18, &hex!("6113")[..]), "a smaller Le leaves a rest");
    assert_eq!(terminal.card.transmit(&hex!("00C0000000")).len(), 21);
    assert_eq!(terminal.card.transmit(&hex!("00C0000000")), hex!("6985"));
    terminal.counter += 1;
    assert_eq!(terminal.read(0x82, 0, 256).data, whole[..256]);
    let command = terminal.protect(&Command::new(0, 0xB0, 0x82, 0).with_le(256)).encode();
    terminal.card.transmit(&command);
    terminal.counter += 1;
    assert_eq!(terminal.read(0x81, 0, 95).data.len(), 95, "what is not fetched is forgotten");
    assert_eq!(terminal.card.transmit(&hex!("00C0000000")), hex!("6985"));
}

#[test]
fn a_protected_command_comes_in_parts() {
    let mut card = card(|profile| {
        profile.chip.largest_command = Some(70);
        profile.chip.chaining = true;
    });
    let key = ChipKey::default();
    let group = Group::from_parameter(key.parameter).unwrap();
    let public = group.write(&group.generator());
    let data = tlv::write(0x7C, &tlv::write(0x80, &public));
    let mut terminal = opened(&mut card);
    let set = Command::new(0, 0x22, 0x41, 0xA4).with_data(tlv::write(0x80, &key.oid()));
    assert_eq!(terminal.send(&set).status, StatusWord::Success);
    let part = |cla: u8, data: &[u8]| Command::new(cla, 0x86, 0, 0).with_data(data).with_le(256);
    assert_eq!(terminal.send(&part(0x10, &[0; 71])).status, StatusWord::WrongLength);
    assert_eq!(terminal.send(&set).status, StatusWord::Success);
    assert_eq!(terminal.send(&part(0x10, &data[..40])), Response::new([], StatusWord::Success));
    assert_eq!(terminal.send(&part(0x00, &data[40..])), Response::new(hex!("7C00"), StatusWord::Success));
}

#[test]
fn a_part_of_another_command_is_forgotten() {
    let mut card = card(|profile| profile.chip.chaining = true);
    let mut terminal = opened(&mut card);
    let front = Command::new(0x10, 0xA4, 0x02, 0x0C).with_data([0x01]);
    assert_eq!(terminal.send(&front).status, StatusWord::Success);
    assert_eq!(terminal.read(0x81, 0, 95).data.len(), 95);
    let rest = Command::new(0x00, 0xA4, 0x02, 0x0C).with_data([0x02]);
    assert_eq!(terminal.send(&rest).status, StatusWord::WrongParameters, "alone it names no file");
    terminal.send(&front);
    assert_eq!(terminal.send(&rest).status, StatusWord::Success);
    let endless = Command::new(0x10, 0xA4, 0x02, 0x0C).with_data([0; 200]);
    let refused = (0..30).find(|_| terminal.send(&endless).status == StatusWord::WrongLength);
    assert_eq!(refused, Some(20), "no chip keeps more than 4096 bytes");
}

#[test]
fn a_chip_without_parts_says_so() {
    let mut card = card(|_| ());
    let mut terminal = opened(&mut card);
    let front = Command::new(0x10, 0xA4, 0x02, 0x0C).with_data([0x01]);
    assert_eq!(terminal.send(&front).status, StatusWord::ClassNotSupported);
    assert_eq!(status(&card.transmit(&hex!("00C0000000"))), 0x6D00);
}
