//! What other counters change: heard through the store's signal, read from the trail.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;

use tokio::time::timeout;

use super::fault::{Done, Fault};
use super::{Desk, House, rights, roster};
use crate::domain::time::Ts;
use crate::store;
use crate::store::watch::{Heard, Signals};

/// A server that does not answer for so long is not there: it is said.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long it waits before it tries again.
const PAUSE: Duration = Duration::from_secs(1);

fn now(house: &Weak<House>) -> Option<Ts> {
    house.upgrade().map(|house| house.clock.now())
}

/// There is no way to the database: everybody who watches is told, once.
fn lose(house: &Weak<House>, since: Option<Ts>) {
    let Some(house) = house.upgrade().filter(|house| !house.closing.load(Ordering::SeqCst)) else { return };
    let mut lost = house.lost.write().unwrap_or_else(PoisonError::into_inner);
    if lost.is_none() {
        *lost = since;
        drop(lost);
        house.changes.send_modify(|count| *count += 1);
    }
}

impl House {
    /// The database answers: whoever was told that it does not looks again.
    fn find_again(&self) {
        if self.lost.write().unwrap_or_else(PoisonError::into_inner).take().is_some() {
            self.changes.send_modify(|count| *count += 1);
        }
    }
}

/// The nouns of whose changes a severe event may come, and events themselves.
const TOLD: &[&str] = &["account", "event"];

impl Desk {
    /// Begins to listen for what other counters change, once; ends when the last desk of the process is gone.
    pub fn listen(&self) {
        if self.house.listening.swap(true, Ordering::SeqCst) {
            return;
        }
        let desk = Self { house: Arc::clone(&self.house), who: None, proof: None };
        let house = Arc::downgrade(&desk.house);
        let db = desk.house.db.clone();
        let clinic = desk.clinic().id;
        drop(desk);
        tokio::spawn(async move {
            while house.strong_count() > 0 {
                let since = now(&house);
                let mut opening = std::pin::pin!(Signals::of(&db, clinic));
                let opened = match timeout(PATIENCE, &mut opening).await {
                    Ok(opened) => opened,
                    Err(_) => {
                        lose(&house, since);
                        opening.await
                    }
                };
                let Ok(mut signals) = opened else {
                    lose(&house, since);
                    tokio::time::sleep(PAUSE).await;
                    continue;
                };
                let began = tokio::time::Instant::now();
                // First what was written before it listened.
                loop {
                    let Some(here) = house.upgrade().filter(|house| !house.closing.load(Ordering::SeqCst))
                    else {
                        return;
                    };
                    let looked = (Self { house: Arc::clone(&here), who: None, proof: None }).noticed().await;
                    match looked {
                        Ok(()) => here.find_again(),
                        Err(_) if here.closing.load(Ordering::SeqCst) => return,
                        Err(fault) => {
                            tracing::warn!(fault = fault.message(), "looking for changes");
                            drop(here);
                            let gone = fault == Fault::Store(store::Fault::Unreachable);
                            if gone {
                                lose(&house, now(&house));
                            }
                            tokio::time::sleep(PAUSE).await;
                            if gone {
                                break;
                            }
                            // What was to be seen is still unseen, and no further signal need come.
                            continue;
                        }
                    }
                    drop(here);
                    if signals.next().await == Heard::Ended {
                        // What ends as soon as it begins is not begun again and again without a rest.
                        if began.elapsed() < PAUSE {
                            tokio::time::sleep(PAUSE).await;
                        }
                        break;
                    }
                }
            }
        });
    }

    /// Since when nothing is heard of the database; none while it is there, as far as this process listens.
    #[must_use]
    pub fn lost_since(&self) -> Option<Ts> {
        *self.house.lost.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something happened somewhere: if it was not this process, everybody who watches is told.
    async fn noticed(&self) -> Done<()> {
        let open = store::tenant::open(&self.house.db, self.clinic().id).await?.is_some_and(|(open,)| open);
        if self.house.suspended.swap(!open, Ordering::SeqCst) == open {
            self.house.changes.send_modify(|count| *count += 1);
        }
        let seq = store::audit::end(&self.house.db, self.clinic().id).await?.map_or(0, |end| end.seq);
        let known = self.house.head.load(Ordering::SeqCst);
        if seq > known {
            let nouns = store::audit::nouns_since(&self.house.db, self.clinic().id, known).await?;
            if nouns.iter().any(|(noun,)| roster::NOUNS.contains(&noun.as_str())) {
                self.house.forget_roster();
                self.reload_clinic().await?;
            }
            if nouns.iter().any(|(noun,)| rights::NOUNS.contains(&noun.as_str())) {
                self.house.rights_changed();
            }
            if nouns.iter().any(|(noun,)| TOLD.contains(&noun.as_str())) {
                self.counts_severe().await;
            }
            self.house.saw(seq);
            self.house.changes.send_modify(|count| *count += 1);
        }
        Ok(())
    }
}
