//! From a chip just laid down to its application, selected and under a channel.

use super::{
    Access, Password, bac,
    offer::{Offer, Offers},
    pace,
};
use crate::{
    error::{ReadError, Step},
    genuine::{self, ChipProof, Mapped, ProofOutcome, SecurityInfos},
    session::{Answers, chip::Chip},
};
use crypto::{AgreementKey, Random};
use iso7816::apdu::{Command, StatusWord};
use lds::FileId;

/// The eMRTD application (Doc 9303-10 clause 3.6.2).
const APPLICATION: [u8; 7] = [0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01];
/// Keys from machine readable zones that are tried on one chip at most: chips slow down, then block.
const MOST_KEYS: u8 = 4;

/// How a chip was opened, so that it can be opened so again.
pub(crate) struct Opened {
    /// The protocol.
    pub(crate) by: Access,
    /// What PACE ran on.
    pub(crate) offer: Option<Offer>,
    /// What chip authentication mapping proves.
    pub(crate) proof: Option<ChipProof>,
    /// The key that it is proven by.
    pub(crate) proven_by: Option<AgreementKey>,
    /// EF.CardSecurity as read, which brings the key of that proof.
    pub(crate) card_security: Option<Vec<u8>>,
    /// The password that opened it, by its place among those given.
    password: usize,
}

/// Opens the chip and leaves its application selected, under a channel.
///
/// PACE comes before BAC, and the passwords in the order given. A card access number that the chip calls wrong ends the
/// try: it is printed on the card, so another card lies there. A password or protocol that the chip refuses otherwise,
/// or has blocked, is passed over. The error is that of the last way tried; [`ReadError::UnsupportedPace`] where the
/// chip offers only PACE that this crate cannot do, and BAC does not open it.
pub(crate) async fn open(
    chip: &mut Chip,
    passwords: &[Password],
    random: &mut Random,
    answers: Answers,
) -> Result<Opened, ReadError> {
    let offers = offers(chip, passwords).await?;
    let room = answers.settle(chip).await?;
    chip.allow(room);
    let unsupported = offers
        .unusable
        .filter(|_| offers.usable.is_empty())
        .map(|info| ReadError::UnsupportedPace { protocol: info.protocol, parameter: info.parameter });
    let mut outcome = unsupported.unwrap_or(ReadError::NoPassword);
    for offer in offers.usable {
        match by_pace(chip, &offer, passwords, random).await {
            Ok((password, mapped)) => return finish(chip, offer, password, mapped).await,
            Err(error) if passes_over(&error) => outcome = error,
            Err(error) => return Err(error),
        }
    }
    match by_bac(chip, passwords, random).await {
        Ok(password) => Ok(Opened::by(Access::Bac, None, password)),
        Err(ReadError::NoPassword) => Err(match outcome {
            // What citizen cards offer was tried without an offer, and this chip knows no PACE at all.
            ReadError::Refused { step: Step::PaceSetUp, status: StatusWord::InstructionNotSupported } => {
                ReadError::NoPassword
            }
            outcome => outcome,
        }),
        Err(ReadError::Refused { .. }) if unsupported.is_some() => Err(outcome),
        Err(error) => Err(error),
    }
}

impl Opened {
    const fn by(by: Access, offer: Option<Offer>, password: usize) -> Self {
        Self { by, offer, proof: None, proven_by: None, card_security: None, password }
    }

    /// Opens what lies there after an interruption in the same way: what the chip offers is known.
    ///
    /// A chip that cannot be opened so is [`ReadError::AnotherCard`], and so is one that does not prove by the mapping what
    /// was proven before. That the password is blocked is the chip's own word, and stays so.
    pub(crate) async fn again(
        &self,
        chip: &mut Chip,
        passwords: &[Password],
        random: &mut Random,
        answers: Answers,
    ) -> Result<(), ReadError> {
        let room = answers.settle(chip).await?;
        chip.allow(room);
        let outcome = match passwords.get(self.password) {
            Some(password) => self.open_with(chip, password, random).await,
            None => Err(ReadError::NoPassword),
        };
        outcome.map_err(|error| match error {
            ReadError::CutShort { .. } | ReadError::Endless { .. } | ReadError::Blocked { .. } => error,
            _ => ReadError::AnotherCard,
        })
    }

    async fn open_with(&self, chip: &mut Chip, password: &Password, random: &mut Random) -> Result<(), ReadError> {
        let Some(offer) = &self.offer else {
            return by_bac(chip, std::slice::from_ref(password), random).await.map(|_| ());
        };
        let mapped = pace::open(chip, offer, password, random).await?;
        // A chip that proved itself before and cannot now is not the one that was there. One that could not is not asked
        // again: what it failed to prove stays so, whatever lies there now.
        let still = |mapped| is_proven(&check_mapping(mapped, self.card_security.as_deref()).0);
        if self.proof.as_ref().is_some_and(is_proven) && !mapped.as_ref().is_some_and(still) {
            return Err(ReadError::AnotherCard);
        }
        select_application(chip).await
    }
}

fn is_proven(proof: &ChipProof) -> bool {
    proof.outcome == ProofOutcome::Proven
}

fn check_mapping(mapped: &Mapped, card_security: Option<&[u8]>) -> (ChipProof, Option<AgreementKey>) {
    let known = card_security.and_then(SecurityInfos::of_card_security);
    genuine::chip_authentication_mapping(mapped, known.as_ref())
}

/// After PACE: the chip's key, where the mapping calls for it, then the application. EF.CardSecurity stands beside the
/// application and cannot be reached any more once that is selected.
async fn finish(chip: &mut Chip, offer: Offer, password: usize, mapped: Option<Mapped>) -> Result<Opened, ReadError> {
    let mut opened = Opened::by(Access::Pace, Some(offer), password);
    if let Some(mapped) = mapped {
        opened.card_security = readable(chip.read(FileId::CardSecurity).await)?;
        let (proof, key) = check_mapping(&mapped, opened.card_security.as_deref());
        (opened.proof, opened.proven_by) = (Some(proof), key);
    }
    select_application(chip).await?;
    Ok(opened)
}

/// Tries the passwords until one opens the chip, one is wrong for good, or none is left.
async fn by_pace(
    chip: &mut Chip,
    offer: &Offer,
    passwords: &[Password],
    random: &mut Random,
) -> Result<(usize, Option<Mapped>), ReadError> {
    let mut outcome = ReadError::NoPassword;
    let mut tried = 0;
    for (place, password) in passwords.iter().enumerate() {
        if tried == MOST_KEYS {
            break;
        }
        match pace::open(chip, offer, password, random).await {
            Ok(mapped) => return Ok((place, mapped)),
            Err(ReadError::WrongKey { .. }) => {
                tried += 1;
                outcome = ReadError::WrongKey { tried };
            }
            Err(error) if passes_over(&error) && tried == 0 => outcome = error,
            Err(error) if passes_over(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Err(outcome)
}

/// Whether another password or another protocol may still open the chip.
const fn passes_over(error: &ReadError) -> bool {
    matches!(error, ReadError::Refused { .. } | ReadError::Blocked { .. } | ReadError::NoPassword)
}

async fn by_bac(chip: &mut Chip, passwords: &[Password], random: &mut Random) -> Result<usize, ReadError> {
    let keys = passwords.iter().enumerate().filter_map(|(place, password)| match password {
        Password::Mrz(key) => Some((place, key)),
        Password::Can(_) => None,
    });
    let mut outcome = ReadError::NoPassword;
    for ((place, key), tried) in keys.zip(1..=MOST_KEYS) {
        // A chip that refused a key starts afresh when its application is selected again.
        select_application(chip).await?;
        match bac::open(chip, key, random).await {
            Ok(()) => return Ok(place),
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

/// Reads EF.CardAccess. The master file is selected only as a last resort: citizen cards have none, and Doc 9303-10
/// clause 3.6.1.1 advises against it.
async fn offers(chip: &mut Chip, passwords: &[Password]) -> Result<Offers, ReadError> {
    let mut file = readable(chip.read(FileId::CardAccess).await)?;
    if file.is_none() {
        file = readable(chip.select_and_read(FileId::CardAccess).await)?;
    }
    if let Some(file) = file {
        return Ok(Offers::parse(&file));
    }
    let master_file = Command::new(0x00, 0xA4, 0x00, 0x0C);
    for command in [master_file.clone().with_data([0x3F, 0x00]), master_file] {
        let answer = chip.send(Step::CardAccess, &command).await?;
        if answer.status == StatusWord::Success
            && let Some(file) = readable(chip.select_and_read(FileId::CardAccess).await)?
        {
            return Ok(Offers::parse(&file));
        }
    }
    let has_can = passwords.iter().any(|password| matches!(password, Password::Can(_)));
    Ok(if has_can { Offers::of_citizen_card_2021() } else { Offers::default() })
}

/// A file that is refused or damaged counts as one that is not there: what follows is another way to it.
fn readable(file: Result<Vec<u8>, ReadError>) -> Result<Option<Vec<u8>>, ReadError> {
    match file {
        Ok(bytes) => Ok(Some(bytes)),
        Err(ReadError::Refused { .. } | ReadError::Malformed { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
