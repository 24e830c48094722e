//! The clinics an installation serves, as whoever administers it sees them: short name, state, size. Never a patient.

use sqlx::AssertSqlSafe;

use super::audit::EndRow;
use super::clinic::ClinicRow;
use super::db::{Answer, Both, Db, On, Sql, Tx, row};
use super::fault::Stored;
use super::vouched::TENANT_ACT;
use super::wall::RIGHTS;
use crate::domain::id::ClinicId;
use crate::domain::time::Ts;

row! {
    /// A clinic as the installation knows it.
    pub struct TenantRow {
        pub clinic_id: ClinicId,
        pub slug: String,
        /// `false`: nobody works there until it is resumed.
        pub active: bool,
        /// How many active users it may have; none: as many as it likes.
        pub max_users: Option<i64>,
        /// How many active patients it may have; none: as many as it likes.
        pub max_patients: Option<i64>,
        /// Somebody founded it.
        pub founded: bool,
    }
}

row! {
    /// What the server's clock shows; nothing of a file, which has none.
    pub struct ClockRow {
        pub clock: Ts,
    }
}

/// Every clinic of this database, oldest first. A login of Postgres that belongs to one clinic sees that one.
pub fn all<'a>(on: impl Into<On<'a>>) -> Answer<'a, Vec<TenantRow>> {
    on.into().all(
        "SELECT t.clinic_id, t.slug, t.active, t.max_users, t.max_patients,
           EXISTS (SELECT 1 FROM clinic c WHERE c.id = t.clinic_id) AS founded
         FROM tenant t ORDER BY t.created_at, t.slug",
        (),
    )
}

/// How many active users a clinic may have, if somebody said so.
pub fn most_users<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Option<(Option<i64>,)>> {
    on.into().opt("SELECT max_users FROM tenant WHERE clinic_id = $1", (clinic,))
}

/// What a counter that opens is told.
pub type DoorRow = Both<TenantRow, Both<ClinicRow, Both<EndRow, ClockRow>>>;

macro_rules! door_sql {
    ($clock:literal) => {
        concat!(
            "SELECT t.clinic_id, t.clinic_id AS id, t.slug, t.active, t.max_users, t.max_patients,
               c.id IS NOT NULL AS founded, COALESCE(c.name, '') AS name, COALESCE(c.address, '') AS address,
               COALESCE(c.phone, '') AS phone, COALESCE(c.timezone, '') AS timezone,
               COALESCE(c.currency, '') AS currency, COALESCE(c.decimals, 0) AS decimals,
               COALESCE(c.language, 'en') AS language, COALESCE(c.training, FALSE) AS training,
               COALESCE(c.policies, '') AS policies, COALESCE(c.version, 0) AS version, COALESCE(h.seq, 0) AS seq,
               COALESCE(h.key_id, '') AS key_id, ",
            $clock,
            " AS clock
             FROM tenant t
             LEFT JOIN clinic c ON c.id = t.clinic_id
             LEFT JOIN audit_head h ON h.clinic_id = t.clinic_id
             WHERE t.slug = $1 OR ($1 IS NULL AND (SELECT COUNT(*) FROM tenant) = 1)
               OR ($1 IS NULL AND c.id IS NOT NULL AND (SELECT COUNT(*) FROM clinic) = 1)"
        )
    };
}

/// What is read of a clinic when a counter opens, of the one with this short name or of the only one, and what the
/// server's clock shows: in one journey, and empty where nobody founded it yet. One that is still to be founded stands in the way of none that is. Nothing is read
/// of another: what is broken there stays there.
pub fn door<'a>(on: impl Into<On<'a>>, slug: Option<&str>) -> Answer<'a, Option<DoorRow>> {
    const SQL: Sql = Sql::Each { sqlite: door_sql!("0"), postgres: door_sql!("CURRENT_TIMESTAMP") };
    on.into().opt(SQL, (slug.map(str::to_owned),))
}

/// The clinic of this short name, or the only one, that has a trail, whatever its own row says and that of the
/// installation.
pub fn named<'a>(on: impl Into<On<'a>>, slug: Option<&str>) -> Answer<'a, Option<(ClinicId,)>> {
    on.into().opt(
        "SELECT w.clinic_id FROM (
           SELECT 1 AS nth, clinic_id FROM tenant WHERE slug = $1
           UNION ALL SELECT 2, id FROM clinic WHERE slug = $1
           UNION ALL SELECT 3, clinic_id FROM tenant WHERE $1 IS NULL AND (SELECT COUNT(*) FROM tenant) = 1
           UNION ALL SELECT 4, id FROM clinic WHERE $1 IS NULL AND (SELECT COUNT(*) FROM clinic) = 1
           UNION ALL SELECT 5, clinic_id FROM audit_head
             WHERE (SELECT COUNT(*) FROM audit_head) = 1 AND ($1 IS NULL OR NOT EXISTS (SELECT 1 FROM clinic))) w
         WHERE EXISTS (SELECT 1 FROM audit a WHERE a.clinic_id = w.clinic_id) ORDER BY w.nth LIMIT 1",
        (slug.map(str::to_owned),),
    )
}

/// The clinic a login of a server is for where the installation's own row of it is not there or cannot be read, or says that
/// it is suspended, which nobody who administers it did: then this login sees nothing of it. None where that is not so.
///
/// # Errors
/// Those of the database.
pub async fn lost(db: &Db) -> Stored<Option<ClinicId>> {
    let walled = "SELECT to_regproc('public.loket_login_clinic') IS NOT NULL";
    if !db.is_postgres() || !On::from(db).one::<(bool,)>(walled, ()).await?.0 {
        return Ok(None);
    }
    let row = "SELECT w.clinic_id FROM (SELECT loket_login_clinic() AS clinic_id) w
      WHERE w.clinic_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM tenant t WHERE t.clinic_id = w.clinic_id AND t.active IS NOT NULL
          AND (t.active OR 'suspend' = (SELECT a.act FROM tenant_act a
            WHERE a.clinic_id = w.clinic_id AND a.act IN ('suspend', 'resume') ORDER BY a.seq DESC LIMIT 1)))";
    let row: Option<(ClinicId,)> = On::from(db).opt(row, ()).await?;
    Ok(row.map(|(clinic,)| clinic))
}

/// Whether the clinic may work.
pub fn open<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Option<(bool,)>> {
    on.into().opt("SELECT active FROM tenant WHERE clinic_id = $1", (clinic,))
}

/// Keeps a place for a clinic that is still to be founded.
pub fn add<'a>(on: impl Into<On<'a>>, clinic: ClinicId, slug: &'a str, now: Ts) -> Answer<'a, u64> {
    on.into().exec(
        "INSERT INTO tenant (clinic_id, slug, active, created_at) VALUES ($1, $2, TRUE, $3)",
        (clinic, slug, now),
    )
}

/// Lets it have so many; none: as many as it likes.
pub fn limit<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    max_users: Option<i64>,
    max_patients: Option<i64>,
) -> Answer<'a, u64> {
    on.into().exec(
        "UPDATE tenant SET max_users = $2, max_patients = $3 WHERE clinic_id = $1",
        (clinic, max_users, max_patients),
    )
}

/// Suspends or resumes it, and tells its counters.
pub async fn set_active(tx: &mut Tx, clinic: ClinicId, active: bool) -> Stored<()> {
    tx.on().exec("UPDATE tenant SET active = $2 WHERE clinic_id = $1", (clinic, active)).await?;
    if tx.is_postgres() {
        let told = "SELECT 1::BIGINT, pg_notify('loket_' || $1::text, '')";
        let _: Option<(i64,)> = tx.on().opt(told, (clinic,)).await?;
    }
    Ok(())
}

row! {
    /// What whoever administers the installation did to a clinic.
    pub struct TenantActRow {
        /// Counts up from 1 in each clinic.
        pub seq: i64,
        /// `limit`, `suspend`, `resume`.
        pub act: String,
        pub at: Ts,
        /// How large it may be since.
        pub max_users: Option<i64>,
        pub max_patients: Option<i64>,
    }
}

/// What such an act is in the trail.
pub const NOUN: &str = "tenant";

/// Writes down what was done, with the limits as they are now. The clinic's trail takes it in when somebody logs in there.
pub fn note<'a>(on: impl Into<On<'a>>, clinic: ClinicId, act: &'static str, now: Ts) -> Answer<'a, ()> {
    on.into().put(
        "INSERT INTO tenant_act (clinic_id, seq, act, at, max_users, max_patients)
         SELECT t.clinic_id, 1 + (SELECT COUNT(*) FROM tenant_act a WHERE a.clinic_id = $1), $2, $3, t.max_users,
           t.max_patients
         FROM tenant t WHERE t.clinic_id = $1",
        (clinic, act, now),
    )
}

/// Whether what a clinic may is not what whoever administers the installation did last, be it in the trail already or not,
/// or its short name is not its own: its row in `tenant` is no part of what the trail vouches for, and the acts are.
///
/// # Errors
/// Those of the database.
pub async fn strays(on: impl Into<On<'_>>, clinic: ClinicId) -> Stored<bool> {
    let (rows,): (i64,) = on
        .into()
        .one(
            "SELECT COUNT(*) FROM (SELECT 1 AS one) o LEFT JOIN tenant t ON t.clinic_id = $1
             WHERE (t.clinic_id IS NULL
               OR t.slug IS DISTINCT FROM COALESCE((SELECT c.slug FROM clinic c WHERE c.id = $1), t.slug)
               OR t.active IS DISTINCT FROM COALESCE((SELECT a.act <> 'suspend' FROM tenant_act a
                 WHERE a.clinic_id = $1 AND a.act IN ('suspend', 'resume') ORDER BY a.seq DESC LIMIT 1), TRUE)
               OR t.max_users IS DISTINCT FROM (SELECT a.max_users FROM tenant_act a
                 WHERE a.clinic_id = $1 ORDER BY a.seq DESC LIMIT 1)
               OR t.max_patients IS DISTINCT FROM (SELECT a.max_patients FROM tenant_act a
                 WHERE a.clinic_id = $1 ORDER BY a.seq DESC LIMIT 1))",
            (clinic,),
        )
        .await?;
    Ok(rows > 0)
}

/// What the trail does not vouch for yet. Whoever seals it holds the trail's end ([`super::audit::hold`]) before asking:
/// another log-in may be about to.
pub fn unsealed<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<TenantActRow>> {
    on.into().all(
        Sql::Each {
            sqlite: "SELECT seq, act, at, max_users, max_patients FROM tenant_act
             WHERE clinic_id = $1 AND seq > (SELECT COALESCE(MAX(json_extract(after, '$.seq')), 0) FROM audit
               WHERE clinic_id = $1 AND entity_id = $1 AND entity = 'tenant')
             ORDER BY seq",
            postgres: "SELECT seq, act, at, max_users, max_patients FROM tenant_act
             WHERE clinic_id = $1 AND seq > (SELECT COALESCE(MAX((after::jsonb ->> 'seq')::bigint), 0) FROM audit
               WHERE clinic_id = $1 AND entity_id = $1 AND entity = 'tenant')
             ORDER BY seq",
        },
        (clinic,),
    )
}

/// Has the next row of the trail vouch for it.
///
/// # Errors
/// None in practice: what was read can be written.
pub fn seal(tx: &mut Tx, clinic: ClinicId, row: &TenantActRow) -> Stored<()> {
    tx.vouch(&TENANT_ACT, (clinic, row.seq, row.act.clone(), row.at, row.max_users, row.max_patients))
}

/// How much of a clinic lies in the database.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    pub rows: i64,
    /// What the rows hold, without indexes and empty space.
    pub bytes: i64,
}

/// Counts a clinic's rows and bytes. Only whoever administers the installation sees them all.
///
/// # Errors
/// Those of the database.
pub async fn size(db: &Db, clinic: ClinicId) -> Stored<Size> {
    let mut size = Size::default();
    for right in RIGHTS.iter().filter(|right| right.table != "tenant") {
        let own = if right.table == "clinic" { "id" } else { "clinic_id" };
        let (rows, bytes): (i64, i64) = match db {
            Db::Sqlite { read, .. } => {
                let mut lent = read.lend().await?;
                let answer = sqlx::query_as("SELECT name FROM pragma_table_info($1)")
                    .bind(right.table)
                    .fetch_all(lent.busy()?)
                    .await;
                let columns: Vec<(String,)> = lent.heard(answer)?;
                let held: Vec<String> = columns
                    .iter()
                    .map(|(name,)| format!("COALESCE(LENGTH(CAST(\"{name}\" AS BLOB)), 0)"))
                    .collect();
                let text = format!(
                    "SELECT COUNT(*), COALESCE(SUM({}), 0) FROM {} WHERE {own} = $1",
                    held.join(" + "),
                    right.table
                );
                let answer = sqlx::query_as(AssertSqlSafe(text)).bind(clinic).fetch_one(lent.busy()?).await;
                lent.heard(answer)?
            }
            Db::Postgres(lender) => {
                let text = format!(
                    "SELECT COUNT(*), COALESCE(SUM(pg_column_size(r)), 0)::BIGINT FROM {} r WHERE {own} = $1",
                    right.table
                );
                let mut lent = lender.lend().await?;
                let answer = sqlx::query_as(AssertSqlSafe(text)).bind(clinic).fetch_one(lent.busy()?).await;
                lent.heard(answer)?
            }
        };
        size.rows += rows;
        size.bytes += bytes;
    }
    Ok(size)
}
