//! What is changed after it was told, and what an officer sees of all that was told.

use super::kiosk::RelationName;
use super::reception::{Badge, DraftFact, StayKindName, TypedFacts};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What one telling of a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TellingName {
    /// Báo đến.
    Arrival,
    /// Sửa thông tin, đổi phòng.
    Correction,
    /// Gia hạn.
    Extension,
    /// Đã đi, sớm hoặc muộn hơn đã báo.
    Departure,
    /// Hủy.
    Cancel,
}

/// A person in a stay, about to be changed.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangeView {
    /// The stay.
    pub stay: String,
    /// The guest.
    pub guest: String,
    /// Where they are or were.
    pub place: String,
    /// Overnight or by the hour.
    pub kind: StayKindName,
    /// The planned end, `dd/MM HH:mm`.
    pub until: String,
    /// The planned end as it is typed, `dd/MM/yyyy HH:mm`.
    pub ends: String,
    /// As what the person stays, and why.
    pub purpose: PurposeForm,
    /// What is known of the person, with the whole number.
    pub facts: Vec<DraftFact>,
    /// The address in the units of today that was taken, if one was.
    pub residence: Option<String>,
    /// How a foreigner entered the country; none of a citizen.
    pub entry: Option<EntryForm>,
    /// A paper was scanned meanwhile: nothing of it was taken.
    pub scanned: bool,
    /// The stay is over.
    pub over: bool,
    /// The stay was cancelled: nothing can be changed any more.
    pub cancelled: bool,
    /// What was told so far, oldest first; empty outside the duty.
    pub told: Vec<ToldLine>,
}

/// One telling of a notice.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ToldLine {
    /// Its revision.
    pub revision: u32,
    /// What it tells.
    pub telling: TellingName,
    /// When it was written down, `dd/MM HH:mm`.
    pub at: String,
    /// Where it stands.
    pub badge: Badge,
    /// Why, in words; none for an arrival.
    pub why: Option<String>,
    /// Who did it.
    pub by: Option<String>,
}

/// How a foreigner entered the country, as text; what is not known is empty.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EntryForm {
    /// Kind of the paper of entry.
    pub kind: Option<EntryKindName>,
    /// Its number.
    pub number: String,
    /// Last day it is good for; days are `28/11/2026`, or `281126`.
    pub until: String,
    /// Day of issue.
    pub issued: String,
    /// Who issued it.
    pub authority: String,
    /// Day of entry.
    pub entered: String,
    /// Border gate of entry.
    pub gate: String,
    /// What the person came for, where it is another reason than that of the stay.
    pub purpose: String,
    /// Until when the person may stay in the country.
    pub permitted_until: String,
}

/// A kind of paper to enter the country with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum EntryKindName {
    /// Thị thực.
    Visa,
    /// Miễn thị thực: there is no paper.
    Exempt,
    /// Giấy miễn thị thực.
    Exemption,
    /// Thẻ tạm trú.
    TemporaryCard,
    /// Thẻ thường trú.
    PermanentCard,
    /// Thẻ ABTC.
    ApecCard,
    /// Giấy tờ khác.
    Other,
}

/// A field of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum EntryFieldName {
    /// Kind of the paper.
    Kind,
    /// Its number.
    Number,
    /// Good until.
    Until,
    /// Day of issue.
    Issued,
    /// Who issued it.
    Authority,
    /// Day of entry.
    Entered,
    /// Border gate.
    Gate,
    /// Permitted stay.
    PermittedUntil,
}

/// As what a person stays, and why.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PurposeForm {
    /// As what.
    pub role: RoleName,
    /// What a carer is to the patient; without meaning for anybody else.
    pub relation: Option<RelationName>,
    /// Reason code, 1 to 20.
    pub reason: u32,
    /// Reason in words, when the code is 20.
    pub reason_text: String,
}

/// As what a person sleeps here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RoleName {
    /// Khách.
    Guest,
    /// Người bệnh.
    Patient,
    /// Người nuôi bệnh.
    Carer,
}

/// A change as submitted.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangeForm {
    /// The stay.
    pub stay: String,
    /// The guest.
    pub guest: String,
    /// What is changed.
    pub what: ChangeWhat,
    /// Why, in words. Only a check-out that is taken back at once needs none.
    pub why: String,
}

/// What is changed.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "is", content = "to", rename_all = "camelCase")]
pub enum ChangeWhat {
    /// The facts; those that stay as they are keep their source.
    Correct(TypedFacts),
    /// As what the person stays, and why.
    Restate(PurposeForm),
    /// The planned end, `22/11/2026 12:00`; a day alone is meant until noon.
    Replan(String),
    /// R6, F7: so many nights more, or hours of day use.
    Extend(u32),
    /// R5, F6: to this room.
    Move(String),
    /// The check-out is taken back.
    Reopen,
    /// The stay did not take place.
    Cancel,
}

/// R13: everybody who is here, with the proof that the police were told.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InspectionView {
    /// Since when somebody looks, `dd/MM/yyyy HH:mm`.
    pub since: String,
    /// Numbers of receipts that the hub has given twice: it was restored from an older backup. Both are kept.
    pub twice: Vec<String>,
    /// The people, by place.
    pub people: Vec<InspectionLine>,
}

/// One person of the inspection.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InspectionLine {
    /// The guest.
    pub guest: String,
    /// Where they are.
    pub place: String,
    /// Full name.
    pub name: String,
    /// The number, masked until it was asked for.
    pub number: String,
    /// The whole number stands there.
    pub full: bool,
    /// Arrived, `dd/MM HH:mm`.
    pub arrived: String,
    /// Leaves, `dd/MM HH:mm`.
    pub until: String,
    /// The proof.
    pub proof: ProofView,
}

/// The proof of one notice, by the receipt of its first telling.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProofView {
    /// How it stands.
    pub state: ProofName,
    /// When it is or was due, `dd/MM HH:mm`.
    pub deadline: String,
    /// When it was written down here, `dd/MM HH:mm:ss`.
    pub captured: String,
    /// When the hub had it, `dd/MM HH:mm:ss`.
    pub received: Option<String>,
    /// The receipt's short code.
    pub code: Option<String>,
    /// The receipt's number in the facility's chain.
    pub number: Option<u32>,
    /// How many tellings there are of it.
    pub told: u32,
    /// How many of these have a receipt.
    pub receipted: u32,
}

/// How a notice stands for an officer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ProofName {
    /// By the hour: outside the duty.
    NoDuty,
    /// Not receipted, and not due yet.
    Waiting,
    /// Not receipted, and overdue; written down in time.
    Overdue,
    /// Not receipted, written down after the deadline.
    Missed,
    /// Receipted in time.
    InTime,
    /// Written down in time, delivered late.
    CapturedInTime,
    /// Receipted late.
    Late,
}
