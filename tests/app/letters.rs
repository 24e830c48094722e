//! The same letter does the same everywhere.

use std::collections::BTreeMap;

use loket::app::engine::everywhere;
use loket::app::{Front, Table, keys};
use loket::screens;

use crate::house::FRONT;

/// What a key means on every screen, and the actions that mean it. A key that only one action has needs no row here:
/// the second one to take it does, and has to mean the same.
const MEANINGS: &[(&str, &str, &[&str])] = &[
    (
        "a",
        "adds one",
        &[
            "access.add",
            "categories.add",
            "expenses.add",
            "health_notes.add",
            "leave.add",
            "methods.add",
            "packages.add",
            "patient.add_health",
            "patients.add",
            "payment.add",
            "recurring.add",
            "rooms.add",
            "staff.add",
            "treatments.add",
        ],
    ),
    (
        "A",
        "again, or another of the kind",
        &["check.again", "close_drawer.recount", "day.again", "patient.relatives", "payment.another"],
    ),
    ("B", "books", &["day.book", "patient.book", "patients.book", "queue.book", "unpaid.book", "visit.book"]),
    ("c", "calls who is next", &["day.call", "queue.call_next"]),
    ("C", "closes the drawer or the day", &["close_drawer.close", "days.close", "drawer.close"]),
    (
        "d",
        "another day, or the days",
        &["day.jump", "drawer.days", "money.day", "moving.jump", "then.jump", "trail.jump"],
    ),
    (
        "e",
        "changes the one in hand",
        &[
            "access.change",
            "categories.edit",
            "close_drawer.differs",
            "methods.edit",
            "mine.open",
            "packages.edit",
            "patient.edit",
            "patients.edit",
            "recurring.edit",
            "rooms.edit",
            "settings.open",
            "staff.edit",
            "treatments.edit",
            "user.edit",
            "visit.edit_note",
        ],
    ),
    ("f", "writes it into a file", &["money.save", "number.slip", "receipt.save", "report.save"]),
    ("i", "one step on", &["day.step", "ticket.next", "visit.step"]),
    ("J", "makes one of two entries", &["patient.merge", "patients.merge"]),
    ("K", "health", &["patient.health", "visit.health"]),
    ("L", "left without being treated", &["day.leave", "ticket.leave", "visit.leave"]),
    ("m", "moves the booking", &["affected.move", "day.move", "visit.move"]),
    ("M", "moves the booking to a time that is typed", &["affected.move", "day.move_form", "visit.move"]),
    ("N", "did not come", &["day.no_show", "ticket.miss", "visit.no_show"]),
    (
        "o",
        "it is so: the patient said yes, the money came, the debt is known, the code is there",
        &["access.handed", "close_drawer.owes", "day.confirm", "payment.verify", "visit.confirm"],
    ),
    (
        "p",
        "the bill and its payment",
        &["behind.bill", "day.pay", "drawer.pay", "patient.pay", "ticket.pay", "unpaid.pay", "visit.pay"],
    ),
    ("s", "somebody else does it", &["payment.share", "ticket.transfer", "visit.assign_staff"]),
    ("t", "today", &["day.today", "moving.today", "staff.today"]),
    (
        "T",
        "what was done to it",
        &[
            "access.trail",
            "day.trail",
            "drawer.trail",
            "expenses.trail",
            "health_notes.trail",
            "leaks.trail",
            "patient.trail",
            "payment.trail",
            "reports.trail",
            "staff.trail",
            "treatments.trail",
            "unpaid.trail",
            "user.trail",
            "visit.trail",
        ],
    ),
    ("u", "takes it back", &["day.undo", "days.reopen", "ticket.undo", "visit.undo"]),
    (
        "v",
        "looks closer, or from another side",
        &["close_drawer.figures", "day.columns", "drawer.figures", "money.explain", "ticket.patient"],
    ),
    (
        "W",
        "gives a number",
        &["day.walk_in", "patient.walk_in", "patients.walk_in", "queue.walk_in", "unpaid.walk_in"],
    ),
    (
        "x",
        "calls off, takes away",
        &[
            "access.end",
            "day.cancel",
            "expenses.void",
            "health_notes.strike",
            "leave.cancel",
            "payment.void_line",
            "user.take_back",
            "visit.cancel",
        ],
    ),
    (
        "X",
        "shows all, or hides what is over",
        &["access.filter", "commissions.everybody", "day.all", "queue.ended"],
    ),
    ("y", "yes, let it be", &["confirm.yes", "drawer.carry"]),
    (
        "/",
        "only what has these words",
        &[
            "day.filter",
            "expenses.filter",
            "patients.search_again",
            "queue.filter",
            "treatments.filter",
            "user.filter",
        ],
    ),
    (
        "[",
        "the one before, in time",
        &[
            "day.previous",
            "expenses.earlier",
            "money.earlier",
            "moving.previous",
            "staff.previous",
            "then.earlier",
            "trail.older",
        ],
    ),
    (
        "]",
        "the one after, in time",
        &[
            "day.next",
            "expenses.later",
            "money.later",
            "moving.next",
            "staff.next",
            "then.later",
            "trail.newer",
        ],
    ),
    ("+", "puts money on top", &["drawer.paid_in", "payment.tip"]),
    ("@", "as it was at this minute", &["leaks.then", "trail.then"]),
    ("gd", "another day", &["day.jump", "moving.jump"]),
    (
        "F2",
        "books",
        &["day.book", "patient.book", "patients.book", "queue.book", "unpaid.book", "visit.book"],
    ),
    (
        "F3",
        "gives a number",
        &["day.walk_in", "patient.walk_in", "patients.walk_in", "queue.walk_in", "unpaid.walk_in"],
    ),
    (
        "F6",
        "the bill and its payment",
        &["day.pay", "drawer.pay", "patient.pay", "ticket.pay", "unpaid.pay", "visit.pay"],
    ),
    ("F7", "one step on", &["day.step", "ticket.next", "visit.step"]),
    // The one key that means what the row allows: there is no other that every thumb finds on a phone. It is always the
    // next thing: the next step, the next part of a long text, the mark on the next row.
    (
        "Space",
        "what comes next of this row",
        &[
            "close_drawer.say",
            "day.step",
            "health_notes.more",
            "pick_many.toggle",
            "ticket.next",
            "trail.more",
            "visit.step",
        ],
    ),
];

/// Enter opens or takes what is in hand wherever it is pressed, Tab goes on to the next box or page, and the keys held
/// with Ctrl are those of a form, where letters are text; none of them is a letter.
fn is_letter(key: &str) -> bool {
    key.chars().count() <= 2 || key.contains(' ') || key == "Space" || key.starts_with('F')
}

/// Every key with the actions that have it.
fn owners(tables: &[Table]) -> BTreeMap<String, Vec<&'static str>> {
    let mut owners: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    for row in tables.iter().flat_map(|table| &table.rows) {
        for key in keys::defaults(row.keys).iter().map(|keys| keys::shown(keys)) {
            if is_letter(&key) {
                owners.entry(key).or_default().push(row.id);
            }
        }
    }
    owners
}

/// Keys that mean two things.
fn twofold(owners: &BTreeMap<String, Vec<&'static str>>) -> Vec<String> {
    let means = |key: &str, id: &str| {
        MEANINGS.iter().any(|(letter, _, actions)| *letter == key && actions.contains(&id))
    };
    let two = owners.iter().filter(|(_, ids)| ids.len() > 1);
    two.flat_map(|(key, ids)| {
        ids.iter().filter(|id| !means(key, id)).map(move |id| format!("{key}: {id} beside {ids:?}"))
    })
    .collect()
}

fn tables() -> Vec<Table> {
    let mut tables = screens::tables();
    tables.push(everywhere(&Front { places: screens::places::PLACES, tables: screens::tables, ..FRONT }));
    tables
}

#[test]
fn a_letter_means_the_same_on_every_screen() {
    let faults = twofold(&owners(&tables()));
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_second_meaning_is_found() {
    let mut owners = owners(&tables());
    owners.entry("p".to_owned()).or_default().push("user.password");
    owners.entry("z".to_owned()).or_default().push("queue.sleep");
    let faults = twofold(&owners);
    assert!(faults.iter().any(|fault| fault.starts_with("p: user.password")), "{faults:?}");
    assert!(faults.iter().any(|fault| fault.starts_with("z: queue.sleep")), "{faults:?}");
}

#[test]
fn every_meaning_is_in_use() {
    let owners = owners(&tables());
    for (key, meaning, actions) in MEANINGS {
        let rows = MEANINGS.iter().filter(|(other, ..)| other == key).count();
        assert_eq!(rows, 1, "{key} has more than one meaning");
        for action in *actions {
            let has = owners.get(*key).is_some_and(|ids| ids.contains(action));
            assert!(has, "{key} ({meaning}) is no key of {action}");
        }
    }
}
