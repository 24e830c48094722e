//! Every act, as every role, with every proof, at the desk: what is let through is what the table says.
//!
//! What an act is asked with is made from its schema, so a new act is in here by being one. Only whether it passes
//! the gate is looked at; what the rules say afterwards is for their own tests.

use loket::desk::acts::{ACTS, Entry};
use loket::desk::drawer::{CloseDrawer, CountDrawer, OpenDrawer};
use loket::desk::{Asked, Desk, Done, Fault};
use loket::domain::account::Role;
use loket::domain::expense::PaidFrom;
use loket::domain::id::{
    BookingId, DrawerSessionId, ExpenseCategoryId, ExpenseId, PatientId, PatientPackageId, PaymentId,
};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::domain::permission::{Grant, Permission};
use loket::domain::refusal::{Detail, Refusal};
use loket::i18n::{Language, Words};
use serde_json::{Map, Value, json};

use crate::clinic::{House, PASSWORD, approved, at, on};
use crate::people::{by_password, colleague, hire, with_pin_of};
use crate::support::on_both;
use crate::table::says;

/// What is typed besides the act itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    Nothing,
    OwnPin,
    OwnPassword,
    /// Of a second owner, who may everything anybody may.
    SecondPin,
}

pub const PROOFS: [Proof; 4] = [Proof::Nothing, Proof::OwnPin, Proof::OwnPassword, Proof::SecondPin];

impl Proof {
    pub fn asked(self) -> Asked {
        match self {
            Self::Nothing => Asked::default(),
            Self::OwnPin => approved(),
            Self::OwnPassword => by_password(),
            Self::SecondPin => with_pin_of("kedua"),
        }
    }
}

/// What the table says, the papers' and not the program's: the code of the refusal, or none where the act passes.
fn expected(act: &Entry, role: Role, proof: Proof) -> Option<&'static str> {
    let permission = |word: &str| Permission::of(word).unwrap();
    let needs = permission(act.needs);
    let wide = says(role, needs);
    let may = match act.own {
        Some(own) if wide == Grant::No => says(role, permission(own)),
        _ => wide,
    };
    // A look takes a PIN only where what is seen is sealed.
    let asks = act.changes || needs.sealed();
    if !asks && may != Grant::No {
        return None;
    }
    gate(may, proof)
}

/// What whoever has a right so far is refused with when they prove it so; none where that does.
pub fn gate(may: Grant, proof: Proof) -> Option<&'static str> {
    match (may, proof) {
        (Grant::No, _) => Some("permission.denied"),
        (Grant::Yes, _) => None,
        (Grant::OwnPin, Proof::Nothing) => Some("permission.pin"),
        (Grant::OwnPin, _) => None,
        (Grant::OwnPassword, Proof::OwnPassword) => None,
        (Grant::OwnPassword, _) => Some("permission.password"),
        (Grant::SecondPerson, Proof::Nothing) => Some("permission.second"),
        (Grant::SecondPerson, Proof::SecondPin) => None,
        (Grant::SecondPerson, _) => Some("permission.denied"),
    }
}

/// How it went at the gate: the code of a refusal that is about the act's own right, or none.
fn outcome(act: &Entry, done: Done<Value>) -> Option<&'static str> {
    let refusal = match done {
        Ok(_) => return None,
        Err(Fault::Refused(refusal)) => refusal,
        Err(fault) => panic!("{} broke: {fault:?}", act.name),
    };
    assert_ne!(refusal.code, "input.invalid", "{}: {refusal:?}: it needs a sample here", act.name);
    assert_ne!(refusal.code, "login.over", "{}", act.name);
    let own = [Some(act.needs), act.own];
    let about = refusal.details.iter().any(|(name, detail)| {
        *name == "permission" && matches!(detail, Detail::Text(text) if own.contains(&Some(text.as_str())))
    });
    if act.changes && refusal.field == Some("approval") {
        names_itself(act.name, &refusal);
    }
    (refusal.code.starts_with("permission.") && about).then_some(refusal.code)
}

/// Whoever signs is told what: the refusal names the act, and both languages have a word for it.
fn names_itself(act: &str, refusal: &Refusal) {
    let named = |name: &str| refusal.details.iter().find(|(one, _)| *one == name);
    assert_eq!(named("act"), Some(&("act", Detail::Text(act.to_owned()))), "{refusal:?}");
    for language in [Language::English, Language::Indonesian] {
        assert!(Words::new(language).has(&format!("sign-{act}"), None), "sign-{act} in {language:?}");
    }
}

async fn all(lab: &crate::support::Lab) {
    let house = House::of(lab).await;
    hire(lab, &house, "kedua", Role::Owner).await;
    let counted = closes_a_drawer(lab, &house).await;
    let close = loket::desk::day_close::CloseDay { day: LOCKED.parse().unwrap() };
    house.desk.act_as(close, approved()).await.unwrap();
    let (mut told, mut hours) = (0, [10, 11, 13].into_iter());
    for role in Role::ALL.iter().copied() {
        let desk: Desk = colleague(lab, &house, role.as_str(), role).await;
        let at_desk = House { desk: desk.clone(), clock: house.clock.clone() };
        let valid = match says(role, Permission::PaymentTake) {
            Grant::Yes => Some(Valid::of(&house, &at_desk, counted, hours.next().unwrap()).await),
            _ => None,
        };
        for act in ACTS {
            for proof in PROOFS {
                let expected = expected(act, role, proof);
                // What only lacks a PIN is asked with what is there, so that no other rule speaks before.
                let unsigned =
                    matches!(expected, Some("permission.pin" | "permission.second" | "permission.password"));
                let there = valid.as_ref().filter(|_| unsigned).and_then(|valid| valid.sample(act));
                let done =
                    (act.call)(desk.clone(), there.unwrap_or_else(|| sample(act)), proof.asked()).await;
                assert_eq!(outcome(act, done), expected, "{} {role} {proof:?}", act.name);
                told += 1;
            }
        }
    }
    assert_eq!(told, ACTS.len() * 5 * PROOFS.len());
}

on_both! {
    async fn every_act_lets_through_whom_the_table_lets_through(lab: &Lab) {
        all(lab).await;
    }

    async fn a_script_is_told_the_right_each_act_needs(lab: &Lab) {
        let _ = lab;
        for act in ACTS {
            assert!(Permission::of(act.needs).is_some(), "{}", act.name);
            assert!(act.own.is_none_or(|own| Permission::of(own).is_some()), "{}", act.name);
        }
    }
}

/// A day that is locked.
const LOCKED: &str = "2026-10-31";

/// A drawer that was closed.
const CLOSED: &str = "Kas 2";

/// Closes one, and counts another that is not what it should be: answers whose session that is.
async fn closes_a_drawer(lab: &crate::support::Lab, house: &House) -> DrawerSessionId {
    let owner = house.desk.login("kedua", PASSWORD).await.unwrap().0;
    let open = OpenDrawer { drawer: CLOSED.to_owned(), float: Money(0), note: String::new() };
    let session = Some(owner.act(open).await.unwrap().session);
    let count = CountDrawer { session, pieces: None, total: Some(Money(0)), reason: String::new() };
    owner.act(count).await.unwrap();
    let (note, methods, unfinished) = (String::new(), Vec::new(), Vec::new());
    owner.act(CloseDrawer { session, note, methods, unfinished, left_in: None }).await.unwrap();
    // At a counter of its own: nothing is paid there.
    let owner = house.another(lab, "Counter 3").await.login("kedua", PASSWORD).await.unwrap().0;
    let open = OpenDrawer { drawer: "Kas 3".to_owned(), float: Money(0), note: String::new() };
    let counted = owner.act(open).await.unwrap().session;
    let session = Some(counted);
    let count = CountDrawer { session, pieces: None, total: Some(Money(5)), reason: String::new() };
    owner.act(count).await.unwrap();
    counted
}

/// What the acts that are signed last are asked with: all else is right about it, so that the PIN alone is missing.
struct Valid {
    visit: BookingId,
    refunded: PaymentId,
    voided: PaymentId,
    package: PatientPackageId,
    expense: ExpenseId,
    category: ExpenseCategoryId,
    /// Two who are one person, and one who was found to be somebody else.
    twice: [PatientId; 2],
    merged: PatientId,
    /// Somebody's drawer that is not what it should be.
    counted: DrawerSessionId,
}

impl Valid {
    /// A visit of Rp 175.000 that is done, at `hour`, of which whoever is at the desk took a part twice; the owner's
    /// house sold a package in it, and wrote an expense.
    async fn of(owner: &House, house: &House, counted: DrawerSessionId, hour: u32) -> Self {
        let patient = house.patient(&format!("Pasien {hour}"), &format!("08123456780{hour}")).await;
        let booked = house.book(patient, "Facial Basic", Some("Rina"), at(hour, 0)).await;
        let visit = booked.unwrap().id;
        house.start(visit).await;
        house.pay(visit, &[(MethodKind::Card, 50_000)]).await.unwrap();
        house.pay(visit, &[(MethodKind::Card, 50_000)]).await.unwrap();
        house.finish(visit).await;
        let other = house.book(patient, "Facial Basic", Some("Rina"), on(23, hour, 0)).await.unwrap().id;
        let package = owner.sell(other, false).await;
        let payments = house.bill(visit).await.payments;
        let expense = owner.desk.act(owner.spent(1, "x", PaidFrom::Bank).await).await.unwrap();
        let (refunded, voided) = (payments[0].id, payments[1].id);
        let again = owner.patient("Pasien lagi", &format!("08123456781{hour}")).await;
        let merged = owner.patient("Pasien lama", &format!("08123456782{hour}")).await;
        owner.merge(again, merged).await.unwrap();
        let (expense, category, twice) = (expense.id, expense.category_id, [patient, again]);
        Self { visit, refunded, voided, package, expense, category, twice, merged, counted }
    }

    fn sample(&self, act: &Entry) -> Option<Value> {
        match act.name {
            // Before anything happened here.
            "close_day" => Some(json!({"day": "2026-11-01"})),
            "reopen_day" => Some(json!({"day": LOCKED, "reason": "x"})),
            "open_drawer" => Some(json!({"drawer": CLOSED, "float": 0})),
            "refund_payment" => Some(json!({"payment": self.refunded, "amount": 1, "reason": "x"})),
            "void_payment" => Some(json!({"payment": self.voided, "reason": "x"})),
            "refund_package" => Some(json!({"package": self.package, "sessions": 1, "reason": "x"})),
            "write_expense" => {
                Some(json!({"category": self.category, "amount": 1, "description": "x", "paid_from": "bank"}))
            }
            "void_expense" => Some(json!({"expense": self.expense, "reason": "x"})),
            "save_category" => Some(json!({"name": format!("Kategori {}", self.expense)})),
            "merge_patients" => Some(json!({"keep": self.twice[0], "merge": self.twice[1], "reason": "x"})),
            "unmerge_patient" => Some(json!({"patient": self.merged, "reason": "x"})),
            "accept_difference" => Some(json!({"session": self.counted, "note": "x"})),
            "write_off" => Some(json!({"booking": self.visit, "amount": 1, "reason": "x"})),
            _ => None,
        }
    }
}

/// The smallest input an act's schema takes. Nothing it names is there.
pub fn sample(act: &Entry) -> Value {
    let (schema, _) = (act.schemas)();
    made(&schema, &schema)
}

fn made(schema: &Value, whole: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let place = whole.pointer(name.trim_start_matches('#')).expect("the schema holds what it names");
        return made(place, whole);
    }
    for one_of in ["oneOf", "anyOf", "allOf"] {
        if let Some(first) = schema[one_of].as_array().and_then(|all| all.first()) {
            return made(first, whole);
        }
    }
    if let Some(first) = schema["enum"].as_array().and_then(|all| all.first()) {
        return first.clone();
    }
    if !schema["const"].is_null() {
        return schema["const"].clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
    match (kind, schema["format"].as_str()) {
        (Some("string"), Some("uuid")) => json!(uuid::Uuid::now_v7()),
        (Some("string"), Some("date")) => json!("2026-11-20"),
        (Some("string"), Some("date-time")) => json!("2026-11-20T10:00:00+07:00"),
        (Some("string"), _) => json!("x"),
        (Some("integer" | "number"), _) => json!(1),
        (Some("boolean"), _) => json!(true),
        (Some("array"), _) => json!([]),
        (Some("object"), _) => {
            let needed = schema["required"].as_array().cloned().unwrap_or_default();
            let field = |name: &Value| {
                let name = name.as_str().expect("a field has a name");
                (name.to_owned(), made(&schema["properties"][name], whole))
            };
            Value::Object(needed.iter().map(field).collect::<Map<_, _>>())
        }
        _ => Value::Null,
    }
}
