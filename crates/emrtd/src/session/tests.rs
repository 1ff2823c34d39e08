use std::collections::VecDeque;

use hex_literal::hex;
use mrz::MrzKey;
use proptest::prelude::*;

use super::{chip::Chip, *};
use crate::{access::Can, error::Step};
use iso7816::apdu::{Command, Response, StatusWord};
use iso7816::tlv;

/// A session whose random values are given one by one, as a worked example prints them.
fn replaying(passwords: Vec<Password>, random: &[&[u8]]) -> Session {
    let random = Random::scripted(random.iter().map(|value| value.to_vec()).collect());
    Session::planned(passwords, random)
}

/// Plays an exchange: each command must be exactly the one expected, then gets its answer.
fn play(session: &mut Session, exchanges: &[(&[u8], &[u8])]) -> Vec<Progress> {
    let mut progress = Vec::new();
    let mut exchanges = exchanges.iter().collect::<VecDeque<_>>();
    while let Some((expected, answer)) = exchanges.front() {
        match session.poll() {
            Output::Transmit(command) => {
                assert_eq!(command, *expected, "sent {command:02X?}, expected {expected:02X?}");
                session.answer(answer);
                exchanges.pop_front();
            }
            Output::Progress(step) => progress.push(step),
            Output::Interrupted => session.resume(&[], None),
            Output::Finished(result) => panic!("over with {result:?}"),
        }
    }
    progress
}

/// Polls past progress to the result, answering further commands with `answer`.
fn finish(session: &mut Session, mut answer: impl FnMut(&[u8]) -> Vec<u8>) -> Result<Box<Reading>, ReadError> {
    loop {
        match session.poll() {
            Output::Transmit(command) => {
                let answer = answer(&command);
                session.answer(&answer);
            }
            Output::Progress(_) => {}
            Output::Interrupted => session.resume(&[], None),
            Output::Finished(result) => return result,
        }
    }
}

const CARD_ACCESS_G1: [u8; 22] = hex!("31143012060A04007F0007020204020202010202010D");

/// Doc 9303-11 appendix G.1, from EF.CardAccess to the first command under the new keys.
#[test]
fn pace_as_in_appendix_g1() {
    let key = MrzKey::new("T22000129", "640812", "101031").unwrap();
    let mut session = replaying(
        vec![Password::Mrz(key)],
        &[
            &hex!("7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99"),
            &hex!("A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595"),
        ],
    );
    let card_access = [&CARD_ACCESS_G1[..], &hex!("9000")].concat();
    let progress = play(
        &mut session,
        &[
            (&hex!("00B09C0000"), &card_access),
            (&hex!("0022C1A40F800A04007F00070202040202830101"), &hex!("9000")),
            (&hex!("10860000027C0000"), &hex!("7C12801095A3A016522EE98D01E76CB6B98B42C39000")),
            (
                &hex!(
                    "10860000457C438141047ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E"
                    "544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D00"
                ),
                &hex!(
                    "7C43824104824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F57"
                    "30D8C879AAA9C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C549000"
                ),
            ),
            (
                &hex!(
                    "10860000457C438341042DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C"
                    "3556F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB3646200"
                ),
                &hex!(
                    "7C438441049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB"
                    "7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F0949000"
                ),
            ),
            (&hex!("008600000C7C0A8508C2B0BD78D94BA86600"), &hex!("7C0A86083ABB9674BCE93C089000")),
        ],
    );
    assert!(matches!(
        progress[..],
        [Progress::Doing(Doing::Opening), Progress::Bytes { .. }, Progress::File(FileId::CardAccess)]
    ));
    let Output::Transmit(select) = session.poll() else { panic!("the application is selected next") };
    let select = Command::parse(&select).unwrap();
    assert_eq!((select.header(), tlv::find(&select.data, 0x87).unwrap().len()), ([0x0C, 0xA4, 0x04, 0x0C], 17));
}

/// As above, but the chip's last answer is another.
#[test]
fn what_the_chip_may_say_to_the_last_token() {
    let can = || Password::Can(Can::new("000123").unwrap());
    let key = || Password::Mrz(MrzKey::new("T22000129", "640812", "101031").unwrap());
    let step = Step::PaceToken;
    let cases: [(Password, &[u8], ReadError); 6] = [
        (can(), &hex!("6300"), ReadError::WrongCan),
        (can(), &hex!("63C1"), ReadError::WrongCan),
        (key(), &hex!("6300"), ReadError::WrongKey { tried: 1 }),
        (key(), &hex!("7C0A86083ABB9674BCE93C099000"), ReadError::Unauthentic { step }),
        (key(), &hex!("7C009000"), ReadError::Malformed { step }),
        // No wrong password, so BAC is next; a card access number is no key for that, and the refusal stands.
        (can(), &hex!("6F00"), ReadError::Refused { step, status: StatusWord::Other(0x6F00) }),
    ];
    for (password, last, expected) in cases {
        let chip_map = hex!(
            "7C43824104824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F57"
            "30D8C879AAA9C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C549000"
        );
        let chip_agree = hex!(
            "7C438441049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB"
            "7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F0949000"
        );
        let mut session = replaying(
            vec![password],
            &[
                &hex!("7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99"),
                &hex!("A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595"),
            ],
        );
        let result = finish(&mut session, |command| match command {
            [0x00, 0xB0, 0x9C, ..] => [&CARD_ACCESS_G1[..], &hex!("9000")].concat(),
            [0x00, 0x22, ..] => hex!("9000").to_vec(),
            [0x10, 0x86, _, _, 0x02, ..] => hex!("7C12801095A3A016522EE98D01E76CB6B98B42C39000").to_vec(),
            [0x10, 0x86, _, _, _, 0x7C, _, 0x81, ..] => chip_map.to_vec(),
            // A chip with the same private key maps to another generator for another nonce: any point will do here.
            [0x10, 0x86, _, _, _, 0x7C, _, 0x83, ..] => chip_agree.to_vec(),
            [0x00, 0x86, ..] => last.to_vec(),
            _ => hex!("6D00").to_vec(),
        });
        assert_eq!(result.unwrap_err(), expected, "{last:02X?}");
    }
}

/// A chip that returns the reader's own key proves nothing (Doc 9303-11 clause 4.4.3.1 asks to check).
#[test]
fn a_chip_that_echoes_our_key_is_refused() {
    let mut session = Session::new(vec![Password::Can(Can::new("000123").unwrap())], [3; 32]);
    let result = finish(&mut session, |command| match command {
        [0x00, 0xB0, 0x9C, ..] => [&CARD_ACCESS_G1[..], &hex!("9000")].concat(),
        [0x00, 0x22, ..] => hex!("9000").to_vec(),
        [0x10, 0x86, _, _, 0x02, ..] => hex!("7C12801095A3A016522EE98D01E76CB6B98B42C39000").to_vec(),
        [0x10, 0x86, _, _, _, 0x7C, len, tag, rest @ ..] => {
            [&[0x7C, *len, tag + 1], &rest[..rest.len() - 1], &[0x90, 0x00]].concat()
        }
        _ => panic!("nothing more is sent"),
    });
    assert_eq!(result.unwrap_err(), ReadError::Unauthentic { step: Step::PaceAgree });
}

/// An empty nonce is zero under every password, so a chip that gives it would prove nothing by its token.
#[test]
fn a_nonce_that_can_be_guessed_is_refused() {
    for size in [0_u8, 1, 8, 15, 48, 64] {
        let mut session = Session::new(vec![Password::Can(Can::new("000123").unwrap())], [3; 32]);
        let result = finish(&mut session, |command| match command {
            [0x00, 0xB0, 0x9C, ..] => [&CARD_ACCESS_G1[..], &hex!("9000")].concat(),
            [0x00, 0x22, ..] => hex!("9000").to_vec(),
            [0x10, 0x86, _, _, 0x02, ..] => {
                let nonce = tlv::write(0x7C, &tlv::write(0x80, &vec![0xA5; usize::from(size)]));
                [&nonce[..], &hex!("9000")].concat()
            }
            _ => panic!("nothing more is sent"),
        });
        assert_eq!(result.unwrap_err(), ReadError::Malformed { step: Step::PaceNonce }, "{size}");
    }
}

/// Doc 9303-11 appendix D.3, behind a chip that knows neither PACE nor a master file.
#[test]
fn bac_as_in_appendix_d3() {
    let key = MrzKey::new("L898902C<", "690806", "940623").unwrap();
    let mut session =
        replaying(vec![Password::Mrz(key)], &[&hex!("781723860C06C226"), &hex!("0B795240CB7049B01C19B33E32804F0B")]);
    play(
        &mut session,
        &[
            (&hex!("00B09C0000"), &hex!("6A82")),
            (&hex!("00A4020C02011C"), &hex!("6A82")),
            (&hex!("00A4000C023F00"), &hex!("6D00")),
            (&hex!("00A4000C"), &hex!("6D00")),
            (&hex!("00A4040C07A0000002471001"), &hex!("9000")),
            (&hex!("0084000008"), &hex!("4608F919887022129000")),
            (
                &hex!("008200002872C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F25F1448EEA8AD90A728"),
                &hex!("46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D74499000"),
            ),
        ],
    );
    assert!(matches!(session.poll(), Output::Progress(Progress::Opened { by: Access::Bac })));
    assert!(matches!(session.poll(), Output::Progress(Progress::Doing(Doing::Reading(FileId::Dg1)))));
    let Output::Transmit(read) = session.poll() else { panic!("DG1 is read next") };
    // 231 plain bytes fit into a short answer under 3DES.
    assert_eq!(read[..8], hex!("0CB081000D9701E7"));
    session.answer(&hex!("9000"));
    let step = Step::Read(FileId::Dg1);
    assert!(matches!(session.poll(), Output::Finished(Err(ReadError::Protection { step: at })) if at == step));
    assert!(matches!(session.poll(), Output::Finished(Err(ReadError::Over))));
}

#[test]
fn bac_tries_four_keys_each_with_a_fresh_select() {
    for (given, refusal) in [(1, 0x6300), (4, 0x6300), (6, 0x63C2), (6, 0x6982)] {
        let key = |day: u8| Password::Mrz(MrzKey::new("099000123", "990515", &format!("3905{day:02}")).unwrap());
        let mut session = Session::new((1..=given).map(key).collect(), [5; 32]);
        let mut sent = Vec::new();
        let result = finish(&mut session, |command| {
            sent.push(command[1]);
            match command[1] {
                0xA4 if command[2] == 0x04 => hex!("9000").to_vec(),
                0x84 => hex!("4608F919887022129000").to_vec(),
                0x82 => u16::to_be_bytes(refusal).to_vec(),
                _ => hex!("6A82").to_vec(),
            }
        });
        let tries = given.min(4);
        assert_eq!(result.unwrap_err(), ReadError::WrongKey { tried: tries });
        assert_eq!(sent[4..], [0xA4, 0x84, 0x82].repeat(usize::from(tries)));
    }
}

#[test]
fn a_chip_without_pace_takes_no_card_access_number() {
    let mut session = Session::new(vec![Password::Can(Can::new("000123").unwrap())], [5; 32]);
    // EF.CardAccess can be read and offers nothing: then the constant is not tried either.
    let result = finish(&mut session, |_| hex!("31009000").to_vec());
    assert_eq!(result.unwrap_err(), ReadError::NoPassword);
}

#[test]
fn a_citizen_card_that_hides_card_access_is_opened_all_the_same() {
    let mut session = Session::new(vec![Password::Can(Can::new("000123").unwrap())], [5; 32]);
    play(
        &mut session,
        &[
            (&hex!("00B09C0000"), &hex!("6982")),
            (&hex!("00A4020C02011C"), &hex!("9000")),
            (&hex!("00B0000000"), &hex!("6982")),
            (&hex!("00A4000C023F00"), &hex!("6D00")),
            (&hex!("00A4000C"), &hex!("6A86")),
            (&hex!("0022C1A40F800A04007F00070202040202830102"), &hex!("6A88")),
        ],
    );
    let refused = ReadError::Refused { step: Step::PaceSetUp, status: StatusWord::ReferenceNotFound };
    assert_eq!(finish(&mut session, |_| panic!("nothing more is sent")).unwrap_err(), refused);
}

#[test]
fn a_command_stands_until_it_is_answered() {
    let mut session = Session::new(vec![], [5; 32]);
    assert!(matches!(session.poll(), Output::Progress(Progress::Doing(Doing::Opening))));
    for _ in 0..3 {
        assert!(matches!(session.poll(), Output::Transmit(command) if command == hex!("00B09C0000")));
    }
    session.answer(&hex!("31009000"));
    session.answer(&hex!("6A82")); // of no command: dropped
    assert_eq!(finish(&mut session, |_| vec![]).unwrap_err(), ReadError::NoPassword);
}

type FileRead = Result<Vec<u8>, ReadError>;

/// A chip without access control that holds one file and has whims.
#[derive(Clone, Copy)]
struct Whims {
    /// Most bytes it gives at once, and what it says to a wish for more.
    most: usize,
    refusal: u16,
    /// Whether a wish beyond the end of the file is refused.
    exact: bool,
    /// Whether it knows short file identifiers.
    short_ids: bool,
    /// What it says when a file ends before the wish.
    end: u16,
}

const GOOD: Whims = Whims { most: 256, refusal: 0x6700, exact: false, short_ids: true, end: 0x6282 };

impl Whims {
    fn answer(self, file: &[u8], command: &Command) -> Response {
        let refuse = |word: u16| Response::new([], word.into());
        let (offset, wanted) = match command.header() {
            [_, 0xA4, 0x02, _] => return refuse(0x9000),
            [_, 0xB0, 0x80..=0xFF, _] if !self.short_ids => return refuse(0x6A86),
            [_, 0xB0, 0x80..=0xFF, offset] => (usize::from(offset), command.le),
            [_, 0xB0, high, low] => (usize::from(high) << 8 | usize::from(low), command.le),
            [_, 0xB1, ..] => {
                let offset = tlv::find(&command.data, 0x54).unwrap();
                (offset.iter().fold(0, |sum, &b| sum << 8 | usize::from(b)), command.le)
            }
            _ => return refuse(0x6D00),
        };
        let wanted = wanted.unwrap() as usize;
        if wanted > self.most || (self.exact && offset + wanted > file.len()) {
            return refuse(self.refusal);
        }
        let wrapped = command.ins == 0xB1;
        let wanted = if wrapped { wanted - 4 } else { wanted };
        let end = file.len().min(offset + wanted);
        let data = &file[offset..end];
        let status = if end - offset < wanted { self.end } else { 0x9000 };
        Response::new(if wrapped { tlv::write(0x53, data) } else { data.to_vec() }, status.into())
    }
}

/// Reads one file from a chip and counts the commands.
fn read_from(file: &[u8], whims: Whims) -> (FileRead, usize) {
    read_by(|command| whims.answer(file, command))
}

fn read_by(answer: impl Fn(&Command) -> Response) -> (FileRead, usize) {
    let link = Link::default();
    let mut chip = Chip::new(link.clone());
    let mut reading = Box::pin(async move { chip.read(FileId::Dg2).await });
    loop {
        if let Poll::Ready(result) = reading.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return (result, link.counts().round_trips);
        }
        while let Some(output) = link.next_output() {
            if let Output::Transmit(command) = output {
                link.answer(&answer(&Command::parse(&command).unwrap()).encode());
            }
        }
    }
}

#[test]
fn portions_go_down_where_the_chip_asks_for_it() {
    let cases: [(&str, usize, Whims, usize); 13] = [
        ("one portion", 200, GOOD, 1),
        ("one full portion", 256, GOOD, 1),
        ("two bytes more", 258, GOOD, 2),
        ("ends with 9000", 200, Whims { end: 0x9000, ..GOOD }, 1),
        ("6700", 1000, Whims { most: 160, ..GOOD }, 1 + 7),
        ("6C70", 1000, Whims { most: 112, refusal: 0x6C70, ..GOOD }, 2 + 9),
        ("6B00", 1000, Whims { most: 223, refusal: 0x6B00, ..GOOD }, 1 + 7),
        ("wants the exact length of a short file", 50, Whims { exact: true, refusal: 0x6C32, ..GOOD }, 3 + 2),
        ("wants the exact length of a long file", 1000, Whims { exact: true, ..GOOD }, 4),
        ("no short identifiers", 1000, Whims { short_ids: false, ..GOOD }, 2 + 4),
        ("no short identifiers, small buffer", 1000, Whims { short_ids: false, most: 160, ..GOOD }, 3 + 1 + 7),
        ("beyond 15 bits of offset", 0x9000, GOOD, 145),
        ("beyond 15 bits of offset, small buffer", 0x8100, Whims { most: 112, ..GOOD }, 297),
    ];
    for (name, size, whims, commands) in cases {
        let header = tlv::write(0x75, &vec![0; size - 4]).len() + 4 - size;
        let value: Vec<u8> = (0..size - header).map(|i| u8::try_from(i % 251).unwrap()).collect();
        let file = tlv::write(0x75, &value);
        assert_eq!(file.len(), size, "{name}");
        let (result, sent) = read_from(&file, whims);
        assert_eq!(result, Ok(file), "{name}");
        assert_eq!(sent, commands, "{name}");
    }
}

#[test]
fn a_chip_that_goes_on_giving_nothing_is_given_up() {
    let file = tlv::write(0x75, &vec![0; 0x9000]);
    let (result, _) = read_by(|command| match command.ins {
        0xB1 => Response::new(hex!("5300"), StatusWord::Success),
        _ => GOOD.answer(&file, command),
    });
    assert_eq!(result, Err(ReadError::Malformed { step: Step::Read(FileId::Dg2) }));
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let step = Step::Read(FileId::Dg2);
    let refused = |word: u16| Err(ReadError::Refused { step, status: word.into() });
    let cases: [(&[u8], Whims, FileRead); 5] = [
        (&hex!("7502AABB"), Whims { most: 7, ..GOOD }, refused(0x6700)),
        (&hex!("61020102"), GOOD, Err(ReadError::Malformed { step })),
        (&hex!("7583FFFFFF00"), GOOD, Err(ReadError::Malformed { step })),
        (&hex!("FFFFFFFF"), GOOD, Err(ReadError::Malformed { step })),
        (&hex!("750500"), GOOD, refused(0x6282)),
    ];
    for (file, whims, expected) in cases {
        assert_eq!(read_from(file, whims).0, expected, "{file:02X?}");
    }
    for word in [0x6A82, 0x6982, 0x6A88, 0x6F00] {
        assert_eq!(read_from(&[], Whims { most: 0, refusal: word, ..GOOD }).0, refused(word), "{word:04X}");
    }
}

proptest! {
    /// Whatever a card answers, a session comes to its end without a panic.
    #[test]
    fn arbitrary_answers_end_the_session(answers: Vec<Vec<u8>>, with_card_access: bool) {
        let can = Password::Can(Can::new("000123").unwrap());
        let key = Password::Mrz(MrzKey::new("099000123", "990515", "390515").unwrap());
        let mut session = Session::new(vec![can, key], [9; 32]);
        let first = with_card_access.then(|| [&CARD_ACCESS_G1[..], &[0x90, 0x00]].concat());
        let mut answers = first.into_iter().chain(answers);
        let result = finish(&mut session, |_| answers.next().unwrap_or_default());
        prop_assert!(result.is_err());
    }
}
