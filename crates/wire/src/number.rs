//! Whole numbers as JSON Schema means them: `1.0` is one.

use std::fmt;

use serde::{
    Deserializer,
    de::{Error, Visitor},
};

/// Reads a number from 0 to 2³² - 1, with or without a fraction of nothing.
pub(crate) fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    deserializer.deserialize_any(Whole)
}

struct Whole;

impl Visitor<'_> for Whole {
    type Value = u32;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<u32, E> {
        number.try_into().map_err(|_| E::custom("too great a number"))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<u32, E> {
        number.try_into().map_err(|_| E::custom("not a number from 0"))
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole and within the bounds")]
    fn visit_f64<E: Error>(self, number: f64) -> Result<u32, E> {
        let fits = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
        if fits { Ok(number as u32) } else { Err(E::custom("not a whole number")) }
    }
}

#[cfg(test)]
mod tests {
    #[derive(serde::Deserialize)]
    struct Holder {
        #[serde(deserialize_with = "super::whole")]
        number: u32,
    }

    #[test]
    fn a_fraction_of_nothing_is_no_fraction() {
        let cases = [
            ("1", Some(1)),
            ("48022.0", Some(48_022)),
            ("1e3", Some(1_000)),
            ("4294967295.0", Some(u32::MAX)),
            ("4294967296", None),
            ("1.5", None),
            ("-1", None),
            ("-1.0", None),
            ("\"1\"", None),
            ("null", None),
        ];
        for (text, expected) in cases {
            let read = serde_json::from_str::<Holder>(&format!("{{\"number\":{text}}}"));
            assert_eq!(read.ok().map(|holder| holder.number), expected, "{text}");
        }
    }
}
