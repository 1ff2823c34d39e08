//! Active authentication (Doc 9303-11 clause 6.1): the chip signs a challenge with the key of DG15.

use crypto::{Algorithm, Digest, PublicKey, SignatureVerdict, iso9796};
use iso7816::apdu::{Command, EXTENDED_LE, Response, SHORT_LE, StatusWord};
use iso7816::tlv;

use super::{ChipProof, ChipProtocol, ProofOutcome, SecurityInfos, SignedChallenge, well_formed};
use crate::{
    error::{ReadError, Step},
    session::chip::Chip,
};

const STEP: Step = Step::ActiveAuthentication;
/// ecdsa-plain-signatures, 0.4.0.127.0.7.1.1.4.1; one more number for the hash function.
const ECDSA_PLAIN: [u8; 9] = [0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x01, 0x04, 0x01];

/// Has the chip sign a challenge and checks the signature: one command.
///
/// # Errors
/// Those of the way to the chip, as [`ReadError::CutShort`]: what the chip says for itself is the outcome.
pub(crate) async fn active_authentication(
    chip: &mut Chip,
    dg15: &[u8],
    dg14: Option<&SecurityInfos>,
    challenge: [u8; 8],
) -> Result<ChipProof, ReadError> {
    let mut proof = ChipProof::new(ChipProtocol::ActiveAuthentication, ProofOutcome::Unsupported);
    let Some(key) = tlv::find_path(dg15, &[0x6F, 0x30]).and_then(PublicKey::parse) else { return Ok(proof) };
    let Some(answer) = well_formed(sign(chip, &key, challenge).await)? else {
        return Ok(ChipProof { outcome: ProofOutcome::Malformed, ..proof });
    };
    proof.outcome = match answer.status {
        StatusWord::Success if answer.data.is_empty() => ProofOutcome::Malformed,
        StatusWord::Success => {
            let outcome = verify(&key, dg14, &challenge, &answer.data);
            proof.signed = Some(SignedChallenge { challenge, signature: answer.data });
            outcome
        }
        status => ProofOutcome::Refused(status),
    };
    Ok(proof)
}

/// INTERNAL AUTHENTICATE. The signature of a long RSA key fits no short answer under protection: it is asked for in
/// extended length where chip and reader can, else in a short one, which such a chip answers with `61xx`.
async fn sign(chip: &mut Chip, key: &PublicKey<'_>, challenge: [u8; 8]) -> Result<Response, ReadError> {
    let command = Command::new(0x00, 0x88, 0x00, 0x00).with_data(challenge);
    let bytes = match key {
        PublicKey::Rsa { modulus, .. } => modulus.len(),
        PublicKey::Ec { .. } => 0,
    };
    if !chip.fits_short(bytes) && chip.takes_extended() {
        let answer = chip.send(STEP, &command.clone().with_le(EXTENDED_LE)).await?;
        if !matches!(answer.status, StatusWord::WrongLength | StatusWord::ExactLength(_)) {
            return Ok(answer);
        }
    }
    chip.send(STEP, &command.with_le(SHORT_LE)).await
}

fn verify(key: &PublicKey<'_>, dg14: Option<&SecurityInfos>, challenge: &[u8], signature: &[u8]) -> ProofOutcome {
    let verdict = match key {
        PublicKey::Rsa { .. } => iso9796::verify(key, challenge, signature),
        PublicKey::Ec { .. } => ecdsa(key, challenge, signature),
    };
    match verdict {
        SignatureVerdict::Right => ProofOutcome::Proven,
        SignatureVerdict::Wrong if matches!(key, PublicKey::Ec { .. }) && names_unknown_hash(dg14) => {
            ProofOutcome::Unsupported
        }
        SignatureVerdict::Wrong => ProofOutcome::Failed,
        SignatureVerdict::Unsupported => ProofOutcome::Unsupported,
    }
}

/// Checks an ECDSA signature with every hash function there is: chips are met that do not name theirs in DG14 or name the
/// wrong one, and whoever signs under any of them holds the key. The plain form is the standard's; some chips give the
/// SEQUENCE.
fn ecdsa(key: &PublicKey<'_>, challenge: &[u8], signature: &[u8]) -> SignatureVerdict {
    let mut verdict = SignatureVerdict::Unsupported;
    for digest in [Digest::Sha256, Digest::Sha224, Digest::Sha384, Digest::Sha512, Digest::Sha1] {
        for algorithm in [Algorithm::EcdsaPlain(digest), Algorithm::Ecdsa(digest)] {
            match crypto::verify(Some(key), Some(algorithm), challenge, signature) {
                SignatureVerdict::Right => return SignatureVerdict::Right,
                SignatureVerdict::Wrong => verdict = SignatureVerdict::Wrong,
                SignatureVerdict::Unsupported => {}
            }
        }
    }
    verdict
}

/// Whether `ActiveAuthenticationInfo` names another hash function than those five: a signature that is wrong under them
/// shows no copy then.
fn names_unknown_hash(dg14: Option<&SecurityInfos>) -> bool {
    let oid = dg14.and_then(|infos| infos.active_authentication.as_deref());
    oid.and_then(|oid| oid.strip_prefix(&ECDSA_PLAIN)).is_some_and(|hash| !matches!(hash, [1..=5]))
}
