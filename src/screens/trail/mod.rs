//! The trail: who did what, and what it was before and after. Of one thing, or of everything.

pub mod check;
mod draw;
pub mod minute;
pub mod then;
pub mod words;

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::Rect;
use uuid::Uuid;

use self::check::Check;
use self::minute::Minute;
use self::then::ThenView;
use super::refused;
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::Done;
use crate::desk::trail::{ListTrail, TrailLine};
use crate::domain::time::Ts;
use crate::ui::List;

/// The list, a page at a time, with what the row in hand says.
#[derive(Debug, Default)]
pub struct Trail {
    of: Option<Uuid>,
    /// Where each page before this one began.
    newer: Vec<Option<i64>>,
    /// This page has rows with smaller numbers only.
    before: Option<i64>,
    /// This page begins with the last row that is not later.
    until: Option<Ts>,
    lines: Option<Vec<TrailLine>>,
    list: List,
    /// Which part of what the row in hand says is shown, counted on past the last.
    part: usize,
    /// Of which row.
    part_of: Option<i64>,
    /// Whether the row in hand said more than there was room for, when it was drawn last.
    long: Cell<bool>,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Vec<TrailLine>>),
    Jump(Ts),
}

impl Trail {
    /// Of everything.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Of one thing and what belongs to it.
    #[must_use]
    pub fn of(thing: Uuid) -> Self {
        Self { of: Some(thing), ..Self::default() }
    }

    /// Of everything, from this row on back.
    #[must_use]
    pub fn at(seq: i64) -> Self {
        Self { before: Some(seq.saturating_add(1)), newer: vec![None], ..Self::default() }
    }

    fn line(&self) -> Option<&TrailLine> {
        self.lines.as_ref()?.get(self.list.selected()?)
    }

    fn some(&self, _: &Cx) -> Result<(), Why> {
        self.line().map(|_| ()).ok_or(Why::Because("trail-none"))
    }

    /// The book and the drawers at the minute of this row.
    fn then(&mut self, _: &Cx) -> Effect<Msg> {
        self.line().map_or(Effect::None, |line| Effect::open(ThenView::new(line.at)))
    }

    /// Everything about what this row is of.
    fn thing(&mut self, _: &Cx) -> Effect<Msg> {
        let thing = self.line().and_then(|line| line.entity_id);
        thing.map_or(Effect::None, |thing| Effect::open(Self::of(thing)))
    }

    fn has_thing(&self, _: &Cx) -> Result<(), Why> {
        match self.line().and_then(|line| line.entity_id) {
            Some(thing) if Some(thing) != self.of => Ok(()),
            _ => Err(Why::Not),
        }
    }

    fn is_long(&self, _: &Cx) -> Result<(), Why> {
        if self.long.get() { Ok(()) } else { Err(Why::Not) }
    }

    /// The next part of what the row in hand says.
    fn more(&mut self, _: &Cx) -> Effect<Msg> {
        let here = self.line().map(|line| line.seq);
        self.part = if self.part_of == here { self.part + 1 } else { 1 };
        self.part_of = here;
        Effect::None
    }

    fn has_older(&self, _: &Cx) -> Result<(), Why> {
        let first = self.lines.as_ref().and_then(|lines| lines.last()).map(|line| line.seq);
        if first.is_some_and(|seq| seq > 1) { Ok(()) } else { Err(Why::Because("trail-no_older")) }
    }

    fn older(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(last) = self.lines.as_ref().and_then(|lines| lines.last()) else { return Effect::None };
        self.newer.push(self.before);
        self.before = Some(last.seq);
        self.until = None;
        self.list.select(0);
        self.load(cx)
    }

    fn has_newer(&self, _: &Cx) -> Result<(), Why> {
        if self.newer.is_empty() { Err(Why::Because("trail-no_newer")) } else { Ok(()) }
    }

    fn newer(&mut self, cx: &Cx) -> Effect<Msg> {
        self.before = self.newer.pop().flatten();
        self.until = None;
        self.list.select(0);
        self.load(cx)
    }
}

impl Screen for Trail {
    type Msg = Msg;
    const NAME: &'static str = "trail";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("trail.thing", "enter", Self::thing).when(Self::has_thing),
        Action::new("trail.check", "=", |_, _| Effect::open(Check::new())),
        Action::new("trail.then", "@", Self::then).when(Self::some),
        Action::new("trail.more", "space", Self::more).when(Self::is_long),
        Action::new("trail.jump", "d", |_, _| Effect::ask(Minute::default(), Msg::Jump)),
        Action::new("trail.older", "[", Self::older).when(Self::has_older),
        Action::new("trail.newer", "]", Self::newer).when(Self::has_newer),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let ask = ListTrail { of: self.of, before: self.before, until: self.until };
        Effect::read("trail", |desk| async move { Msg::Read(desk.ask(ask).await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(lines)) => {
                let here = self.line().map(|line| line.seq);
                self.list.refresh(lines.len(), |row| Some(lines[row].seq) == here);
                self.lines = Some(lines);
                Effect::None
            }
            Msg::Jump(minute) => {
                // Newer than that is everything, from the end on.
                self.newer = vec![None];
                self.before = None;
                self.until = Some(minute);
                // Whatever was in hand is left behind.
                self.lines = None;
                self.list.select(0);
                self.load(cx)
            }
            // What is seen stands; where this is the first screen, closing it would end the program.
            Msg::Read(Err(fault)) => {
                self.lines.get_or_insert_default();
                Effect::say(refused::notice(&fault, cx))
            }
        }
    }

    fn waiting(&self) -> bool {
        self.lines.is_none()
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.draw(frame.buffer_mut(), area, cx);
    }
}
