//! Several who performed a line together.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Change, Look};
use super::bill::{BillView, close, line_of, open_version};
use super::fault::Done;
use super::work::Work;
use crate::domain::id::{BillLineId, BookingId};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::store;
pub use crate::store::bill::ShareRow;

/// Who performed a line together, and their parts of it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineShares {
    pub line: BillLineId,
}

impl Act for LineShares {
    const NAME: &'static str = "line_shares";
    const NEEDS: Permission = Permission::BillSee;
    type Output = Vec<ShareRow>;
}

impl Look for LineShares {
    async fn look(self, desk: &Desk) -> Done<Vec<ShareRow>> {
        Ok(store::bill::shares(desk.db(), desk.clinic().id, self.line).await?)
    }
}

/// Shares a line among those who performed it, or says that it was one other person alone. Nobody named: the one person
/// of the line again.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareLine {
    pub booking: BookingId,
    #[serde(default)]
    pub version: Option<i64>,
    pub line: BillLineId,
    /// In basis points; together 10000.
    pub shares: Vec<ShareRow>,
}

impl Act for ShareLine {
    const NAME: &'static str = "share_line";
    const NEEDS: Permission = Permission::BillEdit;
    type Output = BillView;
}

impl Change for ShareLine {
    async fn change(self, work: &mut Work<'_>) -> Done<BillView> {
        let clinic = work.id();
        let open = open_version(work, self.booking, self.version).await?;
        let line = line_of(work, &open, self.line).await?;
        if !line.kind.sold() {
            return Err(Refusal::at("line.unknown", "line").into());
        }
        let (line, counts_on) = (line.id, line.business_day.max(open.booking.business_day));
        if store::day_close::locked(work.on(), clinic, counts_on).await?.is_some() {
            return Err(Refusal::new("day.locked").into());
        }
        let mut people: Vec<_> = self.shares.iter().map(|share| share.staff_id).collect();
        people.sort_unstable();
        people.dedup();
        let known = people.iter().all(|id| work.roster.staff(*id).is_some());
        let all: i64 = self.shares.iter().map(|share| share.share_bp).sum();
        let parts = self.shares.iter().all(|share| (1..=10_000).contains(&share.share_bp));
        if !self.shares.is_empty() && (all != 10_000 || !parts || people.len() != self.shares.len()) {
            return Err(Refusal::at("line.shares", "shares").into());
        }
        if !known {
            return Err(Refusal::at("staff.unknown", "staff").into());
        }
        let before = store::bill::shares(work.on(), clinic, line).await?;
        store::bill::clear_shares(work.on(), clinic, line).await?;
        for share in &self.shares {
            store::bill::add_share(work.on(), clinic, line, share).await?;
        }
        let was = serde_json::json!({"line": line, "shares": before});
        let is = serde_json::json!({"line": line, "shares": self.shares});
        work.record("bill", open.bill.id.0, &was, &is, "")?;
        close(work, open).await
    }
}
