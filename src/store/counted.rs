//! What somebody does too often, counted among the tries: one row for each different thing, so that the same once more is
//! not one more.

use super::db::{Answer, On, Sql};
use crate::domain::id::ClinicId;
use crate::domain::time::Ts;

/// Counts what was done at `now`, a sorted JSON list of subjects, and answers how many subjects between `first` and `last`
/// were counted after `since`; none at a moment that is still to come, but for `ahead`. One journey.
pub fn count<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    (first, last): (&'a str, &'a str),
    subjects: String,
    (since, now, ahead): (Ts, Ts, Ts),
) -> Answer<'a, (i64,)> {
    on.into().one(
        Sql::Each {
            sqlite: "INSERT INTO throttle (clinic_id, subject, failures, tried_at)
               SELECT $1, value, 0, $5 FROM json_each($4) WHERE TRUE
               ON CONFLICT (clinic_id, subject) DO UPDATE SET tried_at = $5;
             SELECT COUNT(*) FROM throttle
               WHERE clinic_id = $1 AND subject > $2 AND subject < $3 AND tried_at > $6 AND tried_at <= $7",
            // What a statement writes is not there yet for the rest of it.
            postgres: "WITH fresh AS (SELECT DISTINCT subject FROM jsonb_array_elements_text($4::jsonb) AS all_of (subject)),
               counted AS (INSERT INTO throttle (clinic_id, subject, failures, tried_at)
                 SELECT $1, subject, 0, $5 FROM fresh ORDER BY subject
                 ON CONFLICT (clinic_id, subject) DO UPDATE SET tried_at = $5)
             SELECT (SELECT COUNT(*) FROM fresh) + (SELECT COUNT(*) FROM throttle
               WHERE clinic_id = $1 AND subject > $2 AND subject < $3 AND tried_at > $6 AND tried_at <= $7
                 AND subject NOT IN (SELECT subject FROM fresh))",
        },
        (clinic, first, last, subjects, now, since, ahead),
    )
}
