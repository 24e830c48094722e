//! What the login of a connection may do on a server, beyond what a clinic's login is [granted](super::rights). Asked when
//! a counter opens: whoever may more is not let in (reliability.md T42).

use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, FromRow, Postgres};

use super::db::Db;
use super::fault::{Fault, Stored};
use super::lent::Lender;
use super::migrate::State;
use super::rights::{Columns, RIGHTS};
use super::too_much::{self, Asked, TooMuch};

/// Tables that only their owner writes.
const OWNERS: [&str; 2] = ["_sqlx_migrations", "tenant_login"];
/// The roles `m` by which somebody gets round the wall, or round the server itself: by what they are, or because the server
/// has made them for that.
pub(super) const BEYOND: &str =
    "(m.rolsuper OR m.rolbypassrls OR m.rolcreaterole OR m.rolcreatedb OR m.rolreplication
    OR m.rolname LIKE 'pg\\_%')";
/// The relations `c` that are not the server's own, nor an extension's.
pub(super) const MADE_HERE: &str = "(c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))";
/// Those of them that are none of the installation's tables.
pub(super) const BESIDE: &str = "(c.relnamespace <> 'public'::regnamespace OR c.relkind NOT IN ('r', 'p'))";

/// What the login of a connection may do beside what a clinic's login may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Power {
    /// It sees every clinic, whatever the policies say, or may write what a clinic's login may not: it is, or may become,
    /// a superuser, the owner of anything in this database, or a role with BYPASSRLS, REPLICATION, CREATEROLE or CREATEDB; or
    /// it was granted more; or its triggers are switched off.
    /// A file has no policies: whoever has it is mighty.
    pub mighty: bool,
    /// The installation's tables are there.
    pub made: bool,
}

/// Asks what this connection's login may do.
///
/// # Errors
/// Those of the way to the server.
pub async fn power(db: &Db) -> Stored<Power> {
    match db {
        Db::Sqlite { .. } => Ok(Power { mighty: true, made: true }),
        Db::Postgres(lender) => Ok(found_at(lender).await?.power),
    }
}

/// What a counter that opens has to know of a server before it asks for anything of the clinic's.
#[derive(Debug)]
pub(super) struct Found {
    pub power: Power,
    pub state: State,
    /// A clinic in this database has somebody's data: it is no training copy. The owner of the tables cannot tell, once
    /// the wall is up: then somebody has.
    pub holds_data: bool,
}

/// All of it in one journey: a text without arguments is neither prepared nor described first.
pub(super) async fn found_at(lender: &Lender<Postgres>) -> Stored<Found> {
    let mighty = mighty();
    let whole = format!(
        "SELECT {mighty}, (SELECT max(version) FROM _sqlx_migrations),
           EXISTS (SELECT 1 FROM clinic WHERE NOT training)
             OR EXISTS (SELECT 1 FROM pg_class c WHERE c.oid = 'clinic'::regclass AND c.relforcerowsecurity
               AND NOT r.rolsuper AND NOT r.rolbypassrls)
         FROM pg_roles r WHERE r.rolname = session_user"
    );
    match asked(lender, whole).await {
        Ok((mighty, version, holds_data)) => {
            let state = State::of(Option::<i64>::unwrap_or(version, 0));
            Ok(Found { power: Power { mighty, made: true }, state, holds_data })
        }
        // No such table: nothing was ever made here, or not all of it. Or it may not look, whatever else it may.
        Err(fault) if matches!(&fault, Fault::Other(code) if code == "42P01") || fault == Fault::Denied => {
            let part = format!("SELECT {mighty}, to_regclass('public._sqlx_migrations') IS NOT NULL");
            let (mighty, made): (bool, bool) = asked(lender, part).await?;
            let denied = fault == Fault::Denied;
            if denied && !mighty {
                return Err(fault);
            }
            Ok(Found { power: Power { mighty, made }, state: State::Behind, holds_data: denied })
        }
        Err(fault) => Err(fault),
    }
}

async fn asked<T>(lender: &Lender<Postgres>, text: String) -> Stored<T>
where
    T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
{
    let mut lent = lender.lend().await?;
    let answer = sqlx::raw_sql(AssertSqlSafe(text)).fetch_one(lent.busy()?).await;
    T::from_row(&lent.heard(answer)?).map_err(Fault::of)
}

/// The roles that this login is, or could become.
const MINE: &str = "SELECT m.oid FROM pg_roles m WHERE pg_has_role(session_user, m.oid, 'MEMBER')";

/// The condition of a login that may too much. What was granted is read where it is kept: asking for each column of each
/// table takes longer than all the rest. What it could become counts, too, whether or not it inherits it.
fn mighty() -> String {
    let Over { whole, part } = granted_conditions();
    format!(
        "(EXISTS (SELECT 1 FROM pg_roles m WHERE pg_has_role(session_user, m.oid, 'MEMBER') AND {BEYOND})
           OR current_setting('session_replication_role') <> 'origin'
           OR has_schema_privilege(session_user, 'public', 'CREATE')
           OR has_database_privilege(session_user, current_database(), 'CREATE')
           OR EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner IN ({MINE}) AND {MADE_HERE})
           OR EXISTS (SELECT 1 FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
             WHERE {BESIDE} AND (a.grantee = 0 OR a.grantee IN ({MINE})) AND {MADE_HERE})
           OR EXISTS (SELECT 1 FROM pg_proc p CROSS JOIN LATERAL aclexplode(p.proacl) a
             WHERE p.pronamespace = 'pg_catalog'::regnamespace AND a.grantee IN ({MINE}))
           OR EXISTS (SELECT 1 FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
               AND (a.grantee = 0 OR pg_has_role(session_user, a.grantee, 'MEMBER'))
               AND {whole})
           OR EXISTS (SELECT 1 FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid AND t.attacl IS NOT NULL
             CROSS JOIN LATERAL aclexplode(t.attacl) a
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
               AND (a.grantee = 0 OR pg_has_role(session_user, a.grantee, 'MEMBER'))
               AND ({part})))"
    )
}

/// When an entry `a` of the rights of a table `c`, or of its column `t`, is none that a clinic's login has.
pub(super) struct Over {
    pub whole: String,
    pub part: String,
}

pub(super) fn granted_conditions() -> Over {
    let Granted { whole, columns, own, kept } = granted();
    let [whole, columns, own, kept] = [whole, columns, own, kept].map(array);
    Over {
        whole: format!(
            "(a.privilege_type IN ('TRUNCATE', 'TRIGGER') OR c.relname || ' ' || a.privilege_type = ANY({whole}))"
        ),
        part: format!(
            "c.relname || ' ' || a.privilege_type = ANY({columns})
               AND c.relname || '.' || t.attname || ' ' || a.privilege_type <> ALL({own})
             OR c.relname || '.' || t.attname || ' ' || a.privilege_type = ANY({kept})"
        ),
    }
}

/// What this connection's login may too much, where it may; none of a login that is a clinic's.
pub(super) async fn login_too_much(lender: &Lender<Postgres>) -> Stored<Option<TooMuch>> {
    of_roles(lender, too_much::sql("r.rolname = session_user", Asked::Login)).await
}

/// What a role may that setting up does not take away by itself; none of one that is not there.
pub(super) async fn role_too_much(lender: &Lender<Postgres>, role: &str) -> Stored<Option<TooMuch>> {
    of_roles(lender, too_much::sql(&too_much::named(role), Asked::Role)).await
}

async fn of_roles(lender: &Lender<Postgres>, text: String) -> Stored<Option<TooMuch>> {
    let mut lent = lender.lend().await?;
    let answer = sqlx::query_as(AssertSqlSafe(text)).fetch_all(lent.busy()?).await;
    Ok(TooMuch::of(lent.heard(answer)?))
}

/// What a clinic's login was never granted, in words like `audit UPDATE` and `clinic.slug UPDATE`.
#[derive(Debug, Default)]
struct Granted {
    /// Not on the whole table.
    whole: Vec<String>,
    /// Not on a column of it, but those of `own`.
    columns: Vec<String>,
    own: Vec<String>,
    /// Not on these columns of tables that it may write otherwise.
    kept: Vec<String>,
}

fn granted() -> Granted {
    let mut all = Granted::default();
    for table in OWNERS {
        all.whole.extend(["INSERT", "UPDATE", "DELETE"].map(|verb| format!("{table} {verb}")));
        all.columns.extend(["INSERT", "UPDATE"].map(|verb| format!("{table} {verb}")));
    }
    for right in RIGHTS {
        let table = right.table;
        if !right.delete {
            all.whole.push(format!("{table} DELETE"));
        }
        for (verb, columns) in [("INSERT", right.insert), ("UPDATE", right.update)] {
            let name = |column: &&str| format!("{table}.{column} {verb}");
            if columns != Columns::All {
                all.whole.push(format!("{table} {verb}"));
            }
            match columns {
                Columns::All => {}
                Columns::None => all.columns.push(format!("{table} {verb}")),
                Columns::Only(only) => {
                    all.columns.push(format!("{table} {verb}"));
                    all.own.extend(only.iter().map(name));
                }
                Columns::But(but) => all.kept.extend(but.iter().map(name)),
            }
        }
    }
    all
}

/// Names of ours, as the server writes a list of texts.
fn array(names: Vec<String>) -> String {
    format!("ARRAY['{}']", names.join("', '"))
}
