//! Being away, as people say it: `besok` till `jum`, or `t 13` till `t 15`.

use chrono::{NaiveDate, NaiveDateTime};

use super::refusal::Refusal;
use super::schedule::Span;
use super::time::{at_local, day_start};
use super::when;
use super::zone::Zone;

/// Reads from when to when somebody is away. A day alone is all of it, so `jum` as an end means till the
/// end of Friday; no end at all is the day it begins.
///
/// # Errors
/// Those of [`when::date`] and [`when::moment`], at `from` or `until`; `leave.order` when it ends before it
/// begins; `time.gap` and `time.twice` where the clinic's clock jumps.
pub fn span(from: &str, until: &str, now: NaiveDateTime, zone: Zone) -> Result<Span, Refusal> {
    let at = |field| move |refusal: Refusal| Refusal { field: Some(field), ..refusal };
    let begins = read(from, now).map_err(at("from"))?;
    let ends = if until.trim().is_empty() { begins } else { read(until, now).map_err(at("until"))? };
    let span = Span {
        from: match begins {
            Said::Day(day) => day_start(day, zone),
            Said::Moment(moment) => at_local(moment, zone).map_err(at("from"))?,
        },
        to: match ends {
            Said::Day(day) => day_start(day.succ_opt().unwrap_or(day), zone),
            // A moment without an end is away for the rest of that day.
            Said::Moment(moment) if until.trim().is_empty() => {
                day_start(moment.date().succ_opt().unwrap_or(moment.date()), zone)
            }
            Said::Moment(moment) => at_local(moment, zone).map_err(at("until"))?,
        },
    };
    if span.from < span.to { Ok(span) } else { Err(Refusal::at("leave.order", "until")) }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Day(NaiveDate),
    Moment(NaiveDateTime),
}

/// A day before a moment: leave is mostly of whole days, and `15` is the fifteenth.
fn read(typed: &str, now: NaiveDateTime) -> Result<Said, Refusal> {
    match when::date(typed, now.date()) {
        Ok(day) => Ok(Said::Day(day)),
        Err(refusal) => when::moment(typed, now, now.date()).map(Said::Moment).map_err(|_| refusal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(from: &str, until: &str) -> Result<String, Refusal> {
        let now = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap().and_hms_opt(10, 5, 0).unwrap();
        let span = span(from, until, now, Zone::home())?;
        let shown = |ts: crate::domain::time::Ts| ts.local(Zone::home()).format("%d/%m %H:%M").to_string();
        Ok(format!("{} {}", shown(span.from), shown(span.to)))
    }

    #[test]
    fn days_are_whole_days() {
        assert_eq!(said("besok", "").unwrap(), "21/11 00:00 22/11 00:00");
        assert_eq!(said("sen", "rab").unwrap(), "23/11 00:00 26/11 00:00");
        assert_eq!(said("24/12", "2/1").unwrap(), "24/12 00:00 03/01 00:00");
    }

    #[test]
    fn hours_are_hours() {
        assert_eq!(said("t 13", "t 15").unwrap(), "20/11 13:00 20/11 15:00");
        assert_eq!(said("besok 13.30", "").unwrap(), "21/11 13:30 22/11 00:00");
    }

    #[test]
    fn what_cannot_be_is_said_at_its_field() {
        let code =
            |from, until| said(from, until).map_err(|refusal| (refusal.code, refusal.field)).unwrap_err();
        assert_eq!(code("besok", "t"), ("leave.order", Some("until")));
        assert_eq!(code("entah", ""), ("date.word", Some("from")));
        assert_eq!(code("besok", "31/2"), ("date.invalid", Some("until")));
    }
}
