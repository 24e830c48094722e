//! Somebody is forgotten: nothing of them is left, the money stays, and the trail is whole.

use loket::desk::Asked;
use loket::desk::booking::NoteBooking;
use loket::desk::drawer::{CloseDrawer, CountDrawer, Decided, OpenDrawer, OpenZ};
use loket::desk::erase::ErasePatient;
use loket::desk::patient::{EditPatient, FindPatients, PatientForm, RegisterPatient};
use loket::desk::receipt::{OpenReceipt, PrintReceipt};
use loket::desk::trail::ListTrail;
use loket::desk::visit::CancelBooking;
use loket::domain::clinic::DepositFate;
use loket::domain::drawer::Decision;
use loket::domain::id::{BookingId, RequestId, ZReportId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::store::On;

use crate::clinic::{House, approved, at, code};
use crate::people::by_password;
use crate::support::{Lab, on_both};
use crate::trail::verdict;

const SECRETS: &[&str] = &[
    "Sukmaningrum",
    "Wijayanti",
    "81277775555",
    "7777-5555",
    "sukma@",
    "Anggrek",
    "lateks",
    "kulit kering",
    "mertuanya",
    "dimarahi",
];

/// Every text in every table, as one.
pub async fn everything(lab: &Lab) -> String {
    // Behind the wall not every table is seen.
    let db = lab.owner().await;
    let tables: Vec<(String,)> = On::from(&db)
        .all(
            loket::store::db::Sql::Each {
                sqlite: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
                postgres: "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
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

/// Somebody of whom everything is known that is asked.
pub fn form() -> PatientForm {
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

impl House {
    /// Counts and closes the drawer while a visit is not paid.
    async fn close_owing(&self, visit: BookingId) -> ZReportId {
        let total = Some(Money(550_000));
        let count = CountDrawer { session: None, pieces: None, total, reason: String::new() };
        self.desk.act_as(count, approved()).await.unwrap();
        let owed = Decided { booking: visit, decision: Decision::Carried, note: "besok".to_owned() };
        let close = CloseDrawer {
            session: None,
            note: String::new(),
            methods: Vec::new(),
            unfinished: vec![owed],
            left_in: None,
        };
        self.desk.act_as(close, approved()).await.unwrap().z
    }
}

on_both! {
    async fn nothing_of_a_person_is_left_and_the_trail_is_whole(lab: &Lab) {
        let house = House::of(lab).await;
        let request = Some(loket::domain::id::RequestId::new());
        let register = RegisterPatient { form: form(), somebody_else: false };
        let asked = loket::desk::Asked { request, approval: None };
        let patient = house.desk.act_as(register, asked).await.unwrap().id;
        // An answer with the name she had then.
        let deposit = house.book(patient, "Facial Basic", Some("Rina"), at(15, 0)).await.unwrap().id;
        house.pay(deposit, &[(MethodKind::Cash, 50_000)]).await.unwrap();
        let receipt = house.bill(deposit).await.payments[0].receipt_id;
        let print = PrintReceipt { receipt };
        let again = Asked { request: Some(RequestId::new()), approval: None };
        assert_eq!(house.desk.act_as(print, again).await.unwrap().receipt.patient, "Sukmaningrum");
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
        let start = loket::desk::visit::StartVisit { booking: visit, version: None, staff: None, alerts_seen: true, override_reason: None };
        house.desk.act(start).await.unwrap();
        house.finish(visit).await;
        assert_eq!(code(house.desk.act_as(erase.clone(), by_password()).await), "patient.visits_open");
        let cancel = CancelBooking {
            booking: deposit,
            version: None,
            by: None,
            reason: "Sukmaningrum dimarahi mertuanya".to_owned(),
            deposit: Some(DepositFate::Keep),
        };
        house.desk.act_as(cancel, approved()).await.unwrap();
        let reasons = async || -> Vec<(String, bool)> {
            let lines = house.desk.ask(ListTrail { of: Some(deposit.0), ..ListTrail::default() }).await.unwrap();
            let lines = lines.into_iter().filter(|line| line.act == "cancel_booking");
            lines.map(|line| (line.reason, line.erased)).collect()
        };
        assert_eq!(reasons().await, [("Sukmaningrum dimarahi mertuanya".to_owned(), false)]);
        assert_eq!(code(house.desk.act_as(erase.clone(), by_password()).await), "patient.money_open");
        let z = house.close_owing(visit).await;
        let owing = house.desk.ask(OpenZ { z }).await.unwrap().z.unfinished;
        assert_eq!(owing[0].patient, "Wijayanti");
        let float = OpenDrawer { drawer: String::new(), float: Money(500_000), note: String::new() };
        house.desk.act(float).await.unwrap();
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();

        let before = everything(lab).await;
        for secret in SECRETS {
            assert!(before.contains(secret), "{secret} is not there to begin with");
        }
        // What is sealed holds nothing of her to begin with.
        for sealed in [
            "SELECT before || after || reason FROM audit",
            "SELECT snapshot FROM receipt",
            "SELECT snapshot FROM z_report",
        ] {
            let rows: Vec<(String,)> = On::from(&lab.db).all(sealed, ()).await.unwrap();
            assert!(!rows.is_empty(), "{sealed}");
            for (row,) in &rows {
                assert!(SECRETS.iter().all(|secret| !row.contains(secret)), "{row}");
            }
        }
        for named in ["Bu Wijayanti minta", "dari 0812-7777-5555"] {
            let erase = ErasePatient { reason: named.to_owned(), ..erase.clone() };
            assert_eq!(code(house.desk.act_as(erase, by_password()).await), "patient.erase_reason");
        }

        let erased = house.desk.act_as(erase.clone(), by_password()).await.unwrap();
        assert_eq!(erased.name, "Dihapus 2026-11-20");
        let after = everything(lab).await;
        for secret in SECRETS {
            let line = after.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret} is still there");
        }
        // Nor in the file and its log, while this desk has them open.
        if let loket::config::DatabaseAddress::Sqlite(path) = &lab.address {
            for file in [path.clone(), path.with_extension("db-wal")] {
                let bytes = std::fs::read(&file).unwrap_or_default();
                for secret in SECRETS {
                    let there = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
                    assert!(!there, "{secret} is still in {}", file.display());
                }
            }
        }
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");
        assert_eq!(reasons().await, [(String::new(), true)]);
        let kept = house.desk.ask(OpenReceipt { receipt }).await.unwrap().receipt;
        assert_eq!((kept.patient.as_str(), kept.payments[0].amount), ("•••", Money(50_000)));
        assert_eq!(house.desk.ask(OpenZ { z }).await.unwrap().z.unfinished[0].patient, "•••");
        let why = house.desk.ask(ListTrail { of: Some(patient.0), ..ListTrail::default() }).await.unwrap();
        assert_eq!((why[0].act.as_str(), why[0].reason.as_str()), ("erase_patient", "diminta sendiri"));
        // The reason of an erasure names nobody: it outlives what is forgotten with the person.
        let open: (String,) = On::from(&lab.db)
            .one("SELECT reason FROM audit WHERE act = 'erase_patient'", ())
            .await
            .unwrap();
        assert_eq!(open.0, "diminta sendiri");
        let (kept,): (i64,) = On::from(&lab.db)
            .one("SELECT COUNT(*) FROM personal_value WHERE patient_id = $1", (patient,))
            .await
            .unwrap();
        assert_eq!(kept, 0);
        assert_eq!(house.desk.ask(FindPatients { text: "Wijayanti".to_owned() }).await.unwrap(), []);
        assert_eq!(house.bill(visit).await.paid.0, 175_000);
        assert_eq!(code(house.desk.act_as(erase, by_password()).await), "patient.erased");
    }

    async fn what_was_typed_as_a_name_is_not_written_down(lab: &Lab) {
        let house = House::of(lab).await;
        let typed = ["melati mekar pagi hari", &"x".repeat(250)];
        for name in typed {
            for _ in 0..6 {
                assert!(house.desk.login(name, "bukan kata sandi").await.is_err());
            }
        }
        let all = everything(lab).await;
        assert!(!all.contains("melati mekar"), "a password typed in the wrong field is kept");
        assert!(!all.contains("xxxxxxxx"));
        let tries = async || -> i64 {
            let (tries,): (i64,) = On::from(&lab.db).one("SELECT COUNT(*) FROM throttle", ()).await.unwrap();
            tries
        };
        // Two names, and that such a pause was told of.
        assert_eq!(tries().await, 3);
        // Nobody came back to them: the next one sweeps them away.
        house.clock.set(crate::clinic::on(21, 11, 0));
        assert!(house.desk.login("siapa", "bukan kata sandi").await.is_err());
        assert_eq!(tries().await, 1);
    }
}
