//! What somebody with the database's own tools wrote so that it cannot be read: it is found by whoever verifies, and
//! whoever works is told what it is.

use loket::desk::patient::{OpenPatient, PatientForm, RegisterPatient};
use loket::desk::{Desk, Fault};
use loket::domain::refusal::Detail;
use loket::store;

use crate::clinic::{House, PEPPER};
use crate::support::{Lab, on_both};
use crate::trail::a_day;

async fn run(lab: &Lab, text: String) {
    let owner = lab.owner().await;
    let text =
        if owner.is_postgres() { text } else { format!("PRAGMA ignore_check_constraints = ON; {text}") };
    let mut tx = owner.begin().await.unwrap();
    tx.on().exec(Box::leak(text.into_boxed_str()) as &'static str, ()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Another counter opens.
async fn opened(lab: &Lab, house: &House) -> Result<Desk, Fault> {
    let (clock, pepper) = (house.clock.clone(), Some(PEPPER.to_vec()));
    Desk::at(&lab.address, None, clock, "Counter 2".to_owned(), pepper).await
}

/// Somebody verifies who has not opened anything yet.
async fn checked(lab: &Lab, house: &House) -> loket::domain::verify::Verdict {
    let (clock, pepper) = (house.clock.clone(), Some(PEPPER.to_vec()));
    let desk = Desk::at_whatever_lies_there(&lab.address, None, clock, "Counter 2".to_owned(), pepper);
    let desk = desk.await.unwrap();
    let verdict = desk.verify(None).await.unwrap();
    desk.close().await;
    verdict
}

on_both! {
    async fn a_clinic_of_which_nothing_can_be_read_is_verified_and_said_to_be_that(lab: &Lab) {
        let house = a_day(lab).await;
        let is_file = !lab.db.is_postgres();
        let mut cases = vec![
            ("timezone", "'Europe/Amsterdamx'"),
            ("policies", "''"),
            ("language", "'xx'"),
            ("decimals", "9223372036854775807"),
            ("decimals", "5"),
        ];
        if is_file {
            cases.push(("name", "CAST(x'ff41' AS TEXT)"));
        } else {
            for check in ["clinic_language_check", "clinic_decimals_check"] {
                let text = format!("ALTER TABLE clinic DROP CONSTRAINT {check}, ADD CONSTRAINT {check} CHECK (TRUE)");
                run(lab, text).await;
            }
        }
        for (column, value) in cases {
            run(lab, format!("CREATE TABLE kept AS SELECT {column} FROM clinic")).await;
            run(lab, format!("UPDATE clinic SET {column} = {value}")).await;
            match opened(lab, &house).await {
                Err(Fault::Refused(why)) => {
                    assert_eq!(why.code, "clinic.unreadable", "{column}");
                    assert_eq!(why.details, [("what", Detail::Text(column.to_owned()))], "{value}");
                }
                other => panic!("{column} := {value}: {other:?}"),
            }
            assert!(!checked(lab, &house).await.whole(), "{column} := {value}");
            run(lab, format!("UPDATE clinic SET {column} = (SELECT {column} FROM kept)")).await;
            run(lab, "DROP TABLE kept".to_owned()).await;
        }
        // On a server something is missing that forbids it; of the rows, nothing is wrong any more.
        let verdict = checked(lab, &house).await;
        assert!(verdict.broken.is_none() && verdict.odd.is_empty(), "{verdict:?}");
        assert_eq!(verdict.schema.len(), if is_file { 0 } else { 2 }, "{verdict:?}");
    }

    async fn a_time_that_is_none_is_a_fault_and_no_panic(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let form = PatientForm {
            name: "Budi".to_owned(),
            phones: vec!["081234567891".to_owned()],
            ..PatientForm::default()
        };
        let never = if lab.db.is_postgres() {
            ["'infinity'", "'-infinity'", "'294276-12-31 23:59:59+00'"]
        } else {
            ["9223372036854775807", "-9223372036854775808", "9000000000000000000"]
        };
        for at in never {
            run(lab, format!("UPDATE audit_head SET at = {at}")).await;
            let fault = house.desk.act(RegisterPatient { form: form.clone(), somebody_else: false }).await.unwrap_err();
            assert!(matches!(fault, Fault::Store(store::Fault::Other(_))), "{at}: {fault:?}");
            assert!(!checked(lab, &house).await.whole(), "{at}");
        }
        if lab.db.is_postgres() {
            run(lab, "UPDATE patient SET birth_date = 'infinity'".to_owned()).await;
            let found = house.desk.ask(OpenPatient { patient: siti }).await;
            assert!(matches!(found, Err(Fault::Store(store::Fault::Other(_)))), "{found:?}");
        }
    }
}
