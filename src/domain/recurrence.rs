//! What comes back each month: on the day it names, or on the month's last where it has no such day.

use chrono::{Datelike, Months, NaiveDate};

/// The day in the month of `in_month`.
#[must_use]
pub fn in_month(in_month: NaiveDate, day_of_month: i64) -> NaiveDate {
    let first = in_month.with_day(1).unwrap_or(in_month);
    let wanted = u32::try_from(day_of_month.clamp(1, 31)).unwrap_or(1);
    (1..=wanted).rev().find_map(|day| first.with_day(day)).unwrap_or(first)
}

/// The day in the month after that of `due`.
#[must_use]
pub fn next(due: NaiveDate, day_of_month: i64) -> NaiveDate {
    let first = due.with_day(1).unwrap_or(due);
    in_month(first.checked_add_months(Months::new(1)).unwrap_or(first), day_of_month)
}

/// The first such day that is not before `today`.
#[must_use]
pub fn first(today: NaiveDate, day_of_month: i64) -> NaiveDate {
    let this = in_month(today, day_of_month);
    if this < today { next(this, day_of_month) } else { this }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_thirty_first_is_the_last_of_a_shorter_month() {
        let mut due = day("2027-01-31");
        let mut seen = Vec::new();
        for _ in 0..4 {
            due = next(due, 31);
            seen.push(due.to_string());
        }
        assert_eq!(seen, ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]);
        assert_eq!(next(day("2028-01-30"), 30), day("2028-02-29"));
    }

    #[test]
    fn the_first_is_today_at_the_earliest() {
        assert_eq!(first(day("2026-11-20"), 20), day("2026-11-20"));
        assert_eq!(first(day("2026-11-20"), 19), day("2026-12-19"));
        assert_eq!(first(day("2026-11-30"), 31), day("2026-11-30"));
    }
}
