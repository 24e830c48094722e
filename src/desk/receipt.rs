//! Receipts: the snapshot of the day they were made, and the copies that left the desk since.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change, Look};
use super::bill::Open;
use super::fault::{Done, Fault};
use super::payment::number_shown;
use super::work::Work;
use super::{Desk, confided, drawer, payment, tax};
use crate::domain::audit::TrailKey;
use crate::domain::bill::LineKind;
use crate::domain::clinic::Clinic;
use crate::domain::id::{BookingId, ReceiptId};
use crate::domain::money::Money;
use crate::domain::payment::{MethodKind, PaymentState};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::paper::receipt::{Deduction, Letterhead, Line, Other, Paid, Receipt, Since};
use crate::store::bill::LineRow;
use crate::store::method::MethodRow;
use crate::store::payment::{NewPayment, ReceiptRow};
use crate::store::{self, On};

/// A receipt as it was made. It says COPY: only what is printed is the receipt itself, once.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenReceipt {
    pub receipt: ReceiptId,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReceiptView {
    pub id: ReceiptId,
    pub booking: BookingId,
    /// How often it was printed: first as the receipt itself, then as COPY 1, 2, … To open it is no print.
    pub copies: i64,
    pub receipt: Receipt,
}

impl Act for OpenReceipt {
    const NAME: &'static str = "open_receipt";
    const NEEDS: Permission = Permission::ReceiptPrint;
    type Output = ReceiptView;
}

impl Look for OpenReceipt {
    async fn look(self, desk: &Desk) -> Done<ReceiptView> {
        let clinic = desk.clinic().id;
        let row = store::payment::receipt(desk.db(), clinic, self.receipt).await?;
        let row = row.ok_or_else(|| Refusal::at("receipt.unknown", "receipt"))?;
        let mut view = read(On::from(desk.db()), &desk.clinic(), desk.house.key()?, row).await?;
        // Whatever is made of an answer to a look, it is not the receipt that left the desk.
        view.receipt.copy = u32::try_from(view.copies.max(1)).unwrap_or(u32::MAX);
        desk.veil().name(&mut view.receipt.patient);
        Ok(view)
    }
}

/// Notes that a receipt leaves the desk: the first time as it is, then as COPY 1, 2, …
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintReceipt {
    pub receipt: ReceiptId,
}

impl Act for PrintReceipt {
    const NAME: &'static str = "print_receipt";
    const NEEDS: Permission = Permission::ReceiptPrint;
    type Output = ReceiptView;
}

impl Change for PrintReceipt {
    async fn change(self, work: &mut Work<'_>) -> Done<ReceiptView> {
        let (clinic, me, now) = (work.id(), work.me(), work.now);
        let row = store::payment::receipt(work.on(), clinic, self.receipt)
            .await?
            .ok_or_else(|| Refusal::at("receipt.unknown", "receipt"))?;
        let copies = row.copies;
        work.about(row.patient_id);
        let (key, house) = (work.key, work.clinic);
        let mut view = read(work.on(), house, key, row).await?;
        store::payment::add_copy(work.on(), clinic, self.receipt, copies, now, me).await?;
        view.receipt.copy = u32::try_from(copies).unwrap_or(u32::MAX);
        view.copies = copies + 1;
        work.veil().name(&mut view.receipt.patient);
        let number = serde_json::json!({"number": view.receipt.number, "copy": copies});
        work.record("receipt", self.receipt.0, super::NOTHING, &number, "")?;
        Ok(view)
    }
}

/// A receipt as it was made, and what became of its payments; without the name where whose it was is erased.
async fn read(mut on: On<'_>, clinic: &Clinic, key: &TrailKey, row: ReceiptRow) -> Done<ReceiptView> {
    let states = store::payment::states_of(on.again(), clinic.id, row.id).await?;
    let page = confided::read(on, clinic.id, key, &row.snapshot).await?;
    let mut receipt: Receipt = serde_json::from_value(page)?;
    receipt.voided = row.voided;
    for paid in &mut receipt.payments {
        let last = states.iter().rev().find(|state| Some(state.payment_id) == paid.payment);
        paid.since = last
            .filter(|state| state.state != PaymentState::Waiting)
            .map(|state| Since { failed: state.state == PaymentState::Failed, at: clinic.local(state.at) });
    }
    Ok(ReceiptView { id: row.id, booking: row.booking_id, copies: row.copies, receipt })
}

/// The series of money that comes.
pub(super) const TAKEN: &str = "R";
/// The series of money that goes back.
pub(super) const BACK: &str = "RF";

/// The number of a receipt as it is printed: `R-000123`.
pub(super) fn named(series: &str, number: i64) -> String {
    format!("{series}-{}", number_shown(number))
}

/// Draws the next number of a series, writes what the receipt says, and its payments. `taken` is never empty and all
/// of one receipt; `due` is what is still to pay after it. The number is drawn in the commit: no holes.
pub(super) async fn issue(
    work: &mut Work<'_>,
    open: &Open,
    series: &'static str,
    taken: &[(MethodRow, NewPayment)],
    due: Money,
) -> Done<i64> {
    let id = taken.first().map(|(_, payment)| payment.receipt_id);
    let id = id.ok_or_else(|| Fault::Broken("a receipt of nothing".to_owned()))?;
    issue_as(work, open, (series, id), taken, due).await
}

/// The same under an id of its own: of a rounding that settles a bill by itself, `taken` is empty.
pub(super) async fn issue_as(
    work: &mut Work<'_>,
    open: &Open,
    (series, id): (&'static str, ReceiptId),
    taken: &[(MethodRow, NewPayment)],
    due: Money,
) -> Done<i64> {
    let (clinic, me, now) = (work.id(), work.me(), work.now);
    let patient_id = open.booking.patient_id;
    let (number, patient) = store::payment::draw_number(work.on(), clinic, series, patient_id).await?;
    // What a package or a credit pays takes in nothing, and still draws from the numbers of the drawer here.
    let session = match taken.iter().find_map(|(_, payment)| payment.drawer_session_id) {
        Some(session) => Some(session),
        None => drawer::taking(work).await?,
    };
    let receipt = ReceiptRow {
        id,
        series: series.to_owned(),
        number,
        bill_id: open.bill.id,
        booking_id: open.booking.id,
        patient_id,
        business_day: work.today(),
        issued_at: now,
        snapshot: String::new(),
        drawer_session_id: session,
        copies: 0,
        voided: Money::ZERO,
    };
    let snapshot = snapshot(work, open, patient, &receipt, taken, due);
    let mut page = serde_json::to_value(&snapshot)?;
    work.confide("receipt_page", patient_id, &mut page)?;
    let row = ReceiptRow { snapshot: page.to_string(), ..receipt };
    store::payment::insert_receipt(work.on(), clinic, &row, me).await?;
    for (_, row) in taken {
        payment::write(work, row).await?;
    }
    Ok(number)
}

/// What a receipt says, written down when the money changed hands.
fn snapshot(
    work: &Work<'_>,
    open: &Open,
    patient: String,
    row: &ReceiptRow,
    taken: &[(MethodRow, NewPayment)],
    due: Money,
) -> Receipt {
    let clinic = work.clinic;
    let sums = open.sums();
    let sessions = open.payments.iter().filter(|row| row.method_kind == MethodKind::Package);
    let by_sessions = Money(sessions.map(|row| row.amount.0).sum());
    let of = |kinds: &'static [LineKind]| open.lines.iter().filter(move |line| kinds.contains(&line.kind));
    Receipt {
        clinic: Letterhead {
            name: clinic.name.clone(),
            address: clinic.address.clone(),
            phone: clinic.phone.clone(),
            footer: clinic.policies.receipt_footer.clone(),
        },
        number: named(&row.series, row.number),
        at: work.local(work.now),
        cashier: work.who.full_name.clone(),
        patient,
        currency: clinic.currency.clone(),
        lines: of(&[LineKind::Treatment, LineKind::Item, LineKind::Package])
            .filter(|line| counts(open, line))
            .map(|line| Line {
                description: line.description.clone(),
                quantity: line.quantity,
                unit: line.unit_price,
                amount: line.amount,
            })
            .collect(),
        discounts: of(&[LineKind::Discount])
            .filter(|line| counts(open, line))
            .map(|line| off(open, taken, line))
            .collect(),
        others: of(&[LineKind::Tax, LineKind::Tip, LineKind::Forfeit, LineKind::Refund, LineKind::WriteOff])
            .filter(|line| counts(open, line))
            .map(|line| Other {
                kind: line.kind,
                description: match line.kind {
                    LineKind::Tip => line.description.clone(),
                    _ => String::new(),
                },
                rate_bp: (line.kind == LineKind::Tax).then_some(line.tax_bp),
                amount: line.amount,
            })
            .collect(),
        included: tax::included(&open.lines)
            .into_iter()
            .map(|(bp, amount)| Deduction::of_rate(bp, amount))
            .collect(),
        rounding: Money(
            of(&[LineKind::Rounding]).filter(|line| counts(open, line)).map(|line| line.amount.0).sum(),
        ),
        total: sums.total,
        paid_before: Money(sums.settled().0 - by_sessions.0),
        by_sessions,
        payments: taken
            .iter()
            .map(|(method, payment)| Paid {
                method: method.name.clone(),
                kind: payment.kind,
                amount: payment.amount,
                tendered: payment.tendered,
                change: payment.change_given,
                reference: payment.reference.clone(),
                packages: Money(payment.packages.iter().map(|(_, part)| part.0).sum()),
                waiting: method.kind == MethodKind::Qris && payment.amount > Money::ZERO,
                payment: Some(payment.id),
                since: None,
            })
            .collect(),
        due,
        training: clinic.training,
        copy: 0,
        voided: Money::ZERO,
    }
}

/// Whether a line is owed as the visit stands.
fn counts(open: &Open, line: &LineRow) -> bool {
    open.booking.status.active() || line.kind.stands(line.reduces.is_some())
}

/// Which share of the bill was taken off, or by the session of which package. Why somebody gave it is for the house.
fn off(open: &Open, taken: &[(MethodRow, NewPayment)], line: &LineRow) -> Deduction {
    let (before, now) = (open.payments.iter().map(|row| row.id), taken.iter().map(|(_, row)| row.id));
    let by_session = before.chain(now).any(|id| id.0 == line.id.0);
    let package = line.reason.clone().filter(|_| by_session);
    let rate_bp = line.percent_bp.filter(|_| package.is_none());
    Deduction { description: package.unwrap_or_default(), rate_bp, amount: line.amount }
}
