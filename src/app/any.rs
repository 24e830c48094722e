//! Screens of every kind in one stack.

use std::time::Duration;

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::domain::zone::Zone;
use crate::ui::Move;

use super::action::{Shown, Why};
use super::effect::{Effect, Parcel};
use super::screen::{Cx, Moves, Screen};

/// What is left of an action when its screen's type is forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub id: &'static str,
    pub keys: &'static str,
    pub shown: Shown,
}

/// The actions of a kind of screen, for the key sheet, the remapping and the guards.
#[derive(Debug, Clone)]
pub struct Table {
    pub screen: &'static str,
    pub rows: Vec<Row>,
}

impl Table {
    /// The table of a screen, without one of them.
    #[must_use]
    pub fn of<S: Screen>() -> Self {
        let row = |action: &super::action::Action<S, S::Msg>| Row {
            id: action.id,
            keys: action.keys,
            shown: action.shown,
        };
        Self { screen: S::NAME, rows: S::ACTIONS.iter().map(row).collect() }
    }
}

/// A screen whose type is forgotten: messages travel in parcels that only it can open.
pub struct AnyScreen(Box<dyn Face>);

impl AnyScreen {
    #[must_use]
    pub fn new(screen: impl Screen) -> Self {
        Self(Box::new(Held(screen)))
    }

    #[must_use]
    pub fn name(&self) -> &'static str {
        self.0.name()
    }
}

impl std::fmt::Debug for AnyScreen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AnyScreen({})", self.name())
    }
}

impl std::ops::Deref for AnyScreen {
    type Target = dyn Face;

    fn deref(&self) -> &(dyn Face + 'static) {
        &*self.0
    }
}

impl std::ops::DerefMut for AnyScreen {
    fn deref_mut(&mut self) -> &mut (dyn Face + 'static) {
        &mut *self.0
    }
}

/// [`Screen`] without its types.
pub trait Face: Send {
    fn name(&self) -> &'static str;
    fn rows(&self) -> Vec<Row>;
    fn ready(&self, row: usize, cx: &Cx) -> Result<(), Why>;
    fn run(&mut self, row: usize, cx: &Cx) -> Effect<Parcel>;
    fn load(&self, cx: &Cx) -> Effect<Parcel>;
    fn update(&mut self, msg: Parcel, cx: &Cx) -> Effect<Parcel>;
    fn waiting(&self) -> bool;
    fn retries(&self) -> bool;
    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx);
    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)>;
    fn sealed(&self) -> bool;
    fn bare(&self) -> bool;
    fn holds(&self) -> Duration;
    fn wakes(&self, cx: &Cx) -> Option<Duration>;
    fn typing(&self) -> bool;
    fn put_down(&mut self);
    fn typed(&mut self, key: KeyEvent, cx: &Cx) -> Effect<Parcel>;
    fn pasted(&mut self, text: &str, cx: &Cx) -> Effect<Parcel>;
    fn submit(&mut self, cx: &Cx) -> Effect<Parcel>;
    fn leaves(&mut self, cx: &Cx) -> Option<Effect<Parcel>>;
    fn field(&self) -> Option<&'static str>;
    /// Whether going forward leads past the last field.
    fn ends(&self) -> bool;
    fn says(&self, action: &str) -> Option<&'static str>;
    fn zone(&self) -> Option<Zone>;
    fn spoken(&mut self, cx: &Cx);
    fn blank(&self) -> Option<&'static str>;
    fn moves(&self) -> Moves;
    fn moved(&mut self, to: Move, cx: &Cx) -> Effect<Parcel>;
    fn clicked(&mut self, place: Position, cx: &Cx) -> Effect<Parcel>;
    fn unsaved(&self) -> bool;
    fn cursor(&self) -> Option<Position>;
}

struct Held<S>(S);

fn parcel<M: Send + 'static>(msg: M) -> Parcel {
    Box::new(msg)
}

impl<S: Screen> Face for Held<S> {
    fn name(&self) -> &'static str {
        S::NAME
    }

    fn rows(&self) -> Vec<Row> {
        Table::of::<S>().rows
    }

    fn ready(&self, row: usize, cx: &Cx) -> Result<(), Why> {
        S::ACTIONS.get(row).map_or(Err(Why::Not), |action| (action.ready)(&self.0, cx))
    }

    fn run(&mut self, row: usize, cx: &Cx) -> Effect<Parcel> {
        S::ACTIONS.get(row).map_or(Effect::None, |action| (action.run)(&mut self.0, cx).map(parcel))
    }

    fn load(&self, cx: &Cx) -> Effect<Parcel> {
        self.0.load(cx).map(parcel)
    }

    fn update(&mut self, msg: Parcel, cx: &Cx) -> Effect<Parcel> {
        match msg.downcast::<S::Msg>() {
            Ok(msg) => self.0.update(*msg, cx).map(parcel),
            Err(_) => {
                tracing::error!(screen = S::NAME, "a message of another screen was delivered");
                Effect::None
            }
        }
    }

    fn waiting(&self) -> bool {
        self.0.waiting()
    }

    fn retries(&self) -> bool {
        self.0.retries()
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.0.view(frame, area, cx);
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        self.0.overlay(cx)
    }

    fn sealed(&self) -> bool {
        self.0.sealed()
    }

    fn bare(&self) -> bool {
        self.0.bare()
    }

    fn holds(&self) -> Duration {
        self.0.holds()
    }

    fn wakes(&self, cx: &Cx) -> Option<Duration> {
        self.0.wakes(cx)
    }

    fn typing(&self) -> bool {
        self.0.typing()
    }

    fn put_down(&mut self) {
        self.0.put_down();
    }

    fn typed(&mut self, key: KeyEvent, cx: &Cx) -> Effect<Parcel> {
        self.0.typed(key, cx).map(parcel)
    }

    fn pasted(&mut self, text: &str, cx: &Cx) -> Effect<Parcel> {
        self.0.pasted(text, cx).map(parcel)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Parcel> {
        self.0.submit(cx).map(parcel)
    }

    fn leaves(&mut self, cx: &Cx) -> Option<Effect<Parcel>> {
        self.0.leaves(cx).map(|effect| effect.map(parcel))
    }

    fn field(&self) -> Option<&'static str> {
        self.0.form().and_then(|form| form.field(form.focused())).map(crate::ui::Field::label)
    }

    fn ends(&self) -> bool {
        self.0.form().is_some_and(crate::ui::Form::ends)
    }

    fn says(&self, action: &str) -> Option<&'static str> {
        self.0.says(action)
    }

    fn zone(&self) -> Option<Zone> {
        self.0.zone()
    }

    fn spoken(&mut self, cx: &Cx) {
        self.0.spoken(cx);
    }

    fn blank(&self) -> Option<&'static str> {
        self.0.blank()
    }

    fn moves(&self) -> Moves {
        self.0.moves()
    }

    fn moved(&mut self, to: Move, cx: &Cx) -> Effect<Parcel> {
        self.0.moved(to, cx).map(parcel)
    }

    fn clicked(&mut self, place: Position, cx: &Cx) -> Effect<Parcel> {
        self.0.clicked(place, cx).map(parcel)
    }

    fn unsaved(&self) -> bool {
        self.0.unsaved()
    }

    fn cursor(&self) -> Option<Position> {
        self.0.list().and_then(crate::ui::List::cursor)
    }
}
