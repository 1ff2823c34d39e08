//! What an operator's files hold.

use std::sync::Arc;

use crypto::SignatureVerdict;
use iso7816::tlv::{self, Fields};

use super::{Added, Authority, MasterList, Trust, TrustError};
use crate::{Certificate, ContentType, SignedData, ber, crl::Crl, name, pem};

const MOST_CERTIFICATES: usize = 10_000;
const MOST_LISTS: usize = 1_000;

impl Trust {
    /// Adds whatever a file of the operator's folder holds: a certificate, a list of revoked ones or a master list in
    /// DER (or BER), or any number of them as PEM.
    ///
    /// # Errors
    /// [`TrustError`]; of a text with several objects, that of the first, when none is what it should be.
    pub fn add(&mut self, file: &[u8]) -> Result<Added, TrustError> {
        let Some(objects) = pem::decode(file) else { return self.add_object(file) };
        let mut sum = Added::default();
        let (mut first, mut any) = (None, false);
        for object in &objects {
            match self.add_object(object) {
                Ok(added) => {
                    any = true;
                    sum.certificates += added.certificates;
                    sum.lists += added.lists;
                    sum.left_out += added.left_out;
                    sum.master_list = sum.master_list.or(added.master_list);
                }
                Err(TrustError::Full) => return Err(TrustError::Full),
                Err(error) => {
                    first = first.or(Some(error));
                    sum.left_out += 1;
                }
            }
        }
        match first {
            Some(error) if !any => Err(error),
            _ => Ok(sum),
        }
    }

    /// Adds the certificate of an authority (DER). One that is there already changes nothing.
    ///
    /// # Errors
    /// [`TrustError::Form`], [`TrustError::NotAnAuthority`], [`TrustError::Full`].
    pub fn add_certificate(&mut self, der: &[u8]) -> Result<(), TrustError> {
        self.insert(der).map(|_| ())
    }

    /// Adds a list of revoked certificates (DER). Its signature is checked when it is asked: the authority's certificate
    /// may come later.
    ///
    /// # Errors
    /// [`TrustError::Form`], [`TrustError::Full`].
    pub fn add_crl(&mut self, der: &[u8]) -> Result<(), TrustError> {
        Crl::parse(der).ok_or(TrustError::Form)?;
        if self.0.lists.len() >= MOST_LISTS {
            return Err(TrustError::Full);
        }
        if !self.0.lists.iter().any(|known| known == der) {
            Arc::make_mut(&mut self.0).lists.push(der.to_vec());
        }
        Ok(())
    }

    /// Adds the certificates of a master list (`.ml`: signed data, Doc 9303-12 clause 9).
    ///
    /// Checked is its signature by the certificate beside it, which keeps damage out, not a stranger: what is known of
    /// the signer is told in [`MasterList`].
    ///
    /// # Errors
    /// [`TrustError::Form`], [`TrustError::NotAMasterList`], [`TrustError::Signature`], [`TrustError::Full`].
    pub fn add_master_list(&mut self, file: &[u8]) -> Result<Added, TrustError> {
        let list = SignedData::parse(file)?;
        if list.content_type() != ContentType::MasterList {
            return Err(TrustError::NotAMasterList);
        }
        let signer = list.signer().ok_or(TrustError::Signature)?;
        let signature = list.verify(&signer);
        if signature == SignatureVerdict::Wrong {
            return Err(TrustError::Signature);
        }
        let master_list = MasterList {
            signature,
            signer: self.judge(&signer, None).issuer,
            purpose: signer.extensions.signs_master_lists(),
        };
        let mut added = Added { master_list: Some(master_list), ..Added::default() };
        for certificate in certificates(list.content()).ok_or(TrustError::Form)? {
            match self.insert(certificate) {
                Ok(true) => added.certificates += 1,
                Err(TrustError::Full) => return Err(TrustError::Full),
                Ok(false) | Err(_) => added.left_out += 1,
            }
        }
        Ok(added)
    }

    fn add_object(&mut self, object: &[u8]) -> Result<Added, TrustError> {
        let object = ber::definite(object).ok_or(TrustError::Form)?;
        if SignedData::parse(&object).is_ok() {
            return self.add_master_list(&object);
        }
        if Crl::parse(&object).is_some() {
            let before = self.0.lists.len();
            self.add_crl(&object)?;
            return Ok(Added { lists: self.0.lists.len() - before, ..Added::default() });
        }
        let new = self.insert(&object)?;
        Ok(Added { certificates: usize::from(new), left_out: usize::from(!new), ..Added::default() })
    }

    /// Whether the certificate is new.
    fn insert(&mut self, der: &[u8]) -> Result<bool, TrustError> {
        let certificate = Certificate::parse(der).ok_or(TrustError::Form)?;
        if self.0.authorities.iter().any(|known| known.der == certificate.whole) {
            return Ok(false);
        }
        let root = certificate.is_self_issued();
        if !certificate.extensions.may_certify(root) {
            return Err(TrustError::NotAnAuthority);
        }
        if self.0.authorities.len() >= MOST_CERTIFICATES {
            return Err(TrustError::Full);
        }
        Arc::make_mut(&mut self.0).authorities.push(Authority {
            der: certificate.whole.to_vec(),
            subject: name::canonical(certificate.subject),
            key_id: certificate.key_id.map(<[u8]>::to_vec),
            root,
        });
        Ok(true)
    }
}

/// `CscaMasterList ::= SEQUENCE { version INTEGER, certList SET OF Certificate }`
fn certificates(content: &[u8]) -> Option<impl Iterator<Item = &[u8]>> {
    let mut fields = Fields(tlv::find(content, 0x30)?);
    let _version = fields.next(0x02)?;
    let list = fields.next(0x31)?.value;
    Some(tlv::objects(list).map_while(Result::ok).map(|certificate| certificate.whole))
}
