//! The tables of actions of the whole program: every key, every word.

use std::collections::HashMap;

use loket::app::engine::everywhere;
use loket::app::keymap::Keymap;
use loket::app::{Front, Table, keys, sheet};
use loket::i18n::{Language, Words};
use loket::screens;
use loket::ui::picker::Picker;

use crate::house::FRONT;

/// The places and the tables are the program's own.
fn front() -> Front {
    Front { places: screens::places::PLACES, tables: screens::tables, ..FRONT }
}

fn tables() -> Vec<Table> {
    let mut tables = screens::tables();
    tables.push(everywhere(&front()));
    tables
}

#[test]
fn an_action_is_a_noun_and_a_verb_and_belongs_to_one_screen() {
    let mut owner = HashMap::new();
    for table in tables() {
        for row in table.rows {
            let plain =
                |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            let (noun, verb) = row.id.split_once('.').unwrap_or_default();
            assert!(plain(noun) && plain(verb), "{}", row.id);
            let other = owner.insert(row.id, table.screen);
            assert_eq!(other, None, "{} is on two screens", row.id);
        }
    }
}

#[test]
fn every_key_is_a_key() {
    for table in tables() {
        for row in table.rows {
            assert!(!row.keys.trim().is_empty(), "{} has no key", row.id);
            for key in row.keys.split_whitespace() {
                let read = keys::parse(key);
                assert!(read.is_ok(), "{}: {key}: {read:?}", row.id);
            }
        }
    }
}

#[test]
fn no_key_does_two_things_on_one_screen() {
    let faults = Keymap::new(&[], &everywhere(&front()), &screens::tables()).map(|_| ());
    let said = |faults: &Vec<loket::domain::refusal::Refusal>| -> Vec<String> {
        faults.iter().map(|fault| format!("{:?}", fault.details_json())).collect()
    };
    assert!(faults.is_ok(), "{:#?}", faults.as_ref().map_err(said));
}

#[test]
fn every_action_and_every_screen_has_its_words() {
    for language in Language::ALL {
        let words = Words::new(*language);
        for table in tables() {
            let title = format!("screen-{}", table.screen);
            assert!(table.screen.is_empty() || words.has(&title, None), "{title} in {language}");
            for row in table.rows {
                let id = row.id.replace('.', "-");
                assert!(words.has(&id, None), "{id} in {language}");
                assert!(words.has(&id, Some("help")), "{id}.help in {language}");
                let help = words.help(row.id);
                assert!(help.ends_with('.') && !help.contains('!'), "{id}.help in {language}: {help}");
            }
        }
    }
}

#[test]
fn no_key_works_only_where_there_are_function_keys() {
    // Phones have none, and terminals keep F1, F10 and F11 for themselves.
    for table in tables() {
        for row in table.rows {
            let plain = row.keys.split_whitespace().filter_map(|key| keys::parse(key).ok()).any(|keys| {
                !matches!(keys[0].code, crossterm::event::KeyCode::F(_) | crossterm::event::KeyCode::Insert)
            });
            assert!(plain, "{} has only {}", row.id, row.keys);
        }
    }
}

#[test]
fn the_key_sheet_names_every_action() {
    let words = Words::new(Language::English);
    let sheet = sheet::markdown(&front(), &Keymap::default(), &words);
    for table in tables() {
        for row in table.rows {
            assert!(sheet.contains(&words.help(row.id)), "{}", row.id);
        }
    }
    assert!(sheet.contains("| `Ctrl+S` | Saves the form from any field. |"), "{sheet}");
    assert!(!sheet.contains('⟦'), "{sheet}");
}

/// Whoever types what an action is called finds it first, or another one that is called the same.
#[test]
fn every_action_is_found_by_what_it_is_called() {
    let rows: Vec<_> = tables().into_iter().flat_map(|table| table.rows).collect();
    for language in Language::ALL {
        let words = Words::new(*language);
        let names: Vec<String> = rows.iter().map(|row| words.label(row.id)).collect();
        let also = rows.iter().map(|row| words.also(row.id)).collect();
        let helps = rows.iter().map(|row| words.help(row.id)).collect();
        let mut picker = Picker::described("help-search", names.clone(), also, helps);
        let mut found = |typed: &str| {
            picker.query.set(typed);
            picker.offer(names.clone());
            (0..picker.found())
                .filter_map(|row| picker.word(row))
                .map(|place| rows[place].id)
                .collect::<Vec<_>>()
        };
        for (row, name) in rows.iter().zip(&names) {
            let first = found(name).first().map(|id| words.label(id).to_lowercase());
            let begins = first.as_ref().is_some_and(|first| first.starts_with(&name.to_lowercase()));
            assert!(begins, "{}: {name} finds {first:?} in {}", row.id, language.as_str());
            assert!(found(name).contains(&row.id), "{}: {name} in {}", row.id, language.as_str());
        }
        for (typed, id) in [
            ("transfer", "ticket.transfer"),
            ("pindah", "ticket.transfer"),
            ("peristiwa", "access.events"),
            ("peristiwa", "go.events"),
        ] {
            if *language == Language::Indonesian || typed == "transfer" {
                assert!(
                    found(typed).iter().take(6).any(|one| *one == id),
                    "{typed} in {}: {:?}",
                    language.as_str(),
                    found(typed)
                );
            }
        }
    }
}
