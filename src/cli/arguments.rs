//! What can be said on the command line. The words of the help stand with the languages, under
//! `cli-<command>` and `cli-<command>-arg-<argument>`; `help.rs` puts them in.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, Args, FromArgMatches, Parser, Subcommand};

use super::call::Call;
use super::demo::Demo;
use super::import::Import;
use super::init::Init;
use super::invite::Invited;
use super::login::Login;
use super::postgres::Postgres;
use super::report::ReportArgs;
use super::ssh_setup::SshSetup;
use super::tenant::Tenant;
use super::verify::VerifyArgs;
use crate::config::{Overrides, Theme};
use crate::domain::clinic::Language;

#[derive(Debug, Parser)]
#[command(
    name = "loket",
    version,
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true
)]
pub struct Arguments {
    #[command(flatten)]
    pub flags: Flags,
    /// The desk over SSH: nothing but its screens, and nobody's variables.
    #[arg(long = crate::harden::SSH)]
    pub ssh: bool,
    /// Whose key opened the line.
    #[arg(long, value_name = "NAME", requires = "ssh")]
    pub key: Option<String>,
    #[command(subcommand)]
    pub command: Option<Command>,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

/// How each language is named on the line.
const LANGUAGES: &[(&str, Language)] = &[("id", Language::Indonesian), ("en", Language::English)];

/// What every command takes.
#[derive(Debug, Args)]
pub struct Flags {
    #[arg(long, global = true, env = "LOKET_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[arg(long, global = true, env = "LOKET_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    // Its value is not shown, not even in the help: it could hold a password against all advice.
    #[arg(long, global = true, env = "LOKET_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database: Option<String>,
    #[arg(long, global = true, env = "LOKET_CLINIC", value_name = "SLUG")]
    clinic: Option<String>,
    #[arg(long, global = true, env = "LOKET_COUNTER", value_name = "NAME")]
    counter: Option<String>,
    #[arg(
        long,
        global = true,
        env = "LOKET_LANG",
        value_name = "id|en",
        hide_possible_values = true,
        value_parser = one_of(LANGUAGES)
    )]
    lang: Option<Language>,
    #[arg(
        long,
        global = true,
        env = "LOKET_THEME",
        value_name = "THEME",
        hide_possible_values = true,
        value_parser = one_of(Theme::WORDS)
    )]
    theme: Option<Theme>,
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// The waiting room's screen.
    Board {
        #[arg(long)]
        bell: bool,
    },
    /// An act, for scripts.
    Call(Call),
    /// The settings themselves.
    Config {
        #[command(subcommand)]
        command: Settings,
    },
    /// A training copy.
    Demo(Demo),
    /// Patients or treatments from another program's table.
    Import(Import),
    /// A clinic, without questions.
    Init(Init),
    /// What somebody who was invited does.
    Invite {
        #[command(subcommand)]
        command: Invited,
    },
    /// The key sheet.
    Keys,
    /// A session for scripts.
    Login(Login),
    Logout,
    /// A Postgres server.
    Postgres {
        #[command(subcommand)]
        command: Postgres,
    },
    /// The numbers of a day or a month.
    Report(ReportArgs),
    /// The clinics of the installation.
    Tenant {
        #[command(subcommand)]
        command: Tenant,
    },
    /// What the server's sshd is told.
    SshSetup(SshSetup),
    /// Whether the trail is whole.
    Verify(VerifyArgs),
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub enum Settings {
    /// Which file is read, and where things are kept.
    Path,
    /// Whether the file is sound.
    Check,
}

impl Arguments {
    /// What the line says. A variable names a clinic that is there: nothing of the one that `init` founds.
    ///
    /// # Errors
    /// As the line is wrong; `init` without a name.
    pub fn read(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut read = Self::from_arg_matches(matches)?;
        let by_variable = matches.value_source("clinic") == Some(ValueSource::EnvVariable);
        if let (Some(Command::Init(init)), true) = (&read.command, by_variable) {
            if !init.is_named() {
                let mut missing = clap::Error::new(ErrorKind::MissingRequiredArgument);
                let name = ContextValue::Strings(vec!["--name <NAME>".to_owned()]);
                missing.insert(ContextKind::InvalidArg, name);
                return Err(missing);
            }
            read.flags.clinic = None;
        }
        Ok(read)
    }
}

impl Flags {
    /// What the flags say about the settings.
    #[must_use]
    pub fn overrides(&self) -> Overrides {
        Overrides {
            config: self.config.clone(),
            data: self.data.clone(),
            database: self.database.clone(),
            clinic: self.clinic.clone(),
            counter: self.counter.clone(),
            language: self.lang,
            theme: self.theme,
        }
    }
}

impl Flags {
    /// What else was said, by its flag, as it is typed; the address of the database is another thing.
    pub(super) fn words(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let theme = self.theme.and_then(|theme| Theme::WORDS.iter().find(|(_, one)| *one == theme));
        let lang = self.lang.and_then(|lang| LANGUAGES.iter().find(|(_, one)| *one == lang));
        let named = [
            ("clinic", self.clinic.as_deref()),
            ("counter", self.counter.as_deref()),
            ("lang", lang.map(|(word, _)| *word)),
            ("theme", theme.map(|(word, _)| *word)),
        ];
        named.into_iter().filter_map(|(flag, word)| word.map(|word| (flag, word)))
    }

    /// Where the database is, as it was typed: with a password, if somebody wrote one into it.
    pub(super) fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// The files and folders that were named, by their flags.
    pub(super) fn folders(&self) -> impl Iterator<Item = (&'static str, &std::path::Path)> {
        let named = [("config", self.config.as_deref()), ("data", self.data.as_deref())];
        named.into_iter().filter_map(|(flag, path)| path.map(|path| (flag, path)))
    }
}

/// A parser of words that stand for values.
pub(super) fn one_of<T: Copy + Send + Sync + 'static>(
    words: &'static [(&'static str, T)],
) -> impl TypedValueParser<Value = T> {
    let value = |word: &str| words.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
    PossibleValuesParser::new(words.iter().map(|(name, _)| *name))
        .try_map(move |word| value(&word).ok_or(clap::Error::new(clap::error::ErrorKind::InvalidValue)))
}
