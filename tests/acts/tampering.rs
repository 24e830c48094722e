//! What is done to the trail and to the money behind loket's back is found, every time (reliability.md P8): columns
//! changed, rows deleted, rows exchanged, the end cut off, straight in the database, with everything that forbids it
//! there taken away first.

use fastrand::Rng;
use loket::domain::verify::Verdict;
use loket::store::sealed::{Kind, LEDGER, WHO};
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};

use crate::clinic::House;
use crate::support::{Lab, on_both};
use crate::trail::{a_day, slip};

const EDITS: usize = 2_000;
const OTHERS: usize = 200;

/// The columns of the trail's own table.
const TRAIL: Columns = &[
    ("at", Kind::Moment),
    ("clock_behind", Kind::Int),
    ("account_id", Kind::Id),
    ("approver_id", Kind::Id),
    ("session_id", Kind::Id),
    ("terminal", Kind::Text),
    ("act", Kind::Text),
    ("entity", Kind::Text),
    ("entity_id", Kind::Id),
    ("before", Kind::Text),
    ("after", Kind::Text),
    ("reason", Kind::Text),
    ("ledger", Kind::Text),
    ("key_id", Kind::Text),
    ("prev_hash", Kind::Text),
    ("hash", Kind::Text),
];

/// What the database keeps of the end of the trail.
const END: Columns = &[
    ("seq", Kind::Int),
    ("hash", Kind::Text),
    ("key_id", Kind::Text),
    ("at", Kind::Moment),
    ("seal", Kind::Text),
];

/// What the database keeps of a bill by itself.
const SUMS: Columns = &[
    ("balance", Kind::Int),
    ("charged", Kind::Int),
    ("paid", Kind::Int),
    ("returned", Kind::Int),
    ("deposits", Kind::Int),
    ("waiting", Kind::Int),
];

type Columns = &'static [(&'static str, Kind)];

/// Somebody with the database's own tools.
enum Intruder {
    File(SqliteConnection),
    Server(PgConnection),
}

struct Break {
    intruder: Intruder,
    /// Tables with rows in them, how many, and their columns.
    tables: Vec<(&'static str, i64, Columns)>,
    /// Those that are not as they were.
    touched: Vec<&'static str>,
    rng: Rng,
}

impl Break {
    async fn into(lab: &Lab) -> Self {
        let intruder = match lab.address.clone() {
            loket::config::DatabaseAddress::Sqlite(path) => {
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .foreign_keys(false)
                    .synchronous(SqliteSynchronous::Off);
                Intruder::File(SqliteConnection::connect_with(&options).await.unwrap())
            }
            loket::config::DatabaseAddress::Postgres { .. } => {
                Intruder::Server(PgConnection::connect(&lab.admin_url()).await.unwrap())
            }
        };
        let mut new = Self { intruder, tables: Vec::new(), touched: Vec::new(), rng: Rng::with_seed(8) };
        new.disarm().await;
        let vouched = LEDGER.iter().chain(WHO).map(|table| (table.name, table.columns));
        for (table, columns) in vouched.chain([("audit", TRAIL), ("audit_head", END), ("bill", SUMS)]) {
            let rows = new.number(&format!("SELECT COUNT(*) FROM {table}")).await;
            new.run(&format!("CREATE TABLE keep_{table} AS SELECT * FROM {table}")).await;
            if rows > 0 {
                new.tables.push((table, rows, columns));
            }
        }
        new
    }

    /// Takes away what the database forbids.
    async fn disarm(&mut self) {
        if matches!(self.intruder, Intruder::File(_)) {
            self.run("PRAGMA ignore_check_constraints = ON").await;
            while let Some(name) =
                self.text("SELECT name FROM sqlite_schema WHERE type = 'trigger' LIMIT 1").await
            {
                self.run(&format!("DROP TRIGGER {name}")).await;
            }
            while let Some(name) = self
                .text("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE%' LIMIT 1")
                .await
            {
                self.run(&format!("DROP INDEX {name}")).await;
            }
            return;
        }
        self.run(
            "DO $$ DECLARE one RECORD; BEGIN
               FOR one IN SELECT conrelid::regclass AS t, conname FROM pg_constraint
                 WHERE contype IN ('c', 'f', 'u', 'x') AND connamespace = 'public'::regnamespace LOOP
                 EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', one.t, one.conname);
               END LOOP;
               FOR one IN SELECT tgrelid::regclass AS t, tgname FROM pg_trigger WHERE NOT tgisinternal LOOP
                 EXECUTE format('DROP TRIGGER %I ON %s', one.tgname, one.t);
               END LOOP;
             END $$",
        )
        .await;
    }

    async fn run(&mut self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        match &mut self.intruder {
            Intruder::File(file) => drop(sqlx::raw_sql(sql).execute(file).await.unwrap()),
            Intruder::Server(server) => drop(sqlx::raw_sql(sql).execute(server).await.unwrap()),
        }
    }

    async fn number(&mut self, sql: &str) -> i64 {
        let sql = AssertSqlSafe(sql.to_owned());
        match &mut self.intruder {
            Intruder::File(file) => sqlx::query_scalar(sql).fetch_one(file).await.unwrap(),
            Intruder::Server(server) => sqlx::query_scalar(sql).fetch_one(server).await.unwrap(),
        }
    }

    async fn text(&mut self, sql: &str) -> Option<String> {
        let sql = AssertSqlSafe(sql.to_owned());
        match &mut self.intruder {
            Intruder::File(file) => sqlx::query_scalar(sql).fetch_optional(file).await.unwrap(),
            Intruder::Server(server) => sqlx::query_scalar(sql).fetch_optional(server).await.unwrap(),
        }
    }

    fn file(&self) -> bool {
        matches!(self.intruder, Intruder::File(_))
    }

    /// What names the nth row of a table.
    fn nth(&self, table: &str, nth: i64) -> String {
        let row = if self.file() { "rowid" } else { "ctid" };
        format!("{row} = (SELECT {row} FROM {table} ORDER BY {row} LIMIT 1 OFFSET {nth})")
    }

    fn another(&mut self, column: &str, kind: Kind) -> String {
        let file = self.file();
        match kind {
            // What no loket writes: texts that are none, days there are not, ids cut short.
            Kind::Text if file && self.rng.u8(..4) == 0 => "CAST(x'ff00' AS TEXT)".to_owned(),
            Kind::Day if file && self.rng.bool() => {
                format!("substr(COALESCE({column}, '2026-01-01'), 1, 9) || 'x'")
            }
            Kind::Id if file && self.rng.bool() => {
                format!("substr(COALESCE({column}, randomblob(16)), 1, 9)")
            }
            Kind::Text if self.rng.bool() => format!("COALESCE({column}, '') || 'x'"),
            Kind::Text => format!("CASE WHEN COALESCE({column}, '') = '' THEN '0' ELSE '' END"),
            Kind::Int => format!("COALESCE({column}, 0) + {}", self.rng.i64(1..1_000_000)),
            Kind::Moment if file => format!("COALESCE({column}, 0) + 1"),
            Kind::Moment => format!("COALESCE({column}, now()) + INTERVAL '1 microsecond'"),
            Kind::Day if file => format!("date(COALESCE({column}, '2026-01-01'), '+1 day')"),
            Kind::Day => format!("COALESCE({column}, CURRENT_DATE) + 1"),
            Kind::Id if file => "randomblob(16)".to_owned(),
            Kind::Id => "gen_random_uuid()".to_owned(),
            Kind::Bool if file => format!("1 - COALESCE({column}, 0)"),
            Kind::Bool => format!("NOT COALESCE({column}, FALSE)"),
        }
    }

    /// Changes one column of one row.
    async fn edit(&mut self) -> String {
        let (table, rows, columns) = self.tables[self.rng.usize(..self.tables.len())];
        // A row moved to another clinic is another test's matter.
        let own: Vec<_> = columns.iter().filter(|(name, _)| *name != "clinic_id").collect();
        let (column, kind) = *own[self.rng.usize(..own.len())];
        let row = self.rng.i64(0..rows);
        let value = self.another(column, kind);
        let place = self.nth(table, row);
        self.touched.push(table);
        self.run(&format!("UPDATE {table} SET {column} = {value} WHERE {place}")).await;
        format!("{table}.{column} of row {row} := {value}")
    }

    async fn delete(&mut self) -> String {
        let (table, rows, _) = self.tables[self.rng.usize(..self.tables.len())];
        let row = self.rng.i64(0..rows);
        let place = self.nth(table, row);
        self.touched.push(table);
        self.run(&format!("DELETE FROM {table} WHERE {place}")).await;
        format!("{table} without row {row}")
    }

    /// Two rows change places: their keys are exchanged.
    async fn swap(&mut self) -> String {
        let tables: Vec<_> = self
            .tables
            .iter()
            .filter(|(name, rows, columns)| *rows > 1 && (*name == "audit" || columns[1].0 == "id"))
            .copied()
            .collect();
        let (table, rows, _) = tables[self.rng.usize(..tables.len())];
        let one = self.rng.i64(0..rows);
        let other = (one + self.rng.i64(1..rows)) % rows;
        self.touched.push(table);
        let key = if table == "audit" { "seq" } else { "id" };
        let read = if table == "audit" {
            "seq"
        } else if self.file() {
            "hex(id)"
        } else {
            "id::text"
        };
        let at = |nth: i64, this: &Self| {
            format!("SELECT CAST({read} AS TEXT) FROM {table} WHERE {}", this.nth(table, nth))
        };
        let (a, b) = (at(one, self), at(other, self));
        let (a, b) = (self.text(&a).await.unwrap(), self.text(&b).await.unwrap());
        let value = |text: &str| match (table, self.file()) {
            ("audit", _) => text.to_owned(),
            (_, true) => format!("x'{text}'"),
            (_, false) => format!("'{text}'"),
        };
        let (a, b) = (value(&a), value(&b));
        let aside = if table == "audit" {
            "-1"
        } else if self.file() {
            "x'00000000000000000000000000000000'"
        } else {
            "'00000000-0000-0000-0000-000000000000'"
        };
        for (from, to) in [(a.as_str(), aside), (b.as_str(), a.as_str()), (aside, b.as_str())] {
            self.run(&format!("UPDATE {table} SET {key} = {to} WHERE {key} = {from}")).await;
        }
        format!("{table}: rows {one} and {other} exchanged")
    }

    /// The last rows are gone; half the time the end is moved back too, up to before the last Z.
    async fn cut(&mut self, reported: i64) -> String {
        let rows = self.number("SELECT COUNT(*) FROM audit").await;
        let neatly = self.rng.bool();
        self.touched.extend(["audit", "audit_head", "z_report"]);
        let last = self.rng.i64(if neatly { 1..reported } else { 1..rows });
        self.run(&format!("DELETE FROM audit WHERE seq > {last}")).await;
        if neatly {
            self.run(&format!(
                "UPDATE audit_head SET seq = {last}, hash = (SELECT hash FROM audit WHERE seq = {last});
                 DELETE FROM z_report"
            ))
            .await;
        }
        format!("cut after row {last}, neatly: {neatly}")
    }

    /// Everything as it was.
    async fn mend(&mut self) {
        let mut all = String::from("BEGIN;");
        for table in std::mem::take(&mut self.touched) {
            all += &format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM keep_{table};");
        }
        self.run(&(all + "COMMIT")).await;
    }
}

async fn found(house: &House) -> Verdict {
    // Whoever was changed may not be anybody any more: it is asked as `loket verify` asks it, without a slip.
    house.desk.verify(None).await.unwrap()
}

/// Lets the intruder loose `times` times, each time on the whole day, with `act` as what they do the nth time.
async fn every_one_is_found(
    lab: &Lab,
    seed: u64,
    times: usize,
    act: impl AsyncFn(&mut Break, usize, i64) -> String,
) {
    let house = a_day(lab).await;
    let slip = slip(lab).await;
    let mut intruder = Break::into(lab).await;
    intruder.rng = Rng::with_seed(seed);
    assert!(found(&house).await.whole());
    for nth in 0..times {
        let what = act(&mut intruder, nth, slip.seq).await;
        let verdict = found(&house).await;
        assert!(!verdict.whole(), "not found: {what}");
        intruder.mend().await;
    }
    let verdict = found(&house).await;
    assert!(verdict.whole(), "a false alarm: {verdict:?}");
}

on_both! {
    async fn every_column_changed_from_outside_is_found(lab: &Lab) {
        every_one_is_found(lab, 8, EDITS / 2, async |intruder, _, _| intruder.edit().await).await;
    }

    async fn every_other_column_too(lab: &Lab) {
        every_one_is_found(lab, 9, EDITS / 2, async |intruder, _, _| intruder.edit().await).await;
    }

    async fn every_row_taken_exchanged_or_cut_off_is_found(lab: &Lab) {
        every_one_is_found(lab, 10, 3 * OTHERS, async |intruder, nth, reported| match nth % 3 {
            0 => intruder.delete().await,
            1 => intruder.swap().await,
            _ => intruder.cut(reported).await,
        })
        .await;
    }

    async fn what_is_vouched_for_was_there_to_be_changed(lab: &Lab) {
        let _house = a_day(lab).await;
        let intruder = Break::into(lab).await;
        let there: Vec<&str> = intruder.tables.iter().map(|(table, ..)| *table).collect();
        for table in [
            "account",
            "account_grant",
            "audit",
            "audit_head",
            "bill",
            "clinic",
            "invitation",
            "payment",
            "payment_method",
            "receipt",
            "role",
            "role_permission",
            "security_event",
            "session",
            "tenant_act",
            "z_report",
        ] {
            assert!(there.contains(&table), "{table} has no row: {there:?}");
        }
    }
}
