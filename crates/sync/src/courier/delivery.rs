//! One delivery: a claimed batch, sent whole or in parts, until every record of it is judged.

use std::{collections::VecDeque, time::Duration};

use jiff::Timestamp;
use tokio::time::Instant;
use wire::{BATCH_LIMIT, Batch, NoticeKey, RecordVerdict};

use super::{Courier, Event, Next};
use crate::{
    Ambient, Backoff, Claimed, Method, Outbox, Outgoing, Settlement, Transport,
    policy::{self, Action, Answer, Judgement, Trouble},
};

/// The address that takes batches.
pub(super) const PATH: &str = "/v1/batch";

/// After so many failures in a row a record is suspected, and one is sent at a time.
const DOUBT: u32 = 5;

/// By how much a suspected record comes later than the next try: another has its turn then, if there is one.
const ASIDE: Duration = Duration::from_secs(1);

impl<O: Outbox, T: Transport, A: Ambient> Courier<O, T, A> {
    /// Sends what was claimed. When the hub fails, everything not yet judged is given back as it was.
    pub(super) async fn deliver(&mut self, claimed: Vec<Claimed>) -> Next {
        let mut parts = VecDeque::from([claimed]);
        while let Some(part) = parts.pop_front() {
            let (action, answer) = self.exchange(&part).await;
            match action {
                Action::Read(verdicts) => {
                    let fault = self.meet_keys(&part, &verdicts).await;
                    self.judge(&part, &verdicts);
                    self.tell_distrust(fault);
                }
                Action::Halve | Action::Bisect if part.len() == 1 => self.set_aside(&part[0], &answer),
                Action::Halve => {
                    self.limit = (part.len() / 2).max(1);
                    halve(part, &mut parts);
                }
                Action::Bisect => halve(part, &mut parts),
                Action::EnrolAgain(code) => {
                    return self.pause(&part, Trouble::Enrol(code), Some(Backoff::HUB.bound(u32::MAX))).await;
                }
                Action::SignAgain { .. } => return self.pause(&part, Trouble::Clock, None).await,
                Action::Pause { why, at_least } => return self.pause(&part, why, at_least).await,
            }
            self.write_down().await;
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

    async fn send(&mut self, batch: &Batch) -> Answer {
        let Ok(body) = serde_json::to_vec(batch) else { return Answer::NoConnection };
        self.ask((Method::Post, PATH), body).await
    }

    /// Signs and sends one request, by the hub's clock where it is known.
    pub(super) async fn ask(&mut self, what: (Method, &str), body: Vec<u8>) -> Answer {
        let created = self.ambient.now().checked_add(self.skew).unwrap_or_else(|_| self.ambient.now());
        let keyid = self.membership.device.to_string();
        let outgoing = Outgoing::sign(what, body, &self.key, &keyid, created, self.ambient.random());
        let (wall, began) = (self.ambient.now(), Instant::now());
        let answer = self.transport.send(outgoing).await;
        self.tell_time(&answer, wall, began.elapsed());
        if matches!(answer, Answer::Http { .. }) {
            self.heard();
        }
        answer
    }

    /// Tells the hub's time, which is that of the middle of the exchange.
    fn tell_time(&self, answer: &Answer, wall: Timestamp, round_trip: Duration) {
        let middle = wall.checked_add(round_trip / 2).unwrap_or(wall);
        if let Some(server_time) = policy::server_time(answer) {
            (self.tell)(Event::Clock { offset: server_time.duration_since(middle), round_trip });
        }
    }

    fn judge(&mut self, part: &[Claimed], verdicts: &[RecordVerdict]) {
        self.failures = 0;
        self.shut_out = false;
        self.probe = self.probe.saturating_mul(2).min(BATCH_LIMIT);
        if self.online.replace(true) != Some(true) {
            tracing::info!("the hub answers");
            (self.tell)(Event::Online);
        }
        for (entry, verdict) in part.iter().zip(verdicts) {
            let settlement = match policy::judge(&verdict.verdict, &entry.expected(), &self.ring) {
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
            self.settle(entry.key, settlement);
        }
    }

    /// A record that the hub refuses alone, without a verdict: it must not hold the rest.
    fn set_aside(&mut self, entry: &Claimed, answer: &Answer) {
        tracing::error!(notice = %entry.key.notice, revision = entry.key.revision, "refused without a verdict");
        let settlement = match policy::lone_rejection(answer) {
            Some(rejection) => Settlement::Rejected(rejection),
            None => self.delay(entry),
        };
        self.settle(entry.key, settlement);
    }

    async fn pause(&mut self, part: &[Claimed], why: Trouble, at_least: Option<Duration>) -> Next {
        self.failures = self.failures.saturating_add(1);
        let delay = at_least.unwrap_or_default().max(Backoff::HUB.delay(self.failures, self.dice()));
        let until = self.later(delay);
        tracing::warn!(%why, failures = self.failures, %until, "nothing receipted");
        self.online = Some(false);
        self.shut_out = matches!(why, Trouble::Enrol(_));
        if self.failures > DOUBT && why.may_be_a_records() {
            self.doubt(part, delay + ASIDE);
        }
        let given_back = match why {
            Trouble::NoConnection => Settlement::NotSent,
            _ => Settlement::Retry { not_before: self.ambient.now() },
        };
        // Told when it is written down: whoever hears it looks into the outbox.
        self.let_go(&given_back).await;
        (self.tell)(match why {
            Trouble::Enrol(code) => Event::EnrolAgain(code),
            why => Event::Offline { why, until },
        });
        if at_least.is_some() { Next::NotBefore(until) } else { Next::At(until) }
    }

    /// A hub that is there and fails, again and again, may choke on one record, and would for ever. From here on one is
    /// sent at a time, and the one that was sent alone waits until another was tried.
    fn doubt(&mut self, part: &[Claimed], wait: Duration) {
        if self.probe == 1 {
            let settlement = self.retry_at(self.later(wait));
            for entry in part {
                self.settle(entry.key, settlement.clone());
            }
        }
        self.probe = 1;
    }

    /// Gives one record a wait of its own.
    fn delay(&mut self, entry: &Claimed) -> Settlement {
        let delay = Backoff::RECORD.delay(entry.attempts.saturating_add(1), self.dice());
        self.retry_at(self.later(delay.max(Duration::from_secs(1))))
    }

    fn retry_at(&mut self, not_before: Timestamp) -> Settlement {
        self.record_due = Some(self.record_due.map_or(not_before, |due: Timestamp| due.min(not_before)));
        Settlement::Retry { not_before }
    }

    /// Judges one; [`Courier::write_down`] writes it down.
    fn settle(&mut self, key: NoticeKey, settlement: Settlement) {
        self.held.retain(|held| *held != key);
        self.unwritten.push_back((key, settlement));
    }
}

/// Puts the two halves in front, the first one first.
fn halve(mut part: Vec<Claimed>, parts: &mut VecDeque<Vec<Claimed>>) {
    let second = part.split_off(part.len() / 2);
    parts.push_front(second);
    parts.push_front(part);
}
