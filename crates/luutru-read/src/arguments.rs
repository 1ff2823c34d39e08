//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, value_parser};
use reader::camera::CameraChoice;
use reader::scanner::ScannerChoice;

/// What the desk gives a picture, in milliseconds.
const DESK: u64 = 500;
/// The longest wait, in seconds: nobody stands there longer, and no clock is led beyond its end.
const A_DAY: u64 = 86_400;

/// Đọc chip của một thẻ và nói chip chứng minh được gì; theo dõi đầu đọc thẻ, camera, máy quét; xem ảnh có mã gì.
#[derive(Parser)]
#[command(version, after_help = crate::exit::TABLE)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub task: Task,
}

/// What to do.
#[derive(Subcommand)]
pub enum Task {
    /// Đọc chip của thẻ trên đầu đọc. Chỉ đọc thẻ của người đã đồng ý.
    #[command(after_help = crate::exit::TABLE)]
    Chip(ChipTask),
    /// Theo dõi đầu đọc và thẻ: cắm, rút, đặt, nhấc, thẻ không trả lời.
    #[command(after_help = crate::exit::TABLE)]
    Readers(ReadersTask),
    /// Xem ảnh, thư mục ảnh và phim: mã nào, ở đâu, mất bao lâu.
    #[command(after_help = crate::exit::TABLE)]
    Image(ImageTask),
    /// Không có tham số: các camera đang cắm. Có: xem camera ấy thấy gì, nhanh hay chậm.
    #[command(after_help = crate::exit::TABLE)]
    Camera(CameraTask),
    /// Không có tham số: các máy quét đang cắm. Có: máy quét ấy gửi gì, và cài đặt nào của nó sai.
    #[command(after_help = crate::exit::TABLE)]
    Scanner(ScannerTask),
    /// Kiểm tra biên nhận của máy chủ, không cần mạng: thật hay giả, chứng minh điều gì, có thiếu cái nào ở giữa.
    #[command(after_help = crate::exit::TABLE)]
    Receipt(ReceiptTask),
}

/// Checks receipts.
#[derive(Args)]
pub struct ReceiptTask {
    /// Chữ LUUTRU1:… của mã QR trên phiếu, tên tệp chứa nó hay chứa JSON của biên nhận, hoặc - để đọc từ đầu vào.
    #[arg(value_name = "TEXT|FILE", required = true)]
    pub receipts: Vec<String>,
    /// Khóa của máy chủ được tin: 64 chữ số hex, hoặc tệp lưu từ địa chỉ /v1/keys.
    #[arg(long, value_name = "HEX|FILE", required = true)]
    pub key: Vec<String>,
    /// Khóa nhận lúc đăng ký, 64 chữ số hex: khi đó, trong tệp của --key chỉ tin những khóa mà các mắt xích nối tới từ khóa này.
    #[arg(long, value_name = "HEX")]
    pub pin: Option<String>,
    /// Xem các biên nhận của một cơ sở có liền mạch, từ số đầu tiên, không.
    #[arg(long)]
    pub chain: bool,
    /// Số của biên nhận phải đứng đầu, khi không có các biên nhận trước nó.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "chain")]
    pub from: u64,
    /// In ra JSON, mỗi biên nhận một dòng.
    #[arg(long)]
    pub json: bool,
}

/// Reads one chip.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line, each on its own; not states")]
pub struct ChipTask {
    /// Chỉ dùng đầu đọc có tên chứa chuỗi này.
    #[arg(long, value_name = "NAME", default_value = "")]
    pub reader: String,
    /// The password.
    #[command(flatten)]
    pub key: Key,
    /// Thư mục chứng thư nơi cấp (.der .cer .crt .pem .ml .crl).
    #[arg(long, value_name = "FOLDER")]
    pub trust: Option<PathBuf>,
    /// Đọc cả EF.COM.
    #[arg(long)]
    pub com: bool,
    /// In ra JSON.
    #[arg(long)]
    pub json: bool,
    /// Che mọi thông tin cá nhân.
    #[arg(long)]
    pub mask: bool,
    /// Chỉ dùng lệnh ngắn, kể cả khi thẻ nhận lệnh dài.
    #[arg(long)]
    pub short: bool,
    /// Ghi lại cuộc trao đổi với chip, đã bỏ thông tin cá nhân.
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
    /// Đợi thẻ bao nhiêu giây, khi chưa có thẻ và khi thẻ bị nhấc giữa chừng.
    #[arg(long, value_name = "S", default_value_t = 30, value_parser = value_parser!(u64).range(..=A_DAY))]
    pub timeout: u64,
}

/// What opens the chip. `-` takes it from the standard input, so that it stands in no list of processes.
/// It is private: nothing here has a Debug.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct Key {
    /// Sáu số CAN in trên thẻ, hoặc đủ 12 số định danh; "-" để đọc từ đầu vào.
    #[arg(long, value_name = "N")]
    pub can: Option<String>,
    /// Các dòng MRZ (2 hoặc 3), hoặc SỐ NGÀYSINH NGÀYHẾTHẠN (YYMMDD); "-" để đọc từ đầu vào.
    #[arg(long, value_name = "LINE", num_args = 1..=3, allow_hyphen_values = true)]
    pub mrz: Vec<String>,
    /// Nội dung mã QR trên thẻ; "-" để đọc từ đầu vào.
    #[arg(long, value_name = "TEXT")]
    pub qr: Option<String>,
}

/// Watches readers.
#[derive(Debug, Args)]
pub struct ReadersTask {
    /// Mỗi sự kiện một dòng JSON.
    #[arg(long)]
    pub json: bool,
    /// Chỉ nói những gì đang có rồi kết thúc.
    #[arg(long)]
    pub once: bool,
}

/// Looks at pictures.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line, each on its own; not states")]
pub struct ImageTask {
    /// Ảnh (.jpg .jpeg .png), phim Motion JPEG (.mjpeg), hoặc thư mục có chúng.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Mỗi ảnh một dòng JSON.
    #[arg(long)]
    pub json: bool,
    /// Các ảnh của một thư mục là một loạt chụp cùng một giấy tờ.
    #[arg(long)]
    pub burst: bool,
    /// Tìm mọi giấy tờ trong mỗi ảnh, không dừng ở thứ đọc được đầu tiên.
    #[arg(long)]
    pub all: bool,
    /// Xem mỗi ảnh nhiều nhất bao nhiêu mili giây.
    #[arg(long, value_name = "MS", default_value_t = DESK, value_parser = value_parser!(u64).range(..=A_DAY * 1000))]
    pub budget: u64,
    /// Che nội dung mã và dòng MRZ.
    #[arg(long)]
    pub mask: bool,
}

/// Lists cameras, or watches one.
#[derive(Debug, Args)]
pub struct CameraTask {
    /// usb:VENDOR:PRODUCT:SERIAL, v4l:DEVICE, folder:FOLDER hoặc video:FILE.
    #[arg(value_name = "CHOICE")]
    pub choice: Option<CameraChoice>,
    /// How it is watched.
    #[command(flatten)]
    pub watch: WatchTask,
    /// Xem mỗi hình nhiều nhất bao nhiêu mili giây.
    #[arg(long, value_name = "MS", default_value_t = DESK, value_parser = value_parser!(u64).range(..=A_DAY * 1000))]
    pub budget: u64,
}

/// Lists scanners, or listens to one.
#[derive(Debug, Args)]
pub struct ScannerTask {
    /// serial:DEVICE, serial:VID:PID[:SERIAL] hoặc hid:VID:PID[:SERIAL].
    #[arg(value_name = "CHOICE")]
    pub choice: Option<ScannerChoice>,
    /// How it is watched.
    #[command(flatten)]
    pub watch: WatchTask,
}

/// How a device is watched.
#[derive(Debug, Args)]
pub struct WatchTask {
    /// Mỗi sự kiện một dòng JSON.
    #[arg(long)]
    pub json: bool,
    /// Che nội dung đọc được.
    #[arg(long)]
    pub mask: bool,
    /// Đọc được một mã thì kết thúc.
    #[arg(long)]
    pub once: bool,
    /// Kết thúc sau bao nhiêu giây; không có thì theo dõi mãi.
    #[arg(long, value_name = "S", value_parser = value_parser!(u64).range(..=A_DAY))]
    pub timeout: Option<u64>,
}

impl WatchTask {
    /// For how long.
    pub fn patience(&self) -> Duration {
        Duration::from_secs(self.timeout.unwrap_or(u64::MAX / 4))
    }
}
