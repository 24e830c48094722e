//! What deserves a second look, kind by kind.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;

use super::is_shut;
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::leak::{LeakRow, Leaks, ListLeaks};
use crate::desk::{Desk, Done};
use crate::domain::report::Leak;
use crate::screens::places;
use crate::screens::refused::Unread;
use crate::screens::trail::then::ThenView;
use crate::ui::{Column, Layout, List, panel, text};

/// The list: a heading for each kind, its rows below.
#[derive(Debug)]
pub struct LeakList {
    desk: Desk,
    span: (NaiveDate, NaiveDate),
    leaks: Option<Vec<Leaks>>,
    unread: Unread,
    list: List,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Vec<Leaks>>),
}

const COLUMNS: &[Column] = &[
    Column::new("money-on", 9),
    Column::new("money-who", 14).from(Layout::Base),
    Column::new("money-patient", 12).grows().key(),
    Column::new("money-what", 14).grows().from(Layout::Base),
    Column::new("money-amount", 14).right(),
];

/// Where there is no room for both, each row says whom it is about: the patient, else who did it.
const NARROW: &[Column] =
    &[COLUMNS[0], COLUMNS[1], Column::new("money-whom", 12).grows().key(), COLUMNS[3], COLUMNS[4]];

/// The words of a kind.
const fn word(kind: Leak) -> &'static str {
    match kind {
        Leak::DoneUnpaid => "leak-done_unpaid",
        Leak::DepositLeft => "leak-deposit_left",
        Leak::CancelledAfterArrival => "leak-cancelled_after_arrival",
        Leak::Voids => "leak-voids",
        Leak::Reprints => "leak-reprints",
        Leak::Unverified => "leak-unverified",
        Leak::NoSale => "leak-no_sale",
        Leak::PaidOut => "leak-paid_out",
        Leak::LinesOff => "leak-lines_off",
        Leak::Discounts => "leak-discounts",
        Leak::Differences => "leak-differences",
        Leak::Recounts => "leak-recounts",
    }
}

impl LeakList {
    #[must_use]
    pub fn new(desk: Desk, span: (NaiveDate, NaiveDate)) -> Self {
        Self { desk, span, leaks: None, unread: Unread::default(), list: List::default() }
    }

    /// The nth line: the heading of a kind, or one of its rows.
    fn line(&self, nth: usize) -> Option<(&Leaks, Option<&LeakRow>)> {
        let mut left = nth;
        for leak in self.leaks.iter().flatten() {
            if left == 0 {
                return Some((leak, None));
            }
            if let Some(row) = leak.rows.get(left - 1) {
                return Some((leak, Some(row)));
            }
            left -= leak.rows.len() + 1;
        }
        None
    }

    fn row(&self) -> Option<&LeakRow> {
        self.line(self.list.selected()?)?.1
    }

    /// Lines below the list in which the marked row is said whole: as many as the longest takes, so that the list keeps
    /// its place.
    fn detail(&self, inside: Rect, cx: &Cx) -> u16 {
        let width = usize::from(inside.width.saturating_sub(2));
        let leaks = || self.leaks.iter().flatten();
        let rows = leaks().flat_map(|leak| leak.rows.iter().map(|row| whole(leak.kind, row, cx)));
        let kept = leaks().filter_map(|leak| Some(withheld(leak.kind, leak.counting.as_ref()?, cx)));
        let most = rows.chain(kept).map(|said| text::wrap(&said, width).len()).max();
        u16::try_from(most.unwrap_or_default()).unwrap_or(u16::MAX).min(inside.height / 2)
    }

    fn linked(&self, _: &Cx) -> Result<(), Why> {
        let row = self.row().ok_or(Why::Not)?;
        if row.booking_id.is_some() || row.receipt_id.is_some() {
            Ok(())
        } else {
            Err(Why::Because("money-no_paper"))
        }
    }

    /// The visit of the row, else its receipt.
    fn thing(&self) -> Option<uuid::Uuid> {
        let row = self.row()?;
        row.booking_id.map(|booking| booking.0).or(row.receipt_id.map(|receipt| receipt.0))
    }

    fn timed(&self, cx: &Cx) -> Result<(), Why> {
        places::traces(self.row(), cx)
    }

    /// The first row that leads anywhere: a heading leads nowhere.
    fn first(&self) -> usize {
        let leads = |row: &LeakRow| row.booking_id.is_some() || row.receipt_id.is_some();
        let lines =
            (0..self.list.len()).find(|nth| self.line(*nth).and_then(|(_, row)| row).is_some_and(leads));
        lines.unwrap_or(1)
    }

    fn open(&mut self, _: &Cx) -> Effect<Msg> {
        match self.row().map(|row| (row.receipt_id, row.booking_id)) {
            Some((Some(receipt), _)) => places::receipt(receipt),
            Some((None, Some(booking))) => places::visit(booking),
            _ => Effect::None,
        }
    }
}

/// What stands beside a row: the reason, with the minutes, the copy or the number.
fn what(kind: Leak, row: &LeakRow, cx: &Cx) -> String {
    let facts = [("count", row.count.into())];
    let counted = match kind {
        Leak::Voids if row.count < 10 => cx.fill("leak-soon", &facts),
        Leak::Voids => cx.fill("leak-after", &facts),
        Leak::Reprints => cx.fill("leak-copy", &facts),
        Leak::Discounts => cx.fill("leak-times", &facts),
        Leak::Differences if !row.counted_by.is_empty() => {
            let facts = [("drawer", row.what.as_str().into()), ("person", row.counted_by.as_str().into())];
            return cx.fill("leak-counted_by", &facts);
        }
        _ => return row.what.clone(),
    };
    if matches!(kind, Leak::Voids) { format!("{counted} {}", row.what) } else { counted }
}

/// That nothing is told of a kind before a drawer is counted.
fn withheld(kind: Leak, drawer: &str, cx: &Cx) -> String {
    cx.fill("leak-counting", &[("kind", cx.text(word(kind)).into()), ("drawer", drawer.into())])
}

/// Who it was and all that stands beside the row.
fn whole(kind: Leak, row: &LeakRow, cx: &Cx) -> String {
    let mut said = what(kind, row, cx);
    if !row.what.is_empty() && !said.contains(&row.what) {
        said = format!("{said} {}", row.what);
    }
    if said.is_empty() { row.who.clone() } else { format!("{}: {said}", row.who) }
}

impl Screen for LeakList {
    type Msg = Msg;
    const NAME: &'static str = "leaks";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("leaks.open", "enter", Self::open).when(Self::linked),
        Action::new("leaks.then", "@", |this: &mut Self, _| {
            this.row().map_or(Effect::None, |row| Effect::open(ThenView::new(row.at)))
        })
        .when(Self::timed),
        Action::new("leaks.trail", "T", |this: &mut Self, _| {
            this.thing().map_or(Effect::None, places::trail)
        })
        .when(|this: &Self, cx| places::traces(this.thing(), cx)),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let (desk, (from, to)) = (self.desk.clone(), self.span);
        Effect::read("leaks", move |_| async move { Msg::Read(desk.ask(ListLeaks { from, to }).await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(leaks)) => {
                let first = self.leaks.is_none();
                self.list.resize(leaks.iter().map(|leak| leak.rows.len() + 1).sum());
                self.leaks = Some(leaks);
                self.unread.over();
                if first {
                    self.list.select(self.first());
                }
                Effect::None
            }
            Msg::Read(Err(fault)) if is_shut(&fault) => Effect::Close,
            Msg::Read(Err(fault)) => self.unread.because(fault, &mut self.leaks, cx),
        }
    }

    fn waiting(&self) -> bool {
        self.leaks.is_none() && !self.unread.is()
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
        let inside = panel::panel(buffer, area, &cx.text("screen-leaks"), &cx.look);
        if self.leaks.as_ref().is_some_and(Vec::is_empty) {
            let none = cx.text("leak-none");
            panel::say(buffer, inside, &none, theme.ok, &cx.look);
            return;
        }
        if self.leaks.is_none() {
            return self.unread.draw(buffer, inside, cx);
        }
        let below = self.detail(inside, cx);
        let listed = Rect { height: inside.height - below, ..inside };
        let said = self.list.selected().and_then(|nth| self.line(nth)).and_then(|(leak, row)| match row {
            Some(row) => Some(whole(leak.kind, row, cx)),
            None => Some(withheld(leak.kind, leak.counting.as_ref()?, cx)),
        });
        if let Some(said) = said {
            let width = inside.width.saturating_sub(2);
            let lines = text::wrap(&said, width.into());
            for (y, line) in (listed.bottom()..inside.bottom()).zip(lines) {
                text::put(buffer, (inside.x + 1, y), &line, width, theme.text, theme);
            }
        }
        let narrow = cx.look.layout == Layout::Phone;
        let columns = if narrow { NARROW } else { COLUMNS };
        self.list.draw(buffer, listed, &cx.look, columns, |nth, cells| {
            let Some((leak, row)) = self.line(nth) else { return };
            let amount = |amount: crate::domain::money::Money| {
                if amount.0 == 0 { String::new() } else { cx.look.currency.shown(amount) }
            };
            if let Some(drawer) = &leak.counting {
                cells.whole(&withheld(leak.kind, drawer, cx), "", theme.warn);
                return;
            }
            let Some(row) = row else {
                // A kind is no day and no patient: it stands in no column of the rows below it.
                let said = format!("{} {}", leak.rows.len(), cx.text(word(leak.kind)));
                cells.whole(&said, &amount(leak.total), theme.accent);
                return;
            };
            cells.styled(0, &cx.look.words.short_day(row.day, cx.today()), theme.dim);
            cells.styled(1, &row.who, theme.dim);
            cells.text(2, if narrow && row.patient.is_empty() { &row.who } else { &row.patient });
            cells.styled(3, &what(leak.kind, row, cx), theme.dim);
            cells.text(4, &amount(row.amount));
        });
    }
}
