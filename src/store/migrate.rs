//! The schema and its versions: one folder an engine, the same numbers in both. Steps go forwards only,
//! all that are due in one transaction, and one counter at a time.
//!
//! To change the schema: a file of the next number in both folders of `migrations`, and a line in
//! `STEPS`. A file that was released is never edited: its checksum is in every database.

use std::borrow::Cow;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqlStr, Sqlite, SqlitePool};

use super::fault::{Fault, Stored};
use super::lent::Lender;

/// One step: its number, its name, and its text for each engine.
struct Step {
    number: i64,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! step {
    ($number:literal, $name:literal, $file:literal) => {
        Step {
            number: $number,
            name: $name,
            sqlite: include_str!(concat!("../../migrations/sqlite/", $file)),
            postgres: include_str!(concat!("../../migrations/postgres/", $file)),
        }
    };
}

const STEPS: &[Step] = &[
    step!(1, "desk", "0001_desk.sql"),
    step!(2, "till", "0002_till.sql"),
    step!(3, "trust", "0003_trust.sql"),
];

/// The version this loket works with.
pub const LATEST: i64 = STEPS[STEPS.len() - 1].number;

/// "lokt": says in the file's header whose it is.
const APPLICATION: i64 = 0x6c6f_6b74;

/// Held while a server's schema changes.
pub(super) const LOCK: i64 = 0x006c_6f6b_6574;

/// Where a database stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Empty, or made by an older loket.
    Behind,
    Current,
    Newer,
}

impl State {
    pub(super) fn of(version: i64) -> Self {
        match version.cmp(&LATEST) {
            std::cmp::Ordering::Less => Self::Behind,
            std::cmp::Ordering::Equal => Self::Current,
            std::cmp::Ordering::Greater => Self::Newer,
        }
    }
}

/// Where a file's schema stands.
///
/// # Errors
/// [`Fault::Foreign`], and those of the disk.
pub(super) async fn file_state(lender: &Lender<Sqlite>) -> Stored<State> {
    let mut lent = lender.lend().await?;
    // The header tells without touching a table, and in one look.
    let answer = sqlx::query_as(
        "SELECT (SELECT user_version FROM pragma_user_version), (SELECT application_id FROM pragma_application_id),
           (SELECT count(*) FROM sqlite_schema)",
    )
    .fetch_one(lent.busy()?)
    .await;
    let (version, application, tables): (i64, i64, i64) = lent.heard(answer)?;
    if application != APPLICATION && (application != 0 || tables > 0) {
        return Err(Fault::Foreign);
    }
    Ok(State::of(version))
}

/// Brings a file up to date.
///
/// # Errors
/// [`Fault::Newer`], and those of the disk.
pub(super) async fn file(pool: &SqlitePool) -> Stored<()> {
    // The write lock first: the driver's own lock for this engine is empty, so two counters that start
    // together would both make the tables.
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await.map_err(Fault::of)?;
    steps(|step| step.sqlite).run(&mut *tx).await.map_err(fault)?;
    let header = format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {LATEST};");
    sqlx::raw_sql(AssertSqlSafe(header)).execute(&mut *tx).await.map_err(Fault::of)?;
    tx.commit().await.map_err(Fault::of_commit)
}

/// Brings a server's schema up to date. The connection is not used for anything else: the driver's
/// own lock would stay on it after an error, so the lock is the transaction's.
///
/// # Errors
/// [`Fault::Newer`], and those of the way to the server.
pub(super) async fn server(connection: &mut PgConnection) -> Stored<()> {
    let mut tx = connection.begin_with("BEGIN").await.map_err(Fault::of)?;
    // A large clinic's table takes longer than a statement of the desk may.
    sqlx::raw_sql("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '60s'")
        .execute(&mut *tx)
        .await
        .map_err(Fault::of)?;
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *tx).await.map_err(Fault::of)?;
    steps(|step| step.postgres).run(&mut *tx).await.map_err(fault)?;
    tx.commit().await.map_err(Fault::of_commit)
}

/// The steps of a file.
pub(super) fn file_steps() -> impl Iterator<Item = &'static str> {
    STEPS.iter().map(|step| step.sqlite)
}

/// The steps on a server: number, name, text.
pub(super) fn server_steps() -> impl Iterator<Item = (i64, &'static str, &'static str)> {
    STEPS.iter().map(|step| (step.number, step.name, step.postgres))
}

fn steps(text: fn(&Step) -> &'static str) -> Migrator {
    let migrations = STEPS.iter().map(|step| {
        let sql = SqlStr::from_static(text(step));
        Migration::new(step.number, Cow::Borrowed(step.name), MigrationType::Simple, sql, false)
    });
    let mut migrator = Migrator::with_migrations(migrations.collect());
    migrator.set_locking(false);
    migrator
}

fn fault(error: MigrateError) -> Fault {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => Fault::of(error),
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => Fault::Newer,
        MigrateError::VersionMismatch(number) => Fault::Other(format!("migration {number} was edited")),
        _ => Fault::Other("migration".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_step_and_every_step_a_file() {
        for engine in ["sqlite", "postgres"] {
            let folder = std::fs::read_dir(format!("migrations/{engine}")).unwrap();
            let mut files: Vec<String> =
                folder.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
            files.sort();
            let steps: Vec<String> =
                STEPS.iter().map(|step| format!("{:04}_{}.sql", step.number, step.name)).collect();
            assert_eq!(files, steps, "{engine}");
        }
    }

    #[test]
    fn steps_are_numbered_from_one_without_a_gap() {
        assert!(STEPS.iter().map(|step| step.number).eq(1..=LATEST));
    }
}
