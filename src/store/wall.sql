-- loket on PostgreSQL: the login roles of the clinic "{slug}", and the wall around its rows.
--
-- Run this in the database of loket as an administrator: a superuser, or the owner of the database with CREATEROLE and
-- BYPASSRLS. It can be run again: after an update of loket, for the next clinic, or to put rights back as they were.
--
--   {owner}   owns the tables. Nobody logs in as it.
--   {app}   the counters of this clinic log in as it. It reads and writes this clinic's rows, changes no
--   row of the ledger or of the trail, and no table.
--   {read}   reads this clinic's rows, for reports; never a hash of a password.
--
-- The roles get no password here. Give them one that nobody sees:  \password {app_name}
-- On the server, so that its own log keeps no patient:
--   log_error_verbosity = terse, log_parameter_max_length = 0, log_parameter_max_length_on_error = 0

BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL statement_timeout = 0;
SET LOCAL lock_timeout = '60s';
-- Compiling the question of part 7 takes longer than asking it.
SET LOCAL jit = off;
SET LOCAL search_path = public, pg_temp;
DO $loket$ BEGIN PERFORM pg_advisory_xact_lock({lock}); END $loket$;

-- 1. Roles. One that is there already stays as it is, if it is no mightier than it should be.
DO $loket$
DECLARE
  wanted text;
  found record;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = session_user AND (r.rolsuper OR (r.rolcreaterole AND r.rolbypassrls))) THEN
    RAISE EXCEPTION 'loket: % is no administrator: a superuser, or CREATEROLE with BYPASSRLS', session_user
      USING ERRCODE = 'LK001';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{owner_name}') THEN
    EXECUTE 'CREATE ROLE {owner} NOLOGIN';
  END IF;
  FOREACH wanted IN ARRAY ARRAY['{app_name}', '{read_name}'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I LOGIN', wanted);
    END IF;
    FOR found IN
      SELECT k.what, format('ALTER ROLE %I NO%s;', wanted, k.what) AS away
      FROM pg_roles r CROSS JOIN LATERAL (VALUES ('SUPERUSER', r.rolsuper), ('BYPASSRLS', r.rolbypassrls),
        ('CREATEROLE', r.rolcreaterole), ('CREATEDB', r.rolcreatedb), ('REPLICATION', r.rolreplication)) AS k (what, has)
      WHERE r.rolname = wanted AND k.has
      UNION ALL SELECT 'member of ' || g.rolname, format('REVOKE %I FROM %I;', g.rolname, wanted)
      FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member JOIN pg_roles g ON g.oid = m.roleid
      WHERE r.rolname = wanted
    LOOP
      RAISE EXCEPTION 'loket: role % may more than a clinic''s login should: %', wanted, found.what USING HINT = found.away;
    END LOOP;
  END LOOP;
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) THEN
    EXECUTE format('GRANT {owner} TO %I', session_user);
  END IF;
END $loket$;

-- 2. The database and its schema: nobody makes anything in it, not even for a moment, but the owner.
DO $loket$
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC, {app}, {read} CASCADE', current_database());
  EXECUTE 'REVOKE ALL ON SCHEMA public FROM PUBLIC, {app}, {read} CASCADE';
  EXECUTE 'GRANT USAGE ON SCHEMA public TO {app}, {read}';
  EXECUTE 'GRANT USAGE, CREATE ON SCHEMA public TO {owner}';
END $loket$;

-- 3. The tables, as this loket wants them.
CREATE TABLE IF NOT EXISTS _sqlx_migrations (
  version BIGINT PRIMARY KEY,
  description TEXT NOT NULL,
  installed_on TIMESTAMPTZ NOT NULL DEFAULT now(),
  success BOOLEAN NOT NULL,
  checksum BYTEA NOT NULL,
  execution_time BIGINT NOT NULL
);
DO $loket$
BEGIN
  IF EXISTS (SELECT FROM _sqlx_migrations WHERE version > {latest}) THEN
    RAISE EXCEPTION 'loket: these tables are of a newer loket' USING ERRCODE = 'LK003';
  END IF;
END $loket$;
{steps}
-- 4. Which login belongs to which clinic. Nobody but the owner reads or writes it.
CREATE TABLE IF NOT EXISTS tenant_login (
  role_name NAME NOT NULL PRIMARY KEY,
  clinic_id UUID NOT NULL REFERENCES tenant (clinic_id)
);
INSERT INTO tenant (clinic_id, slug, active, created_at)
  VALUES (gen_random_uuid(), '{slug}', TRUE, now()) ON CONFLICT (slug) DO NOTHING;
INSERT INTO tenant_login (role_name, clinic_id)
  SELECT r.rolname, t.clinic_id FROM tenant t, pg_roles r
  WHERE t.slug = '{slug}' AND r.rolname IN ('{app_name}', '{read_name}') ON CONFLICT (role_name) DO NOTHING;
DO $loket$
BEGIN
  IF EXISTS (SELECT FROM tenant_login l JOIN tenant t ON t.clinic_id = l.clinic_id
      WHERE l.role_name IN ('{app_name}', '{read_name}') AND t.slug <> '{slug}') THEN
    RAISE EXCEPTION 'loket: this role belongs to another clinic' USING ERRCODE = 'LK002';
  END IF;
  -- All of them, since a copy of a database does not remember who may come in.
  EXECUTE (SELECT format('GRANT CONNECT ON DATABASE %I TO %s', current_database(), string_agg(quote_ident(r.rolname), ', '))
    FROM tenant_login l JOIN pg_roles r ON r.rolname = l.role_name);
END $loket$;

-- Whose rows this login sees: of the role that logged in, which nothing a client says can change; none while its
-- clinic is suspended.
CREATE OR REPLACE FUNCTION loket_login_clinic() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
BEGIN ATOMIC
  SELECT l.clinic_id FROM public.tenant_login l WHERE l.role_name = session_user;
END;
CREATE OR REPLACE FUNCTION loket_clinic() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
BEGIN ATOMIC
  SELECT l.clinic_id FROM public.tenant_login l JOIN public.tenant t ON t.clinic_id = l.clinic_id
  WHERE l.role_name = session_user AND t.active;
END;

-- 5. The owner owns, and every table shows a login its own clinic's rows.
DO $loket$
DECLARE thing record;
BEGIN
  FOR thing IN SELECT c.oid::regclass AS name FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO {owner}', thing.name);
    EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, {app}, {read} CASCADE', thing.name);
  END LOOP;
  -- Functions: those of extensions stay with who installed them. A client can neither call ours nor hang them on a table
  -- of its own, and they look for names where loket put them.
  FOR thing IN SELECT p.oid::regprocedure AS name, l.lanname = 'plpgsql' AS looks,
      p.prorettype = 'trigger'::regtype OR p.prosecdef AND NOT (p.pronargs = 0 AND p.proname IN ({own})) AS hidden
      FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
      WHERE p.pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO {owner}', thing.name);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, {app}, {read} CASCADE', thing.name);
    IF NOT thing.hidden THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {app}, {read}', thing.name);
    END IF;
    IF thing.looks THEN
      EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', thing.name);
    END IF;
  END LOOP;
  -- A large object belongs to no table and to no clinic. Only a superuser may take it from everybody to make one.
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) THEN
    FOR thing IN SELECT p.oid::regprocedure AS name FROM pg_proc p
        WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname IN ('lo_creat', 'lo_create', 'lo_from_bytea') LOOP
      EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', thing.name);
    END LOOP;
  ELSIF (SELECT bool_or(has_function_privilege('public', p.oid, 'EXECUTE')) FROM pg_proc p
      WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname IN ('lo_creat', 'lo_create', 'lo_from_bytea')) THEN
    RAISE WARNING 'loket: every login may still make large objects (lo_create), which belong to no clinic. A superuser who runs this once forbids it.';
  END IF;
  FOR thing IN SELECT c.oid::regclass AS name, a.attname AS own FROM pg_class c
      LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
        AND a.attname = CASE c.relname WHEN 'clinic' THEN 'id' ELSE 'clinic_id' END
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        AND c.relname NOT IN ('_sqlx_migrations', 'tenant', 'tenant_login') LOOP
    IF thing.own IS NULL THEN
      RAISE EXCEPTION 'loket: table % belongs to no clinic', thing.name;
    END IF;
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', thing.name);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', thing.name);
    EXECUTE format('DROP POLICY IF EXISTS own_clinic ON %s', thing.name);
    EXECUTE format('CREATE POLICY own_clinic ON %s USING (%I = (SELECT loket_clinic())) WITH CHECK (%I = (SELECT loket_clinic()))',
      thing.name, thing.own, thing.own);
  END LOOP;
END $loket$;
-- A clinic sees in its own row of the installation that it is suspended, and whether whoever administers it did that. The
-- functions above read these as their owner.
ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS own_clinic ON tenant;
CREATE POLICY own_clinic ON tenant FOR SELECT USING (clinic_id = (SELECT loket_login_clinic()));
DROP POLICY own_clinic ON tenant_act;
CREATE POLICY own_clinic ON tenant_act
  USING (clinic_id = COALESCE((SELECT loket_clinic()), (SELECT loket_login_clinic())))
  WITH CHECK (clinic_id = COALESCE((SELECT loket_clinic()), (SELECT loket_login_clinic())));
ALTER TABLE tenant_login ENABLE ROW LEVEL SECURITY;
{definers}
-- 6. Rights, table by table.
GRANT SELECT ON _sqlx_migrations TO {app}, {read};
{grants}
-- 7. What these logins, or everybody, were granted beyond that, wherever it is.
DO $loket$
DECLARE thing record;
BEGIN
  FOR thing IN {granted} LOOP
    BEGIN
      EXECUTE thing.sql;
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE WARNING 'loket: this is for a superuser: %', thing.sql;
    END;
  END LOOP;
END $loket$;
COMMIT;
