//! What a scanner types when it is a keyboard.
//!
//! A pure machine over the key codes of Linux (`input-event-codes.h`), read as a keyboard of the United States, which is
//! what scanners send. Letters with marks have no key there and are lost or replaced, so digits and dates are all that can
//! be trusted; a scanner that sends anything beyond plain keys is told to be one.

use std::time::Duration;

use super::framing::{Frame, Framed, Framer};
use super::{Carried, Scan, ScannerEvent};

const ENTER: [u16; 2] = [28, 96];
const TAB: u16 = 15;
const SHIFT: [u16; 2] = [42, 54];
const CONTROL: [u16; 2] = [29, 97];
const ALT: [u16; 2] = [56, 100];
/// `J` and `M`: with a control key they are the ends of a line.
const LINE_ENDS: [u16; 2] = [36, 50];
/// Caps lock, num lock and scroll lock write nothing.
const LOCKS: [u16; 3] = [58, 69, 70];

/// Runs of keys with the signs they write, plain and with Shift, from the first code on.
const ROWS: [(u16, &str, &str); 4] = [
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", "ASDFGHJKL:\"~"),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
];
/// The keypad, from its 7 on, and the keys that stand alone.
const KEYPAD: (u16, &str) = (71, "789-456+1230.");
const ALONE: [(u16, char); 3] = [(55, '*'), (57, ' '), (98, '/')];

enum Held {
    Control,
    /// Digits that come with it number a letter, which is not known to this machine.
    Alt {
        numbered: bool,
    },
}

/// The machine.
#[derive(Default)]
pub struct Keys {
    framer: Framer,
    shift: bool,
    /// A key is held with which the others are no text.
    held: Option<Held>,
    /// The code under way holds something else than plain keys.
    odd: bool,
}

impl Keys {
    /// Takes in one key at a moment of the caller's own clock; `value` is 1 when it goes down, 0 when it comes up and 2
    /// when it repeats, which a scanner's never does. Gives the codes that it ended.
    pub fn take(&mut self, code: u16, value: i32, now: Duration) -> Vec<ScannerEvent> {
        let down = value == 1;
        match code {
            _ if value == 2 => {}
            code if SHIFT.contains(&code) => self.shift = down,
            code if CONTROL.contains(&code) => self.held = down.then_some(Held::Control),
            code if ALT.contains(&code) => {
                let before = std::mem::replace(&mut self.held, down.then_some(Held::Alt { numbered: false }));
                if !down && matches!(before, Some(Held::Alt { numbered: true })) {
                    return self.put("\u{FFFD}", now);
                }
            }
            code if down => return self.press(code, now),
            _ => {}
        }
        Vec::new()
    }

    /// Keys were lost on their way: the code under way is not to be trusted, and nothing is known to be held. A Shift that
    /// came up unheard would write the digits of every code after as the signs above them.
    pub const fn lost(&mut self) {
        self.odd = true;
        self.shift = false;
        self.held = None;
    }

    /// When silence ends the code under way.
    pub fn wake(&self) -> Option<Duration> {
        self.framer.wake()
    }

    /// No key came until `now`.
    pub fn silent(&mut self, now: Duration) -> Vec<ScannerEvent> {
        let framed = self.framer.silent(now);
        self.events(framed)
    }

    fn press(&mut self, code: u16, now: Duration) -> Vec<ScannerEvent> {
        match &mut self.held {
            Some(Held::Control) if LINE_ENDS.contains(&code) => return self.put("\r", now),
            Some(Held::Control) => self.odd = true,
            Some(Held::Alt { numbered }) => (*numbered, self.odd) = (true, true),
            None => match sign(code, self.shift) {
                Some(sign) => return self.put(sign.encode_utf8(&mut [0; 4]), now),
                None => self.odd |= !LOCKS.contains(&code),
            },
        }
        Vec::new()
    }

    fn put(&mut self, text: &str, now: Duration) -> Vec<ScannerEvent> {
        let framed = self.framer.take(text.as_bytes(), now);
        self.events(framed)
    }

    fn events(&mut self, framed: Vec<Framed>) -> Vec<ScannerEvent> {
        let carried = if self.odd { Carried::OddKeys } else { Carried::Keys };
        self.odd &= framed.is_empty();
        let event = |framed| match framed {
            Framed::Frame(frame) => {
                let Frame { bytes, symbology, end, took, .. } = frame;
                ScannerEvent::Scanned(Scan { bytes, carried, symbology, end, took })
            }
            Framed::TooLong => ScannerEvent::TooLong,
        };
        framed.into_iter().map(event).collect()
    }
}

/// The sign that a key writes.
fn sign(code: u16, shift: bool) -> Option<char> {
    let at = |first: u16, row: &str| row.chars().nth(code.checked_sub(first)?.into());
    if ENTER.contains(&code) {
        return Some('\r');
    }
    if code == TAB {
        return Some('\t');
    }
    let row = ROWS.iter().find_map(|(first, plain, shifted)| at(*first, if shift { shifted } else { plain }));
    let alone = || ALONE.iter().find(|(key, _)| *key == code).map(|(_, sign)| *sign);
    row.or_else(|| at(KEYPAD.0, KEYPAD.1)).or_else(alone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scanner::framing::LONGEST;

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    /// The keys that write a text, as a scanner presses them; `§` for Alt with 0 2 2 5.
    fn typed(text: &str) -> Vec<(u16, i32)> {
        let mut keys = Vec::new();
        let stroke = |code: u16| [(code, 1), (code, 0)];
        for letter in text.chars() {
            if letter == '§' {
                keys.extend([&[(56, 1)][..], &[82, 80, 80, 76].map(stroke).concat(), &[(56, 0)]].concat());
                continue;
            }
            let code = |shift| (0..128).find(|code| sign(*code, shift) == Some(letter));
            match code(false) {
                Some(code) => keys.extend(stroke(code)),
                None => keys.extend([&[(42, 1)][..], &stroke(code(true).expect("a key")), &[(42, 0)]].concat()),
            }
        }
        keys
    }

    fn heard(keys: &mut Keys, typed: Vec<(u16, i32)>) -> Vec<(String, Carried)> {
        let events = typed.into_iter().flat_map(|(code, value)| keys.take(code, value, ms(1)));
        events
            .map(|event| match event {
                ScannerEvent::Scanned(scan) => {
                    (String::from_utf8(scan.bytes.into_exposed()).expect("keys write UTF-8"), scan.carried)
                }
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn the_keys_of_a_code_are_its_text() {
        let code = "001099000123|012345678|Nguyen Van An|15051999|Nam|So 1, \"Doi\" Can-[x];'`~{}_+=?|20052022";
        let typed = typed(&format!("{code}\r"));
        assert_eq!(heard(&mut Keys::default(), typed), [(code.to_owned(), Carried::Keys)]);
    }

    #[test]
    fn digits_behind_alt_are_a_letter_and_no_digits() {
        let mut keys = Keys::default();
        let said = heard(&mut keys, typed("001099000123|Nguy§n\r"));
        assert_eq!(said, [("001099000123|Nguy\u{FFFD}n".to_owned(), Carried::OddKeys)]);
        assert_eq!(heard(&mut keys, typed("12\r")), [("12".to_owned(), Carried::Keys)], "the next one is not odd");
    }

    #[test]
    fn other_keys_write_nothing_and_are_said() {
        let press = |code: u16| vec![(code, 1), (code, 0)];
        let with = |held: u16, code: u16| [vec![(held, 1)], press(code), vec![(held, 0)]].concat();
        let table = [
            (press(58), "12", Carried::Keys),                // caps lock
            (press(59), "12", Carried::OddKeys),             // F1
            (with(29, 46), "12", Carried::OddKeys),          // Ctrl+C
            (with(100, 18), "12\u{FFFD}", Carried::OddKeys), // AltGr+E
            (vec![(2, 2), (2, 2)], "12", Carried::Keys),     // a key that is held
        ];
        for (between, text, carried) in table {
            let keys = [typed("12"), between.clone(), typed("\r")].concat();
            assert_eq!(heard(&mut Keys::default(), keys), [(text.to_owned(), carried)], "{between:?}");
        }
        let line_end = [typed("12"), with(29, 50), typed("34"), with(29, 36)].concat();
        let two = [("12".to_owned(), Carried::Keys), ("34".to_owned(), Carried::Keys)];
        assert_eq!(heard(&mut Keys::default(), line_end), two, "Ctrl+M and Ctrl+J");
    }

    #[test]
    fn keys_that_were_lost_are_said() {
        let mut keys = Keys::default();
        heard(&mut keys, typed("12"));
        keys.lost();
        assert_eq!(heard(&mut keys, typed("\r")), [("12".to_owned(), Carried::OddKeys)]);
    }

    #[test]
    fn what_was_held_when_keys_were_lost_is_held_no_more() {
        for held in [42, 54, 29, 97, 56, 100] {
            let mut keys = Keys::default();
            heard(&mut keys, vec![(held, 1)]);
            keys.lost();
            assert_eq!(heard(&mut keys, typed("12\r")), [("12".to_owned(), Carried::OddKeys)], "{held}");
            assert_eq!(heard(&mut keys, typed("12\r")), [("12".to_owned(), Carried::Keys)], "{held}");
        }
    }

    #[test]
    fn silence_is_an_end_and_too_much_is_refused() {
        let mut keys = Keys::default();
        heard(&mut keys, typed("12"));
        let ended = keys.wake().map(|wake| keys.silent(wake)).unwrap_or_default();
        assert!(matches!(ended.as_slice(), [ScannerEvent::Scanned(_)]), "{ended:?}");
        let long = typed(&"1".repeat(LONGEST + 1));
        let said: Vec<_> = long.into_iter().flat_map(|(code, value)| keys.take(code, value, ms(2))).collect();
        assert_eq!(said, [ScannerEvent::TooLong]);
    }
}
