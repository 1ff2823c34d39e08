//! Basic access control from the chip's side (Doc 9303-11 clause 4.3).

use super::block::Key;
use super::kdf::{Purpose, bac_seed, derive};
use super::offer::Cipher;
use super::secure::Channel;

/// The keys that stand in the chip, derived from its MRZ.
pub struct BacKeys {
    encrypt: Key,
    authenticate: Key,
}

/// What the chip draws for one EXTERNAL AUTHENTICATE.
pub struct BacSecrets {
    /// RND.IC, given out by GET CHALLENGE.
    pub challenge: [u8; 8],
    /// K.IC, the chip's half of the session key seed.
    pub half: [u8; 16],
}

impl BacKeys {
    /// Derives both keys from the MRZ information (number, birth and expiry, each with its check digit).
    pub fn new(mrz_information: &str) -> Self {
        let seed = bac_seed(mrz_information);
        let key = |purpose| derive(Cipher::Des3, &seed, purpose);
        Self { encrypt: key(Purpose::Encrypt), authenticate: key(Purpose::Authenticate) }
    }

    /// Checks the terminal's cryptogram (32 bytes and their MAC) and gives the chip's answer of the same form, with
    /// the session that follows it. `None` when the terminal does not know the MRZ.
    pub fn authenticate(&self, command: &[u8], secrets: &BacSecrets) -> Option<(Vec<u8>, Channel)> {
        let (cryptogram, mac) = command.split_last_chunk::<8>()?;
        if cryptogram.len() != 32 || self.authenticate.mac(cryptogram) != *mac {
            return None;
        }
        let plain = self.encrypt.decrypt(cryptogram)?;
        let (terminal, rest) = plain.split_first_chunk::<8>()?;
        let (echo, terminal_half) = rest.split_first_chunk::<8>()?;
        (*echo == secrets.challenge).then(|| self.answer(*terminal, terminal_half, secrets))
    }

    fn answer(&self, terminal: [u8; 8], terminal_half: &[u8], secrets: &BacSecrets) -> (Vec<u8>, Channel) {
        let plain = [&secrets.challenge[..], &terminal[..], &secrets.half[..]].concat();
        let mut answer = self.encrypt.encrypt(&plain);
        answer.extend(self.authenticate.mac(&answer));
        let seed: Vec<u8> = secrets.half.iter().zip(terminal_half).map(|(ours, theirs)| ours ^ theirs).collect();
        let counter = std::array::from_fn(|at| if at < 4 { secrets.challenge[4 + at] } else { terminal[at] });
        let key = |purpose| derive(Cipher::Des3, &seed, purpose);
        let counter = u128::from(u64::from_be_bytes(counter));
        let channel = Channel::new(key(Purpose::Encrypt), key(Purpose::Authenticate), counter);
        (answer, channel)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use hex_literal::hex;

    /// The terminal's command data of appendix D.3.
    pub const COMMAND: [u8; 40] =
        hex!("72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F25F1448EEA8AD90A7");

    /// The chip's draws of appendix D.3.
    pub const SECRETS: BacSecrets =
        BacSecrets { challenge: hex!("4608F91988702212"), half: hex!("0B4F80323EB3191CB04970CB4052790B") };

    #[test]
    fn appendix_d_3_is_answered_byte_for_byte() {
        let (answer, _) = BacKeys::new("L898902C<369080619406236").authenticate(&COMMAND, &SECRETS).unwrap();
        assert_eq!(answer, hex!("46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D7449"));
    }

    #[test]
    fn a_terminal_that_does_not_know_the_mrz_is_refused() {
        let keys = BacKeys::new("L898902C<369080619406236");
        assert!(BacKeys::new("L898902C<369080619406237").authenticate(&COMMAND, &SECRETS).is_none());
        assert!(keys.authenticate(&COMMAND[..39], &SECRETS).is_none());
        assert!(keys.authenticate(&COMMAND, &BacSecrets { challenge: [0; 8], half: [0; 16] }).is_none());
        let mut bent = COMMAND;
        bent[3] ^= 1;
        assert!(keys.authenticate(&bent, &SECRETS).is_none());
    }
}
