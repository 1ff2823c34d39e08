//! Enrolment: a person at the hub gives a single-use code, the device answers with its public key.

use jiff::Timestamp;
use private::Private;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::{Digest, KeyId, KeyLink, PublicKey, SecretKey, bytes::base64_bytes};

/// For how many minutes a code may be used.
pub const ENROL_CODE_MINUTES: i64 = 15;

/// Crockford's base 32: no I, L, O and U, which are read or heard as something else.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Twelve letters and digits, 60 bits, shown as `4K7P-0ABC-9XYZ`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolCode(Private<String>);

impl EnrolCode {
    /// Makes a code of 8 random bytes, of which 60 bits are used.
    pub fn from_random(random: [u8; 8]) -> Self {
        let bits = u64::from_be_bytes(random);
        let letters = (0..12).map(|place| ALPHABET[usize::from((bits >> (5 * place)).to_le_bytes()[0] & 31)]);
        Self(Private::new(letters.map(char::from).collect()))
    }

    /// Reads what a person typed: any case, blanks and dashes anywhere, O for 0, I and L for 1. None when it is no code.
    pub fn parse(typed: &str) -> Option<Self> {
        let letters = typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-');
        let letters: Option<String> = letters.map(normal).collect();
        letters.filter(|letters| letters.len() == 12).map(|letters| Self(Private::new(letters)))
    }

    /// The code in groups of four, to be shown once to the person who hands it out, and nowhere else.
    pub fn grouped(&self) -> String {
        let code = self.0.expose();
        format!("{}-{}-{}", &code[..4], &code[4..8], &code[8..])
    }

    /// What the hub keeps instead of the code.
    pub fn digest(&self) -> Digest {
        Digest::of(self.0.expose().as_bytes())
    }
}

impl Serialize for EnrolCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose())
    }
}

impl<'de> Deserialize<'de> for EnrolCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        Self::parse(&String::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("not an enrolment code"))
    }
}

/// A letter of Crockford's alphabet for five bits.
pub(crate) fn letter(bits: u32) -> char {
    char::from(ALPHABET[usize::from(bits.to_le_bytes()[0] & 31)])
}

fn normal(typed: char) -> Option<char> {
    let upper = match typed.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().any(|letter| char::from(*letter) == upper).then_some(upper)
}

/// What a device sends once. The request is signed with the key it brings, which proves that it holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolRequest {
    /// The single-use code.
    pub code: EnrolCode,
    /// The device's key.
    pub public_key: PublicKey,
}

/// What the device keeps from then on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolReply {
    /// The facility the code was made for.
    pub facility: Uuid,
    /// The facility's name.
    pub facility_name: String,
    /// The device's id, the `keyid` of its requests.
    pub device: Uuid,
    /// The hub's receipt keys, pinned from here on.
    pub keys: Vec<PublicKey>,
    /// Their history, oldest first, which is followed from here on.
    #[serde(default)]
    pub history: Vec<KeyLink>,
    /// The hub's clock.
    pub server_time: Timestamp,
}

/// Six digits that stand on the device's screen and at the hub once a code was used: a person who sees both alike knows
/// that it was this device that used it.
///
/// They are made of the device's key and of the id the hub gave it only after it had seen the key. So whoever steals a
/// code cannot search for a key that shows the same digits; and the hub is known to the device by its certificate, or
/// is on the same machine.
pub fn check_digits(key: &PublicKey, device: Uuid, facility: Uuid) -> String {
    let bytes = [b"luutru check".as_slice(), &key.bytes(), device.as_bytes(), facility.as_bytes()].concat();
    let number = Digest::of(&bytes).bytes().iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let digits = number % 1_000_000;
    format!("{:03} {:03}", digits / 1_000, digits % 1_000)
}

/// `POST /v1/device/key`: a device takes another key. The request is signed with the old one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RotateRequest {
    /// The new key.
    pub public_key: PublicKey,
    /// The new key's signature, which proves that the device holds it; 64 bytes.
    #[serde(with = "base64_bytes")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, content_encoding = "base64", pattern = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$"))]
    pub proof: Vec<u8>,
}

impl RotateRequest {
    /// Asks for this key to stand for the device.
    pub fn new(device: Uuid, key: &SecretKey) -> Self {
        let public_key = key.public();
        Self { public_key, proof: key.sign(&rotation(device, &public_key)).to_vec() }
    }

    /// Whether whoever asks holds the new key, and means this device.
    pub fn is_proved(&self, device: Uuid) -> bool {
        let proof = self.proof.as_slice().try_into();
        proof.is_ok_and(|proof| self.public_key.verifies(&rotation(device, &self.public_key), proof))
    }
}

fn rotation(device: Uuid, key: &PublicKey) -> Vec<u8> {
    [b"luutru key".as_slice(), device.as_bytes(), &key.bytes()].concat()
}

/// The answer: from now on the device signs with this key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rotated {
    /// The new key's.
    pub key_id: KeyId,
    /// The hub's clock.
    pub server_time: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_six_digits_hang_on_key_device_and_facility() {
        let key = SecretKey::from_seed(&[1; 32]).public();
        let digits = check_digits(&key, Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!((digits.len(), digits.as_bytes()[3]), (7, b' '));
        assert_eq!(digits, check_digits(&key, Uuid::from_u128(1), Uuid::from_u128(2)));
        let other = SecretKey::from_seed(&[2; 32]).public();
        assert_ne!(digits, check_digits(&other, Uuid::from_u128(1), Uuid::from_u128(2)));
        assert_ne!(digits, check_digits(&key, Uuid::from_u128(3), Uuid::from_u128(2)));
        assert_ne!(digits, check_digits(&key, Uuid::from_u128(1), Uuid::from_u128(3)));
    }

    #[test]
    fn a_new_key_proves_itself_for_one_device() {
        let device = Uuid::from_u128(1);
        let request = RotateRequest::new(device, &SecretKey::from_seed(&[1; 32]));
        assert!(request.is_proved(device));
        assert!(!request.is_proved(Uuid::from_u128(2)));
        let stolen = RotateRequest { public_key: SecretKey::from_seed(&[2; 32]).public(), ..request.clone() };
        assert!(!stolen.is_proved(device));
        assert!(!RotateRequest { proof: vec![1], ..request }.is_proved(device));
    }

    #[test]
    fn a_code_is_read_as_a_person_types_it() {
        let code = EnrolCode::from_random([0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE, 0xF0]);
        let grouped = code.grouped();
        assert_eq!(grouped.len(), 14);
        for typed in [grouped.clone(), grouped.to_lowercase(), grouped.replace('-', " "), grouped.replace('-', "")] {
            assert_eq!(EnrolCode::parse(&typed).unwrap().digest(), code.digest(), "{typed}");
        }
        assert_eq!(EnrolCode::parse("OIL0-1110-0000"), EnrolCode::parse("0110 1110 0000"));
        for no_code in ["", "0000-0000-000", "0000-0000-00000", "UUUU-0000-0000", "Đ000-0000-0000"] {
            assert_eq!(EnrolCode::parse(no_code), None, "{no_code}");
        }
    }

    #[test]
    fn sixty_bits_of_the_random_bytes_are_used() {
        let base = EnrolCode::from_random([0; 8]);
        let differ = (0..64).filter(|bit| EnrolCode::from_random((1u64 << bit).to_be_bytes()) != base).count();
        assert_eq!(differ, 60);
    }
}
