//! The national portal's own API: a token for a name and a password, then one record a call.
//!
//! Its answers prove nothing. It gives no receipt, has been seen to say success of what it did not import, and cannot be
//! asked again. So a call is either surely not taken ([`Called::NotSent`], [`Called::Refused`]), or something that only its
//! own list can tell: [`Called::Accepted`] and [`Called::Uncertain`] differ in what was said, not in what is known. Nothing
//! here sends a record twice, but for a token that was refused before the record was looked at.
//!
//! Known from public copies of its integration guide v1.4 (08/2026), which name no address: every address is a setting.

mod access;
mod answer;
mod token;

use std::{sync::Arc, time::Duration};

use reqwest::header::{AUTHORIZATION, HeaderValue};
use rustls::{ClientConfig, crypto::ring};
use rustls_platform_verifier::BuilderVerifierExt;
use wire::Private;

pub use self::access::{PortalAccess, PortalPath, PortalSettingError, PortalUrl};
pub use self::answer::errors;
use self::answer::{Read, read};
use self::token::Token;
use crate::{Ambient, HttpError};

/// How long a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// More of an answer is not kept.
const LONGEST_ANSWER: usize = 64 << 10;

/// Why a record was surely not taken by the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// The portal was not reached.
    #[error("the portal is not reached")]
    NoConnection,
    /// It gave no token, or nothing that reads as one.
    #[error("the portal gives no token")]
    NoToken,
    /// It refuses the name and the password, or the token it has just given.
    #[error("the portal refuses the name or the password")]
    NotLetIn,
    /// Nothing takes records at that address, or not now.
    #[error("the portal's address answered with status {0}")]
    Status(u16),
}

/// What became of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Called {
    /// Surely not taken.
    NotSent(NotSent),
    /// The portal says that it was taken, in these bytes. Whether it was, its list tells.
    Accepted(Private<Vec<u8>>),
    /// The portal says why it does not take it, in these bytes.
    Refused(Private<Vec<u8>>),
    /// No answer came in time, or none that is the portal's, in these bytes; the record may have been taken.
    Uncertain(Option<Private<Vec<u8>>>),
}

/// A client of the portal, for one errand: the token lives as long as it does.
#[derive(Debug)]
pub struct Portal<A> {
    client: reqwest::Client,
    access: PortalAccess,
    ambient: A,
    token: Option<Token>,
}

impl<A: Ambient> Portal<A> {
    /// Prepares a client; nothing is sent yet. The portal is a public site: the certificates the system trusts are trusted.
    ///
    /// # Errors
    /// [`HttpError`] when the client cannot be built.
    pub fn new(access: PortalAccess, ambient: A) -> Result<Self, HttpError> {
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(BuilderVerifierExt::with_platform_verifier)
            .map_err(|_| HttpError)?;
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls.with_no_client_auth())
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            // A kept connection may be closed at the other end, and a record sent into that is uncertain for nothing.
            .pool_max_idle_per_host(0)
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(access.patience)
            .build()
            .map_err(|_| HttpError)?;
        Ok(Self { client, access, ambient, token: None })
    }

    /// Sends one record, once. A token that is refused is renewed and the record sent again, once: what is refused there was
    /// not looked at.
    pub async fn send(&mut self, path: &PortalPath, body: &Private<Vec<u8>>) -> Called {
        for _ in 0..2 {
            let token = match self.token().await {
                Ok(token) => token,
                Err(why) => return Called::NotSent(why),
            };
            let called = match self.call(path, &token, body).await {
                Ok((status, bytes)) => read(status, bytes),
                Err(error) if error.is_connect() => Read::Ended(Called::NotSent(NotSent::NoConnection)),
                Err(_) => Read::Ended(Called::Uncertain(None)),
            };
            match called {
                Read::Ended(called) => return called,
                Read::TokenRefused => self.token = None,
            }
        }
        Called::NotSent(NotSent::NotLetIn)
    }

    async fn call(
        &self,
        path: &PortalPath,
        token: &HeaderValue,
        body: &Private<Vec<u8>>,
    ) -> Result<(u16, Vec<u8>), reqwest::Error> {
        let request = self.client.post(self.access.base.join(path)).header(AUTHORIZATION, token.clone());
        let request = request.header("content-type", "application/json").body(body.expose().clone());
        exchange(request).await
    }

    /// A token that is good for a minute at least.
    async fn token(&mut self) -> Result<HeaderValue, NotSent> {
        if let Some(token) = self.token.as_ref().filter(|token| token.lasts(self.ambient.now())) {
            return Ok(token.header.clone());
        }
        let form = self.access.form();
        let request = self.client.post(self.access.base.join(&self.access.token));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form.into_exposed());
        let asked = self.ambient.now();
        let (status, bytes) = exchange(request)
            .await
            .map_err(|error| if error.is_connect() { NotSent::NoConnection } else { NotSent::NoToken })?;
        let token = Token::of(status, &Private::new(bytes), asked)?;
        let header = token.header.clone();
        self.token = Some(token);
        Ok(header)
    }
}

async fn exchange(request: reqwest::RequestBuilder) -> Result<(u16, Vec<u8>), reqwest::Error> {
    let mut response = request.send().await?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        let room = LONGEST_ANSWER.saturating_sub(body.len()).min(chunk.len());
        body.extend_from_slice(&chunk[..room]);
    }
    Ok((status, body))
}
