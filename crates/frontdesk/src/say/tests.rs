use document::{Birth, Country, Expiry, FindingCode, Paper, Sex};

use super::*;
use crate::testing::{an, at, foreigner};

#[test]
fn moments_are_vietnamese_wall_time() {
    let table = [
        ("2026-11-21T12:05:09Z", "19:05", "21/11 19:05", "21/11 19:05:09", "21/11/2026 19:05"),
        ("2026-11-21T17:00:00Z", "00:00", "22/11 00:00", "22/11 00:00:00", "22/11/2026 00:00"),
        ("2026-12-31T16:59:59.999Z", "23:59", "31/12 23:59", "31/12 23:59:59", "31/12/2026 23:59"),
        ("2027-01-01T01:00:00Z", "08:00", "01/01 08:00", "01/01 08:00:00", "01/01/2027 08:00"),
    ];
    for (moment_at, h, dh, ds, m) in table {
        let then = at(moment_at);
        assert_eq!(
            (hour(then), day_hour(then), day_second(then), moment(then)),
            (h.into(), dh.into(), ds.into(), m.into())
        );
    }
}

#[test]
fn facts_are_written_as_the_form_has_them() {
    let said = |document: &Document| facts(document).into_iter().map(|fact| fact.value).collect::<Vec<_>>();
    let address = "Số 1, Đội Cấn, Ba Đình, Hà Nội";
    assert_eq!(
        said(&an()),
        ["1", "001099000123", "Nguyễn Văn An", "15/05/1999", "Nam", "VNM", address, "20/05/2022", "15/05/2039"]
    );
    assert_eq!(said(&foreigner()), ["4", "C1234567", "ANNA BEISPIEL", "29/02/1988", "Nữ", "D"]);
    assert_eq!(said(&Document::new(Paper::Other)), ["9"], "what is not known is not written");
    let odd = Document {
        birth: Some(Fact::new(Birth::Year(1950), Source::Mrz)),
        sex: Some(Fact::new(Sex::Unspecified, Source::Mrz)),
        nationality: Some(Fact::new(Country::VIETNAM, Source::Qr)),
        expiry: Some(Fact::new(Expiry::Lifelong, Source::Chip)),
        old_number: Some(Fact::new("012345678".to_owned(), Source::Typed)),
        ..Document::new(Paper::CitizenCard)
    };
    let told: Vec<_> = facts(&odd).into_iter().map(|fact| (fact.field, fact.value, fact.source)).collect();
    let expected = [
        (FieldName::Paper, "1", SourceName::Typed),
        (FieldName::Birth, "1950", SourceName::Mrz),
        (FieldName::Sex, "Khác", SourceName::Mrz),
        (FieldName::Nationality, "VNM", SourceName::Qr),
        (FieldName::Expiry, "Không thời hạn", SourceName::Chip),
        (FieldName::OldNumber, "012345678", SourceName::Typed),
    ];
    assert_eq!(told, expected.map(|(field, value, source)| (field, value.to_owned(), source)));
}

#[test]
fn every_sex_the_form_says_is_read_back() {
    for sex in [Sex::Male, Sex::Female, Sex::Unspecified] {
        let document = Document { sex: Some(Fact::new(sex, Source::Qr)), ..Document::new(Paper::Other) };
        assert_eq!(Sex::parse(typed_sex(&facts(&document)[1].value)), Some(sex));
    }
    assert_eq!(typed_sex("Nam"), "Nam");
}

#[test]
fn numbers_are_covered() {
    assert_eq!(masked(an().number.as_ref()), "0010******23");
    assert_eq!(masked(None), "");
    assert_eq!((fact(an().name.as_ref()), fact(None)), ("Nguyễn Văn An".to_owned(), String::new()));
}

#[test]
fn a_verdict_in_one_word() {
    use ChipTrust::{Failed, Genuine, Untested};
    use DataTrust::{IssuerTrusted, SelfConsistent, Unproven};
    let table = [
        (Unproven, Untested, TrustView::Unchecked),
        (Unproven, Failed, TrustView::Copied),
        (SelfConsistent, Untested, TrustView::SelfConsistent),
        (SelfConsistent, Genuine, TrustView::SelfConsistentGenuine),
        (SelfConsistent, Failed, TrustView::Copied),
        (IssuerTrusted, Untested, TrustView::IssuerTrusted),
        (IssuerTrusted, Genuine, TrustView::IssuerTrustedGenuine),
        (IssuerTrusted, Failed, TrustView::Copied),
    ];
    for (data, chip, said) in table {
        let document = Document { verdict: document::Verdict { data, chip }, ..an() };
        assert_eq!(trust(&document), said);
    }
    let typed = Document::of_number(private::Private::new("001099000123".to_owned()));
    assert_eq!(trust(&typed), TrustView::Unproven);
}

#[test]
fn findings_keep_their_field_their_weight_and_their_code() {
    for &one in Field::ALL {
        let hard = finding(Finding::hard(one, FindingCode::Missing));
        assert_eq!((hard.field, hard.hard, hard.code.as_str()), (field(one), true, "missing"));
    }
    let soft = finding(Finding::soft(Field::Expiry, FindingCode::Expired));
    assert_eq!((soft.field, soft.hard, soft.code.as_str()), (FieldName::Expiry, false, "expired"));
}
