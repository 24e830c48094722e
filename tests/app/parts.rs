//! Every part at every size, down to one cell.

use std::sync::Arc;

use chrono::NaiveDateTime;
use crossterm::event::{KeyCode, KeyEvent};
use loket::config;
use loket::domain::money::Currency;
use loket::domain::refusal::Refusal;
use loket::i18n::{Language, Words};
use loket::ui::header::{self, Tab};
use loket::ui::helpline::{self, Hint};
use loket::ui::picker::Picker;
use loket::ui::theme::{Colours, Theme};
use loket::ui::{Column, Field, Form, Layout, List, Look, Move, Notice, Step, panel, text};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::house::{Shared, stage};

fn look(width: u16, accessible: bool, ascii: bool) -> Look {
    Look {
        words: Arc::new(Words::new(Language::English)),
        theme: Theme::new(config::Theme::Dark, Colours::Millions, ascii),
        layout: Layout::of(width),
        now: NaiveDateTime::default(),
        currency: Currency::rupiah(),
        accessible,
        in_front: true,
    }
}

fn form() -> Form {
    let read = |text: &str, _: &Look| match text {
        "" => Err(Refusal::at("time.gap", "name")),
        text => Ok(format!("= {text}")),
    };
    Form::new(vec![
        Field::text("name", "help-search").reads(read),
        Field::secret("pin", "help-search").limit(6),
        Field::pick("who", "help-search"),
        Field::choice("how", "help-search", vec!["Cash".into(), "QRIS".into(), "Card".into()]),
        Field::text("note", "help-search").cells(10),
    ])
}

/// Draws every part into one area.
fn draw_all(buffer: &mut Buffer, area: Rect, look: &Look) {
    let long = "a line that is much longer than the terminal is wide, 王小明, and says what to do";
    panel::panel(buffer, area, long, look);
    let inside = panel::framed(buffer, area, long, look);
    let mut form = form();
    form.draw(buffer, inside, look);
    form.read("name", look, |_| Err::<(), _>(Refusal::new("time.gap")));
    form.focus("how");
    form.draw(buffer, area, look);
    let mut list = List::new(50);
    let columns =
        [Column::new("help-search", 5).key(), Column::new("", 8).grows(), Column::new("", 9).right()];
    for row in [0, 25, 49] {
        list.select(row);
        list.draw(buffer, area, look, &columns, |row, cells| {
            cells.text(0, &row.to_string());
            cells.text(1, long);
            cells.styled(2, "Rp587.500", look.theme.ok);
            cells.text(9, "there is no such column");
        });
        let _ = list.cursor();
        list.draw_cards(buffer, area, look, 2, |_, buffer, place, _| {
            text::put(buffer, (place.x, place.y), long, place.width, look.theme.text, &look.theme);
        });
    }
    let tabs: Vec<Tab> = (1..=9)
        .map(|key| Tab { key: key.to_string(), label: "Today".into(), short: "Day".into(), here: key == 5 })
        .collect();
    header::draw(
        buffer,
        area,
        look,
        &tabs,
        &header::Corner {
            clinic: Some("Klinik Melati".into()),
            who: Some("rina".into()),
            kept: None,
            lost: None,
            lost_briefly: None,
        },
    );
    let hints: Vec<Hint> = (0..9).map(|_| Hint { key: "Enter".into(), label: "open".into() }).collect();
    let help = Hint { key: "?".into(), label: "help".into() };
    let last = Rect { y: area.bottom().saturating_sub(1), height: area.height.min(1), ..area };
    helpline::draw(buffer, last, look, None, &hints, &help);
    helpline::draw(buffer, last, look, Some(&Notice::stop(long)), &hints, &help);
    text::put_right(buffer, (area.x, area.y), long, area.width, look.theme.text, &look.theme);
    panel::clear(buffer, area, look);
}

proptest! {
    #[test]
    fn every_part_stays_in_its_place(
        width in 0u16..130, height in 0u16..40, x in 0u16..40, y in 0u16..20, accessible: bool, ascii: bool,
    ) {
        let look = look(width, accessible, ascii);
        // As large as asked, on a terminal that may be smaller.
        let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
        draw_all(&mut buffer, Rect { x, y, width, height }, &look);
    }
}

#[test]
fn every_part_is_drawn_in_one_cell() {
    for (width, height) in [(0, 0), (1, 1), (1, 9), (9, 1), (2, 2), (3, 3)] {
        for accessible in [false, true] {
            let area = Rect { x: 0, y: 0, width, height };
            let mut buffer = Buffer::empty(area);
            draw_all(&mut buffer, area, &look(width, accessible, false));
        }
    }
}

#[test]
fn ascii_is_ascii() {
    let area = Rect::new(0, 0, 80, 24);
    let look = look(80, false, true);
    let mut buffer = Buffer::empty(area);
    let inside = panel::framed(&mut buffer, area, "Names", &look);
    let mut form = form();
    form.focus("who");
    form.draw(&mut buffer, inside, &look);
    helpline::draw(
        &mut buffer,
        Rect { y: 23, height: 1, ..area },
        &look,
        Some(&Notice::done("done")),
        &[],
        &Hint { key: "?".into(), label: "help".into() },
    );
    let drawn: String = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
    assert!(drawn.is_ascii(), "{drawn}");
}

#[test]
fn the_field_in_hand_is_in_sight() {
    let look = look(80, false, false);
    for height in 1..8 {
        let mut form = form();
        for _ in 0..5 {
            let area = Rect::new(0, 0, 60, height);
            let drawn = form.draw(&mut Buffer::empty(area), area, &look);
            assert!(drawn.cursor.is_some_and(|cursor| area.contains(cursor)), "{height}: {}", form.focused());
            form.go(Move::Next, &look);
        }
    }
}

#[test]
fn a_form_is_gone_through_in_reading_order() {
    let look = look(80, false, false);
    let mut form = form();
    form.set("name", "Dewi", &look);
    let order: Vec<(Step, &str)> = (0..6)
        .map(|_| {
            let step = form.go(Move::Forward, &look);
            if let Step::Pick(field) = step {
                form.set(field, "Rina", &look);
            }
            (step, form.focused())
        })
        .collect();
    let moved = |name| (Step::Moved, name);
    assert_eq!(
        order,
        [
            moved("pin"),
            moved("who"),
            (Step::Pick("who"), "who"),
            moved("how"),
            moved("note"),
            (Step::Past, "note")
        ]
    );
    assert_eq!(form.go(Move::Next, &look), Step::Moved);
    assert_eq!(form.focused(), "name");
    assert_eq!(form.go(Move::Previous, &look), Step::Moved);
    assert_eq!(form.focused(), "note");
}

#[test]
fn a_mistake_is_said_when_the_field_is_left_and_not_before() {
    let look = look(80, false, false);
    let only_digits = |text: &str, _: &Look| match text.parse::<u32>() {
        Ok(number) => Ok(format!("= {number}")),
        Err(_) => Err(Refusal::at("time.gap", "count")),
    };
    let fields =
        vec![Field::text("count", "help-search").reads(only_digits), Field::text("note", "help-search")];
    let mut form = Form::new(fields);
    // An empty field that is passed over is left in peace.
    form.go(Move::Next, &look);
    form.go(Move::Previous, &look);
    assert_eq!(form.field("count").and_then(Field::error), None);
    form.key(KeyEvent::from(KeyCode::Char('x')), &look);
    assert_eq!(form.field("count").and_then(Field::error), None);
    form.go(Move::Next, &look);
    assert!(form.field("count").and_then(Field::error).is_some());
    // Saving points at it.
    assert!(form.point());
    assert_eq!(form.focused(), "count");
    assert_eq!(form.value("count"), "x", "nothing typed is lost");
    form.key(KeyEvent::from(KeyCode::Backspace), &look);
    form.key(KeyEvent::from(KeyCode::Char('7')), &look);
    assert_eq!(form.field("count").and_then(Field::error), None);
    assert!(form.dirty());
    form.settle();
    assert!(!form.dirty());
}

#[test]
fn a_picker_narrows_and_comes_back() {
    let look = look(80, false, false);
    let words = ["Facial Premium", "Laser Acne", "Chemical Peeling"].map(str::to_owned).to_vec();
    let mut picker = Picker::new("help-search", words);
    assert_eq!(picker.chosen(), Some(0));
    for c in "lasr".chars() {
        picker.key(KeyEvent::from(KeyCode::Char(c)), &look);
    }
    assert_eq!((picker.found(), picker.chosen()), (1, Some(1)));
    picker.key(KeyEvent::from(KeyCode::Char('q')), &look);
    assert_eq!((picker.found(), picker.chosen()), (0, None));
    for _ in 0..5 {
        picker.key(KeyEvent::from(KeyCode::Backspace), &look);
    }
    assert_eq!((picker.found(), picker.offered()), (3, 3));
    picker.go(Move::Last);
    assert_eq!(picker.chosen(), Some(2));
}

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

#[test]
fn what_nobody_may_miss_is_on_the_first_line_however_many_places_there_are() {
    let tabs: Vec<header::Tab> = (1..=9)
        .map(|key| header::Tab {
            key: key.to_string(),
            label: "Pasien".into(),
            short: "Pas".into(),
            here: key == 2,
        })
        .collect();
    let told = |who: &str, width| {
        let corner = header::Corner {
            clinic: Some("Klinik Melati".into()),
            who: Some(who.into()),
            kept: Some("LATIHAN".into()),
            lost: None,
            lost_briefly: None,
        };
        let look = self::look(width, false, false);
        let area = Rect::new(0, 0, width, 1);
        let mut buffer = Buffer::empty(area);
        header::draw(&mut buffer, area, &look, &tabs, &corner);
        buffer.content().iter().map(ratatui::buffer::Cell::symbol).collect::<String>()
    };
    let line = told("siti", 80);
    assert!(line.trim_end().ends_with(" siti · LATIHAN · 00:00"), "{line}");
    assert!(line.contains("2 Pasien") && line.contains("1 Pas ") && line.contains(" 9 Pas "), "{line}");
    // With all nine places and the longest name in either language no place is a bare number: the one that is open has
    // its word, or at least a few letters of it like the others.
    for language in Language::ALL {
        let spoken = loket::i18n::Words::new(*language);
        let ids = loket::screens::places::PLACES.iter().filter(|place| place.tab).map(|place| place.id);
        let words: Vec<(String, String)> = ids.map(|id| (spoken.label(id), spoken.short(id))).collect();
        assert_eq!(words.len(), 9);
        for here in 0..9 {
            let tab = |(nth, (word, short)): (usize, &(String, String))| header::Tab {
                key: (nth + 1).to_string(),
                label: word.clone(),
                short: short.clone(),
                here: nth == here,
            };
            let tabs: Vec<header::Tab> = words.iter().enumerate().map(tab).collect();
            for (who, kept) in
                [("maria.magdalena", Some("TRAINING")), ("hendra", Some("TRAINING")), ("hendra", None)]
            {
                let corner = header::Corner {
                    who: Some(who.into()),
                    kept: kept.map(str::to_owned),
                    ..header::Corner::default()
                };
                let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 1));
                let look = self::look(80, false, false);
                header::draw(&mut buffer, Rect::new(0, 0, 80, 1), &look, &tabs, &corner);
                let line: String = buffer.content().iter().map(ratatui::buffer::Cell::symbol).collect();
                let all = kept.is_none();
                for (nth, (word, short)) in words.iter().enumerate() {
                    let [word, short] = [word, short].map(|said| format!("{} {said} ", nth + 1));
                    let whole = line.contains(&word);
                    assert!(whole || line.contains(&short) && !(all && nth == here), "{word}: {line}");
                }
                assert!(line.contains(&who[..5]), "{line}");
                assert!(
                    line.trim_end().ends_with(if all { "· 00:00" } else { "TRAINING · 00:00" }),
                    "{line}"
                );
            }
        }
    }
    // On a phone too; a long name is cut where there is no room for all of it, and takes no place's letters for that.
    assert_eq!(told("siti", 40).trim(), "2 Pasien          siti · LATIHAN · 00:00");
    assert_eq!(told("maria.magdalena.situmorang", 40).trim(), "2 Pasien maria.magdal… · LATIHAN · 00:00");
    assert!(
        told("maria.magdalena.situmorang", 80).contains(" maria.m"),
        "{}",
        told("maria.magdalena.situmorang", 80)
    );
    // Without a connection that is said before the clock, and that it is a copy to learn on all the same.
    let alone = |width| {
        let corner = header::Corner {
            clinic: None,
            who: Some("siti".into()),
            kept: Some("LATIHAN".into()),
            lost: Some("tanpa koneksi sejak 09:10".into()),
            lost_briefly: Some("terputus 09:10".into()),
        };
        let look = self::look(width, false, false);
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
        header::draw(&mut buffer, Rect::new(0, 0, width, 1), &look, &tabs, &corner);
        buffer.content().iter().map(ratatui::buffer::Cell::symbol).collect::<String>()
    };
    assert!(alone(80).trim_end().ends_with("tanpa koneksi sejak 09:10 · LATIHAN · 00:00"), "{}", alone(80));
    assert_eq!(alone(40).trim(), "2 Pasien siti · terputus 09:10 · LATIHAN");
    let wide = told("maria.magdalena.situmorang", 130);
    assert!(wide.contains("maria.magdalena.situmorang") && wide.contains("9 Pasien"), "{wide}");
}

#[test]
fn what_to_do_next_is_read_to_its_end_on_a_phone_too() {
    // As long as the longest sentences there are.
    let said = format!("{} end.", "Nothing was changed here, and this is why; ".repeat(6));
    let look = self::look(40, false, false);
    let area = Rect::new(0, 0, 40, 20);
    let mut buffer = Buffer::empty(area);
    let help = Hint { key: "?".into(), label: "help".into() };
    let last = Rect { y: 19, height: 1, ..area };
    helpline::draw(&mut buffer, last, &look, Some(&Notice::stop(said)), &[], &help);
    let line: String = buffer.content()[19 * 40..].iter().map(ratatui::buffer::Cell::symbol).collect();
    assert!(line.contains("end."), "{line}");
}
