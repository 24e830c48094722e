//! What is typed into the form of a booking, and how it is read.

use loket::domain::booking::Source;

use crate::support::Lab;
use crate::support::clinic::{Clinic, at};

#[test]
fn a_time_alone_is_on_the_day_the_form_was_opened_for() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("] B 'citra' Enter 'totok' Enter 'tono' Enter '14:30'").await;
        assert!(stage.screen().contains("Sat 21 Nov 14:30"), "{}", stage.screen());
        stage.keys("Enter Enter").await;
        assert_eq!(clinic.day("2026-11-21").await[0].starts_at, at("2026-11-21 14:30"), "{}", stage.screen());
        // So is the time of one that moves.
        stage.keys("M '15'").await;
        assert!(stage.screen().contains("Sat 21 Nov 15:00"), "{}", stage.screen());
        stage.keys("Enter").await;
        assert_eq!(clinic.day("2026-11-21").await[0].starts_at, at("2026-11-21 15:00"), "{}", stage.screen());
    });
}

#[test]
fn what_is_wrong_is_marked_and_nothing_is_lost() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("B Enter").await;
        assert_eq!(stage.app.names(), ["day", "booking_form"]);
        stage.keys("'siti' Enter 'xyz' Enter").await;
        assert!(stage.screen().contains("xyz"), "{}", stage.screen());
        stage.keys("<ctrl-u> 'totok' Enter Enter '25:00' Enter Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("25:00") && screen.contains("Siti Nurhaliza"), "{screen}");
        // Leaving asks; staying keeps.
        stage.keys("Esc n").await;
        assert!(stage.screen().contains("25:00"));
    });
}

#[test]
fn saving_twice_books_once() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("B 'siti' Enter 'totok' Enter Enter 'besok 9' Enter").await;
        stage.type_ahead("Enter Enter <ctrl-s>");
        stage.settle().await;
        assert_eq!(clinic.day("2026-11-21").await.len(), 1);
    });
}

#[test]
fn how_a_booking_came_in_is_kept_for_the_next() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("B <backtab> w Enter 'siti' Enter 'totok' Enter Enter 'besok 9' Enter Enter").await;
        stage.keys("B 'putri' Enter 'konsul' Enter Enter 'besok 10' Enter Enter").await;
        let rows = clinic.day("2026-11-21").await;
        let came: Vec<_> = rows.iter().map(|row| (row.patient.as_str(), row.source)).collect();
        assert_eq!(
            came,
            [("Siti Nurhaliza", Source::Whatsapp), ("Putri Handayani", Source::Whatsapp)],
            "{}",
            stage.screen()
        );
        // What was remembered is nothing anybody typed: leaving does not ask.
        stage.keys("B Esc").await;
        assert_eq!(stage.app.names(), ["day"]);
    });
}

#[test]
fn a_day_of_another_year_is_read_back_with_its_year() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("B 'citra' Enter 'totok' Enter 'tono' Enter '4/1/2027 14.30'").await;
        assert!(stage.screen().contains("Mon 4 Jan 2027 14:30"), "{}", stage.screen());
        stage.keys("Enter Enter").await;
        assert!(stage.screen().contains("Mon 4 Jan 2027 14:30"), "{}", stage.screen());
        stage.keys("d '4/1/2027' Enter").await;
        assert!(stage.screen().contains("┌ Mon 4 Jan 2027"), "{}", stage.screen());
        // A free start that is taken keeps its year.
        stage.keys("B 'citra' Enter 'totok' Enter 'tono' Enter '4/1/2027' Down Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("4/1/2027 08.15") && screen.contains("Mon 4 Jan 2027 08:15"), "{screen}");
    });
}

#[test]
fn a_form_saved_empty_asks_for_whom() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("B <ctrl-s>").await;
        assert!(stage.screen().contains("Who is it for?"), "{}", stage.screen());
    });
}

#[test]
fn a_number_with_a_sign_is_days_and_a_past_day_is_refused() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("B 'siti' Enter 'totok' Enter Enter '+7'").await;
        let screen = stage.screen();
        assert!(screen.contains("Fri 27 Nov") && !screen.contains("10:12"), "{screen}");
        stage.keys("<ctrl-u> '+45 menit'").await;
        assert!(stage.screen().contains("10:50"), "{}", stage.screen());
        for typed in ["kemarin", "-1", "19/11/2026"] {
            stage.keys(&format!("<ctrl-u> '{typed}' Enter Enter")).await;
            let screen = stage.screen();
            assert_eq!(stage.app.names(), ["day", "booking_form"], "{typed}:\n{screen}");
            assert!(screen.contains("past"), "{typed}:\n{screen}");
        }
    });
}

#[test]
fn a_whole_booking_is_typed_ahead() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.type_ahead("B '3434' Enter 'tot' Enter Enter Enter Enter");
        stage.settle().await;
        assert_eq!(stage.app.names(), ["day"], "{}", stage.screen());
        assert!(stage.screen().contains("Booked: Fitriani · Fri 20 Nov 10:15 · Tono"), "{}", stage.screen());
    });
}
