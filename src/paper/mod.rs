//! What leaves the desk: receipts, queue slips, tables for other programs. Pure: values in, lines or
//! bytes out. Where they go is for `device`.

pub mod csv;
mod deduction;
pub mod figures;
mod layout;
mod paid;
pub mod receipt;
pub mod ticket;
pub mod verdict;
pub mod z;

use chrono::NaiveDate;

use crate::i18n;

/// What paper asks of a language. Ids are those of `assets/locales`, under `### receipt`.
pub trait Words {
    /// The message of an id.
    fn text(&self, id: &str) -> String;
    /// The message of an id with its facts.
    fn fill(&self, id: &str, facts: &[(&str, String)]) -> String;
    /// A day with its month's name and its year.
    fn date(&self, day: NaiveDate) -> String;
    /// A share in basis points: `12.5%`, `12,5%`.
    fn rate(&self, basis_points: i64) -> String;
}

impl Words for i18n::Words {
    fn text(&self, id: &str) -> String {
        self.text(id).into_owned()
    }

    fn fill(&self, id: &str, facts: &[(&str, String)]) -> String {
        let facts: Vec<_> = facts.iter().map(|(name, fact)| (*name, fact.into())).collect();
        self.fill(id, &facts)
    }

    fn date(&self, day: NaiveDate) -> String {
        self.date(day)
    }

    fn rate(&self, basis_points: i64) -> String {
        self.rate(basis_points)
    }
}

#[cfg(test)]
mod testing {
    use chrono::{Datelike, NaiveDate};

    /// The real messages of one language, read without the machinery that speaks them on screen.
    pub struct Plain(pub &'static str);

    impl super::Words for Plain {
        fn text(&self, id: &str) -> String {
            self.fill(id, &[])
        }

        fn fill(&self, id: &str, facts: &[(&str, String)]) -> String {
            let source = match self.0 {
                "id" => include_str!("../../assets/locales/id.ftl"),
                _ => include_str!("../../assets/locales/en.ftl"),
            };
            let line = source.lines().find_map(|line| line.strip_prefix(id)?.strip_prefix(" = "));
            let text = line.unwrap_or_else(|| panic!("{id} has no words in {}", self.0)).to_owned();
            facts.iter().fold(text, |text, (name, fact)| text.replace(&format!("{{ ${name} }}"), fact))
        }

        fn date(&self, day: NaiveDate) -> String {
            let may = if self.0 == "id" { "Mei" } else { "May" };
            assert_eq!(day.month(), 5, "the golden receipts are of May");
            format!("{} {may} {}", day.day(), day.year())
        }

        fn rate(&self, basis_points: i64) -> String {
            assert_eq!(basis_points % 100, 0, "the golden receipts have whole shares");
            format!("{}%", basis_points / 100)
        }
    }
}
