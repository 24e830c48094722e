//! The program with a clinic of its own.

use std::fs;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use portable_pty::CommandBuilder;
use tempfile::TempDir;

use crate::pty::Pty;

pub const PASSWORD: &str = "melati mekar pagi hari";

/// A folder for everything the program writes.
pub struct Home(TempDir);

impl Home {
    /// Nothing is there yet.
    pub fn empty() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// A training clinic with an example price list; its owner is `hartono`.
    pub fn founded() -> Self {
        let home = Self::empty();
        let (password, pin) = (home.secret("password", PASSWORD), home.secret("pin", "739154"));
        let mut init = Command::new(env!("CARGO_BIN_EXE_loket"));
        init.env_clear()
            .env("HOME", home.0.path())
            .args(["init", "--data"])
            .arg(home.data())
            .args(["--name", "Klinik Melati", "--timezone", "Asia/Jakarta", "--owner", "Hartono Wijaya"])
            .args(["--training", "--example", "--lang", "en", "--password-file"])
            .arg(password)
            .arg("--pin-file")
            .arg(pin);
        let done = init.output().expect("it runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        home
    }

    pub fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    fn secret(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        let mut closed = fs::OpenOptions::new();
        let file = closed.write(true).create_new(true).mode(0o600).open(&path);
        std::io::Write::write_all(&mut file.expect("a file"), text.as_bytes()).expect("it is written");
        path
    }

    /// The command that starts it in this home, in English.
    pub fn command(&self) -> CommandBuilder {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_loket"));
        command.env_clear();
        command.env("HOME", self.0.path());
        command.env("TERM", "xterm-256color");
        command.args(["--lang", "en", "--data"]);
        command.arg(self.data());
        command
    }

    /// Starts it.
    pub fn start(&self, size: (u16, u16)) -> Pty {
        Pty::start(self.command(), size)
    }

    /// Starts it and logs the owner in.
    pub fn log_in(&self, size: (u16, u16)) -> Pty {
        let mut pty = self.start(size);
        log_in(&mut pty);
        pty
    }

    /// Every file it wrote.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        walk(&self.data(), &mut files);
        files
    }
}

/// Types the owner's name and password.
pub fn log_in(pty: &mut Pty) {
    pty.sees("User name");
    pty.keys(["hartono", "Tab", PASSWORD, "Enter"]);
    pty.sees("booked");
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            walk(&entry.path(), files);
        } else {
            files.push(entry.path());
        }
    }
}

/// The processes of loket that were told to keep their data in this folder.
pub fn running(folder: &Path) -> Vec<u32> {
    let words = folder.as_os_str().as_encoded_bytes();
    let here = |pid: &u32| {
        let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let mut words_of = line.split(|byte| *byte == 0);
        words_of.next().is_some_and(|program| program.ends_with(b"/loket"))
            && words_of.any(|word| word == words)
    };
    let pids = fs::read_dir("/proc").expect("processes").flatten();
    pids.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter(here).collect()
}
