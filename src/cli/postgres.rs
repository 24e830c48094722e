//! `loket postgres setup`: a clinic's logins on a server, and the wall around its rows, as SQL that an administrator reads
//! and runs, or that is run at once.

use std::sync::Arc;

use clap::{Args, Subcommand};

use super::{Ended, Streams, wait};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::desk::tenant::{Logins, Platform, script};
use crate::domain::refusal::Refusal;
use crate::i18n::Words;

#[derive(Debug, Subcommand)]
pub enum Postgres {
    /// Roles, tables, policies and rights.
    Setup(Setup),
}

#[derive(Debug, Args)]
pub struct Setup {
    #[arg(long, value_name = "ROLE")]
    app_role: Option<String>,
    #[arg(long, value_name = "ROLE")]
    read_role: Option<String>,
    #[arg(long)]
    run: bool,
}

/// Prints the SQL of the clinic of `--clinic`, or runs it over the address of the settings.
pub fn run(command: &Postgres, config: &Config, words: &Words, streams: &mut Streams<'_>) -> Ended {
    let Postgres::Setup(setup) = command;
    let slug = config.settings.clinic.as_deref().ok_or_else(|| Refusal::new("tenant.clinic"))?;
    let mut logins = Logins::of(slug);
    logins.app = setup.app_role.clone().unwrap_or(logins.app);
    logins.read = setup.read_role.clone().unwrap_or(logins.read);
    let sql = script(&logins)?;
    if !setup.run {
        return Ok(write!(streams.out, "{sql}")?);
    }
    let open = wait(async {
        let platform = Platform::at(&config.database, Arc::new(SystemClock)).await?;
        let done = match platform.set_up(&logins).await {
            Ok(()) => platform.leaves_large_objects().await,
            Err(fault) => Err(fault),
        };
        platform.close().await;
        done
    })??;
    let done = words.fill(
        "cli-postgres-setup-done",
        &[
            ("clinic", slug.into()),
            ("app", logins.app.as_str().into()),
            ("read", logins.read.as_str().into()),
        ],
    );
    writeln!(streams.out, "{done}")?;
    if open {
        writeln!(streams.out, "{}", words.text("cli-postgres-setup-large_objects"))?;
    }
    Ok(())
}
