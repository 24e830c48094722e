//! Asks for an amount and a word to it: what a slip says, what stays in the drawer.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::domain::money::Money;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE;
use crate::ui::{Field, Form, Sentence, panel};

/// How wide the dialog is where there is room.
const WIDTH: u16 = 60;

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub amount: Money,
    pub note: String,
}

/// The question.
#[derive(Debug)]
pub struct Amount {
    title: Sentence,
    /// The method it is the slip of, and what was taken by it here.
    beside: Option<(String, Money)>,
    form: Form,
}

impl Amount {
    /// `title` says of what, in words; `plain` is the amount it begins with. With `noted` a word to it is asked for.
    #[must_use]
    pub fn new(title: impl Into<Sentence>, plain: &str, noted: bool) -> Self {
        let mut fields = vec![Field::money("amount", "amount-amount").with(plain)];
        if noted {
            fields.push(Field::text("note", "amount-note").limit(120));
        }
        Self { title: title.into(), beside: None, form: Form::new(fields) }
    }

    /// What differs from `taken` by `method` is explained here.
    #[must_use]
    pub fn beside(self, method: &str, taken: Money) -> Self {
        Self { beside: Some((method.to_owned(), taken)), ..self }
    }

    /// Why the slip differs is asked for at once, not when everything else is said.
    fn unexplained(&self, said: &Said) -> Option<Refusal> {
        let (method, taken) = self.beside.as_ref().filter(|(_, taken)| said.amount != *taken)?;
        let refusal = Refusal::at("drawer.method_note", "note");
        said.note.is_empty().then(|| refusal.with("method", method.as_str()).with("taken", *taken))
    }
}

#[derive(Debug)]
pub enum Msg {}

impl Asks for Amount {
    type Answer = Said;
}

impl Screen for Amount {
    type Msg = Msg;
    const NAME: &'static str = "amount";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((WIDTH, self.form.height(&cx.look) + 3 + self.title.lines((WIDTH, cx.size.0), &cx.look)))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        let amount = self.form.read("amount", &cx.look, |typed| cx.look.currency.parse(typed));
        let note = match self.form.field("note") {
            Some(_) => self.form.read("note", &cx.look, |typed| LINE.clean(typed)).map(|heard| heard.value),
            None => Some(String::new()),
        };
        match (amount, note) {
            (Some(amount), Some(note)) => {
                let said = Said { amount, note };
                match self.unexplained(&said) {
                    Some(refusal) => {
                        self.form.refuse(&refusal, &cx.look);
                        self.form.point();
                        Effect::None
                    }
                    None => Effect::answer::<Self>(said),
                }
            }
            _ => {
                self.form.point();
                Effect::None
            }
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.text("screen-amount"), &cx.look);
        let inside = Rect { width: inside.width.saturating_sub(1), ..inside };
        let said = panel::say(buffer, inside, &self.title.said(&cx.look), cx.look.theme.text, &cx.look);
        let (x, y, width) = (inside.x + 1, inside.y + said, inside.width.saturating_sub(1));
        let below = Rect { x, y, width, height: inside.height - said };
        if let Some(cursor) = self.form.draw(buffer, below, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
