//! The trail in words: whatever a row says, people read it, at every size and in both languages.

use loket::app::testing::{Stage, options};
use loket::desk::Approval;
use loket::desk::Asked;
use loket::desk::bill::OpenBill;
use loket::desk::receipt::PrintReceipt;
use loket::desk::role::EditRole;
use loket::desk::trail::ListTrail;
use loket::desk::void::VoidPayment;
use loket::domain::account::Role;
use loket::domain::permission::{Effect, Permission, Rule};
use loket::i18n::{Language, Words};
use loket::screens::FRONT;
use loket::screens::trail::{Trail, words};

use crate::looks::in_sizes;
use crate::support::clinic::{Clinic, PASSWORD, SARI_PIN};
use crate::support::policies::edited;
use crate::support::{Lab, on_both};

fn asked(secret: &str) -> Asked {
    Asked { request: None, approval: Some(Approval { username: None, pin: secret.into() }) }
}

/// A morning, and what is kept as lists and settings: hours, rights, policies.
async fn told(lab: &Lab) -> Clinic {
    let clinic = Clinic::found(lab).await;
    clinic.until_five_past_ten().await;
    let mut edit = edited(&clinic.owner, |edit| edit.address = "Jl. Mawar No. 5".into()).await;
    edit.policies.late_hours = 12;
    edit.policies.paid_out_limit = 250_000;
    clinic.owner.act_as(edit, asked(PASSWORD)).await.unwrap();
    let rule = |permission, effect| Rule { permission, effect };
    let role = EditRole {
        role: None,
        version: None,
        name: "Kasir".into(),
        base: Role::Receptionist,
        rules: vec![
            rule(Permission::TreatmentEdit, Effect::Allow),
            rule(Permission::PaymentVoid, Effect::Deny),
        ],
        active: true,
        reason: "kasir tidak membatalkan".into(),
    };
    clinic.owner.act_as(role, asked(PASSWORD)).await.unwrap();
    clinic
}

async fn open(clinic: &Clinic, size: (u16, u16)) -> Stage {
    let mut stage = Stage::with(FRONT, clinic.owner.clone(), Trail::new(), size, options());
    stage.settle().await;
    stage
}

#[test]
fn a_row_of_the_trail() {
    Lab::sqlite(async |lab: &Lab| {
        let clinic = told(lab).await;
        let mut stage = open(&clinic, (80, 24)).await;
        insta::assert_snapshot!("role", in_sizes(&mut stage, "en"));
        stage.keys("<Down>").await;
        insta::assert_snapshot!("settings", in_sizes(&mut stage, "en"));
        stage.keys("t").await;
        insta::assert_snapshot!("then", in_sizes(&mut stage, "en"));
    });
}

on_both! {
    async fn no_row_shows_what_only_a_program_reads(lab: &Lab) {
        let clinic = told(lab).await;
        let rows = clinic.owner.ask(ListTrail::default()).await.unwrap().len();
        assert!(rows > 50, "{rows}");
        let mut stage = open(&clinic, (120, 40)).await;
        for language in ["en", "id"] {
            for _ in 0..rows {
                let screen = stage.screen();
                let odd = screen.lines().find(|line| line.contains(['{', '}', '"', '[', '_', '⟦']) && !line.contains("[Enter]"));
                assert_eq!(odd, None, "{language}:\n{screen}");
                stage.keys("<Down>").await;
            }
            stage.keys("<F12> <Home>").await;
        }
    }

    async fn every_field_of_the_trail_has_words(lab: &Lab) {
        let clinic = told(lab).await;
        let mut missing = std::collections::BTreeSet::new();
        for line in clinic.owner.ask(ListTrail::default()).await.unwrap() {
            for change in line.fields.iter().filter(|change| !words::internal(&change.field)) {
                for language in [Language::English, Language::Indonesian] {
                    let known = Words::new(language);
                    if !words::ids(&change.field).iter().any(|id| known.has(id, None)) {
                        missing.insert(format!("{}: {} ({language:?})", line.act, change.field));
                    }
                }
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }
}

#[test]
fn a_payment_says_by_what_and_every_receipt_its_number_as_it_is_printed() {
    Lab::sqlite(async |lab: &Lab| {
        let clinic = Clinic::found(lab).await;
        let booked = clinic.book("Ayu Prameswari", "Chemical Peeling", "Rina", "2026-11-20 10:00").await.id;
        clinic.pay(booked, 400_000).await;
        let payment = clinic.owner.ask(OpenBill { booking: booked }).await.unwrap().payments[0].clone();
        clinic.desk.act(PrintReceipt { receipt: payment.receipt_id }).await.unwrap();
        let void = VoidPayment { payment: payment.id, reason: "salah ketik".into() };
        clinic.desk.act_as(void, asked(SARI_PIN)).await.unwrap();
        // Whose drawer it is not.
        let manager = clinic.owner.login("rani", PASSWORD).await.unwrap().0;
        let mut stage = Stage::new(FRONT, manager, Trail::new(), (80, 24));
        stage.settle().await;
        stage.keys("<Down>").await;
        // The void, the print, the payment.
        for act in ["voided a payment", "printed a receipt", "took a payment"] {
            let screen = stage.screen();
            let said = screen.split_once(&format!("· {act}")).unwrap_or_else(|| panic!("{act}:\n{screen}")).1;
            assert!(said.contains("R-000001"), "{act}:\n{screen}");
            // Whom it is about, in the list and in the panel.
            assert!(screen.contains("patient: Ayu Prameswari"), "{act}:\n{screen}");
            assert!(!screen.contains("position:"), "{act}:\n{screen}");
            assert!(act.contains("print") || said.contains("way to pay: Tunai"), "{act}:\n{screen}");
            stage.keys("<Down>").await;
        }
    });
}
