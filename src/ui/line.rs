//! A text while somebody types into it: cursor, undo, what is in sight. It is one line, or a page of several.

use std::cell::Cell;
use std::ops::Range;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_textarea::{CursorMove, TextArea};
use unicode_segmentation::UnicodeSegmentation;

use super::fold::{folds, letters};
use super::text;

/// A row as it is drawn: its line, and which letters of that.
type Row = (usize, Range<usize>);

/// A text with a cursor in it.
#[derive(Default)]
pub struct Line {
    edit: TextArea<'static>,
    /// What stands in it, line breaks kept.
    text: String,
    /// Whether it may have several lines.
    page: bool,
    /// The cells its rows were last drawn in: up and down follow what is seen.
    room: Cell<usize>,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // It may be a PIN or a patient: it stays out of logs and panics.
        f.write_str("Line")
    }
}

impl Line {
    /// A text of several lines.
    #[must_use]
    pub fn page() -> Self {
        Self { page: true, ..Self::default() }
    }

    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Takes over what was typed. Says whether the text changed.
    fn edited(&mut self) -> bool {
        let text = self.edit.lines().join("\n");
        let changed = text != self.text;
        self.text = text;
        changed
    }

    /// Text from elsewhere as it may stand here.
    fn clean(&self, text: &str) -> String {
        if !self.page {
            return one_line(text);
        }
        text.trim_end().lines().map(text::shown).collect::<Vec<_>>().join("\n")
    }

    fn letters(&self) -> usize {
        self.text().chars().count()
    }

    /// Replaces the text. Undo brings the old one back.
    pub fn set(&mut self, text: &str) {
        self.edit.select_all();
        self.edit.cut();
        self.edit.set_yank_text("");
        self.edit.insert_str(self.clean(text));
        self.edited();
    }

    /// Puts text in at the cursor; says no, and changes nothing, when it does not fit into `limit`
    /// letters.
    pub fn insert(&mut self, pasted: &str, limit: usize) -> bool {
        let clean = self.clean(pasted);
        // A number copied with the blanks around it is meant without them.
        let clean = if self.text().is_empty() { clean.trim_start() } else { &clean };
        let fits = clean.chars().count() <= limit.saturating_sub(self.letters());
        if fits {
            self.edit.insert_str(clean);
            self.edited();
        }
        fits
    }

    /// A key of a text line. Says whether the text changed.
    pub fn key(&mut self, key: KeyEvent, limit: usize) -> bool {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let full = self.letters() >= limit;
        let edit = &mut self.edit;
        match key.code {
            KeyCode::Char(_) if !ctrl && !alt && (full || !types(&key)) => return false,
            KeyCode::Char(c) if !ctrl && !alt => edit.insert_char(c),
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
        self.edited()
    }

    /// Begins a new line on a page. Says whether the text changed.
    pub fn break_line(&mut self, limit: usize) -> bool {
        if !self.page || self.letters() >= limit {
            return false;
        }
        self.edit.insert_newline();
        self.edited()
    }

    /// One row up or down as they are drawn. Says whether there was one.
    pub fn climb(&mut self, up: bool) -> bool {
        let (rows, (row, cell)) = self.places(self.room.get());
        let Some(to) = (if up { row.checked_sub(1) } else { Some(row + 1) }) else { return false };
        let Some((line, range)) = rows.get(to) else { return false };
        let text = self.edit.lines().get(*line).map_or("", String::as_str);
        let mut letter = range.start;
        let mut used = 0;
        for c in letters(text, range.clone()).chars() {
            used += text::width(c.encode_utf8(&mut [0; 4]));
            // Behind the last letter of a row that folds the cursor would be on the next.
            if used > cell
                || (letter + 1 == range.end && rows.get(to + 1).is_some_and(|next| next.0 == *line))
            {
                break;
            }
            letter += 1;
        }
        let [line, letter] = [*line, letter].map(|n| u16::try_from(n).unwrap_or(u16::MAX));
        self.edit.move_cursor(CursorMove::Jump(line, letter));
        true
    }

    /// Every row of a page in so many cells, as a line and its letters; and the row and cell of the cursor.
    fn places(&self, room: usize) -> (Vec<Row>, (usize, usize)) {
        // The cursor needs a cell after the last letter.
        let room = room.saturating_sub(1).max(1);
        let cursor = self.edit.cursor();
        let mut rows = Vec::new();
        let mut place = (0, 0);
        for (nth, line) in self.edit.lines().iter().enumerate() {
            for range in folds(line, room) {
                if nth == cursor.0 && range.start <= cursor.1 {
                    let before = text::width(&letters(line, range.start..cursor.1.min(range.end)));
                    place = (rows.len(), before.min(room));
                }
                rows.push((nth, range));
            }
        }
        (rows, place)
    }

    /// How many rows of `room` cells the page takes.
    #[must_use]
    pub fn rows(&self, room: usize) -> usize {
        self.places(room).0.len()
    }

    /// The rows of a page around the cursor, as many as are wanted, and where the cursor is among them.
    #[must_use]
    pub fn pane(&self, room: usize, most: usize) -> (Vec<String>, (u16, u16)) {
        self.room.set(room);
        let (rows, (row, cell)) = self.places(room);
        let skip = (row + 1).saturating_sub(most.max(1));
        let shown = rows.into_iter().skip(skip).take(most.max(1));
        let lines = self.edit.lines();
        let shown = shown.map(|(line, range)| letters(lines.get(line).map_or("", String::as_str), range));
        let [x, y] = [cell, row - skip].map(|n| u16::try_from(n).unwrap_or(u16::MAX));
        (shown.collect(), (x, y))
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

/// Whether a key puts a sign into the text.
#[must_use]
pub fn types(key: &KeyEvent) -> bool {
    let held = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    match key.code {
        KeyCode::Char(c) => !held && text::shown(c.encode_utf8(&mut [0; 4])).contains(c),
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

    #[test]
    fn a_page_keeps_its_lines_and_is_walked_as_it_is_seen() {
        let mut page = Line::page();
        page.set("alergi asam salisilat\r\nsuka teh");
        assert_eq!(page.text(), "alergi asam salisilat\nsuka teh");
        assert_eq!(
            page.pane(13, 9),
            (vec!["alergi asam ".into(), "salisilat".into(), "suka teh".into()], (8, 2))
        );
        assert_eq!(page.pane(13, 2).1, (8, 1), "the cursor is in sight");
        assert!(page.climb(true) && page.climb(true) && !page.climb(true));
        assert_eq!(page.pane(13, 9).1, (8, 0));
        assert!(page.break_line(99));
        assert_eq!(page.text(), "alergi a\nsam salisilat\nsuka teh");
        assert!(!page.break_line(10), "a page has an end too");
        assert!(!Line::default().break_line(99));
    }

    proptest! {
        #[test]
        fn up_and_down_go_one_row(text in "[a-z 王\n]{0,60}", room in 2usize..12, ups in 0usize..8) {
            let mut page = Line::page();
            page.set(&text);
            let rows = page.pane(room, 99).0.len();
            for _ in 0..ups {
                let before = page.pane(room, 99).1.1;
                let went = page.climb(true);
                prop_assert_eq!(went, before > 0);
                prop_assert_eq!(page.pane(room, 99).1.1, before.saturating_sub(1));
            }
            prop_assert!(usize::from(page.pane(room, 99).1.1) < rows);
        }

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
