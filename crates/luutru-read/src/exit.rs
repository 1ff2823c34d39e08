//! How the program ends: a number for a script, a sentence with a remedy for a person.

use std::process::ExitCode;

use reader::camera::CameraError;
use reader::chip::ChipError;
use reader::scanner::ScannerError;

/// What stands below `--help`.
pub const TABLE: &str = "Mã kết thúc:
  0  đã đọc, không có gì chống lại dữ liệu
  1  sai tham số, hoặc không đọc/ghi được tệp đã nêu
  2  đã đọc, và có điều chống lại dữ liệu hoặc chip; biên nhận giả, hoặc thiếu biên nhận
  3  dịch vụ thẻ (pcscd) không chạy
  4  không thấy đầu đọc, camera hoặc máy quét
  5  không có thẻ trong thời gian đợi
  6  thẻ không trả lời
  7  chương trình khác đang giữ thẻ, camera hoặc máy quét
  8  sai mật khẩu: không phải thẻ này; biên nhận ký bằng khóa khác
  9  thẻ bị nhấc, hoặc bị thay bằng thẻ khác
  10 không đọc được; không thấy mã nào
  11 các biên nhận liền mạch nhưng không bắt đầu từ số 1, hoặc từ số nêu ở --from";

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    Read = 0,
    Usage = 1,
    Contradicted = 2,
    NoService = 3,
    NoReader = 4,
    NoCard = 5,
    Mute = 6,
    Busy = 7,
    WrongKey = 8,
    Lifted = 9,
    Unread = 10,
    OtherStart = 11,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl From<ChipError> for Exit {
    fn from(error: ChipError) -> Self {
        match error {
            ChipError::ServiceGone => Self::NoService,
            ChipError::ReaderGone => Self::NoReader,
            ChipError::Mute => Self::Mute,
            ChipError::Busy => Self::Busy,
            ChipError::WrongKey | ChipError::NoKey | ChipError::Blocked { .. } => Self::WrongKey,
            ChipError::Lifted | ChipError::AnotherCard => Self::Lifted,
            _ => Self::Unread,
        }
    }
}

impl From<CameraError> for Exit {
    fn from(error: CameraError) -> Self {
        match error {
            CameraError::NotFound | CameraError::Unplugged => Self::NoReader,
            CameraError::Busy => Self::Busy,
            _ => Self::Unread,
        }
    }
}

impl From<ScannerError> for Exit {
    fn from(error: ScannerError) -> Self {
        match error {
            ScannerError::NotFound | ScannerError::Unplugged => Self::NoReader,
            ScannerError::Busy => Self::Busy,
            _ => Self::Unread,
        }
    }
}

/// What is wrong and what to do, to a person.
pub const fn remedy(error: ChipError) -> &'static str {
    match error {
        ChipError::ServiceGone => {
            "Dịch vụ thẻ không chạy. Cài và bật nó: apt install pcscd; systemctl enable --now pcscd.socket"
        }
        ChipError::ReaderGone => "Không thấy đầu đọc. Cắm đầu đọc, thử cổng USB khác, xem `luutru-read readers`.",
        ChipError::Lifted => "Thẻ bị nhấc. Đặt thẻ xuống và để yên đến khi đọc xong.",
        ChipError::AnotherCard => "Một thẻ khác được đặt thay vào. Đặt lại thẻ đầu tiên, hoặc đọc lại từ đầu.",
        ChipError::Mute => "Thẻ không trả lời. Lật thẻ, đặt sát mặt đầu đọc, bỏ ví và vật kim loại ở giữa.",
        ChipError::Busy => {
            "Chương trình khác đang giữ thẻ. Đóng chương trình đó (trình duyệt, ký số, luutru) rồi thử lại."
        }
        ChipError::WrongKey => {
            "Mật khẩu không phải của thẻ này. Xem lại sáu số CAN, MRZ hoặc mã QR của đúng thẻ đang đặt."
        }
        ChipError::NoKey => "Thẻ này không mở bằng loại mật khẩu đã cho. Thử --mrz thay cho --can.",
        ChipError::Blocked { .. } => {
            "Chip đã khóa mật khẩu này vì sai nhiều lần. Thử --mrz; thẻ có thể cần nơi cấp mở khóa."
        }
        ChipError::Unsupported { .. } => {
            "Chip chỉ mở bằng một kiểu PACE chưa được hỗ trợ. Gửi tệp --trace cho nhóm phát triển."
        }
        ChipError::Refused { .. } | ChipError::Damaged { .. } => {
            "Chip trả lời khác lẽ thường. Đặt lại thẻ và thử lại; nếu vẫn vậy, thử --short và gửi tệp --trace."
        }
        ChipError::Unauthentic => "Chip không chứng minh được nó biết mật khẩu: không dùng được thẻ này.",
        ChipError::Silent => "Đầu đọc treo. Rút ra cắm lại rồi thử lại.",
        ChipError::Transport(_) => "Lệnh không qua được đầu đọc. Rút ra cắm lại; thử --short.",
        ChipError::NoThread => "Máy không đủ tài nguyên để đọc. Đóng bớt chương trình.",
        ChipError::Cancelled => "Đã dừng.",
    }
}
