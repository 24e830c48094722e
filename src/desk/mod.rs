//! What can be done at the desk. Each act, in this order: who may → rule → one transaction → one row of
//! the trail → the other counters are told. Screens, scripts and tests come through the same door.

pub mod account;
pub mod act;
pub mod acts;
mod approval;
pub mod assign;
mod begun;
pub mod bill;
pub mod board;
pub mod booking;
pub mod clinic;
pub mod commission;
mod confided;
pub mod credit;
pub mod day_close;
pub mod deposit;
pub mod discount;
mod doing;
pub mod drawer;
pub mod erase;
pub mod estimate;
pub mod event;
pub mod expense;
pub mod explain;
pub mod export;
pub mod factor;
pub mod fault;
mod find;
mod follow;
pub mod found;
mod given;
mod habit;
mod hand;
mod hashing;
#[cfg(test)]
mod hashing_tests;
pub mod health_note;
mod held;
mod house;
pub mod import;
pub mod invite;
mod kept;
pub mod leak;
mod least;
mod ledger;
pub mod line;
pub mod lost;
pub mod merge;
mod meter;
mod meter_kept;
pub mod method;
mod moved;
pub mod naming;
mod news;
pub mod next_free;
pub mod open;
mod over;
pub mod package;
pub mod package_refund;
pub mod package_use;
mod paid_for;
mod parts;
pub mod patient;
pub mod payment;
pub mod progress;
mod proof;
pub mod queue;
mod reach;
pub mod receipt;
pub mod recurring;
pub mod refund;
pub mod report;
pub mod right;
pub mod rights;
pub mod role;
pub mod roster;
mod rounding;
pub mod session;
pub mod share;
mod shown;
mod signed;
mod slot;
pub mod staff;
mod stake;
mod standing;
mod steady;
mod tax;
pub mod team;
pub mod tenant;
pub mod then;
mod throttle;
pub mod ticket;
pub mod tip;
mod trace;
pub mod trail;
pub mod treatment;
mod undo;
pub mod unmerge;
mod unsure;
pub mod user;
pub mod user_name;
mod veil;
pub mod verify;
pub mod visit;
pub mod visit_card;
pub mod void;
pub mod walk_in;
pub mod work;

use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use chrono::NaiveDate;
use tokio::sync::watch;

pub use account::{Approval, LogIn};
pub use act::{Act, Change, Look};
use clinic::clinic_of;
pub use fault::{Done, Fault};
pub use habit::SOURCES;
pub(crate) use house::House;
pub use progress::Progress;
pub use rights::{Scope, Who};
pub use roster::Roster;
pub use work::Work;

use crate::clock::SharedClock;
use crate::domain::clinic::Clinic;
use crate::domain::id::RequestId;
use crate::domain::money::Currency;
use crate::domain::refusal::Refusal;
use crate::domain::time::Ts;
use crate::domain::zone::Zone;
use crate::store::{self, Both, Db};

/// The desk as one person sees it at one terminal. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub(crate) house: Arc<House>,
    who: Option<Arc<Who>>,
    /// What a PIN was typed for.
    proof: Option<proof::Proof>,
}

/// How an act is asked for, beyond its own input.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Made by whoever asks: asking twice with the same id is doing once.
    pub request: Option<RequestId>,
    /// A PIN for a right beyond the act's own.
    pub approval: Option<Approval>,
}

impl Asked {
    /// With an id of the asker's own.
    #[must_use]
    pub fn once(request: RequestId) -> Self {
        Self { request: Some(request), approval: None }
    }
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").field("terminal", &self.house.terminal).finish_non_exhaustive()
    }
}

impl Desk {
    /// The desk of the one clinic in this database; nobody is logged in yet.
    /// # Errors
    /// As [`open_of`](Self::open_of).
    pub async fn open(db: Db, clock: SharedClock, terminal: String, pepper: Option<Vec<u8>>) -> Done<Self> {
        Self::open_of(db, None, clock, terminal, pepper).await
    }

    /// The desk of the clinic with this short name, or of the only one; nobody is logged in yet.
    ///
    /// # Errors
    /// `clinic.none` when there is no clinic yet, `wall.broken` when it cannot be known, `clinic.unknown` and `clinic.which` when this is none of several,
    /// `clinic.suspended`, `trail.key` when this counter's secret is another clinic's.
    pub async fn open_of(
        db: Db,
        slug: Option<&str>,
        clock: SharedClock,
        terminal: String,
        pepper: Option<Vec<u8>>,
    ) -> Done<Self> {
        let door = store::tenant::door(&db, slug).await;
        let Some(Both(tenant, Both(row, Both(end, at)))) = door.map_err(clinic::unreadable)? else {
            return Err(tenant::none_of(&db, slug).await?);
        };
        if !tenant.active {
            return Err(Refusal::new("clinic.suspended").into());
        }
        if !tenant.founded {
            return Err(tenant::none_here(&db).await?);
        }
        let desk = Self::of(db, clock, terminal, pepper, clinic_of(row)?, end.seq);
        desk.server_said(at.clock);
        // Where the trail has no end any more, or rows of ours and another's end, that is for whoever verifies it to say.
        let other = desk.house.key.as_ref().filter(|key| !end.key_id.is_empty() && end.key_id != key.id());
        if let Some(key) = other
            && !store::audit::knows(desk.db(), desk.clinic().id, key.id()).await?.0
        {
            return Err(Refusal::new("trail.key").into());
        }
        Ok(desk)
    }

    pub(super) fn of(
        db: Db,
        clock: SharedClock,
        terminal: String,
        pepper: Option<Vec<u8>>,
        clinic: Clinic,
        head: i64,
    ) -> Self {
        let house = House::new(db, clock, terminal, pepper, (clinic, head));
        Self { house: Arc::new(house), who: None, proof: None }
    }

    /// Somebody came in: what was proved here before is proved no more.
    pub(crate) fn with(&self, who: Who) -> Self {
        self.forget_proofs();
        Self { house: Arc::clone(&self.house), who: Some(Arc::new(who)), proof: None }
    }

    /// Whoever is logged in.
    #[must_use]
    pub fn who(&self) -> Option<&Who> {
        self.who.as_deref()
    }

    #[must_use]
    pub fn clinic(&self) -> Arc<Clinic> {
        Arc::clone(&self.house.clinic.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// How the clinic counts.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.clinic().currency.clone()
    }

    /// Where the clinic's clock hangs.
    #[must_use]
    pub fn zone(&self) -> Zone {
        self.clinic().zone
    }

    #[must_use]
    pub fn clock(&self) -> SharedClock {
        Arc::clone(&self.house.clock)
    }

    #[must_use]
    pub fn now(&self) -> Ts {
        self.house.clock.now()
    }

    /// Today in the clinic's zone.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.clinic().day(self.now())
    }

    #[must_use]
    pub fn terminal(&self) -> &str {
        &self.house.terminal
    }

    /// Counts up whenever another counter changed something.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.house.changes.subscribe()
    }

    /// The store, for acts that look.
    pub(crate) fn db(&self) -> &Db {
        &self.house.db
    }

    /// Finishes and lets go of the database.
    pub async fn close(&self) {
        self.leaves_counted().await;
        self.at_rest().await;
        self.house.closing.store(true, Ordering::SeqCst);
        self.house.db.close().await;
    }

    /// Reads the clinic's settings again.
    pub(crate) async fn reload_clinic(&self) -> Done<()> {
        if let Some(row) =
            store::clinic::get(&self.house.db, self.clinic().id).await.map_err(clinic::unreadable)?
        {
            let clinic = Arc::new(clinic_of(row)?);
            *self.house.clinic.write().unwrap_or_else(PoisonError::into_inner) = clinic;
        }
        Ok(())
    }
}

/// Any serialisable value as the "before" of something that was not there.
pub(crate) const NOTHING: &Option<()> = &None;
