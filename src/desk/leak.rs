//! Where money may be lost: what deserves a second look.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Look};
use super::fault::Done;
use super::ledger::counting;
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::report::{Leak, check};
use crate::domain::time::Ts;
use crate::store;
pub use crate::store::leak::LeakRow;

/// What deserves a second look in a span, kind by kind.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListLeaks {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Leaks {
    pub kind: Leak,
    pub total: Money,
    pub rows: Vec<LeakRow>,
    /// The drawer whoever asks has open and has not counted: what of this kind was taken out of it is told after the
    /// count, and until then nothing of the kind is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counting: Option<String>,
}

impl Act for ListLeaks {
    const NAME: &'static str = "list_leaks";
    const NEEDS: Permission = Permission::ReportSee;
    type Output = Vec<Leaks>;
}

impl Look for ListLeaks {
    async fn look(self, desk: &Desk) -> Done<Vec<Leaks>> {
        check(self.from, self.to)?;
        let (db, clinic, span) = (desk.db(), desk.clinic().id, (self.from, self.to));
        let a_day_ago = Ts(desk.now().0.saturating_sub(24 * 3_600_000_000));
        let veil = desk.veil();
        let session = counting(desk, self.to).await?;
        let mut all = Vec::new();
        for kind in Leak::ALL {
            let rows = match kind {
                Leak::DoneUnpaid => store::leak::done_unpaid(db, clinic, span).await?,
                Leak::DepositLeft => store::leak::deposit_left(db, clinic, span, desk.today()).await?,
                Leak::CancelledAfterArrival => store::leak::cancelled_late(db, clinic, span).await?,
                Leak::Voids => store::leak::voids(db, clinic, span).await?,
                Leak::Reprints => store::leak::reprints(db, clinic, span).await?,
                Leak::Unverified => store::leak::unverified(db, clinic, span, a_day_ago).await?,
                Leak::NoSale => store::leak::no_sale(db, clinic, span).await?,
                Leak::PaidOut => {
                    let limit = Money(desk.clinic().policies.paid_out_limit);
                    store::leak::paid_out(db, clinic, span, limit).await?
                }
                Leak::LinesOff => store::leak::lines_off(db, clinic, span).await?,
                Leak::Discounts => store::leak::discounts(db, clinic, span).await?,
                // A difference tells what should have been there; one's own is known once it is counted.
                Leak::Differences => store::leak::differences(db, clinic, span).await?,
                Leak::Recounts => store::leak::recounts(db, clinic, span).await?,
            };
            // What was taken back is part of what should lie there. That it is not told is said, whether there is any
            // or not: else the silence would tell.
            let counting = session.as_ref().filter(|_| *kind == Leak::Voids).map(|one| one.drawer.clone());
            let mut rows = if counting.is_some() { Vec::new() } else { rows };
            for row in &mut rows {
                veil.name(&mut row.patient);
            }
            if !rows.is_empty() || counting.is_some() {
                let total = Money::sum(rows.iter().map(|row| row.amount))?;
                all.push(Leaks { kind: *kind, total, rows, counting });
            }
        }
        Ok(all)
    }
}
