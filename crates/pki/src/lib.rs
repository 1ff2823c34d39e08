//! Signed objects and certificates as Doc 9303-12 uses them: who signed, by which chain, and what speaks against it.
//!
//! Pure: bytes in, verdicts out; the time is an argument. Signatures are checked over the bytes as they stand, never over
//! bytes that were encoded again, except where BER has to become DER.
//!
//! [`SignedData`] takes EF.SOD, EF.CardSecurity and master lists apart; [`Trust`] holds what an operator trusts and
//! judges a signer's certificate: the result is a [`Chain`], evidence step by step.
//!
//! # What decides and what is only told
//! | fact | effect |
//! |---|---|
//! | the signature is not by the root whose key identifier it names | contradicts ([`Chain::contradicts`]) |
//! | the signer or a link is on a list of revoked certificates | contradicts |
//! | the certificate says that it is for something else ([`Purpose::Other`]) | does not prove ([`Chain::proves`]) |
//! | a certificate above the signer may not issue others | it is never added to [`Trust`] |
//! | no trusted certificate, another key, an unknown algorithm | does not prove |
//! | a period that is over or not begun, a list that is late, no list, an unknown critical extension | told, decides nothing |

mod ber;
mod certificate;
mod chain;
mod crl;
mod extension;
mod name;
mod pem;
mod signed_data;
mod time;
mod trust;

pub use ber::definite;
pub use certificate::Certificate;
pub use chain::{Chain, IssuerVerdict, Link, Purpose, Revocation, Validity};
pub use signed_data::{ContentType, SignedData, SignedDataError};
pub use trust::{Added, MasterList, Trust, TrustError};
