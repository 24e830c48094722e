//! What was booked while somebody is away: each has to be moved, given to somebody else, or called off.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::booking::OpenDay;
use crate::desk::{Act, Desk, Done, Fault};
use crate::domain::id::{BookingId, StaffId};
use crate::domain::schedule::Span;
use crate::screens::{places, refused, status};
use crate::ui::{Column, Layout, List, panel, text};

type Rows = <OpenDay as Act>::Output;

/// The bookings of one person inside a time. The list is read again each time it is seen, so that what is
/// resolved is gone from it.
#[derive(Debug)]
pub struct Affected {
    staff: StaffId,
    span: Span,
    rows: Option<Rows>,
    fault: Option<Fault>,
    list: List,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Rows>),
}

impl Affected {
    #[must_use]
    pub fn new(staff: StaffId, span: Span) -> Self {
        Self { staff, span, rows: None, fault: None, list: List::default() }
    }

    fn selected(&self) -> Option<BookingId> {
        self.list.selected().and_then(|row| self.rows.as_ref()?.get(row)).map(|row| row.id)
    }

    fn some(&self, _: &Cx) -> Result<(), Why> {
        self.selected().map(|_| ()).ok_or(Why::Because("affected-none"))
    }

    fn open(&mut self, _: &Cx) -> Effect<Msg> {
        self.selected().map_or(Effect::None, places::visit)
    }
}

/// Longer leave than this has its bookings looked through in parts: the list shows its first weeks.
const MOST_DAYS: usize = 62;

async fn inside(desk: Desk, staff: StaffId, span: Span) -> Done<Rows> {
    let clinic = desk.clinic();
    let first = clinic.day(span.from).max(clinic.day(desk.now()));
    let last = clinic.day(span.to);
    let mut found = Rows::new();
    for day in first.iter_days().take_while(|day: &NaiveDate| *day <= last).take(MOST_DAYS) {
        let rows = desk.ask(OpenDay { day }).await?;
        found.extend(rows.into_iter().filter(|row| {
            row.staff_id == Some(staff)
                && row.status.pending()
                && span.overlaps(&Span { from: row.starts_at, to: row.ends_at })
        }));
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
    const ACTIONS: &'static [Action<Self, Msg>] =
        &[Action::new("affected.open", "enter", Self::open).when(Self::some)];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let (staff, span) = (self.staff, self.span);
        Effect::read("affected", move |desk| async move { Msg::Read(inside(desk, staff, span).await) })
    }

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(rows)) => {
                let before = self.selected();
                self.list.refresh(rows.len(), |row| Some(rows[row].id) == before);
                (self.rows, self.fault) = (Some(rows), None);
            }
            Msg::Read(Err(fault)) => self.fault = Some(fault),
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
        let title = cx.fill("affected-count", &[("count", rows.len().into())]);
        let inside = panel::panel(buffer, area, &title, &cx.look);
        let said = match &self.fault {
            Some(fault) => refused::sentence(fault, cx),
            None if rows.is_empty() && self.rows.is_some() => cx.text("affected-none"),
            None => String::new(),
        };
        text::put(buffer, (inside.x + 1, inside.y), &said, inside.width, theme.dim, theme);
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
