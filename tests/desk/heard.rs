//! Somebody listens to the screen: whole lines, no boxes, the real cursor where the keys go.

use loket::app::engine::Options;
use loket::app::testing::{Stage, options};
use loket::config::Theme as Name;
use loket::screens::FRONT;
use loket::ui::Theme;
use loket::ui::theme::Colours;

use crate::support::Lab;
use crate::support::clinic::Clinic;

/// What nobody wants to hear read aloud.
const NOISE: [char; 12] = ['─', '│', '┌', '┐', '└', '┘', '█', '▌', '_', '●', '○', '√'];

#[test]
fn what_is_heard_is_one_column_of_words() {
    Lab::sqlite(async |lab| {
        let clinic = Clinic::found(lab).await;
        clinic.until_five_past_ten().await;
        let theme = Theme::new(Name::Mono, Colours::Sixteen, true);
        let settings = Options { accessible: true, theme, ..options() };
        let mut stage = Stage::with(FRONT, clinic.desk.clone(), clinic.today(), (120, 40), settings);
        stage.settle().await;
        let mut all = String::new();
        for (keys, is_at) in [
            ("Home", "Siti Nurhaliza"),
            ("Enter", "done"),
            ("Esc Down p", "Received"),
            ("Esc Down B 'siti'", "Patient"),
            ("<ctrl-u> Esc 2", "Dewi Lestari"),
            ("3", ""),
        ] {
            stage.keys(keys).await;
            let screen = stage.screen();
            assert!(!screen.contains(NOISE), "{keys}\n{screen}");
            let cursor = stage.cursor().unwrap_or_else(|| panic!("{keys}: no cursor\n{screen}"));
            let line = screen.lines().nth(usize::from(cursor.y)).unwrap_or_default();
            assert!(line.contains(is_at), "{keys}: the cursor is on {line:?}\n{screen}");
            all.push_str(&format!("=== {keys}\n{screen}"));
        }
        insta::assert_snapshot!("heard", all);
    });
}
