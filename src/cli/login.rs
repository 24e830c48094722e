//! `loket login` and `loket logout`: a session for scripts. The token is printed once and is worth as
//! much as the password; the database keeps only its digest.

use std::path::PathBuf;

use clap::Args;

use super::{Ended, Stop, Streams, open, wait};
use crate::config::Config;
use crate::desk::LogIn;
use crate::domain::refusal::Refusal;
use crate::i18n::Words;

#[derive(Debug, Args)]
pub struct Login {
    #[arg(value_name = "USER")]
    user: String,
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

/// Logs in and prints the token for `LOKET_SESSION`.
pub fn run(login: &Login, config: &Config, words: &Words, streams: &mut Streams<'_>) -> Ended {
    let password = match &login.password_file {
        Some(path) => open::password_in(path)?,
        None => open::asked_secret("cli-password", Some("--password-file"), words, streams)?,
    };
    let mut typed = LogIn { username: login.user.clone(), password, ..LogIn::default() };
    let token = wait(async {
        let desk = open::desk(config, None).await?;
        let mut entered = desk.enter(&typed).await;
        if entered.as_ref().is_err_and(|fault| fault.refusal().is_some_and(|why| why.code == "login.factor"))
        {
            typed.code = Some(open::asked_secret("cli-code", None, words, streams)?);
            entered = desk.enter(&typed).await;
        }
        let (mine, token) = entered?;
        mine.close().await;
        Ok::<_, Stop>(token)
    })??;
    Ok(writeln!(streams.out, "{token}")?)
}

/// Ends the session of `LOKET_SESSION`.
pub fn out(config: &Config) -> Ended {
    let token = std::env::var(open::SESSION).map_err(|_| Refusal::new("login.over"))?;
    wait(async {
        let desk = open::desk(config, None).await?.resume(&token).await?;
        desk.logout().await?.close().await;
        Ok::<_, Stop>(())
    })?
}
