//! The real program in a pseudo-terminal: from exec to today's list, from a key to the picture, bytes, memory, rest.

use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;

use crate::measure::Times;
use crate::pty::Pty;

/// What the program was seen to do.
#[derive(Debug, Default)]
pub struct Seen {
    pub start: Times,
    pub row: Times,
    pub day: Times,
    pub letter: Times,
    /// Median bytes of a moved cursor, another day, a letter of a search.
    pub bytes: [usize; 3],
    /// Resident, in MiB, after all of it.
    pub resident: f64,
    /// Wake-ups and bytes in ten seconds without a key.
    pub idle: (u64, usize),
}

const SIZE: (u16, u16) = (120, 40);
/// As fast as a key that is held down repeats, thirty times a second: nobody goes through days faster.
const HELD: Duration = Duration::from_millis(33);
/// After this long without a byte a picture is complete.
const COMPLETE: Duration = Duration::from_millis(8);

fn program(data: &std::path::Path, database: &str, session: &str) -> CommandBuilder {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_loket"));
    command.args(["--lang", "en"]);
    command.env("LOKET_DATA", data);
    command.env("LOKET_DATABASE_URL", database);
    command.env("LOKET_SESSION", session);
    command.env("TERM", "xterm-256color");
    command
}

/// Watches the program over the data of a clinic. `today` is on the screen when its list is there.
pub fn watch(data: &std::path::Path, database: &str, session: &str, today: &str, rounds: usize) -> Seen {
    let mut seen = Seen::default();
    for _ in 0..rounds.min(20) {
        // The program runs from here on: what this one takes to make another process is not its own.
        let mut pty = Pty::start(program(data, database, session), SIZE);
        let begun = Instant::now();
        pty.sends(today);
        seen.start.add(begun.elapsed());
    }
    let mut pty = Pty::start(program(data, database, session), SIZE);
    pty.sees(today);
    let mut bytes = [Vec::new(), Vec::new(), Vec::new()];
    for round in 0..rounds {
        let key = if round % 20 < 10 { "Down" } else { "Up" };
        press(&mut pty, key, &mut seen.row, &mut bytes[0]);
    }
    for round in 0..rounds {
        let key = if round % 10 < 5 { "]" } else { "[" };
        press(&mut pty, key, &mut seen.day, &mut bytes[1]);
        std::thread::sleep(HELD.saturating_sub(COMPLETE));
        pty.screen();
    }
    pty.keys(["3"]);
    settle(&mut pty);
    for _ in 0..rounds / 8 {
        for letter in ["d", "e", "w", "i"] {
            press(&mut pty, letter, &mut seen.letter, &mut bytes[2]);
        }
        for _ in 0..4 {
            press(&mut pty, "Backspace", &mut Times::default(), &mut Vec::new());
        }
    }
    for (index, mut sizes) in bytes.into_iter().enumerate() {
        sizes.sort_unstable();
        seen.bytes[index] = sizes.get(sizes.len() / 2).copied().unwrap_or_default();
    }
    // What was started is the keeper; the program is its child.
    let program = child(pty.pid()).unwrap_or_else(|| pty.pid());
    seen.resident = resident(program);
    let (before, sent) = (switches(program) + switches(pty.pid()), pty.bytes.len());
    std::thread::sleep(Duration::from_secs(10));
    pty.screen();
    seen.idle = ((switches(program) + switches(pty.pid())).saturating_sub(before), pty.bytes.len() - sent);
    seen
}

/// From a key to its echo by a program that does nothing else: what the pseudo-terminal, the two ways through the system
/// and this program's own clock take.
pub fn floor(rounds: usize) -> Times {
    let mut echo = CommandBuilder::new("sh");
    echo.args(["-c", "stty raw -echo; echo ready; exec cat"]);
    let mut pty = Pty::start(echo, SIZE);
    pty.sees("ready");
    let mut times = Times::default();
    for _ in 0..rounds {
        press(&mut pty, "x", &mut times, &mut Vec::new());
    }
    times
}

/// From the key to the last byte of the picture that follows it.
fn press(pty: &mut Pty, key: &str, times: &mut Times, bytes: &mut Vec<usize>) {
    let sent = pty.bytes.len();
    let begun = Instant::now();
    pty.keys([key]);
    let Some(last) = pty.quiet(COMPLETE) else { return };
    times.add(last.duration_since(begun));
    bytes.push(pty.bytes.len() - sent);
}

fn settle(pty: &mut Pty) {
    while pty.quiet(Duration::from_millis(50)).is_some() {}
}

fn child(pid: u32) -> Option<u32> {
    let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).ok()?;
    children.split_whitespace().next()?.parse().ok()
}

fn resident(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let kib = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.trim().trim_end_matches(" kB").trim().parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}

/// How often any thread went to sleep and was woken.
fn switches(pid: u32) -> u64 {
    let Ok(tasks) = std::fs::read_dir(format!("/proc/{pid}/task")) else { return 0 };
    tasks
        .flatten()
        .filter_map(|task| std::fs::read_to_string(task.path().join("status")).ok())
        .filter_map(|status| {
            let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
            line.trim().parse::<u64>().ok()
        })
        .sum()
}
