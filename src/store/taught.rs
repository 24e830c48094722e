//! Whether a file was taught to write something else than it is told. A trigger somebody added may pass over a row, or change
//! a column that no act names, and all that the act hears is that it is done. So an act looks before it writes, and again
//! whenever the schema changed: who looks finds one number, unless it did. On a server only the tables' owner could, and
//! is found by who verifies.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::db::{Db, Tx};
use super::fault::{Fault, Stored};
use super::migrate;

impl Db {
    /// Looks whether a file still writes what it is told, where its schema is of a version nobody looked at yet.
    ///
    /// # Errors
    /// [`Fault::Altered`], and those of the database.
    pub(super) async fn as_taught(&self, tx: &mut Tx, version: i64) -> Stored<()> {
        let Self::Sqlite { place: Some(place), .. } = self else { return Ok(()) };
        if place.is_sound(version) {
            return Ok(());
        }
        let there: Vec<(String,)> =
            tx.on().all("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL", ()).await?;
        match there.iter().find(|(sql,)| has_a_say(sql)) {
            Some((sql,)) => Err(Fault::Altered(named(sql))),
            None => {
                place.sound_at(version);
                Ok(())
            }
        }
    }
}

/// What the migrations make of a file, as it keeps it: word for word.
struct Made {
    texts: HashSet<&'static str>,
    tables: HashSet<&'static str>,
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let texts: HashSet<&str> = migrate::file_steps().flat_map(statements).collect();
        let tables = texts.iter().filter_map(|text| table(text)).collect();
        Made { texts, tables }
    })
}

/// Whether this part of a schema decides over what is written, and none that loket made does. An index of somebody's finds
/// rows, and a table of theirs keeps what nobody puts there.
fn has_a_say(sql: &str) -> bool {
    let made = made();
    if made.texts.contains(sql) || sql.starts_with("CREATE INDEX ") || sql.starts_with("CREATE UNIQUE INDEX ")
    {
        return false;
    }
    table(sql).is_none_or(|name| made.tables.contains(name))
}

/// The statements that make something, each without the sign it ends with.
fn statements(step: &'static str) -> impl Iterator<Item = &'static str> {
    step.match_indices("CREATE ").filter(|(at, _)| *at == 0 || step[..*at].ends_with('\n')).filter_map(
        |(at, _)| {
            let text = &step[at..];
            if text.starts_with("CREATE TRIGGER ") {
                return text.split_inclusive("END;").next()?.strip_suffix(';');
            }
            text.split_once(";\n").map(|(text, _)| text)
        },
    )
}

/// The name of the table that this makes, without what somebody may put around it.
fn table(sql: &str) -> Option<&str> {
    let name = sql.strip_prefix("CREATE TABLE ")?.trim_start();
    let name = name.split(|c: char| c.is_whitespace() || c == '(').next()?;
    Some(name.trim_matches(['"', '\'', '`', '[', ']']))
}

/// What a part of a schema is called: its first words.
fn named(sql: &str) -> String {
    sql.split_whitespace().skip(1).take(2).collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};

    use super::*;

    #[tokio::test]
    async fn what_the_migrations_make_is_known_word_for_word() {
        let mut model = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        for step in migrate::file_steps() {
            sqlx::raw_sql(AssertSqlSafe(step)).execute(&mut model).await.unwrap();
        }
        let there: Vec<(String,)> = sqlx::query_as("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
            .fetch_all(&mut model)
            .await
            .unwrap();
        assert_eq!(there.len(), made().texts.len());
        for (sql,) in there {
            assert!(made().texts.contains(sql.as_str()), "{sql}");
            assert!(!has_a_say(&sql));
        }
    }

    #[test]
    fn what_decides_over_what_is_written_is_told_from_what_does_not() {
        for (sql, says) in [
            ("CREATE TRIGGER more AFTER INSERT ON payment BEGIN SELECT 1; END", true),
            ("CREATE VIEW payment AS SELECT 1", true),
            ("create trigger more AFTER INSERT ON payment BEGIN SELECT 1; END", true),
            ("CREATE TABLE payment (id BLOB UNIQUE ON CONFLICT IGNORE)", true),
            ("CREATE TABLE \"payment\" (id BLOB UNIQUE ON CONFLICT IGNORE)", true),
            ("CREATE TABLE kept(a)", false),
            ("CREATE INDEX theirs ON payment (amount)", false),
        ] {
            assert_eq!(has_a_say(sql), says, "{sql}");
        }
        assert_eq!(named("CREATE TRIGGER more AFTER INSERT"), "trigger more");
    }
}
