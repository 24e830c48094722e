//! Whether what the database itself forbids and keeps is still what loket made: its tables, its triggers, the functions
//! they call. Whoever may change rows behind loket's back may take these away first, and later put them back; while they
//! are gone, every row that is written counts less.

use std::sync::OnceLock;

use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};

use super::db::{Db, Tx};
use super::entries::Known;
use super::fault::{Fault, Stored};
use super::migrate;
use super::rights::{DEFINERS, RIGHTS};
use super::worded::{Parts, Strange, compared, compared_by};
use super::{beyond, indexed, inner, misled};
use crate::domain::id::ClinicId;
use crate::domain::verify::OddRow;

/// Of a file: not the engine's own index of each key, nor what it counts and the driver's own table. Whoever may write into
/// the schema itself may call a trigger whatever they like.
const PARTS: &str = "SELECT type || ' ' || name, COALESCE(sql, '') FROM sqlite_schema
    WHERE NOT (type = 'index' AND name LIKE 'sqlite\\_autoindex\\_%' ESCAPE '\\' AND sql IS NULL)
      AND NOT (type = 'table' AND name IN ('_sqlx_migrations', 'sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4'))";

/// What a server's tables take and forbid by themselves: their columns, each constraint, each unique index, when each trigger
/// that has a condition fires. What it is
/// called and, behind a tab, what it says, a line each, as Postgres says it.
pub const CONSTRAINTS: &str = include_str!("constraints.txt");

/// What [`CONSTRAINTS`] is compared with, and made of.
pub const FORBIDS: &str = "SELECT 'constraint ' || k.conname || ' on ' || c.relname AS name,
      replace(pg_get_constraintdef(k.oid), 'public.', '') AS says
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE c.relnamespace = 'public'::regnamespace AND k.contype IN ('c', 'f', 'p', 'u', 'x') AND k.convalidated
      AND c.relname NOT IN ('_sqlx_migrations', 'tenant_login')
    UNION ALL SELECT 'index ' || c.relname, replace(pg_get_indexdef(i.indexrelid), 'public.', '')
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = 'public'::regnamespace AND i.indisvalid
      AND (i.indisunique OR i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)
      AND c.relname NOT LIKE 'tenant\\_login%' AND c.relname NOT LIKE '\\_sqlx%'
      AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
    UNION ALL SELECT 'condition of ' || t.tgname || ' on ' || c.relname, replace(pg_get_triggerdef(t.oid), 'public.', '')
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'public'::regnamespace AND t.tgqual IS NOT NULL AND NOT t.tgisinternal
    UNION ALL SELECT 'columns of ' || c.relname, string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attcollation <> y.typcollation THEN 'COLLATE ' || a.attcollation::regcollation END,
        CASE WHEN a.attnotnull THEN 'filled' END, pg_get_expr(d.adbin, d.adrelid)), ', ' ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type y ON y.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND c.relname NOT IN ('_sqlx_migrations', 'tenant_login') GROUP BY c.relname";

/// Has Postgres say of each name where it lies, whatever somebody set for this login.
pub const SAID_WHOLE: &str = "SELECT set_config('search_path', 'pg_catalog', TRUE)";

/// What else there is on a server. What it says of a table's wall: whether there is one, whether it holds for the owner
/// too, and each policy whole. Of a function's manner: what the server may take for granted of it. A trigger of no table is
/// one of events, a log-in or a change of tables; those that are compiled into an extension are nobody's here.
const THERE: &str = "WITH own AS (SELECT oid, relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    SELECT 'trigger ' || t.tgname || ' on ' || c.relname,
      CASE t.tgenabled WHEN 'O' THEN pg_get_triggerdef(t.oid) ELSE '' END
    FROM pg_trigger t JOIN own c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal OR t.tgconstraint = 0
    UNION SELECT 'constraint ' || k.conname || ' on ' || c.relname, ''
    FROM pg_trigger t JOIN pg_constraint k ON k.oid = t.tgconstraint JOIN own c ON c.oid = k.conrelid
    WHERE t.tgisinternal AND t.tgenabled <> 'O'
    UNION ALL SELECT 'rule ' || r.rulename || ' on ' || c.relname, ''
    FROM pg_rewrite r JOIN own c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN' OR c.relkind NOT IN ('v', 'm')
    UNION ALL SELECT 'function ' || p.proname
        || CASE p.pronargs WHEN 0 THEN '' ELSE '(' || pg_get_function_identity_arguments(p.oid) || ')' END,
      concat_ws(' | ', l.lanname, CASE WHEN p.prosecdef THEN 'definer' END, array_to_string(p.proconfig, ', '),
        COALESCE(pg_get_function_sqlbody(p.oid), p.prosrc))
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
    UNION ALL SELECT 'manner of ' || p.proname
        || CASE p.pronargs WHEN 0 THEN '' ELSE '(' || pg_get_function_identity_arguments(p.oid) || ')' END,
      concat_ws(' ', p.provolatile, CASE WHEN p.proisstrict THEN 'strict' END, CASE WHEN p.proleakproof THEN 'leakproof' END,
        p.proparallel, CASE WHEN p.prosupport::oid <> 0 THEN 'supported' END, pg_get_function_result(p.oid))
    FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger ' || e.evtname, '' FROM pg_event_trigger e JOIN pg_proc p ON p.oid = e.evtfoid
    WHERE e.evtenabled <> 'D' AND NOT (p.prolang = (SELECT l.oid FROM pg_language l WHERE l.lanname = 'c')
      AND EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'))
    UNION ALL SELECT 'owner of ' || x.name, CASE WHEN x.owner = m.relowner THEN '' ELSE pg_get_userbyid(x.owner) END
    FROM pg_class m CROSS JOIN (
      SELECT c.relname AS name, r.relowner AS owner FROM own c JOIN pg_class r ON r.oid = c.oid
      UNION ALL SELECT p.proname
          || CASE p.pronargs WHEN 0 THEN '' ELSE '(' || pg_get_function_identity_arguments(p.oid) || ')' END, p.proowner
        FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace) x
    WHERE m.oid = 'public._sqlx_migrations'::regclass
    UNION ALL SELECT 'wall of ' || c.relname, concat_ws(' | ', CASE WHEN r.relrowsecurity THEN 'on' END,
        CASE WHEN r.relforcerowsecurity THEN 'forced' END,
        (SELECT string_agg(concat_ws(' | ', CASE p.polpermissive WHEN TRUE THEN p.polname ELSE p.polname || ' restricts' END,
             p.polcmd, p.polroles::text, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)),
           '; ' ORDER BY p.polname) FROM pg_policy p WHERE p.polrelid = c.oid))
    FROM own c JOIN pg_class r ON r.oid = c.oid
    UNION ALL SELECT 'table ' || c.relname, concat_ws(' ', c.relkind, nullif(r.relpersistence, 'p'),
        CASE WHEN EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhparent = c.oid) THEN 'with children' END)
    FROM own c JOIN pg_class r ON r.oid = c.oid WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f')
      AND c.relname <> '_sqlx_migrations'
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')";

/// What is not as the migrations made it. `known` is what indexes of a file have to know, of the tables that were read.
///
/// # Errors
/// Those of the database.
pub async fn strange(tx: &mut Tx, clinic: ClinicId, known: &[Known]) -> Stored<Strange> {
    if tx.is_postgres() {
        let mut strange = of_server(tx).await?;
        let more = [beyond::logins(tx, clinic).await?, indexed::astray(tx, clinic).await?].concat();
        let more: Vec<OddRow> =
            more.into_iter().filter(|one| strange.odd.iter().all(|known| known.row != one.row)).collect();
        strange.odd.extend(more);
        return Ok(strange);
    }
    let made = match MADE.get() {
        Some(made) => made,
        None => {
            let made = made_in_a_file().await?;
            MADE.get_or_init(|| made)
        }
    };
    let there: Vec<(String, String)> = tx.on().all(PARTS, ()).await?;
    let mut odd = compared(made.clone(), there.into_iter().collect());
    odd.append(&mut misled::indexes(tx, clinic, known).await?);
    Ok(Strange { odd, not_compared: 0 })
}

/// What the migrations make of an empty file: the same for as long as this program runs.
static MADE: OnceLock<Parts> = OnceLock::new();

async fn made_in_a_file() -> Stored<Parts> {
    let mut model = SqliteConnection::connect("sqlite::memory:").await.map_err(Fault::of)?;
    for step in migrate::file_steps() {
        sqlx::raw_sql(AssertSqlSafe(step)).execute(&mut model).await.map_err(Fault::of)?;
    }
    let made: Vec<(String, String)> = sqlx::query_as(PARTS).fetch_all(&mut model).await.map_err(Fault::of)?;
    model.close().await.map_err(Fault::of)?;
    Ok(made.into_iter().collect())
}

async fn of_server(tx: &mut Tx) -> Stored<Strange> {
    let (walled, version): (bool, String) = tx
        .on()
        .one(
            "SELECT to_regclass('public.tenant_login') IS NOT NULL, current_setting('server_version_num')",
            (),
        )
        .await?;
    let major = version.parse::<i64>().unwrap_or_default() / 10_000;
    let mut made = Parts::new();
    for (_, _, step) in migrate::server_steps() {
        made.extend(triggers(step));
        made.extend(functions(step, walled));
        made.extend(manners(step, "\nCREATE FUNCTION "));
    }
    made.extend(RIGHTS.iter().map(|right| (format!("table {}", right.table), "r".to_owned())));
    let forbids = CONSTRAINTS.lines().filter_map(|line| line.split_once('\t'));
    made.extend(forbids.map(|(name, says)| (name.to_owned(), says.to_owned())));
    if walled {
        made.extend(RIGHTS.iter().map(|right| (format!("wall of {}", right.table), wall_of(right.table))));
        made.insert("wall of tenant_login".to_owned(), "on".to_owned());
        made.insert("table tenant_login".to_owned(), "r".to_owned());
        made.extend(wall_functions());
        made.extend(manners(WALL, "\nCREATE OR REPLACE FUNCTION "));
    }
    // Whoever owns a table or a function changes it as they like: all of them are of one.
    let owned: Vec<String> = made
        .keys()
        .filter_map(|name| name.strip_prefix("table ").or_else(|| name.strip_prefix("function ")))
        .map(|name| format!("owner of {name}"))
        .collect();
    made.extend(owned.into_iter().map(|name| (name, String::new())));
    let _: (String,) = tx.on().one(SAID_WHOLE, ()).await?;
    let there: Vec<(String, String)> = tx.on().all(THERE, ()).await?;
    let forbids: Vec<(String, String)> = tx.on().all(FORBIDS, ()).await?;
    // A server has more of its own, and whoever leads it may add an index that only finds rows sooner.
    let whole = ["trigger ", "rule ", "function ", "table ", "index ", "constraint "];
    let ours = |name: &str| made.contains_key(name) || whole.iter().any(|kind| name.starts_with(kind));
    let plain = |(name, how): (String, String)| {
        let how = match name.split(' ').next() {
            Some("trigger") => plain(&how),
            Some("function") if how.starts_with(ATOMIC) => squeezed(&how),
            Some("wall") => how.replace("public.", ""),
            _ => how,
        };
        (name, how)
    };
    // A constraint that is there, and whose triggers were switched off, is not as it was made.
    let there = forbids.into_iter().chain(there).filter(|(name, _)| ours(name)).map(plain).collect();
    let mut strange = compared_by(major, made, there);
    for one in &mut strange.odd {
        if let Some(name) = one.row.strip_prefix("manner of ") {
            one.row = format!("function {name}");
        }
    }
    strange.odd.dedup_by(|one, known| one.row == known.row);
    let inner = inner::strange(tx).await?;
    strange.odd.extend(
        inner
            .into_iter()
            .filter(|one| strange.odd.iter().all(|known| known.row != one.row))
            .collect::<Vec<_>>(),
    );
    if walled {
        strange.odd.extend(beyond::rights(tx).await?);
    }
    Ok(strange)
}

/// What of the wall itself is not as loket made it, by name: without it a clinic's own login may see nothing of a clinic
/// that is there.
///
/// # Errors
/// Those of the database.
pub async fn wall(db: &Db) -> Stored<Option<String>> {
    if !db.is_postgres() {
        return Ok(None);
    }
    let mut still = db.still().await?;
    let strange = of_server(&mut still).await;
    still.rollback().await;
    let of_the_wall = |name: &str| {
        matches!(
            name,
            "function loket_clinic" | "function loket_login_clinic" | "wall of clinic" | "wall of tenant"
        )
    };
    let names = strange?.odd.into_iter().map(|odd| odd.row).filter(|name| of_the_wall(name));
    Ok(Some(names.collect::<Vec<_>>().join(", ")).filter(|names| !names.is_empty()))
}

/// The wall of a table as the script makes it.
fn wall_of(table: &str) -> String {
    match table {
        "tenant" => {
            "on | own_clinic | r | {0} | (clinic_id = ( SELECT loket_login_clinic() AS loket_login_clinic))"
                .to_owned()
        }
        _ => {
            let own = if table == "clinic" { "id" } else { "clinic_id" };
            let who = |whose: &str| format!("( SELECT {whose}() AS {whose})");
            let its = match table {
                // What was done to a clinic that is suspended it still sees.
                "tenant_act" => format!("COALESCE({}, {})", who("loket_clinic"), who("loket_login_clinic")),
                _ => who("loket_clinic"),
            };
            let rule = format!("({own} = {its})");
            format!("on | forced | own_clinic | * | {{0}} | {rule} | {rule}")
        }
    }
}

/// The triggers a step makes.
fn triggers(step: &str) -> impl Iterator<Item = (String, String)> {
    statements(step, "CREATE TRIGGER ").map(|text| {
        let words: Vec<&str> = text.split_whitespace().collect();
        let table = words.iter().skip_while(|word| **word != "ON").nth(1).copied().unwrap_or_default();
        (format!("trigger {} on {table}", words.get(2).copied().unwrap_or_default()), plain(text))
    })
}

/// The functions a step makes, and what the wall's script, where it ran, says of each besides.
fn functions(step: &str, walled: bool) -> impl Iterator<Item = (String, String)> {
    step.split("\nCREATE FUNCTION ").skip(1).filter_map(move |text| {
        let (name, rest) = text.split_once('(')?;
        let (takes, rest) = rest.split_once(')')?;
        let mut parts = rest.split("$$");
        let (kind, body) = (parts.next()?, parts.next()?);
        let looks = kind.contains("plpgsql");
        let mut how = vec![if looks { "plpgsql" } else { "sql" }];
        if walled && DEFINERS.contains(&name) {
            how.push("definer");
        }
        if walled && looks {
            how.push("search_path=public, pg_temp");
        }
        how.push(body);
        Some((format!("function {name}{}", signature(takes)), how.join(" | ")))
    })
}

fn signature(takes: &str) -> String {
    if takes.is_empty() { String::new() } else { format!("({})", takes.to_lowercase()) }
}

/// What the server may take for granted of the functions that a script makes, and what they give back.
fn manners(script: &str, beginning: &str) -> impl Iterator<Item = (String, String)> {
    script.split(beginning).skip(1).filter_map(|text| {
        let (name, rest) = text.split_once('(')?;
        let (takes, rest) = rest.split_once(')')?;
        let kind = rest.split("$$").next()?.split("BEGIN ATOMIC").next()?;
        let words: Vec<&str> = kind.split_whitespace().collect();
        let has = |word: &str| words.contains(&word);
        let may_change = if has("IMMUTABLE") {
            "i"
        } else if has("STABLE") {
            "s"
        } else {
            "v"
        };
        let beside = if has("PARALLEL") { "s" } else { "u" };
        let gives = words.iter().skip_while(|word| **word != "RETURNS").nth(1)?.to_lowercase();
        Some((format!("manner of {name}{}", signature(takes)), format!("{may_change} {beside} {gives}")))
    })
}

/// The statements of a step that begin a line so.
pub(super) fn statements<'a>(step: &'a str, beginning: &'a str) -> impl Iterator<Item = &'a str> {
    step.match_indices(beginning)
        .filter(|(at, _)| step[..*at].ends_with('\n'))
        .filter_map(|(at, _)| step[at..].split_once(';').map(|(text, _)| text))
}

/// The script that puts up the wall.
const WALL: &str = include_str!("wall.sql");

/// What the functions of the wall begin with.
pub(super) const ATOMIC: &str = "sql | definer | BEGIN ATOMIC";

/// The functions that say whose rows a login sees, as the script makes them.
fn wall_functions() -> impl Iterator<Item = (String, String)> {
    WALL.split("\nCREATE OR REPLACE FUNCTION ").skip(1).filter_map(|text| {
        let (name, rest) = text.split_once("()")?;
        let (body, _) = rest.split_once("BEGIN ATOMIC")?.1.split_once("\nEND;")?;
        Some((format!("function {name}"), squeezed(&format!("{ATOMIC}{body} END"))))
    })
}

/// Such a function as nobody writes it: Postgres says its own way what it read of a body in SQL.
pub(super) fn squeezed(function: &str) -> String {
    let lower = function.to_lowercase().replace("public.", "");
    lower.chars().filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')')).collect()
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
    fn the_wall_s_functions_are_seen() {
        let (names, hows): (Vec<_>, Vec<_>) = wall_functions().unzip();
        assert_eq!(names, ["function loket_login_clinic", "function loket_clinic"]);
        assert!(hows.iter().all(|how| how.contains("=session_user") && how.ends_with(";end")), "{hows:?}");
    }

    #[test]
    fn the_migrations_triggers_and_functions_are_seen() {
        let step = "\nCREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\nEND $$;\nCREATE TRIGGER t AFTER INSERT ON x FOR EACH ROW EXECUTE FUNCTION f();\n";
        let names: Vec<String> = triggers(step).chain(functions(step, true)).map(|(name, _)| name).collect();
        assert_eq!(names, ["trigger t on x", "function f"]);
        let how = functions(step, true).next().unwrap().1;
        assert_eq!(how, "plpgsql | search_path=public, pg_temp | \nBEGIN\nEND ");
    }
}
