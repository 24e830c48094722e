//! What is noted of somebody's health: who reads it from which screen, who only adds, and how one is struck.

use loket::app::testing::Stage;
use loket::desk::Desk;
use loket::desk::health_note::AddHealthNote;
use loket::desk::user::ListUsers;
use loket::desk::{Approval, Asked};
use loket::domain::account::Role;
use loket::screens::FRONT;
use loket::screens::health_notes::HealthNotes;
use loket::screens::patient_card::PatientCard;
use loket::screens::visit::Visit;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, PASSWORD, treats_as};

async fn notes(desk: &Desk, clinic: &Clinic, patient: &str, words: &str) {
    let patient = clinic.patient(patient).await;
    desk.act(AddHealthNote { patient, words: words.to_owned(), sure: false }).await.unwrap();
}

async fn card(desk: &Desk, clinic: &Clinic, patient: &str) -> Stage {
    let patient = clinic.patient(patient).await;
    let mut stage = Stage::new(FRONT, desk.clone(), PatientCard::new(patient), (80, 24));
    stage.settle().await;
    stage
}

/// Somebody who logs in and treats as Rina.
async fn rina(clinic: &Clinic, lab: &Lab) -> Desk {
    let desk = clinic.hired(&lab.db, "rina", Role::Therapist).await;
    let all = clinic.owner.ask(ListUsers {}).await.unwrap();
    let row = all.into_iter().find(|row| row.username == "rina").unwrap();
    let edit = treats_as(row, clinic.staff("Rina").await);
    let approval = Some(Approval { username: None, pin: PASSWORD.to_owned() });
    clinic.owner.act_as(edit, Asked { request: None, approval }).await.unwrap();
    desk
}

#[test]
fn the_desk_adds_and_reads_none() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = card(&clinic.desk, &clinic, "Siti Nurhaliza").await;
        assert!(!stage.screen().contains("health note,"), "{}", stage.screen());
        stage.keys("a").await;
        assert_eq!(stage.app.names(), ["patient_card", "health_note_form"]);
        stage.keys("<ctrl-s>").await;
        assert_eq!(stage.app.names(), ["patient_card", "health_note_form"], "nothing is no note");
        stage.keys("'Hipertensi' <ctrl-n> 'NIK 3173010101900001'").await;
        insta::assert_snapshot!("health_note_form", looks(&mut stage).await);
        stage.keys("<ctrl-s>").await;
        assert!(stage.screen().contains("looks like an identity number"), "{}", stage.screen());
        stage.keys("<ctrl-s>").await;
        assert_eq!(stage.app.names(), ["patient_card"], "{}", stage.screen());
        let screen = stage.screen();
        assert!(screen.contains("Added to the health notes of Siti Nurhaliza"), "{screen}");
        assert!(
            screen.contains("1 health note, which the owner, the managers and whoever treats"),
            "{screen}"
        );
        assert!(!screen.contains("Hipertensi"), "{screen}");
        insta::assert_snapshot!("card_of_a_receptionist", looks(&mut stage).await);
        stage.keys("K").await;
        assert_eq!(stage.app.names(), ["patient_card"]);
        assert!(
            stage.screen().contains("Your role may not do this: read health notes"),
            "{}",
            stage.screen()
        );
    });
}

#[test]
fn whoever_leads_reads_them_and_strikes_one() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        notes(&clinic.desk, &clinic, "Siti Nurhaliza", "Hamil 12 minggu, dokter mengizinkan facial ringan")
            .await;
        clinic.now("09:10");
        let long: Vec<String> = (1..=40).map(|nth| format!("baris {nth}")).collect();
        notes(&clinic.owner, &clinic, "Siti Nurhaliza", &format!("Hipertensi\n{}", long.join("\n"))).await;
        clinic.now("09:30");
        let mut stage = card(&clinic.owner, &clinic, "Siti Nurhaliza").await;
        assert!(stage.screen().contains("2 health notes"), "{}", stage.screen());
        stage.keys("K").await;
        assert_eq!(stage.app.names(), ["patient_card", "health_notes"]);
        insta::assert_snapshot!("health_notes", looks(&mut stage).await);
        // The whole of a long one, part by part, and from the beginning again.
        let mut seen = stage.screen();
        for _ in 0..8 {
            stage.keys("Space").await;
            seen += &stage.screen();
        }
        for line in &long {
            assert!(seen.contains(line.as_str()), "{line}:\n{seen}");
        }
        stage.keys("Down x").await;
        assert_eq!(stage.app.names(), ["patient_card", "health_notes", "reason"]);
        assert!(stage.screen().contains("Why strike Fri 20 Nov 07:00?"), "{}", stage.screen());
        stage.keys("'ternyata adiknya' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Struck by Hartono") && screen.contains("ternyata adiknya"), "{screen}");
        assert!(screen.contains("dokter mengizinkan"), "it stays to be read: {screen}");
        insta::assert_snapshot!("health_note_struck", looks(&mut stage).await);
        stage.keys("x").await;
        assert!(stage.screen().contains("struck already"), "{}", stage.screen());
        stage.keys("a 'Alergi lateks' <ctrl-s>").await;
        assert!(stage.screen().contains("Alergi lateks"), "{}", stage.screen());
        stage.keys("Esc").await;
        assert!(stage.screen().contains("2 health notes"), "{}", stage.screen());
        stage.keys("T").await;
        let trail = stage.screen();
        assert!(trail.contains("added a health note") && trail.contains("struck a health note"), "{trail}");
    });
}

#[test]
fn whoever_treats_reads_them_at_the_visit() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let visit = clinic.book("Dewi Lestari", "Facial Basic", "Rina", "2026-11-20 10:00").await.id;
        notes(&clinic.desk, &clinic, "Dewi Lestari", "Minum isotretinoin").await;
        let rina = rina(&clinic, lab).await;
        let mut stage = Stage::new(FRONT, rina.clone(), Visit::new(visit), (80, 24));
        stage.settle().await;
        assert!(stage.screen().contains("Health      1 note"), "{}", stage.screen());
        insta::assert_snapshot!("visit_of_a_therapist", looks(&mut stage).await);
        stage.keys("K").await;
        assert_eq!(stage.app.names(), ["visit", "health_notes"]);
        assert!(stage.screen().contains("Minum isotretinoin"), "{}", stage.screen());
        for key in ["a", "x"] {
            stage.keys(key).await;
            assert_eq!(stage.app.names(), ["visit", "health_notes"], "{key}");
            assert!(stage.screen().contains("Your role may not do this"), "{key}: {}", stage.screen());
        }
        // Of somebody else she is told no more than that there is nobody.
        let siti = clinic.patient("Siti Nurhaliza").await;
        let mut stage = Stage::new(FRONT, rina, HealthNotes::new(siti, ""), (80, 24));
        stage.settle().await;
        assert!(stage.screen().contains("There is no such patient"), "{}", stage.screen());
    });
}
