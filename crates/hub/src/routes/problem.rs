//! How a refusal leaves: a status, and a body with its code and the hub's clock.

use std::time::Duration;

use axum::{
    Json,
    http::{StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use wire::{Problem, Refusal};

use crate::{HubError, LedgerError, app::App};

/// When to come again where nothing better is known.
const SOON: Duration = Duration::from_secs(2);

/// A refusal of a whole request.
pub(super) struct Refused {
    problem: Problem,
    wait: Duration,
}

impl<L> App<L> {
    /// Refuses, with the hub's clock, which helps a device whose own is wrong.
    pub(crate) fn refuse(&self, code: Refusal) -> impl IntoResponse + use<L> {
        self.refused(code)
    }

    pub(super) fn refused(&self, code: Refusal) -> Refused {
        tracing::info!(?code, "refused");
        self.metrics.refused(code);
        Refused { problem: Problem { code, server_time: self.now() }, wait: SOON }
    }

    /// Refuses whoever asks too often, and says when to come again.
    pub(super) fn too_many(&self, wait: Duration) -> Refused {
        Refused { wait, ..self.refused(Refusal::TooMany) }
    }

    /// The ledger failed: the device keeps everything and asks again.
    pub(super) fn failed(&self, error: &LedgerError) -> Refused {
        tracing::error!(%error, "the ledger failed");
        self.refused(Refusal::Unavailable)
    }

    /// No receipt could be signed that devices trust: they keep everything and ask again.
    pub(super) fn unsigned(&self, error: &HubError) -> Refused {
        tracing::error!(%error, "the receipt key cannot be used");
        self.refused(Refusal::Unavailable)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = (status(self.problem.code), Json(self.problem)).into_response();
        if matches!(self.problem.code, Refusal::TooMany | Refusal::Unavailable) {
            // Rounded up: who comes a moment too early is refused once more.
            let seconds = self.wait.as_millis().div_ceil(1000).max(1);
            let seconds = u64::try_from(seconds).unwrap_or(u64::MAX);
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

fn status(code: Refusal) -> StatusCode {
    match code {
        Refusal::Unsigned
        | Refusal::BadSignature
        | Refusal::ClockSkew
        | Refusal::Replayed
        | Refusal::UnknownDevice
        | Refusal::RevokedDevice => StatusCode::UNAUTHORIZED,
        Refusal::BadEnrolCode => StatusCode::FORBIDDEN,
        Refusal::BodyChanged => StatusCode::BAD_REQUEST,
        Refusal::NotFound => StatusCode::NOT_FOUND,
        Refusal::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
        Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Refusal::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Refusal::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
