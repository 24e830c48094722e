//! Every part at every size, down to one cell.

use crate::house::{Shared, stage};

const SIZES: [(u16, u16); 9] =
    [(200, 60), (120, 40), (80, 24), (60, 20), (40, 20), (36, 12), (20, 5), (1, 1), (500, 200)];

#[tokio::test]
async fn everything_is_drawn_at_every_size() {
    let journeys = ["", "a 'Dewi'", "a 'Eve' <ctrl-s>", "a 'Dewi' Esc", "?", ":", "q", "g"];
    for journey in journeys {
        let shared = Shared::open();
        let mut stage = stage(&shared).await;
        stage.settle().await;
        stage.keys(journey).await;
        stage.pass(std::time::Duration::from_secs(1));
        for size in SIZES {
            stage.resize(size);
            stage.screen();
        }
        // What was there is there again.
        stage.resize((80, 24));
        assert!(!stage.screen().contains("Terminal is"));
    }
}

#[tokio::test]
async fn a_tiny_terminal_says_so() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.resize((30, 10));
    let screen = stage.screen();
    assert!(screen.contains("Terminal is 30x10.") && screen.contains("36x12"), "{screen}");
}

#[tokio::test]
async fn the_key_for_help_is_always_there() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    for size in SIZES.into_iter().filter(|size| size.0 >= 36 && size.1 >= 12) {
        stage.resize(size);
        let screen = stage.screen();
        assert!(screen.trim_end().ends_with("? help"), "{size:?}\n{screen}");
    }
    stage.keys("a").await;
    assert!(stage.screen().trim_end().ends_with("F1 help"), "a letter is text in a form");
}
