//! The folder of exports. What lies there is in the clear, unlike the database: only the program's user may read it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use paper::{Form, Packet, PaperError, Why};
use store::{EntryKey, ExportKind};

use super::rows::Came;
use crate::view::RefusalCode;

/// What one export is made of.
pub(super) struct Made {
    pub(super) files: Vec<File>,
    pub(super) records: u32,
    pub(super) left_out: Vec<(usize, Why)>,
    /// Which telling of whose notices is in it.
    pub(super) notices: Vec<EntryKey>,
    /// The number of a packet, which is also how its files' names begin.
    pub(super) number: Option<String>,
}

/// One file: how its name goes on, and its bytes.
pub(super) struct File {
    ending: &'static str,
    bytes: Vec<u8>,
}

impl Made {
    pub(super) fn one(export: paper::Export, ending: &'static str) -> Self {
        let records = u32::try_from(export.records).unwrap_or(u32::MAX);
        let files = vec![File { ending, bytes: export.bytes }];
        Self { files, records, left_out: export.left_out, notices: Vec::new(), number: None }
    }

    /// Pages and a workbook of the same rows.
    pub(super) fn both(draw: impl Fn(Form) -> Result<paper::Export, PaperError>) -> Result<Self, PaperError> {
        let mut made = Self::one(draw(Form::Pdf)?, "pdf");
        made.files.push(File { ending: "xlsx", bytes: draw(Form::Xlsx)?.bytes });
        Ok(made)
    }

    /// The list first: it has everybody.
    pub(super) fn packet(packet: Packet) -> Self {
        let list = Self::one(packet.list, "danh-sach.pdf");
        let more = [
            ("cong-dan.xlsx", packet.citizens.bytes),
            ("nguoi-nuoc-ngoai.xml", packet.foreigners.bytes),
            ("ma-qr.pdf", packet.codes.bytes),
        ];
        let more = more.map(|(ending, bytes)| File { ending, bytes });
        Self {
            files: list.files.into_iter().chain(more).collect(),
            left_out: packet.in_no_file,
            number: Some(packet.number),
            ..list
        }
    }

    /// Adds whose notices are told with it: those in a file for the portal, and everybody on the list of a packet.
    pub(super) fn with_notices(mut self, kind: ExportKind, people: &[Came]) -> Self {
        let is_out = |place: usize| self.left_out.iter().any(|(out, _)| *out == place);
        let tells = |place: usize| match kind {
            ExportKind::PortalCitizens | ExportKind::PortalForeigners => !is_out(place),
            ExportKind::Packet => true,
            ExportKind::Guests | ExportKind::Foreigners | ExportKind::Report => false,
        };
        let told = people.iter().enumerate().filter(|(place, _)| tells(*place));
        self.notices = told.filter_map(|(_, came)| came.notice).collect();
        self
    }

    /// The digest of the first file.
    pub(super) fn sha256(&self) -> [u8; 32] {
        let bytes = self.files.first().map(|file| file.bytes.as_slice()).unwrap_or_default();
        *wire::Digest::of(bytes).bytes()
    }
}

impl File {
    pub(super) const fn new(ending: &'static str, bytes: Vec<u8>) -> Self {
        Self { ending, bytes }
    }

    fn name(&self, stem: &str) -> String {
        let joint = if self.ending.contains('.') { '_' } else { '.' };
        format!("{stem}{joint}{}", self.ending)
    }
}

/// Writes the files, all or none; gives the name of the first. None that is there is written over.
pub(super) fn write(folder: &Path, stem: &str, files: &[File]) -> Result<String, RefusalCode> {
    let mut begun = 0;
    let mut write_next = |file: &File| {
        let to = open(&folder.join(file.name(stem)))?;
        begun += 1;
        fill(to, &file.bytes)
    };
    let written = make_folder(folder).and_then(|()| files.iter().try_for_each(&mut write_next));
    if let Err(error) = written {
        tracing::error!(kind = ?error.kind(), "an export could not be written");
        remove(folder, stem, &files[..begun]);
        return Err(RefusalCode::FileFailed);
    }
    Ok(files.first().map(|file| file.name(stem)).unwrap_or_default())
}

/// Sees whether a folder takes a file, and leaves none there; `own` makes its name one that no other has.
///
/// # Errors
///
/// [`RefusalCode::FolderRefused`].
pub(super) fn try_out(folder: &Path, own: &str) -> Result<(), RefusalCode> {
    let path = folder.join(format!("luutru-{own}.tmp"));
    let tried = make_folder(folder).and_then(|()| fill(open(&path)?, b"luutru"));
    let gone = fs::remove_file(&path);
    tried.and(gone).map_err(|error| {
        tracing::error!(kind = ?error.kind(), "a folder of exports was refused");
        RefusalCode::FolderRefused
    })
}

/// Takes files back that nothing was recorded of.
pub(super) fn remove(folder: &Path, stem: &str, files: &[File]) {
    for file in files {
        // What was not written cannot be removed, which is well.
        let _ = fs::remove_file(folder.join(file.name(stem)));
    }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    builder.mode(0o700);
    builder.recursive(true).create(folder)
}

fn open(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    options.open(path)
}

fn fill(mut to: fs::File, bytes: &[u8]) -> io::Result<()> {
    to.write_all(bytes)?;
    to.sync_all()
}
