//! Whole tables, read from end to end.

use std::time::Duration;

/// How long whoever reads a whole table lets rows gather when there is none. A reader that is faster than the engine
/// would else be woken for each row, which takes longer than the row.
pub(super) const GATHER: Duration = Duration::from_millis(1);
/// Rows taken before any is looked at. A reader that is slower than the engine, and takes them one at a time out of what
/// is full, would else wake the engine for each.
pub(super) const AT_ONCE: usize = 512;
/// Without a row for so long nobody sends any more: an engine may have to look for the first.
pub(super) const NO_MORE: Duration = Duration::from_mins(1);

/// Reads every row that `$text` finds on `$connection`, some at a time: a table may be larger than the memory.
macro_rules! each_row {
    ($connection:expr, $text:expr, $clinic:expr, $row:ident => $seal:expr) => {{
        use futures::{FutureExt as _, TryStreamExt as _};

        use $crate::store::whole::{AT_ONCE, GATHER, NO_MORE};
        let query = sqlx::query(sqlx::AssertSqlSafe($text)).bind($clinic);
        let mut rows = query.fetch($connection);
        let mut taken = Vec::with_capacity(AT_ONCE);
        let mut quiet: Option<std::time::Instant> = None;
        let mut more = true;
        while more {
            while more && taken.len() < AT_ONCE {
                match rows.try_next().now_or_never() {
                    Some(next) => match next.map_err(Fault::of)? {
                        Some(row) => taken.push(row),
                        None => more = false,
                    },
                    None => break,
                }
            }
            if !taken.is_empty() {
                quiet = None;
            } else if more {
                if quiet.get_or_insert_with(std::time::Instant::now).elapsed() > NO_MORE {
                    return Err(Fault::Unreachable);
                }
                tokio::time::sleep(GATHER).await;
            }
            for $row in taken.drain(..) {
                $seal;
            }
        }
    }};
}

pub(super) use each_row;
