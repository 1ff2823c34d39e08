//! The practice stage: an emulated card on the reader, and pictures in front of the camera. It lives behind a feature
//! that a release build does not have. The card is a program of its own, spoken to over a socket in the stage's folder.

use std::path::{Path, PathBuf};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::UnixStream;

use crate::view::{RefusalCode, StageAct, StageProps};

/// The picture that is held in front of the camera.
const SHOWN: &str = "shown.jpg";

/// The stage: `card.sock` is where the emulated card listens, `cards/` and `pictures/` hold the props, `frames/` is
/// what the camera looks at.
pub(crate) struct Stage {
    folder: PathBuf,
}

impl Stage {
    /// The stage in a folder.
    pub(crate) const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// What lies ready.
    pub(crate) async fn props(&self) -> Result<StageProps, RefusalCode> {
        let cards = names(&self.folder.join("cards"), "toml").await?;
        Ok(StageProps { cards, pictures: names(&self.folder.join("pictures"), "jpg").await? })
    }

    /// One movement of a hand.
    pub(crate) async fn act(&self, act: StageAct) -> Result<(), RefusalCode> {
        match act {
            StageAct::Lay(card) => {
                self.tell_card(&format!("lay {}\n", self.prop("cards", &card, "toml")?.display())).await
            }
            StageAct::Lift => self.tell_card("lift\n").await,
            StageAct::Show(picture) => self.show(&self.prop("pictures", &picture, "jpg")?).await,
            StageAct::Hide => match tokio::fs::remove_file(self.folder.join("frames").join(SHOWN)).await {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(RefusalCode::NoStage),
                _ => Ok(()),
            },
        }
    }

    /// A name of a prop is letters, digits and dashes: it never leads out of the stage.
    fn prop(&self, kind: &str, name: &str, extension: &str) -> Result<PathBuf, RefusalCode> {
        let plain = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
        let path = self.folder.join(kind).join(format!("{name}.{extension}"));
        if plain && path.is_file() { Ok(path) } else { Err(RefusalCode::NoStage) }
    }

    /// The camera must never see half a picture: it is put there whole, by renaming.
    async fn show(&self, picture: &Path) -> Result<(), RefusalCode> {
        let (part, shown) = (self.folder.join("shown.part"), self.folder.join("frames").join(SHOWN));
        tokio::fs::copy(picture, &part).await.map_err(|error| gone(&error))?;
        tokio::fs::rename(&part, &shown).await.map_err(|error| gone(&error))
    }

    async fn tell_card(&self, line: &str) -> Result<(), RefusalCode> {
        let mut socket = UnixStream::connect(self.folder.join("card.sock")).await.map_err(|error| gone(&error))?;
        socket.write_all(line.as_bytes()).await.map_err(|error| gone(&error))?;
        let mut answer = String::new();
        BufReader::new(socket).read_line(&mut answer).await.map_err(|error| gone(&error))?;
        let answer: serde_json::Value = serde_json::from_str(&answer).map_err(|_| RefusalCode::NoStage)?;
        if answer.get("error").is_some() { Err(RefusalCode::NoStage) } else { Ok(()) }
    }
}

async fn names(folder: &Path, extension: &str) -> Result<Vec<String>, RefusalCode> {
    let mut entries = tokio::fs::read_dir(folder).await.map_err(|error| gone(&error))?;
    let mut names = Vec::new();
    while let Some(entry) = entries.next_entry().await.map_err(|error| gone(&error))? {
        let path = entry.path();
        if path.extension().is_some_and(|found| found == extension) {
            names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
        }
    }
    names.sort();
    Ok(names)
}

fn gone(error: &std::io::Error) -> RefusalCode {
    tracing::warn!(%error, "the practice stage");
    RefusalCode::NoStage
}
