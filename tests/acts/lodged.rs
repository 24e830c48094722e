//! The installation's own row of a clinic, changed from outside: the clinic cannot be opened any more, and whoever verifies
//! it is told why.

use loket::config::DatabaseAddress;
use loket::desk::tenant::Platform;
use loket::desk::{Desk, Fault};
use loket::domain::verify::{Odd, Verdict};

use crate::clinic::{House, PEPPER};
use crate::misled::with_all_rights;
use crate::support::{Lab, on_both};
use crate::trail::a_day;

async fn run(lab: &Lab, text: String) {
    let text =
        if lab.db.is_postgres() { format!("SET session_replication_role = replica; {text}") } else { text };
    with_all_rights(lab, &text).await;
}

/// Somebody verifies who has not opened anything yet.
async fn checked(at: &DatabaseAddress, slug: Option<&str>, house: &House) -> Result<Verdict, Fault> {
    let (clock, pepper) = (house.clock.clone(), Some(PEPPER.to_vec()));
    let desk = Desk::at_whatever_lies_there(at, slug, clock, "Counter 2".to_owned(), pepper).await?;
    let verdict = desk.verify(None).await;
    desk.close().await;
    verdict
}

on_both! {
    async fn the_row_of_a_clinic_in_its_installation_changed_from_outside_is_found(lab: &Lab) {
        let house = a_day(lab).await;
        let server = lab.db.is_postgres();
        let id = house.desk.clinic().id;
        let other = if server { "gen_random_uuid()" } else { "randomblob(16)" };
        run(lab, "CREATE TABLE kept AS SELECT * FROM tenant".to_owned()).await;
        for (edit, hidden) in [
            ("UPDATE tenant SET active = FALSE".to_owned(), server),
            ("UPDATE tenant SET slug = 'kenanga'".to_owned(), false),
            (format!("UPDATE tenant SET clinic_id = {other}"), server),
            ("DELETE FROM tenant".to_owned(), server),
        ] {
            run(lab, edit.clone()).await;
            for slug in [None, Some("melati")].into_iter().filter(|_| !hidden) {
                let verdict = checked(&lab.address, slug, &house).await;
                let verdict = verdict.unwrap_or_else(|fault| panic!("{edit} {slug:?}: {fault:?}"));
                assert_eq!(verdict.broken, None, "{edit}: {verdict:?}");
                let odd: Vec<_> = verdict.odd.iter().map(|odd| (odd.row.clone(), odd.odd)).collect();
                assert_eq!(odd, [(format!("tenant {id}"), Odd::Changed)], "{edit}");
            }
            if hidden {
                // Behind the wall it is seen that the row is gone, or that nobody who may suspended it, and nothing else.
                let verdict = checked(&lab.address, None, &house).await;
                let verdict = verdict.unwrap_or_else(|fault| panic!("{edit}: {fault:?}"));
                let odd: Vec<_> = verdict.odd.iter().map(|odd| odd.row.clone()).collect();
                assert_eq!((odd, verdict.whole()), (vec![format!("tenant {id}")], false), "{edit}: {verdict:?}");
            }
            run(lab, "DELETE FROM tenant; INSERT INTO tenant SELECT * FROM kept".to_owned()).await;
            let verdict = house.desk.verify(None).await.unwrap();
            assert_eq!((verdict.broken, verdict.odd), (None, Vec::new()), "{edit}");
        }
    }
}

#[test]
fn a_clinic_that_whoever_may_suspended_is_not_verified_behind_the_wall() {
    Lab::postgres(async |lab| {
        let house = a_day(lab).await;
        let platform = Platform::at(&lab.admin, house.clock.clone()).await.unwrap();
        let code = async || {
            let Err(Fault::Refused(why)) = checked(&lab.address, None, &house).await else { return "none" };
            why.code
        };
        platform.let_work("melati", false).await.unwrap();
        assert_eq!(code().await, "clinic.suspended");
        // Resumed, and suspended again from outside.
        platform.let_work("melati", true).await.unwrap();
        assert_eq!(code().await, "none");
        run(lab, "UPDATE tenant SET active = FALSE".to_owned()).await;
        let odd = checked(&lab.address, None, &house).await.unwrap().odd;
        assert!(odd.iter().any(|odd| odd.row == format!("tenant {}", house.desk.clinic().id)), "{odd:?}");
    });
}

#[test]
fn a_row_of_the_installation_nobody_can_read_is_found() {
    Lab::sqlite(async |lab| {
        let house = a_day(lab).await;
        let id = house.desk.clinic().id;
        run(lab, "UPDATE tenant SET slug = CAST(x'ff' AS TEXT)".to_owned()).await;
        for slug in [None, Some("melati")] {
            let verdict = checked(&lab.address, slug, &house).await.unwrap();
            assert_eq!(
                verdict.odd.iter().map(|odd| odd.row.clone()).collect::<Vec<_>>(),
                [format!("tenant {id}")]
            );
        }
    });
}
