//! One line of a form: its label, what was typed, what was understood, and what is wrong.

use std::borrow::Cow;

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::choice::chosen_by;
use super::line::Line;
use super::look::Look;
use super::text;
use crate::domain::refusal::Refusal;
use crate::i18n::Language;

/// Reads what was typed and says it back the way it was understood ("Sat 21 Nov 14:30"). An empty
/// echo is fine.
pub type Reads = Box<dyn Fn(&str, &Look) -> Result<String, Refusal> + Send>;

/// What kind of answer the field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Text,
    /// Shown as dots: passwords and PINs.
    Secret,
    /// Opens a list to choose from.
    Pick,
    /// One of a few, changed with left and right.
    Choice(Vec<String>),
    /// The same, of message ids: they change with the language.
    Words(Vec<String>),
}

/// A field of a form, known by the name the refusals use for it.
pub struct Field {
    name: &'static str,
    label: &'static str,
    kind: Kind,
    line: Line,
    /// What stood here when the form was opened or saved.
    first: String,
    /// Letters it can hold.
    limit: usize,
    /// Cells of its box; the box is never wider than this.
    cells: u16,
    reads: Option<Reads>,
    echo: String,
    /// The language of the echo.
    spoken: Option<Language>,
    error: Option<String>,
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Field").field("name", &self.name).field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Field {
    fn of_kind(name: &'static str, label: &'static str, kind: Kind) -> Self {
        Self {
            name,
            label,
            kind,
            line: Line::default(),
            first: String::new(),
            limit: 200,
            cells: 40,
            reads: None,
            echo: String::new(),
            spoken: None,
            error: None,
        }
    }

    /// A line of text. `name` is what refusals call it, `label` the id of its words; the label's
    /// `.help` says what it takes.
    #[must_use]
    pub fn text(name: &'static str, label: &'static str) -> Self {
        Self::of_kind(name, label, Kind::Text)
    }

    /// A line nobody may read over a shoulder.
    #[must_use]
    pub fn secret(name: &'static str, label: &'static str) -> Self {
        Self::of_kind(name, label, Kind::Secret)
    }

    /// A line that stands for something chosen from a list: down opens it.
    #[must_use]
    pub fn pick(name: &'static str, label: &'static str) -> Self {
        Self::of_kind(name, label, Kind::Pick)
    }

    /// One of a few words, changed with left and right, its first letter, or its number.
    #[must_use]
    pub fn choice(name: &'static str, label: &'static str, options: Vec<String>) -> Self {
        let first = options.first().cloned().unwrap_or_default();
        Self::of_kind(name, label, Kind::Choice(options)).with(&first)
    }

    /// One of a few words, given by their message ids.
    #[must_use]
    pub fn words(name: &'static str, label: &'static str, ids: &[&'static str]) -> Self {
        let options: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        let first = options.first().cloned().unwrap_or_default();
        Self::of_kind(name, label, Kind::Words(options)).with(&first)
    }

    /// Begins with this text.
    #[must_use]
    pub fn with(mut self, text: &str) -> Self {
        self.set(text);
        self.settle();
        self
    }

    /// Holds at most so many letters.
    #[must_use]
    pub const fn limit(mut self, letters: usize) -> Self {
        self.limit = letters;
        self
    }

    /// Is at most so wide.
    #[must_use]
    pub const fn cells(mut self, cells: u16) -> Self {
        self.cells = cells;
        self
    }

    /// Says back what it understood, and what is wrong when it is left.
    #[must_use]
    pub fn reads(mut self, reads: impl Fn(&str, &Look) -> Result<String, Refusal> + Send + 'static) -> Self {
        self.reads = Some(Box::new(reads));
        self
    }

    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    #[must_use]
    pub const fn label(&self) -> &'static str {
        self.label
    }

    /// What was typed, every blank kept.
    #[must_use]
    pub fn typed(&self) -> &str {
        self.line.text()
    }

    /// Which of the choices it stands on.
    #[must_use]
    pub fn chosen(&self) -> usize {
        let (Kind::Choice(options) | Kind::Words(options)) = &self.kind else { return 0 };
        options.iter().position(|option| option == self.typed()).unwrap_or(0)
    }

    #[must_use]
    pub const fn is_pick(&self) -> bool {
        matches!(self.kind, Kind::Pick)
    }

    const fn is_choice(&self) -> bool {
        matches!(self.kind, Kind::Choice(_) | Kind::Words(_))
    }

    /// Replaces the text. Undo brings the old one back.
    pub fn set(&mut self, text: &str) {
        self.line.set(text);
        self.error = None;
    }

    /// Takes the nth option of a choice.
    pub fn choose(&mut self, option: usize) {
        let (Kind::Choice(options) | Kind::Words(options)) = &self.kind else { return };
        if let Some(text) = options.get(option).cloned() {
            self.set(&text);
        }
    }

    /// Other options for a choice, in another language or after something else was chosen; the
    /// place stays if there is one.
    pub fn offer(&mut self, options: Vec<String>) {
        let chosen = self.chosen().min(options.len().saturating_sub(1));
        let clean = !self.dirty();
        self.kind = Kind::Choice(options);
        self.choose(chosen);
        if clean {
            self.settle();
        }
    }

    /// Whether it differs from what it began with.
    #[must_use]
    pub fn dirty(&self) -> bool {
        self.typed() != self.first
    }

    /// What stands here now is what counts as untouched.
    pub fn settle(&mut self) {
        self.first = self.typed().to_owned();
    }

    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// Says what is wrong with it, below it; or that nothing is.
    pub fn refuse(&mut self, sentence: Option<String>) {
        self.error = sentence;
    }

    /// Reads what stands here again: the echo beside it.
    pub fn read(&mut self, look: &Look) {
        let Some(reads) = &self.reads else { return };
        self.spoken = Some(look.words.language());
        self.echo = reads(self.typed().trim(), look).unwrap_or_default();
    }

    /// Reads what stands here because the field is left: now a mistake is said too. An empty field
    /// is left in peace until the form is saved.
    pub fn left(&mut self, look: &Look) {
        let Some(reads) = &self.reads else { return };
        self.spoken = Some(look.words.language());
        match reads(self.typed().trim(), look) {
            Ok(echo) => {
                self.echo = echo;
                self.error = None;
            }
            Err(_) if self.typed().trim().is_empty() => self.echo.clear(),
            Err(refusal) => {
                self.echo.clear();
                self.error = Some(look.refusal(&refusal));
            }
        }
    }

    /// Says this beside what was typed: what it stands for.
    pub fn say(&mut self, echo: impl Into<String>) {
        self.echo = echo.into();
    }

    /// A key of a text line. Says whether the text changed.
    pub fn key(&mut self, key: KeyEvent, look: &Look) -> bool {
        let changed = match &self.kind {
            Kind::Choice(_) | Kind::Words(_) => match chosen_by(key, self.chosen(), &self.options(look)) {
                Some(option) => {
                    self.choose(option);
                    true
                }
                None => false,
            },
            _ => self.line.key(key, self.limit),
        };
        if changed {
            self.error = None;
            self.read(look);
        }
        changed
    }

    /// Pasted text, as one line.
    ///
    /// # Errors
    /// `paste.long` when it does not fit; the field is left as it was.
    pub fn paste(&mut self, pasted: &str, look: &Look) -> Result<(), Refusal> {
        if self.is_choice() {
            return Ok(());
        }
        if !self.line.insert(pasted, self.limit) {
            let limit = i64::try_from(self.limit).unwrap_or(i64::MAX);
            return Err(Refusal::at("paste.long", self.name).with("limit", limit));
        }
        self.error = None;
        self.read(look);
        Ok(())
    }

    /// Draws `[text____] echo` and returns where the cursor stands.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, look: &Look, focused: bool) -> Option<Position> {
        // What was understood needs room beside what was typed.
        let most = if self.reads.is_some() || !self.echo.is_empty() { area.width / 2 } else { area.width };
        let boxed = self.cells.saturating_add(2).min(most);
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
        let theme = &look.theme;
        let place = (area.x + 1, area.y);
        let edge = if focused { theme.accent } else { theme.border };
        buffer.set_stringn(area.x, area.y, "[", 1, edge);
        buffer.set_stringn(area.x + boxed - 1, area.y, "]", 1, edge);
        let room = boxed - 2 - u16::from(self.is_pick() && boxed > 3);
        let mask = (self.kind == Kind::Secret).then_some(theme.glyphs.mask);
        let (visible, cursor) = self.line.window(usize::from(room), mask);
        let style = if focused { theme.text.add_modifier(Modifier::BOLD) } else { theme.text };
        let used = text::put(buffer, place, &visible, room, style, theme);
        for x in place.0 + used..place.0 + room {
            buffer.set_stringn(x, place.1, "_", 1, theme.dim);
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

    /// What was understood, in the language in use.
    fn echo(&self, look: &Look) -> Cow<'_, str> {
        match &self.reads {
            Some(reads) if !self.echo.is_empty() && self.spoken != Some(look.words.language()) => {
                Cow::Owned(reads(self.typed().trim(), look).unwrap_or_default())
            }
            _ => Cow::Borrowed(&self.echo),
        }
    }

    /// The options as they are read.
    fn options(&self, look: &Look) -> Vec<String> {
        match &self.kind {
            Kind::Choice(options) => options.clone(),
            Kind::Words(ids) => ids.iter().map(|id| look.words.text(id).into_owned()).collect(),
            _ => Vec::new(),
        }
    }

    fn draw_choice(&self, buffer: &mut Buffer, area: Rect, look: &Look, focused: bool, options: &[String]) {
        let theme = &look.theme;
        let chosen = self.chosen();
        let mut x = area.x;
        // Where they do not all fit, those before the chosen one give way.
        let wide = |option: &String| text::width(option) + 2;
        let mut first = 0;
        while first < chosen
            && options[first..=chosen].iter().map(wide).sum::<usize>() > usize::from(area.width)
        {
            first += 1;
        }
        for (nth, option) in options.iter().enumerate().skip(first).filter(|_| area.width > 0) {
            let style = match (nth == chosen, focused) {
                (true, true) => theme.selected(theme.text),
                (true, false) => theme.text.add_modifier(Modifier::BOLD),
                (false, _) => theme.dim,
            };
            let [before, after] = if nth == chosen { theme.glyphs.chosen } else { [" ", " "] };
            let words = format!("{before}{option}{after}");
            x += text::put(buffer, (x, area.y), &words, area.right().saturating_sub(x), style, theme);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_speaks_another_language_without_being_touched() {
        let words = |words: [&str; 2]| words.map(str::to_owned).to_vec();
        let mut field = Field::choice("method", "method", words(["Cash", "Card"]));
        field.offer(words(["Tunai", "Kartu"]));
        assert_eq!((field.typed(), field.dirty()), ("Tunai", false));
        field.choose(1);
        field.offer(words(["Cash", "Card"]));
        assert_eq!((field.typed(), field.dirty()), ("Card", true));
    }
}
