//! A receipt as one line of text, as it stands in the code that is printed on a slip.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{KeyId, SignedReceipt};

/// What the text begins with; the number is the form's version.
const PREFIX: &str = "LUUTRU1:";

/// Key id and signature stand before the signed bytes.
const HEAD: usize = 8 + 64;

/// No receipt of ours is longer by far.
const LONGEST: usize = 4096;

/// Why a text is no receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a receipt's text")]
pub struct TextError;

impl SignedReceipt {
    /// Writes the receipt as text: `LUUTRU1:` and base64url, without padding, of the key id's 8 bytes, the signature's
    /// 64, and the signed bytes.
    ///
    /// # Errors
    /// [`TextError`] for a receipt whose signature is not 64 bytes, which no hub gave.
    pub fn to_text(&self) -> Result<String, TextError> {
        if self.signature.len() != HEAD - 8 || self.body.len() > LONGEST {
            return Err(TextError);
        }
        let bytes = [self.key_id.bytes().as_slice(), &self.signature, &self.body].concat();
        Ok(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Reads what [`SignedReceipt::to_text`] wrote, whatever blanks and line breaks came in between. It proves nothing yet.
    ///
    /// # Errors
    /// [`TextError`] when the text is anything else.
    pub fn from_text(text: &str) -> Result<Self, TextError> {
        let text: String = text.chars().filter(|letter| !letter.is_whitespace()).take(2 * LONGEST).collect();
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX).ok_or(TextError)?).map_err(|_| TextError)?;
        let (head, body) = bytes.split_at_checked(HEAD).ok_or(TextError)?;
        let (id, signature) = head.split_first_chunk().ok_or(TextError)?;
        if body.len() > LONGEST {
            return Err(TextError);
        }
        Ok(Self { body: body.to_vec(), signature: signature.to_vec(), key_id: KeyId::from(*id) })
    }
}
