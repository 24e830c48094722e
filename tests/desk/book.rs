//! The phone rings: booking, moving, and what stands in the way.

use loket::app::testing::{Stage, keys_of};
use loket::desk::staff::AddLeave;
use loket::desk::visit::MarkNoShow;
use loket::domain::booking::{Source, Status};
use loket::i18n::Language;

use crate::looks::looks;
use crate::support::Lab;
use crate::support::clinic::{Clinic, OWNER_PIN, at};

/// Types keys and says how many there were.
async fn count(stage: &mut Stage, keys: &str) -> usize {
    stage.keys(keys).await;
    keys_of(keys).len()
}

#[test]
fn a_phone_booking_takes_few_keys() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        let mut keys = count(&mut stage, "B").await;
        stage.keys("'0819 1212 3434'").await;
        insta::assert_snapshot!("booking_found", stage.screen());
        keys += count(&mut stage, "Enter 'totok' Enter Enter").await;
        insta::assert_snapshot!("booking_free_starts", looks(&mut stage).await);
        keys += count(&mut stage, "'+1d 10' Enter Enter").await;
        assert!(keys <= 20, "{keys} keys");
        let screen = stage.screen();
        assert!(screen.contains("Booked: Fitriani · Sat 21 Nov 10:00 · Tono"), "{screen}");
        assert_eq!(stage.app.names(), ["day"]);
        let booked = clinic.day("2026-11-21").await;
        let row = booked.iter().find(|row| row.patient == "Fitriani").unwrap();
        assert_eq!((row.starts_at, row.source), (at("2026-11-21 10:00"), Source::Phone));
    });
}

#[test]
fn a_free_start_is_taken_with_the_arrows() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        // Everything ahead of the database: no key is lost.
        stage.type_ahead("F2 '34343434'");
        stage.keys("<ctrl-u> '3434' Enter 'totok' Enter Enter Down Enter Enter").await;
        let rows = clinic.day("2026-11-20").await;
        let mine: Vec<_> = rows.iter().filter(|row| row.patient == "Fitriani").collect();
        assert_eq!(mine.len(), 2, "{}", stage.screen());
        assert_eq!(mine[0].starts_at, at("2026-11-20 10:30"));
    });
}

#[test]
fn a_family_on_one_number_is_chosen_from() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("B '0812 5000 6000'").await;
        let screen = stage.screen();
        for name in ["Bagas", "Citra", "Ibu Ratna"] {
            assert!(screen.contains(name), "{screen}");
        }
        stage.keys("Down Enter 'totok' Enter Enter 'besok 9' Enter Enter").await;
        assert!(stage.screen().contains("Booked: Citra"), "{}", stage.screen());
    });
}

#[test]
fn who_is_not_found_is_registered_without_leaving_the_form() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("B '0899 7777 1234' Enter").await;
        assert_eq!(stage.app.names(), ["day", "booking_form", "patient_form"]);
        stage.keys("'Wayan Sudana' <ctrl-s>").await;
        stage.keys("'konsul' Enter Enter 'besok 10' Enter 'takut jarum' Enter").await;
        assert!(stage.screen().contains("Booked: Wayan Sudana"), "{}", stage.screen());
        let rows = clinic.day("2026-11-21").await;
        assert_eq!(
            (rows[0].phone.as_deref(), rows[0].note.as_str()),
            (Some("0899-••••-1234"), "takut jarum")
        );
    });
}

#[test]
fn a_taken_time_names_the_holder_and_keeps_the_form() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("B 'putri' Enter 'konsul' Enter 'maya' Enter '13' Enter Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Rizky Pratama"), "{screen}");
        assert!(screen.contains("Putri Handayani") && screen.contains("Konsultasi dr."), "{screen}");
        insta::assert_snapshot!("booking_taken", screen);
        // The nearest free start is marked: Enter takes it, and Enter saves.
        stage.keys("Enter Enter").await;
        let rows = clinic.day("2026-11-20").await;
        let row =
            rows.iter().find(|row| row.patient == "Putri Handayani" && row.treatment == "Konsultasi dr.");
        assert_eq!(row.unwrap().starts_at, at("2026-11-20 13:30"), "{}", stage.screen());
    });
}

#[test]
fn a_taken_time_is_seen_before_it_is_saved() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("B 'putri' Enter 'konsul' Enter 'maya' Enter").await;
        // Somebody else's, a free one, a free one beside the grid, and one nobody works at.
        for (typed, taken) in [("13", true), ("14", false), ("14.10", false), ("20", true), ("14", false)] {
            stage.keys(&format!("<ctrl-u> '{typed}'")).await;
            let screen = stage.screen();
            assert_eq!(screen.contains("The nearest free starts"), taken, "{typed}: {screen}");
        }
        stage.keys("<ctrl-u> '13'").await;
        assert!(stage.screen().contains("13:30"), "the nearest: {}", stage.screen());
        // Moving one, its own time is not in its way.
        stage.keys("Esc y").await;
        stage.keys("End M <ctrl-u> '13.40'").await;
        assert!(!stage.screen().contains("Not free then"), "{}", stage.screen());
    });
}

#[test]
fn who_is_not_there_is_seen_before_it_is_saved() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let leave = AddLeave {
            staff: clinic.staff("Tono").await,
            starts_at: at("2026-11-23 08:00"),
            ends_at: at("2026-11-23 17:00"),
            reason: "cuti".to_owned(),
        };
        clinic.owner.act(leave).await.unwrap();
        let mut stage = clinic.at_the_desk().await;
        stage.keys("B 'putri' Enter 'facial basic' Enter 'tono' Enter").await;
        for (typed, english, indonesian) in [
            ("sen 9", "Tono is on leave then", "Tono cuti saat itu"),
            ("sel 12.15", "Tono has a break then", "Tono istirahat saat itu"),
            ("sel 20", "Tono does not work then", "Tono tidak bekerja saat itu"),
        ] {
            stage.keys(&format!("<ctrl-u> '{typed}'")).await;
            assert!(stage.screen().contains(english), "{typed}: {}", stage.screen());
            stage.keys("<F12>").await;
            assert!(stage.screen().contains(indonesian), "{typed}: {}", stage.screen());
            stage.keys("<F12>").await;
        }
        // Of a day that is known it is said where they are chosen too.
        stage.keys("<ctrl-u> 'sen 9' BackTab <ctrl-u>").await;
        let screen = stage.screen();
        let tono = screen.lines().rfind(|line| line.contains("Tono")).unwrap_or_default();
        let rina = screen.lines().rfind(|line| line.contains("Rina")).unwrap_or_default();
        assert!(tono.contains("on leave that day") && rina.contains("terapis"), "{screen}");
    });
}

#[test]
fn the_form_speaks_the_other_language_and_takes_nobody_for_somebody() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("B 'putri' Enter 'facial basic' Enter Enter").await;
        assert!(stage.screen().contains("anyone"), "{}", stage.screen());
        stage.keys("<F12>").await;
        let screen = stage.screen();
        assert!(screen.contains("siapa saja") && !screen.contains("anyone"), "{screen}");
        stage.keys("<F12> BackTab <ctrl-u> 'asdf' Tab '+1d 10' <ctrl-s>").await;
        let screen = stage.screen();
        assert!(screen.contains("asdf") && stage.app.names() == ["day", "booking_form"], "{screen}");
        stage.keys("Esc y").await;
        // One that moves stays whose it is until somebody is named.
        stage.keys("End M BackTab <ctrl-u> 'asdf' Tab <ctrl-u> 'sen 9' <ctrl-s>").await;
        let screen = stage.screen();
        assert!(screen.contains("asdf") && stage.app.names() == ["day", "booking_form"], "{screen}");
    });
}

#[test]
fn a_taken_time_is_booked_anyway_by_somebody_who_may() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("B 'putri' Enter 'konsul' Enter 'maya' Enter '13' Enter Enter").await;
        stage.keys("<ctrl-o> 'keluarga dokter' Enter 'owner' Enter '111111' Enter").await;
        assert!(stage.screen().contains("PIN"), "{}", stage.screen());
        assert_eq!(clinic.day("2026-11-20").await.iter().filter(|row| row.overbook).count(), 0);
        stage.keys(&format!("<ctrl-o> 'keluarga dokter' Enter 'owner' Enter '{OWNER_PIN}' Enter")).await;
        let rows = clinic.day("2026-11-20").await;
        let row = rows.iter().find(|row| row.overbook).unwrap_or_else(|| panic!("{}", stage.screen()));
        assert_eq!((row.patient.as_str(), row.starts_at), ("Putri Handayani", at("2026-11-20 13:00")));
    });
}

#[test]
fn who_often_does_not_come_is_told_of_a_deposit_before_it_is_booked() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        for hour in ["08:00", "09:00", "10:00"] {
            let missed =
                clinic.book("Siti Nurhaliza", "Totok Wajah", "Tono", &format!("2026-11-20 {hour}")).await;
            clinic.now(&hour.replace(":00", ":15"));
            clinic.desk.act(MarkNoShow { booking: missed.id, version: None, deposit: None }).await.unwrap();
        }
        let mut stage = clinic.at_the_desk().await;
        stage.keys("B 'siti' Enter 'totok' Enter").await;
        insta::assert_snapshot!("booking_terms", stage.screen());
        // On a phone, in the other language, with the free starts below.
        let mut phone = clinic.stage_in(Language::Indonesian, clinic.today(), (40, 20)).await;
        phone.keys("B 'siti' Enter 'totok' Enter Enter").await;
        insta::assert_snapshot!("booking_terms_phone", phone.screen());
    });
}

#[test]
fn a_booking_is_moved_by_hand_and_brought_back() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        // Fitriani is the last of the list.
        stage.keys("End m").await;
        insta::assert_snapshot!("moving", stage.screen());
        // Held until it is dropped.
        assert!(clinic.day("2026-11-20").await.iter().any(|row| row.patient == "Fitriani"));
        stage.keys("] Down Down Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Moved: Fitriani · Sat 21 Nov 14:00 · Tono"), "{screen}");
        assert!(screen.contains("▌14:00"), "the cursor follows:\n{screen}");
        stage.keys("u").await;
        let rows = clinic.day("2026-11-20").await;
        let row = rows.iter().find(|row| row.patient == "Fitriani").unwrap();
        assert_eq!(row.starts_at, at("2026-11-20 13:30"), "{}", stage.screen());
    });
}

#[test]
fn who_did_not_come_is_booked_again() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("X Home Down").await;
        stage.keys("A Enter 'sen 9' Enter Enter").await;
        let rows = clinic.day("2026-11-23").await;
        assert_eq!(rows.len(), 1, "{}", stage.screen());
        assert_eq!((rows[0].source, rows[0].status), (Source::Rebook, Status::Booked));
    });
}

#[test]
fn no_start_is_offered_at_which_the_patient_is_elsewhere() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        // With Rina: Tono is free all day.
        clinic.book("Siti Nurhaliza", "Facial Premium", "Rina", "2026-11-20 10:30").await;
        clinic.now("10:05");
        let mut stage = clinic.at_the_desk().await;
        stage.keys("B 'siti' Enter 'totok' Enter Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("11:15") && !screen.contains("10:45"), "{screen}");
        // One that moves is in nobody's way.
        stage.keys("Esc y").await;
        stage.keys("Esc M").await;
        let screen = stage.screen();
        assert!(screen.contains("11:15"), "{screen}");
    });
}

#[test]
fn on_a_phone_the_note_of_a_booking_is_in_sight() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        for (language, note) in [(Language::English, "Note"), (Language::Indonesian, "Catatan")] {
            let mut stage = clinic.stage_in(language, clinic.today(), (40, 20)).await;
            stage.keys("B").await;
            assert!(stage.screen().contains(note), "{}", stage.screen());
            stage.keys("'ayu'").await;
            let screen = stage.screen();
            assert!(screen.contains(note) && screen.contains("Ayu Prameswari"), "{screen}");
        }
    });
}
