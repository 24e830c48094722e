//! Several clinics in one database: which one a counter is for, how large they may get, and who may not work.

use std::sync::Arc;

use loket::clock::SystemClock;
use loket::desk::found::Founding;
use loket::desk::patient::{FindPatients, PatientForm, RegisterPatient};
use loket::desk::tenant::Platform;
use loket::desk::{Desk, Done, Fault};
use loket::store;
use serde_json::json;

use crate::setting_up::founding;
use crate::support::clinic::PASSWORD;
use crate::support::{Lab, on_both};
use crate::two::Two;

fn code<T: std::fmt::Debug>(done: Done<T>) -> &'static str {
    match done {
        Err(Fault::Refused(refusal)) => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}

async fn platform(lab: &Lab) -> Platform {
    Platform::at(&lab.admin, Arc::new(SystemClock)).await.unwrap()
}

async fn door(lab: &Lab, slug: Option<&str>) -> Done<()> {
    let desk = Desk::at(&lab.address, slug, Arc::new(SystemClock), "counter".to_owned(), None).await?;
    desk.close().await;
    Ok(())
}

fn form(name: &str) -> RegisterPatient {
    RegisterPatient {
        form: PatientForm { name: name.to_owned(), ..PatientForm::default() },
        somebody_else: false,
    }
}

on_both! {
    async fn a_counter_says_which_clinic_it_is_for(lab: &Lab) {
        let two = Two::of(lab).await;
        door(lab, Some("melati")).await.unwrap();
        let refused = door(lab, Some("nobody")).await.unwrap_err();
        assert!(!format!("{refused:?}").contains("kenanga"), "{refused:?}");
        assert_eq!(code::<()>(Err(refused)), "clinic.unknown");
        if two.owner.is_postgres() {
            // The login says it; the other clinic is not there at all.
            door(lab, None).await.unwrap();
            assert_eq!(code(door(lab, Some("kenanga")).await), "clinic.unknown");
        } else {
            assert_eq!(code(door(lab, None).await), "clinic.which");
            door(lab, Some("kenanga")).await.unwrap();
        }
    }

    async fn what_is_broken_in_one_clinic_closes_no_other(lab: &Lab) {
        let two = Two::of(lab).await;
        let mut tx = two.owner.begin().await.unwrap();
        let broken: &[&str] = if tx.is_postgres() {
            &[
                "ALTER TABLE clinic DROP CONSTRAINT clinic_language_check",
                "UPDATE clinic SET language = 'xx' WHERE slug = 'kenanga'",
            ]
        } else {
            &["UPDATE clinic SET name = CAST(x'ff' AS TEXT) WHERE slug = 'kenanga'"]
        };
        for text in broken {
            tx.on().exec(*text, ()).await.unwrap();
        }
        tx.commit().await.unwrap();
        door(lab, Some("melati")).await.unwrap();
        if !two.owner.is_postgres() {
            assert_eq!(code(door(lab, Some("kenanga")).await), "clinic.unreadable");
            assert_eq!(code(door(lab, None).await), "clinic.which");
        }
    }

    async fn a_suspended_clinic_s_counters_refuse_the_next_act(lab: &Lab) {
        let two = Two::of(lab).await;
        let platform = platform(lab).await;
        let desk = &two.ours.clinic.desk;
        desk.act(form("Sebelum")).await.unwrap();
        let before = two.ours.everything(&two.owner).await;
        platform.let_work("melati", false).await.unwrap();
        assert_eq!(code(desk.act(form("Sesudah")).await), "clinic.suspended");
        // From then on this counter does not look either, and a new one does not open.
        assert_eq!(code(desk.ask(FindPatients { text: "Siti".to_owned() }).await), "clinic.suspended");
        assert_eq!(code(desk.login("sari", PASSWORD).await.map(|_| ())), "clinic.suspended");
        assert_eq!(code(door(lab, Some("melati")).await), "clinic.suspended");
        two.theirs.clinic.desk.act(form("Sebelah")).await.unwrap();
        platform.let_work("melati", true).await.unwrap();
        assert_eq!(two.ours.everything(&two.owner).await, before);
        door(lab, Some("melati")).await.unwrap();
        platform.close().await;
    }

    async fn a_running_counter_is_told_that_it_is_suspended(lab: &Lab) {
        let two = Two::of(lab).await;
        let desk = &two.ours.clinic.desk;
        let mut told = desk.watch();
        desk.listen();
        let platform = platform(lab).await;
        let look = || desk.ask(FindPatients { text: "Siti".to_owned() });
        look().await.unwrap();
        for (open, wanted) in [(false, Some("clinic.suspended")), (true, None)] {
            platform.let_work("melati", open).await.unwrap();
            let changed = async {
                while look().await.err().map(|fault| code::<()>(Err(fault))) != wanted {
                    told.changed().await.unwrap();
                }
            };
            tokio::time::timeout(std::time::Duration::from_secs(20), changed).await.expect("it is told");
            // Under the lock too.
            assert_eq!(desk.unlock(PASSWORD).await.err().map(|fault| code::<()>(Err(fault))), wanted);
        }
        platform.close().await;
    }

    async fn a_clinic_gets_no_larger_than_it_was_let(lab: &Lab) {
        let two = Two::of(lab).await;
        let platform = platform(lab).await;
        let desk = &two.ours.clinic.desk;
        // Thirteen are there.
        platform.limit("melati", Some(3), Some(14)).await.unwrap();
        let twice = desk.act(form("Empat belas")).await.unwrap().id;
        assert_eq!(code(desk.act(form("Lima belas")).await), "tenant.patients");
        // Two who are one leave room; taken apart they need it.
        let merge = json!({"keep": two.ours.own("patient"), "merge": twice, "reason": "dua kali terdaftar"});
        two.ours.call("owner", "merge_patients", merge).await.unwrap();
        desk.act(form("Lima belas")).await.unwrap();
        let apart = json!({"patient": twice, "reason": "orang lain"});
        assert_eq!(code(two.ours.call("owner", "unmerge_patient", apart.clone()).await), "tenant.patients");
        two.theirs.clinic.desk.act(form("Lima belas")).await.unwrap();
        let account = store::account::AccountRow {
            id: loket::domain::id::AccountId::new(),
            username: "keempat".to_owned(),
            full_name: "Yang Keempat".to_owned(),
            language: None,
            role: loket::domain::account::Role::Receptionist,
            password_hash: "x".to_owned(),
            pin_hash: None,
            active: true,
        };
        let mut tx = lab.db.begin().await.unwrap();
        let refused = store::account::insert(tx.on(), two.ours.id, &account, desk.now()).await;
        assert_eq!(code(refused.map_err(Fault::from)), "tenant.users");
        tx.rollback().await;
        // Nobody is invited who could not come in; nor are two for one place.
        let invite = |name: &str| json!({"full_name": name, "email": "", "phone": "", "role": "receptionist"});
        assert_eq!(code(two.ours.call("password", "invite_user", invite("Yang Kelima")).await), "tenant.users");
        let users = two.ours.call("owner", "list_users", json!({})).await.unwrap();
        let users = users.as_array().unwrap().iter().filter(|user| user["active"] == true).count() as i64;
        let invited = two.ours.call("owner", "list_invitations", json!({})).await.unwrap();
        let invited = invited.as_array().unwrap().iter();
        let open = invited.filter(|row| row["state"] == "pending" || row["state"] == "sent").count() as i64;
        platform.limit("melati", Some(users + open + 1), None).await.unwrap();
        two.ours.call("password", "invite_user", invite("Yang Kelima")).await.unwrap();
        assert_eq!(code(two.ours.call("password", "invite_user", invite("Yang Keenam")).await), "tenant.users");
        platform.limit("melati", None, None).await.unwrap();
        two.ours.call("owner", "unmerge_patient", apart).await.unwrap();
        desk.act(form("Enam belas")).await.unwrap();
        platform.close().await;
    }

    async fn whoever_administers_it_sees_sizes_and_no_patient(lab: &Lab) {
        let two = Two::of(lab).await;
        let platform = platform(lab).await;
        let list = platform.list().await.unwrap();
        assert_eq!(list.iter().map(|tenant| tenant.row.slug.as_str()).collect::<Vec<_>>(), ["melati", "kenanga"]);
        for tenant in &list {
            assert!(tenant.size.rows > 100 && tenant.size.bytes > 10_000, "{tenant:?}");
            assert!(tenant.row.active && tenant.row.founded);
        }
        let shown = format!("{list:?}");
        assert!(!shown.contains(two.ours.canary) && !shown.contains(two.theirs.canary));
        assert_eq!(code(platform.let_work("nobody", false).await), "clinic.unknown");
        platform.close().await;
        if two.owner.is_postgres() {
            let refused = Platform::at(&lab.address, Arc::new(SystemClock)).await;
            assert_eq!(code(refused), "tenant.counter", "a clinic does not administer");
        }
    }
}

#[test]
fn a_place_is_kept_for_a_clinic_in_a_file_that_has_one() {
    Lab::sqlite(async |lab| {
        crate::support::clinic::Clinic::found(lab).await;
        let platform = platform(lab).await;
        platform.add("kenanga").await.unwrap();
        assert_eq!(code(platform.add("kenanga").await), "clinic.slug_taken");
        assert_eq!(code(platform.add("Bukan Nama").await), "clinic.slug");
        platform.close().await;
        assert_eq!(code(door(lab, Some("kenanga")).await), "clinic.none");
        let clock: loket::clock::SharedClock = Arc::new(SystemClock);
        let found = |slug: &str| {
            let founding = Founding { example: true, ..founding("Klinik Kenanga", slug) };
            let clock = clock.clone();
            async move {
                loket::desk::open::found_at(&lab.address, &clock, b"pepper", &founding).await.map(|_| ())
            }
        };
        assert_eq!(code(found("ketiga").await), "clinic.exists", "a place is kept first");
        assert_eq!(code(found("melati").await), "clinic.exists");
        found("kenanga").await.unwrap();
        door(lab, Some("kenanga")).await.unwrap();
    });
}
