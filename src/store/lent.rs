//! Connections, lent for one question or one transaction. Whoever takes one next must not get what is left of somebody
//! else's question: left in the middle of something, it gets the time to come to its end, or is thrown away.
//!
//! The driver's pool asks each connection that comes back whether it still lives, and until it answered opens another for
//! whoever comes next: a journey for each question, and at the start one connection after the other. So what comes back
//! at rest is kept here, and the pool only makes connections and takes away those that nobody needs.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use sqlx::pool::PoolConnection;
use sqlx::{Connection as _, Database, Pool, Postgres, Sqlite};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::db::SILENCE;
use super::fault::{Fault, Stored};

/// A connection that was idle for longer is asked whether it still lives before it is used; a shorter pause is not worth
/// a journey.
pub(super) const MAY_HAVE_DIED: Duration = Duration::from_secs(5);
/// When a connection comes back, those that nobody needed for so long go to the driver's pool, which closes them.
const NOT_NEEDED: Duration = Duration::from_mins(5);
/// How old a connection to a server gets. The server asks for the password once, when it begins: a login that was shut
/// out, or whose password somebody else learned, works no longer than this where it is in already.
pub(super) const OLDEST: Duration = Duration::from_mins(15);

/// An engine whose connection can be brought back to rest.
pub trait Rest: Database {
    fn rest(connection: &mut Self::Connection) -> BoxFuture<'_, sqlx::Result<()>>;

    /// Whether a connection that was idle for long can still be used.
    fn lives(connection: &mut Self::Connection) -> BoxFuture<'_, bool>;
}

impl Rest for Sqlite {
    fn rest(connection: &mut Self::Connection) -> BoxFuture<'_, sqlx::Result<()>> {
        Box::pin(async {
            match sqlx::query("ROLLBACK").execute(connection).await {
                // Nothing was begun.
                Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("1") => Ok(()),
                done => done.map(|_| ()),
            }
        })
    }

    fn lives(_: &mut Self::Connection) -> BoxFuture<'_, bool> {
        Box::pin(std::future::ready(true))
    }
}

// Where nothing was begun the server only warns.
impl Rest for Postgres {
    fn rest(connection: &mut Self::Connection) -> BoxFuture<'_, sqlx::Result<()>> {
        Box::pin(async { sqlx::raw_sql("ROLLBACK").execute(connection).await.map(|_| ()) })
    }

    fn lives(connection: &mut Self::Connection) -> BoxFuture<'_, bool> {
        Box::pin(async { matches!(timeout(Duration::from_secs(1), connection.ping()).await, Ok(Ok(()))) })
    }
}

/// Lends connections, so many at once as it has turns.
#[derive(Debug)]
pub struct Lender<D: Rest> {
    pool: Pool<D>,
    turns: Arc<Semaphore>,
    kept: Arc<Kept<D>>,
    oldest: Option<Duration>,
}

impl<D: Rest> Clone for Lender<D> {
    fn clone(&self) -> Self {
        Self {
            pool: self.pool.clone(),
            turns: Arc::clone(&self.turns),
            kept: Arc::clone(&self.kept),
            oldest: self.oldest,
        }
    }
}

/// A connection, and until when it may be used.
#[derive(Debug)]
struct Held<D: Rest> {
    connection: PoolConnection<D>,
    until: Option<Instant>,
}

/// A connection at rest, and the moment it came back.
type AtRest<D> = (Held<D>, Instant);

/// Connections at rest, the one that came back last at the end; none once they are closed.
#[derive(Debug)]
struct Kept<D: Rest>(Mutex<Option<Vec<AtRest<D>>>>);

impl<D: Rest> Kept<D> {
    /// Keeps it for whoever comes next, and lets those go that nobody needed for long.
    fn put(&self, held: Held<D>) {
        if held.until.is_some_and(|until| until <= Instant::now()) {
            drop(held.connection.detach());
            return;
        }
        let goes = match &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(kept) => {
                let old = kept.partition_point(|(_, since)| since.elapsed() > NOT_NEEDED);
                let goes = kept.drain(..old).map(|(held, _)| held.connection).collect();
                kept.push((held, Instant::now()));
                goes
            }
            None => vec![held.connection],
        };
        goes.into_iter().for_each(let_go);
    }

    /// The one that came back last.
    fn take(&self) -> Option<AtRest<D>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut()?.pop()
    }

    /// Throws all away: what one of them died of, the others died of too.
    fn throw_away(&self) {
        let all = match &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(kept) => std::mem::take(kept),
            None => Vec::new(),
        };
        for (held, _) in all {
            drop(held.connection.detach());
        }
    }
}

impl<D: Rest> Drop for Kept<D> {
    fn drop(&mut self) {
        let kept = self.0.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        for (held, _) in kept.into_iter().flatten() {
            let_go(held.connection);
        }
    }
}

/// Gives a connection at rest back to the driver's pool, which needs a runtime for that.
fn let_go<D: Rest>(connection: PoolConnection<D>) {
    if Handle::try_current().is_err() {
        drop(connection.detach());
    }
}

impl<D: Rest> Lender<D> {
    /// `turns`: how many are lent at the most at once. The pool has at least as many.
    pub fn new(pool: Pool<D>, turns: usize) -> Self {
        Self {
            pool,
            turns: Arc::new(Semaphore::new(turns)),
            kept: Arc::new(Kept(Mutex::new(Some(Vec::new())))),
            oldest: None,
        }
    }

    /// The same, of connections that get no older than this.
    #[must_use]
    pub fn no_older_than(self, oldest: Duration) -> Self {
        Self { oldest: Some(oldest), ..self }
    }

    /// The pool behind it.
    pub const fn pool(&self) -> &Pool<D> {
        &self.pool
    }

    /// Lends a connection.
    ///
    /// # Errors
    /// As the driver's pool: there is none in time, it cannot be made, or everything is closed.
    pub async fn lend(&self) -> Stored<Lent<D>> {
        let patience = self.pool.options().get_acquire_timeout();
        match timeout(patience, self.lend_at_last()).await {
            Ok(lent) => lent.map_err(Fault::of),
            Err(_) => Err(Fault::of(sqlx::Error::PoolTimedOut)),
        }
    }

    async fn lend_at_last(&self) -> sqlx::Result<Lent<D>> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| sqlx::Error::PoolClosed)?;
        let mut living = None;
        if let Some((mut kept, since)) = self.kept.take() {
            if kept.until.is_some_and(|until| until <= Instant::now()) {
                drop(kept.connection.detach());
            } else if since.elapsed() < MAY_HAVE_DIED || D::lives(&mut kept.connection).await {
                living = Some(kept);
            } else {
                drop(kept.connection.detach());
                self.kept.throw_away();
            }
        }
        let held = match living {
            Some(kept) => kept,
            None => Held {
                connection: self.pool.acquire().await?,
                until: self.oldest.and_then(|oldest| Instant::now().checked_add(oldest)),
            },
        };
        let (held, kept) = (Some(held), Arc::clone(&self.kept));
        Ok(Lent { held, state: State::AtRest, kept, turn: Some(turn) })
    }

    /// Keeps what another lender of the same pool keeps, for whoever comes next.
    pub fn adopt(&self, other: &Self) {
        while let Some((connection, _)) = other.kept.take() {
            self.kept.put(connection);
        }
    }

    /// Finishes what is under way and lets go of the connections.
    pub async fn close(&self) {
        self.turns.close();
        let kept = self.kept.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(kept);
        self.pool.close().await;
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    AtRest,
    /// A question or a transaction is under way.
    Busy,
    /// It did not answer in time, or the way to it is lost: whatever it still says belongs to nobody.
    Silent,
}

/// A connection for one question or one transaction.
#[derive(Debug)]
pub struct Lent<D: Rest> {
    held: Option<Held<D>>,
    state: State,
    kept: Arc<Kept<D>>,
    /// Given back last.
    turn: Option<OwnedSemaphorePermit>,
}

impl<D: Rest> Lent<D> {
    /// The connection, for something that takes until it is said to be over.
    pub fn busy(&mut self) -> Stored<&mut D::Connection> {
        if self.state == State::Silent {
            return Err(Fault::Unreachable);
        }
        self.state = State::Busy;
        self.held.as_mut().map(|held| &mut *held.connection).ok_or(Fault::Unreachable)
    }

    /// It is over: the connection goes back as it came.
    pub fn done(&mut self) {
        if self.state == State::Busy {
            self.state = State::AtRest;
        }
    }

    /// An answer that is waited for, however long it takes; afterwards the connection is at rest.
    pub fn heard<T>(&mut self, answer: sqlx::Result<T>) -> Stored<T> {
        let answer = self.told(answer);
        self.done();
        answer
    }

    /// After some faults nobody may use it any more.
    fn told<T>(&mut self, answer: sqlx::Result<T>) -> Stored<T> {
        answer.map_err(|error| {
            if !still_good(&error) {
                self.state = State::Silent;
            }
            Fault::of(error)
        })
    }

    /// Brings it back to rest, or throws it away.
    pub async fn rest(&mut self) {
        let (State::Busy, Some(held)) = (self.state, self.held.as_mut()) else { return };
        let rested = timeout(SILENCE, D::rest(&mut held.connection)).await;
        self.state = if matches!(rested, Ok(Ok(()))) { State::AtRest } else { State::Silent };
    }

    /// An answer, after which the connection is at rest.
    pub fn answered<T>(&mut self, answer: Result<sqlx::Result<T>, Elapsed>) -> Stored<T> {
        let answer = self.still_busy(answer);
        self.done();
        answer
    }

    /// An answer in the middle of a transaction.
    pub fn still_busy<T>(&mut self, answer: Result<sqlx::Result<T>, Elapsed>) -> Stored<T> {
        match answer {
            Ok(answer) => self.told(answer),
            Err(_) => {
                self.state = State::Silent;
                Err(Fault::Unreachable)
            }
        }
    }
}

/// Whether a connection can be used after this fault: the engine refused something, and lives.
fn still_good(error: &sqlx::Error) -> bool {
    match error {
        // The server says why it hangs up: it shuts down, or waited too long.
        sqlx::Error::Database(error) => !error
            .code()
            .is_some_and(|code| code.starts_with("57P") || code == "25P03" || code.starts_with("08")),
        sqlx::Error::RowNotFound
        | sqlx::Error::Encode(_)
        | sqlx::Error::Decode(_)
        | sqlx::Error::ColumnDecode { .. }
        | sqlx::Error::ColumnNotFound(_)
        | sqlx::Error::ColumnIndexOutOfBounds { .. }
        | sqlx::Error::TypeNotFound { .. } => true,
        _ => false,
    }
}

impl<D: Rest> Drop for Lent<D> {
    fn drop(&mut self) {
        let Some(mut held) = self.held.take() else { return };
        match (self.state, Handle::try_current()) {
            (State::AtRest, _) => self.kept.put(held),
            (State::Busy, Ok(runtime)) => {
                let (turn, kept) = (self.turn.take(), Arc::clone(&self.kept));
                runtime.spawn(async move {
                    match timeout(SILENCE, D::rest(&mut held.connection)).await {
                        Ok(Ok(())) => kept.put(held),
                        _ => drop(held.connection.detach()),
                    }
                    drop(turn);
                });
            }
            (State::Silent, _) | (State::Busy, Err(_)) => drop(held.connection.detach()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn opened_twice(oldest: Option<Duration>) -> bool {
        let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect_lazy("sqlite::memory:");
        let lender = Lender::new(pool.unwrap(), 1);
        let lender = match oldest {
            Some(oldest) => lender.no_older_than(oldest),
            None => lender,
        };
        let mut lent = lender.lend().await.unwrap();
        // A temporary table is gone with its connection.
        let made = sqlx::raw_sql("CREATE TEMP TABLE mine (id INTEGER)").execute(lent.busy().unwrap()).await;
        lent.heard(made).unwrap();
        drop(lent);
        let mut lent = lender.lend().await.unwrap();
        let asked = sqlx::raw_sql("SELECT id FROM mine").execute(lent.busy().unwrap()).await;
        lent.heard(asked).is_err()
    }

    #[tokio::test]
    async fn a_connection_that_is_old_is_made_anew() {
        assert!(!opened_twice(None).await);
        assert!(!opened_twice(Some(OLDEST)).await);
        assert!(opened_twice(Some(Duration::ZERO)).await);
    }
}
