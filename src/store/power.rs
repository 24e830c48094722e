//! What the login of a connection may do on a server, beyond what a clinic's login is [granted](super::rights). Asked when
//! a counter opens, of what was granted where a day is shown at once as soon as that is on the screen: whoever may more is
//! not let in (reliability.md T42).

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
        Db::Postgres(lender) => Ok(found_at(lender, Looked::Through).await?.power),
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

/// How closely a login is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Looked {
    /// At what it is, owns and may become.
    At,
    /// And through everything it was granted.
    Through,
}

/// All of it in one journey: a text without arguments is neither prepared nor described first.
pub(super) async fn found_at(lender: &Lender<Postgres>, looked: Looked) -> Stored<Found> {
    let mighty = match looked {
        Looked::At => too_much::outright(),
        Looked::Through => mighty(),
    };
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

/// The condition of a login that may too much: that there is something to name. What it could become counts, too, whether or
/// not it inherits it.
fn mighty() -> String {
    format!("EXISTS (SELECT 1 FROM ({}) much)", too_much::sql(OWN, Asked::Login))
}

/// The role that logged in, which nothing a client says can change.
const OWN: &str = "r.rolname = session_user";

/// When a right `g.may` on a table `g.name`, or on its column `g.col`, is none that a clinic's login has.
pub(super) struct Over {
    pub whole: String,
    pub part: String,
}

pub(super) fn granted_conditions() -> Over {
    let Granted { whole, columns, own, kept } = granted();
    let [whole, columns, own, kept] = [whole, columns, own, kept].map(array);
    Over {
        whole: format!("(g.may NOT IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE') OR g.name || ' ' || g.may = ANY({whole}))"),
        part: format!(
            "(g.may = 'REFERENCES' OR g.name || ' ' || g.may = ANY({columns}) AND g.name || '.' || g.col || ' ' || g.may <> ALL({own})
               OR g.name || '.' || g.col || ' ' || g.may = ANY({kept}))"
        ),
    }
}

/// What this connection's login may too much, where it may; none of a login that is a clinic's.
pub(super) async fn login_too_much(lender: &Lender<Postgres>) -> Stored<Option<TooMuch>> {
    of_roles(lender, too_much::sql(OWN, Asked::Login)).await
}

/// What a role may too much, as this is asked; none of one that is not there.
pub(super) async fn role_too_much(
    lender: &Lender<Postgres>,
    role: &str,
    asked: Asked,
) -> Stored<Option<TooMuch>> {
    of_roles(lender, too_much::sql(&too_much::named(role), asked)).await
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
