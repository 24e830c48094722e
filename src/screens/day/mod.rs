//! The day: who comes, who is here, who waits, who is through. The home of the desk.

mod acts;
mod ahead;
mod begin;
mod board;
pub mod jump;
mod list;
pub mod moving;
mod sheet;
mod shown;
mod side;
mod signed;
pub mod state;
mod undo;
mod unstaffed;
mod walk;

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::app::{Action, Cx, Effect, Moves, Screen};
use crate::desk::booking::{Booked, CountDays, DayCountRow, DayRow, OpenDay};
use crate::desk::queue::{OpenQueue, QueueView, Ticket};
use crate::desk::{Done, Roster};
use crate::domain::id::{BookingId, StaffId};
use crate::domain::time::Ts;
use crate::ui::{List, Move, panel};

use super::aside::{self, Aside};
use super::call_off::Decided;
use super::refused;
use super::walk_in::Given;
use acts::Deed;
use ahead::{Ahead, Round};
use begin::Begin;
use board::Board;
use sheet::{Held, Sheet};
use side::{Month, month_of};
use undo::{Last, Undo};

/// The day screen.
#[derive(Debug)]
pub struct Day {
    /// The day asked for; the one shown is the sheet's.
    day: NaiveDate,
    sheet: Option<Sheet>,
    list: List,
    board: Board,
    /// Columns of staff instead of the list.
    columns: bool,
    /// Asked for and could not be read.
    failed: bool,
    month: Option<Month>,
    queue: Option<QueueView>,
    /// What `undo` takes back first.
    last: Option<Last>,
    /// The booking the cursor goes to when the day is read.
    wanted: Option<BookingId>,
    /// The booking beside the list: it follows the cursor only when that rests, to send two rows and no third of a screen.
    beside: Cell<Option<BookingId>>,
    ahead: Ahead,
    /// When the sheet was read.
    seen: Round,
    /// What stands beside the list is to be read again after it; and whether month and queue were in sight then.
    beside_due: Cell<Option<bool>>,
    /// The last visit that could not begin, and what stood in its way.
    aside: Option<(Begin, Aside)>,
}

/// What the desk and the dialogs answer.
#[derive(Debug)]
pub enum Msg {
    Day(NaiveDate, Round, Done<Vec<DayRow>>),
    Roster(Done<Arc<Roster>>),
    Month(NaiveDate, Done<Vec<DayCountRow>>),
    Queue(Done<QueueView>),
    Jump(NaiveDate),
    Did(Deed, Done<Booked>),
    /// A move was taken back, or not.
    Returned(Undo, Option<Decided>, Done<Booked>),
    /// What becomes of the deposit when it is taken back late.
    Return(Undo, Decided),
    /// Whether an older step can be taken back.
    Undoable(Undo, Done<()>),
    /// An older step is to be taken back, or not.
    TakeBack(Option<Undo>),
    Called(Done<Ticket>),
    /// The alerts of a visit were read, or not.
    Alerts(Box<DayRow>, bool),
    Cancel(Box<DayRow>, Decided),
    Missed(Box<DayRow>, Decided),
    Left(Box<DayRow>, Decided),
    Late(Box<DayRow>, Decided),
    Moved(Box<DayRow>, Booked),
    Begin(Begin),
    Began(Begin, Done<Ticket>),
    Given(Given),
    /// The booking form made one, and said so.
    Booked(Booked),
    Filter(String),
}

impl Day {
    /// A day in the book.
    #[must_use]
    pub fn new(day: NaiveDate) -> Self {
        Self {
            day,
            sheet: None,
            list: List::default(),
            board: Board::default(),
            columns: false,
            failed: false,
            month: None,
            queue: None,
            last: None,
            wanted: None,
            beside: Cell::new(None),
            ahead: Ahead::default(),
            seen: Round::default(),
            beside_due: Cell::new(None),
            aside: None,
        }
    }

    /// What is under the cursor.
    fn held(&self) -> Option<Held> {
        let sheet = self.sheet.as_ref()?;
        if self.columns {
            return self.board.selected(sheet).map(Held::Visit);
        }
        sheet.held(self.list.selected()?)
    }

    /// The booking under the cursor.
    fn in_hand(&self) -> Option<BookingId> {
        match self.held()? {
            Held::Visit(booking) => Some(booking),
            Held::Number(_) => None,
        }
    }

    fn row(&self) -> Option<&DayRow> {
        let id = self.in_hand()?;
        self.sheet.as_ref()?.rows().iter().find(|row| row.id == id)
    }

    /// Who and when a new booking is for: in the columns the place of the cursor.
    fn place(&self, cx: &Cx) -> (Option<StaffId>, Option<Ts>) {
        let place = if self.columns { self.board.place(cx.zone) } else { None };
        place.map_or((None, None), |(staff, at)| (Some(staff), Some(at)))
    }

    fn read(&self) -> Effect<Msg> {
        let (day, round) = (self.day, self.ahead.round());
        Effect::read("day", move |desk| async move { Msg::Day(day, round, desk.ask(OpenDay { day }).await) })
    }

    /// Reads what the list can be seen without, where it is old: after the list, for which nobody shall wait longer.
    fn read_beside(&self, cx: &Cx) -> Effect<Msg> {
        let due = self.beside_due.take();
        let wide = self.has_side(cx) || due == Some(true);
        let due = due.is_some();
        let (first, last) = month_of(self.day);
        let mut effect = Effect::None;
        if due {
            effect =
                effect.and(Effect::read("roster", |desk| async move { Msg::Roster(desk.roster().await) }));
        }
        if wide && (due || self.month.as_ref().is_none_or(|month| month.first != first)) {
            effect = effect.and(Effect::read("month", move |desk| async move {
                Msg::Month(first, desk.ask(CountDays { from: first, to: last }).await)
            }));
        }
        // Whoever has a number alone is on the list of today, too.
        if due && (wide || self.day == cx.today()) {
            effect = effect
                .and(Effect::read("queue", |desk| async move { Msg::Queue(desk.ask(OpenQueue {}).await) }));
        }
        effect
    }
}

impl Screen for Day {
    type Msg = Msg;
    const NAME: &'static str = "day";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("day.override", aside::KEY, Self::set_aside).when(Self::sets_aside),
        Action::new("day.open", "enter", Self::open).when(Self::opens),
        Action::new("day.step", "space f7 i", Self::step).when(Self::steps),
        Action::new("day.book", "B f2", Self::book).when(Self::books),
        Action::new("day.pay", "p f6", Self::pay).when(Self::pays),
        Action::new("day.walk_in", "W f3", Self::walk_in).when(|_, cx| super::places::gives_numbers(cx)),
        Action::new("day.call", "c", Self::call).when(Self::queues),
        Action::new("day.move", "m", Self::take_up).when(Self::moves_it),
        Action::new("day.move_form", "M", Self::move_by_form).when(Self::moves_it).page(),
        Action::new("day.again", "A", Self::again).when(Self::agains),
        Action::new("day.cancel", "x", Self::cancel).when(Self::cancels),
        Action::new("day.undo", "u", Self::undo).when(Self::undoes),
        Action::new("day.confirm", "o", Self::confirm).when(Self::confirms),
        Action::new("day.no_show", "N", Self::no_show).when(Self::misses),
        Action::new("day.leave", "L", Self::leave).when(Self::leaves),
        Action::new("day.previous", "[", Self::previous).page(),
        Action::new("day.next", "]", Self::next).page(),
        Action::new("day.today", "t", |this: &mut Self, cx: &Cx| this.go(cx.today(), cx)).page(),
        Action::new("day.jump", "d gd", |_, _| Effect::ask(jump::Jump::default(), Msg::Jump)),
        Action::new("day.now", "g.", Self::now).page(),
        Action::new("day.columns", "v", Self::turn),
        Action::new("day.filter", "/", Self::filter).page(),
        Action::new("day.all", "X", Self::all).page(),
        Action::new("day.trail", "T", |this: &mut Self, _| {
            this.in_hand().map_or(Effect::None, |booking| super::places::trail(booking.0))
        })
        .when(|this: &Self, cx| super::places::traces(this.in_hand(), cx))
        .page(),
    ];

    fn load(&self, cx: &Cx) -> Effect<Msg> {
        self.ahead.forget();
        let wide = self.has_side(cx);
        self.beside_due.set(Some(wide || self.beside_due.get() == Some(true)));
        self.read()
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Day(day, round, done) if day != self.day => {
                self.ahead.came(day);
                // A comfort: who goes there reads it then, and hears why it cannot be read.
                if let Ok(rows) = done {
                    self.ahead.keep(day, round, rows, self.day);
                }
                Effect::None
            }
            // It was asked for twice, and this answer is the older one.
            Msg::Day(day, round, Ok(_)) if self.shows(day) && round < self.seen => Effect::None,
            Msg::Day(day, round, Ok(rows)) => {
                self.ahead.came(day);
                self.arrive(day, round, rows, cx)
            }
            Msg::Roster(Ok(roster)) => {
                self.staff(roster, cx);
                Effect::None
            }
            Msg::Day(_, _, Err(fault)) | Msg::Roster(Err(fault)) => {
                self.ahead.came(self.day);
                // What is on the screen stays true for its own day.
                self.failed = self.sheet.is_none();
                self.day = self.sheet.as_ref().map_or(self.day, |sheet| sheet.day);
                Effect::say(refused::notice(&fault, cx))
            }
            Msg::Month(first, Ok(rows)) => {
                self.month = Some(Month::new(first, &rows));
                Effect::None
            }
            Msg::Queue(Ok(queue)) => {
                self.queue = Some(queue);
                self.wait(cx);
                Effect::None
            }
            // The side column is a comfort: without it the day is still complete.
            Msg::Month(_, Err(_)) | Msg::Queue(Err(_)) => Effect::None,
            Msg::Jump(day) => self.go(day, cx),
            Msg::Did(deed, done) => self.did(deed, done, cx),
            Msg::Returned(undo, decided, done) => self.returned(undo, decided, done, cx),
            Msg::Return(undo, decided) => Self::put_back(undo, Some(decided)),
            Msg::Undoable(undo, can) => self.ask_undo(undo, can, cx),
            Msg::TakeBack(undo) => undo.map_or(Effect::None, Self::take_back),
            Msg::Called(done) => self.called(done, cx),
            Msg::Booked(booked) => {
                // What is on another day does not lead away from this one.
                if booked.starts_at.day(cx.zone) == self.day {
                    self.wanted = Some(booked.id);
                }
                self.done_for_good()
            }
            Msg::Alerts(row, seen) => Self::read_out(&row, seen),
            Msg::Cancel(row, decided) => Self::cancel_for(row, decided),
            Msg::Missed(row, decided) => Self::missed_for(row, decided),
            Msg::Left(row, decided) => Self::leave_for(row, decided),
            Msg::Late(row, decided) => Self::finish_for(row, decided),
            Msg::Begin(begin) => self.begin(begin),
            Msg::Began(begin, done) => self.began(begin, done, cx),
            Msg::Filter(filter) => self.narrow(&filter, cx),
            Msg::Given(given) => self.given(given, cx),
            Msg::Moved(row, booked) => self.moved_to(&row, booked, cx),
        }
    }

    fn wakes(&self, cx: &Cx) -> Option<Duration> {
        let behind = self.has_side(cx) && self.beside.get() != self.in_hand();
        behind.then(|| side::REST.saturating_sub(cx.still))
    }

    fn waiting(&self) -> bool {
        !self.failed && self.sheet.as_ref().is_none_or(|sheet| sheet.day != self.day)
    }

    fn list(&self) -> Option<&List> {
        (!self.columns).then_some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        (!self.columns).then_some(&mut self.list)
    }

    fn moves(&self) -> Moves {
        Moves::ROWS.and(Moves::COLUMNS)
    }

    fn moved(&mut self, to: Move, cx: &Cx) -> Effect<Msg> {
        self.leave_last();
        match to {
            _ if self.columns => self.board.go(to),
            Move::Left => return self.previous(cx),
            Move::Right => return self.next(cx),
            _ => {
                self.list.go(to);
            }
        }
        Effect::None
    }

    fn clicked(&mut self, place: Position, _: &Cx) -> Effect<Msg> {
        self.leave_last();
        if self.columns {
            self.board.click(place);
        } else if let Some(row) = self.list.row_at(place) {
            self.list.select(row);
        }
        Effect::None
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let area = super::trail::check::above(buffer, area, cx);
        let Some(sheet) = &self.sheet else {
            let inside = panel::panel(buffer, area, &cx.look.day(self.day), &cx.look);
            // An empty page would say that nobody comes.
            if self.failed {
                let (said, theme) = (cx.text("day-unread"), &cx.look.theme);
                panel::say(buffer, inside, &said, theme.warn, &cx.look);
            }
            return;
        };
        let wide = self.has_side(cx);
        let side = if wide { side::WIDTH.min(area.width) } else { 0 };
        let main = Rect { width: area.width - side, ..area };
        let inside = panel::panel(buffer, main, &self.title(sheet, cx), &cx.look);
        if self.columns {
            let inside = self.draw_unstaffed(buffer, inside, sheet, cx);
            self.board.draw(buffer, inside, sheet, None, cx);
        } else {
            self.draw_list(buffer, inside, sheet, cx);
        }
        if wide {
            let side = Rect { x: main.right(), width: side, ..area };
            self.draw_side(buffer, side, sheet, cx);
        }
    }
}
