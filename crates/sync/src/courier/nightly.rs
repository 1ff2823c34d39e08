//! The nightly comparison: each of the last days as a count and a digest, and what differs is repaired.
//!
//! It goes one question at a time, and between two of them the outbox has its turn; one that is under way when
//! something is queued is given up and asked again.

use std::{collections::VecDeque, time::Duration};

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::de::DeserializeOwned;
use tokio::{select, sync::Notify};
use wire::{BATCH_LIMIT, Batch, DayDigest, DayList, Expected, Held, NoticeKey, NoticeTrail, SignedReceipt};

use super::{Courier, Event, delivery::PATH};
use crate::{
    Ambient, Claimed, Method, Outbox, OutboxError, Taken, Transport,
    policy::{self, Action, Answer, Judgement, Trouble},
    reconcile,
};

/// Why a step of a comparison was not made.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(super) enum Unfinished {
    #[error("{0}")]
    Hub(Trouble, Option<Duration>),
    #[error(transparent)]
    Outbox(#[from] OutboxError),
    #[error("something is to be sent")]
    Interrupted,
}

/// A comparison, from one question to the next.
#[derive(Debug)]
pub(super) struct Comparison {
    /// The days still to be looked at.
    days: VecDeque<Date>,
    /// Those that could not be: looked at again after the others.
    failed: VecDeque<Date>,
    /// What is to be sent again of the first of `days`.
    push: VecDeque<Vec<Held>>,
    /// Whose receipts are to be fetched of it.
    take: VecDeque<Held>,
    /// What was done about it.
    repaired: Repaired,
    /// How many days were compared to their end.
    compared: usize,
    /// The hub's keys were followed, or could not be.
    knows_keys: bool,
    /// When the next night's begins.
    until: Timestamp,
}

#[derive(Clone, Copy, Debug, Default)]
struct Repaired {
    pushed: usize,
    taken: usize,
    left: usize,
}

impl Comparison {
    /// None yet.
    pub(super) fn none() -> Self {
        Self::of(VecDeque::new(), Timestamp::MIN)
    }

    fn of(days: VecDeque<Date>, until: Timestamp) -> Self {
        let (failed, push, take) = Default::default();
        Self { days, failed, push, take, repaired: Repaired::default(), compared: 0, knows_keys: false, until }
    }

    fn is_repaired(&self) -> bool {
        self.push.is_empty() && self.take.is_empty()
    }

    /// The first of the days is done, or given up.
    fn leave_day(&mut self) -> Option<(Date, Repaired)> {
        self.push.clear();
        self.take.clear();
        self.days.pop_front().map(|day| (day, std::mem::take(&mut self.repaired)))
    }
}

impl<O: Outbox, T: Transport, A: Ambient> Courier<O, T, A> {
    /// Asks the next question of a comparison that is due, and says when the one after it is.
    pub(super) async fn compare(&mut self, wake: &Notify) {
        let now = self.ambient.now();
        if self.comparison.until <= now || self.comparison.days.is_empty() {
            let days = reconcile::days(reconcile::later(now, self.skew)).collect();
            self.comparison = Comparison::of(days, reconcile::next(now, self.dice()));
        }
        let step = if self.comparison.knows_keys { self.step(wake).await } else { self.know_keys(wake).await };
        match step {
            Ok(true) => {
                self.comparison.compared += 1;
                self.next_day();
            }
            Ok(false) | Err(Unfinished::Interrupted) => {}
            Err(Unfinished::Hub(why, wait)) if why.is_of_the_hub() => {
                tracing::warn!(%why, "the days are compared later");
                self.tell_shut_out(why);
                let wait = wait.and_then(|wait| SignedDuration::try_from(wait).ok()).unwrap_or(reconcile::AGAIN);
                self.compare_at = reconcile::later(now, wait);
            }
            Err(error) => {
                tracing::warn!(%error, "a day was not compared");
                self.comparison.failed.extend(self.comparison.days.front().copied());
                self.next_day();
            }
        }
    }

    /// A device that the hub does not accept hears it here first when nothing is queued. A person must know.
    fn tell_shut_out(&mut self, why: Trouble) {
        if let Trouble::Enrol(code) = why {
            self.online = Some(false);
            self.shut_out = true;
            (self.tell)(Event::EnrolAgain(code));
        }
    }

    /// The hub has told this device of a day, and so accepts it.
    fn tell_let_in(&mut self) {
        if std::mem::take(&mut self.shut_out) {
            self.online = Some(true);
            (self.tell)(Event::Online);
        }
    }

    /// Tells of a day, and after the last of them of all.
    fn next_day(&mut self) {
        if let Some((day, repaired)) = self.comparison.leave_day() {
            self.tell_of(day, repaired);
        }
        if !self.comparison.days.is_empty() {
            return;
        }
        let failed = self.comparison.failed.len();
        (self.tell)(Event::Compared { days: self.comparison.compared, failed });
        self.comparison.days = std::mem::take(&mut self.comparison.failed);
        self.compare_at = match failed {
            0 => self.comparison.until,
            _ => reconcile::later(self.ambient.now(), reconcile::AGAIN),
        };
    }

    /// What the hub tells of its keys comes before its receipts. A fault of this question holds up no day.
    async fn know_keys(&mut self, wake: &Notify) -> Result<bool, Unfinished> {
        match self.follow_keys(wake).await {
            Ok(fault) => self.tell_distrust(fault),
            Err(Unfinished::Hub(why, _)) if !why.is_of_the_hub() => tracing::warn!(%why, "the hub's keys were not had"),
            Err(other) => return Err(other),
        }
        self.comparison.knows_keys = true;
        Ok(false)
    }

    /// Whether the first of the days is done by it.
    async fn step(&mut self, wake: &Notify) -> Result<bool, Unfinished> {
        if let Some(part) = self.comparison.push.front().cloned() {
            self.push(&part, wake).await?;
            self.comparison.push.pop_front();
        } else if let Some(held) = self.comparison.take.front().copied() {
            self.take(&held, wake).await?;
            self.comparison.take.pop_front();
        } else if let Some(day) = self.comparison.days.front().copied() {
            self.look_at(day, wake).await?;
        }
        Ok(self.comparison.is_repaired())
    }

    async fn look_at(&mut self, day: Date, wake: &Notify) -> Result<(), Unfinished> {
        let ours = self.outbox.day(day).await?;
        let told: DayDigest = self.get(&format!("/v1/digest?day={day}"), wake).await?;
        self.tell_let_in();
        let held = ours.iter().map(|held| (held.notice, held.revision, held.sha256));
        if (told.count, told.sha256) == (ours.len() as u64, DayDigest::over(held.collect())) {
            return Ok(());
        }
        let list: DayList = self.get(&format!("/v1/day?day={day}"), wake).await?;
        let difference = reconcile::compare(&ours, &list.revisions);
        self.comparison.repaired.left = difference.conflicts.len();
        self.comparison.push = difference.push.chunks(BATCH_LIMIT).map(<[Held]>::to_vec).collect();
        self.comparison.take = difference.take.into();
        Ok(())
    }

    /// Sends again what was settled once. The receipt of that time stays, and the hub's new one is kept beside it.
    async fn push(&mut self, part: &[Held], wake: &Notify) -> Result<(), Unfinished> {
        let (mut frozen, mut left) = (Vec::with_capacity(part.len()), 0);
        for held in part {
            match self.outbox.frozen(self.key_of(held)).await? {
                Some(entry) if entry.sha256 == held.sha256 => frozen.push(entry),
                _ => left += 1,
            }
        }
        let batch = Batch { records: frozen.iter().map(Claimed::record).collect() };
        let verdicts = match serde_json::to_vec(&batch) {
            _ if frozen.is_empty() => Vec::new(),
            Err(_) => return Err(Unfinished::Hub(Trouble::Nonsense, None)),
            Ok(body) => match policy::action(&self.question((Method::Post, PATH), body, wake).await?, &batch) {
                Action::Read(verdicts) => verdicts,
                Action::Pause { why, at_least } => return Err(Unfinished::Hub(why, at_least)),
                Action::EnrolAgain(code) => return Err(Unfinished::Hub(Trouble::Enrol(code), None)),
                _ => return Err(Unfinished::Hub(Trouble::Nonsense, None)),
            },
        };
        for (entry, told) in frozen.iter().zip(verdicts) {
            match policy::judge(&told.verdict, &entry.expected(), &self.ring) {
                Judgement::Settled(receipt) => {
                    let kept = self.outbox.take(entry.key, receipt).await?;
                    // One that is here already is of another day: it was pushed before.
                    self.comparison.repaired.pushed += usize::from(kept == Taken::Beside);
                }
                _ => left += 1,
            }
        }
        self.comparison.repaired.left += left;
        Ok(())
    }

    /// Fetches the receipt of a revision that the house counts to no such day.
    async fn take(&mut self, held: &Held, wake: &Notify) -> Result<(), Unfinished> {
        let key = self.key_of(held);
        match self.outbox.frozen(key).await? {
            // Another desk of the house told it, and has its receipt.
            None => return Ok(()),
            Some(entry) if entry.sha256 != held.sha256 => {
                self.comparison.repaired.left += 1;
                return Ok(());
            }
            Some(_) => {}
        }
        let trail: NoticeTrail = self.get(&format!("/v1/notices/{}", held.notice), wake).await?;
        let Some(receipt) = self.true_receipt(trail, held) else {
            self.comparison.repaired.left += 1;
            return Ok(());
        };
        let repaired = &mut self.comparison.repaired;
        match self.outbox.take(key, receipt).await? {
            Taken::Now => {
                repaired.taken += 1;
                (self.tell)(Event::Settled(key));
            }
            Taken::Beside => repaired.taken += 1,
            Taken::Before => {}
            Taken::Unknown => repaired.left += 1,
        }
        Ok(())
    }

    fn true_receipt(&self, trail: NoticeTrail, held: &Held) -> Option<SignedReceipt> {
        let expected = Expected { key: self.key_of(held), sha256: held.sha256 };
        let receipt = trail.revisions.into_iter().find(|told| told.revision == held.revision).map(|told| told.receipt);
        receipt.filter(|receipt| self.ring.verify_for(receipt, &expected).is_ok())
    }

    fn tell_of(&self, day: Date, Repaired { pushed, taken, left }: Repaired) {
        if pushed + taken > 0 {
            tracing::warn!(%day, pushed, taken, "a day differed and was repaired");
            (self.tell)(Event::Reconciled { day, pushed, taken });
        }
        if left > 0 {
            tracing::warn!(%day, left, "a day differs and a person must look");
            (self.tell)(Event::Differs { day, left });
        }
    }

    const fn key_of(&self, held: &Held) -> NoticeKey {
        NoticeKey { facility: self.membership.facility, notice: held.notice, revision: held.revision }
    }

    /// Asks, and once more by the hub's clock if ours is refused.
    pub(super) async fn get<R: DeserializeOwned>(&mut self, target: &str, wake: &Notify) -> Result<R, Unfinished> {
        let what = (Method::Get, target);
        let mut answer = self.question(what, Vec::new(), wake).await?;
        if let Some(server_time) = policy::refused_clock(&answer) {
            self.skew = server_time.duration_since(self.ambient.now());
            answer = self.question(what, Vec::new(), wake).await?;
        }
        if answer == Answer::Lost {
            // A kept connection that died meanwhile. To ask twice changes nothing; signed again, it is no replay.
            answer = self.question(what, Vec::new(), wake).await?;
        }
        policy::told(&answer).map_err(|(why, wait)| Unfinished::Hub(why, wait))
    }

    /// Asks what can wait: when something is queued it is given up. To ask again changes nothing.
    pub(super) async fn question(
        &mut self,
        what: (Method, &str),
        body: Vec<u8>,
        wake: &Notify,
    ) -> Result<Answer, Unfinished> {
        select! {
            biased;
            () = wake.notified() => Err(Unfinished::Interrupted),
            answer = self.ask(what, body) => Ok(answer),
        }
    }
}
