//! Who gets over the wall of a server without being let in: by rights no clinic's login was given, by what a role is, by a
//! row among the clinics' logins that nobody who administers the installation put there.

use std::collections::BTreeSet;

use super::db::Tx;
use super::fault::Stored;
use super::too_much;
use super::wall::OWNER;
use crate::domain::id::ClinicId;
use crate::domain::verify::{Odd, OddRow};

/// What a role is that it should not be, and which. Nobody logs in as the tables' owner, nor becomes it, but superusers and
/// whoever may set up a clinic; it is no member of another role; and it is the one that setting up makes. Past the wall
/// reads whoever has BYPASSRLS and any right on a table: whoever may set up a clinic has to have it.
const ROLES: &str = "WITH own AS (
      SELECT o.* FROM pg_class m JOIN pg_roles o ON o.oid = m.relowner WHERE m.oid = 'public._sqlx_migrations'::regclass),
    others AS (SELECT r.* FROM pg_roles r
      WHERE NOT r.rolsuper AND NOT (r.rolcreaterole AND r.rolbypassrls) AND r.oid <> (SELECT oid FROM own))
    SELECT k.what, o.rolname::text FROM own o CROSS JOIN LATERAL (VALUES ('LOGIN', o.rolcanlogin),
      ('SUPERUSER', o.rolsuper), ('BYPASSRLS', o.rolbypassrls), ('CREATEROLE', o.rolcreaterole),
      ('CREATEDB', o.rolcreatedb), ('REPLICATION', o.rolreplication)) AS k (what, has) WHERE k.has
    UNION ALL SELECT g.rolname::text, o.rolname::text FROM own o JOIN pg_auth_members a ON a.member = o.oid
      JOIN pg_roles g ON g.oid = a.roleid
    UNION ALL SELECT o.rolname::text, r.rolname::text FROM own o, others r WHERE pg_has_role(r.oid, o.oid, 'MEMBER')
    UNION ALL SELECT 'BYPASSRLS', r.rolname::text FROM others r WHERE r.rolbypassrls AND EXISTS (
      SELECT 1 FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
        AND (has_any_column_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
          OR has_table_privilege(r.oid, c.oid, 'DELETE, TRUNCATE, TRIGGER')))";

/// The logins of a clinic that are not those setting up makes: it makes two, by their usual names or by those it was told.
const LOGINS: &str = "WITH own AS (
      SELECT l.role_name::text AS login,
        l.role_name IN ('loket_app_' || replace(t.slug, '-', '_'), 'loket_ro_' || replace(t.slug, '-', '_')) AS usual
      FROM public.tenant_login l JOIN public.tenant t ON t.clinic_id = l.clinic_id WHERE l.clinic_id = $1)
    SELECT o.login FROM own o
    WHERE NOT o.usual AND (EXISTS (SELECT 1 FROM own u WHERE u.usual) OR (SELECT COUNT(*) FROM own) > 2)";

/// Rights on the tables that no clinic's login was given, whoever has them, and roles that need none.
///
/// # Errors
/// Those of the database.
pub(super) async fn rights(tx: &mut Tx) -> Stored<Vec<OddRow>> {
    let mut found = BTreeSet::new();
    for text in too_much::of_clinics(reads(tx).await?) {
        let rows: Vec<too_much::Row> = tx.on().ready(())?.made(text).await?.read()?;
        found.extend(rows.into_iter().map(|(_, login, what, _)| right(&what, &login)));
    }
    let roles: Vec<(String, String)> = tx.on().all(ROLES, ()).await?;
    found.extend(roles.iter().map(|(what, role)| right(what, role)));
    let (owner,): (String,) = tx
        .on()
        .one("SELECT pg_get_userbyid(c.relowner)::text FROM pg_class c WHERE c.oid = 'public._sqlx_migrations'::regclass", ())
        .await?;
    let mut odd: Vec<OddRow> = found.into_iter().map(added).collect();
    if owner != OWNER {
        odd.push(OddRow { row: "owner of _sqlx_migrations".to_owned(), odd: Odd::Changed, seq: None });
    }
    Ok(odd)
}

/// The clinic's logins that nobody made who sets clinics up, where they can be read.
///
/// # Errors
/// Those of the database.
pub(super) async fn logins(tx: &mut Tx, clinic: ClinicId) -> Stored<Vec<OddRow>> {
    let (there,): (bool,) = tx.on().one("SELECT to_regclass('public.tenant_login') IS NOT NULL", ()).await?;
    if !there || !reads(tx).await? {
        return Ok(Vec::new());
    }
    let rows: Vec<(String,)> = tx.on().all(LOGINS, (clinic,)).await?;
    Ok(rows.into_iter().map(|(login,)| added(right("LOGIN on tenant_login", &login))).collect())
}

async fn reads(tx: &mut Tx) -> Stored<bool> {
    let (reads,): (bool,) =
        tx.on().one("SELECT has_table_privilege('public.tenant_login', 'SELECT')", ()).await?;
    Ok(reads)
}

fn right(what: &str, role: &str) -> String {
    format!("right {what} of {role}")
}

const fn added(row: String) -> OddRow {
    OddRow { row, odd: Odd::Added, seq: None }
}
