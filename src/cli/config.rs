//! `loket config`: which settings are in force, and whether they are sound.

use std::io::Write;

use super::arguments::Settings;
use super::{Ended, Streams, front};
use crate::config::{Config, DatabaseAddress, Host};
use crate::i18n::Words;

/// Prints the answer. Whether the settings are sound is known by now, but for the keys: they have been read.
pub fn run(command: Settings, config: &Config, words: &Words, streams: &mut Streams<'_>) -> Ended {
    if matches!(command, Settings::Check) {
        front::keymap(config, words, streams)?;
    }
    let out = &mut streams.out;
    match command {
        Settings::Check => {
            let file = config.file.display().to_string();
            writeln!(out, "{}", words.fill("cli-config-sound", &[("file", file.into())]))?;
        }
        Settings::Path => {
            let rows = [
                ("cli-config-file", config.file.display().to_string()),
                ("cli-config-data", config.folders.data.display().to_string()),
                ("cli-config-log", config.folders.log.display().to_string()),
                ("cli-config-database", shown(&config.database)),
            ];
            for (id, value) in rows {
                writeln!(out, "{:<12}{value}", words.text(id))?;
            }
        }
    }
    Ok(())
}

/// The address as one would write it.
fn shown(address: &DatabaseAddress) -> String {
    match address {
        DatabaseAddress::Sqlite(path) => format!("sqlite:{}", path.display()),
        DatabaseAddress::Postgres { host: Host::Name(host), port, user, database, .. } => {
            format!("postgres://{user}@{host}:{port}/{database}")
        }
        DatabaseAddress::Postgres { host: Host::Socket(folder), port, user, database, .. } => {
            format!("postgres://{user}@:{port}/{database}?host={}", folder.display())
        }
    }
}
