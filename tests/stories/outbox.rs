//! What becomes of a notice when the hub, the wire or the desk itself fails: nothing is lost, nothing is told twice, and
//! only the hub's own receipt ends it. The moments are held by a proxy between desk and hub.

use serde_json::Value;
use store::EntryState;
use stories::clerk::Clerk;
use stories::desk::{Desk, Face};
use stories::http::Message;
use stories::proxy::Rule;
use wire::{BatchReply, Receipt, RecordVerdict, SecretKey, SignedReceipt, Verdict};

use crate::books::{Counts, DeskBooks, hub_books, hub_keys};

/// A reception at which a clerk sits.
fn reception() -> Desk {
    let desk = Desk::open(Face::Reception);
    Clerk::sit_down(&desk);
    desk
}

fn check_in(desk: &Desk, who: &str, room: &str) {
    let clerk = Clerk::of(desk);
    clerk.jump_to(room);
    clerk.scan(who);
    clerk.save();
}

/// The states of the desk's entries, the oldest first.
fn states(desk: &Desk) -> Vec<EntryState> {
    let told = DeskBooks::open(&desk.data()).told();
    told.iter().rev().map(|told| told.entry.state).collect()
}

/// The receipts in the hub's ledger.
fn given(desk: &Desk) -> Vec<SignedReceipt> {
    hub_books(&desk.hub).into_iter().map(|kept| kept.receipt).collect()
}

/// Both sides hold the same `count` notices, each once, each with the hub's true receipt.
fn agree(desk: &Desk, count: u64) {
    let books = DeskBooks::open(&desk.data());
    let entries = usize::try_from(count).expect("a story has few guests");
    let all = Counts { guests: count, stays: count, notices: count, entries, receipts: count };
    assert_eq!(books.counts(), all);
    let (given, keys) = (given(desk), hub_keys(&desk.hub));
    assert_eq!(given.len(), entries, "each notice stands once in the ledger");
    for told in books.told() {
        assert_eq!(told.entry.state, EntryState::Settled);
        assert!(given.contains(&told.signed()), "the desk holds the receipt that the hub gave");
        wire::verify(&told.signed(), &keys).expect("the hub's own key signed it");
    }
}

#[test]
fn without_the_hub_check_in_goes_on_and_receipts_come_by_themselves() {
    let mut desk = reception();
    desk.hub.kill();
    desk.proxy.set(Rule::Away);
    check_in(&desk, "an", "101");
    let clerk = Clerk::of(&desk);
    clerk.app().wait_for_text("[data-sync='offline']", "Mất mạng, vẫn nhận phòng được");
    check_in(&desk, "binh", "102");
    for room in ["101", "102"] {
        clerk.wait_notice(room, "waiting");
    }
    clerk.app().wait_for_text("[data-sync='offline']", "2 thông báo chờ gửi");
    assert_eq!(clerk.app().count("[data-do^='radar:']"), 2);
    assert_eq!(DeskBooks::open(&desk.data()).counts().receipts, 0);

    desk.restart_hub();
    desk.proxy.set(Rule::Pass);
    let clerk = Clerk::of(&desk);
    clerk.wait_notice("101", "done");
    clerk.wait_notice("102", "done");
    clerk.app().wait_gone("[data-do^='radar:']");
    agree(&desk, 2);
}

#[test]
fn killed_while_one_is_being_sent_and_one_is_ready() {
    let mut desk = reception();
    desk.proxy.set(Rule::HoldRequests);
    check_in(&desk, "an", "101");
    desk.proxy.wait_stopped();
    check_in(&desk, "binh", "102");
    desk.app.kill();
    assert_eq!(states(&desk), [EntryState::Sending, EntryState::Ready]);
    assert_eq!(given(&desk), []);

    desk.proxy.set(Rule::Cut);
    desk.proxy.set(Rule::Pass);
    desk.app.start_again();
    let clerk = Clerk::sit_down(&desk);
    clerk.wait_notice("101", "done");
    clerk.wait_notice("102", "done");
    agree(&desk, 2);
}

#[test]
fn killed_while_the_hub_is_away() {
    let mut desk = reception();
    desk.proxy.set(Rule::Away);
    check_in(&desk, "an", "101");
    let clerk = Clerk::of(&desk);
    clerk.app().wait_for("[data-sync='offline']");
    clerk.wait_notice("101", "waiting");
    desk.app.kill();
    // The courier may just have been trying: then nobody knows, and it is asked for again all the same.
    assert!([EntryState::Ready, EntryState::Sending].contains(&states(&desk)[0]));
    desk.proxy.set(Rule::Pass);
    desk.app.start_again();
    Clerk::sit_down(&desk).wait_notice("101", "done");
    agree(&desk, 1);
}

#[test]
fn killed_while_sending_and_the_request_arrives_late() {
    let mut desk = reception();
    desk.proxy.set(Rule::HoldRequests);
    check_in(&desk, "an", "101");
    desk.proxy.wait_stopped();
    desk.app.kill();
    assert_eq!((states(&desk), given(&desk).len()), (vec![EntryState::Sending], 0));

    // What was held goes on to the hub though nobody waits for its answer; the desk asks again.
    desk.proxy.set(Rule::Pass);
    desk.app.start_again();
    Clerk::sit_down(&desk).wait_notice("101", "done");
    agree(&desk, 1);
}

#[test]
fn killed_when_the_hub_has_it_and_the_desk_does_not_know() {
    let mut desk = reception();
    desk.proxy.set(Rule::HoldAnswers);
    check_in(&desk, "an", "101");
    desk.proxy.wait_stopped();
    let first = given(&desk);
    desk.app.kill();
    assert_eq!((states(&desk), first.len()), (vec![EntryState::Sending], 1));

    desk.proxy.set(Rule::Cut);
    desk.proxy.set(Rule::Pass);
    desk.app.start_again();
    Clerk::sit_down(&desk).wait_notice("101", "done");
    agree(&desk, 1);
    assert_eq!(given(&desk), first, "the receipt of the first time, not another");
}

#[test]
fn killed_when_the_answer_was_lost() {
    let mut desk = reception();
    desk.proxy.set(Rule::HoldAnswers);
    check_in(&desk, "an", "101");
    desk.proxy.wait_stopped();
    let first = given(&desk);
    desk.proxy.set(Rule::Cut);
    Clerk::of(&desk).wait_notice("101", "unverified");
    desk.app.kill();
    assert_eq!((states(&desk), first.len()), (vec![EntryState::Unverified], 1));

    desk.proxy.set(Rule::Pass);
    desk.app.start_again();
    Clerk::sit_down(&desk).wait_notice("101", "done");
    agree(&desk, 1);
    assert_eq!(given(&desk), first);
}

#[test]
fn killed_when_all_is_settled() {
    let mut desk = reception();
    check_in(&desk, "an", "101");
    Clerk::of(&desk).wait_notice("101", "done");
    desk.app.kill();
    assert_eq!(states(&desk), [EntryState::Settled]);
    let attempts = |desk: &Desk| DeskBooks::open(&desk.data()).told()[0].entry.attempts;
    let before = attempts(&desk);

    desk.app.start_again();
    Clerk::sit_down(&desk).wait_notice("101", "done");
    check_in(&desk, "binh", "102");
    Clerk::of(&desk).wait_notice("102", "done");
    agree(&desk, 2);
    assert_eq!(DeskBooks::open(&desk.data()).told()[1].entry.attempts, before, "what is settled is not sent again");
}

#[test]
fn a_refused_notice_waits_for_a_person_also_after_a_kill() {
    let mut desk = reception();
    desk.proxy.set(Rule::ChangeAnswers(refuse));
    check_in(&desk, "an", "101");
    Clerk::of(&desk).wait_notice("101", "refused");
    desk.app.kill();
    assert_eq!(states(&desk), [EntryState::Rejected]);

    desk.proxy.set(Rule::Pass);
    desk.app.start_again();
    let clerk = Clerk::sit_down(&desk);
    check_in(&desk, "binh", "102");
    clerk.wait_notice("102", "done");
    clerk.wait_notice("101", "refused");
    clerk.function(12);
    clerk.app().wait_for_text("[data-panel='outbox'] td", "Họ tên trống hoặc có ký tự lạ.");
    clerk.app().click("[data-do^='resend:']");
    clerk.app().wait_gone("[data-panel='outbox'] [data-notice='refused']");
    clerk.wait_notice("101", "done");
    agree(&desk, 2);
}

#[test]
fn the_hub_dies_before_it_has_read_the_request() {
    let mut desk = reception();
    desk.proxy.set(Rule::HoldRequests);
    check_in(&desk, "an", "101");
    desk.proxy.wait_stopped();
    desk.restart_hub();
    assert_eq!(given(&desk), []);
    desk.proxy.set(Rule::Pass);
    Clerk::of(&desk).wait_notice("101", "done");
    agree(&desk, 1);
}

#[test]
fn the_hub_dies_between_commit_and_answer() {
    let mut desk = reception();
    desk.proxy.set(Rule::HoldAnswers);
    check_in(&desk, "an", "101");
    desk.proxy.wait_stopped();
    let first = given(&desk);
    assert_eq!(first.len(), 1);
    desk.restart_hub();
    desk.proxy.set(Rule::Cut);
    desk.proxy.set(Rule::Pass);
    Clerk::of(&desk).wait_notice("101", "done");
    agree(&desk, 1);
    assert_eq!(given(&desk), first, "one row, and the receipt of the first time");
}

#[test]
fn a_changed_request_is_refused_and_sent_again() {
    let desk = reception();
    desk.proxy.set(Rule::ChangeRequests(flip));
    check_in(&desk, "an", "101");
    let clerk = Clerk::of(&desk);
    clerk.wait_notice("101", "unverified");
    clerk.app().wait_for("[data-sync='offline']");
    assert_eq!((given(&desk), states(&desk)), (vec![], vec![EntryState::Unverified]));
    desk.proxy.set(Rule::Pass);
    clerk.wait_notice("101", "done");
    agree(&desk, 1);
}

#[test]
fn a_forged_receipt_settles_nothing() {
    for forge in [of_a_stranger, of_a_stranger_in_the_hubs_name, of_another_notice] {
        let desk = reception();
        desk.proxy.set(Rule::ChangeAnswers(forge));
        check_in(&desk, "an", "101");
        desk.proxy.wait_stopped();
        let clerk = Clerk::of(&desk);
        clerk.wait_notice("101", "unverified");
        let told = DeskBooks::open(&desk.data()).told();
        assert_eq!((told[0].entry.state, told[0].receipt.is_some()), (EntryState::Unverified, false));
        desk.proxy.set(Rule::Pass);
        clerk.wait_notice("101", "done");
        agree(&desk, 1);
    }
}

/// Changes one letter of the payload.
fn flip(request: &Message) -> Message {
    let mut body: Value = serde_json::from_slice(&request.body).expect("a batch is JSON");
    let payload = &mut body["records"][0]["payload"];
    let text = payload.as_str().expect("a payload is text");
    let changed = if text.starts_with('A') { "B" } else { "A" };
    *payload = format!("{changed}{}", text.get(1..).unwrap_or_default()).into();
    request.with_body(body.to_string().into_bytes())
}

/// Puts another verdict into the hub's answer to a batch, with totals that add up; its other answers stay as they are.
fn judged(answer: &Message, verdict: impl Fn(Verdict) -> Verdict) -> Message {
    let Ok(reply) = serde_json::from_slice::<BatchReply>(&answer.body) else { return answer.clone() };
    let verdicts = reply.verdicts.into_iter();
    let verdicts = verdicts.map(|said| RecordVerdict { verdict: verdict(said.verdict), ..said }).collect();
    let reply = BatchReply::of(verdicts, reply.server_time);
    answer.with_body(serde_json::to_vec(&reply).expect("verdicts can be written"))
}

fn refuse(answer: &Message) -> Message {
    judged(answer, |_| Verdict::Rejected { code: wire::Refusal::BadName })
}

/// Puts another receipt into the hub's answer.
fn forged(answer: &Message, forge: fn(Receipt, SignedReceipt, &SecretKey) -> SignedReceipt) -> Message {
    let stranger = SecretKey::from_seed(&[7; 32]);
    judged(answer, |verdict| match verdict {
        Verdict::Accepted { receipt: signed } | Verdict::Duplicate { receipt: signed } => {
            let receipt = serde_json::from_slice(&signed.body).expect("a receipt is JSON");
            Verdict::Accepted { receipt: forge(receipt, signed, &stranger) }
        }
        other => other,
    })
}

/// The receipt of another hub.
fn of_a_stranger(answer: &Message) -> Message {
    forged(answer, |receipt, _, stranger| {
        let receipt = Receipt { key_id: stranger.public().id(), ..receipt };
        wire::sign(&receipt, stranger).expect("a receipt can be signed")
    })
}

/// The hub's own words and key, with a stranger's signature.
fn of_a_stranger_in_the_hubs_name(answer: &Message) -> Message {
    forged(answer, |_, signed, stranger| SignedReceipt { signature: stranger.sign(&signed.body).to_vec(), ..signed })
}

/// The hub's own receipt with another notice written into it.
fn of_another_notice(answer: &Message) -> Message {
    forged(answer, |receipt, signed, _| {
        let receipt = Receipt { revision: receipt.revision + 1, ..receipt };
        SignedReceipt { body: serde_json::to_vec(&receipt).expect("a receipt can be written"), ..signed }
    })
}
