//! `loket call`: the desk's acts for scripts and other programs. JSON in, JSON out, through the same
//! door as the screens: the same rights, the same rules, the same trail.

use std::io::{BufRead, Read, Write};
use std::path::PathBuf;

use clap::Args;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{Ended, Exit, Stop, Streams, open, rupiah, said, wait};
use crate::config::Config;
use crate::desk::acts::{self, Entry};
use crate::desk::{Asked, Desk, Done, Fault};
use crate::domain::money::Currency;
use crate::domain::refusal::Refusal;
use crate::domain::text::json;
use crate::domain::time::Ts;
use crate::i18n::Words;

#[derive(Debug, Args)]
pub struct Call {
    #[arg(value_name = "ACT", required_unless_present = "list")]
    act: Option<String>,
    #[arg(long)]
    list: bool,
    #[arg(long)]
    lines: bool,
    #[arg(long = "as", value_name = "USER", requires = "password_file")]
    user: Option<String>,
    #[arg(long, value_name = "FILE", requires = "user")]
    password_file: Option<PathBuf>,
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    now: Option<Ts>,
}

impl Call {
    /// Whether the list is asked for, for which no settings are needed.
    #[must_use]
    pub const fn lists(&self) -> bool {
        self.list
    }
}

fn moment(text: &str) -> Result<Ts, chrono::ParseError> {
    chrono::DateTime::parse_from_rfc3339(text).map(|at| Ts::of(at.to_utc()))
}

/// Prints every act: its name, the right it needs, and the schemas of its input and answer.
pub fn list(out: &mut dyn Write) -> Ended {
    let all: Vec<Value> = acts::ACTS
        .iter()
        .map(|act| {
            let (input, output) = (act.schemas)();
            json!({"act": act.name, "needs": act.needs, "changes": act.changes, "keeps": act.keeps, "input": input, "output": output})
        })
        .collect();
    Ok(writeln!(out, "{:#}", Value::from(all))?)
}

/// Does one act, or one for every line. With lines, a refused one does not keep the next from being
/// done; the exit code is that of the first that was not done.
pub fn run(call: &Call, config: &Config, words: &Words, streams: &mut Streams<'_>) -> Ended {
    let exit = match wait(all(call, config, words, streams))? {
        Ok(exit) => exit,
        // What keeps the whole call from being done is told as an act's refusal is.
        Err(Stop::Fault(fault)) => {
            writeln!(streams.out, "{}", told(&fault, &rupiah(), words))?;
            Exit::of_fault(&fault)
        }
        Err(stop) => return Err(stop),
    };
    if exit == Exit::Done { Ok(()) } else { Err(Stop::Told(exit)) }
}

async fn all(call: &Call, config: &Config, words: &Words, streams: &mut Streams<'_>) -> Result<Exit, Stop> {
    let name = call.act.as_deref().unwrap_or_default();
    let act = acts::find(name).ok_or_else(|| Refusal::at("act.unknown", "act").with("act", name))?;
    let password = call.password_file.as_deref().map(open::password_in).transpose()?;
    let desk = open::desk(config, call.now).await?;
    let desk = open::somebody(&desk, call.user.as_deref(), password.as_deref()).await?;
    let mut first = Exit::Done;
    if call.lines {
        for line in std::io::stdin().lock().lines() {
            let line = line?;
            if !line.trim().is_empty() {
                let exit = answer(&desk, act, &line, words, streams).await?;
                first = if first == Exit::Done { exit } else { first };
            }
        }
    } else {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        first = answer(&desk, act, &text, words, streams).await?;
    }
    if call.user.is_some() {
        // This log-in was for this call.
        desk.logout().await?;
    }
    desk.close().await;
    Ok(first)
}

/// Does the act with one input and prints what came of it, on one line.
async fn answer(
    desk: &Desk,
    act: &Entry,
    text: &str,
    words: &Words,
    streams: &mut Streams<'_>,
) -> Result<Exit, Stop> {
    let done = once(desk, act, text).await;
    let (line, exit) = match &done {
        Ok(value) => (value.clone(), Exit::Done),
        Err(fault) => (told(fault, &desk.currency(), words), Exit::of_fault(fault)),
    };
    tracing::info!(act = act.name, exit = exit as u8, "called");
    // A row may come from another program's hands.
    writeln!(streams.out, "{}", json(&line.to_string()))?;
    streams.out.flush()?;
    Ok(exit)
}

async fn once(desk: &Desk, act: &Entry, text: &str) -> Done<Value> {
    let (input, asked) = read(text)?;
    (act.call)(desk.clone(), input, asked).await
}

/// One JSON object. `request` (an id: asking twice is doing once) and `approval` (a PIN) belong to the
/// asking; the rest is the act's input. No text at all is an empty object.
fn read(text: &str) -> Result<(Value, Asked), Refusal> {
    let mut input: Map<String, Value> = if text.trim().is_empty() {
        Map::new()
    } else {
        serde_json::from_str(text).map_err(|why| acts::misread(&why, ""))?
    };
    let (request, approval) = (part(&mut input, "request")?, part(&mut input, "approval")?);
    let asked = Asked { request, approval };
    Ok((Value::Object(input), asked))
}

/// Takes a part of the asking out of the input.
fn part<T: DeserializeOwned>(input: &mut Map<String, Value>, name: &str) -> Result<T, Refusal> {
    let part = input.shift_remove(name).unwrap_or(Value::Null);
    serde_json::from_value(part).map_err(|why| acts::misread(&why, name))
}

/// `{"refused": …}` or `{"fault": …}`.
fn told(fault: &Fault, currency: &Currency, words: &Words) -> Value {
    let message = said(fault, currency, words);
    match fault.refusal() {
        Some(why) => {
            let mut refused = json!({"code": why.code, "message": message, "details": why.details_json()});
            // Where what is wanted goes is said to whoever has no form before them.
            if why.field == Some("approval") {
                let part = if why.code == "permission.password" { "password" } else { "pin" };
                refused["field"] = format!("approval.{part}").into();
            }
            json!({"refused": refused})
        }
        None => json!({"fault": {"code": fault.message().trim_start_matches("fault-"), "message": message}}),
    }
}
