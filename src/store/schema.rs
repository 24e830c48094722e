//! Whether what the database itself forbids and keeps is still what loket made: its tables, its triggers, the functions
//! they call. Whoever may change rows behind loket's back may take these away first, and later put them back; while they
//! are gone, every row that is written counts less.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};

use super::db::Tx;
use super::fault::{Fault, Stored};
use super::migrate;
use super::rights::RIGHTS;
use crate::domain::verify::{Odd, OddRow};

/// Parts of a schema, each by what it is called, and how it is made.
type Parts = BTreeMap<String, String>;

/// Of a file: not what the engine keeps for itself, nor the driver's own table.
const PARTS: &str = "SELECT type || ' ' || name, COALESCE(sql, '') FROM sqlite_schema
    WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND NOT (type = 'table' AND name = '_sqlx_migrations')";

/// What a server's tables forbid by themselves, as Postgres calls it where nobody gave it a name: `name on table`, a line
/// each. It says them in words of its own, of each version others, so that they are known by their names.
pub const CONSTRAINTS: &str = include_str!("constraints.txt");

/// What is not as the migrations made it.
///
/// # Errors
/// Those of the database.
pub async fn strange(tx: &mut Tx) -> Stored<Vec<OddRow>> {
    if tx.is_postgres() {
        return of_server(tx).await;
    }
    let mut model = SqliteConnection::connect("sqlite::memory:").await.map_err(Fault::of)?;
    for step in migrate::file_steps() {
        sqlx::raw_sql(AssertSqlSafe(step)).execute(&mut model).await.map_err(Fault::of)?;
    }
    let made: Vec<(String, String)> = sqlx::query_as(PARTS).fetch_all(&mut model).await.map_err(Fault::of)?;
    model.close().await.map_err(Fault::of)?;
    let there: Vec<(String, String)> = tx.on().all(PARTS, ()).await?;
    Ok(compared(made.into_iter().collect(), there.into_iter().collect()))
}

async fn of_server(tx: &mut Tx) -> Stored<Vec<OddRow>> {
    let mut made = Parts::new();
    for (_, _, step) in migrate::server_steps() {
        made.extend(triggers(step));
        made.extend(functions(step));
        made.extend(named(step, "CREATE UNIQUE INDEX ").map(|name| (format!("index {name}"), String::new())));
    }
    made.extend(RIGHTS.iter().map(|right| (format!("table {}", right.table), "r".to_owned())));
    made.extend(CONSTRAINTS.lines().map(|name| (format!("constraint {name}"), String::new())));
    let (walled,): (bool,) = tx.on().one("SELECT to_regclass('public.tenant_login') IS NOT NULL", ()).await?;
    if walled {
        made.extend(RIGHTS.iter().map(|right| (format!("wall of {}", right.table), "own".to_owned())));
    }
    let there: Vec<(String, String)> = tx
        .on()
        .all(
            "WITH own AS (SELECT oid, relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace)
             SELECT 'trigger ' || t.tgname || ' on ' || c.relname,
               CASE t.tgenabled WHEN 'O' THEN pg_get_triggerdef(t.oid) ELSE '' END
             FROM pg_trigger t JOIN own c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal
             UNION ALL SELECT 'rule ' || r.rulename || ' on ' || c.relname, ''
             FROM pg_rewrite r JOIN own c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN'
             UNION ALL SELECT 'function ' || p.proname, p.prosrc
             FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
             UNION ALL SELECT 'index ' || c.relname, '' FROM pg_index i JOIN own c ON c.oid = i.indexrelid
             WHERE i.indisunique AND i.indisvalid
             UNION ALL SELECT 'constraint ' || k.conname || ' on ' || c.relname, ''
             FROM pg_constraint k JOIN own c ON c.oid = k.conrelid WHERE k.convalidated
             UNION ALL SELECT 'wall of ' || c.relname, CASE
               WHEN r.relrowsecurity AND (r.relforcerowsecurity OR c.relname = 'tenant')
                 AND (SELECT COUNT(*) = 1 AND bool_and(pg_get_expr(p.polqual, p.polrelid) LIKE '%= ( SELECT loket_%clinic()%')
                      FROM pg_policy p WHERE p.polrelid = c.oid) THEN 'own' ELSE '' END
             FROM own c JOIN pg_class r ON r.oid = c.oid
             UNION ALL SELECT 'table ' || relname, relkind::text FROM own WHERE relkind IN ('r', 'v', 'm', 'p', 'f')",
            (),
        )
        .await?;
    // A server has more of its own: functions of extensions, the index of each key, the tables of the wall.
    let ours =
        |name: &str| made.contains_key(name) || name.starts_with("trigger ") || name.starts_with("rule ");
    let plain = |(name, how): (String, String)| {
        let how = if name.starts_with("trigger ") { plain(&how) } else { how };
        (name, how)
    };
    let there = there.into_iter().filter(|(name, _)| ours(name)).map(plain).collect();
    Ok(compared(made, there))
}

fn compared(made: Parts, there: Parts) -> Vec<OddRow> {
    let names: BTreeSet<&String> = made.keys().chain(there.keys()).collect();
    let odd = |name: &String| {
        let odd = match (made.get(name), there.get(name)) {
            (Some(made), Some(there)) if made == there => return None,
            (Some(_), Some(_)) => Odd::Changed,
            (Some(_), None) => Odd::Missing,
            (None, _) => Odd::Added,
        };
        Some(OddRow { row: name.clone(), odd, seq: None })
    };
    names.into_iter().filter_map(odd).collect()
}

/// The triggers a step makes.
fn triggers(step: &str) -> impl Iterator<Item = (String, String)> {
    statements(step, "CREATE TRIGGER ").map(|text| {
        let words: Vec<&str> = text.split_whitespace().collect();
        let table = words.iter().skip_while(|word| **word != "ON").nth(1).copied().unwrap_or_default();
        (format!("trigger {} on {table}", words.get(2).copied().unwrap_or_default()), plain(text))
    })
}

/// The functions a step makes.
fn functions(step: &str) -> impl Iterator<Item = (String, String)> {
    step.split("\nCREATE FUNCTION ").skip(1).filter_map(|text| {
        let (name, rest) = text.split_once('(')?;
        let body = rest.split("$$").nth(1)?;
        Some((format!("function {name}"), body.to_owned()))
    })
}

/// What a step makes by this statement.
fn named<'a>(step: &'a str, statement: &'a str) -> impl Iterator<Item = &'a str> {
    statements(step, statement).filter_map(move |text| text[statement.len()..].split_whitespace().next())
}

/// The statements of a step that begin a line so.
fn statements<'a>(step: &'a str, beginning: &'a str) -> impl Iterator<Item = &'a str> {
    step.match_indices(beginning)
        .filter(|(at, _)| step[..*at].ends_with('\n'))
        .filter_map(|(at, _)| step[at..].split_once(';').map(|(text, _)| text))
}

/// A trigger as nobody writes it: Postgres says it with its events in another order, and with brackets and types that
/// nobody typed.
fn plain(trigger: &str) -> String {
    let lower = trigger.to_lowercase().replace("::text", "").replace("public.", "");
    let (when, what) = lower.split_once(" on ").unwrap_or((&lower, ""));
    let mut words: Vec<&str> = when.split([' ', '\n', ',']).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    let what: String = what.chars().filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')')).collect();
    format!("{} on {what}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trigger_is_known_however_it_is_said() {
        let typed = "CREATE TRIGGER t BEFORE UPDATE OF a, b OR DELETE ON x FOR EACH ROW\nWHEN (OLD.a = 'y') EXECUTE FUNCTION f('z')";
        let said = "CREATE TRIGGER t BEFORE DELETE OR UPDATE OF a, b ON public.x FOR EACH ROW WHEN ((old.a = 'y'::text)) EXECUTE FUNCTION f('z')";
        assert_eq!(plain(typed), plain(said));
        assert_ne!(plain(typed), plain(&said.replace("DELETE OR ", "")));
        assert_ne!(plain(typed), plain(&said.replace("old.a", "old.b")));
    }

    #[test]
    fn the_migrations_triggers_and_functions_are_seen() {
        let step = "\nCREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\nEND $$;\nCREATE TRIGGER t AFTER INSERT ON x FOR EACH ROW EXECUTE FUNCTION f();\n";
        let names: Vec<String> = triggers(step).chain(functions(step)).map(|(name, _)| name).collect();
        assert_eq!(names, ["trigger t on x", "function f"]);
        assert_eq!(functions(step).next().unwrap().1, "\nBEGIN\nEND ");
    }
}
