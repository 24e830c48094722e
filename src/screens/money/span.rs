//! Which span is looked at: a day, a week, a month, or from any day to any other.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;

use super::{Books, Msg as BooksMsg};
use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::domain::report::{Length, check};
use crate::domain::when::past;
use crate::ui::{Field, Form};

impl Books {
    pub(super) fn look(&mut self, length: Length, span: (NaiveDate, NaiveDate), cx: &Cx) -> Effect<BooksMsg> {
        (self.length, self.span) = (length, span);
        self.load(cx)
    }

    pub(super) fn earlier(&mut self, cx: &Cx) -> Effect<BooksMsg> {
        self.step(-1, cx)
    }

    pub(super) fn later(&mut self, cx: &Cx) -> Effect<BooksMsg> {
        self.step(1, cx)
    }

    fn step(&mut self, by: i64, cx: &Cx) -> Effect<BooksMsg> {
        let span = self.length.step(self.span, by);
        if span.0 > cx.today() { Effect::None } else { self.look(self.length, span, cx) }
    }

    pub(super) fn day(&mut self, cx: &Cx) -> Effect<BooksMsg> {
        self.look_around(Length::Day, cx)
    }

    pub(super) fn week(&mut self, cx: &Cx) -> Effect<BooksMsg> {
        self.look_around(Length::Week, cx)
    }

    pub(super) fn month(&mut self, cx: &Cx) -> Effect<BooksMsg> {
        self.look_around(Length::Month, cx)
    }

    /// Any span, day by day.
    pub(super) fn any(&mut self, _: &Cx) -> Effect<BooksMsg> {
        Effect::ask(AskSpan::new(self.span), BooksMsg::Span)
    }

    /// Another length around the day one looks at: today where it is in the span.
    fn look_around(&mut self, length: Length, cx: &Cx) -> Effect<BooksMsg> {
        let (from, to) = self.span;
        let day = if (from..=to).contains(&cx.today()) { cx.today() } else { to };
        self.look(length, length.around(day), cx)
    }
}

/// The question. Answers with the two days.
#[derive(Debug)]
pub struct AskSpan {
    form: Form,
}

impl AskSpan {
    /// Begins with the span one looks at.
    #[must_use]
    pub fn new((from, to): (NaiveDate, NaiveDate)) -> Self {
        let field = |name, label, day: NaiveDate| {
            let typed = day.format("%d/%m/%Y").to_string();
            let field = Field::value(name, label).limit(40).cells(14).with(&typed);
            field.reads(|typed, look| past(typed, look.now.date()).map(|day| look.words.date(day)))
        };
        Self { form: Form::new(vec![field("from", "span-from", from), field("to", "span-to", to)]) }
    }
}

#[derive(Debug)]
pub enum Msg {}

impl Asks for AskSpan {
    type Answer = (NaiveDate, NaiveDate);
}

impl Screen for AskSpan {
    type Msg = Msg;
    const NAME: &'static str = "span";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((50, self.form.height(&cx.look) + 3))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        let (look, today) = (&cx.look, cx.today());
        let from = self.form.read("from", look, |typed| past(typed, today));
        let to = self.form.read("to", look, |typed| past(typed, today));
        let (Some(from), Some(to)) = (from, to) else {
            self.form.point();
            return Effect::None;
        };
        match check(from, to) {
            Ok(()) => Effect::answer::<Self>((from, to)),
            Err(refusal) => {
                self.form.refuse(&refusal, look);
                Effect::None
            }
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.form.framed(frame, area, &cx.text("screen-span"), &cx.look);
    }
}
