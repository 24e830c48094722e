//! A time of day.

use chrono::NaiveTime;

use super::tokens::{is_hour_prefix, refused, tokens, unknown};
use crate::domain::refusal::Refusal;

/// Reads a time: `9`, `930`, `0930`, `9:30`, `14.30`, `2pm`, `jam 2 siang`, `setengah 3`, `pagi` (9),
/// `siang` (13), `sore` (16), `malam` (19).
///
/// # Errors
/// `time.empty`, `time.form`, `time.word` (with `word`), `time.range`.
pub fn time(typed: &str) -> Result<NaiveTime, Refusal> {
    let tokens = tokens(typed, "time.form").map_err(|refusal| refusal.on("time"))?;
    time_of(&tokens).map_err(|refusal| refusal.on("time"))
}

pub(super) fn time_of(tokens: &[String]) -> Result<NaiveTime, Refusal> {
    let words: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let range = || refused("time.range", tokens);
    let (hour, minute) = match words.as_slice() {
        [] => return Err(Refusal::new("time.empty")),
        [prefix, _, ..] if is_hour_prefix(prefix) => return time_of(&tokens[1..]),
        [part] if usual(part).is_some() => (usual(part).unwrap_or_default(), 0),
        // Half to three: 2:30.
        ["setengah", figures, part @ ..] if part.len() <= 1 => {
            let (hour, minute) = clock(figures).ok_or_else(|| not_understood(tokens))?;
            if minute != 0 || !(1..=12).contains(&hour) {
                return Err(range());
            }
            let hour = if hour == 1 { 12 } else { hour - 1 };
            (in_part(hour, part.first(), tokens)?, 30)
        }
        [figures, part @ ..] if part.len() <= 1 => {
            let (hour, minute) = clock(figures).ok_or_else(|| not_understood(tokens))?;
            (in_part(hour, part.first(), tokens)?, minute)
        }
        _ => return Err(not_understood(tokens)),
    };
    NaiveTime::from_hms_opt(hour, minute, 0).ok_or_else(range)
}

fn not_understood(tokens: &[String]) -> Refusal {
    unknown("time.word", tokens).unwrap_or_else(|| refused("time.form", tokens))
}

/// Hour and minute as written; whether they exist is seen later.
fn clock(figures: &str) -> Option<(u32, u32)> {
    let (hour, minute) = match figures.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        None if figures.len() <= 2 => (figures, "0"),
        None if figures.len() <= 4 => figures.split_at_checked(figures.len() - 2)?,
        _ => return None,
    };
    let number = |part: &str| {
        (!part.is_empty() && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse().ok())?
    };
    Some((number(hour)?, number(minute)?))
}

/// The hour of 24 that `hour` is in that part of the day. Twelve and later at night is refused: the
/// night of which day?
fn in_part(hour: u32, part: Option<&&str>, tokens: &[String]) -> Result<u32, Refusal> {
    let range = || refused("time.range", tokens);
    let Some(part) = part else {
        return if hour < 24 { Ok(hour) } else { Err(range()) };
    };
    // The hours that part is said with: as they are, and twelve later.
    let (same, later) = match *part {
        "am" if hour == 12 => return Ok(0),
        "am" => (1..12, 0..0),
        "pm" => (12..13, 1..12),
        "pagi" | "morning" => (0..12, 0..0),
        "noon" => (12..13, 0..0),
        "siang" => (10..16, 1..5),
        "afternoon" => (12..19, 1..7),
        "sore" => (14..19, 2..7),
        "malam" | "evening" => (17..24, 5..12),
        _ => return Err(not_understood(tokens)),
    };
    match (same.contains(&hour), later.contains(&hour)) {
        (true, _) => Ok(hour),
        (_, true) => Ok(hour + 12),
        _ => Err(range()),
    }
}

/// The hour a part of the day stands for when no figure is said.
fn usual(part: &str) -> Option<u32> {
    Some(match part {
        "pagi" | "morning" => 9,
        "noon" => 12,
        "siang" | "afternoon" => 13,
        "sore" => 16,
        "malam" | "evening" => 19,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn as_people_say_it() {
        for (typed, hour, minute) in [
            ("9", 9, 0),
            ("930", 9, 30),
            ("0930", 9, 30),
            ("1430", 14, 30),
            ("9:30", 9, 30),
            ("14.30", 14, 30),
            ("2pm", 14, 0),
            ("2:30 PM", 14, 30),
            ("12am", 0, 0),
            ("12 p.m.", 12, 0),
            ("jam 2 siang", 14, 0),
            ("jam 12 siang", 12, 0),
            ("pukul 4 sore", 16, 0),
            ("jam 7 malam", 19, 0),
            ("8 pagi", 8, 0),
            ("setengah 3", 2, 30),
            ("jam setengah 3 sore", 14, 30),
            ("setengah 1 siang", 12, 30),
            ("pagi", 9, 0),
            ("0", 0, 0),
            ("23:59", 23, 59),
        ] {
            assert_eq!(time(typed), Ok(NaiveTime::from_hms_opt(hour, minute, 0).unwrap()), "{typed}");
        }
    }

    #[test]
    fn refused_aloud() {
        for (typed, code) in [
            ("", "time.empty"),
            ("9:5", "time.form"),
            ("9:", "time.form"),
            (":30", "time.form"),
            ("12345", "time.form"),
            ("+30", "time.form"),
            ("9 10", "time.form"),
            ("24", "time.range"),
            ("960", "time.range"),
            ("14pm", "time.range"),
            ("0am", "time.range"),
            ("9 siang", "time.range"),
            ("12 malam", "time.range"),
            ("setengah 2:15", "time.range"),
            ("nanti", "time.word"),
            ("9 wib", "time.word"),
        ] {
            let refusal = time(typed).expect_err(typed);
            assert_eq!((refusal.code, refusal.field), (code, Some("time")), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn every_minute_reads_back(hour in 0..24_u32, minute in 0..60_u32) {
            let want = NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
            for form in ["%H:%M", "%H.%M", "%H%M", "%-H:%M", "%I:%M%p"] {
                prop_assert_eq!(time(&want.format(form).to_string()), Ok(want));
            }
        }

        #[test]
        fn no_text_breaks_it(text in any::<String>(), near in "[0-9a-z+/.: -]{0,20}") {
            let _ = (time(&text), time(&near));
        }
    }
}
