//! Who treats, and who is here on which day.

mod affected;
mod form;
mod leave;
mod leave_form;

use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use ratatui::Frame;
use ratatui::layout::Rect;

pub use affected::Affected;
use form::Kept;
pub use form::StaffForm;
pub use leave::Leave;
pub use leave_form::LeaveForm;

use super::places::{self, needs};
use super::refused;
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::{Done, Fault, Roster};
use crate::domain::id::StaffId;
use crate::domain::permission::Permission;
use crate::domain::schedule::Span;
use crate::ui::{Column, Layout, List, Notice, panel};

/// The place of the people who treat.
#[derive(Debug, Default)]
pub struct Staff {
    /// Days from today to the day that is shown.
    days: i64,
    roster: Option<Arc<Roster>>,
    fault: Option<Fault>,
    list: List,
    /// What was just saved gets the cursor.
    saved: Option<StaffId>,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Arc<Roster>>),
    Saved(Kept),
}

impl Staff {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn day(&self, cx: &Cx) -> NaiveDate {
        cx.today().checked_add_signed(TimeDelta::days(self.days)).unwrap_or(cx.today())
    }

    fn selected(&self) -> Option<StaffId> {
        let row = self.list.selected()?;
        self.roster.as_ref()?.staff.get(row).map(|row| row.id)
    }

    fn some(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::StaffEdit)?;
        self.selected().map(|_| ()).ok_or(Why::Not)
    }

    fn edit(&mut self, _: &Cx) -> Effect<Msg> {
        let form = self.selected().map(|staff| StaffForm::new(Some(staff)));
        form.map_or(Effect::None, |form| Effect::ask(form, Msg::Saved))
    }

    fn add(&mut self, _: &Cx) -> Effect<Msg> {
        Effect::ask(StaffForm::new(None), Msg::Saved)
    }

    fn leave(&mut self, _: &Cx) -> Effect<Msg> {
        self.selected().map_or(Effect::None, |staff| Effect::open(Leave::new(staff)))
    }

    fn go(&mut self, days: i64) -> Effect<Msg> {
        self.days += days;
        Effect::None
    }
}

const COLUMNS: &[Column] = &[
    Column::new("staff-name", 14).grows().key(),
    Column::new("staff-title", 14).from(Layout::Base),
    Column::new("staff-hours", 24),
    Column::new("staff-room", 12).from(Layout::Base),
    Column::new("staff-skills", 30).from(Layout::Wide),
];

impl Screen for Staff {
    type Msg = Msg;
    const NAME: &'static str = "staff";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("staff.edit", "enter e", Self::edit).when(Self::some),
        Action::new("staff.add", "a", Self::add).when(|_, cx| needs(cx, Permission::StaffEdit)),
        Action::new("staff.leave", "O", Self::leave).when(Self::some),
        Action::new("staff.previous", "[", |this: &mut Self, _| this.go(-1)),
        Action::new("staff.next", "]", |this: &mut Self, _| this.go(1)),
        Action::new("staff.today", "t", |this: &mut Self, _| {
            this.days = 0;
            Effect::None
        })
        .page(),
        Action::new("staff.trail", "T", |this: &mut Self, _| {
            this.selected().map_or(Effect::None, |staff| places::trail(staff.0))
        })
        .when(|this: &Self, cx| places::traces(this.selected(), cx))
        .page(),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        Effect::read("staff", |desk| async move { Msg::Read(desk.roster().await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(roster)) => {
                let before = self.saved.take().or(self.selected());
                self.list.refresh(roster.staff.len(), |row| Some(roster.staff[row].id) == before);
                self.roster = Some(roster);
                self.fault = None;
            }
            Msg::Read(Err(fault)) => self.fault = Some(fault),
            // It is there when the list is read again.
            Msg::Saved(kept) => {
                self.saved = Some(kept.staff);
                if let Some((lies, count)) = kept.outside {
                    let said = cx.fill("staff-saved_over", &[("count", count.into())]);
                    let list = Effect::open(Affected::of(kept.staff, lies));
                    return Effect::say(Notice::look(said)).and(list);
                }
            }
        }
        Effect::None
    }

    fn waiting(&self) -> bool {
        self.roster.is_none() && self.fault.is_none()
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
        let day = self.day(cx);
        let title = cx.fill("staff-on", &[("day", cx.look.day(day).into())]);
        let inside = panel::panel(buffer, area, &title, &cx.look);
        if let Some(fault) = &self.fault {
            let said = refused::sentence(fault, cx);
            panel::say(buffer, inside, &said, theme.error, &cx.look);
        }
        let Some(roster) = &self.roster else { return };
        if roster.staff.is_empty() {
            let said = cx.text("staff-nobody");
            panel::say(buffer, inside, &said, theme.dim, &cx.look);
            return;
        }
        self.list.draw(buffer, inside, &cx.look, COLUMNS, |row, cells| {
            let Some(one) = roster.staff.get(row) else { return };
            let style = if one.active { theme.text } else { theme.dim };
            cells.styled(0, &one.name, style);
            cells.styled(1, &one.title, theme.dim);
            let (hours, here) = hours_of(roster, one.id, day, cx);
            cells.styled(2, &hours, if here { style } else { theme.dim });
            cells.styled(3, one.room_id.map_or("", |room| roster.room_name(room)), theme.dim);
            cells.styled(4, &one.skills, theme.dim);
        });
    }
}

/// `09:00-12:00 13:00-17:00`, or why not; and whether somebody is here at all.
fn hours_of(roster: &Roster, staff: StaffId, day: NaiveDate, cx: &Cx) -> (String, bool) {
    if roster.staff(staff).is_some_and(|row| !row.active) {
        return (cx.text("staff-inactive"), false);
    }
    let spans = roster.working(staff, day, &cx.desk.clinic());
    if !spans.is_empty() {
        let shown = |span: &Span| format!("{}-{}", clock(span.from, cx), clock(span.to, cx));
        return (spans.iter().map(shown).collect::<Vec<_>>().join(" "), true);
    }
    let noon = day.and_hms_opt(12, 0, 0).unwrap_or_default();
    let away = roster.leave.iter().find(|leave| {
        leave.staff_id == staff
            && leave.starts_at.local(cx.zone) <= noon
            && noon < leave.ends_at.local(cx.zone)
    });
    match away {
        Some(leave) => (cx.fill("staff-away", &[("reason", leave.reason.as_str().into())]), false),
        None => (cx.text("staff-off"), false),
    }
}

fn clock(at: crate::domain::time::Ts, cx: &Cx) -> String {
    cx.look.words.time(at.local(cx.zone).time())
}
