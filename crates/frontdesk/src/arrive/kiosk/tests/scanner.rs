//! A scanner that types like a keyboard.

use super::stand::*;
use crate::view::{ReadAsk, Trouble};

#[test]
fn the_number_that_a_scanner_typed_opens_the_chip_and_the_chip_knows_the_name() {
    let mut stand = Stand::after(&[typed_by_scanner]);
    assert_eq!(stand.at(), "role", "it begins a visit");
    stand.go(&[patient]);
    assert_eq!((stand.read_view().trouble, stand.read_view().ask), (Some(Trouble::DigitsOnly), ReadAsk::LayCard));
    assert!(!stand.read_view().offer_qr_only, "a number alone registers nobody");
    stand.go(&[lay]);
    assert_eq!(
        stand.key.as_ref().and_then(document::Document::can).map(private::Private::into_exposed),
        Some("000123".to_owned())
    );
    assert_eq!(stand.read_view().trouble, None);
    stand.go(&[read, lift]);
    assert_eq!(stand.at(), "confirm");
}

#[test]
fn it_helps_where_a_number_is_to_be_typed_and_disturbs_nowhere_else() {
    let mut stand = Stand::after(&[start, patient, type_number, typed_by_scanner]);
    assert_eq!((stand.at(), stand.read_view().trouble), ("read", Some(Trouble::DigitsOnly)));
    stand.go(&[lay, typed_by_scanner]);
    assert!(stand.is_reading() && stand.read_view().trouble.is_none(), "the chip knows it better");
    stand.go(&[read, lift, typed_by_scanner]);
    assert_eq!(stand.at(), "confirm");
    stand.go(&[yes, typed_by_scanner]);
    assert_eq!(stand.at(), "department");
}

#[test]
fn a_passports_zone_is_taken_as_from_a_camera() {
    let mut stand = Stand::new();
    stand.typed("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10");
    stand.go(&[patient]);
    assert_eq!((stand.at(), stand.read_view().trouble), ("read", None));
}
