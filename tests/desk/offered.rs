//! What is offered to whom: who may not, is not offered; who has no PIN, is told.

use loket::app::testing::Stage;
use loket::desk::lost::ResetPin;
use loket::desk::patient::{PatientForm, RegisterPatient};
use loket::desk::{Approval, Asked};
use loket::domain::account::Role;
use loket::screens::FRONT;
use loket::screens::day::Day;
use loket::screens::patient_card::PatientCard;
use loket::screens::payment::Payment;
use loket::screens::treatments::Rooms;
use loket::screens::visit::Visit;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, OWNER_PIN, PASSWORD, RANI_PIN};

#[test]
fn the_bill_of_who_takes_no_money_has_no_form() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booked = clinic.book("Ayu Prameswari", "Chemical Peeling", "Rina", "2026-11-20 10:00").await.id;
        clinic.pay(booked, 100_000).await;
        let desk = clinic.hired(&lab.db, "tuti", Role::Auditor).await;
        let mut stage = Stage::new(FRONT, desk, Payment::for_booking(booked), (80, 24));
        stage.settle().await;
        insta::assert_snapshot!("bill_alone", looks(&mut stage).await);
        stage.keys("Tab Tab Down").await;
        let screen = stage.screen();
        assert!(!screen.contains("Enter pay") && !screen.contains("Amount"), "{screen}");
        assert!(screen.contains("▌") && screen.contains("300.000"), "{screen}");
        // There is no form behind it to fall into.
        stage.keys("Esc '1' Esc").await;
        let screen = stage.screen();
        assert!(!screen.contains("not saved") && !screen.contains("Amount"), "{screen}");
        assert!(!stage.app.names().contains(&"confirm"), "{screen}");
    });
}

#[test]
fn the_keys_of_a_screen_are_those_of_who_is_there() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let booked = clinic.book("Ayu Prameswari", "Chemical Peeling", "Rina", "2026-11-20 10:00").await.id;
        for (desk, may) in [(clinic.owner.clone(), true), (clinic.desk.clone(), false)] {
            let mut stage = Stage::new(FRONT, desk, Visit::new(booked), (80, 24));
            stage.settle().await;
            stage.keys("<F1> 'trail'").await;
            let screen = stage.screen();
            assert_eq!(screen.contains("What was done to this visit"), may, "{screen}");
        }
    });
}

#[test]
fn two_of_one_name_are_told_apart_before_one_is_erased() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let form = PatientForm {
            name: "Ayu Prameswari".into(),
            phones: vec!["0812-5555-6666".into()],
            birth_date: "17/8/1990".into(),
            ..PatientForm::default()
        };
        let other = clinic.desk.act(RegisterPatient { form, somebody_else: true }).await.unwrap().id;
        let mut stage = Stage::new(FRONT, clinic.owner.clone(), PatientCard::new(other), (80, 24));
        stage.settle().await;
        stage.keys("E").await;
        insta::assert_snapshot!("erase", looks(&mut stage).await);
        let screen = stage.screen();
        assert!(screen.contains("Ayu Prameswari · 0812-5555-6666 · born"), "{screen}");
        assert!(screen.contains("Visits, bills and receipts"), "{screen}");
    });
}

#[test]
fn who_has_no_pin_is_told_so_and_finds_where_it_is_made() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let manager = clinic.desk.login("rani", PASSWORD).await.unwrap().0;
        let rani = manager.who().unwrap().account_id;
        let approval = Some(Approval { username: None, pin: PASSWORD.to_owned() });
        let reset = ResetPin { user: rani, reason: "lupa".into() };
        clinic.owner.act_as(reset, Asked { request: None, approval }).await.unwrap();
        // Where a PIN is asked for, somebody else may sign meanwhile.
        let mut stage = Stage::new(FRONT, manager.clone(), Rooms::new(), (80, 24));
        stage.settle().await;
        stage.keys("a 'Room 3' Enter").await;
        insta::assert_snapshot!("no_pin_to_sign", looks(&mut stage).await);
        stage.keys(&format!("'owner' Enter '{OWNER_PIN}' Enter")).await;
        assert!(stage.screen().contains("▌Room 3"), "{}", stage.screen());
        let mut stage = Stage::new(FRONT, manager, Day::new(clinic.owner.today()), (80, 24));
        stage.settle().await;
        stage.keys("8").await;
        insta::assert_snapshot!("no_pin", looks(&mut stage).await);
        stage.keys(&format!("'{RANI_PIN}' Enter")).await;
        assert!(stage.screen().contains("You have no PIN yet."), "{}", stage.screen());
        stage.keys("Esc <ctrl-p> 'my pin' Enter").await;
        assert_eq!(stage.app.names(), ["mine"], "{}", stage.screen());
        stage.keys(&format!("Down Enter '{OWNER_PIN}x7' Tab '{OWNER_PIN}' Tab '{PASSWORD}' Enter")).await;
        assert_eq!(stage.app.names(), ["mine"], "{}", stage.screen());
        assert!(stage.app.cx().desk.unlock(OWNER_PIN).await.is_ok());
    });
}
