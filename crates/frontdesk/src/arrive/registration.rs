//! One person about to stay: what both faces hand over to be saved, and what the checks say of it first.

use document::{Document, Field, Finding, FindingCode, Severity};
use duty::{Reason, Role, StayKind};
use jiff::Timestamp;
use lodging::{EntryPaper, Place, Relation};
use private::Private;

use crate::view::{PurposeForm, RefusalCode, RelationName, RoleName};

/// One person about to stay.
pub struct Registration {
    /// Who, with a source for every fact.
    pub document: Document,
    /// Where.
    pub place: Place,
    /// Over night, or by the hour.
    pub kind: StayKind,
    /// How many nights, 1 or more; without meaning for day use.
    pub nights: u32,
    /// As what.
    pub role: Role,
    /// What a carer is to the patient.
    pub relation: Option<Relation>,
    /// Why, by the portal's codes.
    pub reason: Reason,
    /// Why, in words.
    pub reason_note: Option<Private<String>>,
    /// How a foreigner entered the country, as far as it was typed.
    pub entry: Option<EntryPaper>,
}

/// As what a person stays, and why.
pub struct Purpose {
    /// As what.
    pub role: Role,
    /// What a carer is to the patient; nothing for anybody else.
    pub relation: Option<Relation>,
    /// Why, by the portal's codes.
    pub reason: Reason,
    /// Why, in words.
    pub note: Option<Private<String>>,
}

impl Purpose {
    /// Understands what a form says.
    ///
    /// # Errors
    ///
    /// [`RefusalCode::NoReason`] for another reason without words, [`RefusalCode::Findings`] for no reason at all.
    pub(crate) fn of(form: &PurposeForm) -> Result<Self, RefusalCode> {
        let reason = u8::try_from(form.reason).ok().and_then(Reason::from_code).ok_or(RefusalCode::Findings)?;
        let words = form.reason_text.trim();
        if reason.needs_words() && words.is_empty() {
            return Err(RefusalCode::NoReason);
        }
        let role = match form.role {
            RoleName::Guest => Role::Guest,
            RoleName::Patient => Role::Patient,
            RoleName::Carer => Role::Carer,
        };
        let relation = form.relation.filter(|_| role == Role::Carer).map(relation);
        Ok(Self { role, relation, reason, note: (!words.is_empty()).then(|| Private::new(words.to_owned())) })
    }
}

/// Everything the checks have to say about a document that is to be registered now: its own findings, and the facts
/// the law asks for that it lacks (Residence Law art. 30, by the day of arrival).
pub fn findings(document: &Document, now: Timestamp) -> Vec<Finding> {
    let mut findings = document.findings(duty::vn_civil(now).date());
    let missing = duty::missing(document, duty::version(now)).into_iter();
    let missing: Vec<Finding> = missing.filter(|field| !is_hard(&findings, *field)).map(missing_fact).collect();
    findings.extend(missing);
    findings
}

/// The findings that forbid to register a document like this.
pub fn hard_findings(document: &Document, now: Timestamp) -> Vec<Finding> {
    let mut findings = findings(document, now);
    findings.retain(|finding| finding.severity == Severity::Hard);
    findings
}

/// Whether nobody has to look at a document before its person may stay: nothing forbids it, and it has not expired, as
/// far as it says.
pub fn needs_no_person(document: &Document, now: Timestamp) -> bool {
    let mut findings = findings(document, now).into_iter();
    let looked_at = [FindingCode::Expired, FindingCode::MaybeExpired];
    findings.all(|finding| finding.severity == Severity::Soft && !looked_at.contains(&finding.code))
}

/// The house's word for the page's.
pub fn relation(name: RelationName) -> Relation {
    match name {
        RelationName::Spouse => Relation::Spouse,
        RelationName::Parent => Relation::Parent,
        RelationName::Child => Relation::Child,
        RelationName::Sibling => Relation::Sibling,
        RelationName::Other => Relation::Other,
    }
}

fn is_hard(findings: &[Finding], field: Field) -> bool {
    findings.iter().any(|finding| finding.field == field && finding.severity == Severity::Hard)
}

fn missing_fact(field: Field) -> Finding {
    Finding::hard(field, FindingCode::Missing)
}
