use jiff::{SignedDuration, Timestamp};
use reqwest::header::HeaderValue;
use serde_json::Value;
use wire::Private;

use super::NotSent;

/// A token with less left is renewed first: it would end under way.
const LEAST_LEFT: SignedDuration = SignedDuration::from_secs(60);
/// A token that is good for longer is asked for anew all the same.
const LONGEST: i64 = 24 * 60 * 60;

/// What lets a call in. It is kept in memory alone, and its header is marked so that it is not printed.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) header: HeaderValue,
    /// None where the portal did not say: then it is used until it is refused.
    until: Option<Timestamp>,
}

impl Token {
    /// Reads the answer to a name and a password. The guide's copies do not show it: the usual names are looked for, beside
    /// `code` or inside `data` (likely).
    pub(super) fn of(status: u16, body: &Private<Vec<u8>>, asked: Timestamp) -> Result<Self, NotSent> {
        match status {
            200..300 => {}
            400 | 401 | 403 => return Err(NotSent::NotLetIn),
            status => return Err(NotSent::Status(status)),
        }
        let answer: Value = serde_json::from_slice(body.expose()).map_err(|_| NotSent::NoToken)?;
        let parts = [&answer, &answer["data"]];
        let find =
            |names: &[&str]| names.iter().flat_map(|name| parts.map(|part| &part[*name])).find(|it| !it.is_null());
        let token = find(&["access_token", "accessToken", "token"]).and_then(Value::as_str).ok_or(NotSent::NoToken)?;
        let mut header = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| NotSent::NoToken)?;
        header.set_sensitive(true);
        let seconds = find(&["expires_in", "expiresIn"]).and_then(seconds);
        let until = seconds.map(|seconds| asked + SignedDuration::from_secs(seconds.clamp(0, LONGEST)));
        Ok(Self { header, until })
    }

    /// Whether it is good for a call that begins now.
    pub(super) fn lasts(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| until.duration_since(now) >= LEAST_LEFT)
    }
}

fn seconds(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(status: u16, body: &str) -> Result<Token, NotSent> {
        Token::of(status, &Private::new(body.as_bytes().to_vec()), Timestamp::UNIX_EPOCH)
    }

    fn after(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn a_token_is_renewed_before_its_last_minute() {
        let forms =
            [r#"{"access_token":"t","expires_in":300}"#, r#"{"code":"200","data":{"token":"t","expiresIn":"300"}}"#];
        for body in forms {
            let token = token(200, body).unwrap();
            assert_eq!((token.lasts(after(240)), token.lasts(after(241))), (true, false));
            assert_eq!(token.header.to_str().unwrap(), "Bearer t");
            assert!(!format!("{token:?}").contains("Bearer"));
        }
        assert!(token(200, r#"{"token":"t"}"#).unwrap().lasts(after(1 << 30)), "used until it is refused");
    }

    #[test]
    fn what_is_no_token_lets_nothing_in() {
        let cases = [
            (200, "<html>", NotSent::NoToken),
            (200, "{}", NotSent::NoToken),
            (200, r#"{"token":"a\nb"}"#, NotSent::NoToken),
            (401, "{}", NotSent::NotLetIn),
            (400, "{}", NotSent::NotLetIn),
            (404, "", NotSent::Status(404)),
            (302, "", NotSent::Status(302)),
            (500, "", NotSent::Status(500)),
        ];
        for (status, body, expected) in cases {
            assert_eq!(token(status, body).err(), Some(expected), "{status} {body}");
        }
    }
}
