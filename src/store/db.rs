//! One text per query, two engines: arguments are a tuple, rows are named columns, and this file and its neighbour
//! `tx` are the only places that ask which engine it is.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use futures::future::BoxFuture;
use sqlx::error::BoxDynError;
use sqlx::{Postgres, Row as _, Sqlite};

pub(crate) use super::args::row;
pub use super::args::{Args, Both, Rec, Sql, Val};
use super::fault::{Fault, Stored};
use super::lent::Lender;
use super::tx::Engine;
pub use super::tx::Tx;

/// What a query will answer.
pub type Answer<'a, T> = BoxFuture<'a, Stored<T>>;

/// A clinic's database.
#[derive(Debug, Clone)]
pub enum Db {
    /// One connection writes; the others may only read.
    Sqlite {
        read: Lender<Sqlite>,
        write: Lender<Sqlite>,
        /// Where the file was when it was opened; none in memory.
        place: Option<Place>,
    },
    Postgres(Lender<Postgres>),
}

/// Which file a path meant when it was opened. A file that was moved or replaced takes writes without a word, and
/// they are lost (reliability.md F23): so each transaction looks first.
#[derive(Debug, Clone)]
pub struct Place {
    path: PathBuf,
    file: (u64, u64),
    /// The version of the file's schema that was found [as it was taught](super::taught); none yet: nought.
    sound: Arc<AtomicI64>,
}

impl Place {
    /// Where the file is now.
    pub(super) fn of(path: &Path) -> Stored<Self> {
        let file = Self::file(path).ok_or(Fault::Moved)?;
        Ok(Self { path: path.to_owned(), file, sound: Arc::default() })
    }

    pub(super) fn is_sound(&self, version: i64) -> bool {
        version != 0 && self.sound.load(Ordering::Relaxed) == version
    }

    pub(super) fn sound_at(&self, version: i64) {
        self.sound.store(version, Ordering::Relaxed);
    }

    fn file(path: &Path) -> Option<(u64, u64)> {
        let facts = std::fs::metadata(path).ok()?;
        Some((facts.dev(), facts.ino()))
    }

    pub(super) fn check(&self) -> Stored<()> {
        if Self::file(&self.path) == Some(self.file) { Ok(()) } else { Err(Fault::Moved) }
    }
}

/// Where a query runs: in a transaction, or on its own.
#[derive(Debug)]
pub struct On<'a> {
    pub(super) at: At<'a>,
    pub(super) patience: Duration,
}

#[derive(Debug)]
pub(super) enum At<'a> {
    Db(&'a Db),
    Tx(&'a mut Tx),
}

/// A silent network gives no error of its own; the server gives up on a statement before this.
pub(super) const SILENCE: Duration = Duration::from_secs(15);

impl<'a> From<&'a Db> for On<'a> {
    fn from(db: &'a Db) -> Self {
        Self { at: At::Db(db), patience: SILENCE }
    }
}

impl<'a> From<&'a mut Tx> for On<'a> {
    fn from(tx: &'a mut Tx) -> Self {
        Self { at: At::Tx(tx), patience: SILENCE }
    }
}

impl Db {
    /// Begins a transaction that writes. On SQLite it takes the write lock with its first statement, so that what it
    /// reads stays true until it commits.
    pub fn begin(&self) -> Answer<'_, Tx> {
        Box::pin(async move {
            match self {
                Self::Sqlite { write, place, .. } => {
                    place.as_ref().map_or(Ok(()), Place::check)?;
                    Tx::on_file(write).await
                }
                Self::Postgres(pool) => Tx::on_server(pool).await,
            }
        })
    }

    /// Begins a transaction of which nobody is told that it is safe: a server that loses its power may forget its last
    /// moment, and nobody waits for the disk.
    pub async fn begin_lightly(&self) -> Stored<Tx> {
        match self {
            Self::Sqlite { .. } => self.begin().await,
            Self::Postgres(pool) => Tx::lightly_on_server(pool).await,
        }
    }

    /// Begins to read something long: what others write meanwhile is not seen, and they do not wait.
    pub async fn still(&self) -> Stored<Tx> {
        match self {
            Self::Sqlite { read, .. } => Tx::to_read_file(read).await,
            Self::Postgres(pool) => Tx::to_read_server(pool).await,
        }
    }

    /// Takes what was erased out of the file's log too, where it would stand until the next checkpoint. Whether that is
    /// done: not while somebody still reads what was before. A server keeps its log to itself.
    pub async fn forget(&self) -> Stored<bool> {
        let Self::Sqlite { write, .. } = self else { return Ok(true) };
        let mut lent = write.lend().await?;
        let asked = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(lent.busy()?).await;
        let busy: i64 = lent.heard(asked)?.try_get(0).map_err(Fault::of)?;
        Ok(busy == 0)
    }

    /// Finishes what is under way and lets go of the connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write, .. } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }

    #[must_use]
    pub const fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }
}

pub(super) fn encode(error: BoxDynError) -> Fault {
    Fault::of(sqlx::Error::Encode(error))
}

// The futures are boxed so that the compiler meets each query's once, not nested in every caller's.
impl<'a> On<'a> {
    /// The same place, for one query more.
    pub fn again(&mut self) -> On<'_> {
        let at = match &mut self.at {
            At::Db(db) => At::Db(db),
            At::Tx(tx) => At::Tx(tx),
        };
        On { at, patience: self.patience }
    }

    /// On SQLite a transaction that writes is the only one: it needs no lock of its own.
    pub(super) const fn is_alone(&self) -> bool {
        matches!(self.at, At::Db(Db::Sqlite { .. }) | At::Tx(Tx { engine: Engine::Sqlite(_), .. }))
    }

    /// Waits no longer than this for a server.
    #[must_use]
    pub const fn within(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Every row.
    pub fn all<R: Rec + 'a>(self, sql: impl Into<Sql>, args: impl Args + 'a) -> Answer<'a, Vec<R>> {
        let sql = sql.into();
        Box::pin(async move { self.ready(args)?.all(sql).await?.read() })
    }

    /// The row, if there is one.
    pub fn opt<R: Rec + 'a>(self, sql: impl Into<Sql>, args: impl Args + 'a) -> Answer<'a, Option<R>> {
        let sql = sql.into();
        Box::pin(async move { self.ready(args)?.one(sql).await?.map(|row| row.read()).transpose() })
    }

    /// The one row there must be.
    pub fn one<R: Rec + 'a>(self, sql: impl Into<Sql>, args: impl Args + 'a) -> Answer<'a, R> {
        let found = self.opt(sql, args);
        Box::pin(async move { found.await?.ok_or_else(|| Fault::of(sqlx::Error::RowNotFound)) })
    }

    /// Changes rows and says how many.
    pub fn exec(self, sql: impl Into<Sql>, args: impl Args + 'a) -> Answer<'a, u64> {
        let sql = sql.into();
        Box::pin(async move { self.ready(args)?.exec(sql).await })
    }

    /// Writes, and has nothing to ask: in a file's transaction it waits and goes with the next question or with the
    /// commit, which then says what was wrong with it.
    pub fn put(self, sql: impl Into<Sql>, args: impl Args + 'a) -> Answer<'a, ()> {
        let sql = sql.into();
        Box::pin(async move { self.ready(args)?.put(sql).await })
    }
}
