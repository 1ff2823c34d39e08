//! A reception with guests, as its page would use it, and a portal beside it.

use std::fs;

use frontdesk::view::{
    CallName, CheckInForm, EntryForm, KioskView, PortalForm, PortalListAsk, PortalTrouble, ReceptionAct, ReceptionDone,
    ReceptionView, StayKindName, TypedFacts,
};
use frontdesk::{Desk, Face, Screen, Setup};
use jiff::{Timestamp, civil::Date};
use paper::Why;
use private::Private;
use simulation::portal::{PASSWORD, PATHS, Portal, USER};
use store::{Device, Key, Store};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use uuid::Uuid;

const KEY: [u8; 32] = [9; 32];
const HOUSE: &str = r#"
    name = "Nhà nghỉ Hoa Sen"
    address = "Số 3, Tràng Thi, Hoàn Kiếm, Hà Nội"
    kind = "guesthouse"
    [[floors]]
    number = 1
    rooms = [{ name = "101", beds = 9 }]
"#;

/// Nobody looks at it.
struct Dark;

impl Screen for Dark {
    fn kiosk(&self, _: &KioskView) {}
    fn reception(&self, _: &ReceptionView) {}
}

pub struct House {
    pub portal: Portal,
    desk: Desk,
    page: Runtime,
    _data: TempDir,
}

/// What came of an errand.
#[derive(Debug, PartialEq, Eq)]
pub struct Sent {
    pub accepted: u32,
    pub refused: u32,
    pub trouble: Option<PortalTrouble>,
    pub left_out: Vec<Why>,
}

pub fn sent(accepted: u32) -> Sent {
    Sent { accepted, refused: 0, trouble: None, left_out: Vec::new() }
}

pub fn today() -> Date {
    duty::vn_date(Timestamp::now())
}

/// A house whose portal goes by this day, with An and Bình in it.
pub fn house(portals_day: Date) -> House {
    let data = tempfile::tempdir().unwrap();
    enrol(&data);
    let house = data.path().join("house.toml");
    fs::write(&house, HOUSE).unwrap();
    let none = || Some("none".to_owned());
    let setup = Setup {
        house: Some(house),
        camera: none(),
        reader: none(),
        scanner: none(),
        ..Setup::new(Face::Reception, data.path().to_owned(), KEY)
    };
    let (portal, desk) = (Portal::open(portals_day).unwrap(), Desk::open(setup, Dark).unwrap());
    let house = House { portal, desk, page: Runtime::new().unwrap(), _data: data };
    house.set();
    house.arrives("001099000123", "Nguyễn Văn An", "Nam");
    house.arrives("001199000456", "Trần Thị Bình", "Nữ");
    house
}

/// A hub that is away does not keep anybody from telling the portal.
fn enrol(data: &TempDir) {
    let store = Store::open(&data.path().join("luutru.db"), &Key::from_bytes(KEY), Timestamp::now()).unwrap();
    let device = Device {
        hub_url: "http://127.0.0.1:9".to_owned(),
        facility: Uuid::from_u128(1),
        id: Uuid::from_u128(2),
        signing_key: Private::new([7; 32]),
    };
    store.write(|write| write.device().enrol(&device, Timestamp::UNIX_EPOCH)).unwrap();
}

impl Drop for House {
    fn drop(&mut self) {
        self.desk.close();
    }
}

impl House {
    fn set(&self) {
        let [token_path, citizen_path, foreigner_path, departure_path] = PATHS.map(str::to_owned);
        let (base, user, password) = (self.portal.url(), USER.to_owned(), PASSWORD.to_owned());
        let form = PortalForm {
            on: true,
            base,
            token_path,
            citizen_path,
            foreigner_path,
            departure_path,
            user,
            password,
            seconds: 1,
        };
        self.act(ReceptionAct::PortalSettings(form));
    }

    fn arrives(&self, number: &str, name: &str, sex: &str) {
        self.act(ReceptionAct::OpenDraft(None));
        let view = self.view();
        let facts = TypedFacts {
            paper: "1".to_owned(),
            number: number.to_owned(),
            name: name.to_owned(),
            birth: "15/05/1999".to_owned(),
            sex: sex.to_owned(),
            nationality: "VNM".to_owned(),
            address: "Số 1, Đội Cấn, Ba Đình, Hà Nội".to_owned(),
            expiry: String::new(),
            residence: String::new(),
        };
        let form = CheckInForm {
            draft: view.draft.unwrap().id,
            facts,
            room: view.floors[0].rooms[0].id.clone(),
            kind: StayKindName::Overnight,
            nights: 2,
            reason: 1,
            reason_text: String::new(),
            entry: EntryForm::default(),
            confirmed: true,
        };
        assert!(matches!(self.act(ReceptionAct::CheckIn(Box::new(form))), ReceptionDone::CheckedIn { .. }));
    }

    pub fn leaves(&self, name: &str) {
        let view = self.view();
        let person = view.floors[0].rooms[0].people.iter().find(|person| person.name == name).unwrap();
        self.act(ReceptionAct::CheckOut(person.stay.clone()));
    }

    pub fn send(&self) -> Sent {
        self.errand(Vec::new()).0
    }

    /// Sends whom an errand leaves out too, as a person decides.
    pub fn send_all(&self) -> Sent {
        let (_, left_out) = self.errand(Vec::new());
        self.errand(left_out).0
    }

    fn errand(&self, again: Vec<String>) -> (Sent, Vec<String>) {
        match self.act(ReceptionAct::PortalSend(again)) {
            ReceptionDone::PortalSent { accepted, refused, trouble, left_out } => {
                let notices = left_out.iter().filter_map(|line| line.notice.clone()).collect();
                let left_out = left_out.iter().map(|line| line.why).collect();
                (Sent { accepted, refused, trouble, left_out }, notices)
            }
            _ => panic!("not sent"),
        }
    }

    /// A person looks at the portal for whatever is not in its list, and does not find it there.
    pub fn finds_nobody(&self) {
        let calls = self.view().exports.portal.calls;
        for call in calls.into_iter().filter(|call| call.look) {
            self.act(ReceptionAct::PortalLooked { call: call.id, there: false });
        }
    }

    /// Takes in the list that the portal gives now; how many lines of it differ.
    pub fn compare(&self) -> usize {
        let day = today().to_string();
        let ask = PortalListAsk { from: day.clone(), to: day, file: self.portal.list().unwrap() };
        match self.act(ReceptionAct::PortalList(ask)) {
            ReceptionDone::Reconciled { differences, .. } => differences.len(),
            _ => panic!("not compared"),
        }
    }

    /// What is known of each call, oldest first.
    pub fn calls(&self) -> Vec<CallName> {
        self.view().exports.portal.calls.iter().rev().map(|call| call.state).collect()
    }

    /// Why the portal refused the last call.
    pub fn errors(&self) -> Vec<String> {
        self.view().exports.portal.calls[0].errors.clone()
    }

    fn view(&self) -> ReceptionView {
        self.page.block_on(self.desk.reception_view()).ok().unwrap()
    }

    fn act(&self, act: ReceptionAct) -> ReceptionDone {
        self.page.block_on(self.desk.reception_act(act)).unwrap_or_else(|refused| panic!("{:?}", refused.code))
    }
}
