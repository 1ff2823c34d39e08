//! Requests signed by hand.

use hub::Ledger as _;
use jiff::Timestamp;
use reqwest::{Method, Response};
use sync::Membership;
use uuid::Uuid;
use wire::{Batch, NoticeKey, Private, Problem, Record, Refusal, SecretKey, SignatureHeaders, SignedParts};

use super::{
    house::payload,
    server::{Server, client, device_key},
};

/// A request that a test can spoil between signing and sending.
#[derive(Clone)]
pub struct Request {
    pub method: Method,
    pub target: String,
    pub body: Vec<u8>,
    pub headers: SignatureHeaders,
}

pub struct Device {
    pub server: Server,
    pub membership: Membership,
    pub key: SecretKey,
    pub client: reqwest::Client,
}

impl Device {
    pub async fn enrolled() -> Self {
        Self::enrolled_at(Server::start().await).await
    }

    pub async fn enrolled_at(server: Server) -> Self {
        let membership = server.enrol("Hoa Sen", &device_key()).await;
        Self { server, membership, key: device_key(), client: client() }
    }

    pub fn name(&self, notice: u128) -> NoticeKey {
        NoticeKey { facility: self.membership.facility, notice: Uuid::from_u128(notice), revision: 1 }
    }

    pub fn record(&self, notice: u128) -> Record {
        Record::new(Uuid::from_u128(notice), 1, Private::new(payload(self.name(notice), "Nguyễn Văn An")))
    }

    pub fn signed(&self, method: Method, target: &str, body: Vec<u8>) -> Request {
        self.signed_at(method, target, body, Timestamp::now())
    }

    pub fn signed_at(&self, method: Method, target: &str, body: Vec<u8>, created: Timestamp) -> Request {
        let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
        let parts = SignedParts { method: method.as_str(), path, query, body: &body };
        let nonce = hub::random().unwrap();
        let headers = wire::sign_request(&parts, &self.key, &self.membership.device.to_string(), created, nonce);
        Request { method, target: target.to_owned(), body, headers }
    }

    pub fn batch(&self, records: Vec<Record>) -> Request {
        self.signed(Method::POST, "/v1/batch", serde_json::to_vec(&Batch { records }).unwrap())
    }

    pub fn get(&self, target: &str) -> Request {
        self.signed(Method::GET, target, Vec::new())
    }

    pub async fn send(&self, request: Request) -> Response {
        let url = format!("{}{}", self.server.url, request.target);
        let sent = self.client.request(request.method, url).body(request.body);
        let sent = sent.header("content-digest", request.headers.content_digest);
        let sent = sent.header("signature-input", request.headers.signature_input);
        sent.header("signature", request.headers.signature).send().await.unwrap()
    }

    /// Asks without a signature.
    pub async fn unsigned(&self, method: Method, target: &str) -> Response {
        self.client.request(method, format!("{}{target}", self.server.url)).send().await.unwrap()
    }

    pub async fn refused(&self, request: Request) -> (u16, Refusal) {
        let response = self.send(request).await;
        let status = response.status().as_u16();
        (status, read::<Problem>(response).await.code)
    }

    pub async fn kept(&self) -> u64 {
        self.server.data().ledger(None).await.unwrap().count().await.unwrap().revisions
    }
}

pub async fn read<T: serde::de::DeserializeOwned>(response: Response) -> T {
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}
