//! What stands on a receipt beside what was sold: what comes off, and what comes on top.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Words;
use crate::domain::bill::LineKind;
use crate::domain::money::Money;

/// Something taken off, or the tax that is part of the prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Deduction {
    /// By what, where it is no share; may be empty.
    pub description: String,
    /// Which share, in basis points. A share is written as the language of the paper writes it.
    #[serde(default)]
    pub rate_bp: Option<i64>,
    pub amount: Money,
}

/// Something on the bill that is not sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Other {
    pub kind: LineKind,
    /// Whose a tip is; may be empty.
    pub description: String,
    /// The rate of a tax, in basis points.
    #[serde(default)]
    pub rate_bp: Option<i64>,
    pub amount: Money,
}

impl Deduction {
    /// A share of something.
    #[must_use]
    pub const fn of_rate(basis_points: i64, amount: Money) -> Self {
        Self { description: String::new(), rate_bp: Some(basis_points), amount }
    }

    pub(super) fn said(&self, words: &dyn Words) -> String {
        said(&self.description, self.rate_bp, words)
    }
}

impl Other {
    pub(super) fn said(&self, words: &dyn Words) -> String {
        said(&self.description, self.rate_bp, words)
    }
}

fn said(description: &str, rate_bp: Option<i64>, words: &dyn Words) -> String {
    rate_bp.map_or_else(|| description.to_owned(), |rate| words.rate(rate))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Language, Words};

    #[test]
    fn a_share_is_written_as_the_paper_s_language_does() {
        let tax = Deduction::of_rate(1_250, Money(1));
        let said = |language| tax.said(&Words::new(language));
        assert_eq!([Language::English, Language::Indonesian].map(said), ["12.5%", "12,5%"]);
        let before = r#"{"description": "12,5%", "amount": 1}"#;
        let before: Deduction = serde_json::from_str(before).unwrap();
        assert_eq!(before.said(&Words::new(Language::English)), "12,5%", "what is on paper stays");
    }
}
