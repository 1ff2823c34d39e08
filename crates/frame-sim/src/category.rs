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
}

impl Category {
    /// All categories.
    pub const ALL: [Self; 18] = [
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
    ];

    /// The categories that show one QR code of a citizen's card.
    pub const QR: &[Self] = &Self::ALL;

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
        }
    }

    /// The category of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.name() == name)
    }
}
