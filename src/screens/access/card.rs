//! One user: who they are, what they may and where each right comes from.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::deed::{Deed, is_mine};
use super::form::AccessForm;
use super::may::above;
use super::people::{People, right_words, wider};
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::user::{Right, RuleRow, ShowUser, UserRow, UserView};
use crate::desk::{Done, Fault};
use crate::domain::id::AccountId;
use crate::domain::permission::{Effect as RuleEffect, Grant, Permission};
use crate::domain::refusal::Refusal;
use crate::domain::time::Ts;
use crate::screens::one_line::OneLine;
use crate::screens::places::{self, needs};
use crate::screens::refused;
use crate::ui::{Column, Layout, List, panel, text};

/// The card of a user.
#[derive(Debug)]
pub struct UserCard {
    user: AccountId,
    people: People,
    view: Option<UserView>,
    fault: Option<Fault>,
    list: List,
    /// Only rights that say this; empty for all.
    filter: String,
    /// Where those stand that are shown.
    shown: Vec<usize>,
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<UserView>>),
    Changed,
    Filter(String),
}

impl UserCard {
    #[must_use]
    pub fn new(user: AccountId, people: People) -> Self {
        let (list, filter, shown) = (List::default(), String::new(), Vec::new());
        Self { user, people, view: None, fault: None, list, filter, shown }
    }

    fn right(&self) -> Option<&Right> {
        self.view.as_ref()?.rights.get(*self.shown.get(self.list.selected()?)?)
    }

    fn filter(&mut self, _: &Cx) -> Effect<Msg> {
        let ask = OneLine::filter("day-filter_by", &self.filter, |typed| Ok(typed.to_owned()));
        Effect::ask(ask, Msg::Filter)
    }

    /// Shows the rights that say what is looked for: in their words, in how far they go, or in where they come from. The
    /// cursor stays on its right.
    fn narrow(&mut self, cx: &Cx) {
        let held = self.right().map(|right| right.permission);
        let Some(view) = &self.view else { return };
        let says = |right: &Right| {
            let words = right_words(right.permission, &cx.look);
            [words, cx.text(far(right.grant, false)), source(right, cx)]
                .iter()
                .any(|said| said.to_lowercase().contains(&self.filter))
        };
        self.shown = (0..view.rights.len()).filter(|at| says(&view.rights[*at])).collect();
        let (shown, rights) = (&self.shown, &view.rights);
        self.list.refresh(shown.len(), |row| Some(rights[shown[row]].permission) == held);
    }

    /// Refuses, before anything is typed, whom whoever is here does not manage; themselves they do.
    fn below(&self, cx: &Cx) -> Result<(), Why> {
        let view = self.view.as_ref().ok_or(Why::Not)?;
        if is_mine(self.user, cx) {
            return Ok(());
        }
        above(view.user.role, cx)?;
        match view.more {
            Some(more) => Err(Why::Refused(Refusal::new("user.has_more").with("permission", more.as_str()))),
            None => Ok(()),
        }
    }

    fn may(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::AccountEdit)?;
        self.below(cx)
    }

    /// What nobody does to themselves.
    fn other(&self, cx: &Cx) -> Result<(), Why> {
        self.may(cx)?;
        if is_mine(self.user, cx) { Err(Why::Refused(Refusal::new("user.own_role"))) } else { Ok(()) }
    }

    /// Whoever resets what is their own needs nobody's leave: that has a place of its own.
    fn keys(&self, cx: &Cx) -> Result<(), Why> {
        self.may(cx)?;
        if is_mine(self.user, cx) { Err(Why::Because("access-own_keys")) } else { Ok(()) }
    }

    fn has_factor(&self, cx: &Cx) -> Result<(), Why> {
        self.keys(cx)?;
        let has = self.view.as_ref().is_some_and(|view| view.user.has_factor);
        if has { Ok(()) } else { Err(Why::Not) }
    }

    /// What was given or denied by name, and what counts first: while a denial stands, taking back what it beats would
    /// change nothing.
    fn gift(&self) -> Option<(&Right, &RuleRow)> {
        let right = self.right()?;
        let given = right.rules.iter().filter(|rule| rule.grant_id.is_some());
        given.min_by_key(|rule| rule.effect != RuleEffect::Deny).map(|rule| (right, rule))
    }

    fn given(&self, cx: &Cx) -> Result<(), Why> {
        self.other(cx)?;
        let (right, rule) = self.gift().ok_or(Why::Not)?;
        if rule.effect == RuleEffect::Deny && !cx.desk.gives_for_good(right.permission) {
            let refusal = Refusal::new("right.not_yours").with("permission", right.permission.as_str());
            return Err(Why::Refused(refusal));
        }
        Ok(())
    }

    fn ends(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::SessionEnd)?;
        self.below(cx)
    }

    fn ask(&self, cx: &Cx, deed: fn(UserRow) -> Deed) -> Effect<Msg> {
        match &self.view {
            Some(view) => self.form(deed(view.user.clone()), cx),
            None => Effect::None,
        }
    }

    fn form(&self, deed: Deed, cx: &Cx) -> Effect<Msg> {
        Effect::ask(AccessForm::new(deed, self.people.clone(), cx), |()| Msg::Changed)
    }

    fn edit(&mut self, cx: &Cx) -> Effect<Msg> {
        self.ask(cx, Deed::Edit)
    }

    fn role(&mut self, cx: &Cx) -> Effect<Msg> {
        self.ask(cx, Deed::SetRole)
    }

    fn block(&mut self, cx: &Cx) -> Effect<Msg> {
        let active = self.view.as_ref().is_some_and(|view| view.user.active);
        self.ask(cx, if active { Deed::Block } else { Deed::Unblock })
    }

    fn password(&mut self, cx: &Cx) -> Effect<Msg> {
        self.ask(cx, Deed::ResetPassword)
    }

    fn pin(&mut self, cx: &Cx) -> Effect<Msg> {
        self.ask(cx, Deed::ResetPin)
    }

    fn factor(&mut self, cx: &Cx) -> Effect<Msg> {
        self.ask(cx, Deed::RemoveFactor)
    }

    fn end(&mut self, cx: &Cx) -> Effect<Msg> {
        self.ask(cx, Deed::EndAll)
    }

    fn give(&mut self, cx: &Cx) -> Effect<Msg> {
        match (&self.view, self.right()) {
            (Some(view), Some(right)) => self.form(Deed::Give(view.user.clone(), right.permission), cx),
            _ => Effect::None,
        }
    }

    fn take_back(&mut self, cx: &Cx) -> Effect<Msg> {
        let rule = self.gift().map(|(_, rule)| rule);
        match rule.and_then(|rule| rule.grant_id.map(|grant| Deed::TakeBack(grant, said(rule, cx)))) {
            Some(deed) => self.form(deed, cx),
            None => Effect::None,
        }
    }
}

const COLUMNS: &[Column] = &[
    Column::new("access-right", 18).grows().key(),
    Column::new("access-far", 18),
    Column::new("access-source", 20).from(Layout::Base),
];

impl Screen for UserCard {
    type Msg = Msg;
    const NAME: &'static str = "user_card";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("user.give", "enter", Self::give).when(Self::other),
        Action::new("user.take_back", "x", Self::take_back).when(Self::given),
        Action::new("user.edit", "e", Self::edit).when(Self::may),
        Action::new("user.role", ",r", Self::role).when(Self::other),
        Action::new("user.block", ",b", Self::block).when(Self::other),
        Action::new("user.password", ",p", Self::password).when(Self::keys),
        Action::new("user.pin", ",i", Self::pin).when(Self::keys),
        Action::new("user.factor", ",f", Self::factor).when(Self::has_factor),
        Action::new("user.end", ",x", Self::end).when(Self::ends),
        Action::new("user.filter", "/", Self::filter).page(),
        Action::new("user.trail", "T", |this: &mut Self, _| places::trail(this.user.0))
            .when(|this: &Self, cx| places::traces(Some(this.user), cx))
            .page(),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let user = self.user;
        Effect::read(
            "user",
            move |desk| async move { Msg::Read(Box::new(desk.ask(ShowUser { user }).await)) },
        )
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(read) => match *read {
                Ok(view) => {
                    (self.view, self.fault) = (Some(view), None);
                    self.narrow(cx);
                }
                Err(fault) => self.fault = Some(fault),
            },
            Msg::Filter(filter) => {
                self.filter = filter.trim().to_lowercase();
                self.narrow(cx);
            }
            Msg::Changed => {}
        }
        Effect::None
    }

    fn leaves(&mut self, cx: &Cx) -> Option<Effect<Msg>> {
        // The whole list first.
        if std::mem::take(&mut self.filter).is_empty() {
            return None;
        }
        self.narrow(cx);
        Some(Effect::None)
    }

    fn says(&self, action: &str) -> Option<&'static str> {
        let blocked = self.view.as_ref().is_some_and(|view| !view.user.active);
        (action == "user.block" && blocked).then_some("user.unblock")
    }

    fn waiting(&self) -> bool {
        self.view.is_none() && self.fault.is_none()
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let title = match &self.view {
            None => cx.text("screen-user_card"),
            Some(view) if self.filter.is_empty() => view.user.full_name.clone(),
            Some(view) => format!("{} {} /{}", view.user.full_name, theme.glyphs.dot, self.filter),
        };
        let inside = panel::panel(buffer, area, &title, &cx.look);
        let (x, width) = (inside.x + 1, inside.width.saturating_sub(2));
        if let Some(fault) = &self.fault {
            text::put(buffer, (x, inside.y), &refused::sentence(fault, cx), width, theme.error, theme);
            return;
        }
        let Some(view) = &self.view else { return };
        let mut y = inside.y;
        for line in text::wrap(&facts(&view.user, cx), usize::from(width)) {
            text::put(buffer, (x, y), &line, width, theme.text, theme);
            y += 1;
        }
        // Of the right in hand, everything there is to say stands below.
        let said = self.right().map(|right| sentence(right, cx)).unwrap_or_default();
        let said = text::wrap(&said, usize::from(width));
        let below = u16::try_from(said.len().clamp(1, 5)).unwrap_or(1);
        let list = Rect { y, height: inside.bottom().saturating_sub(y + below), ..inside };
        self.list.draw(buffer, list, &cx.look, COLUMNS, |row, cells| {
            let Some(right) = self.shown.get(row).and_then(|at| view.rights.get(*at)) else { return };
            let style = match right.grant {
                _ if right.conflict
                    || right.rules.iter().any(|rule| rule.expires_at.is_some_and(|at| soon(at, cx))) =>
                {
                    theme.warn
                }
                Grant::No => theme.dim,
                _ => theme.text,
            };
            cells.styled(0, &right_words(right.permission, &cx.look), style);
            let has = |wide| view.rights.iter().any(|one| one.permission == wide && one.grant != Grant::No);
            cells.styled(1, &cx.text(far(right.grant, wider(right.permission).is_some_and(has))), style);
            cells.styled(2, &source(right, cx), theme.dim);
        });
        if self.shown.is_empty() {
            let said = cx.fill("list-filtered", &[("text", self.filter.as_str().into())]);
            panel::say(buffer, list, &said, theme.dim, &cx.look);
        }
        for (line, y) in said.iter().zip(list.bottom()..inside.bottom()) {
            text::put(buffer, (x, y), line, width, theme.dim, theme);
        }
    }
}

fn facts(user: &UserRow, cx: &Cx) -> String {
    let role = super::role_of(user, cx);
    let state = cx.text(if user.active { "access-in" } else { "access-out" });
    let mut facts = vec![user.username.clone(), role, state];
    facts.extend(user.email.clone());
    facts.extend(user.phone.as_deref().map(crate::screens::patients::shown));
    let marks = [
        (!user.has_pin, "access-no_pin"),
        (user.has_factor, "access-has_factor"),
        (user.resetting, "access-resetting"),
    ];
    facts.extend(marks.iter().filter(|(is, _)| *is).map(|(_, id)| cx.text(id)));
    facts.join(" · ")
}

/// How far a right goes, as the id of its words; one that a `wider` right has in it is no denial.
pub(super) const fn far(grant: Grant, wider: bool) -> &'static str {
    match grant {
        Grant::No if wider => "access-wider",
        Grant::Yes => "access-yes",
        Grant::OwnPin => "access-own_pin_far",
        Grant::OwnPassword => "access-own_password_far",
        Grant::SecondPerson => "access-second",
        Grant::No => "access-no",
    }
}

/// What decides: the denial where there is one.
fn source(right: &Right, cx: &Cx) -> String {
    let denies = right.rules.iter().find(|rule| rule.effect == RuleEffect::Deny);
    match denies.or_else(|| right.rules.first()) {
        Some(rule) => rule.role.clone().or_else(|| rule.granted_by.clone()).unwrap_or_default(),
        None => cx.text("access-by_role"),
    }
}

/// Whether it is over within a day.
fn soon(at: Ts, cx: &Cx) -> bool {
    at <= cx.desk.now().plus_minutes(24 * 60)
}

/// What was added or taken away, who did, why, and until when.
fn said(rule: &RuleRow, cx: &Cx) -> String {
    let what = cx.text(if rule.effect == RuleEffect::Deny { "access-denied" } else { "access-allowed" });
    let by = rule.role.clone().or_else(|| rule.granted_by.clone()).unwrap_or_default();
    let why = rule.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
    let until = rule.expires_at.map(|at| {
        let id = if soon(at, cx) { "access-ends_soon" } else { "access-ends_at" };
        cx.fill(id, &[("at", cx.look.moment(at.local(cx.zone)).into())])
    });
    let until = until.map(|until| format!(" · {until}")).unwrap_or_default();
    format!("{what} {by}{why}{until}")
}

/// Cells of a right that are seen in the list at 80 columns for certain.
const CUT: usize = 36;

/// All that was added and taken away.
fn sentence(right: &Right, cx: &Cx) -> String {
    // Where the column is narrow the right may be cut off.
    let whole = right_words(right.permission, &cx.look);
    let cut = cx.look.layout == Layout::Phone || cx.look.layout == Layout::Base && text::width(&whole) > CUT;
    let whole = cut.then_some(whole);
    let mut parts: Vec<String> =
        whole.into_iter().chain(right.rules.iter().map(|rule| said(rule, cx))).collect();
    if right.conflict {
        parts.push(cx.text("access-conflict"));
    }
    let allowed = right.rules.iter().any(|rule| rule.effect == RuleEffect::Allow);
    if allowed && matches!(right.grant, Grant::OwnPin | Grant::OwnPassword) {
        parts.push(cx.text("access-beyond"));
    }
    parts.join(" · ")
}
