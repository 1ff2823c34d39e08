//! A small run of the same, for its counts.

use super::*;

#[test]
fn a_small_run_counts_as_a_large_one() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let rate = runtime.block_on(rate::measure(kind, 7, 16));
        assert_eq!(rate.notices, u64::from(rate::ROUNDS) * 1600, "{rate}");
        let storm = runtime.block_on(storm::measure(kind, 7, 12, 3));
        assert_eq!((storm.told, storm.receipted, storm.kept), (48, 48, 48), "{storm}");
        assert_eq!(storm.answers.without_wait, 0, "{storm}");
    }
}
