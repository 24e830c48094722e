//! To another day, as people say it: `t`, `+7`, `sen`, `15/3`, `besok`.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::domain::when;
use crate::ui::{Field, Form, panel};

/// Asks for a day.
#[derive(Debug)]
pub struct Jump {
    form: Form,
}

impl Default for Jump {
    fn default() -> Self {
        let field = Field::text("date", "jump-day").limit(30).cells(16).reads(|typed, look| {
            let day = when::near(typed, look.now.date())?;
            Ok(format!("{} {}", look.words.weekday(day), look.words.date(day)))
        });
        Self { form: Form::new(vec![field]) }
    }
}

#[derive(Debug)]
pub enum Msg {}

impl Asks for Jump {
    type Answer = NaiveDate;
}

impl Screen for Jump {
    type Msg = Msg;
    const NAME: &'static str = "jump";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn overlay(&self, _: &Cx) -> Option<(u16, u16)> {
        Some((50, 4))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn unsaved(&self) -> bool {
        false
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        let today = cx.today();
        match self.form.read("date", &cx.look, |typed| when::near(typed, today)) {
            Some(day) => Effect::answer::<Self>(day),
            None => Effect::None,
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.look.words.text("screen-jump"), &cx.look);
        if let Some(cursor) = self.form.draw(buffer, inside, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
