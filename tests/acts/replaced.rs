//! What was written is not written over: SQLite lets `REPLACE` take rows away without asking whoever watches deletions.

use loket::config::DatabaseAddress;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};

use crate::support::Lab;
use crate::trail::a_full_day;

async fn all(file: &mut SqliteConnection, text: String) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(text)).fetch_all(file).await.unwrap()
}

/// Tables of which no row may go. A counter's row is written over by whoever draws from it: what it says is compared with
/// the numbers there are.
const KEPT: &str =
    "SELECT tbl_name FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '% BEFORE DELETE ON %'
    AND tbl_name NOT IN ('account', 'counter') ORDER BY 1";

#[test]
fn no_row_that_stays_is_replaced_by_another() {
    Lab::sqlite(async |lab| {
        let _house = a_full_day(lab).await;
        let DatabaseAddress::Sqlite(path) = &lab.address else { panic!("a file") };
        let mut file =
            SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path).foreign_keys(false))
                .await
                .unwrap();
        let tables = all(&mut file, KEPT.to_owned()).await;
        assert!(tables.len() >= 20, "{tables:?}");
        // What else forbids rows would hide that they may be replaced.
        for name in all(
            &mut file,
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '% BEFORE INSERT ON %'
               AND name NOT LIKE '%\\_kept' ESCAPE '\\'"
                .to_owned(),
        )
        .await
        {
            sqlx::raw_sql(AssertSqlSafe(format!("DROP TRIGGER {name}"))).execute(&mut file).await.unwrap();
        }
        let mut replaced = Vec::new();
        for table in tables {
            let names = all(&mut file, format!("SELECT name FROM pragma_table_info('{table}')")).await;
            let key = all(
                &mut file,
                format!(
                    "SELECT name FROM pragma_table_info('{table}') WHERE pk > 1 ORDER BY pk DESC LIMIT 1"
                ),
            )
            .await
            .remove(0);
            let list = names.join(", ");
            sqlx::raw_sql(AssertSqlSafe(format!(
                "CREATE TABLE kept_{table} AS SELECT rowid AS place, * FROM {table}"
            )))
            .execute(&mut file)
            .await
            .unwrap();
            let other = |value: &str| {
                let one = |name: &String| if *name == key { value.to_owned() } else { name.clone() };
                names.iter().map(one).collect::<Vec<_>>().join(", ")
            };
            let integer = all(&mut file, format!("SELECT typeof({key}) FROM {table} LIMIT 1")).await;
            let new = match integer.first().map(String::as_str) {
                Some("integer") => "987654",
                Some(_) => "randomblob(16)",
                None => panic!("{table} has no row"),
            };
            let ways = [
                format!("REPLACE INTO {table} ({list}) SELECT {list} FROM {table}"),
                format!("REPLACE INTO {table} (rowid, {list}) SELECT rowid, {} FROM {table}", other(new)),
                // Where something else of the row is its own too.
                format!("REPLACE INTO {table} ({list}) SELECT {} FROM {table}", other(new)),
                format!("UPDATE OR REPLACE {table} SET {key} = (SELECT MAX({key}) FROM {table})"),
                format!("UPDATE OR REPLACE {table} SET rowid = (SELECT MAX(rowid) FROM {table})"),
            ];
            for way in ways {
                sqlx::raw_sql("BEGIN").execute(&mut file).await.unwrap();
                let done = sqlx::raw_sql(AssertSqlSafe(way.clone())).execute(&mut file).await;
                let gone = all(
                    &mut file,
                    format!(
                        "SELECT CAST(COUNT(*) AS TEXT) FROM (SELECT * FROM kept_{table} EXCEPT SELECT rowid, * FROM {table})"
                    ),
                )
                .await;
                let whole_copy =
                    way.starts_with("REPLACE") && way.ends_with(&format!(" SELECT {list} FROM {table}"));
                if gone[0] != "0" || (whole_copy && done.is_ok()) {
                    replaced.push(way);
                }
                let _ = sqlx::raw_sql("ROLLBACK").execute(&mut file).await;
            }
        }
        assert!(replaced.is_empty(), "{}", replaced.join("\n"));
    });
}
