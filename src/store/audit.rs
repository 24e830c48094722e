//! The trail, the counters without holes, and the acts already done. In a transaction the trail comes
//! last: on Postgres its head serialises the writers of a clinic.

use super::db::{Answer, On, Sql, Tx, row};
use super::fault::Stored;
use crate::domain::audit::{Entry, GENESIS, Sealed, seal};
use crate::domain::id::{AccountId, ClinicId, RequestId, SessionId};
use crate::domain::time::Ts;

row! {
    /// An act already done under a request id.
    pub struct RequestRow {
        pub act: String,
        pub input_hash: String,
        pub output: String,
    }
}

row! {
    struct HeadRow {
        seq: i64,
        hash: String,
    }
}

/// Who did what from where: the part of an audit row that every entry of an act shares.
#[derive(Debug, Clone, Copy)]
pub struct Doing<'a> {
    pub clinic: ClinicId,
    pub account: Option<AccountId>,
    pub approver: Option<AccountId>,
    pub session: Option<SessionId>,
    pub terminal: &'a str,
    pub act: &'a str,
    pub at: Ts,
}

/// Takes the next number of a counter. It is given back when the transaction rolls back: no holes.
pub fn next<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    kind: &'static str,
    scope: &'a str,
) -> Answer<'a, (i64,)> {
    on.into().one(
        "INSERT INTO counter (clinic_id, kind, scope, value) VALUES ($1, $2, $3, 1)
         ON CONFLICT (clinic_id, kind, scope) DO UPDATE SET value = counter.value + 1 RETURNING value",
        (clinic, kind, scope),
    )
}

/// Writes one row of the trail, linked to the one before, and answers its number.
pub async fn write(tx: &mut Tx, doing: Doing<'_>, entry: &Entry) -> Stored<i64> {
    let (seq,) = next(tx.on(), doing.clinic, "audit", "").await?;
    let head: Option<HeadRow> = tx
        .on()
        .opt("SELECT seq, hash FROM audit WHERE clinic_id = $1 AND seq = $2", (doing.clinic, seq - 1))
        .await?;
    let prev = head.map_or_else(|| GENESIS.to_owned(), |head| head.hash);
    let before = entry.before.to_string();
    let after = entry.after.to_string();
    let hash = seal(
        &prev,
        &Sealed {
            clinic: doing.clinic.0,
            seq,
            at: doing.at,
            account: doing.account.map(|id| id.0),
            approver: doing.approver.map(|id| id.0),
            session: doing.session.map(|id| id.0),
            terminal: doing.terminal,
            act: doing.act,
            entity: entry.entity,
            entity_id: entry.entity_id,
            before: &before,
            after: &after,
            reason: &entry.reason,
        },
    );
    tx.on()
        .exec(
            Sql::Each {
                sqlite: "INSERT INTO audit (clinic_id, seq, at, account_id, approver_id, session_id, terminal, act,
                   entity, entity_id, before, after, reason, prev_hash, hash)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
                // The signal travels with the commit, or not at all.
                postgres: "WITH row AS (
                   INSERT INTO audit (clinic_id, seq, at, account_id, approver_id, session_id, terminal, act,
                     entity, entity_id, before, after, reason, prev_hash, hash)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING seq)
                 SELECT pg_notify('loket', seq::text) FROM row",
            },
            (
                doing.clinic,
                seq,
                doing.at,
                doing.account,
                doing.approver,
                doing.session,
                doing.terminal.to_owned(),
                doing.act.to_owned(),
                entry.entity,
                entry.entity_id,
                before,
                after,
                entry.reason.clone(),
                prev,
                hash,
            ),
        )
        .await?;
    Ok(seq)
}

/// The number of the last row of the trail: it moves with every change anybody makes.
pub fn head<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Option<(i64,)>> {
    on.into()
        .opt("SELECT value FROM counter WHERE clinic_id = $1 AND kind = 'audit' AND scope = ''", (clinic,))
}

/// The act already done under this id, if any.
pub fn request<'a>(on: impl Into<On<'a>>, clinic: ClinicId, id: RequestId) -> Answer<'a, Option<RequestRow>> {
    on.into()
        .opt("SELECT act, input_hash, output FROM request WHERE clinic_id = $1 AND id = $2", (clinic, id))
}

/// Remembers what an act answered, so that asking again answers again.
pub fn remember<'a>(
    on: impl Into<On<'a>>,
    doing: Doing<'a>,
    account: AccountId,
    id: RequestId,
    row: RequestRow,
) -> Answer<'a, u64> {
    on.into().exec(
        "INSERT INTO request (clinic_id, id, act, input_hash, output, at, account_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        (doing.clinic, id, row.act, row.input_hash, row.output, doing.at, account),
    )
}

/// The nouns that changed after row `seq` of the trail.
pub fn nouns_since<'a>(on: impl Into<On<'a>>, clinic: ClinicId, seq: i64) -> Answer<'a, Vec<(String,)>> {
    on.into().all("SELECT DISTINCT entity FROM audit WHERE clinic_id = $1 AND seq > $2", (clinic, seq))
}
