//! Logins that may more than they should are found by whoever verifies.

use loket::desk::tenant::{Logins, script};
use loket::store;

use crate::login::run;
use crate::server::administrator;
use crate::support::Lab;
use crate::support::clinic::Clinic;

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
