//! Opening the database: the settings of every connection, and the schema brought up to date. What an
//! address does not say comes from here, never from the environment.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use chrono::NaiveDate;
use secrecy::ExposeSecret;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, Postgres};
use tokio::task::JoinHandle;

use super::day;
use super::db::{Db, Place};
use super::fault::{Doubt, Fault, Stored};
use super::lent::{Lender, MAY_HAVE_DIED, OLDEST, Rest as _};
use super::migrate::{self, State};
use super::power::{Found, Looked, found_at, login_too_much};
use crate::config::{DatabaseAddress, Host, Tls};
use crate::domain::id::ClinicId;
use crate::harden::private_folder;

/// How long a connection may take to come about, and how long one waits for a free one.
const PATIENCE: Duration = Duration::from_secs(3);
/// Connections to a server: one listens.
const CONNECTIONS: u32 = 4;
/// No clinic has it.
const NOBODYS: ClinicId = ClinicId(uuid::Uuid::nil());

/// Readers of a file. Each has a thread, a page cache, and reads the whole schema when it opens, which takes
/// longer than any question of a screen: a second one would cost every start more than it ever saves.
const READERS: u32 = 1;
/// What a connection keeps of the file, in KiB (negative: not pages): the upper levels of every index.
const CACHE: &str = "-640";
/// Rows the engine may be ahead of whoever reads them: with few, both sleep and wake at almost every row.
pub(super) const ROWS_AHEAD: usize = 2048;

/// What a counter that shows a day at once has still to come from a server: a second connection that knows the question,
/// and the answer to what its login was granted.
#[derive(Debug)]
pub struct Later(Option<(Lender<Postgres>, JoinHandle<Lender<Postgres>>)>);

/// A server that takes longer for it is not waited for: the first connection can ask as well.
const SOON: Duration = Duration::from_millis(100);
/// The first picture is drawn, and what it reads ahead is read, before the server looks through every list of rights.
const DRAWN: Duration = Duration::from_millis(100);
/// A server that cannot be asked is asked again.
const AGAIN: Duration = Duration::from_secs(5);

impl Later {
    /// Waits a little for the second connection. Whoever asks next gets it.
    pub async fn second(&mut self) {
        if let Some((lender, coming)) = &mut self.0
            && let Ok(Ok(beside)) = tokio::time::timeout(SOON, coming).await
        {
            lender.adopt(&beside);
        }
    }

    /// Comes back only if the login was granted more than a clinic's may have, and says what.
    pub async fn refuses(self) -> Fault {
        let Some((lender, _)) = self.0 else { return std::future::pending().await };
        tokio::time::sleep(DRAWN).await;
        loop {
            match let_in(&lender, Looked::Through).await {
                Ok(_) => return std::future::pending().await,
                Err(why @ Fault::Mighty(_)) => return why,
                Err(_) => tokio::time::sleep(AGAIN).await,
            }
        }
    }
}

impl Db {
    /// Whether the address is a file that is not there. Whoever only wants to look does not make it.
    #[must_use]
    pub fn is_missing(address: &DatabaseAddress) -> bool {
        // What leads nowhere is there, and refused.
        matches!(address, DatabaseAddress::Sqlite(path) if path.symlink_metadata().is_err())
    }

    /// Opens the database to work in it. A file's schema is brought up to date, or made. On a server that is done by
    /// `loket postgres setup`, and a login that sees more than its own clinic is refused (reliability.md T42): only where
    /// nobody's data is, in an empty database and in a training copy, may the owner of the tables work, and makes them.
    ///
    /// # Errors
    /// [`Fault::Unreachable`], [`Fault::Login`], [`Fault::Newer`], [`Fault::Foreign`], [`Fault::NetworkDisk`],
    /// [`Fault::Linked`], [`Fault::Exposed`], those of the disk; on a server [`Fault::NoDatabase`],
    /// [`Fault::Mighty`], [`Fault::Older`], [`Fault::NotSetUp`].
    pub async fn open(address: &DatabaseAddress) -> Stored<Self> {
        match address {
            DatabaseAddress::Sqlite(path) => open_file(path).await,
            DatabaseAddress::Postgres { .. } => {
                let options = server_options(address)?;
                open_server(server_lender(&options), options, Looked::Through).await
            }
        }
    }

    /// Opens the database for somebody whose first look is at a day of the book. A process of the server that has just
    /// begun takes far longer to learn the tables of that question than to answer it: a second one learns them while
    /// the first is asked who comes here. What a login is and owns is asked before anything else, as always; what it was
    /// granted, [as soon as the day is on the screen](Later::refuses).
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_for_a_day(address: &DatabaseAddress) -> Stored<(Self, Later)> {
        let DatabaseAddress::Postgres { .. } = address else {
            return Ok((Self::open(address).await?, Later(None)));
        };
        let options = server_options(address)?;
        let lender = server_lender(&options);
        let beside = Lender::new(lender.pool().clone(), 1).no_older_than(OLDEST);
        let second = tokio::spawn(async move {
            let db = Self::Postgres(beside.clone());
            // Whatever stands in the way is told to who asks in earnest.
            let _ = day::rows(&db, NOBODYS, NaiveDate::default()).await;
            beside
        });
        let later = Later(Some((lender.clone(), second)));
        Ok((open_server(lender, options, Looked::At).await?, later))
    }

    /// Opens the database to administer the installation: on a server as somebody who sees every clinic. The schema stays
    /// as it is.
    ///
    /// # Errors
    /// As [`open`](Self::open), and [`Fault::Denied`] for a clinic's login.
    pub async fn administer(address: &DatabaseAddress) -> Stored<Self> {
        let DatabaseAddress::Postgres { .. } = address else { return Self::open(address).await };
        let options = server_options(address)?.options([("statement_timeout", "10min")]);
        // The pool keeps to itself why it could not connect; one plain connection tells.
        connect(&options).await?.close().await.map_err(Fault::of)?;
        let pool =
            PgPoolOptions::new().max_connections(1).acquire_timeout(PATIENCE).connect_lazy_with(options);
        let lender = Lender::new(pool, 1);
        let power = found_at(&lender, Looked::Through).await?.power;
        if power.made && !power.mighty {
            return Err(Fault::Denied);
        }
        Ok(Self::Postgres(lender))
    }
}

async fn open_file(path: &Path) -> Stored<Db> {
    let folder = path.parent().unwrap_or(Path::new("/"));
    private_folder(folder).map_err(|why| Fault::of(why.into()))?;
    refuse_network_disk(folder)?;
    own_file(path)?;
    let making = turn_to_make(path).await?;
    let options = file_options(path);
    // One connection writes, so that writers of this process queue here and not in the file's lock.
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_lazy_with(options.clone());
    // Whoever only looks never opens the one that writes.
    let read = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(Duration::from_secs(10))
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_lazy_with(options.pragma("query_only", "ON"));
    let read = Lender::new(read, READERS as usize);
    match migrate::file_state(&read).await? {
        State::Current => {}
        State::Behind => migrate::file(&write).await?,
        State::Newer => return Err(Fault::Newer),
    }
    drop(making);
    Ok(Db::Sqlite { read, write: Lender::new(write, 1), place: Some(Place::of(path)?) })
}

/// Durable before fast (reliability.md §6.4): a saved payment survives a power cut.
fn file_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .busy_timeout(Duration::from_secs(5))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("secure_delete", "ON")
        .pragma("wal_autocheckpoint", "1000")
        .pragma("cache_size", CACHE)
        .row_buffer_size(ROWS_AHEAD)
        .disable_statement_logging()
}

/// Makes the file where there is none, for its owner alone (what SQLite puts beside it gets the same mode), and
/// refuses one that leads elsewhere or is not the owner's alone.
fn own_file(path: &Path) -> Stored<()> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match made {
        Ok(_) => return Ok(()),
        Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(why) => return Err(Fault::of(why.into())),
    }
    let facts = path.symlink_metadata().map_err(|why| Fault::of(why.into()))?;
    if facts.is_symlink() || facts.nlink() > 1 {
        return Err(Fault::Linked);
    }
    if facts.uid() != rustix::process::geteuid().as_raw() || facts.mode() & 0o077 != 0 {
        return Err(Fault::Exposed);
    }
    Ok(())
}

/// While a file is still empty, whoever opens it waits here until nobody else makes it: two that turn an empty file
/// into one with a write-ahead log at the same moment each hold what the other needs, and the engine, which sees that
/// waiting would not help, refuses one at once. The folder is what is locked: closing any handle of the file itself
/// would give back the engine's own locks on it.
async fn turn_to_make(path: &Path) -> Stored<Option<File>> {
    let empty = path.metadata().map_err(|why| Fault::of(why.into()))?.len() == 0;
    let Some(folder) = path.parent().filter(|_| empty) else { return Ok(None) };
    let folder = File::open(folder).map_err(|why| Fault::of(why.into()))?;
    let locked = tokio::task::spawn_blocking(move || folder.lock().map(|()| folder)).await;
    match locked {
        Ok(Ok(folder)) => Ok(Some(folder)),
        Ok(Err(why)) => Err(Fault::of(why.into())),
        Err(_) => Err(Fault::Busy),
    }
}

/// The write-ahead log needs memory shared by all who open the file, which no network disk gives.
fn refuse_network_disk(folder: &Path) -> Stored<()> {
    /// NFS, CIFS, SMB 2, 9p, FUSE (`statfs(2)`).
    #[cfg(target_os = "linux")]
    const SHARED: [u32; 5] = [0x6969, 0xff53_4d42, 0xfe53_4d42, 0x0102_1997, 0x6573_5546];
    #[cfg(target_os = "linux")]
    if let Ok(facts) = rustix::fs::statfs(folder)
        && SHARED.contains(&(facts.f_type as u32))
    {
        return Err(Fault::NetworkDisk);
    }
    let _ = folder;
    Ok(())
}

fn server_lender(options: &PgConnectOptions) -> Lender<Postgres> {
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .idle_timeout(Duration::from_mins(5))
        .max_lifetime(OLDEST)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move { Ok(meta.idle_for < MAY_HAVE_DIED || Postgres::lives(connection).await) })
        })
        .connect_lazy_with(options.clone());
    Lender::new(pool, CONNECTIONS as usize - 1).no_older_than(OLDEST)
}

/// What is found at a server, for a login that may be there: not one that may too much where somebody's data is.
async fn let_in(lender: &Lender<Postgres>, looked: Looked) -> Stored<Found> {
    let found = found_at(lender, looked).await?;
    if found.power.mighty && found.power.made && found.state != State::Newer && found.holds_data {
        return Err(Fault::Mighty(login_too_much(lender).await?.map(Box::new)));
    }
    Ok(found)
}

async fn open_server(lender: Lender<Postgres>, options: PgConnectOptions, looked: Looked) -> Stored<Db> {
    let Found { power, state, .. } = match let_in(&lender, looked).await {
        Ok(found) => found,
        // The pool keeps to itself why it could not connect; one plain connection tells.
        Err(Fault::Unreachable) => {
            connect(&options).await?;
            return Err(Fault::Unreachable);
        }
        Err(fault) => return Err(fault),
    };
    if !power.made {
        return match migrate::server(&mut connect(&options).await?).await {
            Err(Fault::Denied) => Err(Fault::NotSetUp),
            made => made.map(|()| Db::Postgres(lender)),
        };
    }
    match state {
        State::Newer => Err(Fault::Newer),
        State::Current => Ok(Db::Postgres(lender)),
        State::Behind if power.mighty => {
            migrate::server(&mut connect(&options).await?).await?;
            Ok(Db::Postgres(lender))
        }
        State::Behind => Err(Fault::Older),
    }
}

/// The address as the driver takes it, with nothing left to the variables the driver reads.
///
/// # Errors
/// [`Fault::Untrusted`] without the certificates to trust: the driver would say of that what it says of a lost way.
fn server_options(address: &DatabaseAddress) -> Stored<PgConnectOptions> {
    let options = PgConnectOptions::new_without_pgpass();
    let DatabaseAddress::Postgres { host, port, user, database, tls, password } = address else {
        return Ok(options);
    };
    if let Tls::VerifyFull { root: Some(root) } = tls {
        File::open(root).map_err(|_| Fault::Untrusted(Doubt::Root))?;
    }
    let options = match host {
        Host::Name(name) => options.host(name),
        Host::Socket(folder) => options.host("localhost").socket(folder),
    };
    let options = match tls {
        Tls::Off => options.ssl_mode(PgSslMode::Disable),
        Tls::VerifyFull { root: None } => options.ssl_mode(PgSslMode::VerifyFull),
        Tls::VerifyFull { root: Some(root) } => options.ssl_mode(PgSslMode::VerifyFull).ssl_root_cert(root),
    };
    Ok(options
        .port(*port)
        .username(user)
        .database(database)
        .password(password.as_ref().map_or("", |password| password.expose_secret()))
        .application_name("loket")
        .options([
            ("statement_timeout", "10s"),
            ("lock_timeout", "3s"),
            ("idle_in_transaction_session_timeout", "15s"),
            ("TimeZone", "UTC"),
            // What somebody set for the login itself does not count.
            ("search_path", "public"),
            ("row_security", "on"),
            ("default_transaction_read_only", "off"),
            // What was said to be saved is saved.
            ("synchronous_commit", "on"),
            // A desk's questions are small and their pages in memory: an index is always worth it, a compiler never,
            // and planning anew for each value takes longer than the answer.
            ("plan_cache_mode", "force_generic_plan"),
            ("random_page_cost", "1.1"),
            ("jit", "off"),
        ])
        .disable_statement_logging())
}

async fn connect(options: &PgConnectOptions) -> Stored<PgConnection> {
    match tokio::time::timeout(PATIENCE, PgConnection::connect_with(options)).await {
        Ok(Err(sqlx::Error::Database(error))) if error.code().as_deref() == Some("3D000") => {
            Err(Fault::NoDatabase)
        }
        Ok(connected) => connected.map_err(Fault::of),
        Err(_) => Err(Fault::Unreachable),
    }
}
