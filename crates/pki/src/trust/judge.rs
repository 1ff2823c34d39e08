//! The way from a signer to a root.

use crypto::SignatureVerdict;

use super::{Authority, Store};
use crate::{Certificate, Chain, IssuerVerdict, Link, Purpose, Revocation, Validity, crl::Crl, name};

/// Certificates above a signer: a root, and as many links as there were changes of key in a document's life.
const LONGEST_PATH: usize = 5;

/// One search.
pub struct Judge<'a> {
    store: &'a Store,
    now: Option<i64>,
}

/// What a search above one certificate found.
enum Found<'a> {
    /// A chain to a root: the certificates of it, the issuer first.
    Chain(Vec<&'a Authority>),
    /// None, and the best that can be said.
    None(IssuerVerdict),
}

impl<'a> Judge<'a> {
    /// Begins a search.
    pub const fn new(store: &'a Store, now: Option<i64>) -> Self {
        Self { store, now }
    }

    /// Finds the chain and says all about it.
    pub fn judge(&self, signer: &Certificate<'_>) -> Chain {
        let (issuer, above) = match self.issuers(signer, &mut Vec::new(), 0) {
            Found::Chain(above) => (IssuerVerdict::Trusted, above),
            Found::None(verdict) => (verdict, Vec::new()),
        };
        let above = above.iter().filter_map(|authority| Some((Certificate::parse(&authority.der)?, authority.root)));
        let mut path = vec![self.link(signer, false)];
        path.extend(above.map(|(certificate, root)| self.link(&certificate, root)));
        let documents = signer.extensions.may_sign_documents();
        Chain { issuer, purpose: if documents { Purpose::Documents } else { Purpose::Other }, path }
    }

    /// Looks for the issuers of a certificate, depth first, never over one authority twice.
    fn issuers(&self, certificate: &Certificate<'_>, seen: &mut Vec<*const Authority>, depth: usize) -> Found<'a> {
        let mut best = IssuerVerdict::Unknown;
        for (authority, certainty) in self.candidates(certificate) {
            let place = std::ptr::from_ref(authority);
            if depth >= LONGEST_PATH || seen.contains(&place) {
                continue;
            }
            let Some(issuer) = Certificate::parse(&authority.der) else { continue };
            match certificate.signed_by(&issuer) {
                SignatureVerdict::Right if authority.root => return Found::Chain(vec![authority]),
                SignatureVerdict::Right => {
                    seen.push(place);
                    if let Found::Chain(above) = self.issuers(&issuer, seen, depth + 1) {
                        return Found::Chain([vec![authority], above].concat());
                    }
                }
                SignatureVerdict::Wrong if certainty == Certainty::Key && authority.is_sound(&issuer) => {
                    best = worse(best, IssuerVerdict::Wrong);
                }
                SignatureVerdict::Wrong => best = worse(best, IssuerVerdict::AnotherKey),
                // The same name's other key may be of another kind, which says nothing of the one that signed.
                SignatureVerdict::Unsupported if certainty == Certainty::OtherKey => {
                    best = worse(best, IssuerVerdict::AnotherKey);
                }
                SignatureVerdict::Unsupported => best = worse(best, IssuerVerdict::Unsupported),
            }
        }
        Found::None(best)
    }

    /// The authorities that may have issued a certificate, those that its key identifier names first, and roots before
    /// links to the same key: the shortest chain has the fewest certificates that may be revoked.
    fn candidates(&self, certificate: &Certificate<'_>) -> Vec<(&'a Authority, Certainty)> {
        let issuer = name::canonical(certificate.issuer);
        let candidate = |authority: &'a Authority| {
            let named = authority.subject == issuer;
            let certainty = match (certificate.issuer_key_id, &authority.key_id) {
                (Some(wanted), Some(own)) if wanted == own => Certainty::Key,
                (Some(_), Some(_)) if named => Certainty::OtherKey,
                _ if named => Certainty::Name,
                _ => return None,
            };
            Some((authority, certainty))
        };
        let mut candidates: Vec<_> = self.store.authorities.iter().filter_map(candidate).collect();
        candidates.sort_by_key(|(authority, certainty)| (*certainty, !authority.root));
        candidates
    }

    fn link(&self, certificate: &Certificate<'_>, root: bool) -> Link {
        let (not_before, not_after) = (certificate.not_before, certificate.not_after);
        Link {
            name: certificate.subject_text(),
            country: certificate.country(),
            fingerprint: certificate.fingerprint(),
            not_before,
            not_after,
            validity: Validity::of(not_before, not_after, self.now),
            revocation: if root { Revocation::NoList } else { self.revocation(certificate) },
            unknown_critical: certificate.extensions.unknown_critical,
        }
    }

    /// What the lists of a certificate's issuer say, the newest where none revokes it.
    fn revocation(&self, certificate: &Certificate<'_>) -> Revocation {
        let mut said = Revocation::NoList;
        let mut newest = None;
        let issuer = name::canonical(certificate.issuer);
        let lists = self.store.lists.iter().filter_map(|list| Crl::parse(list));
        for list in lists.filter(|list| list.is_by(&issuer) && self.is_genuine(list)) {
            if let Some(revoked) = list.revoked(certificate.serial) {
                return revoked;
            }
            if said == Revocation::NoList || list.since > newest {
                let stale = list.next.zip(self.now).is_some_and(|(next, now)| now > next);
                newest = list.since;
                said = Revocation::NotListed { issued: newest, stale };
            }
        }
        said
    }

    /// Whether a list is signed by a root of its issuer's name, or by one that a chain of links leads to.
    fn is_genuine(&self, list: &Crl<'_>) -> bool {
        let named = self.store.authorities.iter().filter(|authority| list.is_by(&authority.subject));
        let mut certificates =
            named.filter_map(|authority| Some((authority.root, Certificate::parse(&authority.der)?)));
        certificates.any(|(root, authority)| {
            list.signed_by(&authority) == SignatureVerdict::Right
                && (root || matches!(self.issuers(&authority, &mut Vec::new(), 0), Found::Chain(_)))
        })
    }
}

/// How surely an authority is the one that a certificate names as its issuer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Certainty {
    /// Their key identifiers are equal.
    Key,
    /// Their names are, and one of them has no key identifier.
    Name,
    /// Their names are, but not the key identifiers: the same authority's other key.
    OtherKey,
}

impl Authority {
    /// Whether it can bear witness against a signer: a root whose own signature is right. A file that was damaged, or a
    /// link that no root vouches for, cannot.
    fn is_sound(&self, certificate: &Certificate<'_>) -> bool {
        self.root && certificate.signed_by(certificate) == SignatureVerdict::Right
    }
}

/// What is said of several candidates: that one was wrong outweighs that another was not understood.
fn worse(one: IssuerVerdict, other: IssuerVerdict) -> IssuerVerdict {
    let weight = |verdict| match verdict {
        IssuerVerdict::Unknown => 0,
        IssuerVerdict::AnotherKey => 1,
        IssuerVerdict::Unsupported => 2,
        IssuerVerdict::Wrong => 3,
        IssuerVerdict::Trusted => 4,
    };
    if weight(other) > weight(one) { other } else { one }
}
