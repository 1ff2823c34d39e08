//! The labelled kinds of frames, with the names that the measurements use.

/// What makes a frame hard, or which paper it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Nothing is wrong.
    Clean,
    /// Few pixels a module.
    Small,
    /// Out of focus.
    Defocus,
    /// Soft optics.
    Gaussian,
    /// Moved while the shutter was open.
    Motion,
    /// Tilted away from the camera.
    Tilt,
    /// Bent like a cylinder.
    Curl,
    /// A lamp mirrored in the card.
    Glare,
    /// A film over the print: veil, streaks, sparks.
    Laminate,
    /// Pale print, dim light.
    LowContrast,
    /// A rustling sensor.
    Noise,
    /// Much compressed.
    Jpeg,
    /// A shadow or a window beside.
    UnevenLight,
    /// Scratched, dirty, pierced.
    Worn,
    /// A telephone's screen.
    Screen,
    /// A little of several, as at a counter.
    KioskEasy,
    /// More of several.
    KioskMid,
    /// Much of several.
    KioskHard,
    /// A card's machine readable zone.
    MrzTd1,
    /// A large card's machine readable zone.
    MrzTd2,
    /// A passport's machine readable zone.
    MrzTd3,
    /// The stacked code of an older card.
    Pdf417,
    /// The bars of an older card.
    Linear,
    /// The code of a health insurance card (bảo hiểm y tế).
    Bhyt,
    /// Several papers in one frame.
    Several,
    /// Nothing that a machine could read.
    Nothing,
}

impl Category {
    /// All categories.
    pub const ALL: [Self; 26] = [
        Self::Clean,
        Self::Small,
        Self::Defocus,
        Self::Gaussian,
        Self::Motion,
        Self::Tilt,
        Self::Curl,
        Self::Glare,
        Self::Laminate,
        Self::LowContrast,
        Self::Noise,
        Self::Jpeg,
        Self::UnevenLight,
        Self::Worn,
        Self::Screen,
        Self::KioskEasy,
        Self::KioskMid,
        Self::KioskHard,
        Self::MrzTd1,
        Self::MrzTd2,
        Self::MrzTd3,
        Self::Pdf417,
        Self::Linear,
        Self::Bhyt,
        Self::Several,
        Self::Nothing,
    ];

    /// The categories that show one QR code of a citizen's card.
    pub const QR: &[Self] = Self::ALL.split_at(18).0;

    /// Its name, in lower case with hyphens.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Small => "small",
            Self::Defocus => "defocus",
            Self::Gaussian => "gaussian",
            Self::Motion => "motion",
            Self::Tilt => "tilt",
            Self::Curl => "curl",
            Self::Glare => "glare",
            Self::Laminate => "laminate",
            Self::LowContrast => "low-contrast",
            Self::Noise => "noise",
            Self::Jpeg => "jpeg",
            Self::UnevenLight => "uneven-light",
            Self::Worn => "worn",
            Self::Screen => "screen",
            Self::KioskEasy => "kiosk-easy",
            Self::KioskMid => "kiosk-mid",
            Self::KioskHard => "kiosk-hard",
            Self::MrzTd1 => "mrz-td1",
            Self::MrzTd2 => "mrz-td2",
            Self::MrzTd3 => "mrz-td3",
            Self::Pdf417 => "pdf417",
            Self::Linear => "linear",
            Self::Bhyt => "bhyt",
            Self::Several => "several",
            Self::Nothing => "nothing",
        }
    }

    /// The category of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.name() == name)
    }
}
