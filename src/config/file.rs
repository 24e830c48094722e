//! Opening a file that decides what loket does. It has to be a plain file of the person who runs
//! loket (or of root), small, and text; otherwise somebody else could decide.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;

use super::settings::Database;
use super::shown;
use crate::domain::refusal::Refusal;

/// A settings file is a page or two; more is a mistake (a database, a log) given as settings.
pub const SETTINGS_LIMIT: u64 = 64 * 1024;

/// A secret is a line.
const SECRET_LIMIT: u64 = 4 * 1024;

/// The settings file's text and who can read or change it.
#[derive(Debug)]
pub struct Found {
    pub text: String,
    mode: u32,
}

impl Found {
    /// A file that runs a command may be changed by its owner only; one in which somebody left a
    /// password may not be read by others either.
    ///
    /// # Errors
    /// `config.mode` with the path and the mode to give it.
    pub fn check_mode(&self, path: &Path, database: &Database) -> Result<(), Refusal> {
        let open_for = if database.url.has_password() {
            0o077
        } else if database.password_command.is_some() {
            0o022
        } else {
            0
        };
        if self.mode & open_for == 0 { Ok(()) } else { Err(mode_refused(path)) }
    }
}

/// Reads the settings file; `None` when there is none.
///
/// # Errors
/// `config.symlink`, `config.hard_link`, `config.owner`, `config.size`, `config.utf8`, `config.unreadable`.
pub fn read_settings(path: &Path, uid: u32) -> Result<Option<Found>, Refusal> {
    let Some(mut file) = open_plain(path)? else { return Ok(None) };
    let facts = Facts::of(&file, path)?;
    if facts.uid != uid && facts.uid != 0 {
        return Err(Refusal::new("config.owner").with("path", shown(path)));
    }
    let text = read_text(&mut file, path, SETTINGS_LIMIT)?;
    let text = text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned);
    Ok(Some(Found { text, mode: facts.mode }))
}

/// Reads a file that holds one secret: nobody else may own, read or change it.
///
/// # Errors
/// As [`read_settings`], and `config.mode`, `config.missing`.
pub fn read_secret(path: &Path, uid: u32) -> Result<String, Refusal> {
    let Some(mut file) = open_secret(path, uid)? else {
        return Err(Refusal::new("config.missing").with("path", shown(path)));
    };
    read_text(&mut file, path, SECRET_LIMIT)
}

/// The same of a secret that is no text; `None` when there is no such file.
///
/// # Errors
/// As [`read_secret`], without `config.missing` and `config.utf8`.
pub fn read_secret_bytes(path: &Path, uid: u32) -> Result<Option<Vec<u8>>, Refusal> {
    let Some(mut file) = open_secret(path, uid)? else { return Ok(None) };
    read_bytes(&mut file, path, SECRET_LIMIT).map(Some)
}

fn open_secret(path: &Path, uid: u32) -> Result<Option<File>, Refusal> {
    let Some(file) = open_plain(path)? else { return Ok(None) };
    let facts = Facts::of(&file, path)?;
    if facts.uid != uid {
        return Err(Refusal::new("config.owner").with("path", shown(path)));
    }
    if facts.mode & 0o077 != 0 {
        return Err(mode_refused(path));
    }
    Ok(Some(file))
}

struct Facts {
    uid: u32,
    mode: u32,
}

impl Facts {
    /// Asks the open file, not the path: the path may lead elsewhere by now.
    fn of(file: &File, path: &Path) -> Result<Self, Refusal> {
        let meta = file.metadata().map_err(|_| unreadable(path))?;
        if !meta.is_file() {
            return Err(unreadable(path));
        }
        // By its other name somebody else could have it, or change it.
        if meta.nlink() > 1 {
            return Err(Refusal::new("config.hard_link").with("path", shown(path)));
        }
        Ok(Self { uid: meta.uid(), mode: meta.mode() })
    }
}

/// Opens without following a link and without waiting (a pipe would block for ever).
fn open_plain(path: &Path) -> Result<Option<File>, Refusal> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    match OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path) {
        Ok(file) => Ok(Some(file)),
        Err(why) if why.kind() == ErrorKind::NotFound => Ok(None),
        Err(_) if path.is_symlink() => Err(Refusal::new("config.symlink").with("path", shown(path))),
        Err(_) => Err(unreadable(path)),
    }
}

fn read_bytes(file: &mut File, path: &Path, limit: u64) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|_| unreadable(path))?;
    if bytes.len() as u64 > limit {
        return Err(Refusal::new("config.size")
            .with("path", shown(path))
            .with("limit", i64::try_from(limit / 1024).unwrap_or(i64::MAX)));
    }
    Ok(bytes)
}

fn read_text(file: &mut File, path: &Path, limit: u64) -> Result<String, Refusal> {
    String::from_utf8(read_bytes(file, path, limit)?).map_err(|why| {
        let good = String::from_utf8_lossy(&why.as_bytes()[..why.utf8_error().valid_up_to()]);
        let line = good.matches('\n').count() + 1;
        Refusal::new("config.utf8").with("path", shown(path)).with("line", line as i64)
    })
}

fn mode_refused(path: &Path) -> Refusal {
    Refusal::new("config.mode").with("path", shown(path))
}

fn unreadable(path: &Path) -> Refusal {
    Refusal::new("config.unreadable").with("path", shown(path))
}
