//! Whatever tells of patients counts as reading them: no look is left out, and a new one has to say here which it is.

use loket::desk::Asked;
use loket::desk::acts::{ACTS, find};
use loket::domain::event::EventKind;

use crate::clinic::{House, at};
use crate::people::events;
use crate::support::on_both;
use crate::told::patients;

/// By what a look counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counts {
    /// By the patient it is asked for, whatever it tells: as a card that was opened.
    Asked,
    /// By the patients its answer names: as a list.
    Named,
    /// In a way of its own: a search as it is typed, a visit by whose it is.
    Itself,
    /// It tells of no patient.
    Nobody,
}

use Counts::{Asked as ByAsked, Itself, Named, Nobody};

const LOOKS: &[(&str, Counts)] = &[
    ("open_day", Named),
    ("count_days", Nobody),
    ("next_free", ByAsked),
    ("booking_terms", ByAsked),
    ("open_visit", Itself),
    ("find_patients", Itself),
    ("open_patient", ByAsked),
    ("health_notes", ByAsked),
    ("open_queue", Named),
    // Numbers only.
    ("open_board", Nobody),
    ("estimate_wait", Nobody),
    ("open_bill", Named),
    ("list_methods", Nobody),
    ("open_receipt", Named),
    ("patient_credit", ByAsked),
    ("list_packages", Nobody),
    ("patient_packages", ByAsked),
    ("line_shares", Nobody),
    ("list_drawers", Nobody),
    ("look_x", Named),
    ("list_z", Nobody),
    ("open_z", Named),
    ("list_days", Nobody),
    ("list_staff", Nobody),
    ("list_treatments", Nobody),
    ("open_clinic", Nobody),
    ("list_expenses", Nobody),
    ("list_categories", Nobody),
    ("due_recurring", Nobody),
    ("report", Nobody),
    ("explain", Named),
    ("commissions", Named),
    ("list_leaks", Named),
    // What whoever asks brought along.
    ("try_patients", Nobody),
    ("try_treatments", Nobody),
    ("list_users", Nobody),
    ("show_user", Nobody),
    ("list_roles", Nobody),
    ("list_invitations", Nobody),
    ("list_sessions", Nobody),
    ("list_events", Nobody),
    ("verify_trail", Nobody),
    // By the names beside the rows, in a map that has no schema.
    ("list_trail", Named),
    ("as_it_was", Named),
];

/// Whether a schema has a field of this name, however deep.
fn has(schema: &serde_json::Value, names: &[&str]) -> bool {
    match schema {
        serde_json::Value::Object(fields) => {
            let own = fields.get("properties").and_then(serde_json::Value::as_object);
            own.is_some_and(|own| names.iter().any(|name| own.contains_key(*name)))
                || fields.values().any(|inner| has(inner, names))
        }
        serde_json::Value::Array(all) => all.iter().any(|inner| has(inner, names)),
        _ => false,
    }
}

#[test]
fn every_look_says_by_what_it_counts() {
    let looks: Vec<&str> = ACTS.iter().filter(|act| !act.changes).map(|act| act.name).collect();
    let told: Vec<&str> = LOOKS.iter().map(|(name, _)| *name).collect();
    assert_eq!(told, looks, "each in the order of the list, and none twice");
    for (name, counts) in LOOKS {
        let (takes, answers) = (find(name).unwrap().schemas)();
        let asks = has(&takes, &["patient"]);
        assert_eq!(asks, *counts == ByAsked, "{name}: what takes a patient counts by that");
        let names = has(&answers, &["patient", "patient_id", "patient_name"]);
        assert!(!names || *counts != Nobody, "{name}: its answer names patients");
        let other = ["whose", "person", "client", "customer", "patients_id", "of_patient"];
        assert!(!has(&takes, &other), "{name}: a patient is called patient, or nobody counts them");
    }
}

on_both! {
    async fn whoever_asks_for_each_patient_is_told_of_whatever_they_ask(lab: &Lab) {
        let house = House::of(lab).await;
        let all = patients(lab, &house, 'a'..='e').await;
        let treatment = house.treatment("Facial Basic").await;
        let asked = LOOKS.iter().filter(|(_, counts)| *counts == ByAsked);
        for (nth, (name, _)) in (1_u32..).zip(asked) {
            // After a quiet time it is told again.
            house.clock.set(at(10, 0).plus_minutes(i64::from(nth) * 11));
            let act = find(name).unwrap();
            let (takes, _) = (act.schemas)();
            for (read, patient) in all[..201].iter().enumerate() {
                let mut input = serde_json::json!({"patient": patient});
                if has(&takes, &["treatment"]) {
                    input["treatment"] = serde_json::json!(treatment);
                }
                (act.call)(house.desk.clone(), input, Asked::default()).await.unwrap();
                let told = events(&house.desk, EventKind::ManyRead).await;
                assert_eq!(told, usize::try_from(nth).unwrap() - usize::from(read < 200), "{name} {read}");
            }
        }
    }
}
