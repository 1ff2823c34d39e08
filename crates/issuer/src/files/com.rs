//! EF.COM (Doc 9303-10 clause 4.6.1): unsigned, and needed by no reader that reads the SOD.

use iso7816::tlv;

use super::{FileId, Files};

/// LDS 1.7, Unicode 4.0.0, and the tags of the data groups that are there.
pub fn file(files: &Files) -> Vec<u8> {
    let tags: Vec<u8> = files.keys().filter_map(|file| FileId::group(*file)).map(|(_, tag)| tag).collect();
    let parts = [tlv::write(0x5F01, b"0107"), tlv::write(0x5F36, b"040000"), tlv::write(0x5C, &tags)];
    tlv::write(0x60, &parts.concat())
}
