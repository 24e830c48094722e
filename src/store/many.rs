//! Many rows in few statements: imports and the demo. One row a statement costs the driver's fixed price each
//! time; here a few hundred share it.

use sqlx::AssertSqlSafe;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;

use super::args::Args;
use super::db::{Tx, encode};
use super::fault::{Fault, Stored};
use super::tx::Engine;

/// More rows in one statement win nothing.
const MOST_ROWS: usize = 500;
/// SQLite takes 32,766 arguments a statement, Postgres 65,535.
const MOST_ARGUMENTS: usize = 32_766;

impl Tx {
    /// Inserts rows. `insert` is the statement up to and without `VALUES`; the rows follow in its order.
    pub async fn many<A: Args>(&mut self, insert: &'static str, rows: Vec<A>) -> Stored<()> {
        let at_once = MOST_ROWS.min(MOST_ARGUMENTS / A::WIDTH.max(1));
        let numbered = self.is_postgres();
        let whole = statement(insert, A::WIDTH, at_once, numbered);
        let mut rows = rows.into_iter();
        loop {
            let next = size(rows.len(), at_once);
            let part: Vec<A> = rows.by_ref().take(next).collect();
            match next {
                0 => return Ok(()),
                full if full == at_once => self.one(whole.clone(), part).await?,
                some => self.one(statement(insert, A::WIDTH, some, numbered), part).await?,
            }
        }
    }

    // The text is made of the caller's constant and of places for arguments, nothing else.
    async fn one<A: Args>(&mut self, text: String, part: Vec<A>) -> Stored<()> {
        match &mut self.engine {
            Engine::Sqlite(tx) => {
                // Bare places are counted from the first statement that has them.
                tx.flush().await?;
                let mut all = SqliteArguments::default();
                part.into_iter().try_for_each(|row| row.to_sqlite(&mut all)).map_err(encode)?;
                let insert = sqlx::query_with(AssertSqlSafe(text), all);
                insert.execute(tx.lent.busy()?).await.map_err(Fault::of)?;
            }
            Engine::Postgres(lent) => {
                let mut all = PgArguments::default();
                part.into_iter().try_for_each(|row| row.to_postgres(&mut all)).map_err(encode)?;
                let insert = sqlx::query_with(AssertSqlSafe(text), all);
                insert.execute(lent.busy()?).await.map_err(Fault::of)?;
            }
        }
        Ok(())
    }
}

/// How many of the rows that are left go together. A few sizes only, so that the engine knows each statement after the
/// first of its size.
const fn size(left: usize, most: usize) -> usize {
    if left >= most {
        most
    } else if left == 0 {
        0
    } else {
        1 << left.ilog2()
    }
}

/// `INSERT … VALUES ($1, $2), ($3, $4)…`, or with bare question marks: SQLite looks a place that has a name up in a
/// list, one by one, and thousands of them would take it most of its time.
fn statement(insert: &str, width: usize, rows: usize, numbered: bool) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(insert.len() + rows * width * 8);
    text.push_str(insert);
    text.push_str(" VALUES ");
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=width {
            let comma = if column == 1 { "" } else { ", " };
            // Writing to a string cannot fail.
            let _ = if numbered {
                write!(text, "{comma}${}", row * width + column)
            } else {
                write!(text, "{comma}?")
            };
        }
        text.push(')');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{size, statement};

    #[test]
    fn every_place_has_its_number() {
        let two = |numbered| statement("INSERT INTO t (a, b)", 2, 2, numbered);
        assert_eq!(two(true), "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4)");
        assert_eq!(two(false), "INSERT INTO t (a, b) VALUES (?, ?), (?, ?)");
    }

    #[test]
    fn rows_go_in_few_sizes_and_none_stays_behind() {
        for rows in 0..1_200_usize {
            let (mut left, mut sizes) = (rows, Vec::new());
            while size(left, 500) > 0 {
                sizes.push(size(left, 500));
                left -= size(left, 500);
            }
            assert_eq!(sizes.iter().sum::<usize>(), rows);
            assert!(sizes.iter().all(|size| *size == 500 || size.is_power_of_two()), "{sizes:?}");
        }
    }
}
