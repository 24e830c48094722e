//! What somebody typed into the one box that finds patients: a number or a name.

use super::phone::{CallingCode, PhoneQuery};
use super::refusal::Refusal;
use super::text::words;

/// How to look. Signs have no meaning of their own: `%`, `_` and quotes find nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// Nothing that could be found was typed.
    Nobody,
    Phone(PhoneQuery),
    /// All of these words, each the beginning of a word of the name (see [`words`]).
    Name(Vec<String>),
}

impl Search {
    /// A name needs this many letters, or it would list half the clinic.
    pub const MIN_LETTERS: usize = 2;

    /// # Errors
    /// `search.short` (with `needs`), `search.long`.
    pub fn parse(typed: &str, home: CallingCode) -> Result<Self, Refusal> {
        if typed.len() > 1_000 {
            return Err(Refusal::new("search.long"));
        }
        if PhoneQuery::looks_like(typed) {
            return PhoneQuery::parse(typed, home).map(Self::Phone);
        }
        let words = words(typed);
        // One Chinese letter is a family name: it says as much as two of ours.
        let weight = |c: char| if c >= '\u{2e80}' { 2 } else { 1 };
        let letters: usize = words.iter().flat_map(|word| word.chars()).map(weight).sum();
        match letters {
            0 => Ok(Self::Nobody),
            n if n < Self::MIN_LETTERS => {
                Err(Refusal::new("search.short").with("needs", Self::MIN_LETTERS as i64))
            }
            _ => Ok(Self::Name(words)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_share_a_box() {
        let ask = |typed| Search::parse(typed, CallingCode::INDONESIA);
        assert!(matches!(ask("0812-34"), Ok(Search::Phone(_))));
        assert_eq!(ask("Siti R"), Ok(Search::Name(vec!["siti".into(), "r".into()])));
        assert_eq!(ask("a").unwrap_err().code, "search.short");
        assert_eq!(ask("12").unwrap_err().code, "search.short");
        assert_eq!(ask("%%%"), Ok(Search::Nobody));
        assert!(matches!(ask("\u{9648}"), Ok(Search::Name(_))));
    }
}
