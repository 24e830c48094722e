//! Somebody was invited: the code they were given, and what they choose.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::access::Mine;
use super::login::{Login, gate};
use super::places;
use crate::app::{Action, AnyScreen, Cx, Effect, Screen};
use crate::desk::invite::Acceptance;
use crate::desk::{Desk, Done, Fault};
use crate::domain::refusal::Refusal;
use crate::ui::{Field, Form, Move, Step};

/// The door for whoever comes in for the first time.
#[derive(Debug)]
pub struct Invited {
    form: Form,
    shut: Option<Fault>,
}

#[derive(Debug)]
pub enum Msg {
    Entered(Box<Done<Desk>>),
}

impl Invited {
    #[must_use]
    pub fn new() -> Self {
        let form = Form::new(vec![
            Field::text("code", "invited-code").cells(24).limit(40),
            Field::text("username", "login-username").cells(24).limit(40),
            Field::secret("password", "login-password").cells(24).limit(256),
            Field::secret("password2", "first-again").cells(24).limit(256),
            Field::pin("pin", "invited-pin"),
            Field::pin("pin2", "first-again"),
        ]);
        Self { form, shut: None }
    }

    fn back(&mut self, _: &Cx) -> Effect<Msg> {
        Effect::Go(AnyScreen::new(Login::new()))
    }
}

impl Default for Invited {
    fn default() -> Self {
        Self::new()
    }
}

impl Screen for Invited {
    type Msg = Msg;
    const NAME: &'static str = "invited";
    const ACTIONS: &'static [Action<Self, Msg>] = &[Action::new("invited.back", "ctrl-o", Self::back)];

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        let Msg::Entered(entered) = msg;
        match *entered {
            Ok(desk) if desk.needs_factor() => Effect::Become(desk, AnyScreen::new(Mine::factor())),
            Ok(desk) => Effect::Become(desk, places::home(cx)),
            Err(fault) => {
                if let Some(field) = fault.refusal().and_then(|refusal| refusal.field) {
                    self.form.focus(field);
                }
                self.shut = Some(fault);
                Effect::None
            }
        }
    }

    fn sealed(&self) -> bool {
        true
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn changed(&mut self, _: &'static str, _: &Cx) -> Effect<Msg> {
        self.shut = None;
        Effect::None
    }

    fn moved(&mut self, to: Move, cx: &Cx) -> Effect<Msg> {
        let here = self.form.focused();
        // A line that is left empty is asked for at once, not when all the others are filled in.
        if to == Move::Forward && self.form.raw(here).is_empty() {
            self.shut = Some(Refusal::at("invited.empty", here).into());
            return Effect::None;
        }
        match self.form.go(to, &cx.look) {
            Step::Past => self.submit(cx),
            _ => Effect::None,
        }
    }

    fn submit(&mut self, _: &Cx) -> Effect<Msg> {
        let fields = ["code", "username", "password", "password2", "pin", "pin2"];
        if let Some(empty) = fields.into_iter().find(|name| self.form.raw(name).is_empty()) {
            self.form.focus(empty);
            self.shut = Some(Refusal::at("invited.empty", empty).into());
            return Effect::None;
        }
        let [code, username, password, password2, pin, pin2] =
            fields.map(|name| self.form.raw(name).to_owned());
        let differs =
            [(password == password2, "password.again", "password2"), (pin == pin2, "pin.again", "pin2")];
        if let Some((_, refusal, field)) = differs.into_iter().find(|(same, ..)| !same) {
            self.form.focus(field);
            self.shut = Some(Refusal::at(refusal, field).into());
            return Effect::None;
        }
        let typed = Acceptance { code, username, password, pin };
        Effect::write("accept", |desk| async move {
            Msg::Entered(Box::new(desk.accept(&typed).await.map(|(desk, _)| desk)))
        })
    }

    fn unsaved(&self) -> bool {
        false
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let hint = cx.text("invited-hint");
        gate(frame, area, cx, &cx.desk.clinic().name, &self.form, self.shut.as_ref(), &hint);
    }
}
