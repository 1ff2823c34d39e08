//! What the evidence comes to, in a sentence for whoever reads it. What contradicts comes first.

use pki::{IssuerVerdict, Purpose, Revocation, Validity};

use super::{ChipTrust, DataTrust, Evidence, GroupVerdict, SignatureVerdict, Signed, StateVerdict, Unread};
use crate::genuine::{ChipProof, ChipProtocol, ProofOutcome};

/// What the evidence comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Statement {
    /// The chip was read, and nothing speaks for its data or against them.
    Unchecked,
    /// The data are as they were signed, by somebody.
    SelfConsistent,
    /// And the chip is no copy.
    SelfConsistentGenuine,
    /// The data are as a trusted issuer's signer signed them.
    IssuerTrusted,
    /// And the chip is no copy.
    IssuerTrustedGenuine,
    /// The data are not as the issuer's signer signed them.
    Altered,
    /// The signer's certificate, or one above it, was revoked.
    Revoked,
    /// The data are as they were signed, and the chip is a copy.
    Copied,
}

impl Statement {
    /// One Vietnamese sentence, the same that the faces show. It claims no more than was proven.
    pub const fn for_clerk(self) -> &'static str {
        match self {
            Self::Unchecked => "Đã đọc chip nhưng chưa kiểm tra được chữ ký",
            Self::SelfConsistent => {
                "Chữ ký trên chip khớp; chưa thử được chip gốc hay bản sao, chưa đối chiếu được nơi cấp"
            }
            Self::SelfConsistentGenuine => {
                "Chữ ký trên chip khớp, chip giữ đúng khóa đã ký; chưa có chứng thư gốc để đối chiếu nơi cấp"
            }
            Self::IssuerTrusted => "Chữ ký khớp với chứng thư của nơi cấp; chưa thử được chip gốc hay bản sao",
            Self::IssuerTrustedGenuine => "Chữ ký khớp với chứng thư của nơi cấp, chip là chip gốc",
            Self::Altered => "Dữ liệu trên chip không khớp chữ ký: không dùng được thẻ này",
            Self::Revoked => "Người ký dữ liệu trên chip đã bị thu hồi chứng thư: không dùng được thẻ này",
            Self::Copied => "Chip không chứng minh được nó là chip gốc: có thể là bản sao",
        }
    }
}

impl Evidence {
    /// What the evidence comes to. What contradicts wins over whatever else was proven, altered data over a revoked
    /// signer, and that over a copy.
    pub fn statement(&self) -> Statement {
        match (self.data(), self.chip()) {
            _ if self.is_altered() => Statement::Altered,
            _ if self.is_revoked() => Statement::Revoked,
            (_, ChipTrust::Failed) => Statement::Copied,
            (DataTrust::Unproven, _) => Statement::Unchecked,
            (DataTrust::SelfConsistent, ChipTrust::Untested) => Statement::SelfConsistent,
            (DataTrust::SelfConsistent, ChipTrust::Genuine) => Statement::SelfConsistentGenuine,
            (DataTrust::IssuerTrusted, ChipTrust::Untested) => Statement::IssuerTrusted,
            (DataTrust::IssuerTrusted, ChipTrust::Genuine) => Statement::IssuerTrustedGenuine,
        }
    }

    /// One Vietnamese sentence: [`Statement::for_clerk`].
    pub fn for_clerk(&self) -> &'static str {
        self.statement().for_clerk()
    }

    /// One English sentence that names each step of the evidence: what contradicts, the signature and the hashes, what was
    /// not read, what opened the chip though better is signed, who stands behind the signer, and what the chip proved. It holds no personal fact.
    pub fn for_engineer(&self) -> String {
        let mut clauses = self.contradictions();
        clauses.push(self.hashes());
        clauses.extend(self.unread());
        let signed = self.vouches_for(ChipProtocol::ChipAuthentication);
        clauses.extend(self.downgrade.as_ref().filter(|_| signed).map(ToString::to_string));
        clauses.extend(issuer(&self.security_object));
        clauses.extend(self.card_security.as_ref().map(card_security));
        clauses.extend(self.proofs.iter().map(|proof| self.proof(proof)));
        if self.proofs.is_empty() {
            clauses.push("the chip was not asked to prove itself".to_owned());
        }
        let sentence = clauses.join("; ");
        let mut letters = sentence.chars();
        letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
    }

    fn contradictions(&self) -> Vec<String> {
        let mut found = Vec::new();
        let altered = self.numbers(|verdict| verdict == GroupVerdict::Differs);
        if !altered.is_empty() {
            found.push(format!("CONTRADICTION: {altered} altered after the signature"));
        }
        if self.security_object.signature == SignatureVerdict::Wrong {
            found.push("CONTRADICTION: the signature of the security object is wrong".to_owned());
        }
        let chains =
            [("the security object", Some(&self.security_object)), ("EF.CardSecurity", self.card_security.as_ref())];
        for (what, chain) in chains.into_iter().filter_map(|(what, signed)| Some((what, signed?.chain.as_ref()?))) {
            if chain.issuer == IssuerVerdict::Wrong {
                found.push(format!("CONTRADICTION: the issuer did not sign the certificate behind {what}"));
            }
            if matches!(chain.revocation(), Revocation::Revoked { .. }) {
                found.push(format!("CONTRADICTION: the certificate behind {what} is revoked"));
            }
        }
        if self.card_security.as_ref().is_some_and(|signed| signed.signature == SignatureVerdict::Wrong) {
            found.push("CONTRADICTION: the signature of EF.CardSecurity is wrong".to_owned());
        }
        let failed = self.proofs.iter().filter(|proof| proof.outcome == ProofOutcome::Failed);
        for proof in failed.filter(|proof| self.vouches_for(proof.protocol)) {
            found.push(format!("CONTRADICTION: the chip does not hold the private key of {}", key(proof.protocol)));
        }
        found
    }

    fn hashes(&self) -> String {
        let matching = self.numbers(|verdict| verdict == GroupVerdict::Matches);
        let unlisted = self.numbers(|verdict| verdict == GroupVerdict::NotListed);
        let signature = match self.security_object.signature {
            SignatureVerdict::Absent => return "the chip gives no security object".to_owned(),
            SignatureVerdict::Unreadable => return "the security object cannot be read".to_owned(),
            SignatureVerdict::Unsupported => "the security object is signed by an unknown algorithm",
            SignatureVerdict::Wrong => "the security object's own hashes",
            SignatureVerdict::Right => "the signature is right",
        };
        let verb =
            if self.security_object.signature == SignatureVerdict::Wrong { "agree" } else { "and the hashes agree" };
        match (matching.is_empty(), unlisted.is_empty()) {
            (false, true) => format!("{signature} {verb} with {matching}"),
            (false, false) => format!("{signature} {verb} with {matching}, none is listed for {unlisted}"),
            (true, _) => format!("{signature} and no group that was read agrees with it"),
        }
    }

    /// What is listed and was not read, but for what nobody asks for.
    fn unread(&self) -> Option<String> {
        let clauses: Vec<String> = self
            .groups
            .iter()
            .filter_map(|group| match group.verdict {
                GroupVerdict::NotRead(Unread::Refused(status)) => {
                    Some(format!("DG{} was refused ({status})", group.group))
                }
                GroupVerdict::NotRead(Unread::Malformed) => Some(format!("DG{} came damaged", group.group)),
                _ => None,
            })
            .collect();
        (!clauses.is_empty()).then(|| clauses.join(" and "))
    }

    fn numbers(&self, wanted: impl Fn(GroupVerdict) -> bool) -> String {
        let groups = self.groups.iter().filter(|group| wanted(group.verdict));
        groups.map(|group| format!("DG{}", group.group)).collect::<Vec<_>>().join(", ")
    }

    fn proof(&self, proof: &ChipProof) -> String {
        let what = match proof.protocol {
            ChipProtocol::ChipAuthenticationMapping => "PACE-CAM",
            ChipProtocol::ChipAuthentication => "chip authentication",
            ChipProtocol::ActiveAuthentication => "active authentication",
        };
        let unsigned = if self.vouches_for(proof.protocol) { "" } else { ", by a key that nobody vouches for" };
        match proof.outcome {
            ProofOutcome::Proven => format!("{what} succeeded{unsigned}"),
            ProofOutcome::Failed => format!("{what} failed{unsigned}"),
            ProofOutcome::Refused(status) => format!("{what} was refused ({status})"),
            ProofOutcome::Unsupported => format!("{what} is by a key or an algorithm that is not known"),
            ProofOutcome::Malformed => format!("{what} came in a wrong form"),
            ProofOutcome::Unanswered => format!("{what} was not completed"),
        }
    }
}

const fn key(protocol: ChipProtocol) -> &'static str {
    match protocol {
        ChipProtocol::ChipAuthenticationMapping => "EF.CardSecurity",
        ChipProtocol::ChipAuthentication => "DG14",
        ChipProtocol::ActiveAuthentication => "DG15",
    }
}

fn card_security(signed: &Signed) -> String {
    match signed.signature {
        SignatureVerdict::Absent | SignatureVerdict::Unreadable => "EF.CardSecurity cannot be read".to_owned(),
        SignatureVerdict::Unsupported => "EF.CardSecurity is signed by an unknown algorithm".to_owned(),
        SignatureVerdict::Wrong => "EF.CardSecurity proves nothing".to_owned(),
        SignatureVerdict::Right => match &signed.chain {
            _ if signed.is_issuers() => "EF.CardSecurity is signed by a trusted issuer".to_owned(),
            Some(chain) if chain.proves() => {
                "EF.CardSecurity is signed by a trusted issuer of another state".to_owned()
            }
            _ => "EF.CardSecurity is signed, by an issuer that is not anchored".to_owned(),
        },
    }
}

/// Who stands behind the signer, and what is known of its state, of time and revocation.
fn issuer(signed: &Signed) -> Option<String> {
    let chain = signed.chain.as_ref()?;
    let who = match (chain.issuer, chain.purpose) {
        (IssuerVerdict::Trusted, Purpose::Other) => {
            "the signer's certificate is a trusted issuer's, but not for documents"
        }
        (IssuerVerdict::Trusted, Purpose::Documents) => "a chain of certificates leads to a trusted root",
        (IssuerVerdict::Unknown, _) => "no trusted certificate is the issuer's",
        (IssuerVerdict::AnotherKey, _) => "the trusted certificates of the issuer are of other keys",
        (IssuerVerdict::Unsupported, _) => "the issuer signs by an algorithm that is not known",
        (IssuerVerdict::Wrong, _) => "the issuer's trusted certificate does not fit",
    };
    let time = match chain.validity() {
        Validity::Unknown | Validity::Within => "",
        Validity::Early => ", the signer's time has not begun by this clock",
        Validity::Over => ", the signer's time is over",
    };
    let lists = match chain.revocation() {
        Revocation::NoList if chain.issuer == IssuerVerdict::Trusted => ", no list of revoked certificates was at hand",
        Revocation::NotListed { stale: true, .. } => ", not revoked by a list that is out of date",
        Revocation::NotListed { stale: false, .. } => ", not revoked",
        Revocation::NoList | Revocation::Revoked { .. } => "",
    };
    let state = match signed.state {
        StateVerdict::Same => "",
        StateVerdict::Other => ", but signer or root is another state's than the document",
        StateVerdict::Unknown => ", its country could not be compared with the document's",
    };
    Some(format!("{who}{state}{time}{lists}"))
}
