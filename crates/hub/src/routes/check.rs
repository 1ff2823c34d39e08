//! `POST /v1/check`: the dry run, judged as a batch is, with nothing stored.

use std::collections::HashMap;

use axum::{Json, extract::State};
use jiff::Timestamp;
use wire::{Batch, CheckReply, Digest, Outlook, Receipt, Record, RecordOutlook, Refusal, Revision};

use super::{notices::batch_of, problem::Refused, signed::Signed};
use crate::{Deadlines, Ledger, LedgerError, app::Shared, judge::judge_record};

/// One outlook for each record, in the order sent.
#[utoipa::path(post, path = "/v1/check", tag = "signed", request_body = Batch, responses((status = 200, body = CheckReply)))]
pub(super) async fn check<L: Ledger>(
    State(app): State<Shared<L>>,
    signed: Signed,
) -> Result<Json<CheckReply>, Refused> {
    let Batch { records } = batch_of(&app, &signed.body)?;
    let (facility, now) = (signed.device.facility, app.now());
    let mut passed = HashMap::new();
    let mut outlooks = Vec::with_capacity(records.len());
    for record in records {
        let judged = judge_record(&record, facility, now);
        let kept = app.ledger.trail(facility, record.notice).await;
        let kept = kept.map_err(|error: LedgerError| app.failed(&error))?;
        let outlook = outlook(&record, judged, &kept, &passed, now);
        if let Outlook::WouldAccept { deadline, .. } = outlook {
            passed.insert((record.notice, record.revision), (record.sha256, deadline.is_some()));
        }
        let Record { notice, revision, sha256, .. } = record;
        outlooks.push(RecordOutlook { notice, revision, sha256, outlook });
    }
    Ok(Json(CheckReply { received: outlooks.len(), outlooks, server_time: now }))
}

/// Whether this revision told the notice, which a cancellation does not: the first that did got a deadline.
fn tells(kept: &Revision) -> bool {
    serde_json::from_slice::<Receipt>(&kept.receipt.body).is_ok_and(|receipt| receipt.deadline.is_some())
}

/// The ledger's own rules, over what is kept and what this batch would keep before.
fn outlook(
    record: &Record,
    judged: Result<Deadlines, Refusal>,
    kept: &[Revision],
    passed: &HashMap<(uuid::Uuid, u32), (Digest, bool)>,
    now: Timestamp,
) -> Outlook {
    let same = kept.iter().find(|kept| kept.revision == record.revision);
    let here = passed.get(&(record.notice, record.revision));
    match (same, judged) {
        (Some(same), _) if same.sha256 == record.sha256 => Outlook::Duplicate { receipt: same.receipt.clone() },
        (_, Err(code)) => Outlook::Rejected { code },
        (Some(_), Ok(_)) => Outlook::Conflict,
        (None, Ok(_)) if here.is_some_and(|(sha256, _)| *sha256 != record.sha256) => Outlook::Conflict,
        (None, Ok(deadlines)) => {
            let told_before = kept.iter().any(tells)
                || passed.iter().any(|((notice, _), (_, tells))| *notice == record.notice && *tells);
            let deadline = if told_before { deadlines.later } else { deadlines.first };
            Outlook::WouldAccept {
                deadline: deadline.map(|deadline| deadline.at),
                on_time: deadline.is_none_or(|deadline| !duty::is_late(deadline, now)),
            }
        }
    }
}
