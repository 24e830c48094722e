//! A sentence that stands on the screen for a while: it is worded when it is drawn, so that it follows the language.

use std::fmt;
use std::sync::Arc;

use super::look::Look;
use super::text;
use crate::domain::refusal::Refusal;
use crate::i18n::{Fact, Facts};

/// Words it.
type Worded = dyn Fn(&Look) -> String + Send + Sync;

/// What is said, in whatever language is spoken when it is read.
#[derive(Clone, Default)]
pub struct Sentence(Option<Arc<Worded>>);

impl fmt::Debug for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sentence")
    }
}

impl Sentence {
    /// Nothing is said.
    pub const NOTHING: Self = Self(None);

    /// Worded by this.
    #[must_use]
    pub fn of(words: impl Fn(&Look) -> String + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(words)))
    }

    /// The message of an id.
    #[must_use]
    pub fn text(id: &'static str) -> Self {
        Self::of(move |look| look.words.text(id).into_owned())
    }

    /// The message of an id with its facts: names and amounts, which every language writes alike.
    #[must_use]
    pub fn fill(id: &'static str, facts: &Facts<'_>) -> Self {
        let facts: Vec<(String, Fact<'static>)> =
            facts.iter().map(|(name, fact)| ((*name).to_owned(), fact.clone().owned())).collect();
        Self::of(move |look| {
            let facts: Vec<_> = facts.iter().map(|(name, fact)| (name.as_str(), fact.clone())).collect();
            look.words.fill(id, &facts)
        })
    }

    /// Why a rule said no.
    #[must_use]
    pub fn refusal(refusal: &Refusal) -> Self {
        let refusal = refusal.clone();
        Self::of(move |look| look.refusal(&refusal))
    }

    /// This, and then another sentence.
    #[must_use]
    pub fn and(self, next: Self) -> Self {
        Self::of(move |look| {
            let said = [self.said(look), next.said(look)];
            said.iter().map(String::as_str).filter(|said| !said.is_empty()).collect::<Vec<_>>().join(" ")
        })
    }

    /// Whether nothing is said.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// How many lines it takes in a dialog this wide, on a terminal of so many cells.
    #[must_use]
    pub fn lines(&self, (dialog, terminal): (u16, u16), look: &Look) -> u16 {
        let cells = dialog.min(terminal).saturating_sub(4);
        u16::try_from(text::wrap(&self.said(look), usize::from(cells)).len()).unwrap_or(u16::MAX)
    }

    /// In the language of this look.
    #[must_use]
    pub fn said(&self, look: &Look) -> String {
        self.0.as_ref().map_or_else(String::new, |words| words(look))
    }
}

/// Words that are nobody's language: a name, or what somebody typed.
impl From<String> for Sentence {
    fn from(words: String) -> Self {
        if words.is_empty() { Self::default() } else { Self::of(move |_| words.clone()) }
    }
}

impl From<&str> for Sentence {
    fn from(words: &str) -> Self {
        Self::from(words.to_owned())
    }
}
