//! Whether the trail, and what it vouches for, are as they were written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Look};
use super::fault::Done;
use crate::domain::permission::Permission;
use crate::domain::verify::{Anchor, Verdict, Walk};
use crate::store;
use crate::store::sealed::{LEDGER, WHO};

/// Reads the whole trail and all it vouches for, and says what is wrong with them.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyTrail {
    /// The end of the trail as a printed Z says it; the trail may not be shorter, nor say otherwise.
    #[serde(default)]
    pub head: Option<Anchor>,
}

impl Act for VerifyTrail {
    const NAME: &'static str = "verify_trail";
    const NEEDS: Permission = Permission::TrailSee;
    type Output = Verdict;
}

impl Look for VerifyTrail {
    async fn look(self, desk: &Desk) -> Done<Verdict> {
        desk.verify(self.head).await
    }
}

impl Desk {
    /// The walk itself. It tells numbers of rows and ids, nothing of anybody.
    ///
    /// # Errors
    /// `pin.pepper` on a counter without the clinic's secret.
    pub async fn verify(&self, head: Option<Anchor>) -> Done<Verdict> {
        let clinic = self.clinic().id;
        let mut still = self.db().still().await?;
        let reports = store::trail::reported(still.on(), clinic).await?;
        let mut walk = Walk::new(self.house.key()?, reports, head);
        still.trail_rows(clinic, |row| walk.row(row)).await?;
        let (seq, hash) = store::z::trail(still.on(), clinic).await?;
        walk.end(seq, &hash);
        for table in LEDGER.iter().chain(WHO) {
            still.ledger_rows(clinic, table, |seal| walk.ledger(seal.row, &seal.digest)).await?;
        }
        still.personal_rows(clinic, |row| walk.personal(&row.commitment, &row.salt, &row.value)).await?;
        for (bill,) in store::sums::wrong(still.on(), clinic).await? {
            walk.miscounted(format!("bill {}", bill.0));
        }
        still.rollback().await;
        Ok(walk.verdict())
    }
}
