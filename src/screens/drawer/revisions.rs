//! Every close of one day: who closed it and who opened it again, when, why, and what it came to each time.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::draw::{Figure, figures};
use crate::app::{Action, Cx, Effect, Moves, Screen};
use crate::desk::day_close::{DayCloseView, DayView};
use crate::domain::booking::Status;
use crate::domain::money::Money;
use crate::domain::time::Ts;
use crate::ui::{Move, Scroll, panel, text};

/// The closes of a day, the newest first.
#[derive(Debug)]
pub struct Revisions {
    day: DayView,
    paper: Scroll,
}

#[derive(Debug)]
pub enum Msg {}

impl Revisions {
    #[must_use]
    pub const fn new(day: DayView) -> Self {
        Self { day, paper: Scroll::new() }
    }

    fn lines(&self, cx: &Cx) -> Vec<Figure> {
        let mut lines = Vec::new();
        for close in &self.day.closes {
            if !lines.is_empty() {
                lines.push((String::new(), String::new(), cx.look.theme.text));
            }
            lines.extend(told(close, cx));
        }
        lines
    }
}

/// One revision: its story, then its figures.
fn told(close: &DayCloseView, cx: &Cx) -> Vec<Figure> {
    let theme = &cx.look.theme;
    let moment = |at: Ts| cx.look.moment(at.local(cx.zone));
    let shown = |amount: Money| cx.look.currency.shown(amount);
    let facts = [
        ("revision", close.revision.into()),
        ("at", moment(close.closed_at).into()),
        ("who", close.closed_by.as_str().into()),
    ];
    // Its story is read to the end, on a phone too.
    let room = usize::from(cx.size.0.saturating_sub(4));
    let story = |text: &str, style: Style| -> Vec<Figure> {
        text::wrap(text, room).into_iter().map(|line| (line, String::new(), style)).collect()
    };
    let mut lines = story(&cx.fill("revisions-closed", &facts), theme.accent);
    if let (Some(at), Some(who)) = (close.reopened_at, &close.reopened_by) {
        let facts = [("at", moment(at).into()), ("who", who.as_str().into())];
        lines.extend(story(&cx.fill("revisions-reopened", &facts), theme.warn));
        lines.extend(story(close.reopen_reason.as_deref().unwrap_or_default(), theme.warn));
    }
    let totals = &close.totals;
    let sum = |amounts: &mut dyn Iterator<Item = Money>| Money(amounts.map(|amount| amount.0).sum());
    // What was paid with money that had come in before stands apart: it was received then.
    for (word, new) in [("revisions-received", true), ("revisions-before", false)] {
        let taken = || totals.taken.iter().filter(move |row| row.counts_as_received == new);
        if !new && taken().next().is_none() {
            continue;
        }
        lines.push((cx.text(word), shown(sum(&mut taken().map(|row| row.amount))), theme.text));
        let mut methods: Vec<&str> = taken().map(|row| row.method.as_str()).collect();
        methods.dedup();
        for method in methods {
            let of = taken().filter(|row| row.method == method);
            lines.push((format!("  {method}"), shown(sum(&mut of.map(|row| row.amount))), theme.dim));
        }
    }
    let billed = sum(&mut totals.lines.iter().map(|row| row.amount));
    lines.push((cx.text("revisions-billed"), shown(billed), theme.text));
    if !totals.expenses.is_empty() {
        let spent = sum(&mut totals.expenses.iter().map(|row| row.amount));
        lines.push((cx.text("figure-expenses"), shown(spent), theme.text));
        for row in &totals.expenses {
            lines.push((format!("  {}", row.category), shown(row.amount), theme.dim));
        }
    }
    let done: i64 = totals.visits.iter().filter(|row| row.status == Status::Done).map(|row| row.count).sum();
    lines.push((cx.text("revisions-done"), done.to_string(), theme.text));
    let reports: Vec<String> = totals.reports.iter().map(i64::to_string).collect();
    if !reports.is_empty() {
        lines.push((cx.text("revisions-reports"), reports.join(", "), theme.text));
    }
    lines
}

impl Screen for Revisions {
    type Msg = Msg;
    const NAME: &'static str = "revisions";
    const ACTIONS: &'static [Action<Self, Msg>] =
        &[Action::new("revisions.close", "enter", |_, _| Effect::Close)];

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn moves(&self) -> Moves {
        Moves::ROWS
    }

    fn moved(&mut self, to: Move, cx: &Cx) -> Effect<Msg> {
        self.paper.go(to, self.lines(cx).len());
        Effect::None
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let day = cx.look.day(self.day.day);
        let title = format!("{} {} {day}", cx.text("screen-revisions"), cx.look.theme.glyphs.dot);
        let inside = panel::panel(frame.buffer_mut(), area, &title, &cx.look);
        let lines = self.lines(cx);
        let in_sight = self.paper.in_sight(lines.len(), inside.height);
        figures(frame.buffer_mut(), inside, &lines[in_sight], cx);
    }
}
