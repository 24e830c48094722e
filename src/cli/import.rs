//! `loket import`: a table of another program becomes patients or treatments. First the report, then everything at
//! once.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::ProgressBar;

use super::arguments::one_of;
use super::{Ended, Stop, Streams, open, wait};
use crate::config::Config;
use crate::desk::import::{
    Fate, ImportLine, ImportPatients, ImportReport, ImportTreatments, Problem, Ready, TryPatients,
    TryTreatments,
};
use crate::desk::{Approval, Asked, Desk, Done, Progress};
use crate::device::{file, given};
use crate::domain::refusal::Refusal;
use crate::domain::text::shown;
use crate::i18n::{Fact, Words};
use crate::paper::csv::{self, Cell, Separator};

/// Rows shown in the terminal; the report has them all.
const SHOWN: usize = 20;

/// What the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Patients,
    Treatments,
}

#[derive(Debug, Args)]
pub struct Import {
    #[arg(
        value_name = "patients|treatments",
        hide_possible_values = true,
        value_parser = one_of(&[("patients", What::Patients), ("treatments", What::Treatments)])
    )]
    what: What,
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long)]
    dry_run: bool,
    #[arg(long)]
    skip_rejected: bool,
    #[arg(long)]
    look_alikes: bool,
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    #[arg(long = "as", value_name = "USER", requires = "password_file")]
    user: Option<String>,
    #[arg(long, value_name = "FILE", requires = "user")]
    password_file: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pin_file: Option<PathBuf>,
}

/// Reports, and unless it is a dry run imports.
pub fn run(import: &Import, config: &Config, words: &Words, streams: &mut Streams<'_>) -> Ended {
    let bytes = given::read(&import.file)?;
    let text = csv::text(&bytes)?.to_owned();
    let password = import.password_file.as_deref().map(open::password_in).transpose()?;
    let pin = import.pin_file.as_deref().map(open::password_in).transpose()?;
    wait(async {
        let door = open::desk(config, None).await?;
        let desk = open::somebody(&door, import.user.as_deref(), password.as_deref()).await?;
        let ended = work(import, &desk, text, pin, words, streams).await;
        if import.user.is_some() {
            // This log-in was for this import.
            desk.logout().await?;
        }
        door.close().await;
        ended
    })?
}

async fn work(
    import: &Import,
    desk: &Desk,
    text: String,
    pin: Option<String>,
    words: &Words,
    streams: &mut Streams<'_>,
) -> Ended {
    let tried = import.tried(desk, text.clone()).await?;
    let file = import.file.display().to_string();
    let rows = Fact::from(tried.rows);
    writeln!(streams.out, "{}", words.fill("cli-import-tried", &[("rows", rows), ("file", file.into())]))?;
    tell(&tried, import.what, words, streams.out)?;
    if !tried.lines.is_empty() {
        let path = save(import, desk, &tried, words)?.display().to_string();
        writeln!(streams.out, "{}", words.fill("cli-import-report", &[("path", path.into())]))?;
    }
    if import.dry_run {
        return Ok(writeln!(streams.out, "{}", words.text("cli-import-dry"))?);
    }
    let approval = pin.map(|pin| Approval { username: None, pin });
    let bar = ProgressBar::new(tried.incoming() as u64);
    let shown = bar.clone();
    let progress = Progress::told_to(move |done, _| shown.set_position(done as u64));
    let done = import.done(desk, text, Asked { request: None, approval }, progress).await;
    bar.finish_and_clear();
    let count = done?.incoming();
    tracing::info!(rows = count, "imported");
    Ok(writeln!(streams.out, "{}", words.fill("cli-import-done", &[("count", count.into())]))?)
}

impl Import {
    async fn tried(&self, desk: &Desk, csv: String) -> Done<ImportReport> {
        match self.what {
            What::Patients => desk.ask(TryPatients { csv, look_alikes: self.look_alikes }).await,
            What::Treatments => desk.ask(TryTreatments { csv }).await,
        }
    }

    async fn done(&self, desk: &Desk, csv: String, asked: Asked, progress: Progress) -> Done<ImportReport> {
        let file = self.file.display().to_string();
        let (skip_rejected, look_alikes) = (self.skip_rejected, self.look_alikes);
        match self.what {
            What::Patients => {
                desk.act_as(
                    ImportPatients {
                        csv,
                        file,
                        skip_rejected,
                        look_alikes,
                        progress,
                        ready: Ready::default(),
                    },
                    asked,
                )
                .await
            }
            What::Treatments => {
                desk.act_as(ImportTreatments { csv, file, skip_rejected, progress }, asked).await
            }
        }
    }
}

/// The counts, and the first rows somebody should look at.
fn tell(report: &ImportReport, what: What, words: &Words, out: &mut dyn Write) -> Ended {
    // The file is somebody else's: what of it is told is never obeyed by a terminal, nor by whoever shows the report.
    let counts = [
        ("cli-import-new", report.new),
        ("cli-import-family", report.family),
        ("cli-import-same", report.same),
        ("cli-import-review", report.review),
        ("cli-import-rejected", report.rejected),
    ];
    // A treatment has no number that a family could share.
    let told = |(id, _): &(&str, usize)| what == What::Patients || *id != "cli-import-family";
    for (id, count) in counts.into_iter().filter(told) {
        writeln!(out, "{count:>8}  {}", words.text(id))?;
    }
    if report.by_everybody > 0 {
        let count = Fact::from(report.by_everybody);
        writeln!(out, "{}", words.fill("cli-import-everybody", &[("count", count)]))?;
    }
    if !report.ignored.is_empty() {
        let columns = shown(&report.ignored.join(", ")).into_owned();
        writeln!(out, "{}", words.fill("cli-import-ignored", &[("columns", columns.into())]))?;
    }
    let open = |line: &&ImportLine| matches!(line.fate, Fate::Review | Fate::Rejected);
    let count = report.lines.iter().filter(open).count();
    for line in report.lines.iter().filter(open).take(SHOWN) {
        let id = if line.name.is_empty() { "cli-import-row_nameless" } else { "cli-import-row" };
        let row = words.fill(id, &[("line", (line.line as i64).into()), ("name", (&line.name).into())]);
        writeln!(out, "  {}: {}", shown(&row), shown(&why(line, words)))?;
    }
    if count > SHOWN {
        let rest = Fact::from(count - SHOWN);
        writeln!(out, "  {}", words.fill("cli-import-more", &[("count", rest)]))?;
    }
    Ok(())
}

/// Why a row is not simply new.
fn why(line: &ImportLine, words: &Words) -> String {
    match (&line.problem, &line.like, line.like_line) {
        (Some(problem), ..) => sentence(problem, words),
        (None, Some(like), Some(at)) => {
            words.fill("cli-import-like_line", &[("line", (at as i64).into()), ("like", like.into())])
        }
        (None, Some(like), None) => words.fill("cli-import-like", &[("like", like.into())]),
        (None, None, _) => words.text(fate(line.fate)).into_owned(),
    }
}

fn sentence(problem: &Problem, words: &Words) -> String {
    let facts: Vec<(&str, Fact<'_>)> = problem
        .details
        .iter()
        .map(|(name, value)| {
            let fact = match (value.as_i64(), value.as_str()) {
                (Some(count), _) => Fact::from(count),
                (None, Some(text)) => Fact::from(text),
                (None, None) => Fact::from(value.to_string()),
            };
            (name.as_str(), fact)
        })
        .collect();
    words.fill(&format!("refusal-{}", problem.code.replace('.', "-")), &facts)
}

const fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::New => "cli-import-new",
        Fate::Family => "cli-import-family",
        Fate::Same => "cli-import-same",
        Fate::Review => "cli-import-review",
        Fate::Rejected => "cli-import-rejected",
    }
}

/// Writes every row of the report beside the file, under a name that is still free.
fn save(import: &Import, desk: &Desk, report: &ImportReport, words: &Words) -> Result<PathBuf, Stop> {
    let folder = match (&import.report, import.file.parent()) {
        (Some(folder), _) => folder.as_path(),
        (None, Some(parent)) if parent != Path::new("") => parent,
        (None, _) => Path::new("."),
    };
    let at = desk.clinic().local(desk.now()).format("%Y%m%d-%H%M%S");
    let header = ["line", "fate", "name", "like", "like_line", "reason"]
        .map(|column| words.text(&format!("cli-import-column-{column}")).into_owned());
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let row = |line: &ImportLine| {
        let like_line = line.like_line.map_or(Cell::Empty, |line| Cell::from(line as i64));
        let reason = line.problem.as_ref().map(|problem| sentence(problem, words)).unwrap_or_default();
        vec![
            Cell::from(line.line as i64),
            Cell::from(words.text(fate(line.fate)).as_ref()),
            Cell::from(shown(&line.name).as_ref()),
            Cell::from(shown(line.like.as_deref().unwrap_or_default()).as_ref()),
            like_line,
            Cell::from(shown(&reason).as_ref()),
        ]
    };
    let mut taken = Refusal::new("export.exists");
    for copy in 1..10 {
        let name = if copy == 1 { format!("import-{at}.csv") } else { format!("import-{at}-{copy}.csv") };
        let write = |out: &mut dyn Write| {
            csv::write(out, Separator::Semicolon, &header, report.lines.iter().map(row))
        };
        match file::save(folder, &name, write) {
            Ok(path) => return Ok(path),
            Err(refusal) if refusal.code == "export.exists" => taken = refusal,
            Err(refusal) => return Err(refusal.into()),
        }
    }
    Err(taken.into())
}
