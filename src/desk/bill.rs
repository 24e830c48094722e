//! The bill of a visit: its lines, its discount, and what is still to pay.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Look};
use super::fault::Done;
pub(super) use super::follow::{follow_performer, follow_treatment, line_day, service_day};
use super::roster::Roster;
use super::stake::{Rows, Stake};
use super::work::Work;
use super::{Desk, deposit, tax, visit};
use crate::domain::bill::{BillState, LineKind, Sums, TaxMode};
use crate::domain::booking::Status;
use crate::domain::id::{BillId, BillLineId, BookingId, ClinicId, PatientId};
use crate::domain::money::Money;
use crate::domain::payment::{PaymentKind, PaymentState};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store::bill::BillRow;
pub use crate::store::bill::LineRow;
use crate::store::booking::BookingRow;
pub use crate::store::payment::{AllocationRow, PaymentRow};
use crate::store::{self, On};

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
    /// What there is to be careful about with them.
    pub alerts: String,
    /// None until something was added or paid: then the only line is the treatment at the price it was booked at.
    pub bill: Option<BillId>,
    pub version: i64,
    pub lines: Vec<LineRow>,
    pub payments: Vec<PaymentRow>,
    /// How much of which payment is for a package.
    pub allocations: Vec<AllocationRow>,
    /// The visit never came to be: of the lines only what stands alone is owed.
    pub off: bool,
    /// It took place.
    pub done: bool,
    pub total: Money,
    pub paid: Money,
    pub due: Money,
    /// What has come beyond what is charged: a deposit of a visit that is off, or too much.
    pub over: Money,
    /// What of that is due of packages.
    pub packages_due: Money,
    /// What has come and belongs to no package and no deposit that was kept: what is at stake when the visit does not
    /// happen.
    pub held: Money,
    /// What of that nobody has seen arrive yet: it is neither kept nor becomes credit.
    pub unverified: Money,
    /// What a booking that is still to come needs before it is sure, beyond what was paid.
    pub deposit_needed: Money,
    /// What the patient has of credit, to pay this or another visit with.
    pub credit: Money,
    pub state: BillState,
}

impl Act for OpenBill {
    const NAME: &'static str = "open_bill";
    const NEEDS: Permission = Permission::BillSee;
    type Output = BillView;
}

impl Look for OpenBill {
    async fn look(self, desk: &Desk) -> Done<BillView> {
        read(desk, self.booking).await
    }
}

/// The bill, for whoever shows a part of it.
pub(super) async fn read(desk: &Desk, of: BookingId) -> Done<BillView> {
    let clinic = desk.clinic().id;
    let db = desk.db();
    // Side by side: over a slow line the bill costs two journeys, not five.
    let (booking, bill) =
        tokio::try_join!(store::booking::get(db, clinic, of), store::bill::of_booking(db, clinic, of),)?;
    let booking = booking.ok_or_else(|| Refusal::at("booking.unknown", "booking"))?;
    let roster = desk.roster().await?;
    let policies = &desk.clinic().policies;
    let needed = deposit::needed(db.into(), clinic, policies, &booking);
    let patient = async { Ok(store::patient::get(db, clinic, booking.patient_id).await?) };
    let credit = async { Ok(store::credit::balance(db, clinic, booking.patient_id).await?.0) };
    let (patient, needed, credit, lines, payments) = match &bill {
        Some(bill) => tokio::try_join!(
            patient,
            needed,
            credit,
            async { Ok(store::bill::lines(db, clinic, bill.id).await?) },
            async { Ok(store::payment::of_bill(db, clinic, bill.id).await?) },
        )?,
        None => {
            let (patient, needed, credit) = tokio::try_join!(patient, needed, credit)?;
            (patient, needed, credit, first_lines(&booking, &roster, desk.today()), Vec::new())
        }
    };
    let allocations = match &bill {
        Some(bill) => allocated(db.into(), clinic, bill.id, &lines).await?,
        None => Vec::new(),
    };
    let (name, alerts) = patient.map_or_else(Default::default, |row| (row.name, row.alerts));
    let (mut patient_name, veil) = (name.clone(), desk.veil());
    veil.name(&mut patient_name);
    // Whoever does not see the name does not treat them either.
    let alerts = if patient_name == name { alerts } else { String::new() };
    let who = (patient_name, alerts);
    Ok(view(&booking, who, bill.as_ref(), (lines, payments, allocations), (needed, credit)))
}

pub(super) fn view(
    booking: &BookingRow,
    (patient_name, alerts): (String, String),
    bill: Option<&BillRow>,
    (mut lines, payments, allocations): (Vec<LineRow>, Vec<PaymentRow>, Vec<AllocationRow>),
    (needed, credit): (Money, Money),
) -> BillView {
    let status = booking.status;
    let rows = Rows { status, lines: &lines, payments: &payments, allocations: &allocations };
    let (Stake { held, sure }, packages_due) = (rows.stake(), rows.purposes().packages_due());
    // Where nobody was named for a line, it is performed by whoever treats.
    for line in lines.iter_mut().filter(|line| line.kind.sold()) {
        line.staff_id = line.staff_id.or(booking.staff_id);
    }
    let sums = sums(booking.status, &lines, &payments);
    BillView {
        booking: booking.id,
        patient: booking.patient_id,
        patient_name,
        alerts,
        bill: bill.map(|bill| bill.id),
        version: bill.map_or(0, |bill| bill.version),
        lines,
        payments,
        allocations,
        off: !booking.status.active(),
        done: booking.status == Status::Done,
        total: sums.total,
        paid: sums.settled(),
        due: sums.due(),
        over: sums.over(),
        packages_due: packages_due.min(sums.due()),
        credit,
        deposit_needed: Money((needed.0 - held.0).max(0)),
        held,
        unverified: Money((held.0 - sure.0).max(0)),
        state: sums.state(),
    }
}

/// The sums of a bill. Of a visit that never came to be only what stands alone is owed. What failed later or was
/// voided was never paid; what still waits counts as paid.
pub(super) fn sums(status: Status, lines: &[LineRow], payments: &[PaymentRow]) -> Sums {
    let mut sums = Sums::default();
    for line in lines {
        if line.kind.stands(line.reduces.is_some()) {
            sums.standing.0 = sums.standing.0.saturating_add(line.amount.0);
        }
        if status.active() || line.kind.stands(line.reduces.is_some()) {
            sums.total.0 = sums.total.0.saturating_add(line.amount.0);
        }
    }
    for payment in payments.iter().filter(|payment| payment.state != Some(PaymentState::Failed)) {
        let of = payment.refers_to.and_then(|id| payments.iter().find(|other| other.id == id));
        if of.unwrap_or(payment).kind == PaymentKind::Deposit {
            sums.deposits.0 += payment.amount.0;
        }
        match payment.kind {
            PaymentKind::Payment | PaymentKind::Deposit | PaymentKind::Void => {
                sums.paid.0 += payment.amount.0;
            }
            PaymentKind::Refund => sums.returned.0 -= payment.amount.0,
        }
    }
    sums
}

/// What is left of a payment after what went back of it.
pub(super) fn left_of(payment: &PaymentRow, payments: &[PaymentRow]) -> Money {
    let back: i64 =
        payments.iter().filter(|row| row.refers_to == Some(payment.id)).map(|row| row.amount.0).sum();
    Money(payment.amount.0 + back)
}

/// The treatment of a visit, at the price that was agreed when booking.
pub(super) fn first_line(booking: &BookingRow, roster: &Roster, day: NaiveDate) -> LineRow {
    let treatment = roster.treatment(booking.treatment_id);
    let (tax_mode, tax_bp) = treatment.map_or((TaxMode::None, 0), |row| (row.tax_mode, row.tax_bp));
    LineRow {
        own: true,
        treatment_id: Some(booking.treatment_id),
        category: treatment.map_or_else(String::new, |row| row.category.clone()),
        staff_id: booking.staff_id,
        tax_mode,
        tax_bp,
        ..LineRow::new(LineKind::Treatment, treatment.map_or("", |row| row.name.as_str()), booking.price, day)
    }
}

/// The lines of a bill that was not made yet: the treatment, and the tax on top of it.
fn first_lines(booking: &BookingRow, roster: &Roster, day: NaiveDate) -> Vec<LineRow> {
    // The line that is seen before the bill is made is the line that is then made: it can be named.
    let id = BillLineId(uuid::Uuid::new_v5(&booking.id.0, booking.treatment_id.0.as_bytes()));
    let mut lines = vec![LineRow { id, position: 1, ..first_line(booking, roster, day) }];
    let tax = tax::wanted(&lines, day);
    lines.extend(tax.into_iter().map(|line| LineRow { position: 2, ..line }));
    lines
}

/// A bill under the lock, with its visit and lines.
pub(super) struct Open {
    pub booking: BookingRow,
    pub bill: BillRow,
    pub lines: Vec<LineRow>,
    pub payments: Vec<PaymentRow>,
    pub allocations: Vec<AllocationRow>,
}

/// What the payments on a bill are for. On most bills there is no package and nothing was kept, and nothing is asked.
async fn allocated(
    on: On<'_>,
    clinic: ClinicId,
    bill: BillId,
    lines: &[LineRow],
) -> Done<Vec<AllocationRow>> {
    if lines.iter().all(|line| !line.kind.stands_alone()) {
        return Ok(Vec::new());
    }
    Ok(store::payment::allocations(on, clinic, bill).await?)
}

impl Open {
    /// A bill with these lines, and what came on it.
    pub async fn with(
        work: &mut Work<'_>,
        booking: BookingRow,
        bill: BillRow,
        lines: Vec<LineRow>,
    ) -> Done<Self> {
        let clinic = work.id();
        let payments = store::payment::of_bill(work.on(), clinic, bill.id).await?;
        let allocations = allocated(work.on(), clinic, bill.id, &lines).await?;
        Ok(Self { booking, bill, lines, payments, allocations })
    }

    pub fn sums(&self) -> Sums {
        sums(self.booking.status, &self.lines, &self.payments)
    }
}

/// Locks the visit and its bill; makes the bill where there is none, with the price that was agreed when booking.
pub(super) async fn open(work: &mut Work<'_>, booking: BookingId) -> Done<Open> {
    // The visit's lock orders those who would both make the bill.
    let booking = visit::locked(work, booking, None).await?;
    work.about(booking.patient_id);
    if let Some(open) = of(work, &booking).await? {
        return Ok(open);
    }
    let (bill, lines) = make(work, &booking).await?;
    Ok(Open { booking, bill, lines, payments: Vec::new(), allocations: Vec::new() })
}

/// The bill of a locked visit, locked too, where it has one.
pub(super) async fn of(work: &mut Work<'_>, booking: &BookingRow) -> Done<Option<Open>> {
    let clinic = work.id();
    let Some(bill) = store::bill::lock_of_booking(work.on(), clinic, booking.id).await? else {
        return Ok(None);
    };
    let lines = store::bill::lines(work.on(), clinic, bill.id).await?;
    Ok(Some(Open::with(work, booking.clone(), bill, lines).await?))
}

/// The bill of a locked visit, made where there is none.
pub(super) async fn ensure(work: &mut Work<'_>, booking: &BookingRow) -> Done<BillId> {
    let clinic = work.id();
    match store::bill::of_booking(work.on(), clinic, booking.id).await? {
        Some(bill) => Ok(bill.id),
        None => Ok(make(work, booking).await?.0.id),
    }
}

/// Makes the bill of a locked visit that has none, and answers with what was written: nobody needs to read it again.
async fn make(work: &mut Work<'_>, booking: &BookingRow) -> Done<(BillRow, Vec<LineRow>)> {
    let clinic = work.id();
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
    let day = service_day(work, booking).await?;
    let lines = first_lines(booking, &work.roster, day);
    for line in &lines {
        add(work, bill.id, line).await?;
    }
    Ok((bill, lines))
}

pub(super) async fn add(work: &mut Work<'_>, bill: BillId, line: &LineRow) -> Done<()> {
    let (clinic, me, now) = (work.id(), work.me(), work.now);
    store::bill::add_line(work.on(), clinic, bill, line, me, now).await?;
    Ok(())
}

/// Marks a bill as changed; whoever has the version before looks again. Under its lock nobody else moves the version.
pub(super) async fn touch(work: &mut Work<'_>, bill: &BillRow) -> Done<()> {
    let (clinic, me, now) = (work.id(), work.me(), work.now);
    Ok(store::bill::touch(work.on(), clinic, bill.id, me, now).await?)
}

/// Marks the bill as changed, brings its tax up to its lines, and answers with it as it is now.
pub(super) async fn close(work: &mut Work<'_>, open: Open) -> Done<BillView> {
    let clinic = work.id();
    let id = open.bill.id;
    touch(work, &open.bill).await?;
    let day = line_day(work, &open.booking).await?;
    let lines = tax::settle(work, id, day).await?;
    let patient = store::patient::get(work.on(), clinic, open.booking.patient_id).await?;
    let policies = &work.clinic.policies;
    let needed = deposit::needed(work.on(), clinic, policies, &open.booking).await?;
    let bill = BillRow { version: open.bill.version + 1, ..open.bill };
    let who = patient.map_or_else(Default::default, |row| (row.name, row.alerts));
    let (credit,) = store::credit::balance(work.on(), clinic, open.booking.patient_id).await?;
    let open = Open::with(work, open.booking, bill, lines).await?;
    let rows = (open.lines, open.payments, open.allocations);
    Ok(view(&open.booking, who, Some(&open.bill), rows, (needed, credit)))
}

/// What is added to the bill of a visit that did not take place would be owed by nobody, or be paid by its deposit.
///
/// # Errors
/// `bill.ended` with the `status`.
pub(super) fn still_to_be(open: &Open) -> Result<(), Refusal> {
    let status = open.booking.status;
    if status.active() { Ok(()) } else { Err(Refusal::new("bill.ended").with("status", status.as_str())) }
}

/// The visit's own line.
pub(super) fn own(lines: &[LineRow]) -> Option<&LineRow> {
    lines.iter().find(|line| line.own)
}

/// What stands alone on the bill of a visit that is off hangs on: the visit's own line, else the first there ever was, and
/// be it one that was taken off.
pub(super) async fn stands_on(work: &mut Work<'_>, open: &Open) -> Done<Option<BillLineId>> {
    if let Some(line) = own(&open.lines) {
        return Ok(Some(line.id));
    }
    let clinic = work.id();
    Ok(store::bill::first_line(work.on(), clinic, open.bill.id).await?.map(|(id,)| id))
}

/// A line of the bill.
///
/// # Errors
/// `line.gone` with who took it off and when; `line.unknown` where it never was there.
pub(super) async fn line_of<'a>(work: &mut Work<'_>, open: &'a Open, id: BillLineId) -> Done<&'a LineRow> {
    if let Some(line) = open.lines.iter().find(|line| line.id == id) {
        return Ok(line);
    }
    let clinic = work.id();
    let gone = store::bill::gone(work.on(), clinic, open.bill.id, id).await?;
    let (at, who) = gone.ok_or_else(|| Refusal::at("line.unknown", "line"))?;
    Err(Refusal::at("line.gone", "line").with("who", who).with("at", work.local(at)).into())
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
