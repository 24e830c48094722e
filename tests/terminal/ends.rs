//! However it ends, the terminal is as it was, and the number says why.

use rustix::process::Signal;

use crate::counter::{Counter, Melati};
use crate::support::Lab;

#[test]
fn a_signal_in_the_middle_leaves_no_patient_on_the_screen() {
    Lab::sqlite(async |lab: &Lab| {
        let melati = Melati::open(lab).await;
        for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
            let mut pty = melati.counter.at_the_desk((80, 24));
            pty.keys(["F4", "siti"]);
            pty.sees("Siti Nurhaliza");
            pty.signal(signal);
            assert_eq!(pty.ended().exit_code(), 130, "{signal:?}");
            pty.given_back();
            let screen = pty.screen();
            assert!(!screen.contains("Siti"), "{signal:?} leaves a patient on the screen:\n{screen}");
        }
    });
}

#[test]
fn ctrl_c_does_not_end_it() {
    Lab::sqlite(async |lab: &Lab| {
        let melati = Melati::open(lab).await;
        let mut pty = melati.counter.at_the_desk((80, 24));
        pty.keys(["Ctrl+c", "Ctrl+z", "Ctrl+\\", "2"]);
        pty.sees("Queue");
    });
}

#[test]
fn what_keeps_it_from_starting_is_told_on_the_plain_screen() {
    Lab::sqlite(async |lab: &Lab| {
        let counter = Counter::new(lab);
        for (arguments, number, words) in [
            (&["--database", "mysql://x/y"][..], 3, "sqlite:"),
            (&["--database", "postgres://loket@127.0.0.1:1/loket"][..], 4, "database"),
            (&["--colour"][..], 2, "--colour"),
        ] {
            let mut pty = crate::pty::Pty::start(counter.command(arguments), (80, 24));
            let status = pty.ended();
            let screen = pty.screen();
            assert_eq!(status.exit_code(), number, "{arguments:?}:\n{screen}");
            assert!(screen.contains(words), "{arguments:?}:\n{screen}");
            assert!(!pty.bytes.contains(&0x1b), "{arguments:?} sends an escape");
        }
    });
}

/// What runs inside the terminal of the next test.
#[test]
#[ignore = "started by the next test, inside its terminal"]
fn breaks() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let _terminal = loket::app::terminal::Terminal::enter(true).unwrap();
        panic!("outside of every screen");
    });
}

/// No key makes loket panic outside of a screen (a screen's own panic is caught: tests/app/terminal.rs), so the
/// terminal is taken by a program that does.
#[test]
fn a_panic_gives_the_terminal_back() {
    let mut command = portable_pty::CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "--nocapture", "--test-threads=1", "ends::breaks"]);
    let mut pty = crate::pty::Pty::start(command, (80, 24));
    assert!(!pty.ended().success());
    assert!(pty.bytes.windows(8).any(|bytes| bytes == b"\x1b[?1049h"), "it had the terminal");
    pty.given_back();
}
