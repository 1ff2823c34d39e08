//! Where the hub is.

use std::fmt;

use reqwest::Url;

/// Why an address is not one to send notices to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HubUrlError {
    /// Not an `http` or `https` address with a host, or one with a user, a query or a fragment.
    #[error("not the address of a hub")]
    NotAnAddress,
    /// `http` to another machine would carry personal data in the clear.
    #[error("http is for this machine only; another machine needs https")]
    PlainHttp,
    /// `https`: this build has no TLS.
    #[error("this build has no TLS and reaches a hub on this machine only")]
    NoTls,
}

/// A hub's address. Plain `http` is for this machine alone.
#[derive(Clone, PartialEq, Eq)]
pub struct HubUrl(Url);

impl HubUrl {
    /// Reads an address like `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// [`HubUrlError`] when it is none, or personal data would leave the machine in the clear.
    pub fn parse(text: &str) -> Result<Self, HubUrlError> {
        let url = Url::parse(text).map_err(|_| HubUrlError::NotAnAddress)?;
        let bare =
            url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
        if !bare || url.path() != "/" {
            return Err(HubUrlError::NotAnAddress);
        }
        match url.scheme() {
            "https" => Err(HubUrlError::NoTls),
            "http" if is_loopback(&url) => Ok(Self(url)),
            "http" => Err(HubUrlError::PlainHttp),
            _ => Err(HubUrlError::NotAnAddress),
        }
    }

    /// The address as text, without a closing slash.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }
}

impl fmt::Debug for HubUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HubUrl({})", self.as_str())
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let literal = host.trim_start_matches('[').trim_end_matches(']');
    literal.parse::<std::net::IpAddr>().map_or(host == "localhost", |address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::{HubUrl, HubUrlError};

    #[test]
    fn personal_data_never_leaves_the_machine_in_the_clear() {
        let cases = [
            ("http://127.0.0.1:8080", Ok("http://127.0.0.1:8080")),
            ("http://127.8.0.1:8080/", Ok("http://127.8.0.1:8080")),
            ("http://[::1]:8080", Ok("http://[::1]:8080")),
            ("http://localhost:8080", Ok("http://localhost:8080")),
            ("http://2130706433:8080", Ok("http://127.0.0.1:8080")),
            ("http://192.168.1.2:8080", Err(HubUrlError::PlainHttp)),
            ("http://0.0.0.0:8080", Err(HubUrlError::PlainHttp)),
            ("http://localhost.example.com", Err(HubUrlError::PlainHttp)),
            ("http://127.0.0.1.example.com", Err(HubUrlError::PlainHttp)),
            ("http://127.0.0.1@example.com", Err(HubUrlError::NotAnAddress)),
            ("http://:secret@127.0.0.1", Err(HubUrlError::NotAnAddress)),
            ("http://example.com#127.0.0.1", Err(HubUrlError::NotAnAddress)),
            ("https://hub.example.com", Err(HubUrlError::NoTls)),
            ("ftp://127.0.0.1", Err(HubUrlError::NotAnAddress)),
            ("http://127.0.0.1:8080/v1", Err(HubUrlError::NotAnAddress)),
            ("127.0.0.1:8080", Err(HubUrlError::NotAnAddress)),
            ("", Err(HubUrlError::NotAnAddress)),
        ];
        for (text, expected) in cases {
            let parsed = HubUrl::parse(text);
            assert_eq!(parsed.as_ref().map(HubUrl::as_str).map_err(|error| *error), expected, "{text}");
        }
    }
}
