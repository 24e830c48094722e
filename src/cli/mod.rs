//! The command line: one file per command. A command reads its arguments, asks the desk, prints, and
//! ends with one of the numbers of [`Exit`].

pub mod arguments;
mod call;
pub mod clean;
mod config;
mod demo;
pub mod exit;
mod front;
pub mod help;
mod import;
mod init;
mod invite;
mod login;
mod open;
mod postgres;
mod report;
mod ssh_setup;
mod tenant;
mod usage;
mod verify;

use std::ffi::OsString;
use std::io::{self, ErrorKind, Write};
use std::sync::Arc;

use chrono::NaiveDate;
use clap::CommandFactory;

use crate::clock::SystemClock;
use crate::config::{Config, Surroundings};
use crate::desk;
use crate::domain::clinic::Language;
use crate::domain::money::Currency;
use crate::domain::refusal::Refusal;
use crate::i18n::Words;
use crate::{i18n, log};
use arguments::{Arguments, Command};
pub use exit::Exit;

/// Where a command reads and prints.
pub struct Streams<'a> {
    pub out: &'a mut dyn Write,
    pub err: &'a mut dyn Write,
}

impl std::fmt::Debug for Streams<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Streams").finish_non_exhaustive()
    }
}

/// Why a command ended early.
#[derive(Debug)]
enum Stop {
    Fault(desk::Fault),
    /// The answer is printed already.
    Told(Exit),
    /// Nobody reads what is printed, or the input cannot be read.
    Stream(io::Error),
}

type Ended = Result<(), Stop>;

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Fault(refusal.into())
    }
}

impl From<desk::Fault> for Stop {
    fn from(fault: desk::Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Stream(error)
    }
}

/// Cells of a line of the terminal it is read on.
#[must_use]
pub fn columns() -> Option<u16> {
    crate::app::terminal::size_of(std::io::stderr()).map(|(columns, _)| columns)
}

/// Does what the command line says.
pub fn run(arguments: impl IntoIterator<Item = OsString>, streams: &mut Streams<'_>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let mut words = Words::new(asked_language(&arguments));
    let read = |command: clap::Command| {
        let matches = command.try_get_matches_from(&arguments)?;
        Arguments::read(&matches)
    };
    // The sentences of the help are put together for whoever gets to see them.
    let parsed = read(Arguments::command()).or_else(|_| read(help::worded(Arguments::command(), &words)));
    let ended = match parsed {
        Ok(parsed) => obey(&parsed, &mut words, streams),
        Err(error) if error.use_stderr() => {
            let _ = writeln!(streams.err, "{}", usage::explained(&error, &words));
            return Exit::Usage;
        }
        // The help or the version was asked for.
        Err(asked) => write!(streams.out, "{}", asked.render()).map_err(Stop::from),
    };
    match ended {
        Ok(()) => Exit::Done,
        // Whoever read had enough (`loket … | head`).
        Err(Stop::Stream(error)) if error.kind() == ErrorKind::BrokenPipe => Exit::Done,
        Err(Stop::Stream(_)) => Exit::Unexpected,
        Err(Stop::Told(exit)) => exit,
        Err(Stop::Fault(fault)) => {
            let _ = writeln!(streams.err, "{}", said(&fault, &rupiah(), &words));
            Exit::of_fault(&fault)
        }
    }
}

/// Reads the settings, starts the log, and gives the command what it needs.
fn obey(arguments: &Arguments, words: &mut Words, streams: &mut Streams<'_>) -> Ended {
    let door = front::Door::of(arguments.ssh, arguments.key.as_deref(), arguments.command.is_some())?;
    if let Some(Command::Call(call)) = &arguments.command
        && call.lists()
    {
        return call::list(streams.out);
    }
    if let Some(Command::SshSetup(setup)) = &arguments.command {
        return ssh_setup::run(setup, &arguments.flags, words, streams);
    }
    let around = Surroundings::of_this_process();
    let mut flags = arguments.flags.overrides();
    if let Some(Command::Demo(_)) = &arguments.command {
        flags = demo::apart(flags, &around);
    }
    let config = Config::load(&flags, &around)?;
    if let Some(language) = config.settings.ui.language {
        *words = Words::new(language);
    }
    if let Err(refusal) = log::start(&config.folders.log, config.settings.log, Arc::new(SystemClock)) {
        writeln!(streams.err, "{}", said(&refusal.into(), &rupiah(), words))?;
    }
    let Some(command) = &arguments.command else {
        return front::run(&config, &door, words, streams);
    };
    match command {
        Command::Board { bell } => front::board(*bell, &config, words, streams),
        Command::Call(call) => call::run(call, &config, words, streams),
        Command::Config { command } => config::run(*command, &config, words, streams),
        Command::Demo(demo) => demo::run(demo, &config, words, streams),
        Command::Import(import) => import::run(import, &config, words, streams),
        Command::Init(init) => init::run(init, &config, words, streams),
        Command::Invite { command } => invite::run(command, &config, words, streams),
        Command::Keys => front::keys(&config, words, streams),
        Command::Login(login) => login::run(login, &config, words, streams),
        Command::Logout => login::out(&config),
        Command::Postgres { command } => postgres::run(command, &config, words, streams),
        Command::Report(report) => report::run(report, &config, words, streams),
        Command::Tenant { command } => tenant::run(command, &config, words, streams),
        // Done above: it needs nothing of this computer.
        Command::SshSetup(_) => Ok(()),
        Command::Verify(args) => verify::run(args, &config, words, streams),
    }
}

/// Runs what waits for the database. One thread: a command does one thing.
fn wait<T>(task: impl Future<Output = T>) -> Result<T, Stop> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(task))
}

/// The sentence about an act that did not happen.
fn said(fault: &desk::Fault, currency: &Currency, words: &Words) -> String {
    fault.log();
    match fault.refusal() {
        // What a script keeps is read in another year: it always has it.
        Some(refusal) => words.refusal(refusal, currency, NaiveDate::MIN),
        None => words.text(fault.message()).into_owned(),
    }
}

/// How amounts are written before it is known how the clinic counts; no refusal that early has one.
fn rupiah() -> Currency {
    Currency { code: "IDR".to_owned(), decimals: 0 }
}

/// The language the command line asks for, before it is understood: its mistakes are told in it.
fn asked_language(arguments: &[OsString]) -> Language {
    let flag = arguments.iter().enumerate().find_map(|(index, argument)| {
        let argument = argument.to_str()?;
        match argument.strip_prefix("--lang")? {
            "" => arguments.get(index + 1)?.to_str(),
            rest => rest.strip_prefix('='),
        }
    });
    let variable = std::env::var("LOKET_LANG").ok();
    flag.or(variable.as_deref())
        .and_then(Language::of)
        .or_else(i18n::of_the_system)
        .unwrap_or(Language::English)
}
