//! Papers other than the cards of the fixtures, drawn as a camera sees them.

use document::{Document, Recognised, Severity};
use frame_sim::{Card, Category, Conditions, frame, sample};
use jiff::civil::Date;

/// A drawn paper: the camera's JPEG, and what a machine should read in it.
#[derive(Debug)]
pub struct Drawn {
    /// What the camera sees.
    pub jpeg: Vec<u8>,
    /// What a scanner sends of it.
    pub text: Vec<u8>,
    /// What stands in it.
    pub document: Document,
}

/// The first drawn passport with which a foreigner may stay today: nothing in it stops a notice.
///
/// # Panics
/// When none of many is one.
pub fn passport(today: Date) -> Drawn {
    let sound = |drawn: &Drawn| {
        let stops = drawn.document.findings(today);
        let expired = stops.iter().any(|found| found.code == document::FindingCode::Expired);
        !expired && !drawn.document.is_citizen() && stops.iter().all(|found| found.severity == Severity::Soft)
    };
    drawn(Category::MrzTd3, today).find(sound).expect("a valid passport among many")
}

/// A drawn health insurance card.
///
/// # Panics
/// When none of many is one.
pub fn insurance(today: Date) -> Drawn {
    drawn(Category::Bhyt, today).next().expect("a health insurance card among many")
}

/// The page of a passport or the back of a card with this zone, as a camera sees it at one moment of many.
///
/// # Panics
/// When the camera takes no JPEG.
pub fn with_zone(lines: &str, moment: u64) -> Vec<u8> {
    let mut conditions = Conditions::webcam(moment);
    if lines.lines().all(|line| line.len() == 44) {
        // The page is larger than a card: it is held farther away, and the zone stays in the picture.
        let pose = conditions.poses.first_mut().expect("one paper");
        (pose.pixels_per_mm, pose.anchor) = (9.0, (62.5, 50.0));
    }
    frame(Some(&Card::with_zone(lines)), conditions).jpeg.expect("a camera that sends JPEG")
}

fn drawn(category: Category, today: Date) -> impl Iterator<Item = Drawn> {
    (1..60).filter_map(move |seed| {
        let sample = sample(category, seed);
        let text = sample.truths.first()?.payload.clone();
        let seen = document::recognise(&text, today).ok()?;
        let whole = matches!(seen, Recognised::Zone(_) | Recognised::Insurance(_));
        Some(Drawn { jpeg: sample.jpeg?, text, document: seen.document(today)? }).filter(|_| whole)
    })
}

#[test]
fn papers_are_drawn_that_fit_the_stories() {
    let today = jiff::civil::date(2026, 7, 15);
    for drawn in [passport(today), insurance(today)] {
        assert!(drawn.jpeg.starts_with(&[0xff, 0xd8]) && drawn.document.name.is_some());
    }
}
