//! What the README says is what the program does.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::process::Command;

fn readme() -> String {
    std::fs::read_to_string("README.md").unwrap()
}

/// What the program prints where nobody has set anything.
fn loket(arguments: &[&str]) -> String {
    let home = tempfile::tempdir().unwrap();
    let mut loket = Command::new(env!("CARGO_BIN_EXE_loket"));
    let ran =
        loket.env_clear().env("HOME", home.path()).args(["--lang", "en"]).args(arguments).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
fn the_key_sheet_is_the_programs_own() {
    let readme = readme();
    let (_, after) = readme.split_once("<!-- keys -->\n").unwrap();
    let (sheet, _) = after.split_once("<!-- /keys -->").unwrap();
    assert!(
        sheet.trim() == loket(&["keys"]).trim(),
        "the keys have changed. Put the new sheet into the README:\n\
         (echo; XDG_CONFIG_HOME=/none cargo run -q -- --lang en keys; echo) | \
         sed -i -e '/<!-- keys -->/,/<!-- .keys -->/{{//!d}}' -e '/<!-- keys -->/r /dev/stdin' README.md"
    );
}

#[test]
fn the_exit_codes_are_those_of_the_help() {
    let (readme, help) = (readme(), loket(&["--help"]));
    let (_, codes) = help.split_once("Exit codes:\n").unwrap();
    let codes: Vec<(&str, &str)> =
        codes.lines().filter_map(|line| line.trim().split_once(char::is_whitespace)).collect();
    assert_eq!(codes.len(), 11);
    for (code, words) in codes {
        let said = readme.lines().find_map(|line| line.strip_prefix(&format!("| {code} | ")));
        let said = said.unwrap_or_else(|| panic!("the README has no exit code {code}"));
        assert!(words.trim().starts_with(said.trim_end_matches([' ', '|'])), "{code}: {words}");
    }
}

#[test]
fn whoever_can_log_in_to_the_demo_is_named() {
    let readme = readme();
    for login in loket::upkeep::demo::LOGINS {
        let line = readme.lines().find(|line| line.starts_with(&format!("| `{}` |", login.username)));
        assert!(line.is_some_and(|line| line.contains(login.pin)), "{}", login.username);
    }
    assert!(readme.contains(loket::upkeep::demo::PASSWORD));
}

#[test]
fn every_command_and_act_it_names_is_there() {
    let (readme, help, acts) = (readme(), loket(&["--help"]), loket(&["call", "--list"]));
    let words = |start: &str| -> Vec<String> {
        let after = readme.split(start).skip(1);
        // What begins with a hyphen is a flag.
        after
            .filter(|rest| !rest.starts_with('-'))
            .map(|rest| {
                rest.chars().take_while(|c| c.is_ascii_lowercase() || matches!(c, '_' | '-')).collect()
            })
            .collect()
    };
    let mut named = 0;
    for command in words("loket ").into_iter().filter(|word| !word.is_empty()) {
        // In a sentence the word after loket is a verb; a command stands in code.
        let code =
            readme.contains(&format!("`loket {command}")) || readme.contains(&format!("    loket {command}"));
        if code {
            named += 1;
            assert!(help.contains(&format!("\n  {command} ")), "loket {command}");
        }
    }
    assert!(named >= 8, "{named}");
    for act in words("loket call ").into_iter().filter(|word| !word.is_empty()) {
        assert!(acts.contains(&format!("\"act\": \"{act}\"")), "loket call {act}");
    }
}
