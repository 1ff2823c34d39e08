//! The reading as a list of steps.

use super::{Conversation, Progress, chip::Chip, length::Answers, link::Link};
use crate::{
    access::{Access, Password, bac, card_access::PaceInfo, pace},
    error::{ReadError, Step},
    evidence::Evidence,
    lds::{Dg1, Dg13, Face, FileId, Files, Sod},
    reading::Reading,
};
use crypto::Random;
use iso7816::apdu::{Command, StatusWord};

/// The eMRTD application (Doc 9303-10 clause 3.6.2).
const APPLICATION: [u8; 7] = [0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01];
/// Keys from machine readable zones that are tried on one chip at most: chips slow down, then block.
const MOST_KEYS: u8 = 4;

/// What a session was given.
pub(super) struct Plan {
    pub(super) passwords: Vec<Password>,
    pub(super) random: Random,
    pub(super) anchors: Vec<Vec<u8>>,
    pub(super) answers: Answers,
}

impl Plan {
    pub(super) fn start(self, link: Link) -> Conversation {
        Box::pin(read(self, link))
    }
}

async fn read(mut plan: Plan, link: Link) -> Result<Box<Reading>, ReadError> {
    let mut chip = Chip::new(link.clone());
    let access = open(&mut chip, &mut plan).await?;
    link.report(Progress::Opened { by: access });

    let mut files = Files::default();
    let absent = ReadError::Refused { step: Step::Read(FileId::Dg1), status: StatusWord::NotFound };
    let raw = chip.read(FileId::Dg1).await?.ok_or(absent)?;
    let dg1 = Dg1::parse(&raw)?;
    files.insert(FileId::Dg1, raw);
    link.report(Progress::Identity(Box::new(dg1.clone())));

    let security = read_into(&mut files, &mut chip, FileId::Sod).await?.map(Sod::parse);
    for file in groups_to_read(security.as_ref().and_then(|parsed| parsed.as_ref().ok())) {
        // Here chip authentication will follow DG14, and active authentication DG15.
        read_into(&mut files, &mut chip, file).await?;
    }
    let evidence = Evidence::gather(security, &files, &plan.anchors);
    link.report(Progress::Checked);

    Ok(Box::new(Reading {
        access,
        dg1,
        dg2: files.get(FileId::Dg2).and_then(Face::parse),
        dg13: files.get(FileId::Dg13).and_then(Dg13::parse),
        files,
        evidence,
        counts: link.counts(),
    }))
}

async fn read_into<'a>(files: &'a mut Files, chip: &mut Chip, file: FileId) -> Result<Option<&'a [u8]>, ReadError> {
    if let Some(bytes) = chip.read(file).await? {
        files.insert(file, bytes);
    }
    Ok(files.get(file))
}

/// The groups behind DG1, the face last because it takes longest. The security object lists what the chip holds;
/// without one, only what a person's data needs is tried. DG3 asks for terminal authentication and is never tried.
fn groups_to_read(security: Option<&Sod>) -> Vec<FileId> {
    let all = [FileId::Dg14, FileId::Dg15, FileId::Dg13, FileId::Dg2];
    let listed = security.map(|object| object.groups().collect::<Vec<_>>());
    all.into_iter()
        .filter(|file| match (&listed, file.group()) {
            (Some(listed), Some(group)) => listed.contains(&group),
            _ => matches!(file, FileId::Dg13 | FileId::Dg2),
        })
        .collect()
}

/// Opens the chip and leaves its application selected, under a channel.
async fn open(chip: &mut Chip, plan: &mut Plan) -> Result<Access, ReadError> {
    let Plan { passwords, random, answers, .. } = plan;
    let mut refusal = ReadError::NoPassword;
    let offer = pace_offer(chip, passwords).await?;
    let room = answers.settle(chip).await?;
    chip.allow(room);
    if let Some(info) = offer {
        match open_by_pace(chip, &info, passwords, random).await {
            Ok(()) => {
                select_application(chip).await?;
                return Ok(Access::Pace);
            }
            Err(error @ (ReadError::Refused { .. } | ReadError::NoPassword)) => refusal = error,
            Err(error) => return Err(error),
        }
    }
    open_by_bac(chip, passwords, random, refusal).await.map(|()| Access::Bac)
}

/// Tries the passwords until one opens the chip, one is wrong for good, or none is left.
async fn open_by_pace(
    chip: &mut Chip,
    info: &PaceInfo,
    passwords: &[Password],
    random: &mut Random,
) -> Result<(), ReadError> {
    let mut outcome = ReadError::NoPassword;
    let mut tried = 0;
    for password in passwords {
        if tried == MOST_KEYS {
            break;
        }
        match pace::open(chip, info, password, random).await {
            Err(ReadError::WrongKey { .. }) => {
                tried += 1;
                outcome = ReadError::WrongKey { tried };
            }
            Err(error @ ReadError::Refused { .. }) if tried == 0 => outcome = error,
            Err(ReadError::Refused { .. }) => {}
            result => return result,
        }
    }
    Err(outcome)
}

async fn open_by_bac(
    chip: &mut Chip,
    passwords: &[Password],
    random: &mut Random,
    mut outcome: ReadError,
) -> Result<(), ReadError> {
    let keys = passwords.iter().filter_map(|password| match password {
        Password::Mrz(key) => Some(key),
        Password::Can(_) => None,
    });
    for (key, tried) in keys.zip(1..=MOST_KEYS) {
        // A chip that refused a key starts afresh when its application is selected again.
        select_application(chip).await?;
        match bac::open(chip, key, random).await {
            Err(ReadError::WrongKey { .. }) => outcome = ReadError::WrongKey { tried },
            result => return result,
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
fn readable(file: Result<Option<Vec<u8>>, ReadError>) -> Result<Option<Vec<u8>>, ReadError> {
    match file {
        Err(ReadError::Refused { .. } | ReadError::Malformed { .. }) => Ok(None),
        other => other,
    }
}
