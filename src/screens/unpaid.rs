//! Who was here today and has something to pay, and which payments nobody has verified yet.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{places, refused, status};
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::booking::{DayRow, OpenDay};
use crate::desk::{Act, Done};
use crate::domain::booking::Status;
use crate::domain::money::Money;
use crate::ui::{Column, Layout, List, panel, text};

type Rows = <OpenDay as Act>::Output;

/// The place of payments.
#[derive(Debug, Default)]
pub struct Unpaid {
    rows: Option<Rows>,
    list: List,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Rows>),
}

const COLUMNS: &[Column] = &[
    Column::new("unpaid-time", 5),
    Column::new("unpaid-patient", 12).grows().key(),
    Column::new("unpaid-treatment", 16).from(Layout::Base).yields(),
    Column::new("unpaid-status", 13).from(Layout::Base),
    Column::new("unpaid-total", 13).right().from(Layout::Wide),
    Column::new("unpaid-due", 13).right(),
    Column::new("", 10).from(Layout::Base),
];

impl Unpaid {
    fn rows(&self) -> &Rows {
        static NONE: Rows = Rows::new();
        self.rows.as_ref().unwrap_or(&NONE)
    }

    fn some(&self, _: &Cx) -> Result<(), Why> {
        self.list.selected().map(|_| ()).ok_or(Why::Because("unpaid-none"))
    }

    fn here(&self) -> Option<&DayRow> {
        self.list.selected().and_then(|row| self.rows().get(row))
    }

    fn pay(&mut self, _: &Cx) -> Effect<Msg> {
        self.here().map_or(Effect::None, |row| places::pay(row.id))
    }

    /// The name, and what there is of what; where there is no room for all of it, without the sum.
    fn title(&self, room: u16, cx: &Cx) -> String {
        let due: i64 = self.rows().iter().map(|row| (row.total.0 - row.paid.0).max(0)).sum();
        let waiting = self.rows().iter().filter(|row| row.unverified > Money::ZERO).count();
        // What only waits to be verified is counted as that.
        let open = self.rows().iter().filter(|row| row.total > row.paid).count();
        let mut parts = vec![cx.text("screen-unpaid")];
        if open > 0 || waiting == 0 {
            parts.push(cx.fill("unpaid-count", &[("count", open.into())]));
        }
        if due > 0 {
            parts.push(cx.look.currency.shown(Money(due)));
        }
        if waiting > 0 {
            parts.push(cx.fill("unpaid-waiting", &[("count", waiting.into())]));
        }
        let told = |parts: &[String]| parts.join(&format!(" {} ", cx.look.theme.glyphs.dot));
        if text::width(&told(&parts)) > usize::from(room) && due > 0 && waiting > 0 {
            parts.remove(2);
        }
        told(&parts)
    }
}

/// Here, through or off, with something to pay; or a payment that waits to be verified, wherever the visit stands.
fn open(rows: Rows) -> Rows {
    let owes = |row: &DayRow| !row.status.pending() && row.total > row.paid;
    let mut rows: Rows = rows.into_iter().filter(|row| row.unverified > Money::ZERO || owes(row)).collect();
    // Who is through stands at the counter.
    rows.sort_by_key(|row| (row.status != Status::Done, row.starts_at));
    rows
}

impl Screen for Unpaid {
    type Msg = Msg;
    const NAME: &'static str = "unpaid";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("unpaid.pay", "enter p f6", Self::pay).when(Self::some),
        Action::new("unpaid.book", "f2 B", |_, _| places::book()).when(|_, cx| places::books(cx)).page(),
        Action::new("unpaid.walk_in", "f3 W", |_, _| places::walk_in())
            .when(|_, cx| places::gives_numbers(cx))
            .page(),
        Action::new("unpaid.trail", "T", |this: &mut Self, _| {
            this.here().map_or(Effect::None, |row| places::trail(row.id.0))
        })
        .when(|this: &Self, cx| places::traces(this.here(), cx))
        .page(),
    ];

    fn load(&self, cx: &Cx) -> Effect<Msg> {
        let day = cx.today();
        Effect::read("unpaid", move |desk| async move { Msg::Read(desk.ask(OpenDay { day }).await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(rows)) => {
                let before = self.list.selected().and_then(|row| self.rows().get(row)).map(|row| row.id);
                let rows = open(rows);
                self.list.refresh(rows.len(), |row| Some(rows[row].id) == before);
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
        let inside = panel::panel(buffer, area, &self.title(area.width.saturating_sub(4), cx), &cx.look);
        if self.rows().is_empty() {
            let none = cx.text("unpaid-none");
            panel::say(buffer, inside, &none, theme.dim, &cx.look);
            return;
        }
        self.list.draw(buffer, inside, &cx.look, COLUMNS, |at, cells| {
            let Some(row) = self.rows().get(at) else { return };
            let (sign, style) = status::sign(row.status, theme);
            let due = Money((row.total.0 - row.paid.0).max(0));
            cells.styled(0, &cx.look.words.time(row.starts_at.local(cx.zone).time()), theme.dim);
            cells.text(1, &row.patient);
            cells.text(2, &row.treatment);
            cells.styled(3, &format!("{sign} {}", cx.text(status::word(row.status))), style);
            cells.styled(4, &cx.look.currency.shown(row.total), theme.dim);
            let verify = (row.unverified > Money::ZERO)
                .then(|| format!("{} {}", theme.glyphs.unconfirmed, cx.text("unpaid-to_verify")));
            let verify = verify.unwrap_or_default();
            cells.styled(6, &verify, theme.warn);
            // On a phone it stands where the amount would, if there is none.
            if cx.look.layout == Layout::Phone && due == Money::ZERO && !verify.is_empty() {
                cells.styled(5, &verify, theme.warn);
            } else {
                cells.text(5, &cx.look.currency.shown(due));
            }
        });
    }
}
