//! The counter nobody stands at.

use std::time::Duration;

use loket::app::testing::{Stage, options};
use loket::app::{Action, AnyScreen, Cx, Effect, Front, Screen};
use loket::ui::text;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::house::{FRONT, Names, Shared, desk};

/// Opens with `o`.
struct Lock;

enum Nothing {}

impl Screen for Lock {
    type Msg = Nothing;
    const NAME: &'static str = "lock";
    const ACTIONS: &'static [Action<Self, Nothing>] = &[Action::new("lock.open", "o", |_, _| Effect::Close)];

    fn update(&mut self, msg: Nothing, _: &Cx) -> Effect<Nothing> {
        match msg {}
    }

    fn sealed(&self) -> bool {
        true
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        text::put(frame.buffer_mut(), (area.x, area.y), "locked", area.width, theme.text, theme);
    }
}

async fn stage(shared: &Shared) -> Stage {
    let front = Front { lock: |_| Some(AnyScreen::new(Lock)), ..FRONT };
    let mut options = options();
    options.idle = Some(Duration::from_mins(5));
    Stage::with(front, desk().await, Names::new(shared.clone()), (80, 24), options)
}

#[tokio::test]
async fn five_minutes_without_a_key_lock_and_hide_everything() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("a 'Dewi'").await;
    stage.pass(Duration::from_secs(299));
    assert!(stage.screen().contains("Dewi"));
    stage.pass(Duration::from_secs(1));
    let screen = stage.screen();
    assert!(screen.contains("locked"), "{screen}");
    for name in ["Dewi", "Ayu", "Budi", "Citra", "New name"] {
        assert!(!screen.contains(name), "{screen}");
    }
    // Nothing leads past it.
    stage.keys("Esc q 2 ge : F10 <ctrl-c> <ctrl-x> Down Enter").await;
    assert_eq!(stage.app.names(), ["names", "new_name", "lock"]);
    assert!(!stage.app.over());
    // And behind it everything is as it was.
    stage.keys("o").await;
    assert!(stage.screen().contains("[Dewi_"));
}

#[tokio::test]
async fn it_locks_while_something_loads_and_shows_nothing_of_it() {
    let shared = Shared::shut();
    let mut stage = stage(&shared).await;
    stage.type_ahead("Down");
    stage.pass(Duration::from_secs(301));
    shared.gate.add_permits(100);
    stage.settle().await;
    let screen = stage.screen();
    assert!(screen.contains("locked") && !screen.contains("Ayu"), "{screen}");
}

#[tokio::test]
async fn a_key_locks_at_once() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("<ctrl-x>").await;
    assert_eq!(stage.app.names(), ["names", "lock"]);
}

#[tokio::test]
async fn an_unattended_counter_wakes_once_a_minute() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.settle().await;
    let mut wakes = 0;
    let start = stage.at();
    while stage.at() < start + Duration::from_secs(250) {
        let next = stage.app.next_alarm();
        stage.pass(next - stage.at());
        wakes += 1;
    }
    assert!(wakes <= 5, "{wakes}");
}

#[tokio::test]
async fn a_lid_that_was_closed_for_long_locks() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("a 'Dewi'").await;
    stage.closes_the_lid(Duration::from_mins(4));
    assert!(stage.screen().contains("Dewi"));
    stage.closes_the_lid(Duration::from_mins(1));
    assert!(!stage.screen().contains("Dewi"), "nobody was here for five minutes");
    stage.keys("o").await;
    assert!(stage.screen().contains("Dewi"), "what was typed is still there");
}

#[tokio::test]
async fn one_key_covers_everything_and_any_key_shows_it_again() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("a 'Dewi'").await;
    let before = stage.screen();
    assert!(stage.app.take_stale());
    for key in ["<F11>", "<ctrl-g>"] {
        stage.keys(key).await;
        assert!(
            stage.app.take_redraw() && stage.app.take_forget(),
            "every cell is sent, what is above forgotten"
        );
        let screen = stage.screen();
        assert_eq!(screen.trim(), "Hidden. Any key shows it again.");
        // The key that shows it again is not typed, nor obeyed.
        stage.keys("x").await;
        assert_eq!(stage.screen(), before);
        assert_eq!(stage.app.names(), ["names", "new_name"]);
    }
    stage.keys("<F11>").await;
    stage.paste("Siti").await;
    assert_eq!(stage.screen(), before, "a paste only shows it again");
    // What nobody came back to locks: then a key is not enough.
    stage.keys("<F11>").await;
    stage.pass(Duration::from_mins(5));
    assert!(stage.app.take_forget());
    let screen = stage.screen();
    assert!(screen.contains("locked") && !screen.contains("Hidden"), "{screen}");
    // The lock can be covered too, and is still there.
    stage.keys("<F11> x").await;
    assert!(stage.screen().contains("locked"));
    stage.keys("o").await;
    assert!(stage.screen().contains("Dewi"));
}
