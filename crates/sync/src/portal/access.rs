//! Where the portal is, and who asks. Nothing of it is known beforehand.

use std::{fmt, time::Duration};

use reqwest::Url;
use wire::Private;

use crate::url::is_loopback;

/// Why something cannot be a setting of the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PortalSettingError {
    /// Not an `http` or `https` address with a host, or one with a user, a query or a fragment.
    #[error("not the address of a portal")]
    NotAnAddress,
    /// `http` to another machine would carry personal data and the password in the clear.
    #[error("http is for this machine only; a portal needs https")]
    PlainHttp,
    /// Not a path like `/a/b`.
    #[error("not a path")]
    NotAPath,
}

/// The portal's address, with what its paths are put behind.
#[derive(Clone, PartialEq, Eq)]
pub struct PortalUrl(Url);

impl PortalUrl {
    /// Reads an address like `https://portal.example/gateway`.
    ///
    /// # Errors
    /// [`PortalSettingError::NotAnAddress`], and [`PortalSettingError::PlainHttp`].
    pub fn parse(text: &str) -> Result<Self, PortalSettingError> {
        let url = Url::parse(text.trim()).map_err(|_| PortalSettingError::NotAnAddress)?;
        let bare = url.username().is_empty() && url.password().is_none() && url.query().is_none();
        match url.scheme() {
            _ if !bare || url.fragment().is_some() => Err(PortalSettingError::NotAnAddress),
            "https" => Ok(Self(url)),
            "http" if is_loopback(&url) => Ok(Self(url)),
            "http" => Err(PortalSettingError::PlainHttp),
            _ => Err(PortalSettingError::NotAnAddress),
        }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(super) fn join(&self, path: &PortalPath) -> Url {
        let mut url = self.0.clone();
        let whole = format!("{}{}", url.path().trim_end_matches('/'), path.0);
        url.set_path(&whole);
        url
    }
}

impl fmt::Debug for PortalUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PortalUrl({})", self.as_str())
    }
}

/// What is put behind the portal's address for one kind of call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalPath(String);

impl PortalPath {
    /// Reads a path like `/api/citizens`.
    ///
    /// # Errors
    /// [`PortalSettingError::NotAPath`]
    pub fn parse(text: &str) -> Result<Self, PortalSettingError> {
        let text = text.trim();
        let plain = |sign: char| sign.is_ascii_alphanumeric() || "/-_.~".contains(sign);
        let leads_elsewhere = text.contains("..") || text.starts_with("//");
        let fits = text.len() > 1 && text.starts_with('/') && text.chars().all(plain) && !leads_elsewhere;
        fits.then(|| Self(text.to_owned())).ok_or(PortalSettingError::NotAPath)
    }
}

/// What is needed to speak to the portal.
#[derive(Clone, Debug)]
pub struct PortalAccess {
    /// Where it is.
    pub base: PortalUrl,
    /// What gives a token.
    pub token: PortalPath,
    /// The house's name there.
    pub user: String,
    /// The password.
    pub password: Private<String>,
    /// How long an answer is waited for.
    pub patience: Duration,
}

impl PortalAccess {
    /// Name and password as a form.
    pub(super) fn form(&self) -> Private<String> {
        let mut url = self.base.0.clone();
        url.query_pairs_mut().append_pair("username", &self.user).append_pair("password", self.password.expose());
        Private::new(url.query().unwrap_or_default().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_never_leaves_the_machine_in_the_clear() {
        let cases = [
            ("https://portal.example/gate/", Ok("https://portal.example/gate/api")),
            ("http://127.0.0.1:8080", Ok("http://127.0.0.1:8080/api")),
            ("http://portal.example", Err(PortalSettingError::PlainHttp)),
            ("https://u:p@portal.example", Err(PortalSettingError::NotAnAddress)),
            ("https://portal.example?x=1", Err(PortalSettingError::NotAnAddress)),
            ("ftp://portal.example", Err(PortalSettingError::NotAnAddress)),
            ("portal.example", Err(PortalSettingError::NotAnAddress)),
        ];
        let path = PortalPath::parse("/api").unwrap();
        for (text, expected) in cases {
            let joined = PortalUrl::parse(text).map(|url| url.join(&path).to_string());
            assert_eq!(joined, expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn a_path_is_one_below_the_address() {
        assert!(PortalPath::parse(" /api/v1/cong-dan ").is_ok());
        for text in ["", "/", "api", "//other.example/x", "/../x", "/x?y", "/x#y", "/x y", "https://other.example"] {
            assert_eq!(PortalPath::parse(text), Err(PortalSettingError::NotAPath), "{text}");
        }
    }

    #[test]
    fn a_password_is_sent_as_it_is_and_never_printed() {
        let access = PortalAccess {
            base: PortalUrl::parse("https://portal.example").unwrap(),
            token: PortalPath::parse("/token").unwrap(),
            user: "hoa sen".to_owned(),
            password: Private::new("a&b=ô+%".to_owned()),
            patience: Duration::from_secs(1),
        };
        assert_eq!(access.form().expose(), "username=hoa+sen&password=a%26b%3D%C3%B4%2B%25");
        assert!(!format!("{access:?}").contains("a&b"));
    }
}
