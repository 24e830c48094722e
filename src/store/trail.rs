//! The trail, read from end to end, and what stands outside it about where it ended.

use futures::TryStreamExt as _;
use sqlx::{AssertSqlSafe, FromRow as _};

use super::db::{Answer, On, row};
use super::fault::{Fault, Stored};
use super::sealed::each_row;
use super::tx::{Engine, Tx};
use crate::domain::audit::Sealed;
use crate::domain::id::ClinicId;
use crate::domain::time::Ts;
use crate::domain::verify::Written;

row! {
    /// One row, as it lies in the database.
    pub struct TrailRow {
        pub seq: i64,
        pub at: Ts,
        pub clock_behind: i64,
        pub account_id: Option<uuid::Uuid>,
        pub approver_id: Option<uuid::Uuid>,
        pub session_id: Option<uuid::Uuid>,
        pub terminal: String,
        pub act: String,
        pub entity: String,
        pub entity_id: Option<uuid::Uuid>,
        pub before: String,
        pub after: String,
        pub reason: String,
        pub ledger: String,
        pub key_id: String,
        pub prev_hash: String,
        pub hash: String,
    }
}

impl TrailRow {
    /// The row as what was sealed and its seal.
    #[must_use]
    pub fn written(&self, clinic: ClinicId) -> Written<'_> {
        Written {
            seq: self.seq,
            prev_hash: &self.prev_hash,
            hash: &self.hash,
            key_id: &self.key_id,
            sealed: Sealed {
                clinic: clinic.0,
                at: self.at,
                clock_behind: self.clock_behind,
                account: self.account_id,
                approver: self.approver_id,
                session: self.session_id,
                terminal: &self.terminal,
                act: &self.act,
                entity: &self.entity,
                entity_id: self.entity_id,
                before: &self.before,
                after: &self.after,
                reason: &self.reason,
                ledger: &self.ledger,
            },
        }
    }
}

const ALL: &str =
    "SELECT seq, at, clock_behind, account_id, approver_id, session_id, terminal, act, entity, entity_id,
   before, after, reason, ledger, key_id, prev_hash, hash FROM audit WHERE clinic_id = $1 ORDER BY seq";

impl Tx {
    /// Reads the whole trail, first to last.
    pub async fn trail_rows(
        &mut self,
        clinic: ClinicId,
        mut each: impl FnMut(&TrailRow) + Send,
    ) -> Stored<()> {
        match &mut self.engine {
            Engine::Sqlite(file) => {
                file.flush().await?;
                each_row!(file.lent.busy()?, ALL, clinic, row => each(&TrailRow::from_row(&row).map_err(Fault::of)?));
            }
            Engine::Postgres(lent) => {
                each_row!(lent.busy()?, ALL, clinic, row => each(&TrailRow::from_row(&row).map_err(Fault::of)?));
            }
        }
        Ok(())
    }
}

/// What the closing reports say about the trail: number, the row that was its end, that row's seal.
pub fn reported<'a>(on: impl Into<On<'a>>, clinic: ClinicId) -> Answer<'a, Vec<(i64, i64, String)>> {
    on.into().all("SELECT number, head_seq, head_hash FROM z_report WHERE clinic_id = $1", (clinic,))
}
