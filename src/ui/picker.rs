//! Type to narrow: a line of text above a list, the best matches first.

use crossterm::event::KeyEvent;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::field::Field;
use super::list::List;
use super::look::{Look, Move};

/// The words to choose from, what was typed, and which words match.
pub struct Picker {
    /// What was typed.
    pub query: Field,
    pub list: List,
    words: Vec<String>,
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
            matches: Vec::new(),
            matcher: Matcher::new(Config::DEFAULT),
        };
        picker.offer(words);
        picker
    }

    /// Other words to choose from; what was typed stays.
    pub fn offer(&mut self, words: Vec<String>) {
        self.words = words;
        self.narrow();
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
            let mut letters = Vec::new();
            let matcher = &mut self.matcher;
            let mut scored: Vec<(u32, usize)> = self
                .words
                .iter()
                .enumerate()
                .filter_map(|(place, word)| {
                    let score = pattern.score(Utf32Str::new(word, &mut letters), matcher)?;
                    Some((score, place))
                })
                .collect();
            scored.sort_by_key(|(score, place)| (std::cmp::Reverse(*score), *place));
            self.matches = scored.into_iter().map(|(_, place)| place).collect();
        }
        self.list.resize(self.matches.len());
    }
}
