//! What the hub tells of itself and of a day.

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
};
use jiff::civil;
use serde::Deserialize;
use uuid::Uuid;
use wire::{DayDigest, Health, Keys, Refusal, Status};

use super::{problem::Refused, signed::Signed};
use crate::{Ledger, app::Shared};

/// `GET /v1/health`: whether the ledger can be read.
pub(super) async fn health<L: Ledger>(State(app): State<Shared<L>>) -> (StatusCode, Json<Health>) {
    let (code, status) = match app.ledger.device(Uuid::nil()).await {
        Ok(_) => (StatusCode::OK, Status::Ok),
        Err(error) => {
            tracing::error!(%error, "the ledger failed");
            (StatusCode::SERVICE_UNAVAILABLE, Status::Degraded)
        }
    };
    (code, Json(Health { status, server_time: app.now() }))
}

/// `GET /v1/keys`: what receipts are checked with.
pub(super) async fn keys<L: Ledger>(State(app): State<Shared<L>>) -> Json<Keys> {
    Json(Keys { keys: vec![app.key.public()], server_time: app.now() })
}

#[derive(Deserialize)]
pub(super) struct OfDay {
    day: civil::Date,
}

/// `GET /v1/digest?day=yyyy-mm-dd`: a day's receipts of the device's facility, as a count and a digest.
pub(super) async fn digest<L: Ledger>(
    State(app): State<Shared<L>>,
    day: Result<Query<OfDay>, QueryRejection>,
    signed: Signed,
) -> Result<Json<DayDigest>, Refused> {
    let Ok(Query(OfDay { day })) = day else { return Err(app.refused(Refusal::BadEnvelope)) };
    let kept = app.ledger.day(signed.device.facility, day).await.map_err(|error| app.failed(&error))?;
    let count = kept.len() as u64;
    Ok(Json(DayDigest { day, count, sha256: DayDigest::over(kept), server_time: app.now() }))
}
