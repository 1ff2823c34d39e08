//! What each fuzz target does with its bytes, in one place: cargo-fuzz drives it, and so do emrtd's tests over the committed
//! corpus and over generated input. A body must come to its end: no panic, no endless loop, no memory out of proportion.

use emrtd::{Can, Output, Password, Session, Trace, Trust, fuzzing};
use iso7816::{apdu, tlv};

/// What is done with an input.
pub type Body = fn(&[u8]);

/// The targets by name.
pub const ALL: [(&str, Body); 10] = [
    ("tlv", tlv),
    ("files", files),
    ("security_infos", security_infos),
    ("security_object", security_object),
    ("certificates", certificates),
    ("apdu", apdu),
    ("answer_to_reset", answer_to_reset),
    ("keys", keys),
    ("trace", trace),
    ("conversation", conversation),
];

/// BER-TLV, and the BER that security objects come in.
pub fn tlv(bytes: &[u8]) {
    let taken: usize = tlv::objects(bytes).map_while(Result::ok).map(|object| object.whole.len()).sum();
    assert!(taken <= bytes.len());
    let _ = (tlv::Header::read(bytes), tlv::find_path(bytes, &[0x30, 0x30, 0x04]));
}

/// Every data group.
pub fn files(bytes: &[u8]) {
    fuzzing::files(bytes);
}

/// EF.CardAccess, EF.CardSecurity, DG14.
pub fn security_infos(bytes: &[u8]) {
    fuzzing::security_infos(bytes);
}

/// EF.SOD with its signature and its chain.
pub fn security_object(bytes: &[u8]) {
    let said = fuzzing::security_object(bytes, &Trust::none());
    assert!(said.len() < 20_000, "{} bytes are said", said.len());
}

/// What an operator adds: certificates, lists of revoked ones, master lists.
pub fn certificates(bytes: &[u8]) {
    let mut trust = Trust::none();
    let _ = trust.add(bytes);
    let _ = (trust.add_certificate(bytes), trust.add_crl(bytes));
    if let Some(certificate) = pki::Certificate::parse(bytes) {
        let chain = trust.judge(&certificate, Some(0));
        assert!(chain.path.len() <= 6);
    }
}

/// Commands, answers, and answers under protection.
pub fn apdu(bytes: &[u8]) {
    if let Ok(command) = apdu::Command::parse(bytes) {
        assert!(apdu::Command::parse(&command.encode()).is_ok());
    }
    if let Ok(answer) = apdu::Response::parse(bytes) {
        assert_eq!(answer.encode(), bytes);
    }
    fuzzing::protected_answer(bytes);
}

/// An answer to reset.
pub fn answer_to_reset(bytes: &[u8]) {
    fuzzing::answer_to_reset(bytes);
}

/// Public keys and parameters, and DG15.
pub fn keys(bytes: &[u8]) {
    let _ = (crypto::AgreementKey::parse(bytes), crypto::Group::parse(bytes), crypto::PublicKey::parse(bytes));
    let _ = fuzzing::recorded(0x0F, true, bytes);
}

/// The text of a trace; and a trace of a file of any kind, whose text is one.
pub fn trace(bytes: &[u8]) {
    if let Ok(trace) = String::from_utf8_lossy(bytes).parse::<Trace>() {
        assert_eq!(trace.to_string().parse(), Ok(trace));
    }
    let [short_id, file @ ..] = bytes else { return };
    let text = fuzzing::recorded(*short_id, short_id & 0x80 != 0, file);
    let trace: Trace = text.parse().expect("what is written can be read");
    assert_eq!(trace.to_string(), text);
}

/// A whole conversation in which the chip answers these bytes: each answer is a length and so many of them.
pub fn conversation(bytes: &[u8]) {
    let can = Can::new("000123").map(Password::Can).into_iter();
    let key = mrz::MrzKey::new("099000123", "990515", "390515").map(Password::Mrz);
    let mut session = Session::new(can.chain(key).collect(), [7; 32]).recording().on_reader(bytes, None).with_com();
    let mut rest = bytes;
    let mut answers = 0;
    loop {
        match session.poll() {
            Output::Transmit(_) => {
                answers += 1;
                assert!(answers <= Session::MOST_COMMANDS + Session::MOST_INTERRUPTIONS + 1);
                session.answer(next_answer(&mut rest));
            }
            Output::Progress(_) => {}
            Output::Interrupted => session.resume(&[], None),
            Output::Finished(_) => break,
        }
    }
    let text = session.trace().expect("it was recorded").to_string();
    assert!(text.parse::<Trace>().is_ok());
}

/// Behind the end of the bytes the card has left.
fn next_answer<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let [size, behind @ ..] = *rest else { return &[] };
    let (answer, behind) = behind.split_at(usize::from(*size).min(behind.len()));
    *rest = behind;
    answer
}
