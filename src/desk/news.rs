//! What other counters change: heard through the store's signal, read from the trail.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::fault::Done;
use super::{Desk, rights, roster};
use crate::store;
use crate::store::watch::Signals;

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
            let pause = std::time::Duration::from_secs(1);
            while house.strong_count() > 0 {
                let Ok(mut signals) = Signals::of(&db, clinic).await else {
                    tokio::time::sleep(pause).await;
                    continue;
                };
                // First what was written before it listened.
                loop {
                    let Some(house) = house.upgrade().filter(|house| !house.closing.load(Ordering::SeqCst))
                    else {
                        return;
                    };
                    let closes = Arc::clone(&house);
                    if let Err(fault) = (Self { house, who: None, proof: None }).noticed().await
                        && !closes.closing.load(Ordering::SeqCst)
                    {
                        tracing::warn!(fault = fault.message(), "looking for changes");
                    }
                    drop(closes);
                    if signals.next().await.is_err() {
                        break;
                    }
                }
            }
        });
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
