//! The committed TypeScript types are those of the Rust views. `LUUTRU_BLESS=1 cargo test -p frontdesk --test bindings`
//! writes them anew.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test that compares files")]

use frontdesk::view::{
    FoundGuest, GuidanceView, KioskAct, KioskView, ReceptionAct, ReceptionDone, ReceptionView, Refusal, StageAct,
    StageProps,
};
use std::{collections::BTreeMap, fs, path::Path};
use ts_rs::{Config, TS};

#[test]
fn committed_bindings_are_fresh() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/bindings");
    let fresh = tempfile::tempdir().unwrap();
    let config = Config::new().with_out_dir(fresh.path());
    for export in [KioskView::export_all, KioskAct::export_all, ReceptionView::export_all, ReceptionAct::export_all] {
        export(&config).unwrap();
    }
    for export in [ReceptionDone::export_all, Refusal::export_all, FoundGuest::export_all, StageAct::export_all] {
        export(&config).unwrap();
    }
    GuidanceView::export_all(&config).unwrap();
    StageProps::export_all(&config).unwrap();
    if std::env::var_os("LUUTRU_BLESS").is_some() {
        let _ = fs::remove_dir_all(&committed);
        fs::create_dir_all(&committed).unwrap();
        for (name, text) in read(fresh.path()) {
            fs::write(committed.join(name), text).unwrap();
        }
    }
    assert_eq!(read(&committed), read(fresh.path()), "ui/bindings is stale: see the head of this file");
}

fn read(dir: &Path) -> BTreeMap<String, String> {
    let files = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap()))
        .collect()
}
