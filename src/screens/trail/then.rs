//! The book of a day and the open drawers, as they were at a minute that is gone.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::minute::Minute;
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::Done;
use crate::desk::then::{AsItWas, Then};
use crate::domain::id::BookingId;
use crate::domain::time::Ts;
use crate::screens::refused::Unread;
use crate::screens::{places, status};
use crate::ui::{Column, Layout, List, panel, text};

/// Minutes a key goes back or on.
const STEP: i64 = 15;

/// The list of bookings, with the drawers below.
#[derive(Debug)]
pub struct ThenView {
    at: Ts,
    then: Option<Then>,
    unread: Unread,
    list: List,
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<Then>>),
    Jump(Ts),
}

const COLUMNS: &[Column] = &[
    Column::new("day-time", 5),
    Column::new("then-until", 6).from(Layout::Base),
    Column::new("day-patient", 14).grows().key(),
    Column::new("day-treatment", 16).from(Layout::Base),
    Column::new("day-staff", 12).from(Layout::Base),
    Column::new("day-status", 15),
];

impl ThenView {
    #[must_use]
    pub fn new(at: Ts) -> Self {
        Self { at, then: None, unread: Unread::default(), list: List::default() }
    }

    fn booking(&self) -> Option<BookingId> {
        self.then.as_ref()?.bookings.get(self.list.selected()?).map(|row| BookingId(row.booking))
    }

    fn some(&self, _: &Cx) -> Result<(), Why> {
        self.booking().map(|_| ()).ok_or(Why::Not)
    }

    fn open(&mut self, _: &Cx) -> Effect<Msg> {
        self.booking().map_or(Effect::None, places::visit)
    }

    fn earlier(&mut self, cx: &Cx) -> Effect<Msg> {
        self.at = self.at.plus_minutes(-STEP);
        self.load(cx)
    }

    fn later(&mut self, cx: &Cx) -> Effect<Msg> {
        self.at = self.at.plus_minutes(STEP);
        self.load(cx)
    }
}

impl Screen for ThenView {
    type Msg = Msg;
    const NAME: &'static str = "then";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("then.open", "enter", Self::open).when(Self::some),
        Action::new("then.jump", "d", |_, _| Effect::ask(Minute::default(), Msg::Jump)),
        Action::new("then.earlier", "[", Self::earlier),
        Action::new("then.later", "]", Self::later),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let ask = AsItWas { at: self.at, day: None };
        Effect::read("then", |desk| async move { Msg::Read(Box::new(desk.ask(ask).await)) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        let read = match msg {
            Msg::Read(read) => read,
            Msg::Jump(minute) => {
                self.at = minute;
                return self.load(cx);
            }
        };
        match *read {
            Ok(then) => {
                self.list.resize(then.bookings.len());
                self.then = Some(then);
                self.unread.over();
                Effect::None
            }
            Err(fault) => self.unread.because(fault, &mut self.then, cx),
        }
    }

    fn waiting(&self) -> bool {
        self.then.is_none() && !self.unread.is()
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
        let Some(then) = &self.then else {
            let moment = cx.look.moment(self.at.local(cx.zone));
            let title = cx.fill("then-title", &[("at", moment.into())]);
            let inside = panel::panel(buffer, area, &title, &cx.look);
            return self.unread.draw(buffer, inside, cx);
        };
        let lines = drawers(then, area.width.saturating_sub(4), cx);
        let below = (u16::try_from(lines.len().max(1)).unwrap_or(1) + 2).min(area.height / 2);
        let above = Rect { height: area.height - below, ..area };
        let moment = cx.look.moment(then.at.local(cx.zone));
        let inside = panel::panel(buffer, above, &cx.fill("then-title", &[("at", moment.into())]), &cx.look);
        if then.bookings.is_empty() {
            panel::say(buffer, inside, &cx.text("then-no_bookings"), theme.dim, &cx.look);
        } else {
            self.list.draw(buffer, inside, &cx.look, COLUMNS, |row, cells| {
                let Some(row) = then.bookings.get(row) else { return };
                cells.text(0, &cx.look.words.time(row.starts_at.local(cx.zone).time()));
                cells.styled(1, &cx.look.words.time(row.ends_at.local(cx.zone).time()), theme.dim);
                cells.text(2, &row.patient);
                cells.styled(3, &row.treatment, theme.dim);
                cells.styled(4, row.staff.as_deref().unwrap_or_default(), theme.dim);
                let (sign, style) = status::sign(row.status, theme);
                cells.styled(5, &format!("{sign} {}", cx.text(status::word(row.status))), style);
            });
        }
        let foot = Rect { y: above.bottom(), height: below, ..area };
        let inside = panel::panel(buffer, foot, &cx.text("then-drawers"), &cx.look);
        let width = inside.width.saturating_sub(2);
        if then.drawers.is_empty() {
            panel::say(buffer, inside, &cx.text("then-no_drawers"), theme.dim, &cx.look);
        }
        for (y, (said, expected)) in (inside.top()..inside.bottom()).zip(&lines) {
            text::put(buffer, (inside.x + 1, y), said, width, theme.text, theme);
            let room = inside.width.saturating_sub(1);
            text::put_right(buffer, (inside.x, y), expected, room, theme.text, theme);
        }
    }
}

/// The drawers, each with what should have been in it: beside it, or below where there is no room.
fn drawers(then: &Then, width: u16, cx: &Cx) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for drawer in &then.drawers {
        let facts = [
            ("drawer", drawer.drawer.as_str().into()),
            ("who", drawer.opened_by.as_str().into()),
            ("payments", drawer.payments.into()),
        ];
        let said = cx.fill("then-drawer", &facts);
        let expected = match drawer.expected {
            Some(amount) => cx.look.currency.shown(amount),
            None => cx.text("then-hidden"),
        };
        if text::width(&said) + text::width(&expected) + 2 <= usize::from(width) {
            lines.push((said, expected));
        } else {
            lines.push((said, String::new()));
            lines.push((String::new(), expected));
        }
    }
    lines
}
