//! Signed requests: RFC 9421 HTTP message signatures with Ed25519, over the body's digest of RFC 9530.
//!
//! Covered are `@method`, `@path`, `@query` where there is one, and `content-digest`; the parameters are `created`,
//! `keyid`, `nonce` and `alg`. A signature that covers less is not taken.

mod base;
#[cfg(test)]
mod tests;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;

use crate::{PublicKey, SecretKey, bytes::hex};

/// By how many seconds the time of signing may differ from the hub's clock.
pub const CLOCK_TOLERANCE_SECONDS: u64 = 300;

/// The one algorithm, by its name in RFC 9421 §6.2.2.
const ALGORITHM: &str = "ed25519";

/// The label of our signature among those a request may carry.
const LABEL: &str = "luutru";

/// What of a request is signed.
#[derive(Clone, Copy)]
pub struct SignedParts<'a> {
    /// `GET`, `PUT`, `POST`.
    pub method: &'a str,
    /// The absolute path, as sent.
    pub path: &'a str,
    /// The query without its `?`, as sent.
    pub query: Option<&'a str>,
    /// The body's bytes; empty when there is none.
    pub body: &'a [u8],
}

/// The three header fields of a signed request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureHeaders {
    /// `Content-Digest`
    pub content_digest: String,
    /// `Signature-Input`
    pub signature_input: String,
    /// `Signature`
    pub signature: String,
}

/// Who says to have signed, and when. Nothing is proved before [`verify_request`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestSignature {
    /// The device's id; at enrolment the key's.
    pub keyid: String,
    /// When it was signed, by the device's clock.
    pub created: Timestamp,
    /// Never the same twice.
    pub nonce: String,
    components: Vec<String>,
    params: String,
    signature: [u8; 64],
    content_digest: String,
}

/// Why a request's signature proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestFault {
    /// A header field is missing.
    #[error("the request is not signed")]
    Missing,
    /// A header field is not in its form.
    #[error("the signature's header fields are unreadable")]
    Unreadable,
    /// A part that must be covered is not.
    #[error("the signature does not cover what it must")]
    Uncovered,
    /// The signature is not the key's over this request.
    #[error("the signature does not fit the request")]
    BadSignature,
    /// The body is not the one the digest was made of.
    #[error("the body does not fit its digest")]
    BodyChanged,
    /// Signed more than [`CLOCK_TOLERANCE_SECONDS`] away from now.
    #[error("the request was signed at another time")]
    ClockSkew,
}

/// Signs a request. `nonce` is random and used once.
pub fn sign_request(
    parts: &SignedParts<'_>,
    key: &SecretKey,
    keyid: &str,
    created: Timestamp,
    nonce: [u8; 16],
) -> SignatureHeaders {
    let content_digest = content_digest(parts.body);
    let components = base::required(parts);
    let params = format!(
        "{};created={};keyid=\"{keyid}\";nonce=\"{}\";alg=\"{ALGORITHM}\"",
        base::inner_list(&components),
        created.as_second(),
        hex(&nonce),
    );
    let values = components.iter().map(|name| (*name, base::value(name, parts, &content_digest).unwrap_or_default()));
    let signature = key.sign(base::signature_base(values, &params).as_bytes());
    SignatureHeaders {
        content_digest,
        signature_input: format!("{LABEL}={params}"),
        signature: format!("{LABEL}=:{}:", STANDARD.encode(signature)),
    }
}

/// Writes the `Content-Digest` of a body, RFC 9530 with SHA-256.
pub fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(crate::Digest::of(body).bytes()))
}

impl RequestSignature {
    /// Reads the header fields, so that the key can be looked up.
    ///
    /// # Errors
    /// [`RequestFault::Missing`] or [`RequestFault::Unreadable`].
    pub fn parse(
        content_digest: Option<&str>,
        signature_input: Option<&str>,
        signature: Option<&str>,
    ) -> Result<Self, RequestFault> {
        let content_digest = content_digest.ok_or(RequestFault::Missing)?.to_owned();
        let input = signature_input.ok_or(RequestFault::Missing)?;
        let signature = signature.ok_or(RequestFault::Missing)?;
        let params = input.strip_prefix(LABEL).and_then(|rest| rest.strip_prefix('='));
        let params = params.ok_or(RequestFault::Unreadable)?;
        let base::Parameters { components, created, keyid, nonce, alg } =
            base::parse(params).ok_or(RequestFault::Unreadable)?;
        if alg != ALGORITHM {
            return Err(RequestFault::Unreadable);
        }
        let signature = signature_bytes(signature).ok_or(RequestFault::Unreadable)?;
        Ok(Self { keyid, created, nonce, components, params: params.to_owned(), signature, content_digest })
    }
}

/// Checks a request against the key of the one it names, at the given time.
///
/// # Errors
/// [`RequestFault::Uncovered`], [`RequestFault::BadSignature`], [`RequestFault::BodyChanged`], and last
/// [`RequestFault::ClockSkew`]: only the true device learns that its clock is wrong.
pub fn verify_request(
    signed: &RequestSignature,
    parts: &SignedParts<'_>,
    key: &PublicKey,
    now: Timestamp,
) -> Result<(), RequestFault> {
    if !base::required(parts).iter().all(|name| signed.components.iter().any(|covered| covered == name)) {
        return Err(RequestFault::Uncovered);
    }
    let values = signed
        .components
        .iter()
        .map(|name| base::value(name, parts, &signed.content_digest).map(|value| (name.as_str(), value)));
    let values = values.collect::<Option<Vec<_>>>().ok_or(RequestFault::Uncovered)?;
    let base = base::signature_base(values.into_iter(), &signed.params);
    if !key.verifies(base.as_bytes(), &signed.signature) {
        return Err(RequestFault::BadSignature);
    }
    if signed.content_digest != content_digest(parts.body) {
        return Err(RequestFault::BodyChanged);
    }
    if now.as_second().abs_diff(signed.created.as_second()) > CLOCK_TOLERANCE_SECONDS {
        return Err(RequestFault::ClockSkew);
    }
    Ok(())
}

fn signature_bytes(field: &str) -> Option<[u8; 64]> {
    let encoded = field.strip_prefix(LABEL)?.strip_prefix("=:")?.strip_suffix(':')?;
    STANDARD.decode(encoded).ok()?.try_into().ok()
}
