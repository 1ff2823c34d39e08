//! One delivery: a claimed batch, sent whole or in parts, until every record of it is judged.

use std::{collections::VecDeque, time::Duration};

use jiff::Timestamp;
use wire::Private;
use wire::{Batch, RecordVerdict, SignedParts};

use super::{Courier, Event, Next};
use crate::{
    Ambient, Backoff, Claimed, Outbox, Outgoing, Settlement, Transport,
    policy::{self, Action, Answer, Judgement, Trouble},
};

/// The address that takes batches.
const PATH: &str = "/v1/batch";

impl<O: Outbox, T: Transport, A: Ambient> Courier<O, T, A> {
    /// Sends what was claimed. When the hub fails, everything not yet judged is given back as it was.
    pub(super) async fn deliver(&mut self, claimed: Vec<Claimed>) -> Next {
        self.held = claimed.iter().map(|entry| entry.key).collect();
        let mut parts = VecDeque::from([claimed]);
        while let Some(part) = parts.pop_front() {
            let (action, answer) = self.exchange(&part).await;
            match action {
                Action::Read(verdicts) => self.judge(&part, &verdicts).await,
                Action::Halve | Action::Bisect if part.len() == 1 => self.set_aside(&part[0], &answer).await,
                Action::Halve => {
                    self.limit = (part.len() / 2).max(1);
                    halve(part, &mut parts);
                }
                Action::Bisect => halve(part, &mut parts),
                Action::EnrolAgain(code) => {
                    (self.tell)(Event::EnrolAgain(code));
                    return self.pause(Trouble::Enrol(code), Some(Backoff::HUB.bound(u32::MAX))).await;
                }
                Action::SignAgain { .. } => return self.pause(Trouble::Clock, None).await,
                Action::Pause { why, at_least } => return self.pause(why, at_least).await,
            }
        }
        Next::Now
    }

    /// Sends one batch; a refused clock is corrected by the hub's and the batch signed again, once.
    async fn exchange(&mut self, part: &[Claimed]) -> (Action, Answer) {
        let batch = Batch { records: part.iter().map(Claimed::record).collect() };
        let answer = self.send(&batch).await;
        let action = policy::action(&answer, &batch);
        let Action::SignAgain { server_time } = action else { return (action, answer) };
        self.skew = server_time.duration_since(self.ambient.now());
        tracing::warn!(seconds = self.skew.as_secs(), "the hub's clock differs, signing by the hub's");
        let answer = self.send(&batch).await;
        (policy::action(&answer, &batch), answer)
    }

    async fn send(&self, batch: &Batch) -> Answer {
        let Ok(body) = serde_json::to_vec(batch) else { return Answer::NoConnection };
        let parts = SignedParts { method: "POST", path: PATH, query: None, body: &body };
        let created = self.ambient.now().checked_add(self.skew).unwrap_or_else(|_| self.ambient.now());
        let keyid = self.membership.device.to_string();
        let headers = wire::sign_request(&parts, &self.key, &keyid, created, self.ambient.random());
        self.transport.send(Outgoing { path: PATH, headers, body: Private::new(body) }).await
    }

    async fn judge(&mut self, part: &[Claimed], verdicts: &[RecordVerdict]) {
        self.failures = 0;
        if self.online.replace(true) != Some(true) {
            tracing::info!("the hub answers");
            (self.tell)(Event::Online);
        }
        for (entry, verdict) in part.iter().zip(verdicts) {
            let settlement = match policy::judge(&verdict.verdict, &entry.expected(), &self.membership.keys) {
                Judgement::Settled(receipt) => Settlement::Receipted(receipt),
                Judgement::Rejected(rejection) => {
                    tracing::warn!(notice = %entry.key.notice, revision = entry.key.revision, ?rejection, "rejected");
                    Settlement::Rejected(rejection)
                }
                Judgement::Distrusted(fault) => {
                    tracing::error!(notice = %entry.key.notice, revision = entry.key.revision, %fault, "no true receipt");
                    self.delay(entry)
                }
                Judgement::NotNow(code) => {
                    tracing::warn!(notice = %entry.key.notice, revision = entry.key.revision, ?code, "not now");
                    self.delay(entry)
                }
            };
            self.settle(entry, settlement).await;
        }
    }

    /// A record that the hub refuses alone, without a verdict: it must not hold the rest.
    async fn set_aside(&mut self, entry: &Claimed, answer: &Answer) {
        tracing::error!(notice = %entry.key.notice, revision = entry.key.revision, "refused without a verdict");
        let settlement = match policy::lone_rejection(answer) {
            Some(rejection) => Settlement::Rejected(rejection),
            None => self.delay(entry),
        };
        self.settle(entry, settlement).await;
    }

    async fn pause(&mut self, why: Trouble, at_least: Option<Duration>) -> Next {
        self.failures = self.failures.saturating_add(1);
        let delay = Backoff::HUB.delay(self.failures, self.dice());
        let until = self.later(at_least.unwrap_or_default().max(delay));
        tracing::warn!(%why, failures = self.failures, %until, "nothing receipted");
        self.online = Some(false);
        (self.tell)(Event::Offline { why, until });
        self.let_go().await;
        if at_least.is_some() { Next::NotBefore(until) } else { Next::At(until) }
    }

    /// Gives one record a wait of its own.
    fn delay(&mut self, entry: &Claimed) -> Settlement {
        let delay = Backoff::RECORD.delay(entry.attempts.saturating_add(1), self.dice());
        let not_before = self.later(delay.max(Duration::from_secs(1)));
        self.record_due = Some(self.record_due.map_or(not_before, |due: Timestamp| due.min(not_before)));
        Settlement::Retry { not_before }
    }

    async fn settle(&mut self, entry: &Claimed, settlement: Settlement) {
        self.held.retain(|key| *key != entry.key);
        self.unwritten.push_back((entry.key, settlement));
        self.write_down().await;
    }
}

/// Puts the two halves in front, the first one first.
fn halve(mut part: Vec<Claimed>, parts: &mut VecDeque<Vec<Claimed>>) {
    let second = part.split_off(part.len() / 2);
    parts.push_front(second);
    parts.push_front(part);
}
