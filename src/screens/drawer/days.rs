//! The last four weeks, day by day: which are closed, by whom, and which were opened again.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;

use super::revisions::Revisions;
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::day_close::{CloseDay, DayView, ListDays, ReopenDay};
use crate::desk::{Approval, Asked, Done, Fault};
use crate::domain::id::RequestId;
use crate::domain::permission::Permission;
use crate::screens::approve::{Approve, Approved};
use crate::screens::confirm::Confirm;
use crate::screens::places::needs;
use crate::screens::reason::{Given, Reason};
use crate::screens::refused;
use crate::ui::{Column, Layout, List, Notice, Sentence, panel};

/// Days and their closes.
#[derive(Debug, Default)]
pub struct DayCloses {
    rows: Option<Vec<DayView>>,
    list: List,
    wanted: Option<(Wanted, RequestId)>,
}

/// What is to be done as soon as somebody signs.
#[derive(Debug, Clone)]
enum Wanted {
    Close(NaiveDate),
    Reopen(NaiveDate, String),
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Vec<DayView>>),
    Sure(NaiveDate, bool),
    Why(NaiveDate, Given),
    Done(&'static str, Done<()>),
    Signed(Approved),
}

const COLUMNS: &[Column] = &[
    Column::new("days-day", 11).key(),
    Column::new("days-state", 16).grows(),
    Column::new("days-revision", 9).right().from(Layout::Base),
    Column::new("days-who", 20).from(Layout::Base),
];

impl DayCloses {
    fn here(&self) -> Option<&DayView> {
        self.rows.as_ref()?.get(self.list.selected()?)
    }

    fn closed_once(&self, _: &Cx) -> Result<(), Why> {
        let row = self.here().ok_or(Why::Not)?;
        if row.closes.is_empty() { Err(Why::Because("days-never_closed")) } else { Ok(()) }
    }

    fn revisions(&mut self, _: &Cx) -> Effect<Msg> {
        self.here().map_or(Effect::None, |day| Effect::open(Revisions::new(day.clone())))
    }

    fn closes(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::DayClose)?;
        self.stands(false, "days-closed_already")
    }

    fn reopens(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::DayReopen)?;
        self.stands(true, "days-open_already")
    }

    /// Whether the day in hand is closed or open, as it has to be.
    fn stands(&self, closed: bool, otherwise: &'static str) -> Result<(), Why> {
        let row = self.here().ok_or(Why::Not)?;
        if row.locked == closed { Ok(()) } else { Err(Why::Because(otherwise)) }
    }

    fn close(&mut self, _: &Cx) -> Effect<Msg> {
        let Some(day) = self.here().map(|row| row.day) else { return Effect::None };
        let question = of_day("days-sure", day);
        Effect::ask(Confirm::worded(question, Sentence::text("days-close_it")), move |yes| {
            Msg::Sure(day, yes)
        })
    }

    fn reopen(&mut self, _: &Cx) -> Effect<Msg> {
        let Some(day) = self.here().map(|row| row.day) else { return Effect::None };
        Effect::ask(Reason::new(of_day("days-why", day)), move |given| Msg::Why(day, given))
    }

    fn act(&self, approval: Option<Approval>) -> Effect<Msg> {
        let Some((wanted, request)) = self.wanted.clone() else { return Effect::None };
        let asked = Asked { request: Some(request), approval };
        Effect::write("days", move |desk| async move {
            match wanted {
                Wanted::Close(day) => {
                    Msg::Done("days-closed", desk.act_as(CloseDay { day }, asked).await.map(|_| ()))
                }
                Wanted::Reopen(day, reason) => {
                    let done = desk.act_as(ReopenDay { day, reason }, asked).await;
                    Msg::Done("days-reopened", done.map(|_| ()))
                }
            }
        })
    }

    fn refused(&self, fault: &Fault, cx: &Cx) -> Effect<Msg> {
        let (otherwise, day) = match &self.wanted {
            Some((Wanted::Reopen(day, _), _)) => (Permission::DayReopen, Some(*day)),
            Some((Wanted::Close(day), _)) => (Permission::DayClose, Some(*day)),
            None => (Permission::DayClose, None),
        };
        match (fault.refusal().and_then(|refusal| Approve::sign(refusal, otherwise, cx)), day) {
            (Some(approve), Some(day)) => {
                Effect::ask(approve.about(Sentence::of(move |look| look.day(day))), Msg::Signed)
            }
            _ => Effect::say(refused::notice(fault, cx)),
        }
    }
}

impl Screen for DayCloses {
    type Msg = Msg;
    const NAME: &'static str = "days";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("days.revisions", "enter", Self::revisions).when(Self::closed_once),
        Action::new("days.close", "C", Self::close).when(Self::closes),
        Action::new("days.reopen", "u", Self::reopen).when(Self::reopens),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        Effect::read("days", |desk| async move { Msg::Read(desk.ask(ListDays::default()).await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(rows)) => {
                self.list.resize(rows.len());
                self.rows = Some(rows);
                Effect::None
            }
            Msg::Read(Err(fault)) => Effect::say(refused::notice(&fault, cx)),
            Msg::Sure(_, false) => Effect::None,
            Msg::Sure(day, true) => {
                self.wanted = Some((Wanted::Close(day), RequestId::new()));
                self.act(None)
            }
            Msg::Why(day, given) => {
                self.wanted = Some((Wanted::Reopen(day, given.reason), RequestId::new()));
                self.act(None)
            }
            Msg::Signed(approved) => self.act(Some(approved.approval)),
            Msg::Done(said, Ok(())) => Effect::say(Notice::done(cx.text(said))),
            Msg::Done(_, Err(fault)) => self.refused(&fault, cx),
        }
    }

    fn waiting(&self) -> bool {
        self.rows.is_none()
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let inside = panel::panel(frame.buffer_mut(), area, &cx.text("screen-days"), &cx.look);
        let Some(rows) = &self.rows else { return };
        self.list.draw(frame.buffer_mut(), inside, &cx.look, COLUMNS, |at, cells| {
            let Some(row) = rows.get(at) else { return };
            cells.text(0, &cx.look.brief_day(row.day));
            let last = row.closes.first();
            let (id, style) = match (row.locked, last) {
                (true, _) => ("days-is_closed", theme.ok),
                (false, Some(_)) => ("days-was_reopened", theme.warn),
                (false, None) => ("days-is_open", theme.dim),
            };
            let why = last.and_then(|last| last.reopen_reason.as_deref());
            let why = why.map_or_else(String::new, |why| format!(": {why}"));
            cells.styled(1, &format!("{}{why}", cx.text(id)), style);
            if let Some(last) = last {
                cells.text(2, &last.revision.to_string());
                cells.text(3, last.reopened_by.as_deref().unwrap_or(&last.closed_by));
            }
        });
    }
}

/// The message of an id about a day.
fn of_day(id: &'static str, day: NaiveDate) -> Sentence {
    Sentence::of(move |look| look.words.fill(id, &[("day", look.day(day).into())]))
}
