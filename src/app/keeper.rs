//! The keeper: a second process that outlives the program, for the moments in which the program cannot tidy up after
//! itself (killed, out of memory, out of stack). It sleeps, hands on what the system says, and in the end sees to it
//! that the terminal is as it was.
//!
//! It is a fork of the program before the program has read or opened anything worth keeping apart: what both have in
//! memory is there once.

use std::io;

use fork::Fork;
use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, getpid, getppid, kill_process, waitpid};
use tokio::signal::unix::{SignalKind, signal};

use super::terminal::Found;

/// Which of the two processes this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The program: it goes on.
    Program,
    /// The keeper: the program is over.
    Keeper(End),
}

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// By itself, with this number.
    Ended(i32),
    /// It died of this signal, or broke. The terminal is as it was.
    Died(Option<i32>),
}

/// What a Rust program ends with when it breaks.
const BROKE: i32 = 101;

/// Puts a keeper beside the program. It returns twice: at once in the program, and in the keeper when the program is
/// over. Call it while the process has one thread.
///
/// # Errors
/// When the system gives no second process: the program can do without.
pub fn keep() -> io::Result<Part> {
    let found = Found::now();
    let keeper = getpid();
    let program = match fork::fork()? {
        Fork::Child => {
            follow(keeper);
            return Ok(Part::Program);
        }
        Fork::Parent(program) => Pid::from_raw(program).ok_or(io::ErrorKind::InvalidData)?,
    };
    let status = match watch(program) {
        Ok(status) => status,
        Err(_) => until_over(program)?,
    };
    let end = match (status.exit_status(), status.terminating_signal()) {
        (Some(number), _) if number != BROKE => End::Ended(number),
        (_, signal) => End::Died(signal),
    };
    if let (End::Died(_), Some(found)) = (end, found) {
        found.restore();
    }
    Ok(Part::Keeper(end))
}

/// The program ends when its keeper does: nobody would wait for it.
fn follow(keeper: Pid) {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_parent_process_death_signal(Some(Signal::HUP));
    // It may be gone already.
    if getppid() != Some(keeper) {
        let _ = kill_process(getpid(), Signal::HUP);
    }
}

/// Hands on what the system says until the program is over.
fn watch(program: Pid) -> io::Result<WaitStatus> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        let on = |which: Signal| signal(SignalKind::from_raw(which.as_raw()));
        let (mut over, mut stopped) = (on(Signal::CHILD)?, on(Signal::TSTP)?);
        let (mut term, mut hup) = (on(Signal::TERM)?, on(Signal::HUP)?);
        let (mut int, mut quit) = (on(Signal::INT)?, on(Signal::QUIT)?);
        loop {
            if let Some((_, status)) = waitpid(Some(program), WaitOptions::NOHANG)? {
                return Ok(status);
            }
            let told = tokio::select! {
                _ = over.recv() => continue,
                // A counter is not left with a stopped program on it.
                _ = stopped.recv() => continue,
                _ = term.recv() => Signal::TERM,
                _ = hup.recv() => Signal::HUP,
                _ = int.recv() => Signal::INT,
                _ = quit.recv() => Signal::QUIT,
            };
            let _ = kill_process(program, told);
        }
    })
}

fn until_over(program: Pid) -> io::Result<WaitStatus> {
    loop {
        match waitpid(Some(program), WaitOptions::empty()) {
            Ok(Some((_, status))) => return Ok(status),
            Ok(None) | Err(rustix::io::Errno::INTR) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
}
