//! What an act answers about another clinic's row is what it answers about none: for every act, with every id it takes,
//! on both engines (reliability.md P15).

use std::collections::BTreeSet;

use loket::desk::acts::ACTS;
use loket::desk::{Done, Fault};
use loket::domain::audit::COMMITMENT;
use loket::i18n::Words;
use loket::screens::trail::words;
use loket::store::On;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::on_both;
use crate::two::{House, Two};

/// An input of every act, and whose right it takes. `@table` stands for the id of such a row.
pub fn samples() -> Vec<(&'static str, &'static str, Value)> {
    let day = "2026-11-20";
    let span = json!({"from": day, "to": day});
    let hours = json!([{"weekday": 1, "kind": "work", "starts": 480, "ends": 1020}]);
    vec![
        ("sari", "open_day", json!({"day": day})),
        ("sari", "count_days", span.clone()),
        ("sari", "next_free", json!({"treatment": "@treatment", "staff": "@staff"})),
        ("sari", "open_visit", json!({"booking": "@booking"})),
        ("sari", "find_patients", json!({"text": "cendrawasih"})),
        ("sari", "open_patient", json!({"patient": "@patient"})),
        ("sari", "open_queue", json!({})),
        ("sari", "open_board", json!({})),
        ("sari", "estimate_wait", json!({"treatment": "@treatment", "staff": "@staff"})),
        ("sari", "open_bill", json!({"booking": "@booking"})),
        ("sari", "list_methods", json!({"all": true})),
        ("sari", "open_receipt", json!({"receipt": "@receipt"})),
        ("sari", "patient_credit", json!({"patient": "@patient"})),
        ("sari", "list_packages", json!({})),
        ("sari", "patient_packages", json!({"patient": "@patient"})),
        ("sari", "line_shares", json!({"line": "@bill_line"})),
        ("owner", "list_drawers", json!({})),
        ("owner", "look_x", json!({"session": "@drawer_session"})),
        ("owner", "list_z", json!({})),
        ("owner", "open_z", json!({"z": "@z_report"})),
        ("owner", "list_days", json!({})),
        ("owner", "list_staff", json!({})),
        ("owner", "list_treatments", json!({})),
        ("owner", "open_clinic", json!({})),
        ("owner", "list_expenses", json!({"from": day, "to": day, "category": "@expense_category"})),
        ("owner", "list_categories", json!({})),
        ("owner", "due_recurring", json!({"all": true})),
        ("owner", "report", span.clone()),
        ("owner", "explain", json!({"figure": "received", "from": day, "to": day, "key": "@payment_method"})),
        ("owner", "commissions", json!({"from": day, "to": day, "staff": "@staff"})),
        ("owner", "list_leaks", span),
        ("owner", "try_patients", json!({"csv": "name,phone\nOrang lain,0812-7000-8000\n"})),
        ("owner", "try_treatments", json!({"csv": "name,minutes,price\nPijat lain sekali,30,100000\n"})),
        ("owner", "list_trail", json!({"of": "@patient"})),
        ("owner", "as_it_was", json!({"at": "2026-11-20T01:00:00Z"})),
        ("owner", "verify_trail", json!({})),
        ("sari", "register_patient", json!({"name": "Siapa saja", "phones": ["0812-7000-8000"]})),
        ("sari", "edit_patient", json!({"patient": "@patient", "name": "Kutilang berganti"})),
        (
            "sari",
            "book",
            json!({"patient": "@patient", "treatment": "@treatment", "staff": "@staff",
            "starts_at": "2026-11-21T03:00:00Z", "source": "phone", "rebooked_from": "@booking"}),
        ),
        (
            "sari",
            "move_booking",
            json!({"booking": "@booking", "starts_at": "2026-11-21T05:00:00Z", "staff": "@staff"}),
        ),
        (
            "sari",
            "assign_booking",
            json!({"booking": "@booking", "treatment": "@treatment", "staff": "@staff"}),
        ),
        ("sari", "note_booking", json!({"booking": "@booking", "note": "lain"})),
        ("sari", "confirm_booking", json!({"booking": "@booking"})),
        ("sari", "arrive", json!({"booking": "@booking"})),
        ("sari", "start_visit", json!({"booking": "@booking", "staff": "@staff", "alerts_seen": true})),
        ("sari", "finish_visit", json!({"booking": "@booking"})),
        ("sari", "cancel_booking", json!({"booking": "@booking", "by": "patient"})),
        ("sari", "mark_no_show", json!({"booking": "@booking"})),
        ("sari", "leave_visit", json!({"booking": "@booking", "reason": "pergi"})),
        ("sari", "undo_visit", json!({"booking": "@booking"})),
        (
            "sari",
            "walk_in",
            json!({"patient": "@patient", "treatment": "@treatment", "staff": "@staff", "despite_booking": true}),
        ),
        (
            "sari",
            "issue_ticket",
            json!({"patient": "@patient", "treatment": "@treatment", "staff": "@staff", "despite_booking": true}),
        ),
        ("sari", "call_next", json!({"staff": "@staff"})),
        ("sari", "call_ticket", json!({"ticket": "@ticket"})),
        ("sari", "park_ticket", json!({"ticket": "@ticket"})),
        ("sari", "miss_ticket", json!({"ticket": "@ticket"})),
        ("sari", "reactivate_ticket", json!({"ticket": "@ticket"})),
        ("sari", "transfer_ticket", json!({"ticket": "@ticket", "staff": "@staff"})),
        ("sari", "mark_urgent", json!({"ticket": "@ticket", "urgent": true})),
        ("sari", "leave_queue", json!({"ticket": "@ticket"})),
        (
            "sari",
            "serve_ticket",
            json!({"ticket": "@ticket", "treatment": "@treatment", "staff": "@staff", "alerts_seen": true}),
        ),
        ("sari", "undo_ticket", json!({"ticket": "@ticket"})),
        (
            "sari",
            "add_line",
            json!({"booking": "@booking", "treatment": "@treatment", "staff": "@staff", "description": "", "quantity": 1}),
        ),
        ("sari", "void_line", json!({"booking": "@booking", "line": "@bill_line", "reason": "salah"})),
        (
            "sari",
            "give_discount",
            json!({"booking": "@booking", "percent_bp": 500, "line": "@bill_line", "reason": "baik"}),
        ),
        ("sari", "add_tip", json!({"booking": "@booking", "amount": 5_000, "staff": "@staff"})),
        ("owner", "write_off", json!({"booking": "@booking", "amount": 1_000, "reason": "sudah"})),
        (
            "sari",
            "share_line",
            json!({"booking": "@booking", "line": "@bill_line", "shares": [{"staff_id": "@staff", "share_bp": 10_000}]}),
        ),
        ("owner", "open_drawer", json!({"drawer": "Kedua", "float": 1_000})),
        ("sari", "move_cash", json!({"kind": "paid_in", "amount": 1_000, "reason": "receh"})),
        ("sari", "open_without_sale", json!({"reason": "tukar"})),
        ("sari", "count_drawer", json!({"session": "@drawer_session", "total": 1_000, "reason": "lagi"})),
        ("second", "accept_difference", json!({"session": "@drawer_session", "note": "biar"})),
        ("sari", "close_drawer", json!({"session": "@drawer_session", "note": "tutup"})),
        ("sari", "hand_over", json!({"session": "@drawer_session", "note": "ganti"})),
        ("owner", "close_day", json!({"day": "2026-11-19"})),
        ("password", "reopen_day", json!({"day": "2026-11-19", "reason": "lupa"})),
        (
            "sari",
            "take_payment",
            json!({"booking": "@booking", "tenders": [{"method": "@payment_method", "tendered": 1_000, "reference": "x"}]}),
        ),
        ("sari", "verify_payment", json!({"payment": "@payment", "reference": "x"})),
        ("sari", "fail_payment", json!({"payment": "@payment", "reason": "tidak datang"})),
        ("sari", "print_receipt", json!({"receipt": "@receipt"})),
        (
            "owner",
            "refund_payment",
            json!({"payment": "@payment", "amount": 1_000, "method": "@payment_method", "reason": "kembali"}),
        ),
        ("owner", "void_payment", json!({"payment": "@payment", "reason": "salah"})),
        ("owner", "save_method", json!({"method": "@payment_method", "name": "Cara lain", "kind": "card"})),
        (
            "owner",
            "save_package",
            json!({"package": "@package", "name": "Paket lain", "treatment": "@treatment", "sessions": 3, "price": 1_000}),
        ),
        ("sari", "sell_package", json!({"booking": "@booking", "package": "@package"})),
        (
            "sari",
            "use_package",
            json!({"booking": "@booking", "package": "@patient_package", "line": "@bill_line"}),
        ),
        (
            "owner",
            "refund_package",
            json!({"package": "@patient_package", "method": "@payment_method", "reason": "kembali"}),
        ),
        (
            "owner",
            "save_staff",
            json!({"staff": "@staff", "name": "Terapis lain", "room": "@room", "hours": hours, "treatments": ["@treatment"]}),
        ),
        (
            "owner",
            "add_leave",
            json!({"staff": "@staff", "starts_at": "2026-12-24T01:00:00Z", "ends_at": "2026-12-24T09:00:00Z", "reason": "libur"}),
        ),
        ("owner", "cancel_leave", json!({"leave": "@staff_leave"})),
        ("owner", "save_room", json!({"room": "@room", "name": "Ruang lain"})),
        (
            "owner",
            "save_treatment",
            json!({"treatment": "@treatment", "name": "Pijat lain", "minutes": 30, "price": 1_000, "room": "@room", "staff": ["@staff"]}),
        ),
        (
            "owner",
            "edit_clinic",
            json!({"name": "Klinik lain", "timezone": "Asia/Jakarta", "language": "en"}),
        ),
        ("owner", "export_report", json!({"from": day, "to": day})),
        (
            "owner",
            "write_expense",
            json!({"category": "@expense_category", "amount": 1_000, "description": "kopi", "paid_from": "bank", "recurring": "@recurring_expense"}),
        ),
        ("owner", "void_expense", json!({"expense": "@expense", "reason": "salah"})),
        ("owner", "save_category", json!({"category": "@expense_category", "name": "Jenis lain"})),
        (
            "owner",
            "save_recurring",
            json!({"recurring": "@recurring_expense", "category": "@expense_category", "amount": 1_000, "description": "sewa", "paid_from": "bank", "day_of_month": 2}),
        ),
        ("owner", "import_patients", json!({"csv": "name,phone\nOrang Baru,0812-7000-9000\n"})),
        ("owner", "import_treatments", json!({"csv": "name,minutes,price\nPerawatan Baru,30,100000\n"})),
        ("second", "carry_drawer", json!({"session": "@drawer_session", "note": "belum dihitung"})),
        ("owner", "list_users", json!({})),
        ("owner", "show_user", json!({"user": "@account"})),
        ("owner", "list_roles", json!({})),
        ("owner", "list_invitations", json!({})),
        ("owner", "list_sessions", json!({})),
        ("owner", "list_events", json!({})),
        (
            "password",
            "edit_user",
            json!({"user": "@account", "username": "rani", "full_name": "Rani Lain", "email": "", "phone": "", "staff": "@staff"}),
        ),
        (
            "password",
            "set_role",
            json!({"user": "@account", "role": "receptionist", "custom_role": "@role", "reason": "pindah"}),
        ),
        (
            "password",
            "give_grant",
            json!({"user": "@account", "permission": "treatment:edit:clinic", "effect": "deny", "reason": "belum"}),
        ),
        ("password", "revoke_grant", json!({"grant": "@account_grant", "reason": "sudah"})),
        (
            "password",
            "edit_role",
            json!({"role": "@role", "name": "Peran lain", "base": "receptionist", "rules": [], "active": true, "reason": "uji"}),
        ),
        (
            "password",
            "invite_user",
            json!({"full_name": "Calon lain", "email": "", "phone": "", "role": "receptionist", "custom_role": "@role", "staff": "@staff"}),
        ),
        ("password", "send_invitation", json!({"invitation": "@invitation"})),
        ("password", "cancel_invitation", json!({"invitation": "@invitation", "reason": "batal"})),
        ("password", "reset_password", json!({"user": "@account", "reason": "lupa"})),
        ("password", "reset_pin", json!({"user": "@account", "reason": "lupa"})),
        ("password", "change_own_password", json!({"new_password": "anggrek bulan malam hari"})),
        ("password", "change_own_pin", json!({"new_pin": "739154"})),
        ("password", "start_factor", json!({})),
        ("password", "confirm_factor", json!({"code": "000000"})),
        ("password", "remove_own_factor", json!({})),
        ("password", "remove_factor", json!({"user": "@account", "reason": "hilang"})),
        ("password", "revoke_all_of", json!({"user": "@account", "reason": "pergi"})),
        ("owner", "resolve_event", json!({"event": "@security_event", "note": "benar"})),
        ("password", "block_user", json!({"user": "@account", "reason": "pergi"})),
        ("password", "unblock_user", json!({"user": "@account", "reason": "kembali"})),
        // The last: after them the patient is nobody, and the log-in is over.
        ("password", "erase_patient", json!({"patient": "@patient", "reason": "diminta"})),
        ("password", "revoke_session", json!({"session": "@session", "reason": "pergi"})),
    ]
}

/// Ids that only narrow what is listed or counted: nothing is narrowed to nothing.
const NARROWS: &[(&str, &str)] = &[
    ("list_expenses", "category"),
    ("commissions", "staff"),
    ("explain", "key"),
    ("list_trail", "of"),
    ("next_free", "staff"),
    ("estimate_wait", "treatment"),
    ("estimate_wait", "staff"),
    ("patient_credit", "patient"),
    ("patient_packages", "patient"),
    ("line_shares", "line"),
];

/// Ids that an act which changes something only chooses by, and does not write: it does the same whatever they are, once.
const CHOOSES: &[(&str, &str)] = &[
    // Tickets for nobody in particular, and for this person.
    ("call_next", "staff"),
    // The ticket's visit says which treatment.
    ("serve_ticket", "treatment"),
];

/// Where the ids stand in an input.
fn places(input: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match input {
        Value::String(text) => {
            if let Some(table) = text.strip_prefix('@') {
                found.push((path.to_owned(), table.to_owned()));
            }
        }
        Value::Array(items) => {
            for (nth, item) in items.iter().enumerate() {
                places(item, &format!("{path}/{nth}"), found);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                places(item, &format!("{path}/{key}"), found);
            }
        }
        _ => {}
    }
}

/// The input with a house's own ids, but for one place.
pub fn filled(input: &Value, house: &House, but: Option<(&str, Uuid)>) -> Value {
    let mut all = Vec::new();
    places(input, "", &mut all);
    let mut input = input.clone();
    for (path, table) in all {
        let id = match but {
            Some((place, id)) if place == path => id,
            _ => house.own(&table),
        };
        *input.pointer_mut(&path).unwrap() = json!(id);
    }
    input
}

/// What somebody reads of it, with the id they asked for taken out.
fn told(done: &Done<Value>, id: Uuid) -> String {
    let words = Words::new(loket::i18n::Language::English);
    let currency = loket::domain::money::Currency::rupiah();
    let text = match done {
        Ok(answer) => format!("done: {answer}"),
        Err(fault) => {
            let said = fault.refusal().map(|refusal| words.refusal(refusal, &currency));
            format!("{fault:?} {said:?}")
        }
    };
    text.replace(&id.to_string(), "ID").replace(&format!("{id:?}"), "ID")
}

/// The fields in what every act left in the trail that have no words in one of the languages.
async fn unnamed(two: &Two) -> BTreeSet<String> {
    fn fields(value: &Value, all: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                for (name, value) in map {
                    all.insert(name.clone());
                    fields(value, all);
                }
            }
            Value::Array(values) => values.iter().for_each(|value| fields(value, all)),
            // The settings of the clinic are one text.
            Value::String(text) if text.starts_with('{') => {
                fields(&serde_json::from_str(text).unwrap_or_default(), all);
            }
            _ => {}
        }
    }
    let rows: Vec<(String, String)> =
        On::from(&two.owner).all("SELECT before, after FROM audit WHERE act <> 'demo'", ()).await.unwrap();
    let said: Vec<(String,)> =
        On::from(&two.owner).all("SELECT value FROM personal_value", ()).await.unwrap();
    let mut all = BTreeSet::new();
    for text in
        rows.iter().flat_map(|(before, after)| [before, after]).chain(said.iter().map(|(value,)| value))
    {
        fields(&serde_json::from_str(text).unwrap(), &mut all);
    }
    let languages = [loket::i18n::Language::English, loket::i18n::Language::Indonesian].map(Words::new);
    let named = |field: &String| {
        let ids = words::ids(field);
        languages.iter().all(|language| ids.iter().any(|id| language.has(id, None)))
    };
    all.retain(|field| field != COMMITMENT && !words::internal(field) && !named(field));
    all
}

/// Every id in a text.
fn ids(text: &str) -> BTreeSet<Uuid> {
    let is_part = |c: char| c.is_ascii_hexdigit() || c == '-';
    text.split(|c| !is_part(c)).filter_map(|part| Uuid::parse_str(part).ok()).collect()
}

on_both! {
    async fn another_clinic_s_row_is_no_row(lab: &Lab) {
        let two = Two::of(lab).await;
        let samples = samples();
        for act in ACTS {
            assert!(samples.iter().any(|(_, name, _)| *name == act.name), "{}: give it an input here", act.name);
        }
        let theirs = two.theirs.everything(&two.owner).await;
        let (mut asked, mut wrong) = (0, Vec::new());
        for (who, act, input) in &samples {
            let mut all = Vec::new();
            places(input, "", &mut all);
            let mut before = two.ours.everything(&two.owner).await;
            for (place, table) in &all {
                let (other, random) = (two.theirs.own(table), Uuid::now_v7());
                let listed = |list: &[(&str, &str)]| list.iter().any(|(name, key)| name == act && place.ends_with(key));
                let of_other = two.ours.call(who, act, filled(input, &two.ours, Some((place, other)))).await;
                let about_other = told(&of_other, other);
                if listed(CHOOSES) {
                    before = two.ours.everything(&two.owner).await;
                    let hex = other.simple().to_string();
                    if before.to_lowercase().replace('-', "").contains(&hex) || about_other.contains(two.theirs.canary) {
                        wrong.push(format!("{act} {place} writes it down"));
                    }
                    continue;
                }
                let of_random = two.ours.call(who, act, filled(input, &two.ours, Some((place, random)))).await;
                let about_random = told(&of_random, random);
                let broken = matches!(of_other, Err(Fault::Broken(_) | Fault::Store(_)));
                let lets = of_other.is_ok() && !listed(NARROWS);
                if about_other != about_random || about_other.contains(two.theirs.canary) || broken || lets {
                    wrong.push(format!("{act} {place}: {about_other} / {about_random}"));
                }
                asked += 1;
            }
            if !all.is_empty() && two.ours.everything(&two.owner).await != before {
                wrong.push(format!("{act} leaves a trace"));
            }
        }
        // Their own ids are known to the acts that refuse the others': the samples reach that far.
        for (who, act, input) in &samples {
            let own = two.ours.call(who, act, filled(input, &two.ours, None)).await;
            let answer = told(&own, Uuid::nil());
            let strange = ids(&answer).into_iter().filter(|id| theirs.contains(&id.to_string())).count();
            let unmet = ["unknown", "input.invalid", "Broken", "Store", two.theirs.canary];
            if strange > 0 || unmet.iter().any(|word| answer.contains(word)) {
                wrong.push(format!("{act}, own: {answer}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(asked > 80, "{asked} asked");
        assert_eq!(two.theirs.everything(&two.owner).await, theirs, "nothing of theirs was touched");
        let unnamed = unnamed(&two).await;
        assert!(unnamed.is_empty(), "fields of the trail without words in both languages: {unnamed:?}");
    }

    async fn a_connection_carries_nobody_s_clinic_on(lab: &Lab) {
        let two = Two::of(lab).await;
        for nth in 0..500 {
            for (house, other) in [(&two.ours, &two.theirs), (&two.theirs, &two.ours)] {
                let found = house.clinic.desk.ask(loket::desk::patient::FindPatients { text: "0812 7000 8000".to_owned() });
                let found = found.await.unwrap();
                assert_eq!(found.len(), 1, "{nth}");
                assert!(found[0].name.contains(house.canary) && !found[0].name.contains(other.canary), "{nth}");
            }
        }
    }
}
