//! The national portal's API at the reception: set, two sent, one answer lost, and set right by the portal's own list.

use std::fs;

use jiff::Timestamp;
use simulation::portal::{Habit, PASSWORD, PATHS, Portal, USER};
use stories::clerk::Clerk;
use stories::desk::{Desk, Face};

#[test]
fn a_lost_answer_is_not_sent_again_and_the_portals_list_sets_the_marks_right() {
    let portal = Portal::open(duty::vn_date(Timestamp::now())).expect("a port");
    portal.always(Habit::Duplicates);
    portal.strike(Habit::NeverAnswers, 1);
    let desk = Desk::open(Face::Reception);
    let clerk = Clerk::sit_down(&desk);
    for (room, who) in [("101", "an"), ("102", "binh")] {
        clerk.jump_to(room);
        clerk.scan(who);
        clerk.save();
        clerk.wait_notice(room, "done");
    }
    let app = clerk.app();
    clerk.export();
    app.wait_for("[data-portal='off']");
    assert_eq!(app.count("[data-do='portalSend']"), 0, "it is delivered switched off");
    set(&clerk, &portal);

    app.click("[data-do='portalSend']");
    app.wait_for("[data-state='uncertain']");
    app.click("[data-do='portalSend']:not([aria-disabled])");
    app.wait_for("[data-state='accepted']");
    app.wait_for("[data-left-out='sentToPortal']");
    assert_eq!((portal.counts().0, portal.taken().len()), (2, 2), "each of them once");

    let list = desk.logs().join("list.xlsx");
    fs::write(&list, portal.list().expect("a list")).expect("a file");
    app.upload("[data-field='portalList']", &list);
    app.click("[data-do='portalList']");
    app.wait_for("[data-reconciled='0']");
    app.wait_gone("[data-state='uncertain'], [data-state='accepted']");
    assert_eq!(app.count("[data-state='listed']"), 2);
    app.click("[data-do='portalSend']:not([aria-disabled])");
    app.wait_gone("[data-left-out='sentToPortal']");
    assert_eq!(portal.counts().0, 2, "the portal has both");
}

/// Types what the operator would have given the house.
fn set(clerk: &Clerk<'_>, portal: &Portal) {
    let app = clerk.app();
    app.click("[data-do='portalOpen']");
    app.click("[data-field='portal:on']");
    let [token, citizens, foreigners, departures] = PATHS;
    let fields = [
        ("base", portal.url()),
        ("tokenPath", token.to_owned()),
        ("citizenPath", citizens.to_owned()),
        ("foreignerPath", foreigners.to_owned()),
        ("departurePath", departures.to_owned()),
        ("user", USER.to_owned()),
        ("password", PASSWORD.to_owned()),
        ("seconds", "1".to_owned()),
    ];
    for (field, text) in fields {
        clerk.fill(&format!("portal:{field}"), &text);
    }
    app.click("[data-do='portalSettings']");
    app.wait_for("[data-portal='on']");
    app.wait_gone("[data-field='portal:password']");
}
