//! The `OpenAPI` document, made from the routes' own types, and held against the routes by a test.

use std::sync::LazyLock;

use axum::{
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use utoipa::OpenApi;
use wire::Problem;

use super::{check, device, info, kept, notices};

#[derive(OpenApi)]
#[openapi(
    info(title = "luutru hub", description = "Takes stay notices and answers with signed receipts."),
    tags(
        (name = "signed", description = "Signed by RFC 9421 with the device's Ed25519 key."),
        (name = "anyone", description = "Asked by anyone.")
    ),
    paths(
        notices::put_one, notices::batch, check::check, kept::trail, kept::digest, kept::day, kept::feed, device::enrol,
        device::rotate, info::about, info::catalogue, info::health, info::keys
    ),
    components(schemas(Problem))
)]
struct Document;

static TEXT: LazyLock<String> = LazyLock::new(|| {
    let mut document = serde_json::to_value(Document::openapi()).unwrap_or_default();
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for operation in paths.flat_map(|(_, item)| item.as_object_mut().into_iter().flatten()) {
        complete(operation.1);
    }
    document["components"]["securitySchemes"] = signature();
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
});

/// The document as text.
fn text() -> String {
    TEXT.clone()
}

/// `GET /v1/openapi.json`
pub(super) async fn document() -> Response {
    ([(CONTENT_TYPE, "application/json")], text()).into_response()
}

/// What every route of its kind asks for and may refuse with.
fn complete(operation: &mut Value) {
    let signed = operation["tags"] == json!(["signed"]);
    let refused = if signed { &[400, 401, 413, 422, 429, 503][..] } else { &[422, 429, 503] };
    for status in refused {
        let problem = json!({
            "description": "Refused, see the catalogue",
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
        });
        if let Some(responses) = operation["responses"].as_object_mut() {
            responses.entry(status.to_string()).or_insert(problem);
        }
    }
    if signed {
        operation["security"] = json!([{ "device": [] }]);
    }
}

/// How a signed request proves itself.
fn signature() -> Value {
    json!({ "device": {
        "type": "apiKey", "in": "header", "name": "Signature",
        "description": "RFC 9421 with Ed25519 under the label luutru, over @method, @path, @query where there is one, and \
            content-digest (RFC 9530, sha-256), with the parameters created, keyid (the device's id; at enrolment the \
            key's), nonce and alg=\"ed25519\" in Signature-Input."
    } })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The addresses that are no part of the protocol: a page, and the document itself.
    const BESIDE: [&str; 2] = ["/verify", "/v1/openapi.json"];

    /// `LUUTRU_BLESS=1` writes it anew.
    #[test]
    fn the_committed_document_is_the_one_that_is_served() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/hub-openapi.json");
        if std::env::var_os("LUUTRU_BLESS").is_some() {
            std::fs::write(path, text()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), text(), "LUUTRU_BLESS=1 cargo test -p hub openapi");
    }

    #[test]
    fn the_document_tells_every_route_and_no_other() {
        let document: Value = serde_json::from_str(&text()).unwrap();
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
        let told: BTreeSet<_> = document["paths"].as_object().unwrap().keys().cloned().collect();
        let source = include_str!("../routes.rs");
        let routes = source.split(".route(\"").skip(1).filter_map(|rest| rest.split_once('"'));
        let routes: BTreeSet<_> =
            routes.map(|(path, _)| path.to_owned()).filter(|path| !BESIDE.contains(&path.as_str())).collect();
        assert_eq!(told, routes);
        assert!(told.len() >= 12, "the source was read");
    }
}
