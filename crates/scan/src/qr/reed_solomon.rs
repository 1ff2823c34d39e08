//! Reed-Solomon over GF(256) as QR codes use it (ISO/IEC 18004 clause 7.5.2): errors and erasures.

/// The field's polynomial, x^8 + x^4 + x^3 + x^2 + 1.
const FIELD: u16 = 0x11D;

struct Tables {
    exponent: [u8; 512],
    logarithm: [u8; 256],
}

const TABLES: Tables = tables();

const fn tables() -> Tables {
    let (mut exponent, mut logarithm) = ([0; 512], [0; 256]);
    let (mut power, mut value) = (0, 1_u16);
    while power < 255 {
        exponent[power] = value as u8;
        exponent[power + 255] = value as u8;
        logarithm[value as usize] = power as u8;
        value <<= 1;
        if value & 0x100 != 0 {
            value ^= FIELD;
        }
        power += 1;
    }
    Tables { exponent, logarithm }
}

fn times(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    let sum = usize::from(TABLES.logarithm[usize::from(a)]) + usize::from(TABLES.logarithm[usize::from(b)]);
    TABLES.exponent[sum]
}

fn inverse(a: u8) -> u8 {
    TABLES.exponent[255 - usize::from(TABLES.logarithm[usize::from(a)])]
}

/// The generator to a power below 510.
fn power(exponent: usize) -> u8 {
    TABLES.exponent[exponent % 255]
}

/// The value of a polynomial, lowest coefficient first.
fn value(polynomial: &[u8], x: u8) -> u8 {
    polynomial.iter().rev().fold(0, |sum, &coefficient| times(sum, x) ^ coefficient)
}

fn product(a: &[u8], b: &[u8], terms: usize) -> Vec<u8> {
    let mut result = vec![0; terms.min(a.len() + b.len())];
    for (i, &a) in a.iter().enumerate() {
        for (j, &b) in b.iter().enumerate().take(terms.saturating_sub(i)) {
            result[i + j] ^= times(a, b);
        }
    }
    result
}

/// Corrects a block in place: data and then `checks` check codewords, of which those in `erased` count as unknown.
///
/// Gives the number of codewords that were changed outside `erased`, or `None` when the block lies further than
/// `2 * errors + erasures <= checks` from every codeword; it is unchanged then.
pub fn correct(block: &mut [u8], checks: usize, erased: &[usize]) -> Option<usize> {
    if erased.len() > checks || block.len() > 255 {
        return None;
    }
    let syndromes = syndromes(block, checks);
    if syndromes.iter().all(|&syndrome| syndrome == 0) {
        return Some(0);
    }
    let last = block.len() - 1;
    // The polynomial whose roots are the inverses of the erased places.
    let erasures = erased.iter().fold(vec![1], |so_far, &at| product(&so_far, &[1, power(last - at)], checks + 1));
    let locator = locator(&syndromes, erasures, erased.len())?;
    let degree = locator.iter().rposition(|&coefficient| coefficient != 0)?;
    let evaluator = product(&syndromes, &locator, checks);
    let places: Vec<usize> = (0..block.len()).filter(|&at| value(&locator, power(255 - (last - at))) == 0).collect();
    if places.len() != degree {
        return None;
    }
    let mut corrected = block.to_vec();
    for &at in &places {
        corrected[at] ^= magnitude(&locator, &evaluator, last - at)?;
    }
    if self::syndromes(&corrected, checks).iter().any(|&syndrome| syndrome != 0) {
        return None;
    }
    let changed = places.iter().filter(|at| corrected[**at] != block[**at] && !erased.contains(at)).count();
    block.copy_from_slice(&corrected);
    Some(changed)
}

fn syndromes(block: &[u8], checks: usize) -> Vec<u8> {
    (0..checks).map(|root| block.iter().fold(0, |sum, &codeword| times(sum, power(root)) ^ codeword)).collect()
}

/// Berlekamp and Massey, begun from the erasures (Blahut 1983, clause 9.2).
fn locator(syndromes: &[u8], erasures: Vec<u8>, erased: usize) -> Option<Vec<u8>> {
    let size = syndromes.len() + 2;
    let mut locator = erasures;
    locator.resize(size, 0);
    let mut before = locator.clone();
    let mut length = erased;
    for step in erased..syndromes.len() {
        let discrepancy = (0..=step).fold(0, |sum, j| sum ^ times(locator[j], syndromes[step - j]));
        before.insert(0, 0);
        before.truncate(size);
        if discrepancy == 0 {
            continue;
        }
        let next: Vec<u8> =
            locator.iter().zip(&before).map(|(&old, &shifted)| old ^ times(discrepancy, shifted)).collect();
        if 2 * length <= step + erased {
            let scale = inverse(discrepancy);
            before = locator.iter().map(|&coefficient| times(coefficient, scale)).collect();
            length = step + 1 + erased - length;
        }
        locator = next;
    }
    let errors = length.checked_sub(erased)?;
    (2 * errors + erased <= syndromes.len()).then_some(locator)
}

/// Forney's value of an error, for a first root of 1.
fn magnitude(locator: &[u8], evaluator: &[u8], position: usize) -> Option<u8> {
    let (place, at) = (power(position), power(255 - position % 255));
    // The formal derivative keeps the odd powers.
    let derivative = locator.iter().skip(1).step_by(2).enumerate().fold(0, |sum, (half, &coefficient)| {
        sum ^ times(coefficient, (0..2 * half).fold(1, |product, _| times(product, at)))
    });
    (derivative != 0).then(|| times(place, times(value(evaluator, at), inverse(derivative))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The checks of a message by long division (clause 7.5.2), not by anything above but the field.
    fn encode(message: &[u8], checks: usize) -> Vec<u8> {
        let generator = (0..checks).fold(vec![1], |g: Vec<u8>, root| {
            let mut next = g.clone();
            next.push(0);
            for (i, &c) in g.iter().enumerate() {
                next[i + 1] ^= times(c, power(root));
            }
            next
        });
        let mut rest = message.to_vec();
        rest.resize(message.len() + checks, 0);
        for i in 0..message.len() {
            let lead = rest[i];
            for (j, &c) in generator.iter().enumerate() {
                rest[i + j] ^= times(lead, c);
            }
        }
        [message, &rest[message.len()..]].concat()
    }

    #[test]
    fn the_standards_example() {
        // ISO/IEC 18004 annex I: "01234567" at version 1-M.
        let data = [0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11];
        let checks = [0xA5, 0x24, 0xD4, 0xC1, 0xED, 0x36, 0xC7, 0x87, 0x2C, 0x55];
        assert_eq!(encode(&data, 10)[16..], checks);
    }

    proptest! {
        #[test]
        fn what_lies_within_the_distance_comes_back(
            message in proptest::collection::vec(any::<u8>(), 1..120),
            checks in 2usize..30,
            damage in proptest::collection::vec((any::<prop::sample::Index>(), 1u8..), 0..30),
            erasures in 0usize..30,
        ) {
            let whole = encode(&message, checks);
            let mut block = whole.clone();
            let mut places: Vec<usize> = Vec::new();
            let mut spent = 0;
            for (at, change) in damage {
                let at = at.index(block.len());
                let cost = if places.len() < erasures { 1 } else { 2 };
                if places.contains(&at) || block[at] != whole[at] || spent + cost > checks { continue; }
                spent += cost;
                block[at] ^= change;
                if cost == 1 { places.push(at); }
            }
            prop_assert!(correct(&mut block, checks, &places).is_some());
            prop_assert_eq!(block, whole);
        }

        #[test]
        fn rubbish_never_panics(
            mut block in proptest::collection::vec(any::<u8>(), 3..255),
            checks in 1usize..40,
            erased in proptest::collection::vec(any::<prop::sample::Index>(), 0..40),
        ) {
            let mut erased: Vec<usize> = erased.iter().map(|at| at.index(block.len())).collect();
            erased.sort_unstable();
            erased.dedup();
            let checks = checks.min(block.len() - 1);
            let before = block.clone();
            if correct(&mut block, checks, &erased).is_none() { prop_assert_eq!(block, before); }
        }
    }
}
