//! Asks for a PIN or one's own password, and why, before a rule is set aside.

use ratatui::Frame;
use ratatui::layout::Rect;

mod wants;

pub use self::wants::{named, short, wants_pin};

use self::wants::{about, another, came_of, me, not_mine, proof, sentence, titled};
use super::refused;
use crate::app::{Action, Asks, Cx, Effect, Screen, Signed};
use crate::desk::{Approval, Fault};
use crate::domain::account::Role;
use crate::domain::permission::Permission;
use crate::domain::refusal::{Detail, Refusal};
use crate::domain::text::LINE_NEEDED;
use crate::ui::{Field, Form, Move, Sentence, Step, panel, text};

/// What was answered.
#[derive(Debug, Clone)]
pub struct Approved {
    pub reason: String,
    pub approval: Approval,
    /// What was asked.
    pub(super) asked: Sentence,
}

impl Approved {
    /// Asks for the same once more, where what was signed came to this and another PIN would do: what is signed and why
    /// stay as they were.
    #[must_use]
    pub fn again(&self, fault: &Fault, otherwise: Permission, cx: &Cx) -> Option<Approve> {
        Approve::again(fault, (&self.asked, &self.reason), otherwise, cx)
    }
}

/// The question. Whoever may with their own PIN is already named; where it takes a second person, they
/// say who they are.
#[derive(Debug)]
pub struct Approve {
    /// What is signed.
    asked: Sentence,
    /// Why it is asked once more.
    said: Option<Sentence>,
    form: Form,
    /// Whose PIN does not do: whoever is logged in, where it takes somebody else.
    not: Option<String>,
    permission: Permission,
    /// It goes on as it was, under what was said of the last PIN: no other words come over it.
    goes_on: bool,
}

impl Approve {
    /// Asks for the right `permission`; `title` says for what, in words.
    #[must_use]
    pub fn new(title: impl Into<Sentence>, permission: Permission, cx: &Cx) -> Self {
        let reason = Field::text("reason", "approve-why").limit(120);
        let form = Form::new(std::iter::once(reason).chain(proof(permission, cx)).collect());
        let asked = titled(title.into(), permission, cx);
        Self { asked, said: None, form, not: not_mine(permission, cx), permission, goes_on: false }
    }

    /// The same box once more, under what was wrong with what was typed into it: what is signed and why it is stay as
    /// they were, only the PIN is empty. None where nothing was signed, or the refusal is of something else.
    fn once_more(refusal: &Refusal, cx: &Cx) -> Option<Self> {
        let last = came_of(refusal).then(|| cx.signing.take()).flatten()?;
        let permission = Permission::of(&last.right)?;
        let explained = last.reason.is_some();
        let mut asks =
            if explained { Self::new("", permission, cx) } else { Self::signs("", permission, cx) };
        (asks.asked, asks.said, asks.not) = (last.asked, Some(Sentence::refusal(refusal)), last.not);
        if let Some(reason) = &last.reason {
            asks = asks.because(reason, cx);
        }
        let mut asks = asks.of(refusal, cx);
        asks.focus();
        asks.goes_on = true;
        Some(asks)
    }

    /// Asks for what this refusal wants, and why. `otherwise` is the right meant where the refusal does not say.
    #[must_use]
    pub fn after(refusal: &Refusal, otherwise: Permission, cx: &Cx) -> Self {
        if let Some(asks) = Self::once_more(refusal, cx) {
            return asks;
        }
        Self::new(sentence(refusal, cx), named(refusal).unwrap_or(otherwise), cx).of(refusal, cx)
    }

    /// As [`Approve::after`], for what came of an act.
    #[must_use]
    pub fn of_fault(fault: &Fault, otherwise: Permission, cx: &Cx) -> Self {
        match fault.refusal() {
            Some(refusal) => Self::after(refusal, otherwise, cx),
            None => Self::new(refused::said(fault), otherwise, cx),
        }
    }

    /// As [`Approve::after`], where what was signed came to this and another PIN would do: what was asked is said again,
    /// where that is known, and why it was is kept.
    #[must_use]
    pub fn again(
        fault: &Fault,
        (asked, reason): (&Sentence, &str),
        otherwise: Permission,
        cx: &Cx,
    ) -> Option<Self> {
        let refusal = fault.refusal().filter(|refusal| wants_pin(refusal))?;
        Some(Self::after(refusal, otherwise, cx).because(reason, cx).still(refusal, asked))
    }

    /// Keeps saying what is signed, where that is known, under what came of the last try.
    #[must_use]
    pub fn still(mut self, refusal: &Refusal, asked: &Sentence) -> Self {
        if !asked.is_empty() && !self.goes_on {
            let said = if refusal.code == "pin.wrong" { Sentence::refusal(refusal) } else { self.asked };
            (self.said, self.asked) = (Some(said), asked.clone());
        }
        self
    }

    /// Asks for a PIN alone, because of this refusal: nothing is to be explained. `otherwise` is the right meant where
    /// the refusal does not say. None when no PIN would help.
    #[must_use]
    pub fn sign(refusal: &Refusal, otherwise: Permission, cx: &Cx) -> Option<Self> {
        if refusal.field != Some("approval") && !wants_pin(refusal) {
            return None;
        }
        if let Some(asks) = Self::once_more(refusal, cx) {
            return Some(asks);
        }
        let asks = Self::signs(sentence(refusal, cx), named(refusal).unwrap_or(otherwise), cx);
        Some(asks.of(refusal, cx))
    }

    /// Names whom the refusal is about. Whoever typed a wrong PIN is still the one: their next goes into its own field
    /// again, not where all can read it.
    fn of(mut self, refusal: &Refusal, cx: &Cx) -> Self {
        let tried = refusal.details.iter().find_map(|(name, detail)| match detail {
            Detail::Text(text) if *name == "username" => Some(text.as_str()),
            _ => None,
        });
        if let Some(tried) = tried.filter(|_| self.form.field("username").is_some()) {
            self.form.set("username", tried, &cx.look);
            self.form.settle();
            // Why is asked first, where it is asked.
            if self.form.field("reason").is_none() {
                self.focus();
            }
            return self;
        }
        match refusal.code {
            // Only whom they named may not: they themselves may still.
            "permission.signer" | "factor.signer" => {
                let not = self.not.clone();
                Self { not, ..self.of_another(cx) }
            }
            _ if another(refusal) => self.of_another(cx),
            _ => self,
        }
    }

    /// Asks for the PIN of whoever may, without a reason.
    #[must_use]
    pub fn signs(title: impl Into<Sentence>, permission: Permission, cx: &Cx) -> Self {
        let asked = titled(title.into(), permission, cx);
        let not = not_mine(permission, cx);
        let form = Form::new(proof(permission, cx));
        let mut asks = Self { asked, said: None, form, not, permission, goes_on: false };
        asks.focus();
        asks
    }

    /// Where the next thing is to be typed: why comes first.
    fn focus(&mut self) {
        if self.form.field("reason").is_some() && self.form.value("reason").is_empty() {
            self.form.focus("reason");
            return;
        }
        let nobody = self.form.field("username").is_some() && self.form.value("username").is_empty();
        self.form.focus(if nobody { "username" } else { "pin" });
    }

    /// Somebody else is meant, whoever may oneself.
    #[must_use]
    pub fn of_another(mut self, cx: &Cx) -> Self {
        if self.goes_on {
            return self;
        }
        self.not = me(cx);
        self.form.set("username", "", &cx.look);
        self.form.settle();
        self.focus();
        self
    }

    /// The same where an owner signs for herself if nobody else could: whether that is so, the act knows.
    #[must_use]
    pub fn of_another_or_owner(self, cx: &Cx) -> Self {
        let owner = cx.desk.who().is_some_and(|who| who.role_now() == Role::Owner);
        let asks = self.of_another(cx);
        if owner { Self { not: None, ..asks } } else { asks }
    }

    /// Whether whoever does not do is named.
    fn is_not(&self) -> bool {
        self.not.as_ref().is_some_and(|not| *not == self.form.value("username").trim().to_lowercase())
    }

    /// What it is about, an amount or a day, stands before why it is asked.
    #[must_use]
    pub fn about(self, what: impl Into<Sentence>) -> Self {
        if self.goes_on { self } else { Self { asked: about(what.into(), self.asked), ..self } }
    }

    /// It is asked in other words than the rule's.
    #[must_use]
    pub fn titled(self, asked: impl Into<Sentence>) -> Self {
        if self.goes_on { self } else { Self { asked: asked.into(), ..self } }
    }

    /// The lines above the fields.
    fn lines(&self, width: usize, cx: &Cx) -> Vec<String> {
        let said = self.said.iter().chain([&self.asked]).map(|said| said.said(&cx.look));
        text::wrap(&said.collect::<Vec<_>>().join(" "), width)
    }

    /// The reason is known already: only the PIN is asked for.
    #[must_use]
    pub fn because(mut self, reason: &str, cx: &Cx) -> Self {
        if self.goes_on {
            return self;
        }
        self.form.set("reason", reason, &cx.look);
        // It stands where it was typed: leaving the question loses nothing.
        self.form.settle();
        self.focus();
        self
    }
}

#[derive(Debug)]
pub enum Msg {}

impl Asks for Approve {
    type Answer = Approved;
}

impl Screen for Approve {
    type Msg = Msg;
    const NAME: &'static str = "approve";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        let width = usize::from(WIDTH.min(cx.size.0).saturating_sub(4));
        let lines = self.lines(width, cx).len();
        Some((WIDTH, self.form.height(&cx.look) + 3 + u16::try_from(lines).unwrap_or(1)))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    /// Nothing is saved here: whoever gives their PIN signs for what is.
    fn says(&self, action: &str) -> Option<&'static str> {
        (action == "move.forward" && self.form.ends()).then_some("approve.sign")
    }

    fn moved(&mut self, to: Move, cx: &Cx) -> Effect<Msg> {
        let why = self.form.focused() == "reason";
        match self.form.go(to, &cx.look) {
            Step::Past => return self.submit(cx),
            // Whoever is named already gives their PIN next; going back leads to who it is.
            Step::Moved if why && to == Move::Forward && !self.is_not() => self.focus(),
            Step::Moved | Step::Pick(_) | Step::Nowhere => {}
        }
        Effect::None
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        let look = &cx.look;
        if self.is_not() {
            // The next sign typed is somebody else's name, and the PIN was not theirs.
            let name = self.form.value("username").to_owned();
            self.form.set("username", &name, look);
            self.form.set("pin", "", look);
            self.form.refuse(&Refusal::at("permission.yourself", "username"), look);
            return Effect::None;
        }
        let asked = self.form.field("reason").is_some();
        let reason = if asked {
            self.form.read("reason", look, |typed| LINE_NEEDED.clean(typed)).map(|heard| heard.value)
        } else {
            Some(String::new())
        };
        let by_pin = self.form.field("username").is_some();
        let who = if by_pin {
            let who = self.form.read("username", look, |typed| LINE_NEEDED.clean(typed));
            who.map(|heard| Some(heard.value))
        } else {
            Some(None)
        };
        let pin = if by_pin {
            self.form.read("pin", look, |typed| {
                if typed.len() == 6 { Ok(typed.to_owned()) } else { Err(Refusal::at("pin.form", "pin")) }
            })
        } else {
            let typed = self.form.raw("pin").to_owned();
            let wrong = if typed.is_empty() { "text.empty" } else { "password.needed" };
            if typed.is_empty() || short(&typed) {
                self.form.refuse(&Refusal::at(wrong, "pin"), look);
            }
            Some(typed).filter(|typed| !typed.is_empty() && !short(typed))
        };
        let (Some(reason), Some(username), Some(pin)) = (reason, who, pin) else {
            self.form.point();
            return Effect::None;
        };
        cx.signing.begins(Signed {
            asked: self.asked.clone(),
            right: self.permission.as_str().to_owned(),
            reason: asked.then(|| reason.clone()),
            not: self.not.clone(),
        });
        let approval = Approval { username, pin };
        Effect::answer::<Self>(Approved { reason, approval, asked: self.asked.clone() })
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let by_pin = self.form.field("username").is_some();
        let title = if by_pin { "screen-approve" } else { "approve-password" };
        let inside = panel::framed(buffer, area, &cx.text(title), &cx.look);
        let (x, width) = (inside.x + 1, inside.width.saturating_sub(2));
        let mut y = inside.y;
        for line in self.lines(usize::from(width), cx) {
            text::put(buffer, (x, y), &line, width, theme.text, theme);
            y += 1;
        }
        let below = Rect { x, y, width, height: inside.bottom().saturating_sub(y) };
        if let Some(cursor) = self.form.draw(buffer, below, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}

/// Cells of the box, where the screen has them.
const WIDTH: u16 = 62;
