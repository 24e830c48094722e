//! Cash that comes or goes without a bill, and a drawer opened for nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{here, says_as_much, take_out};
use crate::desk::act::{Act, Change};
use crate::desk::fault::Done;
use crate::desk::work::Work;
use crate::desk::{NOTHING, expense};
use crate::domain::drawer::MoveKind;
use crate::domain::expense::PaidFrom;
use crate::domain::id::{DrawerMoveId, DrawerSessionId, ExpenseCategoryId, ExpenseId};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::{LINE, LINE_NEEDED};
use crate::store;
use crate::store::drawer_move::NewMove;
use crate::store::expense::NewExpense;

/// Puts cash into the drawer here, or takes it out: `paid_in`, `paid_out`, `drop` (to the safe).
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveCash {
    pub kind: MoveKind,
    /// Above zero, in minor units.
    pub amount: Money,
    pub reason: String,
    /// Of the slip or the bill it was paid with.
    #[serde(default)]
    pub reference: String,
    /// What was paid out was spent: the expense it is, written in the same step.
    #[serde(default)]
    pub expense: Option<SpentOn>,
}

/// The expense a paid-out is.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpentOn {
    pub category: ExpenseCategoryId,
    /// Left out: the reason of the move.
    #[serde(default)]
    pub description: String,
}

/// A move that was written down. It tells nothing about what is in the drawer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Moved {
    pub id: DrawerMoveId,
    pub session: DrawerSessionId,
    pub drawer: String,
    pub kind: MoveKind,
    pub amount: Money,
    pub reason: String,
    /// What was spent with it.
    pub expense: Option<ExpenseId>,
}

impl Act for MoveCash {
    const NAME: &'static str = "move_cash";
    const NEEDS: Permission = Permission::DrawerMove;
    type Output = Moved;
}

impl Change for MoveCash {
    async fn change(self, work: &mut Work<'_>) -> Done<Moved> {
        if self.kind == MoveKind::NoSale {
            return Err(Refusal::at("drawer.kind", "kind").into());
        }
        if self.expense.is_some() {
            if self.kind != MoveKind::PaidOut {
                return Err(Refusal::at("drawer.spent", "expense").into());
            }
            work.approve_amount(Permission::ExpenseEdit, self.amount)?;
        }
        let category = match &self.expense {
            Some(spent) => Some(expense::category(work, spent.category).await?.id),
            None => None,
        };
        let spent = self.expense.map(|spent| spent.description).unwrap_or_default();
        let spent = LINE.clean(&spent).map_err(|refusal| refusal.on("description"))?.value;
        let cash = NewCash {
            kind: self.kind,
            amount: self.amount,
            reason: self.reason,
            reference: self.reference.clone(),
        };
        let mut moved = move_cash(work, cash).await?;
        if let Some(category_id) = category {
            let reference = LINE.clean(&self.reference).map_err(|refusal| refusal.on("reference"))?.value;
            let row = NewExpense {
                id: ExpenseId::new(),
                business_day: work.today(),
                category_id,
                amount: moved.amount,
                description: if spent.is_empty() { moved.reason.clone() } else { spent },
                reference,
                paid_from: PaidFrom::Drawer,
                move_id: Some(moved.id),
                recurring_id: None,
            };
            let (clinic, me, now, terminal) = (work.id(), work.me(), work.now, work.terminal);
            store::expense::insert(work.on(), clinic, &row, me, now, terminal).await?;
            moved.expense = Some(row.id);
        }
        work.record("drawer_move", moved.id.0, NOTHING, &moved, "")?;
        Ok(moved)
    }
}

/// Opens the drawer although nothing is paid: to change a note, to look.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenWithoutSale {
    pub reason: String,
}

impl Act for OpenWithoutSale {
    const NAME: &'static str = "open_without_sale";
    const NEEDS: Permission = Permission::DrawerNoSale;
    type Output = Moved;
}

impl Change for OpenWithoutSale {
    async fn change(self, work: &mut Work<'_>) -> Done<Moved> {
        let cash = NewCash {
            kind: MoveKind::NoSale,
            amount: Money::ZERO,
            reason: self.reason,
            reference: String::new(),
        };
        let moved = move_cash(work, cash).await?;
        work.record("drawer_move", moved.id.0, NOTHING, &moved, "")?;
        Ok(moved)
    }
}

/// A move about to be made, as it was typed.
#[derive(Debug, Clone)]
pub struct NewCash {
    pub kind: MoveKind,
    pub amount: Money,
    pub reason: String,
    pub reference: String,
}

/// Writes a move into the session here; the act that asks leaves the row in the trail.
///
/// # Errors
/// `drawer.amount` unless it is above zero, `drawer.short` when that much cannot be in the drawer, and those of
/// [`here`].
pub async fn move_cash(work: &mut Work<'_>, cash_moved: NewCash) -> Done<Moved> {
    let NewCash { kind, amount, reason, reference } = cash_moved;
    let (clinic, me, now, terminal) = (work.id(), work.me(), work.now, work.terminal);
    if kind != MoveKind::NoSale && amount.0 <= 0 {
        return Err(Refusal::at("drawer.amount", "amount").into());
    }
    work.limit(amount, "amount")?;
    let reason = LINE_NEEDED.clean(&reason).map_err(|refusal| refusal.on("reason"))?.value;
    let reference = LINE.clean(&reference).map_err(|refusal| refusal.on("reference"))?.value;
    let session = here(work).await?;
    if matches!(kind, MoveKind::PaidOut | MoveKind::Drop) {
        take_out(work, session.id, amount).await?;
        if !work.is_signed_by_another() {
            says_as_much(work).await?;
        }
    }
    let row = NewMove {
        id: DrawerMoveId::new(),
        session: session.id,
        kind,
        amount,
        reason: reason.clone(),
        reference,
        business_day: work.today(),
        approved_by: work.approved,
    };
    store::drawer_move::insert_move(work.on(), clinic, &row, terminal, me, now).await?;
    Ok(Moved { id: row.id, session: session.id, drawer: session.drawer, kind, amount, reason, expense: None })
}
