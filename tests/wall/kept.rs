//! The answers kept for whoever asks twice name nobody who was erased since (reliability.md §5.7): whatever act they
//! are of.

use std::collections::{BTreeMap, BTreeSet};

use loket::desk::acts::{self, ACTS};
use loket::domain::id::{PatientId, RequestId};
use loket::store::{On, personal};
use serde_json::{Value, json};

use crate::oracle::filled;
use crate::samples::samples;
use crate::support::on_both;
use crate::two::{House, Two};

/// Acts that tell of several people at once, done where there are some.
fn crowds() -> Vec<(&'static str, &'static str, Value)> {
    let csv = "name,phone\nKutilang pasien,0812-7000-8000\nKutilang pasiem,0812-7000-8000\nTanpa nomor,x\n";
    vec![
        (
            "sari",
            "book",
            json!({"patient": "@patient", "treatment": "@treatment", "staff": "@staff",
            "starts_at": "2026-11-23T03:00:00Z", "source": "phone"}),
        ),
        (
            "owner",
            "add_leave",
            json!({"staff": "@staff", "starts_at": "2026-11-23T01:00:00Z", "ends_at": "2026-11-23T09:00:00Z", "reason": "libur"}),
        ),
        ("owner", "import_patients", json!({"csv": csv, "skip_rejected": true})),
    ]
}

/// Another treatment, which the same person does.
async fn another(house: &House) -> Value {
    let samples = samples();
    let (who, act, input) = samples.iter().find(|(_, act, _)| *act == "save_treatment").unwrap();
    let mut input = filled(input, house, None);
    input["name"] = json!("Pijat yang lain");
    input.as_object_mut().unwrap().remove("treatment");
    house.call_as(who, act, input, None).await.unwrap()["id"].clone()
}

/// Visits of somebody, each with the samples that are done to it, one after the other.
const VISITS: &[(&str, &[&str])] = &[
    (
        "2026-11-24T03:00:00Z",
        &["move_booking", "assign_booking", "note_booking", "confirm_booking", "cancel_booking"],
    ),
    (
        "2026-11-20T04:00:00Z",
        &[
            "arrive",
            "undo_visit",
            "arrive",
            "start_visit",
            "finish_visit",
            "add_line",
            "add_tip",
            "take_payment",
        ],
    ),
    ("2026-11-20T05:00:00Z", &["arrive", "leave_visit"]),
];

/// What is not done here, and why: none of it tells of a patient.
const NOT_DONE: &[(&str, &str)] = &[
    ("erase_patient", "it is what the answers are looked at after"),
    ("carry_drawer", "for a drawer of the day before; its answer is the drawer's"),
    ("confirm_factor", "takes the code of an authenticator; its answer is the recovery codes"),
];

/// Done last: what signs and logs in here is another afterwards.
const LAST: &[&str] = &["reset_pin", "revoke_session", "change_own_password"];

/// What begins where another act ended: who, which, and with what, one after the other. `$act/pointer` is what came of an
/// act before.
fn chains() -> Vec<(&'static str, &'static str, Value)> {
    let line = "$add_line/lines/0/id";
    vec![
        ("sari", "register_patient", json!({"name": "Kutilang kedua", "phones": ["0812-7000-8001"]})),
        (
            "sari",
            "issue_ticket",
            json!({"patient": "$register_patient/id", "treatment": "@treatment", "staff": "@staff"}),
        ),
        ("sari", "call_ticket", json!({"ticket": "$issue_ticket/ticket/id"})),
        ("sari", "miss_ticket", json!({"ticket": "$issue_ticket/ticket/id"})),
        ("sari", "transfer_ticket", json!({"ticket": "$issue_ticket/ticket/id", "staff": "@staff"})),
        (
            "sari",
            "serve_ticket",
            json!({"ticket": "$issue_ticket/ticket/id", "treatment": "@treatment", "staff": "@staff", "alerts_seen": true}),
        ),
        ("sari", "finish_visit", json!({"booking": "$serve_ticket/booking"})),
        (
            "owner",
            "write_off",
            json!({"booking": "$serve_ticket/booking", "amount": 1_000, "reason": "sudah"}),
        ),
        (
            "sari",
            "book",
            json!({"patient": "$register_patient/id", "treatment": "@treatment", "staff": "@staff",
            "starts_at": "2026-11-20T06:00:00Z", "source": "phone"}),
        ),
        (
            "sari",
            "add_line",
            json!({"booking": "$book/id", "treatment": "@treatment", "staff": "@staff", "description": "", "quantity": 1}),
        ),
        ("owner", "save_staff", json!({"name": "Terapis kedua", "title": "terapis"})),
        (
            "sari",
            "share_line",
            json!({"booking": "$book/id", "line": line, "shares": [{"staff_id": "@staff", "share_bp": 5_000},
                {"staff_id": "$save_staff/id", "share_bp": 5_000}]}),
        ),
        (
            "sari",
            "take_payment",
            json!({"booking": "$book/id", "tenders": [{"method": "$cash", "tendered": 20_000, "reference": ""}]}),
        ),
        ("sari", "open_bill", json!({"booking": "$book/id"})),
        (
            "owner",
            "refund_payment",
            json!({"payment": "$open_bill/payments/0/id", "amount": 1_000, "method": "$cash", "reason": "kembali"}),
        ),
        (
            "sari",
            "take_payment",
            json!({"booking": "$book/id", "tenders": [{"method": "$qris", "tendered": 10_000, "reference": ""}]}),
        ),
        (
            "sari",
            "take_payment",
            json!({"booking": "$book/id", "tenders": [{"method": "$qris", "tendered": 11_000, "reference": ""}]}),
        ),
        ("sari", "open_bill", json!({"booking": "$book/id"})),
        ("sari", "verify_payment", json!({"payment": "$open_bill/payments/2/id", "reference": "x"})),
        ("sari", "fail_payment", json!({"payment": "$open_bill/payments/3/id", "reason": "tidak datang"})),
        ("second", "void_line", json!({"booking": "$book/id", "line": line, "reason": "salah"})),
        (
            "sari",
            "take_payment",
            json!({"booking": "$book/id", "tenders": [{"method": "$cash", "tendered": 5_000, "reference": ""}]}),
        ),
        ("sari", "open_bill", json!({"booking": "$book/id"})),
        ("owner", "void_payment", json!({"payment": "$open_bill/payments/4/id", "reason": "salah"})),
        ("second", "give_discount", json!({"booking": "$book/id", "percent_bp": 500, "reason": "baik"})),
        (
            "sari",
            "use_package",
            json!({"booking": "@booking", "package": "@patient_package", "line": "@bill_line"}),
        ),
        (
            "owner",
            "refund_package",
            json!({"package": "@patient_package", "method": "$cash", "reason": "kembali"}),
        ),
        ("owner", "save_method", json!({"name": "Cara lain", "kind": "card"})),
        (
            "owner",
            "write_expense",
            json!({"category": "@expense_category", "amount": 1_000, "description": "kopi", "paid_from": "bank"}),
        ),
        ("owner", "save_category", json!({"name": "Jenis lain"})),
        (
            "password",
            "invite_user",
            json!({"full_name": "Calon", "email": "", "phone": "", "role": "receptionist"}),
        ),
    ]
}

/// The end of a day at the drawer, when nobody pays any more.
fn evening() -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("sari", "mark_no_show", json!({"booking": "$book/id"})),
        ("owner", "count_drawer", json!({"total": 1_000})),
        ("second", "accept_difference", json!({"note": "biar"})),
        ("owner", "look_x", json!({})),
        (
            "owner",
            "close_drawer",
            json!({"note": "tutup", "methods": [{"method": "$qris", "amount": 1_000, "note": "dilihat"}],
            "unfinished": [{"booking": "$look_x/unfinished/0/booking", "decision": "carried", "note": "besok"},
                {"booking": "$look_x/unfinished/1/booking", "decision": "carried", "note": "besok"}]}),
        ),
        ("second", "open_drawer", json!({"drawer": "Kedua", "float": 1_000})),
        ("sari", "count_drawer", json!({"total": 1_000})),
        ("second", "hand_over", json!({"note": "ganti"})),
        (
            "sari",
            "register_patient",
            json!({"name": "Kutilang ketiga", "phones": ["0812-7000-8003"], "alerts": "debu"}),
        ),
        (
            "owner",
            "merge_patients",
            json!({"keep": "@patient", "merge": "$register_patient/id", "reason": "dua kali terdaftar"}),
        ),
        ("owner", "unmerge_patient", json!({"patient": "$register_patient/id", "reason": "orang lain"})),
    ]
}

/// The input with what came of the acts before it: `$act/pointer`.
fn following(input: &Value, came: &BTreeMap<&'static str, Value>) -> Value {
    match input {
        Value::String(text) if text.starts_with('$') => {
            let (act, pointer) = text[1..].split_once('/').unwrap_or((&text[1..], ""));
            let pointer = if pointer.is_empty() { String::new() } else { format!("/{pointer}") };
            came[act].pointer(&pointer).unwrap_or_else(|| panic!("{text} in {}", came[act])).clone()
        }
        Value::Array(items) => items.iter().map(|item| following(item, came)).collect(),
        Value::Object(map) => map.iter().map(|(key, item)| (key.clone(), following(item, came))).collect(),
        other => other.clone(),
    }
}

on_both! {
    async fn an_answer_that_is_kept_names_nobody_who_was_erased(lab: &Lab) {
        let two = Two::of(lab).await;
        let house = &two.ours;
        let everybody = async || -> Vec<(PatientId, String)> {
            let text = "SELECT id, name FROM patient WHERE clinic_id = $1";
            On::from(&two.owner).all(text, (house.id,)).await.unwrap()
        };
        let kept = async || -> Vec<(String, String)> {
            let text = "SELECT act, output FROM request WHERE clinic_id = $1";
            On::from(&two.owner).all(text, (house.id,)).await.unwrap()
        };
        let mut names: BTreeSet<String> = ["Kutilang pasiem", "Tanpa nomor"].map(str::to_owned).into();
        names.extend(everybody().await.into_iter().map(|(_, name)| name));
        let (mut done, mut again) = (BTreeSet::new(), Vec::new());
        let mut why = BTreeMap::new();
        let sample = |act: &str| samples().into_iter().find(|(_, name, _)| *name == act).unwrap();
        // Who waits with a number already does not arrive.
        for act in ["mark_urgent", "park_ticket", "reactivate_ticket", "call_ticket", "undo_ticket", "leave_queue"] {
            let (who, act, input) = sample(act);
            if house.call_as(who, act, filled(&input, house, None), Some(RequestId::new())).await.is_ok() {
                done.insert(act);
            }
        }
        let methods = house.call_as("sari", "list_methods", json!({}), None).await.unwrap();
        let cash = methods.as_array().unwrap().iter().find(|one| one["kind"] == "cash").unwrap()["id"].clone();
        let qris = methods.as_array().unwrap().iter().find(|one| one["kind"] == "qris").unwrap()["id"].clone();
        let mut came = BTreeMap::from([("cash", cash.clone()), ("qris", qris)]);
        for (starts, walk) in VISITS {
            let mut book = filled(&sample("book").2, house, None);
            book["starts_at"] = json!(starts);
            let visit = house.call_as("sari", "book", book, None).await.unwrap()["id"].clone();
            for act in *walk {
                let (who, act, input) = sample(act);
                let mut input = filled(&input, house, None);
                input["booking"] = visit.clone();
                if act == "take_payment" {
                    input["tenders"] = json!([{"method": cash, "tendered": 10_000, "reference": ""}]);
                }
                if act == "cancel_booking" {
                    input["reason"] = json!("berhalangan");
                }
                if act == "assign_booking" {
                    input["treatment"] = another(house).await;
                }
                if house.call_as(who, act, input, Some(RequestId::new())).await.is_ok() {
                    done.insert(act);
                }
            }
        }
        let chain = async |links: Vec<(&'static str, &'static str, Value)>, came: &mut BTreeMap<&'static str, Value>| {
            for (who, act, input) in links {
                let input = following(&filled(&input, house, None), came);
                let answer = house.call_as(who, act, input, Some(RequestId::new())).await;
                came.insert(act, answer.unwrap_or_else(|why| panic!("{act}: {why:?}")));
            }
        };
        chain(chains(), &mut came).await;
        house.clinic.now("13:30");
        chain(evening(), &mut came).await;
        done.extend(came.keys());
        for (who, act, input) in crowds().into_iter().chain(samples()) {
            let entry = acts::find(act).unwrap();
            if !entry.changes || act == "erase_patient" || LAST.contains(&act) {
                continue;
            }
            let (input, request) = (filled(&input, house, None), Some(RequestId::new()));
            let called = house.call_as(who, act, input.clone(), request).await;
            if let Err(fault) = &called {
                why.insert(act, format!("{fault:?}"));
            }
            if let Ok(answer) = called {
                done.insert(act);
                if ["add_leave", "import_patients"].contains(&act) {
                    again.push((who, act, input, request, answer));
                }
            }
        }
        // Asked again under the same id: the same answer, but for the names, and nothing is done twice.
        let before = house.everything(&two.owner).await;
        for (who, act, input, request, answer) in again {
            let same = house.call_as(who, act, input, request).await.unwrap();
            if act == "add_leave" {
                assert_eq!(same["id"], answer["id"]);
                assert_eq!(same["bookings"].as_array().map(Vec::len), answer["bookings"].as_array().map(Vec::len));
            } else {
                for count in ["rows", "new", "family", "same", "review", "rejected"] {
                    assert_eq!(same[count], answer[count], "{count}");
                }
            }
        }
        assert_eq!(house.everything(&two.owner).await, before);

        let everybody = everybody().await;
        names.extend(everybody.iter().map(|(_, name)| name.clone()));
        let telling = |kept: &[(String, String)]| -> BTreeSet<String> {
            let tells = kept.iter().filter(|(_, output)| names.iter().any(|name| output.contains(name.as_str())));
            tells.map(|(act, _)| act.clone()).collect()
        };
        let told = telling(&kept().await);
        assert!(told.len() > 5, "only {told:?} name anybody to begin with");
        let seats = house.call_as("owner", "list_sessions", json!({}), None).await.unwrap();
        let hers = seats.as_array().unwrap().iter().find(|seat| seat["username"] == "sari").unwrap();
        let (_, _, pin) = sample("reset_pin");
        let over = json!({"session": hers["id"], "reason": "pergi"});
        let new = json!({"new_password": "anggrek bulan malam hari"});
        for (act, input) in LAST.iter().zip([filled(&pin, house, None), over, new]) {
            house.call_as("password", act, input, Some(RequestId::new())).await.unwrap();
            done.insert(act);
        }
        let named: BTreeSet<&str> = NOT_DONE.iter().map(|(act, _)| *act).collect();
        let missed: BTreeSet<&str> =
            ACTS.iter().filter(|act| act.changes && !done.contains(act.name)).map(|act| act.name).collect();
        assert_eq!(missed, named, "{:#?}", missed.iter().map(|act| (act, why.get(act))).collect::<Vec<_>>());
        let mut tx = two.owner.begin().await.unwrap();
        for (patient, _) in everybody {
            personal::erase(&mut tx, house.id, patient, "Dihapus").await.unwrap();
        }
        tx.commit().await.unwrap();
        let still = telling(&kept().await);
        assert!(still.is_empty(), "answers that still name somebody: {still:?}");
    }
}
