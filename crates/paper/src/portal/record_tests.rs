use document::{Birth, Fact, Source};
use duty::Reason;
use jiff::civil::date;
use serde_json::json;

use super::*;
use crate::testing::{at, citizen, foreigner, until};

const TODAY: Date = date(2026, 11, 28);

fn said(record: &Record) -> Value {
    serde_json::from_slice(record.body.expose()).unwrap()
}

#[test]
fn a_citizen_is_one_record_with_the_codes_of_the_file() {
    let record = record(&citizen(), TODAY).unwrap();
    let expected = json!([{
        "hoTen": "Nguyễn Văn An", "gioiTinh": "M", "ngayThangNamSinhStr": "1999-05-15", "noiCuTru": "1", "maTT": "701",
        "diaChi": "12 Lê Lợi, Bến Nghé, Quận 1, TP. Hồ Chí Minh", "ngayDenCsltStr": "2026-11-28 14:00:00",
        "ngayDiDuKienStr": "2026-11-29 12:00:00", "soPhong": "305", "lyDoCuTru": "1", "loaiGiayTo": "1",
        "soGiayTo": "001099000123",
    }]);
    assert_eq!((record.way, said(&record)), (PortalWay::Citizen, expected));
    assert_eq!(format!("{record:?}").matches("001099000123").count(), 0, "nothing of it is printed");
}

#[test]
fn a_foreigner_is_one_record_of_the_other_kind() {
    let mut row = foreigner();
    row.person.birth = Some(Fact::new(Birth::Year(1980), Source::Typed));
    let record = record(&row, TODAY).unwrap();
    let expected = json!([{
        "hoTen": "MULLER JORG", "quocTich": "D", "soHoChieu": "C01X00T47", "gioiTinh": "M", "loaiNgayThangNamSinh": "Y",
        "ngayThangNamSinhStr": "1980-01-01", "ngayDenCsltStr": "2026-11-28 14:00:00",
        "ngayDiDuKienStr": "2026-11-29 12:00:00", "soPhong": "305", "thoiHanTamTruStr": "2026-12-20",
    }]);
    assert_eq!((record.way, said(&record)), (PortalWay::Foreigner, expected));
}

#[test]
fn only_who_came_today_or_yesterday_goes_this_way() {
    let on = |today| record(&citizen(), today).map(|record| record.way);
    assert_eq!([on(TODAY), on(date(2026, 11, 29))], [Ok(PortalWay::Citizen); 2]);
    assert_eq!(on(date(2026, 11, 30)), Err(Why::BeforeYesterday));
    // 23:30 of the 27th in Vietnam is the 27th, whatever the day elsewhere.
    let late = Row { arrived: at("2026-11-27T23:30:00+07:00"), ..citizen() };
    assert_eq!(record(&late, date(2026, 11, 29)), Err(Why::BeforeYesterday));
}

#[test]
fn what_the_api_cannot_say_is_left_out_with_its_reason() {
    let unnamed = Row { reason: Reason::Other, ..citizen() };
    assert_eq!(record(&unnamed, TODAY), Err(Why::ReasonUnnamed));
    let mut other = citizen();
    other.person.paper = Paper::Other;
    assert_eq!(record(&other, TODAY), Err(Why::OnlyInFile));
    let mut over = foreigner();
    over.more.entry = Some(until(date(2026, 11, 27)));
    assert_eq!(record(&over, TODAY), Err(Why::PermittedStayOver));
    // It held on the day of arrival and does no longer on the day of sending, which is what the API looks at.
    over.more.entry = Some(until(TODAY));
    assert_eq!(record(&over, date(2026, 11, 29)), Err(Why::PermittedStayOver));
}

#[test]
fn leaving_early_is_told_once_the_person_has_left_and_later_as_soon_as_it_is_planned() {
    let told = date(2026, 12, 1);
    let early = Row { left: Some(at("2026-11-29T08:00:00+07:00")), ..citizen() };
    let record = departure(&early, told).unwrap().unwrap();
    let expected = json!([{ "loai": "TS", "soGiayTo": "001099000123", "loaiGiayTo": "1" }]);
    assert_eq!((record.way, said(&record)), (PortalWay::Departure, expected));
    assert_eq!(departure(&citizen(), told), Ok(None), "still here: nothing is told yet");
    let longer = Row { planned_until: at("2026-12-03T12:00:00+07:00"), ..citizen() };
    let expected =
        json!([{ "loai": "GH", "thoiGianStr": "2026-12-03 12:00:00", "soGiayTo": "001099000123", "loaiGiayTo": "1" }]);
    assert_eq!(said(&departure(&longer, told).unwrap().unwrap()), expected);
    assert_eq!(departure(&longer, date(2026, 12, 3)), Ok(None), "the portal knows");
    let too_long = Row { planned_until: at("2026-12-28T12:00:00+07:00"), ..citizen() };
    assert_eq!(departure(&too_long, told), Err(Why::ThirtyDays));
    assert_eq!(departure(&foreigner(), told), Err(Why::OtherFile));
}
