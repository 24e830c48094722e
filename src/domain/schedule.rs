//! When somebody can work: the week, the breaks, the leave, and what is already in the book.

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
use super::time::Ts;
use super::word::words;
use super::zone::{Shown, Zone};

words! {
    /// What a line of the week is.
    pub enum HoursKind { Work = "work", Break = "break" }
}

/// One line of somebody's week, in minutes since midnight on the clinic's wall. Monday is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    pub weekday: i64,
    pub kind: HoursKind,
    pub starts: i64,
    pub ends: i64,
}

/// A half-open span of time: touching ends do not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub from: Ts,
    pub to: Ts,
}

impl Span {
    #[must_use]
    pub const fn minutes(from: Ts, minutes: i64) -> Self {
        Self { from, to: from.plus_minutes(minutes) }
    }

    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.from < other.to && other.from < self.to
    }

    #[must_use]
    pub fn within(&self, outer: &Self) -> bool {
        outer.from <= self.from && self.to <= outer.to
    }
}

/// Checks a week: known days, starts before ends, breaks inside work, no line over another of its kind.
///
/// # Errors
/// `hours.invalid` with the weekday.
pub fn check_week(week: &[Hours]) -> Result<(), Refusal> {
    let refuse = |line: &Hours| Err(Refusal::at("hours.invalid", "hours").with("weekday", line.weekday));
    for (index, line) in week.iter().enumerate() {
        if !(1..=7).contains(&line.weekday) || line.starts < 0 || line.ends > 1440 || line.starts >= line.ends
        {
            return refuse(line);
        }
        let clash = week[..index].iter().any(|other| {
            other.weekday == line.weekday
                && other.kind == line.kind
                && other.starts < line.ends
                && line.starts < other.ends
        });
        let homeless = line.kind == HoursKind::Break
            && !week.iter().any(|work| {
                work.weekday == line.weekday
                    && work.kind == HoursKind::Work
                    && work.starts <= line.starts
                    && line.ends <= work.ends
            });
        if clash || homeless {
            return refuse(line);
        }
    }
    Ok(())
}

/// The spans of `day` in which somebody with this week works, breaks taken out, in order. Where the zone
/// skips a time that day, the line starts at the next that exists.
#[must_use]
pub fn working(week: &[Hours], day: NaiveDate, zone: Zone) -> Vec<Span> {
    let weekday = i64::from(day.weekday().number_from_monday());
    let mut spans: Vec<Span> = week
        .iter()
        .filter(|line| line.weekday == weekday && line.kind == HoursKind::Work)
        .map(|line| Span { from: wall(day, line.starts, zone), to: wall(day, line.ends, zone) })
        .collect();
    spans.sort();
    for pause in week.iter().filter(|line| line.weekday == weekday && line.kind == HoursKind::Break) {
        let pause = Span { from: wall(day, pause.starts, zone), to: wall(day, pause.ends, zone) };
        spans = without(&spans, &pause);
    }
    spans
}

/// `spans` with `hole` cut out.
#[must_use]
pub fn without(spans: &[Span], hole: &Span) -> Vec<Span> {
    spans
        .iter()
        .flat_map(|span| {
            if !span.overlaps(hole) {
                return [Some(*span), None];
            }
            let before = Span { from: span.from, to: hole.from.min(span.to) };
            let after = Span { from: hole.to.max(span.from), to: span.to };
            [(before.from < before.to).then_some(before), (after.from < after.to).then_some(after)]
        })
        .flatten()
        .collect()
}

/// The starts on the clinic's grid at which `minutes` fit into `free`, not before `not_before`.
#[must_use]
pub fn starts(
    free: &[Span],
    minutes: i64,
    grid_minutes: i64,
    day: NaiveDate,
    zone: Zone,
    not_before: Ts,
) -> Vec<Ts> {
    let grid = grid_minutes.max(1);
    let mut found = Vec::new();
    for span in free {
        let from = span.from.max(not_before);
        let mut minute = from.minutes_since(wall(day, 0, zone)).max(0);
        minute -= minute % grid;
        loop {
            let start = wall(day, minute, zone);
            if minute >= 1440 || start.plus_minutes(minutes) > span.to {
                break;
            }
            if start >= from && found.last() != Some(&start) {
                found.push(start);
            }
            minute += grid;
        }
    }
    found
}

/// The moment the wall shows `minute` past midnight on `day`; a skipped time counts on to the next that exists.
fn wall(day: NaiveDate, minute: i64, zone: Zone) -> Ts {
    let local = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute);
    (0..=12)
        .find_map(|quarter| match zone.shows(local + TimeDelta::minutes(quarter * 15)) {
            // A time that comes twice: its first coming.
            Shown::Once(at) | Shown::Twice(at, _) => Some(at),
            Shown::Never => None,
        })
        .unwrap_or_else(|| Ts(local.and_utc().timestamp_micros()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 20).unwrap() // a Friday
    }

    fn week() -> Vec<Hours> {
        vec![
            Hours { weekday: 5, kind: HoursKind::Work, starts: 540, ends: 1020 },
            Hours { weekday: 5, kind: HoursKind::Break, starts: 720, ends: 780 },
        ]
    }

    fn clock(ts: Ts) -> String {
        ts.local(Zone::home()).format("%H:%M").to_string()
    }

    #[test]
    fn breaks_cut_the_working_day() {
        let spans = working(&week(), day(), Zone::home());
        let shown: Vec<_> = spans.iter().map(|s| format!("{}-{}", clock(s.from), clock(s.to))).collect();
        assert_eq!(shown, ["09:00-12:00", "13:00-17:00"]);
        assert!(working(&week(), day().succ_opt().unwrap(), Zone::home()).is_empty());
    }

    #[test]
    fn starts_lie_on_the_grid_and_fit_before_the_end() {
        let free = working(&week(), day(), Zone::home());
        let from = wall(day(), 10 * 60 + 50, Zone::home());
        let found: Vec<_> = starts(&free, 60, 30, day(), Zone::home(), from).into_iter().map(clock).collect();
        assert_eq!(found[..2], ["11:00", "13:00"]);
        assert_eq!(found.last().unwrap(), "16:00");
    }

    #[test]
    fn half_open_spans_touch_without_meeting() {
        let a = Span::minutes(Ts(0), 60);
        assert!(!a.overlaps(&Span::minutes(a.to, 30)));
        assert!(a.overlaps(&Span::minutes(Ts(0).plus_minutes(59), 30)));
    }

    #[test]
    fn a_break_outside_work_is_refused() {
        let mut bad = week();
        bad.push(Hours { weekday: 5, kind: HoursKind::Break, starts: 1000, ends: 1080 });
        assert_eq!(check_week(&bad).unwrap_err().code, "hours.invalid");
        assert!(check_week(&week()).is_ok());
    }

    #[test]
    fn a_day_whose_clocks_go_forward_has_an_hour_less() {
        let zone = "Europe/Berlin".parse().unwrap();
        let sunday = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap();
        let night = [Hours { weekday: 7, kind: HoursKind::Work, starts: 60, ends: 300 }];
        let spans = working(&night, sunday, zone);
        assert_eq!(spans[0].to.minutes_since(spans[0].from), 180);
    }
}
