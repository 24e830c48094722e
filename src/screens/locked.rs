//! Nobody is at the counter: nothing of a patient is seen until whoever was there is back.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::access::Mine;
use super::login::{Login, gate};
use super::places;
use crate::app::{Action, AnyScreen, Cx, Effect, Screen};
use crate::desk::{Desk, Done, Fault};
use crate::ui::{Field, Form};

/// The lock. What was typed under it is still there when it opens: by PIN or password while the log-in holds, and where
/// it was ended by logging in again as the same person.
#[derive(Debug)]
pub struct Locked {
    form: Form,
    shut: Option<Fault>,
    /// The log-in was ended: its door.
    again: Option<Login>,
    /// Somebody else wants to come, and was told what that throws away.
    warned: bool,
}

#[derive(Debug)]
pub enum Msg {
    Opened(Done<()>),
    Again(Box<Done<Desk>>),
    LoggedOut(Box<Done<Desk>>),
}

impl Locked {
    /// The lock of whoever is logged in; none when nobody is.
    #[must_use]
    pub fn of(cx: &Cx) -> Option<AnyScreen> {
        let who = cx.desk.who()?;
        let form = Form::new(vec![Field::secret("pin", "locked-pin").cells(24).limit(256)]);
        let again = cx.desk.is_over().then(|| Login::again(&who.username));
        Some(AnyScreen::new(Self { form, shut: None, again, warned: false }))
    }

    /// The log-in was ended while the screen was locked.
    fn is_over(&mut self, cx: &Cx) {
        if let Some(who) = cx.desk.who().filter(|_| self.again.is_none()) {
            self.again = Some(Login::again(&who.username));
        }
    }

    fn came_back(desk: Desk, cx: &Cx) -> Effect<Msg> {
        let id = |desk: &Desk| desk.who().map(|who| who.account_id);
        if id(&desk) == id(&cx.desk) && !desk.needs_factor() {
            return Effect::Resume(desk);
        }
        let first = if desk.needs_factor() { AnyScreen::new(Mine::factor()) } else { places::home(cx) };
        Effect::Become(desk, first)
    }

    /// What is kept under the lock is not thrown away by one key.
    fn other(&mut self, cx: &Cx) -> Effect<Msg> {
        if cx.begun && !std::mem::replace(&mut self.warned, true) {
            self.shut = None;
            return Effect::None;
        }
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
            Msg::Again(done) => match *done {
                Ok(desk) => return Self::came_back(desk, cx),
                Err(fault) => {
                    if let Some(login) = &mut self.again {
                        login.refused(fault.clone(), cx);
                    }
                    self.shut = Some(fault);
                    return Effect::None;
                }
            },
            Msg::Opened(Err(fault)) => fault,
        };
        if fault.refusal().is_some_and(|refusal| refusal.code == "login.over") {
            self.is_over(cx);
            return Effect::None;
        }
        self.form.set("pin", "", &cx.look);
        self.shut = Some(fault);
        Effect::None
    }

    fn sealed(&self) -> bool {
        true
    }

    fn form(&self) -> Option<&Form> {
        self.again.as_ref().map_or(Some(&self.form), Screen::form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        self.again.as_mut().map_or(Some(&mut self.form), Screen::form_mut)
    }

    fn changed(&mut self, _: &'static str, _: &Cx) -> Effect<Msg> {
        self.shut = None;
        self.warned = false;
        Effect::None
    }

    fn submit(&mut self, _: &Cx) -> Effect<Msg> {
        self.warned = false;
        if let Some(login) = &mut self.again {
            let Some(typed) = login.typed() else { return Effect::None };
            return Effect::write("unlock", |desk| async move {
                Msg::Again(Box::new(desk.nobodys().enter(&typed).await.map(|(desk, _)| desk)))
            });
        }
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
        let id = match (self.warned, cx.begun) {
            (true, _) => "locked-drops",
            _ if self.again.is_some() => "locked-over",
            (false, true) => "locked-begun",
            (false, false) => "locked-hint",
        };
        let hint = cx.fill(id, &[("name", name.into())]);
        let form = self.form().unwrap_or(&self.form);
        gate(frame, area, cx, &cx.desk.clinic().name, form, self.shut.as_ref(), &hint);
    }
}
