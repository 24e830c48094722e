//! Which keys the settings gave to which action.

use std::collections::HashMap;

use crate::config::Remap;
use crate::domain::refusal::Refusal;

use super::any::Table;
use super::keys::{self, Sequence};

/// The keys of every action: the tables' own, unless the settings say otherwise.
#[derive(Debug, Clone, Default)]
pub struct Keymap {
    changed: HashMap<String, Vec<Sequence>>,
}

impl Keymap {
    /// Reads the `[keys]` of the settings against the tables of all screens; `everywhere` are the
    /// keys that work on every screen.
    ///
    /// # Errors
    /// All of them at once, each with the place in the settings: `keys.no_action`, `keys.unknown`,
    /// `keys.unbindable`, `keys.taken`.
    pub fn new(changed: &[Remap], everywhere: &Table, tables: &[Table]) -> Result<Self, Vec<Refusal>> {
        let mut faults = Vec::new();
        let mut keymap = Self::default();
        let known: Vec<&str> =
            tables.iter().chain([everywhere]).flat_map(|table| table.rows.iter().map(|row| row.id)).collect();
        for remap in changed {
            let placed = |refusal: Refusal| refusal.with("place", remap.place.as_str());
            if !known.contains(&remap.action.as_str()) {
                let near = nearest(&remap.action, &known).unwrap_or("none");
                let fault = Refusal::new("keys.no_action").with("action", remap.action.as_str());
                faults.push(placed(fault.with("near", near)));
                continue;
            }
            let (good, bad): (Vec<_>, Vec<_>) =
                remap.keys.iter().map(|name| keys::parse(name)).partition(Result::is_ok);
            faults.extend(bad.into_iter().filter_map(Result::err).map(placed));
            keymap.changed.insert(remap.action.clone(), good.into_iter().flatten().collect());
        }
        let place = |id: &str| {
            changed
                .iter()
                .find(|remap| remap.action == id)
                .map_or_else(String::new, |remap| remap.place.clone())
        };
        for table in tables {
            faults.extend(keymap.twice(table, everywhere, place));
        }
        if faults.is_empty() { Ok(keymap) } else { Err(faults) }
    }

    /// The keys of an action whose table says `defaults`.
    #[must_use]
    pub fn of(&self, id: &str, defaults: &str) -> Vec<Sequence> {
        self.changed.get(id).cloned().unwrap_or_else(|| keys::defaults(defaults))
    }

    /// Keys bound twice in a table, or in a table and everywhere.
    fn twice(&self, table: &Table, everywhere: &Table, place: impl Fn(&str) -> String) -> Vec<Refusal> {
        let mut owner: HashMap<Sequence, &'static str> = HashMap::new();
        let mut faults = Vec::new();
        // A screen may take a moving key for itself: where it does, nothing else would move by it.
        let rows = everywhere.rows.iter().filter(|row| !row.id.starts_with("move."));
        for row in rows.chain(&table.rows) {
            for sequence in self.of(row.id, row.keys) {
                match owner.get(&sequence) {
                    Some(other) if *other != row.id => {
                        let places = [place(row.id), place(other)];
                        let place = places.into_iter().find(|place| !place.is_empty()).unwrap_or_default();
                        faults.push(
                            Refusal::new("keys.taken")
                                .with("place", place)
                                .with("key", keys::shown(&sequence))
                                .with("action", row.id)
                                .with("other", *other),
                        );
                    }
                    _ => {
                        owner.insert(sequence, row.id);
                    }
                }
            }
        }
        faults
    }
}

/// The known name that is meant by a misspelt one: at most two letters away.
fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|candidate| (distance(name, candidate), *candidate))
        .min()
        .filter(|(distance, _)| *distance <= 2)
        .map(|(_, candidate)| candidate)
}

/// Letters to add, drop or change (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::action::Shown;
    use crate::app::any::Row;

    fn table(screen: &'static str, rows: &[(&'static str, &'static str)]) -> Table {
        let row = |(id, keys): &(&'static str, &'static str)| Row { id, keys, shown: Shown::Line };
        Table { screen, rows: rows.iter().map(row).collect() }
    }

    fn house() -> (Table, Vec<Table>) {
        let everywhere = table("", &[("app.help", "f1 ?"), ("app.back", "esc")]);
        let pay = table("pay", &[("payment.take", "p f6"), ("payment.print", "r")]);
        let day = table("day", &[("day.open", "enter"), ("day.pay", "p")]);
        (everywhere, vec![pay, day])
    }

    fn remap(changes: &[(&str, &[&str])]) -> Result<Keymap, Vec<Refusal>> {
        let (everywhere, tables) = house();
        let remap = |(action, keys): &(&str, &[&str])| Remap {
            action: (*action).to_owned(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            place: "config.toml:7:1".to_owned(),
        };
        Keymap::new(&changes.iter().map(remap).collect::<Vec<_>>(), &everywhere, &tables)
    }

    fn said(faults: &[Refusal], what: &str) -> Vec<String> {
        let text = |fault: &Refusal| fault.details_json()[what].as_str().unwrap_or_default().to_owned();
        faults.iter().map(text).collect()
    }

    #[test]
    fn an_action_gets_other_keys() {
        let keymap = remap(&[("payment.take", &["ctrl-y", "gy"])]).unwrap();
        let keys = [keys::parse("ctrl-y").unwrap(), keys::parse("gy").unwrap()];
        assert_eq!(keymap.of("payment.take", "p f6"), keys);
        assert_eq!(keymap.of("payment.print", "r"), [keys::parse("r").unwrap()]);
    }

    #[test]
    fn a_key_bound_twice_is_refused() {
        let faults = remap(&[("payment.take", &["r"])]).unwrap_err();
        assert_eq!((faults.len(), faults[0].code), (1, "keys.taken"));
        assert_eq!(said(&faults, "key"), ["r"]);
        assert_eq!(said(&faults, "place"), ["config.toml:7:1"]);
        let faults = remap(&[("payment.take", &["?"])]).unwrap_err();
        assert_eq!(said(&faults, "other"), ["app.help"]);
    }

    #[test]
    fn two_screens_may_use_one_key() {
        assert!(remap(&[]).is_ok());
    }

    #[test]
    fn misspelt_names_are_named() {
        let faults = remap(&[("payment.prnt", &["x"]), ("zzz.zzz", &["x"])]).unwrap_err();
        assert!(faults.iter().all(|fault| fault.code == "keys.no_action"));
        assert_eq!(said(&faults, "near"), ["payment.print", "none"]);
    }

    #[test]
    fn unbindable_keys_are_refused_with_the_reason() {
        let faults = remap(&[("payment.take", &["ctrl-i", "hyper-x"])]).unwrap_err();
        assert_eq!(
            faults.iter().map(|fault| fault.code).collect::<Vec<_>>(),
            ["keys.unbindable", "keys.unknown"]
        );
        assert_eq!(said(&faults[..1], "same"), ["Tab"]);
    }
}
