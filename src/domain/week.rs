//! A week as people write it: `sen-jum 9-17, istirahat 12-13; sab 9-13`, in both languages at once, and
//! written back the same way.

use chrono::{NaiveTime, Timelike};

use super::refusal::Refusal;
use super::schedule::{Hours, HoursKind, check_week};
use super::text::{half_width, without_marks};
use super::when;

/// What one day consists of: each line from and to.
type DayHours = Vec<(HoursKind, i64, i64)>;

/// Longer than any week anybody types.
const LIMIT: usize = 1_000;

/// Reads a week. Groups of days are parted by `;`, what holds for a group by `,`: hours of work, and
/// breaks behind `istirahat`, `break` or `pause`. Days: `sen-jum`, `mon-fri`, `sen, rab, jum`, `tiap hari`,
/// `every day`. Nothing typed is somebody who does not work.
///
/// # Errors
/// `week.day` (with `typed`) where a day is expected, `week.hours` (with `typed`) where hours are, those of
/// a time, and `hours.invalid` (with `weekday`) when the hours do not fit together.
pub fn week(typed: &str) -> Result<Vec<Hours>, Refusal> {
    let read = || {
        if typed.len() > LIMIT {
            return Err(refused("week.hours", typed));
        }
        let text = half_width(&without_marks(typed).0).to_lowercase().replace(['\u{2013}', '\u{2212}'], "-");
        let mut week = Vec::new();
        for group in text.split([';', '\n']).map(str::trim).filter(|group| !group.is_empty()) {
            week.extend(group_of(group)?);
        }
        week.sort_by_key(|line| (line.weekday, line.kind, line.starts));
        check_week(&week)?;
        Ok(week)
    };
    read().map_err(|refusal| Refusal { field: Some("hours"), ..refusal })
}

/// `sen-jum, sab 9-17, istirahat 12-13` → days, then hours.
fn group_of(group: &str) -> Result<Vec<Hours>, Refusal> {
    let mut days: Vec<i64> = Vec::new();
    let mut hours = DayHours::new();
    // A break is a part of its own, with a comma before it or without.
    let parted = PAUSES
        .iter()
        .fold(group.to_owned(), |parted, word| parted.replace(&format!(" {word}"), &format!(", {word}")));
    for part in parted.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let rest = if hours.is_empty() { days_of(part, &mut days)? } else { part };
        if !rest.is_empty() {
            hours.push(hours_of(rest)?);
        }
    }
    if days.is_empty() {
        return Err(refused("week.day", group));
    }
    if hours.is_empty() {
        return Err(refused("week.hours", group));
    }
    let line = |day: &i64| {
        let weekday = *day;
        hours.iter().map(move |(kind, starts, ends)| Hours {
            weekday,
            kind: *kind,
            starts: *starts,
            ends: *ends,
        })
    };
    Ok(days.iter().flat_map(line).collect())
}

/// Takes the days off the front of `part` and returns what follows them.
fn days_of<'a>(part: &'a str, days: &mut Vec<i64>) -> Result<&'a str, Refusal> {
    for every in ["tiap hari", "setiap hari", "every day", "daily"] {
        if let Some(rest) = part.strip_prefix(every) {
            days.extend(1..=7);
            return Ok(rest.trim_start_matches(':').trim());
        }
    }
    // The days end where the first figure or the word for a break begins.
    let figure = part.find(|c: char| c.is_ascii_digit()).unwrap_or(part.len());
    let pause = pause_at(part).unwrap_or(part.len());
    let (said, rest) = part.split_at(figure.min(pause));
    for span in said.trim().trim_end_matches(':').split_whitespace() {
        days.extend(span_of_days(span).ok_or_else(|| refused("week.day", span))?);
    }
    days.sort_unstable();
    days.dedup();
    Ok(rest.trim())
}

/// `sen`, `sen-jum`; over the week's end too: `sab-sen`.
fn span_of_days(span: &str) -> Option<Vec<i64>> {
    let number = |word: &str| when::weekday(word).map(|day| i64::from(day.number_from_monday()));
    let Some((from, to)) = span.split_once('-') else { return Some(vec![number(span)?]) };
    let (from, to) = (number(from)?, number(to)?);
    let count = (to - from).rem_euclid(7);
    Some((0..=count).map(|nth| (from - 1 + nth) % 7 + 1).collect())
}

const PAUSES: [&str; 5] = ["istirahat", "ist.", "break", "pause", "lunch"];

fn pause_at(part: &str) -> Option<usize> {
    PAUSES.iter().filter_map(|word| part.find(word)).min()
}

/// `9-17`, `9.30 - 14.00`, `istirahat 12-13`, `9 sampai 17`.
fn hours_of(part: &str) -> Result<(HoursKind, i64, i64), Refusal> {
    let pause = PAUSES.iter().find_map(|word| part.strip_prefix(word));
    let kind = if pause.is_some() { HoursKind::Break } else { HoursKind::Work };
    let span = pause.unwrap_or(part).trim();
    let ends =
        ["-", " sampai ", " s/d ", " to ", " until "].into_iter().find_map(|mark| span.split_once(mark));
    let (from, to) = ends.ok_or_else(|| refused("week.hours", part))?;
    let minutes = |time: NaiveTime| i64::from(time.hour() * 60 + time.minute());
    let starts = minutes(when::time(from)?);
    // Midnight as an end is the end of the day.
    let ends = match to.trim() {
        "24" | "24:00" | "24.00" | "2400" => 1440,
        to => match minutes(when::time(to)?) {
            0 => 1440,
            ends => ends,
        },
    };
    Ok((kind, starts, ends))
}

fn refused(code: &'static str, typed: &str) -> Refusal {
    Refusal::new(code).with("typed", typed.chars().take(40).collect::<String>())
}

/// Writes a week back, days with the same hours together, so that [`week`] reads it again. `names` are the
/// seven days from Monday on, `pause` is the word for a break, both in the reader's language.
#[must_use]
pub fn written(week: &[Hours], names: &[&str; 7], pause: &str) -> String {
    let mut groups: Vec<(Vec<i64>, DayHours)> = Vec::new();
    for weekday in 1..=7 {
        let hours = of_day(week, weekday);
        if hours.is_empty() {
            continue;
        }
        match groups.iter_mut().find(|(_, known)| *known == hours) {
            Some((days, _)) => days.push(weekday),
            None => groups.push((vec![weekday], hours)),
        }
    }
    let group = |(days, hours): &(Vec<i64>, DayHours)| {
        let hours: Vec<String> = hours
            .iter()
            .map(|(kind, starts, ends)| {
                let span = format!("{}-{}", clock(*starts), clock(*ends));
                if *kind == HoursKind::Break { format!("{pause} {span}") } else { span }
            })
            .collect();
        format!("{} {}", days_written(days, names), hours.join(", "))
    };
    groups.iter().map(group).collect::<Vec<_>>().join("; ")
}

/// The lines of one day, work first, each in order.
fn of_day(week: &[Hours], weekday: i64) -> DayHours {
    let mut hours: Vec<_> = week
        .iter()
        .filter(|line| line.weekday == weekday)
        .map(|line| (line.kind, line.starts, line.ends))
        .collect();
    hours.sort_unstable();
    hours
}

/// Three days or more in a row are a span.
fn days_written(days: &[i64], names: &[&str; 7]) -> String {
    let name = |day: i64| names[usize::try_from(day - 1).unwrap_or_default().min(6)].to_lowercase();
    let mut parts: Vec<String> = Vec::new();
    let mut rest = days;
    while let [first, ..] = rest {
        let run = rest.iter().zip(*first..).take_while(|(day, wanted)| *day == wanted).count();
        let (row, after) = rest.split_at(if run >= 3 { run } else { 1 });
        match row {
            [one] => parts.push(name(*one)),
            row => parts.push(format!("{}-{}", name(row[0]), name(row[row.len() - 1]))),
        }
        rest = after;
    }
    parts.join(", ")
}

/// `9`, `9.30`, `24`: as short as it can be said.
fn clock(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (hour, 0) => hour.to_string(),
        (hour, minute) => format!("{hour}.{minute:02}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: [&str; 7] = ["Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"];
    const EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    fn said(typed: &str) -> String {
        written(&week(typed).unwrap(), &ID, "istirahat")
    }

    #[test]
    fn as_people_write_it() {
        for (typed, understood) in [
            ("sen-jum 9-17, istirahat 12-13; sab 9-13", "sen-jum 9-17, istirahat 12-13; sab 9-13"),
            ("Mon-Fri 9-5pm, break 12-1pm", "sen-jum 9-17, istirahat 12-13"),
            ("senin, rabu, jumat 08.30-15.00", "sen, rab, jum 8.30-15"),
            ("tiap hari 10-20", "sen-min 10-20"),
            ("every day: 10 to 8pm", "sen-min 10-20"),
            ("sab-sen 9-12", "sen, sab, min 9-12"),
            ("sel 9-12, 13-17", "sel 9-12, 13-17"),
            ("sel 9\u{2013}12; kam 9\u{2013}12", "sel, kam 9-12"),
            ("sen-jum 9-17 istirahat 12-12.45", "sen-jum 9-17, istirahat 12-12.45"),
            ("mon-fri 9-5pm lunch 12-1pm; sab 9-13", "sen-jum 9-17, istirahat 12-13; sab 9-13"),
            ("sel 9-17, istirahat 12-13 istirahat 15-15.30", "sel 9-17, istirahat 12-13, istirahat 15-15.30"),
            ("jum 18-24", "jum 18-24"),
            ("jum 18-0", "jum 18-24"),
            ("", ""),
        ] {
            assert_eq!(said(typed), understood, "{typed}");
        }
    }

    #[test]
    fn in_english_too() {
        let read = week("sen-jum 9-17, istirahat 12-13").unwrap();
        assert_eq!(written(&read, &EN, "break"), "mon-fri 9-17, break 12-13");
        assert_eq!(week("mon-fri 9-17, break 12-13").unwrap(), read);
    }

    #[test]
    fn what_cannot_be_is_said() {
        for (typed, code) in [
            ("9-17", "week.day"),
            ("hari kerja 9-17", "week.day"),
            ("sen-jum", "week.hours"),
            ("sen 9", "week.hours"),
            ("sen 9-25", "time.range"),
            ("sen 17-9", "hours.invalid"),
            ("sen 9-17, istirahat 17-18", "hours.invalid"),
            ("sen 9-17; sen 16-18", "hours.invalid"),
        ] {
            let refusal = week(typed).unwrap_err();
            assert_eq!((refusal.code, refusal.field), (code, Some("hours")), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(lines in proptest::collection::vec((1i64..=7, 0i64..20, 1i64..8), 0..8)) {
            let line = |(weekday, hour, long): (i64, i64, i64)| {
                let starts = hour * 60 + 15;
                Hours { weekday, kind: HoursKind::Work, starts, ends: (starts + long * 30).min(1440) }
            };
            let mut hours: Vec<Hours> = lines.into_iter().map(line).collect();
            hours.sort_by_key(|line| (line.weekday, line.kind, line.starts));
            prop_assume!(check_week(&hours).is_ok());
            for (names, pause) in [(&ID, "istirahat"), (&EN, "break")] {
                prop_assert_eq!(week(&written(&hours, names, pause)).unwrap(), hours.clone());
            }
        }

        #[test]
        fn nothing_typed_breaks_it(typed in "\\PC{0,60}") {
            let _ = week(&typed);
        }
    }
}
