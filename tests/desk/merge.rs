//! Two entries of one patient, made one from the card, and two again.

use loket::app::testing::Stage;
use loket::desk::patient::{EditPatient, OpenPatient, PatientForm, RegisterPatient};
use loket::screens::FRONT;
use loket::screens::patient_card::PatientCard;
use loket::screens::patients::Patients;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, OWNER_PIN};

/// Dewi, who was registered again under another name and number.
async fn twice(clinic: &Clinic) {
    let form = PatientForm {
        name: "Dewi Anggraini".into(),
        phones: vec!["0857-1212-3434".into()],
        birth_date: "17/8/1990".into(),
        alerts: "Latex".into(),
        ..PatientForm::default()
    };
    clinic.desk.act(RegisterPatient { form, somebody_else: true }).await.unwrap();
    clinic.book("Dewi Lestari", "Facial Basic", "Rina", "2026-11-23 10:00").await;
    clinic.book("Dewi Anggraini", "Facial Basic", "Rina", "2026-11-24 10:00").await;
}

async fn card(clinic: &Clinic, size: (u16, u16)) -> Stage {
    let dewi = clinic.patient("Dewi Lestari").await;
    let mut stage = Stage::new(FRONT, clinic.owner.clone(), PatientCard::new(dewi), size);
    stage.settle().await;
    stage
}

#[test]
fn a_patient_who_is_on_file_twice_is_merged_and_taken_apart() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        twice(&clinic).await;
        let (lestari, anggraini) =
            (clinic.patient("Dewi Lestari").await, clinic.patient("Dewi Anggraini").await);
        let mut stage = card(&clinic, (80, 24)).await;
        stage.keys("J").await;
        assert!(
            stage.screen().contains("Type the number or the name of the other entry"),
            "{}",
            stage.screen()
        );
        stage.keys("'dewi'").await;
        insta::assert_snapshot!("merge_find", looks(&mut stage).await);
        // Dewi Lestari herself is not among them.
        stage.keys("Enter").await;
        assert_eq!(stage.app.names(), ["patient_card", "merge"], "{}", stage.screen());
        insta::assert_snapshot!("merge", looks(&mut stage).await);
        // The other one stays.
        stage.keys("<ctrl-o>").await;
        assert!(stage.screen().contains("Stays: Dewi Anggraini"), "{}", stage.screen());
        stage.keys("Enter").await;
        assert_eq!(
            stage.app.names(),
            ["patient_card", "merge"],
            "nothing without a reason: {}",
            stage.screen()
        );
        stage.keys("'same photo' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("merge two entries of one patient"), "{screen}");
        stage.keys("'111111' Enter").await;
        assert!(stage.screen().contains("PIN"), "{}", stage.screen());
        stage.keys(&format!("'{OWNER_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["patient_card"], "{}", stage.screen());
        let screen = stage.screen();
        assert!(screen.contains("Merged: Dewi Anggraini"), "{screen}");
        assert!(screen.contains("! Latex; Allergy: salicylic acid"), "{screen}");
        insta::assert_snapshot!("merged_card", looks(&mut stage).await);
        assert_eq!(clinic.desk.ask(OpenPatient { patient: lestari }).await.unwrap().patient.id, anggraini);

        stage.keys("T").await;
        let trail = stage.screen();
        assert!(trail.contains("merged two patients") && trail.contains("same photo"), "{trail}");
        assert!(trail.contains("merged: Dewi Lestari"), "{trail}");
        assert!(trail.contains("merged entry, alerts: Allergy: salicylic acid"), "{trail}");
        stage.keys("Esc U").await;
        let screen = stage.screen();
        assert!(screen.contains("Make Dewi Lestari a patient of their own again?"), "{screen}");
        stage.keys(&format!("'another person' Enter Enter '{OWNER_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["patient_card"], "{}", stage.screen());
        assert!(
            stage.screen().contains("Dewi Lestari is a patient of their own again"),
            "{}",
            stage.screen()
        );
        let card = clinic.desk.ask(OpenPatient { patient: lestari }).await.unwrap();
        assert_eq!((card.patient.id, card.visits.len()), (lestari, 1));
        stage.keys("U").await;
        assert!(stage.screen().contains("Nobody was merged into this patient"), "{}", stage.screen());
    });
}

#[test]
fn a_birth_date_that_differs_is_asked_about_before_any_pin() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        twice(&clinic).await;
        let dewi = clinic.patient("Dewi Lestari").await;
        let form = PatientForm {
            name: "Dewi Lestari".into(),
            phones: vec!["0857-9876-5432".into()],
            birth_date: "18/8/1990".into(),
            ..PatientForm::default()
        };
        clinic.owner.act(EditPatient { patient: dewi, version: None, form }).await.unwrap();
        let mut stage = card(&clinic, (80, 24)).await;
        stage.keys("J 'anggraini' Enter 'same photo' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("was born on") && screen.contains("one date is wrong"), "{screen}");
        // The safe answer is the first.
        stage.keys("Enter").await;
        assert_eq!(stage.app.names(), ["patient_card", "merge"]);
        stage.keys(&format!("Enter y '{OWNER_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["patient_card"], "{}", stage.screen());
        assert!(stage.screen().contains("18 Aug 1990"), "the one that stays says when: {}", stage.screen());
    });
}

#[test]
fn who_was_changed_or_merged_meanwhile_is_read_again() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        twice(&clinic).await;
        let mut stage = card(&clinic, (80, 24)).await;
        stage.keys("J 'anggraini' Enter 'same photo'").await;
        let form = PatientForm {
            name: "Dewi Anggraini".into(),
            phones: vec!["0857-1212-3434".into()],
            ..PatientForm::default()
        };
        let patient = clinic.patient("Dewi Anggraini").await;
        clinic.desk.act(EditPatient { patient, version: None, form }).await.unwrap();
        stage.keys("Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("changed this on") && screen.contains("same photo"), "{screen}");
        stage.keys(&format!("Enter '{OWNER_PIN}' Enter")).await;
        assert_eq!(stage.app.names(), ["patient_card"], "{}", stage.screen());
    });
}

#[test]
fn whoever_was_merged_is_found_by_both_names_and_acted_for_as_one() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        twice(&clinic).await;
        let anggraini = clinic.patient("Dewi Anggraini").await;
        // Another counter looks at the one that goes.
        let mut other = Stage::new(FRONT, clinic.desk.clone(), PatientCard::new(anggraini), (80, 24));
        other.settle().await;
        let mut stage = card(&clinic, (80, 24)).await;
        stage.keys(&format!("J 'anggraini' Enter 'same photo' Enter '{OWNER_PIN}' Enter")).await;
        let mut search = Stage::new(FRONT, clinic.desk.clone(), Patients::new(), (80, 24));
        search.keys("'anggra'").await;
        insta::assert_snapshot!("merged_found", looks(&mut search).await);
        other.keys("<ctrl-l>").await;
        other.keys("W").await;
        assert!(other.screen().contains("Dewi Lestari"), "{}", other.screen());
    });
}

#[test]
fn the_counter_does_not_merge() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let dewi = clinic.patient("Dewi Lestari").await;
        let mut stage = Stage::new(FRONT, clinic.desk.clone(), PatientCard::new(dewi), (80, 24));
        stage.settle().await;
        stage.keys("J").await;
        assert_eq!(stage.app.names(), ["patient_card"]);
        assert!(stage.screen().contains("merge two entries"), "{}", stage.screen());
    });
}
