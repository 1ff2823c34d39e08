//! The two pictures a page may draw: what the camera sees, and the face from the chip. Both stay in memory.

use frontdesk::Desk;
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager as _, Runtime, UriSchemeContext, UriSchemeResponder};

/// Answers `picture://localhost/preview` and `picture://localhost/face`; 404 while there is none.
#[expect(clippy::needless_pass_by_value, reason = "the shape in which Tauri calls it")]
pub fn serve<R: Runtime>(context: UriSchemeContext<'_, R>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let desk = context.app_handle().try_state::<Desk>();
    let picture = desk.and_then(|desk| match request.uri().path() {
        "/preview" => desk.preview(),
        "/face" => desk.face(),
        _ => None,
    });
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
