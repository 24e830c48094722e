//! The trail, the counters without holes, and the acts already done. In a transaction the trail comes
//! last: on Postgres its head serialises the writers of a clinic.

use uuid::Uuid;

use super::db::{Answer, Db, On, Sql, Tx, row};
use super::fault::{Fault, Stored};
use crate::domain::audit::{Entry, GENESIS, Sealed, TrailKey};
use crate::domain::id::{AccountId, ClinicId, PatientId, RequestId, SessionId};
use crate::domain::time::Ts;
use crate::domain::trail_end::End;

/// An act done under a request id: what went in (its hash) and what came out.
#[derive(Debug, Clone)]
pub struct RequestRow {
    pub input_hash: String,
    pub output: String,
    /// Of whom the answer tells, and with whom it is erased.
    pub patient: Option<PatientId>,
}

row! {
    /// The end of the trail.
    pub struct HeadRow {
        pub seq: i64,
        pub hash: String,
        /// Of the last row.
        pub at: Ts,
        pub key_id: String,
        /// What vouches for it.
        pub seal: String,
    }
}

impl HeadRow {
    /// As whoever seals and verifies reads it.
    #[must_use]
    pub fn end(&self) -> End<'_> {
        End { seq: self.seq, hash: &self.hash, key_id: &self.key_id, at: self.at, seal: &self.seal }
    }
}

row! {
    /// Where a trail ends, and which key it is sealed with.
    pub struct EndRow {
        pub seq: i64,
        pub key_id: String,
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
    /// What the row is sealed with.
    pub key: &'a TrailKey,
}

/// When an act was last done to a thing.
pub fn last_at<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    entity: Uuid,
    act: &'a str,
) -> Answer<'a, Option<(Ts,)>> {
    on.into().opt(
        "SELECT at FROM audit WHERE clinic_id = $1 AND entity_id = $2 AND act = $3 ORDER BY seq DESC LIMIT 1",
        (clinic, entity, act),
    )
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
pub fn begin<'a>(on: impl Into<On<'a>>, clinic: ClinicId, key: &TrailKey) -> Answer<'a, u64> {
    on.into().exec(
        "INSERT INTO audit_head (clinic_id, seq, hash, key_id, at, seal) VALUES ($1, 0, $2, $3, $4, $5)",
        (clinic, GENESIS, key.id().to_owned(), Ts(0), key.end(clinic.0, 0, GENESIS, Ts(0))),
    )
}

/// Writes one row of the trail, linked to the one before and sealed, and answers its number. The act's answer is
/// remembered with it where it was asked for under an id. It is reckoned from the end of the trail as it was read at
/// the gate; where somebody else wrote meanwhile, on Postgres, it is reckoned again, with the end held still.
pub async fn write(
    tx: &mut Tx,
    doing: Doing<'_>,
    entry: &Entry,
    request: Option<(RequestId, RequestRow)>,
) -> Stored<i64> {
    let before = entry.before.to_string();
    let after = entry.after.to_string();
    let mut ledger = String::new();
    for seal in std::mem::take(&mut tx.ledger) {
        seal.line(&mut ledger);
    }
    loop {
        let (head, held) = match tx.trail.take() {
            Some(head) => (head, !tx.is_postgres()),
            None => (tx.on().one(HELD, (doing.clinic,)).await?, true),
        };
        let (at, clock_behind) = crate::domain::audit::after(head.at, doing.at);
        let seq = head.seq + 1;
        let sealed = Sealed {
            clinic: doing.clinic.0,
            at,
            clock_behind,
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
            ledger: &ledger,
        };
        let hash = doing.key.seal(&head.hash, seq, &sealed);
        let seal = doing.key.next_end(doing.clinic.0, &head.end(), seq, &hash, at);
        let (id, answer) = match &request {
            Some((id, row)) => (Some(*id), Some((row.input_hash.clone(), row.output.clone()))),
            None => (None, None),
        };
        let patient = request.as_ref().and_then(|(_, row)| row.patient);
        let (input_hash, output) = answer.unzip();
        let args = (
            doing.clinic,
            seq,
            at,
            clock_behind,
            doing.account,
            doing.approver,
            doing.session,
            doing.terminal.to_owned(),
            doing.act.to_owned(),
            entry.entity,
            entry.entity_id,
            before.clone(),
            after.clone(),
            entry.reason.clone(),
            ledger.clone(),
            doing.key.id().to_owned(),
            head.hash,
            hash,
            id,
            input_hash,
            output,
            patient,
            seal,
        );
        if !tx.is_postgres() {
            tx.on().put(ON_FILE, args).await?;
            return Ok(seq);
        }
        let wrote: Option<(i64,)> = tx.on().opt(ON_SERVER, args).await?;
        match wrote {
            Some(_) => return Ok(seq),
            None if held => return Err(Fault::Busy),
            None => {}
        }
    }
}

/// Writes rows for what was written since the last one: several where one would vouch for more than is read at once.
///
/// # Errors
/// Those of the database.
pub async fn write_parts(tx: &mut Tx, doing: Doing<'_>, entry: &Entry) -> Stored<()> {
    const AT_ONCE: usize = 10_000;
    let mut rest = std::mem::take(&mut tx.ledger);
    loop {
        let later = rest.split_off(rest.len().min(AT_ONCE));
        tx.ledger = std::mem::replace(&mut rest, later);
        write(tx, doing, entry, None).await?;
        if rest.is_empty() {
            return Ok(());
        }
    }
}

const HELD: Sql = Sql::Each {
    sqlite: "SELECT seq, hash, at, key_id, seal FROM audit_head WHERE clinic_id = $1",
    postgres: "SELECT seq, hash, at, key_id, seal FROM audit_head WHERE clinic_id = $1 FOR UPDATE",
};

const ON_FILE: &str =
    "INSERT INTO audit (clinic_id, seq, at, clock_behind, account_id, approver_id, session_id, terminal,
       act, entity, entity_id, before, after, reason, ledger, key_id, prev_hash, hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18);
     UPDATE audit_head SET seq = $2, hash = $18, at = $3, seal = $23 WHERE clinic_id = $1;
     INSERT INTO request (clinic_id, id, act, input_hash, output, at, account_id, patient_id)
     SELECT $1, $19, $9, $20, $21, $3, $5, $22 WHERE $19 IS NOT NULL";

/// Answers nothing, and writes nothing, where the end of the trail is not where it was.
const ON_SERVER: &str = "WITH head AS (UPDATE audit_head SET seq = $2, hash = $18, at = $3, seal = $23
       WHERE clinic_id = $1 AND seq = $2 - 1 AND hash = $17 RETURNING seq),
     row AS (INSERT INTO audit (clinic_id, seq, at, clock_behind, account_id, approver_id, session_id, terminal, act,
         entity, entity_id, before, after, reason, ledger, key_id, prev_hash, hash)
       SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18 FROM head),
     done AS (INSERT INTO request (clinic_id, id, act, input_hash, output, at, account_id, patient_id)
       SELECT $1, $19, $9, $20, $21, $3, $5, $22 FROM head WHERE $19 IS NOT NULL)
     SELECT seq, pg_notify('loket_' || $1::text, seq::text) FROM head";

/// Holds the end of the trail still until the transaction is over: nobody else writes a row meanwhile, and what is read
/// from here on knows every row that was written. A file's transaction is alone already.
///
/// # Errors
/// Those of the database.
pub async fn hold(tx: &mut Tx, clinic: ClinicId) -> Stored<()> {
    let head = tx.on().one(HELD, (clinic,)).await?;
    tx.trail = Some(head);
    Ok(())
}

/// The end of the trail as it lies there.
pub fn head<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Option<HeadRow>> {
    on.into().opt("SELECT seq, hash, at, key_id, seal FROM audit_head WHERE clinic_id = $1", (clinic,))
}

/// Whether a row of the trail was sealed with the key of this id.
pub fn knows<'a>(on: impl Into<On<'a>>, clinic: ClinicId, key_id: &str) -> Answer<'a, (bool,)> {
    on.into().one(
        "SELECT EXISTS (SELECT 1 FROM audit WHERE clinic_id = $1 AND key_id = $2)",
        (clinic, key_id.to_owned()),
    )
}

/// The number of the last row of the trail: it moves with every change anybody makes.
pub fn end<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Option<EndRow>> {
    on.into().opt("SELECT seq, key_id FROM audit_head WHERE clinic_id = $1", (clinic,))
}

row! {
    /// What is asked before an act begins: does the session live, and was the act done already?
    pub struct GateRow {
        /// Counts up with every change to what whoever's session it is may do.
        pub standing: i64,
        /// Of the clinic's settings.
        pub settings: i64,
        /// Who asked under this id, and what.
        pub asker: Option<AccountId>,
        pub act: Option<String>,
        pub input_hash: Option<String>,
        pub output: Option<String>,
        /// The end of the trail as it was then.
        pub seq: i64,
        pub hash: String,
        pub at: Ts,
        pub key_id: String,
        pub seal: String,
        /// Which schema a file has; nought of a server.
        pub made: i64,
    }
}

macro_rules! gate_sql {
    ($made:literal) => {
        concat!(
            "SELECT a.version AS standing, c.version AS settings, r.account_id AS asker, r.act, r.input_hash, r.output, h.seq, h.hash, h.at, h.key_id, h.seal, ",
            $made,
            " AS made
             FROM session s
             JOIN account a ON a.clinic_id = s.clinic_id AND a.id = s.account_id
             JOIN clinic c ON c.id = s.clinic_id
             JOIN audit_head h ON h.clinic_id = s.clinic_id
             JOIN tenant t ON t.clinic_id = s.clinic_id AND t.active = TRUE
             LEFT JOIN request r ON r.clinic_id = s.clinic_id AND r.id = $4
             WHERE s.clinic_id = $1 AND s.id = $2 AND s.revoked_at IS NULL AND s.expires_at > $3 AND a.active = TRUE"
        )
    };
}

/// Begins a transaction and passes the gate, in one journey where the engine can; none when the session is over, or the
/// clinic suspended.
///
/// # Errors
/// [`Fault::Altered`] of a file that somebody taught to write something else; those of the database.
pub async fn enter(
    db: &Db,
    clinic: ClinicId,
    session: SessionId,
    now: Ts,
    request: Option<RequestId>,
) -> Stored<(Tx, Option<GateRow>)> {
    const SQL: Sql = Sql::Each {
        sqlite: gate_sql!("(SELECT schema_version FROM pragma_schema_version)"),
        postgres: gate_sql!("0::BIGINT"),
    };
    let mut tx = db.begin().await?;
    let gate: Option<GateRow> = tx.on().opt(SQL, (clinic, session, now, request)).await?;
    if let Some(gate) = &gate {
        db.as_taught(&mut tx, gate.made).await?;
    }
    tx.trail = gate.as_ref().map(|gate| HeadRow {
        seq: gate.seq,
        hash: gate.hash.clone(),
        at: gate.at,
        key_id: gate.key_id.clone(),
        seal: gate.seal.clone(),
    });
    Ok((tx, gate))
}

/// The nouns that changed after row `seq` of the trail.
pub fn nouns_since<'a>(on: impl Into<On<'a>>, clinic: ClinicId, seq: i64) -> Answer<'a, Vec<(String,)>> {
    on.into().all("SELECT DISTINCT entity FROM audit WHERE clinic_id = $1 AND seq > $2", (clinic, seq))
}
