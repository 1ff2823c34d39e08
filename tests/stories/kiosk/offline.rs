//! The hub cannot be reached: the kiosk goes on.

use store::EntryState;
use stories::proxy::Rule;
use stories::wait::until;

use super::Kiosk;
use crate::books::hub_books;

#[test]
fn without_a_network_visits_go_on_and_their_notices_follow() {
    let kiosk = Kiosk::open();
    kiosk.desk.proxy.set(Rule::Cut);
    for (name, department) in [("an", "Khoa Nội"), ("binh", "Khoa Sản")] {
        kiosk.begin("patient");
        kiosk.desk.show(name);
        kiosk.read_card(name);
        kiosk.stay_as_patient(department, "1");
        kiosk.wait_for("[data-done='saved']");
        let told = kiosk.books().told().remove(0);
        let deadline = duty::vn_civil(told.entry.queued.deadline.unwrap()).strftime("%H:%M");
        assert_eq!(kiosk.text(".state"), format!("Đã lưu, sẽ gửi khi có mạng (hạn {deadline})"));
        kiosk.picture(&format!("offline-{name}"));
        kiosk.finish();
    }
    assert_eq!(hub_books(&kiosk.desk.hub).len(), 0);
    let books = kiosk.books();
    assert!(books.told().iter().all(|told| told.entry.state != EntryState::Settled && told.receipt.is_none()));

    kiosk.desk.proxy.set(Rule::Pass);
    until("both receipts", || (books.counts().receipts == 2).then_some(()));
    let mut kept: Vec<_> =
        hub_books(&kiosk.desk.hub).into_iter().map(|kept| kept.payload.person.name.expose().clone()).collect();
    kept.sort();
    assert_eq!(kept, ["Nguyễn Văn An", "Trần Thị Bình"], "each once");
}
