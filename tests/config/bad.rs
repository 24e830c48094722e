//! Everything that can be wrong with a settings file, and what is said of it.

use std::os::unix::fs::{chown, symlink};

use loket::config::{Config, Overrides};
use loket::domain::refusal::Refusal;

use crate::home::*;

/// Does what one row of the table of bad inputs says and gives back what happened.
fn try_row(input: &str) -> Result<Config, Refusal> {
    let with_password = "database = \"postgres://u:s3cret@localhost/k\"\n";
    match input {
        "[case] (file missing)" => Home::new().load(),
        "[case] (empty file)" => loading(""),
        "[case] config.toml mode 0644 with a password" => Home::new().holds(with_password, 0o644).load(),
        "[case] config.toml owned by another user" => {
            let mut home = Home::new().holds("", 0o600);
            // Root gives the file away; anybody else is somebody else.
            if home.around.uid == 0 {
                chown(home.file(), Some(65534), None).unwrap();
            } else {
                home.around.uid += 1;
            }
            home.load()
        }
        "[case] config.toml is a symlink into /tmp" => {
            let home = Home::new();
            let elsewhere = tempfile::NamedTempFile::new().unwrap();
            symlink(elsewhere.path(), home.file()).unwrap();
            home.load()
        }
        "[case] config.toml of 10 MB" => loading("# more\n".repeat(10 * 1024 * 1024 / 7)),
        text => loading(unescaped(text)),
    }
}

fn unescaped(text: &str) -> Vec<u8> {
    let text = text.replace("\\u{feff}", "\u{feff}");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        match (byte, after) {
            (b'\\', [b'n', after @ ..]) => (bytes.push(b'\n'), rest = after).1,
            (b'\\', [b'0', after @ ..]) => (bytes.push(0), rest = after).1,
            (b'\\', [b'x', high, low, after @ ..]) => {
                let hex = [*high, *low];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
                rest = after;
            }
            _ => (bytes.push(byte), rest = after).1,
        }
    }
    bytes
}

/// Rows about settings that come with the rooms they set.
const LATER: &[&str] = &["backup.dir", "[case] backup.dir", "printer", "export_dir"];

/// The rows of kind `config` in the table of bad inputs: the input, and the code it is refused with
/// (none: accepted).
fn rows() -> Vec<(&'static str, Option<&'static str>)> {
    include_str!("../data/bad_inputs.tsv")
        .lines()
        .filter_map(|line| line.strip_prefix("config\t")?.split_once('\t'))
        .filter(|(input, _)| !LATER.iter().any(|later| input.starts_with(later)))
        .map(|(input, expected)| {
            (input, expected.strip_prefix("REFUSE_START ").and_then(|code| code.split(' ').next()))
        })
        .collect()
}

/// A counter's name of a letter too many.
const LONG_NAME: &str = "counter = \"LLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLL\
    LLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLL\"";

/// More of the same.
const MORE: &[(&str, Option<&str>)] = &[
    ("idle_lock_minutes = 16", Some("config.range")),
    ("idle_lock_minutes = 99999999999999999999", Some("config.range")),
    ("idle_lock_minutes = \"5\"", Some("config.type")),
    ("idle_lock_minutes = 5.0", Some("config.type")),
    (LONG_NAME, Some("config.long")),
    ("counter = \" Loket 1 \"", None),
    ("counter = \"Loket \\u202e1\"", Some("config.signs")),
    ("counter = \"\\u001b]52;c;AA\"", Some("config.signs")),
    ("ui = 3", Some("config.type")),
    ("[ui]\\nmouse = \"yes\"", Some("config.type")),
    ("[ui]\\ntheme = \"drak\"", Some("config.value")),
    ("[receipt]\\nwidth = 40", Some("config.value")),
    ("[receipt]\\nwidth = 42\\nwidth = 48", Some("config.syntax")),
    ("[keys]\\n\"payment.take\" = \"p\"", Some("config.type")),
    ("[clinic]\\nname = \"Melati\"", Some("config.timezone")),
    ("[log]\\nlevel = \"trace\"", Some("config.value")),
    ("database = \"\"", Some("config.url")),
    ("database = \"mysql://u@localhost/k\"", Some("config.url")),
    ("database = \"sqlite::memory:\"", Some("config.url")),
    ("database = \"~/loket.db\"", Some("db.path")),
    ("database = \"postgres://localhost/k\"", Some("config.url")),
    ("database = \"postgres://u@localhost:99999/k\"", Some("config.url")),
    ("database = \"postgres://u@localhost/k?options=-csearch_path=x\"", Some("config.url_option")),
    ("database = \"postgres://u:pw@localhost/k\"", Some("config.password")),
    ("database = \"postgres://u@localhost/k?password=pw\"", Some("config.password")),
    ("database = \"postgres://u@localhost/k?sslmode=prefer\"", Some("config.tls")),
    ("database = \"postgres://u@/k?host=db.example.com&sslmode=disable\"", Some("config.tls")),
];

#[test]
fn every_bad_settings_file_is_refused_by_its_own_code() {
    let rows = rows();
    assert_eq!(rows.len(), 16);
    for (input, code) in rows.iter().chain(MORE) {
        let outcome = try_row(input);
        assert_eq!(outcome.as_ref().err().map(|why| why.code), *code, "{input}: {outcome:?}");
    }
}

#[test]
fn no_refusal_repeats_what_stands_under_database() {
    let secrets = [
        "database = \"postgres://u:s3cret@db.example.com/k?sslmode=disable\"",
        "database = \"postgres://u:s3cret@localhost/k\"",
        "database = \"mysql://u:s3cret@localhost/k\"",
        "[database]\nurl = \"postgres://u:s3cret@localhost:x/k\"",
        "[database]\nurl = \"postgres://u@localhost/k?password=s3cret&x=1\"",
        "[database]\nurl = postgres://u:s3cret@localhost/k",
        "[database]\nurl = [\"s3cret\"]",
        "[database]\npassword = \"s3cret\"",
        "[database]\npassword_file = \"s3cret.txt\"\npassword_command = [\"echo\", \"s3cret\"]\nurl = \"postgres://u@localhost/k\"",
    ];
    for text in secrets {
        let why = refused(text);
        assert!(!format!("{why:?}").contains("s3cret"), "{why:?}");
    }
}

#[test]
fn a_refusal_names_the_place_the_key_and_what_is_valid() {
    let why = refused("idle_lock_minutes = 5\n\n[ui]\n  theem = \"dark\"\n");
    assert!(detail(&why, "place").ends_with("config.toml:4:3"), "{why:?}");
    assert_eq!(detail(&why, "line"), "4");
    assert_eq!(detail(&why, "key"), "ui.theem");
    assert_eq!(detail(&why, "near"), "theme");
    assert_eq!(detail(&why, "valid"), "language, theme, mouse, glyphs");

    let why = refused("databse = \"x\"");
    assert_eq!(detail(&why, "near"), "database");
    assert_eq!(detail(&why, "line"), "1");

    let why = refused("[ui]\ntheme = \"drak\"");
    assert_eq!(detail(&why, "near"), "dark");
    assert_eq!(detail(&refused("zzz = 1"), "near"), "none");

    let why = refused("\n\n[clinic\nname=");
    assert_eq!((detail(&why, "line").as_str(), detail(&why, "column").as_str()), ("3", "8"));
}

#[test]
fn a_counter_s_name_is_as_short_from_the_command_line() {
    let named = |letters: usize| {
        let flags = Overrides { counter: Some("L".repeat(letters)), ..Overrides::default() };
        Home::new().load_with(&flags)
    };
    assert!(named(120).is_ok());
    let why = named(121).unwrap_err();
    assert_eq!(why.code, "config.long");
    assert_eq!((detail(&why, "place"), detail(&why, "key")), ("--counter".to_owned(), "counter".to_owned()));
    for signs in ["Loket \u{202e}1", "\u{1b}]52;c;AA\u{7}", "Loket\n1"] {
        let flags = Overrides { counter: Some(signs.to_owned()), ..Overrides::default() };
        assert_eq!(Home::new().load_with(&flags).unwrap_err().code, "config.signs", "{signs:?}");
    }
}
