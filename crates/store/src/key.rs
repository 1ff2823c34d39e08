//! The raw key of the database.

use std::fmt;
use std::fmt::Write as _;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The 32 random bytes the database is encrypted with; wiped from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key([u8; 32]);

impl Key {
    /// Takes the key as the vault gives it.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key as SQLCipher takes it raw, `x'<64 hex digits>'`: no passphrase, so nothing is derived at opening.
    pub(crate) fn literal(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(67));
        text.push_str("x'");
        for byte in self.0 {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text.push('\'');
        text
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn the_literal_is_raw_and_debug_shows_nothing() {
        let key = Key::from_bytes([0xa5; 32]);
        assert_eq!(*key.literal(), format!("x'{}'", "a5".repeat(32)));
        assert_eq!(format!("{key:?}"), "Key");
    }
}
