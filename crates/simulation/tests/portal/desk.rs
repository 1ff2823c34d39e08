//! Sent at a reception, struck by a habit, and set right by the portal's own list. The portal takes the same record twice in
//! each: whoever sent one twice would be found in it twice.

use frontdesk::view::{CallName, PortalTrouble};
use jiff::ToSpan as _;
use paper::Why;
use simulation::portal::Habit;

use crate::house::{House, Sent, house, sent, today};

fn with(habit: Habit) -> House {
    let house = house(today());
    house.portal.always(Habit::Duplicates);
    house.portal.strike(habit, 1);
    house
}

fn uncertain() -> Sent {
    Sent { trouble: Some(PortalTrouble::Uncertain), ..sent(0) }
}

/// Everybody is at the portal, once, and the desk knows it: nothing more goes out.
fn is_right(house: &House, calls: &[CallName]) {
    assert_eq!(house.compare(), 0);
    assert_eq!((house.calls(), house.portal.taken().len()), (calls.to_vec(), 2));
    let before = house.portal.counts();
    assert_eq!(house.send(), sent(0));
    assert_eq!(house.portal.counts(), before);
}

#[test]
fn success_with_nothing_imported_is_found_by_the_list_and_sent_again_by_a_person() {
    let house = with(Habit::EmptySuccess);
    assert_eq!(house.send(), sent(2));
    assert_eq!(house.calls(), [CallName::Accepted; 2], "a yes is no receipt");
    assert_eq!(house.send(), Sent { left_out: vec![Why::SentToPortal; 2], ..sent(0) });
    assert_eq!((house.compare(), house.portal.counts().0), (1, 2));
    assert_eq!(house.calls(), [CallName::Accepted, CallName::Listed], "a list may be older than the call");
    house.finds_nobody();
    assert_eq!(house.send(), Sent { left_out: vec![Why::NotInList], ..sent(0) });
    assert_eq!(house.send_all(), sent(1));
    is_right(&house, &[CallName::Missing, CallName::Listed, CallName::Listed]);
}

#[test]
fn a_record_whose_answer_never_comes_is_not_sent_again() {
    let house = with(Habit::NeverAnswers);
    assert_eq!(house.send(), uncertain(), "and the next one waits");
    assert_eq!(house.send(), Sent { left_out: vec![Why::SentToPortal], ..sent(1) });
    assert_eq!(house.calls(), [CallName::Uncertain, CallName::Accepted]);
    is_right(&house, &[CallName::Listed; 2]);
    assert_eq!(house.portal.counts().0, 2);
}

#[test]
fn a_failure_after_the_import_is_not_sent_again() {
    let house = with(Habit::Failure);
    assert_eq!((house.send(), house.send().accepted), (uncertain(), 1));
    is_right(&house, &[CallName::Listed; 2]);
}

#[test]
fn a_page_instead_of_an_answer_is_uncertain_until_a_person_has_looked() {
    let house = with(Habit::Page);
    assert_eq!((house.send(), house.send().accepted), (uncertain(), 1));
    assert_eq!(house.compare(), 1);
    house.finds_nobody();
    assert_eq!(house.send_all(), sent(1));
    is_right(&house, &[CallName::Missing, CallName::Listed, CallName::Listed]);
}

#[test]
fn a_token_refused_before_its_time_costs_nobody_a_thing() {
    let house = with(Habit::ShortToken);
    assert_eq!((house.send(), house.portal.counts()), (sent(2), (3, 2)));
    is_right(&house, &[CallName::Listed; 2]);
}

#[test]
fn what_the_portal_refuses_in_one_text_is_said_line_by_line_and_not_tried_for_ever() {
    // By its clock everybody came too long ago.
    let house = house(today().saturating_add(10.days()));
    house.portal.always(Habit::TwoDays);
    house.portal.always(Habit::JoinedErrors);
    assert_eq!(house.send(), Sent { refused: 2, ..sent(0) });
    assert_eq!(house.errors(), ["Ngày đến chỉ được là hôm nay hoặc hôm qua"]);
    assert_eq!(house.send(), Sent { left_out: vec![Why::RefusedByPortal; 2], ..sent(0) });
    assert_eq!((house.calls(), house.portal.counts().0), (vec![CallName::Refused; 2], 2));
}

#[test]
fn who_leaves_early_is_told_to_the_portal_that_has_them() {
    let house = with(Habit::ShortToken);
    assert_eq!(house.send(), sent(2));
    is_right(&house, &[CallName::Listed; 2]);
    house.leaves("Nguyễn Văn An");
    assert_eq!(house.send(), sent(1));
    assert_eq!(house.portal.taken()[0].until, today());
    is_right(&house, &[CallName::Listed; 3]);
}
