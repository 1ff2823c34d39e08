//! The bodies over the committed corpus and over what grows out of it.

use std::fs;
use std::path::PathBuf;

use document::{Recognised, recognise};
use frame_sim::{Category, sample};
use scan::{Luma, encode_jpeg, encode_rgb_jpeg};

use crate::{dice::Dice, eyes, memory, root, scanner};

/// Memory that a body may hold at once, whatever it is given.
const ROOM: usize = 4 << 20;
/// Inputs that grow out of each seed.
const GROWN: usize = 60;

/// The bodies of pictures and of scanners, whose bytes are few.
fn targets() -> Vec<(&'static str, eyes::Body, usize)> {
    eyes::ALL.into_iter().chain(scanner::ALL.map(|(name, body)| (name, body, 64))).collect()
}

fn run((name, body, room): (&str, eyes::Body, usize), input: &[u8]) {
    let peak = memory::peak(|| body(input));
    assert!(peak <= ROOM + room * input.len(), "{name} held {peak} bytes for {} bytes", input.len());
}

fn committed(target: &str) -> Vec<Vec<u8>> {
    let folder = root().join("fuzz/corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

#[test]
fn the_corpus_and_what_grows_out_of_it() {
    for (index, target) in (0_u64..).zip(targets()) {
        let seeds = committed(target.0);
        assert!(!seeds.is_empty(), "{}", target.0);
        let mut dice = Dice::new(index + 1);
        for seed in &seeds {
            run(target, seed);
            for _ in 0..GROWN {
                let mut grown = seed.clone();
                dice.damage(&mut grown);
                run(target, &grown);
            }
        }
        for _ in 0..GROWN {
            run(target, &dice.noise(400));
        }
    }
}

/// Seeds that no parser takes are noise: each is the paper after which it is called.
#[test]
fn the_seeds_of_texts_are_papers() {
    let today = jiff::civil::date(2026, 7, 15);
    let seed = |target: &str, name: &str| fs::read(root().join("fuzz/corpus").join(target).join(name)).unwrap();
    for (name, is_it) in [
        ("an", (|seen| matches!(seen, Recognised::Card(_))) as fn(&Recognised) -> bool),
        ("binh", |seen| matches!(seen, Recognised::Card(_))),
        ("an-2024", |seen| matches!(seen, Recognised::Card(_))),
        ("insurance", |seen| matches!(seen, Recognised::Insurance(_))),
        ("td1", |seen| matches!(seen, Recognised::Zone(_))),
        ("td2", |seen| matches!(seen, Recognised::Zone(_))),
        ("td3", |seen| matches!(seen, Recognised::Zone(_))),
    ] {
        assert!(recognise(&seed("code", name), today).is_ok_and(|seen| is_it(&seen)), "{name}");
    }
    for name in ["an", "binh", "an-2024", "no-marks", "td1", "td2", "td3"] {
        let text = String::from_utf8(seed("wedge", name)).unwrap();
        assert!(document::wedge::parse(&text, today).is_ok(), "{name}");
    }
}

/// What repeats without end: separators, fillers, ends, marks of segments.
#[test]
fn repetitions() {
    for target in targets() {
        for unit in [
            &b"|"[..],
            b"<",
            b"<<",
            b"0",
            b"\r\n",
            b"\x02\x03",
            b"]Q1",
            &[0x00],
            &[0xFF],
            &[0xFF, 0xD8],
            &[0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x02],
            &[0xFF, 0xDA, 0x00, 0x02],
            b"\x89PNG\r\n\x1a\n",
            &[0xC3, 0x28],
            &[0x1C, 0x01, 0x01],
            &[0x81, 0x05],
        ] {
            let input: Vec<u8> = unit.iter().copied().cycle().take(20_000).collect();
            run(target, &input);
        }
    }
}

/// Writes the corpus anew: `cargo test -p reader --test eyes -- --ignored`.
#[test]
#[ignore = "writes into the repository"]
fn make_the_corpus() {
    let put = |target: &str, name: &str, bytes: &[u8]| {
        let folder = root().join("fuzz/corpus").join(target);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), bytes).unwrap();
    };
    for name in ["an", "binh", "an-2024"] {
        let text = fs::read_to_string(root().join(format!("fixtures/qr/{name}.txt"))).unwrap();
        put("code", name, text.trim_end().as_bytes());
        put("wedge", name, text.trim_end().as_bytes());
        put("serial_framing", name, &[&[200], text.trim_end().as_bytes(), b"\r\n"].concat());
    }
    let insurance =
        b"HS4010099000123|4e677579e1bb856e2056c4836e20416e|15/05/1999|1|48c3a0204ee1bb9969|01 - 001|01/01/2024|-|$";
    put("code", "insurance", insurance);
    put("wedge", "no-marks", b"001099000123||Nguye6n4 Va8n An|15051999|Nam||01082022");
    put("wedge", "date", b"15/5/99");
    put("serial_framing", "identifier", b"\x20]Q1\x02001099000123\x03\x04\x00\x00\r\xFF\xC3");
    let td3 = b"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
    let td2 = b"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
    let td1 = b"I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
    for (name, zone) in [("td3", &td3[..]), ("td2", td2), ("td1", td1)] {
        put("zone", name, zone);
        put("wedge", name, zone);
        put("code", name, zone);
    }
    let key = |code: u8| [code, 1, code, 0];
    put("scanner_keys", "digits", &[key(11), key(11), key(2), key(28)].concat());
    put("scanner_keys", "shift", &[&[42, 1][..], &key(43), &[42, 0], &key(28)].concat());
    put("scanner_keys", "alt", &[&[56, 1][..], &key(79), &[56, 0], &key(28)].concat());
    let descriptor = [
        0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x85, 0x02, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x09, 0xFB, 0x95,
        0x01, 0x81, 0x02, 0x09, 0xFE, 0x95, 0x05, 0x81, 0x02, 0x09, 0xFF, 0x75, 0x01, 0x95, 0x01, 0x81, 0x02, 0xC0,
    ];
    let length = u8::try_from(descriptor.len()).unwrap();
    put("hid_reports", "pos", &[&[length], &descriptor[..], &[2, b'Q', b'0', b'0', b'1', b'0', b'9', 0]].concat());
    make_pictures(put);
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a picture")]
fn make_pictures(put: impl Fn(&str, &str, &[u8])) {
    let drawn = sample(Category::Small, 1);
    let picture = &drawn.picture;
    let (x, y) =
        drawn.truths[0].corners.iter().fold((f32::MAX, f32::MAX), |(x, y), corner| (x.min(corner.0), y.min(corner.1)));
    // The code with what is around it, 120 x 120.
    let from = |start: f32, end: u32| (start as u32).saturating_sub(10).min(end - 120);
    let (left, top) = (from(x, picture.width()), from(y, picture.height()));
    let grey: Vec<u8> = (0..120 * 120).map(|at| picture.get_pixel(left + at % 120, top + at / 120).0[0]).collect();
    let colours: Vec<u8> = grey.iter().flat_map(|&level| [level, level / 2, 255 - level]).collect();
    put("picture", "colours.jpg", &encode_rgb_jpeg(120, 120, &colours).unwrap());
    put("picture", "brightness.jpg", &encode_jpeg(&Luma::new(120, 120, grey.clone()).unwrap()).unwrap());
    let other = fs::read_dir(root().join("crates/reader/tests/eyes/pictures")).into_iter().flatten();
    let is_picture = |path: &PathBuf| path.extension().is_none_or(|ending| ending != "sh");
    for path in other.map(|entry| entry.unwrap().path()).filter(is_picture) {
        put("picture", path.file_name().unwrap().to_str().unwrap(), &fs::read(&path).unwrap());
    }
    put("pixels", "code", &[&[119, 255], grey.as_slice()].concat());
    let noise: Vec<u8> = (0_u32..4000).map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    put("pixels", "noise", &[&[63, 255], noise.as_slice()].concat());
}
