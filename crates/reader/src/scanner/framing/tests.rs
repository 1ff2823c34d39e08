use proptest::prelude::*;

use super::*;

const CARD: &str = "001099000123|012345678|Nguyễn Văn An|15051999|Nam|Số 1, Đội Cấn, Ba Đình, Hà Nội|20052022";

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// What comes out of reads, each at its own millisecond, and of silence ever after.
fn all<'a>(reads: impl IntoIterator<Item = &'a [u8]>) -> Vec<Framed> {
    let (mut framer, mut out) = (Framer::default(), Vec::new());
    for (at, read) in (1..).zip(reads) {
        out.extend(framer.take(read, ms(at)));
    }
    out.extend(framer.silent(ms(1_000_000)));
    assert_eq!(framer.wake(), None);
    out
}

fn texts(framed: &[Framed]) -> Vec<String> {
    let text = |one: &Framed| match one {
        Framed::Frame(frame) => String::from_utf8_lossy(frame.bytes.expose()).into_owned(),
        Framed::TooLong => "too long".to_owned(),
    };
    framed.iter().map(text).collect()
}

#[test]
fn every_way_to_end_a_code_ends_it_once() {
    let table: [(&[u8], &[&str]); 16] = [
        (b"AB12\r", &["AB12"]),
        (b"AB12\n", &["AB12"]),
        (b"AB12\r\n", &["AB12"]),
        (b"AB12\n\r", &["AB12"]),
        (b"AB12", &["AB12"]),
        (b"\x02AB12\x03", &["AB12"]),
        (b"\x02AB12\x03\r\n", &["AB12"]),
        (b"\x02AB12\r\x03", &["AB12"]),
        (b"AB12\t\r", &["AB12"]),
        (b"\r\n\r\n\0\0", &[]),
        (b"", &[]),
        (b"one\rtwo\r\nthree\n\nfour", &["one", "two", "three", "four"]),
        (b"\x02one\x03\x02two\x03", &["one", "two"]),
        (b"A\0B\0\r", &["AB"]),
        (b"]Q1AB12\r", &["AB12"]),
        (b"]Q1\r", &[]),
    ];
    for (bytes, expected) in table {
        assert_eq!(texts(&all([bytes])), expected, "{bytes:?}");
        assert_eq!(texts(&all(bytes.chunks(1))), expected, "{bytes:?} byte by byte");
    }
}

#[test]
fn how_long_a_code_took_to_come_is_told_without_the_silence_behind_it() {
    let took = |reads: &[(u64, &[u8])]| {
        let mut framer = Framer::default();
        let mut out: Vec<Framed> = reads.iter().flat_map(|(at, read)| framer.take(read, ms(*at))).collect();
        out.extend(framer.silent(ms(1_000_000)));
        let took = |one: &Framed| match one {
            Framed::Frame(frame) => frame.took.unwrap().as_millis(),
            Framed::TooLong => panic!("too long"),
        };
        out.iter().map(took).collect::<Vec<_>>()
    };
    assert_eq!(took(&[(5, b"AB12\r\n")]), [0]);
    assert_eq!(took(&[(5, b"AB"), (9, b"12"), (12, b"\r"), (13, b"\n")]), [7]);
    assert_eq!(took(&[(5, b"AB"), (9, b"12")]), [4], "and the scanner sends no end");
    assert_eq!(took(&[(5, b"one\rtw"), (30, b"o\r")]), [0, 25], "each by itself");
    let zone = b"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\r";
    let lines: [(u64, &[u8]); 2] = [(100, zone), (160, b"L898902C36UTO7408122F1204159ZE184226B<<<<<10\r")];
    assert_eq!(took(&lines), [60], "two lines are one code");
}

#[test]
fn what_ended_a_code_is_told() {
    let ends = |bytes: &[u8]| all([bytes]).iter().map(end).collect::<Vec<_>>();
    assert_eq!(
        ends(b"one\rtwo\r\nthree\n\x02four\x03five"),
        [End::Sign(b'\r'), End::Sign(b'\r'), End::Sign(b'\n'), End::Sign(ETX), End::Silence,]
    );
}

fn end(framed: &Framed) -> End {
    match framed {
        Framed::Frame(frame) => frame.end,
        Framed::TooLong => panic!("too long"),
    }
}

#[test]
fn the_identifier_is_taken_off_and_kept() {
    let kind = |bytes: &[u8]| match all([bytes]).pop() {
        Some(Framed::Frame(frame)) => (frame.symbology.map(|s| (s.kind, s.modifier)), frame.bytes.into_exposed()),
        other => panic!("{other:?}"),
    };
    assert_eq!(kind(b"]Q1001099000123|\r"), (Some((b'Q', b'1')), b"001099000123|".to_vec()));
    assert_eq!(kind(b"]L2x\r"), (Some((b'L', b'2')), b"x".to_vec()));
    for plain in ["]", "]Q", "]1Q", "]Q|1", "001"] {
        assert_eq!(kind(plain.as_bytes()), (None, plain.as_bytes().to_vec()));
    }
}

#[test]
fn letters_are_whole_wherever_a_read_was_cut() {
    let sent = format!("{CARD}\r\n");
    for cut in 0..=sent.len() {
        let (one, other) = sent.as_bytes().split_at(cut);
        let framed = all([one, other]);
        let [Framed::Frame(frame)] = framed.as_slice() else { panic!("{framed:?} cut at {cut}") };
        assert!(frame.utf8 && frame.bytes.expose() == CARD.as_bytes(), "cut at {cut}");
    }
}

#[test]
fn another_code_page_is_said_and_its_bytes_are_kept() {
    // "Nguyễn" as Windows-1258 has it, and an e with its mark as Latin-1 has it.
    for bytes in [&b"Nguy\xEA\xDEn"[..], b"caf\xE9", b"\xFF\xFE\x31"] {
        let framed = all([bytes, b"\r"]);
        let [Framed::Frame(frame)] = framed.as_slice() else { panic!("{framed:?}") };
        assert!(!frame.utf8 && frame.bytes.expose() == bytes);
    }
}

#[test]
fn silence_ends_a_code_of_a_scanner_that_sends_no_end() {
    let mut framer = Framer::default();
    assert_eq!((framer.wake(), framer.silent(ms(5_000))), (None, vec![]));
    assert!(framer.take(b"AB", ms(10)).is_empty());
    assert!(framer.take(b"12", ms(90)).is_empty());
    assert_eq!(framer.wake(), Some(ms(190)));
    assert_eq!(framer.silent(ms(189)), []);
    assert_eq!(texts(&framer.silent(ms(190))), ["AB12"]);
    assert_eq!(framer.wake(), None);
}

#[test]
fn silence_is_waited_out_longer_where_more_must_come() {
    let mut framer = Framer::default();
    let (whole, half) = ("Nguyễ".as_bytes(), 1);
    framer.take(&whole[..whole.len() - half], ms(0));
    assert_eq!(framer.wake(), Some(ms(1_000)), "a letter is half there");
    framer.take(&whole[whole.len() - half..], ms(500));
    assert_eq!(framer.wake(), Some(ms(600)));
    assert_eq!(texts(&framer.take(b"n\r", ms(550))), ["Nguyễn"]);
    framer.take(b"001099", ms(600));
    assert_eq!(framer.wake(), Some(ms(1_600)), "this scanner sends ends");
    assert_eq!(framer.silent(ms(1_599)), []);
    assert_eq!(texts(&framer.take(b"000123\r", ms(1_599))), ["001099000123"]);
}

#[test]
fn what_is_too_long_is_refused_once_and_the_next_code_is_read() {
    let long = [b'x'; LONGEST + 1];
    let fits = texts(&all([&long[..LONGEST], b"\r"]));
    assert_eq!(fits, [String::from_utf8_lossy(&long[..LONGEST]).into_owned()]);
    assert_eq!(texts(&all([&long[..], b"yyy\rAB12\r"])), ["too long", "AB12"]);
    assert_eq!(texts(&all([&long[..]; 3])), ["too long"]);
    let mut framer = Framer::default();
    framer.take(&long, ms(0));
    assert_eq!(framer.silent(ms(100)), [], "silence is an end too, and nothing is left of it");
    assert_eq!(texts(&framer.take(b"AB12\r", ms(101))), ["AB12"]);
}

#[test]
fn the_lines_of_a_zone_are_one_code() {
    let passport = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];
    let card = ["IDVNM0990001232001099000123<<3", "9905153M3905151VNM<<<<<<<<<<<2", "NGUYEN<<VAN<AN<<<<<<<<<<<<<<<<"];
    for lines in [&passport[..], &card] {
        for end in ["\r", "\r\n", "\x03\r\n"] {
            let sent = format!("{}{end}AB12{end}", lines.join(end));
            assert_eq!(texts(&all([sent.as_bytes()])), [&lines.join("\n"), "AB12"], "{end:?}");
        }
    }
    let mut framer = Framer::default();
    assert_eq!(framer.take(format!("{}\r", passport[0]).as_bytes(), ms(0)), []);
    assert_eq!(texts(&framer.silent(ms(1_000))), [passport[0]], "the other line does not come");
    let between = format!("{}\rAB12\r{}\r", passport[0], passport[1]);
    assert_eq!(texts(&all([between.as_bytes()])), [passport[0], "AB12", passport[1]]);
    assert_eq!(texts(&all(["123456789012345678901234567890\r".as_bytes()])), ["123456789012345678901234567890"]);
}

#[test]
fn nothing_of_a_code_is_printed() {
    let printed = format!("{:?}", all([CARD.as_bytes()]));
    assert!(!printed.contains("001099000123") && !printed.contains("48, 48, 49"), "{printed}");
}

proptest! {
    #[test]
    fn reads_of_any_size_give_the_same_codes(
        codes in proptest::collection::vec("[a-zA-Z0-9|ễơưđ \u{1ea5}]{1,40}", 1..6),
        ends in proptest::collection::vec(proptest::sample::select(vec!["\r", "\n", "\r\n", "\x03", "\x03\r\n"]), 6),
        sizes in proptest::collection::vec(1usize..9, 1..40),
    ) {
        let sent: String = codes.iter().zip(&ends).flat_map(|(code, end)| [code.as_str(), end]).collect();
        let (mut rest, mut reads) = (sent.as_bytes(), Vec::new());
        for size in sizes.iter().cycle() {
            if rest.is_empty() { break }
            let (read, behind) = rest.split_at((*size).min(rest.len()));
            reads.push(read);
            rest = behind;
        }
        prop_assert_eq!(texts(&all(reads)), codes);
    }

    #[test]
    fn any_bytes_keep_within_bounds(reads in proptest::collection::vec(any::<Vec<u8>>(), 0..20)) {
        let framed = all(reads.iter().map(Vec::as_slice));
        for one in framed {
            let Framed::Frame(frame) = one else { continue };
            prop_assert!(!frame.bytes.expose().is_empty() && frame.bytes.expose().len() <= LONGEST);
        }
    }
}
