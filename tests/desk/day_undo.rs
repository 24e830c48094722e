//! What is taken back on the day screen.

use std::time::Duration;

use loket::domain::booking::Status;

use crate::support::Lab;
use crate::support::clinic::{Clinic, at};
use crate::visit::status;

#[test]
fn undo_means_whom_the_last_line_names_wherever_the_cursor_went() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        // Fitriani is the last of the list, Rizky, who is confirmed, stands above.
        stage.keys("End o Up u").await;
        assert!(stage.screen().contains("Fitriani undone"), "{}", stage.screen());
        assert_eq!(status(&clinic, "Fitriani").await, Status::Booked);
        assert_eq!(status(&clinic, "Rizky Pratama").await, Status::Confirmed);
        // Nothing was done since the line went: the visit in hand is meant.
        stage.keys("Up").await;
        stage.pass(Duration::from_secs(6));
        stage.keys("Down u y").await;
        assert_eq!(status(&clinic, "Rizky Pratama").await, Status::Booked, "{}", stage.screen());
    });
}

#[test]
fn a_move_by_form_is_undone_like_one_by_hand() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        // Rizky is confirmed for one; the cursor is left on somebody else's row by the move.
        stage.keys("End Up M '14.30' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Moved: Rizky Pratama · Fri 20 Nov 14:30 · dr. Maya · u undo"), "{screen}");
        assert!(screen.contains("▌14:30"), "the cursor follows:\n{screen}");
        assert_eq!(status(&clinic, "Rizky Pratama").await, Status::Booked);
        stage.keys("Up u").await;
        let rows = clinic.day("2026-11-20").await;
        let row = rows.iter().find(|row| row.patient == "Rizky Pratama").unwrap();
        assert_eq!(row.starts_at, at("2026-11-20 13:00"), "{}", stage.screen());
        // As it was before: the yes that was given for that time stands again.
        assert_eq!(row.status, Status::Confirmed);
        // The same by hand.
        stage.keys("End Up m Down Down Enter").await;
        assert_eq!(status(&clinic, "Rizky Pratama").await, Status::Booked, "{}", stage.screen());
        stage.keys("u").await;
        assert_eq!(status(&clinic, "Rizky Pratama").await, Status::Confirmed, "{}", stage.screen());
    });
}

#[test]
fn what_cannot_be_undone_takes_nobody_elses_step_back() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        // Ayu, who arrived, is in hand.
        stage.keys("c u").await;
        let screen = stage.screen();
        assert!(screen.contains("Not undone here"), "{screen}");
        assert_eq!(status(&clinic, "Ayu Prameswari").await, Status::Arrived);
        stage.keys("B 'fitri' Enter 'totok' Enter Enter 'besok 10' Enter Enter u").await;
        let screen = stage.screen();
        assert!(screen.contains("Not undone here"), "{screen}");
        assert_eq!(status(&clinic, "Ayu Prameswari").await, Status::Arrived);
        // Later it is the visit in hand again.
        stage.pass(Duration::from_secs(11));
        stage.keys("Up Down u y").await;
        assert_eq!(status(&clinic, "Ayu Prameswari").await, Status::Booked, "{}", stage.screen());
    });
}

#[test]
fn undo_takes_back_at_once_only_what_was_just_done_and_else_names_it_and_asks() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        // Budi is through: another step is refused, and what `u` means then is older than that.
        stage.keys("Home Down Space u").await;
        let screen = stage.screen();
        assert!(screen.contains("Take back the end of Budi Santoso, 09:00 Konsultasi"), "{screen}");
        stage.keys("Enter").await;
        assert_eq!(status(&clinic, "Budi Santoso").await, Status::Done);
        // Agus came just now, and then something was refused: that is asked about too.
        stage.keys("Down Down Space N u").await;
        let screen = stage.screen();
        assert!(screen.contains("Take back the arrival of Agus Wijaya, 09:45 Totok"), "{screen}");
        stage.keys("n").await;
        assert_eq!(status(&clinic, "Agus Wijaya").await, Status::Arrived);
        stage.keys("u y").await;
        assert_eq!(status(&clinic, "Agus Wijaya").await, Status::Booked, "{}", stage.screen());
        // Once more at once, and the step before that is older again.
        stage.keys("o Space u").await;
        assert_eq!(status(&clinic, "Agus Wijaya").await, Status::Confirmed, "{}", stage.screen());
        stage.keys("u").await;
        assert!(stage.screen().contains("Take back the confirmation of Agus Wijaya"), "{}", stage.screen());
        // Its words follow the language.
        stage.keys("<F12>").await;
        assert!(stage.screen().contains("Urungkan konfirmasi Agus Wijaya"), "{}", stage.screen());
        stage.keys("y").await;
        assert_eq!(status(&clinic, "Agus Wijaya").await, Status::Booked, "{}", stage.screen());
    });
}
