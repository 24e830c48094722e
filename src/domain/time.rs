//! Moments, and the clinic's own calendar. A moment is UTC in whole microseconds, because that is
//! what both databases keep; a business day is a date in the clinic's zone.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::refusal::Refusal;
use super::zone::{Shown, Zone};

/// A moment: microseconds since 1970, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ts(pub i64);

impl Ts {
    #[must_use]
    pub fn of(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_micros())
    }

    /// The moment as chrono knows it. Saturates at the ends of chrono's calendar.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// What the clock on the clinic's wall shows.
    #[must_use]
    pub fn local(self, zone: Zone) -> NaiveDateTime {
        zone.wall(self)
    }

    /// The business day the moment falls on.
    #[must_use]
    pub fn day(self, zone: Zone) -> NaiveDate {
        self.local(zone).date()
    }

    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes.saturating_mul(60_000_000)))
    }

    /// Whole minutes from `earlier` to this moment; negative when this one is earlier.
    #[must_use]
    pub const fn minutes_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).div_euclid(60_000_000)
    }

    /// Whole seconds from `earlier` to this moment.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).div_euclid(1_000_000)
    }
}

/// The moment a wall clock in `zone` shows `local`.
///
/// # Errors
/// `time.gap` when the zone skips that time on that day; `time.twice` when it comes twice (clocks
/// set back): the caller says which is meant with an offset.
pub fn at_local(local: NaiveDateTime, zone: Zone) -> Result<Ts, Refusal> {
    match zone.shows(local) {
        Shown::Once(at) => Ok(at),
        Shown::Never => Err(Refusal::at("time.gap", "time").with("at", local)),
        Shown::Twice(..) => Err(Refusal::at("time.twice", "time").with("at", local)),
    }
}

/// The first moment of `day` in `zone`. Where the zone skips midnight, the first that exists.
#[must_use]
pub fn day_start(day: NaiveDate, zone: Zone) -> Ts {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    for quarter in 0..12 {
        let local = midnight + chrono::TimeDelta::minutes(quarter * 15);
        match zone.shows(local) {
            Shown::Once(at) | Shown::Twice(at, _) => return at,
            Shown::Never => {}
        }
    }
    Ts(midnight.and_utc().timestamp_micros())
}

impl Serialize for Ts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.utc().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
    }
}

impl<'de> Deserialize<'de> for Ts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        DateTime::<Utc>::deserialize(deserializer).map(Self::of)
    }
}

impl JsonSchema for Ts {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Moment".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "format": "date-time"})
    }
}
