//! What the trail vouches for: the ledger, and who may come in and do what. Whoever writes such a row writes it through
//! here, and its digest goes into the act's row of the trail; `verify` reads the tables again and compares.

use std::collections::HashMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgRow};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Encode, Postgres, Row as _, TypeInfo as _, ValueRef as _};
use uuid::Uuid;

use super::altered::{as_told, sets};
use super::args::{Args, Column, Sql};
use super::db::{Answer, At, On, encode};
use super::fault::{Fault, Stored};
use super::key::said;
use super::ready::{Ready, Rows};
use super::tx::{Engine, Tx};
use super::vouched::{Kind, Table};
use super::whole;
use crate::domain::audit::{hex, row_digest};
use crate::domain::id::ClinicId;
use crate::domain::seal::Seal;
use crate::domain::time::Ts;

impl Table {
    /// The seal of a row, of its columns as Postgres would send them: whichever engine it lies in, it is the same.
    fn seal(&self, columns: &[Column]) -> Stored<Seal> {
        if columns.len() != self.columns.len() {
            return Err(encode(format!("{} has {} columns", self.name, self.columns.len()).into()));
        }
        let mut row = self.name.to_owned();
        for ((_, kind), column) in self.columns.iter().zip(columns).skip(1).take(self.key) {
            let bytes = column.as_deref().unwrap_or_default();
            if said(&mut row, *kind, bytes).is_none() {
                // Writing to a string cannot fail.
                let _ = write!(row, " x{}", hex(bytes.strip_prefix(UNREADABLE).unwrap_or(bytes)));
            }
        }
        let digest = row_digest(self.name, columns.iter().map(Option::as_deref));
        Ok(Seal { row, digest, was: None })
    }

    /// The text that reads all of it on a server. Made of this file's own names, nothing else.
    fn all(&self) -> String {
        let (all, table, own) = (self.names().join(", "), self.name, self.columns[0].0);
        format!("SELECT {all} FROM {table} WHERE {own} = $1")
    }

    /// The text that reads a part of it in a file, in the order of its rows there: a plus keeps every index out of it.
    fn part(&self) -> String {
        let (all, table, own) = (self.names().join(", "), self.name, self.columns[0].0);
        format!("SELECT {all}, rowid FROM {table} WHERE +{own} = $1 AND rowid >= $2 ORDER BY rowid LIMIT $3")
    }

    /// The text that reads the rows whose key begins with one of these ids; none where no id is its key. Made of this
    /// file's own names and of figures, nothing else.
    fn some(&self, ids: &[Uuid], server: bool) -> Option<String> {
        let (key, _) = self.columns.get(1).filter(|(_, kind)| *kind == Kind::Id)?;
        let one = |id: &Uuid| if server { format!("'{id}'") } else { format!("x'{}'", id.simple()) };
        let ids: Vec<String> = ids.iter().map(one).collect();
        Some(format!("{} AND {key} IN ({})", self.all(), ids.join(", ")))
    }

    /// The text that changes rows in a file, and before it the one that reads what they are until then.
    fn change_in_file(&self, text: &str, which: &str) -> String {
        format!("SELECT TRUE AS was, * FROM {} WHERE {which};\n{text}", self.name)
    }

    /// The same on a server, in one journey: what will be changed is read and held first, and counted before anything is.
    fn change_on_server(&self, set: &str, which: &str) -> String {
        format!(
            "WITH old AS MATERIALIZED (SELECT * FROM {} WHERE {which} FOR UPDATE),
             new AS ({set}WHERE ({which}) AND (SELECT COUNT(*) FROM old) >= 0 {RETURNING})
             SELECT TRUE AS was, * FROM old UNION ALL SELECT FALSE, * FROM new",
            self.name
        )
    }

    fn names(&self) -> Vec<&'static str> {
        self.columns.iter().map(|(name, _)| *name).collect()
    }

    fn of_file(&self, row: &SqliteRow) -> Stored<Vec<Column>> {
        self.columns.iter().map(|(name, kind)| of_file(row, name, *kind)).collect()
    }

    /// As [`of_file`](Self::of_file), whatever lies in it: a file holds texts where days belong, and ids of any length.
    /// What no loket wrote has a seal no loket made.
    fn of_any_file(&self, row: &SqliteRow) -> Stored<Vec<Column>> {
        let column = |(name, kind): &(&'static str, Kind)| {
            of_file(row, name, *kind).or_else(|_| {
                let raw = row.try_get_unchecked::<Option<Vec<u8>>, _>(*name).map_err(Fault::of)?;
                Ok(raw.map(|raw| [UNREADABLE, &raw].concat()))
            })
        };
        self.columns.iter().map(column).collect()
    }

    /// What a text answered, and which of it are rows as they were before it.
    fn rows(&self, rows: &Rows) -> Stored<Vec<(bool, Vec<Column>)>> {
        match rows {
            Rows::File(rows) => rows
                .iter()
                .map(|row| match row.try_column("was") {
                    Ok(_) => Ok((true, self.of_any_file(row)?)),
                    Err(_) => Ok((false, self.of_file(row)?)),
                })
                .collect(),
            Rows::Server(rows) => rows
                .iter()
                .map(|row| Ok((row.try_get("was").unwrap_or(false), self.of_server(row)?)))
                .collect(),
        }
    }

    fn of_server(&self, row: &PgRow) -> Stored<Vec<Column>> {
        let column = |(name, _): &(&'static str, Kind)| {
            let value = row.try_get_raw(*name).map_err(Fault::of)?;
            Ok(value.as_bytes().ok().map(<[u8]>::to_vec))
        };
        self.columns.iter().map(column).collect()
    }
}

/// What a text that changes rows ends with.
const RETURNING: &str = "RETURNING *";

/// What a text does to rows, and to which: what stands before its WHERE, and behind it. None where it makes rows.
fn parts(text: &str) -> Option<(&str, &str)> {
    let (set, which) = text.strip_suffix(RETURNING)?.split_once("WHERE ")?;
    set.starts_with("UPDATE").then_some((set, which.trim_end()))
}

/// Whether a text makes a row whatever there is: it does, or it fails.
fn makes_a_row(text: &str) -> bool {
    text.starts_with("INSERT") && text.contains(" VALUES (") && !text.contains("ON CONFLICT")
}

/// Stands before the bytes of what cannot be read: no text of Postgres has it.
const UNREADABLE: &[u8] = b"\0unreadable:";

impl Kind {
    /// How it lies in a file.
    pub(super) const fn in_file(self) -> &'static str {
        match self {
            Self::Id => "BLOB",
            Self::Text | Self::Day => "TEXT",
            Self::Int | Self::Moment | Self::Bool => "INTEGER",
        }
    }
}

/// What lies in a column of a file, spelled in the one way a loket spells it. A day with a sign before it, a two for yes,
/// a number among texts read the same, but whoever asks SQL for the day or the yes does not find them.
fn of_file(row: &SqliteRow, name: &str, kind: Kind) -> Stored<Column> {
    let value = row.try_get_raw(name).map_err(Fault::of)?;
    if value.is_null() {
        return Ok(None);
    }
    if value.type_info().name() != kind.in_file() {
        return Err(misspelled(name));
    }
    match kind {
        Kind::Id => column(&row.try_get::<Uuid, _>(name).map_err(Fault::of)?),
        Kind::Text => column(&row.try_get::<&str, _>(name).map_err(Fault::of)?),
        Kind::Int => column(&row.try_get::<i64, _>(name).map_err(Fault::of)?),
        Kind::Moment => column(&row.try_get::<Ts, _>(name).map_err(Fault::of)?),
        Kind::Day => {
            let text: &str = row.try_get(name).map_err(Fault::of)?;
            column(&day(text).ok_or_else(|| misspelled(name))?)
        }
        Kind::Bool => match row.try_get::<i64, _>(name).map_err(Fault::of)? {
            yes @ (0 | 1) => column(&(yes == 1)),
            _ => Err(misspelled(name)),
        },
    }
}

/// `2026-11-20` and nothing that only reads like it.
fn day(text: &str) -> Option<NaiveDate> {
    let plain =
        |(nth, byte): (usize, u8)| if matches!(nth, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    let sound = text.len() == 10 && text.bytes().enumerate().all(plain);
    sound.then(|| text.parse().ok()).flatten()
}

fn misspelled(name: &str) -> Fault {
    Fault::Other(format!("column {name}"))
}

/// A value as Postgres would get it.
pub(super) fn column<T: for<'q> Encode<'q, Postgres>>(value: &T) -> Stored<Column> {
    bytes(value).map_err(encode)
}

/// A value as Postgres would get it.
pub(super) fn bytes<T: for<'q> Encode<'q, Postgres>>(value: &T) -> Result<Column, BoxDynError> {
    let mut buffer = PgArgumentBuffer::default();
    let null = value.encode_by_ref(&mut buffer)?;
    Ok(if null.is_null() { None } else { Some(buffer.to_vec()) })
}

impl<'a> On<'a> {
    /// Writes a row of the ledger. `args` are all the columns of the table, in its order.
    pub fn add(self, table: &'static Table, insert: &'static str, args: impl Args + 'a) -> Answer<'a, ()> {
        Box::pin(async move {
            let At::Tx(tx) = self.at else { return Err(alone(table)) };
            let seal = table.seal(&args.columns().map_err(encode)?)?;
            tx.ledger.push(seal);
            if !tx.is_postgres() {
                return On::from(tx).put(insert, args).await;
            }
            match On::from(tx).exec(insert, args).await? {
                0 => Err(Fault::Altered(table.name.to_owned())),
                _ => Ok(()),
            }
        })
    }

    /// Writes a row of which the trail vouches for some columns only: those, in the order of the table as it is known
    /// here, and what the statement takes.
    pub fn add_with(
        self,
        table: &'static Table,
        columns: impl Args + 'a,
        insert: impl Into<Sql>,
        args: impl Args + 'a,
    ) -> Answer<'a, ()> {
        let insert = insert.into();
        Box::pin(async move {
            let At::Tx(tx) = self.at else { return Err(alone(table)) };
            tx.vouch(table, columns)?;
            On::from(tx).put(insert, args).await
        })
    }

    /// Writes or changes rows, and says how many. The text ends with `RETURNING *`; one that changes rows says which
    /// behind its first `WHERE`.
    pub fn change(self, table: &'static Table, text: &'static str, args: impl Args + 'a) -> Answer<'a, u64> {
        Box::pin(async move {
            let At::Tx(tx) = self.at else { return Err(alone(table)) };
            let told = args.columns().map_err(encode)?;
            let on = On { at: At::Tx(&mut *tx), patience: self.patience };
            let ready = on.ready(args)?;
            let rows = match (parts(text), &ready) {
                (None, _) => ready.all(text.into()).await?,
                (Some((_, which)), Ready::File(..) | Ready::FileTx(..)) => {
                    ready.made(table.change_in_file(text, which)).await?
                }
                (Some((set, which)), Ready::Server(..) | Ready::ServerTx(..)) => {
                    ready.made(table.change_on_server(set, which)).await?
                }
            };
            let sets = parts(text).map(|(set, _)| sets(set));
            let (before, after): (Vec<_>, Vec<_>) = table.rows(&rows)?.into_iter().partition(|(was, _)| *was);
            let mut before = before
                .into_iter()
                .map(|(_, columns)| Ok((table.seal(&columns)?.row, columns)))
                .collect::<Stored<HashMap<String, Vec<Column>>>>()?;
            // What was there to be changed and was not: somebody had the database pass over it.
            if (sets.is_some() && after.len() < before.len()) || (after.is_empty() && makes_a_row(text)) {
                return Err(Fault::Altered(table.name.to_owned()));
            }
            let rows = after.len() as u64;
            for (_, columns) in after {
                let mut seal = table.seal(&columns)?;
                if let Some(was) = before.remove(&seal.row) {
                    if let Some(sets) = &sets {
                        as_told(table, sets, &told, (&was, &columns))?;
                    }
                    seal.was = Some(table.seal(&was)?.digest);
                }
                tx.ledger.push(seal);
            }
            Ok(rows)
        })
    }

    /// Takes rows away, and says how many. The text ends with `RETURNING *`.
    pub fn remove(
        self,
        table: &'static Table,
        text: impl Into<Sql>,
        args: impl Args + 'a,
    ) -> Answer<'a, u64> {
        let text = text.into();
        Box::pin(async move {
            let At::Tx(tx) = self.at else { return Err(alone(table)) };
            let on = On { at: At::Tx(&mut *tx), patience: self.patience };
            let gone = table.rows(&on.ready(args)?.all(text).await?)?;
            for (_, columns) in &gone {
                let Seal { row, digest, .. } = table.seal(columns)?;
                tx.ledger.push(Seal { row, digest: String::new(), was: Some(digest) });
            }
            Ok(gone.len() as u64)
        })
    }
}

impl Tx {
    /// Inserts rows of the ledger, many at once; each has all the columns of the table, in its order.
    pub async fn add_many<A: Args>(
        &mut self,
        table: &'static Table,
        insert: &'static str,
        rows: Vec<A>,
    ) -> Stored<()> {
        for row in &rows {
            self.ledger.push(table.seal(&row.columns().map_err(encode)?)?);
        }
        self.many(insert, rows).await
    }
}

fn alone(table: &Table) -> Fault {
    encode(format!("{} is written in a transaction, with its row of the trail", table.name).into())
}

impl Tx {
    /// Reads a whole table, row by row.
    pub async fn ledger_rows(
        &mut self,
        clinic: ClinicId,
        table: &'static Table,
        mut each: impl FnMut(Seal) + Send,
    ) -> Stored<()> {
        match &mut self.engine {
            Engine::Sqlite(file) => {
                file.flush().await?;
                let each = |row: &SqliteRow| table.seal(&table.of_any_file(row)?).map(&mut each);
                whole::of_file(file.lent.busy()?, &table.part(), clinic, each).await
            }
            Engine::Postgres(lent) => {
                let each = |row: &PgRow| table.seal(&table.of_server(row)?).map(&mut each);
                whole::of_server(lent.busy()?, &table.all(), clinic, each).await
            }
        }
    }

    /// Reads the rows of a table whose key begins with one of these ids. Of a table that is kept by no id, nothing.
    pub async fn ledger_rows_of(
        &mut self,
        clinic: ClinicId,
        table: &'static Table,
        ids: &[Uuid],
        mut each: impl FnMut(Seal) + Send,
    ) -> Stored<()> {
        const AT_ONCE: usize = 500;
        let server = self.is_postgres();
        for ids in ids.chunks(AT_ONCE) {
            let Some(text) = table.some(ids, server) else { return Ok(()) };
            match &mut self.engine {
                Engine::Sqlite(file) => {
                    file.flush().await?;
                    let some = sqlx::query(AssertSqlSafe(text)).bind(clinic);
                    let rows = some.fetch_all(file.lent.busy()?).await.map_err(Fault::of)?;
                    rows.iter().try_for_each(|row| table.seal(&table.of_any_file(row)?).map(&mut each))?;
                }
                Engine::Postgres(lent) => {
                    let some = sqlx::query(AssertSqlSafe(text)).bind(clinic);
                    let rows = some.fetch_all(lent.busy()?).await.map_err(Fault::of)?;
                    rows.iter().try_for_each(|row| table.seal(&table.of_server(row)?).map(&mut each))?;
                }
            }
        }
        Ok(())
    }

    /// Has the next row of the trail vouch for a row that lies in the database already. `args` are all its columns.
    pub fn vouch(&mut self, table: &'static Table, args: impl Args) -> Stored<()> {
        let seal = table.seal(&args.columns().map_err(encode)?)?;
        self.ledger.push(seal);
        Ok(())
    }

    /// Takes what lies in a table of the ledger into the next row of the trail: for rows that were made in the
    /// database itself.
    pub async fn adopt(&mut self, clinic: ClinicId, table: &'static Table) -> Stored<()> {
        let mut seals = Vec::new();
        self.ledger_rows(clinic, table, |seal| seals.push(seal)).await?;
        self.ledger.append(&mut seals);
        Ok(())
    }
}
