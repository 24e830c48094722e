//! What looked wrong, and what it turned out to be.

use std::sync::atomic::{AtomicI64, Ordering};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change, Look};
use super::fault::Done;
use super::work::{Work, one_row};
use super::{Desk, NOTHING};
use crate::domain::account::Role;
use crate::domain::event::EventKind;
use crate::domain::id::{AccountId, EventId};
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE_NEEDED;
use crate::store;
pub use crate::store::event::EventRow;
use crate::store::user::UserRow;

/// Security events: what is still to be settled first.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListEvents {}

impl Act for ListEvents {
    const NAME: &'static str = "list_events";
    const NEEDS: Permission = Permission::EventSee;
    type Output = Vec<EventRow>;
}

impl Look for ListEvents {
    async fn look(self, desk: &Desk) -> Done<Vec<EventRow>> {
        let all = store::event::all(desk.db(), desk.clinic().id).await?;
        desk.counts_severe().await;
        Ok(all)
    }
}

/// Says what an event was. It stays in the list. Whoever did it or is its subject does not settle it, nor anybody who
/// may not manage them; an owner who is the only one settles their own as well: there is nobody else.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolveEvent {
    pub event: EventId,
    pub note: String,
}

impl Act for ResolveEvent {
    const NAME: &'static str = "resolve_event";
    const NEEDS: Permission = Permission::EventResolve;
    type Output = EventRow;
}

impl Change for ResolveEvent {
    async fn change(self, work: &mut Work<'_>) -> Done<EventRow> {
        let (clinic, me, now) = (work.id(), work.me(), work.now);
        let note = LINE_NEEDED.clean(&self.note).map_err(|refusal| refusal.on("note"))?.value;
        let unknown = || Refusal::at("event.unknown", "event");
        let old = store::event::get(work.on(), clinic, self.event).await?.ok_or_else(unknown)?;
        if old.resolved_at.is_some() {
            return Err(Refusal::new("event.resolved").into());
        }
        above(work, &old).await?;
        one_row(store::event::resolve(work.on(), clinic, old.id, me, note.clone(), now).await?)?;
        work.record("event", old.id.0, NOTHING, &serde_json::json!({"kind": old.kind}), &note)?;
        Ok(store::event::get(work.on(), clinic, old.id).await?.ok_or_else(unknown)?)
    }
}

/// Refuses whoever is part of an event, or not above those who are.
///
/// # Errors
/// `event.own`, `user.above`.
async fn above(work: &mut Work<'_>, event: &EventRow) -> Done<()> {
    let (clinic, me, role) = (work.id(), work.me(), work.who.role_now());
    let users = store::user::all(work.on(), clinic).await?;
    let part = |user: &&UserRow| [event.account_id, event.actor_id].contains(&Some(user.id));
    for user in users.iter().filter(part) {
        let other = |one: &UserRow| one.id != me && one.active && one.role == Role::Owner;
        if user.id == me && (role != Role::Owner || users.iter().any(other)) {
            return Err(Refusal::new("event.own").into());
        }
        if user.id != me && !role.manages(user.role) {
            return Err(Refusal::at("user.above", "event").into());
        }
    }
    Ok(())
}

/// How many severe events nobody settled yet, as they were counted last.
#[derive(Debug, Default)]
pub(super) struct Severe(AtomicI64);

impl Desk {
    /// How many severe events are still open, for whoever may settle them.
    #[must_use]
    pub fn severe(&self) -> i64 {
        let may = self.may(Permission::EventResolve) == Grant::Yes;
        if may { self.house.severe.0.load(Ordering::SeqCst) } else { 0 }
    }

    /// Counts them anew: somebody came in, or something was done that they may come of.
    pub(super) async fn counts_severe(&self) {
        match store::event::severe(&self.house.db, self.clinic().id).await {
            Ok(count) => self.house.severe.0.store(count.map_or(0, |(count,)| count), Ordering::SeqCst),
            Err(fault) => tracing::warn!(?fault, "severe events were not counted"),
        }
    }

    /// Writes an event down that no act belongs to, with a row of the trail of its own.
    pub(super) async fn tell(&self, kind: EventKind, about: Option<AccountId>, details: String) -> Done<()> {
        // Whoever guesses at the door is nobody yet.
        let at_the_door = matches!(kind, EventKind::LoginPause | EventKind::FactorPause);
        let actor = self.who().filter(|_| !at_the_door).map(|who| who.account_id);
        let row = event(kind, (actor, about), self.terminal(), self.now(), details);
        let mut tx = self.house.db.begin().await?;
        store::event::insert(tx.on(), self.clinic().id, &row).await?;
        let by = self.who().filter(|_| !at_the_door).map(|who| (who.account_id, who.session_id)).unzip();
        let after = serde_json::json!({"kind": kind, "severity": row.severity, "about": about, "details": row.details});
        let seq = self.notes(&mut tx, by, "security_event", ("event", row.id.0), after).await?;
        tx.commit().await?;
        self.house.wrote(seq);
        self.counts_severe().await;
        Ok(())
    }
}

impl Work<'_> {
    /// Writes an event down with the act: it is there if, and only if, the act is done.
    pub(super) async fn tell(
        &mut self,
        kind: EventKind,
        about: impl Into<Option<AccountId>>,
        details: String,
    ) -> Done<()> {
        let clinic = self.id();
        let parties = (Some(self.me()), about.into());
        let row = event(kind, parties, self.terminal, self.now, details);
        store::event::insert(self.on(), clinic, &row).await?;
        Ok(())
    }
}

pub(super) fn event(
    kind: EventKind,
    (actor_id, account_id): (Option<AccountId>, Option<AccountId>),
    terminal: &str,
    at: crate::domain::time::Ts,
    details: String,
) -> EventRow {
    EventRow {
        id: EventId::new(),
        kind,
        severity: kind.severity(),
        account_id,
        account: None,
        actor_id,
        actor: None,
        terminal: terminal.to_owned(),
        at,
        details,
        resolved_at: None,
        resolved_by: None,
        note: String::new(),
    }
}
