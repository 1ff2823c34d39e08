//! The challenge of active authentication: bound to the occasion and to what was read, so that a signature over it cannot
//! be had beforehand nor passed off for another visit.

use crypto::{Digest, Random};

use lds::Files;

/// What a challenge was made of. Whoever keeps it with the signature can show later which reading it belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// What the caller bound the reading to.
    pub occasion: [u8; 32],
    /// SHA-256 over what had been read by then: for each file in its order its two-byte identifier, its length in four
    /// bytes, and its bytes.
    pub read: [u8; 32],
    /// Drawn for this challenge alone.
    pub random: [u8; 16],
}

impl Binding {
    pub(crate) fn draw(occasion: [u8; 32], files: &Files, random: &mut Random) -> Self {
        let mut message = Vec::new();
        for (file, bytes) in files.iter() {
            message.extend(file.id());
            message.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
            message.extend_from_slice(bytes);
        }
        let mut drawn = [0; 16];
        random.fill(&mut drawn);
        Self { occasion, read: sha256(&zeroize::Zeroizing::new(message)), random: drawn }
    }

    /// The challenge: the first eight bytes of SHA-256 over `luutru AA`, the occasion, what was read, and the random bytes.
    pub fn challenge(&self) -> [u8; 8] {
        let hash = sha256(&[b"luutru AA", &self.occasion[..], &self.read, &self.random].concat());
        let mut challenge = [0; 8];
        challenge.copy_from_slice(&hash[..8]);
        challenge
    }
}

impl std::fmt::Debug for Binding {
    /// Shows nothing: a hash of what was read confirms a guess at it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Binding")
    }
}

fn sha256(message: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(&Digest::Sha256.of(message));
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use lds::FileId;

    #[test]
    fn whatever_changes_changes_the_challenge() {
        let mut files = Files::default();
        files.insert(FileId::Dg1, vec![1, 2, 3]);
        let draw =
            |occasion, files: &Files, seed| Binding::draw([occasion; 32], files, &mut Random::from_seed([seed; 32]));
        let first = draw(1, &files, 1).challenge();
        assert_eq!(draw(1, &files, 1).challenge(), first);
        let mut longer = files.clone();
        longer.insert(FileId::Dg15, vec![]);
        for other in [draw(2, &files, 1), draw(1, &files, 2), draw(1, &longer, 1)] {
            assert_ne!(other.challenge(), first);
        }
        assert!(!format!("{:?}", draw(1, &files, 1)).contains('['));
    }
}
