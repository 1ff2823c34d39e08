//! What a web view does by itself for whoever sits in front of it, and may not do here: menus, printing, files,
//! devices, zoom by two fingers, and memory of what it showed.

use gtk::glib::translate::from_glib_none;
use gtk::prelude::{EventControllerExt as _, ObjectExt as _};
use gtk::{GestureZoom, PropagationPhase};
use webkit2gtk::{
    CacheModel, FileChooserRequestExt as _, PermissionRequestExt as _, WebContextExt as _, WebView, WebViewExt as _,
};

/// The name under which WebKitGTK keeps the gesture by which two fingers zoom.
const ZOOM_GESTURE: &str = "wk-view-zoom-gesture";

/// Shuts every way out of the page that leads through the web view itself.
pub fn shut(webview: &WebView) {
    keep_nothing(webview);
    refuse_pinch(webview);
    webview.connect_context_menu(|_, _, _, _| true);
    webview.connect_print(|_, _| true);
    webview.connect_run_file_chooser(|_, request| {
        request.cancel();
        true
    });
    webview.connect_permission_request(|_, request| {
        request.deny();
        true
    });
    webview.connect_web_process_terminated(|webview, reason| {
        tracing::warn!(?reason, "the page's process ended: the page is loaded again");
        webview.reload();
    });
}

/// Turns the web view's cache off. With it, a face that was drawn once stayed in the page's memory after its visit.
fn keep_nothing(webview: &WebView) {
    if let Some(context) = webview.web_context() {
        context.set_cache_model(CacheModel::DocumentViewer);
    }
}

/// No setting of WebKitGTK turns the gesture off: it is taken out of the way of every touch.
fn refuse_pinch(webview: &WebView) {
    let Some(gesture) = zoom_gesture(webview) else {
        return tracing::warn!("this web view has no zoom gesture of that name: two fingers may zoom");
    };
    gesture.set_propagation_phase(PropagationPhase::None);
}

#[expect(unsafe_code, reason = "WebKitGTK gives the gesture by no other way than a pointer under a name")]
fn zoom_gesture(webview: &WebView) -> Option<GestureZoom> {
    // SAFETY: under this name WebKitGTK keeps nothing but its own GtkGestureZoom, alive as long as the view; the gesture
    // taken from the pointer counts a reference of its own.
    unsafe { webview.data::<gtk::ffi::GtkGestureZoom>(ZOOM_GESTURE).map(|gesture| from_glib_none(gesture.as_ptr())) }
}
