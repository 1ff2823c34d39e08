//! Password Authenticated Connection Establishment with ECDH and generic mapping (Doc 9303-11 clause 4.4).

use std::ops::RangeInclusive;

use zeroize::Zeroizing;

use super::{Password, card_access::PaceInfo};
use crate::{
    error::{ReadError, Step},
    secure_messaging::Channel,
    session::chip::Chip,
};
use crypto::{Keys, Purpose, Random};
use iso7816::apdu::{Command, Response, SHORT_LE, StatusWord};
use iso7816::tlv;

/// Bytes of a nonce, in whole cipher blocks. A shorter one can be guessed: an empty one even decrypts under every password.
const NONCE: RangeInclusive<usize> = 16..=32;
const CHAINED: u8 = 0x10;
const LAST: u8 = 0x00;

/// Runs PACE with one password and opens the channel: five commands.
///
/// A wrong password is [`ReadError::WrongCan`] or [`ReadError::WrongKey`]; the chip tells so in its last answer.
pub(crate) async fn open(
    chip: &mut Chip,
    info: &PaceInfo,
    password: &Password,
    random: &mut Random,
) -> Result<(), ReadError> {
    let group = &info.group;
    set_up(chip, info, password).await?;
    let nonce = nonce(chip, info, password).await?;

    let step = Step::PaceMap;
    let secret = group.secret(random);
    let public = group.public(&secret, None).map_err(|_| ReadError::Malformed { step })?;
    let peer = exchange(chip, step, CHAINED, 0x81, &public, 0x82).await?;
    let generator = group.map_generic(&nonce, &secret, &peer).map_err(|_| ReadError::Malformed { step })?;

    let step = Step::PaceAgree;
    let secret = group.secret(random);
    let public = group.public(&secret, Some(&generator)).map_err(|_| ReadError::Malformed { step })?;
    let peer = exchange(chip, step, CHAINED, 0x83, &public, 0x84).await?;
    if peer == public {
        return Err(ReadError::Unauthentic { step });
    }
    let shared = group.agree(&secret, &peer).map_err(|_| ReadError::Malformed { step })?;

    let keys = Keys::derive(info.suite, &shared);
    confirm(chip, info, password, &keys, &public, &peer).await?;
    chip.open_channel(Channel::new(keys, &[]));
    Ok(())
}

async fn set_up(chip: &mut Chip, info: &PaceInfo, password: &Password) -> Result<(), ReadError> {
    let mut template = tlv::write(0x80, &info.protocol);
    template.extend(tlv::write(0x83, &[password.reference()]));
    if info.ambiguous {
        template.extend(tlv::write(0x84, &[info.parameter]));
    }
    let step = Step::PaceSetUp;
    let answer = chip.send(step, &Command::new(0x00, 0x22, 0xC1, 0xA4).with_data(template)).await?;
    match answer.status {
        // 63Cx only says how many tries are left.
        StatusWord::Success | StatusWord::TriesLeft(1..) => Ok(()),
        status => Err(ReadError::Refused { step, status }),
    }
}

async fn nonce(chip: &mut Chip, info: &PaceInfo, password: &Password) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    let step = Step::PaceNonce;
    let answer = authenticate(chip, step, CHAINED, &[]).await?;
    let secret = answer_object(step, &answer, 0x80)?;
    if !NONCE.contains(&secret.len()) {
        return Err(ReadError::Malformed { step });
    }
    let key = info.suite.derive(&password.pace_secret(), Purpose::Password);
    info.suite.decrypt(&key, &secret).map(Zeroizing::new).ok_or(ReadError::Malformed { step })
}

/// Exchanges the tokens: each end proves that it arrived at the same keys, the reader first.
async fn confirm(
    chip: &mut Chip,
    info: &PaceInfo,
    password: &Password,
    keys: &Keys,
    own: &[u8],
    peer: &[u8],
) -> Result<(), ReadError> {
    let step = Step::PaceToken;
    let malformed = ReadError::Malformed { step };
    let token = token(info, keys, peer).ok_or(malformed)?;
    let expected = self::token(info, keys, own).ok_or(malformed)?;
    let answer = authenticate(chip, step, LAST, &tlv::write(0x85, &token)).await.map_err(|error| match error {
        ReadError::Refused {
            status: StatusWord::AuthenticationFailed | StatusWord::TriesLeft(_) | StatusWord::SecurityNotSatisfied,
            ..
        } => wrong(password),
        other => other,
    })?;
    if crypto::same(&answer_object(step, &answer, 0x86)?, &expected) {
        Ok(())
    } else {
        Err(ReadError::Unauthentic { step })
    }
}

const fn wrong(password: &Password) -> ReadError {
    match password {
        Password::Can(_) => ReadError::WrongCan,
        Password::Mrz(_) => ReadError::WrongKey { tried: 1 },
    }
}

/// The authentication token over the other end's public key (Doc 9303-11 clause 4.4.3.4). CMAC takes it unpadded.
fn token(info: &PaceInfo, keys: &Keys, public: &[u8]) -> Option<[u8; 8]> {
    let key = [tlv::write(0x06, &info.protocol), tlv::write(0x86, public)].concat();
    keys.mac(&tlv::write(0x7F49, &key))
}

async fn exchange(
    chip: &mut Chip,
    step: Step,
    cla: u8,
    tag: tlv::Tag,
    value: &[u8],
    answer_tag: tlv::Tag,
) -> Result<Vec<u8>, ReadError> {
    let answer = authenticate(chip, step, cla, &tlv::write(tag, value)).await?;
    answer_object(step, &answer, answer_tag)
}

/// GENERAL AUTHENTICATE with dynamic authentication data.
async fn authenticate(chip: &mut Chip, step: Step, cla: u8, data: &[u8]) -> Result<Response, ReadError> {
    let command = Command::new(cla, 0x86, 0x00, 0x00).with_data(tlv::write(0x7C, data)).with_le(SHORT_LE);
    let answer = chip.send(step, &command).await?;
    match answer.status {
        StatusWord::Success => Ok(answer),
        status => Err(ReadError::Refused { step, status }),
    }
}

fn answer_object(step: Step, answer: &Response, tag: tlv::Tag) -> Result<Vec<u8>, ReadError> {
    tlv::find_path(&answer.data, &[0x7C, tag]).map(<[u8]>::to_vec).ok_or(ReadError::Malformed { step })
}
