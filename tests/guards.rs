//! The house rules that can be read off the tree: who may know whom, where the SQL is, that every
//! sentence is there in every language. The rules that need the running program (each screen drawn
//! at each size, no key bound twice, the key sheet of the README) are tested beside the program.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod house;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use fluent_bundle::FluentResource;
use house::{Source, in_tree, sources};

/// Room by room: the rooms it may name. Whoever is not in the list may name nobody.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("clock", &["domain"]),
    ("harden", &[]),
    ("i18n", &["domain"]),
    ("config", &["domain", "harden", "i18n"]),
    ("log", &["clock", "config", "domain", "harden"]),
    ("store", &["clock", "config", "domain", "harden"]),
    ("paper", &["domain", "i18n"]),
    ("device", &["config", "domain", "paper"]),
    ("desk", &["clock", "config", "domain", "i18n", "paper", "store"]),
    ("upkeep", &["clock", "config", "desk", "domain", "harden", "paper", "store"]),
    ("ui", &["config", "domain", "i18n"]),
    ("app", &["clock", "config", "desk", "domain", "i18n", "ui"]),
    ("screens", &["app", "clock", "config", "desk", "device", "domain", "i18n", "paper", "ui"]),
    (
        "cli",
        &[
            "app", "clock", "config", "desk", "device", "domain", "harden", "i18n", "log", "paper",
            "screens", "ui", "upkeep",
        ],
    ),
    ("main", &["cli", "harden"]),
];

/// Crates that belong to some rooms only.
const BELONGS_TO: &[(&str, &[&str])] = &[
    ("sqlx", &["store", "upkeep"]),
    ("ratatui", &["app", "screens", "ui"]),
    ("ratatui_textarea", &["screens", "ui"]),
    ("tui_big_text", &["screens", "ui"]),
    ("crossterm", &["app", "screens", "ui"]),
    ("clap", &["cli", "main"]),
    ("indicatif", &["cli"]),
    ("toml", &["config", "desk"]),
    ("directories", &["config"]),
    ("fluent_bundle", &["i18n"]),
];

/// What the rules of the clinic may be made of, so that they can be tested with values alone.
const DOMAIN_CRATES: &[&str] = &[
    "alloc",
    "chrono",
    "core",
    "crate",
    "hmac",
    "jiff",
    "rust_decimal",
    "schemars",
    "secrecy",
    "self",
    "serde",
    "serde_json",
    "sha1",
    "sha2",
    "std",
    "super",
    "thiserror",
    "unicode_normalization",
    "unicode_segmentation",
    "unicode_width",
    "uuid",
];

/// The clinic's nouns the engine and the parts of screens may name: the ones every screen has.
const PLAIN_NOUNS: &[&str] = &["id", "money", "refusal", "text", "time", "zone"];

/// Files that may be long, and why.
const LONG: &[(&str, &str)] = &[];
const LONGEST: usize = 400;

#[test]
fn a_room_names_only_the_rooms_it_may_know() {
    let rooms: BTreeMap<&str, &[&str]> = MAY_KNOW.iter().copied().collect();
    for source in sources() {
        let Some(may) = rooms.get(source.room.as_str()) else {
            assert_eq!(source.room, "lib", "{}: say in tests/guards.rs whom this room may know", source.path);
            continue;
        };
        for (line, other) in source.rooms_named() {
            let known =
                other == source.room || may.contains(&other.as_str()) || !rooms.contains_key(other.as_str());
            assert!(known, "{}:{line}: {} may not know {other}", source.path, source.room);
        }
    }
}

#[test]
fn rooms_know_each_other_in_one_direction() {
    let mut knows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources().into_iter().filter(|source| source.room != "lib") {
        let others =
            source.rooms_named().into_iter().map(|(_, other)| other).filter(|other| *other != source.room);
        knows.entry(source.room.clone()).or_default().extend(others);
    }
    // Takes away, again and again, the rooms that know nobody who is left.
    while let Some(room) = knows
        .iter()
        .find(|(_, others)| others.iter().all(|other| !knows.contains_key(other)))
        .map(|(room, _)| room.clone())
    {
        knows.remove(&room);
    }
    assert!(knows.is_empty(), "these rooms know each other in a circle: {knows:?}");
}

#[test]
fn a_crate_is_used_only_where_it_belongs() {
    for source in sources() {
        for (krate, rooms) in BELONGS_TO {
            let found = source.lines_naming(&format!("{krate}::"));
            assert!(
                rooms.contains(&source.room.as_str()) || found.is_empty(),
                "{}:{found:?}: {krate} belongs to {rooms:?}",
                source.path
            );
        }
    }
}

#[test]
fn the_rules_of_the_clinic_are_made_of_values() {
    for source in sources().into_iter().filter(|source| source.room == "domain") {
        for (line, root) in source.use_roots() {
            // A `use` of a neighbour's module, enum or macro starts with a word of this crate.
            let foreign = !DOMAIN_CRATES.contains(&root.as_str()) && house::dependencies().contains(&root);
            assert!(!foreign, "{}:{line}: the domain does not know {root}", source.path);
        }
        for outside in
            ["std::fs", "std::net", "std::env", "std::process", "std::io", "std::thread", "async fn"]
        {
            let found = source.lines_naming(outside);
            assert!(found.is_empty(), "{}:{found:?}: the domain does not do {outside}", source.path);
        }
    }
}

#[test]
fn the_engine_and_the_parts_of_screens_name_no_noun_of_the_clinic() {
    for source in sources().into_iter().filter(|source| ["app", "ui"].contains(&source.room.as_str())) {
        for (line, noun) in source.words_after("domain::") {
            assert!(
                PLAIN_NOUNS.contains(&noun.as_str()) || noun.is_empty(),
                "{}:{line}: {} names {noun}",
                source.path,
                source.room
            );
        }
    }
}

#[test]
fn sql_is_written_in_the_store_only() {
    let verbs = [
        "select ",
        "insert into ",
        "delete from ",
        "create table ",
        "create index ",
        "pragma ",
        "with recursive ",
    ];
    for source in sources().into_iter().filter(|source| !["store", "upkeep"].contains(&source.room.as_str()))
    {
        for (line, text) in source.texts() {
            let text = text.trim_start().to_lowercase();
            let update = text.starts_with("update ") && text.contains(" set ");
            let sql = update || verbs.iter().any(|verb| text.starts_with(verb));
            assert!(!sql, "{}:{line}: SQL outside the store", source.path);
        }
    }
}

#[test]
fn only_main_ends_the_process() {
    for source in sources().into_iter().filter(|source| source.path != "src/main.rs") {
        let found = source.lines_naming("process::exit");
        assert!(found.is_empty(), "{}:{found:?}: only main ends the process", source.path);
    }
}

/// No shell, no pager, no editor: whoever is let in gets the desk and nothing behind it.
#[test]
fn nothing_else_is_ever_started() {
    // Itself without variables that are not for it; the command of the settings that knows the password.
    let may = ["src/harden.rs", "src/config/password.rs"];
    let mut seen = 0;
    for source in sources() {
        let starts = ["Command::new(", "process::Command", ".exec()", "Stdio::"];
        // The command line's own command is another thing of that name.
        let found: Vec<usize> = starts
            .iter()
            .flat_map(|words| source.lines_naming(words))
            .filter(|line| !source.line(*line).contains("clap::Command"))
            .collect();
        seen += usize::from(!found.is_empty());
        let may = may.contains(&source.path.as_str());
        assert!(found.is_empty() || may, "{}:{found:?} starts another program", source.path);
        let forks = source.lines_naming("fork::");
        assert!(forks.is_empty() || source.path == "src/app/keeper.rs", "{}:{forks:?} forks", source.path);
    }
    assert_eq!(seen, may.len(), "those that may, do");
}

#[test]
fn a_file_can_be_read_in_one_sitting() {
    for source in sources() {
        let lines = source.text.lines().count();
        let excused = LONG.iter().any(|(path, _)| *path == source.path);
        assert_eq!(lines > LONGEST, excused, "{} has {lines} lines; {LONGEST} is the most", source.path);
    }
}

#[test]
fn tests_wait_for_something_never_for_a_while() {
    for file in in_tree().into_iter().filter(|file| file.path.starts_with("tests/") && file.is_rust()) {
        assert!(!file.text.contains(concat!("sleep", "(")), "{} sleeps", file.path);
    }
}

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

#[test]
fn both_engines_have_the_same_migrations() {
    let names = |engine: &str| -> BTreeSet<String> {
        let Ok(folder) = fs::read_dir(format!("migrations/{engine}")) else { return BTreeSet::new() };
        folder.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

#[test]
fn the_tree_names_no_machine_and_no_registry() {
    let words = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("crates", ".io"),
        concat!("npmjs", ".com"),
        concat!("pypi", ".org"),
        concat!("proxy", ".golang"),
    ];
    // cargo writes the registry's address into the lock file itself; bad input names what it likes.
    let ours = |path: &str| path != "Cargo.lock" && !path.starts_with("tests/data/");
    for file in in_tree().into_iter().filter(|file| ours(&file.path)) {
        for word in words {
            assert!(!file.text.contains(word), "{} names {word}", file.path);
        }
    }
}

#[test]
fn the_tree_has_its_shape() {
    let known = [
        ".cargo",
        ".ci",
        ".gitattributes",
        ".gitignore",
        "CHANGELOG.md",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "assets",
        "benches",
        "clippy.toml",
        "config.example.toml",
        "deny.toml",
        "migrations",
        "rustfmt.toml",
        "src",
        "tests",
    ];
    for file in in_tree() {
        let top = file.path.split('/').next().unwrap_or_default();
        assert!(known.contains(&top), "{top} is not a part of the house");
    }
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
