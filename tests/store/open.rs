//! Opening: made when missing, left alone when foreign or newer, by one counter at a time.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use loket::clock::{SharedClock, SystemClock};
use loket::config::{DatabaseAddress, DatabaseUrl, Host, Tls};
use loket::desk::Desk;
use loket::domain::id::ClinicId;
use loket::store::day::{self, DAY};
use loket::store::fault::Doubt;
use loket::store::migrate::LATEST;
use loket::store::{Db, Fault, On};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use tokio::time::timeout;

use crate::support::on_both;

on_both! {
    async fn counters_that_start_together_open_one_database(lab: &Lab) {
        let opened = futures::future::join_all((0..8).map(|_| lab.another())).await;
        for db in opened {
            assert_eq!(versions(&db).await, (1..=LATEST).collect::<Vec<_>>());
            db.close().await;
        }
    }

    async fn a_database_of_a_newer_loket_is_left_alone(lab: &Lab) {
        let owner = lab.owner().await;
        let mut tx = owner.begin().await.unwrap();
        tx.on()
            .exec(
                "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 SELECT version + 1, 'later', success, checksum, 0 FROM _sqlx_migrations
                 WHERE version = (SELECT max(version) FROM _sqlx_migrations)",
                (),
            )
            .await
            .unwrap();
        if !tx.is_postgres() {
            tx.on().exec("PRAGMA user_version = 999", ()).await.unwrap();
        }
        tx.commit().await.unwrap();
        owner.close().await;
        assert_eq!(Db::open(&lab.address).await.unwrap_err(), Fault::Newer);
    }

    async fn a_desk_that_cannot_be_opened_says_so_at_once(lab: &Lab) {
        let clock = Arc::new(SystemClock);
        let open = Desk::at_for_a_day(&lab.address, None, clock, "Counter 1".to_owned(), None);
        let refused = timeout(Duration::from_secs(20), open).await.unwrap().map(|_| ()).unwrap_err();
        assert_eq!(refused.refusal().map(|refusal| refusal.code), Some("clinic.none"));
    }

    async fn whoever_looks_at_a_day_first_gets_the_connection_that_knows_the_question(lab: &Lab) {
        let (db, mut later) = Db::open_for_a_day(&lab.address).await.unwrap();
        later.second().await;
        if db.is_postgres() {
            let known = "SELECT COUNT(*) FROM pg_prepared_statements WHERE statement = $1";
            let (known,): (i64,) = On::from(&db).one(known, (DAY,)).await.unwrap();
            assert_eq!(known, 1);
        }
        assert!(day::rows(&db, ClinicId::new(), NaiveDate::default()).await.unwrap().is_empty());
        db.close().await;
    }
}

async fn versions(db: &Db) -> Vec<i64> {
    let rows: Vec<(i64,)> =
        On::from(db).all("SELECT version FROM _sqlx_migrations ORDER BY version", ()).await.unwrap();
    rows.into_iter().map(|(version,)| version).collect()
}

#[tokio::test]
async fn counters_that_find_no_file_make_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let address = DatabaseAddress::Sqlite(folder.path().join("new/loket.db"));
    let opened = futures::future::join_all((0..8).map(|_| Db::open(&address))).await;
    for db in opened {
        let db = db.unwrap();
        assert_eq!(versions(&db).await, (1..=LATEST).collect::<Vec<_>>());
        db.close().await;
    }
    assert_eq!(folder.path().join("new").metadata().unwrap().permissions().mode() & 0o077, 0);
}

#[tokio::test]
async fn a_file_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::raw_sql("CREATE TABLE recipe (name TEXT)").execute(&pool).await.unwrap();
    pool.close().await;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let before = std::fs::read(&path).unwrap();
    assert_eq!(Db::open(&DatabaseAddress::Sqlite(path.clone())).await.unwrap_err(), Fault::Foreign);
    let rows = std::fs::read(&path).unwrap();
    // The journal mode in the header (bytes 18 and 19) and its change counters may differ, the rest not.
    assert_eq!(rows.len(), before.len());
    assert_eq!(rows[100..], before[100..]);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.txt");
    std::fs::write(&path, "Dear Sir or Madam, ".repeat(100)).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(Db::open(&DatabaseAddress::Sqlite(path)).await.unwrap_err(), Fault::Damaged);
}

#[tokio::test]
async fn a_server_that_is_not_there_cannot_be_reached() {
    // Port 1 on this computer: nothing listens, and it says so at once.
    let address = DatabaseAddress::Postgres {
        host: Host::Name("127.0.0.1".to_owned()),
        port: 1,
        user: "nobody".to_owned(),
        database: "nothing".to_owned(),
        tls: Tls::Off,
        password: None,
    };
    assert_eq!(Db::open(&address).await.unwrap_err(), Fault::Unreachable);
}

#[tokio::test]
async fn a_server_without_that_database_says_so() {
    let server = std::env::var("LOKET_TEST_POSTGRES").unwrap();
    let url = format!("{}/loket_there_is_none", server.rsplit_once('/').unwrap().0);
    let address = DatabaseUrl::parse(&url).unwrap().address(Path::new("/"), None, None);
    assert_eq!(Db::open(&address).await.unwrap_err(), Fault::NoDatabase);
}

#[tokio::test]
async fn whoever_only_looks_makes_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let address = DatabaseAddress::Sqlite(folder.path().join("elsewhere/loket.db"));
    let clock: SharedClock = Arc::new(SystemClock);
    let opened = Desk::at(&address, None, Arc::clone(&clock), "x".into(), None).await.map(|_| ());
    assert_eq!(opened.unwrap_err().refusal().unwrap().code, "clinic.none");
    let looked = Desk::at_whatever_lies_there(&address, None, clock, "x".into(), None).await.map(|_| ());
    assert_eq!(looked.unwrap_err().refusal().unwrap().code, "clinic.none");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_file_that_was_replaced_takes_no_more_writes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("loket.db");
    let db = Db::open(&DatabaseAddress::Sqlite(path.clone())).await.unwrap();
    db.begin().await.unwrap().commit().await.unwrap();
    std::fs::rename(&path, folder.path().join("elsewhere.db")).unwrap();
    assert_eq!(db.begin().await.unwrap_err(), Fault::Moved);
    std::fs::write(&path, b"").unwrap();
    assert_eq!(db.begin().await.unwrap_err(), Fault::Moved, "another file of that name is not ours");
}

/// Whoever made the link, or may read the file, would have the clinic's data.
#[tokio::test]
async fn a_file_that_leads_elsewhere_or_is_open_to_others_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let open = async |name: &str| Db::open(&DatabaseAddress::Sqlite(at(name))).await;
    open("loket.db").await.unwrap().close().await;
    let mode = |name: &str| at(name).metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("loket.db"), 0o600, "whatever mask the process has");

    std::os::unix::fs::symlink(at("loket.db"), at("link.db")).unwrap();
    std::os::unix::fs::symlink(at("nothing"), at("dangling.db")).unwrap();
    for name in ["link.db", "dangling.db"] {
        assert_eq!(open(name).await.unwrap_err(), Fault::Linked, "{name}");
    }
    assert!(!at("nothing").exists(), "nothing is made through a link");
    std::fs::hard_link(at("loket.db"), at("second.db")).unwrap();
    assert_eq!(open("loket.db").await.unwrap_err(), Fault::Linked);
    std::fs::remove_file(at("second.db")).unwrap();

    for open_to in [0o640, 0o604, 0o660, 0o602] {
        std::fs::set_permissions(at("loket.db"), std::fs::Permissions::from_mode(open_to)).unwrap();
        assert_eq!(open("loket.db").await.unwrap_err(), Fault::Exposed, "{open_to:o}");
    }
    std::fs::set_permissions(at("loket.db"), std::fs::Permissions::from_mode(0o600)).unwrap();
    let db = open("loket.db").await.unwrap();
    db.begin().await.unwrap().commit().await.unwrap();
    for name in ["loket.db", "loket.db-wal", "loket.db-shm"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    // Somebody else's: only root can give a file away, and only then there is something to refuse.
    if rustix::process::geteuid().is_root() {
        db.close().await;
        std::os::unix::fs::chown(at("loket.db"), Some(65_534), None).unwrap();
        assert_eq!(open("loket.db").await.unwrap_err(), Fault::Exposed);
    }
}

#[tokio::test]
async fn a_server_that_does_not_encrypt_is_told_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    // Answers the question whether it encrypts, and keeps what it is told after that.
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = [0; 8];
        stream.read_exact(&mut asked).await.unwrap();
        stream.write_all(b"N").await.unwrap();
        let mut told = Vec::new();
        stream.read_to_end(&mut told).await.unwrap();
        told
    });
    let address = DatabaseAddress::Postgres {
        host: Host::Name("127.0.0.1".to_owned()),
        port,
        user: "nobody".to_owned(),
        database: "nothing".to_owned(),
        tls: Tls::VerifyFull { root: None },
        password: None,
    };
    assert_eq!(Db::open(&address).await.unwrap_err(), Fault::Untrusted(Doubt::Plain));
    assert_eq!(server.await.unwrap(), [0; 0]);
}

#[tokio::test]
async fn certificates_that_cannot_be_read_are_no_lost_way() {
    let address = DatabaseAddress::Postgres {
        host: Host::Name("127.0.0.1".to_owned()),
        port: 1,
        user: "nobody".to_owned(),
        database: "nothing".to_owned(),
        tls: Tls::VerifyFull { root: Some("/nowhere/ca.pem".into()) },
        password: None,
    };
    assert_eq!(Db::open(&address).await.unwrap_err(), Fault::Untrusted(Doubt::Root));
}
