//! A server whose indexes, or whose tables' own story, lead elsewhere.

use loket::desk::erase::ErasePatient;
use loket::store;
use sqlx::{Connection as _, PgConnection};

use crate::clinic::House;
use crate::misled::{changed, indexes, on_server, strange};
use crate::people::by_password;
use crate::support::Lab;
use crate::trail::a_full_day;

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
