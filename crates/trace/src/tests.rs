use hex_literal::hex;

use super::*;

const TEXT: &str = "luutru-trace 1
atr 3B8880010073C8405300900022
reader-max 65536
> 00B09C0000
< 31009000 ~12
> 1086000003<3 bytes>00
< <69 bytes>9000
> 0084000008
< 6982
note interrupted
note resumed
end ok
";

#[test]
fn the_text_form_is_read_and_written_alike() {
    let trace: Trace = TEXT.parse().unwrap();
    assert_eq!(trace.to_string(), TEXT.replace(" ~12", ""));
    assert_eq!(trace.reader, Some(65_536));
    let secret = Masked(vec![Piece::Bytes(hex!("1086000003").to_vec()), Piece::Secret(3), Piece::Bytes(vec![0])]);
    assert_eq!(trace.lines[2], Line::Command(secret));
    assert_eq!(trace.to_string().parse(), Ok(trace));
}

#[test]
fn what_is_no_trace_is_refused() {
    let cases = [
        ("", TraceError::Version),
        ("luutru-trace 2", TraceError::Version),
        ("luutru-trace 1\n\n> 0", TraceError::Line(3)),
        ("luutru-trace 1\n> 0G", TraceError::Line(2)),
        ("luutru-trace 1\n> 00<3 byte>", TraceError::Line(2)),
        ("luutru-trace 1\n< <-3 bytes>", TraceError::Line(2)),
        ("luutru-trace 1\natr 3B\nreader-max many", TraceError::Line(3)),
        ("luutru-trace 1\nwhatever", TraceError::Line(2)),
    ];
    for (text, error) in cases {
        assert_eq!(text.parse::<Trace>(), Err(error), "{text}");
    }
}

#[test]
fn what_opens_a_chip_is_never_shown() {
    let secret = [0x5A; 32];
    let mut record = Record::default();
    for (ins, p1, p2, answer) in [(0x86, 0, 0, true), (0x82, 0, 0, true), (0x88, 0, 0, true), (0x22, 0x41, 0xA6, false)]
    {
        let command = Command::new(0x00, ins, p1, p2).with_data(secret).with_le(256);
        let answer = Response::new(if answer { secret.to_vec() } else { Vec::new() }, 0x9000.into());
        record.exchange(&command, Some(&answer));
    }
    let challenge = Command::new(0x00, 0x84, 0, 0).with_le(8);
    record.exchange(&challenge, Some(&Response::new([0x5A; 8], 0x9000.into())));
    let text = record.trace(None).to_string();
    assert!(!text.contains("5A5A"), "{text}");
    assert_eq!(text.matches("<32 bytes>").count(), 7);
    assert!(text.contains("< <8 bytes>9000"));
}
