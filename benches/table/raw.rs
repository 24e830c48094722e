//! The same statement without loket: the `sqlite3` shell on the same file, `pgbench` on the same database.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use crate::measure::Times;

/// The `sqlite3` shell, kept open. It takes statements in small batches, so that the pipe between us is not what is
/// measured; it parses each anew, as a shell does.
pub struct Shell {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// Statements sent at once.
const BATCH: usize = 20;

impl Shell {
    pub fn open(file: &Path) -> Option<Self> {
        // In a pipe the shell would keep its answers until it has a block of them.
        let mut child = Command::new("stdbuf")
            .args(["-oL", "sqlite3", "-batch", "-list"])
            .arg(file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let mut shell =
            Self { input: child.stdin.take()?, output: BufReader::new(child.stdout.take()?), child };
        // As loket opens it.
        shell.send("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;");
        shell.wait();
        Some(shell)
    }

    /// Each statement in turn, `count` times in all.
    pub fn time(&mut self, statements: &[String], count: usize) -> Times {
        let mut times = Vec::new();
        let mut next = statements.iter().cycle();
        for round in 0..count.div_ceil(BATCH) + 2 {
            let batch = next.by_ref().take(BATCH).fold(String::new(), |batch, text| batch + text + ";\n");
            let begun = Instant::now();
            self.send(&batch);
            self.wait();
            if round >= 2 {
                times.push(begun.elapsed() / BATCH as u32);
            }
        }
        Times::of(times)
    }

    fn send(&mut self, text: &str) {
        // The rows go nowhere: a pipe that nobody empties yet would stop the shell.
        let _ = writeln!(self.input, ".output /dev/null\n{text}\n.output stdout\n.print END-OF-BATCH");
        let _ = self.input.flush();
    }

    fn wait(&mut self) {
        let mut line = String::new();
        while self.output.read_line(&mut line).is_ok_and(|read| read > 0) {
            if line.trim_end() == "END-OF-BATCH" {
                return;
            }
            line.clear();
        }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `pgbench` with prepared statements on one connection; one file a variant of the statement.
pub fn pgbench(url: &str, variants: &[String], count: usize) -> Option<Times> {
    let folder = tempfile::tempdir().ok()?;
    let mut command = Command::new("pgbench");
    command.args(["-n", "-c", "1", "-M", "prepared", "-l", "--log-prefix=times"]);
    command.arg("-t").arg(count.to_string());
    for (index, text) in variants.iter().enumerate() {
        let path = folder.path().join(format!("{index}.sql"));
        std::fs::write(&path, format!("{text}\n")).ok()?;
        command.arg("-f").arg(path);
    }
    let done = command
        .arg(url)
        .current_dir(folder.path())
        // As loket asks for it.
        .env("PGOPTIONS", "-c random_page_cost=1.1 -c jit=off")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok()?;
    if !done.success() {
        return None;
    }
    let log = std::fs::read_dir(folder.path())
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("times.")))?;
    // client, transaction, microseconds, script, …
    let times = std::fs::read_to_string(log)
        .ok()?
        .lines()
        .filter_map(|line| line.split(' ').nth(2)?.parse().ok())
        .map(std::time::Duration::from_micros)
        .collect();
    Some(Times::of(times))
}
