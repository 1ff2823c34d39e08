//! The catalogue of everything the hub can refuse: a code, how grave it is, and a sentence for the person at the desk.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Field, PayloadError, RequestFault};

/// What a refusal asks of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing: it passes, and the program tries again by itself.
    Passing,
    /// A person must correct the notice.
    Correct,
    /// A person must enrol this device again.
    Enrol,
    /// A person must tell whoever runs the hub or made the program.
    Report,
}

/// A reason the hub gives; `snake_case` in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The payload is no notice.
    PayloadUnreadable,
    /// The payload is of a version the hub does not read.
    PayloadVersion,
    /// The payload's digest is not the one declared.
    DigestMismatch,
    /// The payload names another notice or revision than the request.
    KeyMismatch,
    /// The payload names another facility than the device's.
    WrongFacility,
    /// A revision that is not a number from 1.
    BadRevision,
    /// The end is not after the arrival, or the old end is missing or superfluous.
    BadPeriod,
    /// 30 days and more: temporary residence must be registered instead.
    TooLong,
    /// The arrival lies further ahead than a clock can be wrong.
    FutureArrival,
    /// Room or department is missing.
    BadPlace,
    /// The name is missing or not a name.
    BadName,
    /// The day of birth is impossible.
    BadBirth,
    /// The day of birth is missing; asked since 2026-07-01.
    MissingBirth,
    /// The nationality is no country code.
    BadNationality,
    /// The kind of paper is unknown.
    BadPaper,
    /// The number of the paper has a wrong form.
    BadNumber,
    /// The address has a wrong form.
    BadAddress,
    /// The reason is unknown, or said without words.
    BadReason,
    /// The change has no reason or nobody who made it.
    BadChange,
    /// The request carries no readable signature.
    Unsigned,
    /// The signature does not fit the request.
    BadSignature,
    /// The body is not the one the digest was made of.
    BodyChanged,
    /// The request was signed at a time too far from the hub's.
    ClockSkew,
    /// The very same request was seen before.
    Replayed,
    /// The hub does not know the device.
    UnknownDevice,
    /// The device was shut out.
    RevokedDevice,
    /// The enrolment code is unknown, used or too old.
    BadEnrolCode,
    /// The envelope is not the message this address takes.
    BadEnvelope,
    /// More records than one batch may hold, or more bytes than one request may.
    TooLarge,
    /// Too many requests for now.
    TooMany,
    /// There is nothing here.
    NotFound,
    /// There is something here, and not to be asked in this way.
    WrongMethod,
    /// The hub cannot store now.
    Unavailable,
    /// A code this program does not know yet.
    #[serde(other)]
    Unknown,
}

impl Refusal {
    /// Every code but [`Refusal::Unknown`], which no hub says.
    pub const ALL: [Self; 33] = [
        Self::PayloadUnreadable,
        Self::PayloadVersion,
        Self::DigestMismatch,
        Self::KeyMismatch,
        Self::WrongFacility,
        Self::BadRevision,
        Self::BadPeriod,
        Self::TooLong,
        Self::FutureArrival,
        Self::BadPlace,
        Self::BadName,
        Self::BadBirth,
        Self::MissingBirth,
        Self::BadNationality,
        Self::BadPaper,
        Self::BadNumber,
        Self::BadAddress,
        Self::BadReason,
        Self::BadChange,
        Self::Unsigned,
        Self::BadSignature,
        Self::BodyChanged,
        Self::ClockSkew,
        Self::Replayed,
        Self::UnknownDevice,
        Self::RevokedDevice,
        Self::BadEnrolCode,
        Self::BadEnvelope,
        Self::TooLarge,
        Self::TooMany,
        Self::NotFound,
        Self::WrongMethod,
        Self::Unavailable,
    ];

    /// What it asks of the house.
    pub const fn severity(self) -> Severity {
        match self {
            Self::ClockSkew | Self::Replayed | Self::TooLarge | Self::TooMany | Self::Unavailable => Severity::Passing,
            Self::UnknownDevice | Self::RevokedDevice | Self::BadEnrolCode => Severity::Enrol,
            Self::BadPeriod
            | Self::TooLong
            | Self::FutureArrival
            | Self::BadPlace
            | Self::BadName
            | Self::BadBirth
            | Self::MissingBirth
            | Self::BadNationality
            | Self::BadPaper
            | Self::BadNumber
            | Self::BadAddress
            | Self::BadReason
            | Self::BadChange => Severity::Correct,
            _ => Severity::Report,
        }
    }

    /// A sentence for the person at the desk.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::PayloadUnreadable => "Máy chủ không đọc được thông báo này.",
            Self::PayloadVersion => "Phiên bản chương trình khác với máy chủ, cần cập nhật.",
            Self::DigestMismatch | Self::BodyChanged => "Thông báo bị thay đổi trên đường gửi.",
            Self::KeyMismatch => "Thông báo không khớp với mã gửi kèm.",
            Self::WrongFacility => "Thông báo thuộc về cơ sở khác.",
            Self::BadRevision => "Số lần sửa của thông báo không hợp lệ.",
            Self::BadPeriod => "Ngày đi phải sau ngày đến.",
            Self::TooLong => "Lưu trú từ 30 ngày trở lên phải đăng ký tạm trú.",
            Self::FutureArrival => "Ngày đến nằm trong tương lai.",
            Self::BadPlace => "Thiếu số phòng hoặc khoa.",
            Self::BadName => "Họ tên trống hoặc có ký tự lạ.",
            Self::BadBirth => "Ngày sinh không hợp lệ.",
            Self::MissingBirth => "Thiếu ngày sinh.",
            Self::BadNationality => "Quốc tịch không hợp lệ.",
            Self::BadPaper => "Loại giấy tờ không hợp lệ.",
            Self::BadNumber => "Số giấy tờ không hợp lệ.",
            Self::BadAddress => "Địa chỉ không hợp lệ.",
            Self::BadReason => "Lý do lưu trú không hợp lệ hoặc chưa ghi rõ.",
            Self::BadChange => "Thay đổi thiếu lý do hoặc người thực hiện.",
            Self::Unsigned | Self::BadSignature => "Máy chủ không nhận chữ ký của máy này.",
            Self::ClockSkew => "Đồng hồ của máy này lệch với máy chủ.",
            Self::Replayed => "Máy chủ đã thấy yêu cầu này rồi.",
            Self::UnknownDevice => "Máy này chưa được đăng ký với máy chủ.",
            Self::RevokedDevice => "Máy này đã bị máy chủ ngừng cho phép.",
            Self::BadEnrolCode => "Mã đăng ký sai, đã dùng hoặc đã hết hạn.",
            Self::BadEnvelope => "Máy chủ không hiểu yêu cầu này.",
            Self::TooLarge => "Gửi quá nhiều trong một lần.",
            Self::TooMany => "Máy chủ đang nhận quá nhiều yêu cầu.",
            Self::NotFound => "Máy chủ không có mục này.",
            Self::WrongMethod => "Máy chủ không nhận cách gọi này.",
            Self::Unavailable => "Máy chủ tạm thời chưa nhận được.",
            Self::Unknown => "Máy chủ từ chối vì một lý do mà chương trình này chưa biết.",
        }
    }
}

impl From<PayloadError> for Refusal {
    fn from(error: PayloadError) -> Self {
        match error {
            PayloadError::Unreadable { .. } => Self::PayloadUnreadable,
            PayloadError::Version(_) => Self::PayloadVersion,
            PayloadError::Invalid(field) => field.into(),
        }
    }
}

impl From<Field> for Refusal {
    fn from(field: Field) -> Self {
        match field {
            Field::Revision => Self::BadRevision,
            Field::LeavesAt | Field::OldLeavesAt => Self::BadPeriod,
            Field::Place => Self::BadPlace,
            Field::Name => Self::BadName,
            Field::Birth => Self::BadBirth,
            Field::Nationality => Self::BadNationality,
            Field::Paper => Self::BadPaper,
            Field::Number => Self::BadNumber,
            Field::Address => Self::BadAddress,
            Field::Reason => Self::BadReason,
            Field::Change => Self::BadChange,
        }
    }
}

impl From<RequestFault> for Refusal {
    fn from(fault: RequestFault) -> Self {
        match fault {
            RequestFault::Missing | RequestFault::Unreadable | RequestFault::Uncovered => Self::Unsigned,
            RequestFault::BadSignature => Self::BadSignature,
            RequestFault::BodyChanged => Self::BodyChanged,
            RequestFault::ClockSkew => Self::ClockSkew,
        }
    }
}

/// The body of every answer that refuses a whole request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Why.
    pub code: Refusal,
    /// The hub's clock, by which a device with a wrong one signs again.
    pub server_time: Timestamp,
}
