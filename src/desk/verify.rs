//! Whether the trail, and what it vouches for, are as they were written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Look};
use super::fault::Done;
use crate::domain::permission::Permission;
use crate::domain::verify::{Anchor, Verdict, Walk};
use crate::store;
use crate::store::trail::Shown;
use crate::store::vouched;

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
        let mut walk = Walk::new(self.house.key()?, clinic, reports, head);
        still
            .trail_rows(clinic, |row| match row {
                Shown::Row(row) => walk.row(row),
                Shown::Unreadable { seq, hash, ledger } => walk.unreadable(seq, &hash, &ledger),
            })
            .await?;
        // An end nobody can read is none.
        let end = store::audit::head(still.on(), clinic).await.ok().flatten();
        walk.end(end.as_ref().map(store::audit::HeadRow::end).as_ref());
        for table in vouched::all() {
            still.ledger_rows(clinic, table, |seal| walk.ledger(seal.row, &seal.digest)).await?;
        }
        still.personal_rows(clinic, |commitment, salt, value| walk.personal(commitment, salt, value)).await?;
        for bill in store::sums::wrong(still.on(), clinic).await? {
            walk.miscounted(format!("bill {bill}"));
        }
        for counted in store::sums::holes(still.on(), clinic).await? {
            walk.miscounted(counted);
        }
        walk.schema(store::schema::strange(&mut still).await?);
        still.rollback().await;
        Ok(walk.verdict())
    }
}
