//! What leaves a row of the trail without being an act: somebody comes or goes, guessing is stopped, whoever administers
//! the installation did something.

use serde_json::{Value, json};

use super::Desk;
use super::fault::Done;
use crate::domain::audit::Entry;
use crate::domain::id::{AccountId, SessionId};
use crate::store::audit::Doing;
use crate::store::{self, Tx, audit};

/// Who did it, as far as anybody: their account and their log-in.
pub(super) type By = (Option<AccountId>, Option<SessionId>);

impl Desk {
    /// Writes a row of the trail in a transaction that is going on, and answers its number. Once that is committed,
    /// [`House::wrote`](super::House::wrote) is to be told.
    pub(super) async fn notes(
        &self,
        tx: &mut Tx,
        by: By,
        act: &str,
        (entity, id): (&'static str, uuid::Uuid),
        after: Value,
    ) -> Done<i64> {
        let doing = Doing {
            clinic: self.clinic().id,
            account: by.0,
            approver: None,
            session: by.1,
            terminal: &self.house.terminal,
            act,
            at: self.now(),
            key: self.house.key()?,
        };
        let entry = Entry { entity, entity_id: Some(id), before: Value::Null, after, reason: String::new() };
        Ok(audit::write(tx, doing, &entry, None).await?)
    }

    /// Seals into the trail what whoever administers the installation did to the clinic since anybody logged in, one row
    /// for each: they do not have the clinic's secret, and a suspended clinic has nobody at work.
    pub(super) async fn seals_tenant_acts(&self, tx: &mut Tx) -> Done<()> {
        let clinic = self.clinic().id;
        if store::tenant::unsealed(tx.on(), clinic).await?.is_empty() {
            return Ok(());
        }
        // Another counter may be sealing the same at this moment: whoever comes second finds it sealed.
        audit::hold(tx, clinic).await?;
        for row in store::tenant::unsealed(tx.on(), clinic).await? {
            store::tenant::seal(tx, clinic, &row)?;
            let after = json!({
                "seq": row.seq,
                "done_at": row.at,
                "max_users": row.max_users,
                "max_patients": row.max_patients,
            });
            let act = format!("{}_tenant", row.act);
            self.notes(tx, (None, None), &act, (store::tenant::NOUN, clinic.0), after).await?;
        }
        Ok(())
    }
}
