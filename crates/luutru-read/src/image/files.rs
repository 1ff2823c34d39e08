//! Files and folders of pictures.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use scan::PictureError;

/// The most bytes of a file that are read: a picture of the most pixels, uncompressed, or minutes of film.
const LARGEST: u64 = 512 << 20;

/// Why nothing was seen in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileError {
    /// It is not there.
    NotFound,
    /// The user may not read it.
    NoPermission,
    /// It is a device, a pipe or a socket.
    NoFile,
    /// It has more bytes than are read.
    TooLong,
    /// The system cannot read it.
    Unreadable,
    /// It is no picture that can be decoded.
    Picture(PictureError),
}

impl FileError {
    /// What JSON calls it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::NoPermission => "no-permission",
            Self::NoFile => "no-file",
            Self::TooLong => "too-long",
            Self::Unreadable => "unreadable",
            Self::Picture(PictureError::Unknown) => "unknown-kind",
            Self::Picture(PictureError::TooLarge { .. }) => "too-large",
            Self::Picture(PictureError::Truncated) => "truncated",
            Self::Picture(PictureError::Damaged) => "damaged",
        }
    }

    /// What is wrong and what to do, to a person.
    pub fn sentence(self) -> String {
        let sentence = match self {
            Self::NotFound => "không có tệp này",
            Self::NoPermission => "không được phép đọc",
            Self::NoFile => "không phải tệp thường",
            Self::TooLong => "tệp quá lớn",
            Self::Unreadable => "hệ thống không đọc được tệp",
            Self::Picture(PictureError::Unknown) => "không phải ảnh JPEG hay PNG",
            Self::Picture(PictureError::TooLarge { width, height }) => {
                return format!("ảnh quá lớn: {width} x {height}; nhiều nhất {} điểm ảnh", scan::MOST_PIXELS);
            }
            Self::Picture(PictureError::Truncated) => "ảnh bị cắt cụt: chép lại tệp",
            Self::Picture(PictureError::Damaged) => "ảnh bị hỏng: chép lại tệp",
        };
        sentence.to_owned()
    }
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::NoPermission,
            _ => Self::Unreadable,
        }
    }
}

/// The bytes of a file.
pub enum Picture {
    /// One picture.
    Still(Vec<u8>),
    /// Motion JPEG: one picture after the other.
    Film(Vec<u8>),
}

type Entry = Result<PathBuf, (PathBuf, FileError)>;

/// A file itself, or the pictures in a folder and in its folders, in the order of their names. Folders that are links
/// are left out, so that no path comes twice.
pub fn below(path: &Path) -> Vec<Entry> {
    if !path.is_dir() {
        return vec![Ok(path.to_owned())];
    }
    let (mut found, mut open) = (Vec::new(), vec![Ok(path.to_owned())]);
    while let Some(entry) = open.pop() {
        match entry {
            // Taken from the end: the last name first.
            Ok(path) if path.is_dir() => open.extend(inside(&path).into_iter().rev()),
            entry => found.push(entry),
        }
    }
    found
}

fn inside(folder: &Path) -> Vec<Entry> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries.filter_map(Result::ok),
        Err(error) => return vec![Err((folder.to_owned(), error.into()))],
    };
    let wanted = |entry: &fs::DirEntry| {
        let link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        let folder = entry.path().is_dir();
        (folder && !link) || (!folder && is_picture(&entry.path()))
    };
    let mut paths: Vec<PathBuf> = entries.filter(wanted).map(|entry| entry.path()).collect();
    paths.sort();
    paths.into_iter().map(Ok).collect()
}

/// Reads a file.
pub fn read(path: &Path) -> Result<Picture, FileError> {
    let about = fs::metadata(path)?;
    if !about.is_file() {
        return Err(FileError::NoFile);
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(FileError::TooLong);
    }
    let film = ending(path).as_deref() == Some("mjpeg");
    Ok(if film { Picture::Film(bytes) } else { Picture::Still(bytes) })
}

fn is_picture(path: &Path) -> bool {
    matches!(ending(path).as_deref(), Some("jpg" | "jpeg" | "png" | "mjpeg"))
}

fn ending(path: &Path) -> Option<String> {
    path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase)
}
