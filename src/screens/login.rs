//! Who are you? Nobody is told which of name and password was wrong.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::access::Mine;
use super::invited::Invited;
use super::{places, refused};
use crate::app::{Action, AnyScreen, Cx, Effect, Screen};
use crate::desk::{Desk, Done, Fault, LogIn};
use crate::domain::refusal::Refusal;
use crate::ui::{Field, Form, Layout, panel, text};

/// The door: username and password, then the day.
#[derive(Debug)]
pub struct Login {
    form: Form,
    /// Who it is, where that is known and nobody else is meant.
    who: Option<String>,
    /// Why it did not open, when no field is to blame.
    shut: Option<Fault>,
    /// What is said below the fields; otherwise how it is done.
    hint: Option<String>,
    /// Where it leads.
    then: fn(&Cx) -> AnyScreen,
}

#[derive(Debug)]
pub enum Msg {
    Entered(Box<Done<Desk>>),
    /// Behind the screen that is open by then.
    Glanced,
}

impl Login {
    #[must_use]
    pub fn new() -> Self {
        Self { form: Form::new(fields(None)), who: None, shut: None, hint: None, then: places::home }
    }

    /// Asks somebody who is known for their password again.
    pub(super) fn again(username: &str) -> Self {
        let who = Some(username.to_owned());
        Self { form: Form::new(fields(who.as_deref())), who, ..Self::new() }
    }

    /// Begins with a name that is known already: whoever was there before.
    #[must_use]
    pub fn of(username: &str) -> Self {
        let mut login = Self::new();
        if let Some(field) = login.form.field_mut("username") {
            field.set(username);
            field.settle();
        }
        login.form.focus("password");
        login
    }

    /// Asks for what the desk wants besides name and password: a code, or a new password. What was typed there and
    /// refused is asked for again.
    fn wants(&mut self, refusal: &Refusal, cx: &Cx) -> bool {
        let name = match (refusal.code, refusal.field) {
            ("login.factor" | "factor.wrong", _) => "code",
            ("login.renew", _) | (_, Some("new_password")) => "new_password",
            _ => return false,
        };
        if self.form.field(name).is_none() {
            let (username, password) = (self.username(), self.form.raw("password").to_owned());
            let renews = name == "new_password" || self.form.field("new_password").is_some();
            let new = self.form.raw("new_password").to_owned();
            let mut fields = fields(self.who.as_deref());
            if renews {
                fields.push(Field::secret("new_password", "access-new_password").cells(24).limit(256));
                fields.push(Field::secret("again", "first-again").cells(24).limit(256));
            }
            if name == "code" {
                fields.push(Field::text("code", "access-code").cells(24).limit(40));
            }
            self.form = Form::new(fields);
            let typed = [
                ("username", username),
                ("password", password),
                ("new_password", new.clone()),
                ("again", new),
            ];
            for (name, typed) in typed {
                if self.form.field(name).is_some() {
                    self.form.set(name, &typed, &cx.look);
                }
            }
        } else {
            self.form.set(name, "", &cx.look);
            if name == "new_password" {
                self.form.set("again", "", &cx.look);
            }
        }
        self.form.focus(name);
        true
    }

    fn username(&self) -> String {
        self.who.clone().unwrap_or_else(|| self.form.value("username").to_owned())
    }

    /// What is typed; none where something is missing, which is pointed at.
    pub(super) fn typed(&mut self) -> Option<LogIn> {
        let empty = |name: &&str| self.form.field(name).is_some() && self.form.raw(name).is_empty();
        if let Some(empty) = ["username", "password"].into_iter().find(empty) {
            self.form.focus(empty);
            return None;
        }
        if self.form.field("again").is_some() && self.form.raw("again") != self.form.raw("new_password") {
            self.form.focus("again");
            self.shut = Some(Refusal::at("password.again", "again").into());
            return None;
        }
        let more = |name: &str| self.form.field(name).map(|_| self.form.raw(name).to_owned());
        let (username, password) = (self.username(), self.form.raw("password").to_owned());
        Some(LogIn { username, password, code: more("code"), new_password: more("new_password") })
    }

    /// It did not open: what else is wanted is asked for, or all of it again.
    pub(super) fn refused(&mut self, fault: Fault, cx: &Cx) {
        let more = fault.refusal().is_some_and(|refusal| self.wants(&refusal.clone(), cx));
        if !more {
            let username = self.username();
            self.form = Form::new(fields(self.who.as_deref()));
            if self.who.is_none() {
                self.form.set("username", &username, &cx.look);
            }
            self.form.focus("password");
        }
        self.shut = Some(fault);
    }

    fn invited(&mut self, _: &Cx) -> Effect<Msg> {
        Effect::open(Invited::new())
    }

    /// Leads somewhere else than to the day.
    #[must_use]
    pub fn to(then: fn(&Cx) -> AnyScreen) -> Self {
        Self { then, ..Self::new() }
    }

    /// Says something of its own below the fields: who may come in here, at a training copy.
    #[must_use]
    pub fn hinting(self, hint: String) -> Self {
        Self { hint: Some(hint), ..self }
    }
}

fn fields(who: Option<&str>) -> Vec<Field> {
    let username = who.is_none().then(|| Field::text("username", "login-username").cells(24).limit(80));
    let password = Field::secret("password", "login-password").cells(24).limit(256);
    username.into_iter().chain([password]).collect()
}

/// Whether the end of the trail is as it was written; whoever has come in waits for nothing.
fn glance() -> Effect<Msg> {
    Effect::read("glance", |desk| async move {
        desk.glance().await;
        Msg::Glanced
    })
}

impl Default for Login {
    fn default() -> Self {
        Self::new()
    }
}

impl Screen for Login {
    type Msg = Msg;
    const NAME: &'static str = "login";
    const ACTIONS: &'static [Action<Self, Msg>] = &[Action::new("login.invited", "ctrl-o", Self::invited)];

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        let Msg::Entered(entered) = msg else { return Effect::None };
        match *entered {
            // What was found stands there once the factor is set up.
            Ok(desk) if desk.needs_factor() => {
                Effect::Become(desk, AnyScreen::new(Mine::factor())).and(glance())
            }
            Ok(desk) => Effect::Become(desk, (self.then)(cx)).and(glance()),
            Err(fault) => {
                self.refused(fault, cx);
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

    fn submit(&mut self, _: &Cx) -> Effect<Msg> {
        let Some(typed) = self.typed() else { return Effect::None };
        Effect::write("login", |desk| async move {
            let entered = desk.enter(&typed).await.map(|(desk, _)| desk);
            Msg::Entered(Box::new(entered))
        })
    }

    fn unsaved(&self) -> bool {
        false
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let clinic = cx.desk.clinic();
        let hint = self.hint.clone().unwrap_or_else(|| cx.text("login-hint"));
        gate(frame, area, cx, &clinic.name, &self.form, self.shut.as_ref(), &hint);
    }
}

/// Whether the desk only asks for what comes next.
fn goes_on(fault: &Fault) -> bool {
    fault.refusal().is_some_and(|refusal| matches!(refusal.code, "login.renew" | "login.factor"))
}

/// A box in the middle of an otherwise empty screen: a form, why it does not open, and what to do.
pub(super) fn gate(
    frame: &mut Frame,
    area: Rect,
    cx: &Cx,
    title: &str,
    form: &Form,
    shut: Option<&Fault>,
    hint: &str,
) {
    let theme = &cx.look.theme;
    let buffer = frame.buffer_mut();
    panel::clear(buffer, area, &cx.look);
    let size = (60, form.height(&cx.look) + 9);
    let place = if cx.look.layout == Layout::Phone { area } else { panel::middle(area, size) };
    let inside = panel::framed(buffer, place, title, &cx.look);
    let mut rest = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
    let mut put = |rest: &mut Rect, words: &str, style| {
        for line in text::wrap(words, usize::from(rest.width)) {
            if rest.height > 0 {
                text::put(buffer, (rest.x, rest.y), &line, rest.width, style, theme);
                *rest = Rect { y: rest.y + 1, height: rest.height - 1, ..*rest };
            }
        }
    };
    if cx.desk.clinic().training {
        put(&mut rest, &cx.text("clinic-training_long"), theme.warn);
    }
    rest = Rect { y: rest.y + 1, height: rest.height.saturating_sub(1), ..rest };
    let below = rest.height.saturating_sub(form.height(&cx.look));
    let lines = Rect { height: rest.height - below, ..rest };
    let mut after = Rect { y: lines.bottom() + 1, height: below.saturating_sub(1), ..rest };
    match shut {
        // A step on the way in is no mistake.
        Some(fault) if goes_on(fault) => {
            let said = format!("{} {}", theme.glyphs.more, refused::sentence(fault, cx));
            put(&mut after, &said, theme.accent);
        }
        Some(fault) => {
            let said = format!("{} {}", theme.glyphs.cancelled, refused::sentence(fault, cx));
            put(&mut after, &said, theme.error);
        }
        None => put(&mut after, hint, theme.dim),
    }
    if let Some(cursor) = form.draw(frame.buffer_mut(), lines, &cx.look).cursor {
        frame.set_cursor_position(cursor);
    }
}
