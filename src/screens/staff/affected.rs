//! What was booked while somebody is away, or outside their new week: each has to be moved, given to somebody else, or
//! called off.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::booking::{Booked, CountDays, DayRow, OpenDay};
use crate::desk::{Act, Desk, Done, Fault, Roster};
use crate::domain::id::{BookingId, StaffId};
use crate::domain::permission::Permission;
use crate::domain::schedule::Span;
use crate::screens::booking_form::{BookingForm, Moved, moved};
use crate::screens::places::needs;
use crate::screens::{places, refused, status};
use crate::ui::{Column, Layout, List, panel};

type Rows = <OpenDay as Act>::Output;

/// Where bookings lie in the way.
#[derive(Debug, Clone)]
pub enum Lies {
    /// In a leave.
    Inside(Span),
    /// In the week somebody had, which is this roster's, and not in the one they have now.
    Outside(Arc<Roster>),
}

/// The bookings of one person that lie in the way. The list is read again each time it is seen, so that what is
/// resolved is gone from it.
#[derive(Debug)]
pub struct Affected {
    staff: StaffId,
    lies: Lies,
    rows: Option<Rows>,
    fault: Option<Fault>,
    list: List,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Rows>),
    Moved(String, Booked),
}

impl Affected {
    #[must_use]
    pub fn new(staff: StaffId, span: Span) -> Self {
        Self::of(staff, Lies::Inside(span))
    }

    #[must_use]
    pub fn of(staff: StaffId, lies: Lies) -> Self {
        Self { staff, lies, rows: None, fault: None, list: List::default() }
    }

    fn row(&self) -> Option<&DayRow> {
        self.list.selected().and_then(|row| self.rows.as_ref()?.get(row))
    }

    fn selected(&self) -> Option<BookingId> {
        self.row().map(|row| row.id)
    }

    fn some(&self, _: &Cx) -> Result<(), Why> {
        self.selected().map(|_| ()).ok_or(Why::Because("affected-none"))
    }

    fn open(&mut self, _: &Cx) -> Effect<Msg> {
        self.selected().map_or(Effect::None, places::visit)
    }

    fn moves_it(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::BookingMake)?;
        self.some(cx)
    }

    /// Another time by typing it or by taking a free start.
    fn move_it(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(row) = self.row() else { return Effect::None };
        let name = row.patient.clone();
        let form = BookingForm::moving(&Moved::of_row(row), cx);
        Effect::ask(form, move |booked| Msg::Moved(name, booked))
    }
}

/// Longer leave than this has its bookings looked through in parts: the list shows its first weeks.
const MOST_DAYS: u64 = 62;

/// What of somebody's bookings lies in the way, from today on.
pub(super) async fn lying(desk: Desk, staff: StaffId, lies: Lies) -> Done<Rows> {
    let clinic = desk.clinic();
    let today = clinic.day(desk.now());
    let (from, to) = match &lies {
        Lies::Inside(span) => (clinic.day(span.from).max(today), clinic.day(span.to)),
        Lies::Outside(_) => (today, NaiveDate::MAX),
    };
    let to = to.min(from.checked_add_days(Days::new(MOST_DAYS - 1)).unwrap_or(from));
    let roster = desk.roster().await?;
    let mut found = Rows::new();
    for day in desk.ask(CountDays { from, to }).await?.into_iter().filter(|day| day.bookings > 0) {
        let day = day.business_day;
        let had = |roster: &Roster, span: &Span| {
            roster.working(staff, day, &clinic).iter().any(|hours| span.within(hours))
        };
        let in_the_way = |row: &DayRow| {
            let span = Span { from: row.starts_at, to: row.ends_at };
            match &lies {
                Lies::Inside(leave) => leave.overlaps(&span),
                Lies::Outside(before) => had(before, &span) && !had(&roster, &span),
            }
        };
        let rows = desk.ask(OpenDay { day }).await?;
        let theirs = |row: &DayRow| row.staff_id == Some(staff) && row.status.pending();
        found.extend(rows.into_iter().filter(|row| theirs(row) && in_the_way(row)));
    }
    Ok(found)
}

const COLUMNS: &[Column] = &[
    Column::new("visit-when", 17),
    Column::new("patients-name", 12).grows().key(),
    Column::new("patients-phone", 15).from(Layout::Base),
    Column::new("visit-treatment", 18).from(Layout::Base),
    Column::new("visit-status", 14).from(Layout::Wide),
];

impl Screen for Affected {
    type Msg = Msg;
    const NAME: &'static str = "affected";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("affected.open", "enter", Self::open).when(Self::some),
        Action::new("affected.move", "m M", Self::move_it).when(Self::moves_it),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let (staff, lies) = (self.staff, self.lies.clone());
        Effect::read("affected", move |desk| async move { Msg::Read(lying(desk, staff, lies).await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(rows)) => {
                let before = self.selected();
                self.list.refresh(rows.len(), |row| Some(rows[row].id) == before);
                (self.rows, self.fault) = (Some(rows), None);
            }
            Msg::Read(Err(fault)) => self.fault = Some(fault),
            Msg::Moved(name, booked) => return Effect::say(moved::said(&name, &booked, cx)),
        }
        Effect::None
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
        let rows = self.rows.as_deref().unwrap_or_default();
        let title = match self.lies {
            Lies::Inside(_) => "affected-count",
            Lies::Outside(_) => "affected-week",
        };
        let title = cx.fill(title, &[("count", rows.len().into())]);
        let inside = panel::panel(buffer, area, &title, &cx.look);
        let said = match &self.fault {
            Some(fault) => refused::sentence(fault, cx),
            None if rows.is_empty() && self.rows.is_some() => cx.text("affected-none"),
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
                cells.text(0, &cx.look.brief_moment(one.starts_at.local(cx.zone)));
                cells.text(1, &one.patient);
                cells.styled(
                    2,
                    &one.phone.as_deref().map(crate::screens::patients::shown).unwrap_or_default(),
                    theme.dim,
                );
                cells.text(3, &one.treatment);
                let (sign, style) = status::sign(one.status, theme);
                cells.styled(4, &format!("{sign} {}", cx.look.words.text(status::word(one.status))), style);
            },
        );
    }
}
