//! The clinic that is measured: made once a size, from a seed.

use std::fmt;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use loket::clock::{SharedClock, SystemClock};
use loket::config::{DatabaseAddress, DatabaseUrl};
use loket::desk::Desk;
use loket::desk::booking::OpenDay;
use loket::store::{Db, On};
use loket::upkeep::demo::{LOGINS, PASSWORD, Plan, make};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

const PEPPER: &[u8; 32] = b"a pepper of thirty-two bytes....";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Self::Sqlite { "SQLite" } else { "Postgres" })
    }
}

impl Engine {
    /// The engines that can be measured here.
    pub fn here() -> Vec<Self> {
        let mut all = vec![Self::Sqlite];
        if std::env::var("LOKET_TEST_POSTGRES").is_ok() {
            all.push(Self::Postgres);
        }
        all
    }
}

/// A clinic of one size on one engine, with somebody at the desk.
pub struct Set {
    pub engine: Engine,
    pub desk: Desk,
    pub db: Db,
    pub url: String,
    pub file: PathBuf,
    /// The program's data folder, with the pepper in it.
    pub data: PathBuf,
    pub session: String,
    /// What is on the screen when today's list is there.
    pub today: String,
}

impl Set {
    pub async fn of(engine: Engine, bookings: usize) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
        let data = folder.join(format!("{engine}-{bookings}"));
        std::fs::create_dir_all(&data).unwrap();
        let pepper = data.join("pepper");
        std::fs::write(&pepper, PEPPER).unwrap();
        std::fs::set_permissions(&pepper, std::fs::Permissions::from_mode(0o600)).unwrap();
        let file = data.join("loket.db");
        let url = match engine {
            Engine::Sqlite => format!("sqlite:{}", file.display()),
            Engine::Postgres => database(&format!("loket_bench_{bookings}")).await,
        };
        let address = address(&url);
        let clock: SharedClock = Arc::new(SystemClock);
        let db = Db::open(&address).await.unwrap();
        let clinics = loket::store::tenant::all(&db).await.unwrap();
        db.close().await;
        if clinics.is_empty() {
            let patients = (bookings / 5).clamp(200, 200_000);
            let plan = Plan { patients, bookings, ..Plan::default() };
            make(&address, clock.now(), PEPPER, &plan, &loket::desk::Progress::default()).await.unwrap();
        }
        let db = Db::open(&address).await.unwrap();
        let door = Desk::open(db.clone(), clock, "bench".to_owned(), Some(PEPPER.to_vec())).await.unwrap();
        let (desk, session) = door.login(LOGINS[0].username, PASSWORD).await.unwrap();
        // As at a counter: who hears of what others change need not look each time what they may, and what somebody looks
        // at by hand is counted in memory.
        desk.listen();
        desk.by_hand();
        let day = desk.ask(OpenDay { day: desk.today() }).await.unwrap();
        let today = day
            .iter()
            .find(|row| row.status.active())
            .map_or_else(|| "Klinik".to_owned(), |row| row.patient.chars().take(12).collect());
        Self { engine, desk, db, url, file, data, session, today }
    }

    /// Texts out of one column, spread over the table.
    pub async fn sample(&self, sql: &'static str) -> Vec<String> {
        let rows: Vec<(String,)> = On::from(&self.db).all(sql, ()).await.unwrap();
        let step = (rows.len() / 50).max(1);
        rows.into_iter().step_by(step).map(|row| row.0).collect()
    }
}

fn address(url: &str) -> DatabaseAddress {
    DatabaseUrl::parse(url).unwrap().address(Path::new("/"), None, None)
}

/// The database of that name on the server of the tests, made when it is not there.
async fn database(name: &str) -> String {
    let server = std::env::var("LOKET_TEST_POSTGRES").unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    let mut connection = PgConnection::connect(&server).await.unwrap();
    let known = sqlx::query("SELECT 1 FROM pg_database WHERE datname = $1")
        .bind(name)
        .fetch_optional(&mut connection)
        .await
        .unwrap();
    if known.is_none() {
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await.unwrap();
    }
    format!("{base}/{name}")
}
