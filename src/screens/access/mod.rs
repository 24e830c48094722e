//! Access: who may come in, in which role, where they are logged in, and what looked wrong.

mod card;
mod deed;
mod form;
mod mine;
mod people;

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;

pub use card::UserCard;
pub use form::{AccessForm, ShowOnce};
pub use mine::Mine;

use self::deed::Deed;
use self::people::People;
use super::places::needs;
use super::refused;
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::event::{EventRow, ListEvents};
use crate::desk::invite::{InvitationRow, ListInvitations};
use crate::desk::role::{ListRoles, RoleView};
use crate::desk::session::{ListSessions, SeatRow};
use crate::desk::user::{ListUsers, UserRow};
use crate::desk::{Desk, Done, Fault, Roster};
use crate::domain::event::Severity;
use crate::domain::permission::Permission;
use crate::domain::time::Ts;
use crate::ui::{Cells, Column, Layout, List, panel, text};

/// The pages of this place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Page {
    #[default]
    Users,
    Invitations,
    Roles,
    Sessions,
    Events,
}

const PAGES: [(Page, &str); 5] = [
    (Page::Users, "access-page_users"),
    (Page::Invitations, "access-page_invitations"),
    (Page::Roles, "access-page_roles"),
    (Page::Sessions, "access-page_sessions"),
    (Page::Events, "access-page_events"),
];

/// All that is read for the pages.
#[derive(Debug)]
pub struct Read {
    users: Vec<UserRow>,
    invitations: Vec<InvitationRow>,
    roles: Vec<RoleView>,
    sessions: Vec<SeatRow>,
    events: Vec<EventRow>,
    roster: Arc<Roster>,
}

/// The place.
#[derive(Debug, Default)]
pub struct Access {
    page: Page,
    read: Option<Read>,
    people: People,
    fault: Option<Fault>,
    list: List,
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<Read>>),
    Changed,
}

async fn read(desk: &Desk) -> Done<Read> {
    let (users, invitations, roles) =
        (desk.ask(ListUsers {}).await?, desk.ask(ListInvitations {}).await?, desk.ask(ListRoles {}).await?);
    let (sessions, events) = (desk.ask(ListSessions {}).await?, desk.ask(ListEvents {}).await?);
    let roster = desk.roster().await?;
    Ok(Read { users, invitations, roles, sessions, events, roster })
}

impl Access {
    #[must_use]
    pub fn new(page: Page) -> Self {
        Self { page, ..Self::default() }
    }

    fn len(&self) -> usize {
        self.read.as_ref().map_or(0, |read| match self.page {
            Page::Users => read.users.len(),
            Page::Invitations => read.invitations.len(),
            Page::Roles => read.roles.len(),
            Page::Sessions => read.sessions.len(),
            Page::Events => read.events.len(),
        })
    }

    fn turn(&mut self, page: Page) -> Effect<Msg> {
        self.page = page;
        self.list = List::new(self.len());
        Effect::None
    }

    fn users(&mut self, _: &Cx) -> Effect<Msg> {
        self.turn(Page::Users)
    }

    fn invitations(&mut self, _: &Cx) -> Effect<Msg> {
        self.turn(Page::Invitations)
    }

    fn roles(&mut self, _: &Cx) -> Effect<Msg> {
        self.turn(Page::Roles)
    }

    fn sessions(&mut self, _: &Cx) -> Effect<Msg> {
        self.turn(Page::Sessions)
    }

    fn events(&mut self, _: &Cx) -> Effect<Msg> {
        self.turn(Page::Events)
    }

    fn row<'a, T>(&'a self, of: impl Fn(&'a Read) -> &'a Vec<T>) -> Option<&'a T> {
        self.read.as_ref().and_then(|read| of(read).get(self.list.selected()?))
    }

    fn opens(&self, cx: &Cx) -> Result<(), Why> {
        let (is, right) = match self.page {
            Page::Users => (self.row(|read| &read.users).is_some(), Permission::AccountSee),
            Page::Roles => (self.row(|read| &read.roles).is_some(), Permission::RoleEdit),
            Page::Events => {
                let open = self.row(|read| &read.events).is_some_and(|event| event.resolved_at.is_none());
                (open, Permission::EventResolve)
            }
            Page::Invitations | Page::Sessions => return Err(Why::Not),
        };
        needs(cx, right)?;
        if is { Ok(()) } else { Err(Why::Not) }
    }

    fn open(&mut self, cx: &Cx) -> Effect<Msg> {
        let deed = match self.page {
            Page::Users => {
                let user = self.row(|read| &read.users).map(|user| user.id);
                let card = user.map(|user| UserCard::new(user, self.people.clone()));
                return card.map_or(Effect::None, Effect::open);
            }
            Page::Roles => self.row(|read| &read.roles).map(|role| Deed::EditRole(Some(role.clone()))),
            Page::Events => self.row(|read| &read.events).map(|event| Deed::Resolve(event.id)),
            Page::Invitations | Page::Sessions => None,
        };
        self.form(deed, cx)
    }

    fn form(&self, deed: Option<Deed>, cx: &Cx) -> Effect<Msg> {
        let form = deed.map(|deed| AccessForm::new(deed, self.people.clone(), cx));
        form.map_or(Effect::None, |form| Effect::ask(form, |()| Msg::Changed))
    }

    fn adds(&self, cx: &Cx) -> Result<(), Why> {
        match self.page {
            Page::Users | Page::Invitations => needs(cx, Permission::AccountEdit),
            Page::Roles => needs(cx, Permission::RoleEdit),
            Page::Sessions | Page::Events => Err(Why::Not),
        }
    }

    fn add(&mut self, cx: &Cx) -> Effect<Msg> {
        let deed = if self.page == Page::Roles { Deed::EditRole(None) } else { Deed::Invite };
        self.form(Some(deed), cx)
    }

    fn ends(&self, cx: &Cx) -> Result<(), Why> {
        let is = match self.page {
            Page::Invitations => {
                needs(cx, Permission::AccountEdit)?;
                self.row(|read| &read.invitations).is_some_and(|row| row.state.open())
            }
            Page::Sessions => {
                needs(cx, Permission::SessionEnd)?;
                self.row(|read| &read.sessions).is_some()
            }
            _ => false,
        };
        if is { Ok(()) } else { Err(Why::Not) }
    }

    fn end(&mut self, cx: &Cx) -> Effect<Msg> {
        let deed = match self.page {
            Page::Invitations => self.row(|read| &read.invitations).map(|row| Deed::Cancel(row.id)),
            Page::Sessions => self.row(|read| &read.sessions).map(|row| Deed::EndSession(row.id)),
            _ => None,
        };
        self.form(deed, cx)
    }

    fn columns(&self) -> &'static [Column] {
        match self.page {
            Page::Users => USERS,
            Page::Invitations => INVITATIONS,
            Page::Roles => ROLES,
            Page::Sessions => SESSIONS,
            Page::Events => EVENTS,
        }
    }

    fn fill(&self, row: usize, cells: &mut Cells<'_>, cx: &Cx) {
        let Some(read) = &self.read else { return };
        let theme = &cx.look.theme;
        let moment = |at: Ts| cx.look.words.moment(at.local(cx.zone));
        match self.page {
            Page::Users => {
                let Some(user) = read.users.get(row) else { return };
                let style = if user.active { theme.text } else { theme.dim };
                cells.styled(0, &user.full_name, style);
                cells.styled(1, &user.username, style);
                cells.styled(2, &role_of(user, cx), style);
                cells.styled(3, &cx.text(if user.active { "access-in" } else { "access-out" }), style);
                cells.styled(4, &user.last_seen_at.map(moment).unwrap_or_default(), theme.dim);
            }
            Page::Invitations => {
                let Some(one) = read.invitations.get(row) else { return };
                let style = if one.state.open() { theme.text } else { theme.dim };
                cells.styled(0, &one.full_name, style);
                cells.styled(1, &cx.text(&format!("role-{}", one.role)), style);
                cells.styled(2, &cx.text(&format!("invitation-{}", one.state)), style);
                cells.styled(3, &moment(one.expires_at), theme.dim);
            }
            Page::Roles => {
                let Some(one) = read.roles.get(row) else { return };
                let style = if one.role.active { theme.text } else { theme.dim };
                cells.styled(0, &one.role.name, style);
                cells.styled(1, &cx.text(&format!("role-{}", one.role.base)), style);
                cells.styled(2, &one.rules.len().to_string(), style);
                cells.styled(3, &one.users.to_string(), style);
            }
            Page::Sessions => {
                let Some(one) = read.sessions.get(row) else { return };
                cells.text(0, &one.full_name);
                cells.text(1, &one.terminal);
                cells.styled(2, &moment(one.last_seen_at), theme.dim);
                cells.styled(3, &moment(one.created_at), theme.dim);
                cells.styled(4, &one.device, theme.dim);
            }
            Page::Events => {
                let Some(one) = read.events.get(row) else { return };
                let style = match (one.resolved_at, one.severity) {
                    (Some(_), _) => theme.dim,
                    (None, Severity::Info) => theme.text,
                    (None, Severity::Warning) => theme.warn,
                    (None, Severity::Critical) => theme.error,
                };
                cells.styled(0, &moment(one.at), theme.dim);
                cells.styled(1, &cx.text(&format!("severity-{}", one.severity)), style);
                cells.styled(2, &cx.text(&format!("event-{}", one.kind)), style);
                cells.styled(3, one.account.as_deref().unwrap_or_default(), style);
                let settled = one.resolved_by.as_ref().map(|by| format!("{by}: {}", one.note));
                cells.styled(4, &settled.unwrap_or_else(|| one.terminal.clone()), theme.dim);
            }
        }
    }
}

const USERS: &[Column] = &[
    Column::new("access-name", 16).grows().key(),
    Column::new("access-username", 12).from(Layout::Base),
    Column::new("access-role", 14),
    Column::new("access-state", 9),
    Column::new("access-last", 18).from(Layout::Base),
];
const INVITATIONS: &[Column] = &[
    Column::new("access-name", 16).grows().key(),
    Column::new("access-role", 14).from(Layout::Base),
    Column::new("access-state", 12),
    Column::new("access-until", 18).from(Layout::Base),
];
const ROLES: &[Column] = &[
    Column::new("access-role_name", 18).grows().key(),
    Column::new("access-base", 14),
    Column::new("access-rules", 8).from(Layout::Base),
    Column::new("access-held", 10).from(Layout::Base),
];
const SESSIONS: &[Column] = &[
    Column::new("access-name", 16).grows().key(),
    Column::new("access-terminal", 16),
    Column::new("access-last", 18).from(Layout::Base),
    Column::new("access-since", 18).from(Layout::Wide),
    Column::new("access-device", 24).from(Layout::Wide),
];
const EVENTS: &[Column] = &[
    Column::new("access-at", 17).from(Layout::Base),
    Column::new("access-severity", 9),
    Column::new("access-event", 18).grows().key(),
    Column::new("access-name", 16).from(Layout::Base),
    Column::new("access-settled", 24).from(Layout::Wide),
];

impl Screen for Access {
    type Msg = Msg;
    const NAME: &'static str = "access";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("access.open", "enter e", Self::open).when(Self::opens),
        Action::new("access.add", "a", Self::add).when(Self::adds),
        Action::new("access.end", "x", Self::end).when(Self::ends),
        Action::new("access.users", "u", Self::users),
        Action::new("access.invitations", "i", Self::invitations),
        Action::new("access.roles", "r", Self::roles),
        Action::new("access.sessions", "s", Self::sessions),
        Action::new("access.events", "v", Self::events),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        Effect::read("access", |desk| async move { Msg::Read(Box::new(read(&desk).await)) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        let Msg::Read(read) = msg else { return Effect::None };
        match *read {
            Ok(read) => {
                self.people = People::of(&read.roster, &read.roles, cx);
                (self.read, self.fault) = (Some(read), None);
                self.list.resize(self.len());
            }
            Err(fault) => self.fault = Some(fault),
        }
        Effect::None
    }

    fn waiting(&self) -> bool {
        self.read.is_none() && self.fault.is_none()
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
        let title = PAGES.iter().find(|(page, _)| *page == self.page).map_or("", |(_, id)| *id);
        let inside = panel::panel(buffer, area, &cx.text(title), &cx.look);
        let (x, width) = (inside.x + 1, inside.width.saturating_sub(2));
        let said = match &self.fault {
            Some(fault) => Some(refused::sentence(fault, cx)),
            None if self.read.is_some() && self.len() == 0 => Some(cx.text("access-none")),
            None => None,
        };
        if let Some(said) = said {
            for (line, y) in text::wrap(&said, usize::from(width)).iter().zip(inside.top()..inside.bottom()) {
                text::put(buffer, (x, y), line, width, theme.dim, theme);
            }
            return;
        }
        self.list.draw(buffer, inside, &cx.look, self.columns(), |row, cells| self.fill(row, cells, cx));
    }
}

/// The name of somebody's role: the clinic's own, or the fixed one.
fn role_of(user: &UserRow, cx: &Cx) -> String {
    user.custom_role.clone().unwrap_or_else(|| cx.text(&format!("role-{}", user.role)))
}
