//! Transactions and connections: what is left half done is nobody's, and a server that falls silent is left alone.

use std::time::Duration;

use futures::future::join_all;
use loket::store::{Db, Fault, On};

use crate::support::{Lab, on_both};

const DRAW: &str =
    "INSERT INTO throttle (clinic_id, subject, failures, tried_at) SELECT id, $1, $2, created_at FROM clinic";

async fn subjects(db: &Db) -> Vec<String> {
    let rows: Vec<(String,)> =
        On::from(db).all("SELECT subject FROM throttle ORDER BY subject", ()).await.unwrap();
    rows.into_iter().map(|(subject,)| subject).collect()
}

async fn clinic(lab: &Lab) {
    let id = lab.place().await;
    let mut tx = lab.db.begin().await.unwrap();
    let insert = "INSERT INTO clinic (id, slug, name, address, phone, timezone, currency, decimals, language, training,
                    policies, version, created_at, updated_at)
                  VALUES ($1, 'melati', 'n', '', '', 'UTC', 'IDR', 0, 'en', TRUE, '{}', 1, $2, $2)";
    let at = loket::domain::time::Ts(0);
    tx.on().exec(insert, (id, at)).await.unwrap();
    tx.commit().await.unwrap();
}

on_both! {
    async fn what_was_put_comes_in_order_with_the_next_question(lab: &Lab) {
        clinic(lab).await;
        let mut tx = lab.db.begin().await.unwrap();
        tx.on().put(DRAW, ("a", 1_i64)).await.unwrap();
        tx.on().put(DRAW, ("b", 2_i64)).await.unwrap();
        let sum = "SELECT CAST(SUM(failures) AS BIGINT) FROM throttle WHERE failures >= $1";
        let (all,): (i64,) = tx.on().one(sum, (1_i64,)).await.unwrap();
        assert_eq!(all, 3);
        tx.on().put(DRAW, ("c", 3_i64)).await.unwrap();
        let changed = tx.on().exec("UPDATE throttle SET failures = failures + 1 WHERE subject <> $1", ("a",));
        assert_eq!(changed.await.unwrap(), 2, "the answer is the last statement's");
        tx.on().put(DRAW, ("d", 4_i64)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(subjects(&lab.db).await, ["a", "b", "c", "d"]);
    }

    async fn a_transaction_that_is_dropped_never_happened(lab: &Lab) {
        clinic(lab).await;
        for _ in 0..20 {
            let mut tx = lab.db.begin().await.unwrap();
            tx.on().exec(DRAW, ("a", 1_i64)).await.unwrap();
            drop(tx);
        }
        // In the middle of a statement too.
        for _ in 0..20 {
            let mut tx = lab.db.begin().await.unwrap();
            let writing = tx.on().exec(DRAW, ("b", 1_i64));
            let now = futures::future::ready(());
            futures::future::select(writing, now).await;
        }
        let mut tx = lab.db.begin().await.unwrap();
        tx.on().put(DRAW, ("c", 1_i64)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(subjects(&lab.db).await, ["c"]);
    }

    async fn after_a_statement_that_failed_nothing_is_kept(lab: &Lab) {
        clinic(lab).await;
        let mut tx = lab.db.begin().await.unwrap();
        tx.on().exec(DRAW, ("a", 1_i64)).await.unwrap();
        // The same subject twice: said now, or by the commit that takes it along.
        let said = tx.on().put(DRAW, ("a", 2_i64)).await;
        let said = if said.is_ok() { tx.commit().await } else { said };
        assert!(matches!(said, Err(Fault::Other(_))), "{said:?}");
        let mut tx = lab.db.begin().await.unwrap();
        tx.on().exec(DRAW, ("b", 1_i64)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(subjects(&lab.db).await, ["b"]);
    }

    async fn questions_one_after_the_other_need_one_connection(lab: &Lab) {
        clinic(lab).await;
        let db = lab.another().await;
        for _ in 0..20 {
            assert_eq!(subjects(&db).await, [""; 0]);
            let wrong = On::from(&db).all::<(String,)>("SELECT subject FROM nowhere", ()).await;
            assert!(wrong.is_err());
            if db.is_postgres() {
                let mut tx = db.begin().await.unwrap();
                tx.on().exec(DRAW, ("a", 1_i64)).await.unwrap();
                tx.rollback().await;
            }
        }
        assert_eq!(made(&db), 1);
        db.close().await;
        assert!(On::from(&db).all::<(String,)>("SELECT slug FROM tenant", ()).await.is_err(), "closed");
    }

    async fn who_asks_at_once_waits_for_a_turn_and_none_is_lost(lab: &Lab) {
        clinic(lab).await;
        let db = lab.another().await;
        for _ in 0..5 {
            let many = (0..30).map(|_| subjects(&db));
            assert!(join_all(many).await.iter().all(Vec::is_empty));
            // Some are asked and then not waited for.
            for _ in 0..10 {
                let asking = subjects(&db);
                futures::future::select(Box::pin(asking), futures::future::ready(())).await;
            }
        }
        assert!(made(&db) <= 3, "{}", made(&db));
        assert_eq!(subjects(&db).await, [""; 0]);
        db.close().await;
    }
}

#[test]
fn a_connection_whose_server_hung_up_is_thrown_away() {
    Lab::postgres(async |lab| {
        let db = lab.another().await;
        let (own,): (i64,) = On::from(&db).one("SELECT CAST(pg_backend_pid() AS BIGINT)", ()).await.unwrap();
        let ended: (bool,) =
            On::from(&lab.db).one("SELECT pg_terminate_backend(CAST($1 AS INTEGER))", (own,)).await.unwrap();
        assert_eq!(ended, (true,));
        // Whoever was about to use it hears of it; the next one gets another.
        let _ = On::from(&db).one::<(i64,)>("SELECT $1", (7_i64,)).await;
        let asked: (i64,) = On::from(&db).one("SELECT $1", (7_i64,)).await.unwrap();
        assert_eq!(asked, (7,));
        db.close().await;
    });
}

/// How many connections were made to read.
fn made(db: &Db) -> u32 {
    match db {
        Db::Sqlite { read, .. } => read.pool().size(),
        Db::Postgres(lender) => lender.pool().size(),
    }
}

/// Waits for as long as somebody else has the lock.
const SLOW: &str = "SELECT CAST(COUNT(pg_advisory_xact_lock(99)) AS BIGINT)";
const PATIENCE: Duration = Duration::from_millis(100);

#[test]
fn a_connection_whose_server_fell_silent_is_thrown_away() {
    Lab::postgres(async |lab| {
        let other = lab.another().await;
        let mut holder = other.begin().await.unwrap();
        holder.on().all::<(i64,)>(SLOW, ()).await.unwrap();
        // As many as are lent at once, so that none is left but new ones.
        let slow = (0..3).map(|_| On::from(&lab.db).within(PATIENCE).all::<(i64,)>(SLOW, ()));
        for answer in join_all(slow).await {
            assert_eq!(answer.unwrap_err(), Fault::Unreachable);
        }
        let asked: (i64,) = On::from(&lab.db).one("SELECT $1", (7_i64,)).await.unwrap();
        assert_eq!(asked, (7,), "its own answer, while the others still wait");
        holder.commit().await.unwrap();
        other.close().await;
    });
}

#[test]
fn a_transaction_whose_server_fell_silent_is_thrown_away() {
    Lab::postgres(async |lab| {
        let other = lab.another().await;
        let mut holder = other.begin().await.unwrap();
        holder.on().all::<(i64,)>(SLOW, ()).await.unwrap();
        let mut all = Vec::new();
        for _ in 0..3 {
            let mut tx = lab.db.begin().await.unwrap();
            assert_eq!(
                tx.on().within(PATIENCE).all::<(i64,)>(SLOW, ()).await.unwrap_err(),
                Fault::Unreachable
            );
            all.push(tx);
        }
        drop(all);
        let mut tx = lab.db.begin().await.unwrap();
        let asked: (i64,) = tx.on().one("SELECT $1", (7_i64,)).await.unwrap();
        assert_eq!(asked, (7,));
        tx.commit().await.unwrap();
        holder.commit().await.unwrap();
        other.close().await;
    });
}
