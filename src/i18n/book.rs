//! The sentences of one language. They are read a word at a time (`day-…`, `payment-…`), when the first of a word is
//! asked for: all of them take longer than everything else before the first picture.

use std::collections::HashMap;
use std::sync::OnceLock;

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use unic_langid::LanguageIdentifier;

use super::{Language, source};

/// The messages that begin with one word. No message may name one of another word.
#[derive(Default)]
struct Part {
    text: Vec<&'static str>,
    read: OnceLock<FluentBundle<FluentResource>>,
}

/// All messages of a language, by the word they begin with.
pub(super) struct Book {
    language: Language,
    parts: HashMap<&'static str, Part>,
}

impl Book {
    /// The text of a language never changes, so that reading it twice would only cost time and memory.
    pub(super) fn of(language: Language) -> &'static Self {
        static ENGLISH: OnceLock<Book> = OnceLock::new();
        static INDONESIAN: OnceLock<Book> = OnceLock::new();
        let known = match language {
            Language::English => &ENGLISH,
            Language::Indonesian => &INDONESIAN,
        };
        known.get_or_init(|| Self::new(language, source(language)))
    }

    fn new(language: Language, text: &'static str) -> Self {
        let mut parts: HashMap<&str, Part> = HashMap::new();
        for (word, text) in runs(text) {
            parts.entry(word).or_default().text.push(text);
        }
        Self { language, parts }
    }

    /// The messages among which one of this id is.
    pub(super) fn about(&self, id: &str) -> Option<&FluentBundle<FluentResource>> {
        let part = self.parts.get(word(id))?;
        Some(part.read.get_or_init(|| bundle(self.language, &part.text.concat())))
    }
}

/// The pieces of a language's text whose messages begin with the same word, each with that word.
fn runs(text: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut runs: Vec<(&str, &str)> = Vec::new();
    let (mut begun, mut of, mut at) = (0, "", 0);
    for line in text.split_inclusive('\n') {
        let next = if line.starts_with(|c: char| c.is_ascii_alphabetic()) { word(line) } else { of };
        if next != of {
            runs.push((of, &text[begun..at]));
            (begun, of) = (at, next);
        }
        at += line.len();
    }
    runs.push((of, &text[begun..]));
    runs
}

/// What an id, or a line that begins with one, begins with.
fn word(id: &str) -> &str {
    id.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
}

fn bundle(language: Language, text: &str) -> FluentBundle<FluentResource> {
    let resource = match FluentResource::try_new(text.to_owned()) {
        Ok(resource) => resource,
        Err((resource, faults)) => {
            for fault in faults {
                tracing::error!(language = language.as_str(), %fault, "a message cannot be read");
            }
            resource
        }
    };
    let tag: LanguageIdentifier = language.as_str().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Isolation marks are invisible characters in a terminal's cells and break its columns.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_can_be_read_and_is_there_once() {
        for language in Language::ALL.iter().copied() {
            let resource = FluentResource::try_new(source(language).to_owned())
                .map_err(|(_, faults)| faults)
                .unwrap_or_else(|faults| panic!("{}: {faults:?}", language.as_str()));
            let mut bundle = FluentBundle::new_concurrent(vec![]);
            bundle
                .add_resource(resource)
                .unwrap_or_else(|faults| panic!("{}: {faults:?}", language.as_str()));
        }
    }

    #[test]
    fn a_word_has_all_its_messages_wherever_they_stand() {
        let book = Book::new(
            Language::English,
            "# What it is.\nday-one = One\n    .help = first\nweek = Seven\n    days\n\nday-two = Two\n",
        );
        let said = |id: &str| {
            let bundle = book.about(id)?;
            let pattern = bundle.get_message(id)?.value()?;
            Some(bundle.format_pattern(pattern, None, &mut Vec::new()).into_owned())
        };
        assert_eq!(said("day-one").as_deref(), Some("One"));
        assert_eq!(said("day-two").as_deref(), Some("Two"));
        assert_eq!(said("week").as_deref(), Some("Seven\ndays"));
        assert_eq!((said("day-three"), said("month")), (None, None));
    }

    #[test]
    fn every_message_stands_with_its_word_and_names_no_other() {
        for language in Language::ALL.iter().copied() {
            let text = source(language);
            assert_eq!(runs(text).iter().map(|(_, run)| *run).collect::<String>(), text);
            let book = Book::of(language);
            for line in text.lines() {
                if let Some((id, _)) = line.split_once(" =").filter(|_| !line.starts_with([' ', '#'])) {
                    assert!(book.about(id).is_some_and(|part| part.has_message(id)), "{id}");
                }
                let names = line.split("{ ").skip(1).all(|named| {
                    named.starts_with(['$', '"']) || named.starts_with(|c: char| c.is_ascii_uppercase())
                });
                assert!(names, "{line}: a message of another word could not be found");
            }
        }
    }
}
