//! The trail, the counters without holes, and the acts already done. In a transaction the trail comes
//! last: on Postgres its head serialises the writers of a clinic.

use super::db::{Answer, On, Sql, Tx, row};
use super::fault::Stored;
use crate::domain::account::Role;
use crate::domain::audit::{Entry, GENESIS, Sealed, seal};
use crate::domain::id::{AccountId, ClinicId, RequestId, SessionId};
use crate::domain::time::Ts;

/// An act done under a request id: what went in (its hash) and what came out.
#[derive(Debug, Clone)]
pub struct RequestRow {
    pub input_hash: String,
    pub output: String,
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

/// Begins the trail of a new clinic.
pub fn begin<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, u64> {
    on.into().exec("INSERT INTO audit_head (clinic_id, seq, hash) VALUES ($1, 0, $2)", (clinic, GENESIS))
}

/// Writes one row of the trail, linked to the one before, and answers its number. The act's answer is remembered
/// with it where it was asked for under an id.
pub async fn write(
    tx: &mut Tx,
    doing: Doing<'_>,
    entry: &Entry,
    request: Option<(RequestId, RequestRow)>,
) -> Stored<i64> {
    let head: HeadRow = tx
        .on()
        .one(
            Sql::Each {
                sqlite: "SELECT seq, hash FROM audit_head WHERE clinic_id = $1",
                postgres: "SELECT seq, hash FROM audit_head WHERE clinic_id = $1 FOR UPDATE",
            },
            (doing.clinic,),
        )
        .await?;
    let seq = head.seq + 1;
    let before = entry.before.to_string();
    let after = entry.after.to_string();
    let hash = seal(
        &head.hash,
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
    let (id, answer) = match request {
        Some((id, row)) => (Some(id), Some((row.input_hash, row.output))),
        None => (None, None),
    };
    let (input_hash, output) = answer.unzip();
    // One journey for all of it; on a server the signal travels with the commit, or not at all.
    tx.on()
        .exec(
            Sql::Each {
                sqlite: "INSERT INTO audit (clinic_id, seq, at, account_id, approver_id, session_id, terminal, act,
                   entity, entity_id, before, after, reason, prev_hash, hash)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);
                 UPDATE audit_head SET seq = $2, hash = $15 WHERE clinic_id = $1;
                 INSERT INTO request (clinic_id, id, act, input_hash, output, at, account_id)
                 SELECT $1, $16, $8, $17, $18, $3, $4 WHERE $16 IS NOT NULL",
                postgres: "WITH row AS (
                   INSERT INTO audit (clinic_id, seq, at, account_id, approver_id, session_id, terminal, act,
                     entity, entity_id, before, after, reason, prev_hash, hash)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)),
                 head AS (UPDATE audit_head SET seq = $2, hash = $15 WHERE clinic_id = $1),
                 done AS (INSERT INTO request (clinic_id, id, act, input_hash, output, at, account_id)
                   SELECT $1, $16, $8, $17, $18, $3, $4 WHERE $16 IS NOT NULL)
                 SELECT pg_notify('loket', $2::text)",
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
                head.hash,
                hash,
                id,
                input_hash,
                output,
            ),
        )
        .await?;
    Ok(seq)
}

/// The number of the last row of the trail: it moves with every change anybody makes.
pub fn head<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Option<(i64,)>> {
    on.into().opt("SELECT seq FROM audit_head WHERE clinic_id = $1", (clinic,))
}

row! {
    /// What is asked before an act begins: does the session live, and was the act done already?
    pub struct GateRow {
        pub role: Role,
        pub act: Option<String>,
        pub input_hash: Option<String>,
        pub output: Option<String>,
    }
}

/// The gate of every transaction that writes, in one journey; none when the session is over.
pub fn gate<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    session: SessionId,
    now: Ts,
    request: Option<RequestId>,
) -> Answer<'a, Option<GateRow>> {
    on.into().opt(
        "SELECT a.role, r.act, r.input_hash, r.output
         FROM session s
         JOIN account a ON a.clinic_id = s.clinic_id AND a.id = s.account_id
         LEFT JOIN request r ON r.clinic_id = s.clinic_id AND r.id = $4
         WHERE s.clinic_id = $1 AND s.id = $2 AND s.revoked_at IS NULL AND s.expires_at > $3 AND a.active = TRUE",
        (clinic, session, now, request),
    )
}

/// The nouns that changed after row `seq` of the trail.
pub fn nouns_since<'a>(on: impl Into<On<'a>>, clinic: ClinicId, seq: i64) -> Answer<'a, Vec<(String,)>> {
    on.into().all("SELECT DISTINCT entity FROM audit WHERE clinic_id = $1 AND seq > $2", (clinic, seq))
}
