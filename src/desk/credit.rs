//! What the clinic owes a patient who paid before, to be used at any later visit.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Look};
use super::fault::Done;
use super::work::Work;
use super::{Desk, kept};
use crate::domain::id::PatientId;
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store;
pub use crate::store::credit::CreditRow;

/// A patient's credit: what is there, and how it came and went.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatientCredit {
    pub patient: PatientId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CreditView {
    pub balance: Money,
    /// First to last; together they are the balance.
    pub rows: Vec<CreditRow>,
}

impl Act for PatientCredit {
    const NAME: &'static str = "patient_credit";
    const NEEDS: Permission = Permission::BillSee;
    type Output = CreditView;
}

impl Look for PatientCredit {
    async fn look(self, desk: &Desk) -> Done<CreditView> {
        let rows = store::credit::rows(desk.db(), desk.clinic().id, self.patient);
        let rows = kept::unless(desk, self.patient, rows).await?;
        Ok(CreditView { balance: Money(rows.iter().map(|row| row.amount.0).sum()), rows })
    }
}

/// A patient's credit under the lock: until the act ends nobody else spends it.
pub(super) async fn held(work: &mut Work<'_>, patient: PatientId) -> Done<Money> {
    let clinic = work.id();
    // Merged with somebody since the visit was read: it is read again.
    store::credit::lock(work.on(), clinic, patient).await?.ok_or(store::Fault::Busy)?;
    let (balance,) = store::credit::balance(work.on(), clinic, patient).await?;
    Ok(balance)
}

/// Makes sure there is as much credit as is about to be spent.
///
/// # Errors
/// `credit.short` with the `balance`.
pub(super) async fn spend(work: &mut Work<'_>, patient: PatientId, amount: Money) -> Done<()> {
    let balance = held(work, patient).await?;
    if amount > balance {
        return Err(Refusal::at("credit.short", "amount").with("balance", balance).into());
    }
    Ok(())
}
