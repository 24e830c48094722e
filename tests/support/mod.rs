//! A database of its own for each test, on both engines: `on_both!` runs the same story on a SQLite
//! file and on a Postgres database.
//!
//! `LOKET_TEST_POSTGRES` names a server where the tests may make databases; `.ci/test` starts one and
//! sets it. Without it the Postgres half fails: it is never passed over.

#![allow(dead_code, unused_macros, unused_imports, reason = "each test program uses its part")]
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on fails")]

pub mod busy_day;
pub mod clinic;
pub mod policies;
pub mod sink;
pub mod stage;

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::time::Duration;

use loket::config::{DatabaseAddress, DatabaseUrl, Host};
use loket::domain::id::ClinicId;
use loket::domain::time::Ts;
use loket::store::Db;
use loket::store::wall::{self, Roles};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tempfile::TempDir;

/// The short name of the clinic whose login the tests have.
pub const SLUG: &str = "melati";

/// Where a test works: an empty database with the schema in it, and a folder. Gone afterwards. On Postgres it is set up as
/// a clinic's is, and the test works behind the wall, with that clinic's login.
pub struct Lab {
    pub address: DatabaseAddress,
    pub db: Db,
    /// The address of whoever administers it.
    pub admin: DatabaseAddress,
    folder: TempDir,
}

impl Lab {
    /// Runs a story on a SQLite file of its own.
    pub fn sqlite(story: impl AsyncFnOnce(&Lab)) {
        let folder = tempfile::tempdir().unwrap();
        let address = DatabaseAddress::Sqlite(folder.path().join("loket.db"));
        block_on(async {
            let db = Db::open(&address).await.unwrap();
            let lab = Lab { admin: address.clone(), address, db, folder };
            story(&lab).await;
            lab.db.close().await;
        });
    }

    /// Runs a story on a Postgres database of its own.
    pub fn postgres(story: impl AsyncFnOnce(&Lab)) {
        let server = Server::of_the_tests();
        let name = format!("loket_{}", uuid::Uuid::now_v7().simple());
        block_on(server.copy_template(&name));
        // The database goes even when the story fails.
        let told = catch_unwind(AssertUnwindSafe(|| {
            block_on(async {
                let admin = server.address(&name);
                let address = as_role(&admin, &Roles::of(SLUG).app);
                let db = Db::open(&address).await.unwrap();
                let lab = Lab { address, db, admin, folder: tempfile::tempdir().unwrap() };
                story(&lab).await;
                lab.db.close().await;
            });
        }));
        block_on(server.run(&format!("DROP DATABASE {name} WITH (FORCE)")));
        if let Err(panic) = told {
            resume_unwind(panic);
        }
    }

    /// The database in the hands of whoever administers it: no wall, and no rights missing.
    pub async fn owner(&self) -> Db {
        Db::administer(&self.admin).await.unwrap()
    }

    /// The place kept for the clinic of this database, making it on a file.
    pub async fn place(&self) -> ClinicId {
        let mut tx = self.db.begin().await.unwrap();
        let kept = loket::store::tenant::all(tx.on()).await.unwrap().pop();
        if let Some(kept) = kept {
            return kept.clinic_id;
        }
        let id = ClinicId::new();
        loket::store::tenant::add(tx.on(), id, SLUG, Ts(0)).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// A place for one more clinic in this database, and the database as its counters open it.
    pub async fn beside(&self, slug: &str) -> (ClinicId, Db) {
        let owner = self.owner().await;
        let (id, db) = if owner.is_postgres() {
            // Roles are the whole server's: another test may be making the same one.
            let mut server = Server::of_the_tests().connect().await;
            sqlx::query("SELECT pg_advisory_lock(727274)").execute(&mut server).await.unwrap();
            let roles = Roles::of(slug);
            wall::set_up(&owner, &roles).await.unwrap();
            server.close().await.unwrap();
            let kept = loket::store::tenant::all(&owner).await.unwrap();
            let id = kept.iter().find(|tenant| tenant.slug == slug).unwrap().clinic_id;
            (id, Db::open(&as_role(&self.admin, &roles.app)).await.unwrap())
        } else {
            let id = ClinicId::new();
            let mut tx = owner.begin().await.unwrap();
            loket::store::tenant::add(tx.on(), id, slug, Ts(1)).await.unwrap();
            tx.commit().await.unwrap();
            (id, self.db.clone())
        };
        owner.close().await;
        (id, db)
    }

    /// Another connection to the same database, as another counter has it.
    pub async fn another(&self) -> Db {
        Db::open(&self.address).await.unwrap()
    }

    /// The address as the settings and the flags take it.
    pub fn url(&self) -> String {
        url_of(&self.address)
    }

    /// The address of whoever administers it, likewise.
    pub fn admin_url(&self) -> String {
        url_of(&self.admin)
    }

    /// A folder of the test's own.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// The same database, logged in as somebody else.
pub fn as_role(address: &DatabaseAddress, role: &str) -> DatabaseAddress {
    let mut address = address.clone();
    if let DatabaseAddress::Postgres { user, .. } = &mut address {
        role.clone_into(user);
    }
    address
}

pub fn url_of(address: &DatabaseAddress) -> String {
    match address {
        DatabaseAddress::Sqlite(path) => format!("sqlite:{}", path.display()),
        DatabaseAddress::Postgres { host: Host::Name(host), port, user, database, .. } => {
            format!("postgres://{user}@{host}:{port}/{database}")
        }
        DatabaseAddress::Postgres { host: Host::Socket(folder), port, user, database, .. } => {
            format!("postgres://{user}@:{port}/{database}?host={}", folder.display())
        }
    }
}

/// Runs one story as two tests, `name::sqlite` and `name::postgres`.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($lab:ident: &Lab) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, reason = "a story may need nothing from outside")]
            use super::*;

            $(#[$meta])*
            async fn story($lab: &$crate::support::Lab) $body

            #[test]
            fn sqlite() {
                $crate::support::Lab::sqlite(story);
            }

            #[test]
            fn postgres() {
                $crate::support::Lab::postgres(story);
            }
        }
    )+};
}
pub(crate) use on_both;

/// The server of the tests.
struct Server(DatabaseUrl);

impl Server {
    fn of_the_tests() -> Self {
        let url = std::env::var("LOKET_TEST_POSTGRES").unwrap_or_else(|_| {
            panic!(
                "LOKET_TEST_POSTGRES is not set: run the tests with .ci/test, which starts a Postgres, or set it to \
                 postgres://USER@HOST:PORT/postgres of a server on which they may create databases"
            )
        });
        Self(DatabaseUrl::parse(&url).unwrap())
    }

    fn address(&self, name: &str) -> DatabaseAddress {
        let mut url = self.0.clone();
        let DatabaseUrl::Postgres { database, .. } = &mut url else {
            panic!("LOKET_TEST_POSTGRES is no address of a Postgres server");
        };
        name.clone_into(database);
        url.address(Path::new("/"), None, None)
    }

    async fn connect(&self) -> PgConnection {
        let DatabaseUrl::Postgres { host, port, user, database, .. } = &self.0 else {
            panic!("LOKET_TEST_POSTGRES is no address of a Postgres server");
        };
        let options = PgConnectOptions::new_without_pgpass().port(*port).username(user).database(database);
        let options = match host {
            Host::Name(name) => options.host(name),
            Host::Socket(folder) => options.socket(folder),
        };
        PgConnection::connect_with(&options).await.unwrap()
    }

    async fn run(&self, sql: &str) {
        let mut connection = self.connect().await;
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    /// Copies the template, which is faster than making the tables again. The first test to need it
    /// makes it; its name holds what the schema is made of, so another schema has another template.
    async fn copy_template(&self, name: &str) {
        let template = format!("loket_template_{:016x}", schema_hash());
        let mut connection = self.connect().await;
        sqlx::query("SELECT pg_advisory_lock(727274)").execute(&mut connection).await.unwrap();
        let known = sqlx::query("SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate")
            .bind(&template)
            .fetch_optional(&mut connection)
            .await
            .unwrap();
        if known.is_none() {
            self.run(&format!("DROP DATABASE IF EXISTS {template} WITH (FORCE)")).await;
            self.run(&format!("CREATE DATABASE {template}")).await;
            let db = Db::administer(&self.address(&template)).await.unwrap();
            wall::set_up(&db, &Roles::of(SLUG)).await.unwrap();
            db.close().await;
            self.run(&format!("ALTER DATABASE {template} IS_TEMPLATE true ALLOW_CONNECTIONS false")).await;
        }
        sqlx::query("SELECT pg_advisory_unlock(727274)").execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        self.run(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    }
}

/// FNV-1a over what the database is made with: the same in every process, which a `DefaultHasher` need not be.
fn schema_hash() -> u64 {
    wall::script(&Roles::of(SLUG))
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Runs a future to its end. A story that hangs fails, instead of holding up everything.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        tokio::time::timeout(Duration::from_mins(6), future).await.expect("the story comes to an end")
    })
}
