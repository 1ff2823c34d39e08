//! Ed25519 keys (RFC 8032): the device's, which signs requests, and the hub's, which signs receipts.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use private::Private;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{
    Digest,
    bytes::{hex, unhex},
};

/// Why bytes are not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The bytes are no point of the curve, or a weak one.
    #[error("not an Ed25519 public key")]
    NotAPublicKey,
    /// The text is not 16 hexadecimal digits.
    #[error("not a key id of 16 hexadecimal digits")]
    NotAKeyId,
}

/// An Ed25519 private key. Its `Debug` shows nothing, and the bytes are wiped when it goes.
#[derive(Clone)]
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// Makes the key of 32 random bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Gives the 32 bytes it was made of, for the store that seals it.
    pub fn seed(&self) -> Private<[u8; 32]> {
        Private::new(self.0.to_bytes())
    }

    /// The key others check signatures with.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs the message; 64 bytes.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey")
    }
}

/// An Ed25519 public key; base64 of its 32 bytes in JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Takes the 32 bytes of RFC 8032.
    ///
    /// # Errors
    /// [`KeyError::NotAPublicKey`] when they are no point of the curve, or one of small order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::NotAPublicKey)?;
        if key.is_weak() { Err(KeyError::NotAPublicKey) } else { Ok(Self(key)) }
    }

    /// Reads 64 hexadecimal digits.
    ///
    /// # Errors
    /// [`KeyError::NotAPublicKey`] when the text or the key is anything else.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        unhex(text).ok_or(KeyError::NotAPublicKey).and_then(|bytes| Self::from_bytes(&bytes))
    }

    /// The key as 64 hexadecimal digits, which [`PublicKey::parse`] reads.
    pub fn to_hex(&self) -> String {
        hex(&self.bytes())
    }

    /// The 32 bytes of RFC 8032.
    pub fn bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The short name of this key.
    pub fn id(&self) -> KeyId {
        KeyId::of(self)
    }

    /// Whether the signature over the message is this key's, by the strict rule that leaves no second form.
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.id())
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(self.bytes()))
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = STANDARD.decode(String::deserialize(deserializer)?).ok();
        let bytes = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        bytes.and_then(|bytes| Self::from_bytes(&bytes).ok()).ok_or_else(|| D::Error::custom(KeyError::NotAPublicKey))
    }
}

/// The short name of a public key: the first 8 bytes of its SHA-256, 16 hexadecimal digits in JSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 8]);

impl KeyId {
    /// Names the key.
    pub fn of(key: &PublicKey) -> Self {
        let mut id = [0; 8];
        id.copy_from_slice(&Digest::of(&key.bytes()).bytes()[..8]);
        Self(id)
    }

    /// Shows the 8 bytes.
    pub const fn bytes(&self) -> &[u8; 8] {
        &self.0
    }

    /// Reads 16 hexadecimal digits.
    ///
    /// # Errors
    /// [`KeyError::NotAKeyId`] when the text is anything else.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        unhex(text).map(Self).ok_or(KeyError::NotAKeyId)
    }
}

impl From<[u8; 8]> for KeyId {
    fn from(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

impl Serialize for KeyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
