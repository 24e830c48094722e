//! What happens at the till besides paying: a tip, a mistake, money that goes back, a package, a debt that is let go.

use super::script::Step;
use super::today::unless_refused;
use super::{LOGINS, RECEPTIONIST};
use crate::desk::bill::{BillView, OpenBill};
use crate::desk::package::{ListPackages, PatientPackages, SavePackage, SellPackage};
use crate::desk::package_use::UsePackage;
use crate::desk::refund::RefundPayment;
use crate::desk::tip::{AddTip, WriteOff};
use crate::desk::void::VoidPayment;
use crate::desk::{Approval, Asked, Desk, Done};
use crate::domain::id::{BookingId, PaymentId};
use crate::domain::money::Money;
use crate::domain::payment::PaymentKind;
use crate::store::treatment::TreatmentRow;

/// Who says yes where the receptionist may not alone.
pub(super) const MANAGER: &str = LOGINS[1].username;

/// Of each treatment five for the price of four and a half.
pub(super) async fn packages(owner: &Desk, treatments: &[TreatmentRow]) -> Done<()> {
    for row in treatments {
        let save = SavePackage {
            package: None,
            version: None,
            name: format!("{} 5x", row.name),
            treatment: row.id,
            sessions: 5,
            price: Money(row.price.0 * 9 / 2 / 1_000 * 1_000),
            valid_days: Some(180),
            shareable: true,
            active: true,
        };
        owner.act(save).await?;
    }
    Ok(())
}

/// One of these steps, to the bill of a booking. Where a rule stands in its way it does not happen.
pub(super) async fn happen(desk: &Desk, booking: BookingId, step: Step) -> Done<()> {
    let version = None;
    let bill = desk.ask(OpenBill { booking }).await?;
    match step {
        Step::Tip => {
            let tip = AddTip { booking, version, amount: Money(20_000), staff: None };
            unless_refused(desk.act(tip).await)?;
        }
        Step::Void => {
            if let Some(payment) = last(&bill) {
                let void = VoidPayment { payment, reason: "salah cara bayar".to_owned() };
                unless_refused(desk.act_as(void, by(RECEPTIONIST)).await)?;
            }
        }
        Step::Refund => {
            if let Some(payment) = last(&bill) {
                let amount = Some(Money(50_000));
                let refund =
                    RefundPayment { payment, amount, method: None, reason: "kulit iritasi".to_owned() };
                unless_refused(desk.act_as(refund, by(MANAGER)).await)?;
            }
        }
        Step::WriteOff => {
            let amount = Some(Money(25_000.min(bill.due.0)));
            let write_off = WriteOff { booking, version, amount, reason: "keluhan pasien".to_owned() };
            unless_refused(desk.act_as(write_off, by(MANAGER)).await)?;
        }
        Step::Package => package(desk, &bill).await?,
        _ => {}
    }
    Ok(())
}

/// Several sessions of the treatment are sold, and this visit is the first of them.
async fn package(desk: &Desk, bill: &BillView) -> Done<()> {
    let (booking, version) = (bill.booking, None);
    let treatment = bill.lines.iter().find_map(|line| line.treatment_id);
    let all = desk.ask(ListPackages {}).await?;
    let Some(package) = all.into_iter().find(|row| Some(row.treatment_id) == treatment) else {
        return Ok(());
    };
    let sell = SellPackage { booking, version, package: package.id };
    if unless_refused(desk.act(sell).await)?.is_none() {
        return Ok(());
    }
    let owned = desk.ask(PatientPackages { patient: bill.patient }).await?;
    if let Some(one) = owned.first() {
        let first = UsePackage { booking, version, package: one.row.id, line: None, reason: String::new() };
        unless_refused(desk.act(first).await)?;
    }
    Ok(())
}

fn last(bill: &BillView) -> Option<PaymentId> {
    let came = PaymentKind::takes;
    bill.payments.iter().rev().find(|payment| came(payment.kind)).map(|payment| payment.id)
}

/// With the name and the PIN of this login.
pub(super) fn by(login: &str) -> Asked {
    let pin = LOGINS.iter().find(|one| one.username == login).map_or("", |one| one.pin).to_owned();
    Asked { request: None, approval: Some(Approval { username: Some(login.to_owned()), pin }) }
}
