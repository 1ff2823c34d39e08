//! Password Authenticated Connection Establishment (Doc 9303-11 clause 4.4).

use std::ops::RangeInclusive;

use zeroize::Zeroizing;

use super::{
    Password,
    offer::{Mapping, Offer},
    password::refuses_password,
};
use crate::{
    error::{ReadError, Step},
    genuine::Mapped,
    secure_messaging::Channel,
    session::chip::Chip,
};
use crypto::{Group, GroupError, Keys, Purpose, Random, Suite};
use iso7816::apdu::{Command, EXTENDED_LE, Response, SHORT_LE, StatusWord};
use iso7816::tlv;

/// Bytes of a nonce, in whole cipher blocks. A shorter one can be guessed: an empty one even decrypts under every password.
const NONCE: RangeInclusive<usize> = 16..=32;
const CHAINED: u8 = 0x10;
const LAST: u8 = 0x00;
/// The initial vector of the chip authentication data is this block, encrypted (Doc 9303-11 clause 4.4.3.5.1).
const MINUS_ONE: [u8; 16] = [0xFF; 16];

/// Runs PACE with one password and opens the channel: five commands. Under chip authentication mapping it gives what
/// the chip's key is checked against.
///
/// A wrong password is [`ReadError::WrongCan`] or [`ReadError::WrongKey`]; the chip tells so in its last answer.
pub(crate) async fn open(
    chip: &mut Chip,
    offer: &Offer,
    password: &Password,
    random: &mut Random,
) -> Result<Option<Mapped>, ReadError> {
    let group = &offer.group;
    set_up(chip, offer, password).await?;
    let nonce = nonce(chip, offer.suite, password).await?;
    let map = map(chip, offer, &nonce, random).await?;

    let step = Step::PaceAgree;
    let secret = group.secret(random);
    let public = group.public(&secret, Some(&map.generator)).map_err(malformed(step))?;
    let peer = exchange(chip, step, 0x83, &public, 0x84).await?;
    if peer == public {
        return Err(ReadError::Unauthentic { step });
    }
    let shared = group.agree(&secret, &peer).map_err(malformed(step))?;

    let keys = Keys::derive(offer.suite, &shared);
    let last = confirm(chip, offer, password, &keys, [&public, &peer]).await?;
    let mapped = (offer.mapping == Mapping::ChipAuthentication).then(|| Mapped {
        group: group.clone(),
        element: map.peer,
        data: tlv::find_path(&last.data, &[0x7C, 0x8A]).and_then(|secret| chip_data(&keys, secret)),
    });
    chip.open_channel(Channel::new(keys, &[]));
    Ok(mapped)
}

async fn set_up(chip: &mut Chip, offer: &Offer, password: &Password) -> Result<(), ReadError> {
    let mut template = tlv::write(0x80, &offer.oid());
    template.extend(tlv::write(0x83, &[password.reference()]));
    if let Some(parameter) = offer.named_parameter() {
        template.extend(tlv::write(0x84, &[parameter]));
    }
    let step = Step::PaceSetUp;
    let answer = chip.send(step, &Command::new(0x00, 0x22, 0xC1, 0xA4).with_data(template)).await?;
    match answer.status {
        // 63Cx only says how many tries are left; after none the password is blocked.
        StatusWord::Success | StatusWord::TriesLeft(1..) => Ok(()),
        StatusWord::TriesLeft(0) => Err(ReadError::Blocked { step }),
        status => Err(refusal(step, status)),
    }
}

async fn nonce(chip: &mut Chip, suite: Suite, password: &Password) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    let step = Step::PaceNonce;
    let answer = authenticate(chip, step, CHAINED, &[]).await?;
    let secret = answer_object(step, &answer, 0x80)?;
    if !NONCE.contains(&secret.len()) {
        return Err(ReadError::Malformed { step });
    }
    let key = suite.derive(&password.pace_secret(), Purpose::Password);
    suite.decrypt(&key, &secret).map(Zeroizing::new).ok_or(ReadError::Malformed { step })
}

/// The generator that the nonce was mapped to, and the chip's part in it: its public key, where the mapping has one.
struct Map {
    generator: Zeroizing<Vec<u8>>,
    peer: Vec<u8>,
}

async fn map(chip: &mut Chip, offer: &Offer, nonce: &[u8], random: &mut Random) -> Result<Map, ReadError> {
    let step = Step::PaceMap;
    let group = &offer.group;
    if offer.mapping == Mapping::Integrated {
        let mut own = vec![0; offer.suite.key_len()];
        random.fill(&mut own);
        // The chip has nothing to say to it: an empty object, an empty template or nothing at all.
        authenticate(chip, step, CHAINED, &tlv::write(0x81, &own)).await?;
        let generator = group.map_integrated(offer.suite, nonce, &own).map_err(malformed(step))?;
        return Ok(Map { generator: Zeroizing::new(generator), peer: Vec::new() });
    }
    let secret = group.secret(random);
    let public = group.public(&secret, None).map_err(malformed(step))?;
    let peer = exchange(chip, step, 0x81, &public, 0x82).await?;
    let generator = group.map_generic(nonce, &secret, &peer).map_err(malformed(step))?;
    Ok(Map { generator: Zeroizing::new(generator), peer })
}

/// Exchanges the tokens: each end proves that it arrived at the same keys, the reader first.
async fn confirm(
    chip: &mut Chip,
    offer: &Offer,
    password: &Password,
    keys: &Keys,
    [own, peer]: [&[u8]; 2],
) -> Result<Response, ReadError> {
    let step = Step::PaceToken;
    let malformed = ReadError::Malformed { step };
    let token = token(offer, keys, peer).ok_or(malformed)?;
    let expected = self::token(offer, keys, own).ok_or(malformed)?;
    let answer = authenticate(chip, step, LAST, &tlv::write(0x85, &token)).await.map_err(|error| match error {
        ReadError::Refused { status, .. } if refuses_password(status) => wrong(password),
        other => other,
    })?;
    if crypto::same(&answer_object(step, &answer, 0x86)?, &expected) {
        Ok(answer)
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

/// The authentication token over the other end's public key, as it went over the wire (Doc 9303-11 clause 4.4.3.4).
/// CMAC takes it unpadded.
fn token(offer: &Offer, keys: &Keys, public: &[u8]) -> Option<[u8; 8]> {
    let tag = match offer.group {
        Group::Curve(_) => 0x86,
        Group::Modp(_) => 0x84,
    };
    let key = [tlv::write(0x06, &offer.oid()), tlv::write(tag, public)].concat();
    keys.mac(&tlv::write(0x7F49, &key))
}

/// The chip authentication data in the clear; `None` when it is not in the form of Doc 9303-11 clause 4.4.3.5.
fn chip_data(keys: &Keys, secret: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let padded = Zeroizing::new(keys.decrypt(&MINUS_ONE, secret)?);
    crypto::unpad(&padded).map(|data| Zeroizing::new(data.to_vec()))
}

async fn exchange(
    chip: &mut Chip,
    step: Step,
    tag: tlv::Tag,
    value: &[u8],
    answer_tag: tlv::Tag,
) -> Result<Vec<u8>, ReadError> {
    let answer = authenticate(chip, step, CHAINED, &tlv::write(tag, value)).await?;
    answer_object(step, &answer, answer_tag)
}

/// GENERAL AUTHENTICATE with dynamic authentication data. A number of 2,048 bits fits no short command and no short
/// answer: where the chip announces no longer ones, both go in pieces.
async fn authenticate(chip: &mut Chip, step: Step, cla: u8, data: &[u8]) -> Result<Response, ReadError> {
    let data = tlv::write(0x7C, data);
    let le = if data.len() > 255 && chip.takes_extended() { EXTENDED_LE } else { SHORT_LE };
    let answer = chip.send_long(step, &Command::new(cla, 0x86, 0x00, 0x00).with_data(data).with_le(le)).await?;
    match answer.status {
        StatusWord::Success => Ok(answer),
        status => Err(refusal(step, status)),
    }
}

const fn refusal(step: Step, status: StatusWord) -> ReadError {
    match status {
        StatusWord::Blocked => ReadError::Blocked { step },
        status => ReadError::Refused { step, status },
    }
}

const fn malformed(step: Step) -> impl Fn(GroupError) -> ReadError {
    move |_| ReadError::Malformed { step }
}

fn answer_object(step: Step, answer: &Response, tag: tlv::Tag) -> Result<Vec<u8>, ReadError> {
    tlv::find_path(&answer.data, &[0x7C, tag]).map(<[u8]>::to_vec).ok_or(ReadError::Malformed { step })
}
