//! Groups of numbers modulo a prime, for Diffie and Hellman's agreement.

use std::borrow::Cow;

use hex_literal::hex;
use zeroize::Zeroizing;

use crate::{
    GroupError, Random,
    number::{Element, Modulus, fixed, trimmed},
};

/// Bits of the prime: what chips use ranges from 1,024 to 4,096. A card must not keep a desk busy with more.
const PRIME_LEN: std::ops::RangeInclusive<usize> = 128..=512;
/// Bytes of an order: below 160 bits it is worth nothing, and of 0 there are no private keys at all.
const SHORTEST_ORDER: usize = 20;

/// The multiplicative group modulo a prime, or its subgroup of a prime order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modp {
    prime: Cow<'static, [u8]>,
    generator: Cow<'static, [u8]>,
    order: Option<Cow<'static, [u8]>>,
}

impl Modp {
    /// RFC 5114 clause 2.1: 1,024 bits with a subgroup of 160.
    pub const RFC5114_1024_160: Self = Self::standard(&P_1024_160, &G_1024_160, &Q_1024_160);
    /// RFC 5114 clause 2.2: 2,048 bits with a subgroup of 224.
    pub const RFC5114_2048_224: Self = Self::standard(&P_2048_224, &G_2048_224, &Q_2048_224);
    /// RFC 5114 clause 2.3: 2,048 bits with a subgroup of 256.
    pub const RFC5114_2048_256: Self = Self::standard(&P_2048_256, &G_2048_256, &Q_2048_256);

    const fn standard(prime: &'static [u8], generator: &'static [u8], order: &'static [u8]) -> Self {
        Self { prime: Cow::Borrowed(prime), generator: Cow::Borrowed(generator), order: Some(Cow::Borrowed(order)) }
    }

    /// The group of a standardised domain parameter number (Doc 9303-11 table 6).
    pub const fn from_parameter(id: u8) -> Option<Self> {
        match id {
            0 => Some(Self::RFC5114_1024_160),
            1 => Some(Self::RFC5114_2048_224),
            2 => Some(Self::RFC5114_2048_256),
            _ => None,
        }
    }

    /// A group from a chip's own parameters, big-endian: an odd modulus of 1,024 to 4,096 bits, a generator that is
    /// neither 1 nor the modulus less 1, and the generator's order of at least 160 bits where it is told. That the modulus
    /// is a prime is its maker's word; that the generator has this order shows when it is used, for to find it out costs
    /// so much that a card could keep a desk busy with nothing but groups.
    pub fn from_numbers(prime: &[u8], generator: &[u8], order: Option<&[u8]>) -> Option<Self> {
        let (prime, order) = (trimmed(prime), order.map(trimmed));
        let known = (0..=2).filter_map(Self::from_parameter).find(|group| *group.prime == *prime);
        if let Some(group) = known.filter(|group| *group.generator == *trimmed(generator)) {
            return order.is_none_or(|order| Some(order) == group.order.as_deref()).then_some(group);
        }
        let order_len = SHORTEST_ORDER..=prime.len();
        if !PRIME_LEN.contains(&prime.len()) || order.is_some_and(|order| !order_len.contains(&order.len())) {
            return None;
        }
        let group = Self {
            generator: fixed(generator, prime.len())?.to_vec().into(),
            prime: prime.to_vec().into(),
            order: order.map(|order| order.to_vec().into()),
        };
        let modulus = group.modulus().ok()?;
        let generates = !is_small(&modulus, &modulus.element(&group.generator)?);
        generates.then_some(group)
    }

    /// Bytes of the prime, and of every element.
    pub(crate) fn len(&self) -> usize {
        self.prime.len()
    }

    /// Bits of the prime.
    pub(crate) fn bits(&self) -> Result<usize, GroupError> {
        self.modulus().map(|modulus| modulus.bits())
    }

    pub(crate) fn secret(&self, random: &mut Random) -> Zeroizing<Vec<u8>> {
        random.below(self.order.as_deref().unwrap_or(&self.prime))
    }

    /// `base` (or the generator) to the power `scalar`.
    pub(crate) fn multiply(&self, scalar: &[u8], base: Option<&[u8]>) -> Result<Vec<u8>, GroupError> {
        let modulus = self.modulus()?;
        let base = self.read(&modulus, base.unwrap_or(&self.generator))?;
        self.power(&modulus, &base, scalar).map(|number| number.to_vec())
    }

    /// The generator to the power `nonce`, times the agreed number.
    pub(crate) fn map_generic(&self, nonce: &[u8], secret: &[u8], peer: &[u8]) -> Result<Vec<u8>, GroupError> {
        let modulus = self.modulus()?;
        let shared = Zeroizing::new(modulus.reduce(&self.power(&modulus, &self.read(&modulus, peer)?, secret)?));
        let nonce = Zeroizing::new(Modulus::power(&self.read(&modulus, &self.generator)?, nonce));
        write(&modulus, &(&*nonce * &*shared)).map(|number| number.to_vec())
    }

    /// A number, taken modulo the prime, to the power that brings it into the subgroup.
    pub(crate) fn map_integrated(&self, number: &[u8]) -> Result<Vec<u8>, GroupError> {
        let modulus = self.modulus()?;
        let cofactor =
            self.order.as_deref().and_then(|order| modulus.cofactor(order)).ok_or(GroupError::Unsupported)?;
        write(&modulus, &modulus.reduce(number).pow(&cofactor)).map(|number| number.to_vec())
    }

    /// `peer` to the power `secret`, at the length of the prime.
    pub(crate) fn agree(&self, secret: &[u8], peer: &[u8]) -> Result<Zeroizing<Vec<u8>>, GroupError> {
        let modulus = self.modulus()?;
        self.power(&modulus, &self.read(&modulus, peer)?, secret)
    }

    fn modulus(&self) -> Result<Modulus, GroupError> {
        Modulus::new(&self.prime).ok_or(GroupError::Unsupported)
    }

    /// Reads an element that is not 0, 1 or the prime less 1, and that lies in the subgroup if its order is known:
    /// any other would tell about the secret it is raised to (RFC 2785).
    fn read(&self, modulus: &Modulus, bytes: &[u8]) -> Result<Element, GroupError> {
        let element = modulus.element(bytes).ok_or(GroupError::Element)?;
        let inside = || self.order.as_deref().is_none_or(|order| Modulus::power(&element, order) == modulus.one());
        if is_small(modulus, &element) || !inside() { Err(GroupError::Element) } else { Ok(element) }
    }

    fn power(&self, modulus: &Modulus, base: &Element, scalar: &[u8]) -> Result<Zeroizing<Vec<u8>>, GroupError> {
        if scalar.is_empty() || scalar.len() > self.prime.len() {
            return Err(GroupError::Scalar);
        }
        write(modulus, &Zeroizing::new(Modulus::power(base, scalar)))
    }
}

/// Whether a number is 0, 1 or the prime less 1.
fn is_small(modulus: &Modulus, element: &Element) -> bool {
    bool::from(element.is_zero()) || element.square() == modulus.one()
}

/// An element at the length of the prime, if it is not 1.
fn write(modulus: &Modulus, element: &Element) -> Result<Zeroizing<Vec<u8>>, GroupError> {
    if *element == modulus.one() || bool::from(element.is_zero()) {
        return Err(GroupError::Identity);
    }
    Ok(modulus.bytes(element))
}

const P_1024_160: [u8; 128] = hex!(
    "B10B8F96A080E01DDE92DE5EAE5D54EC52C99FBCFB06A3C69A6A9DCA52D23B616073E28675A23D189838EF1E2EE652C013ECB4AE"
    "A906112324975C3CD49B83BFACCBDD7D90C4BD7098488E9C219A73724EFFD6FAE5644738FAA31A4FF55BCCC0A151AF5F0DC8B4BD"
    "45BF37DF365C1A65E68CFDA76D4DA708DF1FB2BC2E4A4371"
);
const G_1024_160: [u8; 128] = hex!(
    "A4D1CBD5C3FD34126765A442EFB99905F8104DD258AC507FD6406CFF14266D31266FEA1E5C41564B777E690F5504F213160217B4"
    "B01B886A5E91547F9E2749F4D7FBD7D3B9A92EE1909D0D2263F80A76A6A24C087A091F531DBF0A0169B6A28AD662A4D18E73AFA3"
    "2D779D5918D08BC8858F4DCEF97C2A24855E6EEB22B3B2E5"
);
const Q_1024_160: [u8; 20] = hex!("F518AA8781A8DF278ABA4E7D64B7CB9D49462353");
const P_2048_224: [u8; 256] = hex!(
    "AD107E1E9123A9D0D660FAA79559C51FA20D64E5683B9FD1B54B1597B61D0A75E6FA141DF95A56DBAF9A3C407BA1DF15EB3D688A"
    "309C180E1DE6B85A1274A0A66D3F8152AD6AC2129037C9EDEFDA4DF8D91E8FEF55B7394B7AD5B7D0B6C12207C9F98D11ED34DBF6"
    "C6BA0B2C8BBC27BE6A00E0A0B9C49708B3BF8A317091883681286130BC8985DB1602E714415D9330278273C7DE31EFDC7310F712"
    "1FD5A07415987D9ADC0A486DCDF93ACC44328387315D75E198C641A480CD86A1B9E587E8BE60E69CC928B2B9C52172E413042E9B"
    "23F10B0E16E79763C9B53DCF4BA80A29E3FB73C16B8E75B97EF363E2FFA31F71CF9DE5384E71B81C0AC4DFFE0C10E64F"
);
const G_2048_224: [u8; 256] = hex!(
    "AC4032EF4F2D9AE39DF30B5C8FFDAC506CDEBE7B89998CAF74866A08CFE4FFE3A6824A4E10B9A6F0DD921F01A70C4AFAAB739D77"
    "00C29F52C57DB17C620A8652BE5E9001A8D66AD7C17669101999024AF4D027275AC1348BB8A762D0521BC98AE247150422EA1ED4"
    "09939D54DA7460CDB5F6C6B250717CBEF180EB34118E98D119529A45D6F834566E3025E316A330EFBB77A86F0C1AB15B051AE3D4"
    "28C8F8ACB70A8137150B8EEB10E183EDD19963DDD9E263E4770589EF6AA21E7F5F2FF381B539CCE3409D13CD566AFBB48D6C0191"
    "81E1BCFE94B30269EDFE72FE9B6AA4BD7B5A0F1C71CFFF4C19C418E1F6EC017981BC087F2A7065B384B890D3191F2BFA"
);
const Q_2048_224: [u8; 28] = hex!("801C0D34C58D93FE997177101F80535A4738CEBCBF389A99B36371EB");
const P_2048_256: [u8; 256] = hex!(
    "87A8E61DB4B6663CFFBBD19C651959998CEEF608660DD0F25D2CEED4435E3B00E00DF8F1D61957D4FAF7DF4561B2AA3016C3D911"
    "34096FAA3BF4296D830E9A7C209E0C6497517ABD5A8A9D306BCF67ED91F9E6725B4758C022E0B1EF4275BF7B6C5BFC11D45F9088"
    "B941F54EB1E59BB8BC39A0BF12307F5C4FDB70C581B23F76B63ACAE1CAA6B7902D52526735488A0EF13C6D9A51BFA4AB3AD83477"
    "96524D8EF6A167B5A41825D967E144E5140564251CCACB83E6B486F6B3CA3F7971506026C0B857F689962856DED4010ABD0BE621"
    "C3A3960A54E710C375F26375D7014103A4B54330C198AF126116D2276E11715F693877FAD7EF09CADB094AE91E1A1597"
);
const G_2048_256: [u8; 256] = hex!(
    "3FB32C9B73134D0B2E77506660EDBD484CA7B18F21EF205407F4793A1A0BA12510DBC15077BE463FFF4FED4AAC0BB555BE3A6C1B"
    "0C6B47B1BC3773BF7E8C6F62901228F8C28CBB18A55AE31341000A650196F931C77A57F2DDF463E5E9EC144B777DE62AAAB8A862"
    "8AC376D282D6ED3864E67982428EBC831D14348F6F2F9193B5045AF2767164E1DFC967C1FB3F2E55A4BD1BFFE83B9C80D052B985"
    "D182EA0ADB2A3B7313D3FE14C8484B1E052588B9B7D2BBD2DF016199ECD06E1557CD0915B3353BBB64E0EC377FD028370DF92B52"
    "C7891428CDC67EB6184B523D1DB246C32F63078490F00EF8D647D148D47954515E2327CFEF98C582664B4C0F6CC41659"
);
const Q_2048_256: [u8; 32] = hex!("8CF83642A709A097B447997640129DA299B1A47D1EB3750BA308B0FE64F5FBD3");

#[cfg(test)]
mod tests;
