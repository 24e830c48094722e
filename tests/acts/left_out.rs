//! What a script leaves out of an act that changes something known stays as it is; `null` empties it.

use loket::desk::acts::{ACTS, find};
use loket::desk::{Asked, Desk, Done};
use loket::domain::id::RequestId;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::clinic::{House, PASSWORD, code};
use crate::people::{WHY, by_password, hire};
use crate::support::on_both;
use crate::support::policies::sets;
use loket::domain::account::Role;

async fn call(desk: &Desk, act: &str, input: Value) -> Value {
    called(desk, act, input, by_password()).await.unwrap()
}

async fn called(desk: &Desk, act: &str, input: Value, asked: Asked) -> Done<Value> {
    (find(act).unwrap().call)(desk.clone(), input, asked).await
}

/// The row of the list `list` whose `field` is `value`.
async fn row(desk: &Desk, list: &str, field: &str, value: &Value) -> Value {
    let all = call(desk, list, json!({})).await;
    let rows = match &all {
        Value::Array(rows) => rows.clone(),
        lists => lists.as_object().unwrap().values().filter_map(Value::as_array).flatten().cloned().collect(),
    };
    let mut row = rows.into_iter().find(|row| row.get(field) == Some(value)).unwrap();
    row.as_object_mut().unwrap().remove("version");
    row
}

/// The same without the fields that may differ.
fn but(mut row: Value, fields: &[&str]) -> Value {
    row.as_object_mut().unwrap().retain(|name, _| !fields.contains(&name.as_str()));
    row
}

on_both! {
    async fn a_user_keeps_what_is_left_out(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let maya = json!(hire(lab, &house, "maya", Role::Therapist).await);
        let rina = house.staff("Rina").await;
        let all = json!({
            "user": maya, "username": "maya", "full_name": "Maya", "email": "maya@example.com",
            "phone": "0812-1111-2222", "language": "en", "staff": rina,
        });
        call(desk, "edit_user", all).await;
        let had = row(desk, "list_users", "id", &maya).await;
        let named = json!({"user": maya, "username": "maya", "full_name": "Maya Sari"});
        call(desk, "edit_user", named.clone()).await;
        let has = row(desk, "list_users", "id", &maya).await;
        assert_eq!((but(has.clone(), &["full_name"]), &has["full_name"]), (but(had, &["full_name"]), &json!("Maya Sari")));
        // The same asked again under its id is the same, whatever somebody else did meanwhile.
        let asked = || Asked { request: Some(RequestId(Uuid::from_u128(7))), ..by_password() };
        let once = called(desk, "edit_user", named.clone(), asked()).await.unwrap();
        let mut gone = named.clone();
        for field in ["email", "phone", "language", "staff"] {
            gone[field] = Value::Null;
        }
        call(desk, "edit_user", gone.clone()).await;
        let has = row(desk, "list_users", "id", &maya).await;
        for field in ["email", "phone", "language", "staff_id"] {
            assert_eq!(has[field], Value::Null, "{field}");
        }
        assert_eq!(called(desk, "edit_user", named, asked()).await.unwrap(), once);
        assert_eq!(code(called(desk, "edit_user", gone, asked()).await), "request.other");
    }

    async fn everything_that_is_edited_keeps_what_is_left_out(lab: &Lab) {
        let house = House::of(lab).await;
        let desk = &house.desk;
        let form = json!({
            "name": "Siti Rahma", "phones": ["0812-3456-7890", "021-555 1234"], "email": "siti@example.com",
            "birth_date": "17/8/1990", "address": "Jl. Melati 3", "notes": "sore", "alerts": "lateks", "reminders": true,
        });
        let siti = call(desk, "register_patient", form).await["id"].clone();
        let card = async || {
            let card = call(desk, "open_patient", json!({"patient": siti})).await;
            let phones: Vec<Value> =
                card["phones"].as_array().unwrap().iter().map(|phone| phone["typed"].clone()).collect();
            json!({"patient": but(card["patient"].clone(), &["version", "updated_at"]), "phones": phones})
        };
        let had = card().await;
        assert_eq!(had["patient"]["birth_date"], "1990-08-17");
        call(desk, "edit_patient", json!({"patient": siti, "name": "Siti Rahma"})).await;
        assert_eq!(card().await, had);
        let gone = json!({"patient": siti, "name": "Siti Rahma", "alerts": null, "birth_date": null, "email": ""});
        call(desk, "edit_patient", gone).await;
        let has = card().await["patient"].clone();
        assert_eq!((&has["alerts"], &has["birth_date"], &has["email"]), (&json!(""), &Value::Null, &Value::Null));
        assert_eq!(has["address"], "Jl. Melati 3");

        // New with everything, then changed by what cannot be left out alone.
        let facial = house.treatment("Facial Basic").await;
        let room = row(desk, "list_staff", "name", &json!("Ruang 1")).await["id"].clone();
        let category = call(desk, "save_category", json!({"name": "Kopi", "active": false})).await["id"].clone();
        let rina = house.staff("Rina").await;
        let hours = json!([{"weekday": 1, "kind": "work", "starts": 540, "ends": 1020}]);
        for (save, list, id, full, few) in [
            ("save_method", "list_methods", "method",
                json!({"name": "Laci 2", "kind": "cash", "in_drawer": true, "position": 3, "active": false}),
                json!({"name": "Laci 2", "kind": "cash"})),
            ("save_package", "list_packages", "package",
                json!({"name": "Lima kali", "treatment": facial, "sessions": 5, "price": 500_000, "valid_days": 90,
                    "shareable": true, "active": false}),
                json!({"name": "Lima kali", "treatment": facial, "sessions": 5, "price": 500_000})),
            ("save_staff", "list_staff", "staff",
                json!({"name": "Tuti", "title": "terapis", "skills": "pijat", "room": room, "commission_bp": 1_200,
                    "hours": hours, "treatments": [facial], "active": false}),
                json!({"name": "Tuti"})),
            ("save_room", "list_staff", "room", json!({"name": "Gudang"}), json!({"name": "Gudang"})),
            ("save_treatment", "list_treatments", "treatment",
                json!({"name": "Totok", "category": "Wajah", "minutes": 30, "price": 120_000, "deposit": 20_000,
                    "tax_mode": "exclusive", "tax_bp": 1_100, "queue_prefix": "T", "room": room, "staff": [rina],
                    "active": false}),
                json!({"name": "Totok", "minutes": 30, "price": 120_000})),
            ("save_category", "list_categories", "category", json!({"name": "Teh"}), json!({"name": "Teh"})),
            ("edit_role", "list_roles", "role",
                json!({"name": "Kepala meja", "base": "receptionist", "reason": WHY,
                    "rules": [{"permission": "expense:edit:clinic", "effect": "allow"}]}),
                json!({"name": "Kepala meja", "base": "receptionist", "reason": WHY})),
        ] {
            let made = call(desk, save, full).await["id"].clone();
            if matches!(save, "save_room" | "save_category") {
                let off = json!({id: made, "name": few["name"], "active": false});
                call(desk, save, off).await;
            }
            let found = async || found(desk, list, &made).await;
            let (had, mut again) = (found().await, few);
            again[id] = made.clone();
            call(desk, save, again).await;
            assert_eq!(found().await, had, "{save}");
        }
        let due = json!({"category": category, "amount": 50_000, "description": "kopi", "paid_from": "bank",
            "day_of_month": 5, "active": false});
        let mut again = due.clone();
        again["recurring"] = call(desk, "save_recurring", due).await["id"].clone();
        again.as_object_mut().unwrap().remove("active");
        assert_eq!(call(desk, "save_recurring", again).await["active"], false);

        sets(desk, PASSWORD, |policies| policies.payment_limit = 123_000).await;
        let clinic = async || but(call(desk, "open_clinic", json!({})).await, &["version"]);
        let must = json!({"name": "Klinik Melati", "timezone": "Asia/Jakarta", "language": "id"});
        let mut with = must.clone();
        with["address"] = json!("Jl. Mawar 1");
        with["phone"] = json!("021-555 1234");
        with["policies"] = json!({"late_hours": 7});
        call(desk, "edit_clinic", with).await;
        let had = clinic().await;
        let policies = &had["policies"];
        assert_eq!((&policies["late_hours"], &policies["payment_limit"]), (&json!(7), &json!(123_000)));
        call(desk, "edit_clinic", must).await;
        assert_eq!(clinic().await, had);
    }
}

/// The whole of what a list says of the thing of this id, but for its version.
async fn found(desk: &Desk, list: &str, id: &Value) -> Value {
    fn of(value: &Value, id: &Value) -> Option<Value> {
        let inside = |value: &Value| value.get("id") == Some(id);
        match value {
            Value::Array(rows) => rows.iter().find_map(|row| of(row, id)),
            Value::Object(fields) if inside(value) || fields.values().any(inside) => Some(value.clone()),
            Value::Object(fields) => fields.values().find_map(|rows| of(rows, id)),
            _ => None,
        }
    }
    fn plain(value: &mut Value) {
        if let Some(fields) = value.as_object_mut() {
            fields.shift_remove("version");
            fields.values_mut().for_each(plain);
        }
    }
    let every = if list == "list_methods" { json!({"all": true}) } else { json!({}) };
    let mut row = of(&call(desk, list, every).await, id).unwrap_or_else(|| panic!("{list} has no {id}"));
    plain(&mut row);
    row
}

#[test]
fn every_act_that_edits_keeps_what_is_left_out() {
    let edits = |name: &&str| name.starts_with("edit_") || name.starts_with("save_");
    let forget: Vec<&str> = ACTS.iter().filter(|act| !act.keeps).map(|act| act.name).filter(edits).collect();
    assert_eq!(forget, [""; 0]);
}
