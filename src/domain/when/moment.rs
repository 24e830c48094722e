//! A day and a time in one breath.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta, Timelike};

use super::day::date_of;
use super::hour::time_of;
use super::tokens::{Unit, refused, signed, tokens, unit, unknown};
use crate::domain::refusal::Refusal;

/// Reads a moment on the clinic's clock: `besok 14.30`, `+1d 14:30`, `sen 9`, `2pm tomorrow`; a time
/// alone is on `day`; `+30 min` is in thirty minutes, `+1h` in an hour, `now` this minute. A bare `+7` is days, as everywhere.
///
/// # Errors
/// Those of [`super::date`] and [`super::time`], and `time.missing` when only a day was said.
pub fn moment(typed: &str, now: NaiveDateTime, day: NaiveDate) -> Result<NaiveDateTime, Refusal> {
    let tokens = tokens(typed, "time.form").map_err(|refusal| refusal.on("time"))?;
    moment_of(&tokens, now, day).map_err(|refusal| refusal.on("time"))
}

fn moment_of(tokens: &[String], now: NaiveDateTime, day: NaiveDate) -> Result<NaiveDateTime, Refusal> {
    let this_minute = now.with_second(0).and_then(|now| now.with_nanosecond(0)).unwrap_or(now);
    let words: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let ahead = |by: &str, unit: Unit| {
        let by = signed(by)?;
        let span = match unit {
            Unit::Minutes => TimeDelta::try_minutes(by),
            Unit::Hours => TimeDelta::try_hours(by),
            _ => None,
        };
        this_minute.checked_add_signed(span?)
    };
    match words.as_slice() {
        [] => return Err(Refusal::new("time.empty")),
        ["now" | "sekarang"] => return Ok(this_minute),
        [by, word] if by.starts_with('+') && matches!(unit(word), Some(Unit::Minutes | Unit::Hours)) => {
            return unit(word).and_then(|unit| ahead(by, unit)).ok_or_else(|| refused("time.form", tokens));
        }
        _ => {}
    }
    if let Some(refusal) = unknown("date.word", tokens) {
        return Err(refusal);
    }
    let today = now.date();
    let time_alone = time_of(tokens);
    if let Ok(time) = time_alone {
        return Ok(day.and_time(time));
    }
    // The day first, as people mostly say it; then the time first.
    let mut half_right = None;
    for day_first in [true, false] {
        for at in 1..tokens.len() {
            let (front, back) = tokens.split_at(at);
            let (day, time) = if day_first { (front, back) } else { (back, front) };
            match (date_of(day, today), time_of(time)) {
                (Ok(day), Ok(time)) => return Ok(day.and_time(time)),
                (Ok(_), Err(refusal)) | (Err(refusal), Ok(_)) => {
                    half_right.get_or_insert(refusal);
                }
                (Err(_), Err(_)) => {}
            }
        }
    }
    if date_of(tokens, today).is_ok() {
        return Err(refused("time.missing", tokens));
    }
    match (half_right, time_alone) {
        (Some(refusal), _) if tokens.len() > 1 => Err(refusal),
        (_, Err(refusal)) => Err(refusal),
        _ => Err(refused("time.form", tokens)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Friday 20 November 2026, 10:05:42.
    fn now() -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 11, 20).unwrap().and_hms_opt(10, 5, 42).unwrap()
    }

    #[test]
    fn a_time_alone_is_on_the_day_that_is_meant() {
        let meant = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        for (typed, want) in [
            ("14:30", "2026-11-24 14:30"),
            ("jam 9", "2026-11-24 09:00"),
            ("besok 9", "2026-11-21 09:00"),
            ("+30 mnt", "2026-11-20 10:35"),
            ("now", "2026-11-20 10:05"),
        ] {
            let read = moment(typed, now(), meant).expect(typed);
            assert_eq!(read.format("%Y-%m-%d %H:%M").to_string(), want, "{typed}");
        }
    }

    #[test]
    fn as_people_say_it() {
        for (typed, want) in [
            ("tomorrow 2pm", "2026-11-21 14:00"),
            ("tomorrow 14:30", "2026-11-21 14:30"),
            ("+1d 14:30", "2026-11-21 14:30"),
            ("next monday 9am", "2026-11-23 09:00"),
            ("mon 9", "2026-11-23 09:00"),
            ("sen 9", "2026-11-23 09:00"),
            ("friday 16:00", "2026-11-27 16:00"),
            ("25/12 10:00", "2026-12-25 10:00"),
            ("25/12 1000", "2026-12-25 10:00"),
            ("25/12/2026 10:00", "2026-12-25 10:00"),
            ("2026-12-25 10:00", "2026-12-25 10:00"),
            ("25 dec 10:00", "2026-12-25 10:00"),
            ("25 des 09:30", "2026-12-25 09:30"),
            ("1430", "2026-11-20 14:30"),
            ("14.30", "2026-11-20 14:30"),
            ("9", "2026-11-20 09:00"),
            ("besok 14.30", "2026-11-21 14:30"),
            ("besok jam 2 siang", "2026-11-21 14:00"),
            ("jam 2 siang besok", "2026-11-21 14:00"),
            ("14:30 besok", "2026-11-21 14:30"),
            ("lusa pagi", "2026-11-22 09:00"),
            ("kemarin 8", "2026-11-19 08:00"),
            ("hari ini 14:30", "2026-11-20 14:30"),
            ("+7 9", "2026-11-27 09:00"),
            ("+45 menit", "2026-11-20 10:50"),
            ("+45min", "2026-11-20 10:50"),
            ("+1h", "2026-11-20 11:05"),
            ("now", "2026-11-20 10:05"),
        ] {
            let read = moment(typed, now(), now().date()).expect(typed);
            assert_eq!(read.format("%Y-%m-%d %H:%M").to_string(), want, "{typed}");
            assert_eq!(read.second(), 0);
        }
    }

    #[test]
    fn refused_aloud() {
        for (typed, code) in [
            ("", "time.empty"),
            ("besok", "time.missing"),
            ("15/3", "time.missing"),
            ("besok 25:00", "time.range"),
            ("31/2 10:00", "date.invalid"),
            ("in 2 weeks", "date.word"),
            ("besok entar", "date.word"),
            ("dec 25 10:00", "date.form"),
            ("15/3 16/3 10:00", "time.form"),
            ("25:00", "time.range"),
            ("-30", "time.missing"),
            ("+30", "time.missing"),
            ("+7", "time.missing"),
        ] {
            assert_eq!(moment(typed, now(), now().date()).expect_err(typed).code, code, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in any::<String>(), near in "[0-9a-z+/.: -]{0,20}") {
            let _ = (moment(&text, now(), now().date()), moment(&near, now(), NaiveDate::MIN), moment(&near, NaiveDateTime::MAX, NaiveDate::MAX));
        }
    }
}
