//! Chip authentication, version 1 (Doc 9303-11 clause 6.2): a key agreement with the long-lived key of DG14 gives the
//! channel new keys, and a chip that does not hold the private key falls silent.

use crypto::{AgreementKey, Keys, Random, Suite};
use iso7816::apdu::{Command, SHORT_LE, StatusWord};
use iso7816::tlv;

use super::{
    ChipProof, ChipProtocol, ProofOutcome,
    security_infos::{Agreement, ChipKey, SecurityInfos, suite},
    well_formed,
};
use crate::{
    error::{ReadError, Step},
    secure_messaging::Channel,
    session::chip::Chip,
};

const STEP: Step = Step::ChipAuthentication;
/// The last number of the protocol with 3DES, which a key without `ChipAuthenticationInfo` is for.
const TRIPLE_DES: u8 = 1;

/// One way of running chip authentication that a chip offers and this crate can.
struct Choice<'a> {
    agreement: Agreement,
    number: u8,
    suite: Suite,
    key: &'a AgreementKey,
    key_id: Option<&'a [u8]>,
}

/// Agrees on new keys with the key in DG14 and replaces the channel: one command with 3DES, two with AES.
///
/// `None` when DG14 has no such key. The outcome is [`ProofOutcome::Unanswered`] when the keys were changed: the next
/// command tells (see [`ChipProof::settle`]). Any other outcome leaves the channel as it was.
///
/// # Errors
/// Those of the way to the chip, as [`ReadError::CutShort`]: what the chip says for itself is the outcome.
pub(crate) async fn chip_authentication(
    chip: &mut Chip,
    infos: &SecurityInfos,
    random: &mut Random,
) -> Result<Option<ChipProof>, ReadError> {
    if infos.chip_keys.is_empty() {
        return Ok(None);
    }
    let outcome = match Choice::best(infos) {
        Some(choice) => run(chip, &choice, random).await?,
        None => ProofOutcome::Unsupported,
    };
    Ok(Some(ChipProof::new(ChipProtocol::ChipAuthentication, outcome)))
}

async fn run(chip: &mut Chip, choice: &Choice<'_>, random: &mut Random) -> Result<ProofOutcome, ReadError> {
    let AgreementKey { group, public: peer } = choice.key;
    let secret = group.secret(random);
    // Agreed before a word is said: a key that is no element of its group ends nothing but the proof.
    let (Ok(shared), Ok(own)) = (group.agree(&secret, peer), group.public(&secret, None)) else {
        return Ok(ProofOutcome::Malformed);
    };
    match well_formed(announce(chip, choice, &own).await)? {
        Some(StatusWord::Success) => {
            chip.open_channel(Channel::rekeyed(Keys::derive(choice.suite, &shared)));
            Ok(ProofOutcome::Unanswered)
        }
        Some(status) => Ok(ProofOutcome::Refused(status)),
        None => Ok(ProofOutcome::Malformed),
    }
}

/// Gives the chip the public key, in the way that its suite has. Chips are met that want the other way for 3DES.
async fn announce(chip: &mut Chip, choice: &Choice<'_>, own: &[u8]) -> Result<StatusWord, ReadError> {
    if choice.suite == Suite::TripleDes {
        let status = set_key(chip, choice, own).await?;
        if !misunderstood(status) {
            return Ok(status);
        }
    }
    match set_protocol(chip, choice).await? {
        StatusWord::Success => authenticate(chip, own).await,
        status => Ok(status),
    }
}

/// MSE:Set KAT.
async fn set_key(chip: &mut Chip, choice: &Choice<'_>, own: &[u8]) -> Result<StatusWord, ReadError> {
    let data = [tlv::write(0x91, own), choice.key_reference()].concat();
    chip.send_long(STEP, &Command::new(0x00, 0x22, 0x41, 0xA6).with_data(data)).await.map(|answer| answer.status)
}

/// MSE:Set AT.
async fn set_protocol(chip: &mut Chip, choice: &Choice<'_>) -> Result<StatusWord, ReadError> {
    let protocol = choice.agreement.chip_authentication(choice.number);
    let data = [tlv::write(0x80, &protocol), choice.key_reference()].concat();
    chip.send(STEP, &Command::new(0x00, 0x22, 0x41, 0xA4).with_data(data)).await.map(|answer| answer.status)
}

/// GENERAL AUTHENTICATE. The answer is an empty template and says nothing.
async fn authenticate(chip: &mut Chip, own: &[u8]) -> Result<StatusWord, ReadError> {
    let data = tlv::write(0x7C, &tlv::write(0x80, own));
    let command = Command::new(0x00, 0x86, 0x00, 0x00).with_data(data).with_le(SHORT_LE);
    chip.send_long(STEP, &command).await.map(|answer| answer.status)
}

/// Whether a chip turned MSE:Set KAT away for what it is, and not for the key in it.
const fn misunderstood(status: StatusWord) -> bool {
    matches!(
        status,
        StatusWord::WrongData
            | StatusWord::WrongParameters
            | StatusWord::FunctionNotSupported
            | StatusWord::InstructionNotSupported
            | StatusWord::ReferenceNotFound
            | StatusWord::ConditionsNotSatisfied
            | StatusWord::Other(_)
    )
}

impl<'a> Choice<'a> {
    /// The best of what is offered: AES before 3DES, then the chip's own order.
    fn best(infos: &'a SecurityInfos) -> Option<Self> {
        let offered: Vec<_> = infos.chip_keys.iter().filter_map(|key| Self::for_key(key, infos)).collect();
        offered.into_iter().min_by_key(|choice| choice.suite == Suite::TripleDes)
    }

    /// How a key is to be used: as the entry of its number says, else as the one entry of its kind says. French
    /// passports bring a key and no entry: then it is for 3DES.
    fn for_key(entry: &'a ChipKey, infos: &SecurityInfos) -> Option<Self> {
        let key = entry.key.as_ref()?;
        let of_kind = || infos.chip_authentication.iter().filter(|info| info.agreement == entry.agreement);
        let of_key = of_kind().filter(|info| info.key_id == entry.key_id);
        let best = |numbers: &mut dyn Iterator<Item = u8>| {
            numbers.filter(|&number| suite(number).is_some()).min_by_key(|&number| number == TRIPLE_DES)
        };
        let number = best(&mut of_key.map(|info| info.suite))
            .or_else(|| best(&mut of_kind().filter(|_| infos.chip_keys.len() == 1).map(|info| info.suite)))
            .or_else(|| of_kind().next().is_none().then_some(TRIPLE_DES))?;
        let agreement = entry.agreement;
        Some(Self { agreement, number, suite: suite(number)?, key, key_id: entry.key_id.as_deref() })
    }

    /// The key's number, where it has one.
    fn key_reference(&self) -> Vec<u8> {
        self.key_id.map_or_else(Vec::new, |id| tlv::write(0x84, id))
    }
}
