//! What is left behind: nothing.

use std::time::Duration;

use rustix::process::Signal;

use crate::program::{Home, PASSWORD};

/// The owner logs in, looks, and leaves.
#[test]
fn somebody_works_and_leaves() {
    let home = Home::founded();
    let mut pty = home.log_in((80, 24));
    assert!(pty.terminal().alternate_screen() && pty.terminal().bracketed_paste());
    pty.keys(["2"]);
    pty.sees("Queue");
    pty.keys(["q"]);
    pty.sees("Leave loket?");
    pty.keys(["y"]);
    assert!(pty.ended().success());
    pty.given_back();
    let screen = pty.screen();
    assert!(!screen.contains("Klinik Melati"), "{screen}");
}

#[test]
fn signals_end_it_in_order() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
        let home = Home::founded();
        let mut pty = home.log_in((80, 24));
        pty.signal(signal);
        assert_eq!(pty.ended().exit_code(), 130, "{signal:?}");
        pty.given_back();
        assert!(!pty.screen().contains("Klinik Melati"), "{signal:?}");
    }
}

#[test]
fn a_clinic_that_is_not_there_yet_is_asked_about() {
    let home = Home::empty();
    let mut pty = home.start((80, 24));
    pty.sees("a new clinic");
    pty.keys(["q", "Ctrl+c", "Ctrl+\\"]);
    pty.resize(40, 20);
    pty.resize(80, 24);
    pty.sees("a new clinic");
    pty.signal(Signal::TERM);
    assert_eq!(pty.ended().exit_code(), 130);
    pty.given_back();
}

/// A terminal without another screen keeps what was on this one above it.
#[test]
fn locked_or_covered_nothing_can_be_scrolled_back_to() {
    let home = Home::founded();
    let mut pty = home.log_in((80, 24));
    for (key, seen) in [("Ctrl+g", "Hidden."), ("Ctrl+x", "PIN")] {
        let before = pty.bytes.len();
        pty.keys([key]);
        let screen = pty.sees(seen);
        assert!(!screen.contains("booked"), "{screen}");
        let sent = pty.bytes[before..].to_vec();
        assert!(sent.windows(4).any(|bytes| bytes == b"\x1b[3J"), "{}", sent.escape_ascii());
        if key == "Ctrl+g" {
            pty.keys(["2"]);
            let screen = pty.sees("booked");
            assert!(!screen.contains("Hidden."), "{screen}");
            pty.quiet(Duration::from_millis(80));
        }
    }
}

#[test]
fn nothing_happens_and_nothing_is_sent() {
    let home = Home::founded();
    let mut pty = home.log_in((120, 40));
    pty.keys(["2"]);
    pty.sees("Queue");
    pty.unasked(Duration::from_millis(500));
    // Should the minute turn over just now, the clock is drawn.
    let sent = pty.unasked(Duration::from_millis(1500));
    assert!(sent <= 40, "{sent}");
}

#[test]
fn a_password_is_seen_nowhere() {
    let home = Home::founded();
    let mut pty = home.start((80, 24));
    pty.sees("User name");
    pty.keys(["hartono", "Tab", PASSWORD]);
    pty.sees("••••");
    pty.keys(["Enter"]);
    pty.sees("booked");
    let sent = String::from_utf8_lossy(&pty.bytes).into_owned();
    pty.signal(Signal::TERM);
    pty.ended();
    for part in PASSWORD.split(' ').filter(|part| *part != "melati") {
        assert!(!sent.contains(part), "{part} was on the screen");
        for file in home.files() {
            let bytes = std::fs::read(&file).expect("a file");
            assert!(!bytes.windows(part.len()).any(|window| window == part.as_bytes()), "{}", file.display());
        }
    }
}

#[test]
fn no_color_is_no_colour_and_still_shows_the_cursor() {
    let home = Home::founded();
    let mut command = home.command();
    command.env("NO_COLOR", "1");
    let mut pty = crate::pty::Pty::start(command, (80, 24));
    crate::program::log_in(&mut pty);
    pty.keys(["?"]);
    pty.sees("Keys");
    let sent = String::from_utf8_lossy(&pty.bytes).into_owned();
    let mut reversed = false;
    for styled in sent.split("\x1b[").skip(1) {
        let Some((numbers, _)) =
            styled.split_once('m').filter(|(n, _)| n.chars().all(|c| c.is_ascii_digit() || c == ';'))
        else {
            continue;
        };
        for number in numbers.split(';').filter_map(|number| number.parse::<u16>().ok()) {
            assert!(number < 30, "a colour: {numbers}");
            reversed |= number == 7;
        }
    }
    assert!(reversed, "what has the cursor is reversed");
    // Empty is as good as not set.
    let mut command = home.command();
    command.env("NO_COLOR", "");
    let mut pty = crate::pty::Pty::start(command, (80, 24));
    crate::program::log_in(&mut pty);
    pty.keys(["?"]);
    pty.sees("Keys");
    assert!(String::from_utf8_lossy(&pty.bytes).contains("35m"), "the accent has its colour");
}
