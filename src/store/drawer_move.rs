//! What moves the cash of a session.

use chrono::NaiveDate;

use super::db::{Answer, On, row};
use super::vouched::DRAWER_MOVE;
use crate::domain::drawer::MoveKind;
use crate::domain::id::{AccountId, ClinicId, DrawerMoveId, DrawerSessionId};
use crate::domain::money::Money;
use crate::domain::time::Ts;

row! {
    /// Cash that came or went without a bill, or a drawer opened for nothing.
    pub struct MoveRow {
        pub id: DrawerMoveId,
        pub kind: MoveKind,
        pub amount: Money,
        pub reason: String,
        pub reference: String,
        pub at: Ts,
        pub account: String,
    }
}

row! {
    /// What moved the cash of a session.
    pub struct CashRow {
        pub float: Money,
        pub taken: Money,
        pub paid_in: Money,
        pub paid_out: Money,
        pub dropped: Money,
    }
}

/// Everything that moved the cash of a session: its own payments and moves, never a span of time.
pub fn cash<'a>(on: impl Into<On<'a>>, clinic: ClinicId, session: DrawerSessionId) -> Answer<'a, CashRow> {
    on.into().one(
        "SELECT (SELECT s.opening_float FROM drawer_session s WHERE s.clinic_id = $1 AND s.id = $2) AS float,
           CAST(COALESCE((SELECT SUM(m.amount) FROM payment m
             JOIN payment_method w ON w.clinic_id = m.clinic_id AND w.id = m.method_id
             WHERE m.clinic_id = $1 AND m.drawer_session_id = $2 AND w.in_drawer = TRUE), 0) AS BIGINT) AS taken,
           CAST(COALESCE(SUM(CASE WHEN v.kind = 'paid_in' THEN v.amount END), 0) AS BIGINT) AS paid_in,
           CAST(COALESCE(SUM(CASE WHEN v.kind = 'paid_out' THEN v.amount END), 0) AS BIGINT) AS paid_out,
           CAST(COALESCE(SUM(CASE WHEN v.kind = 'drop' THEN v.amount END), 0) AS BIGINT) AS dropped
         FROM drawer_move v WHERE v.clinic_id = $1 AND v.session_id = $2",
        (clinic, session),
    )
}

pub fn moves<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    session: DrawerSessionId,
) -> Answer<'a, Vec<MoveRow>> {
    on.into().all(
        "SELECT v.id, v.kind, v.amount, v.reason, v.reference, v.at, a.full_name AS account
         FROM drawer_move v JOIN account a ON a.clinic_id = v.clinic_id AND a.id = v.account_id
         WHERE v.clinic_id = $1 AND v.session_id = $2 ORDER BY v.at, v.id",
        (clinic, session),
    )
}

/// A move about to be written.
#[derive(Debug, Clone)]
pub struct NewMove {
    pub id: DrawerMoveId,
    pub session: DrawerSessionId,
    pub kind: MoveKind,
    pub amount: Money,
    pub reason: String,
    pub reference: String,
    pub business_day: NaiveDate,
    pub approved_by: Option<AccountId>,
}

pub fn insert_move<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    row: &NewMove,
    terminal: &'a str,
    by: AccountId,
    now: Ts,
) -> Answer<'a, ()> {
    let row = row.clone();
    on.into().add(
        &DRAWER_MOVE,
        "INSERT INTO drawer_move (clinic_id, id, session_id, kind, amount, reason, reference, business_day, at,
           account_id, approved_by, terminal)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        (
            clinic,
            row.id,
            row.session,
            row.kind,
            row.amount,
            row.reason,
            row.reference,
            row.business_day,
            now,
            by,
            row.approved_by,
            terminal,
        ),
    )
}
