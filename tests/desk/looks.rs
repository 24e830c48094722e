//! A screen as it looks in each size and language, for the snapshots.

use std::fmt::Write as _;

use loket::app::testing::Stage;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (40, 20)];

/// Sizes that have to be drawn without a fault, and no more.
const OTHERS: [(u16, u16); 6] = [(200, 60), (60, 20), (36, 12), (37, 13), (20, 5), (1, 1)];

/// The screen at each size in English, then in Indonesian. It is in English again afterwards.
pub async fn looks(stage: &mut Stage) -> String {
    let mut all = String::new();
    for language in ["en", "id"] {
        all += &in_sizes(stage, language);
        stage.keys("<F12>").await;
    }
    all
}

/// The same in the language that is spoken: where another one would leave a row on the very screen.
pub fn in_sizes(stage: &mut Stage, language: &str) -> String {
    let mut all = String::new();
    for (width, height) in SIZES {
        stage.resize((width, height));
        let screen = stage.screen();
        assert!(!screen.contains('⟦'), "words are missing:\n{screen}");
        let _ = writeln!(all, "=== {language} {width}x{height}\n{screen}");
    }
    for size in OTHERS {
        stage.resize(size);
        stage.screen();
    }
    stage.resize((80, 24));
    all
}
