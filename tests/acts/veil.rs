//! What may not be seen is in no answer: every look, as the auditor and as a therapist, over a day full of somebody whom
//! neither may know (reliability.md §2.4, T9).

use std::collections::BTreeSet;

use loket::desk::acts::ACTS;
use loket::desk::drawer::{CloseDrawer, Confirmed, CountDrawer, Decided, ListZ};
use loket::desk::health_note::AddHealthNote;
use loket::desk::patient::{PatientForm, RegisterPatient};
use loket::desk::receipt::PrintReceipt;
use loket::desk::user::ListUsers;
use loket::desk::visit::Arrive;
use loket::desk::void::VoidPayment;
use loket::desk::{Desk, Fault};
use loket::domain::account::Role;
use loket::domain::drawer::Decision;
use loket::domain::id::{BookingId, PatientId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::domain::report::Figure;
use loket::store::On;
use serde_json::{Value, json};

use crate::clinic::{House, approved, at, booking};
use crate::erase::form;
use crate::people::{by_password, colleague, user};
use crate::support::clinic::treats_as;
use crate::support::{Lab, on_both};

/// What is planted of her, each in a place of its own.
const PLANTED: &[&str] = &[
    "Sukmaningrum",
    "Kencanawungu",
    "7777-5555",
    "81277775555",
    "sukma@example.com",
    "Anggrek",
    "1990-08-17",
    "kulit kering",
    "alergi lateks",
    "untuk ibunya",
    "hipertensi berat",
];

/// Looks that tell the owner something of her: were one of them empty, nothing would be shown by its silence.
const TELL: &[&str] = &[
    "as_it_was",
    "commissions",
    "explain",
    "find_patients",
    "health_notes",
    "list_leaks",
    "list_trail",
    "look_x",
    "open_bill",
    "open_day",
    "open_patient",
    "open_queue",
    "open_receipt",
    "open_visit",
    "open_z",
    "patient_packages",
];

struct Planted {
    house: House,
    patient: PatientId,
    visit: BookingId,
    to_come: BookingId,
    receipt: Value,
    therapist: Desk,
    auditor: Desk,
}

async fn plant(lab: &Lab) -> Planted {
    let house = House::of(lab).await;
    let form = PatientForm { name: "Sukmaningrum Kencanawungu".to_owned(), ..form() };
    let patient = house.desk.act(RegisterPatient { form, somebody_else: false }).await.unwrap().id;
    let noted = AddHealthNote { patient, words: "hipertensi berat".to_owned(), sure: false };
    house.desk.act(noted).await.unwrap();
    let roster = house.desk.roster().await.unwrap();
    let treatment = house.treatment("Facial Basic").await;
    let able = roster.can(treatment).to_vec();
    let hers = able.iter().copied().find(|id| roster.staff_name(*id).starts_with("Rina")).unwrap();
    let own = roster.staff.iter().map(|row| row.id).find(|id| *id != hers).unwrap();
    let visit = house.book(patient, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap().id;
    let mut later = booking(patient, treatment, Some(hers), at(14, 0));
    "untuk ibunya".clone_into(&mut later.note);
    let to_come = house.desk.act(later).await.unwrap().id;
    let start = loket::desk::visit::StartVisit {
        booking: visit,
        version: None,
        staff: None,
        alerts_seen: true,
        override_reason: None,
    };
    house.desk.act(start).await.unwrap();
    house.sell(visit, true).await;
    let paid = house.pay(visit, &[(MethodKind::Cash, 100_000)]).await.unwrap();
    for _ in 0..2 {
        house.desk.act(PrintReceipt { receipt: paid.receipt }).await.unwrap();
    }
    house.pay(visit, &[(MethodKind::Cash, 5_000)]).await.unwrap();
    let payment = house.bill(visit).await.payments.iter().find(|row| row.amount == Money(5_000)).unwrap().id;
    house.desk.act_as(VoidPayment { payment, reason: "salah".to_owned() }, approved()).await.unwrap();
    house.pay(visit, &[(MethodKind::Qris, 50_000)]).await.unwrap();
    house.finish(visit).await;
    house.clock.set(at(13, 50));
    house.desk.act(Arrive { booking: to_come, version: None }).await.unwrap();
    let count =
        CountDrawer { session: None, pieces: None, total: Some(Money(600_000)), reason: String::new() };
    house.desk.act_as(count, approved()).await.unwrap();
    let qris = Confirmed {
        method: house.method(MethodKind::Qris).await,
        amount: Money(50_000),
        note: String::new(),
    };
    let owed = Decided { booking: visit, decision: Decision::Carried, note: "besok".to_owned() };
    let close = CloseDrawer {
        session: None,
        note: String::new(),
        methods: vec![qris],
        unfinished: vec![owed],
        left_in: None,
    };
    house.desk.act_as(close, approved()).await.unwrap();
    let auditor = colleague(lab, &house, "auditor", Role::Auditor).await;
    let therapist = colleague(lab, &house, "maya", Role::Therapist).await;
    let edit = treats_as(user(&house.desk, "maya").await, own);
    house.desk.act_as(edit, by_password()).await.unwrap();
    Planted { house, patient, visit, to_come, receipt: json!(paid.receipt), therapist, auditor }
}

/// Everything a look may be asked about her.
async fn questions(lab: &Lab, planted: &Planted, act: &str) -> Vec<Value> {
    let day = "2026-11-20";
    let span = json!({"from": day, "to": day});
    let Planted { patient, visit, to_come, receipt, .. } = planted;
    let treatment = planted.house.treatment("Facial Basic").await;
    match act {
        "open_day" => vec![json!({"day": day})],
        "open_visit" | "open_bill" => vec![json!({"booking": visit}), json!({"booking": to_come})],
        "find_patients" => {
            ["Sukma", "0812-7777-5555", "7777-5555"].map(|text| json!({"text": text})).to_vec()
        }
        "open_patient" | "health_notes" | "patient_credit" | "patient_packages" => {
            vec![json!({"patient": patient})]
        }
        "open_receipt" => vec![json!({"receipt": receipt})],
        "line_shares" => {
            let lines = planted.house.bill(*visit).await.lines;
            lines.iter().map(|line| json!({"line": line.id})).collect()
        }
        "look_x" => {
            let sessions: Vec<(uuid::Uuid,)> =
                On::from(&lab.db).all("SELECT id FROM drawer_session", ()).await.unwrap();
            sessions.into_iter().map(|(session,)| json!({"session": session})).collect()
        }
        "open_z" => {
            let all = planted.house.desk.ask(ListZ::default()).await.unwrap();
            all.iter().map(|z| json!({"z": z.id})).collect()
        }
        "explain" => {
            Figure::ALL.iter().map(|figure| json!({"figure": figure, "from": day, "to": day})).collect()
        }
        "booking_terms" => vec![json!({"patient": patient, "treatment": treatment})],
        "next_free" | "estimate_wait" => vec![json!({"treatment": treatment})],
        "count_days" | "report" | "commissions" | "list_leaks" | "list_expenses" => vec![span],
        "try_patients" => vec![json!({"csv": "name,phone\nOrang Lain,0812-7777-5555\n"})],
        "try_treatments" => vec![json!({"csv": "name,minutes,price\nPijat,30,100000\n"})],
        "list_trail" => vec![json!({}), json!({"of": patient}), json!({"of": visit}), json!({"of": receipt})],
        "as_it_was" => vec![json!({"at": "2026-11-20T06:00:00Z"})],
        "show_user" => {
            let users = planted.house.desk.ask(ListUsers {}).await.unwrap();
            users.iter().map(|user| json!({"user": user.id})).collect()
        }
        // They are asked for as a whole.
        _ => vec![json!({})],
    }
}

/// The looks whose answer has something of her in it, and what; and how many answered at all.
async fn told(lab: &Lab, planted: &Planted, desk: &Desk) -> (BTreeSet<&'static str>, Vec<String>, usize) {
    let (mut looks, mut what, mut answered) = (BTreeSet::new(), Vec::new(), 0);
    for act in ACTS.iter().filter(|act| !act.changes) {
        for question in questions(lab, planted, act.name).await {
            let answer = match (act.call)(desk.clone(), question.clone(), approved()).await {
                Ok(answer) => answer.to_string(),
                Err(Fault::Refused(refusal)) => {
                    assert_ne!(
                        refusal.code, "input.invalid",
                        "{}: {refusal:?}: give it a question",
                        act.name
                    );
                    format!("{refusal:?}")
                }
                Err(fault) => panic!("{}: {fault:?}", act.name),
            };
            answered += usize::from(!answer.contains("permission.denied"));
            for secret in PLANTED.iter().filter(|secret| answer.contains(**secret)) {
                looks.insert(act.name);
                what.push(format!("{} {question}: {secret}", act.name));
            }
        }
    }
    (looks, what, answered)
}

on_both! {
    async fn no_look_tells_who_may_not_know(lab: &Lab) {
        let planted = plant(lab).await;
        let (looks, _, _) = told(lab, &planted, &planted.house.desk).await;
        let missing: Vec<_> = TELL.iter().filter(|look| !looks.contains(*look)).collect();
        assert!(missing.is_empty(), "they tell the owner nothing: {missing:?}");
        for (who, desk, least) in [("auditor", &planted.auditor, 40), ("therapist", &planted.therapist, 5)] {
            let (_, what, answered) = told(lab, &planted, desk).await;
            assert!(what.is_empty(), "the {who} reads of her in:\n{}", what.join("\n"));
            assert!(answered >= least, "the {who} was answered {answered} times");
        }
        let receipt = serde_json::from_value(planted.receipt.clone()).unwrap();
        let printed = planted.auditor.act(PrintReceipt { receipt }).await.unwrap().receipt;
        assert_eq!((printed.patient.as_str(), printed.copy), ("S••• K•••", 2));
    }
}
