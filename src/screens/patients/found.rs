//! Those a search found, as they are listed.

use super::Found;
use crate::app::Cx;
use crate::desk::patient::FoundRow;
use crate::desk::{Done, Fault};
use crate::domain::phone::{Phone, PhoneQuery};

/// What a search found, and what kept the desk from looking: nobody is said to be unknown then.
pub(in crate::screens) fn sought(done: Done<Found>) -> (Found, Option<Fault>) {
    match done {
        Ok(found) => (found, None),
        Err(fault) => (Found::new(), Some(fault)),
    }
}

/// A stored number as people write it; one that was masked stays so.
pub(in crate::screens) fn shown(stored: &str) -> String {
    Phone::parse(stored).map_or_else(|_| stored.to_owned(), |phone| phone.shown())
}

/// Somebody who was found, with the names they were on file under before two were merged.
pub(in crate::screens) fn named(one: &FoundRow, cx: &Cx) -> String {
    match &one.known_as {
        Some(names) => cx.fill(
            "patients-known_as",
            &[("name", one.name.as_str().into()), ("names", names.as_str().into())],
        ),
        None => one.name.clone(),
    }
}

/// Whether what was typed into the box is a number rather than a name.
pub(in crate::screens) fn is_number(typed: &str) -> bool {
    PhoneQuery::looks_like(typed)
}

/// People on one number stand together, where the first of them was found.
pub(super) fn families(found: Found) -> Found {
    let mut order: Vec<Option<String>> = Vec::new();
    let mut keyed: Vec<(usize, _)> = Vec::new();
    for row in found {
        let known = row.phone.as_ref().and_then(|_| order.iter().position(|phone| *phone == row.phone));
        let place = known.unwrap_or_else(|| {
            order.push(row.phone.clone());
            order.len() - 1
        });
        keyed.push((place, row));
    }
    keyed.sort_by_key(|(place, _)| *place);
    keyed.into_iter().map(|(_, row)| row).collect()
}
