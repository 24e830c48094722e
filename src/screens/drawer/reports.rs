//! The closing reports, the newest first.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::drawer::ListZ;
use crate::desk::{Act, Done};
use crate::domain::id::ZReportId;
use crate::domain::money::Money;
use crate::screens::{places, refused};
use crate::ui::{Column, Layout, List, panel};

type Rows = <ListZ as Act>::Output;

/// The list of closing reports.
#[derive(Debug, Default)]
pub struct Reports {
    rows: Option<Rows>,
    list: List,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Rows>),
}

const COLUMNS: &[Column] = &[
    Column::new("reports-number", 6).right(),
    Column::new("reports-closed", 10),
    Column::new("reports-drawer", 8).grows().key(),
    Column::new("reports-who", 16).from(Layout::Base),
    Column::new("reports-counted", 13).right().from(Layout::Base),
    Column::new("reports-difference", 11).right(),
];

impl Reports {
    fn some(&self, _: &Cx) -> Result<(), Why> {
        self.list.selected().map(|_| ()).ok_or(Why::Because("reports-none"))
    }

    fn in_hand(&self) -> Option<ZReportId> {
        self.list.selected().and_then(|at| self.rows.as_ref()?.get(at)).map(|row| row.id)
    }

    fn open(&mut self, _: &Cx) -> Effect<Msg> {
        self.in_hand().map_or(Effect::None, |z| places::report(z, true))
    }
}

impl Screen for Reports {
    type Msg = Msg;
    const NAME: &'static str = "reports";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("reports.open", "enter", Self::open).when(Self::some),
        Action::new("reports.trail", "T", |this: &mut Self, _| {
            this.in_hand().map_or(Effect::None, |z| places::trail(z.0))
        })
        .when(|this: &Self, cx| places::traces(this.in_hand(), cx))
        .page(),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let list = ListZ { before: None, most: Some(200) };
        Effect::read("reports", |desk| async move { Msg::Read(desk.ask(list).await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(rows)) => {
                self.list.resize(rows.len());
                self.rows = Some(rows);
                Effect::None
            }
            Msg::Read(Err(fault)) => Effect::say(refused::notice(&fault, cx)),
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
        let buffer = frame.buffer_mut();
        let inside = panel::panel(buffer, area, &cx.text("screen-reports"), &cx.look);
        let Some(rows) = self.rows.as_ref().filter(|rows| !rows.is_empty()) else {
            panel::say(buffer, inside, &cx.text("reports-none"), theme.dim, &cx.look);
            return;
        };
        self.list.draw(buffer, inside, &cx.look, COLUMNS, |at, cells| {
            let Some(row) = rows.get(at) else { return };
            let closed = row.issued_at.local(cx.zone);
            let style = if row.difference == Money::ZERO { theme.ok } else { theme.warn };
            cells.text(0, &row.number.to_string());
            let day = cx.look.day(closed.date());
            cells.styled(1, &day, theme.dim);
            cells.text(2, &row.drawer);
            cells.text(3, &row.opened_by);
            cells.text(4, &row.counted.map_or_else(String::new, |counted| cx.look.currency.shown(counted)));
            cells.styled(5, &cx.look.currency.shown(row.difference), style);
        });
    }
}
