//! Every sentence is there in every language.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use fluent_bundle::FluentResource;

use crate::house::{Source, sources};

#[test]
fn every_message_is_there_in_every_language() {
    let languages = [("en", messages("en")), ("id", messages("id"))];
    let (_, first) = &languages[0];
    assert!(first.len() > 10);
    for (language, messages) in &languages {
        for (id, facts) in first {
            let own = messages.get(id).unwrap_or_else(|| panic!("{id} is missing in {language}.ftl"));
            assert_eq!(own, facts, "{id} takes other facts in {language}.ftl than in en.ftl");
        }
        for id in messages.keys() {
            assert!(first.contains_key(id), "{id} is in {language}.ftl only");
        }
    }
}

#[test]
fn every_message_is_written_once_and_in_its_part() {
    for language in ["en", "id"] {
        let text = fs::read_to_string(format!("assets/locales/{language}.ftl")).unwrap();
        let parts: Vec<&str> = text.lines().filter(|line| line.starts_with("### ")).collect();
        assert_eq!(
            parts,
            ["### words", "### actions", "### screens", "### refusals", "### receipt"],
            "{language}.ftl"
        );
        let (mut part, mut seen) = ("", BTreeSet::new());
        for line in text.lines() {
            if line.starts_with("### ") {
                part = line;
            }
            let Some(id) = message_id(line) else { continue };
            assert!(seen.insert(id), "{id} is written twice in {language}.ftl");
            assert_eq!(
                part == "### refusals",
                id.starts_with("refusal-"),
                "{id} stands in {part} of {language}.ftl"
            );
        }
    }
}

#[test]
fn what_the_code_says_has_its_words() {
    let messages = messages("en");
    let mut said = BTreeSet::new();
    for source in sources() {
        let mut say =
            |line: usize, id: &str| said.insert((id.replace('.', "-"), format!("{}:{line}", source.path)));
        for (line, text) in source.texts() {
            if text.starts_with("fault-") && text.len() > "fault-".len() {
                say(line, &text);
            }
            // In these rooms a text of this shape is the code of a refusal or of a warning, wherever it
            // stands, except for the names of the acts.
            let refuses =
                ["desk", "domain"].contains(&source.room.as_str()) && !source.line(line).contains("NAME");
            if refuses
                && is_code(&text)
                && !messages.contains_key(&format!("warning-{}", text.replace('.', "-")))
            {
                say(line, &format!("refusal-{text}"));
            }
        }
        for call in ["Refusal::new(", "Refusal::at(", "refuse("] {
            for (line, code) in source.first_texts(call).into_iter().filter(|(_, code)| code.contains('.')) {
                say(line, &format!("refusal-{code}"));
            }
        }
        for call in [".text(", ".fill(", ".label("] {
            for (line, id) in source.first_texts(call).into_iter().filter(|_| speaks(&source)) {
                say(line, &id);
            }
        }
        for (line, action) in source.first_texts("id: ").into_iter().filter(|(_, id)| is_code(id)) {
            say(line, &action);
            say(line, &format!("{action}-help"));
        }
    }
    assert!(said.len() > 20, "the code says nothing, or this test no longer sees it");
    let missing: Vec<_> = said.iter().filter(|(id, _)| !messages.contains_key(id)).collect();
    assert!(missing.is_empty(), "said without words: {missing:#?}");
}

/// `noun.reason`, as refusals and actions are named.
fn is_code(text: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    text.split_once('.').is_some_and(|(noun, reason)| word(noun) && word(reason))
}

/// Rooms in which `.text("…")` asks for words (in `config` it asks for a setting).
fn speaks(source: &Source) -> bool {
    ["app", "cli", "i18n", "paper", "screens", "ui"].contains(&source.room.as_str())
}

/// The messages of one language: id (`noun-verb`, and `noun-verb-help` for its attribute) and the
/// facts each takes.
fn messages(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(format!("assets/locales/{language}.ftl")).unwrap();
    let errors = FluentResource::try_new(text.clone()).err().map(|(_, errors)| errors);
    assert!(errors.is_none(), "{language}.ftl: {errors:?}");
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let (mut message, mut current) = (String::new(), String::new());
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some(id) = message_id(line) {
            id.clone_into(&mut message);
            current.clone_from(&message);
        } else if let Some(attribute) = line.trim_start().strip_prefix('.') {
            let name = attribute.split([' ', '=']).next().unwrap_or_default();
            current = format!("{message}-{name}");
        }
        if !current.is_empty() {
            let facts = found.entry(current.clone()).or_default();
            for after in line.split('$').skip(1) {
                let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
                facts.insert(after[..end].to_owned());
            }
        }
    }
    found
}

fn message_id(line: &str) -> Option<&str> {
    let (id, _) = line.split_once('=')?;
    let id = id.trim_end();
    let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    (plain && id.starts_with(|c: char| c.is_ascii_lowercase())).then_some(id)
}
