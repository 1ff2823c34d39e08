//! Sealing by a TPM 2.0: the key is encrypted under a primary key that never leaves the chip and that the chip makes
//! again, the same each time, from its owner seed. Clearing the TPM changes that seed.
//!
//! The sealed key is bound to the machine and to no state of it (no PCRs): an update of firmware or kernel must not
//! lock a house out of its own register.

use std::path::Path;
use std::str::FromStr as _;

use tss_esapi::attributes::{ObjectAttributesBuilder, SessionAttributesBuilder};
use tss_esapi::constants::{SessionType, Tss2ResponseCodeKind};
use tss_esapi::handles::KeyHandle;
use tss_esapi::interface_types::algorithm::{HashingAlgorithm, PublicAlgorithm};
use tss_esapi::interface_types::ecc::EccCurve;
use tss_esapi::interface_types::resource_handles::Hierarchy;
use tss_esapi::interface_types::session_handles::AuthSession;
use tss_esapi::structures::{
    Digest, EccPoint, KeyedHashScheme, Private, Public, PublicBuilder, PublicEccParametersBuilder,
    PublicKeyedHashParameters, SensitiveData, SymmetricDefinition, SymmetricDefinitionObject,
};
use tss_esapi::tcti_ldr::DeviceConfig;
use tss_esapi::traits::{Marshall as _, UnMarshall as _};
use tss_esapi::{Context, Error, TctiNameConf, WrapperErrorKind};

/// The kernel's resource manager, which shares the chip between programs.
const DEVICE: &str = "/dev/tpmrm0";

/// What the TPM, or the way to it, answered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fault {
    /// The TPM's answer; none when the fault lies before it.
    pub(super) answer: Option<Tss2ResponseCodeKind>,
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::Tss2Error(code) => Self { answer: code.kind() },
            Error::WrapperError(_) => Self { answer: None },
        }
    }
}

/// A key as the TPM sealed it.
pub(super) struct Blob {
    public: Vec<u8>,
    private: Vec<u8>,
}

/// What a file with a sealed key begins with.
const MAGIC: &[u8] = b"luutru key sealed by TPM 2.0, v1\n";

impl Blob {
    /// Gives the bytes of the file: [`MAGIC`], then the public part (`TPMT_PUBLIC`) and the private part
    /// (the buffer of `TPM2B_PRIVATE`), each after its length in two bytes.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for part in [&self.public, &self.private] {
            // A TPM's structures are shorter than 64 KiB by their own length fields.
            bytes.extend(u16::try_from(part.len()).unwrap_or(u16::MAX).to_be_bytes());
            bytes.extend(part);
        }
        bytes
    }

    /// Reads the bytes of the file; none when they are not exactly what [`Blob::encode`] writes.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let (public, rest) = part(bytes.strip_prefix(MAGIC)?)?;
        let (private, rest) = part(rest)?;
        rest.is_empty().then_some(Self { public, private })
    }
}

fn part(bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (part, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    Some((part.to_vec(), rest))
}

/// The TPM, with the primary key and a session that hides the key on the bus.
pub(super) struct Tpm {
    context: Context,
    primary: KeyHandle,
    session: Option<AuthSession>,
}

impl Tpm {
    /// Finds the TPM: the one that is named, else the kernel's if there is one.
    pub(super) fn connect(tcti: Option<&str>) -> Result<Self, Fault> {
        let named = match tcti {
            Some(tcti) => TctiNameConf::from_str(tcti)?,
            None if Path::new(DEVICE).exists() => TctiNameConf::Device(DeviceConfig::from_str(DEVICE)?),
            None => return Err(Fault { answer: None }),
        };
        let mut context = Context::new(named)?;
        let primary = context.execute_with_nullauth_session(|context| {
            context.create_primary(Hierarchy::Owner, primary()?, None, None, None, None)
        })?;
        let primary = primary.key_handle;
        let session = hiding_session(&mut context, primary)?;
        Ok(Self { context, primary, session })
    }

    /// Seals the key: only this TPM opens what comes back.
    pub(super) fn seal(&mut self, key: &[u8; 32]) -> Result<Blob, Fault> {
        let (primary, secret) = (self.primary, SensitiveData::try_from(key.as_slice())?);
        let made = self.context.execute_with_session(self.session, |context| {
            context.create(primary, sealed_object()?, None, Some(secret), None, None)
        })?;
        Ok(Blob { public: made.out_public.marshall()?, private: made.out_private.value().to_vec() })
    }

    /// Opens a sealed key.
    pub(super) fn unseal(&mut self, blob: Blob) -> Result<[u8; 32], Fault> {
        let (public, private) = (Public::unmarshall(&blob.public)?, Private::try_from(blob.private)?);
        let primary = self.primary;
        let secret = self.context.execute_with_session(self.session, |context| {
            let object = context.load(primary, private, public)?;
            context.unseal(object.into())
        })?;
        secret.value().try_into().map_err(|_| Fault { answer: None })
    }
}

/// Starts a session salted by the primary key: what goes in and out is encrypted on the bus between CPU and chip.
fn hiding_session(context: &mut Context, primary: KeyHandle) -> Result<Option<AuthSession>, Error> {
    let session = context.start_auth_session(
        Some(primary),
        None,
        None,
        SessionType::Hmac,
        SymmetricDefinition::AES_128_CFB,
        HashingAlgorithm::Sha256,
    )?;
    let session = session.ok_or(Error::WrapperError(WrapperErrorKind::MissingAuthSession))?;
    let (attributes, mask) = SessionAttributesBuilder::new().with_decrypt(true).with_encrypt(true).build();
    context.tr_sess_set_attributes(session, attributes, mask)?;
    Ok(Some(session))
}

/// The template of the primary key: a storage key on P-256, the same whenever it is made.
fn primary() -> Result<Public, Error> {
    let attributes = ObjectAttributesBuilder::new()
        .with_fixed_tpm(true)
        .with_fixed_parent(true)
        .with_sensitive_data_origin(true)
        .with_user_with_auth(true)
        .with_no_da(true)
        .with_restricted(true)
        .with_decrypt(true)
        .build()?;
    let storage = PublicEccParametersBuilder::new_restricted_decryption_key(
        SymmetricDefinitionObject::AES_128_CFB,
        EccCurve::NistP256,
    );
    PublicBuilder::new()
        .with_public_algorithm(PublicAlgorithm::Ecc)
        .with_name_hashing_algorithm(HashingAlgorithm::Sha256)
        .with_object_attributes(attributes)
        .with_ecc_parameters(storage.build()?)
        .with_ecc_unique_identifier(EccPoint::default())
        .build()
}

/// The template of what is sealed: bytes that leave only through unsealing, and only this TPM.
fn sealed_object() -> Result<Public, Error> {
    let attributes = ObjectAttributesBuilder::new()
        .with_fixed_tpm(true)
        .with_fixed_parent(true)
        .with_user_with_auth(true)
        .with_no_da(true)
        .build()?;
    PublicBuilder::new()
        .with_public_algorithm(PublicAlgorithm::KeyedHash)
        .with_name_hashing_algorithm(HashingAlgorithm::Sha256)
        .with_object_attributes(attributes)
        .with_keyed_hash_parameters(PublicKeyedHashParameters::new(KeyedHashScheme::Null))
        .with_keyed_hash_unique_identifier(Digest::default())
        .build()
}
