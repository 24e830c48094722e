//! No wider terminal shows less than a narrower one.

use loket::app::testing::Stage;

use crate::support::Lab;
use crate::support::clinic::Clinic;

/// The narrowest and the widest terminal that is tried.
const WIDTHS: std::ops::RangeInclusive<u16> = 40..=160;

/// Which of these words each width shows; none it shows may be missing on a wider one.
fn none_goes(stage: &mut Stage, words: &[&str]) {
    let mut seen: Vec<(u16, &str)> = Vec::new();
    for width in WIDTHS {
        stage.resize((width, 40));
        let screen = stage.screen();
        for (from, word) in &seen {
            assert!(screen.contains(word), "{word} is there at {from} columns and not at {width}:\n{screen}");
        }
        for word in words {
            if screen.contains(word) && seen.iter().all(|(_, known)| known != word) {
                seen.push((width, *word));
            }
        }
    }
    let missing: Vec<_> = words.iter().filter(|word| seen.iter().all(|(_, known)| known != *word)).collect();
    assert!(missing.is_empty(), "{missing:?} nowhere:\n{}", stage.screen());
}

#[test]
fn the_day_shows_no_less_on_a_wider_terminal() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.stage(clinic.today(), (40, 40)).await;
        let words = [
            "08:30",
            "Siti Nurhaliza",
            "Facial Prem",
            "Rina",
            "done",
            "Budi Santoso",
            "Konsultasi",
            "dr. Maya",
            "Ayu Prameswari",
            "Chemical",
            "arrived",
            "Putri Handayani",
            "confirmed",
            "Rizky Pratama",
            "Fitriani",
            "Tono",
            "Agus Wijaya",
            "Treatment",
            "Status",
            "Phone",
            "November 2026",
        ];
        none_goes(&mut stage, &words);
        stage.keys("v").await;
        none_goes(&mut stage, &["dr. Maya", "Rina", "Tono", "09:00", "Fitriani", "Rizky", "November 2026"]);
    });
}

#[test]
fn a_payment_shows_no_less_on_a_wider_terminal() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.stage(clinic.today(), (80, 24)).await;
        stage.keys("p").await;
        assert_eq!(stage.app.names(), ["day", "payment"], "{}", stage.screen());
        none_goes(
            &mut stage,
            &["Tunai", "Kartu", "QRIS", "Transfer", "Reference", "Chemical Peeling", "To pay"],
        );
    });
}

#[test]
fn the_mark_of_now_is_seen_on_a_phone() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.stage(clinic.today(), (40, 20)).await;
        assert!(stage.screen().contains("10:00►"), "{}", stage.screen());
    });
}

#[test]
fn the_day_is_a_list_from_where_its_names_fit() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let mut stage = clinic.stage(clinic.today(), (80, 24)).await;
        for (width, list) in [(80, true), (79, false), (78, false)] {
            stage.resize((width, 24));
            let screen = stage.screen();
            assert_eq!(screen.contains("Status"), list, "{width}: {screen}");
            // One column less would cut a name that the cards show whole.
            assert!(screen.contains("Putri Handayani"), "{width}: {screen}");
        }
    });
}
