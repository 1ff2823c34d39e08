//! Opening a chip: which protocol, which password, and the application selected under the channel.

use super::{chip::Chip, procedure::Plan};
use crate::{
    access::{Access, Password, bac, card_access::PaceInfo, pace},
    error::{ReadError, Step},
    lds::FileId,
};
use crypto::Random;
use iso7816::apdu::{Command, StatusWord};

/// The eMRTD application (Doc 9303-10 clause 3.6.2).
const APPLICATION: [u8; 7] = [0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01];
/// Keys from machine readable zones that are tried on one chip at most: chips slow down, then block.
const MOST_KEYS: u8 = 4;

/// How a chip was opened: after an interruption it is opened in the same way.
pub(super) struct Opened {
    pub(super) access: Access,
    offer: Option<PaceInfo>,
    /// The password that opened it, as an index into the plan's.
    password: usize,
}

/// Opens the chip for the first time and leaves its application selected, under a channel.
pub(super) async fn first(chip: &mut Chip, plan: &mut Plan) -> Result<Opened, ReadError> {
    let Plan { passwords, random, answers, .. } = plan;
    let offer = pace_offer(chip, passwords).await?;
    let room = answers.settle(chip).await?;
    chip.allow(room);
    let mut refusal = ReadError::NoPassword;
    if let Some(info) = &offer {
        match open_by_pace(chip, info, passwords, random).await {
            Ok(password) => {
                select_application(chip).await?;
                return Ok(Opened { access: Access::Pace, offer, password });
            }
            Err(error @ (ReadError::Refused { .. } | ReadError::NoPassword)) => refusal = error,
            Err(error) => return Err(error),
        }
    }
    let password = open_by_bac(chip, passwords, random, refusal).await?;
    Ok(Opened { access: Access::Bac, offer, password })
}

/// Opens the chip that lies there after an interruption as it was opened before. One that cannot be is another.
pub(super) async fn again(chip: &mut Chip, plan: &mut Plan, opened: &Opened) -> Result<(), ReadError> {
    let Plan { passwords, random, answers, .. } = plan;
    let room = answers.settle(chip).await?;
    chip.allow(room);
    let password = &passwords[opened.password..=opened.password];
    let outcome = match (opened.access, &opened.offer) {
        (Access::Pace, Some(info)) => match open_by_pace(chip, info, password, random).await {
            Ok(_) => select_application(chip).await,
            Err(error) => Err(error),
        },
        _ => open_by_bac(chip, password, random, ReadError::NoPassword).await.map(|_| ()),
    };
    outcome.map_err(|error| match error {
        ReadError::CutShort { .. } | ReadError::Endless { .. } => error,
        _ => ReadError::AnotherCard,
    })
}

/// Tries the passwords until one opens the chip, one is wrong for good, or none is left; tells which one opened it.
async fn open_by_pace(
    chip: &mut Chip,
    info: &PaceInfo,
    passwords: &[Password],
    random: &mut Random,
) -> Result<usize, ReadError> {
    let mut outcome = ReadError::NoPassword;
    let mut tried = 0;
    for (index, password) in passwords.iter().enumerate() {
        if tried == MOST_KEYS {
            break;
        }
        match pace::open(chip, info, password, random).await {
            Ok(()) => return Ok(index),
            Err(ReadError::WrongKey { .. }) => {
                tried += 1;
                outcome = ReadError::WrongKey { tried };
            }
            Err(error @ ReadError::Refused { .. }) if tried == 0 => outcome = error,
            Err(ReadError::Refused { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Err(outcome)
}

/// As [`open_by_pace`], each key with a fresh SELECT: a chip that refused one starts afresh with it.
async fn open_by_bac(
    chip: &mut Chip,
    passwords: &[Password],
    random: &mut Random,
    mut outcome: ReadError,
) -> Result<usize, ReadError> {
    let keys = passwords.iter().enumerate().filter_map(|(index, password)| match password {
        Password::Mrz(key) => Some((index, key)),
        Password::Can(_) => None,
    });
    for ((index, key), tried) in keys.zip(1..=MOST_KEYS) {
        select_application(chip).await?;
        match bac::open(chip, key, random).await {
            Ok(()) => return Ok(index),
            Err(ReadError::WrongKey { .. }) => outcome = ReadError::WrongKey { tried },
            Err(error) => return Err(error),
        }
    }
    Err(outcome)
}

async fn select_application(chip: &mut Chip) -> Result<(), ReadError> {
    let step = Step::Select;
    let answer = chip.send(step, &Command::new(0x00, 0xA4, 0x04, 0x0C).with_data(APPLICATION)).await?;
    match answer.status {
        StatusWord::Success => Ok(()),
        status => Err(ReadError::Refused { step, status }),
    }
}

/// Reads EF.CardAccess and takes up its first PACE offer. The master file is selected only as a last resort: citizen
/// cards have none, and Doc 9303-10 clause 3.6.1.1 advises against it.
async fn pace_offer(chip: &mut Chip, passwords: &[Password]) -> Result<Option<PaceInfo>, ReadError> {
    let mut file = readable(chip.read(FileId::CardAccess).await)?;
    if file.is_none() {
        file = readable(chip.select_and_read(FileId::CardAccess).await)?;
    }
    if let Some(file) = file {
        return Ok(PaceInfo::choose(&file));
    }
    let master_file = Command::new(0x00, 0xA4, 0x00, 0x0C);
    for command in [master_file.clone().with_data([0x3F, 0x00]), master_file] {
        let answer = chip.send(Step::CardAccess, &command).await?;
        if answer.status == StatusWord::Success
            && let Some(file) = readable(chip.select_and_read(FileId::CardAccess).await)?
        {
            return Ok(PaceInfo::choose(&file));
        }
    }
    let has_can = passwords.iter().any(|password| matches!(password, Password::Can(_)));
    Ok(has_can.then_some(PaceInfo::CITIZEN_CARD_2021))
}

/// A file that is refused or damaged counts as one that is not there: what follows is another way to it.
fn readable(file: Result<Vec<u8>, ReadError>) -> Result<Option<Vec<u8>>, ReadError> {
    match file {
        Ok(bytes) => Ok(Some(bytes)),
        Err(ReadError::Refused { .. } | ReadError::Malformed { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
