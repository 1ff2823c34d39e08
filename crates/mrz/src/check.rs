/// Computes the check digit of Doc 9303-3 §4.9 over `text`: weights 7, 3, 1, letters from `A` = 10, filler 0.
///
/// Returns the ASCII digit (`b'0'..=b'9'`), as it stands in the zone. A byte outside the alphabet counts as a
/// filler; [`parse`](crate::parse()) never lets one come this far.
pub fn check_digit(text: &[u8]) -> u8 {
    let sum: u32 = text.iter().zip([7, 3, 1].into_iter().cycle()).map(|(&byte, weight)| value(byte) * weight).sum();
    b"0123456789"[(sum % 10) as usize]
}

fn value(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'Z' => u32::from(byte - b'A') + 10,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::check_digit;

    #[test]
    fn worked_examples_of_doc_9303_and_the_citizen_card() {
        let table: [(&str, u8); 9] = [
            ("520727", b'3'),                                  // 9303-3, appendix A, example 1
            ("AB2134<<<", b'5'),                               // example 2
            ("HA672242<658022549601086<<<<<<<<<<<<<<0", b'8'), // example 3, TD1 composite
            ("L898902C3", b'6'),
            ("740812", b'2'),
            ("120415", b'9'),
            ("099000123", b'2'), // 001099000123, last nine digits
            ("991231", b'5'),    // a lifelong card
            ("", b'0'),
        ];
        for (text, digit) in table {
            assert_eq!(check_digit(text.as_bytes()), digit, "{text}");
        }
    }
}
