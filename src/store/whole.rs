//! Whole tables, read from end to end: they may be larger than the memory, and have millions of rows.

use std::time::{Duration, Instant};

use futures::stream::Stream;
use futures::{FutureExt as _, TryStreamExt as _};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, PgConnection, Row as _, SqliteConnection};

use super::fault::{Fault, Stored};
use super::open::ROWS_AHEAD;
use crate::domain::id::ClinicId;

/// How long whoever reads lets rows gather when there is none. A reader that is faster than the engine would else be
/// woken for each row, which takes longer than the row.
const GATHER: Duration = Duration::from_millis(1);
/// Without a row for so long nobody sends any more: an engine may have to look for the first.
const NO_MORE: Duration = Duration::from_mins(1);

/// Reads what `text` finds in a file, part by part. `$1` is the clinic, `$2` the place the part begins at, `$3` how many
/// rows a part has; the last column is the place of the row, an integer, and the rows come in its order.
///
/// The engine of a file is a thread of this program. While one makes rows and the other gives them back, both wait for
/// the same lock of the memory at almost every value. So the engine makes the next part while this one looks at the part
/// before, and rests while that is given back.
pub(super) async fn of_file(
    connection: &mut SqliteConnection,
    text: &str,
    clinic: ClinicId,
    mut each: impl FnMut(&SqliteRow) -> Stored<()>,
) -> Stored<()> {
    let mut part: Vec<SqliteRow> = Vec::new();
    let mut place = Some(i64::MIN);
    while let Some(begin) = place {
        let query = sqlx::query(AssertSqlSafe(text)).bind(clinic).bind(begin).bind(ROWS_AHEAD as i64);
        let mut rows = query.fetch(&mut *connection);
        let mut next = Vec::with_capacity(ROWS_AHEAD);
        let mut more = take(&mut rows, &mut next)?;
        part.iter().try_for_each(&mut each)?;
        while more {
            more = arrived(&mut rows, &mut next).await?;
        }
        drop(rows);
        // A part that is not full is the last.
        place = match next.last() {
            Some(last) if next.len() >= ROWS_AHEAD => {
                last.try_get::<i64, _>(last.len() - 1).map_err(Fault::of)?.checked_add(1)
            }
            _ => None,
        };
        part = next;
    }
    part.iter().try_for_each(&mut each)
}

/// Reads what `text` finds on a server. `$1` is the clinic.
pub(super) async fn of_server(
    connection: &mut PgConnection,
    text: &str,
    clinic: ClinicId,
    mut each: impl FnMut(&PgRow) -> Stored<()>,
) -> Stored<()> {
    let mut rows = sqlx::query(AssertSqlSafe(text)).bind(clinic).fetch(connection);
    let mut part = Vec::new();
    let mut more = true;
    while more {
        more = arrived(&mut rows, &mut part).await?;
        part.iter().try_for_each(&mut each)?;
        part.clear();
    }
    Ok(())
}

/// Takes what is there; when nothing is, waits for it. Whether there may be more.
async fn arrived<R>(
    rows: &mut (impl Stream<Item = sqlx::Result<R>> + Unpin),
    to: &mut Vec<R>,
) -> Stored<bool> {
    let (begun, had) = (Instant::now(), to.len());
    loop {
        let more = take(rows, to)?;
        if !more || to.len() > had {
            return Ok(more);
        }
        if begun.elapsed() > NO_MORE {
            return Err(Fault::Unreachable);
        }
        tokio::time::sleep(GATHER).await;
    }
}

/// Takes what is there, and not much more than a part of it. Whether there may be more.
fn take<R>(rows: &mut (impl Stream<Item = sqlx::Result<R>> + Unpin), to: &mut Vec<R>) -> Stored<bool> {
    while to.len() <= ROWS_AHEAD {
        match rows.try_next().now_or_never() {
            Some(next) => match next.map_err(Fault::of)? {
                Some(row) => to.push(row),
                None => return Ok(false),
            },
            None => break,
        }
    }
    Ok(true)
}
