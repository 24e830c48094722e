//! Text in cells. A name is cut by what a reader sees as one character and padded by how wide the
//! terminal draws it, and nothing a terminal would obey ever reaches it.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::theme::Theme;

pub use crate::domain::text::shown;

/// How many cells the terminal uses for the text.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text in at most `cells` cells; what had to go is marked with `mark` (one cell).
#[must_use]
pub fn cut<'a>(text: &'a str, cells: usize, mark: &str) -> Cow<'a, str> {
    if text.len() <= cells && text.is_ascii() || text.width() <= cells {
        return Cow::Borrowed(text);
    }
    if cells == 0 {
        return Cow::Borrowed("");
    }
    let room = cells - 1;
    let mut used = 0;
    let mut end = 0;
    for (start, grapheme) in text.grapheme_indices(true) {
        let wide = grapheme.width();
        if used + wide > room {
            break;
        }
        used += wide;
        end = start + grapheme.len();
    }
    Cow::Owned(format!("{}{mark}", &text[..end]))
}

/// The end of the text in at most `cells` cells, for what tells apart at its end; what had to go is marked with `mark`.
#[must_use]
pub fn cut_front<'a>(text: &'a str, cells: usize, mark: &str) -> Cow<'a, str> {
    if text.width() <= cells {
        return Cow::Borrowed(text);
    }
    if cells == 0 {
        return Cow::Borrowed("");
    }
    let (mut used, mut begin) = (0, text.len());
    for (start, grapheme) in text.grapheme_indices(true).rev() {
        used += grapheme.width();
        if used > cells - 1 {
            break;
        }
        begin = start;
    }
    Cow::Owned(format!("{mark}{}", &text[begin..]))
}

/// Puts the text into the buffer at `(x, y)`, at most `cells` wide, cut with the theme's mark.
/// Returns the cells used. Anything outside the buffer is left out.
pub fn put(
    buffer: &mut Buffer,
    (x, y): (u16, u16),
    text: &str,
    cells: u16,
    style: Style,
    theme: &Theme,
) -> u16 {
    let area = buffer.area;
    if y < area.top() || y >= area.bottom() || x < area.left() || x >= area.right() {
        return 0;
    }
    let cells = cells.min(area.right() - x);
    if is_simple(text) {
        return put_simple(buffer, (x, y), text, cells, style, theme);
    }
    put_any(buffer, (x, y), text, cells, style, theme)
}

fn put_any(
    buffer: &mut Buffer,
    (x, y): (u16, u16),
    text: &str,
    cells: u16,
    style: Style,
    theme: &Theme,
) -> u16 {
    let clean = shown(text);
    let fitted = cut(&clean, usize::from(cells), theme.glyphs.cut);
    let (end, _) = buffer.set_stringn(x, y, &fitted, usize::from(cells), style);
    end - x
}

/// Whether every byte is a letter of one cell that means nothing to a terminal.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Whether every character is a cell of its own and means nothing to a terminal: what names, words and signs are
/// made of nearly always. Anything else is taken apart by what a reader sees as one character.
fn is_simple(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(c, ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{24f}' | '–' | '…' | '←'..='↓' | '─'..='▟' | '■'..='◼' | '✓')
    })
}

/// Puts a sign of the theme, one cell wide, into a cell of the buffer.
#[expect(clippy::disallowed_methods, reason = "the signs of a theme are in the code")]
pub fn sign(buffer: &mut Buffer, place: (u16, u16), sign: &'static str, style: Style) {
    if let Some(cell) = buffer.cell_mut(place) {
        cell.set_symbol(sign).set_style(style);
    }
}

/// The same for a simple text: nothing has to be taken apart.
#[expect(clippy::disallowed_methods, reason = "a simple text holds nothing to filter")]
fn put_simple(
    buffer: &mut Buffer,
    (x, y): (u16, u16),
    text: &str,
    cells: u16,
    style: Style,
    theme: &Theme,
) -> u16 {
    let room = usize::from(cells);
    let all = if text.len() <= room { text.len() } else { text.chars().count() };
    let letters = if all <= room { all } else { room.saturating_sub(1) };
    let from = buffer.index_of(x, y);
    let mut used = 0;
    for ((start, c), cell) in text.char_indices().zip(&mut buffer.content[from..from + letters]) {
        cell.set_symbol(&text[start..start + c.len_utf8()]).set_style(style);
        used += 1;
    }
    if all <= room || room == 0 {
        return used;
    }
    let (end, _) = buffer.set_stringn(x + used, y, theme.glyphs.cut, 1, style);
    end - x
}

/// Puts the text against the right edge of `cells` cells that begin at `(x, y)`.
pub fn put_right(
    buffer: &mut Buffer,
    (x, y): (u16, u16),
    text: &str,
    cells: u16,
    style: Style,
    theme: &Theme,
) -> u16 {
    let clean = if is_simple(text) { Cow::Borrowed(text) } else { shown(text) };
    let wide = if is_simple(text) { text.chars().count() } else { clean.width() };
    let wide = u16::try_from(wide).unwrap_or(u16::MAX).min(cells);
    put(buffer, (x.saturating_add(cells - wide), y), &clean, wide, style, theme)
}

/// The text in lines of at most `cells` cells, broken at words.
#[must_use]
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    if is_plain(text) && !text.is_empty() && text.len() <= cells && !text.ends_with(' ') {
        return vec![text.to_owned()];
    }
    let clean: Vec<Cow<'_, str>> = text.lines().map(shown).collect();
    // Only at blanks: a password or a number that is read off in two halves is typed wrongly.
    let how = textwrap::Options::new(cells.max(1))
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    clean.iter().flat_map(|line| textwrap::wrap(line, &how)).map(Cow::into_owned).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::buffer::Cell;
    use ratatui::layout::Rect;

    use super::*;
    use crate::config::Theme as Name;
    use crate::ui::theme::Colours;

    #[test]
    fn lines_break_at_blanks_alone() {
        assert_eq!(wrap("Sandi: latihan-ceria-kita.", 20), ["Sandi:", "latihan-ceria-kita."]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
    }

    #[test]
    fn cut_by_what_a_reader_sees() {
        assert_eq!(cut("Nurhaliza", 9, "…"), "Nurhaliza");
        assert_eq!(cut("Nurhaliza", 5, "…"), "Nurh…");
        assert_eq!(cut("王小明", 4, "…"), "王…");
        assert_eq!(cut("王小明", 5, "…"), "王小…");
        assert_eq!(cut("e\u{301}e\u{301}e\u{301}", 2, "…"), "e\u{301}…");
        assert_eq!(cut("ab", 0, "…"), "");
        assert_eq!(cut_front("Counter 17", 7, "…"), "…ter 17");
        assert_eq!(cut_front("王小明", 4, "…"), "…明");
        assert_eq!(cut_front("Room 1", 6, "…"), "Room 1");
    }

    proptest! {
        #[test]
        fn a_cut_text_never_needs_more_cells(text in ".{0,40}", cells in 0usize..30) {
            let clean = shown(&text);
            prop_assert!(cut(&clean, cells, "…").width() <= cells);
        }

        #[test]
        fn a_simple_text_is_drawn_like_any(
            text in "[ -~\u{a1}-\u{ac}\u{ae}-\u{24f}–…←-↓─-▟■-◼✓]{0,14}",
            cells in 0u16..16,
        ) {
            let theme = Theme::new(Name::Mono, Colours::Sixteen, false);
            let style = theme.accent;
            let [mut quick, mut slow] = [0, 1].map(|_| Buffer::filled(Rect::new(0, 0, 20, 1), Cell::new("#")));
            prop_assert!(is_simple(&text));
            let used = put(&mut quick, (2, 0), &text, cells, style, &theme);
            prop_assert_eq!(used, put_any(&mut slow, (2, 0), &text, cells, style, &theme));
            prop_assert_eq!(quick, slow);
        }

        #[test]
        fn drawing_stays_inside(x in 0u16..12, y in 0u16..4, cells in 0u16..40, text in ".{0,20}") {
            let mut buffer = Buffer::empty(Rect::new(2, 1, 6, 2));
            let theme = Theme::new(Name::Mono, Colours::Sixteen, false);
            put(&mut buffer, (x, y), &text, cells, Style::new(), &theme);
            put_right(&mut buffer, (x, y), &text, cells, Style::new(), &theme);
        }
    }
}
