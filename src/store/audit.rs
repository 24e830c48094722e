//! The trail, the counters without holes, and the acts already done. In a transaction the trail comes
//! last: on Postgres its head serialises the writers of a clinic.

use super::db::{Answer, Db, On, Tx, row};
use super::fault::Stored;
use crate::domain::audit::{Entry, GENESIS, Parts, Sealed, parts, seal};
use crate::domain::id::{AccountId, ClinicId, RequestId, SessionId};
use crate::domain::time::Ts;

/// An act done under a request id: what went in (its hash) and what came out.
#[derive(Debug, Clone)]
pub struct RequestRow {
    pub input_hash: String,
    pub output: String,
}

row! {
    /// The end of the trail.
    pub struct HeadRow {
        pub seq: i64,
        pub hash: String,
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
    let before = entry.before.to_string();
    let after = entry.after.to_string();
    let sealed = Sealed {
        clinic: doing.clinic.0,
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
    };
    let (id, answer) = match request {
        Some((id, row)) => (Some(id), Some((row.input_hash, row.output))),
        None => (None, None),
    };
    let (input_hash, output) = answer.unzip();
    let terminal = doing.terminal.to_owned();
    let act = doing.act.to_owned();
    let reason = entry.reason.clone();
    if tx.is_postgres() {
        // The end of the trail is locked for this statement and the commit only, and the hash is made where it is.
        let Parts { first, middle, last } = parts(&sealed);
        let (seq,): (i64,) = tx
            .on()
            .one(
                "WITH old AS (SELECT seq, hash FROM audit_head WHERE clinic_id = $1 FOR UPDATE),
                 new AS (SELECT seq + 1 AS seq, hash AS prev_hash, encode(sha256($14 || convert_to(hash, 'UTF8') || $15
                   || int8send(seq + 1) || $16), 'hex') AS hash FROM old),
                 head AS (UPDATE audit_head h SET seq = new.seq, hash = new.hash FROM new WHERE h.clinic_id = $1),
                 row AS (INSERT INTO audit (clinic_id, seq, at, account_id, approver_id, session_id, terminal, act,
                   entity, entity_id, before, after, reason, prev_hash, hash)
                   SELECT $1, seq, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, prev_hash, hash FROM new),
                 done AS (INSERT INTO request (clinic_id, id, act, input_hash, output, at, account_id)
                   SELECT $1, $13, $7, $17, $18, $2, $3 WHERE $13 IS NOT NULL)
                 SELECT seq, pg_notify('loket', seq::text) FROM new",
                (
                    doing.clinic,
                    doing.at,
                    doing.account,
                    doing.approver,
                    doing.session,
                    terminal,
                    act,
                    entry.entity,
                    entry.entity_id,
                    before,
                    after,
                    reason,
                    id,
                    first,
                    middle,
                    last,
                    input_hash,
                    output,
                ),
            )
            .await?;
        return Ok(seq);
    }
    let head = end(tx, doing.clinic).await?;
    let seq = head.seq + 1;
    let hash = seal(&head.hash, seq, &sealed);
    tx.on()
        .put(
            "INSERT INTO audit (clinic_id, seq, at, account_id, approver_id, session_id, terminal, act,
               entity, entity_id, before, after, reason, prev_hash, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);
             UPDATE audit_head SET seq = $2, hash = $15 WHERE clinic_id = $1;
             INSERT INTO request (clinic_id, id, act, input_hash, output, at, account_id)
             SELECT $1, $16, $8, $17, $18, $3, $4 WHERE $16 IS NOT NULL",
            (
                doing.clinic,
                seq,
                doing.at,
                doing.account,
                doing.approver,
                doing.session,
                terminal,
                act,
                entry.entity,
                entry.entity_id,
                before,
                after,
                reason,
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

/// The end of a file's trail, which stands still for the transaction: what [`enter`] read, or read now.
async fn end(tx: &mut Tx, clinic: ClinicId) -> Stored<HeadRow> {
    match tx.trail.take() {
        Some(head) => Ok(head),
        None => tx.on().one("SELECT seq, hash FROM audit_head WHERE clinic_id = $1", (clinic,)).await,
    }
}

/// The number of the last row of the trail: it moves with every change anybody makes.
pub fn head<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Option<(i64,)>> {
    on.into().opt("SELECT seq FROM audit_head WHERE clinic_id = $1", (clinic,))
}

row! {
    /// What is asked before an act begins: does the session live, and was the act done already?
    pub struct GateRow {
        /// Counts up with every change to what whoever's session it is may do.
        pub standing: i64,
        pub act: Option<String>,
        pub input_hash: Option<String>,
        pub output: Option<String>,
        /// The end of the trail as it was then.
        pub seq: i64,
        pub hash: String,
    }
}

/// Begins a transaction and passes the gate, in one journey where the engine can; none when the session is over.
pub async fn enter(
    db: &Db,
    clinic: ClinicId,
    session: SessionId,
    now: Ts,
    request: Option<RequestId>,
) -> Stored<(Tx, Option<GateRow>)> {
    let mut tx = db.begin().await?;
    let gate: Option<GateRow> = tx
        .on()
        .opt(
            "SELECT a.version AS standing, r.act, r.input_hash, r.output, h.seq, h.hash
             FROM session s
             JOIN account a ON a.clinic_id = s.clinic_id AND a.id = s.account_id
             JOIN audit_head h ON h.clinic_id = s.clinic_id
             LEFT JOIN request r ON r.clinic_id = s.clinic_id AND r.id = $4
             WHERE s.clinic_id = $1 AND s.id = $2 AND s.revoked_at IS NULL AND s.expires_at > $3 AND a.active = TRUE",
            (clinic, session, now, request),
        )
        .await?;
    if let Some(gate) = gate.as_ref().filter(|_| !tx.is_postgres()) {
        tx.trail = Some(HeadRow { seq: gate.seq, hash: gate.hash.clone() });
    }
    Ok((tx, gate))
}

/// The nouns that changed after row `seq` of the trail.
pub fn nouns_since<'a>(on: impl Into<On<'a>>, clinic: ClinicId, seq: i64) -> Answer<'a, Vec<(String,)>> {
    on.into().all("SELECT DISTINCT entity FROM audit WHERE clinic_id = $1 AND seq > $2", (clinic, seq))
}
