//! The database password: from a file only its owner can read, or from a command. Never from an
//! address, an argument, or a variable, because those are seen by others.

use std::path::Path;
use std::process::{Command, Stdio};

use secrecy::SecretString;

use super::file;
use super::settings::Database;
use crate::domain::refusal::Refusal;

/// The password the settings lead to; `None` when they name no source for one.
///
/// # Errors
/// `config.password_both` when two sources are named, `config.password_command` when the command
/// fails, `config.password_empty` when it or the file gives nothing, and those of
/// [`file::read_secret`].
pub fn find(database: &Database, base: &Path, uid: u32) -> Result<Option<SecretString>, Refusal> {
    let secret = match (&database.password_file, &database.password_command) {
        (None, None) => return Ok(None),
        (Some(_), Some(_)) => {
            return Err(Refusal::new("config.password_both").with("place", database.place.as_str()));
        }
        (Some(path), None) => file::read_secret(&base.join(path), uid)?,
        (None, Some(argv)) => run(argv)?,
    };
    // One line end is the editor's or the command's; more could be the password's own.
    let secret = secret.strip_suffix('\n').unwrap_or(&secret);
    let secret = secret.strip_suffix('\r').unwrap_or(secret);
    if secret.is_empty() {
        return Err(Refusal::new("config.password_empty").with("place", database.place.as_str()));
    }
    Ok(Some(SecretString::from(secret)))
}

/// Runs the command without a shell. It keeps our terminal, so that it can ask for a passphrase.
fn run(argv: &[String]) -> Result<String, Refusal> {
    let failed =
        || Refusal::new("config.password_command").with("program", argv.first().map_or("", String::as_str));
    let (program, arguments) = argv.split_first().ok_or_else(failed)?;
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::inherit())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|_| failed())?;
    if !output.status.success() {
        return Err(failed());
    }
    String::from_utf8(output.stdout).map_err(|_| failed())
}
