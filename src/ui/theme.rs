//! Colours by role, never by name, and the glyphs of the states. A state is always a glyph and a
//! word as well: blue is good, yellow is look, red is stop, because a green next to an orange is
//! the same colour for one man in twelve.

use ratatui::style::{Color, Modifier, Style};

use crate::config::Theme as Name;

/// One colour scheme: a style for each role, and the glyphs the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    pub text: Style,
    pub dim: Style,
    pub border: Style,
    pub accent: Style,
    pub ok: Style,
    pub warn: Style,
    pub error: Style,
    /// What is behind everything.
    pub ground: Style,
    pub glyphs: &'static Glyphs,
}

impl Theme {
    /// What has the cursor: reversed, in every theme.
    #[must_use]
    pub const fn selected(&self, style: Style) -> Style {
        style.add_modifier(Modifier::REVERSED)
    }
}

/// How many colours the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    Sixteen,
    TwoHundred,
    Millions,
}

impl Colours {
    /// What `COLORTERM` and `TERM` promise.
    #[must_use]
    pub fn promised(colorterm: Option<&str>, term: Option<&str>) -> Self {
        if matches!(colorterm, Some("truecolor" | "24bit")) {
            Self::Millions
        } else if term.is_some_and(|term| term.contains("256color")) {
            Self::TwoHundred
        } else {
            Self::Sixteen
        }
    }
}

/// The theme to use: the named one, else mono when `NO_COLOR` is set to anything, else the
/// terminal's own colours.
#[must_use]
pub fn chosen(named: Option<Name>, no_color: Option<&str>) -> Name {
    named.unwrap_or(match no_color {
        Some(value) if !value.is_empty() => Name::Mono,
        _ => Name::Terminal,
    })
}

/// Seven colours of a full-colour theme: ground, text, dim, border, accent, ok, warn, error.
struct Palette([u32; 8]);

const DARK: Palette =
    Palette([0x12_161C, 0xE6_E6E6, 0x9A_A4AE, 0x66_717D, 0xC9_A0FF, 0x52_B1D1, 0xF8_D511, 0xFF_7064]);
const LIGHT: Palette =
    Palette([0xFF_FFFF, 0x1A_1A1A, 0x5A_6470, 0x76_7F89, 0x5B_2A9D, 0x00_3C81, 0x86_7300, 0x7A_002D]);
const CONTRAST: Palette =
    Palette([0x00_0000, 0xFF_FFFF, 0xD0_D0D0, 0xFF_FFFF, 0xE0_B0FF, 0x4C_C9E5, 0xFF_F000, 0xFF_8C6D]);

impl Theme {
    /// The scheme by name, for a terminal with so many colours, in plain ASCII when asked.
    #[must_use]
    pub fn new(name: Name, colours: Colours, ascii: bool) -> Self {
        let plain = Style::new();
        let glyphs = if ascii { &ASCII } else { &GLYPHS };
        let own = Self {
            text: plain,
            dim: plain.add_modifier(Modifier::DIM),
            border: plain.add_modifier(Modifier::DIM),
            accent: plain.fg(Color::Magenta),
            ok: plain.fg(Color::Cyan),
            warn: plain.fg(Color::Yellow),
            error: plain.fg(Color::Red),
            ground: plain,
            glyphs,
        };
        let full = |palette: &Palette| {
            let [ground, text, dim, border, accent, ok, warn, error] = palette.0.map(|rgb| at(rgb, colours));
            let on = plain.bg(ground);
            Self {
                text: on.fg(text),
                dim: on.fg(dim),
                border: on.fg(border),
                accent: on.fg(accent),
                ok: on.fg(ok),
                warn: on.fg(warn),
                error: on.fg(error),
                ground: on.fg(text),
                glyphs,
            }
        };
        match (name, colours) {
            (Name::Mono, _) => Self {
                accent: plain.add_modifier(Modifier::BOLD),
                ok: plain,
                warn: plain.add_modifier(Modifier::BOLD),
                error: plain.add_modifier(Modifier::BOLD).add_modifier(Modifier::UNDERLINED),
                ..own
            },
            // Sixteen colours cannot carry these palettes: the user's own sixteen are better.
            (Name::Terminal, _) | (_, Colours::Sixteen) => own,
            (Name::Dark, _) => full(&DARK),
            (Name::Light, _) => full(&LIGHT),
            (Name::HighContrast, _) => full(&CONTRAST),
        }
    }
}

fn at(rgb: u32, colours: Colours) -> Color {
    let [_, red, green, blue] = rgb.to_be_bytes();
    match colours {
        Colours::Millions => Color::Rgb(red, green, blue),
        _ => Color::Indexed(nearest_of_256(red, green, blue)),
    }
}

/// The nearest of the 6 by 6 by 6 cube and the grey ramp of xterm's 256 colours.
fn nearest_of_256(red: u8, green: u8, blue: u8) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let distance = |r: u8, g: u8, b: u8| -> u32 {
        let part = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        part(red, r) + part(green, g) + part(blue, b)
    };
    let cube = (0u8..216).map(|n| {
        let [r, g, b] = [n / 36, n / 6 % 6, n % 6].map(|step| STEPS[usize::from(step)]);
        (distance(r, g, b), 16 + n)
    });
    let greys = (0u8..24).map(|n| {
        let level = 8 + 10 * n;
        (distance(level, level, level), 232 + n)
    });
    cube.chain(greys).min().map_or(15, |(_, index)| index)
}

/// The signs of the states, each one cell wide in every console font, and what stands in for them
/// on a console that has only ASCII.
#[derive(Debug, PartialEq, Eq)]
pub struct Glyphs {
    pub unconfirmed: &'static str,
    pub confirmed: &'static str,
    pub waiting: &'static str,
    pub running: &'static str,
    pub done: &'static str,
    pub late: &'static str,
    pub absent: &'static str,
    pub cancelled: &'static str,
    /// The row in hand.
    pub marker: &'static str,
    pub more: &'static str,
    pub dot: &'static str,
    pub dash: &'static str,
    pub mask: char,
    pub pick: &'static str,
    pub cut: &'static str,
    /// Around the choice that is taken.
    pub chosen: [&'static str; 2],
    /// Horizontal, vertical, and the four corners from the upper left clockwise.
    pub line: [&'static str; 6],
    /// Empty, half and full cell of a bar.
    pub bar: [&'static str; 3],
    /// A light and a half shade: time that is no working time, time that is not certain.
    pub shade: [&'static str; 2],
}

const GLYPHS: Glyphs = Glyphs {
    unconfirmed: "?",
    confirmed: "○",
    waiting: "●",
    running: "►",
    done: "√",
    late: "!",
    absent: "–",
    cancelled: "×",
    marker: "▌",
    more: "►",
    dot: "·",
    dash: "–",
    mask: '•',
    pick: "▼",
    cut: "…",
    chosen: ["‹", "›"],
    line: ["─", "│", "┌", "┐", "┘", "└"],
    bar: [" ", "▄", "█"],
    shade: ["░", "▒"],
};

const ASCII: Glyphs = Glyphs {
    unconfirmed: "?",
    confirmed: "o",
    waiting: "*",
    running: ">",
    done: "v",
    late: "!",
    absent: "-",
    cancelled: "x",
    marker: ">",
    more: ">",
    dot: "-",
    dash: "-",
    mask: '*',
    pick: "v",
    cut: "~",
    chosen: ["<", ">"],
    line: ["-", "|", "+", "+", "+", "+"],
    bar: [" ", "-", "#"],
    shade: [":", "%"],
};

#[cfg(test)]
#[path = "theme_tests.rs"]
mod tests;
