//! `loket invite accept`: somebody who was invited chooses user name, password and PIN, without a screen.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Ended, Stop, Streams, open, wait};
use crate::config::Config;
use crate::desk::invite::Acceptance;
use crate::domain::refusal::Refusal;
use crate::i18n::Words;

#[derive(Debug, Subcommand)]
pub enum Invited {
    /// Becomes a user.
    Accept(Accept),
}

#[derive(Debug, Args)]
pub struct Accept {
    #[arg(value_name = "USER")]
    user: String,
    #[arg(long, value_name = "FILE")]
    code_file: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pin_file: Option<PathBuf>,
}

/// Makes the user, and says so; whoever it is logs in afterwards.
pub fn run(command: &Invited, config: &Config, words: &Words, streams: &mut Streams<'_>) -> Ended {
    let Invited::Accept(accept) = command;
    let mut secret = |file: &Option<PathBuf>, question, flag| match file {
        Some(path) => Ok(open::password_in(path)?),
        None => open::asked_secret(question, Some(flag), words, streams),
    };
    let code = secret(&accept.code_file, "cli-invite_code", "--code-file")?;
    // What is typed without being seen is typed twice.
    let mut chosen = |file: &Option<PathBuf>, question, flag, differ| {
        let typed = secret(file, question, flag)?;
        if file.is_none() && std::io::stdin().is_terminal() && secret(file, "cli-again", flag)? != typed {
            return Err(Stop::from(Refusal::new(differ)));
        }
        Ok(typed)
    };
    let typed = Acceptance {
        code,
        username: accept.user.clone(),
        password: chosen(&accept.password_file, "cli-new_password", "--password-file", "password.again")?,
        pin: chosen(&accept.pin_file, "cli-invite_pin", "--pin-file", "pin.again")?,
    };
    wait(async {
        let desk = open::desk(config, None).await?;
        let (mine, _) = desk.accept(&typed).await?;
        mine.logout().await?.close().await;
        Ok::<_, Stop>(())
    })??;
    let done = words.fill("cli-invite_done", &[("username", (&accept.user).into())]);
    Ok(writeln!(streams.out, "{done}")?)
}
