//! Days that were: what was spent, what came in. `15/11` on the 25th is ten days ago, not almost a year ahead.

use chrono::{Days, Months, NaiveDate, NaiveDateTime, NaiveTime};

use super::day::{date_of, written};
use super::tokens::{tokens, weekday};
use crate::domain::refusal::Refusal;

/// Reads a day as [`date`](super::date) does, but what says no year, no month or only a weekday is the last one that
/// was, today included. What says clearly that it is to come is that day all the same: whether it may be is for the
/// caller to say.
///
/// # Errors
/// As [`date`](super::date).
pub fn past(typed: &str, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    let read = || {
        let tokens = tokens(typed, "date.form")?;
        let found = date_of(&tokens, today)?;
        if found <= today {
            return Ok(found);
        }
        let lone_weekday = matches!(tokens.as_slice(), [word] if weekday(word).is_some());
        // The first such day after a moment long enough ago, as near to today as there is one.
        let before: Vec<Option<NaiveDate>> = match written(&tokens, None)? {
            _ if lone_weekday => vec![today.checked_sub_days(Days::new(8))],
            Some(at) if at.month == 0 => {
                (1..=2).map(|by| today.checked_sub_months(Months::new(by))).collect()
            }
            Some(at) if at.year.is_none() => {
                (1..=8).map(|by| today.checked_sub_months(Months::new(12 * by))).collect()
            }
            _ => Vec::new(),
        };
        let was = before.into_iter().flatten().filter_map(|from| date_of(&tokens, from).ok());
        Ok(was.filter(|day| *day <= today).max().unwrap_or(found))
    };
    read().map_err(|refusal: Refusal| refusal.on("date"))
}

/// Reads a day to look at, as [`date`](super::date) does; but a day and month without a year are those nearest to
/// today: `17/11` on the 25th was last week, and is not almost a year ahead.
///
/// # Errors
/// As [`date`](super::date).
pub fn near(typed: &str, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    let ahead = super::date(typed, today)?;
    let yearless = tokens(typed, "date.form")
        .and_then(|tokens| written(&tokens, None))
        .is_ok_and(|at| at.is_some_and(|at| at.month != 0 && at.year.is_none()));
    let behind = if yearless { past(typed, today)? } else { ahead };
    Ok(if today - behind < ahead - today { behind } else { ahead })
}

/// Reads a minute that was, on the clinic's clock: `15/11 14.30`, `14.30 kemarin`, a time alone today. A day alone is its
/// last minute, today's is now; `9.15` alone is a time and no day.
///
/// # Errors
/// Those of [`past`] and [`time`](super::time).
pub fn past_minute(typed: &str, now: NaiveDateTime) -> Result<NaiveDateTime, Refusal> {
    let today = now.date();
    let words: Vec<&str> = typed.split_whitespace().collect();
    let alone = matches!(words.as_slice(), [word] if word.contains([':', '.']) && !word.contains(['/', '-']));
    let time_alone = super::time(typed).map(|time| today.and_time(time));
    if alone && let Ok(minute) = time_alone {
        return Ok(minute);
    }
    let refused = match past(typed, today) {
        Ok(day) if day == today => return Ok(now),
        Ok(day) => return Ok(day.and_time(LAST_MINUTE)),
        Err(refusal) => refusal,
    };
    for at in 1..words.len() {
        let (front, back) = (words[..at].join(" "), words[at..].join(" "));
        for (day, hour) in [(&front, &back), (&back, &front)] {
            if let (Ok(day), Ok(hour)) = (past(day, today), super::time(hour)) {
                return Ok(day.and_time(hour));
            }
        }
    }
    time_alone.map_err(|_| refused)
}

const LAST_MINUTE: NaiveTime = match NaiveTime::from_hms_opt(23, 59, 59) {
    Some(minute) => minute,
    None => NaiveTime::MIN,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_to_look_at_is_the_nearest() {
        let today = "2026-11-25".parse().unwrap();
        for (typed, day) in [
            ("17/11", "2026-11-17"),
            ("1/12", "2026-12-01"),
            ("15/3", "2027-03-15"),
            ("30 okt", "2026-10-30"),
            ("17/11/2027", "2027-11-17"),
            ("sen", "2026-11-30"),
            ("25/11", "2026-11-25"),
            ("kemarin", "2026-11-24"),
        ] {
            assert_eq!(near(typed, today).unwrap().to_string(), day, "{typed}");
        }
        assert!(near("31/2", today).is_err());
    }

    #[test]
    fn a_minute_that_was_is_said_with_its_day_or_without() {
        let now: NaiveDateTime = "2026-11-25T16:00:00".parse().unwrap();
        for (typed, minute) in [
            ("15/11 14.30", "2026-11-15 14:30"),
            ("15/12 9", "2025-12-15 09:00"),
            ("14:30 kemarin", "2026-11-24 14:30"),
            ("sen 2pm", "2026-11-23 14:00"),
            ("15 nov 8.05", "2026-11-15 08:05"),
            ("14.30", "2026-11-25 14:30"),
            ("jam 9", "2026-11-25 09:00"),
            ("15/11", "2026-11-15 23:59"),
            ("15", "2026-11-15 23:59"),
            ("t", "2026-11-25 16:00"),
        ] {
            let read = past_minute(typed, now).expect(typed);
            assert_eq!(read.format("%Y-%m-%d %H:%M").to_string(), minute, "{typed}");
        }
        for typed in ["", "31/2 9", "15/11 25.00", "entah"] {
            assert!(past_minute(typed, now).is_err(), "{typed}");
        }
    }

    #[test]
    fn what_was_is_the_last_one_that_was() {
        let today = "2026-11-25".parse().unwrap();
        for (typed, day) in [
            ("t", "2026-11-25"),
            ("kemarin", "2026-11-24"),
            ("-3", "2026-11-22"),
            ("25", "2026-11-25"),
            ("15", "2026-11-15"),
            ("28", "2026-10-28"),
            ("31", "2026-10-31"),
            ("1/11", "2026-11-01"),
            ("1/12", "2025-12-01"),
            ("31 des", "2025-12-31"),
            ("29/2", "2024-02-29"),
            ("sen", "2026-11-23"),
            ("1/12/2026", "2026-12-01"),
            ("besok", "2026-11-26"),
        ] {
            assert_eq!(past(typed, today).unwrap().to_string(), day, "{typed}");
        }
        assert_eq!(past("31/2", today).unwrap_err().code, "date.invalid");
    }
}
