//! Guessing is slow: tries are counted in the database, so that every counter shares the count.

use super::Desk;
use super::fault::{Done, Fault};
use crate::domain::event::EventKind;
use crate::domain::refusal::Refusal;
use crate::domain::time::Ts;
use crate::store;

/// Wrong passwords or PINs before the first pause; then 30 s, and twice as long each time up to 15 min.
const FREE_TRIES: i64 = 5;

impl Desk {
    /// Counts a try before it is looked at: two counters at the same moment get one each, and the one that uses the
    /// last free one up starts the pause for all. Whoever turns out to be right is forgiven.
    ///
    /// # Errors
    /// `code` with the seconds to wait.
    pub(super) async fn count_try(&self, subject: &str, code: &'static str) -> Done<()> {
        let (clinic, now) = (self.clinic().id, self.now());
        let mut tx = self.house.db.begin().await?;
        let row = store::account::attempt(tx.on(), clinic, subject, now).await?;
        if let Some(until) = row.locked_until.filter(|until| *until > now) {
            tx.rollback().await;
            return Err(Refusal::new(code).with("seconds", until.seconds_since(now).max(1)).into());
        }
        if let Some(seconds) = pause_seconds(row.failures) {
            let until = Ts(now.0 + seconds * 1_000_000);
            store::account::lock(tx.on(), clinic, subject, until).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Whoever this is counted under was right.
    pub(super) async fn forgive(&self, subject: &str) -> Done<()> {
        let mut tx = self.house.db.begin().await?;
        store::account::forgive(tx.on(), self.clinic().id, subject).await?;
        Ok(tx.commit().await?)
    }

    /// A counted try was wrong; where it began a pause, the owner is told. Answers why it was refused.
    pub(super) async fn failed(&self, subject: &str, refusal: Refusal) -> Fault {
        match self.tell_of_pause(subject).await {
            Ok(()) => refusal.into(),
            Err(fault) => fault,
        }
    }

    async fn tell_of_pause(&self, subject: &str) -> Done<()> {
        let (clinic, now) = (self.clinic().id, self.now());
        let row = store::account::throttle(&self.house.db, clinic, subject).await?;
        let Some(row) = row.filter(|row| row.locked_until.is_some_and(|until| until > now)) else {
            return Ok(());
        };
        let (kind, username) = match subject.split_once(':') {
            Some(("pin", name)) => (EventKind::PinPause, name),
            Some(("code", name)) => (EventKind::FactorPause, name),
            Some((_, name)) => (EventKind::LoginPause, name),
            None => return Ok(()),
        };
        // A name nobody has may be a password in the wrong field: it is not written down.
        let account = store::account::by_username(&self.house.db, clinic, username).await?;
        self.tell(kind, account.map(|account| account.id), format!("tries={}", row.failures)).await
    }

    /// Counts one more wrong try of a subject; answers why it was refused.
    pub(super) async fn count_failure(&self, subject: &str, refusal: Refusal) -> Fault {
        let clinic = self.clinic().id;
        let counted = async {
            let mut tx = self.house.db.begin().await?;
            let (failures,) = store::account::fail(tx.on(), clinic, subject).await?;
            if let Some(seconds) = pause_seconds(failures) {
                let until = Ts(self.now().0 + seconds * 1_000_000);
                store::account::lock(tx.on(), clinic, subject, until).await?;
            }
            tx.commit().await
        };
        match counted.await {
            Ok(()) => refusal.into(),
            Err(fault) => fault.into(),
        }
    }
}

/// How long to wait after so many failures: none at first, then 30 s doubling up to 15 min.
fn pause_seconds(failures: i64) -> Option<i64> {
    let over = failures - FREE_TRIES;
    (over >= 0).then(|| if over == 0 { 30 } else { (60_i64 << (over - 1).min(4)).min(900) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour() {
        let pauses: Vec<_> = (1..=12).map(pause_seconds).collect();
        assert_eq!(pauses[..4], [None, None, None, None]);
        assert_eq!(
            pauses[4..].iter().map(|p| p.unwrap()).collect::<Vec<_>>(),
            [30, 60, 120, 240, 480, 900, 900, 900]
        );
    }
}
