//! Somebody is forgotten: nothing of them is left, the money stays, and the trail is whole.

use loket::desk::booking::NoteBooking;
use loket::desk::erase::ErasePatient;
use loket::desk::patient::{EditPatient, FindPatients, PatientForm, RegisterPatient};
use loket::domain::payment::MethodKind;
use loket::store::On;

use crate::clinic::{House, approved, at, code};
use crate::people::by_password;
use crate::support::{Lab, on_both};
use crate::trail::verdict;

const SECRETS: &[&str] =
    &["Sukmaningrum", "Wijayanti", "81277775555", "7777-5555", "sukma@", "Anggrek", "lateks", "kulit kering"];

/// Every text in every table, as one.
async fn everything(lab: &Lab) -> String {
    // Behind the wall not every table is seen.
    let db = lab.owner().await;
    let tables: Vec<(String,)> = On::from(&db)
        .all(
            loket::store::db::Sql::Each {
                sqlite: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'receipt'",
                postgres: "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'receipt'",
            },
            (),
        )
        .await
        .unwrap();
    let mut all = String::new();
    for (table,) in tables {
        let sqlite: Vec<(String,)> = match &lab.address {
            loket::config::DatabaseAddress::Sqlite(_) => {
                let columns: Vec<(String,)> = On::from(&db)
                    .all("SELECT name FROM pragma_table_info($1) WHERE type = 'TEXT'", (table.clone(),))
                    .await
                    .unwrap();
                if columns.is_empty() {
                    continue;
                }
                let columns: Vec<String> =
                    columns.iter().map(|(name,)| format!("COALESCE(\"{name}\", '')")).collect();
                let text = format!("SELECT {} FROM \"{table}\"", columns.join(" || ' ' || "));
                On::from(&db).all(Box::leak(text.into_boxed_str()) as &'static str, ()).await.unwrap()
            }
            loket::config::DatabaseAddress::Postgres { .. } => {
                let text = format!("SELECT t::text FROM \"{table}\" t");
                On::from(&db).all(Box::leak(text.into_boxed_str()) as &'static str, ()).await.unwrap()
            }
        };
        all.extend(sqlite.into_iter().map(|(row,)| row + "\n"));
    }
    all
}

fn form() -> PatientForm {
    PatientForm {
        name: "Sukmaningrum".to_owned(),
        phones: vec!["0812-7777-5555".to_owned()],
        email: "sukma@example.com".to_owned(),
        birth_date: "17/8/1990".to_owned(),
        address: "Jalan Anggrek 5".to_owned(),
        notes: "kulit kering".to_owned(),
        alerts: "alergi lateks".to_owned(),
        reminders: true,
    }
}

on_both! {
    async fn nothing_of_a_person_is_left_and_the_trail_is_whole(lab: &Lab) {
        let house = House::of(lab).await;
        let request = Some(loket::domain::id::RequestId::new());
        let register = RegisterPatient { form: form(), somebody_else: false };
        let asked = loket::desk::Asked { request, approval: None };
        let patient = house.desk.act_as(register, asked).await.unwrap().id;
        let married = PatientForm { name: "Wijayanti".to_owned(), ..form() };
        house.desk.act(EditPatient { patient, version: None, form: married }).await.unwrap();
        let visit = house.book(patient, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap().id;
        let note = NoteBooking { booking: visit, version: None, note: "untuk Wijayanti".to_owned() };
        house.desk.act(note).await.unwrap();
        let erase = ErasePatient { patient, reason: "diminta sendiri".to_owned() };
        assert_eq!(code(house.desk.act(erase.clone()).await), "permission.password");
        assert_eq!(code(house.desk.act_as(erase.clone(), approved()).await), "permission.password");
        assert_eq!(code(house.desk.act_as(erase.clone(), by_password()).await), "patient.visits_open");
        house.clock.set(at(10, 30));
        let start = loket::desk::visit::StartVisit { booking: visit, version: None, staff: None, alerts_seen: true };
        house.desk.act(start).await.unwrap();
        house.finish(visit).await;
        assert_eq!(code(house.desk.act_as(erase.clone(), by_password()).await), "patient.money_open");
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();

        let before = everything(lab).await;
        for secret in SECRETS {
            assert!(before.contains(secret), "{secret} is not there to begin with");
        }
        let trail: Vec<(String, String)> =
            On::from(&lab.db).all("SELECT before, after FROM audit", ()).await.unwrap();
        for (before, after) in &trail {
            assert!(SECRETS.iter().all(|secret| !before.contains(secret) && !after.contains(secret)), "{before} {after}");
        }

        let erased = house.desk.act_as(erase.clone(), by_password()).await.unwrap();
        assert_eq!(erased.name, "Dihapus 2026-11-20");
        let after = everything(lab).await;
        for secret in SECRETS {
            let line = after.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret} is still there");
        }
        assert!(verdict(&house, None).await.whole());
        assert_eq!(house.desk.ask(FindPatients { text: "Wijayanti".to_owned() }).await.unwrap(), []);
        assert_eq!(house.bill(visit).await.paid.0, 175_000);
        assert_eq!(code(house.desk.act_as(erase, by_password()).await), "patient.unknown");
    }
}
