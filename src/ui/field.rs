//! One answer of a form: its label, what was typed, what was understood, and what is wrong.

mod draw;
mod figures;
mod renew;
#[cfg(test)]
mod tests;

use crossterm::event::KeyEvent;

use super::choice::chosen_by;
use super::line::{Line, types};
use super::look::Look;
use crate::domain::refusal::Refusal;
use crate::i18n::Language;

/// Reads what was typed and says it back as it was understood ("Sat 21 Nov 14:30"). An empty echo is fine.
pub type Reads = Box<dyn Fn(&str, &Look) -> Result<String, Refusal> + Send>;

/// What kind of answer the field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Text,
    /// Several lines.
    Note,
    /// Shown as dots: passwords and PINs.
    Secret,
    /// The same, of figures alone.
    Pin,
    /// Opens a list to choose from.
    Pick,
    /// One of a few, changed with left and right.
    Choice(Vec<String>),
    /// The same, of message ids: they change with the language.
    Words(Vec<String>),
}

/// Figures of a PIN.
const PIN: usize = 6;

/// A field of a form, known by the name the refusals use for it.
pub struct Field {
    name: &'static str,
    label: &'static str,
    kind: Kind,
    line: Line,
    /// What stands here is typed anew rather than worked over: an amount, a day, a number.
    value: bool,
    /// No key has touched it since it was put here.
    fresh: bool,
    /// What stood here when the form was opened or saved.
    first: String,
    /// Letters it can hold.
    limit: usize,
    /// Anything but figures is said to be wrong at once.
    figures: bool,
    /// Cells of its box; the box is never wider than this.
    cells: u16,
    /// Rows of a note: at least, at most.
    rows: (u16, u16),
    reads: Option<Reads>,
    /// What was understood stands beside it.
    echoes: bool,
    echo: String,
    /// The language of the echo.
    spoken: Option<Language>,
    /// What is wrong with it, and how that is said.
    error: Option<(Refusal, String)>,
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
            value: false,
            fresh: false,
            first: String::new(),
            limit: 200,
            figures: false,
            cells: 40,
            rows: (1, 1),
            reads: None,
            echoes: true,
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

    /// A line for one short value: an amount, a day, a number. What is put here is replaced by the first sign typed;
    /// any other key keeps it and works it over.
    #[must_use]
    pub fn value(name: &'static str, label: &'static str) -> Self {
        Self { value: true, ..Self::text(name, label) }
    }

    /// A value that is money, and says back what it understood.
    #[must_use]
    pub fn money(name: &'static str, label: &'static str) -> Self {
        Self::value(name, label).limit(40).cells(18).reads(|typed, look| match typed {
            "" => Ok(String::new()),
            typed => look.currency.parse(typed).map(|amount| look.currency.shown(amount)),
        })
    }

    /// A text of several lines: it takes as many rows as it needs, up to six.
    #[must_use]
    pub fn note(name: &'static str, label: &'static str) -> Self {
        Self { line: Line::page(), rows: (1, 6), cells: 60, ..Self::of_kind(name, label, Kind::Note) }
    }

    /// A line nobody may read over a shoulder.
    #[must_use]
    pub fn secret(name: &'static str, label: &'static str) -> Self {
        Self::of_kind(name, label, Kind::Secret)
    }

    /// Six figures nobody may read over a shoulder: nothing else can be typed.
    #[must_use]
    pub fn pin(name: &'static str, label: &'static str) -> Self {
        Self { limit: PIN, cells: 8, ..Self::of_kind(name, label, Kind::Pin) }
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

    /// Yes or no, yes first.
    #[must_use]
    pub fn yes_no(name: &'static str, label: &'static str, yes: bool) -> Self {
        let mut field = Self::words(name, label, &["answer-yes", "answer-no"]);
        field.choose(usize::from(!yes));
        field.settle();
        field
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

    /// A note has at least and at most so many rows.
    #[must_use]
    pub const fn rows(mut self, least: u16, most: u16) -> Self {
        self.rows = (least, most);
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

    #[must_use]
    pub const fn is_note(&self) -> bool {
        matches!(self.kind, Kind::Note)
    }

    /// Begins a new line of a note. Says whether the text changed.
    pub fn break_line(&mut self) -> bool {
        self.line.break_line(self.limit)
    }

    /// One row up or down inside a note. Says whether there was one.
    pub fn climb(&mut self, up: bool) -> bool {
        self.is_note() && self.line.climb(up)
    }

    const fn is_choice(&self) -> bool {
        matches!(self.kind, Kind::Choice(_) | Kind::Words(_))
    }

    /// Replaces the text. Undo brings the old one back.
    pub fn set(&mut self, text: &str) {
        self.line.set(text);
        self.fresh = true;
        self.error = None;
    }

    /// Takes the nth option of a choice.
    pub fn choose(&mut self, option: usize) {
        let (Kind::Choice(options) | Kind::Words(options)) = &self.kind else { return };
        if let Some(text) = options.get(option).cloned() {
            self.set(&text);
        }
    }

    /// Whether it differs from what it began with. A PIN or a password alone is no work that could be lost.
    #[must_use]
    pub fn dirty(&self) -> bool {
        !matches!(self.kind, Kind::Secret | Kind::Pin) && self.typed() != self.first
    }

    /// Whether what stands here goes with the first sign that is typed.
    fn selected(&self) -> bool {
        self.value && self.fresh && !self.typed().is_empty()
    }

    /// What stands here now is what counts as untouched.
    pub fn settle(&mut self) {
        self.first = self.typed().to_owned();
    }

    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.error.as_ref().map(|(_, said)| said.as_str())
    }

    /// Says what is wrong with it, below it; or that nothing is.
    pub fn refuse(&mut self, refusal: Option<Refusal>, look: &Look) {
        self.error = refusal.map(|refusal| (refusal.clone(), look.refusal(&refusal)));
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
                self.refuse(Some(refusal), look);
            }
        }
    }

    /// Says this beside what was typed: what it stands for.
    pub fn say(&mut self, echo: impl Into<String>) {
        self.echo = echo.into();
    }

    /// A key of a text line. Says whether the text changed.
    pub fn key(&mut self, key: KeyEvent, look: &Look) -> bool {
        let changed = !self.refuses(key, look)
            && match &self.kind {
                Kind::Choice(_) | Kind::Words(_) => {
                    match chosen_by(key, self.chosen(), &self.options(look)) {
                        Some(option) => {
                            self.choose(option);
                            true
                        }
                        None => false,
                    }
                }
                _ => {
                    let replaces = self.selected() && types(&key);
                    self.fresh = false;
                    if replaces {
                        self.line.set("");
                    }
                    self.line.key(key, self.limit) || replaces
                }
            };
        if changed {
            self.heard(look);
        }
        changed
    }

    /// Pasted text, as one line.
    ///
    /// # Errors
    /// `paste.long` when it does not fit, `pin.form` for a PIN that is none; the field is left as it was.
    pub fn paste(&mut self, pasted: &str, look: &Look) -> Result<(), Refusal> {
        if self.is_choice() {
            return Ok(());
        }
        if self.kind == Kind::Pin && !pasted.trim().bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Refusal::at("pin.form", self.name));
        }
        let pasted = if self.kind == Kind::Pin { pasted.trim() } else { pasted };
        let before = self.selected().then(|| self.typed().to_owned());
        if before.is_some() {
            self.line.set("");
        }
        if !self.line.insert(pasted, self.limit) {
            if let Some(before) = before {
                self.line.set(&before);
            }
            let limit = i64::try_from(self.limit).unwrap_or(i64::MAX);
            return Err(Refusal::at("paste.long", self.name).with("limit", limit));
        }
        self.fresh = false;
        self.heard(look);
        Ok(())
    }

    /// The options as they are read.
    fn options(&self, look: &Look) -> Vec<String> {
        match &self.kind {
            Kind::Choice(options) => options.clone(),
            Kind::Words(ids) => ids.iter().map(|id| look.words.text(id).into_owned()).collect(),
            _ => Vec::new(),
        }
    }
}
