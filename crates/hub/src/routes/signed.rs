//! Who asks: a request is read to its end and its signature checked before a route sees it.

use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, Request},
    http::{Method, request::Parts},
};
use uuid::Uuid;
use wire::{PublicKey, Refusal, RequestSignature, SignedParts, verify_request};

use super::{BODY_LIMIT, problem::Refused};
use crate::{
    Ledger,
    app::{App, Shared},
    ledger::Device,
    listen::Peer,
};

/// A request of an enrolled device.
pub(super) struct Signed {
    pub(super) device: Device,
    pub(super) body: Bytes,
}

/// A request with the signature it claims, not yet checked.
pub(super) struct Claimed {
    parts: Parts,
    pub(super) body: Bytes,
    pub(super) signature: RequestSignature,
}

impl<L: Ledger> FromRequest<Shared<L>> for Signed {
    type Rejection = Refused;

    async fn from_request(request: Request, app: &Shared<L>) -> Result<Self, Refused> {
        let peer = request.extensions().get::<Peer>().copied();
        let known = Self::of(request, app).await;
        if let (Err(_), Some(Peer(address))) = (&known, peer) {
            // Whoever is refused again and again is not told why any more.
            app.limits.address(address, app.now()).map_err(|wait| app.too_many(wait))?;
        }
        let known = known?;
        app.limits.device(known.device.id, app.now()).map_err(|wait| app.too_many(wait))?;
        Ok(known)
    }
}

impl Signed {
    async fn of<L: Ledger>(request: Request, app: &Shared<L>) -> Result<Self, Refused> {
        let claimed = Claimed::from_request(request, app).await?;
        let id = Uuid::parse_str(&claimed.signature.keyid).map_err(|_| app.refused(Refusal::UnknownDevice))?;
        let device = app.ledger.device(id).await.map_err(|error| app.failed(&error))?;
        let device = device.ok_or_else(|| app.refused(Refusal::UnknownDevice))?;
        claimed.check(app, &device.key)?;
        if device.revoked {
            return Err(app.refused(Refusal::RevokedDevice));
        }
        let reads = claimed.parts.method == Method::GET;
        if reads && !app.nonces.take(device.id, &claimed.signature.nonce, app.now()) {
            return Err(app.refused(Refusal::Replayed));
        }
        Ok(Self { device, body: claimed.body })
    }
}

impl<L: Ledger> FromRequest<Shared<L>> for Claimed {
    type Rejection = Refused;

    async fn from_request(request: Request, app: &Shared<L>) -> Result<Self, Refused> {
        let (parts, body) = request.into_parts();
        let field = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let signature = RequestSignature::parse(field("content-digest"), field("signature-input"), field("signature"))
            .map_err(|fault| app.refused(fault.into()))?;
        let body = to_bytes(body, BODY_LIMIT).await.map_err(|_| app.refused(Refusal::TooLarge))?;
        Ok(Self { parts, body, signature })
    }
}

impl Claimed {
    /// Checks the signature with the key it should be of.
    pub(super) fn check<L>(&self, app: &App<L>, key: &PublicKey) -> Result<(), Refused> {
        let uri = &self.parts.uri;
        let parts =
            SignedParts { method: self.parts.method.as_str(), path: uri.path(), query: uri.query(), body: &self.body };
        verify_request(&self.signature, &parts, key, app.now()).map_err(|fault| app.refused(fault.into()))
    }
}
