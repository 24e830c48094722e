//! What the terminal is sent, read back by a terminal.

use loket::app::ink::Ink;
use loket::ui::theme::Colours;
use loket::ui::{Theme, text};
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Modifier, Style};
use std::num::NonZeroU16;

use crate::house::{Shared, stage};

const WIDTH: u16 = 20;
/// Enough rows that a number of two digits names some.
const HEIGHT: u16 = 13;

fn parser() -> vt100::Parser {
    let cells = |count| NonZeroU16::new(count).expect("cells");
    vt100::Parser::new(cells(HEIGHT), cells(WIDTH), 0)
}

/// A word somewhere, in some style.
#[derive(Debug, Clone)]
struct Patch {
    at: (u16, u16),
    text: String,
    style: Style,
}

fn patch() -> impl Strategy<Value = Patch> {
    let colour = prop_oneof![
        Just(Color::Reset),
        Just(Color::Red),
        Just(Color::LightCyan),
        Just(Color::Indexed(200)),
        Just(Color::Rgb(1, 2, 3)),
    ];
    let modifier = (0u16..64).prop_map(|bits| {
        Modifier::from_bits_truncate(bits)
            & (Modifier::BOLD | Modifier::UNDERLINED | Modifier::REVERSED | Modifier::ITALIC)
    });
    let text = prop_oneof!["[a-z ]{1,25}", "[王é\u{301}ａ❤x]{1,8}"];
    (0..WIDTH, 0..HEIGHT, text, colour.clone(), colour, modifier).prop_map(
        |(x, y, text, fg, bg, modifier)| Patch {
            at: (x, y),
            text,
            style: Style::new().fg(fg).bg(bg).add_modifier(modifier),
        },
    )
}

fn same(shown: &vt100::Screen, drawn: &Buffer, wide: bool) -> Result<(), String> {
    for y in 0..HEIGHT {
        let mut covered = 0;
        for x in 0..WIDTH {
            let (there, here) = (shown.cell(y, x).expect("a cell"), &drawn[(x, y)]);
            if covered > 0 {
                covered -= 1;
                continue;
            }
            covered = text::width(here.symbol()).saturating_sub(1);
            let letter = if there.contents().is_empty() { " " } else { there.contents() };
            if letter != here.symbol() {
                return Err(format!("{x},{y}: {letter:?} is {:?}", here.symbol()));
            }
            // Terminals blank the second half of an overwritten wide letter each in their own style.
            if letter == " " && wide {
                continue;
            }
            // Of a blank only the ground is seen: no letter shows its weight or colour.
            let ground = Modifier::REVERSED | Modifier::UNDERLINED;
            let empty = letter == " " && !here.modifier.intersects(ground);
            if there.inverse() != here.modifier.contains(Modifier::REVERSED)
                || !empty && there.bold() != here.modifier.contains(Modifier::BOLD)
                || there.underline() != here.modifier.contains(Modifier::UNDERLINED)
            {
                return Err(format!("{x},{y}: the style of {letter:?}"));
            }
            let colour = |there: vt100::Color, here: Color| match here {
                Color::Reset => there == vt100::Color::Default,
                Color::Red => there == vt100::Color::Idx(1),
                Color::LightCyan => there == vt100::Color::Idx(14),
                Color::Indexed(nth) => there == vt100::Color::Idx(nth),
                Color::Rgb(r, g, b) => there == vt100::Color::Rgb(r, g, b),
                _ => false,
            };
            if !empty && !colour(there.fgcolor(), here.fg) || !colour(there.bgcolor(), here.bg) {
                return Err(format!("{x},{y}: colours of {letter:?}"));
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_terminal_shows_what_was_drawn(frames in prop::collection::vec(prop::collection::vec(patch(), 0..6), 1..5)) {
        let Ok(mut terminal) = Terminal::new(Ink::new(Size { width: WIDTH, height: HEIGHT }));
        let mut parser = parser();
        let wide = frames.iter().flatten().any(|patch| !patch.text.is_ascii());
        for patches in frames {
            let theme = Theme::new(loket::config::Theme::Mono, Colours::Sixteen, false);
            let mut drawn = Buffer::empty(Rect::ZERO);
            let Ok(_) = terminal.draw(|frame| {
                for patch in &patches {
                    text::put(frame.buffer_mut(), patch.at, &patch.text, WIDTH, patch.style, &theme);
                }
                frame.set_cursor_position(Position { x: 3, y: 2 });
                drawn = frame.buffer_mut().clone();
            });
            parser.process(&terminal.backend_mut().take());
            prop_assert_eq!(same(parser.screen(), &drawn, wide), Ok(()));
            prop_assert_eq!(parser.screen().cursor_position(), (2, 3));
        }
    }

    #[test]
    fn no_byte_of_a_text_is_obeyed(text in prop::collection::vec(any::<char>(), 1..40)) {
        let text: String = text.into_iter().collect();
        let mut ink = Ink::new(Size { width: WIDTH, height: HEIGHT });
        // Around every part of the screen: straight into the cells.
        let cells: Vec<Cell> = text.chars().map(|c| { let mut cell = Cell::default(); cell.set_char(c); cell }).collect();
        let Ok(()) = ink.draw(cells.iter().zip(0..).map(|(cell, nth)| (nth % WIDTH, nth / WIDTH, cell)));
        let sent = ink.take();
        let sent = String::from_utf8(sent).expect("text");
        let mut rest = sent.as_str();
        while let Some(at) = rest.find(|c: char| c.is_control()) {
            let from = &rest[at..];
            let own = ["\x1b[", "\r\n", "\r", "\x08"].iter().find(|own| from.starts_with(**own));
            prop_assert!(own.is_some(), "{:?}", from.escape_default().to_string());
            rest = &from[own.map_or(1, |own| own.len())..];
        }
        let hidden = sent.contains(['\u{202e}', '\u{200b}', '\u{9b}']);
        prop_assert!(!hidden);
    }
}

#[tokio::test]
async fn a_moved_cursor_is_few_bytes_and_nothing_is_none() {
    for theme in [loket::config::Theme::Terminal, loket::config::Theme::Dark] {
        let shared = Shared::open();
        let mut stage = stage(&shared).await;
        stage.theme(Theme::new(theme, Colours::Millions, false));
        stage.resize((120, 40));
        stage.settle().await;
        let Ok(mut terminal) = Terminal::new(Ink::new(Size { width: 120, height: 40 }));
        let mut send = |stage: &mut loket::app::testing::Stage| {
            let Ok(_) = terminal.draw(|frame| stage.app.view(frame));
            terminal.backend_mut().take()
        };
        let first = send(&mut stage);
        assert!(first.len() < 8_000, "{}", first.len());
        assert!(first.starts_with(b"\x1b[?2026h"), "a large frame is shown at once");
        assert_eq!(send(&mut stage), b"", "nothing happened");
        stage.keys("Down").await;
        let moved = send(&mut stage);
        assert!(moved.len() <= 140, "{}: {}", moved.len(), moved.escape_ascii());
        stage.keys("a").await;
        send(&mut stage);
        stage.keys("D").await;
        let typed = send(&mut stage);
        assert!(typed.len() <= 100, "{}: {}", typed.len(), typed.escape_ascii());
    }
}
