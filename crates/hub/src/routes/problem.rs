//! How a refusal leaves: a status, and a body with its code and the hub's clock.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use wire::{Problem, Refusal};

use crate::{LedgerError, app::App};

/// A refusal of a whole request.
pub(super) struct Refused(Problem);

impl<L> App<L> {
    /// Refuses, with the hub's clock, which helps a device whose own is wrong.
    pub(crate) fn refuse(&self, code: Refusal) -> impl IntoResponse + use<L> {
        self.refused(code)
    }

    pub(super) fn refused(&self, code: Refusal) -> Refused {
        tracing::info!(?code, "refused");
        Refused(Problem { code, server_time: self.now() })
    }

    /// The ledger failed: the device keeps everything and asks again.
    pub(super) fn failed(&self, error: &LedgerError) -> Refused {
        tracing::error!(%error, "the ledger failed");
        self.refused(Refusal::Unavailable)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (status(self.0.code), Json(self.0)).into_response()
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
        Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Refusal::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Refusal::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
