//! What the tables promise: each row belongs to one clinic, each reference stays inside it, each table has its policy and
//! its rights, and each query says which clinic it is about.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use loket::store::On;
use loket::store::db::Sql;
use loket::store::orphan::POINTED_AT;
use loket::store::rights::{Columns, RIGHTS};
use loket::store::{schema, vouched};

use crate::support::{Lab, on_both};

/// The installation's own, and the migrations'.
const NOT_A_CLINIC_S: &[&str] = &["_sqlx_migrations", "tenant_login"];
/// The column that says whose row it is.
fn own(table: &str) -> &'static str {
    if table == "clinic" { "id" } else { "clinic_id" }
}

const TABLES: Sql = Sql::Each {
    sqlite: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    postgres: "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')",
};

async fn tables(lab: &Lab) -> BTreeSet<String> {
    let owner = lab.owner().await;
    let rows: Vec<(String,)> = On::from(&owner).all(TABLES, ()).await.unwrap();
    owner.close().await;
    rows.into_iter().map(|(name,)| name).filter(|name| !NOT_A_CLINIC_S.contains(&name.as_str())).collect()
}

on_both! {
    async fn every_table_has_its_rights_and_every_right_its_table(lab: &Lab) {
        let named: BTreeSet<String> = RIGHTS.iter().map(|right| right.table.to_owned()).collect();
        assert_eq!(named.len(), RIGHTS.len(), "each table once");
        assert_eq!(tables(lab).await, named, "say in src/store/rights.rs what a clinic's login may do with a table");
    }

    async fn every_row_belongs_to_one_clinic(lab: &Lab) {
        let owner = lab.owner().await;
        let sql = Sql::Each {
            sqlite: "SELECT name FROM pragma_table_info($1) WHERE pk = 1 AND \"notnull\" = 1",
            postgres: "SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                       WHERE i.indrelid = to_regclass($1) AND i.indisprimary AND a.attnotnull",
        };
        for table in tables(lab).await {
            let first: Vec<(String,)> = On::from(&owner).all(sql, (table.clone(),)).await.unwrap();
            assert_eq!(first, [(own(&table).to_owned(),)], "{table}: the clinic comes first in its primary key");
        }
    }

    async fn every_reference_stays_inside_the_clinic(lab: &Lab) {
        let owner = lab.owner().await;
        let sql = Sql::Each {
            sqlite: "SELECT f.id, f.\"from\", COALESCE(f.\"to\", ''), f.\"table\" FROM pragma_foreign_key_list($1) f",
            postgres: "SELECT c.oid::bigint, a.attname::text, b.attname::text, f.relname::text FROM pg_constraint c
                       CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k (here, there)
                       JOIN pg_class f ON f.oid = c.confrelid
                       JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.here
                       JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = k.there
                       WHERE c.contype = 'f' AND c.conrelid = to_regclass($1)",
        };
        let mut seen = 0;
        for table in tables(lab).await {
            let columns: Vec<(i64, String, String, String)> = On::from(&owner).all(sql, (table.clone(),)).await.unwrap();
            let mut keys: BTreeMap<i64, bool> = BTreeMap::new();
            for (key, from, to, other) in columns {
                *keys.entry(key).or_default() |= from == own(&table) && to == own(&other);
            }
            seen += keys.len();
            assert!(keys.values().all(|inside| *inside), "{table}: a foreign key without the clinic");
        }
        assert!(seen > 60, "{seen} foreign keys");
    }

    async fn a_unique_says_nothing_about_another_clinic(lab: &Lab) {
        let owner = lab.owner().await;
        let sql = Sql::Each {
            sqlite: "SELECT i.name, (SELECT COALESCE(c.name, '') FROM pragma_index_info(i.name) c WHERE c.seqno = 0)
                     FROM pragma_index_list($1) i WHERE i.\"unique\" = 1",
            postgres: "SELECT c.relname::text, a.attname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                       JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                       WHERE i.indrelid = to_regclass($1) AND i.indisunique",
        };
        // The installation's own names are its own.
        for table in tables(lab).await.into_iter().filter(|table| table != "tenant") {
            let uniques: Vec<(String, String)> = On::from(&owner).all(sql, (table.clone(),)).await.unwrap();
            for (unique, first) in uniques {
                assert_eq!(first, own(&table), "{unique}: the clinic comes first");
            }
        }
    }
}

on_both! {
    async fn every_column_is_vouched_for_or_said_not_to_be(lab: &Lab) {
        let owner = lab.owner().await;
        let sql = Sql::Each {
            sqlite: "SELECT name FROM pragma_table_info($1)",
            postgres: "SELECT attname::text FROM pg_attribute
                       WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped",
        };
        let named = |table: &str| vouched::all().filter(|known| known.name == table).collect::<Vec<_>>();
        for table in tables(lab).await {
            let of = named(&table);
            let beside = vouched::BESIDE.iter().find(|(name, _)| *name == table).map_or(&[][..], |(_, all)| *all);
            assert!(!of.is_empty() || beside.is_empty(), "{table}");
            if of.is_empty() {
                continue;
            }
            let there: Vec<(String,)> = On::from(&owner).all(sql, (table.clone(),)).await.unwrap();
            let mut there: Vec<String> = there.into_iter().map(|(name,)| name).collect();
            let known = of.iter().flat_map(|of| of.columns).map(|(name, _)| *name);
            let mut known: Vec<&str> = known.chain(beside.iter().copied()).collect();
            if table == "clinic" {
                known.retain(|name| *name != "clinic_id");
            }
            known.sort_unstable();
            there.sort_unstable();
            assert_eq!(there, known, "{table}");
        }
    }

    async fn what_points_at_a_table_nobody_vouches_for_is_known(lab: &Lab) {
        let owner = lab.owner().await;
        let sql = Sql::Each {
            sqlite: "SELECT f.\"table\", f.\"from\" FROM pragma_foreign_key_list($1) f",
            postgres: "SELECT c.confrelid::regclass::text, a.attname::text
                       FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey) k (here)
                       JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.here
                       WHERE c.contype = 'f' AND c.conrelid = to_regclass($1)",
        };
        let mut there = Vec::new();
        for table in tables(lab).await.into_iter().filter(|table| table != "tenant_login") {
            let columns: Vec<(String, String)> = On::from(&owner).all(sql, (table.clone(),)).await.unwrap();
            let columns = columns.into_iter().filter(|(to, from)| {
                // The row of a clinic in its installation is looked at by itself.
                let looked_at = to == "tenant" || vouched::all().any(|known| known.name == to);
                !looked_at && from != "clinic_id"
            });
            there.extend(columns.map(|(to, from)| (to, table.clone(), from)));
        }
        let of = |(to, all): &(&str, &[(&str, &str)])| {
            all.iter().map(|(table, from)| ((*to).to_owned(), (*table).to_owned(), (*from).to_owned())).collect::<Vec<_>>()
        };
        let mut known: Vec<_> = POINTED_AT.iter().flat_map(of).collect();
        known.sort_unstable();
        there.sort_unstable();
        assert_eq!(there, known);
    }
}

#[test]
fn every_table_of_a_server_shows_a_login_its_own_clinic_s_rows() {
    Lab::postgres(async |lab| {
        let owner = lab.owner().await;
        let sql = "SELECT c.relname::text, c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner)::text,
                     COALESCE(string_agg(p.polname || ' ' || p.polcmd::text || ' ' || pg_get_expr(p.polqual, p.polrelid) || ' '
                       || COALESCE(pg_get_expr(p.polwithcheck, p.polrelid), '-'), ';'), 'no policy')
                   FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
                   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') GROUP BY 1, 2, 3, 4";
        let rows: Vec<(String, bool, bool, String, String)> = On::from(&owner).all(sql, ()).await.unwrap();
        for (table, on, forced, owned_by, policy) in rows {
            assert_eq!(owned_by, "loket_owner", "{table}");
            let rule = format!("({} = ( SELECT loket_clinic() AS loket_clinic))", own(&table));
            let wanted = match table.as_str() {
                "_sqlx_migrations" => (false, false, "no policy".to_owned()),
                "tenant_login" => (true, false, "no policy".to_owned()),
                "tenant" => (
                    true,
                    false,
                    "own_clinic r (clinic_id = ( SELECT loket_login_clinic() AS loket_login_clinic)) -"
                        .to_owned(),
                ),
                "tenant_act" => {
                    let rule = "(clinic_id = COALESCE(( SELECT loket_clinic() AS loket_clinic), \
                        ( SELECT loket_login_clinic() AS loket_login_clinic)))";
                    (true, true, format!("own_clinic * {rule} {rule}"))
                }
                _ => (true, true, format!("own_clinic * {rule} {rule}")),
            };
            assert_eq!((on, forced, policy), wanted, "{table}");
        }
    });
}

#[test]
fn what_a_server_s_tables_forbid_is_known() {
    Lab::postgres(async |lab| {
        let owner = lab.owner().await;
        let mut tx = owner.begin().await.unwrap();
        let _: (String,) = tx.on().one(schema::SAID_WHOLE, ()).await.unwrap();
        let rows: Vec<(String, String)> = tx.on().all(schema::FORBIDS, ()).await.unwrap();
        tx.rollback().await;
        let mut lines: Vec<String> =
            rows.into_iter().map(|(name, says)| format!("{name}\t{}\n", says.replace('\n', " "))).collect();
        lines.sort_unstable();
        let there = lines.concat();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/constraints.txt");
        if std::env::var_os("LOKET_WRITE").is_some() {
            std::fs::write(path, &there).unwrap();
        }
        assert!(there == std::fs::read_to_string(path).unwrap(), "{path} is made again with LOKET_WRITE=1");
    });
}

#[test]
fn the_reports_login_sees_no_secret() {
    Lab::postgres(async |lab| {
        let owner = lab.owner().await;
        let sql = "SELECT c.table_name::text, c.column_name::text, has_column_privilege('loket_ro_melati',
                     format('public.%I', c.table_name), c.column_name, 'SELECT')
                   FROM information_schema.columns c WHERE c.table_schema = 'public'
                     AND c.column_name ~ '(password|pin|token|secret|code|otp).*|^output$' AND c.column_name <> 'currency_code'";
        let rows: Vec<(String, String, bool)> = On::from(&owner).all(sql, ()).await.unwrap();
        assert!(rows.len() >= 4, "{rows:?}");
        for (table, column, sees) in rows {
            assert!(!sees, "{table}.{column}: hide it in src/store/rights.rs");
        }
        for right in RIGHTS {
            let Columns::Only(columns) = right.update else { continue };
            let has: Vec<(String,)> = On::from(&owner)
                .all(
                    "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0",
                    (right.table,),
                )
                .await
                .unwrap();
            for column in columns {
                assert!(has.iter().any(|(name,)| name == column), "{} has no {column}", right.table);
            }
        }
    });
}

/// Queries that name no clinic, and why that is right.
const WITHOUT: &[(&str, &str)] = &[
    ("to_regclass(", "the server's own catalogue"),
    ("TRUE AS was", "reads what the text behind it changes, which says whose that is"),
    ("FROM tenant t ORDER BY", "the installation's own list; behind the wall a login sees itself"),
    ("FROM tenant t\n             LEFT JOIN clinic c", "the same, with what a counter needs to open"),
    (
        "SELECT 1 AS nth, clinic_id FROM tenant WHERE slug = $1",
        "which clinic is opened, to verify what nobody can read",
    ),
    (
        "SELECT unhex(value) AS id FROM json_each",
        "the ids asked about; the query they are put into says whose",
    ),
    ("SELECT CAST(jsonb_array_elements_text($2::jsonb) AS UUID) AS id", "the same on a server"),
    ("to_regproc(", "the server's own catalogue"),
    ("SELECT loket_login_clinic()", "whose login this is"),
    ("SELECT name FROM pragma_table_info", "about a table, not about rows"),
    ("FROM sqlite_schema", "about tables, not about rows"),
    ("FROM pragma_integrity_check", "about a file, not about rows"),
    ("SELECT COUNT(*) FROM audit", "about a file, not about rows"),
    ("SELECT COUNT(*) FROM personal_value NOT INDEXED", "about a file, not about rows"),
    (" INDEXED BY ", "about a file, not about rows"),
    ("FROM pragma_index_list", "about a table, not about rows"),
    (") all_ways WHERE", "about logins, not about rows"),
    (") much WHERE", "about logins, not about rows"),
    ("SELECT g.grantee, ", "what logins were granted, not rows"),
    ("FROM pg_shdepend", "what logins own, not rows"),
    ("FROM pg_roles", "about logins, not about rows"),
    ("SELECT has_table_privilege", "about a login, not about rows"),
    ("JOIN pg_class", "about tables and logins, not about rows"),
    ("FROM pg_class", "about tables and logins, not about rows"),
    ("FROM pg_proc", "about functions, not about rows"),
    ("FROM pg_parameter_acl", "about settings, not about rows"),
    ("FROM clinic WHERE NOT training", "asked by whoever administers it, before the desk opens"),
    ("_sqlx_migrations", "the schema's version"),
    ("pragma_user_version", "the schema's version"),
    ("pg_advisory", "a lock"),
    ("pg_notify('loket_' || $1::text, '')", "tells one clinic's counters"),
    ("FROM pg_settings", "how a server finds rows, not whose"),
    ("SELECT set_config", "how long and with how much memory, not whose"),
    ("INSERT INTO clinic", "the clinic itself"),
    ("FROM clinic WHERE id = $1", "the clinic itself"),
    ("UPDATE clinic SET", "the clinic itself"),
    ("SELECT CURRENT_TIMESTAMP", "no row of anybody's"),
];

/// Every Rust file of a folder and of those below it.
fn rust_below(folder: &Path) -> Vec<PathBuf> {
    let inside = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    inside
        .flat_map(|path| if path.is_dir() { rust_below(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect()
}

/// The macros that put a query together of pieces.
const PUT_TOGETHER: &[&str] = &["concat!", "each_row!", "found!"];

/// Whether a text is one of the pieces of a query; `before` is the code before it, without its texts.
fn is_piece(before: &str) -> bool {
    let mut open = 0;
    let within = before.char_indices().rev().find(|(_, c)| {
        open += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        open > 0
    });
    let of = |at: usize| PUT_TOGETHER.iter().any(|name| before[..at].ends_with(name));
    within.is_some_and(|(at, _)| of(at)) || before.trim_end().ends_with("=>")
}

#[test]
fn every_query_says_which_clinic_it_is_about() {
    let mut seen = 0;
    for path in rust_below(Path::new("src/store")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        // Every other part lies between two quotes; the store has no quote inside a text but escaped ones.
        let code = code.replace("\\\"", "'");
        let parts: Vec<&str> = code.split('"').collect();
        for at in (1..parts.len()).step_by(2) {
            let first = parts[at].trim_start().to_uppercase();
            if !["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "]
                .iter()
                .any(|verb| first.starts_with(verb))
            {
                continue;
            }
            seen += 1;
            // A text in pieces goes on to the end of its function or constant.
            let rest = parts[at..].join("\"");
            let before: String = parts[..at].iter().copied().step_by(2).collect();
            let query = if is_piece(&before) { rest.split("\n}\n").next().unwrap() } else { parts[at] };
            let scoped = query.contains("clinic_id = $")
                || query.contains("(clinic_id")
                || query.contains("{own} = $1");
            let excused = WITHOUT.iter().any(|(part, _)| query.contains(part));
            assert!(scoped || excused, "{}: {query}", path.display());
        }
    }
    assert!(seen > 200, "{seen} queries");
}
