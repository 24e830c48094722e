//! The wall between clinics on Postgres: its roles, its policies and its rights, as a script that an administrator reads
//! and runs, or that loket runs for one.

use std::fmt::Write as _;

use sha2::{Digest, Sha384};
use sqlx::{AssertSqlSafe, Postgres};

use super::db::Db;
use super::fault::{Fault, Stored};
use super::lent::Lender;
use super::migrate;
use super::power;
use super::rights::{Columns, DEFINERS};
pub use super::rights::{RIGHTS, Right};
use super::too_much::{self, Asked};

/// Owns everything; nobody logs in as it.
pub const OWNER: &str = "loket_owner";

/// A clinic's two logins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roles {
    /// The clinic's short name: small letters, digits and dashes.
    pub slug: String,
    /// The counters'.
    pub app: String,
    /// For reports.
    pub read: String,
}

impl Roles {
    /// The usual names: `loket_app_klinik_melati`.
    #[must_use]
    pub fn of(slug: &str) -> Self {
        let name = slug.replace('-', "_");
        Self { slug: slug.to_owned(), app: format!("loket_app_{name}"), read: format!("loket_ro_{name}") }
    }

    /// Whether Postgres takes these names as they are, so that nothing in them can be anything but a name.
    #[must_use]
    pub fn sound(&self) -> bool {
        let name = |name: &str| {
            (1..=63).contains(&name.len())
                && name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
                && !name.starts_with("pg_")
        };
        let slug = (1..=40).contains(&self.slug.len())
            && self.slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        slug && name(&self.app)
            && name(&self.read)
            && self.app != self.read
            && ![&self.app, &self.read].iter().any(|name| *name == OWNER)
    }
}

/// The script that sets a clinic up on a server: roles, tables, policies, rights. Running it again changes nothing.
///
/// `roles` must be [sound](Roles::sound): the script holds them as they are.
#[must_use]
pub fn script(roles: &Roles) -> String {
    let quoted = |name: &str| format!("\"{name}\"");
    let (app, read) = (quoted(&roles.app), quoted(&roles.read));
    let mut definers = String::new();
    for name in DEFINERS {
        let _ = writeln!(definers, "ALTER FUNCTION {name}() SECURITY DEFINER;");
    }
    let grants: String = RIGHTS.iter().map(|right| grants(right, &app, &read)).collect();
    include_str!("wall.sql")
        .replace("{steps}", &steps())
        .replace("{granted}", &too_much::granted_to(&roles.app, &roles.read))
        .replace("{own}", &own())
        .replace("{grants}", &grants)
        .replace("{definers}", &definers)
        .replace("{latest}", &migrate::LATEST.to_string())
        .replace("{lock}", &migrate::LOCK.to_string())
        .replace("{slug}", &roles.slug)
        .replace("{owner_name}", OWNER)
        .replace("{owner}", &quoted(OWNER))
        .replace("{app_name}", &roles.app)
        .replace("{read_name}", &roles.read)
        .replace("{app}", &app)
        .replace("{read}", &read)
}

/// The functions that run with the owner's rights.
fn own() -> String {
    let names: Vec<String> = too_much::definers().map(|name| format!("'{name}'")).collect();
    names.join(", ")
}

/// The migrations, each of which does nothing where it was done.
fn steps() -> String {
    let mut text = String::new();
    for (number, name, sql) in migrate::server_steps() {
        let checksum = crate::domain::audit::hex(&Sha384::digest(sql.as_bytes()));
        let _ = write!(
            text,
            "DO $loket$\nBEGIN\n  IF NOT EXISTS (SELECT FROM _sqlx_migrations WHERE version = {number}) THEN\n    \
             EXECUTE $step$\n{sql}$step$;\n    INSERT INTO _sqlx_migrations (version, description, success, checksum, \
             execution_time)\n      VALUES ({number}, '{name}', TRUE, '\\x{checksum}', 0);\n  END IF;\nEND $loket$;\n"
        );
    }
    text
}

fn grants(right: &Right, app: &str, read: &str) -> String {
    let Right { table, insert, update, delete, hidden } = *right;
    let mut text = String::new();
    let mut whole = vec!["SELECT"];
    for (verb, columns) in [("INSERT", insert), ("UPDATE", update)] {
        match columns {
            Columns::None => {}
            Columns::All => whole.push(verb),
            Columns::Only(only) => {
                let _ = writeln!(text, "GRANT {verb} ({}) ON {table} TO {app};", only.join(", "));
            }
            Columns::But(but) => text.push_str(&all_but(verb, table, but, app)),
        }
    }
    if delete {
        whole.push("DELETE");
    }
    let _ = writeln!(text, "GRANT {} ON {table} TO {app};", whole.join(", "));
    if hidden.is_empty() {
        let _ = writeln!(text, "GRANT SELECT ON {table} TO {read};");
    } else {
        text.push_str(&all_but("SELECT", table, hidden, read));
    }
    text
}

/// A right on every column but these, whichever there are.
fn all_but(verb: &str, table: &str, but: &[&str], role: &str) -> String {
    format!(
        "DO $loket$ BEGIN EXECUTE (SELECT format('GRANT {verb} (%s) ON {table} TO {role}', string_agg(quote_ident(attname), ', '))\n  \
         FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped\n  \
         AND attname NOT IN ('{}')); END $loket$;\n",
        but.join("', '")
    )
}

/// Runs the [`script`] over a connection of an administrator's.
///
/// # Errors
/// [`Fault::Denied`] for anybody else, [`Fault::Mighty`] of a role that may more than a clinic's and that only whoever gave
/// it can take away, the rule `tenant_role` of another clinic's, [`Fault::Newer`], and those of the way to the server.
pub async fn set_up(db: &Db, roles: &Roles) -> Stored<()> {
    let Db::Postgres(lender) = db else { return Err(Fault::Denied) };
    no_mightier(lender, roles, Asked::Role).await?;
    let mut lent = lender.lend().await?;
    let done = sqlx::raw_sql(AssertSqlSafe(script(roles))).execute(lent.busy()?).await;
    // After an error it is in the middle of a transaction.
    lent.rest().await;
    drop(lent);
    match done.map_err(Fault::of) {
        // Whoever ran it may not be who may take away everything.
        Ok(_) => no_mightier(lender, roles, Asked::Login).await,
        // Somebody gave the role more since it was looked at.
        Err(Fault::Other(code)) if code == "P0001" => Err(Fault::Mighty(None)),
        Err(fault) => Err(fault),
    }
}

async fn no_mightier(lender: &Lender<Postgres>, roles: &Roles, asked: Asked) -> Stored<()> {
    for role in [&roles.app, &roles.read] {
        if let Some(too_much) = power::role_too_much(lender, role, asked).await? {
            return Err(Fault::Mighty(Some(Box::new(too_much))));
        }
    }
    Ok(())
}

/// Whether the script could not take large objects away from everybody: that is for a superuser.
///
/// # Errors
/// Those of the way to the server.
pub async fn leaves_large_objects(db: &Db) -> Stored<bool> {
    let Db::Postgres(lender) = db else { return Ok(false) };
    let mut lent = lender.lend().await?;
    let answer = sqlx::query_as(
        "SELECT COALESCE(bool_or(has_function_privilege('public', p.oid, 'EXECUTE')), FALSE) FROM pg_proc p
         WHERE p.pronamespace = 'pg_catalog'::regnamespace
           AND p.proname IN ('lo_creat', 'lo_create', 'lo_from_bytea')",
    )
    .fetch_one(lent.busy()?)
    .await;
    let (open,): (bool,) = lent.heard(answer)?;
    Ok(open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_a_name_gets_into_the_script() {
        assert!(Roles::of("klinik-melati").sound());
        for wrong in ["", "Melati", "a\"b", "a'b", "a b", "x;y", "a\\b"] {
            let (app, read) = ("a".to_owned(), "b".to_owned());
            assert!(!Roles { slug: wrong.to_owned(), app, read }.sound(), "{wrong}");
            let other = Roles::of("melati");
            assert!(!Roles { app: wrong.to_owned(), ..other.clone() }.sound(), "{wrong}");
            assert!(!Roles { read: wrong.to_owned(), ..other }.sound(), "{wrong}");
        }
        for taken in [OWNER, "pg_read_all_data"] {
            assert!(!Roles { app: taken.to_owned(), ..Roles::of("melati") }.sound(), "{taken}");
        }
        let same = Roles { read: "loket_app_melati".to_owned(), ..Roles::of("melati") };
        assert!(!same.sound());
    }

    #[test]
    fn the_script_has_no_place_left_to_fill() {
        let script = script(&Roles::of("melati"));
        for place in ["{slug}", "{app}", "{read}", "{owner}", "{steps}", "{grants}", "{latest}", "{lock}"] {
            assert!(!script.contains(place), "{place}");
        }
    }
}
