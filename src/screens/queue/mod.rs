//! The queue: who waits, how long, who is next, and what can be done about each of them.

mod draw;
mod filter;
mod leave;
mod serve;
mod undo;

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

pub(super) use self::draw::state;
use self::serve::Serve;
pub(super) use self::serve::{choice, who_can};
use super::{places, refused};
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::queue::{Line, OpenQueue, QueueView, Ticket};
use crate::desk::ticket::{
    CallNext, CallTicket, MarkUrgent, MissTicket, ParkTicket, ReactivateTicket, TransferTicket,
};
use crate::desk::visit::FinishVisit;
use crate::desk::{Act, Approval, Asked, Change, Done, Roster};
use crate::domain::id::{RequestId, StaffId, TicketId};
use crate::domain::queue::TicketStatus;
use crate::ui::{List, Move, Notice};

/// Today's queue.
#[derive(Debug, Default)]
pub struct Queue {
    view: Option<QueueView>,
    roster: Arc<Roster>,
    list: List,
    /// Who is through or went home is listed too.
    ended: bool,
    /// Only those whose row says so.
    filter: String,
    /// Whom the last key was about: they stay in sight under the cursor, wherever the step put them, until a key moves
    /// it. What the line below says of them can so be done to nobody else.
    held: Option<TicketId>,
    /// Whose step was the last thing done here.
    mine: Option<TicketId>,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<(QueueView, Arc<Roster>)>),
    /// A ticket took a step; the message of this id says so.
    Stepped(&'static str, Done<Ticket>),
    Called(Done<Ticket>),
    Served(Serve, Done<Ticket>),
    /// A visit took a step; the ticket's label for the line that says so.
    Visited(&'static str, String, Done<()>),
    /// The nth of the staff who were offered; none: anybody.
    Moved(TicketId, i64, Option<StaffId>),
    Given(Option<StaffId>, Done<Ticket>),
    Left(TicketId, i64, Option<Approval>),
    Gone(TicketId, i64, Done<Ticket>),
    Serve(Serve),
    /// Whether an older step can be taken back.
    Undoable(TicketId, Done<()>),
    TakeBack(TicketId),
    Filter(String),
    Kept,
}

impl Queue {
    /// With this number in hand.
    #[must_use]
    pub fn at(ticket: TicketId) -> Self {
        Self { held: Some(ticket), ..Self::default() }
    }

    fn rows(&self) -> impl Iterator<Item = &Line> {
        let lines = self.view.iter().flat_map(|view| &view.lines);
        lines
            .filter(|line| self.says_it(line))
            .filter(|line| self.ended || line.ticket.status.open() || self.held == Some(line.ticket.id))
    }

    fn here(&self) -> Option<&Line> {
        self.list.selected().and_then(|row| self.rows().nth(row))
    }

    fn refresh(&mut self, view: QueueView) {
        let before = self.held.or_else(|| self.here().map(|line| line.ticket.id));
        self.view = Some(view);
        self.put_cursor(before);
    }

    fn put_cursor(&mut self, on: Option<TicketId>) {
        let ids: Vec<TicketId> = self.rows().map(|line| line.ticket.id).collect();
        self.list.refresh(ids.len(), |row| Some(ids[row]) == on);
    }

    /// The cursor was moved: whom the last key was about is let go.
    fn let_go(&mut self) {
        if self.held.is_some() {
            let here = self.here().map(|line| line.ticket.id);
            self.held = None;
            self.put_cursor(here);
        }
    }

    /// Whether the ticket in hand may go there.
    fn may(&self, to: TicketStatus) -> Result<(), Why> {
        let line = self.here().ok_or(Why::Because("queue-nobody"))?;
        line.ticket.status.step(to).map_err(Why::Refused)
    }

    fn may_call(&self, _: &Cx) -> Result<(), Why> {
        self.may(TicketStatus::Called)
    }

    fn may_next(&self, _: &Cx) -> Result<(), Why> {
        match self.here().map(|line| line.ticket.status) {
            Some(TicketStatus::Serving) => Ok(()),
            _ => self.may(TicketStatus::Serving),
        }
    }

    /// One key parks and resumes: who is in line steps aside, who stands aside or was missed is put back.
    fn may_park(&self, _: &Cx) -> Result<(), Why> {
        if self.stands_aside() { self.may(TicketStatus::Waiting) } else { self.may(TicketStatus::Parked) }
    }

    fn stands_aside(&self) -> bool {
        let status = self.here().map(|line| line.ticket.status);
        matches!(status, Some(TicketStatus::Parked | TicketStatus::Missed))
    }

    fn may_miss(&self, _: &Cx) -> Result<(), Why> {
        self.may(TicketStatus::Missed)
    }

    /// Those who are not treated yet can be given to somebody else, hurried, or wait again.
    fn may_move(&self, _: &Cx) -> Result<(), Why> {
        match self.here().map(|line| line.ticket.status) {
            Some(TicketStatus::Waiting) => Ok(()),
            _ => self.may(TicketStatus::Waiting),
        }
    }

    fn may_leave(&self, _: &Cx) -> Result<(), Why> {
        self.may(TicketStatus::Left)
    }

    fn may_pay(&self, _: &Cx) -> Result<(), Why> {
        let line = self.here().ok_or(Why::Because("queue-nobody"))?;
        line.ticket.booking_id.map(|_| ()).ok_or(Why::Because("queue-no_visit"))
    }

    fn some(&self, _: &Cx) -> Result<(), Why> {
        self.here().map(|_| ()).ok_or(Why::Because("queue-nobody"))
    }

    fn call(&mut self, _: &Cx) -> Effect<Msg> {
        self.on_ticket(|line| {
            let act = CallTicket { ticket: line.ticket.id, version: Some(line.ticket.version), to: None };
            Effect::write("ticket", |desk| async move { Msg::Called(desk.act_as(act, once()).await) })
        })
    }

    /// The next thing that happens to the one in hand: the treatment begins, or it is over.
    fn next(&mut self, cx: &Cx) -> Effect<Msg> {
        self.held = self.here().map(|line| line.ticket.id);
        let Some(line) = self.here() else { return Effect::None };
        match line.ticket.booking_id.filter(|_| line.ticket.status == TicketStatus::Serving) {
            Some(booking) => {
                let version = line.ticket.booking_version;
                visit("queue-finished", line, FinishVisit { booking, version, late_reason: String::new() })
            }
            None => self.serve(Serve::of(line), cx),
        }
    }

    fn park(&mut self, _: &Cx) -> Effect<Msg> {
        let back = self.stands_aside();
        self.on_ticket(|line| {
            let (ticket, version) = (line.ticket.id, Some(line.ticket.version));
            if back {
                step("queue-put_back", ReactivateTicket { ticket, version })
            } else {
                step("queue-parked", ParkTicket { ticket, version })
            }
        })
    }

    fn miss(&mut self, _: &Cx) -> Effect<Msg> {
        self.on_ticket(|line| {
            let act = MissTicket { ticket: line.ticket.id, version: Some(line.ticket.version) };
            step("queue-missed", act)
        })
    }

    fn urgent(&mut self, _: &Cx) -> Effect<Msg> {
        self.on_ticket(|line| {
            let urgent = line.ticket.priority == 0;
            let act = MarkUrgent { ticket: line.ticket.id, version: Some(line.ticket.version), urgent };
            step(if urgent { "queue-urgent_now" } else { "queue-in_turn_now" }, act)
        })
    }

    fn pay(&mut self, _: &Cx) -> Effect<Msg> {
        self.on_ticket(|line| line.ticket.booking_id.map_or(Effect::None, places::pay))
    }

    fn patient(&mut self, _: &Cx) -> Effect<Msg> {
        self.on_ticket(|line| places::patient(line.ticket.patient_id))
    }

    fn show_ended(&mut self, _: &Cx) -> Effect<Msg> {
        self.ended = !self.ended;
        match self.view.take() {
            Some(view) => self.refresh(view),
            None => self.list.resize(0),
        }
        Effect::None
    }

    fn on_ticket(&mut self, run: impl FnOnce(&Line) -> Effect<Msg>) -> Effect<Msg> {
        self.held = self.here().map(|line| line.ticket.id);
        self.here().map_or(Effect::None, run)
    }
}

/// Calls whoever is next, from any screen; [`called`] says what came of it.
pub fn call_next<M: Send + 'static>(answer: fn(Done<Ticket>) -> M) -> Effect<M> {
    Effect::write("call_next", move |desk| async move {
        answer(desk.act_as(CallNext { to: None, prefix: None, staff: None }, once()).await)
    })
}

/// What calling somebody came to, as a line.
#[must_use]
pub fn called(done: &Done<Ticket>, cx: &Cx) -> Notice {
    match done {
        Ok(ticket) if ticket.status == TicketStatus::Missed => {
            let calls = ("calls", ticket.calls.into());
            Notice::look(cx.fill("queue-missed_now", &[("ticket", ticket.label.as_str().into()), calls]))
        }
        Ok(ticket) => {
            let to = ticket.called_to.as_deref().unwrap_or_default();
            let facts =
                [("ticket", ticket.label.as_str().into()), ("to", to.into()), ("calls", ticket.calls.into())];
            Notice::done(cx.fill("queue-called_now", &facts))
        }
        Err(fault) => refused::notice(fault, cx),
    }
}

fn once() -> Asked {
    Asked::once(RequestId::new())
}

fn step<A: Change + Act<Output = Ticket>>(said: &'static str, act: A) -> Effect<Msg> {
    Effect::write("ticket", move |desk| async move { Msg::Stepped(said, desk.act_as(act, once()).await) })
}

fn visit<A: Change>(said: &'static str, line: &Line, act: A) -> Effect<Msg> {
    let label = line.label.clone();
    Effect::write("ticket", move |desk| async move {
        Msg::Visited(said, label, desk.act_as(act, once()).await.map(|_| ()))
    })
}

fn said<T>(id: &str, label: &str, done: &Done<T>, cx: &Cx) -> Effect<Msg> {
    Effect::say(match done {
        Ok(_) => Notice::done(cx.fill(id, &[("ticket", label.into())])),
        Err(fault) => refused::notice(fault, cx),
    })
}

impl Screen for Queue {
    type Msg = Msg;
    const NAME: &'static str = "queue";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("queue.call_next", "c", |_, _| call_next(Msg::Called)),
        Action::new("ticket.call", "enter", Self::call).when(Self::may_call),
        Action::new("ticket.next", "space f7 i", Self::next).when(Self::may_next),
        Action::new("queue.walk_in", "f3 W", |_, _| places::walk_in())
            .when(|_, cx| places::gives_numbers(cx)),
        Action::new("queue.book", "f2 B", |_, _| places::book()).when(|_, cx| places::books(cx)).page(),
        Action::new("ticket.pay", "p f6", Self::pay).when(Self::may_pay),
        Action::new("ticket.park", "H f8", Self::park).when(Self::may_park),
        Action::new("ticket.miss", "N", Self::miss).when(Self::may_miss),
        Action::new("ticket.transfer", "s", Self::transfer).when(Self::may_move),
        Action::new("ticket.leave", "L", Self::leave).when(Self::may_leave),
        Action::new("ticket.urgent", "!", Self::urgent).when(Self::may_move).page(),
        Action::new("ticket.undo", "u ctrl-z", Self::undo).when(Self::some).page(),
        Action::new("ticket.patient", "v", Self::patient).when(Self::some).page(),
        Action::new("queue.filter", "/", Self::ask_filter).page(),
        Action::new("queue.ended", "X", Self::show_ended).page(),
        Action::new("queue.board", "b", |_, _| places::board()).page(),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        Effect::read("queue", |desk| async move {
            let read = async { Ok((desk.ask(OpenQueue {}).await?, desk.roster().await?)) };
            Msg::Read(read.await)
        })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok((view, roster))) => {
                self.roster = roster;
                self.refresh(view);
                Effect::None
            }
            Msg::Read(Err(fault)) => Effect::say(refused::notice(&fault, cx)),
            Msg::Stepped(id, done) => {
                let label = done.as_ref().map_or(String::new(), |ticket| ticket.label.clone());
                self.did(done.as_ref().ok().map(|ticket| ticket.id), id);
                said(id, &label, &done, cx)
            }
            Msg::Visited(id, label, done) => {
                self.did(self.held.filter(|_| done.is_ok()), id);
                said(id, &label, &done, cx)
            }
            Msg::Called(done) => {
                self.did(done.as_ref().ok().map(|ticket| ticket.id), "");
                self.held = done.as_ref().map_or(self.held, |ticket| Some(ticket.id));
                self.put_cursor(self.held);
                Effect::say(called(&done, cx))
            }
            Msg::Moved(ticket, version, staff) => {
                let act = TransferTicket { ticket, version: Some(version), staff };
                Effect::write("ticket", move |desk| async move {
                    Msg::Given(staff, desk.act_as(act, once()).await)
                })
            }
            Msg::Given(staff, done) => self.given(staff, &done, cx),
            Msg::Left(ticket, version, approval) => leave::left(ticket, version, approval),
            Msg::Gone(ticket, version, done) => {
                self.did(done.as_ref().ok().map(|ticket| ticket.id), "");
                leave::gone(ticket, version, &done, cx)
            }
            Msg::Serve(serve) => self.serve(serve, cx),
            Msg::Served(serve, done) => {
                self.did(done.as_ref().ok().map(|ticket| ticket.id), "");
                self.served(serve, &done, cx)
            }
            Msg::Undoable(ticket, can) => self.ask_undo(ticket, &can, cx),
            Msg::TakeBack(ticket) => self.undo_asked(ticket),
            Msg::Filter(filter) => self.narrow(&filter),
            Msg::Kept => Effect::None,
        }
    }

    fn waiting(&self) -> bool {
        self.view.is_none()
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn says(&self, action: &str) -> Option<&'static str> {
        if action == "ticket.park" && self.stands_aside() {
            return Some("queue.resume");
        }
        let here = self.here().filter(|_| action == "ticket.next")?;
        Some(if here.ticket.status == TicketStatus::Serving { "queue.finish" } else { "queue.begin" })
    }

    fn moved(&mut self, to: Move, _: &Cx) -> Effect<Msg> {
        self.list.go(to);
        self.let_go();
        Effect::None
    }

    fn clicked(&mut self, place: Position, _: &Cx) -> Effect<Msg> {
        if let Some(row) = self.list.row_at(place) {
            self.list.select(row);
            self.let_go();
        }
        Effect::None
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        if let Some(view) = &self.view {
            let rows: Vec<&Line> = self.rows().collect();
            draw::queue(frame.buffer_mut(), area, &self.list, (view, &self.filter), &rows, cx);
        }
    }
}
