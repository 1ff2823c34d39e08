//! `luutru-read scanner`: the scanners that are plugged in, or what one of them sends and what is wrong with its setting.

use std::sync::mpsc::channel;
use std::time::Instant;

use reader::scanner::{Carried, Scan, Scanner, ScannerChoice, ScannerError, ScannerEvent, ScannerInfo, Way, scanners};
use serde_json::{Map, Value, json};

use crate::arguments::ScannerTask;
use crate::exit::Exit;
use crate::seen::{MASK, millis, payload_in_words};
use crate::{hex, recognised, say, tell};

/// Runs the command.
pub fn run(task: &ScannerTask) -> Exit {
    match &task.choice {
        Some(choice) => listen(task, choice.clone()),
        None => list(task),
    }
}

fn list(task: &ScannerTask) -> Exit {
    let found = scanners();
    for info in &found {
        say(&if task.watch.json { info_to_json(info).to_string() } else { info_in_words(info) });
    }
    if found.is_empty() {
        tell(
            "Không thấy máy quét nào. Cắm máy quét, thử cổng USB khác; máy cũ: quét mã \"USB serial\" trong sách của máy.",
        );
        return Exit::NoReader;
    }
    Exit::Read
}

fn listen(task: &ScannerTask, choice: ScannerChoice) -> Exit {
    let (tell_of, events) = channel();
    let _scanner = Scanner::start(choice, move |event| drop(tell_of.send(event)));
    let until = Instant::now() + task.watch.patience();
    let (mut read, mut failed) = (false, None);
    while Instant::now() < until
        && let Ok(event) = events.recv_timeout(until.saturating_duration_since(Instant::now()))
    {
        show(task, &event);
        match event {
            ScannerEvent::Scanned(_) => read = true,
            ScannerEvent::Failed(error) => failed = Some(error),
            ScannerEvent::Working(_) => failed = None,
            ScannerEvent::TooLong => {}
        }
        if task.watch.once && (read || failed.is_some()) {
            break;
        }
    }
    match (read, failed) {
        (true, _) => Exit::Read,
        (false, Some(error)) => error.into(),
        (false, None) => Exit::Unread,
    }
}

fn show(task: &ScannerTask, event: &ScannerEvent) {
    let mask = task.watch.mask;
    if task.watch.json {
        say(&match event {
            ScannerEvent::Working(way) => json!({ "event": "working", "way": way_code(*way) }),
            ScannerEvent::Failed(error) => {
                json!({ "event": "failed", "error": error_code(*error), "sentence": remedy(*error) })
            }
            ScannerEvent::TooLong => json!({ "event": "too-long" }),
            ScannerEvent::Scanned(scan) => scan_to_json(scan, mask),
        }
        .to_string());
        return;
    }
    match event {
        ScannerEvent::Working(way) => tell(&format!("Đang nghe máy quét ({}). Quét một mã…", way_code(*way))),
        ScannerEvent::Failed(error) => tell(remedy(*error)),
        ScannerEvent::TooLong => tell("Máy quét gửi nhiều hơn một mã có thể chứa; đã bỏ."),
        ScannerEvent::Scanned(scan) => say(&scan_to_lines(scan, mask).join("\n")),
    }
}

fn said_of(scan: &Scan) -> recognised::Said {
    match scan.carried {
        Carried::Whole | Carried::OtherCodePage => recognised::of_bytes(scan.bytes.expose()),
        Carried::Keys | Carried::OddKeys => recognised::of_keys(scan.bytes.expose()),
    }
}

fn scan_to_json(scan: &Scan, mask: bool) -> Value {
    let hidden = |shown: Value| if mask { MASK.into() } else { shown };
    let said = said_of(scan);
    let bytes = scan.bytes.expose();
    let facts: Map<String, Value> =
        said.facts(mask).into_iter().map(|fact| (fact.key.to_owned(), fact.value.into())).collect();
    json!({
        "event": "scanned",
        "text": hidden(std::str::from_utf8(bytes).ok().into()),
        "hex": hidden(hex(bytes).into()),
        "ms": scan.took.map(millis),
        "carried": carried_code(scan.carried),
        "advice": advice(scan.carried),
        "symbology": scan.symbology.map(|kind| [char::from(kind.kind), char::from(kind.modifier)].iter().collect::<String>()),
        "recognised": said.code(),
        "document": facts,
    })
}

fn scan_to_lines(scan: &Scan, mask: bool) -> Vec<String> {
    let said = said_of(scan);
    let text = if mask { MASK.to_owned() } else { payload_in_words(scan.bytes.expose()) };
    let took = scan.took.map(|took| format!(" ({:.1} ms)", millis(took))).unwrap_or_default();
    let mut lines = vec![format!("{}{took}: {text}", said.words())];
    lines.extend(said.facts(mask).into_iter().map(|fact| format!("  {}: {}", fact.word, fact.value)));
    lines.extend(advice(scan.carried).map(|advice| format!("  ! {advice}")));
    lines
}

fn info_to_json(info: &ScannerInfo) -> Value {
    json!({
        "choice": info.choice.to_string(),
        "way": way_code(info.way),
        "name": info.name,
        "path": info.path.to_string_lossy(),
        "permitted": info.permitted,
    })
}

fn info_in_words(info: &ScannerInfo) -> String {
    let may = if info.permitted { "" } else { "; không được phép mở" };
    let name = if info.name.is_empty() { "không tên" } else { &info.name };
    format!("{}  {name}, {} ({}{may})", info.choice, way_code(info.way), info.path.display())
}

const fn way_code(way: Way) -> &'static str {
    match way {
        Way::Serial => "serial",
        Way::Pos => "hid-pos",
        Way::Keyboard => "keyboard",
    }
}

const fn carried_code(carried: Carried) -> &'static str {
    match carried {
        Carried::Whole => "whole",
        Carried::OtherCodePage => "other-code-page",
        Carried::Keys => "keys",
        Carried::OddKeys => "odd-keys",
    }
}

/// What is to be set at the scanner.
const fn advice(carried: Carried) -> Option<&'static str> {
    match carried {
        Carried::Whole => None,
        Carried::OtherCodePage => Some("Máy quét đổi bảng mã: đặt nó về UTF-8 (hoặc dữ liệu thô)."),
        Carried::Keys => Some("Máy quét gõ như bàn phím nên mất dấu: đặt nó về USB serial (CDC) hoặc HID POS."),
        Carried::OddKeys => Some(
            "Máy quét gõ theo bàn phím khác: đặt bàn phím Mỹ (US), tắt Alt+số; tốt hơn là USB serial (CDC) hoặc HID POS.",
        ),
    }
}

const fn error_code(error: ScannerError) -> &'static str {
    match error {
        ScannerError::NotFound => "not-found",
        ScannerError::NoPermission(_) => "no-permission",
        ScannerError::Busy => "busy",
        ScannerError::Unsupported => "unsupported",
        ScannerError::Unplugged => "unplugged",
        ScannerError::Device { .. } => "device",
    }
}

/// What is wrong and what to do, to a person.
const fn remedy(error: ScannerError) -> &'static str {
    match error {
        ScannerError::NotFound => "Không thấy máy quét này. Cắm lại; `luutru-read scanner` cho biết có những máy nào.",
        ScannerError::NoPermission(Way::Serial) => {
            "Người dùng này không được mở cổng nối tiếp: thêm vào nhóm dialout rồi đăng nhập lại."
        }
        ScannerError::NoPermission(Way::Keyboard) => {
            "Người dùng này không được mở bàn phím: thêm vào nhóm input rồi đăng nhập lại."
        }
        ScannerError::NoPermission(Way::Pos) => "Máy quét HID POS cần một luật udev cho người dùng này.",
        ScannerError::Busy => "Chương trình khác đang giữ máy quét. Đóng chương trình đó.",
        ScannerError::Unsupported => "Thiết bị này không phải máy quét đọc được ở đây.",
        ScannerError::Unplugged => "Máy quét đã bị rút ra.",
        ScannerError::Device { .. } => "Máy quét lỗi. Rút ra cắm lại.",
    }
}
