//! A database of which one part says other rows than another: an index that does not know all of its table, a row from
//! under others gone, and what a server hides of how it keeps its tables.

use loket::desk::Fault;
use loket::desk::erase::ErasePatient;
use loket::desk::patient::{OpenPatient, PatientForm, RegisterPatient};
use loket::domain::id::PatientId;
use loket::domain::verify::{Odd, OddRow};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};

use crate::clinic::{House, at, on};
use crate::people::by_password;
use crate::support::{Lab, on_both};
use crate::trail::a_full_day;

/// Somebody with the tools of a file, who switches off what keeps rows from going from under others.
async fn in_file(lab: &Lab, texts: &[&str]) {
    let loket::config::DatabaseAddress::Sqlite(path) = &lab.address else { panic!("no file") };
    let options = SqliteConnectOptions::new().filename(path).foreign_keys(false);
    let mut file = SqliteConnection::connect_with(&options).await.unwrap();
    for text in texts {
        sqlx::raw_sql(AssertSqlSafe((*text).to_owned())).execute(&mut file).await.unwrap();
    }
    file.close().await.unwrap();
}

/// Somebody at whom nothing forbids anything.
pub async fn with_all_rights(lab: &Lab, text: &str) {
    if lab.db.is_postgres() {
        on_server(lab, &[text.to_owned()]).await;
    } else {
        in_file(lab, &[text]).await;
    }
}

/// A superuser of a server, at whom nothing forbids anything.
pub async fn on_server(lab: &Lab, texts: &[String]) {
    let mut server = PgConnection::connect(&lab.admin_url()).await.unwrap();
    for text in texts {
        sqlx::raw_sql(AssertSqlSafe(text.clone()))
            .execute(&mut server)
            .await
            .unwrap_or_else(|e| panic!("{text}: {e}"));
    }
    server.close().await.unwrap();
}

/// Has an index know none of its rows, and say that it knows them all.
fn emptied(index: &str, text: &str) -> Vec<String> {
    let which = if text.contains(" WHERE ") { "AND" } else { "WHERE" };
    vec![
        format!("DROP INDEX {index}"),
        format!("{text} {which} clinic_id IS NULL"),
        "PRAGMA writable_schema = ON".to_owned(),
        format!("UPDATE sqlite_schema SET sql = '{text}' WHERE name = '{index}'"),
        "PRAGMA writable_schema = RESET".to_owned(),
    ]
}

const BY_PATIENT: &str = "CREATE INDEX personal_value_patient ON personal_value (clinic_id, patient_id)";

const LATE: &str = "CREATE INDEX audit_behind ON audit (clinic_id, seq) WHERE clock_behind > 60000000";

const BY_ENTITY: &str = "CREATE INDEX audit_entity ON audit (clinic_id, entity_id, seq)";

pub async fn strange(house: &House) -> Vec<OddRow> {
    let verdict = house.desk.verify(None).await.unwrap();
    assert_eq!(verdict.whole(), verdict.schema.is_empty() && verdict.odd.is_empty(), "{verdict:?}");
    verdict.schema
}

pub fn changed(row: &str) -> Vec<OddRow> {
    vec![OddRow { row: row.to_owned(), odd: Odd::Changed, seq: None }]
}

#[test]
fn an_index_of_a_file_that_knows_fewer_rows_is_found() {
    for (index, text) in [("personal_value_patient", BY_PATIENT), ("audit_entity", BY_ENTITY)] {
        Lab::sqlite(async |lab| {
            let house = a_full_day(lab).await;
            assert_eq!(strange(&house).await, []);
            let texts = emptied(index, text);
            in_file(lab, &texts.iter().map(String::as_str).collect::<Vec<_>>()).await;
            assert_eq!(strange(&house).await, changed(&format!("index {index}")));
        });
    }
}

#[test]
fn an_index_of_a_file_that_knows_no_row_that_came_late_is_found() {
    Lab::sqlite(async |lab| {
        let house = House::of(lab).await;
        house.clock.set(on(22, 10, 0));
        house.another(lab, "Counter 2").await;
        house.clock.set(at(10, 5));
        house.another(lab, "Counter 2").await;
        house.patient("Budi Santoso", "0812-7000-1001").await;
        assert_eq!(strange(&house).await, []);
        let texts = emptied("audit_behind", LATE);
        in_file(lab, &texts.iter().map(String::as_str).collect::<Vec<_>>()).await;
        assert_eq!(strange(&house).await, changed("index audit_behind"));
        in_file(lab, &["REINDEX audit_behind"]).await;
        assert_eq!(strange(&house).await, []);
    });
}

/// The indexes of a server's tables that are read in their order: the table, the columns, how many rows each is of.
pub async fn indexes(lab: &Lab) -> Vec<(String, String, String)> {
    let mut server = PgConnection::connect(&lab.admin_url()).await.unwrap();
    let text = "SELECT x.relname::text, c.relname::text,
        (SELECT string_agg(pg_get_indexdef(i.indexrelid, k, TRUE), ', ' ORDER BY k) FROM generate_series(1, i.indnatts) k),
        COALESCE(pg_get_expr(i.indpred, i.indrelid), 'TRUE')
      FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid
      WHERE c.relnamespace = 'public'::regnamespace AND x.relam = (SELECT oid FROM pg_am WHERE amname = 'btree')
        AND c.relname NOT IN ('_sqlx_migrations', 'tenant', 'tenant_login') ORDER BY 1";
    let all: Vec<(String, String, String, String)> =
        sqlx::query_as(text).fetch_all(&mut server).await.unwrap();
    let mut filled = Vec::new();
    for (index, table, columns, which) in all {
        let rows = format!("SELECT COUNT(*) FROM {table} WHERE {which}");
        let rows: i64 = sqlx::query_scalar(AssertSqlSafe(rows)).fetch_one(&mut server).await.unwrap();
        if rows > 0 {
            filled.push((index, table, columns));
        }
    }
    server.close().await.unwrap();
    filled
}

/// Has an index of so many entries lead elsewhere: it is made of something else than its text says.
fn led_astray(index: &str, made: &str, text: &str) -> Vec<String> {
    vec![
        format!("DROP INDEX {index}"),
        format!("CREATE INDEX {made}"),
        "PRAGMA writable_schema = ON".to_owned(),
        format!("UPDATE sqlite_schema SET sql = '{text}' WHERE name = '{index}'"),
        "PRAGMA writable_schema = RESET".to_owned(),
    ]
}

#[test]
fn an_index_of_a_file_with_two_entries_swapped_is_found() {
    let swapped = "CASE seq WHEN 4 THEN 5 WHEN 5 THEN 4 ELSE seq END";
    let by_number = format!("audit_entity ON audit (clinic_id, entity_id, {swapped})");
    let nobodys = "CASE seq WHEN 4 THEN NULL ELSE entity_id END";
    let by_entity = format!("audit_entity ON audit (clinic_id, {nobodys}, seq)");
    let other = "CASE patient_id WHEN x'{a}' THEN x'{b}' WHEN x'{b}' THEN x'{a}' ELSE patient_id END";
    let by_patient = format!("personal_value_patient ON personal_value (clinic_id, {other})");
    for (index, made, text) in [
        ("audit_entity", by_number, BY_ENTITY),
        ("audit_entity", by_entity, BY_ENTITY),
        ("personal_value_patient", by_patient, BY_PATIENT),
    ] {
        Lab::sqlite(async |lab| {
            let house = a_full_day(lab).await;
            let [one, two] = [("Satu", "081277770003"), ("Dua", "081277770004")];
            let (one, two) = (house.patient(one.0, one.1).await, house.patient(two.0, two.1).await);
            let id = |id: PatientId| id.0.simple().to_string();
            let made = made.replace("{a}", &id(one)).replace("{b}", &id(two));
            let texts = led_astray(index, &made, text);
            in_file(lab, &texts.iter().map(String::as_str).collect::<Vec<_>>()).await;
            assert_eq!(strange(&house).await, changed(&format!("index {index}")), "{made}");
            in_file(lab, &[&format!("REINDEX {index}")]).await;
            assert_eq!(strange(&house).await, []);
        });
    }
}

/// A trail is longer than what is read of an index at once.
#[test]
fn an_index_is_read_to_its_end() {
    Lab::sqlite(async |lab| {
        let house = a_full_day(lab).await;
        let many = "WITH RECURSIVE n (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < 20000)
           INSERT INTO personal_value SELECT p.clinic_id, printf('%064d', k), p.patient_id, '', ''
           FROM n, (SELECT * FROM personal_value LIMIT 1) p";
        in_file(lab, &[many]).await;
        // What no act wrote is odd; the indexes know it.
        let verdict = house.desk.verify(None).await.unwrap();
        assert_eq!((verdict.schema, verdict.odd_rows >= 20_000), (Vec::new(), true));
        let last = format!("{:064}", 19_999);
        let made = format!(
            "personal_value_patient ON personal_value (clinic_id, CASE commitment WHEN '{last}' THEN zeroblob(16) ELSE patient_id END)"
        );
        let texts = led_astray("personal_value_patient", &made, BY_PATIENT);
        in_file(lab, &texts.iter().map(String::as_str).collect::<Vec<_>>()).await;
        assert_eq!(house.desk.verify(None).await.unwrap().schema, changed("index personal_value_patient"));
    });
}

#[test]
fn nobody_is_erased_by_an_index_that_does_not_know_them() {
    Lab::sqlite(async |lab| {
        let house = House::of(lab).await;
        let patient = house.patient("Siti Rahma", "0812 3456 7890").await;
        let texts = emptied("personal_value_patient", BY_PATIENT);
        in_file(lab, &texts.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let erase = ErasePatient { patient, reason: "surat 20/11".to_owned() };
        let done = house.desk.act_as(erase, by_password()).await;
        assert!(matches!(done, Err(Fault::Store(_))), "{done:?}");
        // It did not happen, in no part.
        assert_eq!(house.desk.ask(OpenPatient { patient }).await.unwrap().patient.name, "Siti Rahma");
        in_file(lab, &["REINDEX personal_value_patient"]).await;
        let erase = ErasePatient { patient, reason: "surat 20/11".to_owned() };
        house.desk.act_as(erase, by_password()).await.unwrap();
        assert_eq!(strange(&house).await, []);
    });
}

#[test]
fn a_row_of_the_trail_that_its_key_does_not_know_is_found() {
    Lab::sqlite(async |lab| {
        let house = a_full_day(lab).await;
        in_file(
            lab,
            &[
                "CREATE TEMP TABLE was AS SELECT * FROM sqlite_schema WHERE tbl_name = 'audit' AND type <> 'trigger';
                 CREATE TEMP TABLE forbade AS SELECT name, sql FROM sqlite_schema WHERE tbl_name = 'audit' AND type = 'trigger'",
                "PRAGMA writable_schema = ON;
                 DELETE FROM sqlite_schema WHERE tbl_name = 'audit' AND (type = 'trigger' OR name LIKE 'sqlite_autoindex%');
                 UPDATE sqlite_schema SET sql = replace(sql, 'PRIMARY KEY (clinic_id, seq)', 'CHECK (TRUE)') WHERE name = 'audit'",
                "PRAGMA writable_schema = RESET",
                "INSERT INTO audit SELECT clinic_id, 900, at, clock_behind, account_id, approver_id, session_id, terminal, act,
                   entity, entity_id, before, after, reason, ledger, key_id, prev_hash, hash FROM audit WHERE seq = 1",
                "PRAGMA writable_schema = ON;
                 UPDATE sqlite_schema SET sql = (SELECT sql FROM was WHERE name = 'audit') WHERE name = 'audit';
                 DELETE FROM sqlite_schema WHERE tbl_name = 'audit' AND name <> 'audit';
                 INSERT INTO sqlite_schema SELECT * FROM was WHERE name <> 'audit';
                 INSERT INTO sqlite_schema SELECT 'trigger', name, 'audit', 0, sql FROM forbade",
                "PRAGMA writable_schema = RESET",
            ],
        )
        .await;
        let found = strange(&house).await;
        assert!(found.contains(&changed("index sqlite_autoindex_audit_1")[0]), "{found:?}");
        assert!(found.iter().all(|odd| odd.row.starts_with("index ")), "{found:?}");
    });
}

on_both! {
    async fn patients_gone_from_under_their_visits_are_missed(lab: &Lab) {
        let house = a_full_day(lab).await;
        assert_eq!(strange(&house).await, []);
        let kept = house.patient("Budi", "0812 7777 0001").await;
        for (which, many) in [("name = 'Budi'", 1), ("TRUE", 5)] {
            let text = format!(
                "CREATE TABLE kept AS SELECT * FROM patient; DELETE FROM patient WHERE {which}"
            );
            let back = "INSERT INTO patient SELECT * FROM kept WHERE id NOT IN (SELECT id FROM patient); DROP TABLE kept";
            if lab.db.is_postgres() {
                on_server(lab, &[format!("SET session_replication_role = replica; {text}")]).await;
            } else {
                in_file(lab, &[&text]).await;
            }
            let verdict = house.desk.verify(None).await.unwrap();
            let gone: Vec<&OddRow> = verdict.odd.iter().filter(|odd| odd.row.starts_with("patient ")).collect();
            assert_eq!(gone.len(), many, "{verdict:?}");
            assert!(gone.iter().all(|odd| odd.odd == Odd::Missing), "{gone:?}");
            if many == 1 {
                assert_eq!(gone[0].row, format!("patient {kept}"));
            }
            if lab.db.is_postgres() {
                on_server(lab, &[format!("SET session_replication_role = replica; {back}")]).await;
            } else {
                in_file(lab, &[back]).await;
            }
            assert_eq!(strange(&house).await, []);
        }
        // Whoever is registered stays as they were.
        let form = PatientForm { name: "Cici".to_owned(), phones: vec!["081277770002".to_owned()], ..PatientForm::default() };
        house.desk.act(RegisterPatient { form, somebody_else: false }).await.unwrap();
    }
}
