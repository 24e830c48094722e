//! The book of a span, as the rules of `domain::ledger` read it: for everything that answers with figures.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::Desk;
use super::fault::Done;
use crate::domain::id::{AccountId, BillId, BillLineId, PaymentId, StaffId};
use crate::domain::ledger::{Bill, Line, Payment, Source};
use crate::domain::money::Money;
use crate::domain::refusal::Refusal;
use crate::store;
use crate::store::drawer::OpenSessionRow;
use crate::store::ledger::{BookLineRow, BookPaymentRow, Reach, TouchedRow};

/// A bill with what the figures need to name it.
pub(super) struct Entry {
    pub row: TouchedRow,
    pub bill: Bill,
    /// In the order of the bill's.
    pub lines: Vec<BookLineRow>,
    pub payments: Vec<BookPaymentRow>,
}

/// Every bill of which something lies in the span.
pub(super) async fn book(desk: &Desk, days: (NaiveDate, NaiveDate)) -> Done<Vec<Entry>> {
    read(desk, days, Reach::Span).await
}

/// The same with the bills on which packages and their sessions depend on each other: what comes for a package pays for
/// what was done elsewhere.
pub(super) async fn book_of_packages(desk: &Desk, days: (NaiveDate, NaiveDate)) -> Done<Vec<Entry>> {
    read(desk, days, Reach::Packages).await
}

async fn read(desk: &Desk, days: (NaiveDate, NaiveDate), reach: Reach) -> Done<Vec<Entry>> {
    let (db, clinic) = (desk.db(), desk.clinic().id);
    let (bills, steps, lines, shares, payments, allocations) = tokio::try_join!(
        store::ledger::touched(db, clinic, days, reach),
        store::ledger::steps(db, clinic, days, reach),
        store::ledger::lines(db, clinic, days, reach),
        store::ledger::shares(db, clinic, days, reach),
        store::ledger::payments(db, clinic, days, reach),
        store::ledger::allocations(db, clinic, days, reach),
    )?;
    let mut off: HashMap<BillId, Vec<(NaiveDate, bool)>> = HashMap::new();
    for row in steps {
        off.entry(row.bill_id).or_default().push((desk.clinic().day(row.at), row.off));
    }
    let mut for_packages: HashMap<PaymentId, Vec<(BillLineId, Money)>> = HashMap::new();
    for row in allocations {
        for_packages.entry(row.payment_id).or_default().push((row.line_id, row.amount));
    }
    let mut shared: HashMap<BillLineId, Vec<(StaffId, i64)>> = HashMap::new();
    for row in shares {
        shared.entry(row.line_id).or_default().push((row.staff_id, row.share_bp));
    }
    let mut lines_of: HashMap<BillId, Vec<BookLineRow>> = HashMap::with_capacity(bills.len());
    for row in lines {
        lines_of.entry(row.bill_id).or_default().push(row);
    }
    let mut paid: HashMap<BillId, Vec<BookPaymentRow>> = HashMap::with_capacity(bills.len());
    for row in payments {
        paid.entry(row.bill_id).or_default().push(row);
    }
    let entry = |row: TouchedRow| {
        let lines = lines_of.remove(&row.id).unwrap_or_default();
        let payments = paid.remove(&row.id).unwrap_or_default();
        let line = |line: &BookLineRow| Line {
            id: line.id,
            kind: line.kind,
            treatment: line.treatment_id,
            // What was put on the bill before anybody was named is performed by whoever treats then.
            staff: line.staff_id.or(row.staff_id.filter(|_| line.kind.sold())),
            amount: line.amount,
            tax_mode: line.tax_mode,
            tax_bp: line.tax_bp,
            reduces: line.reduces,
            of_session: payments.iter().any(|paid| paid.package_id.is_some() && paid.id.0 == line.id.0),
            day: line.business_day,
            voided: line.voided_day,
            shares: shared.remove(&line.id).unwrap_or_default(),
        };
        let bill = Bill {
            done: row.done.then_some(row.visit_day),
            off: off.remove(&row.id).unwrap_or_default(),
            lines: lines.iter().map(line).collect(),
            payments: payments
                .iter()
                .map(|row| Payment {
                    packages: for_packages.remove(&row.id).unwrap_or_default(),
                    ..payment(row)
                })
                .collect(),
        };
        Entry { row, bill, lines, payments }
    };
    Ok(bills.into_iter().map(entry).collect())
}

fn payment(row: &BookPaymentRow) -> Payment {
    Payment {
        id: row.id,
        amount: row.amount,
        source: match (row.new_money, row.package_id) {
            (true, _) => Source::New,
            (false, Some(_)) => Source::Package,
            (false, None) => Source::Credit,
        },
        method: row.method_id,
        refers_to: row.refers_to,
        sale: row.sale,
        packages: Vec::new(),
        day: row.business_day,
        failed: row.failed_day,
    }
}

/// The session of whoever asks that is open and not counted yet, where figures up to `to` would tell what should lie
/// in its drawer.
pub(super) async fn counting(desk: &Desk, to: NaiveDate) -> Done<Option<OpenSessionRow>> {
    let Some(who) = desk.who() else { return Ok(None) };
    let open = store::drawer::open_sessions(desk.db(), desk.clinic().id).await?;
    Ok(not_counted_by(open, who.account_id, to))
}

/// Of the open sessions the one that this person has and did not count, if it began by `to`.
pub(super) fn not_counted_by(
    open: Vec<OpenSessionRow>,
    person: AccountId,
    to: NaiveDate,
) -> Option<OpenSessionRow> {
    let theirs =
        |row: &OpenSessionRow| row.opened_by == person && row.counted_at.is_none() && row.business_day <= to;
    open.into_iter().find(theirs)
}

/// Whoever counts is not told what should be there.
pub(super) fn not_while_counting(session: &OpenSessionRow) -> Refusal {
    Refusal::new("report.counting").with("drawer", session.drawer.as_str())
}
