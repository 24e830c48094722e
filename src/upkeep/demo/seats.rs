//! Who of those who log in is who of those who treat.

use super::PASSWORD;
use crate::desk::user::{EditUser, ListUsers};
use crate::desk::{Approval, Asked, Desk, Done, Roster};

/// Whoever logs in and treats sees a day of their own: the column of the day with their name.
pub(super) async fn link(owner: &Desk, roster: &Roster) -> Done<()> {
    for user in owner.ask(ListUsers {}).await? {
        let Some(staff) = roster.staff.iter().find(|staff| staff.name == user.full_name) else { continue };
        let edit = EditUser {
            user: user.id,
            version: Some(user.version),
            username: user.username,
            full_name: user.full_name,
            email: user.email.unwrap_or_default(),
            phone: user.phone.unwrap_or_default(),
            language: user.language,
            staff: Some(staff.id),
        };
        owner.act_as(edit, Asked { request: None, approval: Approval::own(PASSWORD) }).await?;
    }
    Ok(())
}
