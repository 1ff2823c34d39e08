//! What is drawn over the camera's picture.

use reader::camera::{Advice, GUIDE, Guidance};

use crate::view::{AdviceName, GuidanceView, GuideView};

/// Paints what helps a person to hold a card right.
pub(crate) fn view(guidance: Guidance) -> GuidanceView {
    GuidanceView {
        guide: GuideView { left: GUIDE.left, top: GUIDE.top, width: GUIDE.width, height: GUIDE.height },
        outline: guidance.outline.map(|corners| corners.map(|(x, y)| [x, y])),
        advice: guidance.advice.map(|advice| match advice {
            Advice::Closer => AdviceName::Closer,
            Advice::Farther => AdviceName::Farther,
            Advice::AvoidLamp => AdviceName::AvoidLamp,
            Advice::HoldStill => AdviceName::HoldStill,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_keeps_its_corners_in_order() {
        let corners = [(0.1, 0.2), (0.3, 0.2), (0.3, 0.4), (0.1, 0.4)];
        let view = view(Guidance { outline: Some(corners), advice: Some(Advice::AvoidLamp), module: None });
        assert_eq!(view.outline, Some([[0.1, 0.2], [0.3, 0.2], [0.3, 0.4], [0.1, 0.4]]));
        assert_eq!(view.advice, Some(AdviceName::AvoidLamp));
        assert!(view.guide.left + view.guide.width <= 1.0 && view.guide.top + view.guide.height <= 1.0);
    }
}
