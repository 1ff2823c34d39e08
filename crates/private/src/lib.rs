//! A value that must never be printed: a name, a number, an address, a key.
//!
//! [`Private`] has no `Display` and no `Serialize`, and its `Debug` is redacted, so a personal fact cannot slip
//! into a log, an error or a crash report by a derived trait. Taking the value out is one word, [`Private::expose`],
//! and a reviewer can find every place that does it. Where it may stand is invariant 7 of `ARCHITECTURE.md`.

use std::fmt;

/// Wraps a personal fact or a secret so that printing it shows only that it is there.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Takes a value into custody.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Shows the value to the caller, who from here on answers for it.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Gives the value up to the caller, who from here on answers for it.
    pub fn into_exposed(self) -> T {
        self.0
    }

    /// Changes the value without letting it out.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Private<U> {
        Private(change(self.0))
    }
}

impl<T> From<T> for Private<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Private")
    }
}

#[cfg(test)]
mod tests {
    use super::Private;

    #[test]
    fn debug_shows_nothing_of_the_value() {
        #[derive(Debug)]
        struct Holder {
            #[expect(dead_code, reason = "read by the derived Debug only, which is what is tested")]
            name: Private<String>,
        }
        let holder = Holder { name: Private::new("Nguyễn Văn An".to_owned()) };
        assert_eq!(format!("{holder:?}"), "Holder { name: Private }");
        assert_eq!(format!("{holder:#?}").matches("An").count(), 0);
    }

    #[test]
    fn map_keeps_custody() {
        assert_eq!(Private::new(" 12 ").map(str::trim).expose(), &"12");
    }
}
