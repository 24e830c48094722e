//! Access: who may come in, in which role, where they are logged in, and what looked wrong.

mod card;
mod deed;
mod form;
mod may;
mod mine;
mod people;
mod role;
mod rows;

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;
use uuid::Uuid;

pub use card::UserCard;
pub use form::{AccessForm, ShowOnce};
pub use mine::Mine;
pub use role::RoleCard;
pub(in crate::screens) use rows::details;
use rows::role_of;

use self::deed::Deed;
use self::people::People;
use super::places::{self, may};
use super::refused;
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::act::Act;
use crate::desk::event::{EventRow, ListEvents};
use crate::desk::invite::{InvitationRow, ListInvitations};
use crate::desk::role::{ListRoles, RoleView};
use crate::desk::session::{ListSessions, SeatRow};
use crate::desk::user::{ListUsers, UserRow};
use crate::desk::{Desk, Done, Fault, Roster};
use crate::domain::account::Role;
use crate::ui::{List, panel, text};

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

/// All that is read for the pages: of what somebody may not see, nothing.
#[derive(Debug, Default)]
pub struct Read {
    /// Whether the users are to be seen, with all that belongs to them; and whether the events are.
    sees: (bool, bool),
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
    /// Of the events only those that nobody settled yet.
    open_only: bool,
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<Read>>),
    Changed,
}

async fn read(desk: &Desk) -> Done<Read> {
    let sees = (may(desk, ListUsers::NEEDS), may(desk, ListEvents::NEEDS));
    let mut read = Read { sees, roster: desk.roster().await?, ..Read::default() };
    // Who may see neither is told so.
    if sees.0 || !sees.1 {
        (read.users, read.invitations) = (desk.ask(ListUsers {}).await?, desk.ask(ListInvitations {}).await?);
        (read.roles, read.sessions) = (desk.ask(ListRoles {}).await?, desk.ask(ListSessions {}).await?);
    }
    if sees.1 {
        read.events = desk.ask(ListEvents {}).await?;
    }
    Ok(read)
}

/// How many events nobody settled yet.
fn open_events(read: &Read) -> usize {
    read.events.iter().filter(|event| event.resolved_at.is_none()).count()
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
            // The fixed ones first.
            Page::Roles => Role::ALL.len() + read.roles.len(),
            Page::Sessions => read.sessions.len(),
            // Those that are still open come first.
            Page::Events if self.open_only => open_events(read),
            Page::Events => read.events.len(),
        })
    }

    fn title(&self, cx: &Cx) -> String {
        let title = PAGES.iter().find(|(page, _)| *page == self.page).map_or("", |(_, id)| *id);
        let title = cx.text(title);
        match &self.read {
            Some(read) if self.page == Page::Events => {
                let facts = [("title", title.into()), ("open", open_events(read).into())];
                cx.fill(if self.open_only { "access-only_open" } else { "access-open_of" }, &facts)
            }
            _ => title,
        }
    }

    fn turn(&mut self, page: Page) -> Effect<Msg> {
        self.page = page;
        self.list = List::new(self.len());
        Effect::None
    }

    fn next(&mut self, _: &Cx) -> Effect<Msg> {
        self.turn(self.beside(1))
    }

    fn previous(&mut self, _: &Cx) -> Effect<Msg> {
        self.turn(self.beside(PAGES.len() - 1))
    }

    /// The page so many after this one; the first follows the last.
    fn beside(&self, on: usize) -> Page {
        let (people, events) = self.read.as_ref().map_or((true, true), |read| read.sees);
        let here = PAGES.iter().position(|(page, _)| *page == self.page).unwrap_or(0);
        let next = PAGES[(here + on) % PAGES.len()].0;
        // Past what is not to be seen.
        match next {
            Page::Events if !events => PAGES[(here + 2 * on) % PAGES.len()].0,
            Page::Events => next,
            _ if people => next,
            _ => Page::Events,
        }
    }

    fn filter(&mut self, _: &Cx) -> Effect<Msg> {
        self.open_only = !self.open_only;
        self.turn(Page::Events)
    }

    fn row<'a, T>(&'a self, of: impl Fn(&'a Read) -> &'a Vec<T>) -> Option<&'a T> {
        self.read.as_ref().and_then(|read| of(read).get(self.list.selected()?))
    }

    /// What a row is known by, wherever it stands.
    fn id(&self, row: usize) -> Option<Uuid> {
        let read = self.read.as_ref()?;
        match self.page {
            Page::Users => read.users.get(row).map(|user| user.id.0),
            Page::Invitations => read.invitations.get(row).map(|invitation| invitation.id.0),
            Page::Roles => {
                let own = row.checked_sub(Role::ALL.len()).and_then(|own| read.roles.get(own));
                // The fixed ones stay where they are.
                own.map(|role| role.role.id.0).or_else(|| u128::try_from(row).ok().map(Uuid::from_u128))
            }
            Page::Sessions => read.sessions.get(row).map(|seat| seat.id.0),
            Page::Events => read.events.get(row).map(|event| event.id.0),
        }
    }

    /// What is in hand and has a trail: a fixed role has none.
    fn thing(&self) -> Option<Uuid> {
        match self.page {
            Page::Roles => self.role().map(|role| role.role.id.0),
            _ => self.id(self.list.selected()?),
        }
    }

    /// The role of the clinic's own in hand.
    fn role(&self) -> Option<&RoleView> {
        let row = self.list.selected()?.checked_sub(Role::ALL.len())?;
        self.read.as_ref()?.roles.get(row)
    }

    fn open(&mut self, cx: &Cx) -> Effect<Msg> {
        let deed = match self.page {
            Page::Users => {
                let user = self.row(|read| &read.users).map(|user| user.id);
                let card = user.map(|user| UserCard::new(user, self.people.clone()));
                return card.map_or(Effect::None, Effect::open);
            }
            Page::Roles => match (self.role(), self.list.selected().and_then(|row| Role::ALL.get(row))) {
                (Some(RoleView { role, rules, .. }), _) => {
                    return Effect::open(RoleCard::own(role.name.clone(), role.base, rules.clone()));
                }
                (None, Some(role)) => return Effect::open(RoleCard::fixed(*role)),
                (None, None) => None,
            },
            Page::Events => self
                .row(|read| &read.events)
                .map(|event| Deed::Resolve(event.id, rows::event_named(event, cx))),
            Page::Invitations | Page::Sessions => None,
        };
        self.form(deed, cx)
    }

    fn form(&self, deed: Option<Deed>, cx: &Cx) -> Effect<Msg> {
        let form = deed.map(|deed| AccessForm::new(deed, self.people.clone(), cx));
        form.map_or(Effect::None, |form| Effect::ask(form, |()| Msg::Changed))
    }

    /// The clinic's own role in hand.
    fn change(&mut self, cx: &Cx) -> Effect<Msg> {
        let deed = self.role().map(|role| Deed::EditRole(Some(role.clone())));
        self.form(deed, cx)
    }

    fn add(&mut self, cx: &Cx) -> Effect<Msg> {
        let deed = if self.page == Page::Roles { Deed::EditRole(None) } else { Deed::Invite };
        self.form(Some(deed), cx)
    }

    /// The code of the invitation in hand was given to whom it is for.
    fn handed(&mut self, cx: &Cx) -> Effect<Msg> {
        let deed = self.row(|read| &read.invitations).map(|row| Deed::Send(row.id));
        self.form(deed, cx)
    }

    fn end(&mut self, cx: &Cx) -> Effect<Msg> {
        let deed = match self.page {
            Page::Invitations => self.row(|read| &read.invitations).map(|row| Deed::Cancel(row.id)),
            Page::Sessions => self.row(|read| &read.sessions).cloned().map(Deed::EndSession),
            _ => None,
        };
        self.form(deed, cx)
    }
}

/// Lines below the list at the most.
const MOST: usize = 5;

impl Screen for Access {
    type Msg = Msg;
    const NAME: &'static str = "access";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("access.open", "enter", Self::open).when(Self::opens),
        Action::new("access.add", "a", Self::add).when(Self::adds),
        Action::new("access.change", "e", Self::change).when(Self::changes),
        Action::new("access.handed", "o", Self::handed).when(Self::hands),
        Action::new("access.end", "x", Self::end).when(Self::ends),
        Action::new("access.filter", "X", Self::filter).when(|this, _| this.on(Page::Events)),
        // What an owner must not overlook has a key of its own on every page.
        Action::new("access.events", ",v", |this: &mut Self, _| this.turn(Page::Events))
            .when(|this: &Self, _| if this.page == Page::Events { Err(Why::Not) } else { Ok(()) }),
        Action::new("access.next", "tab", Self::next),
        Action::new("access.previous", "backtab", Self::previous).page(),
        Action::new("access.trail", "T", |this: &mut Self, _| {
            this.thing().map_or(Effect::None, places::trail)
        })
        .when(|this: &Self, cx| places::traces(this.thing(), cx))
        .page(),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        Effect::read("access", |desk| async move { Msg::Read(Box::new(read(&desk).await)) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        let Msg::Read(read) = msg else { return Effect::None };
        match *read {
            Ok(read) => {
                self.people = People::of(&read.roster, &read.roles, cx);
                // Who logs in meanwhile puts nobody else under the hand that is about to press a key.
                let held = self.list.selected().and_then(|row| self.id(row));
                (self.read, self.fault) = (Some(read), None);
                let ids: Vec<_> = (0..self.len()).map(|row| self.id(row)).collect();
                self.list.refresh(ids.len(), |row| held.is_some() && ids[row] == held);
            }
            Err(fault) => self.fault = Some(fault),
        }
        Effect::None
    }

    fn waiting(&self) -> bool {
        self.read.is_none() && self.fault.is_none()
    }

    fn leaves(&mut self, _: &Cx) -> Option<Effect<Msg>> {
        // The whole list first.
        (self.page == Page::Events && std::mem::take(&mut self.open_only)).then(|| self.turn(Page::Events))
    }

    /// The page that comes next, by its name.
    fn says(&self, action: &str) -> Option<&'static str> {
        (action == "access.next").then(|| match self.beside(1) {
            Page::Users => "access.users",
            Page::Invitations => "access.invitations",
            Page::Roles => "access.roles",
            Page::Sessions => "access.sessions",
            Page::Events => "access.events",
        })
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
        let inside = panel::panel(buffer, area, &self.title(cx), &cx.look);
        let (x, width) = (inside.x + 1, inside.width.saturating_sub(2));
        let said = match &self.fault {
            Some(fault) => Some(refused::sentence(fault, cx)),
            None if self.read.is_some() && self.len() == 0 => {
                let settled = self.page == Page::Events && self.open_only;
                Some(cx.text(if settled { "access-settled_all" } else { "access-none" }))
            }
            None => None,
        };
        if let Some(said) = said {
            for (line, y) in text::wrap(&said, usize::from(width)).iter().zip(inside.top()..inside.bottom()) {
                text::put(buffer, (x, y), line, width, theme.dim, theme);
            }
            return;
        }
        // Of the row in hand, everything there is to say stands below.
        let said = text::wrap(&self.sentence(cx), usize::from(width));
        let below = u16::try_from(said.len().min(MOST)).unwrap_or(0).min(inside.height / 3);
        let list = Rect { height: inside.height - below, ..inside };
        self.list.draw(buffer, list, &cx.look, self.columns(), |row, cells| self.fill(row, cells, cx));
        for (line, y) in said.iter().zip(list.bottom()..inside.bottom()) {
            text::put(buffer, (x, y), line, width, theme.dim, theme);
        }
    }
}
