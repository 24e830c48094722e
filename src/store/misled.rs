//! Whether the indexes of a file lead to the rows of their tables: what is looked up in one would else not be what is
//! counted in the other.

use std::collections::BTreeSet;

use super::db::Tx;
use super::fault::Stored;
use crate::domain::verify::{Odd, OddRow};

/// The tables of a file whose indexes are read against them.
const READ_AGAIN: &str =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('audit', 'personal_value')
    AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";

/// A table that is too large for that: how many rows it has, and how many each of its indexes knows.
struct Large {
    table: &'static str,
    rows: &'static str,
    indexes: &'static [(&'static str, &'static str)],
}

/// The largest tables: each index has to know as many rows as there are. Which row an entry leads to is not looked at: the
/// seals of the trail, and of what it vouches for, are. Nor is the index of what was written after a clock that was ahead,
/// which knows few rows or none.
///
/// Whoever only asks SQLite for a number of rows is told that of the smallest index, whichever the question names: for the
/// trail that is its key, and is quick. For each of the others the entries are gone through.
const LARGE: &[Large] = &[
    Large {
        table: "audit",
        rows: "SELECT COUNT(*) FROM audit NOT INDEXED",
        indexes: &[
            ("sqlite_autoindex_audit_1", "SELECT COUNT(*) FROM audit"),
            ("audit_entity", "SELECT COALESCE(SUM(1), 0) FROM audit INDEXED BY audit_entity"),
        ],
    },
    Large {
        table: "personal_value",
        rows: "SELECT COUNT(*) FROM personal_value NOT INDEXED",
        indexes: &[
            (
                "sqlite_autoindex_personal_value_1",
                "SELECT COALESCE(SUM(1), 0) FROM personal_value INDEXED BY sqlite_autoindex_personal_value_1",
            ),
            (
                "personal_value_patient",
                "SELECT COALESCE(SUM(1), 0) FROM personal_value INDEXED BY personal_value_patient",
            ),
        ],
    },
];

/// The indexes of a file that do not lead to the rows of their table, as somebody may have made them.
///
/// # Errors
/// Those of the database.
pub(super) async fn indexes(tx: &mut Tx) -> Stored<Vec<OddRow>> {
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
    for Large { table, rows, indexes } in LARGE {
        let there: Vec<(String,)> = tx.on().all("SELECT name FROM pragma_index_list($1)", (*table,)).await?;
        let rows = count(tx, rows).await;
        // One that is gone is missed where the schema is compared.
        for (name, known) in indexes.iter().filter(|(name, _)| there.iter().any(|(one,)| one == name)) {
            // An index that cannot answer at all is not the one that was made.
            if rows.is_none() || count(tx, known).await != rows {
                odd.insert(format!("index {name}"));
            }
        }
    }
    Ok(odd.into_iter().map(|row| OddRow { row, odd: Odd::Changed, seq: None }).collect())
}

/// How many rows it says there are; none where it cannot say.
async fn count(tx: &mut Tx, text: &'static str) -> Option<i64> {
    tx.on().one::<(i64,)>(text, ()).await.ok().map(|(rows,)| rows)
}
