//! One text per query, two engines: arguments are a tuple, rows are named columns, and this file is
//! the only place that asks which engine it is.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures::future::BoxFuture;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{
    Arguments as _, Encode, FromRow, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool,
    Transaction, Type,
};
use tokio::time::timeout;

use super::fault::{Fault, Stored};

/// Something both engines can bind.
pub trait Val:
    Send + for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres>
{
}
impl<T> Val for T where
    T: Send + for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres>
{
}

/// Something both engines can read a row into.
pub trait Rec: Send + Unpin + for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> {}
impl<T> Rec for T where T: Send + Unpin + for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> {}

/// The arguments of a query: a tuple, `$1` first.
pub trait Args: Send + Sized {
    /// How many there are.
    const WIDTH: usize;
    /// Puts them behind those that are there already.
    fn to_sqlite(self, all: &mut SqliteArguments) -> Result<(), BoxDynError>;
    fn to_postgres(self, all: &mut PgArguments) -> Result<(), BoxDynError>;

    fn sqlite(self) -> Result<SqliteArguments, BoxDynError> {
        let mut all = SqliteArguments::default();
        self.to_sqlite(&mut all)?;
        Ok(all)
    }
    fn postgres(self) -> Result<PgArguments, BoxDynError> {
        let mut all = PgArguments::default();
        self.to_postgres(&mut all)?;
        Ok(all)
    }
}

impl Args for () {
    const WIDTH: usize = 0;
    fn to_sqlite(self, _: &mut SqliteArguments) -> Result<(), BoxDynError> {
        Ok(())
    }
    fn to_postgres(self, _: &mut PgArguments) -> Result<(), BoxDynError> {
        Ok(())
    }
}

macro_rules! args {
    ($($name:ident)+) => {
        impl<$($name: Val),+> Args for ($($name,)+) {
            const WIDTH: usize = [$(stringify!($name)),+].len();
            #[expect(non_snake_case, reason = "one name per place in the tuple")]
            fn to_sqlite(self, all: &mut SqliteArguments) -> Result<(), BoxDynError> {
                let ($($name,)+) = self;
                $(all.add($name)?;)+
                Ok(())
            }
            #[expect(non_snake_case, reason = "one name per place in the tuple")]
            fn to_postgres(self, all: &mut PgArguments) -> Result<(), BoxDynError> {
                let ($($name,)+) = self;
                $(all.add($name)?;)+
                Ok(())
            }
        }
    };
}
args!(A);
args!(A B);
args!(A B C);
args!(A B C D);
args!(A B C D E);
args!(A B C D E F);
args!(A B C D E F G);
args!(A B C D E F G H);
args!(A B C D E F G H I);
args!(A B C D E F G H I J);
args!(A B C D E F G H I J K);
args!(A B C D E F G H I J K L);
args!(A B C D E F G H I J K L M);
args!(A B C D E F G H I J K L M N);
args!(A B C D E F G H I J K L M N O);
args!(A B C D E F G H I J K L M N O P);
args!(A B C D E F G H I J K L M N O P Q);
args!(A B C D E F G H I J K L M N O P Q R);
args!(A B C D E F G H I J K L M N O P Q R S);
args!(A B C D E F G H I J K L M N O P Q R S T);
args!(A B C D E F G H I J K L M N O P Q R S T U);
args!(A B C D E F G H I J K L M N O P Q R S T U V);
// The book's row at once, for many of them.
args!(A B C D E F G H I J K L M N O P Q R S T U V W X Y Z AA AB);

/// The text of a query: one for both engines, or one each where they differ.
#[derive(Debug, Clone, Copy)]
pub enum Sql {
    Both(&'static str),
    Each { sqlite: &'static str, postgres: &'static str },
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self::Both(text)
    }
}

impl Sql {
    const fn sqlite(self) -> &'static str {
        match self {
            Self::Both(text) | Self::Each { sqlite: text, .. } => text,
        }
    }
    const fn postgres(self) -> &'static str {
        match self {
            Self::Both(text) | Self::Each { postgres: text, .. } => text,
        }
    }
}

/// What a query will answer.
pub type Answer<'a, T> = BoxFuture<'a, Stored<T>>;

/// A clinic's database.
#[derive(Debug, Clone)]
pub enum Db {
    /// One connection writes; the others may only read.
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
        /// Where the file was when it was opened; none in memory.
        place: Option<Place>,
    },
    Postgres(PgPool),
}

/// Which file a path meant when it was opened. A file that was moved or replaced takes writes without a word, and
/// they are lost (reliability.md F23): so each transaction looks first.
#[derive(Debug, Clone)]
pub struct Place {
    path: PathBuf,
    file: (u64, u64),
}

impl Place {
    /// Where the file is now.
    pub(super) fn of(path: &Path) -> Stored<Self> {
        let file = Self::file(path).ok_or(Fault::Moved)?;
        Ok(Self { path: path.to_owned(), file })
    }

    fn file(path: &Path) -> Option<(u64, u64)> {
        let facts = std::fs::metadata(path).ok()?;
        Some((facts.dev(), facts.ino()))
    }

    fn check(&self) -> Stored<()> {
        if Self::file(&self.path) == Some(self.file) { Ok(()) } else { Err(Fault::Moved) }
    }
}

/// One transaction. Dropped without `commit`, it never happened.
#[derive(Debug)]
pub enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Where a query runs: in a transaction, or on its own.
#[derive(Debug)]
pub enum On<'a> {
    SqlitePool(&'a SqlitePool),
    PostgresPool(&'a PgPool),
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

impl<'a> From<&'a Db> for On<'a> {
    fn from(db: &'a Db) -> Self {
        match db {
            Db::Sqlite { read, .. } => Self::SqlitePool(read),
            Db::Postgres(pool) => Self::PostgresPool(pool),
        }
    }
}

impl<'a> From<&'a mut Tx> for On<'a> {
    fn from(tx: &'a mut Tx) -> Self {
        match tx {
            Tx::Sqlite(tx) => Self::Sqlite(tx),
            Tx::Postgres(tx) => Self::Postgres(tx),
        }
    }
}

impl Db {
    /// Begins a transaction that writes. On SQLite it takes the write lock at once, so that what it
    /// reads stays true until it commits.
    pub async fn begin(&self) -> Stored<Tx> {
        Ok(match self {
            Self::Sqlite { write, place, .. } => {
                place.as_ref().map_or(Ok(()), Place::check)?;
                Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await.map_err(Fault::of)?)
            }
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await.map_err(Fault::of)?),
        })
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

impl Tx {
    /// Makes it so. A lost answer is [`Fault::Unknown`]: ask again with the same ids.
    pub async fn commit(self) -> Stored<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await.map_err(Fault::of_commit),
            Self::Postgres(tx) => match timeout(SILENCE, tx.commit()).await {
                Ok(done) => done.map_err(Fault::of_commit),
                Err(_) => Err(Fault::Unknown),
            },
        }
    }

    pub async fn rollback(self) -> Stored<()> {
        match self {
            Self::Sqlite(tx) => tx.rollback().await,
            Self::Postgres(tx) => tx.rollback().await,
        }
        .map_err(Fault::of)
    }

    #[must_use]
    pub const fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Where the transaction's queries run.
    pub fn on(&mut self) -> On<'_> {
        On::from(self)
    }
}

/// Runs `$call` of sqlx on whichever connection this is.
macro_rules! run {
    ($on:expr, $sql:expr, $args:expr, $query:ident, $call:ident) => {{
        let sql: Sql = $sql;
        match $on {
            On::SqlitePool(on) => sqlx::$query(sql.sqlite(), $args.sqlite().map_err(sqlx::Error::Encode)?)
                .$call(on)
                .await?
                .into(),
            On::Sqlite(on) => sqlx::$query(sql.sqlite(), $args.sqlite().map_err(sqlx::Error::Encode)?)
                .$call(on)
                .await?
                .into(),
            On::PostgresPool(on) => {
                sqlx::$query(sql.postgres(), $args.postgres().map_err(sqlx::Error::Encode)?)
                    .$call(on)
                    .await?
                    .into()
            }
            On::Postgres(on) => sqlx::$query(sql.postgres(), $args.postgres().map_err(sqlx::Error::Encode)?)
                .$call(on)
                .await?
                .into(),
        }
    }};
}

/// How many rows an engine says it changed.
struct Affected(u64);
impl From<sqlx::sqlite::SqliteQueryResult> for Affected {
    fn from(result: sqlx::sqlite::SqliteQueryResult) -> Self {
        Self(result.rows_affected())
    }
}
impl From<sqlx::postgres::PgQueryResult> for Affected {
    fn from(result: sqlx::postgres::PgQueryResult) -> Self {
        Self(result.rows_affected())
    }
}

// The futures are boxed so that the compiler meets each query's once, not nested in every caller's.
impl<'a> On<'a> {
    /// The same place, for one query more.
    pub fn again(&mut self) -> On<'_> {
        match self {
            Self::SqlitePool(pool) => On::SqlitePool(pool),
            Self::PostgresPool(pool) => On::PostgresPool(pool),
            Self::Sqlite(on) => On::Sqlite(on),
            Self::Postgres(on) => On::Postgres(on),
        }
    }

    /// On SQLite a transaction that writes is the only one: it needs no lock of its own.
    pub(super) const fn is_alone(&self) -> bool {
        matches!(self, Self::SqlitePool(_) | Self::Sqlite(_))
    }

    /// Every row.
    pub fn all<R: Rec + 'a>(self, sql: impl Into<Sql>, args: impl Args + 'a) -> Answer<'a, Vec<R>> {
        let sql = sql.into();
        let patience = self.patience();
        Box::pin(within(patience, async move { Ok(run!(self, sql, args, query_as_with, fetch_all)) }))
    }

    /// The row, if there is one.
    pub fn opt<R: Rec + 'a>(self, sql: impl Into<Sql>, args: impl Args + 'a) -> Answer<'a, Option<R>> {
        let sql = sql.into();
        let patience = self.patience();
        Box::pin(within(patience, async move { Ok(run!(self, sql, args, query_as_with, fetch_optional)) }))
    }

    /// The one row there must be.
    pub fn one<R: Rec + 'a>(self, sql: impl Into<Sql>, args: impl Args + 'a) -> Answer<'a, R> {
        let sql = sql.into();
        let found = self.opt(sql, args);
        Box::pin(async move { found.await?.ok_or_else(|| Fault::of(sqlx::Error::RowNotFound)) })
    }

    /// Changes rows and says how many.
    pub fn exec(self, sql: impl Into<Sql>, args: impl Args + 'a) -> Answer<'a, u64> {
        let sql = sql.into();
        let patience = self.patience();
        let done = within(patience, async move { Ok(run!(self, sql, args, query_with, execute)) });
        Box::pin(async move { done.await.map(|affected: Affected| affected.0) })
    }

    /// How long an answer may take: a server may fall silent for ever, a file does not.
    const fn patience(&self) -> Option<Duration> {
        if self.is_alone() { None } else { Some(SILENCE) }
    }
}

/// A silent network gives no error of its own; the server gives up on a statement before this.
const SILENCE: Duration = Duration::from_secs(15);

async fn within<T>(
    patience: Option<Duration>,
    task: impl Future<Output = sqlx::Result<T>> + Send,
) -> Stored<T> {
    match patience {
        None => task.await.map_err(Fault::of),
        Some(patience) => match timeout(patience, task).await {
            Ok(done) => done.map_err(Fault::of),
            Err(_) => Err(Fault::Unreachable),
        },
    }
}

/// A row as a struct: the columns are its fields, by name, on both engines. The same struct is what
/// the desk answers, so it can also be sent and described.
macro_rules! row {
    ($(#[$doc:meta])* $vis:vis struct $name:ident { $($(#[$fdoc:meta])* $fvis:vis $field:ident : $ty:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        $vis struct $name { $($(#[$fdoc])* $fvis $field: $ty),+ }

        impl<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> for $name {
            fn from_row(row: &'r sqlx::sqlite::SqliteRow) -> sqlx::Result<Self> {
                use sqlx::Row as _;
                Ok(Self { $($field: row.try_get(stringify!($field))?),+ })
            }
        }
        impl<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> for $name {
            fn from_row(row: &'r sqlx::postgres::PgRow) -> sqlx::Result<Self> {
                use sqlx::Row as _;
                Ok(Self { $($field: row.try_get(stringify!($field))?),+ })
            }
        }
    };
}
pub(crate) use row;
