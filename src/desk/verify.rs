//! Whether the trail, and what it vouches for, are as they were written.

use std::sync::atomic::Ordering;
use std::sync::{PoisonError, RwLock};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Desk;
use super::act::{Act, Look};
use super::fault::Done;
use super::naming::Named;
use super::receipt;
use crate::domain::id::AccountId;
use crate::domain::permission::{Grant, Permission};
use crate::domain::time::Ts;
use crate::domain::verify::{Alarmed, Anchor, Verdict, Walk};
use crate::store;
use crate::store::trail::Shown;
use crate::store::vouched;

/// How many of the last rows are looked at when somebody comes in: what takes no time worth speaking of.
const LAST: i64 = 1_000;

/// What a look at the last rows found, and what people call it.
#[derive(Debug, Default)]
pub(super) struct Alarm(RwLock<Option<(Alarmed, Option<Called>)>>);

/// A row of the ledger in people's words, as far as whoever looked may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    pub table: String,
    /// The number of the receipt it is of.
    pub receipt: Option<String>,
    pub named: Option<Named>,
    /// When it was made.
    pub at: Option<Ts>,
    /// Who looked.
    by: Option<AccountId>,
}

impl Alarm {
    fn get(&self) -> Option<(Alarmed, Option<Called>)> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, found: Option<(Alarmed, Option<Called>)>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = found;
    }
}

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
    /// Looks at the last rows of the trail and at what they vouch for, for whoever may see it and has just come in. What is found stands until
    /// they look at it: see [`alarm`](Self::alarm). A trail that cannot be read now is found by the next look.
    pub async fn glance(&self) {
        if self.may(Permission::EventResolve) == Grant::Yes {
            self.counts_severe().await;
        }
        if self.may(Permission::TrailSee) != Grant::Yes {
            return;
        }
        match self.last_rows().await {
            Ok(found) => {
                let called = match &found {
                    Some(Alarmed::Ledger(odd)) => self.called(&odd.row).await,
                    _ => None,
                };
                self.house.alarm.set(found.map(|found| (found, called)));
            }
            Err(fault) => tracing::warn!(fault = fault.message(), "the trail was not looked at"),
        }
    }

    /// What was found wrong with the trail and nobody looked at yet; nothing for whoever may not see the trail.
    #[must_use]
    pub fn alarm(&self) -> Option<Alarmed> {
        let found = self.house.alarm.get().filter(|_| self.may(Permission::TrailSee) == Grant::Yes);
        found.map(|(found, _)| found)
    }

    /// What people call the row that was found, for whoever looked: another may perhaps not know as much.
    #[must_use]
    pub fn alarm_called(&self) -> Option<Called> {
        let (_, called) = self.house.alarm.get()?;
        called.filter(|called| called.by == self.who().map(|who| who.account_id))
    }

    /// A table and a key in it, in people's words; none where the key is no id.
    async fn called(&self, row: &str) -> Option<Called> {
        let (table, key) = row.split_once(' ')?;
        let id: Uuid = key.split(' ').next()?.parse().ok()?;
        let named = self.named(vec![id]).await.ok().and_then(|mut names| names.remove(&id));
        let number = store::names::receipt(self.db(), self.clinic().id, id).await.ok().flatten();
        let micros = |made: uuid::Timestamp| {
            let (seconds, nanos) = made.to_unix();
            i64::try_from(seconds).ok()?.checked_mul(1_000_000)?.checked_add(i64::from(nanos) / 1_000)
        };
        Some(Called {
            table: table.to_owned(),
            receipt: number.map(|(series, number)| receipt::named(&series, number)),
            named,
            at: id.get_timestamp().and_then(micros).map(Ts),
            by: self.who().map(|who| who.account_id),
        })
    }

    /// It was looked at.
    pub fn saw_alarm(&self) {
        self.house.alarm.set(None);
    }

    async fn last_rows(&self) -> Done<Option<Alarmed>> {
        let clinic = self.clinic().id;
        let mut still = self.db().still().await?;
        // An end nobody can read is none, and one that was set back says nothing of how many rows there are.
        let end = store::audit::head(still.on(), clinic).await.ok().flatten();
        let known = self.house.head.load(Ordering::SeqCst);
        let first = (end.as_ref().map_or(known, |end| end.seq.max(known)) - LAST).max(1);
        let reports = store::trail::reported(still.on(), clinic).await?;
        let reports = reports.into_iter().filter(|(_, seq, _)| *seq > first).collect();
        let mut walk = Walk::new(self.house.key()?, clinic, reports, None);
        walk.in_part();
        if first > 1 {
            walk.behind(first - 1, "", Ts(i64::MIN));
        }
        still
            .trail_from(clinic, first, 2 * LAST, |row| match row {
                Shown::Row(row) if row.seq == first && first > 1 => {
                    walk.behind(row.seq, row.hash, row.sealed.at);
                }
                Shown::Row(row) => walk.row(row),
                Shown::Unreadable { seq, hash, ledger } => walk.unreadable(seq, &hash, &ledger),
            })
            .await?;
        walk.end(end.as_ref().map(store::audit::HeadRow::end).as_ref());
        for table in vouched::all() {
            let ids = walk.vouched(table.name);
            if !ids.is_empty() {
                still
                    .ledger_rows_of(clinic, table, &ids, |seal| walk.glimpse(seal.row, &seal.digest))
                    .await?;
                walk.no_more(table.name);
            }
        }
        still.rollback().await;
        Ok(walk.alarmed())
    }

    /// The walk itself. It tells numbers of rows and ids, nothing of anybody.
    ///
    /// # Errors
    /// `pin.pepper` on a counter without the clinic's secret.
    pub async fn verify(&self, head: Option<Anchor>) -> Done<Verdict> {
        let clinic = self.clinic().id;
        let mut still = self.db().still().await?;
        let reports = store::trail::reported(still.on(), clinic).await?;
        let mut walk = Walk::new(self.house.key()?, clinic, reports, head);
        let mut known = still
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
        let personal = |commitment: &_, salt: &_, value: &_| walk.personal(commitment, salt, value);
        known.extend(still.personal_rows(clinic, personal).await?);
        for bill in store::sums::wrong(still.on(), clinic).await? {
            walk.miscounted(format!("bill {bill}"));
        }
        for counted in store::sums::holes(still.on(), clinic).await? {
            walk.miscounted(counted);
        }
        for gone in store::orphan::gone(&mut still, clinic).await? {
            walk.gone(gone);
        }
        walk.merged(store::merge::all(still.on(), clinic).await?);
        if store::tenant::strays(still.on(), clinic).await? {
            walk.differs(format!("tenant {clinic}"));
        }
        // An event nobody can read was settled by nobody.
        walk.settled(&store::event::clocks_settled(still.on(), clinic).await.unwrap_or_default());
        let strange = store::schema::strange(&mut still, clinic, &known).await?;
        walk.schema(strange.odd, strange.not_compared);
        still.rollback().await;
        Ok(walk.verdict())
    }
}
