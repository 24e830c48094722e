//! Deposits: what a booking needs, and what becomes of the money of a visit that does not happen, or not then.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Look};
use super::bill::{self, Open, left_of};
use super::fault::Done;
use super::roster::Roster;
use super::work::Work;
use super::{Desk, credit, kept, method, package_use, receipt};
use crate::domain::bill::LineKind;
use crate::domain::clinic::{DepositFate, Policies};
use crate::domain::deposit::{Ending, needed as wanted};
use crate::domain::id::{BillLineId, ClinicId, PatientId, PaymentId, ReceiptId, TreatmentId};
use crate::domain::money::Money;
use crate::domain::payment::{MethodKind, PaymentKind, PaymentState};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE;
use crate::domain::time::Ts;
use crate::store::bill::LineRow;
use crate::store::booking::BookingRow;
use crate::store::day::DayRow;
use crate::store::db::Both;
use crate::store::payment::{NewPayment, PaymentRow};
use crate::store::{self, On};

/// What a patient is told before a treatment is booked for them.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BookingTerms {
    pub patient: PatientId,
    pub treatment: TreatmentId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Terms {
    /// The deposit that such a booking needs before it is sure.
    pub deposit: Money,
    /// How often the patient did not come.
    pub no_shows: i64,
}

impl Act for BookingTerms {
    const NAME: &'static str = "booking_terms";
    const NEEDS: Permission = Permission::BookingMake;
    type Output = Terms;
}

impl Look for BookingTerms {
    async fn look(self, desk: &Desk) -> Done<Terms> {
        let (db, clinic) = (desk.db(), desk.clinic());
        // Side by side: over a slow line it costs one journey.
        let (sold, (no_shows,)) = tokio::try_join!(
            store::treatment::get_for(db, clinic.id, self.treatment, self.patient),
            store::patient::no_shows(db, clinic.id, self.patient),
        )?;
        match sold {
            Some(Both(_, who)) if !who.known => {
                Err(kept::nobody(On::from(db), clinic.id, self.patient).await?.into())
            }
            Some(Both(row, _)) if row.active => {
                Ok(Terms { deposit: wanted(row.price, row.deposit, no_shows, &clinic.policies), no_shows })
            }
            _ => Err(Refusal::at("treatment.unknown", "treatment").into()),
        }
    }
}

/// What became of a deposit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Became {
    pub fate: DepositFate,
    pub amount: Money,
}

/// What a booking that is still to come needs as a deposit, whatever was paid already.
pub(super) async fn needed(
    on: On<'_>,
    clinic: ClinicId,
    policies: &Policies,
    roster: &Roster,
    booking: &BookingRow,
) -> Done<Money> {
    if !booking.status.pending() {
        return Ok(Money::ZERO);
    }
    let no_shows = match policies.deposit_after_no_shows {
        0 => 0,
        _ => store::patient::no_shows(on, clinic, booking.patient_id).await?.0,
    };
    let own = roster.treatment(booking.treatment_id).map_or(Money::ZERO, |row| row.deposit);
    Ok(wanted(booking.price, own, no_shows, policies))
}

/// The same of the rows of a day, which come with the deposit of their treatment.
pub(super) fn needed_on(rows: &mut [DayRow], policies: &Policies) {
    for row in rows {
        let needed = wanted(row.total, row.deposit_needed, row.no_shows, policies);
        row.deposit_needed = if row.status.pending() { needed } else { Money::ZERO };
    }
}

/// Whether a booking may be confirmed: its deposit is there, or somebody who may says `why` it is not waited for.
/// Answers why, as it stands in the trail; nothing where nothing is awaited.
///
/// # Errors
/// `deposit.awaited` with the `amount`, and as [`Work::approve`].
pub(super) async fn awaited(work: &mut Work<'_>, booking: &BookingRow, why: &str) -> Done<String> {
    let clinic = work.id();
    let roster = std::sync::Arc::clone(&work.roster);
    let policies = &work.clinic.policies;
    let needed = needed(work.on(), clinic, policies, &roster, booking).await?;
    let held = bill::of(work, booking).await?.map_or(Money::ZERO, |open| open.sums().free());
    if needed <= held {
        return Ok(String::new());
    }
    let why = LINE.clean(why).map_err(|refusal| refusal.on("without_deposit"))?.value;
    if why.is_empty() {
        let amount = Money(needed.0 - held.0);
        return Err(Refusal::at("deposit.awaited", "without_deposit").with("amount", amount).into());
    }
    work.approve_amount(Permission::DepositWaive, Money(needed.0 - held.0))?;
    Ok(why)
}

/// What becomes of the money of a visit that ends this way, by the policies or by `choice`. Called after the visit
/// took its step; `booking` is how it is now. Sessions go back to their packages.
///
/// # Errors
/// `deposit.clinic` when the clinic would keep what it called off itself, `deposit.late_move` (with the `amount`, and
/// what is `unverified` beside it) when a late move would cost the deposit and nobody said so; and as [`Work::approve`]
/// for a choice against the policy.
pub(super) async fn end(
    work: &mut Work<'_>,
    booking: &BookingRow,
    ending: Ending,
    choice: Option<DepositFate>,
) -> Done<Option<Became>> {
    let Some(mut open) = bill::of(work, booking).await? else { return Ok(None) };
    if !matches!(ending, Ending::Moved(_)) {
        package_use::release(work, &mut open, "off").await?;
    }
    let held = at_stake(work, &open).await?;
    if held == Money::ZERO {
        return Ok(None);
    }
    let fate = decide(work, ending, choice, (held, unverified(&open.payments, held)))?;
    let amount = match fate {
        DepositFate::Keep => keep(work, &open, ending, held).await?,
        DepositFate::Credit => into_credit(work, &open, held).await?,
        DepositFate::Refund => Money::ZERO,
    };
    if amount == Money::ZERO {
        return Ok(Some(Became { fate: DepositFate::Refund, amount: held }));
    }
    bill::touch(work, &open.bill).await?;
    Ok(Some(Became { fate, amount }))
}

/// What the policies decide about: what belongs to nothing that stands alone, and what was there before a package was
/// sold on the same bill. A package that is not paid does not save a deposit.
async fn at_stake(work: &mut Work<'_>, open: &Open) -> Done<Money> {
    let free = open.sums().free();
    let clinic = work.id();
    let (Some(sold_at),) = store::bill::package_sold_at(work.on(), clinic, open.bill.id).await? else {
        return Ok(free);
    };
    let failed = |row: &&PaymentRow| row.state == Some(PaymentState::Failed);
    let before = open.payments.iter().filter(|row| row.refers_to.is_none() && row.taken_at < sold_at);
    let before: i64 = before.filter(|row| !failed(row)).map(|row| left_of(row, &open.payments).0).sum();
    let kept = open.lines.iter().filter(|line| line.kind == LineKind::Forfeit);
    let kept: i64 = kept.map(|line| line.amount.0).sum();
    Ok(free.max(Money(before - kept)))
}

/// Adds to the act's row of the trail what became of the deposit.
pub(super) fn trailed(work: &mut Work<'_>, became: Option<&Became>) {
    if let (Some(entry), Some(became)) = (work.entry.as_mut(), became) {
        entry.after["deposit"] = serde_json::json!(became);
    }
}

/// Somebody who left: sessions go back to their packages, what was paid stays held until somebody gives it back.
pub(super) async fn left(work: &mut Work<'_>, booking: &BookingRow) -> Done<Option<Became>> {
    let Some(mut open) = bill::of(work, booking).await? else { return Ok(None) };
    package_use::release(work, &mut open, "off").await?;
    let held = open.sums().free();
    Ok((held > Money::ZERO).then_some(Became { fate: DepositFate::Refund, amount: held }))
}

fn decide(
    work: &mut Work<'_>,
    ending: Ending,
    choice: Option<DepositFate>,
    (held, unverified): (Money, Money),
) -> Done<DepositFate> {
    let policy = ending.fate(&work.clinic.policies);
    let moved = matches!(ending, Ending::Moved(_));
    if moved && unverified == held {
        // There is nothing to keep yet: it goes along, whoever may say so.
        return Ok(DepositFate::Refund);
    }
    // A booking that goes on has no use for credit: its deposit goes with it.
    let choice =
        choice.map(|fate| if moved && fate == DepositFate::Credit { DepositFate::Refund } else { fate });
    if choice == Some(DepositFate::Keep) && !ending.may_keep() {
        return Err(Refusal::at("deposit.clinic", "deposit").into());
    }
    match choice {
        None if moved && policy == DepositFate::Keep => {
            let amount = Money(held.0 - unverified.0);
            let refusal = Refusal::at("deposit.late_move", "deposit").with("amount", amount);
            Err(refusal.with("unverified", unverified).into())
        }
        choice => {
            let fate = choice.unwrap_or(policy);
            if ending.waives(fate, &work.clinic.policies) {
                work.approve_amount(Permission::DepositWaive, held)?;
            }
            Ok(fate)
        }
    }
}

/// Why a deposit was kept, as it stands at its line: a move's is not given back when the patient comes.
const MOVED: &str = "moved";
const MISSED: &str = "missed";

/// What of the money that is held nobody has seen arrive yet: it becomes nothing else until it is verified. What is sure
/// pays first for what stands on the bill, a package say: was that to be paid by what still waits, a deposit beside it
/// stays held as well, for without it more would be kept or given away than ever came.
pub(super) fn unverified(payments: &[PaymentRow], held: Money) -> Money {
    let waits = payments.iter().filter(|row| row.state == Some(PaymentState::Waiting));
    Money(waits.map(|row| left_of(row, payments).0).sum::<i64>().clamp(0, held.0.max(0)))
}

/// Keeps what is held, except what nobody has seen arrive: that stays held, until it is verified and somebody decides.
/// Answers how much was kept.
async fn keep(work: &mut Work<'_>, open: &Open, ending: Ending, held: Money) -> Done<Money> {
    let why = if matches!(ending, Ending::Moved(_)) { MOVED } else { MISSED };
    let sure = Money(held.0 - unverified(&open.payments, held).0);
    if sure > Money::ZERO {
        let line = LineRow {
            reason: Some(why.to_owned()),
            approved_by: work.approved,
            ..LineRow::new(LineKind::Forfeit, "", sure, work.today())
        };
        bill::add(work, open.bill.id, &line).await?;
    }
    Ok(sure)
}

/// A payment of the bill failed: no more is kept than what came, the latest forfeit goes first. It is taken off today,
/// whenever it was kept. Answers by how much less is kept.
pub(super) async fn never_came(work: &mut Work<'_>, open: &Open, failed: PaymentId) -> Done<Money> {
    let (clinic, me, now, day) = (work.id(), work.me(), work.now, work.today());
    let kept: Vec<&LineRow> = open.lines.iter().filter(|line| line.kind == LineKind::Forfeit).collect();
    let forfeits: i64 = kept.iter().map(|line| line.amount.0).sum();
    let amount = open.payments.iter().find(|row| row.id == failed).map_or(0, |row| row.amount.0);
    let sums = open.sums();
    let came = (sums.settled().0 - amount - (sums.standing.0 - forfeits)).max(0);
    let unkept = Money((forfeits - came).max(0));
    let mut left = unkept.0;
    for line in kept.into_iter().rev() {
        if left == 0 {
            break;
        }
        store::bill::void_line(work.on(), clinic, open.bill.id, line.id, "failed", me, now, day).await?;
        let stays = Money((line.amount.0 - left).max(0));
        left = (left - line.amount.0).max(0);
        if stays > Money::ZERO {
            let rest = LineRow {
                reason: line.reason.clone(),
                approved_by: line.approved_by,
                ..LineRow::new(LineKind::Forfeit, "", stays, day)
            };
            bill::add(work, open.bill.id, &rest).await?;
        }
    }
    Ok(unkept)
}

/// Each payment that is still held becomes the patient's credit, the latest first. Answers how much did.
async fn into_credit(work: &mut Work<'_>, open: &Open, held: Money) -> Done<Money> {
    let roster = std::sync::Arc::clone(&work.roster);
    let by = method::of_kind(&roster, MethodKind::Credit)?;
    let receipt = ReceiptId::new();
    let mut rest = held;
    let mut taken = Vec::new();
    for payment in open.payments.iter().rev() {
        let part = spare(payment, &open.payments).min(rest);
        if part > Money::ZERO {
            let row = NewPayment {
                refers_to: Some(payment.id),
                approved_by: work.approved,
                ..NewPayment::of(open, receipt, by, PaymentKind::Refund, Money(-part.0), work.today())
            };
            taken.push((by.clone(), row));
            rest.0 -= part.0;
        }
    }
    if !taken.is_empty() {
        receipt::issue(work, open, receipt::BACK, &taken, Money::ZERO).await?;
    }
    Ok(Money(held.0 - rest.0))
}

/// What of a payment may become credit: nothing of what failed or nobody has seen arrive, nor of what is no payment.
fn spare(payment: &PaymentRow, payments: &[PaymentRow]) -> Money {
    let took = matches!(payment.kind, PaymentKind::Payment | PaymentKind::Deposit);
    let unsure = matches!(payment.state, Some(PaymentState::Failed | PaymentState::Waiting));
    if !took || unsure || payment.method_kind == MethodKind::Package {
        return Money::ZERO;
    }
    left_of(payment, payments)
}

/// Whether a row of the ledger was written by the step itself that ended the visit, at this moment: undoing the step
/// undoes it too.
pub(super) fn of_the_step(payment: &PaymentRow, at: Ts) -> bool {
    let by_itself = match payment.kind {
        PaymentKind::Refund => payment.method_kind == MethodKind::Credit && payment.reason.is_empty(),
        PaymentKind::Void => payment.package_id.is_some(),
        _ => false,
    };
    by_itself && payment.taken_at == at
}

/// The visit comes to be after all: what was kept is held again, and what became credit at that step comes back from
/// it, as far as it is still there.
pub(super) async fn restore(work: &mut Work<'_>, booking: &BookingRow, ended_at: Ts) -> Done<()> {
    let Some(open) = bill::of(work, booking).await? else { return Ok(()) };
    let (clinic, me, now, day) = (work.id(), work.me(), work.now, work.today());
    let kept: Vec<BillLineId> = open
        .lines
        .iter()
        .filter(|line| line.kind == LineKind::Forfeit && line.reason.as_deref() == Some(MISSED))
        .map(|line| line.id)
        .collect();
    for line in &kept {
        store::bill::void_line(work.on(), clinic, open.bill.id, *line, "undone", me, now, day).await?;
    }
    let turned =
        open.payments.iter().filter(|row| of_the_step(row, ended_at) && row.kind == PaymentKind::Refund);
    let turned = Money(turned.map(|row| -row.amount.0).sum());
    let back = if turned > Money::ZERO {
        from_credit(work, &open, booking.patient_id, turned).await?
    } else {
        false
    };
    if back || !kept.is_empty() {
        bill::touch(work, &open.bill).await?;
    }
    Ok(())
}

/// A booking goes back to where the last change took it from: what that kept is held again.
pub(super) async fn moved_back(work: &mut Work<'_>, booking: &BookingRow) -> Done<()> {
    let Some(open) = bill::of(work, booking).await? else { return Ok(()) };
    let (clinic, me, now, day) = (work.id(), work.me(), work.now, work.today());
    let moved_at = booking.updated_at;
    let kept = store::bill::kept_at(work.on(), clinic, open.bill.id, MOVED, moved_at).await?;
    for (line,) in &kept {
        store::bill::void_line(work.on(), clinic, open.bill.id, *line, "undone", me, now, day).await?;
    }
    if kept.is_empty() { Ok(()) } else { bill::touch(work, &open.bill).await }
}

async fn from_credit(work: &mut Work<'_>, open: &Open, patient: PatientId, turned: Money) -> Done<bool> {
    let amount = turned.min(credit::held(work, patient).await?);
    if amount <= Money::ZERO {
        return Ok(false);
    }
    let roster = std::sync::Arc::clone(&work.roster);
    let by = method::of_kind(&roster, MethodKind::Credit)?;
    let row = NewPayment::of(open, ReceiptId::new(), by, PaymentKind::Deposit, amount, work.today());
    let due = Money((open.sums().due().0 - amount.0).max(0));
    receipt::issue(work, open, receipt::TAKEN, &[(by.clone(), row)], due).await?;
    Ok(true)
}
