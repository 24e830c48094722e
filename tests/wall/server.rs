//! The wall in the server itself: what somebody can do who dug a clinic's password out of a counter.

use loket::store::rights::{Columns, RIGHTS};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::support::{Lab, as_role, url_of};
use crate::two::Two;

pub async fn login(lab: &Lab, role: &str) -> PgConnection {
    PgConnection::connect(&url_of(&as_role(&lab.admin, role))).await.unwrap()
}

/// With all the rights there are.
pub async fn administrator(lab: &Lab) -> PgConnection {
    PgConnection::connect(&lab.admin_url()).await.unwrap()
}

/// The error code a statement ends with; empty where it is done.
async fn code(on: &mut PgConnection, sql: &str) -> String {
    let mut tx = sqlx::Connection::begin_with(on, "BEGIN").await.unwrap();
    let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut *tx).await;
    tx.rollback().await.unwrap();
    match done {
        Ok(_) => String::new(),
        Err(sqlx::Error::Database(why)) => why.code().unwrap_or_default().into_owned(),
        Err(other) => panic!("{other}"),
    }
}

async fn count(on: &mut PgConnection, sql: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(on).await.unwrap()
}

/// Not allowed.
const NO: &str = "42501";

fn own(table: &str) -> &'static str {
    if table == "clinic" { "id" } else { "clinic_id" }
}

async fn columns(on: &mut PgConnection, table: &str) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped",
    )
    .bind(table.to_owned())
    .fetch_all(on)
    .await
    .unwrap()
}

#[test]
fn a_login_sees_and_writes_its_own_clinic_s_rows_only() {
    Lab::postgres(async |lab| {
        let two = Two::of(lab).await;
        let (ours, theirs) = (two.ours.id, two.theirs.id);
        let before = two.theirs.everything(&two.owner).await;
        let mut app = login(lab, "loket_app_melati").await;
        let mut owner = administrator(lab).await;
        for right in RIGHTS {
            let (table, own) = (right.table, own(right.table));
            let all = count(&mut app, &format!("SELECT count(*) FROM {table}")).await;
            let mine =
                count(&mut owner, &format!("SELECT count(*) FROM {table} WHERE {own} = '{ours}'")).await;
            assert_eq!(all, mine, "{table}");
            let other =
                count(&mut app, &format!("SELECT count(*) FROM {table} WHERE {own} = '{theirs}'")).await;
            assert_eq!(other, 0, "{table}");
            if table != "throttle" && table != "account_grant" && table != "line_share" && mine > 0 {
                let there =
                    count(&mut owner, &format!("SELECT count(*) FROM {table} WHERE {own} = '{theirs}'"))
                        .await;
                assert!(there > 0, "{table}: there is something not to see");
            }
            // A row of ours, moved over the wall.
            let names: Vec<String> = columns(&mut owner, table)
                .await
                .into_iter()
                .filter(|name| !matches!(right.insert, Columns::But(but) if but.contains(&name.as_str())))
                .collect();
            let values: Vec<String> = names
                .iter()
                .map(|name| if name == own { format!("'{theirs}'::uuid") } else { format!("\"{name}\"") })
                .collect();
            let (names, values) = (names.join("\", \""), values.join(", "));
            let insert = format!("INSERT INTO {table} (\"{names}\") SELECT {values} FROM {table} LIMIT 1");
            if mine > 0 {
                let refused = code(&mut app, &insert).await;
                assert!(refused == NO || refused == "23000", "{table}: {refused}");
            }
            let update = format!("UPDATE {table} SET {own} = '{theirs}'");
            let refused = code(&mut app, &update).await;
            assert!(refused == NO || refused == "23000" || mine == 0, "{table}: {refused}");
            let delete = format!("DELETE FROM {table} WHERE {own} = '{theirs}'");
            let done = code(&mut app, &delete).await;
            assert_eq!(done, if right.delete { "" } else { NO }, "{table}");
            assert_eq!(code(&mut app, &format!("TRUNCATE {table} CASCADE")).await, NO, "{table}");
        }
        assert_eq!(two.theirs.everything(&two.owner).await, before);
    });
}

#[test]
fn the_ledger_and_the_trail_are_not_changed_over_that_login() {
    Lab::postgres(async |lab| {
        let _two = Two::of(lab).await;
        let mut app = login(lab, "loket_app_melati").await;
        let mut owner = administrator(lab).await;
        let ledger = loket::store::vouched::LEDGER.iter().map(|table| table.name);
        for table in ledger.chain(["audit", "booking_step", "ticket_step"]) {
            let right = RIGHTS.iter().find(|right| right.table == table).unwrap();
            assert!(!right.delete, "{table}");
            for column in columns(&mut owner, table).await {
                let may = matches!(right.update, Columns::Only(only) if only.contains(&column.as_str()));
                let done = code(&mut app, &format!("UPDATE {table} SET \"{column}\" = \"{column}\"")).await;
                // What may be completed once, is still held by its trigger.
                let no = if may { done != NO } else { done == NO };
                assert!(no, "{table}.{column}: {done}");
            }
        }
        for sum in loket::store::sums::OWN {
            assert_eq!(code(&mut app, &format!("UPDATE bill SET {sum} = 0")).await, NO);
        }
        assert_eq!(code(&mut app, "UPDATE patient_package SET clinic_id = clinic_id").await, "23000");
    });
}

#[test]
fn nothing_a_client_sets_lets_it_over_the_wall() {
    Lab::postgres(async |lab| {
        let two = Two::of(lab).await;
        let mut app = login(lab, "loket_app_melati").await;
        let theirs = two.theirs.id;
        let look = format!("SELECT count(*) FROM patient WHERE clinic_id = '{theirs}'");
        for set in [
            format!("SET loket.clinic = '{theirs}'"),
            format!("SET loket.tenant = '{theirs}'"),
            format!("SET app.tenant = '{theirs}'"),
            "SET application_name = 'loket_app_kenanga'".to_owned(),
            "SET search_path = public, pg_catalog".to_owned(),
        ] {
            sqlx::raw_sql(AssertSqlSafe(set.clone())).execute(&mut app).await.unwrap();
            assert_eq!(count(&mut app, &look).await, 0, "{set}");
        }
        sqlx::raw_sql("RESET search_path").execute(&mut app).await.unwrap();
        for forbidden in [
            "SET ROLE loket_app_kenanga",
            "SET ROLE loket_owner",
            "SET SESSION AUTHORIZATION loket_app_kenanga",
            "SET row_security = off; SELECT count(*) FROM patient",
            "CREATE TABLE mine (id BIGINT)",
            "CREATE TEMP TABLE day_close (id BIGINT)",
            "CREATE SCHEMA mine",
            "CREATE FUNCTION loket_clinic_of_mine() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
            "ALTER TABLE payment DISABLE TRIGGER ALL",
            "ALTER TABLE patient NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE patient DISABLE ROW LEVEL SECURITY",
            "DROP POLICY own_clinic ON patient",
            "CREATE POLICY all_of_it ON patient USING (true)",
            "DROP TABLE patient CASCADE",
            "CREATE OR REPLACE FUNCTION loket_clinic() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
            "SELECT * FROM tenant_login",
            "UPDATE tenant SET active = TRUE",
            "INSERT INTO tenant (clinic_id, slug, active, created_at) VALUES (gen_random_uuid(), 'mine', TRUE, now())",
            "GRANT loket_owner TO loket_app_melati",
            "ALTER ROLE loket_app_melati BYPASSRLS",
            "SET session_replication_role = replica",
            "COPY patient TO PROGRAM 'cat'",
            "SELECT lo_create(0)",
            "SELECT lo_from_bytea(0, 'x')",
        ] {
            let refused = code(&mut app, forbidden).await;
            assert!(refused == NO || refused == "0LP01", "{forbidden}: {refused:?}");
        }
        // A constraint is checked by the owner of the tables; it, too, stays inside the clinic.
        let (patient, booking) = (two.theirs.own("patient"), two.ours.own("booking"));
        let over = format!("UPDATE booking SET patient_id = '{patient}' WHERE id = '{booking}'");
        assert_eq!(code(&mut app, &over).await, "23503");
        let within = format!("UPDATE booking SET patient_id = patient_id WHERE id = '{booking}'");
        assert_eq!(code(&mut app, &within).await, "");
        // The name of another clinic is not taken, and not found out either.
        let rename = code(&mut app, "UPDATE clinic SET slug = 'kenanga'").await;
        assert_eq!(rename, code(&mut app, "UPDATE clinic SET slug = 'nobody'").await);
    });
}

#[test]
fn the_reports_login_reads_its_own_clinic_and_writes_nothing() {
    Lab::postgres(async |lab| {
        let two = Two::of(lab).await;
        let mut read = login(lab, "loket_ro_melati").await;
        let mut owner = administrator(lab).await;
        for right in RIGHTS {
            let (table, own) = (right.table, own(right.table));
            let all = count(&mut read, &format!("SELECT count({own}) FROM {table}")).await;
            let ours = two.ours.id;
            let mine =
                count(&mut owner, &format!("SELECT count(*) FROM {table} WHERE {own} = '{ours}'")).await;
            assert_eq!(all, mine, "{table}");
            assert_eq!(code(&mut read, &format!("INSERT INTO {table} DEFAULT VALUES")).await, NO, "{table}");
            assert_eq!(code(&mut read, &format!("DELETE FROM {table}")).await, NO, "{table}");
            assert_eq!(code(&mut read, &format!("TRUNCATE {table} CASCADE")).await, NO, "{table}");
            for column in columns(&mut owner, table).await {
                let update = format!("UPDATE {table} SET \"{column}\" = \"{column}\"");
                assert_eq!(code(&mut read, &update).await, NO, "{table}.{column}");
                let hidden = right.hidden.contains(&column.as_str());
                let look = code(&mut read, &format!("SELECT \"{column}\" FROM {table}")).await;
                assert_eq!(look, if hidden { NO } else { "" }, "{table}.{column}");
            }
            assert_eq!(code(&mut read, &format!("SELECT 1 FROM {table} FOR SHARE")).await, NO, "{table}");
        }
        for forbidden in [
            "CREATE TABLE mine (id BIGINT)",
            "CREATE TEMP TABLE mine (id BIGINT)",
            "SELECT * FROM tenant_login",
            "SELECT lo_create(0)",
        ] {
            assert_eq!(code(&mut read, forbidden).await, NO, "{forbidden}");
        }
    });
}

#[test]
fn a_clinic_hears_its_own_news_only() {
    Lab::postgres(async |lab| {
        let two = Two::of(lab).await;
        let address = as_role(&lab.admin, "loket_app_kenanga");
        let db = loket::store::Db::open(&address).await.unwrap();
        let mut theirs = loket::store::watch::Signals::of(&db, two.theirs.id).await.unwrap();
        let form = serde_json::json!({"name": "Budi Baru"});
        two.ours.call("sari", "register_patient", form.clone()).await.unwrap();
        two.theirs.call("sari", "register_patient", form).await.unwrap();
        let heard = match &mut theirs {
            loket::store::watch::Signals::Server(listener) => listener.recv().await.unwrap(),
            other => panic!("{other:?}"),
        };
        assert_eq!(heard.channel(), format!("loket_{}", two.theirs.id), "the first it hears is its own");
        drop(theirs);
        db.close().await;
    });
}
