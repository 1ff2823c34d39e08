//! `luutru-read receipt`: whether a receipt is true, and what it proves, without any network; of several, whether one is
//! missing between them.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use jiff::{Timestamp, tz};
use serde_json::{Value, json};
use wire::{
    Chain, ChainFault, KeyLink, KeyRing, Keys, LinkFault, PublicKey, Receipt, ReceiptFault, SignedReceipt, check_chain,
};

use crate::arguments::ReceiptTask;
use crate::exit::Exit;
use crate::{say, tell};

/// Runs the command.
pub fn run(task: &ReceiptTask) -> Exit {
    let trusted = match trusted(task) {
        Ok(trusted) => trusted,
        Err(Distrust::Unreadable) => {
            tell("Không đọc được khóa. --key nhận 64 chữ số hex, hoặc tệp lưu từ địa chỉ /v1/keys của máy chủ.");
            return Exit::Usage;
        }
        Err(Distrust::Bare) => {
            tell("--pin cần lịch sử khóa: --key phải là tệp lưu từ địa chỉ /v1/keys, không phải một khóa riêng lẻ.");
            return Exit::Usage;
        }
        Err(Distrust::Link(fault)) => {
            tell(&format!("✗ Lịch sử khóa không đáng tin: {}", link_words(fault)));
            return Exit::Contradicted;
        }
    };
    let mut receipts = Vec::new();
    for given in &task.receipts {
        let Some(read) = text_of(given).as_deref().and_then(read) else {
            tell("Đây không phải là biên nhận: không phải chữ LUUTRU1:… và không phải JSON của biên nhận.");
            return Exit::Unread;
        };
        receipts.extend(read);
    }
    if receipts.is_empty() {
        tell("Không có biên nhận nào.");
        return Exit::Unread;
    }
    let exits = receipts.iter().map(|signed| tell_one(signed, &trusted, task.json));
    let worst = exits.fold(Exit::Read, |worst, exit| if worst == Exit::Read { exit } else { worst });
    if task.chain && worst == Exit::Read { tell_chain(&receipts, &trusted, task) } else { worst }
}

/// Why there are no keys to check with.
enum Distrust {
    /// What was given are none.
    Unreadable,
    /// A key that is not pinned has no history which could lead to it.
    Bare,
    /// A link in a file does not follow on the one before it.
    Link(LinkFault),
}

/// The keys that were given, with what is known of them; with a pinned one, those its links lead to.
fn trusted(task: &ReceiptTask) -> Result<KeyRing, Distrust> {
    let (mut all, mut links) = (Vec::new(), Vec::new());
    for given in &task.key {
        let (keys, history) = keys(given).ok_or(Distrust::Unreadable)?;
        if task.pin.is_some() && history.is_empty() {
            return Err(Distrust::Bare);
        }
        let ring = KeyRing::whole(&keys, &history).map_err(Distrust::Link)?;
        all.extend_from_slice(ring.keys());
        links.extend_from_slice(ring.links());
    }
    let Some(pin) = &task.pin else { return Ok(KeyRing::new(all, links)) };
    let pin = PublicKey::parse(pin.trim()).map_err(|_| Distrust::Unreadable)?;
    let mut ring = KeyRing::new(vec![pin], Vec::new());
    if let Some(fault) = ring.follow(&links).fault {
        tell(&link_words(fault));
    }
    Ok(ring)
}

/// One key as hexadecimal digits, or those of a file: digits again, or what a hub tells under `/v1/keys`, with their
/// history.
fn keys(given: &str) -> Option<(Vec<PublicKey>, Vec<KeyLink>)> {
    let text = if Path::new(given).is_file() { fs::read_to_string(given).ok()? } else { given.to_owned() };
    if let Ok(key) = PublicKey::parse(text.trim()) {
        return Some((vec![key], Vec::new()));
    }
    let Keys { keys, history, .. } = serde_json::from_str(&text).ok()?;
    Some((keys, history))
}

/// What was given itself, the file of that name, or the standard input for `-`.
fn text_of(given: &str) -> Option<String> {
    if given == "-" {
        let mut text = String::new();
        return std::io::stdin().read_to_string(&mut text).ok().map(|_| text);
    }
    if Path::new(given).is_file() { fs::read_to_string(given).ok() } else { Some(given.to_owned()) }
}

/// A receipt's text or JSON, an array of them, or a feed's answer.
fn read(text: &str) -> Option<Vec<SignedReceipt>> {
    if let Ok(signed) = SignedReceipt::from_text(text) {
        return Some(vec![signed]);
    }
    let told: Value = serde_json::from_str(text).ok()?;
    let all = told.get("receipts").cloned().unwrap_or(told);
    if all.is_array() { serde_json::from_value(all).ok() } else { Some(vec![serde_json::from_value(all).ok()?]) }
}

fn tell_one(signed: &SignedReceipt, trusted: &KeyRing, as_json: bool) -> Exit {
    let proved = trusted.verify(signed);
    if as_json {
        say(&to_json(signed, &proved).to_string());
    } else {
        match &proved {
            Ok(receipt) => to_words(receipt, signed).iter().for_each(|line| say(line)),
            Err(fault) => say(&format!("✗ {}", words(*fault))),
        }
    }
    match proved {
        Ok(_) => Exit::Read,
        Err(ReceiptFault::UnknownKey(_)) => Exit::WrongKey,
        Err(ReceiptFault::Version(_)) => Exit::Unread,
        Err(_) => Exit::Contradicted,
    }
}

fn tell_chain(receipts: &[SignedReceipt], trusted: &KeyRing, task: &ReceiptTask) -> Exit {
    let checked = check_chain(receipts, trusted.keys());
    if task.json {
        let told = match &checked {
            Ok(Some(Chain { first, last, tip })) => {
                json!({ "chain": "whole", "first": first, "last": last, "tip": tip })
            }
            Ok(None) => json!({ "chain": "empty" }),
            Err(fault) => json!({ "chain": "broken", "why": fault.to_string() }),
        };
        say(&told.to_string());
    } else {
        say(&match &checked {
            Ok(Some(Chain { first, last, tip })) => format!("✓ Liền mạch từ số {first} đến số {last}; đầu mối {tip}"),
            Ok(None) => "Không có biên nhận nào.".to_owned(),
            Err(fault) => format!("✗ {}", chain_words(fault)),
        });
    }
    match checked {
        Ok(Some(chain)) if chain.first == task.from => Exit::Read,
        Ok(Some(chain)) => {
            tell(&format!(
                "Bắt đầu từ số {}, không phải số {}: có thể thiếu các biên nhận trước đó.",
                chain.first, task.from
            ));
            Exit::OtherStart
        }
        Ok(None) => Exit::Unread,
        Err(_) => Exit::Contradicted,
    }
}

fn to_words(receipt: &Receipt, signed: &SignedReceipt) -> [String; 6] {
    let in_time = match (receipt.deadline, receipt.on_time) {
        (None, _) => "không có hạn riêng".to_owned(),
        (Some(deadline), true) => format!("đúng hạn {}", time(deadline)),
        (Some(deadline), false) => format!("trễ hạn {}", time(deadline)),
    };
    [
        format!("✓ Biên nhận thật {}, ký bằng khóa {}", signed.short_code(), receipt.key_id),
        format!("  máy chủ nhận lúc {}, {in_time}", time(receipt.received_at)),
        format!("  cơ sở      {}, biên nhận số {}", receipt.facility, receipt.number),
        format!("  thông báo  {}, lần {}", receipt.notice, receipt.revision),
        format!("  nội dung   SHA-256 {}", receipt.payload_sha256),
        format!("  nối sau    {}", receipt.chain),
    ]
}

fn to_json(signed: &SignedReceipt, proved: &Result<Receipt, ReceiptFault>) -> Value {
    match proved {
        Ok(receipt) => json!({ "true": true, "code": signed.short_code(), "receipt": receipt }),
        Err(fault) => json!({ "true": false, "why": fault.to_string() }),
    }
}

fn words(fault: ReceiptFault) -> String {
    match fault {
        ReceiptFault::UnknownKey(id) => format!("Ký bằng khóa {id}, không nằm trong các khóa đã cho bằng --key."),
        ReceiptFault::Version(version) => format!("Biên nhận phiên bản {version}: cần chương trình mới hơn."),
        ReceiptFault::OutOfTime(id) => {
            format!(
                "Ký bằng khóa {id} vào lúc khóa đó không được dùng: khóa đã bị thay, hoặc chưa có. Khóa có thể đã bị lộ."
            )
        }
        _ => "Biên nhận giả hoặc đã bị sửa: chữ ký không khớp.".to_owned(),
    }
}

fn link_words(fault: LinkFault) -> String {
    match fault {
        LinkFault::Version(version) => format!("Mắt xích phiên bản {version}: cần chương trình mới hơn."),
        LinkFault::Forged(id) => format!("Mắt xích của khóa {id} là giả: khóa trước nó không ký."),
        LinkFault::Broken(id) => {
            format!("Khóa {id} thay một khóa đã mất: không gì nối tới nó, chỉ tin sau khi đăng ký lại.")
        }
        LinkFault::Fork(id) => format!("Khóa {id} nối sau một khóa đã có khóa khác nối sau."),
        LinkFault::Changed(id) => format!("Khóa {id} có hai mắt xích khác nhau."),
        LinkFault::Order(id) => format!("Khóa {id} có trước khóa mà nó nối sau."),
        LinkFault::Stranger => "Khóa của --pin không có trong lịch sử của --key.".to_owned(),
    }
}

fn chain_words(fault: &ChainFault) -> String {
    match fault {
        ChainFault::Missing { after, next } => format!("Thiếu biên nhận: sau số {after} là số {next}."),
        ChainFault::Twice { number } => format!("Hai biên nhận khác nhau cùng mang số {number}."),
        ChainFault::Broken { number } => format!("Biên nhận số {number} không nối với biên nhận trước nó."),
        ChainFault::OtherFacility { number } => format!("Biên nhận số {number} là của cơ sở khác."),
        ChainFault::Receipt { place, fault } => format!("Biên nhận thứ {}: {}", place + 1, words(*fault)),
    }
}

fn time(at: Timestamp) -> String {
    at.to_zoned(tz::TimeZone::fixed(tz::offset(7))).strftime("%H:%M:%S %d/%m/%Y").to_string()
}
