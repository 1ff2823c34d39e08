//! Where the hub is.

use std::fmt;

use reqwest::Url;
use wire::Digest;

/// Why an address is not one to send notices to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HubUrlError {
    /// Not an `http` or `https` address with a host, or one with a user, a query or a fragment.
    #[error("not the address of a hub")]
    NotAnAddress,
    /// `http` to another machine would carry personal data in the clear.
    #[error("http is for this machine only; another machine needs https")]
    PlainHttp,
    /// `https` without the pin of the hub's authority: whoever is met first would be trusted.
    #[error("https needs #sha256= and the fingerprint of the hub's authority behind the address")]
    NoPin,
}

/// A hub's address. Plain `http` is for this machine alone; `https` carries the fingerprint of the hub's authority, and
/// no other authority is trusted.
#[derive(Clone, PartialEq, Eq)]
pub struct HubUrl {
    text: String,
    /// How much of it is the address without the pin.
    origin: usize,
    pin: Option<Digest>,
}

impl HubUrl {
    /// Reads an address like `http://127.0.0.1:8080` or `https://hub.example:8443/#sha256=` and 64 hexadecimal digits.
    ///
    /// # Errors
    /// [`HubUrlError`] when it is none, or personal data would leave the machine in the clear.
    pub fn parse(text: &str) -> Result<Self, HubUrlError> {
        let mut url = Url::parse(text.trim()).map_err(|_| HubUrlError::NotAnAddress)?;
        let fragment = url.fragment().map(str::to_owned);
        url.set_fragment(None);
        let bare = url.username().is_empty() && url.password().is_none() && url.query().is_none();
        if !bare || url.path() != "/" {
            return Err(HubUrlError::NotAnAddress);
        }
        let pin = fragment.map(|fragment| pin(&fragment).ok_or(HubUrlError::NotAnAddress)).transpose()?;
        match (url.scheme(), pin) {
            ("https", Some(_)) => {}
            ("https", None) => return Err(HubUrlError::NoPin),
            ("http", None) if is_loopback(&url) => {}
            ("http", None) => return Err(HubUrlError::PlainHttp),
            _ => return Err(HubUrlError::NotAnAddress),
        }
        let mut text = url.as_str().trim_end_matches('/').to_owned();
        let origin = text.len();
        if let Some(pin) = pin {
            text = format!("{text}/#{PIN}{pin}");
        }
        Ok(Self { text, origin, pin })
    }

    /// The address as text, with its pin: what is kept.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The address without a closing slash and without the pin: what a path is put behind.
    pub fn origin(&self) -> &str {
        &self.text[..self.origin]
    }

    /// The SHA-256 of the authority's certificate.
    pub const fn pin(&self) -> Option<Digest> {
        self.pin
    }
}

/// What the pin begins with.
const PIN: &str = "sha256=";

fn pin(fragment: &str) -> Option<Digest> {
    Digest::parse(fragment.strip_prefix(PIN)?).ok()
}

impl fmt::Debug for HubUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HubUrl({})", self.as_str())
    }
}

pub(crate) fn is_loopback(url: &Url) -> bool {
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
            ("https://hub.example.com", Err(HubUrlError::NoPin)),
            ("https://hub.example.com/#sha256=12", Err(HubUrlError::NotAnAddress)),
            ("https://hub.example.com/#", Err(HubUrlError::NotAnAddress)),
            ("http://127.0.0.1/#sha256=12", Err(HubUrlError::NotAnAddress)),
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

    #[test]
    fn https_carries_its_pin_and_keeps_it() {
        let pin = wire::Digest::of(b"authority");
        for typed in ["https://hub.example.com:8443/#sha256=", " https://hub.example.com:8443#sha256="] {
            let url = HubUrl::parse(&format!("{typed}{pin}")).unwrap();
            assert_eq!((url.origin(), url.pin()), ("https://hub.example.com:8443", Some(pin)));
            assert_eq!(HubUrl::parse(url.as_str()).unwrap(), url);
        }
        let plain = HubUrl::parse("http://127.0.0.1:8080").unwrap();
        assert_eq!((plain.origin(), plain.pin()), (plain.as_str(), None));
        let pinned_plain = format!("http://127.0.0.1:8080/#sha256={pin}");
        assert_eq!(HubUrl::parse(&pinned_plain), Err(HubUrlError::NotAnAddress), "a pin on plain http is a mistake");
    }
}
