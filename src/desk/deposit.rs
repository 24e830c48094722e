//! Deposits: what a booking needs, and what becomes of the money of a visit that does not happen, or not then.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Look};
use super::bill::{self, Open, left_of};
use super::fault::Done;
use super::stake::{Rows, Stake, at_stake};
use super::work::Work;
use super::{Desk, credit, kept, method, package_use, receipt, stake, unsure};
use crate::domain::bill::LineKind;
use crate::domain::booking::Status;
use crate::domain::clinic::{DepositFate, Policies};
use crate::domain::deposit::{Ending, needed as wanted};
use crate::domain::id::{ClinicId, PatientId, ReceiptId, TreatmentId};
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

mod forfeit;

pub(super) use forfeit::never_came;

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

/// What a booking that is still to come needs as a deposit, whatever was paid already: what its treatment asked for when it
/// was booked, as its price was, or the share that the patient's no-shows ask for by now.
pub(super) async fn needed(
    on: On<'_>,
    clinic: ClinicId,
    policies: &Policies,
    booking: &BookingRow,
) -> Done<Money> {
    if !booking.status.pending() {
        return Ok(Money::ZERO);
    }
    wanted_of(on, clinic, policies, booking).await
}

/// What a booking was to have as a deposit before it came to what it is now.
pub(super) async fn wanted_of(
    on: On<'_>,
    clinic: ClinicId,
    policies: &Policies,
    booking: &BookingRow,
) -> Done<Money> {
    let no_shows = match policies.deposit_after_no_shows {
        0 => 0,
        // Without this one.
        _ => {
            let all = store::patient::no_shows(on, clinic, booking.patient_id).await?.0;
            all - i64::from(booking.status == Status::NoShow)
        }
    };
    Ok(wanted(booking.price, booking.treatment_deposit, no_shows, policies))
}

/// The same of the rows of a day, which come with what their treatment asked for.
pub(super) fn needed_on(rows: &mut [DayRow], policies: &Policies) {
    for row in rows {
        let needed = wanted(Money(row.total.0 - row.standing.0), row.deposit_needed, row.no_shows, policies);
        row.deposit_needed = if row.status.pending() { needed } else { Money::ZERO };
    }
}

/// What a booking still needs as a deposit beyond what is held.
pub(super) async fn lacking(work: &mut Work<'_>, booking: &BookingRow) -> Done<Money> {
    let clinic = work.id();
    let policies = &work.clinic.policies;
    let needed = needed(work.on(), clinic, policies, booking).await?;
    if needed == Money::ZERO {
        return Ok(Money::ZERO);
    }
    let held = match bill::of(work, booking).await? {
        Some(open) => at_stake(&open).held,
        None => Money::ZERO,
    };
    Ok(Money((needed.0 - held.0).max(0)))
}

/// Whether a booking may be confirmed: its deposit is there, or somebody who may says `why` it is not waited for.
/// Answers why, as it stands in the trail; nothing where nothing is awaited.
///
/// # Errors
/// `deposit.awaited` with the `amount`, and as [`Work::approve`].
pub(super) async fn awaited(work: &mut Work<'_>, booking: &BookingRow, why: &str) -> Done<String> {
    let amount = lacking(work, booking).await?;
    if amount == Money::ZERO {
        return Ok(String::new());
    }
    let why = LINE.clean(why).map_err(|refusal| refusal.on("without_deposit"))?.value;
    if why.is_empty() {
        return Err(Refusal::at("deposit.awaited", "without_deposit").with("amount", amount).into());
    }
    work.approve_amount(Permission::DepositWaive, amount)?;
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
    let all = at_stake(&open);
    if all.held == Money::ZERO {
        return Ok(None);
    }
    // What came beyond what the visit costs nobody asked for as its deposit.
    let cost = Rows::of(&open).cost();
    let stake = Stake { held: all.held.min(cost), sure: all.sure.min(cost) };
    let fate = decide(work, ending, choice, stake)?;
    let amount = match fate {
        DepositFate::Keep => forfeit::keep(work, &open, ending, stake.sure).await?,
        DepositFate::Credit => into_credit(work, &open, all.sure).await?,
        DepositFate::Refund => Money::ZERO,
    };
    if amount == Money::ZERO {
        // What pays a package now does not go back.
        let held = Rows::of(&open).purposes().held();
        return Ok((held > Money::ZERO).then_some(Became { fate: DepositFate::Refund, amount: held }));
    }
    bill::touch(work, &open.bill).await?;
    Ok(Some(Became { fate, amount }))
}

/// Adds to the act's row of the trail what became of the deposit.
pub(super) fn trailed(work: &mut Work<'_>, became: Option<&Became>) {
    if let (Some(entry), Some(became)) = (work.entry.as_mut(), became) {
        entry.after["deposit"] = serde_json::json!(became);
    }
}

/// Somebody who left: sessions go back to their packages; what was paid pays what is due of packages, which takes whoever
/// may give a deposit away, and the rest stays held until somebody gives it back.
///
/// # Errors
/// As [`Work::approve`].
pub(super) async fn left(work: &mut Work<'_>, booking: &BookingRow) -> Done<Option<Became>> {
    let Some(mut open) = bill::of(work, booking).await? else { return Ok(None) };
    package_use::release(work, &mut open, "off").await?;
    let (before, held) = (at_stake(&open).held, Rows::of(&open).purposes().held());
    if held < before && !unsure::by_leave(work, booking.id).await? {
        // Of what came, no more was to be a deposit than was asked; nothing where somebody signed that none is awaited.
        let clinic = work.id();
        let policies = &work.clinic.policies;
        let wanted = wanted_of(work.on(), clinic, policies, booking).await?;
        let less = Money(before.min(wanted).0 - held.0);
        if less > Money::ZERO {
            work.approve_amount(Permission::DepositWaive, less)?;
        }
    }
    Ok((held > Money::ZERO).then_some(Became { fate: DepositFate::Refund, amount: held }))
}

fn decide(
    work: &mut Work<'_>,
    ending: Ending,
    choice: Option<DepositFate>,
    Stake { held, sure, .. }: Stake,
) -> Done<DepositFate> {
    let policy = ending.fate(&work.clinic.policies);
    let moved = matches!(ending, Ending::Moved(_));
    if moved && sure == Money::ZERO {
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
            let refusal = Refusal::at("deposit.late_move", "deposit").with("amount", sure);
            Err(refusal.with("unverified", Money(held.0 - sure.0)).into())
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

/// What is held and sure becomes the patient's credit. Answers how much did.
async fn into_credit(work: &mut Work<'_>, open: &Open, held: Money) -> Done<Money> {
    let rows = Rows::of(open);
    let spare = |payment: &PaymentRow| {
        let loose = spare(payment, &open.payments).min(rows.left_loose(payment));
        (loose, loose)
    };
    let parts = stake::parts(&open.payments, held, spare);
    let roster = std::sync::Arc::clone(&work.roster);
    let by = method::of_kind(&roster, MethodKind::Credit)?;
    let receipt = ReceiptId::new();
    let mut rest = held;
    let mut taken = Vec::new();
    for (payment, part) in parts {
        let row = NewPayment {
            refers_to: Some(payment.id),
            approved_by: work.approved,
            ..NewPayment::of(open, receipt, by, PaymentKind::Refund, Money(-part.0), work.today())
        };
        taken.push((by.clone(), row));
        rest.0 -= part.0;
    }
    if !taken.is_empty() {
        receipt::issue(work, open, receipt::BACK, &taken, Money::ZERO).await?;
    }
    Ok(Money(held.0 - rest.0))
}

/// What of a payment may become credit, or be kept: nothing of what failed or nobody has seen arrive, nor of what is no payment.
fn spare(payment: &PaymentRow, payments: &[PaymentRow]) -> Money {
    let took = payment.kind.takes();
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
/// it, as far as it is still there. Answers what was kept, and what is held again.
pub(super) async fn restore(work: &mut Work<'_>, booking: &BookingRow, ended_at: Ts) -> Done<(Money, Money)> {
    let Some(open) = bill::of(work, booking).await? else { return Ok(Default::default()) };
    let (clinic, me, now, day) = (work.id(), work.me(), work.now, work.today());
    let missed =
        |line: &&LineRow| line.kind == LineKind::Forfeit && line.reason.as_deref() == Some(forfeit::MISSED);
    let kept: Vec<&LineRow> = open.lines.iter().filter(missed).collect();
    for line in &kept {
        store::bill::void_line(work.on(), clinic, open.bill.id, line.id, "undone", me, now, day).await?;
    }
    let turned =
        open.payments.iter().filter(|row| of_the_step(row, ended_at) && row.kind == PaymentKind::Refund);
    let turned = Money(turned.map(|row| -row.amount.0).sum());
    let back = if turned > Money::ZERO {
        from_credit(work, &open, booking.patient_id, turned).await?
    } else {
        Money::ZERO
    };
    if back > Money::ZERO || !kept.is_empty() {
        bill::touch(work, &open.bill).await?;
    }
    let kept = Money(kept.iter().map(|line| line.amount.0).sum());
    Ok((kept, Money(kept.0 + back.0)))
}

/// What earlier moves of a booking cost, and still do.
pub(super) async fn stays_kept(work: &mut Work<'_>, booking: &BookingRow) -> Done<Option<Became>> {
    let Some(open) = bill::of(work, booking).await? else { return Ok(None) };
    let kept = open.lines.iter().filter(|line| line.kind == LineKind::Forfeit && line.step.is_some());
    let amount = Money(kept.map(|line| line.amount.0).sum());
    Ok((amount > Money::ZERO).then_some(Became { fate: DepositFate::Keep, amount }))
}

async fn from_credit(work: &mut Work<'_>, open: &Open, patient: PatientId, turned: Money) -> Done<Money> {
    let amount = turned.min(credit::held(work, patient).await?);
    if amount <= Money::ZERO {
        return Ok(Money::ZERO);
    }
    let roster = std::sync::Arc::clone(&work.roster);
    let by = method::of_kind(&roster, MethodKind::Credit)?;
    let row = NewPayment::of(open, ReceiptId::new(), by, PaymentKind::Deposit, amount, work.today());
    let due = Money((open.sums().due().0 - amount.0).max(0));
    receipt::issue(work, open, receipt::TAKEN, &[(by.clone(), row)], due).await?;
    Ok(amount)
}
