//! Whether the indexes of a file lead to the rows of their tables: what is looked up in one would else not be what is
//! counted in the other.

use std::collections::BTreeSet;

use super::db::Tx;
use super::entries::{self, Known};
use super::fault::Stored;
use crate::domain::id::ClinicId;
use crate::domain::verify::{Odd, OddRow};

/// The tables of a file whose indexes are read against them.
const READ_AGAIN: &str =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('audit', 'personal_value')
    AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";

/// All rows of the trail, and those that its key knows: SQLite, asked for a number of rows, tells that of the smallest
/// index. Which row an entry of the key leads to is seen at the seals: whoever reads the trail goes by it.
const ROWS: &str = "SELECT COUNT(*) FROM audit NOT INDEXED";
const BY_KEY: &str = "SELECT COUNT(*) FROM audit";

/// The indexes of a file that do not lead to the rows of their table, as somebody may have made them: those of the largest
/// tables by what they have to [know](Known), the others by SQLite's own way to look.
///
/// # Errors
/// Those of the database.
pub(super) async fn indexes(tx: &mut Tx, clinic: ClinicId, known: &[Known]) -> Stored<Vec<OddRow>> {
    let tables: Vec<(String,)> = tx.on().all(READ_AGAIN, ()).await?;
    let mut odd = BTreeSet::new();
    for (table,) in tables {
        let said: Vec<(String,)> =
            tx.on().all("SELECT integrity_check FROM pragma_integrity_check($1)", (table.clone(),)).await?;
        for (words,) in said.iter().filter(|(words,)| words != "ok") {
            let index = words.rsplit_once(" index ").map(|(_, name)| format!("index {name}"));
            odd.insert(index.unwrap_or_else(|| format!("table {table}")));
        }
    }
    let rows = count(tx, ROWS).await;
    if rows.is_none() || count(tx, BY_KEY).await != rows {
        odd.insert("index sqlite_autoindex_audit_1".to_owned());
    }
    let astray = entries::astray(tx, clinic, known).await?;
    odd.extend(astray.into_iter().map(|index| format!("index {index}")));
    Ok(odd.into_iter().map(|row| OddRow { row, odd: Odd::Changed, seq: None }).collect())
}

/// How many rows it says there are; none where it cannot say.
async fn count(tx: &mut Tx, text: &'static str) -> Option<i64> {
    tx.on().one::<(i64,)>(text, ()).await.ok().map(|(rows,)| rows)
}
