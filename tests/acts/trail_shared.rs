//! One trail, and several counters that write it.

use loket::desk::tenant::Platform;
use loket::domain::account::Role;
use sqlx::{Connection as _, PgConnection};

use crate::clinic::{House, PASSWORD, code};
use crate::support::{Lab, on_both};
use crate::trail::{rows, verdict};

on_both! {
    async fn two_counters_write_one_trail(lab: &Lab) {
        let house = House::of(lab).await;
        let other = house.another(lab, "Counter 2").await;
        let one = async {
            for n in 0..20 {
                house.patient("Siti Rahma", &format!("08123456{n:04}")).await;
            }
        };
        let two = async {
            for n in 0..20 {
                let form = loket::desk::patient::PatientForm {
                    name: "Budi Santoso".to_owned(),
                    phones: vec![format!("08133456{n:04}")],
                    ..Default::default()
                };
                other.act(loket::desk::patient::RegisterPatient { form, somebody_else: false }).await.unwrap();
            }
        };
        tokio::join!(one, two);
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");
        assert!(found.rows >= 43);
    }

    async fn a_counter_with_another_secret_may_not_come_in(lab: &Lab) {
        let house = House::of(lab).await;
        let clock: loket::clock::SharedClock = house.clock.clone();
        let wrong = Some(b"another secret of thirty-two byt".to_vec());
        let refused = loket::desk::Desk::open(lab.another().await, clock.clone(), "x".to_owned(), wrong).await;
        assert_eq!(code(refused), "trail.key");
        let without = loket::desk::Desk::open(lab.another().await, clock, "x".to_owned(), None).await.unwrap();
        let login = without.login("ratna", PASSWORD).await.map(|_| ());
        assert_eq!(code(login), "pin.pepper");
    }
}

/// Two counters open in the morning at the same moment, after the clinic was resumed.
#[test]
fn two_log_ins_at_once_seal_once_what_was_done_to_the_clinic() {
    Lab::postgres(async |lab| {
        let house = House::of(lab).await;
        crate::people::hire(lab, &house, "ward", Role::Receptionist).await;
        let platform = Platform::at(&lab.admin, house.clock.clone()).await.unwrap();
        platform.let_work("melati", false).await.unwrap();
        platform.let_work("melati", true).await.unwrap();
        // Whoever holds the end of the trail still lets neither of them finish before both have begun.
        let mut holder = PgConnection::connect(&lab.admin_url()).await.unwrap();
        sqlx::raw_sql("BEGIN; SELECT 1 FROM audit_head FOR UPDATE").execute(&mut holder).await.unwrap();
        // What others wait for is read once a transaction: not in the one that holds it.
        let mut watcher = PgConnection::connect(&lab.admin_url()).await.unwrap();
        let lets_go = async {
            let waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
            while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut watcher).await.unwrap() < 2 {}
            sqlx::raw_sql("COMMIT").execute(&mut holder).await.unwrap();
        };
        let (one, other, ()) =
            tokio::join!(house.desk.login("ratna", PASSWORD), house.desk.login("ward", PASSWORD), lets_go);
        one.unwrap();
        other.unwrap();
        let sealed = async || -> Vec<String> {
            let acts = rows(lab).await.into_iter().map(|(act, ..)| act);
            acts.filter(|act| act.ends_with("_tenant")).collect()
        };
        assert_eq!(sealed().await, ["suspend_tenant", "resume_tenant"]);
        platform.limit("melati", Some(9), None).await.unwrap();
        platform.close().await;
        house.another(lab, "Counter 2").await;
        assert_eq!(sealed().await, ["suspend_tenant", "resume_tenant", "limit_tenant"]);
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");
    });
}
