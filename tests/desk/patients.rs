//! Finding, registering and changing patients.

use loket::app::testing::Stage;
use loket::desk::patient::{EditPatient, OpenPatient, PatientForm};
use loket::domain::booking::Status;
use loket::screens::FRONT;
use loket::screens::patient_card::PatientCard;
use loket::screens::patients::Patients;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::Clinic;

fn search(clinic: &Clinic) -> Stage {
    Stage::new(FRONT, clinic.desk.clone(), Patients::new(), (80, 24))
}

#[test]
fn a_number_in_any_spelling_its_end_and_a_name_find() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        for typed in ["0857-9876-5432", "+62 857 9876 5432", "62857 9876", "5432", "dew les", "LESTARI"] {
            let mut stage = search(&clinic);
            stage.keys(&format!("'{typed}'")).await;
            let screen = stage.screen();
            assert!(
                screen.contains("0857-••••-5432") && screen.contains("Dewi Lestari"),
                "{typed}\n{screen}"
            );
            assert!(screen.contains("! Allergy: salicylic acid"), "{screen}");
            stage.keys("Enter").await;
            assert!(stage.app.names().ends_with(&["patient_card"]), "{typed}");
        }
    });
}

#[test]
fn esc_puts_the_box_down_and_who_comes_back_from_a_card_is_in_the_list() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = search(&clinic);
        stage.keys("'dew les' Esc 1").await;
        assert_eq!(stage.app.names(), ["day"], "{}", stage.screen());
        stage.keys("3 'dew les' Enter Esc").await;
        assert_eq!(stage.app.names(), ["patients"]);
        stage.keys("/ '5'").await;
        assert!(stage.screen().contains("dew les5"), "the box again: {}", stage.screen());
        stage.keys("Esc 5").await;
        assert_eq!(stage.app.names(), ["unpaid"]);
    });
}

#[test]
fn a_family_stands_together() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = search(&clinic);
        insta::assert_snapshot!("patients_empty", looks(&mut stage).await);
        clinic.book("Ibu Ratna", "Facial Basic", "Rina", "2026-11-23 10:00").await;
        stage.resize((120, 40));
        stage.keys("'0812' Down Down Down").await;
        let screen = stage.screen();
        assert!(
            screen.contains("On the same number: Bagas, Citra"),
            "her card stands beside the list: {screen}"
        );
        insta::assert_snapshot!("patients", looks(&mut stage).await);
        stage.keys("<ctrl-u> '0812 5000 6000'").await;
        let screen = stage.screen();
        for name in ["Ibu Ratna", "Bagas", "Citra"] {
            assert!(screen.contains(name), "{screen}");
        }
    });
}

#[test]
fn keys_typed_ahead_reach_the_patient_that_was_meant() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = search(&clinic);
        stage.settle().await;
        // Enter is pressed before any answer is there.
        stage.type_ahead("'budi' Enter");
        stage.settle().await;
        assert!(stage.screen().contains("0813-1111-2222"), "{}", stage.screen());
    });
}

#[test]
fn whoever_is_not_found_is_registered_with_what_was_typed() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = search(&clinic);
        stage.keys("'0822 7000 1234'").await;
        assert!(stage.screen().contains("Nobody found. Enter registers"), "{}", stage.screen());
        stage.keys("Enter 'Nurul Hidayah' <ctrl-s>").await;
        assert_eq!(stage.app.names(), ["patients", "patient_card"]);
        let screen = stage.screen();
        assert!(screen.contains("Nurul Hidayah") && screen.contains("0822-7000-1234"), "{screen}");
        assert_eq!(clinic.patient("Nurul Hidayah").await, clinic.patient("Nurul Hidayah").await);
    });
}

#[test]
fn enter_twice_registers_once() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = search(&clinic);
        stage.keys("'Joko' <ctrl-n>").await;
        stage.type_ahead("<ctrl-s> <ctrl-s>");
        stage.settle().await;
        let found =
            clinic.desk.ask(loket::desk::patient::FindPatients { text: "joko".into() }).await.unwrap();
        assert_eq!(found.len(), 1);
    });
}

#[test]
fn a_mistake_is_said_at_its_field_and_nothing_is_lost() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = search(&clinic);
        stage.keys("<ctrl-n> 'Wati' Enter '0812-abc' Enter Enter '31/2/1990' <ctrl-s>").await;
        let screen = stage.screen();
        assert!(screen.contains("0812-abc") && screen.contains("cannot stand in a phone number"), "{screen}");
        assert!(screen.contains("31/2/1990") && screen.contains("There is no such day"), "{screen}");
        assert!(screen.contains("Wati"), "{screen}");
        // The cursor is in the first field that is wrong.
        stage.keys("<ctrl-u> '0812-7000-1111' Enter Enter <ctrl-u> '3/2/1990' <ctrl-s>").await;
        assert_eq!(stage.app.names(), ["patients", "patient_card"], "{}", stage.screen());
        assert!(stage.screen().contains("3 Feb 1990 (36 y)"), "{}", stage.screen());
    });
}

#[test]
fn somebody_who_looks_like_somebody_is_asked_about() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = search(&clinic);
        stage.keys("<ctrl-n> 'Siti' Enter '081234567890' <ctrl-s>").await;
        let screen = stage.screen();
        assert!(screen.contains("Is this the same person?") && screen.contains("Siti Nurhaliza"), "{screen}");
        // The safe answer is the first: it is her, and her card is opened.
        stage.keys("Enter").await;
        assert_eq!(stage.app.names(), ["patients", "patient_card"]);
        assert!(stage.screen().contains("Siti Nurhaliza"));
        stage.keys("Esc <ctrl-n> 'Siti' Enter '081234567890' <ctrl-s> Down Enter").await;
        assert_eq!(stage.app.names(), ["patients", "patient_card"]);
        assert!(stage.screen().contains("On the same number: Siti Nurhaliza"), "{}", stage.screen());
    });
}

#[test]
fn the_card_says_what_to_look_out_for_first() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("08:00");
        clinic.book("Dewi Lestari", "Laser Acne", "dr. Maya", "2026-11-20 09:00").await;
        clinic.book("Dewi Lestari", "Facial Basic", "Rina", "2026-11-23 10:00").await;
        let dewi = clinic.patient("Dewi Lestari").await;
        let mut stage = Stage::new(FRONT, clinic.desk.clone(), PatientCard::new(dewi), (80, 24));
        stage.settle().await;
        let looks = looks(&mut stage).await;
        let first = looks.lines().nth(3).unwrap();
        assert!(first.contains("! Allergy: salicylic acid"), "{first}");
        insta::assert_snapshot!("patient_card", looks);
    });
}

#[test]
fn the_form_of_a_patient() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = search(&clinic);
        stage.keys("'citra' Tab e").await;
        insta::assert_snapshot!("patient_form", looks(&mut stage).await);
    });
}

#[test]
fn a_change_elsewhere_is_named_and_what_was_typed_stays() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let budi = clinic.patient("Budi Santoso").await;
        let mut stage = Stage::new(FRONT, clinic.desk.clone(), PatientCard::new(budi), (80, 24));
        stage.keys("e Tab Tab Tab Tab 'Takut jarum'").await;
        // Meanwhile at another counter.
        let form = PatientForm {
            name: "Budi Santoso".into(),
            phones: vec!["0813-1111-2222".into()],
            address: "Jl. Mawar 3".into(),
            notes: "line one\nline two".into(),
            ..PatientForm::default()
        };
        clinic.owner.act(EditPatient { patient: budi, version: None, form }).await.unwrap();
        stage.keys("<ctrl-s>").await;
        let screen = stage.screen();
        assert!(screen.contains("Hartono changed this on"), "{screen}");
        assert!(screen.contains("Jl. Mawar 3") && screen.contains("Takut jarum"), "{screen}");
        stage.keys("<ctrl-s>").await;
        let row = clinic.desk.ask(OpenPatient { patient: budi }).await.unwrap().patient;
        assert_eq!((row.alerts.as_str(), row.address.as_str()), ("Takut jarum", "Jl. Mawar 3"));
        assert_eq!(row.notes, "line one\nline two", "a note nobody touched keeps its lines");
    });
}

#[test]
fn what_is_known_of_a_patient_is_written_in_lines() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("3 '0819 1212 3434'").await;
        stage.keys("Enter e Tab Tab Tab Tab Tab 'suka teh' <ctrl-n>").await;
        stage.paste("datang dengan ibunya\r\ntakut jarum").await;
        insta::assert_snapshot!("patient_notes", stage.screen());
        stage.keys("<ctrl-s>").await;
        let card = loket::desk::patient::OpenPatient { patient: clinic.patient("Fitriani").await };
        let card = clinic.desk.ask(card).await.unwrap();
        assert_eq!(card.patient.notes, "suka teh\ndatang dengan ibunya\ntakut jarum", "{}", stage.screen());
        // Where there is one line, none begins.
        stage.keys("e 'a' <ctrl-n> 'b' <ctrl-s>").await;
        assert_eq!(clinic.patient("Fitrianiab").await, card.patient.id);
    });
}

#[test]
fn the_last_line_says_how_to_leave_the_search_box() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = clinic.at_the_desk().await;
        // The places of the first line are text while the box has the keyboard.
        stage.keys("3 2").await;
        let screen = stage.screen();
        assert!(stage.app.names() == ["patients"] && screen.contains("Tab list"), "{screen}");
        stage.keys("Tab 2").await;
        assert_eq!(stage.app.names(), ["queue"], "{}", stage.screen());
    });
}

#[test]
fn whoever_cannot_be_forgotten_yet_is_known_before_any_pin() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.book("Dewi Lestari", "Facial Basic", "Rina", "2026-11-23 10:00").await;
        let dewi = clinic.patient("Dewi Lestari").await;
        let mut stage = Stage::new(FRONT, clinic.owner.clone(), PatientCard::new(dewi), (80, 24));
        stage.settle().await;
        stage.keys("E").await;
        let screen = stage.screen();
        assert!(
            screen.contains("A visit of this patient is still to come") && !screen.contains("PIN"),
            "{screen}"
        );
        assert_eq!(stage.app.names(), ["patient_card"]);
    });
}

#[test]
fn a_name_one_letter_apart_on_the_same_number_is_asked_about() {
    for (one, other, same) in [
        ("Sri Ayu", "Sry Ayu", true),
        ("Sri Ayu", "Ayu Sri Lestari", true),
        ("Prameswari", "Prameshwary", true),
        ("Siti", "Budi", false),
        ("Al", "Ay", false),
        ("Sri Ayu", "Sri Rahma", false),
    ] {
        assert_eq!(loket::desk::patient::look_alike(one, other), same, "{one}, {other}");
    }
}

#[test]
fn the_last_line_says_that_enter_registers() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = search(&clinic);
        stage.keys("'0822 7000 1234'").await;
        let screen = stage.screen();
        assert!(screen.contains("Enter register") && !screen.contains("Enter open"), "{screen}");
        stage.keys("<ctrl-u> 'budi'").await;
        assert!(stage.screen().contains("Enter open"), "{}", stage.screen());
    });
}

#[test]
fn two_who_look_alike_on_one_number_are_offered_to_be_merged() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let form = PatientForm {
            name: "Budi Santosa".into(),
            phones: vec!["0813-1111-2222".into()],
            ..PatientForm::default()
        };
        clinic.desk.act(loket::desk::patient::RegisterPatient { form, somebody_else: true }).await.unwrap();
        let mut stage = Stage::new(FRONT, clinic.owner.clone(), Patients::new(), (80, 24));
        stage.keys("'0813 1111 2222'").await;
        assert!(stage.screen().contains("Ctrl+O merge"), "{}", stage.screen());
        stage.keys("<ctrl-o>").await;
        assert_eq!(stage.app.names(), ["patients", "merge"], "{}", stage.screen());
        // A family is no mistake.
        stage.keys("Esc <ctrl-u> '0812 5000 6000'").await;
        assert!(!stage.screen().contains("merge"), "{}", stage.screen());
    });
}

#[test]
fn the_list_says_when_somebody_was_here_last_and_comes_next() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        // Whoever was done this morning was here today; whoever is booked for later comes.
        let rows = clinic.day("2026-11-20").await;
        let done = rows.iter().find(|row| row.status == Status::Done).unwrap();
        let later = rows.iter().find(|row| row.status == Status::Confirmed).unwrap();
        for (row, says) in [(done, "20 Nov"), (later, "20 Nov 1")] {
            let mut stage = Stage::new(FRONT, clinic.desk.clone(), Patients::new(), (100, 30));
            stage.keys(&format!("'{}'", row.patient)).await;
            let screen = stage.screen();
            assert!(screen.contains("Last visit") && screen.contains("Next"), "{screen}");
            let line = screen.lines().find(|line| line.contains('▌')).unwrap();
            assert!(line.contains(says), "{line}");
        }
    });
}
