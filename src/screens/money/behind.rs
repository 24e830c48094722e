//! Where a figure comes from: its formula, and the rows behind it, down to the receipt.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{is_shut, sheet};
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::explain::{Behind, Explain, Explained};
use crate::desk::{Desk, Done};
use crate::domain::report::Figure;
use crate::paper::figures::Value;
use crate::screens::expenses::paid_from;
use crate::screens::places;
use crate::screens::refused::Unread;
use crate::ui::{Column, Layout, List, panel, text};

/// The rows behind one figure.
#[derive(Debug)]
pub struct BehindFigure {
    desk: Desk,
    ask: Explain,
    /// The part that is explained, where it is one.
    part: Option<String>,
    /// What the rows come to, where they are counted and no money.
    counted: Option<String>,
    told: Option<Explained>,
    unread: Unread,
    list: List,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Explained>),
}

const COLUMNS: &[Column] = &[
    Column::new("money-on", 9),
    Column::new("money-number", 9).from(Layout::Base),
    Column::new("money-patient", 12).grows().key(),
    Column::new("money-what", 20).grows().from(Layout::Base),
    Column::new("money-amount", 14).right(),
];

/// What was spent has its category there, and no person.
const SPENT: &[Column] =
    &[COLUMNS[0], COLUMNS[1], Column::new("money-category", 12).grows().key(), COLUMNS[3], COLUMNS[4]];
/// Beside what patients paid.
const BOTH: &[Column] = &[
    COLUMNS[0],
    COLUMNS[1],
    Column::new("money-patient_or_category", 12).grows().key(),
    COLUMNS[3],
    COLUMNS[4],
];

/// The headings of the rows behind a figure.
const fn columns(figure: Figure) -> &'static [Column] {
    match figure {
        Figure::Expenses => SPENT,
        Figure::NetCash => BOTH,
        _ => COLUMNS,
    }
}

impl BehindFigure {
    #[must_use]
    pub fn new(desk: Desk, ask: Explain, part: Option<String>) -> Self {
        Self { desk, ask, part, counted: None, told: None, unread: Unread::default(), list: List::default() }
    }

    /// The figure itself, where it is no sum of money.
    #[must_use]
    pub fn coming_to(mut self, value: &Value) -> Self {
        self.counted = match value {
            Value::Count(count) => Some(count.to_string()),
            Value::Measure { shown, .. } => Some(shown.clone()),
            Value::Money(_) | Value::Text(_) | Value::None => None,
        };
        self
    }

    fn row(&self) -> Option<&Behind> {
        self.told.as_ref()?.rows.get(self.list.selected()?)
    }

    fn linked(&self, _: &Cx) -> Result<(), Why> {
        let row = self.row().ok_or(Why::Not)?;
        if row.receipt.is_some() || row.booking.is_some() {
            Ok(())
        } else {
            Err(Why::Because("money-no_paper"))
        }
    }

    fn open(&mut self, _: &Cx) -> Effect<Msg> {
        match self.row().map(|row| (row.receipt, row.booking)) {
            Some((Some(receipt), _)) => places::receipt(receipt),
            Some((None, Some(booking))) => places::pay(booking),
            _ => Effect::None,
        }
    }

    fn bill(&mut self, _: &Cx) -> Effect<Msg> {
        self.row().and_then(|row| row.booking).map_or(Effect::None, places::pay)
    }

    fn formula(&self) -> &'static str {
        match self.ask.figure {
            Figure::Received => "formula-received",
            Figure::Earned => "formula-earned",
            Figure::Tips => "formula-tips",
            Figure::Tax => "formula-tax",
            Figure::Deposits => "formula-deposits",
            Figure::Credit => "formula-credit",
            Figure::Packages => "formula-packages",
            Figure::Receivables => "formula-receivables",
            Figure::Forfeits => "formula-forfeits",
            Figure::Discounts => "formula-discounts",
            Figure::Refunds => "formula-refunds",
            Figure::WriteOffs => "formula-write_offs",
            Figure::Expenses => "formula-expenses",
            Figure::NetCash => "formula-net_cash",
            Figure::NoShow => "formula-no_show",
            Figure::NewPatients => "formula-new_patients",
            Figure::Wait => "formula-wait",
        }
    }
}

impl Screen for BehindFigure {
    type Msg = Msg;
    const NAME: &'static str = "behind";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("behind.open", "enter", Self::open).when(Self::linked),
        Action::new("behind.bill", "p", Self::bill).when(Self::linked),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let (desk, ask) = (self.desk.clone(), self.ask.clone());
        Effect::read("behind", |_| async move { Msg::Read(desk.ask(ask).await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(told)) => {
                self.list.resize(told.rows.len());
                self.told = Some(told);
                self.unread.over();
                Effect::None
            }
            Msg::Read(Err(fault)) if is_shut(&fault) => Effect::Close,
            Msg::Read(Err(fault)) => self.unread.because(fault, &mut self.told, cx),
        }
    }

    fn waiting(&self) -> bool {
        self.told.is_none() && !self.unread.is()
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

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let name = cx.text(sheet::figure_word(self.ask.figure));
        let title = [Some(name), self.part.clone()].into_iter().flatten().collect::<Vec<_>>();
        let title = title.join(&format!(" {} ", theme.glyphs.dot));
        let mut inside = panel::panel(buffer, area, &title, &cx.look);
        for line in text::wrap(&cx.text(self.formula()), usize::from(inside.width.saturating_sub(2))) {
            text::put(
                buffer,
                (inside.x + 1, inside.y),
                &line,
                inside.width.saturating_sub(1),
                theme.dim,
                theme,
            );
            inside = Rect { y: inside.y + 1, height: inside.height.saturating_sub(1), ..inside };
        }
        let Some(told) = &self.told else { return self.unread.draw(buffer, inside, cx) };
        if inside.height < 3 {
            return;
        }
        let rows = Rect { height: inside.height - 1, ..inside };
        let foot = inside.bottom() - 1;
        let facts = [("count", told.rows.len().into()), ("left", told.left_out.into())];
        let count = cx.fill(if told.left_out > 0 { "money-rows_left" } else { "money-rows" }, &facts);
        text::put(buffer, (inside.x + 1, foot), &count, inside.width, theme.dim, theme);
        let sum = self.counted.clone().unwrap_or_else(|| cx.look.currency.shown(told.total));
        text::put_right(buffer, (inside.x, foot), &sum, inside.width, theme.text, theme);
        self.list.draw(buffer, rows, &cx.look, columns(self.ask.figure), |row, cells| {
            let Some(row) = told.rows.get(row) else { return };
            cells.styled(0, &cx.look.words.short_day(row.day, cx.today()), theme.dim);
            cells.styled(1, &row.number, theme.dim);
            cells.text(2, if row.patient.is_empty() { &row.what } else { &row.patient });
            let from = row.paid_from.map_or_else(String::new, |from| cx.text(paid_from(from)));
            let what = [row.staff.as_str(), &row.what, &from].into_iter().filter(|part| !part.is_empty());
            let what = what.collect::<Vec<_>>().join(&format!(" {} ", theme.glyphs.dot));
            cells.styled(3, &what, theme.dim);
            if let Some(beside) = row.beside {
                return cells.styled(4, &format!("({})", cx.look.currency.shown(beside)), theme.dim);
            }
            match row.seconds {
                Some(seconds) => {
                    let minutes = (seconds + 30) / 60;
                    cells.text(4, &cx.look.words.span(minutes));
                }
                None if row.amount.0 == 0 => {}
                None => cells.text(4, &cx.look.currency.shown(row.amount)),
            }
        });
    }
}
