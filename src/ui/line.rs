//! The text of one line while somebody types into it: cursor, undo, what is in sight.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_textarea::{CursorMove, TextArea};
use unicode_segmentation::UnicodeSegmentation;

use super::text;

/// One line of text with a cursor in it.
#[derive(Default)]
pub struct Line {
    edit: TextArea<'static>,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // It may be a PIN or a patient: it stays out of logs and panics.
        f.write_str("Line")
    }
}

impl Line {
    #[must_use]
    pub fn text(&self) -> &str {
        self.edit.lines().first().map_or("", String::as_str)
    }

    fn letters(&self) -> usize {
        self.text().chars().count()
    }

    /// Replaces the text. Undo brings the old one back.
    pub fn set(&mut self, text: &str) {
        self.edit.select_all();
        self.edit.cut();
        self.edit.set_yank_text("");
        self.edit.insert_str(one_line(text));
    }

    /// Puts text in at the cursor; says no, and changes nothing, when it does not fit into `limit`
    /// letters.
    pub fn insert(&mut self, pasted: &str, limit: usize) -> bool {
        let clean = one_line(pasted);
        // A number copied with the blanks around it is meant without them.
        let clean = if self.text().is_empty() { clean.trim_start() } else { &clean };
        let fits = clean.chars().count() <= limit.saturating_sub(self.letters());
        if fits {
            self.edit.insert_str(clean);
        }
        fits
    }

    /// A key of a text line. Says whether the text changed.
    pub fn key(&mut self, key: KeyEvent, limit: usize) -> bool {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let before = self.text().to_owned();
        let edit = &mut self.edit;
        match key.code {
            KeyCode::Char(c) if !ctrl && !alt => {
                let drawn = text::shown(c.encode_utf8(&mut [0; 4])).contains(c);
                if before.chars().count() >= limit || !drawn {
                    return false;
                }
                edit.insert_char(c);
            }
            KeyCode::Char('u') if ctrl => {
                edit.move_cursor(CursorMove::End);
                edit.delete_line_by_head();
            }
            KeyCode::Char('k') if ctrl => drop(edit.delete_line_by_end()),
            KeyCode::Char('w') if ctrl => drop(edit.delete_word()),
            KeyCode::Char('z') if ctrl => drop(edit.undo()),
            KeyCode::Char('r') if ctrl => drop(edit.redo()),
            KeyCode::Char('a') if ctrl => edit.move_cursor(CursorMove::Head),
            KeyCode::Char('e') if ctrl => edit.move_cursor(CursorMove::End),
            KeyCode::Home => edit.move_cursor(CursorMove::Head),
            KeyCode::End => edit.move_cursor(CursorMove::End),
            KeyCode::Left if ctrl || alt => edit.move_cursor(CursorMove::WordBack),
            KeyCode::Right if ctrl || alt => edit.move_cursor(CursorMove::WordForward),
            KeyCode::Left => edit.move_cursor(CursorMove::Back),
            KeyCode::Right => edit.move_cursor(CursorMove::Forward),
            KeyCode::Backspace if ctrl || alt => drop(edit.delete_word()),
            KeyCode::Backspace => drop(edit.delete_char()),
            KeyCode::Delete => drop(edit.delete_next_char()),
            _ => return false,
        }
        self.text() != before
    }

    /// The part of the text around the cursor that fits into `room` cells, and the cell the cursor
    /// is in. With a `mask` every letter is that sign.
    #[must_use]
    pub fn window(&self, room: usize, mask: Option<char>) -> (String, u16) {
        let at = self.edit.cursor().1;
        let (shown, lead) = if let Some(mask) = mask {
            let dots = |n: usize| String::from(mask).repeat(n);
            (dots(self.letters()), dots(at))
        } else {
            let before: String = self.text().chars().take(at).collect();
            (text::shown(self.text()).into_owned(), text::shown(&before).into_owned())
        };
        // The cursor needs a cell after the last letter.
        let room = room.max(1);
        let cursor = text::width(&lead);
        let (mut skip, mut dropped) = (0, 0);
        for grapheme in lead.graphemes(true) {
            if cursor - dropped < room {
                break;
            }
            dropped += text::width(grapheme);
            skip += grapheme.len();
        }
        let mut visible = String::new();
        let mut used = 0;
        for grapheme in shown.get(skip..).unwrap_or_default().graphemes(true) {
            used += text::width(grapheme);
            if used > room {
                break;
            }
            visible.push_str(grapheme);
        }
        (visible, u16::try_from(cursor - dropped).unwrap_or(u16::MAX))
    }
}

/// Pasted text as one line: line breaks and tabs become spaces.
fn one_line(pasted: &str) -> String {
    text::shown(pasted.trim_end()).into_owned()
}

/// Whether a key belongs to the text line when somebody types: letters, and what moves or deletes
/// inside the line.
#[must_use]
pub fn edits(key: &KeyEvent) -> bool {
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    match key.code {
        KeyCode::Char(c) if ctrl && !alt => matches!(c, 'a' | 'e' | 'k' | 'r' | 'u' | 'w' | 'z'),
        KeyCode::Char(_) => !alt,
        KeyCode::Left | KeyCode::Right | KeyCode::Home | KeyCode::End => true,
        KeyCode::Backspace | KeyCode::Delete => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn typed(keys: &[(KeyCode, KeyModifiers)]) -> Line {
        let mut line = Line::default();
        for (code, modifiers) in keys {
            line.key(KeyEvent::new(*code, *modifiers), 20);
        }
        line
    }

    #[test]
    fn undo_brings_back_what_was_cleared() {
        let mut line = Line::default();
        line.set("Dewi");
        assert!(line.key(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL), 20));
        assert_eq!(line.text(), "");
        assert!(line.key(KeyEvent::new(KeyCode::Char('z'), KeyModifiers::CONTROL), 20));
        assert_eq!(line.text(), "Dewi");
    }

    #[test]
    fn a_line_is_one_line_and_has_an_end() {
        let mut line = Line::default();
        assert!(line.insert("Dewi\r\nLestari\t", 20));
        assert_eq!(line.text(), "Dewi Lestari");
        assert!(!line.insert("much too long", 20));
        assert_eq!(line.text(), "Dewi Lestari");
        assert!(!line.key(KeyEvent::new(KeyCode::Char('x'), KeyModifiers::NONE), 12));
        assert!(!line.key(KeyEvent::new(KeyCode::Char('\u{202e}'), KeyModifiers::NONE), 20));
    }

    #[test]
    fn a_secret_shows_no_letter() {
        let line =
            typed(&[(KeyCode::Char('1'), KeyModifiers::NONE), (KeyCode::Char('2'), KeyModifiers::NONE)]);
        assert_eq!(line.window(10, Some('•')), ("••".to_owned(), 2));
    }

    proptest! {
        #[test]
        fn the_cursor_is_always_in_sight(text in "\\PC{0,30}", back in 0usize..30, room in 1usize..12) {
            let mut line = Line::default();
            line.set(&text);
            for _ in 0..back {
                line.key(KeyEvent::new(KeyCode::Left, KeyModifiers::NONE), 99);
            }
            let (visible, cursor) = line.window(room, None);
            prop_assert!(text::width(&visible) <= room);
            prop_assert!(usize::from(cursor) < room.max(2), "{cursor} of {room}");
        }
    }
}
