//! What can be done here, and by whom: refused before anything is typed where the desk would refuse it at the end.

use super::deed::is_mine;
use super::{Access, Page};
use crate::app::{Cx, Why};
use crate::desk::event::EventRow;
use crate::desk::user::UserRow;
use crate::domain::account::{InvitationState, Role};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::screens::places::needs;

impl Access {
    /// Whether this is the page that is seen.
    pub(super) fn on(&self, page: Page) -> Result<(), Why> {
        if self.page == page { Ok(()) } else { Err(Why::Not) }
    }

    pub(super) fn changes(&self, cx: &Cx) -> Result<(), Why> {
        self.role().filter(|_| self.page == Page::Roles).ok_or(Why::Not)?;
        needs(cx, Permission::RoleEdit)
    }

    pub(super) fn opens(&self, cx: &Cx) -> Result<(), Why> {
        let (is, right) = match self.page {
            Page::Users => (self.row(|read| &read.users).is_some(), Permission::AccountSee),
            Page::Roles => (self.list.selected().is_some(), Permission::AccountSee),
            Page::Events => {
                let event = self.row(|read| &read.events).filter(|event| event.resolved_at.is_none());
                needs(cx, Permission::EventResolve)?;
                return self.settles(event.ok_or(Why::Not)?, cx);
            }
            Page::Invitations | Page::Sessions => return Err(Why::Not),
        };
        needs(cx, right)?;
        if is { Ok(()) } else { Err(Why::Not) }
    }

    /// Refuses whoever is part of an event, or not above those who are: the desk's own rule.
    fn settles(&self, event: &EventRow, cx: &Cx) -> Result<(), Why> {
        let users = self.read.as_ref().map_or(&[][..], |read| &read.users);
        let me = cx.desk.who().map(|who| who.account_id);
        let owner = |user: &UserRow| user.role == Role::Owner && user.active;
        let alone = !users.iter().any(|user| owner(user) && Some(user.id) != me);
        for user in users.iter().filter(|user| [event.account_id, event.actor_id].contains(&Some(user.id))) {
            if Some(user.id) != me {
                above(user.role, cx)?;
            } else if !(user.role == Role::Owner && alone) {
                return Err(Why::Refused(Refusal::new("event.own")));
            }
        }
        Ok(())
    }

    pub(super) fn adds(&self, cx: &Cx) -> Result<(), Why> {
        match self.page {
            Page::Users | Page::Invitations => needs(cx, Permission::AccountEdit),
            Page::Roles => needs(cx, Permission::RoleEdit),
            Page::Sessions | Page::Events => Err(Why::Not),
        }
    }

    pub(super) fn hands(&self, cx: &Cx) -> Result<(), Why> {
        if self.page != Page::Invitations {
            return Err(Why::Not);
        }
        needs(cx, Permission::AccountEdit)?;
        let row = self.row(|read| &read.invitations);
        let row = row.filter(|row| row.state == InvitationState::Pending).ok_or(Why::Not)?;
        above(row.role, cx)
    }

    pub(super) fn ends(&self, cx: &Cx) -> Result<(), Why> {
        match self.page {
            Page::Invitations => {
                needs(cx, Permission::AccountEdit)?;
                let row =
                    self.row(|read| &read.invitations).filter(|row| row.state.open()).ok_or(Why::Not)?;
                above(row.role, cx)
            }
            Page::Sessions => {
                needs(cx, Permission::SessionEnd)?;
                let seat = self.row(|read| &read.sessions).ok_or(Why::Not)?;
                if is_mine(seat.account_id, cx) { Ok(()) } else { above(seat.role, cx) }
            }
            _ => Err(Why::Not),
        }
    }
}

/// Refuses whoever is not above somebody in this role.
pub(super) fn above(role: Role, cx: &Cx) -> Result<(), Why> {
    if cx.desk.manages(role) { Ok(()) } else { Err(Why::Refused(Refusal::new("user.above"))) }
}
