//! Sessions of a package: used for a treatment, and free again when it does not come to be.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change};
use super::bill::{BillView, Open, add, close, left_of, line_day, line_of, open_version};
use super::fault::Done;
use super::package::{left, locked};
use super::stake::Rows;
use super::work::Work;
use super::{NOTHING, discount, method, receipt, tax, void};
use crate::domain::bill::LineKind;
use crate::domain::booking::Status;
use crate::domain::id::{BillLineId, BookingId, PatientPackageId, PaymentId, ReceiptId};
use crate::domain::money::Money;
use crate::domain::payment::{MethodKind, PaymentKind, PaymentState};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE;
use crate::store;
use crate::store::bill::{BillRow, LineRow};
use crate::store::booking::BookingRow;
use crate::store::package::OwnedRow;
use crate::store::payment::{NewPayment, PaymentRow};

/// Pays a treatment of a visit with a session: the bill of the treatment comes to what the session is worth.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UsePackage {
    pub booking: BookingId,
    #[serde(default)]
    pub version: Option<i64>,
    pub package: PatientPackageId,
    /// Which line; left out: the first it is good for.
    #[serde(default)]
    pub line: Option<BillLineId>,
    /// Why a discount may become more of what is left than the limit, where it does.
    #[serde(default)]
    pub reason: String,
}

impl Act for UsePackage {
    const NAME: &'static str = "use_package";
    const NEEDS: Permission = Permission::PaymentTake;
    type Output = BillView;
}

impl Change for UsePackage {
    async fn change(self, work: &mut Work<'_>) -> Done<BillView> {
        let today = work.today();
        let mut open = open_version(work, self.booking, self.version).await?;
        if !matches!(open.booking.status, Status::Arrived | Status::InService | Status::Done) {
            return Err(Refusal::new("package.too_early").into());
        }
        let owned = locked(work, self.package).await?;
        may_use(work, &open, &owned).await?;
        if let Some(line) = self.line {
            line_of(work, &open, line).await?;
        }
        let line = line_for(&open, &owned, self.line)?.clone();
        if let Some(last) = owned.expires_on.filter(|last| *last < today) {
            return Err(Refusal::at("package.expired", "package").with("day", last).into());
        }
        // What was given as a share of this line too is a share of less.
        discount::of_less(work, &open, &line).await?;
        let (payment, worth) = spend(work, &mut open, &owned, &line).await?;
        let facts = serde_json::json!({"package": owned.id, "line": line.id, "amount": worth});
        let reason = LINE.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        work.record("payment", payment.0, NOTHING, &facts, &reason)?;
        close(work, open).await
    }
}

/// Pays a line with a session of a package that is held: which payment, and what it is worth.
async fn spend(
    work: &mut Work<'_>,
    open: &mut Open,
    owned: &OwnedRow,
    line: &LineRow,
) -> Done<(PaymentId, Money)> {
    let today = work.today();
    let day = line_day(work, &open.booking).await?;
    let worth = left(owned).worth(1, owned.sessions, owned.price)?;
    let paid = open.sums().settled();
    let net = tax::net(&open.lines, line);
    let roster = std::sync::Arc::clone(&work.roster);
    let by = method::of_kind(&roster, MethodKind::Package)?;
    let payment = NewPayment {
        package_id: Some(owned.id),
        reference: owned.name.clone(),
        ..NewPayment::of(open, ReceiptId::new(), by, PaymentKind::Payment, worth, today)
    };
    // What makes the treatment cost what the session is worth has the id of the session's payment. It stands there
    // although it be nothing: by it the treatment is seen to be paid by a session.
    let kind = if worth > net { LineKind::Item } else { LineKind::Discount };
    let more = LineRow {
        id: BillLineId(payment.id.0),
        staff_id: line.staff_id,
        reduces: Some(line.id),
        reason: Some(owned.name.clone()),
        ..LineRow::new(
            kind,
            if kind == LineKind::Item { &owned.name } else { "" },
            Money(worth.0 - net.0),
            day,
        )
    };
    add(work, open.bill.id, &more).await?;
    open.lines = tax::settle(work, open.bill.id, day).await?;
    let told = Rows::of(open).purposes();
    let room = Money(told.rest.net().0 - told.sessions.0);
    if worth > room && told.rest.written_off.0 + told.rest.given_back.0 > 0 {
        // What was written off, or given back, is asked of nobody: a session cannot pay for it, nor go back as money.
        return Err(Refusal::at("package.no_room", "package").with("amount", Money(worth.0 - room.0)).into());
    }
    let due = open.sums().due();
    if worth > due {
        // After the service a refund is taken off the bill, and leaves no more room for the session.
        let back = Money(worth.0 + paid.0 - open.sums().total.0);
        let code = match open.booking.status {
            Status::Done if takes_back(open, today) >= back => "package.paid_done",
            Status::Done => "package.paid_kept",
            _ => "package.paid",
        };
        let refusal = Refusal::at(code, "package").with("worth", worth).with("paid", paid);
        return Err(refusal.with("back", back).into());
    }
    let taken = [(by.clone(), payment)];
    let left = Money(open.sums().due().0 - worth.0);
    receipt::issue(work, open, receipt::TAKEN, &taken, left).await?;
    Ok((taken[0].1.id, worth))
}

/// What of the money on a bill may still be taken back as if it had not been paid.
fn takes_back(open: &Open, today: NaiveDate) -> Money {
    let came = |row: &&PaymentRow| {
        row.kind.takes() && row.method_kind != MethodKind::Package && row.state != Some(PaymentState::Failed)
    };
    let voidable = |row: &&PaymentRow| void::voidable(row, left_of(row, &open.payments), today).is_ok();
    Money(open.payments.iter().filter(came).filter(voidable).map(|row| row.amount.0).sum())
}

/// One's own package, or a shareable one of somebody on the same phone number, since before today.
async fn may_use(work: &mut Work<'_>, open: &Open, owned: &OwnedRow) -> Done<()> {
    if owned.patient_id == open.booking.patient_id {
        return Ok(());
    }
    let clinic = work.id();
    let theirs = store::package::of_patient(work.on(), clinic, open.booking.patient_id).await?;
    if theirs.iter().any(|row| row.id == owned.id) {
        // Somebody who was given the number a moment ago is no family yet: it takes somebody who may give as much away.
        for id in [owned.patient_id, open.booking.patient_id] {
            let row = store::patient::get(work.on(), clinic, id).await?;
            if row.as_ref().is_none_or(|row| work.clinic.day(row.updated_at) >= work.today()) {
                let worth = left(owned).worth(1, owned.sessions, owned.price)?;
                let (mut owner, mut changed) =
                    (owned.patient.clone(), row.map_or_else(String::new, |row| row.name));
                work.veil().name(&mut owner);
                work.veil().name(&mut changed);
                return work.approve_told(Permission::BillDiscountBeyond, |refusal| {
                    let refusal = refusal.with("amount", worth).with("asked", "shared_package");
                    refusal.naming("owner", owner).naming("changed", changed)
                });
            }
        }
        return Ok(());
    }
    let code = if owned.shareable { "package.not_family" } else { "package.not_theirs" };
    Err(Refusal::at(code, "package").naming("owner", owned.patient.as_str()).into())
}

/// The line a session pays: of its treatment, one piece, not paid by a session yet.
fn line_for<'a>(
    open: &'a Open,
    owned: &OwnedRow,
    wanted: Option<BillLineId>,
) -> Result<&'a LineRow, Refusal> {
    let used = |line: &LineRow| {
        open.lines.iter().any(|other| other.reduces == Some(line.id) && of(other, &open.payments).is_some())
    };
    let good = |line: &&LineRow| {
        line.kind == LineKind::Treatment
            && line.treatment_id == Some(owned.treatment_id)
            && line.quantity == 1
    };
    let mut lines = open.lines.iter().filter(good).filter(|line| wanted.is_none_or(|id| id == line.id));
    let line = lines.find(|line| !used(line));
    line.ok_or_else(|| Refusal::at("package.no_line", "line").with("package", owned.name.as_str()))
}

/// The session that brought a line, while it was not taken back.
pub(super) fn of<'a>(line: &LineRow, payments: &'a [PaymentRow]) -> Option<&'a PaymentRow> {
    let payment =
        payments.iter().find(|payment| payment.id.0 == line.id.0 && payment.package_id.is_some())?;
    (left_of(payment, payments) > Money::ZERO).then_some(payment)
}

/// Takes the line a session brought off with it.
pub(super) async fn forget_discount(work: &mut Work<'_>, open: &mut Open, payment: &PaymentRow) -> Done<()> {
    let (clinic, me, now) = (work.id(), work.me(), work.now);
    let day = line_day(work, &open.booking).await?;
    let line = BillLineId(payment.id.0);
    if payment.package_id.is_some() && open.lines.iter().any(|one| one.id == line) {
        store::bill::void_line(work.on(), clinic, open.bill.id, line, "package", me, now, day).await?;
        open.lines.retain(|one| one.id != line);
    }
    Ok(())
}

/// What hung on a line that stood aside.
#[derive(Debug, Default)]
pub(super) struct Hung {
    discounts: Vec<LineRow>,
    /// With what each was worth.
    sessions: Vec<(PatientPackageId, Money)>,
}

/// What hangs on a line that is about to stand aside goes first: its discounts, and the session that paid it.
pub(super) async fn let_go(
    work: &mut Work<'_>,
    booking: &BookingRow,
    bill: &BillRow,
    lines: Vec<LineRow>,
    line: BillLineId,
) -> Done<Hung> {
    let (clinic, me, now) = (work.id(), work.me(), work.now);
    let day = line_day(work, booking).await?;
    let mut hung = Hung::default();
    let hanging: Vec<LineRow> = lines.iter().filter(|one| one.reduces == Some(line)).cloned().collect();
    if hanging.is_empty() {
        return Ok(hung);
    }
    let open = Open::with(work, booking.clone(), bill.clone(), lines).await?;
    for one in hanging {
        store::bill::void_line(work.on(), clinic, bill.id, one.id, "assigned", me, now, day).await?;
        match of(&one, &open.payments) {
            Some(payment) => {
                void::write(work, &open, payment, "assigned").await?;
                hung.sessions.extend(payment.package_id.map(|package| (package, payment.amount)));
            }
            None => hung.discounts.push(one),
        }
    }
    Ok(hung)
}

/// Only who treats is another: what hung on the old line hangs on the new one, which costs the same.
pub(super) async fn hang(
    work: &mut Work<'_>,
    booking: &BookingRow,
    bill: &BillRow,
    line: &LineRow,
    hung: Hung,
) -> Done<()> {
    let clinic = work.id();
    let day = line_day(work, booking).await?;
    for discount in hung.discounts {
        let again = LineRow {
            id: BillLineId::new(),
            staff_id: line.staff_id,
            reduces: Some(line.id),
            business_day: day,
            ..discount
        };
        add(work, bill.id, &again).await?;
    }
    for (package, _) in hung.sessions {
        let lines = store::bill::lines(work.on(), clinic, bill.id).await?;
        let mut open = Open::with(work, booking.clone(), bill.clone(), lines).await?;
        let owned = locked(work, package).await?;
        spend(work, &mut open, &owned, line).await?;
    }
    Ok(())
}

/// Another treatment has no use for the sessions: they go back to their packages.
pub(super) async fn set_free(work: &mut Work<'_>, hung: Hung) -> Done<()> {
    for (package, worth) in hung.sessions {
        comes_back(work, package, worth).await?;
    }
    Ok(())
}

/// A session worth this much came back to its package. What somebody signed for as lost, since it was used, would be there
/// to be used again and owed by nobody: it takes the same right.
pub(super) async fn comes_back(work: &mut Work<'_>, package: PatientPackageId, worth: Money) -> Done<()> {
    let clinic = work.id();
    let owned = locked(work, package).await?;
    let (lost,) = store::package::written_off(work.on(), clinic, owned.line_id).await?;
    let beyond = Money((lost.0 - owned.used_value.0).clamp(0, worth.0));
    if beyond > Money::ZERO {
        work.approve_asked(Permission::PaymentWriteOff, beyond, "lost_session")?;
    }
    Ok(())
}

/// A visit that is off needs no session: they all go back to their packages.
pub(super) async fn release(work: &mut Work<'_>, open: &mut Open, reason: &str) -> Done<()> {
    let used: Vec<PaymentRow> = open
        .payments
        .iter()
        .filter(|row| row.package_id.is_some() && row.kind == PaymentKind::Payment)
        .filter(|row| left_of(row, &open.payments) > Money::ZERO)
        .cloned()
        .collect();
    for payment in &used {
        forget_discount(work, open, payment).await?;
        void::write(work, open, payment, reason).await?;
        if let Some(package) = payment.package_id {
            comes_back(work, package, payment.amount).await?;
        }
    }
    if !used.is_empty() {
        let clinic = work.id();
        open.payments = store::payment::of_bill(work.on(), clinic, open.bill.id).await?;
    }
    Ok(())
}
