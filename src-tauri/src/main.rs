//! The shell of luutru: a window, a few commands, one event, two pictures. It decides nothing.
#![expect(clippy::disallowed_methods, reason = "the shell is where the program meets the machine")]

mod args;
mod commands;
mod log;
mod picture;
mod shut;
mod vault;
mod window;

use std::process::ExitCode;

use clap::Parser as _;
use frontdesk::Desk;
use tauri::{AppHandle, Manager as _};

use crate::args::Args;
use crate::window::Page;

fn main() -> ExitCode {
    let args = Args::parse();
    let logged = log::start(&args.data);
    match logged.map_err(Failure::Log).and_then(|()| run(args)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            tracing::error!(%failure, "luutru cannot start");
            log::tell(&failure);
            ExitCode::FAILURE
        }
    }
}

/// Why the program cannot start. Each says what to do.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("Không ghi được nhật ký vào thư mục dữ liệu (--data): {0}")]
    Log(std::io::Error),
    #[error("Không mở được khóa của cơ sở dữ liệu: {0}")]
    Vault(#[from] vault::VaultError),
    #[error("Không mở được quầy: {0}")]
    Desk(#[from] frontdesk::DeskError),
    #[error(
        "Biến môi trường {} cho chương trình khác điều khiển cửa sổ này: bỏ biến ấy rồi chạy lại",
        window::AUTOMATION
    )]
    Driven,
    #[error("Không mở được cửa sổ: {0}")]
    Window(#[from] tauri::Error),
}

fn run(args: Args) -> Result<(), Failure> {
    // Stories drive the program for practice; nobody drives the one that is delivered.
    if window::is_driven() && cfg!(not(feature = "training")) {
        return Err(Failure::Driven);
    }
    let key = vault::open(&args.data)?;
    let face = args.face;
    let windowed = args.windowed;
    let setup = args.setup(key);
    let app = tauri::Builder::default()
        .invoke_handler(commands::handler())
        .register_asynchronous_uri_scheme_protocol("picture", picture::serve)
        .build(tauri::generate_context!())?;
    // Not in Tauri's own hook, which would turn a desk that cannot be opened into a panic.
    open(app.handle(), face, windowed, setup)?;
    app.run(|app, event| {
        if let tauri::RunEvent::Exit = event {
            app.state::<Desk>().close();
        }
    });
    Ok(())
}

/// Opens the desk first and the window on it then, so that the page finds it.
fn open(app: &AppHandle, face: frontdesk::Face, windowed: bool, setup: frontdesk::Setup) -> Result<(), Failure> {
    let desk = Desk::open(setup, Page::of(app.clone(), face))?;
    app.manage(desk);
    window::open(app, face, windowed)?;
    Ok(())
}
