//! Two desks at one thing: the second to save is told who was before them, and when.

use std::collections::BTreeSet;

use loket::desk::acts::{ACTS, find};
use loket::desk::{Asked, Desk};
use loket::domain::account::Role;
use serde_json::{Value, json};

use crate::clinic::{House, at};
use crate::matrix::sample;
use crate::people::{WHY, by_password, colleague, hire};
use crate::support::on_both;

/// Who changed it, and when, by the clinic's clock.
const OTHER: (&str, &str) = ("Orang kedua", "2026-11-20T10:07");

async fn call(desk: &Desk, act: &str, input: Value) -> Value {
    let done = (find(act).unwrap().call)(desk.clone(), input, by_password()).await;
    done.unwrap_or_else(|fault| panic!("{act}: {fault:?}"))
}

/// Every field of an act's input that says which version was on the screen.
fn versions() -> BTreeSet<(&'static str, String)> {
    let fields = |act: &loket::desk::acts::Entry| -> Vec<String> {
        let (input, _) = (act.schemas)();
        let all = input["properties"].as_object().cloned().unwrap_or_default();
        all.into_iter().map(|(name, _)| name).filter(|name| name.ends_with("version")).collect()
    };
    ACTS.iter().flat_map(|act| fields(act).into_iter().map(|field| (act.name, field))).collect()
}

/// What one desk had seen before the other changed it, and is asked to change.
struct Seen<'a> {
    mine: &'a Desk,
    /// Who has to sign for some of it, and did not yet.
    unsigned: Option<&'a Desk>,
    told: BTreeSet<(&'static str, String)>,
}

impl Seen<'_> {
    /// The act is refused, and says who was before and when.
    async fn refused(&mut self, act: &'static str, field: &str, version: i64, with: Value) {
        let entry = find(act).unwrap();
        let mut input = sample(entry);
        input.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
        input[field] = json!(version);
        let done = (entry.call)(self.mine.clone(), input.clone(), by_password()).await;
        let fault = done.expect_err(act);
        let refusal = fault.refusal().unwrap_or_else(|| panic!("{act}: {fault:?}"));
        let facts = Value::Object(refusal.details_json());
        let said = (refusal.code, facts["who"].as_str(), facts["at"].as_str());
        assert_eq!(said, ("row.stale", Some(OTHER.0), Some(OTHER.1)), "{act} {field}");
        self.told.insert((act, field.to_owned()));
        // Nobody is asked for a PIN for what stands on an older row.
        if let Some(desk) = self.unsigned {
            let done = (entry.call)(desk.clone(), input, Asked::default()).await;
            let code = done.expect_err(act).refusal().unwrap().code;
            assert!(matches!(code, "row.stale" | "permission.denied"), "{act} {field}: {code}");
        }
    }
}

on_both! {
    async fn whoever_was_slower_is_told_who_changed_it_and_when(lab: &Lab) {
        let house = House::of(lab).await;
        let mine = house.desk.clone();
        let other = colleague(lab, &house, "kedua", Role::Owner).await;
        let maya = json!(hire(lab, &house, "maya", Role::Therapist).await);
        let manager = colleague(lab, &house, "ketiga", Role::Manager).await;
        let mut seen = Seen { mine: &mine, unsigned: Some(&manager), told: BTreeSet::new() };

        let patients = ["Siti", "Citi", "Budi"];
        let mut ids = Vec::new();
        for (nth, name) in patients.iter().enumerate() {
            ids.push(json!(house.patient(name, &format!("08120000010{nth}")).await));
        }
        let booked = async |hour| {
            let id = house.patient(&format!("Pasien {hour}"), &format!("0812000002{hour}")).await;
            json!(house.book(id, "Facial Basic", Some("Rina"), at(hour, 0)).await.unwrap().id)
        };
        let (booking, billed) = (booked(14).await, booked(15).await);
        let tip = json!({"booking": billed, "amount": 5_000});
        let bill = call(&mine, "add_tip", tip.clone()).await["version"].as_i64().unwrap();
        let came = json!({"form": {"name": "Dodi", "phones": ["081200000301"]}});
        let ticket = call(&mine, "walk_in", came).await["ticket"]["id"].clone();
        let facial = house.treatment("Facial Basic").await;
        let category = call(&mine, "save_category", json!({"name": "Kopi"})).await["id"].clone();
        let saves = [
            ("save_method", "method", json!({"name": "Laci 2", "kind": "cash", "in_drawer": true})),
            ("save_package", "package",
                json!({"name": "Lima", "treatment": facial, "sessions": 5, "price": 500_000})),
            ("save_staff", "staff", json!({"name": "Tuti"})),
            ("save_room", "room", json!({"name": "Gudang"})),
            ("save_treatment", "treatment", json!({"name": "Totok", "minutes": 30, "price": 120_000})),
            ("save_recurring", "recurring",
                json!({"category": category, "amount": 50_000, "description": "kopi", "paid_from": "bank",
                    "day_of_month": 5})),
            ("edit_role", "role", json!({"name": "Kepala", "base": "receptionist", "reason": WHY, "rules": []})),
        ];
        let mut made = Vec::new();
        for (act, id, input) in saves {
            let row = call(&mine, act, input.clone()).await;
            let mut again = input;
            again[id] = row["id"].clone();
            made.push((act, again, row["version"].as_i64().unwrap()));
        }
        let clinic = call(&mine, "open_clinic", json!({})).await["version"].as_i64().unwrap();
        let settings = json!({"name": "Klinik Melati", "timezone": "Asia/Jakarta", "language": "id"});
        let users = call(&mine, "list_users", json!({})).await;
        let user = users.as_array().unwrap().iter().find(|user| user["id"] == maya).unwrap();
        let user = user["version"].as_i64().unwrap();
        let named = json!({"user": maya, "username": "maya", "full_name": "Maya Sari"});

        house.clock.set(at(10, 7));
        call(&other, "edit_patient", json!({"patient": ids[0], "name": "Siti Rahma"})).await;
        call(&other, "merge_patients", json!({"keep": ids[1], "merge": ids[2], "reason": WHY})).await;
        call(&other, "note_booking", json!({"booking": booking, "note": "datang"})).await;
        call(&other, "add_tip", tip).await;
        call(&other, "mark_urgent", json!({"ticket": ticket, "urgent": true})).await;
        for (act, input, version) in &made {
            let mut input = input.clone();
            input["version"] = json!(version);
            call(&other, act, input).await;
        }
        call(&other, "edit_clinic", settings.clone()).await;
        call(&other, "edit_user", named.clone()).await;

        house.clock.set(at(10, 30));
        seen.refused("edit_patient", "version", 1, json!({"patient": ids[0], "name": "Siti"})).await;
        let two = json!({"keep": ids[0], "merge": ids[1]});
        seen.refused("merge_patients", "keep_version", 1, two).await;
        let two = json!({"keep": ids[1], "merge": ids[0]});
        seen.refused("merge_patients", "merge_version", 1, two).await;
        seen.refused("unmerge_patient", "version", 1, json!({"patient": ids[2]})).await;
        for act in [
            "move_booking", "assign_booking", "note_booking", "confirm_booking", "arrive", "start_visit",
            "finish_visit", "cancel_booking", "mark_no_show", "leave_visit", "undo_visit",
        ] {
            seen.refused(act, "version", 1, json!({"booking": booking})).await;
        }
        for act in [
            "call_ticket", "park_ticket", "miss_ticket", "reactivate_ticket", "transfer_ticket", "mark_urgent",
            "leave_queue", "serve_ticket", "undo_ticket",
        ] {
            seen.refused(act, "version", 1, json!({"ticket": ticket})).await;
        }
        for act in [
            "add_line", "void_line", "give_discount", "add_tip", "write_off", "share_line", "sell_package",
            "use_package",
        ] {
            seen.refused(act, "version", bill, json!({"booking": billed})).await;
        }
        for (act, input, version) in made {
            seen.refused(act, "version", version, input).await;
        }
        seen.refused("edit_clinic", "version", clinic, settings).await;
        seen.refused("edit_user", "version", user, named).await;
        seen.refused("set_role", "version", user, json!({"user": maya, "role": "manager"})).await;
        // A new act that takes a version belongs in here.
        assert_eq!(seen.told, versions());
    }

    async fn what_a_row_followed_names_who_led_it(lab: &Lab) {
        let house = House::of(lab).await;
        let mine = house.desk.clone();
        let other = colleague(lab, &house, "kedua", Role::Owner).await;
        let maya = json!(hire(lab, &house, "maya", Role::Therapist).await);
        let mut seen = Seen { mine: &mine, unsigned: None, told: BTreeSet::new() };
        let role = json!({"name": "Kepala", "base": "therapist", "reason": WHY, "rules": []});
        let id = call(&mine, "edit_role", role.clone()).await["id"].clone();
        let set = json!({"user": maya, "role": "therapist", "custom_role": id, "reason": WHY});
        let user = call(&mine, "set_role", set.clone()).await["version"].as_i64().unwrap();
        let category = call(&mine, "save_category", json!({"name": "Kopi"})).await["id"].clone();
        let due = json!({"category": category, "amount": 50_000, "description": "kopi", "paid_from": "bank",
            "day_of_month": 20});
        let row = call(&mine, "save_recurring", due.clone()).await;

        house.clock.set(at(10, 7));
        // Whoever has the role has other rights now.
        let mut changed = role;
        changed["role"] = id;
        call(&other, "edit_role", changed).await;
        // What was written down is due in another month.
        let spent = json!({"category": category, "amount": 50_000, "description": "kopi", "paid_from": "bank",
            "recurring": row["id"]});
        call(&other, "write_expense", spent).await;

        house.clock.set(at(10, 30));
        seen.refused("set_role", "version", user, set).await;
        let mut again = due;
        again["recurring"] = row["id"].clone();
        seen.refused("save_recurring", "version", row["version"].as_i64().unwrap(), again).await;
    }
}
