//! What the process does first, before it reads anything: nothing it writes is readable by others,
//! nothing it holds in memory ends in a core file or in another program's hands, and no variable
//! meant for other programs decides where it connects.

use std::ffi::OsString;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use rustix::fs::Mode;
use rustix::process::{Resource, Rlimit, setrlimit, umask};

/// Closes the process to other users. A refusal of the system is passed over: each of these is a
/// second lock behind one that holds.
pub fn close_to_others() {
    umask(Mode::RWXG | Mode::RWXO);
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// Makes a folder, and those above it, for the owner only. One that is there keeps its mode: it may
/// be shared on purpose, and the files in it are closed anyway.
///
/// # Errors
/// As the system says.
pub fn private_folder(path: &Path) -> io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// The flag of a desk that somebody reaches over SSH, without its dashes.
pub const SSH: &str = "ssh";

/// Whether these arguments are those of a desk over SSH.
#[must_use]
pub fn over_ssh(arguments: impl IntoIterator<Item = OsString>) -> bool {
    arguments
        .into_iter()
        .any(|argument| argument.to_str().and_then(|word| word.strip_prefix("--")) == Some(SSH))
}

/// The names of the variables that are not for loket to hear. The Postgres driver would read its own, and some of
/// them (a client certificate, server options) cannot be overruled by an address. Over SSH somebody else may have set
/// any of them: only what the terminal is and the language are heard, and from where sshd says they come.
#[must_use]
pub fn unheard(names: impl IntoIterator<Item = OsString>, over_ssh: bool) -> Vec<OsString> {
    let heard = |name: &str| matches!(name, "TERM" | "LANG" | "SSH_CONNECTION") || name.starts_with("LC_");
    let unheard = |name: &OsString| match name.to_str() {
        Some(name) if over_ssh => !heard(name),
        Some(name) => name.starts_with("PG"),
        None => over_ssh,
    };
    names.into_iter().filter(unheard).collect()
}

/// Starts this program again without the variables that are not for it to hear, if there are any; the process keeps
/// its number and its terminal. Returns when there is nothing to remove.
///
/// # Errors
/// When the program cannot be started again.
pub fn forget_variables(over_ssh: bool) -> io::Result<()> {
    use std::os::unix::process::CommandExt;
    let names = unheard(std::env::vars_os().map(|(name, _)| name), over_ssh);
    if names.is_empty() {
        return Ok(());
    }
    let mut again = std::process::Command::new(std::env::current_exe()?);
    again.args(std::env::args_os().skip(1));
    for name in names {
        again.env_remove(name);
    }
    Err(again.exec())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_new_folder_is_the_owners_alone() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("a/b");
        private_folder(&folder).unwrap();
        private_folder(&folder).unwrap();
        for made in [home.path().join("a"), folder] {
            assert_eq!(made.metadata().unwrap().permissions().mode() & 0o077, 0);
        }
    }

    #[test]
    fn only_the_postgres_tools_variables_are_forgotten() {
        let names = ["PGHOST", "PGOPTIONS", "PATH", "LOKET_DATA", "pghost"].map(Into::into);
        assert_eq!(unheard(names, false), ["PGHOST", "PGOPTIONS"]);
    }

    #[test]
    fn over_ssh_only_the_terminal_and_the_language_are_heard() {
        let names = [
            "TERM",
            "LANG",
            "LC_ALL",
            "SSH_CONNECTION",
            "SSH_ORIGINAL_COMMAND",
            "HOME",
            "LOKET_DATA",
            "TERMINFO",
        ];
        assert_eq!(
            unheard(names.map(Into::into), true),
            ["SSH_ORIGINAL_COMMAND", "HOME", "LOKET_DATA", "TERMINFO"]
        );
        assert!(over_ssh(["loket", "--data", "/x", "--ssh"].map(Into::into)));
        assert!(!over_ssh(["loket", "ssh", "-ssh", "--sshd"].map(Into::into)));
    }
}
