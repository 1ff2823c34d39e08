//! Wrong passwords, and how long a chip takes.

use super::*;

fn wrong(card: &mut Card) -> StatusWord {
    pace(card, SET_PACE_CAN, GENERIC, b"000124").0.status
}

#[test]
fn tries_are_counted_down_until_the_chip_is_blocked() {
    let mut card = card(|profile| profile.chip.tries = Some(3));
    assert_eq!(wrong(&mut card), StatusWord::TriesLeft(2));
    card.reset();
    assert_eq!(wrong(&mut card), StatusWord::TriesLeft(1));
    assert_eq!(card.transmit(SET_PACE_CAN), hex!("63C1"), "a warning");
    assert_eq!(pace(&mut card, SET_PACE_CAN, GENERIC, b"000123").0.status, StatusWord::Success);
    assert_eq!(card.transmit(SET_PACE_CAN), hex!("9000"));
    for left in [2, 1, 0] {
        assert_eq!(wrong(&mut card), StatusWord::TriesLeft(left), "a right password sets the count back");
    }
    card.lay();
    assert_eq!(card.transmit(SET_PACE_CAN), hex!("6983"));
}

#[test]
fn a_chip_may_not_take_the_card_access_number() {
    let mut card = card(|profile| profile.chip.can = false);
    assert_eq!(card.transmit(SET_PACE_CAN), hex!("6A88"));
    let mrz = mrz_secret("099000123299051533905151");
    assert_eq!(pace(&mut card, &set_pace(GENERIC, 1), GENERIC, &mrz).0.status, StatusWord::Success);
}

#[test]
fn a_refused_file_answers_its_status_word_however_it_is_asked() {
    let mut card = card(|profile| {
        profile.chip.refused.insert(FileId::Dg13, 0x6F00);
        profile.chip.absent.push(FileId::Dg15);
    });
    let mut terminal = opened(&mut card);
    assert_eq!(terminal.read(0x8D, 0, 100).status, StatusWord::Other(0x6F00));
    let select = |low| Command::new(0, 0xA4, 0x02, 0x0C).with_data([0x01, low]);
    assert_eq!(terminal.send(&select(0x0D)).status, StatusWord::Other(0x6F00));
    assert_eq!(terminal.send(&select(0x0F)).status, StatusWord::NotFound);
    assert_eq!(terminal.read(0x8F, 0, 100).status, StatusWord::NotFound);
}

#[test]
fn agreements_take_the_chip_longer_than_other_commands() {
    let mut card = card(|profile| {
        profile.chip.delay = Some(20);
        profile.chip.pace_delay = Some(700);
        profile.chip.try_delay = Some(3000);
    });
    let step = hex!("10860000027C0000");
    let milliseconds = |card: &Card, command: &[u8]| card.delay(command).as_millis();
    assert_eq!(milliseconds(&card, SET_PACE_CAN), 20);
    card.transmit(SET_PACE_CAN);
    assert_eq!(milliseconds(&card, &step), 20, "a nonce is soon drawn");
    card.transmit(&step);
    assert_eq!(milliseconds(&card, &step), 720);
    wrong(&mut card);
    assert_eq!(milliseconds(&card, SET_PACE_CAN), 3020);
    card.set_faults(Faults { delay: Some(Duration::from_millis(5)), ..Faults::default() });
    assert_eq!(milliseconds(&card, SELECT_APPLICATION), 25);
    opened(&mut card);
    assert_eq!(milliseconds(&card, SET_PACE_CAN), 25, "a right password makes up for the wrong one");
    assert_eq!(milliseconds(&card, &hex!("0C2241A600")), 725);
}
