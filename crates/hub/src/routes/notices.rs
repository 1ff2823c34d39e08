//! Notices in, receipts out.

use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
    http::StatusCode,
};
use private::Private;
use uuid::Uuid;
use wire::{BATCH_LIMIT, Batch, BatchReply, Problem, Record, RecordVerdict, Refusal, Verdict};

use super::{problem::Refused, signed::Signed};
use crate::{
    Ledger,
    app::{App, Shared},
    judge::judge_record,
    ledger::{Device, Entry, Receiving, Stored},
};

/// One record that was refused: by its verdict, or the request as a whole.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it is the shape of an answer, for the document")]
pub(super) enum RefusedOne {
    Verdict(RecordVerdict),
    Problem(Problem),
}

/// `PUT /v1/notices/{notice}/{revision}`: one payload, as its bytes.
#[utoipa::path(put, path = "/v1/notices/{notice}/{revision}", tag = "signed",
    params(("notice" = Uuid, Path), ("revision" = u32, Path)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses(
    (status = 201, body = RecordVerdict), (status = 200, body = RecordVerdict), (status = 409, body = RecordVerdict),
    (status = 404, body = Problem), (status = 422, description = "Refused", body = RefusedOne)))]
pub(super) async fn put_one<L: Ledger>(
    State(app): State<Shared<L>>,
    path: Result<Path<(Uuid, u32)>, PathRejection>,
    signed: Signed,
) -> Result<(StatusCode, Json<RecordVerdict>), Refused> {
    let Ok(Path((notice, revision))) = path else { return Err(app.refused(Refusal::NotFound)) };
    let record = Record::new(notice, revision, Private::new(signed.body.to_vec()));
    let verdicts = receive(&app, &signed.device, vec![record]).await?;
    let verdict = verdicts.into_iter().next().ok_or_else(|| app.refused(Refusal::Unavailable))?;
    Ok((status(&verdict.verdict), Json(verdict)))
}

const fn status(verdict: &Verdict) -> StatusCode {
    match verdict {
        Verdict::Accepted { .. } => StatusCode::CREATED,
        Verdict::Duplicate { .. } => StatusCode::OK,
        Verdict::Conflict => StatusCode::CONFLICT,
        Verdict::Rejected { .. } => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// `POST /v1/batch`: exactly one verdict for each record; an empty batch is no batch.
#[utoipa::path(post, path = "/v1/batch", tag = "signed", request_body = Batch, responses((status = 200, body = BatchReply)))]
pub(super) async fn batch<L: Ledger>(
    State(app): State<Shared<L>>,
    signed: Signed,
) -> Result<Json<BatchReply>, Refused> {
    let Batch { records } = batch_of(&app, &signed.body)?;
    let verdicts = receive(&app, &signed.device, records).await?;
    Ok(Json(BatchReply::of(verdicts, app.now())))
}

/// Reads a batch and holds it against its bounds.
pub(super) fn batch_of<L>(app: &App<L>, body: &[u8]) -> Result<Batch, Refused> {
    let batch: Batch = serde_json::from_slice(body).map_err(|_| app.refused(Refusal::BadEnvelope))?;
    match batch.records.len() {
        0 => Err(app.refused(Refusal::BadEnvelope)),
        1..=BATCH_LIMIT => Ok(batch),
        _ => Err(app.refused(Refusal::TooLarge)),
    }
}

/// Judges each record, keeps those that pass in one transaction, and gives the verdicts in the order sent.
async fn receive<L: Ledger>(
    app: &App<L>,
    device: &Device,
    records: Vec<Record>,
) -> Result<Vec<RecordVerdict>, Refused> {
    let now = app.now();
    let key = app.signer.key(&app.ledger, now).await.map_err(|error| app.unsigned(&error))?;
    let names: Vec<_> = records.iter().map(|record| (record.notice, record.revision, record.sha256)).collect();
    let entries = records.into_iter().map(|record| {
        let judged = judge_record(&record, device.facility, now);
        let Record { notice, revision, sha256, payload } = record;
        Entry { notice, revision, sha256, payload, judged }
    });
    let receiving = Receiving { facility: device.facility, device: device.id, now, key: &key };
    let stored = app.ledger.store(receiving, entries.collect()).await.map_err(|error| app.failed(&error))?;
    let verdicts: Vec<_> = names
        .into_iter()
        .zip(stored)
        .map(|((notice, revision, sha256), stored)| {
            let verdict = verdict(stored);
            app.metrics.verdict(word(&verdict));
            RecordVerdict { notice, revision, sha256, verdict }
        })
        .collect();
    tell(device, &verdicts);
    Ok(verdicts)
}

/// One line for a batch, and one more for each record that is not simply kept: those a person looks for.
fn tell(device: &Device, verdicts: &[RecordVerdict]) {
    let count = |sought: &str| verdicts.iter().filter(|told| word(&told.verdict) == sought).count();
    let (accepted, duplicate) = (count("accepted"), count("duplicate"));
    tracing::info!(device = %device.id, records = verdicts.len(), accepted, duplicate, "judged");
    for RecordVerdict { notice, revision, verdict, .. } in verdicts {
        if matches!(verdict, Verdict::Conflict | Verdict::Rejected { .. }) {
            tracing::info!(%notice, revision, verdict = word(verdict), refusal = ?refusal(verdict), "not kept");
        }
    }
}

fn verdict(stored: Stored) -> Verdict {
    match stored {
        Stored::Accepted(receipt) => Verdict::Accepted { receipt },
        Stored::Duplicate(receipt) => Verdict::Duplicate { receipt },
        Stored::Conflict => Verdict::Conflict,
        Stored::Refused(code) => Verdict::Rejected { code },
    }
}

const fn refusal(verdict: &Verdict) -> Option<Refusal> {
    match verdict {
        Verdict::Rejected { code } => Some(*code),
        _ => None,
    }
}

/// For the log, which never holds a receipt.
const fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted { .. } => "accepted",
        Verdict::Duplicate { .. } => "duplicate",
        Verdict::Conflict => "conflict",
        Verdict::Rejected { .. } => "rejected",
    }
}
