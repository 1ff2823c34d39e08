//! News from a chip that is being read, as both faces hear it.

use document::Document;
use private::Private;

use crate::view::{ReadAsk, ReadView, Trouble, TrustView};

/// One piece of news, in the order it comes.
pub enum ChipNews {
    /// The chip was opened.
    Opened,
    /// The chip has told the name: it can be shown while the rest is read.
    Name(Private<String>),
    /// Bytes read so far, of those known of.
    Bytes {
        /// Read.
        done: u32,
        /// To read; may grow.
        total: u32,
    },
    /// The card was lifted in the midst of it: it can be laid again, and the read goes on.
    Lifted,
    /// The same card lies there again.
    Back,
    /// Everything was read and judged.
    Read(Box<ChipFacts>),
    /// The read ended without a document.
    Failed(ChipFailure),
}

/// What a chip gave.
pub struct ChipFacts {
    /// The facts, each from the chip, with the verdict.
    pub document: Document,
    /// The face, as the chip keeps it (JPEG or JPEG 2000).
    pub face: Option<Private<Vec<u8>>>,
    /// What speaks against it, if anything does: then nobody may rely on it.
    pub against: Option<TrustView>,
}

/// Why a read ended, as far as it changes what a person should do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChipFailure {
    /// The card was lifted, and did not come back.
    Lifted,
    /// Another card was laid down in the midst of the read.
    AnotherCard,
    /// What lies there gives no answer: it lies askew, or on something.
    Mute,
    /// Another program holds the card.
    Busy,
    /// The chip did not accept the key: another card's number.
    WrongKey,
    /// The chip answers otherwise than it should.
    Unreadable,
    /// The reader or its service has gone.
    ReaderGone,
    /// It was stopped from here.
    Cancelled,
}

/// How far a read has come; what K2 and the drawer paint.
#[derive(Clone, Default)]
pub struct Progress {
    opened: bool,
    read: bool,
    done: u32,
    total: u32,
    name: Option<Private<String>>,
    lifted: bool,
}

impl Progress {
    /// Takes in one piece of news.
    pub fn hear(&mut self, news: &ChipNews) {
        match news {
            ChipNews::Opened => self.opened = true,
            ChipNews::Name(name) => self.name = Some(name.clone()),
            ChipNews::Bytes { done, total } => (self.done, self.total) = (*done, *total),
            ChipNews::Lifted => self.lifted = true,
            ChipNews::Back => self.lifted = false,
            ChipNews::Read(_) => self.read = true,
            ChipNews::Failed(_) => *self = Self::default(),
        }
    }

    /// Whether the card has left and the read waits for it.
    pub const fn waits_for_card(&self) -> bool {
        self.lifted
    }

    /// Paints it.
    pub fn view(&self, key_known: bool, ask: ReadAsk, trouble: Option<Trouble>, offer_qr_only: bool) -> ReadView {
        ReadView {
            waits: self.lifted,
            key_known,
            chip_opened: self.opened,
            facts_read: self.read,
            checked: self.read,
            bytes_done: self.done,
            bytes_total: self.total,
            name: self.name.as_ref().map(|name| name.expose().clone()),
            ask,
            trouble: trouble.or_else(|| self.lifted.then_some(Trouble::Lifted)),
            offer_qr_only,
            passport: false,
        }
    }
}
