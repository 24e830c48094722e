//! How a field looks: a box of brackets, what was understood beside it.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::{Field, Kind};
use crate::domain::refusal::Refusal;
use crate::ui::{look::Look, text};

impl Field {
    /// Another language is spoken from now on: what is wrong with it is said in it.
    pub fn speak(&mut self, look: &Look) {
        let wrong = self.error.take().map(|(refusal, _)| refusal);
        self.refuse(wrong, look);
    }

    /// Says what is wrong when it is left, and nothing else: its box needs no room beside it.
    #[must_use]
    pub fn checks(self, right: impl Fn(&str) -> Result<(), Refusal> + Send + 'static) -> Self {
        Self { echoes: false, ..self.reads(move |typed, _| right(typed).map(|()| String::new())) }
    }

    /// The cells of its box, edges and all, in a line of `width` cells.
    fn boxed(&self, width: u16) -> u16 {
        // What was understood needs room beside what was typed.
        let most =
            if (self.reads.is_some() && self.echoes) || !self.echo.is_empty() { width / 2 } else { width };
        self.cells.saturating_add(2).min(most)
    }

    /// Rows it takes in a line of `width` cells.
    #[must_use]
    pub fn height(&self, width: u16, look: &Look) -> u16 {
        if let Kind::Choice(_) | Kind::Words(_) = self.kind {
            let lines = folded(&self.options(look), width).last().map_or(0, |(_, line, _)| *line) + 1;
            return if lines > LINES { 1 } else { lines };
        }
        if !self.is_note() {
            return 1;
        }
        let room = usize::from(self.boxed(width).saturating_sub(2));
        u16::try_from(self.line.rows(room)).unwrap_or(u16::MAX).clamp(self.rows.0, self.rows.1)
    }

    /// Draws `[text____] echo` and returns where the cursor stands.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, look: &Look, focused: bool) -> Option<Position> {
        let boxed = self.boxed(area.width);
        if area.is_empty() {
            return None;
        }
        if self.is_choice() {
            self.draw_choice(buffer, area, look, focused, &self.options(look));
            return focused.then_some(area.as_position());
        }
        if boxed < 3 {
            return None;
        }
        if self.is_note() {
            return self.draw_note(buffer, Rect { width: boxed, ..area }, look, focused);
        }
        let theme = &look.theme;
        let place = (area.x + 1, area.y);
        let edge = if focused { theme.accent } else { theme.border };
        buffer.set_stringn(area.x, area.y, "[", 1, edge);
        buffer.set_stringn(area.x + boxed - 1, area.y, "]", 1, edge);
        let room = boxed - 2 - u16::from(self.is_pick() && boxed > 3);
        let mask = matches!(self.kind, Kind::Secret | Kind::Pin).then_some(theme.glyphs.mask);
        let (visible, cursor) = self.line.window(usize::from(room), mask);
        let style = match (focused, self.selected()) {
            (true, true) => theme.selected(theme.text),
            (true, false) => theme.text.add_modifier(Modifier::BOLD),
            (false, _) => theme.text,
        };
        let used = text::put(buffer, place, &visible, room, style, theme);
        for x in place.0 + used..place.0 + room {
            buffer.set_stringn(x, place.1, empty(look), 1, theme.dim);
        }
        if self.is_pick() {
            buffer.set_stringn(place.0 + room, place.1, theme.glyphs.pick, 1, theme.dim);
        }
        let after = area.x + boxed + 1;
        let echo = self.echo(look);
        if !echo.is_empty() && self.error.is_none() && after < area.right() {
            text::put(buffer, (after, area.y), &echo, area.right() - after, theme.dim, theme);
        }
        focused.then(|| Position { x: (place.0 + cursor).min(area.right() - 1), y: area.y })
    }

    /// Draws a note, a box of brackets around its rows.
    fn draw_note(&self, buffer: &mut Buffer, area: Rect, look: &Look, focused: bool) -> Option<Position> {
        let theme = &look.theme;
        let room = area.width - 2;
        let (rows, (x, y)) = self.line.pane(usize::from(room), usize::from(area.height));
        let edge = if focused { theme.accent } else { theme.border };
        let style = if focused { theme.text.add_modifier(Modifier::BOLD) } else { theme.text };
        for (nth, at) in (area.top()..area.bottom()).enumerate() {
            let row = rows.get(nth).map_or("", |row| row.trim_end());
            buffer.set_stringn(area.x, at, "[", 1, edge);
            buffer.set_stringn(area.right() - 1, at, "]", 1, edge);
            let used = text::put(buffer, (area.x + 1, at), row, room, style, theme);
            for rest in area.x + 1 + used..area.right() - 1 {
                buffer.set_stringn(rest, at, empty(look), 1, theme.dim);
            }
        }
        focused.then(|| Position { x: (area.x + 1 + x).min(area.right() - 1), y: area.y + y })
    }

    /// What was understood, in the language in use.
    fn echo(&self, look: &Look) -> Cow<'_, str> {
        match &self.reads {
            Some(reads) if !self.echo.is_empty() && self.spoken != Some(look.words.language()) => {
                Cow::Owned(reads(self.typed().trim(), look).unwrap_or_default())
            }
            _ => Cow::Borrowed(&self.echo),
        }
    }

    fn draw_choice(&self, buffer: &mut Buffer, area: Rect, look: &Look, focused: bool, options: &[String]) {
        let theme = &look.theme;
        let chosen = self.chosen();
        let style_of = |nth| match (nth == chosen, focused) {
            (true, true) => theme.selected(theme.text),
            (true, false) => theme.text.add_modifier(Modifier::BOLD),
            (false, _) => theme.dim,
        };
        let worded = |nth, option: &str| {
            let [before, after] = if nth == chosen { theme.glyphs.chosen } else { [" ", " "] };
            let words = format!("{before}{option}{after}");
            if nth == chosen { words } else { words.trim_end().to_owned() }
        };
        if area.height > 1 {
            for (nth, (x, line, option)) in folded(options, area.width).into_iter().enumerate() {
                let place = (area.x + x, area.y + line);
                if line < area.height {
                    text::put(buffer, place, &worded(nth, option), area.width - x, style_of(nth), theme);
                }
            }
            return;
        }
        let Some((seen, mut x)) = seen(options, chosen, area) else { return };
        if seen.start > 0 {
            text::put(buffer, area.as_position().into(), theme.glyphs.cut, 1, theme.dim, theme);
        }
        if seen.end < options.len() {
            text::put(buffer, (area.right() - 1, area.y), theme.glyphs.cut, 1, theme.dim, theme);
        }
        let edge = area.right() - u16::from(seen.end < options.len());
        for (nth, option) in options.iter().enumerate().take(seen.end).skip(seen.start) {
            text::put(
                buffer,
                (x, area.y),
                &worded(nth, option),
                edge.saturating_sub(x),
                style_of(nth),
                theme,
            );
            x = x.saturating_add(wide(option)).min(edge);
        }
    }
}

/// More lines than this no choice takes: then as many are seen as fit beside the chosen one.
const LINES: u16 = 3;

/// Where each option stands, when those that do not fit into a line go to the next.
fn folded(options: &[String], width: u16) -> Vec<(u16, u16, &str)> {
    let (mut x, mut line) = (0u16, 0u16);
    let place = |option: &'_ String| {
        let wide = wide(option);
        // After the last one of a line nothing has to stand.
        if x > 0 && x.saturating_add(wide).saturating_sub(1) > width {
            (x, line) = (0, line.saturating_add(1));
        }
        let at = (x, line);
        x = x.saturating_add(wide);
        at
    };
    let places: Vec<(u16, u16)> = options.iter().map(place).collect();
    places.into_iter().zip(options).map(|((x, line), option)| (x, line, option.as_str())).collect()
}

/// The cells of an option and of what stands around it.
fn wide(option: &str) -> u16 {
    u16::try_from(text::width(option) + 2).unwrap_or(u16::MAX)
}

/// Which options of a row are seen, and where the first begins: the chosen one always, of the others as many as there is
/// room for beside the signs that there are more.
fn seen(options: &[String], chosen: usize, area: Rect) -> Option<(Range<usize>, u16)> {
    let fits = |first: usize, end: usize| {
        let all: usize = options[first..end].iter().map(|option| usize::from(wide(option))).sum();
        // After the last one nothing has to stand.
        let blank = usize::from(end == options.len() && end > chosen + 1);
        all - blank + usize::from(first > 0) + usize::from(end < options.len()) <= usize::from(area.width)
    };
    if chosen >= options.len() || area.width == 0 {
        return None;
    }
    let first = (0..=chosen).find(|first| fits(*first, chosen + 1)).unwrap_or(chosen);
    let end = (chosen + 1..=options.len()).rev().find(|end| fits(first, *end)).unwrap_or(chosen + 1);
    Some((first..end, area.x + u16::from(first > 0)))
}

/// Stands where nothing was typed yet. Whoever listens would hear every one of them.
const fn empty(look: &Look) -> &'static str {
    if look.accessible { " " } else { "_" }
}
