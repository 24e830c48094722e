//! Guessing is slow: tries are counted in the database, so that every counter shares the count.

use super::Desk;
use super::fault::{Done, Fault};
use super::hashing::pepper_pin;
use crate::domain::audit::hex;
use crate::domain::event::EventKind;
use crate::domain::id::ClinicId;
use crate::domain::refusal::Refusal;
use crate::domain::time::Ts;
use crate::store::{self, On, Tx};

/// Wrong passwords or PINs before the first pause; after a PIN as long as the clinic says, after a password 30 s, and
/// twice as long each time up to 15 min.
const FREE_TRIES: i64 = 5;

/// So many tries may be looked at before each one waits for its pause, however many counters ask at once.
const MOST_TRIES: i64 = 10;

/// Longer than the longest pause: who tries again after it begins anew.
const KEPT_MINUTES: i64 = 24 * 60;

/// A counted try.
#[derive(Debug)]
pub(super) struct Try {
    /// What it is counted under.
    pub subject: String,
    /// As it was typed: `login:sari`.
    typed: String,
    count: i64,
}

/// What wrong passwords of a name are counted as.
pub(super) fn subject_of(username: &str) -> String {
    format!("login:{username}")
}

/// What tries of a typed name are counted under. The name itself is not written down: it may be a password in the wrong
/// field, and of any length.
pub(super) fn counted_under(pepper: &[u8], subject: &str) -> Done<String> {
    let kind = subject.split(':').next().unwrap_or_default();
    let hash = pepper_pin(pepper, subject).ok_or_else(|| Fault::Broken("pepper".to_owned()))?;
    Ok(format!("{kind}:{}", hex(&hash[..16])))
}

impl Desk {
    /// Counts a try before it is looked at, so that counters which ask at the same moment get one each of the same
    /// few. Whoever turns out to be right is forgiven; whoever is not waits ([`Desk::failed`]). Once so many were
    /// looked at, each further one starts its pause before it is. Where pauses go by this computer's clock, it is looked
    /// at whether that was set: an act looks by itself, who only tries does it here.
    ///
    /// # Errors
    /// `code` with the seconds to wait; `clinic.suspended`.
    pub(super) async fn count_try(&self, subject: String, code: &'static str) -> Done<Try> {
        self.refuse_suspended()?;
        self.watches_clock().await?;
        let (clinic, now) = (self.clinic().id, self.unmoved().await?);
        let pepper = self.house.pepper.as_deref().ok_or_else(|| Refusal::new("pin.pepper"))?;
        let (subject, typed) = (counted_under(pepper, &subject)?, subject);
        let mut tx = self.house.db.begin().await?;
        store::account::forget_tries(tx.on(), clinic, now.plus_minutes(-KEPT_MINUTES)).await?;
        let row = match store::account::attempt(tx.on(), clinic, &subject, now).await {
            Err(why @ store::Fault::Denied) => {
                tx.rollback().await;
                self.looks_whether_suspended().await?;
                return Err(why.into());
            }
            row => row?,
        };
        let pause = self.pause(&subject, row.failures, now);
        if let Some(until) = goes_on(tx.on(), (clinic, &subject), row.locked_until, (now, pause)).await? {
            tx.rollback().await;
            self.begins_now(&subject).await?;
            return Err(Refusal::new(code).with("seconds", until.seconds_since(now).max(1)).into());
        }
        if let Some(until) = pause.filter(|_| row.failures >= MOST_TRIES) {
            store::account::lock(tx.on(), clinic, &subject, until).await?;
        }
        tx.commit().await?;
        Ok(Try { subject, typed, count: row.failures })
    }

    /// Has a pause that by this clock would only begin later begin now ([`goes_on`]). That is written down, so that it does
    /// not begin anew with each time somebody asks, and so is when it was, for a clock that is put right again.
    pub(super) async fn begins_now(&self, subject: &str) -> Done<()> {
        let (clinic, now) = (self.clinic().id, self.unmoved().await?);
        let mut tx = self.house.db.begin().await?;
        let row = store::account::throttle(tx.on(), clinic, subject).await?;
        let pause = row.and_then(|row| row.locked_until.zip(self.pause(subject, row.failures, now)));
        let Some((until, most)) = pause.filter(|(until, most)| most < until) else {
            tx.rollback().await;
            return Ok(());
        };
        store::pause::keep(tx.on(), clinic, subject, until, now).await?;
        store::account::shorten(tx.on(), clinic, subject, most).await?;
        Ok(tx.commit().await?)
    }

    /// Whoever this is counted under was right.
    pub(super) async fn forgive(&self, subject: &str) -> Done<()> {
        let mut tx = self.house.db.begin().await?;
        store::account::forgive(tx.on(), self.clinic().id, subject).await?;
        Ok(tx.commit().await?)
    }

    /// A counted try was wrong: where that begins a pause, the owner is told. Answers why it was refused.
    pub(super) async fn failed(&self, tried: &Try, refusal: Refusal) -> Fault {
        match self.pauses(tried).await {
            Ok(()) => refusal.into(),
            Err(fault) => fault,
        }
    }

    async fn pauses(&self, tried: &Try) -> Done<()> {
        let (clinic, now) = (self.clinic().id, self.unmoved().await?);
        let mut tx = self.house.db.begin().await?;
        let pauses = self.paused(&mut tx, &tried.subject, tried.count, now).await?;
        tx.commit().await?;
        if !pauses {
            return Ok(());
        }
        let (kind, username) = match tried.typed.split_once(':') {
            Some(("pin", name)) => (EventKind::PinPause, name),
            Some(("code", name)) => (EventKind::FactorPause, name),
            Some((_, name)) => (EventKind::LoginPause, name),
            None => return Ok(()),
        };
        // A name nobody has may be a password in the wrong field: it is not written down.
        let account = store::account::by_username(&self.house.db, clinic, username).await?;
        // Each pause of somebody's is told, and there are few in a day; names are without end, and so would be the trail.
        if account.is_none() && !self.first_this_hour(kind, now).await? {
            return Ok(());
        }
        self.tell(kind, account.map(|account| account.id), format!("tries={}", tried.count)).await
    }

    /// Whether a pause of nobody's is the first of its kind for an hour, by the clock that pauses go by: the event itself
    /// has the counter's.
    async fn first_this_hour(&self, kind: EventKind, now: Ts) -> Done<bool> {
        let mut tx = self.house.db.begin().await?;
        let first = tells(&mut tx, self.clinic().id, kind.as_str(), (now, 60)).await?;
        tx.commit().await?;
        Ok(first)
    }

    /// Notes that something was asked, without a pause of its own.
    pub(super) async fn counted(&self, subject: &str) -> Done<()> {
        let now = self.unmoved().await?;
        let mut tx = self.house.db.begin().await?;
        store::account::fail(tx.on(), self.clinic().id, subject, now).await?;
        Ok(tx.commit().await?)
    }

    /// Counts one more wrong try of a subject that was not counted before it was looked at; answers why it was refused.
    pub(super) async fn count_failure(&self, subject: &str, refusal: Refusal) -> Fault {
        let counted = async {
            let now = self.unmoved().await?;
            let mut tx = self.house.db.begin().await?;
            let (failures,) = store::account::fail(tx.on(), self.clinic().id, subject, now).await?;
            self.paused(&mut tx, subject, failures, now).await?;
            Done::Ok(tx.commit().await?)
        };
        match counted.await {
            Ok(()) => refusal.into(),
            Err(fault) => fault,
        }
    }

    /// Begins the pause that comes after so many failures: whether there is one.
    async fn paused(&self, tx: &mut Tx, subject: &str, failures: i64, now: Ts) -> Done<bool> {
        let Some(until) = self.pause(subject, failures, now) else { return Ok(false) };
        store::account::lock(tx.on(), self.clinic().id, subject, until).await?;
        Ok(true)
    }
}

impl Desk {
    /// Until when to wait after so many failures.
    fn pause(&self, subject: &str, failures: i64, now: Ts) -> Option<Ts> {
        if subject.starts_with("pin:") {
            let minutes = self.clinic().policies.pin_lock_minutes;
            return (failures >= FREE_TRIES).then(|| now.plus_minutes(minutes));
        }
        pause_of(failures, now)
    }
}

/// Until when whoever is counted under this waits, where a pause is to go on until then and one that began now would go on
/// until `most`. One that goes on for longer only begins later by this clock, which either was ahead when it began or was
/// set back since. Nobody can tell these apart, so it holds twice: from now on, for whoever's clock was ahead, and at its
/// own time ([`Desk::begins_now`] keeps it), or whoever sets a clock back and right again would end it.
pub(super) async fn goes_on(
    on: On<'_>,
    (clinic, subject): (ClinicId, &str),
    until: Option<Ts>,
    (now, most): (Ts, Option<Ts>),
) -> Done<Option<Ts>> {
    let until = until.filter(|until| *until > now);
    let Some(most) = most else { return Ok(until) };
    let (kept,) = store::pause::kept(on, clinic, subject, (now, most)).await?;
    Ok(until.map(|until| until.min(most)).max(kept))
}

/// Until when to wait after so many failures of anything but a PIN.
pub(super) fn pause_of(failures: i64, now: Ts) -> Option<Ts> {
    pause_seconds(failures).map(|seconds| Ts(now.0 + seconds * 1_000_000))
}

/// Whether something is to be told now, and not again for so many minutes. What was told while the clock was ahead does
/// not keep anything back for longer than that.
pub(super) async fn tells(
    tx: &mut Tx,
    clinic: ClinicId,
    what: &str,
    (now, minutes): (Ts, i64),
) -> Done<bool> {
    let (subject, until) = (format!("told:{what}"), now.plus_minutes(minutes));
    let row = store::account::attempt(tx.on(), clinic, &subject, now).await?;
    let first = row.locked_until.is_none_or(|told| told <= now || told > until);
    if first {
        store::account::shorten(tx.on(), clinic, &subject, until).await?;
        store::account::lock(tx.on(), clinic, &subject, until).await?;
    }
    Ok(first)
}

/// How long a pause is at the most.
const LONGEST_SECONDS: i64 = 15 * 60;

/// How long to wait after so many failures: none at first, then 30 s doubling up to 15 min.
fn pause_seconds(failures: i64) -> Option<i64> {
    let over = failures - FREE_TRIES;
    (over >= 0).then(|| if over == 0 { 30 } else { (60_i64 << (over - 1).min(4)).min(LONGEST_SECONDS) })
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
