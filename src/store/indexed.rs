//! What a server's indexes know, held against the rows of their tables; and how to find rows without asking an index.
//! Whoever leads a server may give an index the entries of another, or none: what is looked up by it is then not there,
//! and nothing else of the table says so. An index is asked what it knows, and how much; that two of its entries lead to
//! each other's rows would be seen only by looking each of them up.

use std::collections::HashMap;

use sqlx::Row as _;

use super::fault::{Fault, Stored};
use super::migrate;
use super::schema::{CONSTRAINTS, statements};
use super::tx::{Engine, Tx};
use super::whole;
use crate::domain::id::ClinicId;
use crate::domain::verify::{Odd, OddRow};

/// From here on a transaction looks at every row of a table, whatever an index says.
const BY_ROWS: &str =
    "SELECT set_config('enable_indexscan', 'off', TRUE), set_config('enable_indexonlyscan', 'off', TRUE),
    set_config('enable_bitmapscan', 'off', TRUE), set_config('jit', 'off', TRUE)";
/// From here on it looks at no row but by an index that has them in the order that is asked for.
const BY_INDEX: &str =
    "SELECT set_config('enable_indexscan', 'on', TRUE), set_config('enable_indexonlyscan', 'on', TRUE),
    set_config('enable_seqscan', 'off', TRUE), set_config('enable_sort', 'off', TRUE),
    set_config('enable_incremental_sort', 'off', TRUE)";
/// As the connection began.
const AS_EVER: &str = "SELECT COUNT(set_config(s.name, s.reset_val, TRUE)) FROM pg_settings s
    WHERE s.name IN ('enable_indexscan', 'enable_indexonlyscan', 'enable_bitmapscan', 'enable_seqscan', 'enable_sort',
      'enable_incremental_sort', 'jit')";

/// Has a server look at every row; a file's texts say so themselves.
///
/// # Errors
/// Those of the database.
pub(super) async fn by_rows(tx: &mut Tx) -> Stored<()> {
    if tx.is_postgres() {
        let _: (String, String, String, String) = tx.on().one(BY_ROWS, ()).await?;
    }
    Ok(())
}

/// Lets it go by its indexes again.
///
/// # Errors
/// Those of the database.
pub(super) async fn as_ever(tx: &mut Tx) -> Stored<()> {
    if tx.is_postgres() {
        let _: (i64,) = tx.on().one(AS_EVER, ()).await?;
    }
    Ok(())
}

/// An index as the migrations make it: its columns, and which rows it is of.
#[derive(Debug, PartialEq, Eq)]
struct Index {
    name: String,
    table: String,
    columns: String,
    which: Option<String>,
}

/// Those the migrations make by name, and those of keys. Not among them what keeps spans from overlapping: such an index
/// has no order to be read in; nor those of the clinics themselves, of whom there are few: a server reads them all.
fn all() -> Vec<Index> {
    let mut all = Vec::new();
    for (_, _, step) in migrate::server_steps() {
        all.extend(["CREATE INDEX ", "CREATE UNIQUE INDEX "].into_iter().flat_map(|kind| {
            statements(step, kind).filter_map(move |text| {
                let (name, rest) = text.strip_prefix(kind)?.split_once(" ON ")?;
                let (table, rest) = rest.split_once(" (")?;
                let (columns, rest) = rest.split_once(')')?;
                let which = rest.trim_start().strip_prefix("WHERE ");
                Some(Index {
                    name: name.to_owned(),
                    table: table.to_owned(),
                    columns: columns.to_owned(),
                    which: which.map(str::to_owned),
                })
            })
        }));
    }
    all.extend(CONSTRAINTS.lines().filter_map(|line| {
        let (named, says) = line.strip_prefix("constraint ")?.split_once('\t')?;
        let (name, table) = named.split_once(" on ")?;
        let columns = says.strip_prefix("PRIMARY KEY (").or_else(|| says.strip_prefix("UNIQUE ("))?;
        let columns = columns.strip_suffix(')')?.to_owned();
        Some(Index { name: name.to_owned(), table: table.to_owned(), columns, which: None })
    }));
    all.retain(|index| index.table != "tenant");
    all
}

impl Index {
    fn own(&self) -> &'static str {
        if self.table == "clinic" { "id" } else { "clinic_id" }
    }

    /// What of it is not the same in all rows of a clinic.
    fn key(&self) -> &str {
        self.columns.strip_prefix("clinic_id, ").unwrap_or(&self.columns)
    }

    /// What it knows of a clinic: how many rows, and what their keys come to. Read in its own order, which no other has.
    fn knows(&self) -> String {
        let Self { name, table, columns, which } = self;
        let which = which.as_ref().map_or_else(String::new, |which| format!(" AND ({which})"));
        let (own, key) = (self.own(), self.key());
        format!(
            "SELECT '{name}', COUNT(*), COALESCE(SUM(k.key), 0) FROM (
               SELECT hash_record(ROW({key})) AS key FROM public.{table} WHERE {own} = $1{which}
               ORDER BY {columns} OFFSET 0) k"
        )
    }
}

/// The same of rows, by every index of a table at once.
fn rows(of: &[&Index]) -> Option<String> {
    let first = of.first()?;
    let asked = of.iter().map(|index| {
        let which = index.which.as_ref().map_or_else(String::new, |which| format!(" FILTER (WHERE {which})"));
        format!("COUNT(*){which}, COALESCE(SUM(hash_record(ROW({}))){which}, 0)", index.key())
    });
    let asked: Vec<String> = asked.collect();
    let (table, own, asked) = (&first.table, first.own(), asked.join(", "));
    Some(format!("SELECT '{table}', ARRAY[{asked}] FROM public.{table} WHERE {own} = $1"))
}

/// How many rows, and what their keys come to.
type Known = (i64, i64);

/// Those of these indexes that do not know the rows of their table as they are.
///
/// # Errors
/// Those of the way to the server: an index that cannot be read is not as it was made.
pub(super) async fn astray(tx: &mut Tx, clinic: ClinicId) -> Stored<Vec<OddRow>> {
    let all = all();
    let mut tables: HashMap<&str, Vec<&Index>> = HashMap::new();
    for index in &all {
        tables.entry(&index.table).or_default().push(index);
    }
    by_rows(tx).await?;
    let text: Vec<String> = tables.values().filter_map(|of| rows(of)).collect();
    let mut there: HashMap<&str, Known> = HashMap::new();
    read(tx, &text.join(" UNION ALL "), clinic, |row| {
        let (table, counted): (String, Vec<i64>) = (value(row, 0)?, value(row, 1)?);
        let of = tables.get(table.as_str()).into_iter().flatten();
        there.extend(
            of.zip(counted.chunks_exact(2)).map(|(index, one)| (index.name.as_str(), (one[0], one[1]))),
        );
        Ok(())
    })
    .await?;
    let _: (String, String, String, String, String) = tx.on().one(BY_INDEX, ()).await?;
    let text: Vec<String> = all.iter().map(Index::knows).collect();
    let mut known: HashMap<String, Known> = HashMap::new();
    if !knows(tx, &text.join(" UNION ALL "), clinic, &mut known).await? {
        // One of them cannot be read.
        known.clear();
        for text in &text {
            knows(tx, text, clinic, &mut known).await?;
        }
    }
    as_ever(tx).await?;
    let astray = all.iter().filter(|index| known.get(&index.name) != there.get(index.name.as_str()));
    Ok(astray
        .map(|index| OddRow { row: format!("index {}", index.name), odd: Odd::Changed, seq: None })
        .collect())
}

/// Reads what indexes know; whether they can be read.
async fn knows(
    tx: &mut Tx,
    text: &str,
    clinic: ClinicId,
    known: &mut HashMap<String, Known>,
) -> Stored<bool> {
    tx.on().exec("SAVEPOINT known", ()).await?;
    let done = read(tx, text, clinic, |row| {
        known.insert(value(row, 0)?, (value(row, 1)?, value(row, 2)?));
        Ok(())
    })
    .await;
    match done {
        Ok(()) => Ok(true),
        Err(Fault::Unreachable | Fault::Unknown) => Err(Fault::Unreachable),
        Err(_) => tx.on().exec("ROLLBACK TO SAVEPOINT known", ()).await.map(|_| false),
    }
}

async fn read(
    tx: &mut Tx,
    text: &str,
    clinic: ClinicId,
    each: impl FnMut(&sqlx::postgres::PgRow) -> Stored<()>,
) -> Stored<()> {
    let Engine::Postgres(lent) = &mut tx.engine else { return Ok(()) };
    whole::of_server(lent.busy()?, text, clinic, each).await
}

fn value<T>(row: &sqlx::postgres::PgRow, column: usize) -> Stored<T>
where
    T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
{
    row.try_get(column).map_err(Fault::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_index_is_seen_as_it_is_made() {
        let all = all();
        let made = |name: &str| {
            let index = all.iter().find(|index| index.name == name).unwrap();
            (index.table.as_str(), index.columns.as_str(), index.which.as_deref())
        };
        assert_eq!(made("audit_entity"), ("audit", "clinic_id, entity_id, seq", None));
        assert_eq!(made("audit_pkey"), ("audit", "clinic_id, seq", None));
        assert_eq!(
            made("receipt_clinic_id_series_number_key"),
            ("receipt", "clinic_id, series, number", None)
        );
        assert_eq!(
            made("account_grant_live"),
            ("account_grant", "clinic_id, account_id, permission, effect", Some("revoked_at IS NULL"))
        );
        let migrations: Vec<&str> = migrate::server_steps().map(|(_, _, step)| step).collect();
        let told = |word: &str| migrations.iter().map(|step| step.matches(word).count()).sum::<usize>();
        let named = all.iter().filter(|index| !index.name.ends_with("key")).count();
        assert_eq!(named, told("CREATE INDEX ") + told("CREATE UNIQUE INDEX "));
    }
}
