//! Another key for a device that is enrolled.

use wire::{Problem, Refusal, RotateRequest, Rotated, SecretKey};

use crate::{Ambient, EnrolError, Membership, Method, Outgoing, Transport, policy::Answer};

/// The address that takes a new key.
const PATH: &str = "/v1/device/key";

/// Gives the device a new key at the hub. The new one is on the disk before this is called: if the answer gets lost, the
/// hub may know only the new key, so that is tried when the old one is refused, here and at the next call.
///
/// # Errors
/// [`EnrolError`]; the hub knows the old key or the new one, and this may be called again.
pub async fn rotate(
    transport: &impl Transport,
    ambient: &impl Ambient,
    membership: &Membership,
    old: &SecretKey,
    new: &SecretKey,
) -> Result<(), EnrolError> {
    match ask(transport, ambient, membership, old, new).await {
        Err(EnrolError::Refused(Refusal::BadSignature) | EnrolError::Lost) => {
            ask(transport, ambient, membership, new, new).await
        }
        other => other,
    }
}

async fn ask(
    transport: &impl Transport,
    ambient: &impl Ambient,
    membership: &Membership,
    signer: &SecretKey,
    new: &SecretKey,
) -> Result<(), EnrolError> {
    let request = RotateRequest::new(membership.device, new);
    let body = serde_json::to_vec(&request).map_err(|_| EnrolError::Nonsense(0))?;
    let mut created = ambient.now();
    for _ in 0..2 {
        let keyid = membership.device.to_string();
        let what = (Method::Post, PATH);
        let request = Outgoing::sign(what, body.clone(), signer, &keyid, created, ambient.random());
        let refused = match transport.send(request).await {
            Answer::NoConnection => return Err(EnrolError::NoConnection),
            Answer::Lost => return Err(EnrolError::Lost),
            Answer::Http { status: 200, body, .. } => {
                let told = serde_json::from_slice::<Rotated>(&body).ok();
                let right = told.is_some_and(|told| told.key_id == new.public().id());
                return if right { Ok(()) } else { Err(EnrolError::Nonsense(200)) };
            }
            Answer::Http { status, body, .. } => {
                serde_json::from_slice::<Problem>(&body).map_err(|_| EnrolError::Nonsense(status))?
            }
        };
        if refused.code != Refusal::ClockSkew {
            return Err(EnrolError::Refused(refused.code));
        }
        created = refused.server_time;
    }
    Err(EnrolError::Refused(Refusal::ClockSkew))
}
