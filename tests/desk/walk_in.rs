//! Somebody stands at the counter and has no booking.

use std::time::Duration;

use loket::app::testing::{Stage, keys_of};
use loket::desk::queue::{Line, OpenQueue};
use loket::domain::booking::Status;
use loket::domain::queue::TicketStatus;
use loket::screens::FRONT;
use loket::screens::day::Day;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, OWNER_PIN};

async fn sit(clinic: &Clinic) -> Stage {
    let mut stage = Stage::new(FRONT, clinic.desk.clone(), Day::new(clinic.desk.today()), (80, 24));
    stage.settle().await;
    stage
}

/// Presses keys and types texts; counts the keys without the texts.
async fn press(stage: &mut Stage, keys: &[&str]) -> usize {
    let mut count = 0;
    for key in keys {
        if !key.starts_with('\'') {
            count += keys_of(key).len();
        }
        stage.keys(key).await;
    }
    count
}

async fn labels(clinic: &Clinic) -> Vec<(String, String)> {
    let view = clinic.desk.ask(OpenQueue {}).await.unwrap();
    view.lines.into_iter().map(|line| (line.label, line.ticket.patient)).collect()
}

#[test]
fn a_known_patient_has_a_number_after_three_keys() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("09:00");
        let mut stage = sit(&clinic).await;
        let keys = press(&mut stage, &["W", "'0821'", "Enter", "Enter"]).await;
        assert!(keys <= 6, "{keys}");
        let screen = stage.screen();
        assert!(screen.contains("Ayu Prameswari") && screen.contains("Nobody is before"), "{screen}");
        assert!(screen.contains("██"), "the number is big: {screen}");
        assert_eq!(labels(&clinic).await, [("A001".into(), "Ayu Prameswari".into())]);
        stage.keys("Enter").await;
        assert_eq!(stage.app.names(), ["day"]);
    });
}

#[test]
fn somebody_new_is_registered_on_the_way() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("09:00");
        let mut stage = sit(&clinic).await;
        let keys = press(&mut stage, &["W", "'0899-123-4567'", "Enter", "'Lina Marlina'", "Enter"]).await;
        assert!(keys <= 6, "{keys}");
        assert_eq!(labels(&clinic).await, [("A001".into(), "Lina Marlina".into())]);
        // The number is said back as it will be saved.
        stage.keys("Enter W '0877 4567 8901' Enter").await;
        assert!(stage.screen().contains("] 0877-4567-8901"), "{}", stage.screen());
        stage.keys("Esc y").await;
        // By name first, with a treatment and a member of staff asked for.
        stage.keys("Enter").await;
        let keys = press(
            &mut stage,
            &["W", "'Mega Utami'", "Enter", "'081222333444'", "Tab", "'totok'", "Enter", "Enter", "Enter"],
        )
        .await;
        assert!(keys <= 6, "{keys}");
        let view = clinic.desk.ask(OpenQueue {}).await.unwrap();
        let mega = view.lines.iter().find(|line| line.ticket.patient == "Mega Utami").unwrap();
        assert_eq!(mega.ticket.treatment.as_deref(), Some("Totok Wajah"));
        assert_eq!(clinic.patient("Mega Utami").await, mega.ticket.patient_id);
    });
}

#[test]
fn a_family_is_chosen_from_and_typing_ahead_is_not_lost() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("09:00");
        let mut stage = sit(&clinic).await;
        // Everything typed before anything was answered.
        stage.type_ahead("W '0812-5000-6000' Down Enter Enter");
        stage.settle().await;
        let given = labels(&clinic).await;
        assert_eq!(given.len(), 1, "{}", stage.screen());
        assert!(["Ibu Ratna", "Bagas", "Citra"].contains(&given[0].1.as_str()), "{given:?}");
    });
}

#[test]
fn somebody_alike_is_asked_about() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("09:00");
        let mut stage = sit(&clinic).await;
        // Registered although he is known: the same number, part of the same name.
        stage.keys("W '0813-1111-2222' Down Enter 'Budi' Enter").await;
        let screen = stage.screen();
        assert!(
            screen.contains("Is this the same person?") && screen.contains("Yes, it is Budi Santoso"),
            "{screen}"
        );
        stage.keys("Enter").await;
        assert_eq!(labels(&clinic).await, [("A001".into(), "Budi Santoso".into())]);
        // Somebody else of the family.
        stage.keys("Enter W '0813-1111-2222' Down Enter 'Budi Kecil Santoso' Enter").await;
        stage.keys("Down Enter").await;
        assert_eq!(labels(&clinic).await.len(), 2, "{}", stage.screen());
    });
}

#[test]
fn who_has_a_booking_arrives_instead() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.book("Siti Nurhaliza", "Facial Basic", "Tono", "2026-11-20 10:00").await;
        clinic.now("09:50");
        let mut stage = sit(&clinic).await;
        stage.keys("W 'siti' Enter Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("There is a booking today") && screen.contains("10:00"), "{screen}");
        stage.keys("Enter").await;
        let view = clinic.desk.ask(OpenQueue {}).await.unwrap();
        assert_eq!(view.lines[0].ticket.booking_id, Some(clinic.booking_of("Siti Nurhaliza").await));
        assert_eq!(view.lines[0].ticket.status, TicketStatus::Waiting);
        assert!(stage.screen().contains("Siti Nurhaliza"), "{}", stage.screen());
    });
}

#[test]
fn the_slip_goes_into_a_file() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("09:00");
        let outbox = loket::app::Outbox { folder: lab.folder().join("slips"), log: None, columns: 32 };
        let options = loket::app::engine::Options {
            outbox: std::sync::Arc::new(outbox),
            ..loket::app::testing::options()
        };
        let mut stage =
            Stage::with(FRONT, clinic.desk.clone(), Day::new(clinic.desk.today()), (80, 24), options);
        stage.settle().await;
        stage.keys("W '0821' Enter Enter f").await;
        let file = lab.folder().join("slips").join("A001-20261120-090000.txt");
        let slip = std::fs::read_to_string(&file).unwrap();
        assert!(slip.contains("A 0 0 1") && !slip.contains("Ayu"), "{slip}");
        assert!(stage.screen().contains("√ Saved: "), "{}", stage.screen());
    });
}

#[test]
fn how_a_walk_in_looks() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("09:00");
        let mut stage = sit(&clinic).await;
        stage.keys("W '0812'").await;
        insta::assert_snapshot!("walk_in", looks(&mut stage).await);
        stage.keys("Enter Enter").await;
        insta::assert_snapshot!("walk_in_number", looks(&mut stage).await);
    });
}

#[test]
fn the_name_of_somebody_new_is_seen_whole_and_near_where_it_is_typed() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("W 'Maria Magdalena Situmorang'").await;
        let screen = stage.screen();
        let row = screen.lines().position(|line| line.contains("+ New patient: Maria Magdalena Situmorang"));
        assert!(row.is_some_and(|row| row < 12), "{screen}");
    });
}

#[test]
fn an_allergy_is_in_sight_from_the_choice_to_the_number() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("09:00");
        let mut stage = sit(&clinic).await;
        stage.keys("W '5432'").await;
        for (at, keys) in [("taken", "Enter"), ("given", "Enter")] {
            stage.keys(keys).await;
            let screen = stage.screen();
            assert!(screen.contains("Allergy: salicylic acid"), "{at}:\n{screen}");
        }
        assert!(stage.screen().contains("██"), "{}", stage.screen());
        // Another patient's is not drawn under this one.
        stage.keys("Enter W '5432' Enter BackTab <ctrl-u> '0821' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Ayu Prameswari") && !screen.contains("salicylic"), "{screen}");
    });
}

/// One person gives it, and she is at lunch: from the day too she is named with a PIN and a reason.
#[test]
fn whoever_may_begins_a_walk_in_outside_hours_from_the_day() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("12:05");
        let mut stage = sit(&clinic).await;
        stage.keys("W '0821' Enter 'chem' Enter Enter Enter Enter").await;
        stage.keys("Space").await;
        let screen = stage.screen();
        assert!(screen.contains("Rina has a break from") && screen.contains("Ctrl+O"), "{screen}");
        stage.keys(&format!("<ctrl-o> 'tetap mau' Enter 'owner' Enter '{OWNER_PIN}' Enter")).await;
        let day = clinic.day("2026-11-20").await;
        let visit = day.iter().find(|row| row.patient == "Ayu Prameswari").unwrap();
        assert_eq!(
            (visit.status, visit.staff.as_deref()),
            (loket::domain::booking::Status::InService, Some("Rina")),
            "{}",
            stage.screen()
        );
        // Where several can and nobody is free, somebody is named first.
        stage.keys("u W 'agus' Enter 'facial prem' Enter Enter Enter Enter").await;
        stage.keys("End Space").await;
        let screen = stage.screen();
        assert!(screen.contains("Who treats Agus Wijaya?"), "{screen}");
        stage.keys("'tono' Enter").await;
        assert!(stage.screen().contains("Tono has a break from"), "{}", stage.screen());
    });
}

/// Both who can are at work with somebody: one is named, and then whoever may sets it aside.
#[test]
fn a_walk_in_for_whom_all_are_busy_is_begun_by_a_pin() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.book("Siti Nurhaliza", "Microdermabrasi", "Rina", "2026-11-20 10:00").await;
        clinic.book("Bagas", "Totok Wajah", "Tono", "2026-11-20 10:00").await;
        clinic.now("10:05");
        for from in ["day", "visit", "queue"] {
            let mut stage = sit(&clinic).await;
            let patient = match from {
                "day" => "0821",
                "visit" => "agus",
                _ => "rizky",
            };
            stage.keys(&format!("W '{patient}' Enter 'facial prem' Enter Enter Enter Enter")).await;
            let steps = match from {
                "day" => "End Space",
                "visit" => "End Enter Space",
                _ => "2 G Space",
            };
            stage.keys(steps).await;
            let screen = stage.screen();
            assert!(screen.contains("Who treats"), "{from}\n{screen}");
            stage.keys("'tono' Enter").await;
            if from == "day" {
                let screen = stage.screen();
                assert!(screen.contains("Tono treats") && screen.contains("Ctrl+O"), "{from}\n{screen}");
                stage.keys("<ctrl-o>").await;
            }
            assert!(stage.app.names().contains(&"approve"), "{from}\n{}", stage.screen());
            if from == "day" {
                stage.keys(&format!("'tetap mau' Enter 'owner' Enter '{OWNER_PIN}' Enter")).await;
                let day = clinic.day("2026-11-20").await;
                let visit = day.iter().find(|row| row.patient == "Ayu Prameswari").unwrap();
                assert_eq!(visit.status, loket::domain::booking::Status::InService, "{}", stage.screen());
                stage.keys("u").await;
            }
        }
    });
}

#[test]
fn after_a_number_the_cursor_is_on_whoever_has_it_and_undo_says_what_to_press() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        for (leave, patient) in [("Enter", "Citra"), ("Esc", "Bagas")] {
            let mut stage = sit(&clinic).await;
            let keys = format!("W '{patient}' Enter 'totok' Enter Enter Enter {leave}");
            stage.keys(&keys).await;
            assert_eq!(stage.app.names(), ["day"], "{}", stage.screen());
            let screen = stage.screen();
            let row = screen.lines().find(|line| line.contains('▌')).unwrap_or_default();
            assert!(row.contains(patient), "{screen}");
            // Also when the line that said so has gone.
            for _ in 0..2 {
                stage.keys("u").await;
                let screen = stage.screen();
                assert!(screen.contains("L marks whoever goes again"), "{screen}");
                stage.pass(Duration::from_secs(20));
            }
            let view = clinic.desk.ask(OpenQueue {}).await.unwrap();
            let waits = |line: &&Line| line.ticket.patient == patient && line.ticket.status.open();
            assert_eq!(view.lines.iter().filter(waits).count(), 1);
        }
    });
}

#[test]
fn whoever_came_instead_of_a_number_is_undone() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = sit(&clinic).await;
        stage.keys("W 'Putri' Enter Enter Enter").await;
        assert_eq!(stage.app.names(), ["day", "number"], "{}", stage.screen());
        stage.keys("Esc").await;
        let putri = clinic.booking_of("Putri Handayani").await;
        let status =
            async || clinic.day("2026-11-20").await.iter().find(|row| row.id == putri).unwrap().status;
        assert_eq!(status().await, Status::Arrived);
        stage.keys("u").await;
        assert_eq!(status().await, Status::Confirmed, "{}", stage.screen());
    });
}

#[test]
fn a_walk_in_that_was_not_given_a_number_leaves_undo_as_it_was() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = sit(&clinic).await;
        stage.keys("End o W Esc u").await;
        assert!(stage.screen().contains("Fitriani undone"), "{}", stage.screen());
    });
}

#[test]
fn one_figure_is_too_little_to_say_that_nobody_has_it() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.now("09:00");
        for (key, form) in [("B", "booking_form"), ("W", "walk_in")] {
            let mut stage = sit(&clinic).await;
            for keys in [key, "0", "Enter"] {
                stage.keys(keys).await;
                assert_eq!(stage.app.names(), ["day", form], "{}", stage.screen());
            }
            let screen = stage.screen();
            assert!(screen.contains("Type a little more") && !screen.contains("Nobody found"), "{screen}");
            stage.keys("8").await;
            stage.keys("2").await;
            assert!(!stage.screen().contains("Type a little more"), "{}", stage.screen());
        }
    });
}
