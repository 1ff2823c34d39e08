use hex_literal::hex;

use super::*;
use crate::crypto::block::pad;
use crate::crypto::kdf::{can_key, mrz_key};

fn key(bytes: [u8; 32]) -> SecretKey {
    SecretKey::from_slice(&bytes).unwrap()
}

fn appendix_g_secrets() -> PaceSecrets {
    PaceSecrets {
        nonce: hex!("3F00C4D39D153F2B2A214A078D899B22"),
        mapping: key(hex!("498FF49756F2DC1587840041839A85982BE7761D14715FB091EFA7BCE9058560")),
        agreement: key(hex!("107CF58696EF6155053340FD633392BA81909DF7B9706F226F32086C7AFF974A")),
    }
}

const MAP_TERMINAL: &[u8] = &hex!(
    "7C438141047ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E"
    "544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D"
);
const AGREE_TERMINAL: &[u8] = &hex!(
    "7C438341042DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C"
    "3556F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB36462"
);

#[test]
fn appendix_g_1_is_answered_byte_for_byte() {
    let mut pace = Pace::new(mrz_key("T22000129364081251010318"), appendix_g_secrets());
    let exchanges: [(&[u8], &[u8]); 4] = [
        (&hex!("7C00"), &hex!("7C12801095A3A016522EE98D01E76CB6B98B42C3")),
        (
            MAP_TERMINAL,
            &hex!(
                "7C43824104824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F57"
                "30D8C879AAA9C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C54"
            ),
        ),
        (
            AGREE_TERMINAL,
            &hex!(
                "7C438441049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB"
                "7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F094"
            ),
        ),
        (&hex!("7C0A8508C2B0BD78D94BA866"), &hex!("7C0A86083ABB9674BCE93C08")),
    ];
    for (at, (data, answer)) in exchanges.into_iter().enumerate() {
        let step = pace.step(data).unwrap();
        assert_eq!(step.answer, answer, "step {}", at + 1);
        assert_eq!(step.channel.is_some(), at == 3);
    }
}

#[test]
fn a_wrong_password_shows_at_the_fourth_step_only() {
    let mut pace = Pace::new(can_key("000124"), appendix_g_secrets());
    for data in [&hex!("7C00")[..], MAP_TERMINAL, AGREE_TERMINAL] {
        pace.step(data).unwrap();
    }
    let wrong = pace.step(&hex!("7C0A85080000000000000000")).map(|step| step.answer);
    assert_eq!(wrong, Err(StatusWord::AuthenticationFailed));
    let after = pace.step(&hex!("7C00")).map(|step| step.answer);
    assert_eq!(after, Err(StatusWord::ConditionsNotSatisfied));
}

#[test]
fn what_is_no_point_is_refused() {
    let infinity = hex!("7C03810100");
    let mut compressed = MAP_TERMINAL.to_vec();
    compressed[4] = 0x02;
    let mut beside_the_curve = MAP_TERMINAL.to_vec();
    beside_the_curve[40] ^= 1;
    for data in [&infinity[..], &compressed, &beside_the_curve, &MAP_TERMINAL[..60], b""] {
        let mut pace = Pace::new([0; 16], appendix_g_secrets());
        pace.step(&hex!("7C00")).unwrap();
        assert_eq!(pace.step(data).map(|step| step.answer), Err(StatusWord::WrongData), "{data:02X?}");
    }
}

#[test]
fn a_step_out_of_order_ends_the_run() {
    let mut pace = Pace::new([0; 16], appendix_g_secrets());
    assert_eq!(pace.step(MAP_TERMINAL).map(|step| step.answer), Err(StatusWord::ConditionsNotSatisfied));
    assert_eq!(pace.step(&hex!("7C00")).map(|step| step.answer), Err(StatusWord::ConditionsNotSatisfied));
}

/// A terminal that sends the chip's own key back would know the session keys without knowing the password.
#[test]
fn the_chips_own_key_is_not_taken_for_the_terminals() {
    let mut pace = Pace::new([0; 16], appendix_g_secrets());
    pace.step(&hex!("7C00")).unwrap();
    pace.step(MAP_TERMINAL).unwrap();
    let Stage::Agree { generator } = &pace.stage else { panic!("the mapping is done") };
    let own = write_point(&(*generator * *pace.secrets.agreement.to_nonzero_scalar())).unwrap();
    assert_eq!(pace.step(&dynamic(0x83, &own)).map(|step| step.answer), Err(StatusWord::WrongData));
}

/// Fixed lengths: a thousand drawn keys, of which a few have coordinates with leading zeros.
#[test]
fn every_point_is_written_in_65_bytes() {
    let mut dice = Dice::new([7; 32]);
    let mut short = 0;
    for _ in 0..1000 {
        let point = write_point(&(ProjectivePoint::GENERATOR * *draw_key(&mut dice).to_nonzero_scalar())).unwrap();
        assert!(read_point(&point).is_ok());
        short += usize::from(point[1] == 0);
    }
    assert!(short > 0, "none of the draws had a leading zero");
}

#[test]
fn the_token_is_not_padded() {
    let object = tlv::write(PUBLIC_KEY, &[tlv::write(0x06, &OID), tlv::write(0x86, &[4; 65])].concat());
    assert_ne!(token(&[0; 16], &[4; 65]), cmac8(&[0; 16], &pad::<16>(&object)));
}
