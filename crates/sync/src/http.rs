//! The wire itself: one request out, one answer back.

use std::time::Duration;

use jiff::Timestamp;
use wire::{Private, SecretKey, SignatureHeaders, SignedParts};

use crate::{HubUrl, pin, policy::Answer};

/// How long a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long the hub may take to answer in all.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);
/// How long a connection is kept for the next request: less than the ten seconds after which the hub closes it, lest a
/// notice be sent into its end.
const IDLE: Duration = Duration::from_secs(8);
/// A longer answer than this is no answer of ours.
const LONGEST_ANSWER: usize = 4 << 20;

/// What is asked of the hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// It tells.
    Get,
    /// It does.
    Post,
}

impl Method {
    /// The word it is signed under.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A signed request.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// What is asked.
    pub method: Method,
    /// Path and query, like `/v1/batch` or `/v1/digest?day=2026-11-21`.
    pub target: String,
    /// Digest and signature.
    pub headers: SignatureHeaders,
    /// The JSON body; empty where there is none.
    pub body: Private<Vec<u8>>,
}

impl Outgoing {
    /// Signs a request.
    pub(crate) fn sign(
        (method, target): (Method, &str),
        body: Vec<u8>,
        key: &SecretKey,
        keyid: &str,
        created: Timestamp,
        nonce: [u8; 16],
    ) -> Self {
        let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        let parts = SignedParts { method: method.as_str(), path, query, body: &body };
        let headers = wire::sign_request(&parts, key, keyid, created, nonce);
        Self { method, target: target.to_owned(), headers, body: Private::new(body) }
    }
}

/// Carries a request to the hub and its answer back. The courier judges the answer.
pub trait Transport: Send + Sync + 'static {
    /// Sends once; never repeats by itself.
    fn send(&self, request: Outgoing) -> impl Future<Output = Answer> + Send;
}

/// The HTTP client cannot be built on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the HTTP client cannot be built")]
pub struct HttpError;

/// HTTP/1.1 without proxies, redirects or repetitions.
#[derive(Clone, Debug)]
pub struct Http {
    client: reqwest::Client,
    url: HubUrl,
}

impl Http {
    /// Prepares a client for the hub at `url`; nothing is sent yet.
    ///
    /// # Errors
    /// [`HttpError`] when the client cannot be built.
    pub fn new(url: HubUrl) -> Result<Self, HttpError> {
        let tls = pin::config(url.pin()).map_err(|_| HttpError)?;
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .no_proxy()
            // A redirect would be a captive portal's, and the signature covers the path.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(ANSWER_TIMEOUT)
            .pool_idle_timeout(IDLE)
            .build()
            .map_err(|_| HttpError)?;
        Ok(Self { client, url })
    }

    async fn exchange(&self, request: Outgoing) -> Result<Answer, reqwest::Error> {
        let url = format!("{}{}", self.url.origin(), request.target);
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
        };
        let response = self
            .client
            .request(method, url)
            .header("content-type", "application/json")
            .header("content-digest", request.headers.content_digest)
            .header("signature-input", request.headers.signature_input)
            .header("signature", request.headers.signature)
            .body(request.body.into_exposed())
            .send()
            .await?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        let body = body_of(response).await?;
        Ok(Answer::Http { status, retry_after: retry_after.map(Duration::from_secs), body })
    }
}

impl Transport for Http {
    async fn send(&self, request: Outgoing) -> Answer {
        match self.exchange(request).await {
            Ok(answer) => answer,
            Err(error) if error.is_connect() => Answer::NoConnection,
            Err(_) => Answer::Lost,
        }
    }
}

/// Reads the answer up to its bound; a longer one is cut, and then reads as nonsense.
async fn body_of(mut response: reqwest::Response) -> Result<Vec<u8>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            break;
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
