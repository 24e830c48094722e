//! Text that people type, paste or import, made fit to keep: one spelling for what looks the same,
//! nothing that could steer a terminal or a printer, nothing cut without a word.

mod shown;
mod words;

pub use shown::{json, shown};
pub use words::words;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::refusal::Refusal;

/// A letter may carry this many code points. Real scripts need four or five; "zalgo" text puts
/// kilobytes into one cell, and every redraw sends them again.
pub const CLUSTER_LIMIT: usize = 10;

/// The warning that invisible marks were taken out (copied from a chat app, mostly).
pub const MARKS_REMOVED: &str = "text.marks";

/// What was read, and what the person should be told about the reading. A warning's words are the
/// message `warning-<code>`, dots written as dashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard<T> {
    pub value: T,
    pub warnings: Vec<&'static str>,
}

impl<T> Heard<T> {
    pub fn map<U>(self, into: impl FnOnce(T) -> U) -> Heard<U> {
        Heard { value: into(self.value), warnings: self.warnings }
    }
}

/// What one kind of text allows, and under which codes it says no.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The code when nothing is left; `None` where empty is fine.
    pub empty: Option<&'static str>,
    pub control: &'static str,
    pub bidi: &'static str,
    pub cluster: &'static str,
    pub long: &'static str,
    /// The code for pictures; `None` where they may stay.
    pub emoji: Option<&'static str>,
    /// The most code points that are kept.
    pub limit: usize,
    /// Line breaks stay.
    pub lines: bool,
}

/// Any short text of one line: an address, a reason, a room.
pub const LINE: Rule = Rule {
    empty: None,
    control: "text.control",
    bidi: "text.bidi",
    cluster: "text.cluster",
    long: "text.long",
    emoji: Some("text.emoji"),
    limit: 200,
    lines: false,
};

/// As [`LINE`], where something has to be written.
pub const LINE_NEEDED: Rule = Rule { empty: Some("text.empty"), ..LINE };

impl Rule {
    /// The text as it is kept: NFC, trimmed, in a line every run of blanks one space.
    ///
    /// # Errors
    /// `control`, `bidi`, `cluster`, `emoji`, `empty`, `long` of this rule. `at` in the details is
    /// the letter that is wrong, counted from one.
    pub fn clean(&self, typed: &str) -> Result<Heard<String>, Refusal> {
        if let Some((at, code)) = typed.chars().enumerate().find_map(|(at, c)| Some((at, self.danger(c)?))) {
            return Err(Refusal::new(code).with("at", one_based(at)));
        }
        // Megabytes from the clipboard are refused before they are looked at letter by letter.
        if typed.len() > (self.limit * 64).max(65_536) {
            return Err(self.too_long(typed.chars().count()));
        }
        if let Some(at) = typed.graphemes(true).position(|cluster| cluster.chars().count() > CLUSTER_LIMIT) {
            return Err(Refusal::new(self.cluster).with("at", one_based(at)));
        }
        let (kept, removed) = without_marks(typed);
        let text = if self.lines { paragraphs(&kept) } else { one_line(&kept) };
        if let (Some(code), true) = (self.empty, text.is_empty()) {
            return Err(Refusal::new(code));
        }
        if let (Some(code), Some(at)) = (self.emoji, text.chars().position(is_picture)) {
            return Err(Refusal::new(code).with("at", one_based(at)));
        }
        let letters = text.chars().count();
        if letters > self.limit {
            return Err(self.too_long(letters));
        }
        Ok(Heard { value: text, warnings: if removed { vec![MARKS_REMOVED] } else { Vec::new() } })
    }

    /// The code that refuses `c`, if one does.
    fn danger(&self, c: char) -> Option<&'static str> {
        match c {
            '\t' | '\n' | '\r' => None,
            '\u{2028}' | '\u{2029}' => Some(self.control),
            c if c.is_control() || is_noncharacter(c) => Some(self.control),
            c if turns_the_line(c) => Some(self.bidi),
            _ => None,
        }
    }

    fn too_long(&self, letters: usize) -> Refusal {
        Refusal::new(self.long).with("limit", self.limit as i64).with("letters", letters as i64)
    }
}

/// Bytes from a terminal, a file or a pipe as text.
///
/// # Errors
/// `text.utf8`, with the byte where it stops being UTF-8 (counted from one).
pub fn from_bytes(bytes: &[u8]) -> Result<&str, Refusal> {
    std::str::from_utf8(bytes)
        .map_err(|error| Refusal::new("text.utf8").with("at", one_based(error.valid_up_to())))
}

/// Full-width forms (typed with an East Asian input method) as the ASCII they stand for. Unlike
/// NFKC this leaves superscripts and fractions alone: `5²` must not become 52.
#[must_use]
pub fn half_width(typed: &str) -> String {
    typed
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{2010}'..='\u{2015}' | '\u{fe63}' => '-',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect()
}

/// The text without marks nobody can see, and whether there were any.
pub(super) fn without_marks(typed: &str) -> (String, bool) {
    let mut kept = String::with_capacity(typed.len());
    let mut removed = false;
    for c in typed.chars() {
        let visible = match c {
            // Joiners shape Persian and Indic words and mean nothing elsewhere.
            '\u{200c}' | '\u{200d}' => kept.chars().next_back().is_some_and(takes_joiners),
            c => !is_invisible(c),
        };
        if visible {
            kept.push(c);
        } else {
            removed = true;
        }
    }
    (kept, removed)
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.nfc());
    }
    line
}

/// Lines keep their breaks and their inner blanks; only what hangs over at the ends goes.
fn paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace(['\t', '\u{a0}'], " ");
    let lines: Vec<String> = text.split('\n').map(|line| line.trim_end().nfc().collect()).collect();
    lines.join("\n").trim_end().to_owned()
}

const fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || (c as u32) & 0xfffe == 0xfffe
}

/// Embeddings, overrides and isolates: a name with one of them turns the rest of the line around.
const fn turns_the_line(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Takes no room and says nothing: soft hyphen, direction marks, zero-width space, BOM, fillers,
/// presentation selectors, tags.
const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}'
        | '\u{200e}' | '\u{200f}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

const fn takes_joiners(before: char) -> bool {
    matches!(before, '\u{600}'..='\u{1fff}' | '\u{a800}'..='\u{abff}')
}

/// Emoji and pictographs, whose width every terminal guesses differently. Whole blocks: none of
/// their signs belongs in a name.
const fn is_picture(c: char) -> bool {
    matches!(c, '\u{20e3}' | '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
        | '\u{1f000}'..='\u{1faff}')
}

const fn one_based(at: usize) -> i64 {
    at as i64 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_one_spelling() {
        let clean = |typed| LINE.clean(typed).map(|heard| heard.value);
        assert_eq!(clean(" Jl.  Mawar\t5\n").unwrap(), "Jl. Mawar 5");
        assert_eq!(clean("Zoe\u{308}").unwrap(), "Zo\u{eb}");
        assert_eq!(clean("").unwrap(), "");
        assert_eq!(LINE_NEEDED.clean(" \u{200b} ").unwrap_err().code, "text.empty");
    }

    #[test]
    fn invisible_marks_go_with_a_word() {
        let heard = LINE.clean("Si\u{200c}ti\u{200e}").unwrap();
        assert_eq!((heard.value.as_str(), heard.warnings.as_slice()), ("Siti", &[MARKS_REMOVED][..]));
        let persian = LINE.clean("\u{646}\u{645}\u{6cc}\u{200c}\u{62f}").unwrap();
        assert!(persian.value.contains('\u{200c}') && persian.warnings.is_empty());
    }

    #[test]
    fn the_letter_that_is_wrong_is_named() {
        let refusal = LINE.clean("Bu\u{1b}di").unwrap_err();
        assert_eq!((refusal.code, refusal.details_json()["at"].as_i64()), ("text.control", Some(3)));
        assert_eq!(LINE.clean("Bu\u{fffe}di").unwrap_err().code, "text.control");
    }

    #[test]
    fn megabytes_are_refused_at_once() {
        assert_eq!(LINE.clean(&"x".repeat(5_000_000)).unwrap_err().code, "text.long");
    }

    #[test]
    fn paragraphs_keep_their_shape() {
        let note = Rule { lines: true, limit: 100, ..LINE };
        assert_eq!(note.clean("\na\r\n  b  \n\n").unwrap().value, "\na\n  b");
    }
}
