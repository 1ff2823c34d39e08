//! ECDSA (ANSI X9.62, BSI TR-03111 clause 4.2.1) on every curve.

use iso7816::tlv::Fields;

use crate::Curve;

/// Checks whether r and s are a signature over this hash.
pub(crate) fn verify(curve: Curve, point: &[u8], hash: &[u8], (r, s): (&[u8], &[u8])) -> Option<()> {
    let curve = curve.arithmetic().ok()?;
    let key = curve.read(point).ok()?;
    let order = &curve.order;
    let nonzero = |bytes| order.element(bytes).filter(|number| !bool::from(number.is_zero()));
    let (r, s) = (nonzero(r)?, nonzero(s)?);
    // A hash longer than the order is cut to its bits; where the order's bits are no whole bytes, no hash is longer.
    let hash = order.reduce(&hash[..hash.len().min(order.len())]);
    let inverse = order.invert(&s);
    let (of_generator, of_key) = (order.bytes(&(&hash * &inverse)), order.bytes(&(&r * &inverse)));
    let sum = curve.add(&curve.multiply(&of_generator, curve.generator()), &curve.multiply(&of_key, &key));
    let (x, _) = curve.coordinates(&sum)?;
    (order.reduce(&curve.field.bytes(&x)) == r).then_some(())
}

/// `ECDSA-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }`, in DER and with nothing behind it.
pub(crate) fn numbers(signature: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut whole = Fields(signature);
    let mut fields = Fields(whole.next(0x30)?.value);
    let (r, s) = (positive(&mut fields)?, positive(&mut fields)?);
    (whole.0.is_empty() && fields.0.is_empty()).then_some((r, s))
}

/// r and s one behind the other, each as long as the order (BSI TR-03111 clause 5.2.1).
pub(crate) fn plain_numbers(curve: Curve, signature: &[u8]) -> Option<(&[u8], &[u8])> {
    let len = curve.arithmetic().ok()?.order.len();
    signature.split_at_checked(len).filter(|(_, s)| s.len() == len)
}

/// A positive INTEGER in its shortest form: another form of the same numbers would be another signature.
fn positive<'a>(fields: &mut Fields<'a>) -> Option<&'a [u8]> {
    let value = fields.next(0x02)?.value;
    match *value {
        [] | [0] | [0x80..=0xFF, ..] | [0, 0..=0x7F, ..] => None,
        _ => Some(value),
    }
}

#[cfg(test)]
mod tests;
