//! Elliptic curves behind a seam of fixed-length bytes, so that a protocol names its curve and nothing else.

use bp256::BrainpoolP256r1;
use elliptic_curve::{
    CurveArithmetic, CurveGroup, FieldBytes, FieldBytesSize, Group,
    ff::{Field, PrimeField},
    ops::Reduce,
    point::AffineCoordinates,
    sec1::{FromSec1Point, ModulusSize, Sec1Point, ToSec1Point},
};
use p256::NistP256;
use p384::NistP384;
use zeroize::Zeroizing;

use super::Random;

/// A curve that PACE can run on. Another curve is one more line in [`Curve::from_parameter`] and in `on_curve`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// NIST P-256.
    P256,
    /// brainpoolP256r1.
    BrainpoolP256r1,
    /// NIST P-384.
    P384,
}

/// Why a curve operation failed. It never tells a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurveError {
    /// The bytes are no point of the curve.
    Point,
    /// The bytes are no number below the order of the curve.
    Scalar,
    /// The result is the point at infinity.
    Infinity,
}

/// Calls the generic function of the same name on the curve that a value names.
macro_rules! on_curve {
    ($curve:expr, $function:ident($($argument:expr),*)) => {
        match $curve {
            Curve::P256 => $function::<NistP256>($($argument),*),
            Curve::BrainpoolP256r1 => $function::<BrainpoolP256r1>($($argument),*),
            Curve::P384 => $function::<NistP384>($($argument),*),
        }
    };
}

impl Curve {
    /// The curve of a standardised domain parameter number (Doc 9303-11 table 6).
    pub const fn from_parameter(id: u8) -> Option<Self> {
        match id {
            12 => Some(Self::P256),
            13 => Some(Self::BrainpoolP256r1),
            15 => Some(Self::P384),
            _ => None,
        }
    }

    /// Draws a private key: a number from 1 to the order less 1, each as likely.
    pub fn secret(self, random: &mut Random) -> Zeroizing<Vec<u8>> {
        on_curve!(self, secret(random))
    }

    /// The uncompressed public point of a private key, on `base` or on the curve's own generator.
    pub fn public(self, secret: &[u8], base: Option<&[u8]>) -> Result<Vec<u8>, CurveError> {
        on_curve!(self, public(secret, base))
    }

    /// Generic mapping (Doc 9303-11 clause 4.4.3.3.2): the uncompressed generator `nonce * G + secret * peer`.
    pub fn map(self, nonce: &[u8], secret: &[u8], peer: &[u8]) -> Result<Vec<u8>, CurveError> {
        on_curve!(self, map(nonce, secret, peer))
    }

    /// The shared secret of a key agreement: the x coordinate at the full length of the field.
    pub fn agree(self, secret: &[u8], peer: &[u8]) -> Result<Zeroizing<Vec<u8>>, CurveError> {
        on_curve!(self, agree(secret, peer))
    }
}

fn secret<C: CurveArithmetic>(random: &mut Random) -> Zeroizing<Vec<u8>> {
    loop {
        let mut bytes = Zeroizing::new(FieldBytes::<C>::default().to_vec());
        random.fill(&mut bytes);
        if scalar::<C>(&bytes).is_ok_and(|number| !bool::from(number.is_zero())) {
            return bytes;
        }
    }
}

fn public<C>(secret: &[u8], base: Option<&[u8]>) -> Result<Vec<u8>, CurveError>
where
    C: CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    C::AffinePoint: FromSec1Point<C> + ToSec1Point<C>,
{
    let base = base.map_or(Ok(C::ProjectivePoint::generator()), point::<C>)?;
    encode::<C>(base * *scalar::<C>(secret)?)
}

fn map<C>(nonce: &[u8], secret: &[u8], peer: &[u8]) -> Result<Vec<u8>, CurveError>
where
    C: CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    C::AffinePoint: FromSec1Point<C> + ToSec1Point<C>,
{
    let shared = point::<C>(peer)? * *scalar::<C>(secret)?;
    // A nonce of the field's length may lie above the order; it counts modulo the order like any factor of a point.
    let nonce = Zeroizing::new(C::Scalar::reduce(&*padded::<C>(nonce)?));
    encode::<C>(C::ProjectivePoint::generator() * *nonce + shared)
}

fn agree<C>(secret: &[u8], peer: &[u8]) -> Result<Zeroizing<Vec<u8>>, CurveError>
where
    C: CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    C::AffinePoint: FromSec1Point<C> + ToSec1Point<C>,
{
    let shared = point::<C>(peer)? * *scalar::<C>(secret)?;
    if bool::from(shared.is_identity()) {
        return Err(CurveError::Infinity);
    }
    Ok(Zeroizing::new(shared.to_affine().x().to_vec()))
}

/// Reads a number below the order.
fn scalar<C: CurveArithmetic>(bytes: &[u8]) -> Result<Zeroizing<C::Scalar>, CurveError> {
    Option::from(C::Scalar::from_repr(*padded::<C>(bytes)?)).map(Zeroizing::new).ok_or(CurveError::Scalar)
}

/// A number, padded on the left to the field's length.
fn padded<C: CurveArithmetic>(bytes: &[u8]) -> Result<Zeroizing<FieldBytes<C>>, CurveError> {
    let mut field = Zeroizing::new(FieldBytes::<C>::default());
    let start = field.len().checked_sub(bytes.len()).ok_or(CurveError::Scalar)?;
    field[start..].copy_from_slice(bytes);
    Ok(field)
}

/// Reads an uncompressed point that lies on the curve and is not infinity.
fn point<C>(bytes: &[u8]) -> Result<C::ProjectivePoint, CurveError>
where
    C: CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    C::AffinePoint: FromSec1Point<C>,
{
    let encoded = Sec1Point::<C>::from_bytes(bytes).map_err(|_| CurveError::Point)?;
    if encoded.is_identity() {
        return Err(CurveError::Infinity);
    }
    Option::<C::AffinePoint>::from(C::AffinePoint::from_sec1_point(&encoded)).map(Into::into).ok_or(CurveError::Point)
}

fn encode<C>(point: C::ProjectivePoint) -> Result<Vec<u8>, CurveError>
where
    C: CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    C::AffinePoint: ToSec1Point<C>,
{
    if bool::from(point.is_identity()) {
        return Err(CurveError::Infinity);
    }
    Ok(point.to_affine().to_sec1_point(false).as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Curve; 3] = [Curve::P256, Curve::BrainpoolP256r1, Curve::P384];

    #[test]
    fn both_ends_agree_at_full_length() {
        let mut random = Random::from_seed([7; 32]);
        for curve in ALL {
            let (a, b) = (curve.secret(&mut random), curve.secret(&mut random));
            let (public_a, public_b) = (curve.public(&a, None).unwrap(), curve.public(&b, None).unwrap());
            let shared = curve.agree(&a, &public_b).unwrap();
            assert_eq!(shared, curve.agree(&b, &public_a).unwrap());
            assert_eq!((shared.len(), public_a.len()), (a.len(), 2 * a.len() + 1));
        }
    }

    /// The longer AES keys bring nonces of 32 bytes: on brainpoolP256r1 one in three is above the order.
    #[test]
    fn a_nonce_above_the_order_is_mapped_and_leading_zeros_are_none() {
        for curve in ALL {
            let mut random = Random::from_seed([7; 32]);
            let (own, peer) = (curve.secret(&mut random), curve.secret(&mut random));
            let (own_public, peer_public) = (curve.public(&own, None).unwrap(), curve.public(&peer, None).unwrap());
            for nonce in [vec![0xFF; own.len()], vec![0xFF; 16], vec![0; 16], [vec![0; 15], vec![1]].concat()] {
                let generator = curve.map(&nonce, &own, &peer_public).unwrap();
                assert_eq!(generator, curve.map(&nonce, &peer, &own_public).unwrap());
                let long = [vec![0; own.len() - nonce.len()], nonce].concat();
                assert_eq!(generator, curve.map(&long, &own, &peer_public).unwrap());
            }
        }
    }

    #[test]
    fn points_off_the_curve_and_numbers_off_the_order_are_refused() {
        for curve in ALL {
            let secret = curve.secret(&mut Random::from_seed([7; 32]));
            let mut peer = curve.public(&secret, None).unwrap();
            assert_eq!(curve.agree(&vec![0xFF; secret.len()], &peer).unwrap_err(), CurveError::Scalar);
            assert_eq!(curve.agree(&vec![1; secret.len() + 1], &peer).unwrap_err(), CurveError::Scalar);
            *peer.last_mut().unwrap() ^= 1;
            assert_eq!(curve.agree(&secret, &peer).unwrap_err(), CurveError::Point);
            assert_eq!(curve.agree(&secret, &[0]).unwrap_err(), CurveError::Infinity);
            assert_eq!(curve.agree(&secret, &[]).unwrap_err(), CurveError::Point);
        }
    }
}
