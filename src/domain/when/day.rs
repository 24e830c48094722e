//! A day.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::tokens::{Unit, is_day_prefix, month, near, refused, signed, tokens, unit, unknown, weekday};
use crate::domain::refusal::Refusal;

/// Reads a day: `t`, `besok`, `+7`, `-1`, `+2w`, `+1bln`, `sen`, `15`, `15/3`, `15/3/26`, `25 des`,
/// `2026-03-15`. A weekday is the coming one, never today; a day without its month or year is the
/// coming one, or today.
///
/// # Errors
/// `date.empty`, `date.word` (with `word`), `date.form`, `date.invalid` (no such day), `date.weekday`
/// (with `day`: it is another weekday), `date.ambiguous`, `date.range`.
pub fn date(typed: &str, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    let tokens = tokens(typed, "date.form").map_err(|refusal| refusal.on("date"))?;
    date_of(&tokens, today).map_err(|refusal| refusal.on("date"))
}

/// Reads a birth date: a full date between 1900 and today. A year of two figures is of the last
/// hundred years.
///
/// # Errors
/// `date.birth`, `date.invalid`, `date.ambiguous`, `date.year` without a year, and `date.not_born` outside of what
/// people live.
pub fn birth(typed: &str, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    let read = || {
        let tokens = tokens(typed, "date.form")?;
        let born = match written(&tokens, Some(today))? {
            Some(Written { day, month, year: Some(year) }) => exact(year, month, day, &tokens)?,
            Some(_) => return Err(refused("date.year", &tokens)),
            None => date_of(&tokens, today)?,
        };
        if born.year() < 1900 || born > today {
            return Err(refused("date.range", &tokens).with("day", born));
        }
        Ok(born)
    };
    // The examples of other days are none of birth dates.
    let told = |refusal: Refusal| match refusal.code {
        "date.empty" | "date.form" | "date.word" | "date.weekday" => {
            Refusal::new("date.birth").with("typed", typed)
        }
        "date.range" => Refusal::new("date.not_born").with("typed", typed),
        _ => refusal,
    };
    read().map_err(|refusal| told(refusal).on("birth"))
}

pub(super) fn date_of(tokens: &[String], today: NaiveDate) -> Result<NaiveDate, Refusal> {
    let words: Vec<&str> = tokens.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => Err(Refusal::new("date.empty")),
        ["hari", "ini"] => Ok(today),
        [prefix, _, ..] if is_day_prefix(prefix) => date_of(&tokens[1..], today),
        [word] if near(word).is_some() => shifted(today, near(word).unwrap_or_default(), Unit::Days)
            .ok_or_else(|| refused("date.range", tokens)),
        [word] if weekday(word).is_some() => Ok(coming(today, weekday(word).unwrap_or(Weekday::Mon))),
        ["next", word] | [word, "depan"] => next_week(word, tokens, today),
        [by] if signed(by).is_some() => relative(tokens, by, Unit::Days, today),
        [by, word] if signed(by).is_some() => match unit(word) {
            Some(Unit::Minutes | Unit::Hours) | None => Err(not_understood(tokens)),
            Some(unit) => relative(tokens, by, unit, today),
        },
        [word, ..] if weekday(word).is_some() => {
            let day = date_of(&tokens[1..], today)?;
            if weekday(word) == Some(day.weekday()) {
                Ok(day)
            } else {
                Err(refused("date.weekday", tokens).with("day", day))
            }
        }
        _ => match written(tokens, None)? {
            Some(Written { day, month: 0, .. }) => coming_day(day, today, tokens),
            Some(Written { day, month, year: None }) => coming_date(day, month, today, tokens),
            Some(Written { day, month, year: Some(year) }) => exact(year, month, day, tokens),
            None => Err(not_understood(tokens)),
        },
    }
}

fn not_understood(tokens: &[String]) -> Refusal {
    unknown("date.word", tokens).unwrap_or_else(|| refused("date.form", tokens))
}

/// A date written out, as far as it was. Month 0: only the day.
pub(super) struct Written {
    pub day: u32,
    pub month: u32,
    pub year: Option<i32>,
}

/// `15`, `15/3`, `15.3.26`, `2026-03-15`, `15032026`, `25 des`, `25 des 26`; `None` when it is
/// nothing of the kind. Two figures of a year mean this century, or with `born` the last hundred years.
pub(super) fn written(tokens: &[String], born: Option<NaiveDate>) -> Result<Option<Written>, Refusal> {
    let words: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let form = || refused("date.form", tokens);
    let year = |figures: &str| match figures.len() {
        4 => figures.parse().ok(),
        2 => figures.parse::<i32>().ok().map(|year| match born {
            Some(today) if 2000 + year > today.year() => 1900 + year,
            _ => 2000 + year,
        }),
        _ => None,
    };
    let parts: Vec<&str> = match words.as_slice() {
        [day, name] | [day, name, _] if month(name).is_some() => {
            let named = month(name).unwrap_or_default();
            let day = small(day).ok_or_else(form)?;
            let year = match words.get(2) {
                Some(figures) => Some(year(figures).ok_or_else(form)?),
                None => None,
            };
            return Ok(Some(Written { day, month: named, year }));
        }
        [one] => match one.find(['/', '-', '.']) {
            Some(at) => one.split(&one[at..=at]).collect(),
            None => vec![one],
        },
        _ => return Ok(None),
    };
    if parts.iter().any(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit())) {
        return Ok(None);
    }
    let numbered = |day: &str, month: &str, figures: &str| {
        let (Some(day), Some(month), Some(year)) = (small(day), small(month), year(figures)) else {
            return Err(form());
        };
        // 0 as a month would mean "not given" from here on.
        if month == 0 {
            Err(refused("date.invalid", tokens))
        } else {
            Ok(Some(Written { day, month, year: Some(year) }))
        }
    };
    match parts.as_slice() {
        [day] if day.len() <= 2 => Ok(small(day).map(|day| Written { day, month: 0, year: None })),
        // Eight figures mean one thing only: a month and a day never look like a year of our age.
        [all] if all.len() == 8 && ("1900".."2200").contains(&&all[4..]) => {
            numbered(&all[..2], &all[2..4], &all[4..])
        }
        [all] if all.len() == 8 => numbered(&all[6..], &all[4..6], &all[..4]),
        [day, month] => {
            let (Some(day), Some(month)) = (small(day), small(month)) else { return Err(form()) };
            if month == 0 {
                Err(refused("date.invalid", tokens))
            } else {
                Ok(Some(Written { day, month, year: None }))
            }
        }
        [year, month, day] if year.len() == 4 => numbered(day, month, year),
        [day, month, year] => numbered(day, month, year),
        _ => Err(form()),
    }
}

/// One or two figures.
fn small(figures: &str) -> Option<u32> {
    if figures.len() > 2 { None } else { figures.parse().ok() }
}

fn exact(year: i32, month: u32, day: u32, tokens: &[String]) -> Result<NaiveDate, Refusal> {
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| refused("date.invalid", tokens))
}

/// Today or the next month's day of that number that exists: `31` said in April is 31 May.
fn coming_day(day: u32, today: NaiveDate, tokens: &[String]) -> Result<NaiveDate, Refusal> {
    let first = today.with_day(1).unwrap_or(today);
    (0..3)
        .filter_map(|later| first.checked_add_months(Months::new(later))?.with_day(day))
        .find(|date| *date >= today)
        .ok_or_else(|| refused("date.invalid", tokens))
}

/// Today or the next year's date that exists: 29 February may be eight years away.
fn coming_date(day: u32, month: u32, today: NaiveDate, tokens: &[String]) -> Result<NaiveDate, Refusal> {
    (today.year()..=today.year().saturating_add(8))
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .find(|date| *date >= today)
        .ok_or_else(|| refused("date.invalid", tokens))
}

/// One to seven days from today.
fn coming(today: NaiveDate, day: Weekday) -> NaiveDate {
    let ahead = (6 + day.num_days_from_monday() - today.weekday().num_days_from_monday()) % 7 + 1;
    today.checked_add_days(Days::new(u64::from(ahead))).unwrap_or(today)
}

/// `next monday`, `jumat depan`: the coming one, where nobody could mean the one after.
fn next_week(word: &str, tokens: &[String], today: NaiveDate) -> Result<NaiveDate, Refusal> {
    // "minggu depan" is next Sunday and next week.
    let Some(day) = weekday(word).filter(|_| word != "minggu") else {
        let refusal =
            if weekday(word).is_some() { refused("date.ambiguous", tokens) } else { not_understood(tokens) };
        return Err(refusal);
    };
    let date = coming(today, day);
    if date.iso_week() == today.iso_week() { Err(refused("date.ambiguous", tokens)) } else { Ok(date) }
}

fn relative(tokens: &[String], by: &str, unit: Unit, today: NaiveDate) -> Result<NaiveDate, Refusal> {
    signed(by).and_then(|by| shifted(today, by, unit)).ok_or_else(|| refused("date.range", tokens))
}

fn shifted(today: NaiveDate, by: i64, unit: Unit) -> Option<NaiveDate> {
    let months = |each: i64| {
        let count = Months::new(u32::try_from(by.unsigned_abs().checked_mul(each.unsigned_abs())?).ok()?);
        if by < 0 { today.checked_sub_months(count) } else { today.checked_add_months(count) }
    };
    match unit {
        Unit::Days => today.checked_add_signed(chrono::TimeDelta::try_days(by)?),
        Unit::Weeks => today.checked_add_signed(chrono::TimeDelta::try_weeks(by)?),
        Unit::Months => months(1),
        Unit::Years => months(12),
        Unit::Minutes | Unit::Hours => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    /// A Friday.
    fn today() -> NaiveDate {
        day(2026, 11, 20)
    }

    #[test]
    fn as_people_say_it() {
        for (typed, want) in [
            ("t", day(2026, 11, 20)),
            ("hari ini", day(2026, 11, 20)),
            ("besok", day(2026, 11, 21)),
            ("Lusa", day(2026, 11, 22)),
            ("kemarin", day(2026, 11, 19)),
            ("+7", day(2026, 11, 27)),
            ("-1", day(2026, 11, 19)),
            ("+2w", day(2026, 12, 4)),
            ("+1bln", day(2026, 12, 20)),
            ("+3 bulan", day(2027, 2, 20)),
            ("+1 th", day(2027, 11, 20)),
            ("sen", day(2026, 11, 23)),
            ("mon", day(2026, 11, 23)),
            ("jum'at", day(2026, 11, 27)),
            ("hari rabu", day(2026, 11, 25)),
            ("next monday", day(2026, 11, 23)),
            ("senin depan", day(2026, 11, 23)),
            ("20", day(2026, 11, 20)),
            ("15", day(2026, 12, 15)),
            ("tgl 31", day(2026, 12, 31)),
            ("15/3", day(2027, 3, 15)),
            ("25/12", day(2026, 12, 25)),
            ("25.12", day(2026, 12, 25)),
            ("15/3/26", day(2026, 3, 15)),
            ("15-03-2026", day(2026, 3, 15)),
            ("2026-03-15", day(2026, 3, 15)),
            ("15032026", day(2026, 3, 15)),
            ("20261231", day(2026, 12, 31)),
            ("20112026", day(2026, 11, 20)),
            ("25 des", day(2026, 12, 25)),
            ("25des", day(2026, 12, 25)),
            ("2 Agustus 27", day(2027, 8, 2)),
            ("29/2", day(2028, 2, 29)),
            ("senin 23/11", day(2026, 11, 23)),
        ] {
            assert_eq!(date(typed, today()), Ok(want), "{typed}");
        }
    }

    #[test]
    fn refused_aloud() {
        for (typed, code) in [
            ("", "date.empty"),
            ("mgx", "date.word"),
            ("besok pasti", "date.word"),
            ("dec 25", "date.form"),
            ("15/3 15/4", "date.form"),
            ("15/", "date.form"),
            ("1/2/3/4", "date.form"),
            ("15/3/126", "date.form"),
            ("31/2", "date.invalid"),
            ("0", "date.invalid"),
            ("32", "date.invalid"),
            ("15/0", "date.invalid"),
            ("selasa 23/11", "date.weekday"),
            ("minggu depan", "date.ambiguous"),
            ("sabtu depan", "date.ambiguous"),
            ("+1h", "date.form"),
            ("+99999", "date.form"),
        ] {
            let refusal = date(typed, today()).expect_err(typed);
            assert_eq!((refusal.code, refusal.field), (code, Some("date")), "{typed}");
        }
        assert_eq!(date("senin besar", today()).unwrap_err().details_json()["word"], "besar");
    }

    #[test]
    fn a_weekday_never_means_today() {
        assert_eq!(date("jumat", today()), Ok(day(2026, 11, 27)));
    }

    #[test]
    fn births() {
        assert_eq!(birth("17/8/45", today()), Ok(day(1945, 8, 17)));
        assert_eq!(birth("1 jan 2020", today()), Ok(day(2020, 1, 1)));
        assert_eq!(birth("01/02/03", today()), Ok(day(2003, 2, 1)));
        for (typed, code) in [
            ("1899-12-31", "date.not_born"),
            ("besok", "date.not_born"),
            ("", "date.birth"),
            ("kemarin dulu", "date.birth"),
            ("15/3", "date.year"),
            ("31/2/2000", "date.invalid"),
        ] {
            assert_eq!(birth(typed, today()).unwrap_err().code, code, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in any::<String>(), near in "[0-9a-z+/.: -]{0,20}") {
            for typed in [text, near] {
                let _ = (date(&typed, today()), birth(&typed, today()), date(&typed, NaiveDate::MAX), date(&typed, NaiveDate::MIN));
            }
        }

        #[test]
        fn iso_and_day_first_agree(offset in 0..60_000_u64) {
            let want = day(1900, 1, 1) + Days::new(offset);
            for form in ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d%m%Y", "%Y%m%d", "%-d %b %Y"] {
                prop_assert_eq!(date(&want.format(form).to_string(), today()), Ok(want));
            }
        }
    }
}
