//! `loket report`: the owner's numbers of a day or a month, to read, to calculate with, or to check.

use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use super::{Ended, Exit, Stop, Streams, open, said, wait};
use crate::config::Config;
use crate::desk::export::ExportReport;
use crate::desk::report::{Report, ShowReport};
use crate::desk::{Approval, Asked, Desk};
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;
use crate::domain::report::Length;
use crate::domain::text::json;
use crate::domain::when::past;
use crate::i18n::Words;
use crate::paper::csv::Separator;
use crate::paper::figures;
use crate::screens::money::sheet;

#[derive(Debug, Args)]
pub struct ReportArgs {
    #[arg(value_name = "day|month", hide_possible_values = true)]
    span: SpanName,
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    #[arg(long)]
    csv: bool,
    #[arg(long, value_name = "AMOUNT")]
    expect: Option<String>,
    #[arg(long = "as", value_name = "USER", requires = "password_file")]
    user: Option<String>,
    #[arg(long, value_name = "FILE", requires = "user")]
    password_file: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pin_file: Option<PathBuf>,
}

impl ReportArgs {
    /// Whether the figures leave the program in a form that another program reads.
    const fn leaves(&self) -> bool {
        self.csv || self.json
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SpanName {
    Day,
    Month,
}

/// Prints the report. With an expected amount the exit code says whether that is what was received.
pub fn run(args: &ReportArgs, config: &Config, words: &Words, streams: &mut Streams<'_>) -> Ended {
    wait(async {
        let password = args.password_file.as_deref().map(open::password_in).transpose()?;
        let desk = open::desk(config, None).await?;
        let mine = open::somebody(&desk, args.user.as_deref(), password.as_deref()).await?;
        let ended = show(&mine, args, words, streams).await;
        if args.user.is_some() {
            // This log-in was for this report.
            mine.logout().await?;
        }
        desk.close().await;
        ended
    })?
}

/// A month as people write it, `2026-10` or `10/2026`: its first day.
fn month(typed: &str) -> Option<NaiveDate> {
    let (one, other) = typed.trim().split_once(['-', '/'])?;
    let (year, month) = if one.len() == 4 { (one, other) } else { (other, one) };
    let year = year.parse().ok().filter(|_| year.len() == 4)?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, 1)
}

async fn show(desk: &Desk, args: &ReportArgs, words: &Words, streams: &mut Streams<'_>) -> Ended {
    let today = desk.today();
    let currency = desk.currency();
    let read = |typed: &str| match args.span {
        SpanName::Month => month(typed).map_or_else(|| past(typed, today), Ok),
        SpanName::Day => past(typed, today),
    };
    let day: Result<NaiveDate, _> = args.date.as_deref().map_or(Ok(today), read);
    let expected = args.expect.as_deref().map(|typed| currency.parse(typed)).transpose();
    let (day, expected) = match day.and_then(|day| Ok((day, expected?))) {
        Ok(read) => read,
        Err(refusal) => {
            writeln!(streams.err, "{}", said(&refusal.into(), &currency, words))?;
            return Err(Stop::Told(Exit::Usage));
        }
    };
    let pin = pin(desk, args, words, streams)?;
    let approval = pin.map(|pin| Approval { username: None, pin });
    let desk = match &approval {
        Some(approval) if desk.may(Permission::ReportSee) == Grant::OwnPin => {
            desk.prove(approval, Permission::ReportSee).await?
        }
        _ => desk.clone(),
    };
    let length = if args.span == SpanName::Day { Length::Day } else { Length::Month };
    let (from, to) = length.around(day);
    let report = desk.ask(ShowReport { from, to }).await?;
    if args.leaves() {
        let asked = Asked { request: None, approval };
        desk.act_as(ExportReport { from: report.from, to: report.to }, asked).await?;
    }
    print(&report, args, &desk, words, streams.out)?;
    match expected {
        Some(_) if report.counting.is_some() => {
            let drawer = report.counting.unwrap_or_default();
            Err(Refusal::new("report.counting").with("drawer", drawer).into())
        }
        Some(amount) if report.received != amount => {
            let shown = |amount| currency.shown(amount);
            let facts = [("expected", shown(amount).into()), ("received", shown(report.received).into())];
            writeln!(streams.err, "{}", words.fill("report-not_expected", &facts))?;
            Err(Stop::Told(Exit::CheckFailed))
        }
        _ => Ok(()),
    }
}

/// The PIN, where looking takes one, or taking the figures out as a file: from a file, or asked for.
fn pin(
    desk: &Desk,
    args: &ReportArgs,
    words: &Words,
    streams: &mut Streams<'_>,
) -> Result<Option<String>, Stop> {
    let wanted = |permission| desk.may(permission) == Grant::OwnPin;
    if !(wanted(Permission::ReportSee) || args.leaves() && wanted(Permission::ReportExport)) {
        return Ok(None);
    }
    Ok(Some(match &args.pin_file {
        Some(path) => open::password_in(path)?,
        None => open::asked_secret("cli-pin", Some("--pin-file"), words, streams)?,
    }))
}

fn print(report: &Report, args: &ReportArgs, desk: &Desk, words: &Words, out: &mut dyn Write) -> Ended {
    if args.json {
        let text = serde_json::to_string_pretty(report).map_err(crate::desk::Fault::from)?;
        return Ok(writeln!(out, "{}", json(&text))?);
    }
    let sheet = sheet::of(report, &desk.clinic().name, words);
    if args.csv {
        return Ok(figures::csv(&sheet, Separator::Comma, out)?);
    }
    for line in figures::lines(&sheet, &desk.currency()) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_written_as_people_do() {
        let first = |typed| month(typed).map(|day| day.to_string());
        assert_eq!(first("2026-10").as_deref(), Some("2026-10-01"));
        assert_eq!(first("10/2026").as_deref(), Some("2026-10-01"));
        for other in ["15/3", "+7", "2026-13", "15-3-2026", "kemarin"] {
            assert_eq!(first(other), None, "{other}");
        }
    }
}
