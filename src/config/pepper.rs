//! The pepper: 32 random bytes in a file of their own, mixed into every PIN before it is hashed. Whoever has
//! only the database, or a backup of it, cannot try PINs (reliability.md E11).

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::file;
use crate::domain::refusal::Refusal;

const NAME: &str = "pepper";
const BYTES: usize = 32;

fn path(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

/// The pepper of this counter; none when it was not given one yet.
///
/// # Errors
/// `config.pepper` when the file is not what loket wrote; `config.symlink`, `config.hard_link`, `config.owner`,
/// `config.mode` when somebody else could have it or change it.
pub fn read(folder: &Path) -> Result<Option<Vec<u8>>, Refusal> {
    let refuse = || Refusal::new("config.pepper").with("path", path(folder).display().to_string());
    match file::read_secret_bytes(&path(folder), rustix::process::geteuid().as_raw()) {
        Ok(Some(bytes)) if bytes.len() != BYTES => Err(refuse()),
        Err(refusal) if matches!(refusal.code, "config.unreadable" | "config.size") => Err(refuse()),
        read => read,
    }
}

/// The pepper of this counter, made now where there is none.
///
/// # Errors
/// `config.pepper` when it can be neither read nor written.
pub fn read_or_make(folder: &Path) -> Result<Vec<u8>, Refusal> {
    if let Some(pepper) = read(folder)? {
        return Ok(pepper);
    }
    let refuse = || Refusal::new("config.pepper").with("path", path(folder).display().to_string());
    let mut bytes = vec![0_u8; BYTES];
    getrandom::fill(&mut bytes).map_err(|_| refuse())?;
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path(folder))
        .map_err(|_| refuse())?;
    file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(|_| refuse())?;
    Ok(bytes)
}
