//! The example is true.

use std::path::Path;

use loket::config::Settings;

use crate::home::*;

const EXAMPLE: &str = include_str!("../../config.example.toml");

/// The example with its comment signs taken off: the defaults, and on demand the examples too.
fn uncommented(with_examples: bool) -> String {
    let is_setting = |line: &str| {
        line.starts_with(|first: char| first == '[' || first == '"' || first.is_ascii_lowercase())
    };
    EXAMPLE
        .lines()
        .filter_map(|line| {
            let example = line.strip_prefix("##");
            let setting = line.strip_prefix('#').filter(|rest| is_setting(rest));
            if with_examples { example.or(setting) } else { setting }
        })
        .fold(String::new(), |text, line| text + line + "\n")
}

#[test]
fn the_example_shows_the_defaults() {
    let read = |text: &str| {
        let mut settings = Settings::parse(text, Path::new("config.toml")).unwrap();
        settings.database.place.clear();
        settings
    };
    assert!(uncommented(false).lines().count() > 10);
    assert_eq!(read(&uncommented(false)), read(""));
    assert_eq!(read(EXAMPLE), read(""));
}

#[test]
fn the_examples_in_the_example_are_accepted() {
    let all = uncommented(true);
    // The addresses are alternatives: each is tried alone.
    let urls: Vec<&str> = all.lines().filter(|line| line.starts_with("url")).collect();
    assert_eq!(urls.len(), 3);
    for url in &urls {
        let text: Vec<&str> = all.lines().filter(|line| !line.starts_with("url") || line == url).collect();
        Settings::parse(&text.join("\n"), Path::new("config.toml")).unwrap();
    }
}

#[test]
fn the_example_documents_every_key() {
    let valid = |text: &str| {
        let why = Settings::parse(text, Path::new("config.toml")).unwrap_err();
        assert_eq!(why.code, "config.unknown_key");
        detail(&why, "valid").split(", ").map(str::to_owned).collect::<Vec<_>>()
    };
    let all = uncommented(true);
    let documented = |key: &str| {
        all.lines().any(|line| line.starts_with(&format!("{key} =")) || line == format!("[{key}]"))
    };
    for key in valid("nonsense = 1") {
        assert!(documented(&key), "{key}");
        if all.contains(&format!("[{key}]")) && key != "keys" {
            for key in valid(&format!("[{key}]\nnonsense = 1")) {
                assert!(documented(&key), "{key}");
            }
        }
    }
}
