//! The book and the drawers as they were at a given minute: read back from what changed since.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::Desk;
use super::act::{Act, Look};
use super::fault::Done;
use super::slot::{LET_GO, LetGo};
use crate::domain::booking::Status;
use crate::domain::drawer::sees_expected;
use crate::domain::id::ClinicId;
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::time::Ts;
use crate::store;
use crate::store::then::ThenRow;

/// The day's book and the open drawers at a moment.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AsItWas {
    pub at: Ts,
    /// Left out: the day of that moment.
    #[serde(default)]
    pub day: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Then {
    pub at: Ts,
    pub day: NaiveDate,
    pub bookings: Vec<BookingThen>,
    pub drawers: Vec<DrawerThen>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BookingThen {
    pub booking: Uuid,
    pub starts_at: Ts,
    pub ends_at: Ts,
    pub patient: String,
    pub treatment: String,
    pub staff: Option<String>,
    pub status: Status,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DrawerThen {
    pub session: Uuid,
    pub drawer: String,
    pub opened_by: String,
    pub payments: i64,
    /// The cash that should have been in it; none for whoever may not know it yet.
    pub expected: Option<Money>,
}

impl Act for AsItWas {
    const NAME: &'static str = "as_it_was";
    const NEEDS: Permission = Permission::TrailSee;
    type Output = Then;
}

impl Look for AsItWas {
    async fn look(self, desk: &Desk) -> Done<Then> {
        let clinic = desk.clinic();
        let day = self.day.unwrap_or_else(|| clinic.day(self.at));
        let last = last_until(desk, clinic.id, self.at).await?;
        // The first word about a booking that comes up, going back, is overwritten by each older one.
        let mut was: BTreeMap<Uuid, BTreeMap<String, Value>> = BTreeMap::new();
        let mut begun_later = BTreeSet::new();
        for row in store::trail::bookings_since(desk.db(), clinic.id, last).await? {
            for LetGo { booking, had: (from, to), .. } in let_go(&row.after)? {
                let had = [("starts_at", from), ("ends_at", to)];
                let had = had.map(|(field, at)| (field.to_owned(), serde_json::json!(at)));
                was.entry(booking.0).or_default().extend(had);
            }
            let Some(booking) = row.booking else { continue };
            match serde_json::from_str(&row.before) {
                Ok(Value::Object(fields)) => was.entry(booking).or_default().extend(fields),
                _ => drop(begun_later.insert(booking)),
            }
        }
        let mut rows = store::then::day_then(desk.db(), clinic.id, day, self.at).await?;
        let here: BTreeSet<Uuid> = rows.iter().map(|row| row.id).collect();
        // What was moved to another day since.
        for (booking, fields) in &was {
            let then = fields.get("business_day").and_then(Value::as_str);
            if !here.contains(booking) && then == Some(day.to_string().as_str()) {
                rows.extend(store::then::booking_then(desk.db(), clinic.id, *booking, self.at).await?);
            }
        }
        let roster = desk.roster().await?;
        let veil = desk.veil();
        let mut bookings = Vec::new();
        for row in rows.into_iter().filter(|row| !begun_later.contains(&row.id)) {
            let mut row = back(row, &was)?;
            veil.name(&mut row.patient);
            let Some(status) = row.status.filter(|_| row.business_day == day) else { continue };
            let treatment = roster.treatments.iter().find(|treatment| treatment.id.0 == row.treatment_id);
            let staff = roster.staff.iter().find(|staff| Some(staff.id.0) == row.staff_id);
            bookings.push(BookingThen {
                booking: row.id,
                starts_at: row.starts_at,
                ends_at: row.ends_at,
                patient: row.patient,
                treatment: treatment.map(|treatment| treatment.name.clone()).unwrap_or_default(),
                staff: staff.map(|staff| staff.name.clone()),
                status,
            });
        }
        bookings.sort_by_key(|row| (row.starts_at, row.booking));
        let may = desk.may(Permission::DrawerExpected);
        let me = desk.who().map(|who| who.account_id.0);
        let drawers = store::then::drawers_then(desk.db(), clinic.id, self.at).await?;
        let drawers = drawers
            .into_iter()
            .map(|row| DrawerThen {
                session: row.session_id,
                expected: sees_expected(row.counted, Some(row.opened_by) == me, may).then_some(row.expected),
                drawer: row.drawer,
                opened_by: row.account,
                payments: row.payments,
            })
            .collect();
        Ok(Then { at: self.at, day, bookings, drawers })
    }
}

/// A row with what it was before the changes that came later.
fn back(mut row: ThenRow, was: &BTreeMap<Uuid, BTreeMap<String, Value>>) -> Done<ThenRow> {
    let Some(fields) = was.get(&row.id) else { return Ok(row) };
    put(&mut row.starts_at, fields.get("starts_at"))?;
    put(&mut row.ends_at, fields.get("ends_at"))?;
    put(&mut row.business_day, fields.get("business_day"))?;
    put(&mut row.staff_id, fields.get("staff_id"))?;
    put(&mut row.treatment_id, fields.get("treatment_id"))?;
    Ok(row)
}

/// The visits that let their time go, of what a row of the trail says came after.
fn let_go(after: &str) -> Done<Vec<LetGo>> {
    if after.is_empty() {
        return Ok(Vec::new());
    }
    let mut after: Value = serde_json::from_str(after)?;
    let list = after.get_mut(LET_GO).map(Value::take);
    Ok(list.map(serde_json::from_value).transpose()?.unwrap_or_default())
}

/// Sets a field to what it was, where that is known.
pub(super) fn put<T: serde::de::DeserializeOwned>(field: &mut T, value: Option<&Value>) -> Done<()> {
    if let Some(value) = value {
        *field = serde_json::from_value(value.clone())?;
    }
    Ok(())
}

/// The number of the last row of the trail that was written no later than `at`. Where the rows stand rises with their
/// numbers, so a few looks find the last that stands there; whatever was written after a clock that was ahead stands later
/// than it was written, and is found by its own clock.
pub(super) async fn last_until(desk: &Desk, clinic: ClinicId, at: Ts) -> Done<i64> {
    let (mut low, mut high) = (0, store::audit::end(desk.db(), clinic).await?.map_or(0, |end| end.seq));
    while low < high {
        let middle = low + (high - low + 1) / 2;
        match store::trail::moment(desk.db(), clinic, middle).await? {
            Some((moment,)) if moment <= at => low = middle,
            _ => high = middle - 1,
        }
    }
    let behind = store::trail::behind_until(desk.db(), clinic, low, at).await?;
    Ok(behind.map_or(low, |(seq,)| seq))
}
