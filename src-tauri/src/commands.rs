//! The commands: each is one request handed to the desk.

use frontdesk::Desk;
use frontdesk::view::{
    FoundGuest, GuidanceView, KioskAct, KioskView, ReceptionAct, ReceptionDone, ReceptionView, Refusal,
};
#[cfg(feature = "training")]
use frontdesk::view::{StageAct, StageProps};
use tauri::ipc::Invoke;
use tauri::{Runtime, State};

/// Every command of this build.
pub fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    #[cfg(not(feature = "training"))]
    return tauri::generate_handler![
        camera_guidance,
        kiosk_view,
        kiosk_act,
        reception_view,
        reception_act,
        reception_find
    ];
    #[cfg(feature = "training")]
    tauri::generate_handler![
        camera_guidance,
        kiosk_view,
        kiosk_act,
        reception_view,
        reception_act,
        reception_find,
        stage_props,
        stage_act
    ]
}

#[tauri::command]
async fn camera_guidance(desk: State<'_, Desk>) -> Result<GuidanceView, Refusal> {
    Ok(desk.guidance())
}

#[tauri::command]
async fn kiosk_view(desk: State<'_, Desk>) -> Result<KioskView, Refusal> {
    desk.kiosk_view().await
}

#[tauri::command]
async fn kiosk_act(desk: State<'_, Desk>, act: KioskAct) -> Result<(), Refusal> {
    desk.kiosk_act(act).await
}

#[tauri::command]
async fn reception_view(desk: State<'_, Desk>) -> Result<ReceptionView, Refusal> {
    desk.reception_view().await
}

#[tauri::command]
async fn reception_act(desk: State<'_, Desk>, act: ReceptionAct) -> Result<ReceptionDone, Refusal> {
    desk.reception_act(act).await
}

#[tauri::command]
async fn reception_find(desk: State<'_, Desk>, text: String) -> Result<Vec<FoundGuest>, Refusal> {
    desk.reception_find(text).await
}

#[cfg(feature = "training")]
#[tauri::command]
async fn stage_props(desk: State<'_, Desk>) -> Result<Option<StageProps>, Refusal> {
    desk.stage_props().await
}

#[cfg(feature = "training")]
#[tauri::command]
async fn stage_act(desk: State<'_, Desk>, act: StageAct) -> Result<(), Refusal> {
    desk.stage_act(act).await
}
