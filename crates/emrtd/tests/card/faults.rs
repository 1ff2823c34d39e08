use card_sim::{Card, LongRead};
use emrtd::{ReadError, Statement, Step};
use iso7816::apdu::StatusWord;

use crate::support::{SEED, assert_whole, can, card, key_expiring, profile, read};

#[test]
fn a_wrong_card_access_number_is_told_and_nothing_else_is_tried() {
    let mut card = card("an.toml");
    let error = read(&mut card, vec![can("000456"), key_expiring("390515")]).result.unwrap_err();
    assert_eq!(error, ReadError::WrongCan);
    assert_eq!(card.counts().commands, 6);
}

#[test]
fn keys_are_tried_in_their_order_four_at_most() {
    let dates = ["240515", "290515", "391231", "390515", "991231"];
    for pace in [true, false] {
        for (first, opened) in [(0, true), (1, true), (3, true), (4, false)] {
            let mut profile = profile("an.toml");
            profile.chip.pace.retain(|_| pace);
            let mut card = Card::new(&profile, SEED).unwrap();
            // The fourth date is the card's own.
            let passwords = dates[first..].iter().chain(&dates[..first]).map(|date| key_expiring(date)).collect();
            let result = read(&mut card, passwords).result;
            let expected = if opened { None } else { Some(ReadError::WrongKey { tried: 4 }) };
            assert_eq!(result.err(), expected, "pace {pace}, first {first}");
        }
    }
}

#[test]
fn a_chip_that_carries_less_is_read_in_smaller_portions() {
    for (largest, portion) in [(231, 223), (223, 223), (222, 160), (160, 160), (159, 112), (112, 112)] {
        for refusal in [LongRead::WrongLength, LongRead::ExactLength, LongRead::WrongOffset] {
            let mut profile = profile("bench.toml");
            profile.chip.largest_read = Some(largest);
            profile.chip.long_read = refusal;
            let mut card = Card::new(&profile, SEED).unwrap();
            let reading = read(&mut card, vec![can("000123")]).reading();
            assert_whole(&reading, &card);
            // EF.CardAccess is asked for without protection, 256 bytes first.
            let unprotected = [256, 160, 112].iter().position(|&wish| wish <= largest).unwrap();
            let refused = unprotected + [223, 160, 112].iter().position(|&wish| wish == portion).unwrap();
            let portions: usize =
                [93_usize, 1720, 395, 93, 623, 16_097].iter().map(|size| size.div_ceil(portion)).sum();
            assert_eq!(reading.counts.round_trips, 7 + refused + portions, "{largest} {refusal:?}");
        }
    }
}

#[test]
fn a_chip_that_carries_next_to_nothing_is_given_up() {
    let mut profile = profile("an.toml");
    profile.chip.largest_read = Some(4);
    let mut card = Card::new(&profile, SEED).unwrap();
    let error = read(&mut card, vec![can("000123")]).result.unwrap_err();
    let ReadError::Refused { step: Step::Read(_), status } = error else { panic!("{error}") };
    assert_eq!(status, StatusWord::WrongLength);
}

/// One flipped bit in any protected answer breaks the reading, and the error tells nothing of what was read. Only behind
/// chip authentication is it tried once more: nobody is called a copy for a bit that fell over on the way.
#[test]
fn an_answer_altered_on_the_way_ends_the_reading() {
    let mut again = 0;
    for index in 7..25 {
        let mut card = card("an.toml");
        let mut session = emrtd::Session::new(vec![can("000123")], SEED);
        let (mut sent, mut interrupted) = (0, false);
        let result = loop {
            match session.poll() {
                emrtd::Output::Transmit(command) => {
                    let mut answer = card.transmit(&command);
                    if sent == index {
                        let middle = answer.len() / 2;
                        answer[middle] ^= 0x10;
                    }
                    sent += 1;
                    session.answer(&answer);
                }
                emrtd::Output::Progress(_) => {}
                emrtd::Output::Interrupted => {
                    interrupted = true;
                    card.reset();
                    session.resume(&card.atr(), None);
                }
                emrtd::Output::Finished(result) => break result,
            }
        };
        if interrupted {
            again += 1;
            let reading = result.unwrap();
            assert_whole(&reading, &card);
            assert_eq!(reading.evidence.statement(), Statement::SelfConsistentGenuine, "{index}");
        } else {
            let error = result.unwrap_err();
            assert!(matches!(error, ReadError::Protection { .. }), "{index}: {error}");
            assert_eq!(sent, index + 1);
        }
    }
    assert_eq!(again, 1);
}
