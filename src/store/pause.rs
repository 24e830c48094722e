//! What pauses of whoever guessed go by: since when a file's computer is on, and those that by the clock would only begin
//! later, kept beside the ones that hold now.

use super::db::{Answer, On};
use super::fault::Stored;
use crate::domain::id::ClinicId;
use crate::domain::time::Ts;

/// Keeps a pause as it was, beside the one it was [shortened](super::account::shorten) to.
pub fn keep<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    subject: &str,
    until: Ts,
    now: Ts,
) -> Answer<'a, ()> {
    on.into().put(
        "INSERT INTO throttle (clinic_id, subject, failures, tried_at, locked_until) VALUES ($1, $2, 0, $3, $4)
         ON CONFLICT (clinic_id, subject) DO UPDATE SET tried_at = $3",
        (clinic, format!("kept:{subject}:{}", until.0), now, until),
    )
}

/// The end of a pause that was kept and goes on now: one that would not end later than one that began now.
pub fn kept<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    subject: &str,
    (now, most): (Ts, Ts),
) -> Answer<'a, (Option<Ts>,)> {
    on.into().one(
        "SELECT MAX(locked_until) FROM throttle
         WHERE clinic_id = $1 AND subject > $2 AND subject < $3 AND locked_until > $4 AND locked_until <= $5",
        (clinic, format!("kept:{subject}:"), format!("kept:{subject};"), now, most),
    )
}

/// When the computer was switched on that this file lies on, as whoever asked first since then said; of the times before
/// nobody asks any more.
pub async fn switched_on(mut on: On<'_>, clinic: ClinicId, boot: &str, by_clock: Ts) -> Stored<(Ts,)> {
    let subject = format!("boot:{boot}");
    on.again()
        .put(
            "DELETE FROM throttle WHERE clinic_id = $1 AND subject > 'boot:' AND subject < 'boot;' AND subject <> $2",
            (clinic, subject.clone()),
        )
        .await?;
    on.one(
        "INSERT INTO throttle (clinic_id, subject, failures, tried_at) VALUES ($1, $2, 0, $3)
         ON CONFLICT (clinic_id, subject) DO UPDATE SET failures = throttle.failures RETURNING tried_at",
        (clinic, subject, by_clock),
    )
    .await
}
