//! The nightly comparison: each of the last days as a count and a digest, and what differs is repaired.

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use wire::{BATCH_LIMIT, Batch, DayDigest, DayList, Expected, Held, NoticeKey, NoticeTrail, Verdict};

use super::{Courier, Event};
use crate::{
    Ambient, Claimed, Method, Outbox, OutboxError, Taken, Transport,
    policy::{self, Action, Answer, Judgement, Trouble},
    reconcile::{self, Difference},
};

/// Why a comparison was not made to its end. It is made again.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(super) enum Unfinished {
    #[error("{0}")]
    Hub(Trouble),
    #[error(transparent)]
    Outbox(#[from] OutboxError),
}

/// What was done about a day.
#[derive(Default)]
struct Repaired {
    pushed: usize,
    taken: usize,
    left: usize,
}

impl<O: Outbox, T: Transport, A: Ambient> Courier<O, T, A> {
    /// Compares, and says when to compare again.
    pub(super) async fn compare_days(&mut self) {
        let now = self.ambient.now();
        self.compare_at = match self.each_day().await {
            Ok(()) => reconcile::next(now, self.dice()),
            Err(error) => {
                tracing::warn!(%error, "the days were not compared");
                reconcile::later(now, reconcile::AGAIN)
            }
        };
    }

    async fn each_day(&mut self) -> Result<(), Unfinished> {
        let fault = self.follow_keys().await?;
        self.tell_distrust(fault);
        let by_the_hub = reconcile::later(self.ambient.now(), self.skew);
        for day in reconcile::days(by_the_hub) {
            let ours = self.outbox.day(day).await?;
            if !self.differs(day, &ours).await? {
                continue;
            }
            let list: DayList = self.get(&format!("/v1/day?day={day}")).await?;
            let difference = reconcile::compare(&ours, &list.revisions);
            let repaired = self.repair(&difference).await?;
            self.tell_of(day, &repaired);
        }
        Ok(())
    }

    async fn differs(&mut self, day: Date, ours: &[Held]) -> Result<bool, Unfinished> {
        let told: DayDigest = self.get(&format!("/v1/digest?day={day}")).await?;
        let held = ours.iter().map(|held| (held.notice, held.revision, held.sha256));
        Ok((told.count, told.sha256) != (ours.len() as u64, DayDigest::over(held.collect())))
    }

    async fn repair(&mut self, difference: &Difference) -> Result<Repaired, Unfinished> {
        let mut repaired = Repaired { left: difference.conflicts.len(), ..Repaired::default() };
        for part in difference.push.chunks(BATCH_LIMIT) {
            self.push(part, &mut repaired).await?;
        }
        for held in &difference.take {
            self.take(held, &mut repaired).await?;
        }
        Ok(repaired)
    }

    /// Sends again what was settled once. The receipt of that time stays: it is as true as the hub's new one.
    async fn push(&mut self, part: &[Held], repaired: &mut Repaired) -> Result<(), Unfinished> {
        let mut frozen = Vec::with_capacity(part.len());
        for held in part {
            match self.outbox.frozen(self.key_of(held)).await? {
                Some(entry) if entry.sha256 == held.sha256 => frozen.push(entry),
                _ => repaired.left += 1,
            }
        }
        if frozen.is_empty() {
            return Ok(());
        }
        let batch = Batch { records: frozen.iter().map(Claimed::record).collect() };
        let verdicts = match policy::action(&self.send(&batch).await, &batch) {
            Action::Read(verdicts) => verdicts,
            Action::Pause { why, .. } => return Err(Unfinished::Hub(why)),
            _ => return Err(Unfinished::Hub(Trouble::Nonsense)),
        };
        for (entry, told) in frozen.iter().zip(verdicts) {
            match (&told.verdict, policy::judge(&told.verdict, &entry.expected(), &self.ring)) {
                (Verdict::Accepted { .. }, Judgement::Settled(_)) => repaired.pushed += 1,
                // Under another day, since it was pushed before.
                (_, Judgement::Settled(_)) => {}
                _ => repaired.left += 1,
            }
        }
        Ok(())
    }

    /// Fetches the receipt of a revision that is without one here.
    async fn take(&mut self, held: &Held, repaired: &mut Repaired) -> Result<(), Unfinished> {
        let key = self.key_of(held);
        match self.outbox.frozen(key).await? {
            // Another desk of the house told it, and has its receipt.
            None => return Ok(()),
            Some(entry) if entry.sha256 != held.sha256 => {
                repaired.left += 1;
                return Ok(());
            }
            Some(_) => {}
        }
        let trail: NoticeTrail = self.get(&format!("/v1/notices/{}", held.notice)).await?;
        let expected = Expected { key, sha256: held.sha256 };
        let receipt = trail.revisions.into_iter().find(|told| told.revision == held.revision).map(|told| told.receipt);
        let true_one = receipt.filter(|receipt| self.ring.verify_for(receipt, &expected).is_ok());
        let Some(receipt) = true_one else {
            repaired.left += 1;
            return Ok(());
        };
        match self.outbox.take(key, receipt).await? {
            Taken::Now => {
                repaired.taken += 1;
                (self.tell)(Event::Settled(key));
            }
            Taken::Before => {}
            Taken::Unknown => repaired.left += 1,
        }
        Ok(())
    }

    fn tell_of(&self, day: Date, repaired: &Repaired) {
        let Repaired { pushed, taken, left } = *repaired;
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
    pub(super) async fn get<R: DeserializeOwned>(&mut self, target: &str) -> Result<R, Unfinished> {
        let mut answer = self.ask((Method::Get, target), Vec::new()).await;
        if let Some(server_time) = policy::refused_clock(&answer) {
            self.skew = server_time.duration_since(self.ambient.now());
            answer = self.ask((Method::Get, target), Vec::new()).await;
        }
        if answer == Answer::Lost {
            // A kept connection that died meanwhile. To ask twice changes nothing; signed again, it is no replay.
            answer = self.ask((Method::Get, target), Vec::new()).await;
        }
        let trouble = match answer {
            Answer::Http { status: 200, body, .. } => match serde_json::from_slice(&body) {
                Ok(read) => return Ok(read),
                Err(_) => Trouble::Nonsense,
            },
            Answer::Http { status, .. } => Trouble::Status(status),
            Answer::NoConnection => Trouble::NoConnection,
            Answer::Lost => Trouble::Lost,
        };
        Err(Unfinished::Hub(trouble))
    }
}
