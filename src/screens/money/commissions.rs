//! What those who treat earned, and what of it is payable.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;

use super::is_shut;
use crate::app::{Action, Cx, Effect, Moves, Screen, Why};
use crate::desk::commission::{CommissionRow, ListCommissions, StaffCommission};
use crate::desk::{Desk, Done};
use crate::screens::places;
use crate::screens::refused::Unread;
use crate::ui::{Column, Layout, List, panel};

/// Everybody first; Enter shows the rows of one.
#[derive(Debug)]
pub struct Commissions {
    desk: Desk,
    span: (NaiveDate, NaiveDate),
    all: Option<Vec<StaffCommission>>,
    unread: Unread,
    /// Whose rows are shown.
    one: Option<usize>,
    list: List,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Vec<StaffCommission>>),
}

const PEOPLE: &[Column] = &[
    Column::new("money-staff", 12).grows().key(),
    Column::new("money-rate", 7).right().from(Layout::Base),
    Column::new("money-base", 13).right().from(Layout::Base),
    Column::new("money-commission", 12).right(),
    Column::new("money-payable", 12).right().from(Layout::Base),
    Column::new("money-tips", 11).right().from(Layout::Base),
];

const ROWS: &[Column] = &[
    Column::new("money-on", 9),
    Column::new("money-patient", 12).grows().key(),
    Column::new("money-what", 18).from(Layout::Base),
    Column::new("money-rate", 7).right().from(Layout::Wide),
    Column::new("money-base", 12).right().from(Layout::Wide),
    Column::new("money-commission", 12).right(),
    Column::new("money-payable", 12).right().from(Layout::Base),
];

impl Commissions {
    #[must_use]
    pub fn new(desk: Desk, span: (NaiveDate, NaiveDate)) -> Self {
        Self { desk, span, all: None, unread: Unread::default(), one: None, list: List::default() }
    }

    fn shown(&self) -> Option<&StaffCommission> {
        self.all.as_ref()?.get(self.one?)
    }

    fn row(&self) -> Option<&CommissionRow> {
        self.shown()?.rows.get(self.list.selected()?)
    }

    fn some(&self, _: &Cx) -> Result<(), Why> {
        self.list.selected().map(|_| ()).ok_or(Why::Not)
    }

    fn deep(&self, _: &Cx) -> Result<(), Why> {
        if self.one.is_some() { Ok(()) } else { Err(Why::Not) }
    }

    fn open(&mut self, _: &Cx) -> Effect<Msg> {
        if self.one.is_some() {
            return self.row().map_or(Effect::None, |row| places::pay(row.booking));
        }
        self.one = self.list.selected();
        self.list = List::new(self.shown().map_or(0, |one| one.rows.len()));
        Effect::None
    }

    fn everybody(&mut self, _: &Cx) -> Effect<Msg> {
        let before = self.one.take().unwrap_or_default();
        self.list = List::new(self.all.as_ref().map_or(0, Vec::len));
        self.list.select(before);
        Effect::None
    }
}

impl Screen for Commissions {
    type Msg = Msg;
    const NAME: &'static str = "commissions";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("commissions.open", "enter", Self::open).when(Self::some),
        Action::new("commissions.everybody", "X backspace", Self::everybody).when(Self::deep),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let (desk, (from, to)) = (self.desk.clone(), self.span);
        let act = ListCommissions { from, to, staff: None };
        Effect::read("commissions", move |_| async move { Msg::Read(desk.ask(act).await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(all)) => {
                self.all = Some(all);
                self.unread.over();
                let rows = match self.shown() {
                    Some(one) => one.rows.len(),
                    None => self.all.as_ref().map_or(0, Vec::len),
                };
                self.list.resize(rows);
                Effect::None
            }
            Msg::Read(Err(fault)) if is_shut(&fault) => Effect::Close,
            Msg::Read(Err(fault)) => self.unread.because(fault, &mut self.all, cx),
        }
    }

    fn waiting(&self) -> bool {
        self.all.is_none() && !self.unread.is()
    }

    fn retries(&self) -> bool {
        self.unread.retries()
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn moves(&self) -> Moves {
        Moves::ROWS
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let mut title = cx.text("screen-commissions");
        if let Some(one) = self.shown() {
            title = format!("{title} {} {}", theme.glyphs.dot, one.name);
        }
        let inside = panel::panel(buffer, area, &title, &cx.look);
        let Some(all) = &self.all else { return self.unread.draw(buffer, inside, cx) };
        if all.is_empty() {
            panel::say(buffer, inside, &cx.text("money-nothing"), theme.dim, &cx.look);
            return;
        }
        let shown = |amount| cx.look.currency.shown(amount);
        if let Some(one) = self.shown() {
            return self.list.draw(buffer, inside, &cx.look, ROWS, |nth, cells| {
                let Some(row) = one.rows.get(nth) else { return };
                cells.styled(0, &cx.look.words.short_day(row.day, cx.today()), theme.dim);
                cells.text(1, &row.patient);
                cells.styled(2, &row.what, theme.dim);
                cells.styled(3, &cx.look.words.rate(row.rate_bp), theme.dim);
                cells.styled(4, &shown(row.base), theme.dim);
                cells.text(5, &shown(row.earned));
                cells.styled(6, &shown(row.payable), theme.dim);
            });
        }
        self.list.draw(buffer, inside, &cx.look, PEOPLE, |nth, cells| {
            let Some(one) = all.get(nth) else { return };
            cells.text(0, &one.name);
            cells.styled(
                1,
                &one.rate_bp.map_or_else(|| cx.text("money-rates"), |rate| cx.look.words.rate(rate)),
                theme.dim,
            );
            cells.styled(2, &shown(one.base), theme.dim);
            cells.text(3, &shown(one.earned));
            cells.text(4, &shown(one.payable));
            cells.styled(5, &shown(one.tips), theme.dim);
        });
    }
}
