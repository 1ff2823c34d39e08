//! `POST /v1/enrol`: a code against an identity.

use axum::{Json, extract::State};
use wire::{EnrolReply, EnrolRequest, Refusal};

use super::{problem::Refused, signed::Claimed};
use crate::{Ledger, app::Shared, new_id};

/// The request is signed with the very key it brings: whoever enrols a key holds it.
pub(super) async fn enrol<L: Ledger>(
    State(app): State<Shared<L>>,
    claimed: Claimed,
) -> Result<Json<EnrolReply>, Refused> {
    let request: EnrolRequest =
        serde_json::from_slice(&claimed.body).map_err(|_| app.refused(Refusal::BadEnrolCode))?;
    claimed.check(&app, &request.public_key)?;
    let now = app.now();
    let id = new_id(now).map_err(|_| app.refused(Refusal::Unavailable))?;
    let enrolled = app.ledger.enrol(request.code.digest(), request.public_key, id, now).await;
    let enrolled = enrolled.map_err(|error| app.failed(&error))?;
    let enrolled = enrolled.ok_or_else(|| app.refused(Refusal::BadEnrolCode))?;
    tracing::info!(device = %enrolled.device, facility = %enrolled.facility, "enrolled a device");
    Ok(Json(EnrolReply {
        facility: enrolled.facility,
        facility_name: enrolled.name,
        device: enrolled.device,
        keys: vec![app.key.public()],
        server_time: now,
    }))
}
