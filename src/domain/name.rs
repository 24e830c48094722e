//! A person's or a clinic's name: as people write it, in any script, one word or ten.

use super::newtype::text_value;
use super::refusal::Refusal;
use super::text::{Heard, LINE, Rule, words};

/// A name of 1 to 120 letters, NFC, blanks tidied. Nothing else is known about names: one letter,
/// one word, titles, commas and apostrophes are all real.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

text_value!(Name, "Name", "Siti Rahma");

const RULE: Rule = Rule {
    empty: Some("name.empty"),
    control: "name.control",
    bidi: "name.bidi",
    cluster: "name.cluster",
    long: "name.long",
    emoji: Some("name.emoji"),
    limit: Name::LONGEST,
    ..LINE
};

impl Name {
    /// The most letters of one.
    pub const LONGEST: usize = 120;

    /// # Errors
    /// `name.empty`, `name.long`, `name.control`, `name.bidi`, `name.cluster`, `name.emoji`.
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        Self::hear(typed).map(|heard| heard.value)
    }

    /// As [`Name::parse`], with what the person should be told about the reading.
    pub fn hear(typed: &str) -> Result<Heard<Self>, Refusal> {
        RULE.clean(typed).map(|heard| heard.map(Self)).map_err(|refusal| refusal.on("name"))
    }

    /// What the name is found by; equal keys are a look-alike.
    #[must_use]
    pub fn key(&self) -> String {
        words(&self.0).join(" ")
    }
}
