//! Every step of a visit by its key on the day screen.

use loket::desk::visit::StartVisit;
use loket::domain::booking::Status;
use loket::i18n::Language;

use crate::support::Lab;
use crate::support::clinic::Clinic;
use crate::visit::status;

#[test]
fn one_key_marks_who_arrived() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        // Agus, twenty minutes late, stands above.
        stage.keys("Up Space").await;
        let screen = stage.screen();
        assert!(screen.contains("Arrived: Agus Wijaya"), "{screen}");
        assert_eq!(status(&clinic, "Agus Wijaya").await, Status::Arrived);
        assert!(clinic.day("2026-11-20").await.iter().any(|row| row.ticket_number == Some(5)));
        stage.keys("u").await;
        assert_eq!(status(&clinic, "Agus Wijaya").await, Status::Booked);
    });
}

#[test]
fn alerts_are_read_before_anybody_begins() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.book("Dewi Lestari", "Konsultasi dr.", "dr. Maya", "2026-11-20 10:00").await;
        clinic.now("09:55");
        let mut stage = clinic.at_the_desk().await;
        stage.keys("Space Space").await;
        assert!(stage.screen().contains("Allergy: salicylic acid"), "{}", stage.screen());
        // The safe answer is the one under the cursor.
        stage.keys("Enter").await;
        assert_eq!(status(&clinic, "Dewi Lestari").await, Status::Arrived);
        stage.keys("Space y").await;
        assert_eq!(status(&clinic, "Dewi Lestari").await, Status::InService);
        stage.keys("Space").await;
        assert_eq!(status(&clinic, "Dewi Lestari").await, Status::Done);
        // Done is the end: the key says what comes next instead of doing anything.
        stage.keys("Space").await;
        assert!(stage.screen().contains("This visit is done."), "{}", stage.screen());
    });
}

#[test]
fn alerts_are_read_once_nothing_else_stands_in_the_way() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.book("Budi Santoso", "Konsultasi dr.", "dr. Maya", "2026-11-20 09:00").await;
        clinic.book("Dewi Lestari", "Konsultasi dr.", "dr. Maya", "2026-11-20 10:00").await;
        clinic.now("09:55");
        let mut stage = clinic.at_the_desk().await;
        stage.keys("Home Space Space Down Space").await;
        assert_eq!(status(&clinic, "Budi Santoso").await, Status::InService, "{}", stage.screen());
        // On the day, in the visit and in the queue alike.
        for keys in ["Space", "Enter Space", "Esc 2 Home Down Space"] {
            stage.keys(keys).await;
            let screen = stage.screen();
            assert!(screen.contains("Budi Santoso") && !screen.contains("y yes"), "{keys}: {screen}");
            assert!(!stage.app.names().contains(&"confirm"), "{keys}: {screen}");
        }
        assert_eq!(status(&clinic, "Dewi Lestari").await, Status::Arrived, "{}", stage.screen());
    });
}

#[test]
fn a_cancellation_wants_a_reason_and_goes_out_of_sight() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("End x Enter Enter").await;
        assert_eq!(stage.app.names(), ["day", "reason"], "no reason, no cancellation");
        // Why first; by whose wish is mostly the patient's.
        stage.keys("'dokter sakit' Enter Right Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Cancelled: Fitriani"), "{screen}");
        assert!(!screen.contains("13:30"), "{screen}");
        // Undo finds it although it is out of sight.
        stage.keys("u").await;
        assert!(stage.screen().contains("13:30"), "{}", stage.screen());
        // Shown on demand, with the others that do not come.
        stage.keys("X").await;
        assert!(stage.screen().contains("× cancelled"), "{}", stage.screen());
        assert!(stage.screen().contains("– no-show"), "{}", stage.screen());
    });
}

#[test]
fn who_was_quicker_at_another_counter_is_named() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        let booking = clinic.booking_of("Ayu Prameswari").await;
        let start =
            StartVisit { booking, version: None, staff: None, alerts_seen: true, override_reason: None };
        clinic.owner.act(start).await.unwrap();
        stage.keys("Space").await;
        let screen = stage.screen();
        assert!(screen.contains("Hartono changed this"), "{screen}");
        // The day was read again: now the key does the next step.
        assert!(screen.contains("► in room"), "{screen}");
        stage.keys("Space").await;
        assert_eq!(status(&clinic, "Ayu Prameswari").await, Status::Done);
    });
}

#[test]
fn the_next_number_is_called_without_leaving_the_day() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("c").await;
        assert!(stage.screen().contains("A004 is called to counter 1."), "{}", stage.screen());
        stage.keys("c").await;
        assert!(!stage.screen().contains("is called"), "nobody else waits:\n{}", stage.screen());
    });
}

#[test]
fn who_goes_away_before_the_end_left() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("L 'terlalu lama' Enter").await;
        assert_eq!(status(&clinic, "Ayu Prameswari").await, Status::Left, "{}", stage.screen());
    });
}

#[test]
fn nobody_is_missed_before_the_grace_is_over() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.book("Fitriani", "Facial Basic", "Tono", "2026-11-20 10:00").await;
        clinic.now("10:05");
        let mut stage = clinic.at_the_desk().await;
        stage.keys("N").await;
        assert!(stage.screen().contains("10:15"), "{}", stage.screen());
        assert_eq!(status(&clinic, "Fitriani").await, Status::Booked);
        clinic.now("10:15");
        stage.keys("N").await;
        assert_eq!(status(&clinic, "Fitriani").await, Status::NoShow, "{}", stage.screen());
    });
}

#[test]
fn a_line_that_was_said_does_not_stay_over_another_screen() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("End o").await;
        assert!(stage.screen().contains("Confirmed: Fitriani"), "{}", stage.screen());
        stage.keys("Enter").await;
        assert!(!stage.screen().contains("Confirmed: Fitriani ·"), "{}", stage.screen());
    });
}

#[test]
fn a_question_is_read_to_its_end_on_a_phone() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        for language in [Language::English, Language::Indonesian] {
            let mut stage = clinic.stage_in(language, clinic.today(), (40, 20)).await;
            stage.keys("End Up x").await;
            let screen = stage.screen();
            let said = screen.replace(['│', '\n'], " ");
            let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(said.contains("13:00 Konsultasi dr., Rizky Pratama"), "{screen}");
            assert!(!said.contains('…'), "{screen}");
        }
    });
}
