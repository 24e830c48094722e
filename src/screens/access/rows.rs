//! The rows of each page, and what there is to say of the one in hand.

use super::people::right_words;
use super::{Access, Page};
use crate::app::Cx;
use crate::desk::event::EventRow;
use crate::desk::session::SeatRow;
use crate::desk::user::{UserRow, own_role};
use crate::domain::account::Role;
use crate::domain::event::Severity;
use crate::domain::permission::Permission;
use crate::domain::time::Ts;
use crate::screens::trail::words::moment as brief;
use crate::ui::{Cells, Column, Layout};

impl Access {
    pub(super) fn columns(&self) -> &'static [Column] {
        match self.page {
            Page::Users => USERS,
            Page::Invitations => INVITATIONS,
            Page::Roles => ROLES,
            Page::Sessions => SESSIONS,
            Page::Events => EVENTS,
        }
    }

    pub(super) fn fill(&self, row: usize, cells: &mut Cells<'_>, cx: &Cx) {
        let Some(read) = &self.read else { return };
        let theme = &cx.look.theme;
        let moment = |at: Ts| cx.look.brief_moment(at.local(cx.zone));
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
                let own = one.custom_role_id.and_then(|id| read.roles.iter().find(|own| own.role.id == id));
                let fixed = || cx.text(&format!("role-{}", one.role));
                cells.styled(1, &own.map_or_else(fixed, |own| own.role.name.clone()), style);
                cells.styled(2, &cx.text(&format!("invitation-{}", one.state)), style);
                cells.styled(3, &moment(one.expires_at), theme.dim);
            }
            Page::Roles => {
                let Some(own) = row.checked_sub(Role::ALL.len()) else {
                    let Some(role) = Role::ALL.get(row) else { return };
                    let has = |user: &&UserRow| user.role == *role && user.custom_role_id.is_none();
                    cells.text(0, &cx.text(&format!("role-{role}")));
                    cells.styled(1, &cx.text("access-fixed_base"), theme.dim);
                    cells.text(3, &read.users.iter().filter(has).count().to_string());
                    return;
                };
                let Some(one) = read.roles.get(own) else { return };
                let style = if one.role.active { theme.text } else { theme.dim };
                cells.styled(0, &one.role.name, style);
                cells.styled(1, &cx.text(&format!("role-{}", one.role.base)), style);
                cells.styled(2, &one.rules.len().to_string(), style);
                cells.styled(3, &one.users.to_string(), style);
            }
            Page::Sessions => {
                let Some(one) = read.sessions.get(row) else { return };
                let here = is_here(one, cx);
                let style = if here { theme.accent } else { theme.text };
                cells.styled(0, &one.full_name, style);
                cells.styled(1, &cx.text(if here { "access-way_here" } else { way(&one.device) }), style);
                cells.styled(2, &one.terminal, style);
                cells.styled(3, &brief(one.created_at, cx), theme.dim);
                cells.styled(4, &brief(one.last_seen_at, cx), theme.dim);
                cells.styled(5, &one.device, theme.dim);
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
                let state = if one.resolved_at.is_some() { "access-is_settled" } else { "access-unsettled" };
                cells.styled(3, &cx.text(state), style);
                // What is about nobody is about the counter it was told at.
                cells.styled(4, one.account.as_deref().unwrap_or(&one.terminal), style);
                let settled = one.resolved_by.as_ref().map(|by| format!("{by}: {}", one.note));
                cells.styled(5, &one.terminal, theme.dim);
                cells.styled(6, &settled.unwrap_or_default(), theme.dim);
            }
        }
    }

    /// What has no column where the terminal is narrow, and what has none at all.
    pub(super) fn sentence(&self, cx: &Cx) -> String {
        match self.page {
            Page::Sessions => self.row(|read| &read.sessions).map(|seat| of_session(seat, cx)),
            Page::Events => self.row(|read| &read.events).map(|event| of_event(event, cx)),
            // On a phone the name may be cut off, and what else there is has no column.
            _ if cx.look.layout != Layout::Phone => None,
            Page::Users => self.row(|read| &read.users).map(|user| {
                let last = user.last_seen_at.map(|at| moment(at, cx));
                let named = format!("{} ({})", user.full_name, user.username);
                [named].into_iter().chain(last).collect::<Vec<_>>().join(" · ")
            }),
            Page::Invitations => self.row(|read| &read.invitations).map(|one| {
                let role = cx.text(&format!("role-{}", one.role));
                let until = cx.fill("access-ends_at", &[("at", moment(one.expires_at, cx).into())]);
                [one.full_name.clone(), role, until].join(" · ")
            }),
            Page::Roles => None,
        }
        .unwrap_or_default()
    }
}

fn moment(at: Ts, cx: &Cx) -> String {
    cx.look.brief_moment(at.local(cx.zone))
}

/// Whether it is the log-in of whoever looks.
fn is_here(seat: &SeatRow, cx: &Cx) -> bool {
    cx.desk.who().is_some_and(|who| who.session_id == seat.id)
}

/// By which way somebody came in, as far as the computer said: a word for it stands behind the name of its user.
fn way(device: &str) -> &'static str {
    let said =
        |word| device.split(' ').skip(1).any(|said| said == word) || device.starts_with(&format!("{word} "));
    match (said("script"), said("ssh")) {
        (true, _) => "access-way_script",
        (_, true) => "access-way_ssh",
        _ => "access-way_desk",
    }
}

fn of_session(seat: &SeatRow, cx: &Cx) -> String {
    let facts = [
        ("way", cx.text(way(&seat.device)).into()),
        ("ends", moment(seat.expires_at, cx).into()),
        ("terminal", seat.terminal.as_str().into()),
        ("used", moment(seat.last_seen_at, cx).into()),
        ("since", moment(seat.created_at, cx).into()),
    ];
    let named = cx.look.layout == Layout::Phone;
    let named = named.then(|| format!("{} ({})", seat.full_name, seat.username));
    let here = is_here(seat, cx).then(|| cx.text("access-way_here"));
    let said = named.into_iter().chain(here).chain([cx.fill("access-session_said", &facts)]);
    let device = Some(seat.device.clone()).filter(|device| !device.is_empty());
    said.chain(device).collect::<Vec<_>>().join(" · ")
}

/// What it was, about whom, and when.
pub(super) fn event_named(event: &EventRow, cx: &Cx) -> String {
    let whom = event.account.as_deref().unwrap_or(&event.terminal);
    [&*cx.text(&format!("event-{}", event.kind)), whom, &moment(event.at, cx)].join(" · ")
}

/// Who did it, to whom, what, where, when, and what it turned out to be.
fn of_event(event: &EventRow, cx: &Cx) -> String {
    let facts = [
        ("at", moment(event.at, cx).into()),
        ("terminal", event.terminal.as_str().into()),
        ("severity", cx.text(&format!("severity-{}", event.severity)).into()),
    ];
    let mut parts = vec![cx.fill("access-event_said", &facts)];
    let by = event.actor.as_ref().map(|by| cx.fill("access-event_by", &[("name", by.as_str().into())]));
    let about = event.account.as_ref().filter(|_| event.account_id != event.actor_id);
    let about = about.map(|one| cx.fill("access-event_about", &[("name", one.as_str().into())]));
    parts.extend(by.into_iter().chain(about));
    parts.extend(details(&event.details, cx));
    let settled = event.resolved_by.as_ref().zip(event.resolved_at).map(|(by, at)| {
        let facts = [("name", by.into()), ("at", moment(at, cx).into()), ("note", (&event.note).into())];
        cx.fill("access-event_settled", &facts)
    });
    // What there is to do about it, as long as nobody did.
    parts.push(settled.unwrap_or_else(|| cx.look.words.help(&format!("event-{}", event.kind))));
    parts.join(" · ")
}

/// What an event was written down with, fact by fact.
pub(in crate::screens) fn details<'a>(details: &'a str, cx: &'a Cx) -> impl Iterator<Item = String> + 'a {
    details.split_whitespace().filter_map(|fact| detail(fact, cx))
}

/// One of the facts an event was written down with: `to=manager`, `allow`, `day:close:clinic`. Ids say nobody anything.
fn detail(fact: &str, cx: &Cx) -> Option<String> {
    let Some((name, value)) = fact.split_once('=') else {
        return Some(match Permission::of(fact) {
            Some(permission) => right_words(permission, &cx.look),
            None => cx.text(&format!("access-detail_{fact}")),
        });
    };
    if name == "session" || name == "role" {
        return None;
    }
    let fixed = || Role::of(value).map(|role| cx.text(&format!("role-{role}")));
    let value = own_role(value).or_else(fixed).unwrap_or_else(|| value.to_owned());
    Some(cx.fill(&format!("access-detail_{name}"), &[("value", value.into())]))
}

const USERS: &[Column] = &[
    Column::new("access-name", 14).grows().key(),
    Column::new("access-username", 14).from(Layout::Base),
    Column::new("access-role", 12),
    Column::new("access-state", 8),
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
    Column::new("access-name", 12).grows().key(),
    Column::new("access-way", 9),
    Column::new("access-terminal", 14),
    Column::new("access-since", 12).from(Layout::Base),
    Column::new("access-last", 15).from(Layout::Base),
    Column::new("access-device", 24).from(Layout::Wide),
];
const EVENTS: &[Column] = &[
    Column::new("access-at", 17).from(Layout::Base),
    Column::new("access-severity", 10).from(Layout::Base),
    Column::new("access-event", 16).grows().key(),
    Column::new("access-state", 8),
    Column::new("access-about", 16).from(Layout::Base),
    Column::new("access-terminal", 14).from(Layout::Wide),
    Column::new("access-settled", 20).from(Layout::Wide),
];

/// The name of somebody's role: the clinic's own, or the fixed one.
pub(super) fn role_of(user: &UserRow, cx: &Cx) -> String {
    user.custom_role.clone().unwrap_or_else(|| cx.text(&format!("role-{}", user.role)))
}
