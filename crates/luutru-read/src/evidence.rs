//! The evidence step by step, as JSON and as lines. It holds no personal fact.

use emrtd::{
    Chain, ChipProtocol, ChipTrust, DataTrust, Evidence, GroupVerdict, IssuerVerdict, Link, ProofOutcome, Revocation,
    SignatureVerdict, Signed, Validity,
};
use serde_json::{Value, json};

use crate::hex;

/// The verdict with all it rests on.
pub fn to_json(evidence: &Evidence) -> Value {
    let groups =
        evidence.groups.iter().map(|group| json!({ "group": group.group, "verdict": of_group(group.verdict) }));
    let proofs = evidence
        .proofs
        .iter()
        .map(|proof| json!({ "protocol": protocol(proof.protocol), "outcome": outcome(proof.outcome) }));
    json!({
        "data": match evidence.data() {
            DataTrust::Unproven => "unproven",
            DataTrust::SelfConsistent => "self-consistent",
            DataTrust::IssuerTrusted => "issuer-trusted",
        },
        "chip": match evidence.chip() {
            ChipTrust::Untested => "untested",
            ChipTrust::Genuine => "genuine",
            ChipTrust::Failed => "failed",
        },
        "contradicted": evidence.contradicts(),
        "clerk": evidence.for_clerk(),
        "engineer": evidence.for_engineer(),
        "groups": groups.collect::<Vec<_>>(),
        "security_object": of_signed(&evidence.security_object),
        "card_security": evidence.card_security.as_ref().map(of_signed),
        "proofs": proofs.collect::<Vec<_>>(),
    })
}

/// The same as lines to read.
pub fn to_lines(evidence: &Evidence) -> Vec<String> {
    let mut lines = vec![format!("  EF.SOD: {}", signature(evidence.security_object.signature))];
    let groups = evidence.groups.iter().map(|group| format!("DG{} {}", group.group, of_group(group.verdict)));
    lines.push(format!("  nhóm dữ liệu: {}", groups.collect::<Vec<_>>().join(", ")));
    lines.extend(evidence.security_object.chain.iter().flat_map(of_chain));
    if let Some(signed) = &evidence.card_security {
        lines.push(format!("  EF.CardSecurity: {}", signature(signed.signature)));
        lines.extend(signed.chain.iter().flat_map(of_chain));
    }
    lines.extend(
        evidence.proofs.iter().map(|proof| format!("  {}: {}", protocol(proof.protocol), outcome(proof.outcome))),
    );
    lines
}

fn of_signed(signed: &Signed) -> Value {
    let chain = |chain: &Chain| {
        let path = chain.path.iter().map(|link| {
            json!({
                "name": link.name,
                "sha256": hex(&link.fingerprint),
                "validity": validity(link.validity),
                "revocation": revocation(link.revocation),
            })
        });
        json!({ "issuer": issuer(chain.issuer), "path": path.collect::<Vec<_>>() })
    };
    json!({ "signature": signature(signed.signature), "chain": signed.chain.as_ref().map(chain) })
}

fn of_chain(chain: &Chain) -> Vec<String> {
    let link = |link: &Link| {
        let (time, lists) = (validity(link.validity), revocation(link.revocation));
        format!("    {} ({time}, {lists}, sha256 {}…)", link.name, &hex(&link.fingerprint[..8]))
    };
    let mut lines = vec![format!("  nơi cấp: {}", issuer(chain.issuer))];
    lines.extend(chain.path.iter().map(link));
    lines
}

const fn of_group(verdict: GroupVerdict) -> &'static str {
    match verdict {
        GroupVerdict::Matches => "matches",
        GroupVerdict::Differs => "differs",
        GroupVerdict::NotListed => "not-listed",
        GroupVerdict::NotRead(_) => "not-read",
    }
}

const fn signature(verdict: SignatureVerdict) -> &'static str {
    match verdict {
        SignatureVerdict::Absent => "absent",
        SignatureVerdict::Unreadable => "unreadable",
        SignatureVerdict::Unsupported => "unsupported",
        SignatureVerdict::Wrong => "wrong",
        SignatureVerdict::Right => "right",
    }
}

const fn issuer(verdict: IssuerVerdict) -> &'static str {
    match verdict {
        IssuerVerdict::Unknown => "unknown",
        IssuerVerdict::AnotherKey => "another-key",
        IssuerVerdict::Unsupported => "unsupported",
        IssuerVerdict::Wrong => "wrong",
        IssuerVerdict::Trusted => "trusted",
    }
}

const fn validity(validity: Validity) -> &'static str {
    match validity {
        Validity::Unknown => "time-unknown",
        Validity::Early => "not-yet-valid",
        Validity::Within => "valid",
        Validity::Over => "over",
    }
}

const fn revocation(revocation: Revocation) -> &'static str {
    match revocation {
        Revocation::NoList => "no-revocation-list",
        Revocation::NotListed { stale: false, .. } => "not-revoked",
        Revocation::NotListed { stale: true, .. } => "not-revoked-by-an-old-list",
        Revocation::Revoked { .. } => "revoked",
    }
}

const fn protocol(protocol: ChipProtocol) -> &'static str {
    match protocol {
        ChipProtocol::ChipAuthenticationMapping => "pace-cam",
        ChipProtocol::ChipAuthentication => "chip-authentication",
        ChipProtocol::ActiveAuthentication => "active-authentication",
    }
}

fn outcome(outcome: ProofOutcome) -> String {
    match outcome {
        ProofOutcome::Proven => "proven".to_owned(),
        ProofOutcome::Failed => "failed".to_owned(),
        ProofOutcome::Refused(status) => format!("refused {status}"),
        ProofOutcome::Unsupported => "unsupported".to_owned(),
        ProofOutcome::Malformed => "malformed".to_owned(),
        ProofOutcome::Unanswered => "unanswered".to_owned(),
    }
}
