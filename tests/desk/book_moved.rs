//! A booking is moved by hand and by form, and let go.

use crate::support::Lab;
use crate::support::clinic::{Clinic, OWNER_PIN, at};

#[test]
fn a_booking_is_let_go_where_it_was() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("End m ] Esc").await;
        assert_eq!(stage.app.names(), ["day"]);
        let rows = clinic.day("2026-11-20").await;
        assert!(rows.iter().any(|row| row.patient == "Fitriani" && row.moves == 0));
    });
}

#[test]
fn a_booking_is_moved_by_form() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("End M 'sen 9' Enter").await;
        assert!(stage.screen().contains("Moved: Fitriani · Mon 23 Nov 09:00 · Tono"), "{}", stage.screen());
    });
}

#[test]
fn a_free_place_of_the_columns_is_booked_where_the_cursor_is() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        // From Ayu with Rina, over to Tono at 10:30.
        stage.keys("v Right Down Down Enter 'siti' Enter 'totok' Enter Enter Enter Enter").await;
        let rows = clinic.day("2026-11-20").await;
        let row = rows.iter().find(|row| row.patient == "Siti Nurhaliza" && row.treatment == "Totok Wajah");
        let row = row.unwrap_or_else(|| panic!("{}", stage.screen()));
        assert_eq!((row.starts_at, row.staff.as_deref()), (at("2026-11-20 10:30"), Some("Tono")));
    });
}

#[test]
fn a_booking_is_dropped_anyway_by_somebody_who_may() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        // Into the break.
        stage.keys("End m Up Up Up Up Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Ctrl+O: drop anyway"), "{screen}");
        // Another place is another question.
        stage.keys("Up <ctrl-o>").await;
        assert_eq!(stage.app.names(), ["day", "moving"]);
        stage.keys(&format!("Enter <ctrl-o> 'keluarga' Enter 'owner' Enter '{OWNER_PIN}' Enter")).await;
        let rows = clinic.day("2026-11-20").await;
        let row = rows.iter().find(|row| row.patient == "Fitriani").unwrap();
        assert_eq!(row.starts_at, at("2026-11-20 12:15"), "{}", stage.screen());
        assert_eq!(stage.app.names(), ["day"]);
    });
}

#[test]
fn what_was_booked_is_in_hand() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.stage(clinic.today(), (80, 24)).await;
        stage.keys("Home B 'ratna' Enter 'totok' Enter 'tono' Enter '16:30' Enter Enter").await;
        let screen = stage.screen();
        let row =
            screen.lines().find(|line| line.contains("Ibu Ratna")).unwrap_or_else(|| panic!("{screen}"));
        assert!(row.contains("▌16:30"), "{screen}");
        // Called off, it is gone from the list; taken back, it is in hand again, wherever the cursor was.
        stage.keys("x 'sakit' Enter Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Cancelled: Ibu Ratna"), "{screen}");
        stage.keys("Home u").await;
        let screen = stage.screen();
        let row = screen.lines().find(|line| line.contains("▌")).unwrap_or_else(|| panic!("{screen}"));
        assert!(row.contains("Ibu Ratna"), "{screen}");
    });
}
