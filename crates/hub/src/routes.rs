//! The addresses of the hub, one file per subject.

mod enrol;
mod info;
mod notices;
mod problem;
mod signed;

use std::time::Duration;

use axum::{
    Router,
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse as _, Response},
    routing::{get, post, put},
};
use wire::Refusal;

use crate::{Ledger, app::Shared};

/// The most bytes one request may have: a full batch of long notices is a third of it.
pub(crate) const BODY_LIMIT: usize = 1 << 20;
/// A request is answered within this time, or the device asks again and finds what was stored.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);

/// Makes the routes.
pub(crate) fn router<L: Ledger>(app: Shared<L>) -> Router {
    Router::new()
        .route("/v1/notices/{notice}/{revision}", put(notices::put_one))
        .route("/v1/notices/{notice}", get(notices::trail))
        .route("/v1/batch", post(notices::batch))
        .route("/v1/enrol", post(enrol::enrol))
        .route("/v1/digest", get(info::digest))
        .route("/v1/health", get(info::health))
        .route("/v1/keys", get(info::keys))
        .fallback(nowhere)
        .layer(from_fn_with_state(app.clone(), in_time))
        .with_state(app)
}

async fn nowhere<L: Ledger>(State(app): State<Shared<L>>) -> Response {
    app.refuse(Refusal::NotFound).into_response()
}

/// Answers a request in time, and notes what was answered: method, status and duration, never the address, which
/// holds a notice's id.
async fn in_time<L: Ledger>(State(app): State<Shared<L>>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let begun = app.now();
    let answer = async {
        // It is never closed, so there is always a place, sooner or later.
        let _place = app.places.acquire().await;
        next.run(request).await
    };
    let answered = tokio::time::timeout(REQUEST_TIMEOUT, answer).await;
    let response = answered.unwrap_or_else(|_| app.refuse(Refusal::Unavailable).into_response());
    let took = app.now().duration_since(begun).as_millis();
    tracing::debug!(%method, status = response.status().as_u16(), milliseconds = took, "answered");
    response
}
