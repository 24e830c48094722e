//! The day screen: what is seen, and every step of a visit by its key.

use std::time::Duration;

use loket::app::perform::Happened;
use loket::app::testing::Stage;
use loket::desk::walk_in::WalkIn;
use loket::domain::booking::Status;
use loket::i18n::Language;

use crate::support::Lab;
use crate::support::clinic::Clinic;
use crate::visit::status;

/// The day as it looks in both languages and at the three sizes.
#[test]
fn the_day_at_every_size() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        for language in [Language::English, Language::Indonesian] {
            for size in [(80, 24), (120, 40), (40, 20)] {
                let mut stage = clinic.stage_in(language, clinic.today(), size).await;
                let name = format!("day-{}-{}x{}", language.as_str(), size.0, size.1);
                insta::assert_snapshot!(name.as_str(), stage.screen());
                stage.keys("v").await;
                insta::assert_snapshot!(format!("{name}-columns"), stage.screen());
            }
        }
    });
}

#[test]
fn a_word_that_hides_every_row_is_not_an_empty_day() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("/ 'zzz' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Nothing says “zzz”. / then Esc shows all again."), "{screen}");
        assert!(!screen.contains("Nobody is booked"), "{screen}");
    });
}

#[test]
fn whoever_has_a_number_alone_is_on_the_list_of_today() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.book("Budi Santoso", "Konsultasi dr.", "dr. Maya", "2026-11-20 09:00").await;
        clinic.book("Dewi Lestari", "Konsultasi dr.", "dr. Maya", "2026-11-20 10:00").await;
        clinic.now("09:48");
        let came = WalkIn {
            patient: Some(clinic.patient("Agus Wijaya").await),
            form: None,
            somebody_else: false,
            treatment: None,
            staff: None,
            urgent: false,
            despite_booking: false,
        };
        clinic.desk.act(came).await.unwrap();
        clinic.now("09:55");
        let mut stage = clinic.at_the_desk().await;
        for size in [(80, 24), (120, 40), (40, 20)] {
            stage.resize(size);
            stage.settle().await;
            let screen = stage.screen();
            let at = screen.lines().position(|line| line.contains("Agus Wijaya")).unwrap();
            let row: Vec<&str> = screen.lines().skip(at).take(if size.0 < 80 { 2 } else { 1 }).collect();
            let row = row.join(" ");
            assert!(row.contains("09:48") && row.contains("– ") && row.contains("waiting 7m"), "{screen}");
            assert!(row.contains("A001"), "{screen}");
            let below = screen.lines().position(|line| line.contains("Dewi Lestari")).unwrap();
            assert!(at < below, "in the order of the clock: {screen}");
        }
        stage.resize((80, 24));
        // What a visit can do it cannot, and says so; it is opened where it can be told what they came for.
        stage.keys("Home Down Space").await;
        assert!(stage.screen().contains("a number, and no visit yet"), "{}", stage.screen());
        stage.keys("Enter").await;
        assert_eq!(stage.app.names(), ["day", "queue"], "{}", stage.screen());
        assert!(stage.screen().contains("▌A001"), "{}", stage.screen());
        stage.keys("Space 'totok' Enter Esc").await;
        // Now it is a visit like any other.
        let rows = clinic.day("2026-11-20").await;
        assert!(rows.iter().any(|row| row.patient == "Agus Wijaya"), "{}", stage.screen());
        let screen = stage.screen();
        let listed = screen.lines().filter(|line| line.starts_with('│') && line.contains("Agus Wijaya"));
        assert_eq!(listed.count(), 1, "{screen}");
        // On another day nobody waits.
        stage.keys("]").await;
        assert!(!stage.screen().contains("Agus Wijaya"), "{}", stage.screen());
    });
}

#[test]
fn days_are_walked_and_jumped() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        for (keys, title) in [
            ("]", "Sat 21 Nov"),
            ("] ]", "Mon 23 Nov"),
            ("[", "Sun 22 Nov"),
            ("t", "Fri 20 Nov"),
            ("Right", "Sat 21 Nov"),
            ("d '+7' Enter", "Fri 27 Nov"),
            ("d 'sen' Enter", "Mon 23 Nov"),
            ("d '15/3' Enter", "Mon 15 Mar"),
            ("d 'besok' Enter", "Sat 21 Nov"),
            ("d 't' Enter", "Fri 20 Nov"),
        ] {
            stage.keys(keys).await;
            let screen = stage.screen();
            assert!(screen.contains(&format!("┌ {title} ")), "{keys}:\n{screen}");
        }
        // What was understood is said while one types; what was not, when one wants to go there.
        stage.keys("d 'lusa'").await;
        assert!(stage.screen().contains("Sun 22 Nov 2026"), "{}", stage.screen());
        stage.keys("<ctrl-u> '31/2' Enter").await;
        assert!(stage.screen().contains("31/2"), "{}", stage.screen());
        assert_eq!(stage.app.names(), ["day", "jump"]);
    });
}

#[test]
fn the_next_day_is_there_before_it_is_asked_for_and_never_an_old_one() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        clinic.book("Agus Wijaya", "Konsultasi dr.", "dr. Maya", "2026-11-21 09:00").await;
        let mut stage = clinic.at_the_desk().await;
        stage.type_ahead("]");
        let screen = stage.screen();
        assert!(
            screen.contains("Sat 21 Nov") && screen.contains("09:00  ") && !screen.contains("11:15"),
            "{screen}"
        );
        stage.settle().await;
        stage.keys("[").await;
        // Somebody at another counter books on the day that was read ahead: it is worth nothing from here on.
        let other = clinic.another(lab).await;
        clinic.book_at(&other, "Citra", "Konsultasi dr.", "dr. Maya", "2026-11-21 11:15").await;
        heard(&mut stage).await;
        stage.type_ahead("]");
        let screen = stage.screen();
        assert!(!screen.contains("Sat 21 Nov"), "an old day is shown:\n{screen}");
        stage.settle().await;
        let screen = stage.screen();
        assert!(screen.contains("Sat 21 Nov") && screen.contains("11:15"), "{screen}");
        // The day just left is kept as well, and the one that comes next on the way back is read.
        let mut stage = clinic.at_the_desk().await;
        stage.keys("]").await;
        stage.keys("]").await;
        for (key, back, title) in [
            ("[", "]", "Sat 21 Nov"),
            ("[", "]", "Fri 20 Nov"),
            ("[", "]", "Thu 19 Nov"),
            ("]", "[", "Fri 20 Nov"),
        ] {
            // The system may tell late of a write, and then what was kept is read again: somebody who comes back and tries
            // again finds it.
            let mut at_once = false;
            for _ in 0..20 {
                stage.type_ahead(key);
                at_once = stage.screen().contains(&format!("┌ {title} "));
                stage.settle().await;
                if at_once {
                    break;
                }
                stage.keys(back).await;
            }
            assert!(at_once, "{title}:\n{}", stage.screen());
        }
        // Changed while somebody looked at another day: not the one that was left comes back.
        stage.keys("] ]").await;
        clinic.book_at(&other, "Citra", "Konsultasi dr.", "dr. Maya", "2026-11-21 15:30").await;
        heard(&mut stage).await;
        stage.keys("[").await;
        assert!(stage.screen().contains("15:30"), "{}", stage.screen());
        other.close().await;
    });
}

/// Waits until the stage was told that another counter changed something.
async fn heard(stage: &mut Stage) {
    loop {
        let happened = stage.app.happened().await;
        let elsewhere = matches!(happened, Happened::Elsewhere);
        stage.app.take(happened, stage.at());
        if elsewhere {
            return;
        }
    }
}

#[test]
fn keys_typed_ahead_of_the_book_are_not_lost() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.type_ahead("] [ Up Space u Down");
        stage.settle().await;
        assert_eq!(status(&clinic, "Agus Wijaya").await, Status::Booked);
        assert!(stage.screen().contains("▌10:00"), "{}", stage.screen());
    });
}

#[test]
fn a_row_keeps_its_cursor_when_another_counter_books_above_it() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("End").await;
        clinic.book("Citra", "Konsultasi dr.", "dr. Maya", "2026-11-20 11:00").await;
        stage.keys("<F5>").await;
        let screen = stage.screen();
        assert!(screen.contains("Citra") && screen.contains("▌13:30"), "{screen}");
    });
}

#[test]
fn what_a_day_is_narrowed_by_is_no_form() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("/ 'Maya'").await;
        let screen = stage.screen();
        assert!(!screen.contains("save") && screen.contains("Enter narrow"), "{screen}");
        stage.keys("Esc").await;
        let screen = stage.screen();
        assert!(stage.app.names() == ["day"] && screen.contains("Fitriani"), "{screen}");
        // And what narrows it already goes with Esc too.
        stage.keys("/ 'Maya' Enter / Esc").await;
        let screen = stage.screen();
        assert!(stage.app.names() == ["day"] && screen.contains("Fitriani"), "{screen}");
    });
}

#[test]
fn a_long_day_is_narrowed_to_a_word() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("/ 'Maya' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Fri 20 Nov · /maya · 3"), "{screen}");
        assert!(screen.contains("Rizky") && !screen.contains("Fitriani"), "{screen}");
        // It stays when the day is read again, and goes with another day or an empty line.
        stage.keys("<F5>").await;
        assert!(stage.screen().contains("/maya"), "{}", stage.screen());
        stage.keys("/ <ctrl-u> 'Zulkifli' Enter").await;
        let screen = stage.screen();
        assert!(
            screen.contains("Nothing says “zulkifli”.") && !screen.contains("Nobody is booked"),
            "{screen}"
        );
        // How a row stands is found as it is shown, money too.
        stage.keys("/ <ctrl-u> 'arrived' Enter").await;
        let found = |screen: &str| screen.lines().filter(|line| line.contains("arrived")).count();
        assert!(found(&stage.screen()) > 0 && !stage.screen().contains("booked  "), "{}", stage.screen());
        stage.keys("/ <ctrl-u> 'paid' Enter").await;
        assert!(!stage.screen().contains("unpaid"), "{}", stage.screen());
        // Two words are one, as they are read.
        stage.keys("<F12> / <ctrl-u> 'belum pasti' Enter").await;
        assert!(stage.screen().contains("? belum pasti"), "{}", stage.screen());
        stage.keys("<F12>").await;
        stage.keys("/ <ctrl-u> Enter").await;
        assert!(stage.screen().contains("Fitriani"), "{}", stage.screen());
    });
}

#[test]
fn beside_the_list_stands_whoever_the_cursor_rests_on() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.stage(clinic.today(), (120, 40)).await;
        assert!(stage.screen().contains("0821-••••-3333"), "Ayu:\n{}", stage.screen());
        let before = stage.buffer();
        stage.keys("Down").await;
        let after = stage.buffer();
        let changed = before.content.iter().zip(&after.content).filter(|(one, other)| one != other).count();
        assert!(changed < 60, "{changed} cells for a moved cursor");
        stage.pass(Duration::from_millis(250));
        assert!(stage.screen().contains("0878-••••-5555"), "Putri:\n{}", stage.screen());
    });
}

#[test]
fn no_size_breaks_a_screen() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        for keys in ["F5", "v", "B '08'", "B 'siti' Enter 'totok' Enter Enter", "Enter", "m", "x", "d", "/"] {
            let mut stage = clinic.at_the_desk().await;
            stage.keys(keys).await;
            for width in (1..140).step_by(9) {
                for height in (1..50).step_by(5) {
                    stage.resize((width, height));
                    stage.screen();
                }
            }
        }
    });
}

#[test]
fn whoever_has_no_staff_yet_is_above_the_columns_and_found_by_how_they_do() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.book("Budi Santoso", "Konsultasi dr.", "dr. Maya", "2026-11-20 09:00").await;
        for (at, name, treatment) in
            [("09:48", "Agus Wijaya", None), ("09:50", "Dewi Lestari", Some("Totok Wajah"))]
        {
            clinic.now(at);
            let treatment = match treatment {
                Some(treatment) => Some(clinic.treatment(treatment).await),
                None => None,
            };
            let came = WalkIn {
                patient: Some(clinic.patient(name).await),
                form: None,
                somebody_else: false,
                treatment,
                staff: None,
                urgent: false,
                despite_booking: false,
            };
            clinic.desk.act(came).await.unwrap();
        }
        clinic.now("09:55");
        let mut stage = clinic.stage(clinic.today(), (120, 40)).await;
        for (size, words) in [((120, 40), true), ((80, 24), true), ((40, 20), false)] {
            stage.resize(size);
            stage.keys("v").await;
            let screen = stage.screen();
            // How they do stands there as in the list, and that there is something to read.
            let said = screen.replace(['│', '\n'], " ");
            let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(said.contains("No staff yet: 09:48 Agus Wijaya ● waiting 7m"), "{screen}");
            assert!(!words || said.contains("· 09:50 ! Dewi Lestari ● arrived 5m"), "{screen}");
            stage.keys("v").await;
            assert!(!stage.screen().contains("No staff yet"), "{}", stage.screen());
        }
        stage.resize((80, 24));
        stage.keys("/ 'waiting' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Agus Wijaya") && !screen.contains("Budi Santoso"), "{screen}");
    });
}

#[test]
fn in_the_columns_the_cursor_goes_to_who_was_looked_for() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        for (name, staff, at) in [("Agus Wijaya", "Tono", "09:00"), ("Budi Santoso", "dr. Maya", "15:00")] {
            let treatment = if staff == "Tono" { "Totok Wajah" } else { "Konsultasi dr." };
            clinic.book(name, treatment, staff, &format!("2026-11-20 {at}")).await;
        }
        let mut stage = clinic.stage(clinic.today(), (120, 40)).await;
        stage.keys("v / 'budi' Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("/budi") && screen.contains("Agus Wijaya"), "{screen}");
        stage.keys("Enter").await;
        let screen = stage.screen();
        assert!(screen.contains("Budi Santoso") && !screen.contains("Agus Wijaya"), "{screen}");
    });
}

#[test]
fn only_what_shows_something_is_advised_where_nothing_says_a_word() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("/ 'zzz' Enter").await;
        assert!(!stage.screen().contains("called off"), "{}", stage.screen());
        // The keys that are named show all again.
        stage.keys("/ Esc").await;
        assert!(stage.screen().contains("Fitriani"), "{}", stage.screen());
        stage.keys("End x 'sakit' Enter Enter / 'fitriani' Enter").await;
        assert!(stage.screen().contains("X those called off that"), "{}", stage.screen());
        stage.keys("X").await;
        assert!(stage.screen().contains("Fitriani"), "{}", stage.screen());
    });
}

#[test]
fn what_was_looked_for_is_looked_for_on_the_next_day_too() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        clinic.book("Dewi Lestari", "Laser Acne", "dr. Maya", "2026-11-21 10:00").await;
        let mut stage = clinic.at_the_desk().await;
        stage.keys("/ 'dewi' Enter").await;
        for _ in 0..2 {
            stage.keys("]").await;
            let screen = stage.screen();
            assert!(screen.contains("/dewi") && screen.contains("Dewi Lestari"), "{screen}");
            assert!(!screen.contains("Citra"), "{screen}");
            // It came ahead, or was left just now.
            stage.keys("[").await;
            let screen = stage.screen();
            assert!(screen.contains("Dewi Lestari") && !screen.contains("Fitriani"), "{screen}");
        }
        stage.keys("/ Esc ]").await;
        assert!(stage.screen().contains("Citra"), "{}", stage.screen());
    });
}
