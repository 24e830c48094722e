//! From the settings to a desk, and from a name to somebody at it.

use std::io::{BufRead, IsTerminal};
use std::path::Path;
use std::sync::Arc;

use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

use super::{Stop, Streams};
use crate::clock::{FixedClock, SharedClock, SystemClock};
use crate::config::{Config, DatabaseAddress, file, pepper};
use crate::desk::{Desk, Done};
use crate::domain::refusal::Refusal;
use crate::domain::text::shown;
use crate::domain::time::Ts;
use crate::i18n::Words;

/// The variable with the token of `loket login`. Not a flag: arguments are seen by everybody.
pub const SESSION: &str = "LOKET_SESSION";

/// Opens the desk of the settings. `now` stops its clock, which only a training copy allows.
///
/// # Errors
/// `clinic.none`, `clinic.not_training`, and the faults of the database.
pub async fn desk(config: &Config, now: Option<Ts>) -> Done<Desk> {
    let clock: SharedClock = match now {
        Some(now) => Arc::new(FixedClock::at(now)),
        None => Arc::new(SystemClock),
    };
    let clinic = config.settings.clinic.as_deref();
    let desk =
        Desk::at(&config.database, clinic, clock, terminal(config), pepper::read(&config.folders.data)?)
            .await?;
    desk.used_by(script());
    stand(&desk, config, false, &Words::new(desk.clinic().language));
    if now.is_some() && !desk.clinic().training {
        desk.close().await;
        return Err(Refusal::new("clinic.not_training").into());
    }
    Ok(desk)
}

/// As [`desk`], to verify: whatever the clinic's own row has become.
///
/// # Errors
/// As [`desk`].
pub async fn desk_to_verify(config: &Config) -> Done<Desk> {
    let clinic = config.settings.clinic.as_deref();
    let pepper = pepper::read(&config.folders.data)?;
    Desk::at_whatever_lies_there(&config.database, clinic, Arc::new(SystemClock), terminal(config), pepper)
        .await
}

/// The desk of whoever runs a command: by name and password, or by the session of `loket login`.
///
/// # Errors
/// `login.needed` without either, `login.failed`, `login.over`.
pub async fn somebody(desk: &Desk, user: Option<&str>, password: Option<&str>) -> Done<Desk> {
    if let (Some(user), Some(password)) = (user, password) {
        return Ok(desk.login(user, password).await?.0);
    }
    let token = std::env::var(SESSION).map_err(|_| Refusal::new("login.needed"))?;
    desk.resume(&token).await
}

/// What the trail calls this counter: its name in the settings, or the computer's.
pub fn terminal(config: &Config) -> String {
    named(config).unwrap_or_else(|| rustix::system::uname().nodename().to_string_lossy().into_owned())
}

/// The name the settings give this counter.
pub fn named(config: &Config) -> Option<String> {
    let name = config.settings.counter.as_deref().map(|name| shown(name.trim()).into_owned());
    name.filter(|name| !name.is_empty())
}

/// Where this desk sends the people it calls: the counter the settings name. Without a name, whoever comes with a key
/// sends them to no key of theirs, and a file has one counter; of the several of a server each is its computer.
pub fn stand(desk: &Desk, config: &Config, by_key: bool, words: &Words) {
    let alone = matches!(config.database, DatabaseAddress::Sqlite(_));
    let usual = || match (alone, by_key) {
        (true, _) => Some(words.text("counter-first").into_owned()),
        (false, true) => Some(words.text("counter-any").into_owned()),
        (false, false) => None,
    };
    if let Some(name) = named(config).or_else(usual) {
        desk.stands_at(name);
    }
}

/// Who uses this computer, as far as the system says, and from where over SSH. Only shown, never believed.
pub fn device() -> String {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| value.len() <= 64);
    let user = variable("LOGNAME").or_else(|| variable("USER")).unwrap_or_default();
    let user: String = user.chars().filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).collect();
    let from = std::env::var("SSH_CONNECTION").unwrap_or_default();
    let from = from.split(' ').next().unwrap_or_default();
    match from.parse::<std::net::IpAddr>() {
        // Over SSH everybody is the same user of this computer.
        Ok(from) => format!("{user} ssh {from}").trim_start().to_owned(),
        Err(_) => user,
    }
}

/// The same of a command: whoever looks at the log-ins sees that no screen belongs to this one.
fn script() -> String {
    let device = device();
    format!("{} script", if device.is_empty() { "-" } else { &device })
}

/// The password in a file, without its line end.
///
/// # Errors
/// Those of [`file::read_secret`].
pub fn password_in(path: &Path) -> Result<String, Refusal> {
    let secret = file::read_secret(path, rustix::process::geteuid().as_raw())?;
    let secret = secret.strip_suffix('\n').unwrap_or(&secret);
    Ok(secret.strip_suffix('\r').unwrap_or(secret).to_owned())
}

/// Asks for a secret: at a terminal without showing what is typed, else one line of the input. `flag` names the file
/// it could stand in.
///
/// # Errors
/// `input.secret` and `input.code` when nothing was typed or put in.
pub fn asked_secret(
    question: &str,
    flag: Option<&'static str>,
    words: &Words,
    streams: &mut Streams<'_>,
) -> Result<String, Stop> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        write!(streams.err, "{} ", words.text(question))?;
        streams.err.flush()?;
    }
    let shown = if stdin.is_terminal() { tcgetattr(&stdin).ok() } else { None };
    if let Some(mut hidden) = shown.clone() {
        hidden.local_modes.remove(LocalModes::ECHO);
        let _ = tcsetattr(&stdin, OptionalActions::Flush, &hidden);
    }
    let mut line = String::new();
    let read = stdin.lock().read_line(&mut line);
    if let Some(shown) = shown {
        let _ = tcsetattr(&stdin, OptionalActions::Flush, &shown);
        writeln!(streams.err)?;
    }
    read?;
    let line = line.trim_end_matches(['\n', '\r']);
    if line.is_empty() {
        let refusal = Refusal::new(if flag.is_some() { "input.secret" } else { "input.code" });
        let question = words.text(question).trim_end_matches(':').to_owned();
        return Err(refusal.with("question", question).with("flag", flag.unwrap_or_default()).into());
    }
    Ok(line.to_owned())
}
