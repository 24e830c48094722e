//! Lines of a fixed number of columns, for paper that can do no more than letters.

use textwrap::{Options, WordSplitter};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::domain::text::shown;

/// No text of the clinic or a patient takes more lines than this.
const MOST: usize = 3;
/// Narrower paper does not exist, and the largest amount still fits.
const NARROWEST: usize = 28;

/// Paper being written.
#[derive(Debug)]
pub struct Sheet {
    columns: usize,
    lines: Vec<String>,
}

impl Sheet {
    pub fn new(columns: usize) -> Self {
        Self { columns: columns.max(NARROWEST), lines: Vec::new() }
    }

    pub fn finish(self) -> Vec<String> {
        self.lines
    }

    pub fn rule(&mut self) {
        self.lines.push("-".repeat(self.columns));
    }

    pub fn blank(&mut self) {
        self.lines.push(String::new());
    }

    pub fn centred(&mut self, text: &str) {
        for line in wrapped(text, self.columns).into_iter().filter(|line| !line.is_empty()) {
            let margin = (self.columns - line.width()) / 2;
            self.lines.push(format!("{}{line}", " ".repeat(margin)));
        }
    }

    /// Text from the left; its further lines stand under its first.
    pub fn left(&mut self, indent: usize, text: &str) {
        for line in wrapped(text, self.columns - indent) {
            self.lines.push(format!("{}{line}", " ".repeat(indent)));
        }
    }

    /// A label and, at the right end of its last line, an amount. The amount is never cut, nor does
    /// any label push it off the paper.
    pub fn pair(&mut self, indent: usize, label: &str, amount: &str) {
        let amount = printable(amount);
        let room = self.columns.saturating_sub(indent + amount.width() + 1);
        // Beside a very long amount a label would be a column of single letters.
        let mut lines = if room >= 8 { wrapped(label, room) } else { wrapped(label, self.columns - indent) };
        let last = if room >= 8 { lines.pop().unwrap_or_default() } else { String::new() };
        for line in lines {
            self.lines.push(format!("{}{line}", " ".repeat(indent)));
        }
        let used = if last.is_empty() { 0 } else { indent + last.width() };
        let gap = self.columns.saturating_sub(used + amount.width());
        let margin = if last.is_empty() { "" } else { &" ".repeat(indent) };
        self.lines.push(format!("{margin}{last}{}{amount}", " ".repeat(gap)));
    }
}

/// At most three lines; what does not fit ends in `…`.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let text = printable(text);
    let options = Options::new(columns).break_words(true).word_splitter(WordSplitter::NoHyphenation);
    let mut lines: Vec<String> =
        textwrap::wrap(text.trim(), options).into_iter().map(|line| line.trim_end().to_owned()).collect();
    if lines.len() > MOST {
        lines.truncate(MOST);
        if let Some(last) = lines.last_mut() {
            *last = cut(last, columns);
        }
    }
    lines
}

/// `text` with `…` behind it, in no more than `columns`.
fn cut(text: &str, columns: usize) -> String {
    let mut kept = String::new();
    for letter in text.graphemes(true) {
        if kept.width() + letter.width() + 1 > columns {
            break;
        }
        kept.push_str(letter);
    }
    format!("{}…", kept.trim_end())
}

/// One line that no printer takes for a command: whatever is no letter becomes `?`.
fn printable(text: &str) -> String {
    shown(text).replace('\u{fffd}', "?")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(columns: usize, write: impl FnOnce(&mut Sheet)) -> Vec<String> {
        let mut sheet = Sheet::new(columns);
        write(&mut sheet);
        sheet.finish()
    }

    #[test]
    fn long_labels_wrap_and_end() {
        let lines = written(32, |sheet| sheet.pair(0, &"nama panjang ".repeat(40), "Rp1.250.000"));
        assert_eq!(lines, ["nama panjang nama", "panjang nama panjang", "nama panjang nama…   Rp1.250.000"]);
    }

    #[test]
    fn the_largest_amount_stays_whole() {
        let lines = written(32, |sheet| sheet.pair(0, "TOTAL", "Rp9.223.372.036.854.775.807"));
        assert_eq!(lines, ["TOTAL", "     Rp9.223.372.036.854.775.807"]);
    }

    #[test]
    fn wide_letters_count_twice() {
        let lines = written(32, |sheet| sheet.pair(2, "\u{9648}\u{5c0f}\u{660e}", "Rp5"));
        assert_eq!(lines, ["  \u{9648}\u{5c0f}\u{660e}                     Rp5"]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_paper(text in any::<String>(), columns in 0..60_usize) {
            let lines = written(columns, |sheet| {
                sheet.centred(&text);
                sheet.left(2, &text);
                sheet.pair(2, &text, "Rp150.000");
                sheet.rule();
            });
            prop_assert!(lines.len() <= 3 * MOST + 1);
            for line in &lines {
                prop_assert!(line.width() <= columns.max(NARROWEST), "{line:?}");
                prop_assert!(!line.chars().any(char::is_control));
            }
            prop_assert!(lines[lines.len() - 2].ends_with("Rp150.000"));
        }
    }
}
