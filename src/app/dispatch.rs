//! From a key to an action.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::ui::{Move, Notice, line};

use super::action::Why;
use super::bound::Bound;
use super::engine::{App, NOBODY, Typed};
use super::global::{self, Target};
use super::keys::Chord;
use super::stack::{Layer, Reply};

/// A held key repeats about thirty times a second: within this time the same key is the same press.
const REPEAT: Duration = Duration::from_millis(60);

/// Reading a line takes so long.
const READ: Duration = Duration::from_millis(1500);

/// More keys than this nobody types ahead.
const HELD: usize = 256;

impl App {
    /// Somebody did something with the keyboard or the mouse at the moment `at`.
    pub(super) fn touch(&mut self, at: Instant) {
        self.wake(at);
        self.touched = at;
        self.cx.desk.touched();
        self.cx.still = Duration::ZERO;
    }

    /// A key was pressed at the moment `at`.
    pub fn key(&mut self, key: KeyEvent, at: Instant) {
        // Releases come from new terminals only, and a key is one key.
        if key.kind == KeyEventKind::Release || self.quitting {
            return;
        }
        self.touch(at);
        if self.uncovered() {
            return;
        }
        self.cx.told = self.notice.is_some();
        self.heed_notice();
        let chord = Chord::of(key);
        if self.repeated(chord) {
            return;
        }
        if self.cancels(chord) {
            self.acting = Some(chord);
            self.cancel();
            self.acting = None;
        } else if let Some(letter) = self.came_with_esc(key) {
            self.key(KeyEvent::from(KeyCode::Esc), at);
            self.key(letter, at);
        } else if self.held.is_empty() && !self.blocked(key) {
            self.dispatch(key);
        } else if self.held.len() < HELD && !self.pressed_again(chord) {
            self.held.push_back(Typed::Key(key));
        }
    }

    /// Text was pasted at the moment `at`. It goes into a field or nowhere, and confirms nothing.
    pub fn paste(&mut self, text: &str, at: Instant) {
        self.touch(at);
        if self.uncovered() {
            return;
        }
        self.pending.clear();
        // Behind keys that wait it has to wait too: it belongs where they lead.
        if !self.held.is_empty() || self.saving() {
            self.held.push_back(Typed::Text(text.to_owned()));
        } else {
            self.insert(text);
        }
    }

    fn insert(&mut self, text: &str) {
        match self.stack.last_mut().filter(|layer| layer.screen.typing()) {
            Some(layer) => {
                let (id, effect) = (layer.id, layer.screen.pasted(text, &self.cx));
                self.perform(id, effect);
            }
            None => self.say(Notice::look(self.cx.text("app-paste_nowhere"))),
        }
    }

    /// A line that was there to be read makes room for the keys again when somebody goes on.
    fn heed_notice(&mut self) {
        let read = |(notice, until): &(Notice, Instant)| *until + READ <= self.at + notice.stays();
        if self.notice.as_ref().is_some_and(read) {
            self.notice = None;
        }
    }

    /// Hands over the keys that waited, as far as they can go now.
    pub(super) fn release(&mut self) {
        while let Some(typed) = self.held.front() {
            let waits = match typed {
                Typed::Key(key) => self.blocked(*key),
                Typed::Text(_) => self.saving(),
            };
            if waits || self.quitting {
                break;
            }
            self.cx.told = self.notice.is_some();
            match self.held.pop_front() {
                Some(Typed::Key(key)) => self.dispatch(key),
                Some(Typed::Text(text)) => self.insert(&text),
                None => break,
            }
        }
    }

    /// Whether a key has to wait: for what is being saved, or for what has to be read first.
    fn blocked(&self, key: KeyEvent) -> bool {
        let Some(top) = self.top() else { return false };
        if self.saving() {
            return true;
        }
        let reading = self.flights.values().any(|flight| flight.layer == top.id);
        reading && top.screen.waiting() && !(top.screen.typing() && line::edits(&key))
    }

    /// A letter with Alt that means nothing here was Esc and the letter, typed fast or brought together
    /// by a slow line.
    fn came_with_esc(&self, key: KeyEvent) -> Option<KeyEvent> {
        let chord = Chord::of(key);
        let letter = matches!(chord.code, KeyCode::Char(_)) && chord.modifiers == KeyModifiers::ALT;
        let bound =
            |table: &[Bound]| table.iter().any(|bound| bound.keys.iter().any(|keys| keys[..] == [chord]));
        let meant = bound(&self.everywhere) || self.top().is_some_and(|top| bound(&top.bound));
        (letter && !meant).then(|| KeyEvent::from(chord.code))
    }

    /// Whether the top screen is saving something.
    fn saving(&self) -> bool {
        let top = self.top().map(|top| top.id);
        self.flights.values().any(|flight| flight.write && Some(flight.layer) == top)
    }

    /// Whether this is the repetition of a held key that has already opened, closed or saved
    /// something: one press does one thing.
    fn repeated(&mut self, chord: Chord) -> bool {
        match &mut self.spent {
            Some((spent, last, rest))
                if *spent == chord && self.at.duration_since(*last) <= REPEAT.max(*rest) =>
            {
                *last = self.at;
                true
            }
            Some(_) => {
                self.spent = None;
                false
            }
            None => false,
        }
    }

    /// Whether this key is already being obeyed: Enter twice saves once.
    fn pressed_again(&self, chord: Chord) -> bool {
        let Some(top) = self.top() else { return false };
        let form = top.screen.typing() || top.screen.overlay(&self.cx).is_some();
        form && self
            .flights
            .values()
            .any(|flight| flight.write && flight.layer == top.id && flight.key == Some(chord))
    }

    /// The cancelling key works at once while other keys wait.
    fn cancels(&self, chord: Chord) -> bool {
        let waiting = !self.held.is_empty() || self.top().is_some_and(|top| top.screen.waiting());
        waiting
            && self
                .everywhere
                .iter()
                .filter(|bound| bound.id == global::CANCEL)
                .any(|bound| bound.keys.iter().any(|keys| keys[..] == [chord]))
    }

    /// Forgets the keys that wait and what is being read; what is being saved is still saved.
    pub(super) fn cancel(&mut self) {
        self.held.clear();
        self.pending.clear();
        let Some(top) = self.top() else { return };
        let (id, was_waiting) = (top.id, top.screen.waiting());
        if self.flights.values().any(|flight| flight.write && flight.layer == id) {
            self.say(Notice::look(self.cx.text("app-still_saving")));
            return;
        }
        for flight in self.flights.values_mut().filter(|flight| flight.layer == id) {
            flight.late = true;
            flight.newer = None;
            // Late answers belong to nobody: the screen may ask again at once.
            flight.layer = NOBODY;
        }
        if !was_waiting || self.stack.len() > 1 {
            self.back();
        }
    }

    fn dispatch(&mut self, key: KeyEvent) {
        let chord = Chord::of(key);
        let (top, said) = (self.top().map(|layer| layer.id), self.notice.clone());
        self.acting = Some(chord);
        self.dispatch_chord(key, chord);
        self.acting = None;
        // What was said belongs to the screen that is left.
        if self.top().map(|layer| layer.id) != top && self.notice == said {
            self.notice = None;
        }
    }

    fn dispatch_chord(&mut self, key: KeyEvent, chord: Chord) {
        let Some(top) = self.top() else { return };
        let typing = top.screen.typing();
        if typing && self.pending.is_empty() && chord.is_text() {
            return self.text(key);
        }
        let sealed = top.screen.sealed();
        let begun = !self.pending.is_empty();
        let mut typed = self.pending.clone();
        typed.push(chord);
        let own = find(&top.bound, &typed);
        let own_line = typing && !begun && line::edits(&key);
        let everywhere = if own_line { Found::Nothing } else { find(&self.everywhere, &typed) };
        self.pending.clear();
        match (own, everywhere) {
            (Found::This(row), _) => {
                self.run(Target::Own(row));
            }
            (_, Found::This(row)) if !sealed || global::on_sealed(self.everywhere[row].id) => {
                self.run(self.everywhere_target(row));
            }
            (Found::Begins, _) | (_, Found::Begins) if !sealed && self.leads_on(&typed) => {
                self.pending = typed;
                self.pending_since = self.at;
            }
            _ if own_line => self.text(key),
            _ => {}
        }
    }

    /// Whether anything that begins with these keys is here, if only to say why it cannot be done now.
    fn leads_on(&self, typed: &[Chord]) -> bool {
        let begins =
            |bound: &Bound| bound.keys.iter().any(|keys| keys.len() > typed.len() && keys.starts_with(typed));
        let here = |target| !matches!(self.can(target), Err(Why::Not));
        let own = self.top().map_or(&[][..], |top| &top.bound);
        let own = own.iter().enumerate().filter(|(_, bound)| begins(bound));
        let rest = self.everywhere.iter().enumerate().filter(|(_, bound)| begins(bound));
        own.map(|(row, _)| Target::Own(row)).chain(rest.map(|(row, _)| self.everywhere_target(row))).any(here)
    }

    fn text(&mut self, key: KeyEvent) {
        if let Some(layer) = self.stack.last_mut() {
            let (id, effect) = (layer.id, layer.screen.typed(key, &self.cx));
            self.perform(id, effect);
        }
    }

    /// Runs what a key or a command stands for, or says why not.
    pub(super) fn run(&mut self, target: Target) {
        match self.can(target) {
            Ok(()) => self.run_now(target),
            Err(Why::Not) => {}
            Err(Why::Because(id)) => self.say(Notice::look(self.cx.text(id))),
            Err(Why::Refused(refusal)) => self.say(self.cx.refused(&refusal)),
        }
    }

    fn run_now(&mut self, target: Target) {
        let Some(layer) = self.stack.last_mut() else { return };
        let id = layer.id;
        match target {
            Target::Own(row) => {
                tracing::debug!(action = layer.bound.get(row).map_or("", |bound| bound.id), "run");
                let effect = layer.screen.run(row, &self.cx);
                self.perform(id, effect);
            }
            Target::Move(to) => {
                let effect = layer.screen.moved(to, &self.cx);
                self.perform(id, effect);
            }
            Target::Save => {
                let effect = layer.screen.submit(&self.cx);
                self.perform(id, effect);
            }
            Target::Global(row) => {
                if let Some(global) = global::GLOBALS.get(row) {
                    (global.run)(self);
                }
            }
            Target::Place(place) => {
                // What cannot be read now does not take the place of what is seen.
                if self.cx.desk.lost_since().is_some() {
                    self.say(Notice::look(self.cx.text("app-stays")));
                } else if let Some(place) = self.front.places.get(place) {
                    self.travel((place.open)(&self.cx));
                }
            }
        }
    }

    /// Whether a question stands over the screen that asks it.
    fn asks(&self) -> bool {
        let asked = |layer: &Layer| matches!(layer.reply, Reply::Screen(..) | Reply::Leave(_));
        self.top().is_some_and(|top| asked(top) && top.screen.overlay(&self.cx).is_some())
    }

    /// Whether something can be done now.
    pub(super) fn can(&self, target: Target) -> Result<(), Why> {
        let top = self.top().ok_or(Why::Not)?;
        let says = |yes: bool| if yes { Ok(()) } else { Err(Why::Not) };
        // What stands over a lock or a door, such as the page of keys, is no way past it.
        let shut = self.stack.iter().any(|layer| layer.screen.sealed());
        match target {
            Target::Place(_) if shut => Err(Why::Not),
            Target::Global(row)
                if shut && !global::GLOBALS.get(row).is_some_and(|own| global::while_shut(own.id)) =>
            {
                Err(Why::Not)
            }
            Target::Own(row) => top.screen.ready(row, &self.cx),
            Target::Move(to) => says(top.screen.moves().take(to)),
            Target::Save => says(top.screen.moves().take(Move::Forward)),
            Target::Global(row) => {
                global::GLOBALS.get(row).map_or(Err(Why::Not), |global| (global.ready)(self))
            }
            // Whoever was asked something answers it first, or leaves it by Esc.
            Target::Place(_) if self.asks() => Err(Why::Not),
            Target::Place(place) => {
                let ready = self.front.places.get(place).is_some_and(|place| (place.ready)(&self.cx));
                // Whoever has one thing to do first is told, wherever they want to go.
                let first = self.cx.desk.needs_factor().then_some(Why::Because("refusal-factor-needed"));
                if ready { Ok(()) } else { Err(first.unwrap_or(Why::Not)) }
            }
        }
    }
}

/// What typed keys mean in a table.
enum Found {
    This(usize),
    /// The beginning of a sequence.
    Begins,
    Nothing,
}

fn find(table: &[Bound], typed: &[Chord]) -> Found {
    let mut begins = false;
    for (row, bound) in table.iter().enumerate() {
        for keys in &bound.keys {
            if keys[..] == *typed {
                return Found::This(row);
            }
            begins |= keys.len() > typed.len() && keys.starts_with(typed);
        }
    }
    if begins { Found::Begins } else { Found::Nothing }
}
