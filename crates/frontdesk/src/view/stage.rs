//! The practice stage: emulated cards and pictures, behind the orange frame.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What lies ready behind the stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StageProps {
    /// Cards that can be laid.
    pub cards: Vec<String>,
    /// Pictures that can be held in front of the camera.
    pub pictures: Vec<String>,
}

/// One movement of a hand.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "do", content = "with", rename_all = "camelCase")]
pub enum StageAct {
    /// Lay this card on the reader.
    Lay(String),
    /// Lift the card.
    Lift,
    /// Hold this picture in front of the camera.
    Show(String),
    /// Take the picture away.
    Hide,
}
