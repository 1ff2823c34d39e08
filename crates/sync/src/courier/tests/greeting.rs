//! The light is right before anything is sent, and stays so.

use super::*;

/// A hub that is there or not, and how often it was asked.
fn hub(there: &Arc<Mutex<bool>>, asked: &Arc<Mutex<u32>>) -> impl FnMut(&str) -> Answer + Send + 'static {
    let (there, asked) = (Arc::clone(there), Arc::clone(asked));
    move |target| {
        if target != "/v1/about" {
            return Answer::NoConnection;
        }
        *asked.lock().unwrap() += 1;
        if *there.lock().unwrap() { about() } else { Answer::NoConnection }
    }
}

#[tokio::test(start_paused = true)]
async fn a_desk_that_has_nothing_to_send_knows_whether_its_hub_is_there() {
    let (there, asked) = (Arc::new(Mutex::new(true)), Arc::default());
    let greeted = hub(&there, &asked);
    let running = Running::start_greeted(Memory::default(), |_, batch| accept(batch), greeted, Duration::ZERO);
    running.pass(1).await;
    assert_eq!(*running.events.lock().unwrap(), [Event::Online]);
    *there.lock().unwrap() = false;
    running.pass(5 * 60).await;
    *there.lock().unwrap() = true;
    running.pass(60).await;
    let (_, _, events) = running.stop().await;
    assert!(matches!(events[..], [Event::Online, Event::Offline { .. }, Event::Online]), "{events:?}");
    assert!(*asked.lock().unwrap() < 6, "it is not pestered");
}

#[tokio::test(start_paused = true)]
async fn what_is_sent_tells_it_too_and_nobody_asks_then() {
    let (there, asked) = (Arc::new(Mutex::new(true)), Arc::default());
    let greeted = hub(&there, &asked);
    let running = Running::start_greeted(queued(&[(1, 0)]), |_, batch| accept(batch), greeted, Duration::ZERO);
    running.pass(4 * 60).await;
    running.stop().await;
    assert_eq!(*asked.lock().unwrap(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_hub_that_was_met_just_now_is_not_asked_at_once() {
    let (there, asked) = (Arc::new(Mutex::new(true)), Arc::<Mutex<u32>>::default());
    let hub = ScriptedHub {
        begun: Instant::now(),
        script: Mutex::new(Box::new(|_, batch| accept(batch))),
        asked: Mutex::new(Box::new(hub(&there, &asked))),
        thinks: Duration::ZERO,
        seen: Arc::default(),
    };
    let ambient = Driven { wall: Arc::new(AtomicI64::new(WALL)), begun: Instant::now() };
    let membership =
        Membership { facility: Uuid::nil(), device: Uuid::nil(), name: String::new(), keys: vec![], links: vec![] };
    let (outbox, key) = (Arc::new(Memory::default()), SecretKey::from_seed(&[2; 32]));
    let courier = Courier::new(outbox, hub, ambient, membership, key, |_| {}).acquainted();
    let until = |seconds| tokio::time::sleep_until(Instant::now() + Duration::from_secs(seconds));
    let told = Arc::clone(&asked);
    courier
        .run(Arc::new(Notify::new()), async move {
            until(4 * 60).await;
            assert_eq!(*told.lock().unwrap(), 0);
            until(2 * 60).await;
        })
        .await;
    assert_eq!(*asked.lock().unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_device_that_is_not_accepted_is_not_online_because_the_hub_answers_anyone() {
    let (there, asked) = (Arc::new(Mutex::new(true)), Arc::default());
    let greeted = hub(&there, &asked);
    let refused = |_: usize, _: &Batch| refuse(401, Refusal::UnknownDevice, WALL);
    let running = Running::start_greeted(queued(&[(1, 0)]), refused, greeted, Duration::ZERO);
    running.pass(1).await;
    // Nothing is left to send: the entry waits for much later.
    running.outbox.items()[0].state = State::Ready(Timestamp::MAX);
    running.pass(20 * 60).await;
    let (_, _, events) = running.stop().await;
    assert!(*asked.lock().unwrap() > 2);
    assert!(events.iter().all(|event| matches!(event, Event::EnrolAgain(_) | Event::Compared { .. })), "{events:?}");
}
