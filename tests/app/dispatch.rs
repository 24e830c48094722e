//! Keys, effects and answers.

use std::time::Duration;

use loket::app::perform::Happened;
use loket::app::testing::Stage;

use crate::house::{FRONT, Names, Shared, desk, stage};

#[tokio::test]
async fn typing_ahead_is_never_lost() {
    let shared = Shared::shut();
    let mut stage = stage(&shared).await;
    // Nothing is read yet, and the whole journey is typed already.
    stage.type_ahead("Down Down a 'Dewi' Enter '0812' Enter");
    assert_eq!(stage.app.names(), ["names"]);
    shared.gate.add_permits(1000);
    stage.settle().await;
    assert_eq!(stage.app.names(), ["names"]);
    assert_eq!(*shared.names.lock().unwrap(), ["Ayu", "Budi", "Citra", "DEWI"]);
    let screen = stage.screen();
    assert!(screen.contains("▌Citra") && screen.contains("DEWI"), "{screen}");
}

#[tokio::test]
async fn the_first_screen_is_read_once_at_the_size_it_is_seen_in() {
    let shared = Shared::shut();
    let mut stage = Stage::new(FRONT, desk().await, Names::new(shared.clone()), (120, 40));
    // The terminal says how large it is once more when it is taken.
    stage.app.resize((120, 40));
    shared.gate.add_permits(2);
    stage.settle().await;
    assert!(stage.screen().contains("Citra"), "{}", stage.screen());
    assert_eq!(shared.gate.available_permits(), 1, "what was read twice");
}

#[tokio::test]
async fn a_paste_waits_in_line_behind_keys() {
    let shared = Shared::shut();
    let mut stage = stage(&shared).await;
    stage.type_ahead("a");
    let at = stage.at();
    stage.app.paste("Dewi", at);
    stage.type_ahead("<ctrl-s>");
    shared.gate.add_permits(1000);
    stage.settle().await;
    assert_eq!(*shared.names.lock().unwrap(), ["Ayu", "Budi", "Citra", "DEWI"]);
}

#[tokio::test]
async fn what_is_read_in_the_background_hides_no_keys() {
    let shared = Shared::shut();
    shared.gate.add_permits(1);
    let mut stage = stage(&shared).await;
    stage.settle().await;
    let at = stage.at();
    stage.app.take(Happened::Elsewhere, at);
    stage.pass(Duration::from_secs(1));
    assert!(stage.screen().contains("Enter"), "the keys are still there");
}

#[tokio::test]
async fn a_form_behind_a_dialog_has_no_cursor() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("a 'Dewi'").await;
    assert!(stage.cursor().is_some());
    stage.keys("Esc").await;
    assert_eq!(stage.cursor(), None);
}

#[tokio::test]
async fn enter_twice_saves_once() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("a 'Dewi' Enter").await;
    stage.type_ahead("Enter Enter Enter");
    stage.settle().await;
    assert_eq!(*shared.saves.lock().unwrap(), 1);
    assert_eq!(stage.app.names(), ["names"]);
}

#[tokio::test]
async fn a_held_enter_saves_once_and_does_nothing_to_what_follows() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("a 'Dewi' Enter").await;
    let enter = loket::app::testing::keys_of("Enter")[0];
    let mut at = stage.at() + Duration::from_millis(200);
    for _ in 0..60 {
        at += Duration::from_millis(33);
        stage.app.key(enter, at);
        stage.settle().await;
    }
    assert_eq!(*shared.saves.lock().unwrap(), 1);
    assert!(!stage.screen().contains("opened"));
    // Released and pressed again it is a new press.
    stage.app.key(enter, at + Duration::from_millis(100));
    assert!(stage.screen().contains("opened"));
}

#[tokio::test]
async fn the_same_key_on_a_list_is_meant_twice() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.settle().await;
    stage.type_ahead("Space Space");
    stage.settle().await;
    assert_eq!(*shared.saves.lock().unwrap(), 2);
}

#[tokio::test]
async fn a_late_answer_is_dropped() {
    let shared = Shared::shut();
    shared.gate.add_permits(1);
    let mut stage = stage(&shared).await;
    stage.settle().await;
    stage.type_ahead("a 'Dewi'");
    // One question is under way and one waits; those between were never asked.
    shared.gate.add_permits(1000);
    stage.settle().await;
    assert_eq!(*shared.reads.lock().unwrap(), ["D", "Dewi"]);
    assert!(stage.screen().contains("found for Dewi"));
}

#[tokio::test]
async fn a_refusal_keeps_the_form_and_points() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("a 'Eve' <ctrl-s>").await;
    assert_eq!(stage.app.names(), ["names", "new_name"]);
    let screen = stage.screen();
    assert!(screen.contains("[Eve_") && screen.contains("× "), "{screen}");
    // Typing takes the mistake away.
    stage.keys("'lyn'").await;
    let screen = stage.screen();
    assert!(screen.contains("[Evelyn_") && !screen.contains("× "), "{screen}");
    assert!(screen.contains("= EVELYN"));
}

#[tokio::test]
async fn leaving_typed_text_asks() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("a 'Dewi' Esc").await;
    assert_eq!(stage.app.names(), ["names", "new_name", "confirm"]);
    stage.keys("Enter").await;
    assert_eq!(stage.app.names(), ["names", "new_name"], "the safe answer is chosen");
    assert!(stage.screen().contains("[Dewi_"));
    stage.keys("Esc y").await;
    assert_eq!(stage.app.names(), ["names"]);
    // Nothing typed, nothing asked.
    stage.keys("a Esc").await;
    assert_eq!(stage.app.names(), ["names"]);
}

#[tokio::test]
async fn places_ask_too() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("2").await;
    assert_eq!(stage.app.names(), ["elsewhere"]);
    assert!(stage.screen().starts_with("2 elsewhere") || stage.screen().contains("elsewhere"));
}

#[tokio::test]
async fn digits_and_letters_are_text_in_a_form() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("a 'q2?:g'").await;
    assert!(stage.screen().contains("[q2?:g_"));
    assert_eq!(stage.app.names(), ["names", "new_name"]);
}

#[tokio::test]
async fn a_sequence_waits_and_shows_its_box() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("g").await;
    assert!(!stage.screen().contains("g …"));
    stage.pass(Duration::from_millis(301));
    let screen = stage.screen();
    assert!(screen.contains("g …") && screen.contains("x "), "{screen}");
    stage.keys("x").await;
    let screen = stage.screen();
    assert!(screen.contains("jumped") && !screen.contains("g …"), "{screen}");
    // Nothing begins so: both keys are forgotten.
    stage.keys("g z Down").await;
    assert!(stage.screen().contains("▌Budi"));
}

#[tokio::test]
async fn help_and_palette_run_what_they_show() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("? 'names-add' Enter").await;
    assert_eq!(stage.app.names(), ["names", "new_name"]);
    stage.keys("Esc : 'names-jump' Enter").await;
    assert_eq!(stage.app.names(), ["names"]);
    assert!(stage.screen().contains("jumped"));
}

#[tokio::test]
async fn a_key_that_cannot_says_why() {
    let shared = Shared::open();
    shared.names.lock().unwrap().clear();
    let mut stage = stage(&shared).await;
    stage.keys("Enter").await;
    let screen = stage.screen();
    assert!(screen.contains("! Nothing fits."), "{screen}");
    assert!(!screen.contains("Enter"), "not on the help line: {screen}");
}

#[tokio::test]
async fn a_change_elsewhere_keeps_cursor_and_text() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("Down a 'Dew'").await;
    shared.names.lock().unwrap().insert(0, "Aaron".into());
    let at = stage.at();
    stage.app.take(Happened::Elsewhere, at);
    stage.settle().await;
    let screen = stage.screen();
    assert!(screen.contains("[Dew_"), "{screen}");
    stage.keys("Esc y").await;
    let screen = stage.screen();
    assert!(screen.contains("Aaron") && screen.contains("▌Budi"), "{screen}");
}

#[tokio::test]
async fn waiting_is_said_late_and_can_be_let_go() {
    let shared = Shared::shut();
    let mut stage = stage(&shared).await;
    stage.type_ahead("Down");
    assert!(!stage.screen().contains("Working"));
    stage.pass(Duration::from_millis(301));
    assert!(stage.screen().contains("Working"));
    stage.type_ahead("<ctrl-c>");
    stage.type_ahead("2");
    assert_eq!(stage.app.names(), ["elsewhere"]);
}

#[tokio::test]
async fn quitting_waits_for_what_is_saved() {
    let shared = Shared::shut();
    shared.gate.add_permits(1);
    let mut stage = stage(&shared).await;
    stage.settle().await;
    stage.type_ahead("Space");
    stage.app.quit();
    assert!(!stage.app.over());
    shared.gate.add_permits(2);
    stage.settle().await;
    assert!(stage.app.over());
    assert_eq!(*shared.saves.lock().unwrap(), 1);
}

#[tokio::test]
async fn leaving_the_program_asks() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("q").await;
    assert_eq!(stage.app.names(), ["names", "confirm"]);
    stage.keys("n <ctrl-c>").await;
    assert_eq!(stage.app.names(), ["names"]);
    assert!(!stage.app.over());
    stage.keys("F10 y").await;
    assert!(stage.app.over());
}

#[tokio::test]
async fn the_language_changes_anywhere() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("a 'Dewi'").await;
    assert!(stage.screen().contains("Esc back"));
    stage.keys("<ctrl-t>").await;
    let screen = stage.screen();
    assert!(screen.contains("Esc kembali") && screen.contains("[Dewi_"), "{screen}");
}

#[tokio::test]
async fn pasted_text_goes_into_a_field_and_confirms_nothing() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.paste("a\ny\n").await;
    assert_eq!(stage.app.names(), ["names"]);
    stage.keys("a").await;
    stage.paste("Dewi\nLestari\r").await;
    assert!(stage.screen().contains("[Dewi Lestari_"));
    stage.paste("a name that is much longer than the field").await;
    let screen = stage.screen();
    assert!(screen.contains("[Dewi Lestari_") && screen.contains("Too long"), "{screen}");
}

#[tokio::test]
async fn a_digit_that_came_together_with_esc_is_a_function_key() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    // Together, as a terminal sends Alt and the digit.
    stage.keys("<alt-2>").await;
    assert_eq!(stage.app.names(), ["names", "new_name"]);
    // One after the other they are two keys, whatever Esc closed: the digit is a place.
    stage.keys("Esc Esc 2").await;
    assert_eq!(stage.app.names(), ["elsewhere"]);
}

#[tokio::test]
async fn a_letter_that_came_together_with_esc_is_not_lost() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("a <alt-j>").await;
    assert_eq!(stage.app.names(), ["names"]);
    assert!(stage.screen().contains("▌Budi"));
}

#[tokio::test]
async fn a_long_line_is_said_whole() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    let words = "word ".repeat(30);
    stage.app.say(loket::ui::Notice::stop(format!("{words}and what to do")));
    let screen = stage.screen();
    assert!(screen.contains("and what to do") && screen.trim_end().ends_with("? help"), "{screen}");
    stage.pass(Duration::from_secs(11));
    assert!(!stage.screen().contains("word"));
}

#[tokio::test]
async fn the_mouse_presses_what_it_sees() {
    use ratatui::layout::Position;
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.settle().await;
    let press = |stage: &mut loket::app::testing::Stage, words: &str| {
        let screen = stage.screen();
        let (y, line) =
            screen.lines().enumerate().find(|(_, line)| line.contains(words)).expect("it is seen");
        let x = line.chars().count() - line[line.find(words).expect("here")..].chars().count();
        let place = Position { x: u16::try_from(x).expect("x"), y: u16::try_from(y).expect("y") };
        let at = stage.at();
        stage.app.click(place, at);
    };
    press(&mut stage, "Citra");
    assert!(stage.screen().contains("▌Citra"));
    press(&mut stage, "a ⟦names-add⟧");
    stage.settle().await;
    assert_eq!(stage.app.names(), ["names", "new_name"]);
    press(&mut stage, "2 ⟦go-elsewhere⟧");
    assert_eq!(stage.app.names(), ["elsewhere"]);
}

#[tokio::test]
async fn a_paste_with_nowhere_to_go_says_so() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("").await;
    stage.paste("xay\n").await;
    let screen = stage.screen();
    assert!(screen.contains("Nothing to paste into"), "{screen}");
    assert_eq!(stage.app.names(), ["names"]);
}

#[tokio::test]
async fn a_line_that_was_read_makes_room_for_the_keys() {
    let shared = Shared::open();
    let mut stage = stage(&shared).await;
    stage.keys("Enter").await;
    assert!(stage.screen().contains("opened"));
    stage.keys("Down").await;
    assert!(stage.screen().contains("opened"), "nobody reads that fast");
    stage.pass(Duration::from_millis(1500));
    stage.keys("Down").await;
    assert!(!stage.screen().contains("opened"));
}
