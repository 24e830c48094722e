//! Figures that are read from across the room: as large as the place allows.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;
use tui_big_text::{BigText, PixelSize};

use super::text;
use super::theme::Theme;

/// Cells of one letter, and how many cells stand for one of its own.
struct Size {
    cells: (u16, u16),
    pixels: PixelSize,
    scale: u16,
    /// Needs no more than whole cells, which plain ASCII can show.
    whole: bool,
}

/// The largest first.
const SIZES: [Size; 4] = [
    Size { cells: (16, 16), pixels: PixelSize::Full, scale: 2, whole: true },
    Size { cells: (8, 8), pixels: PixelSize::Full, scale: 1, whole: true },
    Size { cells: (8, 4), pixels: PixelSize::HalfHeight, scale: 1, whole: false },
    Size { cells: (4, 4), pixels: PixelSize::Quadrant, scale: 1, whole: false },
];

/// Draws the text in the middle of the upper edge of `area`, as large as it fits, else as plain
/// letters. Returns the rows it took.
pub fn big(buffer: &mut Buffer, area: Rect, words: &str, style: Style, theme: &Theme) -> u16 {
    let area = area.intersection(buffer.area);
    let plain = theme.glyphs.bar[2].is_ascii();
    let letters = u16::try_from(words.chars().count()).unwrap_or(u16::MAX);
    let fits = |size: &&Size| {
        letters.saturating_mul(size.cells.0) <= area.width
            && size.cells.1 <= area.height
            && (size.whole || !plain)
    };
    let known = words.is_ascii() && !words.is_empty();
    let Some(size) = SIZES.iter().find(fits).filter(|_| known) else {
        let wide = u16::try_from(text::width(words)).unwrap_or(u16::MAX).min(area.width);
        text::put(buffer, (area.x + (area.width - wide) / 2, area.y), words, wide, style, theme);
        return area.height.min(1);
    };
    let (wide, tall) = (letters * size.cells.0, size.cells.1);
    let mut letters = Buffer::empty(Rect::new(0, 0, wide / size.scale, tall / size.scale));
    let drawn = letters.area;
    BigText::builder()
        .pixel_size(size.pixels)
        .lines(vec![words.to_owned().into()])
        .build()
        .render(drawn, &mut letters);
    let left = area.x + (area.width - wide) / 2;
    for y in 0..tall {
        for x in 0..wide {
            let symbol = letters[(x / size.scale, y / size.scale)].symbol();
            let symbol = if plain && symbol != " " { theme.glyphs.bar[2] } else { symbol };
            buffer.set_stringn(left + x, area.y + y, symbol, 1, style);
        }
    }
    tall
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::ui::theme::Colours;

    fn drawn(width: u16, height: u16, words: &str, ascii: bool) -> (u16, String) {
        let theme = Theme::new(config::Theme::Mono, Colours::Sixteen, ascii);
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        let area = buffer.area;
        let rows = big(&mut buffer, area, words, theme.text, &theme);
        let symbols = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        (rows, symbols)
    }

    #[test]
    fn as_large_as_the_place_allows() {
        let rows = [(120, 30), (80, 12), (40, 7), (20, 7), (12, 7), (3, 1), (0, 0)]
            .map(|(width, height)| drawn(width, height, "A012", false).0);
        assert_eq!(rows, [16, 8, 4, 4, 1, 1, 0]);
    }

    #[test]
    fn a_console_of_letters_draws_with_letters() {
        let (rows, symbols) = drawn(40, 9, "A0", true);
        assert_eq!(rows, 8);
        assert!(symbols.contains('#') && symbols.is_ascii());
        assert_eq!(drawn(40, 7, "A0", true).0, 1, "half cells are no letters");
    }

    #[test]
    fn a_sign_without_a_large_form_stays_readable() {
        let (rows, symbols) = drawn(80, 9, "€12,50", false);
        assert_eq!((rows, symbols.contains("€12,50")), (1, true));
    }
}
