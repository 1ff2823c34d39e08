//! The reading as a list of steps.

use super::{Conversation, Doing, Progress, Session, chip::Chip, length::Answers, link::Link};
use crate::{
    access::{self, Opened, Password},
    error::ReadError,
    evidence::{Evidence, Unread},
    lds::{Dg1, Dg13, Face, FileId, Files, Sod, SodError},
    reading::Reading,
};
use crypto::Random;

/// What a session was given.
pub(super) struct Plan {
    pub(super) passwords: Vec<Password>,
    pub(super) random: Random,
    pub(super) anchors: Vec<Vec<u8>>,
    pub(super) answers: Answers,
    pub(super) with_com: bool,
}

impl Plan {
    pub(super) fn start(self, link: Link) -> Conversation {
        Box::pin(read(self, link))
    }
}

/// One reading, over all interruptions: each step looks whether it has been done.
struct Procedure {
    plan: Plan,
    link: Link,
    chip: Chip,
    opened: Option<Opened>,
    dg1: Option<Dg1>,
    security: Option<Result<Sod, SodError>>,
    files: Files,
    unread: Vec<(FileId, Unread)>,
}

async fn read(plan: Plan, link: Link) -> Result<Box<Reading>, ReadError> {
    let mut procedure = Procedure {
        plan,
        chip: Chip::new(link.clone()),
        link,
        opened: None,
        dg1: None,
        security: None,
        files: Files::default(),
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
        for file in self.groups() {
            // Here chip authentication will follow DG14, and active authentication DG15.
            self.read(file).await?;
        }
        Ok(())
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
        match &mut self.opened {
            Some(opened) => opened.again(&mut self.chip, passwords, random, *answers).await?,
            None => self.opened = Some(access::open(&mut self.chip, passwords, random, *answers).await?),
        }
        if let Some(opened) = &self.opened {
            self.link.report(Progress::Opened { by: opened.by });
        }
        Ok(())
    }

    /// DG1, which everything else belongs to: after an interruption it must be the same.
    async fn identify(&mut self) -> Result<(), ReadError> {
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
        match self.chip.read(file).await {
            Ok(bytes) => self.files.insert(file, bytes),
            Err(ReadError::Refused { status, .. }) => self.unread.push((file, Unread::Refused(status))),
            Err(ReadError::Malformed { .. }) => self.unread.push((file, Unread::Malformed)),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// The groups behind DG1, the face last because it takes longest. The security object lists what the chip holds;
    /// without one, only what a person's data needs is tried. DG3 and DG4 ask for terminal authentication and are never
    /// tried.
    fn groups(&self) -> Vec<FileId> {
        const ALL: [FileId; 8] = [
            FileId::Dg14,
            FileId::Dg15,
            FileId::Dg13,
            FileId::Dg11,
            FileId::Dg12,
            FileId::Dg16,
            FileId::Dg7,
            FileId::Dg2,
        ];
        let listed = self.security.as_ref().and_then(|parsed| parsed.as_ref().ok());
        let listed = listed.map(|object| object.groups().collect::<Vec<_>>());
        let wanted = |file: &FileId| match (&listed, file.group()) {
            (Some(listed), Some(group)) => listed.contains(&group),
            _ => matches!(file, FileId::Dg13 | FileId::Dg2),
        };
        let com = self.plan.with_com.then_some(FileId::Com);
        com.into_iter().chain(ALL.into_iter().filter(wanted)).collect()
    }

    fn finish(self) -> Result<Box<Reading>, ReadError> {
        let (Some(opened), Some(dg1)) = (self.opened, self.dg1) else { return Err(ReadError::Over) };
        self.link.report(Progress::Doing(Doing::Judging));
        let evidence = Evidence::gather(self.security, &self.files, &self.unread, &self.plan.anchors);
        self.link.report(Progress::Checked);
        Ok(Box::new(Reading {
            access: opened.by,
            dg1,
            dg2: self.files.get(FileId::Dg2).and_then(Face::parse),
            dg13: self.files.get(FileId::Dg13).and_then(Dg13::parse),
            files: self.files,
            evidence,
            counts: self.link.counts(),
        }))
    }
}
