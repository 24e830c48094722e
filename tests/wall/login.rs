//! Who may come in over a server: not the one who sees everything.

use loket::desk::Fault;
use loket::desk::open::found_at;
use loket::desk::tenant::{Logins, script};
use loket::store::migrate::LATEST;
use loket::store::wall::{self, Roles};
use loket::store::{self, Db};
use sqlx::{AssertSqlSafe, PgConnection};

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
            "LOGIN SUPERUSER",
            "LOGIN BYPASSRLS",
            "LOGIN; GRANT loket_owner TO {role}",
            "LOGIN CREATEROLE IN ROLE loket_app_melati",
            "LOGIN REPLICATION IN ROLE loket_app_melati",
            "LOGIN IN ROLE loket_app_melati; GRANT UPDATE ON audit TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT UPDATE (amount) ON payment TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT DELETE ON booking TO {role}",
            "LOGIN IN ROLE loket_app_melati, {super}",
            "LOGIN IN ROLE loket_app_melati, {passing}",
            "LOGIN IN ROLE loket_app_melati, pg_write_all_data",
            "LOGIN IN ROLE loket_app_melati, pg_execute_server_program",
            "LOGIN NOINHERIT IN ROLE loket_app_melati, {writer}",
            "LOGIN IN ROLE loket_app_melati; GRANT TRIGGER ON payment TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT TRUNCATE ON audit TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT CREATE ON SCHEMA public TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT UPDATE ON bill_line TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT UPDATE (amount) ON bill_line TO {role}",
            "LOGIN IN ROLE loket_app_melati; GRANT INSERT ON tenant_login TO {role}",
        ];
        let own = |what: &str| format!("{name}_{what}");
        for (what, attributes) in [("super", "SUPERUSER"), ("passing", "BYPASSRLS"), ("writer", "")] {
            run(&mut admin, &format!("CREATE ROLE {} NOLOGIN {attributes}", own(what))).await;
        }
        run(&mut admin, &format!("GRANT UPDATE ON payment TO {}", own("writer"))).await;
        let mut roles = Vec::new();
        for (number, way) in ways.iter().enumerate() {
            let role = own(&number.to_string());
            let mut way = way.replace("{role}", &role);
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
                roles[1..].join(", ")
            ),
        )
        .await;
        let mut answers = Vec::new();
        for (role, way) in roles.iter().zip(ways) {
            answers.push((way, Db::open(&as_role(&lab.admin, role)).await.map(|_| ())));
        }
        roles.extend(["super", "passing", "writer"].map(own));
        for role in &roles {
            run(&mut admin, &format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
        }
        // The tables' owner by way of a role sees no row behind the forced wall: it is refused for what it could do.
        assert_eq!(answers, ways.map(|way| (way, Err(store::Fault::Mighty))));
        assert_eq!(
            Db::administer(&lab.address).await.unwrap_err(),
            store::Fault::Denied,
            "and a clinic's does not administer"
        );
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
        for taken in ["loket_app_melati", "postgres"] {
            assert_eq!(wall::set_up(&owner, &roles(taken)).await, Err(store::Fault::Denied), "{taken}");
        }
        owner.close().await;
        assert_eq!(
            wall::set_up(&lab.db, &Roles::of("melati")).await,
            Err(store::Fault::Denied),
            "by a clinic's login"
        );
    });
}
