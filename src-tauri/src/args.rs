//! The command line.

use std::path::PathBuf;

use clap::Parser;
use frontdesk::{Face, Setup};

/// Khai báo lưu trú tại quầy: đọc thẻ căn cước, ghi khách, gửi thông báo, nhận biên nhận có chữ ký.
#[derive(Parser)]
#[command(name = "luutru", version)]
pub struct Args {
    /// Which face to open: `kiosk` or `reception`.
    #[arg(long, default_value = "reception")]
    pub face: Face,
    /// The folder that holds the database, its key and the log. Made if it is not there.
    #[arg(long)]
    pub data: PathBuf,
    /// What the house is, as TOML; read once, when the database is new.
    #[arg(long)]
    house: Option<PathBuf>,
    /// The hub to enrol at, with --enrol; once enrolled, where the hub is now.
    #[arg(long, requires = "enrol")]
    hub: Option<String>,
    /// The single-use code to enrol with; ignored once enrolled.
    #[arg(long, requires = "hub")]
    enrol: Option<String>,
    /// The camera, over the one chosen on the page of devices: `usb:VENDOR:PRODUCT:SERIAL`, `v4l:/dev/video0`, `folder:DIR`,
    /// `video:FILE` or `none`.
    #[arg(long)]
    camera: Option<String>,
    /// Use only card readers whose name contains this, over the one chosen on the page of devices.
    #[arg(long)]
    reader: Option<String>,
    /// The barcode scanner: `serial:/dev/ttyACM0`, `serial:VID:PID[:SERIAL]`, `hid:VID:PID[:SERIAL]` or `none`.
    #[arg(long)]
    scanner: Option<String>,
    /// A folder of trusted issuers: certificates, master lists, revocation lists (.der .cer .crt .pem .ml .crl).
    #[arg(long)]
    csca: Option<PathBuf>,
    /// A window instead of the whole screen.
    #[arg(long)]
    pub windowed: bool,
    /// Practice: the folder with the emulated card's socket and the camera's pictures.
    #[cfg(feature = "training")]
    #[arg(long)]
    training: Option<PathBuf>,
}

impl Args {
    /// What the desk needs to know, with the key of its database.
    pub fn setup(self, key: [u8; 32]) -> Setup {
        Setup {
            face: self.face,
            data: self.data,
            key,
            house: self.house,
            enrol: self.hub.zip(self.enrol),
            camera: self.camera,
            reader: self.reader,
            scanner: self.scanner,
            csca: self.csca,
            #[cfg(feature = "training")]
            training: self.training,
        }
    }
}
