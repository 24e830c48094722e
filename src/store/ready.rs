//! A query with its arguments in its engine's own form. From here on it does not matter what they were: what is asked
//! of an engine is compiled once, not for each kind of question.

use std::time::Duration;

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, Column as _, Postgres, Row as _, Sqlite, TypeInfo as _};
use tokio::time::timeout;

use super::args::{Args, Rec, Sql};
use super::codec::is_day;
use super::db::{At, Db, On, encode};
use super::fault::{Fault, Stored};
use super::lent::{Lender, Lent};
use super::tx::{Engine, FileTx, Tx};

/// Where a query goes, and what it takes along.
pub(super) enum Ready<'a> {
    File(&'a Lender<Sqlite>, SqliteArguments),
    Server(&'a Lender<Postgres>, PgArguments, Duration),
    /// Its arguments lie with those that wait; so many waited before.
    FileTx(&'a mut FileTx, usize),
    ServerTx(&'a mut Lent<Postgres>, PgArguments, Duration),
}

/// A row, as its engine gives it.
pub(super) enum Row {
    File(SqliteRow),
    Server(PgRow),
}

/// Rows, as their engine gives them.
pub(super) enum Rows {
    File(Vec<SqliteRow>),
    Server(Vec<PgRow>),
}

/// The row, if there is one.
struct Found(Option<Row>);

/// How many rows were changed.
struct Changed(u64);

impl From<sqlx::sqlite::SqliteQueryResult> for Changed {
    fn from(result: sqlx::sqlite::SqliteQueryResult) -> Self {
        Self(result.rows_affected())
    }
}

impl From<sqlx::postgres::PgQueryResult> for Changed {
    fn from(result: sqlx::postgres::PgQueryResult) -> Self {
        Self(result.rows_affected())
    }
}

impl From<Vec<SqliteRow>> for Rows {
    fn from(rows: Vec<SqliteRow>) -> Self {
        Self::File(rows)
    }
}

impl From<Vec<PgRow>> for Rows {
    fn from(rows: Vec<PgRow>) -> Self {
        Self::Server(rows)
    }
}

impl From<Option<SqliteRow>> for Found {
    fn from(row: Option<SqliteRow>) -> Self {
        Self(row.map(Row::File))
    }
}

impl From<Option<PgRow>> for Found {
    fn from(row: Option<PgRow>) -> Self {
        Self(row.map(Row::Server))
    }
}

impl Row {
    pub(super) fn read<R: Rec>(&self) -> Stored<R> {
        match self {
            Self::File(row) => R::from_row(row),
            Self::Server(row) => of_server(row),
        }
        .map_err(Fault::of)
    }
}

impl Rows {
    pub(super) fn read<R: Rec>(&self) -> Stored<Vec<R>> {
        match self {
            Self::File(rows) => rows.iter().map(R::from_row).collect::<sqlx::Result<_>>(),
            Self::Server(rows) => rows.iter().map(of_server).collect(),
        }
        .map_err(Fault::of)
    }
}

/// A row of a server. Its days are looked at first: what sqlx makes of `infinity` is no day and no error either.
fn of_server<R: Rec>(row: &PgRow) -> sqlx::Result<R> {
    for column in row.columns().iter().filter(|column| column.type_info().name() == "DATE") {
        let value = row.try_get_raw(column.ordinal())?;
        let days = value.as_bytes().ok().and_then(|bytes| <[u8; 4]>::try_from(bytes).ok());
        if days.is_some_and(|days| !is_day(i32::from_be_bytes(days))) {
            let (index, source) = (format!("{:?}", column.name()), "a day of no calendar".into());
            return Err(sqlx::Error::ColumnDecode { index, source });
        }
    }
    R::from_row(row)
}

impl<'a> On<'a> {
    /// Gives the engine its arguments.
    pub(super) fn ready(self, args: impl Args) -> Stored<Ready<'a>> {
        let patience = self.patience;
        Ok(match self.at {
            At::Db(Db::Sqlite { read, .. }) => Ready::File(read, args.sqlite().map_err(encode)?),
            At::Db(Db::Postgres(lender)) => Ready::Server(lender, args.postgres().map_err(encode)?, patience),
            At::Tx(Tx { engine: Engine::Sqlite(tx), .. }) => {
                let waited = tx.bind(args)?;
                Ready::FileTx(tx, waited)
            }
            At::Tx(Tx { engine: Engine::Postgres(lent), .. }) => {
                Ready::ServerTx(lent, args.postgres().map_err(encode)?, patience)
            }
        })
    }
}

/// Asks `$call` of sqlx, wherever this is. A file answers, however long it takes; a server may fall silent for ever.
macro_rules! ask {
    ($ready:expr, $sql:expr, $call:ident) => {
        match $ready {
            Ready::File(lender, arguments) => {
                let query = sqlx::query_with($sql.sqlite(), arguments);
                let mut lent = lender.lend().await?;
                let answer = query.$call(lent.busy()?).await;
                lent.heard(answer)?.into()
            }
            Ready::Server(lender, arguments, patience) => {
                let query = sqlx::query_with($sql.postgres(), arguments);
                let mut lent = lender.lend().await?;
                let answer = timeout(patience, query.$call(lent.busy()?)).await;
                lent.answered(answer)?.into()
            }
            Ready::FileTx(tx, waited) => {
                let (text, arguments) = tx.with($sql.sqlite(), waited);
                let query = sqlx::query_with(AssertSqlSafe(text), arguments);
                query.$call(tx.lent.busy()?).await.map_err(Fault::of)?.into()
            }
            Ready::ServerTx(lent, arguments, patience) => {
                let query = sqlx::query_with($sql.postgres(), arguments);
                let answer = timeout(patience, query.$call(lent.busy()?)).await;
                lent.still_busy(answer)?.into()
            }
        }
    };
}

impl Ready<'_> {
    pub(super) async fn all(self, sql: Sql) -> Stored<Rows> {
        Ok(ask!(self, sql, fetch_all))
    }

    /// As [`all`](Self::all), in a transaction, of a text that was put together of this program's own.
    pub(super) async fn made(self, text: String) -> Stored<Rows> {
        match self {
            Ready::FileTx(tx, waited) => {
                let (text, arguments) = tx.with(&text, waited);
                let query = sqlx::query_with(AssertSqlSafe(text), arguments);
                Ok(query.fetch_all(tx.lent.busy()?).await.map_err(Fault::of)?.into())
            }
            Ready::ServerTx(lent, arguments, patience) => {
                let query = sqlx::query_with(AssertSqlSafe(text), arguments);
                let answer = timeout(patience, query.fetch_all(lent.busy()?)).await;
                Ok(lent.still_busy(answer)?.into())
            }
            Ready::File(..) | Ready::Server(..) => Err(encode("not in a transaction".into())),
        }
    }

    pub(super) async fn one(self, sql: Sql) -> Stored<Option<Row>> {
        let Found(row) = ask!(self, sql, fetch_optional);
        Ok(row)
    }

    pub(super) async fn exec(self, sql: Sql) -> Stored<u64> {
        if let Ready::FileTx(tx, waited) = self {
            return tx.exec(sql.sqlite(), waited).await;
        }
        let Changed(rows) = ask!(self, sql, execute);
        Ok(rows)
    }

    /// In a file's transaction it waits and goes with the next question or with the commit.
    pub(super) async fn put(self, sql: Sql) -> Stored<()> {
        if let Ready::FileTx(tx, waited) = self {
            tx.put(sql.sqlite(), waited);
            return Ok(());
        }
        self.exec(sql).await.map(|_| ())
    }
}
