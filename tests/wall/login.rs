//! Who may come in over a server: not the one who sees everything.

use std::time::Duration;

use loket::desk::open::found_at;
use loket::desk::tenant::{Logins, script};
use loket::desk::{Desk, Fault};
use loket::store::migrate::LATEST;
use loket::store::too_much::Way;
use loket::store::wall::{self, Roles};
use loket::store::{self, Db};
use sqlx::{AssertSqlSafe, PgConnection};
use tokio::time::timeout;

use crate::server::administrator;
use crate::support::clinic::Clinic;
use crate::support::{Lab, as_role};

async fn run(on: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(on).await.unwrap();
}

#[test]
fn a_login_that_sees_more_than_its_clinic_does_not_work() {
    Lab::postgres(async |lab| {
        Clinic::found(lab).await;
        let mut admin = administrator(lab).await;
        // Roles are the whole server's; this test's are its own, and go with it.
        let name = format!("loket_t_{}", uuid::Uuid::now_v7().simple());
        // Each, and how it comes to more than it should; `{super}` and `{writer}` are roles that nobody logs in as.
        let ways = [
            "LOGIN SUPERUSER IN ROLE loket_app_melati",
            "LOGIN BYPASSRLS IN ROLE loket_app_melati",
            "LOGIN IN ROLE loket_app_melati; GRANT loket_owner TO {role}",
            "LOGIN CREATEROLE IN ROLE loket_app_melati",
            "LOGIN REPLICATION IN ROLE loket_app_melati",
            "LOGIN IN ROLE loket_app_melati; GRANT UPDATE ON audit TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT UPDATE (amount) ON payment TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT DELETE ON booking TO {role}",
            "LOGIN IN ROLE loket_app_melati, {super}",
            "LOGIN IN ROLE loket_app_melati, {passing}",
            "LOGIN IN ROLE loket_app_melati, pg_write_all_data",
            "LOGIN IN ROLE loket_app_melati, pg_execute_server_program",
            "LOGIN NOINHERIT IN ROLE loket_app_melati, {writer};
             GRANT EXECUTE ON FUNCTION loket_clinic(), loket_login_clinic() TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT TRIGGER ON payment TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT TRUNCATE ON audit TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT CREATE ON SCHEMA public TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT UPDATE ON bill_line TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT UPDATE (amount) ON bill_line TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT INSERT ON tenant_login TO {role}",
            "LOGIN CREATEDB IN ROLE loket_app_melati",
            "LOGIN IN ROLE loket_app_melati, pg_monitor",
            "LOGIN IN ROLE loket_app_melati; ALTER ROLE {role} SET session_replication_role = replica",
            "LOGIN IN ROLE loket_app_melati; GRANT CREATE ON DATABASE {database} TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT EXECUTE ON FUNCTION pg_read_file(text) TO {role}",
            "LOGIN IN ROLE loket_app_melati; CREATE SCHEMA {role}; CREATE VIEW {role}.everybody AS SELECT name FROM patient;
             GRANT SELECT ON {role}.everybody TO {role}",
            "LOGIN IN ROLE loket_app_melati; CREATE SCHEMA {role}; CREATE TABLE {role}.own (); ALTER TABLE {role}.own OWNER TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT SELECT ON pg_statistic TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT SELECT (rolname, rolpassword) ON pg_authid TO {role}",
            "LOGIN IN ROLE loket_app_melati; CREATE SCHEMA {role}; GRANT USAGE ON SCHEMA {role} TO {role};
             CREATE FUNCTION {role}.names(x INT) RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT max(name) FROM patient'",
            "LOGIN IN ROLE loket_app_melati; CREATE SCHEMA {role} AUTHORIZATION {role}",
            "LOGIN IN ROLE loket_app_melati; CREATE SCHEMA {role};
             CREATE FUNCTION {role}.one() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER FUNCTION {role}.one() OWNER TO {role}",
            "LOGIN IN ROLE loket_app_melati; CREATE SCHEMA {role}; GRANT CREATE ON SCHEMA {role} TO {role}",
            "LOGIN IN ROLE loket_app_melati; ALTER ROLE {role} IN DATABASE {database} SET session_replication_role = replica",
            "LOGIN IN ROLE loket_app_melati; SET ROLE {writer}; GRANT UPDATE ON payment TO {role} WITH GRANT OPTION; RESET ROLE",
            // What somebody hid in an extension, which is a view upon another or a function that runs as its owner.
            "LOGIN IN ROLE loket_app_melati; CREATE SCHEMA {role}; GRANT USAGE ON SCHEMA {role} TO {role};
             CREATE VIEW {role}.vip AS SELECT * FROM patient; ALTER EXTENSION plpgsql ADD VIEW {role}.vip;
             CREATE VIEW {role}.every AS SELECT * FROM {role}.vip; ALTER EXTENSION plpgsql ADD VIEW {role}.every;
             GRANT SELECT ON {role}.every TO PUBLIC",
            "LOGIN IN ROLE loket_app_melati; CREATE SCHEMA {role}; GRANT USAGE ON SCHEMA {role} TO {role};
             CREATE FUNCTION {role}.names() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT max(name) FROM patient';
             ALTER EXTENSION plpgsql ADD FUNCTION {role}.names()",
            "LOGIN IN ROLE loket_app_melati; CREATE SCHEMA {role}; GRANT USAGE ON SCHEMA {role} TO {role};
             CREATE TABLE {role}.vip AS SELECT * FROM patient; ALTER EXTENSION plpgsql ADD TABLE {role}.vip;
             GRANT SELECT ON {role}.vip TO PUBLIC",
            // A table of a moment takes any trigger.
            "LOGIN IN ROLE loket_app_melati; CREATE SCHEMA {role}; GRANT USAGE ON SCHEMA {role} TO {role};
             CREATE FUNCTION {role}.hangs() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END'",
            "LOGIN IN ROLE loket_app_melati; GRANT EXECUTE ON FUNCTION bill_sums_line() TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT EXECUTE ON FUNCTION dblink_connect_u(text) TO {role}",
            "LOGIN IN ROLE loket_app_melati; CREATE SERVER {role} FOREIGN DATA WRAPPER dblink_fdw;
             GRANT USAGE ON FOREIGN SERVER {role} TO {role}; GRANT USAGE ON FOREIGN DATA WRAPPER dblink_fdw TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT REFERENCES ON payment TO {role}; GRANT REFERENCES (amount) ON payment TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT SELECT ON patient TO {role} WITH GRANT OPTION;
             GRANT UPDATE (name) ON clinic TO {role} WITH GRANT OPTION",
            "LOGIN IN ROLE loket_app_melati; CREATE VIEW information_schema.{role} AS SELECT * FROM patient;
             GRANT SELECT ON information_schema.{role} TO {role}",
        ];
        let url = lab.url();
        let database = url.rsplit('/').next().unwrap_or_default();
        let own = |what: &str| format!("{name}_{what}");
        for (what, attributes) in [("super", "SUPERUSER"), ("passing", "BYPASSRLS"), ("writer", "")] {
            run(&mut admin, &format!("CREATE ROLE {} NOLOGIN {attributes}", own(what))).await;
        }
        run(
            &mut admin,
            &format!(
                "GRANT UPDATE ON payment TO {0} WITH GRANT OPTION; GRANT USAGE ON SCHEMA public TO {0}",
                own("writer")
            ),
        )
        .await;
        // What nobody is refused for: extensions as they come, and what a login does not reach.
        run(
            &mut admin,
            &format!(
                "CREATE EXTENSION dblink; CREATE EXTENSION pg_stat_statements; CREATE EXTENSION pg_trgm;
                 CREATE SCHEMA {0}; CREATE VIEW {0}.ours AS SELECT name FROM patient; GRANT SELECT ON {0}.ours TO PUBLIC",
                own("elsewhere")
            ),
        )
        .await;
        let mut roles = Vec::new();
        for (number, way) in ways.iter().enumerate() {
            let role = own(&number.to_string());
            let mut way = way.replace("{role}", &role).replace("{database}", database);
            for what in ["super", "passing", "writer"] {
                way = way.replace(&format!("{{{what}}}"), &own(what));
            }
            run(&mut admin, &format!("CREATE ROLE {role} {way}")).await;
            roles.push(role);
        }
        run(
            &mut admin,
            &format!(
                "GRANT USAGE ON SCHEMA public TO {0}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {0}",
                roles.join(", ")
            ),
        )
        .await;
        let mut answers = Vec::new();
        // Whoever looks at a day first is refused at once for what it is or owns, and soon for what it was granted.
        let (at_once, soon) = ([0, 1, 2, 3, 8, 25], [5, 12, 38]);
        for (nth, (role, way)) in roles.iter().zip(ways).enumerate() {
            let answer = Db::open(&as_role(&lab.admin, role)).await.map(|_| ());
            if at_once.contains(&nth) || soon.contains(&nth) {
                let refused = match Db::open_for_a_day(&as_role(&lab.admin, role)).await {
                    Ok((db, later)) => {
                        assert!(soon.contains(&nth), "{way}");
                        let why = timeout(Duration::from_secs(20), later.refuses()).await.unwrap();
                        db.close().await;
                        why
                    }
                    Err(why) => why,
                };
                assert_eq!(Err(refused), answer, "{way}");
            }
            // Whoever runs what is told, until nothing more is, has a login that works.
            let mut next = answer.clone();
            for _ in 0..3 {
                let Err(store::Fault::Mighty(Some(much))) = &next else { break };
                run(&mut admin, &much.sql.join(" ")).await;
                next = Db::open(&as_role(&lab.admin, role)).await.map(|_| ());
            }
            answers.push((way, answer, next));
        }
        roles.extend(["super", "passing", "writer"].map(own));
        for role in &roles {
            run(&mut admin, &format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
        }
        // The tables' owner by way of a role sees no row behind the forced wall: it is refused for what it could do.
        // Each is told by what, and what takes it away.
        let told: Vec<(&str, Way, String, String)> = answers
            .into_iter()
            .map(|(way, answer, then)| match answer {
                Err(store::Fault::Mighty(Some(much))) => {
                    assert_eq!(then, Ok(()), "{way}: {:?}", much.sql);
                    (way, much.way, much.what.join(", "), much.sql.join(" "))
                }
                other => panic!("{way}: {other:?}"),
            })
            .collect();
        let role = |number: usize| own(&number.to_string());
        let (writer, superuser, passing) = (own("writer"), own("super"), own("passing"));
        let becomes = |what: &str, number: usize| {
            (Way::Becomes, what.to_owned(), format!("REVOKE {what} FROM {};", role(number)))
        };
        let attribute = |what: &str, number: usize| {
            (Way::Attribute, what.to_owned(), format!("ALTER ROLE {} NO{what};", role(number)))
        };
        let granted = |what: &str, number: usize| {
            let (right, on) = what.split_once(" on ").unwrap();
            let (on, right) = match on.split_once(" (") {
                Some((on, columns)) => (on, format!("{right} ({columns}")),
                None => (on, right.to_owned()),
            };
            let on = match on.split_once(' ') {
                Some((kind, name)) => format!("{} {name}", kind.to_uppercase()),
                None if on.contains('.') => on.to_owned(),
                None => format!("public.{on}"),
            };
            (Way::Granted, what.to_owned(), format!("REVOKE {right} ON {on} FROM {};", role(number)))
        };
        let everybody = |what: &str| {
            let on = what.trim_start_matches("SELECT on ");
            (Way::Granted, what.to_owned(), format!("REVOKE SELECT ON {on} FROM PUBLIC;"))
        };
        let wanted = [
            (Way::Superuser, "SUPERUSER".to_owned(), format!("ALTER ROLE {} NOSUPERUSER;", role(0))),
            attribute("BYPASSRLS", 1),
            becomes("loket_owner", 2),
            attribute("CREATEROLE", 3),
            attribute("REPLICATION", 4),
            granted("UPDATE on audit", 5),
            granted("UPDATE on payment (amount)", 6),
            granted("DELETE on booking", 7),
            becomes(&superuser, 8),
            becomes(&passing, 9),
            becomes("pg_write_all_data", 10),
            becomes("pg_execute_server_program", 11),
            becomes(&writer, 12),
            granted("TRIGGER on payment", 13),
            granted("TRUNCATE on audit", 14),
            granted("CREATE on schema public", 15),
            granted("UPDATE on bill_line", 16),
            granted("UPDATE on bill_line (amount)", 17),
            granted("INSERT on tenant_login", 18),
            attribute("CREATEDB", 19),
            becomes("pg_monitor", 20),
            (
                Way::Attribute,
                "session_replication_role".to_owned(),
                format!("ALTER ROLE {} RESET session_replication_role;", role(21)),
            ),
            granted(&format!("CREATE on database {database}"), 22),
            (
                Way::Granted,
                "EXECUTE on function pg_read_file".to_owned(),
                format!("REVOKE EXECUTE ON ROUTINE pg_read_file(text) FROM {};", role(23)),
            ),
            granted(&format!("SELECT on {}.everybody", role(24)), 24),
            (
                Way::Owns,
                format!("{}.own", role(25)),
                format!("ALTER TABLE {}.own OWNER TO CURRENT_USER;", role(25)),
            ),
            (
                Way::Granted,
                "SELECT on pg_statistic".to_owned(),
                format!("REVOKE SELECT ON pg_catalog.pg_statistic FROM {};", role(26)),
            ),
            (
                Way::Granted,
                "SELECT on pg_authid (rolname), SELECT on pg_authid (rolpassword)".to_owned(),
                format!(
                    "REVOKE SELECT (rolname) ON pg_catalog.pg_authid FROM {0}; REVOKE SELECT (rolpassword) ON pg_catalog.pg_authid FROM {0};",
                    role(27)
                ),
            ),
            (
                Way::Granted,
                format!("EXECUTE on function {}.names", role(28)),
                format!("REVOKE EXECUTE ON ROUTINE {}.names(integer) FROM PUBLIC;", role(28)),
            ),
            (
                Way::Owns,
                format!("schema {}", role(29)),
                format!("ALTER SCHEMA {} OWNER TO CURRENT_USER;", role(29)),
            ),
            (
                Way::Owns,
                format!("function {}.one()", role(30)),
                format!("ALTER FUNCTION {}.one() OWNER TO CURRENT_USER;", role(30)),
            ),
            granted(&format!("CREATE on schema {}", role(31)), 31),
            (
                Way::Attribute,
                "session_replication_role".to_owned(),
                format!("ALTER ROLE {} IN DATABASE {database} RESET session_replication_role;", role(32)),
            ),
            (
                Way::Granted,
                "UPDATE on payment WITH GRANT OPTION".to_owned(),
                format!(
                    "SET ROLE {writer}; REVOKE UPDATE ON public.payment FROM {} CASCADE; RESET ROLE;",
                    role(33)
                ),
            ),
            everybody(&format!("SELECT on {}.every", role(34))),
            (
                Way::Granted,
                format!("EXECUTE on function {}.names", role(35)),
                format!("REVOKE EXECUTE ON ROUTINE {}.names() FROM PUBLIC;", role(35)),
            ),
            everybody(&format!("SELECT on {}.vip", role(36))),
            (
                Way::Granted,
                format!("EXECUTE on function {}.hangs", role(37)),
                format!("REVOKE EXECUTE ON ROUTINE {}.hangs() FROM PUBLIC;", role(37)),
            ),
            (
                Way::Granted,
                "EXECUTE on function public.bill_sums_line".to_owned(),
                format!("REVOKE EXECUTE ON ROUTINE bill_sums_line() FROM {};", role(38)),
            ),
            (
                Way::Granted,
                "EXECUTE on function public.dblink_connect_u".to_owned(),
                format!("REVOKE EXECUTE ON ROUTINE dblink_connect_u(text) FROM {};", role(39)),
            ),
            (
                Way::Granted,
                format!("USAGE on foreign data wrapper dblink_fdw, USAGE on foreign server {}", role(40)),
                format!(
                    "REVOKE USAGE ON FOREIGN DATA WRAPPER dblink_fdw FROM {0}; REVOKE USAGE ON FOREIGN SERVER {0} FROM {0};",
                    role(40)
                ),
            ),
            (
                Way::Granted,
                "REFERENCES on payment, REFERENCES on payment (amount)".to_owned(),
                format!(
                    "REVOKE REFERENCES ON public.payment FROM {0}; REVOKE REFERENCES (amount) ON public.payment FROM {0};",
                    role(41)
                ),
            ),
            (
                Way::Granted,
                "SELECT on patient WITH GRANT OPTION, UPDATE on clinic (name) WITH GRANT OPTION".to_owned(),
                format!(
                    "REVOKE GRANT OPTION FOR SELECT ON public.patient FROM {0} CASCADE; \
                     REVOKE GRANT OPTION FOR UPDATE (name) ON public.clinic FROM {0} CASCADE;",
                    role(42)
                ),
            ),
            granted(&format!("SELECT on information_schema.{}", role(43)), 43),
        ];
        let told: Vec<_> = told.into_iter().map(|(_, way, what, sql)| (way, what, sql)).collect();
        assert_eq!(told, wanted);
        assert_eq!(
            Db::administer(&lab.address).await.unwrap_err(),
            store::Fault::Denied,
            "and a clinic's does not administer"
        );
    });
}

#[test]
fn a_database_whose_triggers_are_switched_off_is_put_right_by_what_is_told() {
    Lab::postgres(async |lab| {
        Clinic::found(lab).await;
        let mut admin = administrator(lab).await;
        let url = lab.url();
        let database = url.rsplit('/').next().unwrap_or_default();
        run(&mut admin, &format!("ALTER DATABASE {database} SET session_replication_role = replica")).await;
        let refused = Db::open(&lab.address).await.map(|_| ());
        let Err(store::Fault::Mighty(Some(much))) = refused else { panic!("{refused:?}") };
        assert_eq!(much.sql, [format!("ALTER DATABASE {database} RESET session_replication_role;")]);
        run(&mut admin, &much.sql.join(" ")).await;
        Db::open(&lab.address).await.unwrap().close().await;
    });
}

#[test]
fn setting_up_takes_away_whatever_a_clinic_s_login_was_granted() {
    Lab::postgres(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut admin = administrator(lab).await;
        let url = lab.url();
        let database = url.rsplit('/').next().unwrap_or_default();
        run(
            &mut admin,
            &format!(
                "CREATE SCHEMA beside; GRANT USAGE, CREATE ON SCHEMA beside TO loket_app_melati;
                 CREATE VIEW beside.everybody AS SELECT name FROM patient;
                 GRANT SELECT ON beside.everybody TO loket_app_melati WITH GRANT OPTION;
                 GRANT SELECT (name) ON beside.everybody TO PUBLIC;
                 CREATE FUNCTION beside.names() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT max(name) FROM patient';
                 CREATE FUNCTION public.names() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT max(name) FROM patient';
                 GRANT CREATE ON DATABASE {database} TO loket_app_melati;
                 GRANT SELECT ON pg_statistic TO PUBLIC; GRANT EXECUTE ON FUNCTION pg_read_file(text) TO loket_ro_melati;
                 GRANT UPDATE ON audit TO loket_app_melati;
                 CREATE EXTENSION dblink; CREATE SERVER beside FOREIGN DATA WRAPPER dblink_fdw;
                 GRANT USAGE ON FOREIGN SERVER beside TO loket_app_melati; GRANT USAGE ON FOREIGN DATA WRAPPER dblink_fdw TO PUBLIC;
                 GRANT EXECUTE ON FUNCTION dblink_connect_u(text) TO loket_app_melati;
                 GRANT EXECUTE ON FUNCTION dblink_connect_u(text, text) TO PUBLIC;
                 GRANT REFERENCES ON payment TO loket_app_melati; GRANT REFERENCES (amount) ON payment TO PUBLIC;
                 GRANT SELECT ON patient TO loket_app_melati WITH GRANT OPTION;
                 SET ROLE loket_app_melati; GRANT SELECT ON patient TO loket_ro_melati; RESET ROLE;
                 GRANT TEMPORARY ON DATABASE {database} TO loket_app_melati, loket_ro_melati, PUBLIC;
                 CREATE FUNCTION beside.hangs() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END';
                 CREATE FUNCTION pg_catalog.names() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT max(name) FROM public.patient';
                 CREATE VIEW information_schema.vip AS SELECT name FROM patient; GRANT SELECT ON information_schema.vip TO PUBLIC;
                 GRANT EXECUTE ON FUNCTION pg_stat_file(text) TO PUBLIC; ALTER EXTENSION plpgsql ADD FUNCTION pg_stat_file(text)"
            ),
        )
        .await;
        let refused = Db::open(&lab.address).await.map(|_| ());
        assert!(matches!(refused, Err(store::Fault::Mighty(Some(_)))), "{refused:?}");
        let owner = lab.owner().await;
        assert_eq!(wall::set_up(&owner, &Roles::of("melati")).await, Ok(()));
        owner.close().await;
        Db::open(&lab.address).await.unwrap().close().await;
        Db::open(&as_role(&lab.admin, "loket_ro_melati")).await.unwrap().close().await;
        for role in ["loket_app_melati", "loket_ro_melati"] {
            let makes: bool =
                sqlx::query_scalar("SELECT has_database_privilege($1, current_database(), 'TEMPORARY')")
                    .bind(role)
                    .fetch_one(&mut admin)
                    .await
                    .unwrap();
            assert!(!makes, "{role} makes no tables, not even for a moment");
        }
        clinic.patient("Siti Nurhaliza").await;
    });
}

#[test]
fn whoever_may_set_what_a_superuser_sets_does_not_work() {
    Lab::postgres(async |lab| {
        Clinic::found(lab).await;
        let mut admin = administrator(lab).await;
        let version: i32 = sqlx::query_scalar("SELECT current_setting('server_version_num')::int")
            .fetch_one(&mut admin)
            .await
            .unwrap();
        // Before, nobody could be given that.
        if version < 150_000 {
            return;
        }
        let role = format!("loket_t_{}", uuid::Uuid::now_v7().simple());
        run(
            &mut admin,
            &format!(
                "CREATE ROLE {role} LOGIN IN ROLE loket_app_melati;
                 GRANT SET ON PARAMETER session_replication_role TO {role} WITH GRANT OPTION;
                 GRANT ALTER SYSTEM ON PARAMETER archive_command TO {role}"
            ),
        )
        .await;
        let refused = Db::open(&as_role(&lab.admin, &role)).await.map(|_| ());
        if let Err(store::Fault::Mighty(Some(much))) = &refused {
            run(&mut admin, &much.sql.join(" ")).await;
        }
        let then = Db::open(&as_role(&lab.admin, &role)).await.map(|_| ());
        run(&mut admin, &format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
        let Err(store::Fault::Mighty(Some(much))) = refused else { panic!("{refused:?}") };
        assert_eq!(
            (much.way, much.what.join(", "), much.sql.join(" ")),
            (
                Way::Granted,
                "ALTER SYSTEM on parameter archive_command, SET on parameter session_replication_role WITH GRANT OPTION"
                    .to_owned(),
                format!(
                    "REVOKE ALTER SYSTEM ON PARAMETER archive_command FROM {role}; \
                     REVOKE SET ON PARAMETER session_replication_role FROM {role} CASCADE;"
                )
            )
        );
        assert_eq!(then, Ok(()));
    });
}

#[test]
fn what_a_login_sets_for_itself_does_not_count() {
    Lab::postgres(async |lab| {
        Clinic::found(lab).await;
        let mut admin = administrator(lab).await;
        let url = lab.url();
        let database = url.rsplit('/').next().unwrap_or_default();
        let set = |what: &str| format!("ALTER ROLE loket_app_melati IN DATABASE {database} {what}");
        for what in ["search_path = elsewhere", "row_security = off", "default_transaction_read_only = on"] {
            run(&mut admin, &set(&format!("SET {what}"))).await;
        }
        let opened = Db::open(&lab.address).await;
        run(&mut admin, &set("RESET ALL")).await;
        let db = opened.unwrap();
        db.begin().await.unwrap().commit().await.unwrap();
        db.close().await;
    });
}

#[test]
fn where_the_wall_was_exchanged_nobody_is_asked_to_found_a_clinic() {
    Lab::postgres(async |lab| {
        Clinic::found(lab).await;
        let mut admin = administrator(lab).await;
        let clock: loket::clock::SharedClock = std::sync::Arc::new(loket::clock::SystemClock);
        let back = script(&Logins::of("melati")).unwrap();
        let none = "LANGUAGE sql STABLE SECURITY DEFINER BEGIN ATOMIC SELECT NULL::uuid; END";
        for broken in [
            format!("CREATE OR REPLACE FUNCTION loket_clinic() RETURNS uuid {none}"),
            format!(
                "CREATE OR REPLACE FUNCTION loket_clinic() RETURNS uuid {none};
                 CREATE OR REPLACE FUNCTION loket_login_clinic() RETURNS uuid {none}"
            ),
            "DROP POLICY own_clinic ON clinic; CREATE POLICY own_clinic ON clinic USING (FALSE)".to_owned(),
            "DROP POLICY own_clinic ON tenant".to_owned(),
        ] {
            run(&mut admin, &broken).await;
            for slug in [None, Some("melati")] {
                let desk = Desk::at(&lab.address, slug, clock.clone(), "counter".to_owned(), None).await;
                let refusal = desk.map(|_| ()).unwrap_err().refusal().cloned().unwrap();
                assert_eq!(refusal.code, "wall.broken", "{broken}");
                let what = refusal.details_json()["what"].to_string();
                assert!(what.contains("clinic") || what.contains("tenant"), "{what}");
            }
            run(&mut admin, &back).await;
            let desk = Desk::at(&lab.address, None, clock.clone(), "counter".to_owned(), None).await.unwrap();
            desk.close().await;
        }
    });
}

#[test]
fn what_a_clinic_s_roles_were_granted_beyond_theirs_is_found_by_whoever_verifies() {
    Lab::postgres(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut admin = administrator(lab).await;
        // Roles are the whole server's: another test's are in nobody's way here.
        let found = async || {
            let found = clinic.owner.verify(None).await.unwrap().schema.into_iter();
            found.map(|odd| odd.row).filter(|row| !row.contains(" of loket_t_")).collect::<Vec<_>>()
        };
        assert_eq!(found().await, [""; 0]);
        for (grant, row) in [
            ("GRANT UPDATE ON audit TO loket_app_melati", "right UPDATE on audit of loket_app_melati"),
            (
                "GRANT UPDATE (amount) ON payment TO PUBLIC",
                "right UPDATE on payment (amount) of loket_app_melati",
            ),
            ("GRANT INSERT ON booking TO loket_ro_melati", "right INSERT on booking of loket_ro_melati"),
            (
                "GRANT SELECT (password_hash) ON account TO loket_ro_melati",
                "right SELECT on account (password_hash) of loket_ro_melati",
            ),
        ] {
            run(&mut admin, grant).await;
            let rows = found().await;
            assert!(rows.iter().any(|known| known == row), "{grant}: {rows:?}");
            run(&mut admin, &script(&Logins::of("melati")).unwrap()).await;
            assert_eq!(found().await, [""; 0], "{grant}");
        }
    });
}

#[test]
fn only_a_training_copy_is_founded_by_whoever_owns_the_tables() {
    Lab::postgres(async |lab| {
        let clock: loket::clock::SharedClock = std::sync::Arc::new(loket::clock::SystemClock);
        let founding = |training| loket::desk::found::Founding {
            name: "Klinik Melati".to_owned(),
            slug: "melati".to_owned(),
            timezone: "Asia/Jakarta".to_owned(),
            currency: "IDR".to_owned(),
            decimals: 0,
            language: loket::domain::clinic::Language::English,
            owner: "Ratna Dewi".to_owned(),
            username: "ratna".to_owned(),
            password: "kopi susu gula aren".to_owned(),
            pin: "739154".to_owned(),
            training,
            example: false,
        };
        let code = |done: Result<_, Fault>| done.unwrap_err().refusal().unwrap().code;
        let pepper = b"a pepper of the tests";
        assert_eq!(
            code(found_at(&lab.admin, &clock, pepper, &founding(false)).await.map(|_| ())),
            "tenant.owner"
        );
        let stranger = format!("loket_t_{}", uuid::Uuid::now_v7().simple());
        let mut admin = administrator(lab).await;
        run(&mut admin, &format!("CREATE ROLE {stranger} LOGIN; GRANT loket_app_melati TO {stranger}")).await;
        let address = as_role(&lab.admin, &stranger);
        let refused = found_at(&address, &clock, pepper, &founding(false)).await.map(|_| ());
        run(&mut admin, &format!("DROP ROLE {stranger}")).await;
        assert_eq!(code(refused), "tenant.login", "a login is a clinic's own, not by way of a role");
        found_at(&lab.admin, &clock, pepper, &founding(true)).await.unwrap();
        Db::open(&lab.admin).await.unwrap().close().await;
    });
}

#[test]
fn a_clinic_s_login_does_not_make_or_change_tables() {
    Lab::postgres(async |lab| {
        let mut admin = administrator(lab).await;
        run(&mut admin, &format!("DELETE FROM _sqlx_migrations WHERE version = {LATEST}")).await;
        assert_eq!(Db::open(&lab.address).await.unwrap_err(), store::Fault::Older);
        run(
            &mut admin,
            "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC",
        )
        .await;
        assert_eq!(Db::open(&lab.address).await.unwrap_err(), store::Fault::NotSetUp);
    });
}

#[test]
fn setting_up_again_changes_nothing_and_puts_rights_back() {
    Lab::postgres(async |lab| {
        let clinic = Clinic::found(lab).await;
        let mut admin = administrator(lab).await;
        let rights = "SELECT string_agg(relname || ' ' || COALESCE(relacl::text, '') || ' ' || relrowsecurity || relforcerowsecurity
            || COALESCE((SELECT string_agg(a.attname || a.attacl::text, ',' ORDER BY a.attnum) FROM pg_attribute a
                 WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL), ''), E'\n' ORDER BY relname)
            FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'";
        let before: String = sqlx::query_scalar(rights).fetch_one(&mut admin).await.unwrap();
        run(
            &mut admin,
            "GRANT ALL ON payment TO loket_app_melati; GRANT UPDATE (amount) ON payment TO PUBLIC;
            ALTER TABLE payment NO FORCE ROW LEVEL SECURITY; DROP POLICY own_clinic ON booking",
        )
        .await;
        let spoiled: String = sqlx::query_scalar(rights).fetch_one(&mut admin).await.unwrap();
        assert_ne!(spoiled, before);
        // What is printed is what is run.
        run(&mut admin, &script(&Logins::of("melati")).unwrap()).await;
        let after: String = sqlx::query_scalar(rights).fetch_one(&mut admin).await.unwrap();
        assert_eq!(after, before);
        clinic.patient("Siti Nurhaliza").await;
    });
}

#[test]
fn a_role_that_is_taken_or_too_mighty_is_not_set_up() {
    Lab::postgres(async |lab| {
        let owner = lab.owner().await;
        let roles = |app: &str| Roles { app: app.to_owned(), ..Roles::of("kenanga") };
        assert_eq!(
            wall::set_up(&owner, &roles("loket_app_melati")).await,
            Err(store::Fault::Rule("tenant_role")),
            "another clinic's"
        );
        let mut admin = administrator(lab).await;
        let name = format!("loket_t_{}", uuid::Uuid::now_v7().simple());
        for (makes, way, sql) in [
            ("SUPERUSER", Way::Superuser, format!("ALTER ROLE {name} NOSUPERUSER;")),
            (
                "CREATEDB BYPASSRLS",
                Way::Attribute,
                format!("ALTER ROLE {name} NOBYPASSRLS; ALTER ROLE {name} NOCREATEDB;"),
            ),
            ("IN ROLE loket_ro_melati", Way::Becomes, format!("REVOKE loket_ro_melati FROM {name};")),
            (
                "; CREATE SCHEMA beside; CREATE TABLE beside.own (); ALTER TABLE beside.own OWNER TO {name}",
                Way::Owns,
                "ALTER TABLE beside.own OWNER TO CURRENT_USER;".to_owned(),
            ),
        ] {
            run(&mut admin, &format!("CREATE ROLE {name} LOGIN {}", makes.replace("{name}", &name))).await;
            let refused = wall::set_up(&owner, &roles(&name)).await;
            run(&mut admin, &sql).await;
            let then = wall::set_up(&owner, &roles(&name)).await;
            run(&mut admin, &format!("DROP OWNED BY {name}; DROP ROLE {name}")).await;
            assert_eq!(then, Ok(()), "{makes}: by what is told, it is set up");
            let Err(store::Fault::Mighty(Some(much))) = refused else { panic!("{makes}: {refused:?}") };
            assert_eq!(
                (much.way, much.sql.join(" "), much.login.as_str()),
                (way, sql, name.as_str()),
                "{makes}"
            );
        }
        owner.close().await;
        assert_eq!(
            wall::set_up(&lab.db, &Roles::of("melati")).await,
            Err(store::Fault::Denied),
            "by a clinic's login"
        );
    });
}

#[test]
fn whoever_gets_past_the_wall_by_what_they_are_is_found_by_whoever_verifies() {
    Lab::postgres(async |lab| {
        let clinic = Clinic::found(lab).await;
        let id = clinic.owner.clinic().id;
        let owner = lab.owner().await;
        let role = format!("loket_t_{}", uuid::Uuid::now_v7().simple());
        for (texts, row) in [
            ("ALTER ROLE loket_owner LOGIN", "right LOGIN of loket_owner"),
            ("ALTER ROLE loket_owner SUPERUSER", "right SUPERUSER of loket_owner"),
            ("ALTER ROLE loket_owner BYPASSRLS", "right BYPASSRLS of loket_owner"),
            ("GRANT pg_monitor TO loket_owner", "right pg_monitor of loket_owner"),
            ("CREATE ROLE {role}; GRANT loket_owner TO {role}", "right loket_owner of {role}"),
            (
                "CREATE ROLE {role}_group; GRANT loket_owner TO {role}_group; CREATE ROLE {role} IN ROLE {role}_group",
                "right loket_owner of {role}",
            ),
            (
                "CREATE ROLE {role} LOGIN BYPASSRLS; GRANT SELECT (name) ON patient TO {role}",
                "right BYPASSRLS of {role}",
            ),
            (
                "CREATE ROLE {role} LOGIN BYPASSRLS; GRANT DELETE ON patient TO {role}",
                "right BYPASSRLS of {role}",
            ),
            // A login that is not ours gets a clinic.
            (
                "CREATE ROLE {role} LOGIN; INSERT INTO tenant_login SELECT '{role}', clinic_id FROM tenant",
                "right LOGIN on tenant_login of {role}",
            ),
            ("ALTER TABLE _sqlx_migrations OWNER TO CURRENT_USER", "owner of _sqlx_migrations"),
        ] {
            let row = row.replace("{role}", &role);
            // Nobody but this test ever sees these roles: they are never made.
            let mut tx = owner.begin().await.unwrap();
            for text in texts.split("; ") {
                let text: &str = Box::leak(text.replace("{role}", &role).into_boxed_str());
                tx.on().exec(text, ()).await.unwrap();
            }
            let found = store::schema::strange(&mut tx, id, &[]).await.unwrap().odd;
            assert!(found.iter().any(|odd| odd.row == row), "{texts}: {found:?}");
            tx.rollback().await;
        }
        // What reads nothing of ours passes no wall of ours, and whoever sets up clinics has to pass it.
        let mut tx = owner.begin().await.unwrap();
        for text in [
            "CREATE ROLE {role} LOGIN BYPASSRLS",
            "CREATE ROLE {role}_sets_up BYPASSRLS CREATEROLE IN ROLE loket_owner",
        ] {
            let text: &str = Box::leak(text.replace("{role}", &role).into_boxed_str());
            tx.on().exec(text, ()).await.unwrap();
        }
        let found = store::schema::strange(&mut tx, id, &[]).await.unwrap().odd;
        assert!(!found.iter().any(|odd| odd.row.contains(&role)), "{found:?}");
        tx.rollback().await;
        owner.close().await;
    });
}
