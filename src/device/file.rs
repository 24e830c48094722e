//! A new file for something that leaves the desk: whole under its name, or not there at all.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use crate::domain::refusal::Refusal;

/// The longest name that is taken, with its ending.
const LONGEST: usize = 100;

/// Writes a new file called `name` in `folder`, readable by its owner only, and returns its path.
/// Nothing that exists is replaced and no link is followed. Until all of it is on the disk it has
/// another name, which goes when anything fails.
///
/// # Errors
/// `export.name` (letters, digits, dash, dot, and not a hidden file), `export.exists`, `export.disk`
/// when the disk is full, `export.folder` for everything else the system says.
pub fn save(
    folder: &Path,
    name: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<PathBuf, Refusal> {
    let named = |refusal: Refusal| refusal.with("name", name.chars().take(LONGEST).collect::<String>());
    if !is_plain(name) {
        return Err(named(Refusal::at("export.name", "name")));
    }
    let path = folder.join(name);
    // A link counts as well, wherever it leads and whether or not something is there.
    if path.symlink_metadata().is_ok() {
        return Err(named(Refusal::at("export.exists", "name")));
    }
    let unfinished = folder.join(format!(".{name}.{:016x}.tmp", fastrand::u64(..)));
    match written_new(&unfinished, write).and_then(|()| give_name(&unfinished, &path)) {
        Ok(()) => Ok(path),
        Err(error) => {
            // Gone already when it was never made.
            let _ = std::fs::remove_file(&unfinished);
            Err(named(match error.kind() {
                ErrorKind::AlreadyExists => Refusal::at("export.exists", "name"),
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                    Refusal::new("export.disk")
                }
                _ => Refusal::new("export.folder").with("folder", folder.display().to_string()),
            }))
        }
    }
}

/// Writes lines of text into a new file, away from where keys are answered. The folder is made when it
/// is not there yet, for its owner only.
///
/// # Errors
/// As [`save`].
pub async fn save_lines(folder: PathBuf, name: String, lines: Vec<String>) -> Result<PathBuf, Refusal> {
    save_bytes(folder, name, move |out| lines.iter().try_for_each(|line| writeln!(out, "{line}"))).await
}

/// As [`save_lines`], whatever is written.
///
/// # Errors
/// As [`save`].
pub async fn save_bytes(
    folder: PathBuf,
    name: String,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send + 'static,
) -> Result<PathBuf, Refusal> {
    let lost =
        Refusal::new("export.folder").with("name", name.clone()).with("folder", folder.display().to_string());
    let write = move || {
        // What is wrong with the folder is said when the file cannot be made in it.
        let _ = DirBuilder::new().recursive(true).mode(0o700).create(&folder);
        save(&folder, &name, content)
    };
    tokio::task::spawn_blocking(write).await.unwrap_or(Err(lost))
}

fn written_new(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    // create_new is O_CREAT | O_EXCL: it makes the file itself or fails, also on a link.
    let empty = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    let mut buffered = BufWriter::new(empty);
    write(&mut buffered)?;
    let file: File = buffered.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()
}

/// Renames without replacing. File systems that cannot (some network shares) give a second name and
/// take the first away.
fn give_name(from: &Path, to: &Path) -> io::Result<()> {
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Ok(()) => {}
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
            std::fs::hard_link(from, to)?;
            std::fs::remove_file(from)?;
        }
        Err(error) => return Err(error.into()),
    }
    // So that the name survives a power cut too. The file is there either way, and some file systems
    // cannot do this for a folder.
    if let Some(folder) = to.parent() {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

fn is_plain(name: &str) -> bool {
    let signs = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    !name.is_empty()
        && name.len() <= LONGEST
        && name.chars().all(signs)
        && !name.starts_with(['.', '-'])
        && !name.ends_with('.')
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn text(out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"TOTAL")
    }

    fn files(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_new_file_is_whole_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = save(folder.path(), "struk-R-000123.txt", text).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"TOTAL");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(files(folder.path()), ["struk-R-000123.txt"]);
    }

    #[test]
    fn names_lead_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        for name in
            ["../../.ssh/authorized_keys", "a/b", "..", ".hidden", "", "-rf", "a b", "a\0b", &"x".repeat(101)]
        {
            assert_eq!(save(folder.path(), name, text).unwrap_err().code, "export.name", "{name:?}");
        }
        assert!(files(folder.path()).is_empty());
    }

    #[test]
    fn nothing_is_replaced_and_no_link_followed() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("target");
        std::fs::write(&target, "old").unwrap();
        symlink(&target, folder.path().join("link.csv")).unwrap();
        symlink("nowhere", folder.path().join("dangling.csv")).unwrap();
        for name in ["target", "link.csv", "dangling.csv"] {
            assert_eq!(save(folder.path(), name, text).unwrap_err().code, "export.exists");
        }
        // Somebody else takes the name while the file is being written.
        let late = folder.path().join("late.csv");
        let code =
            save(folder.path(), "late.csv", |out| std::fs::write(&late, "theirs").and_then(|()| text(out)));
        assert_eq!(code.unwrap_err().code, "export.exists");
        assert_eq!(std::fs::read_to_string(&late).unwrap(), "theirs");
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "old");
        assert_eq!(files(folder.path()), ["dangling.csv", "late.csv", "link.csv", "target"]);
    }

    #[test]
    fn a_full_disk_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let full = save(folder.path(), "a.csv", |out| {
            out.write_all(&vec![b'x'; 100_000])?;
            Err(ErrorKind::StorageFull.into())
        });
        assert_eq!(full.unwrap_err().code, "export.disk");
        assert!(files(folder.path()).is_empty());
        let nowhere = save(&folder.path().join("missing"), "a.csv", text).unwrap_err();
        assert_eq!(nowhere.code, "export.folder");
    }
}
