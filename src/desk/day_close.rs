//! A business day is locked when its work is done. A locked day takes no new row and no change; only the owner opens it
//! again, and the close that stood stays in the book.

use chrono::{Days, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Change, Look};
use super::fault::Done;
use super::work::{Work, one_row};
use super::{Desk, NOTHING};
use crate::domain::booking::Status;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::text::LINE_NEEDED;
use crate::domain::time::Ts;
use crate::store;
use crate::store::day_close::{DayCloseRow, DayLinesRow, DaySpentRow, DayTakenRow, DayVisitsRow};

/// What a day came to when it was closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DayTotals {
    /// By the day it was paid.
    pub taken: Vec<DayTakenRow>,
    /// What was written on bills.
    pub lines: Vec<DayLinesRow>,
    pub visits: Vec<DayVisitsRow>,
    /// What was spent, by category.
    #[serde(default)]
    pub expenses: Vec<DaySpentRow>,
    /// The numbers of its closing reports.
    pub reports: Vec<i64>,
}

/// Locks a business day.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseDay {
    pub day: NaiveDate,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DayClosed {
    pub day: NaiveDate,
    pub revision: i64,
    pub totals: DayTotals,
}

impl Act for CloseDay {
    const NAME: &'static str = "close_day";
    const NEEDS: Permission = Permission::DayClose;
    const PIN_LAST: bool = true;
    type Output = DayClosed;
}

impl Change for CloseDay {
    async fn change(self, work: &mut Work<'_>) -> Done<DayClosed> {
        let (clinic, me, now, day) = (work.id(), work.me(), work.now, self.day);
        if day > work.today() {
            return Err(Refusal::at("day.future", "day").into());
        }
        store::day_close::hold(work.on(), clinic, day).await?;
        let rows = store::day_close::between(work.on(), clinic, (day, day)).await?;
        if let Some(standing) = rows.iter().find(|row| row.reopened_at.is_none()) {
            return Err(Refusal::at("day.closed_already", "day")
                .with("who", standing.closed_by.as_str())
                .with("at", work.local(standing.closed_at))
                .into());
        }
        // One after the other: what happens on a day that is open would change the days after it.
        if let Some((Some(earlier),)) = store::day_close::open_before(work.on(), clinic, day).await? {
            return Err(Refusal::at("day.earlier", "day").with("day", earlier).into());
        }
        let open = store::drawer::open_sessions(work.on(), clinic).await?;
        if let Some(session) = open.into_iter().find(|session| session.business_day <= day) {
            return Err(Refusal::at("day.drawer_open", "day")
                .with("drawer", session.drawer)
                .with("who", session.account)
                .into());
        }
        let totals = DayTotals {
            taken: store::day_close::taken(work.on(), clinic, day).await?,
            lines: store::day_close::lines(work.on(), clinic, day).await?,
            visits: store::day_close::visits(work.on(), clinic, day).await?,
            expenses: store::day_close::spent(work.on(), clinic, (day, day)).await?,
            reports: store::day_close::reports(work.on(), clinic, day)
                .await?
                .into_iter()
                .map(|(number,)| number)
                .collect(),
        };
        // Locked, their visit could never be finished, missed or called off, nor their deposit kept.
        let open = |row: &&DayVisitsRow| row.status.active() && row.status != Status::Done;
        let here: i64 = totals.visits.iter().filter(open).map(|row| row.count).sum();
        if here > 0 {
            return Err(Refusal::at("day.visits", "day").with("count", here).into());
        }
        let revision = rows.first().map_or(0, |row| row.revision) + 1;
        let snapshot = serde_json::to_string(&totals)?;
        store::day_close::insert(work.on(), clinic, day, revision, &snapshot, me, now).await?;
        let closed = DayClosed { day, revision, totals };
        work.record("day_close", None, NOTHING, &closed, "")?;
        Ok(closed)
    }
}

/// Opens a locked day again. Closing it once more makes the next revision; this one stays.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenDay {
    pub day: NaiveDate,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reopened {
    pub day: NaiveDate,
    /// The one that ends.
    pub revision: i64,
}

impl Act for ReopenDay {
    const NAME: &'static str = "reopen_day";
    const NEEDS: Permission = Permission::DayReopen;
    const PIN_LAST: bool = true;
    type Output = Reopened;
}

impl Change for ReopenDay {
    async fn change(self, work: &mut Work<'_>) -> Done<Reopened> {
        let (clinic, me, now, day) = (work.id(), work.me(), work.now, self.day);
        let reason = LINE_NEEDED.clean(&self.reason).map_err(|refusal| refusal.on("reason"))?.value;
        store::day_close::hold(work.on(), clinic, day).await?;
        let rows = store::day_close::between(work.on(), clinic, (day, day)).await?;
        let revision = rows
            .first()
            .filter(|row| row.reopened_at.is_none())
            .ok_or_else(|| Refusal::at("day.open", "day"))?
            .revision;
        // The last one first: what happens on a day that is open would change the days after it.
        if let Some((Some(later),)) = store::day_close::locked_after(work.on(), clinic, day).await? {
            return Err(Refusal::at("day.later", "day").with("day", later).into());
        }
        one_row(store::day_close::reopen(work.on(), clinic, day, &reason, me, now).await?)?;
        let reopened = Reopened { day, revision };
        work.record("day_close", None, NOTHING, &reopened, &reason)?;
        Ok(reopened)
    }
}

/// Days and how they stand; without dates the last four weeks.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListDays {
    #[serde(default)]
    pub from: Option<NaiveDate>,
    #[serde(default)]
    pub to: Option<NaiveDate>,
}

/// One day and its closes, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DayView {
    pub day: NaiveDate,
    pub locked: bool,
    /// Every revision, the newest first.
    pub closes: Vec<DayCloseView>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DayCloseView {
    pub revision: i64,
    pub closed_at: Ts,
    pub closed_by: String,
    pub reopened_at: Option<Ts>,
    pub reopened_by: Option<String>,
    pub reopen_reason: Option<String>,
    /// What the day came to then.
    pub totals: DayTotals,
}

/// The longest span that is listed.
const MOST_DAYS: u64 = 400;

impl Act for ListDays {
    const NAME: &'static str = "list_days";
    const NEEDS: Permission = Permission::DrawerSee;
    type Output = Vec<DayView>;
}

impl Look for ListDays {
    async fn look(self, desk: &Desk) -> Done<Vec<DayView>> {
        let to = self.to.unwrap_or_else(|| desk.today());
        let from = self.from.unwrap_or_else(|| to - Days::new(27)).max(to - Days::new(MOST_DAYS));
        let rows = store::day_close::between(desk.db(), desk.clinic().id, (from, to)).await?;
        let view = |row: &DayCloseRow| {
            Ok(DayCloseView {
                revision: row.revision,
                closed_at: row.closed_at,
                closed_by: row.closed_by.clone(),
                reopened_at: row.reopened_at,
                reopened_by: row.reopened_by.clone(),
                reopen_reason: row.reopen_reason.clone(),
                totals: serde_json::from_str(&row.snapshot)?,
            })
        };
        let of = |day: NaiveDate| {
            let closes = rows.iter().filter(|row| row.business_day == day).map(view);
            let closes = closes.collect::<Done<Vec<_>>>()?;
            Ok(DayView { day, locked: closes.first().is_some_and(|one| one.reopened_at.is_none()), closes })
        };
        let back = std::iter::successors(Some(to), NaiveDate::pred_opt);
        back.take_while(|day| *day >= from).map(of).collect()
    }
}
