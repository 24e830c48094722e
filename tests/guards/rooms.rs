//! Who may know whom, and where the SQL is.

use std::collections::{BTreeMap, BTreeSet};

use crate::house::{self, sources};

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

#[test]
fn a_room_names_only_the_rooms_it_may_know() {
    let rooms: BTreeMap<&str, &[&str]> = MAY_KNOW.iter().copied().collect();
    for source in sources() {
        let Some(may) = rooms.get(source.room.as_str()) else {
            assert_eq!(
                source.room, "lib",
                "{}: say in tests/guards/rooms.rs whom this room may know",
                source.path
            );
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
