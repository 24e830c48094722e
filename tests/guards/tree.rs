//! What the tree holds, and what nothing in it does.

use std::collections::BTreeSet;
use std::fs;

use crate::house::{in_tree, sources};

/// Files that may be long, and why.
const LONG: &[(&str, &str)] = &[];
const LONGEST: usize = 400;

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
