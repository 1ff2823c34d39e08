//! The one window: its page, its news, and what it may not do.

use frontdesk::view::{KioskView, ReceptionView};
use frontdesk::{Face, Screen};
use tauri::{AppHandle, Emitter as _, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};

use crate::shut::shut;

/// The event that carries a new view.
const VIEW: &str = "view";

/// With this variable set, Tauri lets another program drive the window.
pub const AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";

/// The page as the desk sees it.
pub struct Page {
    app: AppHandle,
    label: &'static str,
}

impl Page {
    /// The page of a face.
    pub fn of(app: AppHandle, face: Face) -> Self {
        Self { app, label: face.name() }
    }

    fn show<V: serde::Serialize + Clone>(&self, view: &V) {
        if let Err(error) = self.app.emit_to(self.label, VIEW, view) {
            tracing::warn!(%error, "the page does not take a view");
        }
    }
}

impl Screen for Page {
    fn kiosk(&self, view: &KioskView) {
        self.show(view);
    }

    fn reception(&self, view: &ReceptionView) {
        self.show(view);
    }
}

/// Opens the window of a face. The kiosk's fills the screen and cannot be closed by the person in front of it.
pub fn open(app: &AppHandle, face: Face, windowed: bool) -> Result<(), tauri::Error> {
    let page = WebviewUrl::App(format!("{}.html", face.name()).into());
    let (width, height) = match face {
        Face::Kiosk => (540.0, 960.0),
        Face::Reception => (1366.0, 768.0),
    };
    let locked = face == Face::Kiosk && !windowed;
    let window = WebviewWindowBuilder::new(app, face.name(), page)
        .title("luutru")
        .inner_size(width, height)
        .fullscreen(locked)
        .incognito(!is_driven())
        .on_navigation(|url| url.scheme() == "tauri")
        .on_new_window(|_, _| tauri::webview::NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .devtools(false)
        .build()?;
    window.with_webview(|webview| shut(&webview.inner()))?;
    if locked {
        hold(&window);
    }
    Ok(())
}

/// Keeps the window open against Alt+F4 and its like; the service manager ends the program.
fn hold(window: &WebviewWindow) {
    window.on_window_event(|event| {
        if let WindowEvent::CloseRequested { api, .. } = event {
            api.prevent_close();
        }
    });
}

/// A private session leaves nothing on disk, but `WebKit`'s automation does not work in one.
pub fn is_driven() -> bool {
    std::env::var_os(AUTOMATION).is_some()
}
