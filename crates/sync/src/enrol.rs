//! Enrolment: a single-use code against a device id, a facility and the hub's receipt keys.

use wire::{EnrolCode, EnrolReply, EnrolRequest, KeyRing, Problem, Refusal, SecretKey};

use crate::{Ambient, Membership, Method, Outgoing, Transport, policy::Answer};

/// The address that takes a code.
const PATH: &str = "/v1/enrol";

/// Why a device was not enrolled. The code may be tried again unless it was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// The hub was not reached.
    #[error("the hub is not reached")]
    NoConnection,
    /// The answer got lost; the code may be used up.
    #[error("the answer got lost")]
    Lost,
    /// The hub refused.
    #[error("the hub refused: {0:?}")]
    Refused(Refusal),
    /// Whoever answered is no hub of ours.
    #[error("the answer, status {0}, is not a hub's")]
    Nonsense(u16),
}

/// Enrols this device with a code a person was given at the hub, and pins the hub's keys.
///
/// # Errors
/// [`EnrolError`]; nothing was changed on this side.
pub async fn enrol(
    transport: &impl Transport,
    ambient: &impl Ambient,
    code: EnrolCode,
    key: &SecretKey,
) -> Result<Membership, EnrolError> {
    let request = EnrolRequest { code, public_key: key.public() };
    let body = serde_json::to_vec(&request).map_err(|_| EnrolError::Nonsense(0))?;
    let mut created = ambient.now();
    let mut answer = send(transport, ambient, key, created, &body).await;
    if let Err((EnrolError::Refused(Refusal::ClockSkew), Some(server_time))) = answer {
        created = server_time;
        answer = send(transport, ambient, key, created, &body).await;
    }
    let reply = answer.map_err(|(error, _)| error)?;
    // Without a key no receipt could ever be checked, so no notice would ever be settled.
    let told = KeyRing::whole(&reply.keys, &reply.history).ok().filter(|ring| !ring.keys().is_empty());
    let ring = told.ok_or(EnrolError::Nonsense(200))?;
    Ok(Membership {
        facility: reply.facility,
        device: reply.device,
        name: reply.facility_name,
        keys: ring.keys().to_vec(),
        links: ring.links().to_vec(),
    })
}

async fn send(
    transport: &impl Transport,
    ambient: &impl Ambient,
    key: &SecretKey,
    created: jiff::Timestamp,
    body: &[u8],
) -> Result<EnrolReply, (EnrolError, Option<jiff::Timestamp>)> {
    let keyid = key.public().id().to_string();
    let request = Outgoing::sign((Method::Post, PATH), body.to_vec(), key, &keyid, created, ambient.random());
    match transport.send(request).await {
        Answer::NoConnection => Err((EnrolError::NoConnection, None)),
        Answer::Lost => Err((EnrolError::Lost, None)),
        Answer::Http { status: 200, body, .. } => {
            serde_json::from_slice(&body).map_err(|_| (EnrolError::Nonsense(200), None))
        }
        Answer::Http { status, body, .. } => Err(match serde_json::from_slice::<Problem>(&body) {
            Ok(problem) => (EnrolError::Refused(problem.code), Some(problem.server_time)),
            Err(_) => (EnrolError::Nonsense(status), None),
        }),
    }
}
