//! Somebody with the database's own tools, who takes away everything that forbids, writes what they like into any column,
//! and puts it back.

use fastrand::Rng;
use loket::store::vouched::{self, Kind};
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};

use crate::spellings::spellings;
use crate::support::Lab;

/// The columns of the trail's own table.
const TRAIL: Columns = &[
    ("seq", Kind::Int),
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

/// What lies beside the trail of a person.
const VALUE: Columns = &[("value", Kind::Text)];

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

/// A column, and what is written into it.
pub struct Edit {
    table: &'static str,
    column: &'static str,
    value: String,
}

/// Somebody with the database's own tools.
enum Intruder {
    File(SqliteConnection),
    Server(PgConnection),
}

/// The numbers of rows that the engine of a file gives nobody by itself, and the next one.
const PLACES: [Option<i64>; 5] = [None, Some(i64::MIN), Some(-1), Some(0), Some(i64::MAX)];

/// A row somebody adds: a copy of the first of its table, with something else in one column, at a place of the file.
pub struct Extra {
    table: &'static str,
    column: &'static str,
    value: String,
    place: Option<i64>,
}

/// A table with rows in it, how many, and its columns.
pub type Filled = (&'static str, i64, Vec<(&'static str, Kind)>);

pub struct Break {
    intruder: Intruder,
    pub tables: Vec<Filled>,
    /// Those that are not as they were.
    touched: Vec<&'static str>,
    pub rng: Rng,
}

impl Break {
    pub async fn into(lab: &Lab) -> Self {
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
        let vouched = vouched::all().map(|table| (table.name, table.columns));
        let beside = [("audit", TRAIL), ("audit_head", END), ("bill", SUMS), ("personal_value", VALUE)];
        for (table, columns) in vouched.chain(beside) {
            // A row moved to another clinic is another test's matter.
            let own = columns.iter().copied().filter(|(name, _)| *name != "clinic_id");
            if let Some((.., known)) = new.tables.iter_mut().find(|(name, ..)| *name == table) {
                known.extend(own);
                continue;
            }
            let rows = new.number(&format!("SELECT COUNT(*) FROM {table}")).await;
            new.run(&format!("CREATE TABLE keep_{table} AS SELECT * FROM {table}")).await;
            if rows > 0 {
                new.tables.push((table, rows, own.collect()));
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
            // What a column takes is only said in the text of its table.
            self.run(
                "PRAGMA writable_schema = ON;
                 UPDATE sqlite_schema SET sql = replace(replace(replace(sql, ') STRICT', ')'),
                   ' IS NOT NULL', ' NOTNULL'), ' NOT NULL', '')
                 WHERE type = 'table' AND sql LIKE '%) STRICT';
                 PRAGMA writable_schema = RESET",
            )
            .await;
            return;
        }
        self.run(
            "DO $$ DECLARE one RECORD; BEGIN
               FOR one IN SELECT conrelid::regclass AS t, conname FROM pg_constraint
                 WHERE contype IN ('c', 'f', 'u', 'x', 'p') AND connamespace = 'public'::regnamespace LOOP
                 EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', one.t, one.conname);
               END LOOP;
               FOR one IN SELECT indexrelid::regclass AS i FROM pg_index
                 JOIN pg_class c ON c.oid = indexrelid WHERE indisunique AND c.relnamespace = 'public'::regnamespace LOOP
                 EXECUTE format('DROP INDEX %s', one.i);
               END LOOP;
               FOR one IN SELECT tgrelid::regclass AS t, tgname FROM pg_trigger WHERE NOT tgisinternal LOOP
                 EXECUTE format('DROP TRIGGER %I ON %s', one.tgname, one.t);
               END LOOP;
               FOR one IN SELECT attrelid::regclass AS t, attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                 WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND attnotnull AND attnum > 0 LOOP
                 EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL', one.t, one.attname);
               END LOOP;
             END $$",
        )
        .await;
    }

    pub async fn run(&mut self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        match &mut self.intruder {
            Intruder::File(file) => drop(sqlx::raw_sql(sql).execute(file).await.unwrap()),
            Intruder::Server(server) => drop(sqlx::raw_sql(sql).execute(server).await.unwrap()),
        }
    }

    pub async fn number(&mut self, sql: &str) -> i64 {
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

    /// Every column of every table with every spelling; on a server, which takes fewer, in two rows.
    pub fn edits(&mut self) -> Vec<Edit> {
        let mut all = Vec::new();
        for (table, _, columns) in self.tables.clone() {
            for (column, kind) in columns {
                for _ in 0..if self.file() { 1 } else { 2 } {
                    let more = self.rng.i64(1..1_000_000);
                    let edits = spellings(self.file(), more, column, kind).into_iter();
                    all.extend(edits.map(|value| Edit { table, column, value }));
                }
            }
        }
        all
    }

    /// Changes one column of one row; none where there is nothing to take out of it.
    pub async fn edit(&mut self, edit: &Edit) -> Option<String> {
        let Edit { table, column, value } = edit;
        // What reads like what is there needs something there.
        let there = format!("{column} IS NOT NULL");
        let rows = self.number(&format!("SELECT COUNT(*) FROM {table} WHERE {there}")).await;
        let place = match (rows, value.as_str()) {
            (0, "NULL") => return None,
            (0, _) => self.nth(table, 0),
            (rows, _) => {
                let nth = self.rng.i64(0..rows);
                let row = if self.file() { "rowid" } else { "ctid" };
                format!(
                    "{row} = (SELECT {row} FROM {table} WHERE {there} ORDER BY {row} LIMIT 1 OFFSET {nth})"
                )
            }
        };
        self.touched.push(table);
        self.run(&format!("UPDATE {table} SET {column} = {value} WHERE {place}")).await;
        Some(format!("{table}.{column} := {value} WHERE {place}"))
    }

    /// A row more in every table, under a key nothing has, and on a server the same row twice.
    pub fn extras(&self) -> Vec<Extra> {
        let file = self.file();
        let mut all = Vec::new();
        let mut add = |table, column, values: &[String]| {
            let places = if file { PLACES.as_slice() } else { &PLACES[..1] };
            for value in values {
                all.extend(places.iter().map(|place| Extra {
                    table,
                    column,
                    value: value.clone(),
                    place: *place,
                }));
            }
        };
        for table in vouched::all().filter(|table| table.key > 0) {
            let (column, kind) = table.columns[table.key];
            let new = match kind {
                Kind::Id if file => "randomblob(16)".to_owned(),
                Kind::Id => "gen_random_uuid()".to_owned(),
                Kind::Text => format!("{column} || 'x'"),
                // What whoever administers the installation did last is taken into the trail by the next log-in.
                Kind::Int if table.name == "tenant_act" => "-1".to_owned(),
                Kind::Int => "1000".to_owned(),
                Kind::Day if file => "'2026-11-30'".to_owned(),
                Kind::Day => "'2026-11-30'::date".to_owned(),
                Kind::Moment | Kind::Bool => panic!("{}: no key", table.name),
            };
            add(table.name, column, &[new, "NULL".to_owned()]);
            if !file {
                add(table.name, column, &[column.to_owned()]);
            }
        }
        let strange =
            ["0", "-1", "-9223372036854775808", "9223372036854775807", "1000", "NULL"].map(str::to_owned);
        add("audit", "seq", &strange);
        if file {
            add("audit", "seq", &["2.5", "'x'", "x'02'", "1e300", "-1e300"].map(str::to_owned));
        } else {
            add("audit", "seq", &["seq".to_owned()]);
        }
        all
    }

    pub async fn add(&mut self, extra: &Extra) -> String {
        let Extra { table, column, value, place } = extra;
        let names = if self.file() {
            format!("SELECT group_concat(name) FROM pragma_table_info('{table}')")
        } else {
            format!(
                "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute
                 WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped"
            )
        };
        let names = self.text(&names).await.unwrap();
        // What else is a row's own: an index of the table itself cannot be dropped in a file.
        let own = if self.file() {
            let own = format!(
                "SELECT group_concat(c.name || ' ' || CASE c.type WHEN 'BLOB' THEN 'randomblob(16)' WHEN 'INTEGER' THEN '12345'
                   ELSE 'hex(randomblob(8))' END, ';')
                 FROM pragma_index_list('{table}') l, pragma_table_info('{table}') c
                 WHERE l.origin = 'u' AND c.name = (SELECT i.name FROM pragma_index_info(l.name) i ORDER BY i.seqno DESC LIMIT 1)"
            );
            self.text(&format!("SELECT COALESCE(({own}), '')")).await.unwrap()
        } else {
            String::new()
        };
        let own: Vec<(&str, &str)> = own.split(';').filter_map(|one| one.split_once(' ')).collect();
        let from = names.split(',').map(|name| match own.iter().find(|(known, _)| *known == name) {
            _ if name == *column => value.as_str(),
            Some((_, new)) => new,
            None => name,
        });
        let from = from.collect::<Vec<_>>().join(", ");
        let text = match place {
            Some(place) => {
                format!("INSERT INTO {table} (rowid, {names}) SELECT {place}, {from} FROM {table} LIMIT 1")
            }
            None => format!("INSERT INTO {table} ({names}) SELECT {from} FROM {table} LIMIT 1"),
        };
        self.touched.push(table);
        self.run(&text).await;
        text
    }

    pub async fn delete(&mut self, nth: usize) -> String {
        let (table, rows, _) = &self.tables[nth % self.tables.len()];
        let (table, rows) = (*table, *rows);
        let row = self.rng.i64(0..rows);
        let place = self.nth(table, row);
        self.touched.push(table);
        self.run(&format!("DELETE FROM {table} WHERE {place}")).await;
        format!("{table} without row {row}")
    }

    /// Two rows change places: their keys are exchanged.
    pub async fn swap(&mut self) -> String {
        let tables: Vec<_> = self
            .tables
            .iter()
            .filter(|(name, rows, columns)| *rows > 1 && (*name == "audit" || columns[0].0 == "id"))
            .map(|(table, rows, _)| (*table, *rows))
            .collect();
        let (table, rows) = tables[self.rng.usize(..tables.len())];
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
    pub async fn cut(&mut self, reported: i64) -> String {
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
    pub async fn mend(&mut self) {
        let mut all = String::from("BEGIN;");
        for table in std::mem::take(&mut self.touched) {
            all += &format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM keep_{table};");
        }
        self.run(&(all + "COMMIT")).await;
    }
}
