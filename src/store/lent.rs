//! A connection lent by the pool. Whoever takes one next must not get what is left of somebody else's question: left in
//! the middle of something, it gets the time to come to its end, or is thrown away.

use futures::future::BoxFuture;
use sqlx::pool::PoolConnection;
use sqlx::{Database, Pool, Postgres, Sqlite};
use tokio::runtime::Handle;
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::db::SILENCE;
use super::fault::{Fault, Stored};

/// An engine whose connection can be brought back to rest.
pub trait Rest: Database {
    fn rest(connection: &mut Self::Connection) -> BoxFuture<'_, sqlx::Result<()>>;
}

impl Rest for Sqlite {
    fn rest(connection: &mut Self::Connection) -> BoxFuture<'_, sqlx::Result<()>> {
        Box::pin(async { sqlx::query("ROLLBACK").execute(connection).await.map(|_| ()) })
    }
}

// Where nothing was begun the server only warns.
impl Rest for Postgres {
    fn rest(connection: &mut Self::Connection) -> BoxFuture<'_, sqlx::Result<()>> {
        Box::pin(async { sqlx::raw_sql("ROLLBACK").execute(connection).await.map(|_| ()) })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    AtRest,
    /// A question or a transaction is under way.
    Busy,
    /// It did not answer in time: whatever it still says belongs to nobody.
    Silent,
}

/// A connection for one question or one transaction.
#[derive(Debug)]
pub struct Lent<D: Rest> {
    connection: Option<PoolConnection<D>>,
    state: State,
}

impl<D: Rest> Lent<D> {
    pub async fn of(pool: &Pool<D>) -> Stored<Self> {
        let connection = pool.acquire().await.map_err(Fault::of)?;
        Ok(Self { connection: Some(connection), state: State::AtRest })
    }

    /// The connection, for something that takes until it is said to be over.
    pub fn busy(&mut self) -> Stored<&mut D::Connection> {
        self.state = State::Busy;
        self.connection.as_deref_mut().ok_or(Fault::Unreachable)
    }

    /// It is over: the connection goes back as it came.
    pub const fn done(&mut self) {
        self.state = State::AtRest;
    }

    /// Brings it back to rest, or throws it away.
    pub async fn rest(&mut self) {
        let (State::Busy, Some(connection)) = (self.state, self.connection.as_deref_mut()) else { return };
        let rested = timeout(SILENCE, D::rest(connection)).await;
        self.state = if matches!(rested, Ok(Ok(()))) { State::AtRest } else { State::Silent };
    }

    /// An answer, after which the connection is at rest.
    pub fn answered<T>(&mut self, answer: Result<sqlx::Result<T>, Elapsed>) -> Stored<T> {
        let answer = self.still_busy(answer);
        if self.state == State::Busy {
            self.done();
        }
        answer
    }

    /// An answer in the middle of a transaction.
    pub fn still_busy<T>(&mut self, answer: Result<sqlx::Result<T>, Elapsed>) -> Stored<T> {
        match answer {
            Ok(answer) => answer.map_err(Fault::of),
            Err(_) => {
                self.state = State::Silent;
                Err(Fault::Unreachable)
            }
        }
    }
}

impl<D: Rest> Drop for Lent<D> {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        match (self.state, Handle::try_current()) {
            (State::AtRest, _) => {}
            (State::Busy, Ok(runtime)) => {
                runtime.spawn(async move {
                    let rested = timeout(SILENCE, D::rest(&mut connection)).await;
                    if !matches!(rested, Ok(Ok(()))) {
                        drop(connection.detach());
                    }
                });
            }
            (State::Silent, _) | (State::Busy, Err(_)) => drop(connection.detach()),
        }
    }
}
