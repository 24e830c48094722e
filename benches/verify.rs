//! How long it takes to walk a trail of a million rows (reliability.md P8: under five seconds).
//!
//! `cargo bench --bench verify`, or `-- 100000` for another length; on Postgres too where `LOKET_TEST_POSTGRES` names a
//! server on which databases may be made. The trail is made once a length and kept under `target/bench`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program for whoever measures")]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use loket::clock::{SharedClock, SystemClock};
use loket::config::{DatabaseAddress, DatabaseUrl};
use loket::desk::Desk;
use loket::desk::found::{Founding, found};
use loket::domain::audit::{Entry, TrailKey};
use loket::domain::clinic::Language;
use loket::domain::time::Ts;
use loket::store::{Db, audit};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

const SECRET: &[u8; 32] = b"a pepper of thirty-two bytes....";
/// Rows of one transaction: the end of the trail is written anew with each, and its old versions stand in the way.
const STRIDE: usize = 1_000;

fn main() {
    let rows = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(1_000_000);
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/bench/verify-{rows}"));
        std::fs::create_dir_all(&folder).unwrap();
        measure("SQLite", &DatabaseAddress::Sqlite(folder.join("loket.db")), rows).await;
        if let Ok(server) = std::env::var("LOKET_TEST_POSTGRES") {
            let (base, _) = server.rsplit_once('/').unwrap();
            let name = format!("loket_bench_verify_{rows}");
            let mut connection = PgConnection::connect(&server).await.unwrap();
            // It is there from the last time.
            let _ =
                sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await;
            let address = DatabaseUrl::parse(&format!("{base}/{name}")).unwrap();
            measure("Postgres", &address.address(Path::new("/"), None, None), rows).await;
        }
    });
}

async fn measure(engine: &str, address: &DatabaseAddress, rows: usize) {
    let db = Db::open(address).await.unwrap();
    let clock: SharedClock = Arc::new(SystemClock);
    if loket::store::tenant::all(&db).await.unwrap().is_empty() {
        write(&db, &clock, rows).await;
    }
    let desk = Desk::open(db, clock, "bench".to_owned(), Some(SECRET.to_vec())).await.unwrap();
    let (begun, worked) = (Instant::now(), worked());
    let verdict = desk.verify(None).await.unwrap();
    println!(
        "{engine}: {} rows in {:.2} s, in which this program's threads worked {:.2} s, whole: {}",
        verdict.rows,
        begun.elapsed().as_secs_f64(),
        self::worked() - worked,
        verdict.whole()
    );
    desk.close().await;
}

async fn write(db: &Db, clock: &SharedClock, rows: usize) {
    let founding = Founding {
        name: "Klinik Melati".to_owned(),
        slug: "melati".to_owned(),
        timezone: "Asia/Jakarta".to_owned(),
        currency: "IDR".to_owned(),
        decimals: 0,
        language: Language::English,
        owner: "Ratna Dewi".to_owned(),
        username: "ratna".to_owned(),
        password: "jalan mawar nomor tujuh".to_owned(),
        pin: "274951".to_owned(),
        training: true,
        example: false,
    };
    let clinic = found(db, clock, SECRET, &founding).await.unwrap();
    let key = TrailKey::of(SECRET);
    let mut written = 0;
    while written < rows {
        let mut tx = db.begin().await.unwrap();
        for _ in 0..STRIDE.min(rows - written) {
            let id = uuid::Uuid::now_v7();
            let doing = audit::Doing {
                clinic,
                account: Some(loket::domain::id::AccountId(id)),
                approver: None,
                session: Some(loket::domain::id::SessionId(id)),
                terminal: "Loket 1",
                act: "take_payment",
                at: Ts(1_800_000_000_000_000 + written as i64),
                key: &key,
            };
            let entry = Entry {
                entity: "payment",
                entity_id: Some(id),
                before: serde_json::Value::Null,
                after: serde_json::json!({"receipt": id, "amount": 175_000, "change": 25_000, "state": "paid",
                    "booking": id, "methods": ["cash"], "number": written}),
                reason: String::new(),
            };
            audit::write(&mut tx, doing, &entry, None).await.unwrap();
            written += 1;
        }
        tx.commit().await.unwrap();
    }
}

/// Seconds the processors worked for this process: what does not change when others use them too.
fn worked() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let (_, rest) = stat.rsplit_once(") ").unwrap();
    rest.split(' ').skip(11).take(2).map(|ticks| ticks.parse::<f64>().unwrap()).sum::<f64>() / 100.0
}
