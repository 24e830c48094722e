//! Nobody is at the counter: nothing of a patient is seen until whoever was there is back.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::login::{Login, gate};
use super::refused;
use crate::app::{Action, AnyScreen, Cx, Effect, Screen};
use crate::desk::{Desk, Done, Fault};
use crate::ui::{Field, Form};

/// The lock. What was typed under it is still there when it opens.
#[derive(Debug)]
pub struct Locked {
    form: Form,
    shut: Option<Fault>,
}

#[derive(Debug)]
pub enum Msg {
    Opened(Done<()>),
    LoggedOut(Box<Done<Desk>>),
}

impl Locked {
    /// The lock of whoever is logged in; none when nobody is.
    #[must_use]
    pub fn of(cx: &Cx) -> Option<AnyScreen> {
        cx.desk.who()?;
        let form = Form::new(vec![Field::secret("pin", "locked-pin").cells(24).limit(256)]);
        Some(AnyScreen::new(Self { form, shut: None }))
    }

    fn other(&mut self, _: &Cx) -> Effect<Msg> {
        Effect::write("log-out", |desk| async move { Msg::LoggedOut(Box::new(desk.logout().await)) })
    }
}

impl Screen for Locked {
    type Msg = Msg;
    const NAME: &'static str = "locked";
    const ACTIONS: &'static [Action<Self, Msg>] = &[Action::new("locked.other", "ctrl-o", Self::other)];

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        let fault = match msg {
            Msg::Opened(Ok(())) => return Effect::Close,
            Msg::LoggedOut(out) => match *out {
                Ok(desk) => return Effect::Become(desk, AnyScreen::new(Login::new())),
                Err(fault) => fault,
            },
            Msg::Opened(Err(fault)) => fault,
        };
        self.form.set("pin", "", &cx.look);
        self.shut = Some(fault);
        Effect::None
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

    fn submit(&mut self, _: &Cx) -> Effect<Msg> {
        let secret = self.form.raw("pin").to_owned();
        if secret.is_empty() {
            return Effect::None;
        }
        Effect::write("unlock", |desk| async move { Msg::Opened(desk.unlock(&secret).await) })
    }

    fn unsaved(&self) -> bool {
        false
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let name = cx.desk.who().map_or("", |who| who.full_name.as_str());
        let said = self.shut.as_ref().map(|fault| refused::sentence(fault, cx));
        let hint = if cx.desk.is_over() {
            cx.text("locked-over")
        } else {
            cx.fill("locked-hint", &[("name", name.into())])
        };
        gate(frame, area, cx, &cx.desk.clinic().name, &self.form, said.as_deref(), &hint);
    }
}
