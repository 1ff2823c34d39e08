//! The table of administrative units: the one that came with the program, or a later one that somebody has put beside the
//! database.

use std::cell::OnceCell;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use document::units::{SHIPPED, Units};

/// The file's name in the data folder.
const FILE: &str = "units.tsv";
/// A table is below half a megabyte; what is larger than this is none.
const LARGEST: u64 = 16 << 20;

/// The table, read when it is needed first.
pub(crate) struct UnitTable {
    file: PathBuf,
    units: OnceCell<Option<Units>>,
}

impl UnitTable {
    /// Looks in this data folder.
    pub(crate) fn of(data: &Path) -> Self {
        Self { file: data.join(FILE), units: OnceCell::new() }
    }

    /// What an address may be in the units of today, likeliest first; see [`Units::suggest`].
    pub(crate) fn suggest(&self, address: &str) -> Vec<String> {
        let units = self.units.get_or_init(|| newest(&self.file));
        let suggested = units.as_ref().map(|units| units.suggest(address)).unwrap_or_default();
        suggested.into_iter().map(private::Private::into_exposed).collect()
    }
}

/// The table of the file, if it can be read and is later than the one delivered; else that one.
fn newest(file: &Path) -> Option<Units> {
    let shipped =
        Units::parse(SHIPPED).inspect_err(|error| tracing::error!(%error, "the delivered table of units")).ok();
    let bytes = match read(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return shipped,
        Err(error) => {
            tracing::warn!(%error, "units.tsv cannot be read; the delivered table is used");
            return shipped;
        }
    };
    match Units::parse(&bytes) {
        Ok(units) if shipped.as_ref().is_none_or(|shipped| units.since() > shipped.since()) => Some(units),
        Ok(_) => {
            tracing::warn!("units.tsv is not later than the delivered table, which is used");
            shipped
        }
        Err(error) => {
            tracing::warn!(%error, "units.tsv is no table of units; the delivered one is used");
            shipped
        }
    }
}

fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "Số 5, Trúc Bạch, Ba Đình, Hà Nội";

    fn suggested(table: Option<&[u8]>) -> Vec<String> {
        let data = tempfile::tempdir().unwrap();
        if let Some(table) = table {
            std::fs::write(data.path().join(FILE), table).unwrap();
        }
        UnitTable::of(data.path()).suggest(OLD)
    }

    #[test]
    fn a_later_table_beside_the_database_takes_the_place_of_the_delivered_one() {
        let row = "Hà Nội\tQuận Ba Đình\tPhường Trúc Bạch\tPhường Mới\tHà Nội\n";
        let of = |day: &str| format!("luutru-units\t1\t{day}\n{row}").into_bytes();
        let delivered = ["Số 5, Phường Ba Đình, Hà Nội"];
        assert_eq!(suggested(None), delivered);
        assert_eq!(suggested(Some(&of("2026-05-01"))), ["Số 5, Phường Mới, Hà Nội"]);
        assert_eq!(suggested(Some(&of("2025-07-01"))), delivered, "not later");
        for damaged in [&b""[..], &[0xff, 0xfe], row.as_bytes()] {
            assert_eq!(suggested(Some(damaged)), delivered);
        }
    }
}
