//! The bill of a visit: its lines, its discount, and what is still to pay.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change, Look};
use super::booking::sold;
use super::fault::Done;
use super::roster::Roster;
use super::work::{Work, one_row};
use super::{Desk, NOTHING, visit};
use crate::domain::bill::{BillState, LineKind, Sums, TaxMode};
use crate::domain::booking::Status;
use crate::domain::id::{BillId, BillLineId, BookingId, PatientId, StaffId, TreatmentId};
use crate::domain::money::Money;
use crate::domain::payment::{PaymentKind, PaymentState};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::{LINE, LINE_NEEDED};
use crate::store;
use crate::store::bill::{BillRow, LineRow};
use crate::store::booking::BookingRow;
use crate::store::payment::PaymentRow;

/// What a visit owes and what was paid.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenBill {
    pub booking: BookingId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BillView {
    pub booking: BookingId,
    pub patient: PatientId,
    pub patient_name: String,
    /// None until something was added or paid: then the only line is the treatment at the price it was booked at.
    pub bill: Option<BillId>,
    pub version: i64,
    pub lines: Vec<LineRow>,
    pub payments: Vec<PaymentRow>,
    pub total: Money,
    pub paid: Money,
    pub due: Money,
    pub state: BillState,
}

impl Act for OpenBill {
    const NAME: &'static str = "open_bill";
    const NEEDS: Permission = Permission::BillSee;
    type Output = BillView;
}

impl Look for OpenBill {
    async fn look(self, desk: &Desk) -> Done<BillView> {
        let clinic = desk.clinic().id;
        let db = desk.db();
        // Side by side: over a slow line the bill costs two journeys, not five.
        let (booking, bill) = tokio::try_join!(
            store::booking::get(db, clinic, self.booking),
            store::bill::of_booking(db, clinic, self.booking),
        )?;
        let booking = booking.ok_or_else(|| Refusal::at("booking.unknown", "booking"))?;
        let patient = store::patient::get(db, clinic, booking.patient_id);
        let (patient, lines, payments) = match &bill {
            Some(bill) => tokio::try_join!(
                patient,
                store::bill::lines(db, clinic, bill.id),
                store::payment::of_bill(db, clinic, bill.id),
            )?,
            None => {
                let roster = desk.roster().await?;
                let line = LineRow { position: 1, ..first_line(&booking, &roster, desk.today()) };
                (patient.await?, vec![line], Vec::new())
            }
        };
        let patient_name = patient.map_or_else(String::new, |row| row.name);
        Ok(view(&booking, patient_name, bill.as_ref(), lines, payments))
    }
}

pub(super) fn view(
    booking: &BookingRow,
    patient_name: String,
    bill: Option<&BillRow>,
    lines: Vec<LineRow>,
    payments: Vec<PaymentRow>,
) -> BillView {
    let sums = sums(booking.status, &lines, &payments);
    BillView {
        booking: booking.id,
        patient: booking.patient_id,
        patient_name,
        bill: bill.map(|bill| bill.id),
        version: bill.map_or(0, |bill| bill.version),
        lines,
        payments,
        total: sums.total,
        paid: sums.settled(),
        due: sums.due(),
        state: sums.state(),
    }
}

/// The sums of a bill. Of a visit that never came to be only what stands alone is owed. What failed later was never
/// paid; what still waits counts as paid.
pub(super) fn sums(status: Status, lines: &[LineRow], payments: &[PaymentRow]) -> Sums {
    let counts = |line: &&LineRow| status.active() || line.kind.stands_alone();
    let total = Money(lines.iter().filter(counts).map(|line| line.amount.0).sum());
    let mut sums = Sums { total, ..Sums::default() };
    for payment in payments.iter().filter(|payment| payment.state != Some(PaymentState::Failed)) {
        match payment.kind {
            PaymentKind::Payment | PaymentKind::Deposit => {
                sums.paid.0 += payment.amount.0;
                if payment.kind == PaymentKind::Deposit {
                    sums.deposits.0 += payment.amount.0;
                }
            }
            PaymentKind::Refund | PaymentKind::Void => sums.returned.0 -= payment.amount.0,
        }
    }
    sums
}

/// The treatment of a visit, at the price that was agreed when booking.
fn first_line(booking: &BookingRow, roster: &Roster, day: NaiveDate) -> LineRow {
    let treatment = roster.treatment(booking.treatment_id);
    let (tax_mode, tax_bp) = treatment.map_or((TaxMode::None, 0), |row| (row.tax_mode, row.tax_bp));
    LineRow {
        treatment_id: Some(booking.treatment_id),
        staff_id: booking.staff_id,
        tax_mode,
        tax_bp,
        ..LineRow::new(LineKind::Treatment, treatment.map_or("", |row| row.name.as_str()), booking.price, day)
    }
}

/// A bill under the lock, with its visit and lines.
pub(super) struct Open {
    pub booking: BookingRow,
    pub bill: BillRow,
    pub lines: Vec<LineRow>,
    pub payments: Vec<PaymentRow>,
}

impl Open {
    pub fn sums(&self) -> Sums {
        sums(self.booking.status, &self.lines, &self.payments)
    }
}

/// Locks the visit and its bill; makes the bill where there is none, with the price that was agreed when booking.
pub(super) async fn open(work: &mut Work<'_>, booking: BookingId) -> Done<Open> {
    let clinic = work.id();
    // The visit's lock orders those who would both make the bill.
    let booking = visit::locked(work, booking, None).await?;
    let bill = of(work, &booking).await?;
    let lines = store::bill::lines(work.on(), clinic, bill.id).await?;
    let payments = store::payment::of_bill(work.on(), clinic, bill.id).await?;
    Ok(Open { booking, bill, lines, payments })
}

/// The bill of a locked visit, locked too; made where there is none.
pub(super) async fn of(work: &mut Work<'_>, booking: &BookingRow) -> Done<BillRow> {
    let clinic = work.id();
    if let Some(bill) = store::bill::lock_of_booking(work.on(), clinic, booking.id).await? {
        return Ok(bill);
    }
    let bill = BillRow {
        id: BillId::new(),
        booking_id: booking.id,
        patient_id: booking.patient_id,
        business_day: booking.business_day,
        version: 1,
        updated_at: work.now,
        updated_by: work.me(),
    };
    store::bill::insert(work.on(), clinic, &bill).await?;
    let line = first_line(booking, &work.roster, work.today());
    add(work, bill.id, &line).await?;
    Ok(bill)
}

pub(super) async fn add(work: &mut Work<'_>, bill: BillId, line: &LineRow) -> Done<()> {
    let (clinic, me, now) = (work.id(), work.me(), work.now);
    store::bill::add_line(work.on(), clinic, bill, line, me, now).await?;
    Ok(())
}

/// Marks the bill as changed and answers with it as it is now.
pub(super) async fn close(work: &mut Work<'_>, open: Open) -> Done<BillView> {
    let (clinic, me, now) = (work.id(), work.me(), work.now);
    let id = open.bill.id;
    one_row(store::bill::touch(work.on(), clinic, id, open.bill.version, me, now).await?)?;
    let lines = store::bill::lines(work.on(), clinic, id).await?;
    let payments = store::payment::of_bill(work.on(), clinic, id).await?;
    let patient = store::patient::get(work.on(), clinic, open.booking.patient_id).await?;
    let bill = BillRow { version: open.bill.version + 1, ..open.bill };
    Ok(view(&open.booking, patient.map_or_else(String::new, |row| row.name), Some(&bill), lines, payments))
}

/// Another treatment or person of the visit shows on its bill: the old line stands aside, the new one is added.
pub(super) async fn follow_treatment(work: &mut Work<'_>, booking: &BookingRow) -> Done<()> {
    let (clinic, me, now) = (work.id(), work.me(), work.now);
    let Some(bill) = store::bill::lock_of_booking(work.on(), clinic, booking.id).await? else {
        return Ok(());
    };
    let lines = store::bill::lines(work.on(), clinic, bill.id).await?;
    let Some(old) = lines.iter().find(|line| line.kind == LineKind::Treatment) else { return Ok(()) };
    if old.treatment_id == Some(booking.treatment_id) && old.staff_id == booking.staff_id {
        return Ok(());
    }
    let day = work.today();
    store::bill::void_line(work.on(), clinic, bill.id, old.id, "assigned", me, now, day).await?;
    let line = first_line(booking, &work.roster, day);
    add(work, bill.id, &line).await?;
    one_row(store::bill::touch(work.on(), clinic, bill.id, bill.version, me, now).await?)
}

/// Adds a line: another treatment, or something with a name and a price.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddLine {
    pub booking: BookingId,
    pub version: Option<i64>,
    #[serde(default)]
    pub treatment: Option<TreatmentId>,
    /// Who performed it; left out: who treats the visit.
    #[serde(default)]
    pub staff: Option<StaffId>,
    /// What it is, where it is no treatment of the list.
    #[serde(default)]
    pub description: String,
    /// Left out: one.
    #[serde(default)]
    pub quantity: Option<i64>,
    /// Of one, in minor units; left out for a treatment: its price.
    #[serde(default)]
    pub price: Option<Money>,
}

impl Act for AddLine {
    const NAME: &'static str = "add_line";
    const NEEDS: Permission = Permission::BillEdit;
    type Output = BillView;
}

impl Change for AddLine {
    async fn change(self, work: &mut Work<'_>) -> Done<BillView> {
        let open = open_version(work, self.booking, self.version).await?;
        let quantity = self.quantity.unwrap_or(1);
        if !(1..=999).contains(&quantity) {
            return Err(Refusal::at("line.quantity", "quantity").into());
        }
        let (kind, description, price, tax) = match self.treatment {
            Some(id) => {
                let treatment = sold(work, id).await?;
                let tax = (treatment.tax_mode, treatment.tax_bp);
                (LineKind::Treatment, treatment.name, self.price.unwrap_or(treatment.price), tax)
            }
            None => {
                let text =
                    LINE_NEEDED.clean(&self.description).map_err(|refusal| refusal.on("description"))?;
                let price = self.price.ok_or_else(|| Refusal::at("money.empty", "price"))?;
                (LineKind::Item, text.value, price, (TaxMode::None, 0))
            }
        };
        if price.0 < 0 {
            return Err(Refusal::at("money.negative", "price").into());
        }
        let amount = price.times(quantity).map_err(|refusal| refusal.on("price"))?;
        let line = LineRow {
            treatment_id: self.treatment,
            staff_id: self.staff.or(open.booking.staff_id),
            quantity,
            unit_price: price,
            tax_mode: tax.0,
            tax_bp: tax.1,
            ..LineRow::new(kind, &description, amount, work.today())
        };
        add(work, open.bill.id, &line).await?;
        work.record("bill", open.bill.id.0, NOTHING, &line, "")?;
        close(work, open).await
    }
}

/// Takes a line off. What was paid already must still fit under what is left.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidLine {
    pub booking: BookingId,
    pub version: Option<i64>,
    pub line: BillLineId,
    #[serde(default)]
    pub reason: String,
}

impl Act for VoidLine {
    const NAME: &'static str = "void_line";
    const NEEDS: Permission = Permission::BillEdit;
    type Output = BillView;
}

impl Change for VoidLine {
    async fn change(self, work: &mut Work<'_>) -> Done<BillView> {
        let (clinic, me, now) = (work.id(), work.me(), work.now);
        let open = open_version(work, self.booking, self.version).await?;
        let line = open
            .lines
            .iter()
            .find(|line| line.id == self.line)
            .ok_or_else(|| Refusal::at("line.unknown", "line"))?
            .clone();
        if line.kind == LineKind::Rounding {
            return Err(Refusal::at("line.rounding", "line").into());
        }
        let sums = open.sums();
        let left = sums.total.0 - line.amount.0;
        if left < sums.settled().0 || left < 0 {
            return Err(Refusal::at("line.paid", "line").with("paid", sums.settled()).into());
        }
        let reason = LINE.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        let day = work.today();
        store::bill::void_line(work.on(), clinic, open.bill.id, line.id, &reason, me, now, day).await?;
        work.record("bill", open.bill.id.0, &line, &serde_json::json!({"voided": true}), &reason)?;
        close(work, open).await
    }
}

/// Opens the bill if it is still the version on the screen; a bill that was not made yet is version 0.
pub(super) async fn open_version(
    work: &mut Work<'_>,
    booking: BookingId,
    version: Option<i64>,
) -> Done<Open> {
    let open = open(work, booking).await?;
    let made_now = open.bill.version == 1 && version == Some(0);
    if !made_now {
        work.fresh(version, open.bill.version, open.bill.updated_by, open.bill.updated_at).await?;
    }
    Ok(open)
}
