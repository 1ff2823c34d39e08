//! The addresses of the hub, one file per subject.

mod check;
mod device;
mod info;
mod kept;
mod notices;
mod openapi;
mod problem;
mod signed;
mod verify;

use std::time::{Duration, Instant};

use axum::{
    Router,
    body::to_bytes,
    extract::{Extension, MatchedPath, Request, State},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse as _, Response},
    routing::{get, post, put},
};
use wire::Refusal;

use self::problem::Refused;
use crate::{Ledger, app::Shared, listen::Peer};

/// The most bytes one request may have: a full batch of long notices is a third of it.
pub(crate) const BODY_LIMIT: usize = 1 << 20;
/// A request is answered within this time, or the device asks again and finds what was stored.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);
/// The addresses that take parameters. Elsewhere one is a mistake, and a mistake is said.
const ASKED: [&str; 3] = ["/v1/digest", "/v1/day", "/v1/feed"];

/// Makes the routes.
pub(crate) fn router<L: Ledger>(app: Shared<L>) -> Router {
    // Signed: the device is known, and has a rate of its own.
    let of_devices = Router::new()
        .route("/v1/notices/{notice}/{revision}", put(notices::put_one))
        .route("/v1/notices/{notice}", get(kept::trail))
        .route("/v1/batch", post(notices::batch))
        .route("/v1/check", post(check::check))
        .route("/v1/device/key", post(device::rotate))
        .route("/v1/digest", get(kept::digest))
        .route("/v1/day", get(kept::day))
        .route("/v1/feed", get(kept::feed));
    let of_anyone = Router::new()
        .route("/v1/enrol", post(device::enrol))
        .route("/v1/about", get(info::about))
        .route("/v1/catalogue", get(info::catalogue))
        .route("/v1/health", get(info::health))
        .route("/v1/keys", get(info::keys))
        .route("/v1/openapi.json", get(openapi::document))
        .route("/verify", get(verify::page).post(verify::verify))
        .route_layer(from_fn_with_state(app.clone(), by_address));
    of_devices
        .merge(of_anyone)
        .fallback(nowhere)
        .method_not_allowed_fallback(not_so)
        .layer(from_fn_with_state(app.clone(), in_time))
        .with_state(app)
}

async fn nowhere<L: Ledger>(State(app): State<Shared<L>>) -> Response {
    app.refuse(Refusal::NotFound).into_response()
}

async fn not_so<L: Ledger>(State(app): State<Shared<L>>) -> Response {
    app.refuse(Refusal::WrongMethod).into_response()
}

/// Bounds how often an address asks what anyone may ask.
async fn by_address<L: Ledger>(
    State(app): State<Shared<L>>,
    peer: Option<Extension<Peer>>,
    request: Request,
    next: Next,
) -> Response {
    match peer.map_or(Ok(()), |Extension(Peer(address))| app.limits.address(address, app.now())) {
        Ok(()) => next.run(request).await,
        Err(wait) => app.too_many(wait).into_response(),
    }
}

/// Reads a body to its end, before the request takes a place: who sends slowly holds up nobody but itself.
async fn whole<L: Ledger>(app: &Shared<L>, request: Request) -> Result<Request, Refused> {
    let peer = request.extensions().get::<Peer>().copied();
    let (parts, body) = request.into_parts();
    match tokio::time::timeout(app.patience, to_bytes(body, BODY_LIMIT)).await {
        Ok(Ok(body)) => Ok(Request::from_parts(parts, body.into())),
        Ok(Err(_)) => Err(app.refused(Refusal::TooLarge)),
        Err(_) => {
            if let Some(Peer(address)) = peer {
                app.limits.address(address, app.now()).map_err(|wait| app.too_many(wait))?;
            }
            Err(app.refused(Refusal::Unavailable))
        }
    }
}

/// Answers a request in time, and notes what was answered: route, method, status and duration, never the address, which
/// holds a notice's id.
async fn in_time<L: Ledger>(State(app): State<Shared<L>>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let superfluous = request.uri().query().is_some() && !ASKED.contains(&request.uri().path());
    let begun = Instant::now();
    let answer = async {
        if superfluous {
            return app.refuse(Refusal::BadEnvelope).into_response();
        }
        let request = match whole(&app, request).await {
            Ok(request) => request,
            Err(refused) => return refused.into_response(),
        };
        // It is never closed, so there is always a place, sooner or later.
        let _place = app.places.acquire().await;
        next.run(request).await
    };
    let answered = tokio::time::timeout(REQUEST_TIMEOUT, answer).await;
    let response = answered.unwrap_or_else(|_| app.refuse(Refusal::Unavailable).into_response());
    let (status, took) = (response.status().as_u16(), begun.elapsed());
    app.metrics.answered(&route, known(&method), status, took);
    tracing::debug!(%method, route, status, milliseconds = took.as_millis(), "answered");
    response
}

/// A label of the counts: anyone may make up methods.
fn known(method: &axum::http::Method) -> &str {
    match method.as_str() {
        known @ ("GET" | "PUT" | "POST" | "HEAD") => known,
        _ => "other",
    }
}
