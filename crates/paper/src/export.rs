use std::fmt;

use document::Field;
use duty::PeriodError;

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

/// Says why a row cannot go into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It belongs into the other file: citizens and foreigners have one each.
    OtherFile,
    /// A stay by the hour is outside the duty.
    DayUse,
    /// Not a period that can be notified.
    Period(PeriodError),
    /// A fact is not there.
    Missing(Field),
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
    /// Arrived before yesterday, which the portal's API refuses: it goes into the file.
    BeforeYesterday,
    /// A kind of paper that the API has no code for: it goes into the file.
    OnlyInFile,
}

impl Why {
    /// Says it in Vietnamese, for a printed list.
    pub const fn label(self) -> &'static str {
        match self {
            Self::OtherFile => "thuộc tệp khác",
            Self::DayUse => "nghỉ giờ, không phải thông báo",
            Self::Period(PeriodError::EndsBeforeItBegins) => "ngày đi trước ngày đến",
            Self::Period(PeriodError::RegisterTemporaryResidence { .. }) => "từ 30 ngày: đăng ký tạm trú",
            Self::Missing(Field::Name) => "thiếu họ tên",
            Self::Missing(Field::Birth) => "thiếu ngày sinh",
            Self::Missing(Field::Sex) => "thiếu giới tính",
            Self::Missing(Field::Nationality) => "thiếu quốc tịch",
            Self::Missing(Field::Number) => "thiếu số giấy tờ",
            Self::Missing(_) => "thiếu thông tin",
            Self::NotAccepted => "giấy tờ không được chấp nhận",
            Self::YearOnly => "chỉ có năm sinh",
            Self::SexUnspecified => "giấy tờ không ghi giới tính",
            Self::PaperUnnamed => "chưa ghi tên giấy tờ",
            Self::ReasonUnnamed => "chưa ghi lý do",
            Self::NotLatin => "họ tên không phải chữ La-tinh",
            Self::NoPermittedStay => "chưa nhập thời hạn tạm trú",
            Self::PermittedStayOver => "đã hết thời hạn tạm trú",
            Self::BeforeYesterday => "đến trước hôm qua: dùng tệp",
            Self::OnlyInFile => "loại giấy tờ chỉ có trong tệp",
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
