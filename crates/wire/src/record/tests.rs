use super::*;

fn batch() -> Batch {
    let record = |number: u128| Record::new(Uuid::from_u128(number), 1, Private::new(number.to_be_bytes().to_vec()));
    Batch { records: (1..=3).map(record).collect() }
}

fn reply(batch: &Batch) -> BatchReply {
    let verdicts = batch.records.iter().map(|record| RecordVerdict {
        notice: record.notice,
        revision: record.revision,
        sha256: record.sha256,
        verdict: Verdict::Rejected { code: Refusal::BadName },
    });
    let mut verdicts: Vec<_> = verdicts.collect();
    verdicts[0].verdict = Verdict::Conflict;
    BatchReply::of(verdicts, Timestamp::UNIX_EPOCH)
}

#[test]
fn an_answer_with_one_verdict_for_each_record_is_taken() {
    let reply = reply(&batch());
    assert_eq!(check(&batch(), &reply), Ok(reply.verdicts.as_slice()));
    let json = serde_json::to_string(&reply).unwrap();
    assert!(json.contains(r#""verdict":"rejected","code":"bad_name""#), "{json}");
    assert_eq!(serde_json::from_str::<BatchReply>(&json).unwrap(), reply);
}

#[test]
fn every_other_answer_is_not() {
    type Spoil = fn(&mut BatchReply);
    let cases: [(Spoil, ReplyFault); 8] = [
        (|reply| reply.verdicts.clear(), ReplyFault::Count { sent: 3, answered: 0 }),
        (|reply| drop(reply.verdicts.pop()), ReplyFault::Count { sent: 3, answered: 2 }),
        (|reply| reply.received = 2, ReplyFault::Totals),
        (|reply| (reply.rejected, reply.accepted) = (1, 1), ReplyFault::Totals),
        (|reply| reply.verdicts.swap(1, 2), ReplyFault::OtherRecord { index: 1 }),
        (|reply| reply.verdicts[2] = reply.verdicts[1].clone(), ReplyFault::OtherRecord { index: 2 }),
        (|reply| reply.verdicts[0].revision = 2, ReplyFault::OtherRecord { index: 0 }),
        (|reply| reply.verdicts[2].sha256 = Digest::NONE, ReplyFault::OtherRecord { index: 2 }),
    ];
    for (spoil, fault) in cases {
        let mut spoiled = reply(&batch());
        spoil(&mut spoiled);
        assert_eq!(check(&batch(), &spoiled), Err(fault));
    }
}

#[test]
fn a_record_shows_nothing_of_its_payload() {
    let record = Record::new(Uuid::nil(), 1, Private::new(b"An".to_vec()));
    assert!(format!("{record:?}").contains("payload: Private"));
    let json = serde_json::to_string(&record).unwrap();
    assert_eq!(serde_json::from_str::<Record>(&json).unwrap(), record);
    let error = serde_json::from_str::<Record>(&json.replace("QW4=", "Nguyễn")).unwrap_err();
    assert!(!error.to_string().contains("Nguy"), "{error}");
}

#[test]
fn a_code_of_a_later_hub_is_still_a_rejection() {
    let verdict: Verdict = serde_json::from_str(r#"{"verdict":"rejected","code":"not_invented_yet"}"#).unwrap();
    assert_eq!(verdict, Verdict::Rejected { code: Refusal::Unknown });
}
