//! What a screen is.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::desk::Desk;
use crate::domain::refusal::Refusal;
use crate::domain::time::Ts;
use crate::domain::zone::Zone;
use crate::i18n::Facts;
use crate::ui::{Form, List, Look, Move, Notice, Sentence, Step, Tone};

use super::action::Action;
use super::effect::Effect;
use super::keymap::Keymap;
use super::signing::Signing;

/// What is seen, and what can be done there. The top screen of the stack has the keyboard.
///
/// A screen with a form or a list hands it out (`form`, `list`) and gets typing, moving, pasting
/// and the question about unsaved text for nothing.
pub trait Screen: Sized + Send + 'static {
    /// What the desk and the dialogs answer with.
    type Msg: Send + 'static;

    /// The screen's word: log, tests, help page, and which place of the first line it belongs to.
    const NAME: &'static str;

    /// Everything one can do here. No key is known anywhere else.
    const ACTIONS: &'static [Action<Self, Self::Msg>];

    /// Asks for what is shown. Called when the screen is opened, uncovered or refreshed, after its
    /// writes, and when something changed at another counter. Keeps the cursor and what was typed.
    fn load(&self, _cx: &Cx) -> Effect<Self::Msg> {
        Effect::None
    }

    /// An answer came.
    fn update(&mut self, msg: Self::Msg, cx: &Cx) -> Effect<Self::Msg>;

    /// What is shown is not yet what was asked for: keys that act wait until it is; text still goes
    /// into its field. A form whose row somebody else changed is read again.
    fn waiting(&self) -> bool {
        self.form().is_some_and(Form::is_old)
    }

    /// There was no way to what it asked for: it is asked again by the clock until there is. Not for what a rule
    /// refused, which time does not change.
    fn retries(&self) -> bool {
        self.form().is_some_and(Form::is_old)
    }

    /// Draws the screen. Drawing changes nothing.
    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx);

    /// Dialogs say their size, in cells with their frame; they are drawn over what was there.
    fn overlay(&self, _cx: &Cx) -> Option<(u16, u16)> {
        None
    }

    /// Nothing behind it is drawn, and one can neither go elsewhere nor back: log-in and lock.
    fn sealed(&self) -> bool {
        false
    }

    /// Neither the first line nor the last is drawn: the screen is for people without a keyboard.
    fn bare(&self) -> bool {
        false
    }

    /// The key that opened it, or takes it away, does nothing more before it has rested so long or another key came:
    /// for what has to be read, however impatient somebody is.
    fn holds(&self) -> Duration {
        Duration::ZERO
    }

    /// It looks different after so long, though nothing happens.
    fn wakes(&self, _cx: &Cx) -> Option<Duration> {
        None
    }

    /// The form that has the keyboard.
    fn form(&self) -> Option<&Form> {
        None
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        None
    }

    /// The list the moving keys move.
    fn list(&self) -> Option<&List> {
        None
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        None
    }

    /// Plain letters are text now.
    fn typing(&self) -> bool {
        self.form().is_some_and(Form::typing)
    }

    /// Esc where there is no screen to go back to: the field is put down, and digits are places again.
    fn put_down(&mut self) {}

    /// What Esc does instead of going back at once; none where it goes back.
    fn leaves(&mut self, _cx: &Cx) -> Option<Effect<Self::Msg>> {
        None
    }

    /// A key that is text, or belongs to a line of text.
    fn typed(&mut self, key: KeyEvent, cx: &Cx) -> Effect<Self::Msg> {
        let changed = self.form_mut().and_then(|form| form.key(key, &cx.look));
        changed.map_or(Effect::None, |field| self.changed(field, cx))
    }

    /// Text was pasted. It never confirms anything.
    fn pasted(&mut self, text: &str, cx: &Cx) -> Effect<Self::Msg> {
        match self.form_mut().map(|form| form.paste(text, &cx.look)) {
            Some(Ok(Some(field))) => self.changed(field, cx),
            Some(Err(refusal)) => Effect::say(cx.refused(&refusal)),
            _ => Effect::None,
        }
    }

    /// What was typed into a field of the form changed.
    fn changed(&mut self, _field: &'static str, _cx: &Cx) -> Effect<Self::Msg> {
        Effect::None
    }

    /// Enter on the last field, or the saving key anywhere in the form.
    fn submit(&mut self, _cx: &Cx) -> Effect<Self::Msg> {
        Effect::None
    }

    /// The list of a field was asked for.
    fn pick(&mut self, _field: &'static str, _cx: &Cx) -> Effect<Self::Msg> {
        Effect::None
    }

    /// Which moving keys mean something here.
    fn moves(&self) -> Moves {
        let form = if self.form().is_some() { Moves::FIELDS } else { Moves::NONE };
        let list = if self.list().is_some() { Moves::ROWS } else { Moves::NONE };
        form.and(list)
    }

    /// A moving key.
    fn moved(&mut self, to: Move, cx: &Cx) -> Effect<Self::Msg> {
        if let Some(form) = self.form_mut() {
            match form.go(to, &cx.look) {
                Step::Moved => return Effect::None,
                Step::Past => return self.submit(cx),
                Step::Pick(field) => return self.pick(field, cx),
                Step::Nowhere => {}
            }
        }
        if let Some(list) = self.list_mut() {
            list.go(to);
        }
        Effect::None
    }

    /// The id of the words the last line has for an action, where from here it does something else than its own words
    /// say: goes on to the next field, or registers whoever was not found.
    fn says(&self, _action: &str) -> Option<&'static str> {
        None
    }

    /// Where the clock of the first line hangs, if not in the clinic.
    fn zone(&self) -> Option<Zone> {
        None
    }

    /// Another language is spoken from now on.
    fn spoken(&mut self, cx: &Cx) {
        if let Some(form) = self.form_mut() {
            form.speak(&cx.look);
        }
    }

    /// The action a blank stands for even while something is typed: the bottom line names it.
    fn blank(&self) -> Option<&'static str> {
        None
    }

    /// The mouse pressed on a cell.
    fn clicked(&mut self, place: Position, _cx: &Cx) -> Effect<Self::Msg> {
        if let Some(list) = self.list_mut()
            && let Some(row) = list.row_at(place)
        {
            list.select(row);
        }
        Effect::None
    }

    /// Something was typed that is not saved: the app asks before leaving.
    fn unsaved(&self) -> bool {
        self.form().is_some_and(Form::dirty)
    }
}

/// A screen that is opened for its answer.
pub trait Asks: Screen {
    type Answer: Send + 'static;
}

/// What every screen is told: how to speak and draw, who is at the desk, what time it is.
#[derive(Debug, Clone)]
pub struct Cx {
    pub look: Look,
    pub desk: Desk,
    pub now: Ts,
    pub zone: Zone,
    /// The whole terminal, in cells.
    pub size: (u16, u16),
    /// How long no key was pressed: what follows the cursor may wait until it rests.
    pub still: Duration,
    /// A line that was said was still in sight when the key came.
    pub told: bool,
    /// How good the last news was, whether its line is still in sight or not; none before the first.
    pub heard: Option<Tone>,
    /// When it was locked last, something was typed that is not saved: it is kept under the lock.
    pub begun: bool,
    /// What a PIN was typed for last.
    pub signing: Signing,
    pub keys: Arc<Keymap>,
    pub outbox: Arc<Outbox>,
}

/// Where what is saved from a screen goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outbox {
    pub folder: PathBuf,
    /// Where the log is kept; none when nothing is logged.
    pub log: Option<PathBuf>,
    /// Letters on a line of the paper it is printed on.
    pub columns: usize,
}

impl Cx {
    /// What a screen of this desk is told, where another is left for it.
    #[must_use]
    pub fn at(&self, desk: &Desk) -> Self {
        let zone = desk.zone();
        let look = Look { now: self.now.local(zone), currency: desk.currency(), ..self.look.clone() };
        Self { zone, look, desk: desk.clone(), ..self.clone() }
    }

    /// The business day it is.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now.day(self.zone)
    }

    /// The message of an id.
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        self.look.words.text(id).into_owned()
    }

    /// The message of an id with its facts.
    #[must_use]
    pub fn fill(&self, id: &str, facts: &Facts<'_>) -> String {
        self.look.words.fill(id, facts)
    }

    /// A line of this tone is said.
    pub(super) fn hear(&mut self, tone: Tone) {
        self.signing.heard(tone);
        self.heard = Some(tone);
    }

    /// A refusal as a line for the person at the desk.
    #[must_use]
    pub fn refused(&self, refusal: &Refusal) -> Notice {
        Notice::because(Sentence::refusal(refusal), &self.look)
    }
}

/// Which groups of moving keys a screen takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moves(u8);

impl Moves {
    pub const NONE: Self = Self(0);
    /// Up, down, pages, first and last.
    pub const ROWS: Self = Self(1);
    /// Left and right.
    pub const COLUMNS: Self = Self(2);
    /// Next and previous field or pane.
    pub const PANES: Self = Self(4);
    /// A form: next, previous, and Enter goes on.
    pub const FIELDS: Self = Self(8 | 4 | 16);
    /// Up and down alone.
    pub const LINES: Self = Self(16);

    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether this move is one of them.
    #[must_use]
    pub const fn take(self, to: Move) -> bool {
        let group = match to {
            Move::Up | Move::Down => 1 | 16,
            Move::PageUp | Move::PageDown | Move::HalfUp | Move::HalfDown | Move::First | Move::Last => 1,
            Move::Left | Move::Right => 2,
            Move::Next | Move::Previous => 4,
            Move::Forward => 8,
        };
        self.0 & group != 0
    }
}
