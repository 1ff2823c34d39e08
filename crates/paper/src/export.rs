use std::fmt;

use document::Field;
use duty::PeriodError;
use serde::Serialize;
use ts_rs::TS;

/// Holds a file that was made.
#[derive(Clone, PartialEq, Eq)]
pub struct Export {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many records are in it: the number the portal must confirm.
    pub records: usize,
    /// Which rows are not in it, by their place among those given, and why.
    pub left_out: Vec<(usize, Why)>,
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bytes, records, left_out } = self;
        write!(f, "Export {{ {} bytes, {records} records, left out: {left_out:?} }}", bytes.len())
    }
}

/// Says why a row is not in a file. This is the one list of such reasons: pages show it too, each in its own language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Why {
    /// It belongs into the other file: citizens and foreigners have one each.
    OtherFile,
    /// A stay by the hour is outside the duty.
    DayUse,
    /// The stay ends before it begins.
    EndsBefore,
    /// Thirty days or more: temporary residence is registered (Residence Law art. 27).
    ThirtyDays,
    /// The name is not known.
    NoName,
    /// The birth is not known.
    NoBirth,
    /// The sex is not known.
    NoSex,
    /// The nationality is not known.
    NoNationality,
    /// The paper has no number.
    NoNumber,
    /// The number is none that the law takes for this person (Residence Law art. 30; a passport for a foreigner).
    NotAccepted,
    /// Only the year of birth is known, and the file wants a day.
    YearOnly,
    /// The paper does not state a sex, and the file knows two.
    SexUnspecified,
    /// A paper of another kind without saying which.
    PaperUnnamed,
    /// Another reason without saying which.
    ReasonUnnamed,
    /// The name has letters that are not Latin.
    NotLatin,
    /// Until when a foreigner may stay was not typed.
    NoPermittedStay,
    /// A foreigner may not stay that long any more: the permitted stay ends before the arrival.
    PermittedStayOver,
    /// The portal has the person, by the books: nobody is sent twice.
    AtPortal,
    /// The portal has the person as they were told before a change: it is changed there, or sent once more.
    ChangedSince,
    /// A record of them was sent to the portal, and its list has not confirmed it yet.
    SentToPortal,
    /// They are in a file of which nobody has said that the portal took it.
    InFile,
    /// The portal refused this very record.
    RefusedByPortal,
    /// The portal's list did not have them after a record was sent, or a person did not find them there.
    NotInList,
    /// The portal took a file with them in it, and that file was taken back here: it may have them still.
    TakenBack,
    /// Arrived before yesterday, which the portal's API refuses: it goes into the file.
    BeforeYesterday,
    /// A kind of paper that the API has no code for: it goes into the file.
    OnlyInFile,
}

impl Why {
    /// Names a fact that is not there; none of the others is asked for by a file.
    pub(crate) const fn no(field: Field) -> Self {
        match field {
            Field::Name => Self::NoName,
            Field::Birth => Self::NoBirth,
            Field::Sex => Self::NoSex,
            Field::Nationality => Self::NoNationality,
            _ => Self::NoNumber,
        }
    }

    /// Says it in Vietnamese, for a printed list.
    pub const fn label(self) -> &'static str {
        match self {
            Self::OtherFile => "thuộc file kia",
            Self::DayUse => "nghỉ giờ, không phải thông báo",
            Self::EndsBefore => "ngày đi trước ngày đến",
            Self::ThirtyDays => "từ 30 ngày: đăng ký tạm trú",
            Self::NoName => "thiếu họ tên",
            Self::NoBirth => "thiếu ngày sinh",
            Self::NoSex => "thiếu giới tính",
            Self::NoNationality => "thiếu quốc tịch",
            Self::NoNumber => "thiếu số giấy tờ",
            Self::NotAccepted => "giấy tờ không được chấp nhận",
            Self::YearOnly => "chỉ có năm sinh",
            Self::SexUnspecified => "giấy tờ không ghi giới tính",
            Self::PaperUnnamed => "chưa ghi tên giấy tờ",
            Self::ReasonUnnamed => "chưa ghi lý do",
            Self::NotLatin => "họ tên không phải chữ La-tinh",
            Self::NoPermittedStay => "chưa nhập thời hạn tạm trú",
            Self::PermittedStayOver => "đã hết thời hạn tạm trú",
            Self::AtPortal => "cổng đã nhận, không gửi lần nữa",
            Self::ChangedSince => "cổng đã nhận trước khi sửa: sửa trên cổng, hoặc xuất lại",
            Self::SentToPortal => "đã gửi lên cổng, chờ đối chiếu danh sách của cổng",
            Self::InFile => "đã nằm trong một file trước; file đó chưa ghi cổng nhận bao nhiêu",
            Self::RefusedByPortal => "cổng đã từ chối đúng bản ghi này",
            Self::NotInList => "đã gửi nhưng không có trong danh sách của cổng: xem lại trên cổng rồi gửi lần nữa",
            Self::TakenBack => "cổng đã nhận file có người này mà file đã thu hồi: xem lại trên cổng rồi gửi lần nữa",
            Self::BeforeYesterday => "đến trước hôm qua: cổng không nhận qua API, hãy xuất file",
            Self::OnlyInFile => "loại giấy tờ này API không có: hãy xuất file",
        }
    }
}

impl From<PeriodError> for Why {
    fn from(error: PeriodError) -> Self {
        match error {
            PeriodError::EndsBeforeItBegins => Self::EndsBefore,
            PeriodError::RegisterTemporaryResidence { .. } => Self::ThirtyDays,
        }
    }
}

/// Sorts rows into those that can go into a file, each made into what stands there, and those that cannot.
pub(crate) fn sort<'a, Row, Entry>(
    rows: &'a [Row],
    make: impl Fn(&'a Row) -> Result<Entry, Why>,
) -> (Vec<Entry>, Vec<(usize, Why)>) {
    let (mut taken, mut left_out) = (Vec::new(), Vec::new());
    for (place, row) in rows.iter().enumerate() {
        match make(row) {
            Ok(entry) => taken.push(entry),
            Err(why) => left_out.push((place, why)),
        }
    }
    (taken, left_out)
}
