//! Focus, exposure and flicker: set where the camera offers it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use v4l::Device;
use v4l::control::{Control, Description, Flags, Value};

use crate::camera::{Answer, Settings};

// V4L2_CID_* of linux/v4l2-controls.h.
const POWER_LINE_FREQUENCY: u32 = 0x0098_0918;
const EXPOSURE_AUTO: u32 = 0x009a_0901;
const EXPOSURE_AUTO_PRIORITY: u32 = 0x009a_0903;
const FOCUS_ABSOLUTE: u32 = 0x009a_090a;
const FOCUS_AUTO: u32 = 0x009a_090c;

/// Lamps in Vietnam flicker with a mains of 50 Hz: `V4L2_CID_POWER_LINE_FREQUENCY_50HZ`.
const MAINS_50_HZ: i64 = 1;
/// How the menu of exposure says automatic, best first: webcams have "aperture priority" for it, others "auto".
const AUTOMATIC: [i64; 2] = [3, 0];

/// One thing to set, and what to.
#[derive(Debug, PartialEq, Eq)]
enum Wish {
    Set(u32, Value),
    NotOffered,
}

/// Sets what the camera offers, and tells what it said.
pub fn set(device: &Device) -> Settings {
    // The list is made by a library that panics over a control that it does not know.
    let offered =
        catch_unwind(AssertUnwindSafe(|| device.query_controls())).ok().and_then(Result::ok).unwrap_or_default();
    let carry_out = |wish: Wish| match wish {
        Wish::NotOffered => Answer::NotOffered,
        Wish::Set(id, value) => match device.set_control(Control { id, value }) {
            Ok(()) => Answer::Set,
            Err(_) => Answer::Refused,
        },
    };
    Settings {
        continuous_focus: carry_out(switch(&offered, FOCUS_AUTO, true)),
        near_focus: carry_out(near_focus(&offered)),
        automatic_exposure: carry_out(exposure(&offered)),
        steady_rate: carry_out(switch(&offered, EXPOSURE_AUTO_PRIORITY, false)),
        mains: carry_out(mains(&offered)),
    }
}

fn find(offered: &[Description], id: u32) -> Option<&Description> {
    let locked = Flags::DISABLED | Flags::READ_ONLY;
    offered.iter().find(|control| control.id == id && !control.flags.intersects(locked))
}

fn switch(offered: &[Description], id: u32, on: bool) -> Wish {
    find(offered, id).map_or(Wish::NotOffered, |_| Wish::Set(id, Value::Boolean(on)))
}

/// Only where there is no continuous focus. The unit is the maker's own, larger is nearer: the middle of the range is a
/// hand's breadth or two with most.
fn near_focus(offered: &[Description]) -> Wish {
    match (find(offered, FOCUS_AUTO), find(offered, FOCUS_ABSOLUTE)) {
        (None, Some(focus)) => {
            let step = i64::try_from(focus.step).unwrap_or(1).max(1);
            let middle = (focus.maximum - focus.minimum) / 2 / step * step;
            Wish::Set(FOCUS_ABSOLUTE, Value::Integer(focus.minimum + middle))
        }
        _ => Wish::NotOffered,
    }
}

fn exposure(offered: &[Description]) -> Wish {
    let Some(control) = find(offered, EXPOSURE_AUTO) else { return Wish::NotOffered };
    let has = |way: &i64| has_item(control, *way);
    AUTOMATIC.into_iter().find(has).map_or(Wish::NotOffered, |way| Wish::Set(EXPOSURE_AUTO, Value::Integer(way)))
}

fn mains(offered: &[Description]) -> Wish {
    find(offered, POWER_LINE_FREQUENCY)
        .filter(|control| has_item(control, MAINS_50_HZ))
        .map_or(Wish::NotOffered, |_| Wish::Set(POWER_LINE_FREQUENCY, Value::Integer(MAINS_50_HZ)))
}

fn has_item(menu: &Description, wanted: i64) -> bool {
    menu.items.iter().flatten().any(|(item, _)| i64::from(*item) == wanted)
}

#[cfg(test)]
mod tests {
    use v4l::control::{MenuItem, Type};

    use super::*;

    fn control(id: u32, typ: Type, (minimum, maximum): (i64, i64), items: &[u32]) -> Description {
        let items = items.iter().map(|item| (*item, MenuItem::Value(i64::from(*item)))).collect();
        let (step, default, flags) = (5, 0, Flags::empty());
        Description { id, typ, name: String::new(), minimum, maximum, step, default, flags, items: Some(items) }
    }

    #[test]
    fn a_webcam_with_everything_gets_continuous_focus_and_exposure_at_a_steady_rate() {
        let offered = [
            control(POWER_LINE_FREQUENCY, Type::Menu, (0, 2), &[0, 1, 2]),
            control(EXPOSURE_AUTO, Type::Menu, (0, 3), &[1, 3]),
            control(EXPOSURE_AUTO_PRIORITY, Type::Boolean, (0, 1), &[]),
            control(FOCUS_ABSOLUTE, Type::Integer, (0, 250), &[]),
            control(FOCUS_AUTO, Type::Boolean, (0, 1), &[]),
        ];
        assert_eq!(switch(&offered, FOCUS_AUTO, true), Wish::Set(FOCUS_AUTO, Value::Boolean(true)));
        assert_eq!(near_focus(&offered), Wish::NotOffered, "the camera finds the focus itself");
        assert_eq!(exposure(&offered), Wish::Set(EXPOSURE_AUTO, Value::Integer(3)));
        assert_eq!(mains(&offered), Wish::Set(POWER_LINE_FREQUENCY, Value::Integer(1)));
        let steady = switch(&offered, EXPOSURE_AUTO_PRIORITY, false);
        assert_eq!(steady, Wish::Set(EXPOSURE_AUTO_PRIORITY, Value::Boolean(false)));
    }

    #[test]
    fn a_lens_moved_by_hand_is_set_near_in_its_own_steps() {
        let focus = |range| near_focus(&[control(FOCUS_ABSOLUTE, Type::Integer, range, &[])]);
        assert_eq!(focus((0, 250)), Wish::Set(FOCUS_ABSOLUTE, Value::Integer(125)));
        assert_eq!(focus((1, 64)), Wish::Set(FOCUS_ABSOLUTE, Value::Integer(31)));
    }

    #[test]
    fn what_is_not_offered_or_locked_is_left_alone() {
        assert_eq!(
            [exposure(&[]), mains(&[]), near_focus(&[])],
            [Wish::NotOffered, Wish::NotOffered, Wish::NotOffered]
        );
        let manual = [control(EXPOSURE_AUTO, Type::Menu, (0, 3), &[1])];
        assert_eq!(exposure(&manual), Wish::NotOffered);
        let mut locked = control(FOCUS_AUTO, Type::Boolean, (0, 1), &[]);
        locked.flags = Flags::READ_ONLY;
        assert_eq!(switch(&[locked], FOCUS_AUTO, true), Wish::NotOffered);
    }
}
