//! Both engines have the same tables with the same columns, so that one text can speak to both.

use std::collections::{BTreeMap, BTreeSet};

use loket::store::On;

use crate::support::Lab;

type Schema = BTreeMap<String, BTreeSet<(String, bool)>>;

/// Every table with its columns, and whether each may be empty.
async fn schema(lab: &Lab) -> Schema {
    let sql = loket::store::db::Sql::Each {
        sqlite: "SELECT t.name, c.name, CASE WHEN c.\"notnull\" OR c.pk > 0 THEN 1 ELSE 0 END
                 FROM sqlite_schema t, pragma_table_info(t.name) c
                 WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        postgres: "SELECT table_name::text, column_name::text,
                          CASE WHEN is_nullable = 'NO' THEN 1::bigint ELSE 0::bigint END
                   FROM information_schema.columns WHERE table_schema = 'public'",
    };
    let rows: Vec<(String, String, i64)> = On::from(&lab.db).all(sql, ()).await.unwrap();
    let mut schema = Schema::new();
    for (table, column, filled) in rows.into_iter().filter(|(table, ..)| !table.starts_with('_')) {
        schema.entry(table).or_default().insert((column, filled == 1));
    }
    schema
}

#[test]
fn both_engines_have_the_same_tables_and_columns() {
    let (mut sqlite, mut postgres) = (Schema::new(), Schema::new());
    Lab::sqlite(async |lab| sqlite = schema(lab).await);
    Lab::postgres(async |lab| postgres = schema(lab).await);
    assert!(sqlite.len() > 10, "the tables are seen");
    for table in sqlite.keys().chain(postgres.keys()) {
        assert_eq!(sqlite.get(table), postgres.get(table), "{table} differs between SQLite and Postgres");
    }
}

#[test]
fn the_ledger_s_tables_are_sealed_with_every_column_they_have() {
    let mut schema = Schema::new();
    Lab::sqlite(async |lab| schema = self::schema(lab).await);
    for table in loket::store::vouched::LEDGER {
        let columns: BTreeSet<&str> = schema[table.name].iter().map(|(name, _)| name.as_str()).collect();
        let sealed: BTreeSet<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        assert_eq!(columns, sealed, "{}", table.name);
    }
    for table in loket::store::vouched::all() {
        for (name, _) in table.columns {
            assert!(schema[table.name].iter().any(|(column, _)| column == name), "{}.{name}", table.name);
        }
    }
}
