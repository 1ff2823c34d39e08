//! Commands, responses and status words of ISO/IEC 7816-4, and the BER-TLV in them.
//!
//! What both ends of a conversation with a chip share, and no more: the framing. Pure.

pub mod apdu;
pub mod tlv;
