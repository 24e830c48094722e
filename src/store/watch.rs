//! Something changed: the signal that another counter wrote. It only says "look"; what changed is read from the
//! trail, so a lost signal is made good by the next.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use sqlx::postgres::PgListener;
use tokio::sync::Notify;

use super::db::Db;
use super::fault::{Fault, Stored};
use crate::domain::id::ClinicId;

/// A silent network loses signals: look at least this often, on a server.
const SILENCE: Duration = Duration::from_secs(30);
/// Where the system does not tell of writes to a file, look this often.
const LOOK: Duration = Duration::from_secs(1);

/// The system tells of the bytes of a commit as they are written; SQLite makes it valid only after they are on the
/// disk, in memory the counters share, and of that nobody tells. So whoever is told looks again, until any disk is done.
/// A slow disk takes seconds; between two looks is never more than what one waits for without noticing.
const UNTIL_VALID: [Duration; 12] = {
    let mut pauses = [Duration::from_millis(400); 12];
    pauses[0] = Duration::from_millis(5);
    pauses[1] = Duration::from_millis(15);
    pauses[2] = Duration::from_millis(50);
    pauses[3] = Duration::from_millis(150);
    pauses
};

/// What a wait for signals came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// Something may have changed.
    Perhaps,
    /// The connection to the server ended: nothing more is heard over it.
    Ended,
}

/// Waits for signals.
#[derive(Debug)]
pub enum Signals {
    File(Writes),
    Timer,
    Server(Box<PgListener>),
}

impl Signals {
    /// Begins to listen, on a server to this clinic only.
    pub async fn of(db: &Db, clinic: ClinicId) -> Stored<Self> {
        match db {
            Db::Sqlite { write, .. } => {
                Ok(Writes::of(write.pool().connect_options().get_filename()).map_or(Self::Timer, Self::File))
            }
            Db::Postgres(lender) => {
                let mut listener = PgListener::connect_with(lender.pool()).await.map_err(Fault::of)?;
                // Where its connection ends, that is to be known before there is another.
                listener.eager_reconnect(false);
                listener.listen(&format!("loket_{clinic}")).await.map_err(Fault::of)?;
                Ok(Self::Server(Box::new(listener)))
            }
        }
    }

    /// Comes back when something may have changed, or when nothing more is heard.
    pub async fn next(&mut self) -> Heard {
        match self {
            Self::File(writes) => writes.next().await,
            Self::Timer => tokio::time::sleep(LOOK).await,
            Self::Server(listener) => {
                if let Ok(Ok(None) | Err(_)) = tokio::time::timeout(SILENCE, listener.try_recv()).await {
                    return Heard::Ended;
                }
            }
        }
        Heard::Perhaps
    }
}

/// The system tells of writes beside the database file: no wake-up while nobody writes.
#[derive(Debug)]
pub struct Writes {
    wrote: Arc<Notify>,
    /// How often was looked since the last write.
    looked: usize,
    _watcher: RecommendedWatcher,
}

impl Writes {
    /// None where the folder cannot be watched: the caller looks on a timer instead.
    fn of(database: &Path) -> Option<Self> {
        let wrote = Arc::new(Notify::new());
        let signal = Arc::clone(&wrote);
        let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty())?;
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // Opening and reading is no change; an error may hide one.
            if event.is_ok_and(|event| event.kind.is_access()) {
                return;
            }
            signal.notify_one();
        })
        .ok()?;
        watcher.watch(folder, RecursiveMode::NonRecursive).ok()?;
        // Somebody may be in the middle of a commit whose bytes were written before anybody watched.
        Some(Self { wrote, looked: 0, _watcher: watcher })
    }

    async fn next(&mut self) {
        let Some(pause) = UNTIL_VALID.get(self.looked) else {
            self.wrote.notified().await;
            self.looked = 0;
            return;
        };
        self.looked = match tokio::time::timeout(*pause, self.wrote.notified()).await {
            Ok(()) => 0,
            Err(_) => self.looked + 1,
        };
    }
}
