//! The clinic's time zone, by its name in the IANA database. The rules of all zones are in the program: a clinic's days
//! must not depend on what its computer has installed.

use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use chrono::{NaiveDateTime, TimeDelta};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};

use super::time::Ts;

/// A time zone. Equal zones have one name; as cheap to hand on as a number.
#[derive(Clone, Copy)]
pub struct Zone(&'static TimeZone);

/// A name that is no zone's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such time zone")]
pub struct Unknown;

/// When a wall clock shows a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Once(Ts),
    /// Never: clocks are set forward over it.
    Never,
    /// Twice, for clocks are set back: first and second coming.
    Twice(Ts, Ts),
}

static UTC: TimeZone = TimeZone::UTC;

/// The zones somebody asked for. There are some six hundred, and each is there once.
static KNOWN: Mutex<Vec<&'static TimeZone>> = Mutex::new(Vec::new());

impl Zone {
    /// Where loket comes from: what is offered before a clinic says where it is.
    #[must_use]
    pub fn home() -> Self {
        "Asia/Jakarta".parse().unwrap_or(Self(&UTC))
    }

    /// The names of all zones, in their alphabet.
    #[must_use]
    pub fn names() -> Vec<String> {
        let mut names: Vec<_> =
            TimeZoneDatabase::bundled().available().map(|name| name.as_str().to_owned()).collect();
        names.sort_unstable();
        names
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.iana_name().unwrap_or_default()
    }

    /// What the wall shows at a moment.
    #[must_use]
    pub fn wall(self, at: Ts) -> NaiveDateTime {
        // Beyond the years both calendars know, the clock stands at the last.
        let moment = Timestamp::from_microsecond(at.0).unwrap_or(Timestamp::MAX);
        let utc = at.utc().naive_utc();
        utc.checked_add_signed(ahead(self.0.to_offset(moment))).unwrap_or(utc)
    }

    /// The moments at which the wall shows `local`.
    #[must_use]
    pub fn shows(self, local: NaiveDateTime) -> Shown {
        let less =
            |offset: Offset| Ts::of(local.checked_sub_signed(ahead(offset)).unwrap_or(local).and_utc());
        match self.0.to_ambiguous_timestamp(civil(local)).offset() {
            AmbiguousOffset::Unambiguous { offset } => Shown::Once(less(offset)),
            AmbiguousOffset::Gap { .. } => Shown::Never,
            AmbiguousOffset::Fold { before, after } => Shown::Twice(less(before), less(after)),
        }
    }
}

/// How far a zone's wall is ahead of UTC.
fn ahead(offset: Offset) -> TimeDelta {
    TimeDelta::seconds(i64::from(offset.seconds()))
}

/// The same date and time in the other calendar; at its ends where it has none.
fn civil(local: NaiveDateTime) -> civil::DateTime {
    let seconds = local.and_utc().timestamp();
    let end = if seconds < 0 { civil::DateTime::MIN } else { civil::DateTime::MAX };
    Timestamp::from_second(seconds).map_or(end, |moment| TimeZone::UTC.to_datetime(moment))
}

impl FromStr for Zone {
    type Err = Unknown;

    /// Finds a zone by its name, in any case.
    fn from_str(name: &str) -> Result<Self, Unknown> {
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let named =
            |zone: &&&'static TimeZone| zone.iana_name().is_some_and(|own| own.eq_ignore_ascii_case(name));
        if let Some(zone) = known.iter().find(named) {
            return Ok(Self(zone));
        }
        let found = TimeZoneDatabase::bundled().get(name).map_err(|_| Unknown)?;
        // A zone that only says that it is not known.
        found.iana_name().ok_or(Unknown)?;
        let zone: &'static TimeZone = Box::leak(Box::new(found));
        known.push(zone);
        Ok(Self(zone))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Zone {}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn wall(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap()
    }

    fn utc(text: &str) -> Ts {
        Ts::of(wall(text).and_utc())
    }

    #[test]
    fn a_zone_is_found_by_its_name_in_any_case() {
        let zone: Zone = "asia/JAKARTA".parse().unwrap();
        assert_eq!((zone.name(), zone), ("Asia/Jakarta", "Asia/Jakarta".parse().unwrap()));
        assert_eq!("Asia/Batavia".parse::<Zone>(), Err(Unknown));
        assert_eq!("".parse::<Zone>(), Err(Unknown));
        assert_eq!("../../etc/passwd".parse::<Zone>(), Err(Unknown));
        assert_eq!("Etc/Unknown".parse::<Zone>(), Err(Unknown));
        let names = Zone::names();
        assert!(names.len() > 400 && names.iter().any(|name| name == "Asia/Makassar"));
        for name in names {
            assert_eq!(name.parse::<Zone>().map(Zone::name), Ok(name.as_str()));
        }
    }

    #[test]
    fn the_wall_and_the_moment_agree() {
        let jakarta: Zone = "Asia/Jakarta".parse().unwrap();
        assert_eq!(jakarta.wall(utc("2026-11-20 07:30:00")), wall("2026-11-20 14:30:00"));
        assert_eq!(jakarta.shows(wall("2026-11-20 14:30:00")), Shown::Once(utc("2026-11-20 07:30:00")));
        let before_1970 = jakarta.wall(utc("1945-08-17 03:00:00"));
        assert_eq!(jakarta.shows(before_1970), Shown::Once(utc("1945-08-17 03:00:00")));
    }

    #[test]
    fn clocks_that_are_set_skip_a_time_or_show_it_twice() {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        assert_eq!(berlin.shows(wall("2026-03-29 02:30:00")), Shown::Never);
        let twice = Shown::Twice(utc("2026-10-25 00:30:00"), utc("2026-10-25 01:30:00"));
        assert_eq!(berlin.shows(wall("2026-10-25 02:30:00")), twice);
        // By the rule that holds on, long after the last change that was written down.
        assert_eq!(berlin.wall(utc("2090-07-01 10:00:00")), wall("2090-07-01 12:00:00"));
    }

    #[test]
    fn the_ends_of_the_calendar_do_not_break_it() {
        let zone: Zone = "Pacific/Auckland".parse().unwrap();
        for at in [i64::MIN, i64::MAX, -400_000_000_000_000_000, 400_000_000_000_000_000] {
            let _ = zone.wall(Ts(at));
        }
        for local in [NaiveDate::MIN, NaiveDate::MAX] {
            let _ = zone.shows(local.and_hms_opt(12, 0, 0).unwrap());
        }
    }
}
