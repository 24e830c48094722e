//! Setting up a clinic's logins on a server: what they are given, and what is taken away.

use loket::desk::Fault;
use loket::desk::found::Founding;
use loket::desk::open::found_at;
use loket::desk::tenant::{Logins, script};
use loket::domain::clinic::Language;
use loket::store::migrate::LATEST;
use loket::store::too_much::Way;
use loket::store::wall::{self, Roles};
use loket::store::{self, Db};

use crate::login::run;
use crate::server::administrator;
use crate::support::clinic::Clinic;
use crate::support::{Lab, as_role};

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

/// A clinic that Ratna founds, with nothing in it.
pub fn founding(name: &str, slug: &str) -> Founding {
    Founding {
        name: name.to_owned(),
        slug: slug.to_owned(),
        timezone: "Asia/Jakarta".to_owned(),
        currency: "IDR".to_owned(),
        decimals: 0,
        language: Language::English,
        owner: "Ratna Dewi".to_owned(),
        username: "ratna".to_owned(),
        password: "kopi susu gula aren".to_owned(),
        pin: "739154".to_owned(),
        training: false,
        example: false,
    }
}

#[test]
fn only_a_training_copy_is_founded_by_whoever_owns_the_tables() {
    Lab::postgres(async |lab| {
        let clock: loket::clock::SharedClock = std::sync::Arc::new(loket::clock::SystemClock);
        let founding = |training| Founding { training, ..founding("Klinik Melati", "melati") };
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
