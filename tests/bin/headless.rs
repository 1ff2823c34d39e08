//! `headless DIR`: goes the main path by itself, from a card to a receipt, and writes a picture of each screen into DIR.

#![expect(clippy::print_stdout, clippy::expect_used, reason = "a tool that says what it does and stops when it cannot")]

use std::path::{Path, PathBuf};
use std::process::Command;

use stories::clerk::{Clerk, ENTER, ESCAPE};
use stories::desk::{Desk, Face};
use stories::proxy::Rule;

fn main() {
    let folder = PathBuf::from(std::env::args_os().nth(1).expect("headless wants a folder for the pictures"));
    kiosk(&Pictures { folder: folder.clone() });
    reception(&Pictures { folder });
}

/// K0 to K6: a patient with a card.
fn kiosk(pictures: &Pictures) {
    let desk = Desk::open(Face::Kiosk);
    let app = &desk.app;
    let screen = |at: &str| app.wait_for(&format!("[data-at='{at}']"));
    screen("welcome");
    pictures.take(app, "k0-welcome");
    app.click("[data-do='start']");
    screen("role");
    pictures.take(app, "k1-role");
    app.click("[data-do='role:patient']");
    screen("read");
    pictures.take(app, "k2-show-qr");
    desk.show("an");
    app.wait_for_text("h1", "Đặt thẻ");
    pictures.take(app, "k2-lay-card");
    desk.lay("an");
    app.wait_for_text("h1", "Nhấc thẻ");
    pictures.take(app, "k2-lift-card");
    desk.hide();
    desk.card.lift();
    screen("confirm");
    pictures.take(app, "k3-confirm");
    app.click("[data-do='confirm:yes']");
    screen("department");
    pictures.take(app, "k4-department");
    app.click("[data-do='dept:Khoa Nội']");
    screen("nights");
    pictures.take(app, "k5-nights");
    app.click("[data-do='nights:1']");
    app.wait_for("[data-at='done'] [data-done='sent']");
    pictures.take(app, "k6-done");
}

/// R1 to R14: a card, a foreigner, the devices, a guest who leaves, and an evening without the hub.
fn reception(pictures: &Pictures) {
    let desk = Desk::open(Face::Reception);
    guest_with_card(&desk, pictures);
    foreigner(&desk, pictures);
    lists(&desk, pictures);
    devices(&desk, pictures);
    leaving(&desk, pictures);
    desk.proxy.set(Rule::Away);
    without_hub(&desk, pictures);
    desk.proxy.set(Rule::Pass);
    Clerk::of(&desk).wait_notice("203", "done");
}

fn guest_with_card(desk: &Desk, pictures: &Pictures) {
    let clerk = Clerk::sit_down(desk);
    pictures.take(clerk.app(), "r1-plan");
    clerk.jump_to("101");
    desk.lay("an");
    desk.show("an");
    clerk.app().wait_for(".name [data-source='qr']");
    pictures.take(clerk.app(), "r2-qr-seen");
    clerk.read_chip();
    pictures.take(clerk.app(), "r2-chip-read");
    desk.hide();
    desk.card.lift();
    clerk.app().press(ENTER);
    clerk.app().wait_gone("[data-panel='draft']");
    clerk.wait_notice("101", "done");
    pictures.take(clerk.app(), "r1-receipt");
    clerk.app().press(ENTER);
    clerk.app().wait_for("[data-panel='room']");
    pictures.take(clerk.app(), "r3-room");
    clerk.app().press(ESCAPE);
}

fn foreigner(desk: &Desk, pictures: &Pictures) {
    let clerk = Clerk::of(desk);
    clerk.jump_to("201");
    clerk.function(2);
    clerk.type_foreigner(&[("number", "C01234567"), ("name", "John Smith"), ("nationality", "USA")]);
    clerk.app().press(ENTER);
    clerk.app().wait_for("[data-finding='missing']");
    pictures.take(clerk.app(), "r2-foreigner-missing");
    clerk.fill("birth", "12/3/1985");
    clerk.save();
    clerk.wait_notice("201", "done");
}

fn lists(desk: &Desk, pictures: &Pictures) {
    let clerk = Clerk::of(desk);
    clerk.function(12);
    clerk.app().wait_for("[data-panel='outbox']");
    pictures.take(clerk.app(), "r10-notices");
    clerk.function(3);
    clerk.app().wait_for("[data-field='find']:focus");
    clerk.app().keys("nguyen van");
    clerk.app().wait_for_text("[data-panel='find'] li", "Nguyễn Văn An");
    pictures.take(clerk.app(), "r8-find");
    clerk.function(1);
    clerk.app().wait_for("[data-panel='keys']");
    pictures.take(clerk.app(), "f1-keys");
    clerk.app().press(ESCAPE);
}

fn devices(desk: &Desk, pictures: &Pictures) {
    let clerk = Clerk::of(desk);
    clerk.try_devices();
    desk.lay("an");
    desk.show("an");
    clerk.app().wait_for("[data-panel='trial'] [data-card='contactless']");
    clerk.app().wait_for("[data-panel='trial'] [data-read='citizenCard']");
    pictures.take(clerk.app(), "r14-devices");
    desk.hide();
    desk.card.lift();
    clerk.app().wait_gone("[data-panel='trial'] [data-card='contactless']");
    clerk.app().press(ESCAPE);
}

fn leaving(desk: &Desk, pictures: &Pictures) {
    let clerk = Clerk::of(desk);
    clerk.jump_to("101");
    clerk.function(8);
    clerk.app().wait_for("[data-do='checkOut']:focus");
    pictures.take(clerk.app(), "r7-leave");
    clerk.app().press(ENTER);
    clerk.app().wait_for("[data-do='roomReady']:focus");
    clerk.app().press(ESCAPE);
    pictures.take(clerk.app(), "r1-to-clean");
}

fn without_hub(desk: &Desk, pictures: &Pictures) {
    let clerk = Clerk::of(desk);
    clerk.jump_to("203");
    clerk.scan("binh");
    clerk.save();
    clerk.app().wait_for("[data-sync='offline']");
    clerk.app().wait_for("[data-do='radar:203']");
    pictures.take(clerk.app(), "r1-offline");
    clerk.function(12);
    clerk.app().wait_for("[data-panel='outbox']");
    pictures.take(clerk.app(), "r10-offline");
    clerk.app().press(ESCAPE);
}

struct Pictures {
    folder: PathBuf,
}

impl Pictures {
    fn take(&self, app: &stories::webdriver::Driver, name: &str) {
        let file = self.folder.join(format!("{name}.png"));
        app.screenshot_to(&file);
        let colours = colours(&file);
        assert!(colours > 8, "{} is blank ({colours} colours)", file.display());
        println!("{}", file.display());
    }
}

/// How many colours a picture has: some versions of the web view draw nothing under a virtual screen.
fn colours(file: &Path) -> u64 {
    let output = Command::new("identify").args(["-format", "%k"]).arg(file).output().expect("imagemagick is installed");
    String::from_utf8_lossy(&output.stdout).trim().parse().unwrap_or(0)
}
