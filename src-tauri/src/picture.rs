//! The two pictures a page may draw: what the camera sees, and the face from the chip. Both stay in memory.

use std::sync::Arc;

use frontdesk::Desk;
use tauri::async_runtime::spawn_blocking;
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager as _, Runtime, UriSchemeContext, UriSchemeResponder};

/// Answers `picture://localhost/preview` and `picture://localhost/face`; 404 while there is none.
#[expect(clippy::needless_pass_by_value, reason = "the shape in which Tauri calls it")]
pub fn serve<R: Runtime>(context: UriSchemeContext<'_, R>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let app = context.app_handle().clone();
    // A camera that sends no JPEG has its picture made one here, and this is called on the thread that draws the page.
    spawn_blocking(move || {
        let desk = app.try_state::<Desk>();
        answer(
            desk.and_then(|desk| match request.uri().path() {
                "/preview" => desk.preview(),
                "/face" => desk.face(),
                _ => None,
            }),
            responder,
        );
    });
}

fn answer(picture: Option<Arc<[u8]>>, responder: UriSchemeResponder) {
    let status = if picture.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let body = picture.map(|picture| picture.to_vec()).unwrap_or_default();
    let response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "image/jpeg")
        .header(header::CACHE_CONTROL, "no-store")
        .body(body);
    if let Ok(response) = response {
        responder.respond(response);
    }
}
