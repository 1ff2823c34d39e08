//! What a page draws over the camera's picture.

use serde::Serialize;
use ts_rs::TS;

/// What helps a person to hold a card right. All places are fractions of the picture's width and height from its top left,
/// as the camera sees it; a page that shows a mirror image turns them with it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuidanceView {
    /// The box to hold the card in.
    pub guide: GuideView,
    /// The corners of what is being read, each across and down.
    pub outline: Option<[[f32; 2]; 4]>,
    /// What to do when nothing is read.
    pub advice: Option<AdviceName>,
}

/// The box to hold a card in.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuideView {
    /// Left edge.
    pub left: f32,
    /// Top edge.
    pub top: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

/// One word of advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AdviceName {
    /// The card is too small to be read.
    Closer,
    /// The card is too near to be sharp.
    Farther,
    /// A lamp is mirrored in the card.
    AvoidLamp,
    /// The card moves.
    HoldStill,
}
