//! Devices: a code against an identity, and a new key for an old one.

use axum::{Json, extract::State};
use wire::{EnrolReply, EnrolRequest, Problem, Refusal, RotateRequest, Rotated, check_digits};

use super::{
    problem::Refused,
    signed::{Claimed, Signed},
};
use crate::{Ledger, app::Shared, new_id};

/// `POST /v1/enrol`. The request is signed with the very key it brings: whoever enrols a key holds it.
#[utoipa::path(post, path = "/v1/enrol", tag = "signed", request_body = EnrolRequest, responses(
    (status = 200, body = EnrolReply), (status = 403, body = Problem)))]
pub(super) async fn enrol<L: Ledger>(
    State(app): State<Shared<L>>,
    claimed: Claimed,
) -> Result<Json<EnrolReply>, Refused> {
    let request: EnrolRequest =
        serde_json::from_slice(&claimed.body).map_err(|_| app.refused(Refusal::BadEnrolCode))?;
    claimed.check(&app, &request.public_key)?;
    let ring = app.ring().await.map_err(|error| app.unsigned(&error))?;
    let now = app.now();
    let id = new_id(now).map_err(|_| app.refused(Refusal::Unavailable))?;
    let enrolled = app.ledger.enrol(request.code.digest(), request.public_key, id, now).await;
    let enrolled = enrolled.map_err(|error| app.failed(&error))?;
    let enrolled = enrolled.ok_or_else(|| app.refused(Refusal::BadEnrolCode))?;
    let digits = check_digits(&request.public_key, enrolled.device, enrolled.facility);
    tracing::info!(device = %enrolled.device, facility = %enrolled.facility, digits, "enrolled a device");
    Ok(Json(EnrolReply {
        facility: enrolled.facility,
        facility_name: enrolled.name,
        device: enrolled.device,
        keys: ring.keys().to_vec(),
        history: ring.links().to_vec(),
        server_time: now,
    }))
}

/// `POST /v1/device/key`. Caught on the way and sent again it does nothing: the old key no longer counts.
#[utoipa::path(post, path = "/v1/device/key", tag = "signed", request_body = RotateRequest, responses((status = 200, body = Rotated)))]
pub(super) async fn rotate<L: Ledger>(State(app): State<Shared<L>>, signed: Signed) -> Result<Json<Rotated>, Refused> {
    let request: RotateRequest = serde_json::from_slice(&signed.body).map_err(|_| app.refused(Refusal::BadEnvelope))?;
    if !request.is_proved(signed.device.id) {
        return Err(app.refused(Refusal::BadSignature));
    }
    let changed = app.ledger.rotate(signed.device.id, signed.device.key, request.public_key).await;
    if !changed.map_err(|error| app.failed(&error))? {
        // Another request was first, with another key.
        return Err(app.refused(Refusal::BadSignature));
    }
    let key_id = request.public_key.id();
    tracing::info!(device = %signed.device.id, key = %key_id, "a device has another key");
    Ok(Json(Rotated { key_id, server_time: app.now() }))
}
