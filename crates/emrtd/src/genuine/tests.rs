use hex_literal::hex;
use proptest::prelude::*;

use super::{active_authentication::active_authentication, chip_authentication::chip_authentication, *};
use crate::{
    error::Step,
    secure_messaging::Channel,
    session::replay::{converse, replay},
};
use crypto::{Keys, Random, Suite};
use iso7816::{
    apdu::{Command, Response},
    tlv,
};

/// The keys of the EAC worked example (BSI TR-03110 part 3 appendix), which is for version 2 of the protocol: version 1
/// agrees on the same secret. On brainpoolP256r1.
const EC_CHIP: [u8; 65] = hex!(
    "04A44EBE5451DF7AADB01E459B8C928A87746A57927C8C28A6775C97A7E1FE8D9A46FF4A1CC7E4D1389AEA19758E4F75"
    "C28C598FD734AEBEB135337CF95BE12E94"
);
const EC_OWN_SECRET: [u8; 32] = hex!("A6A4D255C5BF7A77EC3D0553DB74F693CF044E18C98364D4977A296108AF19BD");
const EC_OWN: [u8; 65] = hex!(
    "045A7A377FC9CAFC03AC7FF45441A8B2909D88EAB8E6B0173847AB49B949DF3799A34EE57EC55268CF8B1C3EC489F8BF"
    "4CF4C68D3FD9670E89C0D5D3FFF1AAF89F"
);
const EC_SHARED: [u8; 32] = hex!("791DA04273CCFE862E52DF60347E2557192E1F8D7517822CE3D306056C1CDEB4");
/// The same in the group of 1,024 bits; the example's private key modulo the order.
const DH_CHIP: [u8; 128] = hex!(
    "1B3345F8DC04341BF8B2C97F652FA680E5D4FA4C146AE4B839431A644A79BC368C4822C89CD018A57F953644BEDA679C"
    "5B532902320E83E13B80DEEF8C18AF3E7D493AE3F88196101B9F78EAFE4B3025EF8BFF916B2FC02D762D0838DEA29C09"
    "B485591C2F47F87C71F530BB358F56AF6459D86DBF85EAF9EDBD962CD364F7B8"
);
const DH_OWN_SECRET: [u8; 20] = hex!("0DD05A00F2BE7CD6A8BD0AFF10E47B9CC9BBC842");
const DH_OWN: [u8; 128] = hex!(
    "A2830947A6FCAACDE2FCB88B29AB38E07C3453ABC4BCB466087E11C79F32A19E6EF22BE108F8DD18FE8249C960951511"
    "200DC985AA3EC0CCAD59A5F9BBCC33EE5F1577E20330B4DD10EB06B740277C97A189180EDE52BEE9D429F10FB77F180F"
    "05D6A99C499CB5E1ECEEB8E92284F66EA98479674CE73F53C567A03B0D297833"
);
const DH_SHARED: [u8; 128] = hex!(
    "2A4FC2D11490DF4773DDFA6FF705557C51F4AD4533E8D8A66A3001BFDD271DB87BE3C1CAC22A05E8AF1A066DD0298E75"
    "DB928AAFDF00EB4BFB1BD12F372313C1CA649056517305638515D5A4FBE0AC59BDC80E8C5A5F46254D231916EA77F80A"
    "C58E6B63A26198EE4387F10981E8E46FFBA23790C81E679363C589587D30BBB3"
);

const DONE: [u8; 2] = hex!("9000");
const GENERAL_DONE: [u8; 4] = hex!("7C009000");

/// DG14 with these entries.
fn dg14(entries: &[Vec<u8>]) -> SecurityInfos {
    let file = tlv::write(0x6E, &tlv::write(0x31, &entries.concat()));
    SecurityInfos::of_dg14(&file).unwrap()
}

fn numbered(key_id: Option<&[u8]>) -> Vec<u8> {
    key_id.map_or_else(Vec::new, |id| tlv::write(0x02, id))
}

/// `ChipAuthenticationInfo`: 1 for DH or 2 for ECDH, and the suite.
fn info(agreement: u8, suite: u8, key_id: Option<&[u8]>) -> Vec<u8> {
    let oid = [&hex!("04007F0007020203")[..], &[agreement, suite]].concat();
    tlv::write(0x30, &[tlv::write(0x06, &oid), hex!("020101").to_vec(), numbered(key_id)].concat())
}

/// `ChipAuthenticationPublicKeyInfo` in a standardised group.
fn key(agreement: u8, parameter: u8, public: &[u8], key_id: Option<&[u8]>) -> Vec<u8> {
    let oid = [&hex!("04007F0007020201")[..], &[agreement]].concat();
    let algorithm = [hex!("060704007F00070102").to_vec(), tlv::write(0x02, &[parameter])].concat();
    let public = if agreement == 1 { tlv::write(0x02, public) } else { public.to_vec() };
    let spki = [tlv::write(0x30, &algorithm), tlv::write(0x03, &[&[0][..], &public].concat())].concat();
    tlv::write(0x30, &[tlv::write(0x06, &oid), tlv::write(0x30, &spki), numbered(key_id)].concat())
}

/// SELECT DG14, which an agreed channel protects as its first command.
const NEXT: Command = Command::new(0x00, 0xA4, 0x02, 0x0C);

fn next(suite: Suite, secret: &[u8]) -> Vec<u8> {
    Channel::new(Keys::derive(suite, secret), &[]).protect(&NEXT).unwrap().encode()
}

/// `9000` as a chip with these keys protects it, as its first answer: the counter stands at 2.
fn first_answer(suite: Suite, secret: &[u8]) -> Vec<u8> {
    let keys = Keys::derive(suite, secret);
    let status = tlv::write(0x99, &DONE);
    let mut message = vec![0; suite.block_len()];
    *message.last_mut().unwrap() = 2;
    message.extend(&status);
    // The retail MAC pads by itself.
    let message = if suite == Suite::TripleDes { message } else { crypto::pad(&message, 16) };
    [status, tlv::write(0x8E, &keys.mac(&message).unwrap()), DONE.to_vec()].concat()
}

/// Runs chip authentication and one command more; gives the outcome before and after that.
async fn run(chip: &mut Chip, infos: &SecurityInfos, secret: &[u8]) -> [ProofOutcome; 2] {
    let mut random = Random::scripted(vec![secret.to_vec()]);
    let mut proof = chip_authentication(chip, infos, &mut random).await.unwrap().unwrap();
    assert_eq!((proof.protocol, &proof.signed), (ChipProtocol::ChipAuthentication, &None));
    let before = proof.outcome;
    let _answer: Result<Response, _> = chip.send(Step::ChipAuthentication, &NEXT).await;
    proof.settle(chip);
    [before, proof.outcome]
}

const PROVEN: [ProofOutcome; 2] = [ProofOutcome::Unanswered, ProofOutcome::Proven];

/// The suite, the key's number, and the first command.
type Numbered<'a> = (u8, Suite, Option<&'a [u8]>, &'a [u8]);

/// `84` behind the key: its number without sign byte.
#[test]
fn aes_takes_two_commands_and_new_keys_from_zero() {
    let cases: [Numbered<'_>; 4] = [
        (2, Suite::Aes128, None, &hex!("002241A40C800A04007F00070202030202")),
        (3, Suite::Aes192, Some(&hex!("01")), &hex!("002241A40F800A04007F00070202030203840101")),
        (4, Suite::Aes256, Some(&hex!("00C3")), &hex!("002241A40F800A04007F000702020302048401C3")),
        (2, Suite::Aes128, Some(&hex!("0102")), &hex!("002241A410800A04007F0007020203020284020102")),
    ];
    let authenticate = [&hex!("00860000457C438041")[..], &EC_OWN, &[0]].concat();
    for (number, suite, key_id, set) in cases {
        let infos = dg14(&[info(2, number, key_id), key(2, 13, &EC_CHIP, key_id)]);
        let (next, answer) = (next(suite, &EC_SHARED), first_answer(suite, &EC_SHARED));
        let exchanges: [(&[u8], &[u8]); 3] = [(set, &DONE), (&authenticate, &GENERAL_DONE), (&next, &answer)];
        assert_eq!(replay(&exchanges, async |chip| run(chip, &infos, &EC_OWN_SECRET).await), PROVEN);
    }
}

/// With 3DES, and where nothing is said about the key at all, as in French passports, one command.
#[test]
fn triple_des_takes_one_command() {
    let next = next(Suite::TripleDes, &EC_SHARED);
    let answer = first_answer(Suite::TripleDes, &EC_SHARED);
    let plain = [&hex!("002241A643 9141")[..], &EC_OWN].concat();
    let with_id = [&hex!("002241A646 9141")[..], &EC_OWN, &hex!("840107")].concat();
    let cases = [
        (dg14(&[info(2, 1, None), key(2, 13, &EC_CHIP, None)]), &plain),
        (dg14(&[key(2, 13, &EC_CHIP, None)]), &plain),
        (dg14(&[key(2, 13, &EC_CHIP, Some(&[7])), info(2, 1, Some(&[7]))]), &with_id),
    ];
    for (infos, set) in cases {
        let exchanges: [(&[u8], &[u8]); 2] = [(set, &DONE), (&next, &answer)];
        assert_eq!(replay(&exchanges, async |chip| run(chip, &infos, &EC_OWN_SECRET).await), PROVEN);
    }
}

/// Chips of Malaysia want the two commands for 3DES too.
#[test]
fn a_chip_that_does_not_know_the_one_command_gets_the_two() {
    let infos = dg14(&[info(2, 1, None), key(2, 13, &EC_CHIP, None)]);
    let one = [&hex!("002241A643 9141")[..], &EC_OWN].concat();
    let two = [&hex!("00860000457C438041")[..], &EC_OWN, &[0]].concat();
    let (next, answer) = (next(Suite::TripleDes, &EC_SHARED), first_answer(Suite::TripleDes, &EC_SHARED));
    for refusal in [hex!("6A80"), hex!("6A86"), hex!("6D00"), hex!("6F00")] {
        let exchanges: [(&[u8], &[u8]); 4] = [
            (&one, &refusal),
            (&hex!("002241A40C800A04007F00070202030201"), &DONE),
            (&two, &GENERAL_DONE),
            (&next, &answer),
        ];
        assert_eq!(replay(&exchanges, async |chip| run(chip, &infos, &EC_OWN_SECRET).await), PROVEN);
    }
}

#[test]
fn numbers_modulo_a_prime_agree_as_points_do() {
    let infos = dg14(&[info(1, 2, None), key(1, 0, &DH_CHIP, None)]);
    let authenticate = [&hex!("00860000867C8183808180")[..], &DH_OWN, &[0]].concat();
    let (next, answer) = (next(Suite::Aes128, &DH_SHARED), first_answer(Suite::Aes128, &DH_SHARED));
    let exchanges: [(&[u8], &[u8]); 3] =
        [(&hex!("002241A40C800A04007F00070202030102"), &DONE), (&authenticate, &GENERAL_DONE), (&next, &answer)];
    assert_eq!(replay(&exchanges, async |chip| run(chip, &infos, &DH_OWN_SECRET).await), PROVEN);
    // And the one command of 3DES, whose key takes more than 127 bytes.
    let infos = dg14(&[info(1, 1, None), key(1, 0, &DH_CHIP, None)]);
    let set = [&hex!("002241A683 918180")[..], &DH_OWN].concat();
    let (next, answer) = (self::next(Suite::TripleDes, &DH_SHARED), first_answer(Suite::TripleDes, &DH_SHARED));
    let exchanges: [(&[u8], &[u8]); 2] = [(&set, &DONE), (&next, &answer)];
    assert_eq!(replay(&exchanges, async |chip| run(chip, &infos, &DH_OWN_SECRET).await), PROVEN);
}

/// What it is, the entries, and the first command.
type Several<'a> = (&'a str, Vec<Vec<u8>>, &'a [u8]);

/// AES before 3DES, a known group before an unknown one, and each key with the entry of its number.
#[test]
fn the_choice_among_several_keys() {
    let other = crypto::Group::from_parameter(12).unwrap();
    let other = other.public(&other.secret(&mut Random::from_seed([1; 32])), None).unwrap();
    let cases: [Several<'_>; 4] = [
        (
            "AES first",
            vec![
                info(2, 1, Some(&[1])),
                key(2, 12, &other, Some(&[1])),
                info(2, 2, Some(&[2])),
                key(2, 13, &EC_CHIP, Some(&[2])),
            ],
            &hex!("002241A40F800A04007F00070202030202840102"),
        ),
        (
            "an unknown group is passed over",
            vec![
                info(2, 2, Some(&[1])),
                key(2, 7, &other, Some(&[1])),
                info(2, 2, Some(&[2])),
                key(2, 13, &EC_CHIP, Some(&[2])),
            ],
            &hex!("002241A40F800A04007F00070202030202840102"),
        ),
        (
            "two suites for one key",
            vec![info(2, 1, None), info(2, 4, None), key(2, 13, &EC_CHIP, None)],
            &hex!("002241A40C800A04007F00070202030204"),
        ),
        (
            "an entry without the number that the one key has",
            vec![info(2, 3, None), key(2, 13, &EC_CHIP, Some(&[9]))],
            &hex!("002241A40F800A04007F00070202030203840109"),
        ),
    ];
    for (name, entries, first) in cases {
        let infos = dg14(&entries);
        let mut sent = Vec::new();
        let outcome = converse(
            async |chip| run(chip, &infos, &EC_OWN_SECRET).await,
            |command| {
                sent.push(command.to_vec());
                hex!("6A88").to_vec()
            },
        );
        assert_eq!(sent[0], first, "{name}");
        assert_eq!(outcome, [ProofOutcome::Refused(StatusWord::ReferenceNotFound); 2], "{name}");
        assert_eq!(sent[1..], [NEXT.encode()], "{name}: the channel is as it was");
    }
}

#[test]
fn keys_that_cannot_be_agreed_with_cost_no_command() {
    let mut off_curve = EC_CHIP;
    off_curve[64] ^= 1;
    let cases = [
        (vec![info(2, 2, None), key(2, 13, &off_curve, None)], ProofOutcome::Malformed),
        (vec![info(2, 2, None), key(2, 7, &EC_CHIP, None)], ProofOutcome::Unsupported),
        (vec![info(2, 9, None), key(2, 13, &EC_CHIP, None)], ProofOutcome::Unsupported),
    ];
    for (entries, expected) in cases {
        let next = NEXT.encode();
        let exchanges: [(&[u8], &[u8]); 1] = [(&next, &DONE)];
        let outcome = replay(&exchanges, async |chip| run(chip, &dg14(&entries), &EC_OWN_SECRET).await);
        assert_eq!(outcome, [expected; 2]);
    }
    let none = dg14(&[info(2, 2, None)]);
    let proof = replay(&[], async |chip| chip_authentication(chip, &none, &mut Random::from_seed([1; 32])).await);
    assert_eq!(proof, Ok(None));
}

/// What the first answer under new keys tells.
#[test]
fn a_chip_without_the_key_is_found_out_by_its_first_answer() {
    use ProofOutcome::{Failed, Proven, Unanswered};
    let right = first_answer(Suite::Aes128, &EC_SHARED);
    let mut wrong = right.clone();
    wrong[8] ^= 1;
    let of_other_keys = first_answer(Suite::Aes128, &[7; 32]);
    let cases: [(&[u8], ProofOutcome); 10] = [
        (&right, Proven),
        (&wrong, Failed),
        (&of_other_keys, Failed),
        (&hex!("6988"), Failed),
        (&hex!("6987"), Failed),
        (&hex!("6982"), Failed),
        (&hex!("6985"), Failed),
        // Nothing is said about the keys: a wrong length, an answer cut off on the way, a card that was lifted.
        (&hex!("6700"), Unanswered),
        (&hex!("990290008E089000"), Unanswered),
        (&[], Unanswered),
    ];
    let infos = dg14(&[info(2, 2, None), key(2, 13, &EC_CHIP, None)]);
    for (last, expected) in cases {
        let [_, outcome] = converse(
            async |chip| run(chip, &infos, &EC_OWN_SECRET).await,
            |command| match command {
                [0x0C, ..] => last.to_vec(),
                _ => DONE.to_vec(),
            },
        );
        assert_eq!(outcome, expected, "{last:02X?}");
    }
}

/// A key of 2,048 bits fits no short command: it goes in a chain where the chip announces no extended length.
#[test]
fn a_long_key_goes_in_a_chain() {
    let group = crypto::Group::from_parameter(2).unwrap();
    let secret = group.secret(&mut Random::from_seed([3; 32]));
    let (chip_key, own) = (group.public(&secret, None).unwrap(), group.public(&secret, None).unwrap());
    let infos = dg14(&[info(1, 2, None), key(1, 2, &chip_key, None)]);
    let template = tlv::write(0x7C, &tlv::write(0x80, &own));
    let mut received = Vec::new();
    let mut classes = Vec::new();
    let [before, _] = converse(
        async |chip| run(chip, &infos, &secret).await,
        |command| {
            let parsed = Command::parse(command).unwrap();
            assert!(!iso7816::apdu::is_extended(command));
            if parsed.ins == 0x86 {
                classes.push(parsed.cla);
                received.extend(parsed.data);
            }
            DONE.to_vec()
        },
    );
    assert_eq!((classes, received == template, before), (vec![0x10, 0x00], true, ProofOutcome::Unanswered));
}

proptest! {
    /// Whatever a card writes, its keys and its answers, ends in an outcome.
    #[test]
    fn arbitrary_infos_and_answers_end_in_an_outcome(
        entries: Vec<Vec<u8>>,
        public: Vec<u8>,
        parameter: u8,
        answers: Vec<Vec<u8>>,
    ) {
        let written = entries.iter().map(|entry| tlv::write(0x30, entry));
        let keys = [1, 2].map(|agreement| key(agreement, parameter % 19, &public, None));
        let infos = dg14(&written.chain(keys).collect::<Vec<_>>());
        let mut answers = answers.into_iter();
        let _outcome = converse(
            async |chip| {
                let mut random = Random::from_seed([1; 32]);
                let _proof = chip_authentication(chip, &infos, &mut random).await;
                active_authentication(chip, &entries.concat(), Some(&infos), [1; 8]).await
            },
            |_| answers.next().unwrap_or_else(|| DONE.to_vec()),
        );
    }

    #[test]
    fn arbitrary_files_are_read_or_not(bytes: Vec<u8>, at: usize, byte: u8) {
        let mut file = tlv::write(0x31, &[info(2, 2, Some(&[1])), key(2, 13, &EC_CHIP, Some(&[1]))].concat());
        let end = file.len();
        file[at % end] = byte;
        for file in [bytes, file] {
            let _read = (SecurityInfos::parse(&file), SecurityInfos::of_dg14(&file), SecurityInfos::of_card_security(&file));
        }
    }
}

mod signatures;
