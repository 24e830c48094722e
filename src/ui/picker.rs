//! Type to narrow: a line of text above a list, the best matches first.

use std::cmp::Reverse;

use crossterm::event::KeyEvent;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::field::Field;
use super::list::List;
use super::look::{Look, Move};
use crate::domain::text::words;

/// How what was typed is found, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    /// As the name begins.
    Start,
    /// As whole words of the name.
    Words,
    /// As beginnings of them.
    Beginnings,
    /// As words of what else it is called, or beginnings of them.
    Also,
    /// As words of what else is said of it, or beginnings of them.
    Note,
    /// As letters of the name, with others between them.
    Letters,
}

/// How each of the words asked for is found as a word; none where one of them is not.
fn how(asked: &[String], name: &str, also: &str, note: &str) -> Option<How> {
    let [name, also, note] = [name, also, note].map(words);
    if name.join(" ").starts_with(&asked.join(" ")) {
        return Some(How::Start);
    }
    let of = |one: &String| {
        let begins = |word: &String| word.starts_with(one.as_str());
        match () {
            () if name.contains(one) => Some(How::Words),
            () if name.iter().any(begins) => Some(How::Beginnings),
            () if also.iter().any(begins) => Some(How::Also),
            () if note.iter().any(begins) => Some(How::Note),
            () => None,
        }
    };
    asked.iter().map(of).collect::<Option<Vec<How>>>()?.into_iter().max()
}

/// The words to choose from, what was typed, and which words match.
pub struct Picker {
    /// What was typed.
    pub query: Field,
    pub list: List,
    words: Vec<String>,
    /// What else each is called: it finds by its words. Empty where nothing is.
    also: Vec<String>,
    /// What else is said of each: it finds only by its words. Empty where nothing is said.
    notes: Vec<String>,
    /// Places in `words`, best first.
    matches: Vec<usize>,
    matcher: Matcher,
}

impl std::fmt::Debug for Picker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picker").field("of", &self.words.len()).finish_non_exhaustive()
    }
}

impl Picker {
    #[must_use]
    pub fn new(label: &'static str, words: Vec<String>) -> Self {
        let mut picker = Self {
            query: Field::text("query", label),
            list: List::default(),
            words: Vec::new(),
            also: Vec::new(),
            notes: Vec::new(),
            matches: Vec::new(),
            matcher: Matcher::new(Config::DEFAULT),
        };
        picker.offer(words);
        picker
    }

    /// The same where each of the words is called otherwise too, and something is said of it, in their order.
    #[must_use]
    pub fn described(label: &'static str, words: Vec<String>, also: Vec<String>, notes: Vec<String>) -> Self {
        Self { also, notes, ..Self::new(label, words) }
    }

    /// Other words to choose from; what was typed stays.
    pub fn offer(&mut self, words: Vec<String>) {
        self.words = words;
        self.narrow();
    }

    /// The same words in another language: what was typed already finds what it found.
    pub fn reword(&mut self, words: Vec<String>) {
        let typed = !self.query.typed().trim().is_empty();
        let before = std::mem::take(&mut self.words);
        let both = |(now, before): (String, String)| if typed { format!("{now} {before}") } else { now };
        self.offer(words.into_iter().zip(before).map(both).collect());
    }

    /// The chosen one, as its place in the words offered.
    #[must_use]
    pub fn chosen(&self) -> Option<usize> {
        self.list.selected().and_then(|row| self.matches.get(row).copied())
    }

    /// Which word stands in a row of the list.
    #[must_use]
    pub fn word(&self, row: usize) -> Option<usize> {
        self.matches.get(row).copied()
    }

    #[must_use]
    pub fn found(&self) -> usize {
        self.matches.len()
    }

    #[must_use]
    pub fn offered(&self) -> usize {
        self.words.len()
    }

    pub fn go(&mut self, to: Move) -> bool {
        self.list.go(to)
    }

    pub fn key(&mut self, key: KeyEvent, look: &Look) {
        if self.query.key(key, look) {
            self.narrow();
            self.list.select(0);
        }
    }

    pub fn paste(&mut self, pasted: &str, look: &Look) {
        if self.query.paste(pasted, look).is_ok() {
            self.narrow();
            self.list.select(0);
        }
    }

    fn narrow(&mut self) {
        let query = self.query.typed().trim().to_owned();
        if query.is_empty() {
            self.matches = (0..self.words.len()).collect();
        } else {
            let pattern = Pattern::parse(&query, CaseMatching::Ignore, Normalization::Smart);
            let asked = words(&query);
            let mut letters = Vec::new();
            let matcher = &mut self.matcher;
            let of = |said: &'_ [String], place: usize| said.get(place).cloned().unwrap_or_default();
            let mut scored: Vec<(How, Reverse<u32>, usize)> = self
                .words
                .iter()
                .enumerate()
                .filter_map(|(place, word)| {
                    let score = pattern.score(Utf32Str::new(word, &mut letters), matcher);
                    let (also, note) = (of(&self.also, place), of(&self.notes, place));
                    let how = how(&asked, word, &also, &note).or(score.map(|_| How::Letters))?;
                    Some((how, Reverse(score.unwrap_or_default()), place))
                })
                .collect();
            scored.sort_unstable();
            self.matches = scored.into_iter().map(|(_, _, place)| place).collect();
        }
        self.list.resize(self.matches.len());
    }
}
