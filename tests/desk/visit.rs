//! One visit: what is seen, and what is done to it.

use loket::domain::booking::Status;
use loket::screens::visit::Visit;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, OWNER_PIN};

#[test]
fn a_visit_says_everything_in_words() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        // Dewi, with her allergy, is the row above the one the day opens on.
        stage.keys("Up Up Enter").await;
        assert_eq!(stage.app.names(), ["day", "visit"]);
        insta::assert_snapshot!("visit", looks(&mut stage).await);
        stage.keys("Esc").await;
        assert_eq!(stage.app.names(), ["day"]);
    });
}

#[test]
fn another_treatment_and_another_person_are_assigned() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        // Fitriani: Facial Basic with Tono at 13:30.
        stage.keys("End Enter S 'premium' Enter").await;
        assert!(stage.screen().contains("Facial Premium · 45m · Rp350.000"), "{}", stage.screen());
        stage.keys("s 'rina' Enter").await;
        assert!(stage.screen().contains("Staff       Rina"), "{}", stage.screen());
        stage.keys("e 'sensitif' Enter").await;
        let rows = clinic.day("2026-11-20").await;
        let row = rows.iter().find(|row| row.patient == "Fitriani").unwrap();
        assert_eq!(
            (row.treatment.as_str(), row.staff.as_deref(), row.note.as_str(), row.total.0),
            ("Facial Premium", Some("Rina"), "sensitif", 350_000)
        );
    });
}

#[test]
fn a_visit_goes_on_and_back_by_the_same_keys_as_in_the_day() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("Enter Space Space").await;
        assert_eq!(status(&clinic, "Ayu Prameswari").await, Status::Done);
        stage.keys("u").await;
        assert_eq!(status(&clinic, "Ayu Prameswari").await, Status::InService);
        assert!(stage.screen().contains("undone, back to in room"), "{}", stage.screen());
    });
}

/// At the visit and in the day alike: a wrong PIN is asked for again, and what was typed stands.
#[test]
fn whoever_is_being_treated_leaves_without_paying_by_somebody_elses_pin() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        for at_the_visit in [true, false] {
            let mut stage = clinic.at_the_desk().await;
            stage.keys(if at_the_visit { "Enter Space L" } else { "L" }).await;
            stage.keys("'pulang' Enter").await;
            let screen = stage.screen();
            assert!(screen.contains("PIN needed") && screen.contains("pulang"), "{screen}");
            stage.keys("'owner' Enter '111222' Enter").await;
            let screen = stage.screen();
            assert!(screen.contains("The PIN is wrong") && screen.contains("pulang"), "{screen}");
            assert_eq!(status(&clinic, "Ayu Prameswari").await, Status::InService);
            stage.keys(&format!("'{OWNER_PIN}' Enter")).await;
            assert_eq!(status(&clinic, "Ayu Prameswari").await, Status::Left, "{}", stage.screen());
            stage.keys("u").await;
            assert_eq!(status(&clinic, "Ayu Prameswari").await, Status::InService, "{}", stage.screen());
        }
    });
}

pub async fn status(clinic: &Clinic, patient: &str) -> Status {
    let rows = clinic.day("2026-11-20").await;
    rows.iter().find(|row| row.patient == patient).unwrap().status
}

#[test]
fn somebody_who_may_assigns_over_what_stands_in_the_way() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        // Putri: an hour with Rina at eleven. An hour and a half runs into the break.
        stage.keys("End Up Up Enter S 'glow' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Ctrl+O: assign anyway") && screen.contains("Putri"), "{screen}");
        stage.keys("<ctrl-o>").await;
        assert_eq!(stage.app.names(), ["day", "visit", "approve"]);
        stage.keys(&format!("'tidak apa' Enter 'owner' Enter '{OWNER_PIN}' Enter")).await;
        let rows = clinic.day("2026-11-20").await;
        let row = rows.iter().find(|row| row.patient == "Putri Handayani").unwrap();
        assert_eq!(row.treatment, "Paket Glow", "{}", stage.screen());
        assert!(stage.screen().contains("Overbooked  tidak apa"), "{}", stage.screen());
        // It was done once: the key is gone again.
        stage.keys("<ctrl-o>").await;
        assert_eq!(stage.app.names(), ["day", "visit"]);
    });
}

/// What is cheaper than what was begun is signed at once, and says what it is.
#[test]
fn a_cheaper_treatment_is_signed_at_once() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("Enter Space S 'basic' Enter").await;
        assert_eq!(stage.app.names(), ["day", "visit", "approve"], "{}", stage.screen());
        let screen = stage.screen();
        for part in ["Chemical Peeling (Rp400.000)", "Facial Basic", "(Rp200.000)", "Ayu Prameswari"] {
            assert!(screen.contains(part), "{part}: {screen}");
        }
        insta::assert_snapshot!("visit_cheaper", looks(&mut stage).await);
        // A wrong PIN is asked for again.
        stage.keys("'owner' Enter '111222' Enter").await;
        assert_eq!(stage.app.names(), ["day", "visit", "approve"], "{}", stage.screen());
        stage.keys(&format!("'{OWNER_PIN}' Enter")).await;
        let rows = clinic.day("2026-11-20").await;
        let row = rows.iter().find(|row| row.patient == "Ayu Prameswari").unwrap();
        assert_eq!(row.treatment, "Facial Basic", "{}", stage.screen());
    });
}

#[test]
fn a_note_has_several_lines_and_enter_still_saves() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("End Enter e 'kulit sensitif' <ctrl-n> 'tanpa parfum'").await;
        insta::assert_snapshot!("note", looks(&mut stage).await);
        // Up into the first line, as it is seen.
        stage.keys("Up Home 'ingat: ' Enter").await;
        assert_eq!(stage.app.names(), ["day", "visit"]);
        let rows = clinic.day("2026-11-20").await;
        let row = rows.iter().find(|row| row.patient == "Fitriani").unwrap();
        assert_eq!(row.note, "ingat: kulit sensitif\ntanpa parfum", "{}", stage.screen());
        let screen = stage.screen();
        assert!(screen.contains("Note        ingat: kulit sensitif"), "{screen}");
        assert!(screen.contains("│             tanpa parfum"), "{screen}");
    });
}

#[test]
fn a_note_that_looks_like_a_nik_is_asked_about_once() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("End Enter e 'KTP 3174012345678901' Enter").await;
        assert!(stage.screen().contains("This looks like an identity number (NIK)"), "{}", stage.screen());
        assert!(clinic.day("2026-11-20").await.iter().all(|row| !row.note.contains("3174")));
        stage.keys("Enter").await;
        let rows = clinic.day("2026-11-20").await;
        assert!(rows.iter().any(|row| row.note == "KTP 3174012345678901"), "{}", stage.screen());
        // What looks like a key is another question.
        stage.keys("e <ctrl-u> '-----BEGIN OPENSSH PRIVATE KEY-----' Enter").await;
        assert!(stage.screen().contains("This looks like a private key"), "{}", stage.screen());
    });
}

#[test]
fn a_step_that_cannot_be_says_where_the_visit_is() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("Home o").await;
        assert!(stage.screen().contains("This booking is done. Undo its last step"), "{}", stage.screen());
        stage.keys("<F12> o").await;
        assert!(stage.screen().contains("Janji ini sudah selesai."), "{}", stage.screen());
    });
}

#[test]
fn who_is_not_due_yet_is_not_called_late() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.book("Ayu Prameswari", "Chemical Peeling", "Rina", "2026-11-20 16:00").await;
        clinic.now("09:00");
        let mut stage = clinic.at_the_desk().await;
        stage.keys("N").await;
        let screen = stage.screen();
        assert!(screen.contains("16:") && !screen.contains("Late"), "{screen}");
    });
}

#[test]
fn the_lines_of_a_bill_stand_behind_its_label() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("Home Down p Tab Tab a").await;
        stage.keys("'Serum Vit C' Tab <ctrl-u> '2' Tab '125rb' Enter").await;
        let booking = clinic.booking_of("Budi Santoso").await;
        let mut stage = clinic.stage(Visit::new(booking), (80, 24)).await;
        let screen = stage.screen();
        let at =
            screen.lines().position(|line| line.contains("│ Bill ")).unwrap_or_else(|| panic!("{screen}"));
        let first = screen.lines().position(|line| {
            line.contains("Konsultasi dr.") && line.contains("Rp") && !line.contains("Treatment")
        });
        assert_eq!(first, Some(at), "{screen}");
    });
}

#[test]
fn at_the_visit_too_an_older_step_is_named_before_it_is_taken_back() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        // A note is no step: what would be taken back is her arrival.
        stage.keys("Enter e 'sensitif' Enter u").await;
        let screen = stage.screen();
        assert!(screen.contains("Take back the arrival of Ayu Prameswari, 10:00"), "{screen}");
        stage.keys("Enter").await;
        assert_eq!(status(&clinic, "Ayu Prameswari").await, Status::Arrived);
    });
}
