//! The parsers inside this crate, for fuzz targets and nobody else. The bodies that use them are in `fuzz/bodies.rs`.

use crypto::{Keys, Suite};
use iso7816::apdu::{Command, Response, SHORT_LE};
use pki::Trust;

use crate::{
    evidence::{Evidence, Findings},
    genuine::SecurityInfos,
    secure_messaging::Channel,
    session::Answers,
};
use lds::{Com, Dg1, Dg7, Dg11, Dg12, Dg13, Dg16, Face, FileId, Files, Sod};
use trace::Record;

/// EF.CardAccess, EF.CardSecurity and DG14.
pub fn security_infos(bytes: &[u8]) {
    let _ = (SecurityInfos::parse(bytes), SecurityInfos::of_dg14(bytes), SecurityInfos::of_card_security(bytes));
}

/// Every file that is parsed by itself.
pub fn files(bytes: &[u8]) {
    let _ = (Com::parse(bytes), Dg1::parse(bytes).is_ok(), Face::parse(bytes), Dg7::parse(bytes), Dg11::parse(bytes));
    let _ = (Dg12::parse(bytes), Dg13::parse(bytes), Dg16::parse(bytes));
}

/// EF.SOD weighed, as the file and as EF.CardSecurity, with the sentences that come of it.
pub fn security_object(bytes: &[u8], trust: &Trust) -> String {
    let mut files = Files::default();
    files.insert(FileId::Dg1, bytes.to_vec());
    files.insert(FileId::CardSecurity, bytes.to_vec());
    let security = Some(Sod::parse(bytes));
    let findings =
        Findings { security, files: &files, unread: &[], proofs: Vec::new(), binding: None, downgrade: None };
    let evidence = Evidence::gather(findings, trust, Some(0));
    format!("{} {}", evidence.for_clerk(), evidence.for_engineer())
}

/// An answer under protection, by every suite.
pub fn protected_answer(bytes: &[u8]) {
    for suite in [Suite::TripleDes, Suite::Aes128, Suite::Aes192, Suite::Aes256] {
        let mut channel = Channel::new(Keys::derive(suite, &[1; 32]), &[]);
        let Ok(answer) = Response::parse(bytes) else { return };
        let _ = channel.protect(&Command::new(0x00, 0xB0, 0x81, 0x00).with_le(SHORT_LE));
        let _ = channel.unprotect(&answer);
    }
}

/// An answer to reset, and what EF.ATR/INFO says of lengths.
pub fn answer_to_reset(bytes: &[u8]) {
    let _ = Answers::announced(bytes, None);
}

/// A file as a chip might give it by this short identifier, inside its application or beside it, recorded and redacted:
/// the text of the trace.
pub fn recorded(short_id: u8, in_application: bool, file: &[u8]) -> String {
    let mut record = Record::default();
    if in_application {
        let select = Command::new(0x00, 0xA4, 0x04, 0x0C).with_data([0xA0]);
        record.exchange(&select, Some(&Response::new([], 0x9000.into())));
    }
    let read = Command::new(0x00, 0xB0, 0x80 | (short_id & 0x1F), 0x00).with_le(65_536);
    record.exchange(&read, Some(&Response::new(file, 0x9000.into())));
    record.trace(Some("ok".to_owned())).to_string()
}
