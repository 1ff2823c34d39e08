//! Basic Access Control (Doc 9303-11 clause 4.3).

use mrz::MrzKey;
use zeroize::Zeroizing;

use super::password::{self, refuses_password};
use crate::{
    error::{ReadError, Step},
    secure_messaging::Channel,
    session::chip::Chip,
};
use crypto::{Keys, Random, Suite};
use iso7816::apdu::{Command, StatusWord};

/// Authenticates with one key and opens the channel: two commands after the application was selected.
///
/// A wrong key is [`ReadError::WrongKey`].
pub(crate) async fn open(chip: &mut Chip, key: &MrzKey, random: &mut Random) -> Result<(), ReadError> {
    let card_nonce = challenge(chip).await?;
    let mut own_nonce = [0; 8];
    let mut own_key = Zeroizing::new([0; 16]);
    random.fill(&mut own_nonce);
    random.fill(&mut *own_key);

    let step = Step::BacAuthenticate;
    let keys = Keys::derive(Suite::TripleDes, &password::mrz_digest(key)[..16]);
    let plain = Zeroizing::new([&own_nonce, &card_nonce, &own_key[..]].concat());
    let answer = authenticate(chip, &keys, &plain).await?;

    let (secret, checksum) = answer.split_at_checked(32).ok_or(ReadError::Malformed { step })?;
    if !keys.mac(secret).is_some_and(|expected| crypto::same(&expected, checksum)) {
        return Err(ReadError::Unauthentic { step });
    }
    let opened = Zeroizing::new(keys.decrypt(&[], secret).ok_or(ReadError::Malformed { step })?);
    if opened[..8] != card_nonce || opened[8..16] != own_nonce {
        return Err(ReadError::Unauthentic { step });
    }
    let seed: Zeroizing<Vec<u8>> = Zeroizing::new(own_key.iter().zip(&opened[16..]).map(|(a, b)| a ^ b).collect());
    let counter = [&card_nonce[4..], &own_nonce[4..]].concat();
    chip.open_channel(Channel::new(Keys::derive(Suite::TripleDes, &seed), &counter));
    Ok(())
}

async fn challenge(chip: &mut Chip) -> Result<[u8; 8], ReadError> {
    let step = Step::BacChallenge;
    let answer = chip.send(step, &Command::new(0x00, 0x84, 0x00, 0x00).with_le(8)).await?;
    match answer.status {
        StatusWord::Success => answer.data.try_into().map_err(|_| ReadError::Malformed { step }),
        StatusWord::Blocked => Err(ReadError::Blocked { step }),
        status => Err(ReadError::Refused { step, status }),
    }
}

async fn authenticate(chip: &mut Chip, keys: &Keys, plain: &[u8]) -> Result<Vec<u8>, ReadError> {
    let step = Step::BacAuthenticate;
    let malformed = ReadError::Malformed { step };
    let secret = keys.encrypt(&[], plain).ok_or(malformed)?;
    let checksum = keys.mac(&secret).ok_or(malformed)?;
    let command = Command::new(0x00, 0x82, 0x00, 0x00).with_data([&secret[..], &checksum].concat()).with_le(40);
    let answer = chip.send(step, &command).await?;
    match answer.status {
        StatusWord::Success => Ok(answer.data),
        StatusWord::Blocked => Err(ReadError::Blocked { step }),
        status if refuses_password(status) => Err(ReadError::WrongKey { tried: 1 }),
        status => Err(ReadError::Refused { step, status }),
    }
}
