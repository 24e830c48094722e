//! A database of which one part says other rows than another: an index that does not know all of its table, a row from
//! under others gone, and what a server hides of how it keeps its tables.

use loket::desk::Fault;
use loket::desk::erase::ErasePatient;
use loket::desk::patient::{OpenPatient, PatientForm, RegisterPatient};
use loket::domain::id::PatientId;
use loket::domain::verify::{Odd, OddRow};
use loket::store;
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
async fn on_server(lab: &Lab, texts: &[String]) {
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

async fn strange(house: &House) -> Vec<OddRow> {
    let verdict = house.desk.verify(None).await.unwrap();
    assert_eq!(verdict.whole(), verdict.schema.is_empty() && verdict.odd.is_empty(), "{verdict:?}");
    verdict.schema
}

fn changed(row: &str) -> Vec<OddRow> {
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

/// Has an index of a server have the entries of one that is made of `made`.
fn with_entries_of(index: &str, made: &str) -> Vec<String> {
    let file = |of: &str| format!("(SELECT relfilenode FROM swapped WHERE relname = '{of}')");
    let swap = |of: &str, other: &str| {
        format!("UPDATE pg_class SET relfilenode = {} WHERE oid = 'public.{of}'::regclass", file(other))
    };
    let both = format!("'{index}', 'other_entries'");
    vec![
        format!("CREATE INDEX other_entries ON {made}"),
        format!(
            "SET allow_system_table_mods = ON;
             CREATE TEMP TABLE swapped AS SELECT relname, relfilenode FROM pg_class WHERE relname IN ({both});
             {}; {}",
            swap(index, "other_entries"),
            swap("other_entries", index)
        ),
        "DROP INDEX other_entries; DROP TABLE swapped".to_owned(),
    ]
}

/// The indexes of a server's tables that are read in their order: the table, the columns, how many rows each is of.
async fn indexes(lab: &Lab) -> Vec<(String, String, String)> {
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

#[test]
fn every_index_of_a_server_that_knows_fewer_rows_is_found() {
    Lab::postgres(async |lab| {
        let house = a_full_day(lab).await;
        assert_eq!(strange(&house).await, []);
        let all = indexes(lab).await;
        assert!(all.len() > 80, "{all:?}");
        let mut missed = Vec::new();
        for (index, table, columns) in all {
            on_server(lab, &with_entries_of(&index, &format!("{table} ({columns}) WHERE FALSE"))).await;
            let mut tx = lab.db.still().await.unwrap();
            let found =
                store::schema::strange(&mut tx, house.desk.clinic().id, &[]).await.map(|strange| strange.odd);
            tx.rollback().await;
            if found.as_ref() != Ok(&changed(&format!("index {index}"))) {
                missed.push(format!("{index}: {found:?}"));
            }
            on_server(lab, &[format!("REINDEX INDEX {index}")]).await;
        }
        assert!(missed.is_empty(), "{}", missed.join("\n"));
        assert_eq!(strange(&house).await, []);
    });
}

#[test]
fn an_index_of_a_server_that_leads_elsewhere_is_found() {
    let other = "CASE seq WHEN 4 THEN 40000 ELSE seq END";
    let nobodys = "CASE seq WHEN 4 THEN NULL ELSE entity_id END";
    Lab::postgres(async |lab| {
        let house = a_full_day(lab).await;
        for (index, made) in [
            ("audit_entity", format!("audit (clinic_id, entity_id, ({other}))")),
            ("audit_entity", format!("audit (clinic_id, ({nobodys}), seq)")),
            ("audit_entity", "audit (clinic_id, session_id, seq)".to_owned()),
            ("payment_bill", "payment (clinic_id, receipt_id)".to_owned()),
        ] {
            on_server(lab, &with_entries_of(index, &made)).await;
            assert_eq!(strange(&house).await, changed(&format!("index {index}")), "{made}");
            on_server(lab, &[format!("REINDEX INDEX {index}")]).await;
            assert_eq!(strange(&house).await, [], "{made}");
        }
    });
}

#[test]
fn a_person_is_erased_from_a_server_whatever_its_indexes_know() {
    Lab::postgres(async |lab| {
        let house = House::of(lab).await;
        let patient = house.patient("Rika Caniago", "0812 3456 7890").await;
        let same = house.patient("Rika Maharani", "0812 3456 7899").await;
        house.merge(patient, same).await.unwrap();
        let indexes: Vec<_> = indexes(lab).await;
        let wanted = [
            "personal_value_patient",
            "patient_phone_pkey",
            "patient_word_patient",
            "patient_merged",
            "request_patient",
        ];
        for (index, table, columns) in indexes
            .into_iter()
            .filter(|(index, ..)| wanted.contains(&index.as_str()) || index.starts_with("patient_phone"))
        {
            on_server(lab, &with_entries_of(&index, &format!("{table} ({columns}) WHERE FALSE"))).await;
        }
        let erase = ErasePatient { patient, reason: "surat 20/11".to_owned() };
        house.desk.act_as(erase, by_password()).await.unwrap();
        let mut server = PgConnection::connect(&lab.admin_url()).await.unwrap();
        sqlx::raw_sql("SET enable_indexscan = off; SET enable_bitmapscan = off")
            .execute(&mut server)
            .await
            .unwrap();
        for left in [
            "SELECT COUNT(*) FROM personal_value",
            "SELECT COUNT(*) FROM patient_phone",
            "SELECT COUNT(*) FROM patient_word",
            "SELECT COUNT(*) FROM patient WHERE name LIKE 'Rika%'",
        ] {
            let left_there: i64 = sqlx::query_scalar(left).fetch_one(&mut server).await.unwrap();
            assert_eq!(left_there, 0, "{left}");
        }
        server.close().await.unwrap();
    });
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

#[test]
fn what_a_server_was_told_of_its_own_tables_is_found() {
    let fk = "(SELECT oid FROM pg_constraint WHERE conname = 'payment_clinic_id_patient_id_fkey')";
    let inner = format!("tgconstraint = {fk} AND tgrelid = 'payment'::regclass");
    let of_key = "constraint payment_clinic_id_patient_id_fkey on payment";
    let cases = vec![
        (
            vec!["UPDATE pg_class SET relhastriggers = FALSE WHERE relname = 'payment'".to_owned()],
            "table payment",
        ),
        (vec!["UPDATE pg_class SET relchecks = 0 WHERE relname = 'payment'".to_owned()], "table payment"),
        (vec!["UPDATE pg_class SET relhasindex = FALSE WHERE relname = 'audit'".to_owned()], "table audit"),
        (
            vec![
                "CREATE TRIGGER hidden BEFORE UPDATE ON payment FOR EACH ROW EXECUTE FUNCTION append_only()"
                    .to_owned(),
                format!(
                    "UPDATE pg_trigger SET tgisinternal = TRUE, tgconstraint = {fk} WHERE tgname = 'hidden'"
                ),
            ],
            "trigger hidden on payment",
        ),
        (vec![format!("DELETE FROM pg_trigger WHERE {inner}")], of_key),
        (
            vec![format!(
                "UPDATE pg_trigger SET tgfoid = 'suppress_redundant_updates_trigger'::regproc WHERE {inner} AND tgtype = 5"
            )],
            of_key,
        ),
        (vec![format!("UPDATE pg_trigger SET tgenabled = 'D' WHERE {inner}")], of_key),
        (vec![format!("UPDATE pg_trigger SET tgattr = '1' WHERE {inner} AND tgtype = 17")], of_key),
        (
            vec![format!(
                "UPDATE pg_constraint SET conpfeqop[1] = '<>(uuid,uuid)'::regoperator WHERE oid = {fk}"
            )],
            of_key,
        ),
        (
            vec![
                "UPDATE pg_index SET indisready = FALSE WHERE indexrelid = 'payment_pkey'::regclass"
                    .to_owned(),
            ],
            "index payment_pkey",
        ),
        (
            vec![
                "UPDATE pg_index SET indisvalid = FALSE WHERE indexrelid = 'audit_entity'::regclass"
                    .to_owned(),
            ],
            "index audit_entity",
        ),
        (
            vec![
                "UPDATE pg_index SET indisunique = FALSE WHERE indexrelid = 'payment_pkey'::regclass"
                    .to_owned(),
            ],
            "index payment_pkey",
        ),
        (
            vec![
                "UPDATE pg_index SET indimmediate = FALSE WHERE indexrelid = 'account_grant_live'::regclass"
                    .to_owned(),
            ],
            "index account_grant_live",
        ),
    ];
    Lab::postgres(async |lab| {
        let house = House::of(lab).await;
        assert_eq!(strange(&house).await, []);
        // An index of whoever leads the server is theirs, as it was made or not.
        on_server(
            lab,
            &[
                "CREATE INDEX theirs ON patient (clinic_id, created_at)".to_owned(),
                "SET allow_system_table_mods = ON; UPDATE pg_index SET indisvalid = FALSE WHERE indexrelid = 'theirs'::regclass"
                    .to_owned(),
            ],
        )
        .await;
        assert_eq!(strange(&house).await, []);
        for catalogue in ["pg_class", "pg_trigger", "pg_index", "pg_constraint"] {
            on_server(lab, &[format!("CREATE SCHEMA IF NOT EXISTS kept; CREATE TABLE kept.{catalogue} AS SELECT * FROM {catalogue}")])
                .await;
        }
        for (texts, row) in cases {
            let told = "SET allow_system_table_mods = ON".to_owned();
            on_server(lab, &std::iter::once(told.clone()).chain(texts.iter().cloned()).collect::<Vec<_>>())
                .await;
            let found = strange(&house).await;
            assert!(found.iter().any(|one| one.row == row), "{texts:?}: {found:?}");
            // As it was.
            let back = [
                told,
                "DELETE FROM pg_depend WHERE classid = 'pg_trigger'::regclass AND objid IN (SELECT oid FROM pg_trigger WHERE tgname = 'hidden')".to_owned(),
                "DELETE FROM pg_trigger WHERE oid NOT IN (SELECT oid FROM kept.pg_trigger)".to_owned(),
                "INSERT INTO pg_trigger SELECT * FROM kept.pg_trigger k WHERE k.oid NOT IN (SELECT oid FROM pg_trigger)".to_owned(),
                "UPDATE pg_trigger t SET tgfoid = k.tgfoid, tgenabled = k.tgenabled, tgattr = k.tgattr FROM kept.pg_trigger k WHERE k.oid = t.oid".to_owned(),
                "UPDATE pg_class c SET relhastriggers = k.relhastriggers, relchecks = k.relchecks, relhasindex = k.relhasindex
                 FROM kept.pg_class k WHERE k.oid = c.oid".to_owned(),
                "UPDATE pg_index i SET indisready = k.indisready, indisvalid = k.indisvalid, indisunique = k.indisunique, indimmediate = k.indimmediate
                 FROM kept.pg_index k WHERE k.indexrelid = i.indexrelid".to_owned(),
                "UPDATE pg_constraint c SET conpfeqop = k.conpfeqop FROM kept.pg_constraint k WHERE k.oid = c.oid".to_owned(),
            ];
            on_server(lab, &back).await;
            assert_eq!(strange(&house).await, [], "{texts:?}");
        }
    });
}
