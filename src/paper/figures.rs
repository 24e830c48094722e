//! A report as a table: to read as text, or for a spreadsheet. Amounts go out whole, in minor units where machines
//! read them.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::csv::{self, Cell, Separator};
use crate::domain::money::{Currency, Money};

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Money(Money),
    Count(i64),
    Text(String),
    /// In words for people, a share or a time; for machines a number, and in hundredths where it has places.
    Measure {
        shown: String,
        plain: Plain,
    },
    /// Not to be told, or not known.
    None,
}

/// A number without its unit, which stands in the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plain {
    Whole(i64),
    Hundredths(i64),
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// For machines: never translated. None: a heading, which only people are given.
    pub key: Option<String>,
    /// For people.
    pub name: String,
    pub value: Value,
    /// How many rows above it, one under another, it belongs to.
    pub depth: usize,
}

impl Row {
    /// Says what the rows under it have in common.
    #[must_use]
    pub fn heading(name: String, depth: usize) -> Self {
        Self { key: None, name, value: Value::None, depth }
    }
}

/// The table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    pub title: String,
    /// What has to be read first.
    pub note: Option<String>,
    /// Whose figures they are, and of which days: people read it above the table.
    pub about: Vec<Row>,
    pub rows: Vec<Row>,
}

/// Writes it for a spreadsheet: key, name, value.
///
/// # Errors
/// As `out` says.
pub fn csv(sheet: &Sheet, separator: Separator, out: impl Write) -> io::Result<()> {
    let rows = sheet.about.iter().chain(&sheet.rows).filter_map(|row| {
        let value = match &row.value {
            Value::Money(amount) => Cell::Number(amount.0),
            Value::Count(count) => Cell::Number(*count),
            Value::Text(text) => Cell::Text(text.clone()),
            Value::Measure { plain: Plain::Whole(number), .. } => Cell::Number(*number),
            Value::Measure { plain: Plain::Hundredths(number), .. } => Cell::Hundredths(*number),
            Value::None => Cell::Empty,
        };
        Some(vec![Cell::Text(row.key.clone()?), Cell::Text(row.name.clone()), value])
    });
    csv::write(out, separator, &["key", "name", "value"], rows)
}

/// Writes it for people: names left, figures right.
#[must_use]
pub fn lines(sheet: &Sheet, currency: &Currency) -> Vec<String> {
    let shown = |row: &Row| match &row.value {
        _ if row.key.is_none() => String::new(),
        Value::Money(amount) => currency.shown(*amount),
        Value::Count(count) => count.to_string(),
        Value::Text(text) | Value::Measure { shown: text, .. } => text.clone(),
        Value::None => "–".to_owned(),
    };
    let left = |row: &Row| format!("{}{}", "  ".repeat(row.depth), row.name);
    let wide = |of: &dyn Fn(&Row) -> String| sheet.rows.iter().map(|row| of(row).width()).max().unwrap_or(0);
    let (names, values) = (wide(&left), wide(&shown));
    let mut lines = vec![sheet.title.clone()];
    lines.extend(sheet.note.clone());
    lines.push(String::new());
    for row in &sheet.rows {
        let (name, value) = (left(row), shown(row));
        let gap = names - name.width() + 2 + values - value.width();
        lines.push(format!("{name}{}{value}", " ".repeat(gap)).trim_end().to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let row = |key: &str, name: &str, value, depth| Row {
            key: Some(key.into()),
            name: name.into(),
            value,
            depth,
        };
        let share =
            |hundredths| Value::Measure { shown: "2,68%".into(), plain: Plain::Hundredths(hundredths) };
        Sheet {
            title: "20 Nov 2026".into(),
            note: None,
            about: vec![row("from", "From", Value::Text("2026-11-20".into()), 0)],
            rows: vec![
                row("received", "Received", Value::Money(Money(1_250_000)), 0),
                Row::heading("By method".into(), 1),
                row("method:1", "=Tunai", Value::Money(Money(-5_000)), 2),
                row("wait", "Wait", Value::None, 0),
                row("no_show_percent", "No-show", share(268), 0),
            ],
        }
    }

    #[test]
    fn people_read_figures_at_the_right() {
        let lines = lines(&sheet(), &Currency::rupiah());
        assert_eq!(
            lines[2..],
            [
                "Received     Rp1.250.000",
                "  By method",
                "    =Tunai      −Rp5.000",
                "Wait                   –",
                "No-show            2,68%"
            ]
        );
    }

    #[test]
    fn a_spreadsheet_gets_numbers_and_no_formulas() {
        let mut out = Vec::new();
        csv(&sheet(), Separator::Comma, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("received,Received,1250000\r\n") && !text.contains("By method"), "{text}");
        assert!(text.contains("method:1,'=Tunai,-5000\r\n") && text.contains("wait,Wait,\r\n"), "{text}");
        // Whose they are comes first.
        assert!(text.contains("value\r\nfrom,From,2026-11-20\r\nreceived,"), "{text}");
        assert!(text.ends_with("no_show_percent,No-show,2.68\r\n"), "{text}");
    }

    #[test]
    fn a_spreadsheet_of_indonesia_gets_semicolons_and_decimal_commas() {
        let mut out = Vec::new();
        csv(&sheet(), Separator::Semicolon, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("key;name;value\r\n") && text.contains("method:1;'=Tunai;-5000\r\n"), "{text}");
        assert!(text.ends_with("no_show_percent;No-show;2,68\r\n"), "{text}");
    }
}
