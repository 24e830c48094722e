//! One form for all that is done about users, roles and log-ins; and what is shown once, afterwards.

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::deed::{Deed, Shown};
use super::people::{People, right_words, rights_in_words};
use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::desk::role::{ListRoles, RoleView};
use crate::desk::user::{ListUsers, UserRow};
use crate::desk::{Approval, Asked, Done, Fault, Roster};
use crate::domain::id::RequestId;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::screens::approve::short;
use crate::screens::confirm::Confirm;
use crate::screens::pick::{Choice, Pick};
use crate::screens::pick_many::PickMany;
use crate::screens::refused;
use crate::ui::{Form, Layout, Look, Notice, Sentence, panel, text};

/// The form of a deed. Answers when it is done.
#[derive(Debug)]
pub struct AccessForm {
    deed: Deed,
    people: People,
    form: Form,
    request: RequestId,
}

/// Users, roles and who is who, as they are now.
type Now = (Vec<UserRow>, Vec<RoleView>, Arc<Roster>);

#[derive(Debug)]
pub enum Msg {
    Now(Box<Done<Now>>),
    Done(Box<Done<Shown>>),
    Read,
    Staff(usize),
    Rights(&'static str, Vec<usize>),
}

impl Asks for AccessForm {
    type Answer = ();
}

impl AccessForm {
    #[must_use]
    pub fn new(deed: Deed, people: People, cx: &Cx) -> Self {
        let form = Form::new(deed.fields(&people, cx));
        Self { deed, people, form, request: RequestId::new() }
    }

    /// What somebody else made of the user or the role meanwhile.
    fn renew(&mut self, users: &[UserRow], roles: &[RoleView], roster: &Roster, cx: &Cx) {
        self.people = People::of(roster, roles, cx);
        self.deed.renew(users, roles);
        self.form.take_all(Form::new(self.deed.fields(&self.people, cx)), &cx.look);
    }

    fn told(&mut self, shown: Shown, cx: &Cx) -> Effect<Msg> {
        if shown.is_empty() {
            let done = Effect::say(Notice::done(cx.text("access-done")));
            return done.and(Effect::answer::<Self>(()));
        }
        // As high as this form, of which nothing is to be seen around it.
        let least = self.overlay(cx).map_or(0, |(_, height)| height);
        Effect::ask(ShowOnce { words: self.deed.shows(), lines: shown, least }, |()| Msg::Read)
    }
}

impl Screen for AccessForm {
    type Msg = Msg;
    const NAME: &'static str = "access_form";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    /// Roles and rights are said in the words of the language, also those that were just chosen.
    fn spoken(&mut self, cx: &Cx) {
        let before = std::mem::replace(&mut self.people.rights, rights_in_words(cx));
        for name in ["allow", "deny"] {
            let Some(field) = self.form.field_mut(name) else { continue };
            let worded = |said: &str| before.many(said).map(|all| self.people.rights.names(&all));
            let (typed, first) = (worded(field.typed()), worded(field.first()));
            if let (Ok(typed), Ok(first)) = (typed, first) {
                field.say_as(&typed, &first);
            }
        }
        self.form.reword(Form::new(self.deed.fields(&self.people, cx)), &cx.look);
    }

    fn load(&self, _: &Cx) -> Effect<Msg> {
        if !self.form.is_old() {
            return Effect::None;
        }
        Effect::read("access_row", |desk| async move {
            let read = async {
                let (users, roles) = (desk.ask(ListUsers {}).await?, desk.ask(ListRoles {}).await?);
                Ok((users, roles, desk.roster().await?))
            };
            Msg::Now(Box::new(read.await))
        })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        let done = match msg {
            Msg::Now(now) => {
                match *now {
                    Ok((users, roles, roster)) => self.renew(&users, &roles, &roster, cx),
                    Err(fault) => return refused::unread(&fault, true, cx),
                }
                return Effect::None;
            }
            Msg::Done(done) => *done,
            // An authenticator that has the secret says so by a code.
            Msg::Read if matches!(self.deed, Deed::StartFactor) => {
                let password = self.form.raw("approval").to_owned();
                *self = Self::new(Deed::ConfirmFactor, self.people.clone(), cx);
                self.form.set("approval", &password, &cx.look);
                self.form.focus("code");
                return Effect::None;
            }
            Msg::Read => return Effect::answer::<Self>(()),
            Msg::Staff(chosen) => {
                let name = self.people.staff.name(self.people.staff.nth(chosen)).to_owned();
                self.form.set("staff", &name, &cx.look);
                return Effect::None;
            }
            Msg::Rights(field, chosen) => {
                self.people.rights.take(&mut self.form, field, &chosen, &cx.look);
                return Effect::None;
            }
        };
        match done {
            Ok(shown) => self.told(shown, cx),
            Err(Fault::Refused(refusal)) => {
                // A wrong password, or none: where it is typed.
                let proof = matches!(refusal.field, Some("pin" | "approval" | "password"));
                let field = if proof && self.form.field("approval").is_some() {
                    Some("approval")
                } else {
                    refusal.field
                };
                // What was refused was not done: another try is another one.
                self.request = RequestId::new();
                refused::show(&Fault::Refused(Refusal { field, ..refusal }), &mut self.form, cx)
            }
            Err(fault) => refused::show(&fault, &mut self.form, cx),
        }
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        let job = match self.deed.job(&mut self.form, &self.people, cx) {
            Ok(job) => job,
            Err(refusal) => return refused::show(&Fault::Refused(refusal), &mut self.form, cx),
        };
        let password = self.form.raw("approval").to_owned();
        if short(&password) {
            let refusal = Refusal::at("password.needed", "approval");
            return refused::show(&Fault::Refused(refusal), &mut self.form, cx);
        }
        let asked = Asked { request: Some(self.request), approval: Approval::own(&password) };
        Effect::write("access", |desk| async move { Msg::Done(Box::new(job(desk, asked).await)) })
    }

    fn pick(&mut self, field: &'static str, cx: &Cx) -> Effect<Msg> {
        if field == "staff" {
            return Effect::ask(Pick::new("access-staff", self.people.staff.choices()), Msg::Staff);
        }
        let title = if field == "allow" { "access-allows" } else { "access-denies" };
        let taken = self.people.rights.taken(self.form.value(field));
        let other = if field == "allow" { "deny" } else { "allow" };
        let other = self.people.rights.taken(self.form.value(other));
        let pick = PickMany::new(title, choices(field, &other, cx), taken);
        Effect::ask(pick, move |chosen| Msg::Rights(field, chosen))
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        let lines = text::wrap(&self.deed.about(cx), WRAP).len();
        Some((66, self.form.height(&cx.look) + 4 + u16::try_from(lines).unwrap_or(1)))
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.text(self.deed.title()), &cx.look);
        let (x, width) = (inside.x + 1, inside.width.saturating_sub(2));
        let mut y = inside.y;
        for line in text::wrap(&self.deed.about(cx), WRAP.min(usize::from(width))) {
            text::put(buffer, (x, y), &line, width, theme.dim, theme);
            y += 1;
        }
        let below = Rect { x, y, width, height: inside.bottom().saturating_sub(y) };
        if let Some(cursor) = self.form.draw(buffer, below, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}

/// The rights to choose from, each with what it is about; one that the `other` list has as well, with which of both
/// counts.
fn choices(field: &str, other: &[bool], cx: &Cx) -> Vec<Choice> {
    let beaten = if field == "allow" { "access-pick_denied" } else { "access-pick_beats" };
    let choice = |(permission, other): (&Permission, &bool)| {
        let permission = *permission;
        let about = move |look: &Look| look.words.text(&resource(permission)).into_owned();
        let words = Sentence::of(move |look| right_words(permission, look));
        let choice = Choice::said(words, Sentence::of(about), cx);
        if *other { choice.warning(Sentence::text(beaten), cx) } else { choice }
    };
    Permission::ALL.iter().zip(other).map(choice).collect()
}

/// The message id of what a right is about.
fn resource(permission: Permission) -> String {
    let resource = permission.as_str().split(':').next().unwrap_or_default();
    format!("resource-{resource}")
}

/// Cells of a line of the sentence.
const WRAP: usize = 60;

/// What cannot be shown again, until it was written down. Answers then.
pub struct ShowOnce {
    words: &'static str,
    lines: Vec<String>,
    /// Lines it covers at the least.
    least: u16,
}

impl std::fmt::Debug for ShowOnce {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShowOnce").field("words", &self.words).finish_non_exhaustive()
    }
}

impl Asks for ShowOnce {
    type Answer = ();
}

#[derive(Debug)]
pub enum Noted {
    /// Whether it was written down.
    Yes(bool),
}

impl ShowOnce {
    fn written(&mut self, _: &Cx) -> Effect<Noted> {
        Effect::answer::<Self>(())
    }
}

impl Screen for ShowOnce {
    type Msg = Noted;
    const NAME: &'static str = "show_once";
    const ACTIONS: &'static [Action<Self, Noted>] = &[Action::new("access.written", "enter", Self::written)];

    fn update(&mut self, Noted::Yes(noted): Noted, cx: &Cx) -> Effect<Noted> {
        if noted { self.written(cx) } else { Effect::None }
    }

    fn leaves(&mut self, _: &Cx) -> Option<Effect<Noted>> {
        Some(Effect::ask(Confirm::new("show_once-question", "show_once-yes"), Noted::Yes))
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        let rows: usize = self.lines.iter().map(|line| text::wrap(line, WRAP).len()).sum::<usize>()
            + text::wrap(&cx.text(self.words), WRAP).len();
        let least = if cx.look.layout == Layout::Phone { cx.size.1 } else { self.least };
        Some((66, (u16::try_from(rows).unwrap_or(12) + 4).max(least)))
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.text("screen-show_once"), &cx.look);
        let (x, width) = (inside.x + 1, inside.width.saturating_sub(2));
        let wrap = WRAP.min(usize::from(width));
        let words = text::wrap(&cx.text(self.words), wrap);
        let dim = words.into_iter().map(|line| (line, theme.dim));
        let bright = self.lines.iter().flat_map(|line| broken(line, wrap)).map(|line| (line, theme.accent));
        for (y, (line, style)) in (inside.top()..inside.bottom()).zip(dim.chain(bright)) {
            text::put(buffer, (x, y), &line, width, style, theme);
        }
    }
}

/// A line in pieces: a link has no blank to be parted at.
fn broken(line: &str, cells: usize) -> Vec<String> {
    let signs: Vec<char> = line.chars().collect();
    signs.chunks(cells.max(1)).map(|piece| piece.iter().collect()).collect()
}
