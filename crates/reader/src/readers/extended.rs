//! What a reader says of itself, without a card being touched.

use std::ffi::CString;

use pcsc::{Context, Disposition, Protocols, Scope, ShareMode};

use crate::chip::properties;

/// The most answer data of a short command (ISO/IEC 7816-4:2020, 5.2).
const SHORT: usize = 256;

/// Whether a reader passes answers of extended length on; `None` where it does not say, or cannot be asked now. It
/// blocks until the driver has answered. A card that lies there is neither powered nor reset by it.
pub fn passes_extended(reader: &str) -> Option<bool> {
    let reader = CString::new(reader).ok()?;
    let context = Context::establish(Scope::User).ok()?;
    let direct = context.connect(&reader, ShareMode::Direct, Protocols::UNDEFINED).ok()?;
    let most = properties::max_answer(&direct);
    // Fails where the reader has gone meanwhile.
    let _gone = direct.disconnect(Disposition::LeaveCard);
    most.map(|bytes| bytes > SHORT)
}
