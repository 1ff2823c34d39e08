//! Declares the commands to Tauri, so that each window is granted its own and nothing else.

use tauri_build::{AppManifest, Attributes};

const COMMANDS: &[&str] =
    &["camera_guidance", "kiosk_view", "kiosk_act", "reception_view", "reception_act", "reception_find"];
const TRAINING: &[&str] = &[
    "camera_guidance",
    "kiosk_view",
    "kiosk_act",
    "reception_view",
    "reception_act",
    "reception_find",
    "stage_props",
    "stage_act",
];

fn main() {
    // The practice commands and the grant of them exist only in a training build.
    let training = std::env::var_os("CARGO_FEATURE_TRAINING").is_some();
    let (commands, capabilities) =
        if training { (TRAINING, "./capabilities/**/*.json") } else { (COMMANDS, "./capabilities/*.json") };
    let manifest = AppManifest::new().commands(commands);
    let attributes = Attributes::new().app_manifest(manifest).capabilities_path_pattern(capabilities);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}
