//! To another minute that was, as people say it: `15/11 14.30`, `kemarin`, `9.15`.

use chrono::Timelike;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::domain::refusal::Refusal;
use crate::domain::time::{Ts, at_local};
use crate::domain::when;
use crate::ui::{Field, Form, panel};

/// Asks for a day and a minute.
#[derive(Debug)]
pub struct Minute {
    form: Form,
}

impl Default for Minute {
    fn default() -> Self {
        let field = Field::text("date", "minute-when")
            .limit(40)
            .cells(20)
            .reads(|typed, look| Ok(look.moment(when::past_minute(typed, look.now)?)));
        Self { form: Form::new(vec![field]) }
    }
}

#[derive(Debug)]
pub enum Msg {}

impl Asks for Minute {
    type Answer = Ts;
}

impl Screen for Minute {
    type Msg = Msg;
    const NAME: &'static str = "minute";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn overlay(&self, _: &Cx) -> Option<(u16, u16)> {
        Some((60, 4))
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
        let (now, zone) = (cx.look.now, cx.zone);
        // All of the minute that was said.
        let read = |typed: &str| -> Result<Ts, Refusal> {
            let minute = when::past_minute(typed, now)?;
            let whole = minute.with_second(0).and_then(|minute| minute.with_nanosecond(0));
            let begins = at_local(whole.unwrap_or(minute), zone).map_err(|refusal| refusal.on("date"))?;
            Ok(Ts(begins.plus_minutes(1).0 - 1))
        };
        match self.form.read("date", &cx.look, read) {
            Some(minute) => Effect::answer::<Self>(minute),
            None => Effect::None,
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.text("screen-minute"), &cx.look);
        if let Some(cursor) = self.form.draw(buffer, inside, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
