//! What is filled into a sentence.

use std::borrow::Cow;

/// The facts of a sentence, by the name its message uses.
pub type Facts<'a> = [(&'a str, Fact<'a>)];

/// One fact: text as it is, or a number the language may bend a noun for.
#[derive(Debug, Clone)]
pub enum Fact<'a> {
    Text(Cow<'a, str>),
    Count(i64),
}

impl Fact<'_> {
    /// The same, kept.
    #[must_use]
    pub fn owned(self) -> Fact<'static> {
        match self {
            Self::Text(text) => Fact::Text(Cow::Owned(text.into_owned())),
            Self::Count(count) => Fact::Count(count),
        }
    }
}

impl<'a> From<&'a str> for Fact<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
impl<'a> From<&'a String> for Fact<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
impl From<String> for Fact<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}
impl<'a> From<Cow<'a, str>> for Fact<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}
impl From<i64> for Fact<'_> {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}
impl From<usize> for Fact<'_> {
    fn from(count: usize) -> Self {
        Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }
}
