//! What a login of a server may beyond what a clinic's login is [granted](super::rights), by name: told to whoever has to
//! take it away, with the SQL that does.

use super::power::{Over, granted_conditions};
use super::rights::{DEFINERS, RIGHTS};

/// How a login comes to more than a clinic's may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It is a superuser.
    Superuser,
    /// It has an attribute that gets round the wall.
    Attribute,
    /// It may become another role.
    Becomes,
    /// Something in the database, or the database itself, is its own.
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
    /// What takes it away, for an administrator to run.
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

/// The roles `m` by which somebody gets round the wall, or round the server itself: by what they are, or because the server
/// has made them for that.
const BEYOND: &str = "(m.rolsuper OR m.rolbypassrls OR m.rolcreaterole OR m.rolcreatedb OR m.rolreplication
    OR m.rolname LIKE 'pg\\_%')";
/// What belongs to whom in this database, whatever it is: but large objects, which decide nothing, and numbers that are a
/// column's.
const OWNED: &str = "SELECT d.refobjid AS owner, d.classid, d.objid FROM pg_shdepend d
    WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype = 'o'
      AND (d.dbid = (SELECT oid FROM here) OR d.classid = 'pg_database'::regclass AND d.objid = (SELECT oid FROM here))
      AND d.classid NOT IN ('pg_largeobject'::regclass, 'pg_default_acl'::regclass)
      AND NOT EXISTS (SELECT 1 FROM pg_class c JOIN pg_depend p ON p.classid = 'pg_class'::regclass AND p.objid = c.oid
        WHERE d.classid = 'pg_class'::regclass AND c.oid = d.objid AND c.relkind = 'S' AND p.refobjsubid > 0)";

/// The functions of ours that run with the owner's rights.
pub(super) fn definers() -> impl Iterator<Item = &'static str> {
    DEFINERS.iter().copied().chain(ASKED)
}

/// Those of them that a clinic's login calls by itself: the wall asks them who it is. The others are hung on our tables.
const ASKED: [&str; 2] = ["loket_clinic", "loket_login_clinic"];

/// Every list of rights in this database, with what it stands at. Of the functions, whose list is empty where everybody may
/// call them, only those that run with somebody else's rights (`d`, and none that hangs on the server itself) and those with
/// a list; `t` hangs on tables. Each catalogue is read once and joined to nothing: a process of the server that has just
/// begun takes longer to plan a question about its catalogues than to answer it.
const LISTS: &str = "SELECT 'pg_class'::regclass AS class, c.oid, 0 AS sub, c.relnamespace AS ns, c.relkind::text AS kind, c.relowner AS owner,
     c.relacl AS list, c.relname AS name, NULL::name AS col
   FROM pg_class c WHERE c.relacl IS NOT NULL
   UNION ALL SELECT 'pg_class', c.oid, t.attnum, c.relnamespace, c.relkind::text, c.relowner, t.attacl, c.relname, t.attname
   FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid WHERE t.attacl IS NOT NULL
   UNION ALL SELECT 'pg_namespace', n.oid, 0, NULL, NULL, n.nspowner, n.nspacl, n.nspname, NULL FROM pg_namespace n
   UNION ALL SELECT 'pg_database', d.oid, 0, NULL, NULL, d.datdba, d.datacl, d.datname, NULL
   FROM pg_database d WHERE d.datname = current_database()
   UNION ALL SELECT 'pg_foreign_server', s.oid, 0, NULL, NULL, s.srvowner, s.srvacl, s.srvname, NULL FROM pg_foreign_server s
   UNION ALL SELECT 'pg_foreign_data_wrapper', w.oid, 0, NULL, NULL, w.fdwowner, w.fdwacl, w.fdwname, NULL
   FROM pg_foreign_data_wrapper w
   UNION ALL SELECT 'pg_proc', p.oid, p.pronargs, p.pronamespace,
     CASE WHEN p.prosecdef AND p.prorettype <> 'event_trigger'::regtype THEN 'd'
       WHEN p.prorettype = 'trigger'::regtype THEN 't' ELSE 'f' END,
     p.proowner, COALESCE(p.proacl, acldefault('f', p.proowner)), p.proname, NULL
   FROM pg_proc p WHERE p.proacl IS NOT NULL OR p.prosecdef AND p.prorettype <> 'event_trigger'::regtype";

/// The rights on settings of the server, which are kept in a catalogue that only a Postgres 15 has: asked as a text, so that
/// an older one does not stumble over it. The first superuser is who grants them, if nobody else does.
const SETTINGS: &str = r"SELECT NULL::regclass, NULL::oid, 0, NULL::oid, NULL::text, 10::oid, p.m[4]::name, NULL::name,
     p.m[1]::oid, p.m[2]::oid, p.m[3]::boolean, p.m[5]
   FROM (SELECT CASE WHEN current_setting('server_version_num')::int >= 150000 THEN query_to_xml(
     'SELECT format(''%s %s %s %s %s'', a.grantee, a.grantor, a.is_grantable, p.parname, a.privilege_type) AS v
      FROM pg_parameter_acl p CROSS JOIN LATERAL aclexplode(p.paracl) a WHERE a.grantee <> 10', FALSE, FALSE, '')::text END AS x) q
   CROSS JOIN LATERAL regexp_matches(q.x, '<v>(\d+) (\d+) (\w) (\S+) ([^<]+)</v>', 'g') AS p (m)";

/// What everybody was given by the server, or by an extension as it was installed. A login's own is never excused by that,
/// nor is what of the server's was put into an extension, by which it would pass for given.
const SINCE: &str = "(g.grantee <> 0 OR (g.class, g.oid, CASE g.class WHEN 'pg_proc'::regclass THEN 0 ELSE g.sub END, g.may) NOT IN (
          SELECT i.classoid, i.objoid, i.objsubid, b.privilege_type
          FROM pg_init_privs i CROSS JOIN LATERAL aclexplode(i.initprivs) b WHERE b.grantee = 0 AND (i.objoid >= 16384
            OR i.objoid NOT IN (SELECT d.objid FROM pg_depend d WHERE d.deptype = 'e' AND d.objid < 16384)))
        AND NOT (g.class = 'pg_proc'::regclass AND g.may = 'EXECUTE'
          AND NOT EXISTS (SELECT 1 FROM pg_init_privs i WHERE i.classoid = g.class AND i.objoid = g.oid)))";

/// What belongs to an extension.
const MEMBER: &str =
    "EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = g.class AND e.objid = g.oid AND e.deptype = 'e')";

/// What an extension shows of the server: a view that rests on nobody's table or view, and on no function that
/// runs with its owner's rights. Anything can be put into an extension.
fn shown() -> String {
    format!(
        "(g.kind = 'v' AND g.may = 'SELECT' AND {MEMBER} AND NOT EXISTS (
          SELECT 1 FROM pg_depend w, pg_depend d WHERE w.classid = 'pg_rewrite'::regclass AND w.refclassid = g.class
            AND w.refobjid = g.oid AND d.classid = w.classid AND d.objid = w.objid AND d.refobjid <> g.oid
            AND (d.refclassid = g.class AND d.refobjid >= 16384 OR d.refclassid = 'pg_proc'::regclass
              AND d.refobjid IN (SELECT p.oid FROM pg_proc p WHERE p.prosecdef))))"
    )
}

/// Who was granted what beyond a clinic's login, and by whom: what it is called, what it is called in SQL, the column, and
/// the schema one has to reach besides where it is everybody's. `more` is what is too much in itself; the rest it may only
/// not hand on. The server's statistics show values of every clinic's columns.
fn granted() -> String {
    let Over { whole, part } = granted_conditions();
    let asked = ASKED.map(|name| format!("'{name}'")).join(", ");
    let shown = shown();
    format!(
        "SELECT g.grantee, g.grantor, g.lends, g.more, g.may, g.owner, g.col,
           CASE g.class WHEN 'pg_namespace'::regclass THEN 'schema ' || g.name
             WHEN 'pg_database'::regclass THEN 'database ' || g.name
             WHEN 'pg_foreign_server'::regclass THEN 'foreign server ' || g.name
             WHEN 'pg_foreign_data_wrapper'::regclass THEN 'foreign data wrapper ' || g.name
             WHEN 'pg_proc'::regclass THEN 'function '
               || CASE WHEN g.ns = 'pg_catalog'::regnamespace THEN g.name ELSE format('%s.%I', g.ns::regnamespace, g.name) END
             WHEN 'pg_class'::regclass THEN CASE WHEN g.ns = 'pg_catalog'::regnamespace OR g.ns = 'public'::regnamespace
               THEN g.name ELSE format('%s.%I', g.ns::regnamespace, g.name) END
             ELSE 'parameter ' || g.name END AS name,
           CASE g.class WHEN 'pg_namespace'::regclass THEN format('SCHEMA %I', g.name)
             WHEN 'pg_database'::regclass THEN format('DATABASE %I', g.name)
             WHEN 'pg_foreign_server'::regclass THEN format('FOREIGN SERVER %I', g.name)
             WHEN 'pg_foreign_data_wrapper'::regclass THEN format('FOREIGN DATA WRAPPER %I', g.name)
             WHEN 'pg_proc'::regclass THEN 'ROUTINE ' || g.oid::regprocedure
             WHEN 'pg_class'::regclass THEN format('%s.%I', g.ns::regnamespace, g.name)
             ELSE 'PARAMETER ' || g.name END AS sql,
           CASE WHEN g.grantee = 0 AND g.ns NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) THEN g.ns
             END AS needs
         FROM (SELECT g.*, CASE
             WHEN g.class IS NULL OR g.class IN ('pg_foreign_server'::regclass, 'pg_foreign_data_wrapper'::regclass) THEN TRUE
             WHEN g.class IN ('pg_namespace'::regclass, 'pg_database'::regclass) THEN g.may = 'CREATE'
             WHEN g.class = 'pg_proc'::regclass AND g.kind = 'd'
               THEN NOT (g.ns = 'public'::regnamespace AND g.sub = 0 AND g.name IN ({asked}))
             WHEN g.class = 'pg_proc'::regclass OR g.ns = 'pg_catalog'::regnamespace
               THEN {SINCE} AND NOT (g.ns = 'public'::regnamespace AND g.kind = 'f' AND NOT {MEMBER})
             WHEN g.ns = 'information_schema'::regnamespace THEN g.grantee <> 0 OR g.oid >= 16384
             WHEN g.ns = 'public'::regnamespace AND g.kind IN ('r', 'p')
               THEN CASE WHEN g.col IS NULL THEN {whole} ELSE {part} END
             ELSE g.kind IN ('r', 'p', 'v', 'm', 'f') AND NOT {shown} END AS more
           FROM (SELECT l.class, l.oid, l.sub, l.ns, l.kind, l.owner, l.name, l.col,
               a.grantee, a.grantor, a.is_grantable AS lends, a.privilege_type AS may
             FROM ({LISTS}) l CROSS JOIN LATERAL aclexplode(l.list) a WHERE a.grantee <> l.owner
             UNION ALL {SETTINGS}) g
           OFFSET 0) g
         WHERE g.more OR g.lends"
    )
}

/// The condition on `r` of a login that is refused for what it is, what it owns, or what it may become that is or owns such,
/// as [`sql`] names it: told from a few rows, while every list of rights in the database takes longer than all else a
/// counter asks before its first picture.
pub(super) fn outright() -> String {
    format!(
        "(current_setting('session_replication_role') <> 'origin' OR EXISTS (
           WITH here AS (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
           SELECT 1 FROM pg_roles m WHERE pg_has_role(r.oid, m.oid, 'MEMBER')
             AND ({BEYOND} OR EXISTS (SELECT 1 FROM ({OWNED}) o WHERE o.owner = m.oid))))"
    )
}

/// The SQL that tells what the roles of `which` (a condition on `r`, a row of `pg_roles`) may too much, the widest first.
/// Whether a login may too much at all is whether this finds anything.
pub(super) fn sql(which: &str, asked: Asked) -> String {
    let raw = granted();
    let reaches = match asked {
        Asked::Role => "TRUE".to_owned(),
        Asked::Login => format!(
            "EXISTS (SELECT 1 FROM pg_roles m WHERE pg_has_role(g.oid, m.oid, 'MEMBER') AND ({BEYOND}
               OR EXISTS (SELECT 1 FROM owned o WHERE o.owner = m.oid)
               OR EXISTS (SELECT 1 FROM over v WHERE v.grantee = m.oid)
               OR EXISTS (SELECT 1 FROM over v WHERE v.grantee = 0 AND v.needs IS NOT NULL
                 AND has_schema_privilege(m.oid, v.needs, 'USAGE') AND NOT has_schema_privilege(me.oid, v.needs, 'USAGE'))))"
        ),
    };
    // What setting up hands over or takes back is in nobody's way there.
    let (handed, granted) = match asked {
        Asked::Login => ("FALSE", "TRUE"),
        Asked::Role => ("i.schema = 'public' AND i.type IN ('table', 'function')", "FALSE"),
    };
    format!(
        "WITH me AS (SELECT r.* FROM pg_roles r WHERE {which}),
         here AS (SELECT d.oid, d.datname FROM pg_database d WHERE d.datname = current_database()),
         owned AS ({OWNED}),
         raw AS ({raw}),
         over AS (
           SELECT grantee, needs, may || ' on ' || name || COALESCE(' (' || col || ')', '')
               || CASE WHEN lends THEN ' WITH GRANT OPTION' ELSE '' END AS what,
             CASE WHEN grantor = owner THEN '' ELSE format('SET ROLE %I; ', pg_get_userbyid(grantor)) END
             || format('REVOKE %s%s ON %s FROM %s%s;', CASE WHEN more THEN '' ELSE 'GRANT OPTION FOR ' END, may || COALESCE(' (' || quote_ident(col) || ')', ''), sql,
               CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
               CASE WHEN lends THEN ' CASCADE' ELSE '' END)
             || CASE WHEN grantor = owner THEN '' ELSE ' RESET ROLE;' END AS sql
           FROM raw),
         fires AS (
           SELECT s.setdatabase, s.setrole, split_part(k.setting, '=', 2) AS value
           FROM pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) AS k (setting)
           WHERE k.setting LIKE 'session\\_replication\\_role=%' AND s.setdatabase IN (0, (SELECT oid FROM here)))
         SELECT way, login, what, sql FROM (
           SELECT 1 AS nth, 'superuser' AS way, me.rolname::text AS login, 'SUPERUSER' AS what,
             format('ALTER ROLE %I NOSUPERUSER;', me.rolname) AS sql
           FROM me WHERE me.rolsuper
           UNION ALL SELECT 2, 'attribute', me.rolname::text, k.what, format('ALTER ROLE %I NO%s;', me.rolname, k.what)
           FROM me CROSS JOIN LATERAL (VALUES ('BYPASSRLS', me.rolbypassrls), ('CREATEROLE', me.rolcreaterole),
             ('REPLICATION', me.rolreplication), ('CREATEDB', me.rolcreatedb)) AS k (what, has)
           WHERE k.has AND NOT me.rolsuper
           UNION ALL SELECT 2, 'attribute', me.rolname::text, 'session_replication_role',
             CASE WHEN f.setrole IS NULL THEN 'ALTER SYSTEM RESET session_replication_role; SELECT pg_reload_conf();'
               ELSE format(CASE WHEN f.setrole = 0 AND f.setdatabase = 0 THEN 'ALTER ROLE ALL'
                 WHEN f.setrole = 0 THEN 'ALTER DATABASE %2$I'
                 WHEN f.setdatabase = 0 THEN 'ALTER ROLE %1$I'
                 ELSE 'ALTER ROLE %1$I IN DATABASE %2$I' END, me.rolname, current_database())
               || ' RESET session_replication_role;' END
           FROM me LEFT JOIN fires f ON f.setrole IN (0, me.oid) AND f.value <> 'origin'
           WHERE NOT me.rolsuper AND 'origin' <> CASE WHEN me.rolname = session_user
             THEN current_setting('session_replication_role')
             ELSE COALESCE((SELECT e.value FROM fires e WHERE e.setrole IN (0, me.oid)
               ORDER BY e.setrole = 0, e.setdatabase = 0 LIMIT 1), 'origin') END
           UNION ALL SELECT 3, 'becomes', me.rolname::text, g.rolname::text, format('REVOKE %I FROM %I;', g.rolname, me.rolname)
           FROM me JOIN pg_auth_members a ON a.member = me.oid JOIN pg_roles g ON g.oid = a.roleid
           WHERE NOT me.rolsuper AND {reaches}
           UNION ALL SELECT 4, 'owns', me.rolname::text,
             CASE i.type WHEN 'table' THEN i.identity ELSE i.type || ' ' || i.identity END,
             CASE WHEN i.type IN ('table', 'view', 'materialized view', 'foreign table', 'sequence', 'schema', 'database',
               'function', 'procedure', 'aggregate', 'type')
               THEN format('ALTER %s %s OWNER TO CURRENT_USER;', upper(i.type), i.identity)
               ELSE format('REASSIGN OWNED BY %I TO CURRENT_USER;', me.rolname) END
           FROM me JOIN owned o ON o.owner = me.oid CROSS JOIN LATERAL pg_identify_object(o.classid, o.objid, 0) i
           WHERE NOT me.rolsuper AND NOT ({handed})
           UNION ALL SELECT 5, 'granted', me.rolname::text, v.what, v.sql
           FROM me JOIN over v ON v.grantee IN (me.oid, 0)
             AND (v.needs IS NULL OR has_schema_privilege(me.oid, v.needs, 'USAGE'))
           WHERE NOT me.rolsuper AND {granted}) found
         ORDER BY login, nth, what"
    )
}

/// The SQL that tells what these logins were granted too much, with what takes it away: for the script that sets them up.
pub(super) fn granted_to(app: &str, read: &str) -> String {
    let logins = format!("r.rolname IN ('{app}', '{read}')");
    format!("SELECT DISTINCT sql FROM ({}) much WHERE way = 'granted'", sql(&logins, Asked::Login))
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
        let (mut what, mut sql): (Vec<_>, Vec<_>) = of_it.map(|(_, _, what, sql)| (what, sql)).unzip();
        what.dedup();
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
