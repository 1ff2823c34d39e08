mod genuine;
mod parts;
mod passwords;

use hex_literal::hex;

use super::*;
use crate::counts::{Damage, Refusal};
use crate::crypto::block::{Key, pad, unpad};
use crate::crypto::group::Group;
use crate::crypto::integrated;
use crate::crypto::kdf::{Purpose, derive};
use crate::crypto::offer::{Cipher, Mapping, PaceOffer};
use crate::tests::profile;
use iso7816::tlv;
use issuer::LongRead;
use num_bigint::BigUint;

fn card(change: impl FnOnce(&mut Profile)) -> Card {
    let mut profile = profile("an");
    change(&mut profile);
    Card::new(&profile, [5; 32]).unwrap()
}

fn status(answer: &[u8]) -> u16 {
    u16::from_be_bytes(*answer.last_chunk().unwrap())
}

const SELECT_APPLICATION: &[u8] = &hex!("00A4040C07A0000002471001");
const SET_PACE_CAN: &[u8] = &hex!("0022C1A412800A04007F0007020204020283010284010D");

/// A terminal spelt out for these tests: it knows the CAN and protects commands in its own words.
struct Terminal<'a> {
    card: &'a mut Card,
    encrypt: Key,
    authenticate: Key,
    counter: u128,
    /// The chip's public key of the generic mapping.
    mapping: Vec<u8>,
}

fn general_authenticate(card: &mut Card, last: bool, data: &[u8]) -> Response {
    let cla = if last { 0x00 } else { 0x10 };
    let data = tlv::write(0x7C, data);
    let le = if data.len() > 255 { 65_536 } else { 256 };
    let command = Command::new(cla, 0x86, 0, 0).with_data(data.clone()).with_le(le);
    if card.chip.extended || le == 256 {
        return Response::parse(&transmit_whole(card, &command.encode())).unwrap();
    }
    // In parts, where the chip takes no longer commands.
    let (front, rest) = data.split_at(200);
    let part = |data: &[u8]| Command::new(0x10, 0x86, 0, 0).with_data(data).with_le(256).encode();
    assert_eq!(card.transmit(&part(front)), hex!("9000"));
    Response::parse(&transmit_whole(card, &part(rest))).unwrap()
}

/// Sends a command and fetches what waits.
fn transmit_whole(card: &mut Card, command: &[u8]) -> Vec<u8> {
    let mut answer = card.transmit(command);
    while let [.., 0x61, waiting] = answer[..] {
        answer.truncate(answer.len() - 2);
        answer.extend(card.transmit(&[0x00, 0xC0, 0x00, 0x00, waiting]));
    }
    answer
}

fn object(response: &Response, tag: tlv::Tag) -> Vec<u8> {
    tlv::find_path(&response.data, &[0x7C, tag]).unwrap().to_vec()
}

/// MSE:Set AT with the domain parameters named.
fn set_pace(offer: PaceOffer, password: u8) -> Vec<u8> {
    let data = [tlv::write(0x80, &offer.oid()), vec![0x83, 1, password], vec![0x84, 1, offer.parameter]].concat();
    Command::new(0, 0x22, 0xC1, 0xA4).with_data(data).encode()
}

const GENERIC: PaceOffer = PaceOffer { mapping: Mapping::Gm, cipher: Cipher::Aes128, parameter: 13 };

/// Runs PACE; gives the last answer and the keys.
fn pace<'a>(card: &'a mut Card, set: &[u8], offer: PaceOffer, password: &[u8]) -> (Response, Terminal<'a>) {
    assert!(matches!(status(&card.transmit(set)), 0x9000 | 0x63C0..=0x63CF));
    let group = Group::from_parameter(offer.parameter).unwrap();
    let private = BigUint::from(0x1717_1717_1717_1717_u64);
    let nonce = object(&general_authenticate(card, false, &[]), 0x80);
    let nonce = derive(offer.cipher, password, Purpose::Password).decrypt(&nonce).unwrap();
    let mut mapping = Vec::new();
    let generator = if offer.mapping == Mapping::Im {
        let ours = vec![0x5A; offer.cipher.key_len()];
        assert_eq!(object(&general_authenticate(card, false, &tlv::write(0x81, &ours)), 0x82), b"");
        integrated::map(group, offer.cipher, &nonce, &ours).unwrap()
    } else {
        let ours = tlv::write(0x81, &group.write(&group.public(&private).unwrap()));
        mapping = object(&general_authenticate(card, false, &ours), 0x82);
        let theirs = group.read(&mapping).unwrap();
        let shared = group.multiply(&private, &theirs).unwrap();
        group.map_generic(&BigUint::from_bytes_be(&nonce), &shared).unwrap()
    };
    let ours = group.write(&group.multiply(&private, &generator).unwrap());
    let theirs = object(&general_authenticate(card, false, &tlv::write(0x83, &ours)), 0x84);
    let secret = group.secret(&group.multiply(&private, &group.read(&theirs).unwrap()).unwrap());
    let (encrypt, authenticate) =
        (derive(offer.cipher, &secret, Purpose::Encrypt), derive(offer.cipher, &secret, Purpose::Authenticate));
    let token = |public: &[u8]| {
        let public = tlv::write(if offer.is_elliptic() { 0x86 } else { 0x84 }, public);
        authenticate.mac(&tlv::write(0x7F49, &[tlv::write(0x06, &offer.oid()), public].concat()))
    };
    let last = general_authenticate(card, true, &tlv::write(0x85, &token(&theirs)));
    if last.status == StatusWord::Success {
        assert_eq!(object(&last, 0x86), token(&ours));
    }
    (last, Terminal { card, encrypt, authenticate, counter: 0, mapping })
}

fn opened(card: &mut Card) -> Terminal<'_> {
    opened_by(card, GENERIC)
}

fn opened_by(card: &mut Card, offer: PaceOffer) -> Terminal<'_> {
    let (last, mut terminal) = pace(card, &set_pace(offer, 2), offer, b"000123");
    assert_eq!(last.status, StatusWord::Success);
    assert_eq!(terminal.send(&Command::parse(SELECT_APPLICATION).unwrap()).status, StatusWord::Success);
    terminal
}

impl Terminal<'_> {
    fn counted(&self) -> Vec<u8> {
        self.counter.to_be_bytes()[16 - self.encrypt.cipher().block_len()..].to_vec()
    }

    fn iv(&self) -> Vec<u8> {
        let counter = self.counted();
        if counter.len() == 8 { vec![0; 8] } else { self.encrypt.encrypt(&counter) }
    }

    fn checksum(&self, message: &[u8]) -> [u8; 8] {
        let message = [&self.counted(), message].concat();
        let des = self.encrypt.cipher() == Cipher::Des3;
        self.authenticate.mac(&if des { message } else { pad(&message, 16) })
    }

    fn protect(&mut self, plain: &Command) -> Command {
        self.counter += 1;
        let mut objects = Vec::new();
        if !plain.data.is_empty() {
            let cryptogram = self.encrypt.encrypt_from(&self.iv(), &self.encrypt.pad(&plain.data));
            let odd = plain.ins & 1 == 1;
            objects =
                if odd { tlv::write(0x85, &cryptogram) } else { tlv::write(0x87, &[&[1], &cryptogram[..]].concat()) };
        }
        if let Some(le) = plain.le {
            let [_, high, middle, low] = le.to_be_bytes();
            let value = if le > 256 { vec![middle, low] } else { vec![low] };
            assert!(high == 0 || le == 65_536);
            objects.extend(tlv::write(0x97, &value));
        }
        let cla = plain.cla | 0x0C;
        let header = self.encrypt.pad(&[cla, plain.ins, plain.p1, plain.p2]);
        let covered = if objects.is_empty() { header[..4].to_vec() } else { [&header, &objects[..]].concat() };
        objects.extend(tlv::write(0x8E, &self.checksum(&covered)));
        let le = if plain.le.is_some_and(|le| le > 256) { 65_536 } else { 256 };
        Command { cla, data: objects, le: Some(le), ..*plain }
    }

    fn send(&mut self, plain: &Command) -> Response {
        let protected = self.protect(plain).encode();
        let answer = Response::parse(&transmit_whole(self.card, &protected)).unwrap();
        let parts = self.card.chip.get_response;
        assert!(answer.data.len() <= 256 || is_extended(&protected) || parts, "the answer is too long");
        self.counter += 1;
        let (covered, checksum) = answer.data.split_at(answer.data.len() - 10);
        assert_eq!(checksum[2..], self.checksum(covered));
        let cryptogram =
            tlv::find(covered, 0x87).map(|value| &value[1..]).or_else(|| tlv::find(covered, 0x85)).map(<[u8]>::to_vec);
        let data = cryptogram.map(|c| unpad(self.encrypt.decrypt_from(&self.iv(), &c).unwrap()).unwrap());
        Response::new(data.unwrap_or_default(), answer.status)
    }

    fn read(&mut self, p1: u8, p2: u8, le: u32) -> Response {
        self.send(&Command::new(0, 0xB0, p1, p2).with_le(le))
    }

    fn read_whole(&mut self, file: FileId, chunk: u32) -> Vec<u8> {
        let first = self.read(0x80 | file.short(), 0, chunk);
        let total = tlv::Header::read(&first.data).unwrap().total();
        let mut whole = first.data;
        while whole.len() < total {
            let [.., high, low] = whole.len().to_be_bytes();
            let next = self.read(high, low, chunk);
            assert!(next.status.gives_data() && !next.data.is_empty());
            whole.extend(next.data);
        }
        whole
    }
}

#[test]
fn what_is_free_before_and_after_the_application_is_selected() {
    let access = hex!(
        "3134300D060804007F0007020202020101300F060A04007F000702020302020201013012060A04007F0007020204020202010202010D9000"
    );
    let script: [(&[u8], &[u8]); 18] = [
        (&hex!("00A4000C023F00"), &hex!("6D00")),
        (&hex!("00A40000"), &hex!("6D00")),
        (&hex!("00B0000000"), &hex!("6985")),
        (&hex!("00B09C0000"), &access),
        (&hex!("00A4020C02011C"), &hex!("9000")),
        (&hex!("00B0000000"), &access),
        (&hex!("00B0000004"), &hex!("3134300D9000")),
        (&hex!("00B0003404"), &hex!("010D6282")),
        (&hex!("00B0003604"), &hex!("6B00")),
        (&hex!("00B08000"), &hex!("6A82")),
        (&hex!("00A4020C020101"), &hex!("6A82")),
        (&hex!("0084000008"), &hex!("6985")),
        (SELECT_APPLICATION, &hex!("9000")),
        (&hex!("00B09C0000"), &hex!("6A82")),
        (&hex!("00A4020C020101"), &hex!("6982")),
        (&hex!("00A4020C02010B"), &hex!("6A82")),
        (&hex!("00B0810000"), &hex!("6982")),
        (&hex!("00A4040C07A0000002471002"), &hex!("6A82")),
    ];
    let mut card = card(|_| ());
    for (command, answer) in script {
        assert_eq!(card.transmit(command), answer, "{command:02X?}");
    }
}

#[test]
fn instructions_and_forms_the_card_does_not_know() {
    let cases: [(&[u8], u16); 9] = [
        (&hex!("FFCA000000"), 0x6A81),
        (&hex!("80CA000000"), 0x6E00),
        (&hex!("00DA000008000000000000000000"), 0x6D00),
        (&hex!("00B0"), 0x6700),
        (&hex!("00B09C0000000000"), 0x6700),
        (&hex!("00B09C00000000"), 0x6700),
        (&hex!("0CB09C0000"), 0x6988),
        (&hex!("00A4010C02011C"), 0x6A86),
        (&hex!("00B0FC0000"), 0x6A86),
    ];
    for (command, word) in cases {
        assert_eq!(status(&card(|_| ()).transmit(command)), word, "{command:02X?}");
    }
}

#[test]
fn the_master_file_is_selected_only_where_a_foreign_reader_needs_it() {
    let mut card = card(|profile| profile.chip.accept_select_mf = true);
    assert_eq!(card.transmit(SELECT_APPLICATION), hex!("9000"));
    assert_eq!(card.transmit(&hex!("00A4000C023F00")), hex!("9000"));
    assert_eq!(status(&card.transmit(&hex!("00B09C0000"))), 0x9000);
}

#[test]
fn pace_opens_with_the_can_and_with_the_mrz() {
    let mut card = card(|_| ());
    assert_eq!(pace(&mut card, SET_PACE_CAN, GENERIC, b"000123").0.status, StatusWord::Success);
    card.reset();
    // The one set of parameters the card has need not be named.
    let set = hex!("0022C1A40F800A04007F00070202040202830101");
    let mrz = mrz_secret("099000123299051533905151");
    assert_eq!(pace(&mut card, &set, GENERIC, &mrz).0.status, StatusWord::Success);
}

/// Every mapping in every group with every cipher, each followed by a command in the session it opens.
#[test]
fn pace_opens_in_every_combination() {
    let mut card = card(|profile| profile.chip.extended = true);
    for mapping in [Mapping::Gm, Mapping::Im] {
        for parameter in (0..=2).chain(8..=18) {
            for cipher in Cipher::ALL {
                // P-224 has no integrated mapping.
                if mapping == Mapping::Im && parameter == 10 {
                    continue;
                }
                let offer = PaceOffer { mapping, cipher, parameter };
                card.chip.pace = vec![offer];
                card.reset();
                let mut terminal = opened_by(&mut card, offer);
                assert_eq!(terminal.read(0x81, 0, 95).data.len(), 95, "{offer:?}");
            }
        }
    }
}

#[test]
fn several_offers_are_told_apart_by_protocol_and_parameters() {
    let other = PaceOffer { mapping: Mapping::Gm, cipher: Cipher::Aes128, parameter: 12 };
    let integrated = PaceOffer { mapping: Mapping::Im, cipher: Cipher::Aes256, parameter: 15 };
    let mut card = card(|_| ());
    card.chip.pace = vec![GENERIC, other, integrated];
    for offer in [GENERIC, other, integrated] {
        card.reset();
        opened_by(&mut card, offer);
    }
    card.reset();
    assert_eq!(card.transmit(&hex!("0022C1A40F800A04007F00070202040202830102")), hex!("6A80"), "which of the two?");
    assert_eq!(card.transmit(&set_pace(PaceOffer { parameter: 14, ..GENERIC }, 2)), hex!("6A88"));
}

#[test]
fn a_wrong_can_is_refused_at_the_fourth_step_and_the_right_one_still_opens() {
    let mut card = card(|_| ());
    assert_eq!(pace(&mut card, SET_PACE_CAN, GENERIC, b"000124").0.status, StatusWord::AuthenticationFailed);
    assert_eq!(pace(&mut card, SET_PACE_CAN, GENERIC, b"000123").0.status, StatusWord::Success);
}

#[test]
fn a_template_the_card_has_no_protocol_for_is_refused() {
    let cases: [(&[u8], u16); 6] = [
        (&hex!("0022C1A412800A04007F0007020204020483010284010D"), 0x6A80),
        (&hex!("0022C1A412800A04007F0007020204020283010284010C"), 0x6A88),
        (&hex!("0022C1A412800A04007F0007020204020283010384010D"), 0x6A88),
        (&hex!("0022C1A40C800A04007F00070202040202"), 0x6A80),
        (&hex!("0022C1B612800A04007F0007020204020283010284010D"), 0x6A86),
        (&hex!("10860000027C0000"), 0x6985),
    ];
    for (command, word) in cases {
        assert_eq!(status(&card(|_| ()).transmit(command)), word, "{command:02X?}");
    }
    let mut without = card(|profile| profile.chip.pace.clear());
    assert_eq!(status(&without.transmit(SET_PACE_CAN)), 0x6D00);
    assert_eq!(status(&without.transmit(&hex!("00B09C0000"))), 0x6A82);
}

#[test]
fn every_file_reads_whole_under_secure_messaging() {
    let mut card = card(|_| ());
    let files = card.files.clone();
    let mut terminal = opened(&mut card);
    for (file, content) in files.iter().filter(|(file, _)| file.in_application() && **file != FileId::Dg3) {
        for chunk in [223, 256, 100] {
            assert_eq!(&terminal.read_whole(*file, chunk), content, "{file:?} by {chunk}");
        }
    }
    assert_eq!(terminal.read(0x83, 0, 223).status, StatusWord::SecurityNotSatisfied);
    assert_eq!(terminal.read(0x8B, 0, 223).status, StatusWord::NotFound);
}

#[test]
fn le_is_bounded_by_the_answer_the_file_and_the_chip() {
    let mut card = card(|_| ());
    let mut terminal = opened(&mut card);
    assert_eq!(terminal.read(0x82, 0, 256).data.len(), 223);
    assert_eq!(terminal.read(0x82, 0, 224).status, StatusWord::WrongLength);
    assert_eq!(terminal.read(0x81, 0, 224).status, StatusWord::EndOfFile);
    assert_eq!(terminal.read(0x81, 0, 95).status, StatusWord::Success);
    assert_eq!(terminal.read(0x81, 95, 1).status, StatusWord::WrongOffset);
    assert_eq!(terminal.read(0x7F, 0xFF, 1).status, StatusWord::WrongOffset);
}

#[test]
fn a_chip_with_a_small_buffer_refuses_in_one_of_three_ways() {
    let cases = [
        (LongRead::WrongLength, StatusWord::WrongLength),
        (LongRead::ExactLength, StatusWord::ExactLength(112)),
        (LongRead::WrongOffset, StatusWord::WrongOffset),
    ];
    for (long_read, status) in cases {
        let mut card = card(|profile| {
            profile.chip.largest_read = Some(112);
            profile.chip.long_read = long_read;
        });
        let mut terminal = opened(&mut card);
        assert_eq!(terminal.read(0x82, 0, 223).status, status);
        assert_eq!(terminal.read(0x82, 0, 256).status, status);
        assert_eq!(terminal.read(0x82, 0, 112).data.len(), 112);
    }
}

#[test]
fn an_extended_read_carries_a_whole_file() {
    let mut card = card(|profile| profile.chip.extended = true);
    let whole = card.files[&FileId::Dg2].clone();
    assert_eq!(card.transmit(&hex!("00B0810000"))[..2], hex!("7F66"));
    let mut terminal = opened(&mut card);
    let answer = terminal.read(0x82, 0, 65_536);
    assert_eq!((answer.status, answer.data), (StatusWord::Success, whole));
    let counts = card.counts();
    assert_eq!((counts.extended, counts.short), (1, 7));
}

#[test]
fn a_card_without_extended_length_refuses_it_inside_a_session_too() {
    let mut card = card(|_| ());
    let mut terminal = opened(&mut card);
    let command = terminal.protect(&Command::new(0, 0xB0, 0x82, 0).with_le(65_536)).encode();
    assert_eq!(card.transmit(&command), hex!("6700"));
    assert_eq!((card.atr()[8], self::card(|p| p.chip.extended = true).atr()[8]), (0x13, 0x53));
}

#[test]
fn the_odd_instruction_wraps_offset_and_data() {
    let mut card = card(|_| ());
    let whole = card.files[&FileId::Dg2].clone();
    let mut terminal = opened(&mut card);
    let ask = |offset: &[u8]| Command::new(0, 0xB1, 0x01, 0x02).with_data(tlv::write(0x54, offset)).with_le(256);
    let answer = terminal.send(&ask(&[0x01, 0x00]));
    assert_eq!(answer.status, StatusWord::Success);
    let data = tlv::find(&answer.data, 0x53).unwrap();
    assert_eq!(data, &whole[256..256 + data.len()]);
    assert_eq!(terminal.send(&ask(&[])).status, StatusWord::WrongData);
}

#[test]
fn a_fault_in_the_protection_ends_the_session() {
    let mut card = card(|_| ());
    let mut terminal = opened(&mut card);
    let mut command = terminal.protect(&Command::new(0, 0xB0, 0x81, 0).with_le(8));
    *command.data.last_mut().unwrap() ^= 1;
    assert_eq!(terminal.card.transmit(&command.encode()), hex!("6988"));
    let next = terminal.protect(&Command::new(0, 0xB0, 0x81, 0).with_le(8));
    assert_eq!(terminal.card.transmit(&next.encode()), hex!("6988"));
    assert_eq!(card.transmit(&hex!("00B0810000")), hex!("6982"));
}

#[test]
fn a_missing_checksum_is_told_apart() {
    let mut card = card(|_| ());
    opened(&mut card);
    assert_eq!(card.transmit(&hex!("0CB081000397010800")), hex!("6987"));
}

#[test]
fn a_plain_command_ends_the_session() {
    let mut card = card(|_| ());
    opened(&mut card);
    assert_eq!(card.transmit(&hex!("00B0810000")), hex!("6982"));
    assert_eq!(card.transmit(SELECT_APPLICATION), hex!("9000"));
    assert_eq!(card.transmit(&hex!("00B0810000")), hex!("6982"));
}

#[test]
fn a_reset_forgets_the_session_and_the_application_but_not_the_counts() {
    let mut card = card(|_| ());
    opened(&mut card);
    let before = card.counts().commands;
    card.reset();
    assert_eq!(status(&card.transmit(&hex!("00B09C0000"))), 0x9000);
    assert_eq!(card.counts().commands, before + 1);
    card.lay();
    assert_eq!(card.counts(), Counts::default());
}

#[test]
fn bac_needs_the_application_and_a_fresh_challenge() {
    let mut card = card(|_| ());
    let challenge = hex!("0084000008");
    let authenticate = [&hex!("0082000028")[..], &[0; 40], &[0x28]].concat();
    card.transmit(SELECT_APPLICATION);
    assert_eq!(status(&card.transmit(&authenticate)), 0x6985);
    assert_eq!(card.transmit(&challenge).len(), 10);
    assert_eq!(status(&card.transmit(&authenticate)), 0x6300);
    assert_eq!(status(&card.transmit(&authenticate)), 0x6985);
    let mut without = self::card(|profile| profile.chip.bac = false);
    without.transmit(SELECT_APPLICATION);
    assert_eq!(status(&without.transmit(&challenge)), 0x6D00);
}

#[test]
fn a_card_lifted_at_an_index_answers_so_many_commands_and_no_more() {
    for index in 0..4 {
        let mut card = card(|_| ());
        card.set_faults(Faults { lift_at: Some(index), ..Faults::default() });
        let answered = (0..10).take_while(|_| !card.transmit(&hex!("00B09C0000")).is_empty()).count();
        assert_eq!((answered, card.counts().commands, card.is_lifted()), (index, index, true));
        card.set_faults(Faults::default());
        assert!(card.transmit(&hex!("00B09C0000")).is_empty(), "it stays away until it is laid again");
        card.lay();
        assert!(!card.transmit(&hex!("00B09C0000")).is_empty());
    }
}

#[test]
fn a_chip_that_loses_its_power_for_a_moment_forgets_its_session_and_stays() {
    let mut card = card(|_| ());
    card.set_faults(Faults { reset_at: Some(7), ..Faults::default() });
    let mut terminal = opened(&mut card);
    assert_eq!(terminal.read(0x81, 0, 95).status, StatusWord::Success);
    let command = terminal.protect(&Command::new(0, 0xB0, 0x81, 0).with_le(95)).encode();
    assert_eq!(terminal.card.transmit(&command), hex!("6988"));
    assert!(!card.is_lifted());
    opened(&mut card);
}

#[test]
fn a_damaged_answer_is_one_byte_of_one_answer() {
    let mut card = card(|_| ());
    let good = card.transmit(&hex!("00B09C0000"));
    let damaged = |command, byte| Faults { damage_at: Some(Damage { command, byte }), ..Faults::default() };
    card.set_faults(damaged(1, 3));
    let bad = card.transmit(&hex!("00B09C0000"));
    assert_eq!((bad[3], &bad[4..]), (good[3] ^ 0xFF, &good[4..]));
    assert_eq!(card.transmit(&hex!("00B09C0000")), good);
    card.set_faults(damaged(3, 10_000));
    assert_eq!(status(&card.transmit(&hex!("00B09C0000"))), 0x90FF);
}

#[test]
fn a_refused_command_is_not_carried_out_and_keeps_the_session() {
    let mut card = card(|_| ());
    let refused = Refusal { command: 6, status: 0x6F00 };
    card.set_faults(Faults { refuse_at: Some(refused), ..Faults::default() });
    let mut terminal = opened(&mut card);
    assert_eq!(terminal.read(0x81, 0, 95), Response::new([], StatusWord::Other(0x6F00)));
    assert_eq!(terminal.read(0x00, 0, 95).status, StatusWord::ConditionsNotSatisfied, "no file was opened");
    assert_eq!(terminal.read(0x81, 0, 95).data.len(), 95);
}

#[test]
fn a_script_rewrites_answers_before_they_are_protected() {
    let mut card = card(|_| ());
    card.set_tamper(Some(Box::new(|index, answer| match index {
        6 => *answer = hex!("DEADBEEF6282").to_vec(),
        7 => answer.clear(),
        _ => {}
    })));
    let mut terminal = opened(&mut card);
    assert_eq!(terminal.read(0x81, 0, 95), Response::new(hex!("DEADBEEF"), StatusWord::EndOfFile));
    assert_eq!(terminal.read(0x81, 0, 95).status, StatusWord::Other(0x6F00));
    assert_eq!(terminal.read(0x81, 0, 95).data.len(), 95);
    terminal.card.set_tamper(None);
    assert_eq!(terminal.read(0x81, 0, 95).data.len(), 95);
}

#[test]
fn counts_tell_what_was_asked_and_when_the_name_was_there() {
    let mut card = card(|_| ());
    card.transmit(&hex!("FFCA000000"));
    assert_eq!(card.counts(), Counts::default());
    card.transmit(&hex!("00B09C0000"));
    let counts = card.counts();
    assert_eq!((counts.commands, counts.short, counts.bytes_in, counts.bytes_out), (1, 1, 5, 56));
    let mut terminal = opened(&mut card);
    terminal.read(0x81, 0, 40);
    assert_eq!(terminal.card.counts().name_after, None);
    terminal.read(0x00, 40, 55);
    terminal.read(0x81, 0, 95);
    assert_eq!(card.counts().name_after, Some(9));
}

#[test]
fn the_same_seed_gives_the_same_conversation() {
    let (mut one, mut two) = (card(|_| ()), card(|_| ()));
    let (encrypt, again) = (opened(&mut one).encrypt, opened(&mut two).encrypt);
    assert_eq!(encrypt.bytes(), again.bytes());
}

#[test]
fn the_atr_is_a_type_a_chips() {
    let atr = card(|_| ()).atr();
    assert_eq!((atr.len(), &atr[..4]), (13, &hex!("3B888001")[..]));
    assert_eq!(atr[1..].iter().fold(0, |check, byte| check ^ byte), 0);
}

/// Nothing a reader sends may bring the card down.
#[test]
fn any_bytes_get_a_status_word() {
    let mut dice = Dice::new([3; 32]);
    let mut card = card(|profile| {
        profile.chip.chaining = true;
        profile.chip.get_response = true;
        profile.chip.extended = true;
    });
    for _ in 0..5000 {
        let bytes: [u8; 24] = dice.throw();
        let mut command = bytes[..usize::from(bytes[23]) % 23].to_vec();
        if let [cla, ins, ..] = &mut command[..] {
            *cla &= 0x1C;
            *ins = [0xA4, 0xB0, 0xB1, 0x84, 0x82, 0x22, 0x86, 0x88, 0xC0][usize::from(*ins) % 9];
        }
        assert!(card.transmit(&command).len() >= 2);
    }
}
