//! Asks for any span: its first day and its last.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::domain::report::check;
use crate::domain::when::past;
use crate::ui::{Field, Form};

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
            let field = Field::text(name, label).limit(40).cells(14).with(&typed);
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

/// `20 Nov`, with its year where it is not this one.
pub(super) fn day(day: NaiveDate, cx: &Cx) -> String {
    use chrono::Datelike;
    let short = format!("{} {}", day.day(), cx.look.words.month(day));
    if day.year() == cx.today().year() { short } else { format!("{short} {:02}", day.year() % 100) }
}
