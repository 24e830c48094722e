//! When somebody is away.

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{Affected, LeaveForm};
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::staff::CancelLeave;
use crate::desk::{Approval, Asked, Done, Fault, Roster};
use crate::domain::id::{LeaveId, StaffId};
use crate::domain::permission::Permission;
use crate::domain::schedule::Span;
use crate::screens::approve::{Approve, Approved};
use crate::screens::confirm::Confirm;
use crate::screens::refused;
use crate::ui::{Column, Layout, List, Notice, Sentence, panel};

/// The leave of one person, from yesterday on.
#[derive(Debug)]
pub struct Leave {
    staff: StaffId,
    name: String,
    rows: Option<Vec<Row>>,
    fault: Option<Fault>,
    list: List,
}

#[derive(Debug, Clone)]
struct Row {
    id: LeaveId,
    span: Span,
    reason: String,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Arc<Roster>>),
    Added(Span, usize),
    Cancel(bool),
    Signed(LeaveId, Approved),
    Cancelled(LeaveId, Done<LeaveId>),
}

impl Leave {
    #[must_use]
    pub fn new(staff: StaffId) -> Self {
        Self { staff, name: String::new(), rows: None, fault: None, list: List::default() }
    }

    fn selected(&self) -> Option<&Row> {
        self.list.selected().and_then(|row| self.rows.as_ref()?.get(row))
    }

    fn some(&self, _: &Cx) -> Result<(), Why> {
        self.selected().map(|_| ()).ok_or(Why::Because("leave-none"))
    }

    fn open(&mut self, _: &Cx) -> Effect<Msg> {
        let affected = self.selected().map(|row| Affected::new(self.staff, row.span));
        affected.map_or(Effect::None, Effect::open)
    }

    fn add(&mut self, cx: &Cx) -> Effect<Msg> {
        Effect::ask(LeaveForm::new(self.staff, cx), |(span, bookings)| Msg::Added(span, bookings))
    }

    fn cancel(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(row) = self.selected() else { return Effect::None };
        let facts = [("from", shown(row.span, cx).0.into()), ("name", self.name.as_str().into())];
        let confirm = Confirm::worded(
            Sentence::fill("leave-cancel_question", &facts),
            Sentence::text("leave-cancel_yes"),
        );
        Effect::ask(confirm, Msg::Cancel)
    }
}

fn cancelled(leave: LeaveId, approval: Option<Approval>) -> Effect<Msg> {
    Effect::write("cancel", move |desk| async move {
        let asked = Asked { request: None, approval };
        Msg::Cancelled(leave, desk.act_as(CancelLeave { leave }, asked).await)
    })
}

/// From and until, a whole day without its hours.
fn shown(span: Span, cx: &Cx) -> (String, String) {
    let look = &cx.look;
    let (from, until) = (span.from.local(cx.zone), span.to.local(cx.zone));
    let midnight = chrono::NaiveTime::MIN;
    let begins = if from.time() == midnight { look.brief_day(from.date()) } else { look.brief_moment(from) };
    let ends = match until.date().pred_opt() {
        // Midnight is the end of the day before.
        Some(last) if until.time() == midnight => look.brief_day(last),
        _ => look.brief_moment(until),
    };
    (begins, ends)
}

const COLUMNS: &[Column] = &[
    Column::new("leave-from", 17),
    Column::new("leave-until", 17),
    Column::new("leave-reason", 12).grows().key().from(Layout::Base),
];

impl Screen for Leave {
    type Msg = Msg;
    const NAME: &'static str = "leave";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("leave.open", "enter", Self::open).when(Self::some),
        Action::new("leave.add", "a", Self::add),
        Action::new("leave.cancel", "x", Self::cancel).when(Self::some),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        Effect::read("leave", |desk| async move { Msg::Read(desk.roster().await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(roster)) => {
                let before = self.selected().map(|row| row.id);
                roster.staff_name(self.staff).clone_into(&mut self.name);
                let mut rows: Vec<Row> = roster
                    .leave
                    .iter()
                    .filter(|leave| leave.staff_id == self.staff)
                    .map(|leave| Row {
                        id: leave.id,
                        span: Span { from: leave.starts_at, to: leave.ends_at },
                        reason: leave.reason.clone(),
                    })
                    .collect();
                rows.sort_by_key(|row| row.span);
                self.list.refresh(rows.len(), |row| Some(rows[row].id) == before);
                (self.rows, self.fault) = (Some(rows), None);
                Effect::None
            }
            Msg::Read(Err(fault)) => {
                self.fault = Some(fault);
                Effect::None
            }
            Msg::Added(_, 0) => Effect::say(Notice::done(cx.text("leave-added"))),
            Msg::Added(span, bookings) => {
                let said = cx.fill("leave-added_over", &[("count", bookings.into())]);
                Effect::say(Notice::look(said)).and(Effect::open(Affected::new(self.staff, span)))
            }
            Msg::Cancel(true) => {
                let Some(leave) = self.selected().map(|row| row.id) else { return Effect::None };
                cancelled(leave, None)
            }
            Msg::Cancel(false) => Effect::None,
            Msg::Signed(leave, approved) => cancelled(leave, Some(approved.approval)),
            Msg::Cancelled(_, Ok(_)) => Effect::say(Notice::done(cx.text("leave-cancelled"))),
            Msg::Cancelled(leave, Err(fault)) => {
                match fault.refusal().and_then(|refusal| Approve::sign(refusal, Permission::StaffEdit, cx)) {
                    Some(asks) => Effect::ask(asks, move |approved| Msg::Signed(leave, approved)),
                    None => Effect::say(refused::notice(&fault, cx)),
                }
            }
        }
    }

    fn waiting(&self) -> bool {
        self.rows.is_none() && self.fault.is_none()
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let title = cx.fill("leave-of", &[("name", self.name.as_str().into())]);
        let inside = panel::panel(buffer, area, &title, &cx.look);
        let rows = self.rows.as_deref().unwrap_or_default();
        let said = match &self.fault {
            Some(fault) => refused::sentence(fault, cx),
            None if rows.is_empty() && self.rows.is_some() => cx.text("leave-none"),
            None => String::new(),
        };
        panel::say(buffer, inside, &said, theme.dim, &cx.look);
        self.list.draw(
            buffer,
            if rows.is_empty() { Rect::ZERO } else { inside },
            &cx.look,
            COLUMNS,
            |row, cells| {
                let Some(one) = rows.get(row) else { return };
                let (from, until) = shown(one.span, cx);
                cells.text(0, &from);
                cells.text(1, &until);
                cells.text(2, &one.reason);
            },
        );
    }
}
