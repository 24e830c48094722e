//! What the trail vouches for: the ledger, and who may come in and do what. Whoever writes such a row writes it through
//! here, and its digest goes into the act's row of the trail; `verify` reads the tables again and compares.

use std::fmt::Write as _;

use chrono::NaiveDate;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgRow};
use sqlx::sqlite::SqliteRow;
use sqlx::{Encode, Postgres, Row as _};
use uuid::Uuid;

use super::args::{Args, Column};
use super::db::{Answer, At, On, encode};
use super::fault::{Fault, Stored};
use super::ready::Rows;
use super::tx::{Engine, Tx};
use super::whole;
use crate::domain::audit::{hex, row_digest};
use crate::domain::id::ClinicId;
use crate::domain::time::Ts;

/// What lies in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Id,
    Text,
    Int,
    Moment,
    Day,
    Bool,
}

/// A table the trail vouches for, by these columns: of the ledger they are all it has. The first is the clinic, the next
/// `key` make a row its own.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    key: usize,
    pub columns: &'static [(&'static str, Kind)],
}

macro_rules! vouched {
    ($(#[$of_all:meta])* $all:ident $(and $more:ident)?: $($(#[$of:meta])* $constant:ident = $name:literal ($key:literal) { $($column:ident $kind:ident),+ $(,)? })+) => {
        $($(#[$of])* pub static $constant: Table = Table {
            name: $name,
            key: $key,
            columns: &[("clinic_id", Kind::Id), $((stringify!($column), Kind::$kind)),+],
        };)+
        $(#[$of_all])*
        pub static $all: &[&Table] = &[$(&$more,)? $(&$constant),+];
    };
}

vouched! {
    /// Every table of the ledger: its rows stay as they were written, or are completed once.
    LEDGER:
    RECEIPT = "receipt" (1) {
        id Id, series Text, number Int, bill_id Id, business_day Day, issued_at Moment, account_id Id, snapshot Text,
        drawer_session_id Id,
    }
    RECEIPT_COPY = "receipt_copy" (2) { receipt_id Id, copy Int, at Moment, account_id Id }
    PAYMENT = "payment" (1) {
        id Id, bill_id Id, patient_id Id, receipt_id Id, method_id Id, kind Text, amount Int, tendered Int,
        change_given Int, reference Text, reason Text, refers_to Id, drawer_session_id Id, package_id Id,
        approved_by Id, business_day Day, taken_at Moment, account_id Id, terminal Text,
    }
    PAYMENT_STATE = "payment_state" (2) {
        payment_id Id, seq Int, state Text, reference Text, business_day Day, at Moment, account_id Id,
    }
    BILL_LINE = "bill_line" (1) {
        id Id, bill_id Id, position Int, kind Text, treatment_id Id, staff_id Id, description Text, category Text,
        quantity Int,
        unit_price Int, amount Int, percent_bp Int, tax_mode Text, tax_bp Int, reduces Id, reason Text,
        approved_by Id, business_day Day, created_at Moment, created_by Id, voided_at Moment, voided_day Day,
        voided_by Id, void_reason Text,
    }
    PATIENT_PACKAGE = "patient_package" (1) {
        id Id, package_id Id, patient_id Id, line_id Id, treatment_id Id, sessions Int, price Int, sold_day Day,
        expires_on Day, shareable Bool,
    }
    DRAWER_SESSION = "drawer_session" (1) {
        id Id, drawer_id Id, terminal Text, business_day Day, opened_at Moment, opened_by Id, opening_float Int,
        left_before Int, opening_difference Int, opening_note Text, handed_from Id, carried_to Day, carried_note Text,
        counted_at Moment, counted Int,
        expected Int, difference Int, difference_note Text, difference_approved_by Id, left_in Int,
        closed_at Moment, closed_by Id,
    }
    DRAWER_COUNT = "drawer_count" (2) {
        session_id Id, seq Int, total Int, pieces Text, reason Text, at Moment, account_id Id, approved_by Id,
    }
    DRAWER_MOVE = "drawer_move" (1) {
        id Id, session_id Id, kind Text, amount Int, reason Text, reference Text, business_day Day, at Moment,
        account_id Id, approved_by Id, terminal Text,
    }
    OPEN_WORK = "open_work" (2) {
        session_id Id, booking_id Id, decision Text, due Int, note Text, at Moment, account_id Id, approved_by Id,
    }
    Z_REPORT = "z_report" (1) {
        id Id, number Int, session_id Id, business_day Day, issued_at Moment, account_id Id, snapshot Text,
        head_seq Int, head_hash Text,
    }
    DAY_CLOSE = "day_close" (2) {
        business_day Day, revision Int, closed_at Moment, account_id Id, snapshot Text, reopened_at Moment,
        reopened_by Id, reopen_reason Text,
    }
    ACCOUNT_GRANT = "account_grant" (1) {
        id Id, account_id Id, permission Text, effect Text, reason Text, granted_by Id, created_at Moment,
        expires_at Moment, revoked_at Moment,
    }
    SECURITY_EVENT = "security_event" (1) {
        id Id, kind Text, severity Text, account_id Id, actor_id Id, terminal Text, at Moment, details Text,
        resolved_at Moment, resolved_by Id, note Text,
    }
    TENANT_ACT = "tenant_act" (1) { seq Int, act Text, at Moment, max_users Int, max_patients Int }
    EXPENSE = "expense" (1) {
        id Id, business_day Day, category_id Id, amount Int, description Text, reference Text, paid_from Text,
        move_id Id, recurring_id Id, terminal Text, created_at Moment, created_by Id, voided_at Moment,
        voided_day Day, voided_by Id, void_reason Text,
    }
}

/// The clinic itself, with its limits and who has to have a second factor. It is the one row of its own.
pub static CLINIC: Table = Table {
    name: "clinic",
    key: 0,
    columns: &[
        ("id", Kind::Id),
        ("slug", Kind::Text),
        ("name", Kind::Text),
        ("address", Kind::Text),
        ("phone", Kind::Text),
        ("timezone", Kind::Text),
        ("currency", Kind::Text),
        ("decimals", Kind::Int),
        ("language", Kind::Text),
        ("training", Kind::Bool),
        ("policies", Kind::Text),
    ],
};

vouched! {
    /// Who may come in, and what they may, and what the clinic's rules and ways to pay are: rows that change as long as
    /// the clinic lives. What changes beside the acts, and
    /// opens nothing, is not vouched for. Nor is how often somebody guessed (`throttle`): it changes with every wrong key,
    /// without an act, and whoever takes its rows away gains a few more guesses, but could as well try the hashes that lie
    /// beside it.
    WHO and CLINIC:
    ACCOUNT = "account" (1) {
        id Id, username Text, full_name Text, role Text, custom_role_id Id, active Bool, password_hash Text, pin_hash Text,
        reset_hash Text, reset_until Moment, factor_secret Text,
    }
    SESSION = "session" (1) {
        id Id, account_id Id, token_hash Text, terminal Text, device Text, created_at Moment, expires_at Moment,
        revoked_at Moment,
    }
    INVITATION = "invitation" (1) {
        id Id, code_hash Text, state Text, role Text, custom_role_id Id, staff_id Id, account_id Id, invited_by Id,
        created_at Moment, expires_at Moment,
    }
    ROLE = "role" (1) { id Id, name Text, base Text, active Bool }
    ROLE_PERMISSION = "role_permission" (2) { role_id Id, permission Text, effect Text }
    // Whose column of the day somebody has, and so what is their own and what they earn.
    STAFF = "staff" (1) { id Id, name Text, account_id Id, commission_bp Int, active Bool }
    // Which money lies in the drawer, and what counts as received.
    PAYMENT_METHOD = "payment_method" (1) {
        id Id, name Text, kind Text, in_drawer Bool, counts_as_received Bool, position Int, active Bool,
    }
    RECOVERY_CODE = "recovery_code" (2) { account_id Id, position Int, code_hash Text, used_at Moment }
}

/// A row as the trail knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The table and the row's key in it: `payment 0199…`.
    pub row: String,
    /// Empty: the row is gone, as it should be.
    pub digest: String,
}

impl Table {
    /// The seal of a row, of its columns as Postgres would send them: whichever engine it lies in, it is the same.
    fn seal(&self, columns: &[Column]) -> Stored<Seal> {
        if columns.len() != self.columns.len() {
            return Err(encode(format!("{} has {} columns", self.name, self.columns.len()).into()));
        }
        let mut row = self.name.to_owned();
        for ((_, kind), column) in self.columns.iter().zip(columns).skip(1).take(self.key) {
            let bytes = column.as_deref().unwrap_or_default();
            // Writing to a string cannot fail.
            let _ = match (kind, <[u8; 16]>::try_from(bytes), <[u8; 8]>::try_from(bytes)) {
                (Kind::Id, Ok(id), _) => write!(row, " {}", Uuid::from_bytes(id)),
                (Kind::Int, _, Ok(number)) => write!(row, " {}", i64::from_be_bytes(number)),
                _ => write!(row, " {}", hex(bytes.strip_prefix(UNREADABLE).unwrap_or(bytes))),
            };
        }
        let digest = row_digest(self.name, columns.iter().map(Option::as_deref));
        Ok(Seal { row, digest })
    }

    /// The text that reads all of it on a server. Made of this file's own names, nothing else.
    fn all(&self) -> String {
        let (all, table, own) = (self.names().join(", "), self.name, self.columns[0].0);
        format!("SELECT {all} FROM {table} WHERE {own} = $1")
    }

    /// The text that reads a part of it in a file, in the order of its rows there: a plus keeps every index out of it.
    fn part(&self) -> String {
        let (all, table, own) = (self.names().join(", "), self.name, self.columns[0].0);
        format!("SELECT {all}, rowid FROM {table} WHERE +{own} = $1 AND rowid > $2 ORDER BY rowid LIMIT $3")
    }

    fn names(&self) -> Vec<&'static str> {
        self.columns.iter().map(|(name, _)| *name).collect()
    }

    fn of_file(&self, row: &SqliteRow) -> Stored<Seal> {
        let columns = self.columns.iter().map(|(name, kind)| of_file(row, name, *kind));
        self.seal(&columns.collect::<Stored<Vec<_>>>()?)
    }

    /// As [`of_file`](Self::of_file), whatever lies in it: a file holds texts where days belong, and ids of any length.
    /// What no loket wrote has a seal no loket made.
    fn of_any_file(&self, row: &SqliteRow) -> Stored<Seal> {
        let column = |(name, kind): &(&'static str, Kind)| {
            of_file(row, name, *kind).or_else(|_| {
                let raw = row.try_get_unchecked::<Option<Vec<u8>>, _>(*name).map_err(Fault::of)?;
                Ok(raw.map(|raw| [UNREADABLE, &raw].concat()))
            })
        };
        self.seal(&self.columns.iter().map(column).collect::<Stored<Vec<_>>>()?)
    }

    fn of_server(&self, row: &PgRow) -> Stored<Seal> {
        let columns = self
            .columns
            .iter()
            .map(|(name, _)| {
                let value = row.try_get_raw(*name).map_err(Fault::of)?;
                Ok(value.as_bytes().ok().map(<[u8]>::to_vec))
            })
            .collect::<Stored<Vec<_>>>()?;
        self.seal(&columns)
    }
}

/// Stands before the bytes of what cannot be read: no text of Postgres has it.
const UNREADABLE: &[u8] = b"\0unreadable:";

fn of_file(row: &SqliteRow, name: &str, kind: Kind) -> Stored<Column> {
    match kind {
        Kind::Id => column(&row.try_get::<Option<Uuid>, _>(name).map_err(Fault::of)?),
        Kind::Text => column(&row.try_get::<Option<String>, _>(name).map_err(Fault::of)?),
        Kind::Int => column(&row.try_get::<Option<i64>, _>(name).map_err(Fault::of)?),
        Kind::Moment => column(&row.try_get::<Option<Ts>, _>(name).map_err(Fault::of)?),
        Kind::Day => column(&row.try_get::<Option<NaiveDate>, _>(name).map_err(Fault::of)?),
        Kind::Bool => column(&row.try_get::<Option<bool>, _>(name).map_err(Fault::of)?),
    }
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
            On::from(tx).put(insert, args).await
        })
    }

    /// Writes or changes rows, and says how many. The text ends with `RETURNING *`.
    pub fn change(self, table: &'static Table, text: &'static str, args: impl Args + 'a) -> Answer<'a, u64> {
        self.sealing(table, text, args, |seal| seal)
    }

    /// Takes rows away, and says how many. The text ends with `RETURNING *`.
    pub fn remove(self, table: &'static Table, text: &'static str, args: impl Args + 'a) -> Answer<'a, u64> {
        self.sealing(table, text, args, |seal| Seal { digest: String::new(), ..seal })
    }

    fn sealing(
        self,
        table: &'static Table,
        text: &'static str,
        args: impl Args + 'a,
        now: fn(Seal) -> Seal,
    ) -> Answer<'a, u64> {
        Box::pin(async move {
            let At::Tx(tx) = self.at else { return Err(alone(table)) };
            let on = On { at: At::Tx(&mut *tx), patience: self.patience };
            let seals = match on.ready(args)?.all(text.into()).await? {
                Rows::File(rows) => rows.iter().map(|row| table.of_file(row)).collect::<Stored<Vec<_>>>(),
                Rows::Server(rows) => rows.iter().map(|row| table.of_server(row)).collect(),
            }?;
            let rows = seals.len() as u64;
            tx.ledger.extend(seals.into_iter().map(now));
            Ok(rows)
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
                let each = |row: &SqliteRow| table.of_any_file(row).map(&mut each);
                whole::of_file(file.lent.busy()?, &table.part(), clinic, each).await
            }
            Engine::Postgres(lent) => {
                let each = |row: &PgRow| table.of_server(row).map(&mut each);
                whole::of_server(lent.busy()?, &table.all(), clinic, each).await
            }
        }
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
