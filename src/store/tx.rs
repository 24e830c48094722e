//! A transaction on either engine. Each question to an engine is a journey: to a thread and back on SQLite, over the
//! network on Postgres. A file's transaction begins with its first question, what it writes without asking goes along
//! with the next one, and the commit with the last: an act on a file is two or three journeys.

use std::fmt::Write as _;

use futures::TryStreamExt as _;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments as _, AssertSqlSafe, Either, Executor as _, Postgres, Sqlite};
use tokio::time::timeout;

use super::args::Args;
use super::audit::HeadRow;
use super::db::{On, SILENCE, encode};
use super::fault::{Fault, Stored};
use super::lent::{Lender, Lent};
use crate::domain::seal::Seal;

/// One transaction. Dropped without `commit`, it never happened.
#[derive(Debug)]
pub struct Tx {
    pub(super) engine: Engine,
    /// The end of the trail as it was read at the gate.
    pub(super) trail: Option<HeadRow>,
    /// The rows of the ledger written so far, for the act's row of the trail.
    pub(super) ledger: Vec<Seal>,
}

#[derive(Debug)]
pub(super) enum Engine {
    Sqlite(FileTx),
    Postgres(Lent<Postgres>),
}

/// A file's transaction: its connection, and what waits for the next journey.
#[derive(Debug)]
pub(super) struct FileTx {
    pub(super) lent: Lent<Sqlite>,
    waiting: String,
    arguments: SqliteArguments,
}

impl Tx {
    /// The write lock is taken at once, not when the first row is written: what was read before stays true.
    pub(super) async fn on_file(from: &Lender<Sqlite>) -> Stored<Self> {
        Self::file(from, "BEGIN IMMEDIATE;\n").await
    }

    pub(super) async fn to_read_file(from: &Lender<Sqlite>) -> Stored<Self> {
        Self::file(from, "BEGIN;\n").await
    }

    async fn file(from: &Lender<Sqlite>, begin: &str) -> Stored<Self> {
        let waiting = begin.to_owned();
        let file = FileTx { lent: from.lend().await?, waiting, arguments: SqliteArguments::default() };
        Ok(Self { engine: Engine::Sqlite(file), trail: None, ledger: Vec::new() })
    }

    pub(super) async fn on_server(from: &Lender<Postgres>) -> Stored<Self> {
        Self::server(from, "BEGIN").await
    }

    pub(super) async fn lightly_on_server(from: &Lender<Postgres>) -> Stored<Self> {
        Self::server(from, "BEGIN; SET LOCAL synchronous_commit = off").await
    }

    pub(super) async fn to_read_server(from: &Lender<Postgres>) -> Stored<Self> {
        Self::server(from, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0")
            .await
    }

    async fn server(from: &Lender<Postgres>, begin: &'static str) -> Stored<Self> {
        let mut lent = from.lend().await?;
        let begun = timeout(SILENCE, sqlx::raw_sql(begin).execute(lent.busy()?)).await;
        lent.still_busy(begun)?;
        Ok(Self { engine: Engine::Postgres(lent), trail: None, ledger: Vec::new() })
    }

    /// Makes it so. A lost answer is [`Fault::Unknown`]: ask again with the same ids.
    pub async fn commit(self) -> Stored<()> {
        match self.engine {
            Engine::Sqlite(mut tx) => {
                let waited = tx.bind(())?;
                tx.exec("COMMIT", waited).await.map_err(unknown)?;
                tx.lent.done();
            }
            Engine::Postgres(mut lent) => {
                let done = timeout(SILENCE, sqlx::raw_sql("COMMIT").execute(lent.busy()?)).await;
                lent.answered(done).map_err(unknown)?;
            }
        }
        Ok(())
    }

    /// Takes it back before anybody hears of it: what it locked is free. (Dropped, it is taken back a little later.)
    pub async fn rollback(self) {
        match self.engine {
            Engine::Sqlite(mut tx) => tx.lent.rest().await,
            Engine::Postgres(mut lent) => lent.rest().await,
        }
    }

    #[must_use]
    pub const fn is_postgres(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// Where the transaction's queries run.
    pub fn on(&mut self) -> On<'_> {
        On::from(self)
    }
}

/// Where the way was lost during a commit, nobody knows whether it arrived.
fn unknown(fault: Fault) -> Fault {
    if fault == Fault::Unreachable { Fault::Unknown } else { fault }
}

impl FileTx {
    /// Lays arguments behind those that wait, and says how many waited.
    pub(super) fn bind(&mut self, args: impl Args) -> Stored<usize> {
        let waited = self.arguments.len();
        args.to_sqlite(&mut self.arguments).map_err(encode)?;
        Ok(waited)
    }

    /// What waited, and `text` behind it: its places are numbered on behind the arguments that waited already.
    pub(super) fn with(&mut self, text: &str, waited: usize) -> (String, SqliteArguments) {
        push_numbered(&mut self.waiting, text, waited);
        (std::mem::take(&mut self.waiting), std::mem::take(&mut self.arguments))
    }

    pub(super) fn put(&mut self, text: &str, waited: usize) {
        push_numbered(&mut self.waiting, text, waited);
        self.waiting.push_str(";\n");
    }

    /// Answers for the last statement.
    pub(super) async fn exec(&mut self, text: &str, waited: usize) -> Stored<u64> {
        let (text, arguments) = self.with(text, waited);
        self.run(text, arguments).await
    }

    /// Sends what waits.
    pub(super) async fn flush(&mut self) -> Stored<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let (text, arguments) = (std::mem::take(&mut self.waiting), std::mem::take(&mut self.arguments));
        self.run(text, arguments).await.map(|_| ())
    }

    async fn run(&mut self, text: String, arguments: SqliteArguments) -> Stored<u64> {
        let query = sqlx::query_with(AssertSqlSafe(text), arguments);
        let mut results = self.lent.busy()?.fetch_many(query);
        let mut rows = 0;
        while let Some(result) = results.try_next().await.map_err(Fault::of)? {
            if let Either::Left(result) = result {
                rows = result.rows_affected();
            }
        }
        Ok(rows)
    }
}

/// Appends `text` with `before` added to each of its `$1`, `$2`…
fn push_numbered(to: &mut String, text: &str, before: usize) {
    let mut parts = text.split('$');
    to.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = part.split_at(digits);
        to.push('$');
        match number.parse::<usize>() {
            // Writing to a string cannot fail.
            Ok(number) => drop(write!(to, "{}", number + before)),
            Err(_) => to.push_str(number),
        }
        to.push_str(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::push_numbered;

    #[test]
    fn places_are_numbered_on() {
        let mut text = "INSERT INTO a VALUES ($1, $2);\n".to_owned();
        push_numbered(&mut text, "SELECT '$' || $2, $10 FROM b WHERE c = $1", 2);
        assert_eq!(text, "INSERT INTO a VALUES ($1, $2);\nSELECT '$' || $4, $12 FROM b WHERE c = $3");
    }
}
