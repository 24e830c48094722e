//! From the cells that changed to the bytes the terminal needs, as few as possible: the style is
//! named only when it changes, the cursor is moved only when it is not there already, and a frame in
//! which nothing changed is no byte at all. Nothing but text and these commands ever leaves here.

use std::convert::Infallible;
use std::io::Write as _;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

use crate::ui::text;

/// More bytes than go into one packet: the terminal is told to show them together.
const PACKET: usize = 1_200;
/// Bytes of passing over a few cells: so many of them are as well sent again.
const SHORT: usize = 4;

/// A frame on its way to the terminal.
#[derive(Debug)]
pub struct Ink {
    out: Vec<u8>,
    size: Size,
    /// Where the terminal's cursor is, when that is known.
    at: Option<Position>,
    /// The style the terminal draws with, when that is known.
    style: Option<Pen>,
    visible: Option<bool>,
    /// What stands in each cell of the terminal, where that is one plain letter.
    seen: Vec<Option<(u8, Pen)>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: Pen = Pen { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

impl Pen {
    /// Whether a blank looks the same in both: nothing of a letter is seen of it, only the ground.
    fn blanks_like(self, other: Self) -> bool {
        let seen = Modifier::REVERSED | Modifier::UNDERLINED | Modifier::CROSSED_OUT;
        self == other || self.bg == other.bg && !(self.modifier | other.modifier).intersects(seen)
    }
}

impl Ink {
    /// For a terminal that was just cleared.
    #[must_use]
    pub fn new(size: Size) -> Self {
        let seen = vec![Some((b' ', PLAIN)); usize::from(size.width) * usize::from(size.height)];
        Self { out: Vec::with_capacity(4 * 1024), size, at: None, style: None, visible: None, seen }
    }

    /// The terminal has this size now.
    pub fn resize(&mut self, size: Size) {
        *self = Self {
            style: self.style,
            visible: self.visible,
            out: std::mem::take(&mut self.out),
            ..Self::new(size)
        };
    }

    /// The bytes of the frame, in one piece; none when nothing changed.
    #[must_use]
    pub fn take(&mut self) -> Vec<u8> {
        if self.out.len() <= PACKET {
            return std::mem::take(&mut self.out);
        }
        let mut framed = Vec::with_capacity(self.out.len() + 16);
        framed.extend_from_slice(b"\x1b[?2026h");
        framed.append(&mut self.out);
        framed.extend_from_slice(b"\x1b[?2026l");
        framed
    }

    fn put(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    fn go(&mut self, to: Position) {
        if self.at.is_some_and(|at| to.y == at.y && to.x > at.x && self.again(at, to.x)) {
            self.at = Some(to);
            return;
        }
        match self.at {
            Some(at) if at == to => return,
            // Rows below begin with a carriage return: shorter than to name them.
            Some(at) if to.x == 0 && to.y == at.y + 1 => self.put(b"\r\n"),
            Some(at) if to.x == 0 && to.y == at.y => self.put(b"\r"),
            Some(at) if to.y == at.y && to.x == at.x + 1 => self.put(b"\x1b[C"),
            Some(at) if to.y == at.y && to.x > at.x => {
                let _ = write!(self.out, "\x1b[{}C", to.x - at.x);
            }
            Some(at) if to.y == at.y && to.x + 1 == at.x => self.put(b"\x08"),
            Some(at) if to.y == at.y + 1 && to.y >= 9 => {
                let _ = write!(self.out, "\r\n\x1b[{}C", to.x);
            }
            _ => {
                let _ = write!(self.out, "\x1b[{};{}H", to.y + 1, to.x + 1);
            }
        }
        self.at = Some(to);
    }

    /// Sends what stands in the few cells up to the column once more, where that is shorter than to pass
    /// over them.
    fn again(&mut self, from: Position, to: u16) -> bool {
        let between = from.x..to;
        if between.len() > SHORT {
            return false;
        }
        let letter = |ink: &Self, x| match ink.seen.get(ink.cell(x, from.y)) {
            Some(Some((letter, pen))) if Some(*pen) == ink.style => Some(*letter),
            Some(Some((b' ', pen))) if ink.style.is_some_and(|style| style.blanks_like(*pen)) => Some(b' '),
            _ => None,
        };
        let mut letters = [0; SHORT];
        for (place, x) in letters.iter_mut().zip(between.clone()) {
            let Some(letter) = letter(self, x) else { return false };
            *place = letter;
        }
        self.put(&letters[..between.len()]);
        for (letter, x) in letters.into_iter().zip(between) {
            let cell = self.cell(x, from.y);
            self.seen[cell] = Some(letter).zip(self.style);
        }
        true
    }

    fn cell(&self, x: u16, y: u16) -> usize {
        usize::from(y) * usize::from(self.size.width) + usize::from(x)
    }

    /// Remembers what stands where the next letter goes.
    fn remember(&mut self, letter: Option<u8>, wide: usize) {
        let Some(at) = self.at else { return self.seen.fill(None) };
        let first = self.cell(at.x, at.y);
        let known = letter.zip(self.style);
        for cell in self.seen.iter_mut().skip(first).take(wide.max(1)) {
            *cell = known;
        }
        // Half of a wide letter that is written over is blanked by the terminal, in a style of its own.
        if wide != 1 || letter.is_none() {
            for near in [first.checked_sub(1), Some(first + wide.max(1))].into_iter().flatten() {
                if let Some(cell) = self.seen.get_mut(near) {
                    *cell = None;
                }
            }
        }
    }

    fn dip(&mut self, pen: Pen) {
        if self.style == Some(pen) {
            return;
        }
        let fresh = commands(PLAIN, pen);
        let full = if fresh.is_empty() { "0".to_owned() } else { format!("0;{fresh}") };
        let change = self.style.map(|old| commands(old, pen));
        let shortest = match change {
            Some(change) if change.len() <= full.len() => change,
            _ => full,
        };
        self.style = Some(pen);
        let shortest = if shortest == "0" { "" } else { &shortest };
        let _ = write!(self.out, "\x1b[{shortest}m");
    }

    fn letter(&mut self, symbol: &str) {
        let plain = matches!(symbol.as_bytes(), [b' '..=b'~']);
        let safe = if plain { symbol.into() } else { text::shown(symbol) };
        let wide = if plain { 1 } else { text::width(&safe) };
        self.remember(safe.bytes().next().filter(|_| plain), wide);
        self.put(if wide == 0 { b" " } else { safe.as_bytes() });
        let after = self.at.map(|at| Position { x: at.x + u16::try_from(wide.max(1)).unwrap_or(2), y: at.y });
        // Terminals disagree about how wide letters of several parts are, and about what the cursor
        // does after the last column: there the place of the next letter is named.
        let sure = wide == 1 && safe.chars().nth(1).is_none();
        self.at = after.filter(|after| sure && after.x < self.size.width);
    }
}

/// The numbers that lead from one style to another.
fn commands(from: Pen, to: Pen) -> String {
    let mut numbers: Vec<String> = Vec::new();
    let gone = from.modifier - to.modifier;
    let mut come = to.modifier - from.modifier;
    // Bold and dim are taken away together.
    let weight = Modifier::BOLD | Modifier::DIM;
    if gone.intersects(weight) {
        numbers.push("22".to_owned());
        come |= to.modifier & weight;
    }
    for (modifier, on, off) in [
        (Modifier::ITALIC, "3", "23"),
        (Modifier::UNDERLINED, "4", "24"),
        (Modifier::REVERSED, "7", "27"),
        (Modifier::CROSSED_OUT, "9", "29"),
        (Modifier::BOLD, "1", ""),
        (Modifier::DIM, "2", ""),
    ] {
        if come.contains(modifier) {
            numbers.push(on.to_owned());
        } else if gone.contains(modifier) && !off.is_empty() {
            numbers.push(off.to_owned());
        }
    }
    if from.fg != to.fg {
        numbers.push(colour(to.fg, 30));
    }
    if from.bg != to.bg {
        numbers.push(colour(to.bg, 40));
    }
    numbers.join(";")
}

/// The number of a colour: `base` is 30 for letters and 40 for what is behind them.
fn colour(colour: Color, base: u8) -> String {
    let of_sixteen = |nth: u8| (if nth < 8 { base + nth } else { base + 52 + nth }).to_string();
    match colour {
        Color::Reset => (base + 9).to_string(),
        Color::Black => of_sixteen(0),
        Color::Red => of_sixteen(1),
        Color::Green => of_sixteen(2),
        Color::Yellow => of_sixteen(3),
        Color::Blue => of_sixteen(4),
        Color::Magenta => of_sixteen(5),
        Color::Cyan => of_sixteen(6),
        Color::Gray => of_sixteen(7),
        Color::DarkGray => of_sixteen(8),
        Color::LightRed => of_sixteen(9),
        Color::LightGreen => of_sixteen(10),
        Color::LightYellow => of_sixteen(11),
        Color::LightBlue => of_sixteen(12),
        Color::LightMagenta => of_sixteen(13),
        Color::LightCyan => of_sixteen(14),
        Color::White => of_sixteen(15),
        Color::Indexed(nth) => format!("{};5;{nth}", base + 8),
        Color::Rgb(red, green, blue) => format!("{};2;{red};{green};{blue}", base + 8),
    }
}

impl Backend for Ink {
    type Error = Infallible;

    fn draw<'a, I>(&mut self, content: I) -> Result<(), Infallible>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        for (x, y, cell) in content {
            self.go(Position { x, y });
            let pen = Pen { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
            if cell.symbol() != " " || !self.style.is_some_and(|style| style.blanks_like(pen)) {
                self.dip(pen);
            }
            self.letter(cell.symbol());
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        if self.visible != Some(false) {
            self.visible = Some(false);
            self.put(b"\x1b[?25l");
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        if self.visible != Some(true) {
            self.visible = Some(true);
            self.put(b"\x1b[?25h");
        }
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        Ok(self.at.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        self.go(position.into());
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        self.put(b"\x1b[m\x1b[H\x1b[J");
        self.seen.fill(Some((b' ', PLAIN)));
        self.style = Some(PLAIN);
        self.at = Some(Position::ORIGIN);
        Ok(())
    }

    fn clear_region(&mut self, _: ClearType) -> Result<(), Infallible> {
        self.clear()
    }

    fn size(&self) -> Result<Size, Infallible> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
