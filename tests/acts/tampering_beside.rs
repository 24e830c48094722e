//! What lies beside the trail and says what it vouches for otherwise: limits and suspensions of the installation, whom a
//! patient was merged into.

use loket::desk::erase::ErasePatient;
use loket::desk::tenant::Platform;
use loket::domain::verify::{Odd, OddRow};

use crate::clinic::House;
use crate::people::by_password;
use crate::support::on_both;
use crate::tampering_rows::found;

on_both! {
    async fn limits_and_merges_changed_from_outside_are_found(lab: &Lab) {
        let house = House::of(lab).await;
        let [budi, cici, dedi, eka, fitri, gita, hana] = {
            let mut all = Vec::new();
            for name in ["Budi", "Cici", "Dedi", "Eka", "Fitri", "Gita", "Hana"] {
                all.push(house.patient(name, &format!("0812-7000-10{:02}", all.len())).await);
            }
            all.try_into().unwrap()
        };
        // Merged; merged and taken apart again; merged in a row, taken apart in the middle; merged and erased.
        house.merge(budi, cici).await.unwrap();
        house.merge(budi, dedi).await.unwrap();
        house.unmerge(dedi).await.unwrap();
        house.merge(eka, fitri).await.unwrap();
        house.merge(dedi, eka).await.unwrap();
        house.unmerge(eka).await.unwrap();
        house.merge(gita, hana).await.unwrap();
        let erase = ErasePatient { patient: gita, reason: "surat 20/11".to_owned() };
        house.desk.act_as(erase, by_password()).await.unwrap();
        assert!(found(&house).await.whole(), "{:?}", found(&house).await);
        let platform = Platform::at(&lab.admin, house.clock.clone()).await.unwrap();
        platform.limit("melati", Some(5), None).await.unwrap();
        house.another(lab, "Counter 2").await;
        assert!(found(&house).await.whole());
        let owner = lab.owner().await;
        let run = async |text: &'static str| {
            let mut tx = owner.begin().await.unwrap();
            assert_eq!(tx.on().exec(text, ()).await.unwrap(), 1, "{text}");
            tx.commit().await.unwrap();
        };
        // Before and after the next log-in: what an administrator did last need not be in the trail yet.
        for limits in [(Some(5), None), (Some(7), Some(900))] {
            if limits.1.is_some() {
                platform.limit("melati", limits.0, limits.1).await.unwrap();
            }
            let verdict = found(&house).await;
            assert!(verdict.whole(), "a false alarm: {verdict:?}");
            for (edit, undo) in [
                ("UPDATE tenant SET max_users = NULL", "UPDATE tenant SET max_users = "),
                ("UPDATE tenant SET max_users = 6", "UPDATE tenant SET max_users = "),
                ("UPDATE tenant SET max_patients = 901", "UPDATE tenant SET max_patients = "),
                ("UPDATE tenant SET active = FALSE", "UPDATE tenant SET active = TRUE"),
            ] {
                run(edit).await;
                let verdict = found(&house).await;
                let wanted = OddRow { row: format!("tenant {}", house.desk.clinic().id), odd: Odd::Changed, seq: None };
                assert!(verdict.odd.contains(&wanted) && !verdict.whole(), "{edit}: {verdict:?}");
                let undo = match (undo.ends_with("= "), undo.contains("max_users"), limits) {
                    (false, ..) => undo,
                    (_, true, (Some(5), _)) => "UPDATE tenant SET max_users = 5",
                    (_, true, _) => "UPDATE tenant SET max_users = 7",
                    (_, false, (_, None)) => "UPDATE tenant SET max_patients = NULL",
                    _ => "UPDATE tenant SET max_patients = 900",
                };
                run(undo).await;
                assert!(found(&house).await.whole(), "{undo}");
            }
        }
        platform.let_work("melati", false).await.unwrap();
        run("UPDATE tenant SET active = TRUE").await;
        assert!(!found(&house).await.whole());
        platform.let_work("melati", true).await.unwrap();
        assert!(found(&house).await.whole());
        for (edit, undo, whose) in [
            (
                "UPDATE patient SET active = FALSE, merged_into = (SELECT id FROM patient p WHERE p.name = 'Budi') WHERE name = 'Dedi'",
                "UPDATE patient SET active = TRUE, merged_into = NULL WHERE name = 'Dedi'",
                dedi,
            ),
            (
                "UPDATE patient SET active = TRUE, merged_into = NULL WHERE name = 'Cici'",
                "UPDATE patient SET active = FALSE, merged_into = (SELECT id FROM patient p WHERE p.name = 'Budi') WHERE name = 'Cici'",
                cici,
            ),
            (
                "UPDATE patient SET merged_into = (SELECT id FROM patient p WHERE p.name = 'Dedi') WHERE name = 'Fitri'",
                "UPDATE patient SET merged_into = (SELECT id FROM patient p WHERE p.name = 'Eka') WHERE name = 'Fitri'",
                fitri,
            ),
            (
                "UPDATE patient SET merged_into = (SELECT id FROM patient p WHERE p.name = 'Eka') WHERE merged_into IS NOT NULL AND name LIKE 'Dihapus%'",
                "UPDATE patient SET merged_into = (SELECT id FROM patient p WHERE p.name LIKE 'Dihapus%' AND p.merged_into IS NULL) WHERE merged_into IS NOT NULL AND name LIKE 'Dihapus%'",
                hana,
            ),
        ] {
            run(edit).await;
            let verdict = found(&house).await;
            let wanted = OddRow { row: format!("patient {whose}"), odd: Odd::Changed, seq: None };
            assert_eq!((verdict.odd.as_slice(), verdict.whole()), ([wanted].as_slice(), false), "{edit}");
            run(undo).await;
            let verdict = found(&house).await;
            assert!(verdict.whole(), "{undo}: {verdict:?}");
        }
        platform.close().await;
    }
}
