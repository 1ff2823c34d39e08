//! What the hub keeps of the facility that asks.

use axum::{
    Json,
    extract::{
        Path, Query, State,
        rejection::{PathRejection, QueryRejection},
    },
};
use jiff::civil;
use serde::Deserialize;
use uuid::Uuid;
use wire::{DayDigest, DayList, FEED_LIMIT, Feed, Held, NoticeTrail, Problem, Refusal};

use super::{problem::Refused, signed::Signed};
use crate::{Ledger, app::Shared};

/// `GET /v1/notices/{notice}`: one notice with its receipts.
#[utoipa::path(get, path = "/v1/notices/{notice}", tag = "signed", params(("notice" = Uuid, Path)), responses(
    (status = 200, body = NoticeTrail), (status = 404, body = Problem)))]
pub(super) async fn trail<L: Ledger>(
    State(app): State<Shared<L>>,
    path: Result<Path<Uuid>, PathRejection>,
    signed: Signed,
) -> Result<Json<NoticeTrail>, Refused> {
    let Ok(Path(notice)) = path else { return Err(app.refused(Refusal::NotFound)) };
    let revisions = app.ledger.trail(signed.device.facility, notice).await.map_err(|error| app.failed(&error))?;
    if revisions.is_empty() {
        return Err(app.refused(Refusal::NotFound));
    }
    Ok(Json(NoticeTrail { notice, revisions, server_time: app.now() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfDay {
    day: civil::Date,
}

/// `GET /v1/digest?day=yyyy-mm-dd`: a day's receipts, as a count and a digest.
#[utoipa::path(get, path = "/v1/digest", tag = "signed", params(("day" = civil::Date, Query)), responses(
    (status = 200, body = DayDigest)))]
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

/// `GET /v1/day?day=yyyy-mm-dd`: what the digest is made of.
#[utoipa::path(get, path = "/v1/day", tag = "signed", params(("day" = civil::Date, Query)), responses(
    (status = 200, body = DayList)))]
pub(super) async fn day<L: Ledger>(
    State(app): State<Shared<L>>,
    day: Result<Query<OfDay>, QueryRejection>,
    signed: Signed,
) -> Result<Json<DayList>, Refused> {
    let Ok(Query(OfDay { day })) = day else { return Err(app.refused(Refusal::BadEnvelope)) };
    let kept = app.ledger.day(signed.device.facility, day).await.map_err(|error| app.failed(&error))?;
    let held = |(notice, revision, sha256)| Held { notice, revision, sha256 };
    Ok(Json(DayList { day, revisions: kept.into_iter().map(held).collect(), server_time: app.now() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default)]
    after: u64,
    #[serde(default = "all_at_once")]
    limit: usize,
}

/// Above this JSON's numbers are not told apart everywhere.
const GREATEST: u64 = (1 << 53) - 1;

const fn all_at_once() -> usize {
    FEED_LIMIT
}

/// `GET /v1/feed?after=N&limit=M`: receipts in the order of their numbers, from `after` + 1.
#[utoipa::path(get, path = "/v1/feed", tag = "signed", params(
    ("after" = Option<u64>, Query, maximum = 9_007_199_254_740_991_u64),
    ("limit" = Option<usize>, Query, minimum = 1, maximum = 500)), responses((status = 200, body = Feed)))]
pub(super) async fn feed<L: Ledger>(
    State(app): State<Shared<L>>,
    asked: Result<Query<Asked>, QueryRejection>,
    signed: Signed,
) -> Result<Json<Feed>, Refused> {
    let Ok(Query(Asked { after, limit })) = asked else { return Err(app.refused(Refusal::BadEnvelope)) };
    if !(1..=FEED_LIMIT).contains(&limit) || after > GREATEST {
        return Err(app.refused(Refusal::BadEnvelope));
    }
    let receipts = app.ledger.feed(signed.device.facility, after, limit).await.map_err(|error| app.failed(&error))?;
    let next = after + receipts.len() as u64;
    Ok(Json(Feed { receipts, next, server_time: app.now() }))
}
