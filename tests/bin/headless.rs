//! `headless DIR`: goes the main path by itself, from a card to a receipt, and writes a picture of each screen into DIR.

#![expect(clippy::print_stdout, clippy::expect_used, reason = "a tool that says what it does and stops when it cannot")]

use std::path::{Path, PathBuf};
use std::process::Command;

use stories::desk::{Desk, Face};

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

/// R1 and R2: the same card's QR at a guesthouse's desk.
fn reception(pictures: &Pictures) {
    let desk = Desk::open(Face::Reception);
    let app = &desk.app;
    app.wait_for("[data-at='plan']");
    pictures.take(app, "r1-rooms");
    desk.show("an");
    app.wait_for("[data-at='draft']");
    app.choose("[data-field='room']", "101");
    pictures.take(app, "r2-check-in");
    desk.hide();
    app.click("[data-do='checkIn']");
    app.wait_for("[data-room='101'] [data-notice='done']");
    pictures.take(app, "r1-receipt");
    app.click("[data-room='101']");
    app.wait_for("[data-at='room']");
    pictures.take(app, "r3-room");
    app.click("[data-do='close:room']");
    app.click("[data-do='outbox']");
    app.wait_for("[data-at='outbox']");
    pictures.take(app, "r10-notices");
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
