//! What the hub tells anyone of itself.

use axum::{Json, extract::State, http::StatusCode};
use wire::{About, Catalogue, Health, Keys, Status};

use super::{BODY_LIMIT, problem::Refused};
use crate::{Ledger, app::Shared};

/// `GET /v1/health`: whether a notice could be kept, as the ledger found out a few seconds ago at most.
#[utoipa::path(get, path = "/v1/health", tag = "anyone", responses((status = 200, body = Health), (status = 503, body = Health)))]
pub(super) async fn health<L: Ledger>(State(app): State<Shared<L>>) -> (StatusCode, Json<Health>) {
    let status = app.health.of(&app.ledger, app.now()).await;
    let code = match status {
        Status::Ok => StatusCode::OK,
        Status::Degraded => StatusCode::SERVICE_UNAVAILABLE,
    };
    (code, Json(Health { status, server_time: app.now() }))
}

/// `GET /v1/keys`: what receipts are checked with, and how each key came to be trusted.
#[utoipa::path(get, path = "/v1/keys", tag = "anyone", responses((status = 200, body = Keys)))]
pub(super) async fn keys<L: Ledger>(State(app): State<Shared<L>>) -> Result<Json<Keys>, Refused> {
    let ring = app.ring().await.map_err(|error| app.unsigned(&error))?;
    Ok(Json(Keys { keys: ring.keys().to_vec(), history: ring.links().to_vec(), server_time: app.now() }))
}

/// `GET /v1/about`: versions and limits.
#[utoipa::path(get, path = "/v1/about", tag = "anyone", responses((status = 200, body = About)))]
pub(super) async fn about<L: Ledger>(State(app): State<Shared<L>>) -> Json<About> {
    let rate = app.limits.rates.device.map(|rate| rate.per_second.get());
    Json(About::of(BODY_LIMIT, rate, app.now()))
}

/// `GET /v1/catalogue`: everything that can be refused.
#[utoipa::path(get, path = "/v1/catalogue", tag = "anyone", responses((status = 200, body = Catalogue)))]
pub(super) async fn catalogue() -> Json<Catalogue> {
    Json(Catalogue::current())
}
