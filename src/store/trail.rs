//! The trail, read from end to end, and what stands outside it about where it ended.

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, TypeInfo as _, ValueRef as _};
use uuid::Uuid;

use super::db::{Answer, On, row};
use super::entries::{Entries, Known};
use super::fault::{Fault, Stored};
use super::packed::{PACKED, Unsound, unpack};
use super::personal::PersonalRow;
use super::tx::{Engine, Tx};
use super::vouched::Kind;
use super::whole;
use crate::domain::audit::Sealed;
use crate::domain::id::ClinicId;
use crate::domain::time::Ts;
use crate::domain::verify::Written;

/// How far a row's clock stands behind, in microseconds, for the index of such rows to know it.
const FAR_BEHIND: i64 = 60_000_000;

/// A row of the trail as [`trail!`] gives it, without a copy of its texts: a trail has millions of them.
macro_rules! written {
    ($row:expr, $clinic:expr) => {{
        let row = $row;
        let read = || -> sqlx::Result<Written<'_>> {
            Ok(Written {
                seq: row.try_get(0)?,
                prev_hash: row.try_get(15)?,
                hash: row.try_get(16)?,
                key_id: row.try_get(14)?,
                sealed: Sealed {
                    clinic: $clinic.0,
                    at: row.try_get(1)?,
                    clock_behind: row.try_get(2)?,
                    account: row.try_get(3)?,
                    approver: row.try_get(4)?,
                    session: row.try_get(5)?,
                    terminal: row.try_get(6)?,
                    act: row.try_get(7)?,
                    entity: row.try_get(8)?,
                    entity_id: row.try_get(9)?,
                    before: row.try_get(10)?,
                    after: row.try_get(11)?,
                    reason: row.try_get(12)?,
                    ledger: row.try_get(13)?,
                },
            })
        };
        read()
    }};
}

/// A column of any type as bytes; empty where there is nothing, or nothing can be made of it.
macro_rules! lossy {
    ($row:expr, $column:expr) => {
        String::from_utf8_lossy(
            &$row.try_get_unchecked::<Option<Vec<u8>>, _>($column).ok().flatten().unwrap_or_default(),
        )
        .into_owned()
    };
}

/// What lies in a column of [`trail!`] in a file, and whether there may be nothing. What only reads the same is not what was
/// sealed.
const fn kind_of(column: usize) -> (Kind, bool) {
    match column {
        0 | 2 => (Kind::Int, false),
        1 => (Kind::Moment, false),
        3..=5 | 9 => (Kind::Id, true),
        _ => (Kind::Text, false),
    }
}

fn spelled(row: &SqliteRow) -> bool {
    (0..17).all(|column| match row.try_get_raw(column) {
        Ok(value) if value.is_null() => kind_of(column).1,
        Ok(value) => value.type_info().name() == kind_of(column).0.in_file(),
        Err(_) => false,
    })
}

/// Whether a row has a number.
fn numbered(row: &SqliteRow) -> bool {
    row.try_get_raw(0).is_ok_and(|value| !value.is_null() && value.type_info().name() == Kind::Int.in_file())
}

/// Shows `$each` a row, or what can be read of it: somebody may have put anything into it.
macro_rules! show {
    ($row:expr, $clinic:expr, $each:expr, $spelled:expr) => {{
        let row = $row;
        match written!(row, $clinic) {
            Ok(written) if $spelled => $each(Shown::Row(&written)),
            _ => $each(Shown::Unreadable {
                seq: row.try_get(0).unwrap_or_default(),
                hash: lossy!(row, 16),
                ledger: lossy!(row, 13),
            }),
        }
        Ok(())
    }};
}

/// A row of the trail.
#[derive(Debug)]
pub enum Shown<'a> {
    Row(&'a Written<'a>),
    /// A column holds what no loket wrote; where that is the number, it counts as nought.
    Unreadable {
        seq: i64,
        hash: String,
        ledger: String,
    },
}

/// The columns of the trail, for a file and for a server.
macro_rules! trail {
    ($rest:literal) => {
        concat!(
            "SELECT seq, at, clock_behind, account_id, approver_id, session_id, terminal, act, entity, entity_id,
               before, after, reason, ledger, key_id, prev_hash, hash FROM audit WHERE clinic_id = $1",
            $rest
        )
    };
}

impl Tx {
    /// Reads the whole trail, first to last. Answers, of a file's that can be read, what its indexes have to know.
    pub async fn trail_rows(
        &mut self,
        clinic: ClinicId,
        mut each: impl FnMut(Shown<'_>) + Send,
    ) -> Stored<Vec<Known>> {
        match &mut self.engine {
            Engine::Sqlite(file) => {
                file.flush().await?;
                let (mut by_entity, mut behind, mut sound) = (Entries::default(), Entries::default(), true);
                // What has no number, or none that counting comes to, stands first or last: no part begins with it.
                for end in [trail!(" ORDER BY seq LIMIT 1"), trail!(" ORDER BY seq DESC LIMIT 1")] {
                    let end = sqlx::query(end).bind(clinic).fetch_optional(file.lent.busy()?).await;
                    match end.map_err(Fault::of)? {
                        Some(row) if !numbered(&row) => {
                            sound = false;
                            show!(&row, clinic, each, false)?;
                        }
                        _ => {}
                    }
                }
                let each = |row: &SqliteRow| {
                    let packed = row.try_get_unchecked::<&[u8], _>(0).map_err(Fault::of)?;
                    match unpack(packed, clinic) {
                        Ok((row, place)) => {
                            let entity = row.sealed.entity_id.map(Uuid::into_bytes);
                            let says = entity.as_ref().map_or(&[][..], |id| &id[..]);
                            by_entity.add(says, row.seq, place);
                            if row.sealed.clock_behind > FAR_BEHIND {
                                behind.add(&[], row.seq, place);
                            }
                            each(Shown::Row(&row));
                        }
                        Err(Unsound { numbered, hash, ledger }) => {
                            sound = false;
                            each(Shown::Unreadable {
                                seq: if numbered { row.try_get(1).map_err(Fault::of)? } else { 0 },
                                hash: String::from_utf8_lossy(hash).into_owned(),
                                ledger: String::from_utf8_lossy(ledger).into_owned(),
                            });
                        }
                    }
                    Ok(())
                };
                whole::of_file(file.lent.busy()?, PACKED, clinic, each).await?;
                // Of what cannot be read it is not known what an index has to say.
                let known = [("audit_entity", by_entity), ("audit_behind", behind)];
                let known = known.into_iter().filter(|_| sound);
                Ok(known.map(|(index, entries)| Known { index, entries }).collect())
            }
            Engine::Postgres(lent) => {
                let all = trail!(" ORDER BY seq");
                whole::of_server(lent.busy()?, all, clinic, |row| show!(row, clinic, each, true)).await?;
                Ok(Vec::new())
            }
        }
    }
}

impl Tx {
    /// Reads the end of the trail, from row `first` on, at most so many rows: a part of it that fits into the memory.
    pub async fn trail_from(
        &mut self,
        clinic: ClinicId,
        first: i64,
        most: i64,
        mut each: impl FnMut(Shown<'_>) + Send,
    ) -> Stored<()> {
        match &mut self.engine {
            Engine::Sqlite(file) => {
                file.flush().await?;
                let rows = trail!(" AND typeof(seq) = 'integer' AND seq >= $2 ORDER BY seq LIMIT $3");
                let query = sqlx::query(rows).bind(clinic).bind(first).bind(most);
                let rows = query.fetch_all(file.lent.busy()?).await.map_err(Fault::of)?;
                rows.iter().try_for_each(|row| show!(row, clinic, each, spelled(row)))
            }
            Engine::Postgres(lent) => {
                let rows = trail!(" AND seq >= $2 ORDER BY seq LIMIT $3");
                let query = sqlx::query(rows).bind(clinic).bind(first).bind(most);
                let rows = query.fetch_all(lent.busy()?).await.map_err(Fault::of)?;
                rows.iter().try_for_each(|row| show!(row, clinic, each, true))
            }
        }
    }
}

impl Tx {
    /// Reads everything the trail committed itself to and that is still known: commitment, salt, value. Answers, of a
    /// file, what its indexes have to know.
    pub async fn personal_rows(
        &mut self,
        clinic: ClinicId,
        mut each: impl FnMut(&str, &str, &str) + Send,
    ) -> Stored<Vec<Known>> {
        match &mut self.engine {
            Engine::Sqlite(file) => {
                file.flush().await?;
                let part = "SELECT commitment, salt, CASE typeof(value) WHEN 'text' THEN value END, patient_id, rowid FROM personal_value
                    WHERE +clinic_id = $1 AND rowid >= $2 ORDER BY rowid LIMIT $3";
                let (mut by_key, mut by_patient) = (Entries::default(), Entries::default());
                let each = |row: &SqliteRow| {
                    let (commitment, place) = (lossy!(row, 0), row.try_get(4).map_err(Fault::of)?);
                    by_key.add(commitment.as_bytes(), 0, place);
                    let patient = row.try_get_unchecked::<&[u8], _>(3).unwrap_or_default();
                    by_patient.add(patient, place, place);
                    each(&commitment, &lossy!(row, 1), &lossy!(row, 2));
                    Ok(())
                };
                whole::of_file(file.lent.busy()?, part, clinic, each).await?;
                Ok(vec![
                    Known { index: "sqlite_autoindex_personal_value_1", entries: by_key },
                    Known { index: "personal_value_patient", entries: by_patient },
                ])
            }
            Engine::Postgres(lent) => {
                let all = "SELECT commitment, salt, value FROM personal_value WHERE clinic_id = $1";
                let each = |row: &PgRow| {
                    each(&lossy!(row, 0), &lossy!(row, 1), &lossy!(row, 2));
                    Ok(())
                };
                whole::of_server(lent.busy()?, all, clinic, each).await?;
                Ok(Vec::new())
            }
        }
    }
}

/// What the closing reports say about the trail: number, the row that was its end, that row's seal, which may be no text
/// any more. Where there is nothing to read, nought: that the report itself was changed is found at its own row.
pub fn reported<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<(i64, i64, Vec<u8>)>> {
    on.into().all(
        super::db::Sql::Each {
            sqlite: "SELECT CASE typeof(number) WHEN 'integer' THEN number ELSE 0 END,
               CASE typeof(head_seq) WHEN 'integer' THEN head_seq ELSE 0 END,
               COALESCE(CAST(head_hash AS BLOB), x'') FROM z_report WHERE clinic_id = $1",
            postgres: "SELECT COALESCE(number, 0), COALESCE(head_seq, 0),
               COALESCE(convert_to(head_hash, 'UTF8'), '') FROM z_report WHERE clinic_id = $1",
        },
        (clinic,),
    )
}

/// What stands behind commitments, as a JSON list of them: the commitment and the value.
pub fn behind<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    commitments: String,
) -> Answer<'a, Vec<PersonalRow>> {
    on.into().all(
        super::db::Sql::Each {
            sqlite: "SELECT commitment, patient_id, salt, value FROM personal_value
               WHERE clinic_id = $1 AND commitment IN (SELECT value FROM json_each($2))",
            postgres: "SELECT commitment, patient_id, salt, value FROM personal_value
               WHERE clinic_id = $1 AND commitment IN (SELECT jsonb_array_elements_text($2::jsonb))",
        },
        (clinic, commitments),
    )
}

/// Whether there is a trail.
pub fn begun<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, (bool,)> {
    on.into().one("SELECT EXISTS (SELECT 1 FROM audit WHERE clinic_id = $1)", (clinic,))
}

/// The last row after row `seq` whose own clock says no later than `at`, though it stands later in the trail: it was
/// written after one from the future. Those that stand far behind have an index of their own, and few ever do.
pub fn behind_until<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    seq: i64,
    at: Ts,
) -> Answer<'a, Option<(i64,)>> {
    on.into().opt(
        super::db::Sql::Each {
            sqlite: "SELECT seq FROM audit WHERE clinic_id = $1 AND seq > $2 AND clock_behind > 60000000
               AND at - clock_behind <= $3 ORDER BY seq DESC LIMIT 1",
            postgres: "SELECT seq FROM audit WHERE clinic_id = $1 AND seq > $2 AND clock_behind > 60000000
               AND at - clock_behind * INTERVAL '1 microsecond' <= $3 ORDER BY seq DESC LIMIT 1",
        },
        // As much more as a row stands after the one it came behind.
        (clinic, seq, Ts(at.0.saturating_add(1))),
    )
}

/// When the last row was written, and by how much its clock stood behind.
pub fn last<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Option<(Ts, i64)>> {
    on.into()
        .opt("SELECT at, clock_behind FROM audit WHERE clinic_id = $1 ORDER BY seq DESC LIMIT 1", (clinic,))
}

/// Where a row stands in the trail.
pub fn moment<'a>(on: impl Into<On<'a>>, clinic: ClinicId, seq: i64) -> Answer<'a, Option<(Ts,)>> {
    on.into().opt("SELECT at FROM audit WHERE clinic_id = $1 AND seq = $2", (clinic, seq))
}

row! {
    /// What a change did to bookings, as the trail has it.
    pub struct SinceRow {
        /// None where the row is about something else, and a booking only let its time go for it.
        pub booking: Option<uuid::Uuid>,
        pub before: String,
        /// What the row says of visits that let their time go; empty where there are none.
        pub after: String,
    }
}

/// What bookings were before each change after row `seq`, the last change first.
pub fn bookings_since<'a>(on: impl Into<On<'a>>, clinic: ClinicId, seq: i64) -> Answer<'a, Vec<SinceRow>> {
    on.into().all(
        "SELECT CASE WHEN entity = 'booking' THEN entity_id END AS booking, before,
           CASE WHEN after LIKE '%\"let_go\":%' THEN after ELSE '' END AS after
         FROM audit
         WHERE clinic_id = $1 AND seq > $2 AND entity_id IS NOT NULL
           AND (entity = 'booking' OR after LIKE '%\"let_go\":%') ORDER BY seq DESC",
        (clinic, seq),
    )
}

/// Who last wrote of one of these rows, and when.
pub fn last_of<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: uuid::Uuid,
    other: uuid::Uuid,
) -> Answer<'a, Option<(Ts, String)>> {
    on.into().opt(
        "SELECT t.at, a.full_name FROM audit t JOIN account a ON a.clinic_id = t.clinic_id AND a.id = t.account_id
         WHERE t.clinic_id = $1 AND t.entity_id IN ($2, $3) ORDER BY t.seq DESC LIMIT 1",
        (clinic, row, other),
    )
}
