//! The owner's numbers: what came in, what was earned and spent, what is owed, and where each figure comes from.

mod behind;
mod commissions;
mod draw;
mod hand;
mod leaks;
pub mod sheet;
mod sides;
mod span;

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

pub use behind::BehindFigure;
pub use commissions::Commissions;
pub use leaks::LeakList;

use self::sides::Side;
use super::approve::{Approve, Approved};
use super::refused::{self, Unread};
use crate::app::{Action, Cx, Effect, Moves, Screen, Why};
use crate::desk::export::ExportReport;
use crate::desk::report::{Report, ShowReport};
use crate::desk::{Approval, Asked, Desk, Done, Fault};
use crate::device::file;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::report::Length;
use crate::paper::csv::Separator;
use crate::paper::figures;
use crate::ui::{Field, Form, Layout, List, Move, Notice, text};

/// The numbers. Whoever may see them types their PIN once; when the screen was locked or left, again.
#[derive(Debug)]
pub struct Books {
    /// The desk whose PIN was typed.
    desk: Option<Desk>,
    pin: Form,
    /// The PIN has the keyboard.
    asks: bool,
    length: Length,
    span: (NaiveDate, NaiveDate),
    report: Option<Box<Report>>,
    before: Option<Box<Report>>,
    unread: Unread,
    side: Side,
    list: List,
    /// Which of the figures at the top is in hand; none: a row of the list.
    tile: Option<usize>,
}

#[derive(Debug)]
pub enum Msg {
    Proven(Done<Desk>),
    Read(Box<Done<(Report, Report)>>),
    Signed(Approved),
    Exported(Box<Report>),
    NotExported(Fault),
    Saved(Result<String, Refusal>),
    Span((NaiveDate, NaiveDate)),
}

impl Books {
    #[must_use]
    pub fn new(cx: &Cx) -> Self {
        let pin = Field::pin("pin", "money-pin");
        Self {
            desk: Some(cx.desk.clone()).filter(|desk| desk.proven(Permission::ReportSee)),
            pin: Form::new(vec![pin]),
            asks: true,
            length: Length::Month,
            span: Length::Month.around(cx.today()),
            report: None,
            before: None,
            unread: Unread::default(),
            side: Side::Treatment,
            list: List::default(),
            tile: None,
        }
    }

    /// The desk that may look, as long as it may.
    fn open(&self) -> Option<&Desk> {
        self.desk.as_ref().filter(|desk| desk.proven(Permission::ReportSee))
    }

    fn shut(&mut self) {
        self.desk = None;
        (self.report, self.before) = (None, None);
        self.unread.over();
        self.pin.settle();
        self.asks = true;
    }

    fn there(&self, _: &Cx) -> Result<(), Why> {
        if self.open().is_some() && self.report.is_some() { Ok(()) } else { Err(Why::Not) }
    }

    /// Takes the PIN, or asks for it again; behind it, opens the row in hand.
    fn enter(&mut self, cx: &Cx) -> Effect<Msg> {
        if self.open().is_some() {
            return self.explain(cx);
        }
        if self.asks {
            return self.submit(cx);
        }
        self.asks = true;
        Effect::None
    }

    fn leaks(&mut self, _: &Cx) -> Effect<Msg> {
        self.open().map_or(Effect::None, |desk| Effect::open(LeakList::new(desk.clone(), self.span)))
    }

    fn commissions(&mut self, _: &Cx) -> Effect<Msg> {
        self.open().map_or(Effect::None, |desk| Effect::open(Commissions::new(desk.clone(), self.span)))
    }

    /// Signed for first: what leaves the program is nobody's to call back.
    fn save(&mut self, _: &Cx) -> Effect<Msg> {
        self.export(None)
    }

    fn export(&self, approval: Option<Approval>) -> Effect<Msg> {
        let Some(report) = &self.report else { return Effect::None };
        let (act, asked) =
            (ExportReport { from: report.from, to: report.to }, Asked { request: None, approval });
        // What was signed for is what is saved, whatever is looked at meanwhile.
        let report = report.clone();
        Effect::write("export", |desk| async move {
            match desk.act_as(act, asked).await {
                Ok(()) => Msg::Exported(report),
                Err(fault) => Msg::NotExported(fault),
            }
        })
    }

    fn exported(report: &Report, cx: &Cx) -> Effect<Msg> {
        let sheet = sheet::of(report, &cx.desk.clinic().name, &cx.look.words);
        let name = format!("report-{}-{}.csv", report.from, report.to);
        let (folder, separator) = (cx.outbox.folder.clone(), Separator::of(cx.look.words.language()));
        Effect::write("file", move |_| async move {
            let saved = file::save_bytes(folder, name, move |out| figures::csv(&sheet, separator, out)).await;
            Msg::Saved(saved.map(|path| path.display().to_string()))
        })
    }

    /// What it is compared with, where the figures leave no room for it, and whether the span still runs.
    fn than(&self, room: u16, cx: &Cx) -> String {
        let (Some(before), Some(report)) = (self.before.as_deref(), &self.report) else {
            return String::new();
        };
        let runs = (self.span.0..=self.span.1).contains(&cx.today());
        if !runs && !matches!(self.length, Length::Week | Length::Span) {
            return String::new();
        }
        let than = draw::compared(before, self.length, cx);
        let left = usize::from(room).saturating_sub(text::width(&sheet::span(report, &cx.look.words)) + 1);
        let so_far =
            if runs { cx.fill("money-so_far", &[("than", than.as_str().into())]) } else { than.clone() };
        [so_far, than].into_iter().find(|than| text::width(than) <= left).unwrap_or_default()
    }

    /// The name of the screen and the span; where there is too little room the span alone.
    fn title(&self, room: u16, cx: &Cx) -> String {
        let Some(report) = &self.report else { return cx.text("screen-money") };
        let span = sheet::span(report, &cx.look.words);
        let whole = format!("{} {} {span}", cx.text("screen-money"), cx.look.theme.glyphs.dot);
        if text::width(&whole) < usize::from(room) { whole } else { span }
    }
}

impl Screen for Books {
    type Msg = Msg;
    const NAME: &'static str = "money";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("money.explain", "v", Self::explain).when(Self::there),
        Action::new("money.earlier", "[", Self::earlier).when(Self::there),
        Action::new("money.later", "]", Self::later).when(Self::there).page(),
        Action::new("money.day", "d", Self::day).when(Self::there).page(),
        Action::new("money.week", ",w", Self::week).when(Self::there).page(),
        Action::new("money.month", ",m", Self::month).when(Self::there).page(),
        Action::new("money.span", ",s", Self::any).when(Self::there).page(),
        Action::new("money.leaks", ",l", Self::leaks).when(Self::there),
        Action::new("money.commissions", ",c", Self::commissions).when(Self::there),
        Action::new("money.save", "f", Self::save).when(Self::there),
        Action::new("money.enter", "enter", Self::enter).page(),
    ];

    fn load(&self, cx: &Cx) -> Effect<Msg> {
        let Some(desk) = self.open().cloned() else {
            // Whoever needs no PIN came back with another log-in.
            let desk = cx.desk.clone();
            if !desk.proven(Permission::ReportSee) {
                return Effect::None;
            }
            return Effect::read("prove", |_| async move { Msg::Proven(Ok(desk)) });
        };
        let ((from, to), length, today) = (self.span, self.length, cx.today());
        Effect::read("money", move |_| async move {
            let both = async {
                let now = desk.ask(ShowReport { from, to }).await?;
                // Of whoever has a drawer open the last days are not told yet.
                let (from, to) = length.before((from, to), today.min(now.to));
                Ok((now, desk.ask(ShowReport { from, to }).await?))
            };
            Msg::Read(Box::new(both.await))
        })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Proven(Ok(desk)) => {
                self.pin.set("pin", "", &cx.look);
                self.pin.settle();
                self.desk = Some(desk);
                self.load(cx)
            }
            Msg::Proven(Err(fault)) => {
                self.pin.set("pin", "", &cx.look);
                refused::show(&fault, &mut self.pin, cx)
            }
            Msg::Read(read) => match *read {
                Ok((report, before)) => {
                    self.report = Some(Box::new(report));
                    self.before = Some(Box::new(before));
                    self.unread.over();
                    self.list.resize(self.rows());
                    Effect::None
                }
                Err(fault) => {
                    if is_shut(&fault) {
                        self.shut();
                        return Effect::None;
                    }
                    self.unread.because(fault, &mut self.report, cx)
                }
            },
            Msg::Signed(approved) => self.export(Some(approved.approval)),
            Msg::Exported(report) => Self::exported(&report, cx),
            Msg::NotExported(fault) => {
                match fault.refusal().and_then(|refusal| Approve::sign(refusal, Permission::ReportExport, cx))
                {
                    Some(asks) => Effect::ask(asks, Msg::Signed),
                    None => Effect::say(refused::notice(&fault, cx)),
                }
            }
            Msg::Span(span) => self.look(Length::Span, span, cx),
            Msg::Saved(Ok(path)) => {
                Effect::say(Notice::done(cx.fill("app-file_saved", &[("path", path.into())])))
            }
            Msg::Saved(Err(refusal)) => Effect::say(cx.refused(&refusal)),
        }
    }

    fn waiting(&self) -> bool {
        self.open().is_some() && self.report.is_none() && !self.unread.is()
    }

    fn retries(&self) -> bool {
        self.open().is_some() && self.unread.retries()
    }

    fn typing(&self) -> bool {
        self.open().is_none() && self.asks
    }

    fn put_down(&mut self) {
        // Half a PIN helps nobody.
        if let Some(pin) = self.pin.field_mut("pin") {
            pin.set("");
        }
        self.asks = false;
    }

    fn form(&self) -> Option<&Form> {
        self.open().is_none().then_some(&self.pin)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        self.open().is_none().then_some(&mut self.pin)
    }

    fn unsaved(&self) -> bool {
        false
    }

    /// Nothing is saved: the PIN shows the numbers.
    fn says(&self, action: &str) -> Option<&'static str> {
        (action == "move.forward" && self.open().is_none()).then_some("money.show")
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        let pin = self.pin.read("pin", &cx.look, |typed| {
            let six = typed.len() == 6 && typed.bytes().all(|b| b.is_ascii_digit());
            if six { Ok(typed.to_owned()) } else { Err(Refusal::at("pin.form", "pin")) }
        });
        let Some(pin) = pin else { return Effect::None };
        Effect::read("prove", |desk| async move {
            Msg::Proven(desk.prove(&Approval { username: None, pin }, Permission::ReportSee).await)
        })
    }

    fn list(&self) -> Option<&List> {
        self.open().is_some().then_some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        if self.open().is_some() { Some(&mut self.list) } else { None }
    }

    fn moves(&self) -> Moves {
        match self.open() {
            Some(_) if self.tile.is_some() => Moves::ROWS.and(Moves::PANES).and(Moves::COLUMNS),
            Some(_) => Moves::ROWS.and(Moves::PANES),
            None if self.asks => Moves::FIELDS,
            None => Moves::NONE,
        }
    }

    fn moved(&mut self, to: Move, cx: &Cx) -> Effect<Msg> {
        if self.open().is_none() {
            return match self.pin.go(to, &cx.look) {
                crate::ui::Step::Past => self.submit(cx),
                _ => Effect::None,
            };
        }
        self.go(to, cx);
        Effect::None
    }

    fn clicked(&mut self, place: Position, _: &Cx) -> Effect<Msg> {
        if self.open().is_some() {
            self.press(place);
        }
        Effect::None
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        if self.open().is_none() {
            return self.draw_pin(frame, area, cx);
        }
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let room = area.width.saturating_sub(2);
        let than = self.than(room, cx);
        let title = self.title(room.saturating_sub(u16::try_from(text::width(&than)).unwrap_or(0)), cx);
        text::put(buffer, (area.x + 1, area.y), &title, room, theme.accent, theme);
        text::put_right(buffer, (area.x + 1, area.y), &than, room, theme.dim, theme);
        let mut rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let Some(report) = &self.report else { return self.unread.draw(buffer, rest, cx) };
        if cx.look.layout == Layout::Wide {
            let side = 40.min(rest.width);
            let place = Rect { x: rest.right() - side, width: side, ..rest };
            Self::draw_more(buffer, place, report, cx);
            rest.width -= side;
        }
        let top = Rect { height: 4.min(rest.height), ..rest };
        draw::boxes(buffer, top, report, self, cx);
        rest = Rect { y: top.bottom(), height: rest.height - top.height, ..rest };
        if report.from != report.to {
            let least = self.least(report, rest.width, cx);
            let tall = (rest.height * 2 / 5).min(14).min(rest.height.saturating_sub(least));
            let tall = Rect { height: tall, ..rest };
            draw::bars(buffer, tall, report, cx);
            rest = Rect { y: tall.bottom(), height: rest.height - tall.height, ..rest };
        }
        self.draw_side(frame, rest, report, cx);
    }
}

/// The PIN counts no more: the screen was locked, or the log-in it was typed in is over.
pub(super) fn is_shut(fault: &Fault) -> bool {
    fault.refusal().is_some_and(|refusal| matches!(refusal.code, "permission.pin" | "login.over"))
}
