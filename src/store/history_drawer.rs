//! Years of drawers at once: sessions that are over, their closing reports, and the days locked behind them.

use chrono::NaiveDate;

use super::db::Tx;
use super::drawer::{End, NewCount, NewSession};
use super::fault::Stored;
use super::vouched::{DAY_CLOSE, Z_REPORT};
use crate::domain::id::{AccountId, ClinicId, DrawerId, DrawerSessionId, ZReportId};
use crate::domain::money::Money;
use crate::domain::time::Ts;

/// A session at the drawer that is over, with its report.
#[derive(Debug, Clone)]
pub struct PastSession {
    pub id: DrawerSessionId,
    pub drawer: DrawerId,
    pub day: NaiveDate,
    pub opened: Ts,
    pub closed: Ts,
    pub by: AccountId,
    pub float: Money,
    pub left_before: Option<Money>,
    pub expected: Money,
    pub counted: Money,
    /// Piece by piece, as JSON.
    pub pieces: String,
    pub note: Option<String>,
    pub z: ZReportId,
    pub number: i64,
    pub snapshot: String,
    /// The end of the trail.
    pub head: (i64, String),
}

/// A day that is locked.
#[derive(Debug, Clone)]
pub struct PastDay {
    pub day: NaiveDate,
    pub closed: Ts,
    pub by: AccountId,
    pub snapshot: String,
}

/// Begins a session, so that its payments can be written.
pub async fn open(tx: &mut Tx, clinic: ClinicId, terminal: &str, row: &PastSession) -> Stored<()> {
    let session = NewSession {
        id: row.id,
        drawer_id: row.drawer,
        business_day: row.day,
        opening_float: row.float,
        left_before: row.left_before,
        opening_note: String::new(),
        handed_from: None,
    };
    super::drawer::insert_session(tx.on(), clinic, &session, terminal, row.by, row.opened).await.map(|_| ())
}

/// Counts and closes it.
pub async fn close(tx: &mut Tx, clinic: ClinicId, row: &PastSession) -> Stored<()> {
    let count = NewCount {
        session: row.id,
        seq: 1,
        total: row.counted,
        pieces: row.pieces.clone(),
        reason: String::new(),
        approved_by: None,
        blind: true,
    };
    let (by, at) = (row.by, row.closed);
    super::drawer::insert_count(tx.on(), clinic, &count, by, at).await?;
    super::drawer::set_counted(tx.on(), clinic, row.id, row.counted, at).await?;
    if let Some(note) = &row.note {
        super::drawer::set_accepted(tx.on(), clinic, row.id, note, None).await?;
    }
    let difference = Money(row.counted.0 - row.expected.0);
    let end = End { expected: row.expected, difference, left_in: row.float };
    super::drawer::close_session(tx.on(), clinic, row.id, end, by, at).await.map(|_| ())
}

/// Writes the reports of sessions that are over.
pub async fn insert_reports(tx: &mut Tx, clinic: ClinicId, sessions: &[PastSession]) -> Stored<()> {
    let rows: Vec<_> = sessions
        .iter()
        .map(|row| {
            let (seq, hash) = row.head.clone();
            (clinic, row.z, row.number, row.id, row.day, row.closed, row.by, row.snapshot.clone(), seq, hash)
        })
        .collect();
    tx.add_many(
        &Z_REPORT,
        "INSERT INTO z_report (clinic_id, id, number, session_id, business_day, issued_at, account_id, snapshot,
           head_seq, head_hash)",
        rows,
    )
    .await
}

/// Locks days that are over.
pub async fn insert_days(tx: &mut Tx, clinic: ClinicId, days: &[PastDay]) -> Stored<()> {
    let rows: Vec<_> = days
        .iter()
        .map(|row| {
            let snapshot = row.snapshot.clone();
            let never = (None::<Ts>, None::<AccountId>, None::<String>);
            (clinic, row.day, 1_i64, row.closed, row.by, snapshot, never.0, never.1, never.2)
        })
        .collect();
    tx.add_many(
        &DAY_CLOSE,
        "INSERT INTO day_close (clinic_id, business_day, revision, closed_at, account_id, snapshot, reopened_at,
           reopened_by, reopen_reason)",
        rows,
    )
    .await
}
