//! The loop in a real pseudo-terminal, with the screens of this house. The program under test is
//! this test itself, started once more inside the terminal.

use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};

use loket::app::engine::App;
use loket::app::{AnyScreen, run, testing};
use portable_pty::CommandBuilder;
use rustix::process::Signal;

use crate::house::{FRONT, Names, Shared, desk};
use crate::pty::Pty;

/// What runs inside the terminal.
#[test]
#[ignore = "started by the other tests, inside their terminal"]
#[expect(clippy::print_stdout, reason = "the terminal is read by the test that started this")]
fn child() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let ended = runtime.block_on(async {
        let first = AnyScreen::new(Names::new(Shared::open()));
        let mut app = App::new(FRONT, desk().await, testing::options(), |_| first, (80, 24), Instant::now());
        run::run(&mut app, false).await.expect("a terminal")
    });
    if let Some(file) = std::env::var_os("ENDED") {
        std::fs::write(file, format!("{ended:?}")).expect("a file");
    }
    println!("ended {ended:?}");
}

/// A window with the program in it that is closed without a word.
#[test]
#[ignore = "started by another test"]
#[expect(clippy::print_stdout, reason = "the terminal is read by the test that started this")]
fn window() {
    let _pty = start((80, 24));
    println!("open");
    loop {
        std::thread::park();
    }
}

/// The program in a terminal of this size, showing its first screen.
pub fn start(size: (u16, u16)) -> Pty {
    start_with(size, &[])
}

fn start_with(size: (u16, u16), variables: &[(&str, &std::path::Path)]) -> Pty {
    let mut command = CommandBuilder::new(std::env::current_exe().expect("this test"));
    command.args(["--ignored", "--exact", "--nocapture", "--test-threads=1", "terminal::child"]);
    command.env("TERM", "xterm-256color");
    for (name, value) in variables {
        command.env(name, value);
    }
    let mut pty = Pty::start(command, size);
    pty.sees("▌Ayu");
    pty
}

#[test]
fn it_comes_obeys_and_goes_without_a_trace() {
    let mut pty = start((80, 24));
    assert!(pty.terminal().alternate_screen() && pty.terminal().bracketed_paste());
    assert_ne!(pty.line().0, pty.line().1);
    pty.keys(["Down", "a", "Dewi", "Enter", "Enter"]);
    pty.sees("DEWI");
    pty.keys(["q"]);
    pty.sees("Leave loket?");
    pty.keys(["y"]);
    pty.sees("ended Left");
    assert!(pty.ended().success());
    pty.given_back();
    let screen = pty.screen();
    assert!(!screen.contains("Budi") && !screen.contains("DEWI"), "{screen}");
}

#[test]
fn signals_end_it_in_order() {
    for (signal, number) in [(Signal::TERM, 15), (Signal::HUP, 1), (Signal::INT, 2), (Signal::QUIT, 3)] {
        let mut pty = start((80, 24));
        pty.keys(["a", "half-typed"]);
        pty.sees("half-typed");
        pty.signal(signal);
        pty.sees(&format!("ended Told({number})"));
        pty.ended();
        pty.given_back();
        assert!(!pty.screen().contains("half-typed"));
    }
}

#[test]
fn a_closed_window_ends_it() {
    // Somebody between the test and the program owns the window, and dies with it.
    let file = tempfile::NamedTempFile::new().expect("a file");
    let owner = std::env::current_exe().expect("this test");
    let mut owner = std::process::Command::new(owner)
        .args(["--ignored", "--exact", "--nocapture", "--test-threads=1", "terminal::window"])
        .env("ENDED", file.path())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("a window");
    let mut lines = BufReader::new(owner.stdout.take().expect("its words")).lines();
    lines
        .find(|line| line.as_ref().is_ok_and(|line| line.contains("open")))
        .expect("it opens")
        .expect("a line");
    owner.kill().and_then(|()| owner.wait()).expect("the window is closed");
    written(file.path());
}

/// Waits until somebody has written into a file.
fn written(file: &std::path::Path) {
    let until = Instant::now() + Duration::from_secs(10);
    while std::fs::read_to_string(file).expect("the file").is_empty() {
        assert!(Instant::now() < until, "nobody writes {}", file.display());
        std::thread::park_timeout(Duration::from_millis(10));
    }
}

#[test]
fn a_frozen_line_holds_up_nothing_that_is_saved() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let mut pty = start_with((200, 60), &[("MARKED", file.path())]);
    // The whole screen again and again, and nobody reads it.
    for _ in 0..50 {
        pty.keys(["Ctrl+l"]);
        // One frame each, and not so many keys at once that they are a paste.
        std::thread::park_timeout(Duration::from_millis(20));
    }
    std::thread::park_timeout(Duration::from_millis(100));
    pty.keys(["Space"]);
    written(file.path());
    // When the line thaws, the screen is as it should be.
    pty.keys(["Down"]);
    pty.sees("▌Budi");
}

#[test]
fn it_is_not_stopped_and_left_on_the_counter() {
    let mut pty = start((80, 24));
    pty.keys(["Ctrl+z"]);
    pty.signal(Signal::TSTP);
    pty.keys(["Down"]);
    pty.sees("▌Budi");
}

#[test]
fn a_window_may_change_while_somebody_types() {
    let mut pty = start((120, 40));
    pty.keys(["a", "Dewi"]);
    pty.sees("[Dewi_");
    pty.resize(40, 20);
    pty.wait("the phone's form", |screen| screen.contains("[Dewi_") && screen.lines().all(|l| l.len() < 200));
    pty.resize(20, 5);
    pty.sees("Terminal is");
    pty.resize(120, 40);
    pty.sees("[Dewi_");
    pty.keys([" L"]);
    pty.sees("[Dewi L_");
}

#[test]
fn a_moved_cursor_is_few_bytes() {
    let mut pty = start((120, 40));
    let before = pty.bytes.len();
    pty.keys(["Down"]);
    pty.sees("▌Budi");
    let sent = pty.bytes.len() - before;
    assert!(sent <= 100, "{sent}: {}", pty.bytes[before..].escape_ascii());
}

#[test]
fn a_screen_that_breaks_is_taken_away() {
    let mut pty = start((80, 24));
    pty.keys(["a", "Esc"]);
    pty.sees("▌Ayu");
    pty.keys(["X"]);
    pty.sees("Something broke");
    pty.sees("elsewhere");
    for _ in 0..2 {
        pty.keys(["gn"]);
        pty.sees("▌Ayu");
        pty.keys(["X"]);
    }
    pty.sees("ended Broken");
    pty.ended();
    pty.given_back();
}
