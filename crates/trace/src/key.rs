//! Keys that belong to one chip alone: whoever sees one again knows the card again.

use super::redact::{Deal, is_constructed, replace, walk};
use crypto::AgreementKey;
use iso7816::tlv::{self, Tag};

/// Redacts EF.CardSecurity, DG14 or DG15 in place: protocols, parameters and names stay. The public keys of groups that
/// are known become the generator, whose secret is one; every other bit string, which keys and signatures are, is blanked.
pub(crate) fn redact(file: &mut [u8]) {
    walk(file, 0, &mut infos);
}

fn infos(tag: Tag, value: &mut [u8]) -> Deal {
    match tag {
        0x30 if put_generator(value).is_some() => Deal::Keep,
        // Unused bits first; none here has any.
        0x03 => {
            value.iter_mut().skip(1).for_each(|byte| *byte = 0);
            Deal::Keep
        }
        // The security infos of EF.CardSecurity are content that is signed, and stand in a string of bytes; other strings
        // are a signature and a hash.
        0x04 if tlv::find(value, 0x31).is_some() => Deal::Inside,
        0x04 => Deal::Blank,
        // When EF.CardSecurity was signed is about when the document was issued.
        0x17 | 0x18 => {
            value.iter_mut().filter(|byte| byte.is_ascii_digit()).for_each(|digit| *digit = b'1');
            Deal::Keep
        }
        _ if is_constructed(tag) => Deal::Inside,
        _ => Deal::Keep,
    }
}

/// Puts the generator in place of a public key; `None` when these are not the fields of one, or its group is not known.
fn put_generator(fields: &mut [u8]) -> Option<()> {
    let key = AgreementKey::parse(fields)?;
    let generator = key.group.public(&[1], None).ok().filter(|generator| generator.len() == key.public.len())?;
    replace(fields, &key.public, &generator)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto::Group;
    use iso7816::tlv::write;

    /// A security info with a key on a standardised group.
    fn info(id: u8, public: &[u8]) -> Vec<u8> {
        let standardized = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x02];
        let algorithm = write(0x30, &[write(0x06, &standardized), write(0x02, &[id])].concat());
        let key = write(0x30, &[algorithm, write(0x03, &[&[0], public].concat())].concat());
        write(0x30, &[write(0x06, &[0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, 0x01, 0x02]), key].concat())
    }

    #[test]
    fn a_key_becomes_the_generator_and_any_other_is_blanked() {
        let group = Group::from_parameter(13).unwrap();
        let (public, generator) = (group.public(&[7], None).unwrap(), group.public(&[1], None).unwrap());
        let mut file = write(0x6E, &write(0x31, &[info(13, &public), info(99, &public)].concat()));
        let size = file.len();
        redact(&mut file);
        assert_eq!(file.len(), size);
        let count = |wanted: &[u8]| file.windows(wanted.len()).filter(|window| *window == wanted).count();
        assert_eq!((count(&public), count(&generator), count(&[0; 66])), (0, 1, 1));
        // Twice over is as once: the redacted key is one that is known.
        let once = file.clone();
        redact(&mut file);
        assert_eq!(file, once);
    }
}
