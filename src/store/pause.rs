//! Pauses of whoever guessed that by the clock would only begin later, kept beside the ones that hold now.

use super::db::{Answer, On};
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
