//! The reading as a list of steps.

use super::{Conversation, Doing, Progress, Session, chip::Chip, length::Answers, link::Link, proving::Proofs};
use crate::{
    access::{self, Opened, Password},
    error::ReadError,
    evidence::{Downgrade, Evidence, Findings, Unread},
    reading::Reading,
};
use crypto::Random;
use lds::{Dg1, FileId, Files, Sod, SodError};
use pki::Trust;
use trace::Note;

/// The groups that hold no keys, the face last because it takes longest. DG3 and DG4 ask for terminal authentication and
/// are never tried.
const DETAILS: [FileId; 6] = [FileId::Dg13, FileId::Dg11, FileId::Dg12, FileId::Dg16, FileId::Dg7, FileId::Dg2];

/// What a session was given.
pub(super) struct Plan {
    pub(super) passwords: Vec<Password>,
    pub(super) random: Random,
    pub(super) trust: Trust,
    pub(super) now: Option<i64>,
    pub(super) occasion: [u8; 32],
    pub(super) answers: Answers,
    pub(super) with_com: bool,
}

impl Plan {
    pub(super) fn start(self, link: Link) -> Conversation {
        Box::pin(read(self, link))
    }
}

/// One reading, over all interruptions: each step looks whether it has been done.
pub(super) struct Procedure {
    pub(super) plan: Plan,
    pub(super) link: Link,
    pub(super) chip: Chip,
    pub(super) opened: Option<Opened>,
    pub(super) files: Files,
    pub(super) proofs: Proofs,
    dg1: Option<Dg1>,
    security: Option<Result<Sod, SodError>>,
    unread: Vec<(FileId, Unread)>,
}

async fn read(plan: Plan, link: Link) -> Result<Box<Reading>, ReadError> {
    let mut procedure = Procedure {
        plan,
        chip: Chip::new(link.clone()),
        link,
        opened: None,
        files: Files::default(),
        proofs: Proofs::default(),
        dg1: None,
        security: None,
        unread: Vec::new(),
    };
    for _ in 0..Session::MOST_INTERRUPTIONS {
        match procedure.run().await {
            Err(ReadError::CutShort { .. }) => procedure.resume().await,
            Err(error) => return Err(error),
            Ok(()) => return procedure.finish(),
        }
    }
    procedure.run().await?;
    procedure.finish()
}

impl Procedure {
    /// The steps in their order. After an interruption they are gone through again.
    async fn run(&mut self) -> Result<(), ReadError> {
        self.open().await?;
        self.identify().await?;
        self.read_security_object().await?;
        self.read_listed(&[FileId::Dg14]).await?;
        self.authenticate_chip().await?;
        self.read_listed(&[FileId::Dg15]).await?;
        self.authenticate_actively().await?;
        if self.plan.with_com {
            self.read(FileId::Com).await?;
        }
        self.read_listed(&DETAILS).await?;
        self.settle_at_last().await
    }

    /// Waits until a card lies there again.
    async fn resume(&mut self) {
        let answers = self.link.interruption().await;
        self.plan.answers = if self.chip.is_short_only() { Answers::SHORT } else { answers };
        self.chip.reset();
    }

    async fn open(&mut self) -> Result<(), ReadError> {
        self.link.report(Progress::Doing(Doing::Opening));
        let Plan { passwords, random, answers, .. } = &mut self.plan;
        if let Some(opened) = &mut self.opened {
            opened.again(&mut self.chip, passwords, random, *answers).await?;
        } else {
            let opened = access::open(&mut self.chip, passwords, random, *answers).await?;
            if let Some(file) = &opened.card_security {
                self.files.insert(FileId::CardSecurity, file.clone());
            }
            let by = opened.by;
            let words = opened.offer.as_ref().map_or_else(|| format!("{by:?}"), |offer| format!("{by:?} {offer}"));
            self.link.note(Note::Opened(words));
            self.opened = Some(opened);
        }
        if let Some(opened) = &self.opened {
            self.link.report(Progress::Opened { by: opened.by });
        }
        Ok(())
    }

    /// DG1, which everything else belongs to: after an interruption it must be the same.
    pub(super) async fn identify(&mut self) -> Result<(), ReadError> {
        if let Some(known) = self.files.get(FileId::Dg1) {
            let same = self.chip.still_holds(FileId::Dg1, known).await?;
            return if same { Ok(()) } else { Err(ReadError::AnotherCard) };
        }
        self.link.report(Progress::Doing(Doing::Reading(FileId::Dg1)));
        let raw = self.chip.read(FileId::Dg1).await?;
        let dg1 = Dg1::parse(&raw)?;
        self.files.insert(FileId::Dg1, raw);
        self.link.report(Progress::Identity(Box::new(dg1.clone())));
        self.dg1 = Some(dg1);
        Ok(())
    }

    async fn read_security_object(&mut self) -> Result<(), ReadError> {
        if self.security.is_none() {
            self.read(FileId::Sod).await?;
            self.security = self.files.get(FileId::Sod).map(Sod::parse);
        }
        Ok(())
    }

    /// Reads a file once. A chip that refuses it, or gives it damaged, costs that file only.
    async fn read(&mut self, file: FileId) -> Result<(), ReadError> {
        if self.files.get(file).is_some() || self.unread.iter().any(|(unread, _)| *unread == file) {
            return Ok(());
        }
        self.link.report(Progress::Doing(Doing::Reading(file)));
        let outcome = self.chip.read(file).await;
        self.settle(matches!(outcome, Err(ReadError::Protection { .. })))?;
        match outcome {
            Ok(bytes) => self.files.insert(file, bytes),
            Err(ReadError::Refused { status, .. }) => self.unread.push((file, Unread::Refused(status))),
            Err(ReadError::Malformed { .. }) => self.unread.push((file, Unread::Malformed)),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Reads those of the groups that the chip holds, as the security object lists them. Without one, only what a person's
    /// data needs is tried.
    async fn read_listed(&mut self, groups: &[FileId]) -> Result<(), ReadError> {
        for &file in groups {
            let object = self.security.as_ref().and_then(|parsed| parsed.as_ref().ok());
            let wanted = match (object, file.group()) {
                (Some(object), Some(group)) => object.groups().any(|listed| listed == group),
                _ => matches!(file, FileId::Dg13 | FileId::Dg2),
            };
            if wanted {
                self.read(file).await?;
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Box<Reading>, ReadError> {
        let (Some(opened), Some(dg1)) = (self.opened, self.dg1) else { return Err(ReadError::Over) };
        self.link.report(Progress::Doing(Doing::Judging));
        let files = self.files;
        let binding = self.proofs.binding;
        let downgrade = Downgrade::find(files.get(FileId::Dg14), opened.offer.as_ref());
        let findings = Findings {
            security: self.security,
            files: &files,
            unread: &self.unread,
            proofs: opened.proof.into_iter().chain(self.proofs.all()).collect(),
            binding,
            downgrade,
        };
        let evidence = Evidence::gather(findings, &self.plan.trust, self.plan.now);
        self.link.report(Progress::Checked);
        Ok(Box::new(Reading::new(opened.by, dg1, files, evidence, self.link.counts())))
    }
}
