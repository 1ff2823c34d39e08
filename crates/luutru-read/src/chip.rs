//! `luutru-read chip`: one card, from the wait for it to what is printed.

use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant, SystemTime};

use reader::chip::{ChipError, ChipEvent, ChipReading, ChipRequest, Consent, Cost, Password, Progress, read_chip};
use reader::trust::Trust;
use reader::{ReaderEvent, Readers};
use serde_json::{Value, json};

use crate::arguments::ChipTask;
use crate::exit::{Exit, remedy};
use crate::{evidence, facts, password, say, tell, today};

/// How soon a person is told what is waited for.
const HINT: Duration = Duration::from_secs(1);

/// Runs the command.
pub fn run(task: &ChipTask) -> Exit {
    let (passwords, trust) = match prepare(task) {
        Ok(prepared) => prepared,
        Err(sentence) => {
            tell(&sentence);
            return Exit::Usage;
        }
    };
    let patience = Duration::from_secs(task.timeout);
    let name = match await_card(&task.reader, patience) {
        Ok(name) => name,
        Err(exit) => return ended(task, exit, None),
    };
    let (Some(seed), Some(occasion)) = (random(), random()) else {
        tell("Hệ thống không cho số ngẫu nhiên.");
        return Exit::Unread;
    };
    // Whoever runs the tool has the consent of the person whose card lies there: --help says so.
    let consent = Consent::recorded(occasion);
    let mut request =
        ChipRequest::new(name.as_str(), passwords, consent, seed).trusting(trust, now()).patient_for(patience);
    if task.com {
        request = request.with_com();
    }
    if task.short {
        request = request.in_short_answers();
    }
    if task.trace.is_some() {
        request = request.recording();
    }
    let mut cost = Cost::default();
    let outcome = read_chip(request, &mut |event| hear(event, &mut cost), &AtomicBool::new(false));
    if let Err(sentence) = keep_trace(task, cost.trace.as_deref().unwrap_or_default()) {
        tell(&sentence);
    }
    match outcome {
        Ok(reading) => report(task, &name, &reading, &cost),
        Err(error) => ended(task, error.into(), Some((error, &cost))),
    }
}

fn prepare(task: &ChipTask) -> Result<(Vec<Password>, Trust), String> {
    let passwords = password::passwords(&task.key).map_err(|error| error.to_string())?;
    // No reading is lost for a file that cannot be written, and an older trace is not taken for this one.
    keep_trace(task, "")?;
    let Some(folder) = &task.trust else { return Ok((passwords, Trust::none())) };
    let loaded = reader::trust::load(folder).map_err(|error| format!("--trust {}: {error}", folder.display()))?;
    for refused in &loaded.refused {
        tell(&format!("--trust: bỏ qua {refused}"));
    }
    Ok((passwords, loaded.trust))
}

/// Waits for a card that answers on a reader of that name.
fn await_card(wanted: &str, patience: Duration) -> Result<String, Exit> {
    let (tell_of, events) = channel();
    let wanted = wanted.to_owned();
    let _watch = Readers::watch(move |name| name.contains(&wanted), move |event| drop(tell_of.send(event)));
    let begun = Instant::now();
    let (mut trouble, mut hinted) = (Exit::NoReader, false);
    loop {
        let left = patience.saturating_sub(begun.elapsed());
        match events.recv_timeout(if hinted { left } else { left.min(HINT) }) {
            Ok(ReaderEvent::Laid { reader, .. }) => return Ok(reader),
            Ok(ReaderEvent::ServiceGone) => return Err(Exit::NoService),
            Ok(ReaderEvent::ServiceUp | ReaderEvent::Unplugged { .. }) => trouble = Exit::NoReader,
            Ok(ReaderEvent::Plugged { .. } | ReaderEvent::Lifted { .. }) => trouble = Exit::NoCard,
            Ok(ReaderEvent::Mute { .. }) => {
                trouble = Exit::Mute;
                tell(remedy(ChipError::Mute));
            }
            Err(RecvTimeoutError::Timeout) if !hinted && !left.is_zero() => {
                hinted = true;
                tell(if trouble == Exit::NoReader {
                    "Đang đợi đầu đọc…"
                } else {
                    "Đặt thẻ lên đầu đọc…"
                });
            }
            Err(_) => return Err(trouble),
        }
    }
}

/// Tells a person how far it has come; nothing of the person on the card.
fn hear(event: ChipEvent, cost: &mut Cost) {
    match event {
        ChipEvent::Progress(Progress::Opened { by }) => tell(&format!("Chip đã mở ({by:?}). Giữ yên thẻ…")),
        ChipEvent::Progress(Progress::File(file)) => tell(&format!("  {file}")),
        ChipEvent::Progress(_) => {}
        ChipEvent::Lifted => tell("Thẻ hoặc đầu đọc đã rời ra. Đặt lại, việc đọc sẽ tiếp tục…"),
        ChipEvent::Back => tell("Đã có thẻ trở lại."),
        ChipEvent::Over(over) => *cost = over,
    }
}

fn keep_trace(task: &ChipTask, trace: &str) -> Result<(), String> {
    let Some(path) = &task.trace else { return Ok(()) };
    std::fs::write(path, trace).map_err(|error| format!("--trace {}: {error}", path.display()))
}

fn report(task: &ChipTask, name: &str, reading: &ChipReading, cost: &Cost) -> Exit {
    let exit = if reading.evidence.contradicts() { Exit::Contradicted } else { Exit::Read };
    let today = today();
    let paper = facts::paper(&reader::chip::to_document(reading, today));
    let shown = facts::of_reading(reading, today, task.mask);
    if task.json {
        let document: serde_json::Map<String, Value> =
            shown.into_iter().map(|fact| (fact.key.to_owned(), fact.value.into())).collect();
        let files = reading.files.iter().map(|(file, bytes)| json!({ "file": file.to_string(), "bytes": bytes.len() }));
        say(&json!({
            "exit": exit as u8,
            "reader": name,
            "paper": paper,
            "document": document,
            "face": reading.dg2.as_ref().map(|face| format!("{:?}", face.format)),
            "files": files.collect::<Vec<_>>(),
            "verdict": evidence::to_json(&reading.evidence),
            "access": format!("{:?}", reading.access),
            "conversation": conversation(cost),
        })
        .to_string());
    } else {
        say(paper);
        for fact in shown {
            say(&format!("  {}: {}", fact.word, fact.value));
        }
        say(reading.evidence.for_clerk());
        say(&reading.evidence.for_engineer());
        for line in evidence::to_lines(&reading.evidence) {
            say(&line);
        }
        say(&in_words(cost));
    }
    exit
}

/// The end without a document.
fn ended(task: &ChipTask, exit: Exit, error: Option<(ChipError, &Cost)>) -> Exit {
    let sentence = match (error, exit) {
        (Some((error, _)), _) => remedy(error),
        (None, Exit::NoService) => remedy(ChipError::ServiceGone),
        (None, Exit::NoReader) => remedy(ChipError::ReaderGone),
        (None, Exit::Mute) => remedy(ChipError::Mute),
        (None, _) => "Không có thẻ trên đầu đọc trong thời gian đợi.",
    };
    if task.json {
        let cause = error.map(|(error, _)| error.to_string());
        let cost = error.map(|(_, cost)| conversation(cost));
        say(&json!({ "exit": exit as u8, "sentence": sentence, "error": cause, "conversation": cost }).to_string());
    } else {
        tell(sentence);
        if let Some((error, cost)) = error {
            tell(&format!("  {error}; {}", in_words(cost)));
        }
    }
    exit
}

fn conversation(cost: &Cost) -> Value {
    json!({
        "commands": cost.commands,
        "bytes_sent": cost.bytes_sent,
        "bytes_received": cost.bytes_received,
        "milliseconds": millis(cost.whole),
        "at_the_reader": millis(cost.answers.iter().sum()),
        "slowest": millis(cost.answers.iter().max().copied().unwrap_or_default()),
        "resumptions": cost.resumptions,
    })
}

fn in_words(cost: &Cost) -> String {
    let slowest = cost.answers.iter().max().copied().unwrap_or_default();
    format!(
        "{} lệnh, {} byte đi, {} byte về, {} ms (chậm nhất {} ms), nối lại {} lần",
        cost.commands,
        cost.bytes_sent,
        cost.bytes_received,
        millis(cost.whole),
        millis(slowest),
        cost.resumptions
    )
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Seconds since 1970.
fn now() -> Option<i64> {
    i64::try_from(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs()).ok()
}

fn random() -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes)
}
