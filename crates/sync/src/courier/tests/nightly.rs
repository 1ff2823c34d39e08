//! The nightly comparison with driven time: a hub that lost receipts, a house that did, and what stays for a person.

use wire::Keys;

use super::*;

/// Two days before the house's clock; receipts of the scripted hub are of that day here.
fn yesterday() -> Timestamp {
    Timestamp::from_second(WALL - 86_400).unwrap()
}

fn settled_yesterday(notice: u128) -> State {
    let payload = notice.to_be_bytes();
    let receipt = Receipt { received_at: yesterday(), ..receipt_of(notice, Digest::of(&payload)) };
    State::Settled(wire::sign(&receipt, &hub_key()).unwrap())
}

fn receipt_of(notice: u128, sha256: Digest) -> Receipt {
    let signed = receipt_for((Uuid::from_u128(notice), 1, sha256), &hub_key());
    wire::verify(&signed, &[hub_key().public()]).unwrap()
}

/// The house holds receipts for these, and has the others queued for much later.
fn house(receipted: &[u128], open: &[u128]) -> Memory {
    let outbox = queued(&receipted.iter().chain(open).map(|notice| (*notice, 0)).collect::<Vec<_>>());
    for item in outbox.items().iter_mut() {
        let notice = item.entry.key.notice.as_u128();
        item.state = if receipted.contains(&notice) { settled_yesterday(notice) } else { State::Ready(Timestamp::MAX) };
    }
    outbox
}

/// A hub that holds these since yesterday, and nothing of any other day.
fn hub(holds: Vec<Held>, asked: &Arc<Mutex<Vec<String>>>) -> impl FnMut(&str) -> Answer + Send + 'static {
    hub_of(vn_day(yesterday()), holds, asked)
}

fn hub_of(
    since: Date,
    holds: Vec<Held>,
    asked: &Arc<Mutex<Vec<String>>>,
) -> impl FnMut(&str) -> Answer + Send + 'static {
    let asked = Arc::clone(asked);
    move |target| {
        asked.lock().unwrap().push(target.to_owned());
        let server_time = Timestamp::from_second(WALL).unwrap();
        if target == "/v1/keys" {
            return json(&Keys { keys: vec![hub_key().public()], history: vec![], server_time });
        }
        if let Some(notice) = target.strip_prefix("/v1/notices/") {
            let notice: Uuid = notice.parse().unwrap();
            let sha256 = holds.iter().find(|held| held.notice == notice).unwrap().sha256;
            let receipt = Receipt { received_at: yesterday(), ..receipt_of(notice.as_u128(), sha256) };
            let receipt = wire::sign(&receipt, &hub_key()).unwrap();
            return json(&NoticeTrail {
                notice,
                revisions: vec![Revision { revision: 1, sha256, receipt }],
                server_time,
            });
        }
        let day: Date = target.split_once('=').unwrap().1.parse().unwrap();
        let revisions = if day == since { holds.clone() } else { Vec::new() };
        if target.starts_with("/v1/day") {
            return json(&DayList { day, revisions, server_time });
        }
        let named = revisions.iter().map(|held| (held.notice, held.revision, held.sha256)).collect();
        json(&DayDigest { day, count: revisions.len() as u64, sha256: DayDigest::over(named), server_time })
    }
}

fn of(notice: u128) -> Held {
    held(Uuid::from_u128(notice), Digest::of(&notice.to_be_bytes()))
}

async fn night(outbox: Memory, holds: Vec<Held>) -> (Arc<Memory>, Vec<Seen>, Vec<Event>, Vec<String>) {
    let asked = Arc::default();
    let running = Running::start_asked(outbox, |_, batch| accept(batch), hub(holds, &asked));
    running.pass(15 * 60).await;
    let (outbox, seen, mut events) = running.stop().await;
    assert_eq!(events.remove(0), Event::Online, "it says what it is, before anything else");
    assert_eq!(events.pop(), Some(Event::Compared { days: 7, failed: 0 }));
    let asked = asked.lock().unwrap().clone();
    (outbox, seen, events, asked)
}

/// A hub that receipts now what it is sent.
fn accept_now(batch: &Batch) -> Answer {
    reply_with(batch, |notice, _| {
        let received_at = Timestamp::from_second(WALL).unwrap();
        let receipt = Receipt { received_at, number: 9, ..receipt_of(notice, Digest::of(&notice.to_be_bytes())) };
        Verdict::Accepted { receipt: wire::sign(&receipt, &hub_key()).unwrap() }
    })
}

#[tokio::test(start_paused = true)]
async fn days_that_are_alike_cost_a_question_each_and_nothing_is_said() {
    let (_, seen, events, asked) = night(house(&[1, 2], &[]), vec![of(2), of(1)]).await;
    assert_eq!((seen.len(), events.len(), asked.len()), (0, 0, 8), "{asked:?}");
    assert!(asked[1..].iter().all(|target| target.starts_with("/v1/digest?day=")));
}

#[tokio::test(start_paused = true)]
async fn a_device_the_hub_does_not_accept_is_told_to_a_person_and_so_is_its_return() {
    let (asked, mut refusals) = (Arc::default(), 2);
    let mut days = hub(vec![], &asked);
    let answer = move |target: &str| {
        if target.starts_with("/v1/digest") && refusals > 0 {
            refusals -= 1;
            return refuse(401, Refusal::UnknownDevice, WALL);
        }
        days(target)
    };
    let running = Running::start_asked(queued(&[]), |_, batch| accept(batch), answer);
    running.pass(3 * 3600).await;
    let (_, _, events) = running.stop().await;
    let shut_out = Event::EnrolAgain(Refusal::UnknownDevice);
    assert_eq!(
        events,
        [Event::Online, shut_out.clone(), shut_out, Event::Online, Event::Compared { days: 7, failed: 0 }]
    );
}

#[tokio::test(start_paused = true)]
async fn what_the_hub_lost_is_sent_again_as_it_was() {
    let (outbox, seen, events, _) = night(house(&[1, 2, 3], &[]), vec![of(2)]).await;
    assert_eq!(seen.iter().map(|seen| seen.notices.clone()).collect::<Vec<_>>(), [vec![1, 3]]);
    assert_eq!(events, [Event::Reconciled { day: vn_day(yesterday()), pushed: 2, taken: 0 }]);
    assert_eq!(outbox.states()[0], settled_yesterday(1), "the first receipt stays");
    assert_eq!(outbox.items()[0].beside.len(), 1, "and the new one is kept");
}

#[tokio::test(start_paused = true)]
async fn what_has_a_receipt_of_another_day_since_is_not_sent_once_more() {
    let asked = Arc::default();
    // It was restored without the notice, and holds it again from the day of its new receipt on.
    let restored = hub_of(vn_day(Timestamp::from_second(WALL).unwrap()), vec![of(1)], &asked);
    let running = Running::start_asked(house(&[1], &[]), |_, batch| accept_now(batch), restored);
    running.pass(15 * 60).await;
    assert_eq!(running.seen.lock().unwrap().len(), 1);
    running.pass(26 * 3600).await;
    let (_, seen, events) = running.stop().await;
    assert_eq!(seen.len(), 1);
    assert_eq!(events.iter().filter(|event| matches!(event, Event::Reconciled { .. })).count(), 1);
    assert_eq!(
        events.iter().filter(|event| matches!(event, Event::Compared { .. })).count(),
        2,
        "a night came between"
    );
}

#[tokio::test(start_paused = true)]
async fn a_hub_that_asks_to_wait_is_left_alone_so_long_and_the_comparison_goes_on_there() {
    let times = Arc::<Mutex<Vec<(u64, String)>>>::default();
    let (asked, begun, count) = (Arc::default(), Instant::now(), Arc::clone(&times));
    let mut answer = hub(vec![of(1)], &asked);
    let running = Running::start_asked(
        house(&[1], &[]),
        |_, batch| accept(batch),
        move |target| {
            let mut times = count.lock().unwrap();
            times.push((begun.elapsed().as_secs(), target.to_owned()));
            if times.len() == 3 { busy(40) } else { answer(target) }
        },
    );
    running.pass(15 * 60).await;
    running.stop().await;
    let times = times.lock().unwrap();
    assert_eq!(times.len(), 9, "{times:?}");
    assert_eq!((times[3].0 - times[2].0, &times[3].1), (40, &times[2].1));
}

#[tokio::test(start_paused = true)]
async fn a_day_at_fault_holds_up_no_other_and_is_asked_about_again() {
    let (asked, faults) = (Arc::default(), Arc::<Mutex<u32>>::default());
    let mut answer = hub(vec![of(1)], &asked);
    let count = Arc::clone(&faults);
    let yesterday = format!("/v1/digest?day={}", vn_day(yesterday()));
    let running = Running::start_asked(
        house(&[1, 2], &[]),
        |_, batch| accept(batch),
        move |target| {
            if target == yesterday && *count.lock().unwrap() == 0 {
                *count.lock().unwrap() += 1;
                return Answer::Http { status: 500, retry_after: None, body: vec![] };
            }
            answer(target)
        },
    );
    running.pass(11 * 60).await;
    assert_eq!(asked.lock().unwrap().len(), 7);
    running.pass(15 * 60).await;
    let (_, _, events) = running.stop().await;
    let day = vn_day(self::yesterday());
    let repaired = Event::Reconciled { day, pushed: 1, taken: 0 };
    let compared = |days, failed| Event::Compared { days, failed };
    assert_eq!(events, [Event::Online, compared(6, 1), repaired, compared(7, 0)]);
}

#[tokio::test(start_paused = true)]
async fn what_is_queued_during_a_comparison_goes_out_at_once() {
    let asked = Arc::default();
    let mut answer = hub(vec![of(1)], &asked);
    let asks = move |target: &str| if target == "/v1/about" { about() } else { answer(target) };
    let slow = Duration::from_secs(15);
    let running = Running::start_greeted(house(&[1], &[]), |_, batch| accept(batch), asks, slow);
    // The comparison begins after ten minutes, and takes at least one and three quarters.
    running.pass(10 * 60 + 20).await;
    running.outbox.queue(2, 0);
    running.wake.notify_one();
    running.pass(1).await;
    assert_eq!(running.outbox.settled(), [1, 2]);
    assert!(asked.lock().unwrap().len() < 4, "it is under way");
    running.pass(3 * 60).await;
    let (_, seen, events) = running.stop().await;
    assert_eq!(seen.iter().map(|seen| seen.second).collect::<Vec<_>>(), [620]);
    assert_eq!(events.last(), Some(&Event::Compared { days: 7, failed: 0 }), "and it comes to its end");
}

#[tokio::test(start_paused = true)]
async fn a_receipt_the_house_does_not_hold_is_taken_over() {
    let (outbox, seen, events, _) = night(house(&[1], &[2]), vec![of(1), of(2)]).await;
    assert_eq!((seen.len(), &outbox.states()[1]), (0, &settled_yesterday(2)));
    let key = outbox.items()[1].entry.key;
    let day = vn_day(yesterday());
    assert_eq!(events, [Event::Settled(key), Event::Reconciled { day, pushed: 0, taken: 1 }]);
}

#[tokio::test(start_paused = true)]
async fn what_no_side_can_repair_is_told_to_a_person() {
    let other = held(Uuid::from_u128(1), Digest::of(b"other"));
    let (_, seen, events, _) = night(house(&[1], &[]), vec![other]).await;
    assert_eq!(seen.len(), 0, "other bytes are never sent over what is kept");
    assert_eq!(events, [Event::Differs { day: vn_day(yesterday()), left: 1 }]);
}

#[tokio::test(start_paused = true)]
async fn two_desks_of_one_house_do_not_differ() {
    let (_, seen, events, asked) = night(house(&[1], &[]), vec![of(1), of(9)]).await;
    assert_eq!((seen.len(), events), (0, vec![]));
    assert!(!asked.iter().any(|target| target.starts_with("/v1/notices/")), "nothing is asked of another's: {asked:?}");
}

#[tokio::test(start_paused = true)]
async fn a_question_that_got_lost_is_asked_once_more() {
    let (asked, times) = (Arc::default(), Arc::<Mutex<u32>>::default());
    let mut answer = hub(vec![of(1)], &asked);
    let count = Arc::clone(&times);
    let running = Running::start_asked(
        house(&[1], &[]),
        |_, batch| accept(batch),
        move |target| {
            *count.lock().unwrap() += 1;
            if *count.lock().unwrap() == 1 { Answer::Lost } else { answer(target) }
        },
    );
    running.pass(15 * 60).await;
    running.stop().await;
    assert_eq!((*times.lock().unwrap(), asked.lock().unwrap().len()), (9, 8));
}

#[tokio::test(start_paused = true)]
async fn a_hub_that_is_away_is_asked_again_a_quarter_of_an_hour_later() {
    let asked = Arc::<Mutex<Vec<_>>>::default();
    let times = Arc::clone(&asked);
    let running = Running::start_asked(
        house(&[1], &[]),
        |_, batch| accept(batch),
        move |target| {
            times.lock().unwrap().push(target.to_owned());
            Answer::NoConnection
        },
    );
    running.pass(9 * 60).await;
    assert_eq!(asked.lock().unwrap().len(), 0, "not before ten minutes, with the worst of dice");
    running.pass(2 * 60).await;
    assert_eq!(asked.lock().unwrap().len(), 1);
    running.pass(15 * 60).await;
    assert_eq!(asked.lock().unwrap().len(), 2);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn each_night_has_its_own() {
    let asked = Arc::default();
    let running = Running::start_asked(house(&[1], &[]), |_, batch| accept(batch), hub(vec![of(1)], &asked));
    running.pass(15 * 60).await;
    assert_eq!(asked.lock().unwrap().len(), 8);
    running.pass(24 * 3600 + 2 * 3600).await;
    assert_eq!(asked.lock().unwrap().len(), 16);
    running.stop().await;
}

/// The simulation's seed 1184: a courier that was cut off when a comparison was due asked the hub without a pause.
#[tokio::test(start_paused = true)]
async fn a_comparison_that_is_due_makes_no_outage_hasty() {
    let running = Running::start(queued(&[(1, 0)]), |_, _| Answer::NoConnection);
    running.pass(60 * 60).await;
    let (_, seen, _) = running.stop().await;
    assert!((100..150).contains(&seen.len()), "each half a minute, and not {} times in an hour", seen.len());
}
