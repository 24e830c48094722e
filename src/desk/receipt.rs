//! Receipts: the snapshot of the day they were made, and the copies that left the desk since.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Change, Look};
use super::bill::Open;
use super::fault::{Done, Fault};
use super::payment::number_shown;
use super::work::Work;
use crate::domain::bill::LineKind;
use crate::domain::id::{BookingId, ReceiptId};
use crate::domain::money::Money;
use crate::domain::payment::MethodKind;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::paper::receipt::{Deduction, Letterhead, Line, Paid, Receipt};
use crate::store;
use crate::store::bill::LineRow;
use crate::store::payment::{MethodRow, NewPayment, ReceiptRow};

/// A receipt as it was made.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenReceipt {
    pub receipt: ReceiptId,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReceiptView {
    pub id: ReceiptId,
    pub booking: BookingId,
    /// Copies that left the desk after the first.
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
        let row = store::payment::receipt(desk.db(), desk.clinic().id, self.receipt).await?;
        read(row.ok_or_else(|| Refusal::at("receipt.unknown", "receipt"))?)
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
        let mut view = read(row)?;
        store::payment::add_copy(work.on(), clinic, self.receipt, copies, now, me).await?;
        view.receipt.copy = u32::try_from(copies).unwrap_or(u32::MAX);
        view.copies = copies + 1;
        let number = serde_json::json!({"number": view.receipt.number, "copy": copies});
        work.record("receipt", self.receipt.0, super::NOTHING, &number, "")?;
        Ok(view)
    }
}

fn read(row: ReceiptRow) -> Done<ReceiptView> {
    let receipt = serde_json::from_str(&row.snapshot).map_err(|error| Fault::Broken(error.to_string()))?;
    Ok(ReceiptView { id: row.id, booking: row.booking_id, copies: row.copies, receipt })
}

/// What a receipt says, written down when the money changed hands.
pub(super) async fn snapshot(
    work: &mut Work<'_>,
    open: &Open,
    row: &ReceiptRow,
    taken: &[(&MethodRow, NewPayment)],
    due: Money,
) -> Done<Receipt> {
    let clinic_id = work.id();
    let patient = store::patient::get(work.on(), clinic_id, open.booking.patient_id).await?;
    let clinic = work.clinic;
    let sums = open.sums();
    let of = |kinds: &'static [LineKind]| open.lines.iter().filter(move |line| kinds.contains(&line.kind));
    Ok(Receipt {
        clinic: Letterhead {
            name: clinic.name.clone(),
            address: clinic.address.clone(),
            phone: clinic.phone.clone(),
            footer: clinic.policies.receipt_footer.clone(),
        },
        number: format!("{}-{}", row.series, number_shown(row.number)),
        at: work.local(work.now),
        cashier: work.who.full_name.clone(),
        patient: patient.map_or_else(String::new, |row| row.name),
        currency: clinic.currency.clone(),
        lines: of(&[LineKind::Treatment, LineKind::Item, LineKind::Tax, LineKind::Tip])
            .map(|line| Line {
                description: line.description.clone(),
                quantity: line.quantity,
                unit: line.unit_price,
                amount: line.amount,
            })
            .collect(),
        discounts: of(&[LineKind::Discount])
            .map(|line| Deduction { description: off(line), amount: line.amount })
            .collect(),
        rounding: Money(of(&[LineKind::Rounding]).map(|line| line.amount.0).sum()),
        total: sums.total,
        paid_before: sums.settled(),
        payments: taken
            .iter()
            .map(|(method, payment)| Paid {
                method: method.name.clone(),
                kind: payment.kind,
                amount: payment.amount,
                tendered: payment.tendered,
                change: payment.change_given,
                reference: payment.reference.clone(),
                waiting: method.kind == MethodKind::Qris,
            })
            .collect(),
        due,
        training: clinic.training,
        copy: 0,
    })
}

/// Which share of the bill was taken off, and why: `10% langganan`.
fn off(line: &LineRow) -> String {
    let share = line.percent_bp.map(|bp| match bp % 100 {
        0 => format!("{}%", bp / 100),
        rest => format!("{},{rest:02}%", bp / 100),
    });
    let reason = line.reason.clone().filter(|reason| !reason.is_empty());
    share.into_iter().chain(reason).collect::<Vec<_>>().join(" ")
}
