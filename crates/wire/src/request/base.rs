//! The signature base of RFC 9421 §2.5 and the inner list of its parameters (RFC 8941).

use std::fmt::Write as _;

use jiff::Timestamp;

use super::SignedParts;

/// What `Signature-Input` says.
pub(super) struct Parameters {
    pub components: Vec<String>,
    pub created: Timestamp,
    pub keyid: String,
    pub nonce: String,
    pub alg: String,
}

/// The components that must be covered.
pub(super) fn required(parts: &SignedParts<'_>) -> Vec<&'static str> {
    let mut components = vec!["@method", "@path"];
    if parts.query.is_some() {
        components.push("@query");
    }
    components.push("content-digest");
    components
}

/// A component's value in this request; none when we have no such component.
pub(super) fn value(component: &str, parts: &SignedParts<'_>, content_digest: &str) -> Option<String> {
    match component {
        "@method" => Some(parts.method.to_owned()),
        "@path" => Some(parts.path.to_owned()),
        "@query" => Some(format!("?{}", parts.query.unwrap_or_default())),
        "content-digest" => Some(content_digest.to_owned()),
        _ => None,
    }
}

/// Lines of component and value, closed by the parameters.
pub(super) fn signature_base<'a>(components: impl Iterator<Item = (&'a str, String)>, params: &str) -> String {
    let mut base = String::new();
    for (name, value) in components {
        // Writing to a String cannot fail.
        let _ = writeln!(base, "\"{name}\": {value}");
    }
    base + "\"@signature-params\": " + params
}

/// `("@method" "@path")`
pub(super) fn inner_list(components: &[&str]) -> String {
    let quoted: Vec<_> = components.iter().map(|name| format!("\"{name}\"")).collect();
    format!("({})", quoted.join(" "))
}

/// Reads the inner list and its parameters; none when a part is missing, doubled or malformed.
pub(super) fn parse(params: &str) -> Option<Parameters> {
    let (list, rest) = params.strip_prefix('(')?.split_once(')')?;
    let components = list.split(' ').map(|item| quoted(item).map(str::to_owned)).collect::<Option<Vec<_>>>()?;
    let created = one(rest, "created")?.parse().ok()?;
    Some(Parameters {
        components,
        created: Timestamp::from_second(created).ok()?,
        keyid: quoted(one(rest, "keyid")?)?.to_owned(),
        nonce: quoted(one(rest, "nonce")?)?.to_owned(),
        alg: quoted(one(rest, "alg")?)?.to_owned(),
    })
}

/// The value of a parameter that must be there once. Our strings hold neither `;` nor escapes.
fn one<'a>(params: &'a str, name: &str) -> Option<&'a str> {
    let mut found = params.split(';').filter_map(|param| param.split_once('=')).filter(|(key, _)| *key == name);
    match (found.next(), found.next()) {
        (Some((_, value)), None) => Some(value),
        _ => None,
    }
}

fn quoted(item: &str) -> Option<&str> {
    let inner = item.strip_prefix('"')?.strip_suffix('"')?;
    inner.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\').then_some(inner)
}
