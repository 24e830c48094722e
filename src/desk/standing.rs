//! Whether a log-in still holds, and when it was used last.

use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use tokio::task::JoinHandle;

use super::Desk;
use super::fault::Done;
use super::rights::Rights;
use crate::domain::id::SessionId;
use crate::domain::refusal::Refusal;
use crate::domain::time::Ts;
use crate::store;

/// What is being written down beside what somebody asks for.
#[derive(Debug, Default)]
pub(super) struct Noting(Mutex<Vec<JoinHandle<()>>>);

impl Desk {
    /// Whether the session of whoever is logged in was found to be over: nothing more can be done with it.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.who().is_some_and(super::Who::is_over)
    }

    /// Somebody did something at this desk. From then on only what is done by hand counts as a use: what a screen reads
    /// by itself does not.
    pub fn touched(&self) {
        if let Some(who) = self.who() {
            who.uses(self.now());
        }
    }

    /// Somebody sits down at this desk, who has not touched it yet.
    pub fn by_hand(&self) {
        if let Some(who) = self.who() {
            who.by_hand();
        }
    }

    /// Looks whether the session still holds; [`Desk::is_over`] knows afterwards.
    pub async fn holds(&self) {
        if let Err(fault) = self.standing().await {
            tracing::debug!(fault = fault.message(), "the session");
        }
    }

    /// Whether the session still holds, and what it may now; read again where something changed.
    ///
    /// # Errors
    /// `clinic.suspended`, `login.over`.
    pub(super) async fn standing(&self) -> Done<()> {
        let Some(who) = self.who() else { return Ok(()) };
        let (now, steady) = (self.now(), self.steady().await?);
        let epoch = self.house.epoch.load(Ordering::SeqCst);
        let known = who.just_came() || self.house.listening.load(Ordering::SeqCst);
        if known && who.stands(epoch, now, steady) {
            return Ok(());
        }
        let clinic = self.clinic().id;
        match Rights::of(&self.house.db, clinic, who.session_id, steady).await? {
            Some(rights) => who.now_may(rights, epoch, steady),
            None => {
                // A suspended clinic's counters may go on where they were when it works again.
                self.looks_whether_suspended().await?;
                who.ends();
                return Err(Refusal::new("login.over").into());
            }
        }
        match who.is_seen(now) {
            // Nobody who looks at a screen waits for it.
            Some(seen) if who.is_by_hand() => {
                let (desk, session) = (self.clone(), who.session_id);
                self.house.noting.begins(tokio::spawn(async move {
                    if let Err(fault) = desk.note_use(session, seen).await {
                        tracing::warn!(fault = fault.message(), "writing down a use");
                    }
                }));
            }
            Some(seen) => self.note_use(who.session_id, seen).await?,
            None => {}
        }
        Ok(())
    }

    async fn note_use(&self, session: SessionId, seen: Ts) -> Done<()> {
        let mut tx = self.house.db.begin().await?;
        store::account::seen(tx.on(), self.clinic().id, session, seen).await?;
        Ok(tx.commit().await?)
    }

    /// Waits for what is written down beside what somebody asks for.
    pub async fn at_rest(&self) {
        let writing =
            std::mem::take(&mut *self.house.noting.0.lock().unwrap_or_else(PoisonError::into_inner));
        for writing in writing {
            // Its fault is in the log.
            let _ = writing.await;
        }
    }
}

impl Noting {
    pub(super) fn begins(&self, writing: JoinHandle<()>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|writing| !writing.is_finished());
        all.push(writing);
    }
}
