//! What a login of a server may beyond what a clinic's login is [granted](super::rights), by name: told to whoever has to
//! take it away, with the SQL that does.

use super::power::{BESIDE, BEYOND, MADE_HERE, granted_conditions};
use super::rights::RIGHTS;

/// How a login comes to more than a clinic's may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It is a superuser.
    Superuser,
    /// It has an attribute that gets round the wall.
    Attribute,
    /// It may become another role.
    Becomes,
    /// Tables, or the database, are its own.
    Owns,
    /// It, or everybody, was granted more.
    Granted,
}

impl Way {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "superuser" => Self::Superuser,
            "attribute" => Self::Attribute,
            "becomes" => Self::Becomes,
            "owns" => Self::Owns,
            "granted" => Self::Granted,
            _ => return None,
        })
    }
}

/// A login that may too much, and by what: of several ways the widest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooMuch {
    pub login: String,
    pub way: Way,
    /// Names: of attributes, roles, tables, rights.
    pub what: Vec<String>,
    /// What takes it away; of what was granted nothing, which setting up takes away.
    pub sql: Vec<String>,
}

/// What is asked of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// A login somebody works with: whatever gets it more than it should have.
    Login,
    /// A role that is about to be a clinic's login: what setting up does not take away by itself.
    Role,
}

/// A row of [`sql`]: the way, the login, what, and what takes it away.
pub(super) type Row = (String, String, String, String);

/// The SQL that tells what the roles of `which` (a condition on `r`, a row of `pg_roles`) may too much, the widest first.
pub(super) fn sql(which: &str, asked: Asked) -> String {
    let over = granted_conditions();
    let reaches = match asked {
        Asked::Role => "TRUE".to_owned(),
        Asked::Login => format!(
            "EXISTS (SELECT 1 FROM pg_roles m WHERE pg_has_role(g.oid, m.oid, 'MEMBER') AND ({BEYOND}
               OR EXISTS (SELECT 1 FROM owned o WHERE o.owner = m.oid)
               OR EXISTS (SELECT 1 FROM over v WHERE v.grantee = m.oid)))"
        ),
    };
    // What setting up hands over or takes back is in nobody's way there.
    let (tables, granted) = match asked {
        Asked::Login => ("TRUE", "TRUE"),
        Asked::Role => ("o.kind = 'DATABASE'", "FALSE"),
    };
    format!(
        "WITH me AS (SELECT r.* FROM pg_roles r WHERE {which}),
         owned AS (
           SELECT c.relowner AS owner, 'TABLE' AS kind, c.oid::regclass::text AS name FROM pg_class c WHERE {MADE_HERE}
           UNION ALL SELECT d.datdba, 'DATABASE', d.datname::text FROM pg_database d WHERE d.datname = current_database()),
         over AS (
           SELECT a.grantee, a.privilege_type || ' on ' || c.relname AS what
           FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
           WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.grantee <> c.relowner
             AND {whole}
           UNION ALL SELECT a.grantee, a.privilege_type || ' on ' || c.relname || ' (' || t.attname || ')'
           FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid AND t.attacl IS NOT NULL
           CROSS JOIN LATERAL aclexplode(t.attacl) a
           WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.grantee <> c.relowner
             AND ({part})
           UNION ALL SELECT a.grantee, 'CREATE on schema public'
           FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a
           WHERE n.nspname = 'public' AND a.privilege_type = 'CREATE' AND a.grantee <> n.nspowner
           UNION ALL SELECT a.grantee, 'CREATE on database ' || d.datname
           FROM pg_database d CROSS JOIN LATERAL aclexplode(d.datacl) a
           WHERE d.datname = current_database() AND a.privilege_type = 'CREATE' AND a.grantee <> d.datdba
           UNION ALL SELECT a.grantee, a.privilege_type || ' on ' || c.oid::regclass
           FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
           WHERE {BESIDE} AND a.grantee <> c.relowner AND {MADE_HERE}
           UNION ALL SELECT a.grantee, a.privilege_type || ' on function ' || p.proname
           FROM pg_proc p CROSS JOIN LATERAL aclexplode(p.proacl) a
           WHERE p.pronamespace = 'pg_catalog'::regnamespace AND a.grantee NOT IN (0, p.proowner))
         SELECT way, login, what, sql FROM (
           SELECT 1 AS nth, 'superuser' AS way, me.rolname::text AS login, 'SUPERUSER' AS what,
             format('ALTER ROLE %I NOSUPERUSER;', me.rolname) AS sql
           FROM me WHERE me.rolsuper
           UNION ALL SELECT 2, 'attribute', me.rolname::text, k.what, format('ALTER ROLE %I NO%s;', me.rolname, k.what)
           FROM me CROSS JOIN LATERAL (VALUES ('BYPASSRLS', me.rolbypassrls), ('CREATEROLE', me.rolcreaterole),
             ('REPLICATION', me.rolreplication), ('CREATEDB', me.rolcreatedb)) AS k (what, has)
           WHERE k.has AND NOT me.rolsuper
           UNION ALL SELECT 2, 'attribute', me.rolname::text, 'session_replication_role',
             format('ALTER ROLE %I RESET session_replication_role;', me.rolname)
           FROM me WHERE me.rolname = session_user AND current_setting('session_replication_role') <> 'origin'
           UNION ALL SELECT 3, 'becomes', me.rolname::text, g.rolname::text, format('REVOKE %I FROM %I;', g.rolname, me.rolname)
           FROM me JOIN pg_auth_members a ON a.member = me.oid JOIN pg_roles g ON g.oid = a.roleid
           WHERE NOT me.rolsuper AND {reaches}
           UNION ALL SELECT 4, 'owns', me.rolname::text, o.name,
             format('REASSIGN OWNED BY %I TO CURRENT_USER;', me.rolname)
           FROM me JOIN owned o ON o.owner = me.oid WHERE NOT me.rolsuper AND {tables}
           UNION ALL SELECT 5, 'granted', me.rolname::text, v.what, ''
           FROM me JOIN over v ON v.grantee IN (me.oid, 0) WHERE NOT me.rolsuper AND {granted}) found
         ORDER BY login, nth, what",
        whole = over.whole,
        part = over.part,
    )
}

/// The SQL of what any role may too much on the tables of a server that is set up: the clinics' own logins, where it can be
/// read which they are, whoever else was granted something, and the logins that only read.
pub(super) fn of_clinics(reads: bool) -> [String; 3] {
    let logins = if reads {
        "r.rolname IN (SELECT l.role_name FROM public.tenant_login l)"
    } else {
        "r.rolname = session_user"
    };
    let granted = "r.oid IN (SELECT a.grantee FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
        WHERE c.relnamespace = 'public'::regnamespace AND a.grantee <> c.relowner
        UNION ALL SELECT a.grantee FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid
          CROSS JOIN LATERAL aclexplode(t.attacl) a WHERE c.relnamespace = 'public'::regnamespace)";
    let only = format!(
        "SELECT way, login, what, sql FROM ({}) all_ways WHERE way = 'granted'",
        sql(granted, Asked::Login)
    );
    [sql(logins, Asked::Login), only, of_readers(reads.then_some(logins))]
}

/// What a login for reports may beside reading what is no secret. It is known by its usual name, or as the login of a
/// clinic that writes no trail.
fn of_readers(logins: Option<&str>) -> String {
    let hidden = RIGHTS.iter().filter(|right| !right.hidden.is_empty());
    let tables: Vec<String> = hidden.clone().map(|right| format!("'{}'", right.table)).collect();
    let columns: Vec<String> = hidden
        .flat_map(|right| right.hidden.iter().map(|column| format!("'{}.{column}'", right.table)))
        .collect();
    let (tables, columns) = (tables.join(", "), columns.join(", "));
    let known = logins.map_or_else(String::new, |logins| {
        format!(
            " OR {logins} AND NOT EXISTS (SELECT 1 FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
               WHERE c.oid = 'public.audit'::regclass AND a.grantee = r.oid AND a.privilege_type = 'INSERT')"
        )
    });
    format!(
        "WITH reader AS (SELECT r.oid, r.rolname::text AS name FROM pg_roles r
           WHERE r.rolname LIKE 'loket\\_ro\\_%'{known})
         SELECT 'granted' AS way, r.name AS login, a.privilege_type || ' on ' || c.relname AS what, '' AS sql
         FROM reader r JOIN pg_class c ON c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
         CROSS JOIN LATERAL aclexplode(c.relacl) a
         WHERE a.grantee = r.oid AND (a.privilege_type <> 'SELECT' OR c.relname IN ({tables}))
         UNION ALL SELECT 'granted', r.name, a.privilege_type || ' on ' || c.relname || ' (' || t.attname || ')', ''
         FROM reader r JOIN pg_class c ON c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
         JOIN pg_attribute t ON t.attrelid = c.oid AND t.attacl IS NOT NULL
         CROSS JOIN LATERAL aclexplode(t.attacl) a
         WHERE a.grantee = r.oid AND (a.privilege_type <> 'SELECT' OR c.relname || '.' || t.attname IN ({columns}))"
    )
}

/// The condition on `r` of the role with this name.
pub(super) fn named(role: &str) -> String {
    format!("r.rolname = '{}'", role.replace('\'', "''"))
}

impl TooMuch {
    /// What the first role of these rows may too much, by the widest way.
    pub(super) fn of(rows: Vec<Row>) -> Option<Self> {
        let (way, login, ..) = rows.first()?.clone();
        let of_it = rows.into_iter().filter(|row| row.0 == way && row.1 == login);
        let (what, mut sql): (Vec<_>, Vec<_>) = of_it.map(|(_, _, what, sql)| (what, sql)).unzip();
        sql.retain(|sql| !sql.is_empty());
        sql.dedup();
        Some(Self { login, way: Way::of(&way)?, what, sql })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_way_of_the_first_login_is_told_whole() {
        let row = |way: &str, login: &str, what: &str, sql: &str| {
            (way.to_owned(), login.to_owned(), what.to_owned(), sql.to_owned())
        };
        let rows = vec![
            row("owns", "a", "payment", "REASSIGN a"),
            row("owns", "a", "tenant", "REASSIGN a"),
            row("granted", "a", "UPDATE on audit", ""),
            row("owns", "b", "payment", "REASSIGN b"),
        ];
        let found = TooMuch::of(rows).unwrap();
        assert_eq!(found.way, Way::Owns);
        assert_eq!(
            (found.what.as_slice(), found.sql.as_slice()),
            (["payment".to_owned(), "tenant".to_owned()].as_slice(), ["REASSIGN a".to_owned()].as_slice(),)
        );
        assert_eq!(TooMuch::of(Vec::new()), None);
    }

    #[test]
    fn a_role_s_name_stays_a_name() {
        assert_eq!(named("o'brien"), "r.rolname = 'o''brien'");
    }
}
