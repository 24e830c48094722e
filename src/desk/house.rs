//! What the desks of one process share.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, RwLock};

use tokio::sync::watch;

use super::fault::{Done, Fault};
use super::{event, habit, hashing, meter, roster, standing, steady, verify};
use crate::clock::SharedClock;
use crate::domain::audit::TrailKey;
use crate::domain::clinic::Clinic;
use crate::domain::refusal::Refusal;
use crate::domain::time::Ts;
use crate::store::Db;

/// What every desk of this process shares.
pub(crate) struct House {
    pub(crate) db: Db,
    pub(super) clock: SharedClock,
    pub(super) clinic: RwLock<Arc<Clinic>>,
    pub(crate) terminal: String,
    /// Kept outside the database; none on a counter that was not given it.
    pub(super) pepper: Option<Vec<u8>>,
    /// What the trail is sealed with; made of the pepper, none where that is not.
    pub(super) key: Option<TrailKey>,
    /// The last row of the trail this process knows of.
    pub(super) head: AtomicI64,
    pub(super) changes: watch::Sender<u64>,
    pub(super) listening: AtomicBool,
    /// Whoever administers the installation lets nobody work here, as far as this process was told.
    pub(super) suspended: AtomicBool,
    /// Since when there is no way to the database.
    pub(super) lost: RwLock<Option<Ts>>,
    /// The database is let go of: that nothing is heard of it any more is no news.
    pub(super) closing: AtomicBool,
    /// How often somebody came in, left, or came back to a locked screen: what was proved before is proved no more.
    pub(super) unlocks: AtomicU64,
    pub(super) roster: roster::Kept,
    pub(super) habit: habit::Habit,
    /// Counts up whenever rights may have changed, here or elsewhere.
    pub(super) epoch: AtomicU64,
    /// Who uses this computer, as far as anybody told.
    pub(super) device: RwLock<String>,
    /// What people are told where to come; empty: the terminal's name.
    pub(super) counter: RwLock<String>,
    pub(super) meter: meter::Meter,
    /// Of a server, whose clock it is then: see [`Steady`](steady::Steady).
    pub(super) steady: Option<Arc<steady::Steady>>,
    pub(super) noting: standing::Noting,
    pub(super) alarm: verify::Alarm,
    pub(super) severe: event::Severe,
}

impl House {
    /// What the desks of a clinic share whose trail ends at row `head`.
    pub(super) fn new(
        db: Db,
        clock: SharedClock,
        terminal: String,
        pepper: Option<Vec<u8>>,
        (clinic, head): (Clinic, i64),
    ) -> Self {
        let (clock, steady) = steady::Steady::beside(&db, clock);
        Self {
            db,
            clock,
            clinic: RwLock::new(Arc::new(clinic)),
            terminal,
            key: pepper.as_deref().map(TrailKey::of),
            pepper,
            head: AtomicI64::new(head),
            changes: watch::Sender::new(0),
            listening: AtomicBool::new(false),
            suspended: AtomicBool::new(false),
            lost: RwLock::default(),
            closing: AtomicBool::new(false),
            unlocks: AtomicU64::new(0),
            roster: roster::Kept::default(),
            habit: habit::Habit::default(),
            epoch: AtomicU64::new(0),
            device: RwLock::default(),
            counter: RwLock::default(),
            meter: meter::Meter::default(),
            steady,
            noting: standing::Noting::default(),
            alarm: verify::Alarm::default(),
            severe: event::Severe::default(),
        }
    }

    /// This process wrote row `seq` of the trail. Where another counter's row came between, the end stays where it
    /// was: that row is still to be looked at.
    pub(crate) fn wrote(&self, seq: i64) {
        let _ = self.head.compare_exchange(seq - 1, seq, Ordering::SeqCst, Ordering::SeqCst);
    }

    /// What somebody may has perhaps changed.
    pub(super) fn rights_changed(&self) {
        self.epoch.fetch_add(1, Ordering::SeqCst);
    }

    /// Everything up to row `seq` was looked at.
    pub(super) fn saw(&self, seq: i64) {
        self.head.fetch_max(seq, Ordering::SeqCst);
    }

    pub(super) fn forget_roster(&self) {
        self.roster.forget();
    }

    /// What the trail is sealed with: without it nothing can be done here (`pin.pepper`).
    pub(crate) fn key(&self) -> Result<&TrailKey, Refusal> {
        self.key.as_ref().ok_or_else(|| Refusal::new("pin.pepper"))
    }

    /// The PIN mixed with the pepper, ready to hash.
    pub(crate) fn peppered(&self, pin: &str) -> Done<Vec<u8>> {
        let pepper = self.pepper.as_deref().ok_or_else(|| Refusal::at("pin.pepper", "pin"))?;
        hashing::pepper_pin(pepper, pin).ok_or_else(|| Fault::Broken("pepper".to_owned()))
    }
}
