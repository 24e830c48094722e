//! Who may come in over a server: not the one who sees everything.

use std::time::Duration;

use loket::desk::Desk;
use loket::desk::tenant::{Logins, script};
use loket::store::too_much::Way;
use loket::store::{self, Db};
use sqlx::{AssertSqlSafe, PgConnection};
use tokio::time::timeout;

use crate::server::administrator;
use crate::support::clinic::Clinic;
use crate::support::{Lab, as_role};

pub async fn run(on: &mut PgConnection, sql: &str) {
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
