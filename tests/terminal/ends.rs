//! However it ends, the terminal is as it was, and the number says why.

use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::counter::{Counter, Melati};
use crate::program::{Home, running};
use crate::pty::{Pty, tell};
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
fn whoever_leaves_is_not_logged_in_any_more() {
    Lab::sqlite(async |lab: &Lab| {
        let melati = Melati::open(lab).await;
        let open = async || -> i64 {
            let rows: Vec<(i64,)> = loket::store::On::from(&lab.db)
                .all("SELECT COUNT(*) FROM session WHERE revoked_at IS NULL", ())
                .await
                .unwrap();
            rows[0].0
        };
        let before = open().await;
        for signal in [Some(Signal::TERM), Some(Signal::HUP), None] {
            let mut pty = melati.counter.at_the_desk((80, 24));
            assert_eq!(open().await, before + 1);
            match signal {
                Some(signal) => pty.signal(signal),
                None => pty.keys(["q", "y"]),
            }
            pty.ended();
            assert_eq!(open().await, before, "{signal:?}");
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

/// Something the program cannot catch: only whoever outlives it can tidy up.
#[test]
fn killed_it_leaves_the_terminal_as_it_was() {
    Lab::sqlite(async |lab: &Lab| {
        let melati = Melati::open(lab).await;
        for (signal, language, said) in [
            (Signal::KILL, "en", "type loket to start again"),
            (Signal::SEGV, "id", "ketik loket untuk memulai lagi"),
            (Signal::ABORT, "en", "type loket to start again"),
            (Signal::BUS, "en", "type loket to start again"),
        ] {
            let mut command = melati.counter.command(&[]);
            command.env("LOKET_LANG", language);
            command.cwd(lab.folder());
            let mut pty = Pty::start(command, (80, 24));
            let (password, today) =
                if language == "id" { ("Kata sandi", "Hari") } else { ("Password", "Today") };
            pty.sees(password);
            crate::counter::log_in(&mut pty, "sari", crate::counter::PASSWORD);
            pty.sees(today);
            pty.quiet(Duration::from_millis(20));
            pty.keys(["F4", "siti"]);
            pty.sees("Siti Nurhaliza");
            assert_ne!(pty.pid(), pty.keeper(), "somebody outlives the program");
            let program = pty.pid();
            tell(program, signal);
            // A fault of memory comes back when it is not put right, and the second time nobody catches it.
            if matches!(signal, Signal::SEGV | Signal::BUS) {
                pty.quiet(Duration::from_millis(100));
                tell(program, signal);
            }
            assert_eq!(pty.ended().exit_code(), 1, "{signal:?}");
            pty.given_back();
            let all = pty.scrollback();
            assert!(!all.contains("Siti") && !all.contains("0812"), "{signal:?} leaves a patient:\n{all}");
            // It is wrapped between its words.
            let words = all.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(said), "{signal:?}:\n{all}");
            assert!(
                pty.bytes.windows(4).any(|bytes| bytes == b"\x1b[3J"),
                "what is above the screen is emptied"
            );
            let left: Vec<_> =
                std::fs::read_dir(lab.folder()).unwrap().map(|file| file.unwrap().file_name()).collect();
            assert!(!left.iter().any(|name| name.to_string_lossy().contains("core")), "{left:?}");
        }
    });
}

/// Waits until no program works on this folder any more.
fn gone(folder: &std::path::Path) {
    let until = Instant::now() + Duration::from_secs(10);
    while !running(folder).is_empty() {
        assert!(Instant::now() < until, "{:?} does not end", running(folder));
        std::thread::park_timeout(Duration::from_millis(10));
    }
}

/// The time a process has worked, in hundredths of a second; none when it is gone.
fn worked(pid: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = stat.rsplit_once(") ")?.1.split(' ');
    // A process that ended and was not asked about yet is none.
    let alive = fields.next()? != "Z";
    let mut times = fields.skip(10);
    let (user, system): (u64, u64) = (times.next()?.parse().ok()?, times.next()?.parse().ok()?);
    alive.then_some(user + system)
}

/// A terminal that goes away tells nobody where its signal is ignored (`nohup`), and a program that goes on asking it
/// for keys has a core for itself.
#[test]
fn without_its_terminal_it_ends_at_once_and_works_no_more() {
    for ignored in [false, true] {
        let home = Home::founded();
        let mut command = portable_pty::CommandBuilder::new("sh");
        let trap = if ignored {
            "trap '' HUP; ulimit -c unlimited; exec \"$@\""
        } else {
            "ulimit -c unlimited; exec \"$@\""
        };
        command.args(["-c", trap, "sh"]);
        command.args(home.command().get_argv());
        command.env("TERM", "xterm-256color");
        command.cwd(home.data());
        let mut pty = Pty::start(command, (80, 24));
        crate::program::log_in(&mut pty);
        pty.keys(["F4"]);
        pty.sees("Patients");
        let (program, keeper) = (pty.pid(), pty.keeper());
        let limits = std::fs::read_to_string(format!("/proc/{program}/limits")).unwrap();
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
        let before = worked(program).unwrap();
        pty.vanishes();
        let gone = Instant::now();
        let mut last = before;
        while let Some(now) = worked(program).or_else(|| worked(keeper)) {
            last = last.max(now);
            assert!(
                gone.elapsed() < Duration::from_secs(2),
                "it goes on without a terminal (HUP ignored: {ignored})"
            );
            std::thread::park_timeout(Duration::from_millis(5));
        }
        assert!(last - before < 50, "it worked for {} ms without a terminal", (last - before) * 10);
        let left = std::fs::read_dir(home.data()).unwrap().flatten();
        let left: Vec<_> = left.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
        assert!(!left.iter().any(|name| name.contains("core")), "{left:?}");
    }
}

#[test]
fn without_its_keeper_it_ends() {
    let home = Home::founded();
    let pty = home.log_in((80, 24));
    assert_eq!(running(&home.data()).len(), 2);
    tell(pty.keeper(), Signal::KILL);
    gone(&home.data());
}

/// A window that is closed without a word, and with it the only sign of it: the program in it belongs to another
/// session, so that no signal comes.
#[test]
#[ignore = "started by the next test"]
#[expect(clippy::print_stdout, reason = "it is read by the test that started this")]
fn window() {
    let home = std::path::PathBuf::from(std::env::var_os("LOKET_TEST_DATA").unwrap());
    let mut command = portable_pty::CommandBuilder::new("sh");
    command.args([
        "-c",
        "trap '' HUP; setsid -w \"$0\" --lang en --data \"$1\"; true",
        env!("CARGO_BIN_EXE_loket"),
    ]);
    command.arg(&home);
    command.env("TERM", "xterm-256color");
    let mut pty = Pty::start(command, (80, 24));
    pty.sees("User name");
    println!("open");
    loop {
        std::thread::park();
    }
}

#[test]
fn a_terminal_that_is_gone_ends_it_without_a_signal() {
    let home = Home::founded();
    let mut owner = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "--test-threads=1", "ends::window"])
        .env("LOKET_TEST_DATA", home.data())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(owner.stdout.take().unwrap()).lines();
    lines.find(|line| line.as_ref().is_ok_and(|line| line.contains("open"))).unwrap().unwrap();
    assert!(!running(&home.data()).is_empty());
    owner.kill().and_then(|()| owner.wait()).unwrap();
    gone(&home.data());
}

#[test]
fn a_paste_that_never_ends_does_not_keep_the_keys() {
    let home = Home::founded();
    let mut pty = home.log_in((80, 24));
    pty.keys(["F4"]);
    pty.sees("Patients");
    pty.send("\x1b[200~Siti");
    pty.sees("The paste was cut off");
    // Keys right behind a paste are taken for a part of it.
    pty.quiet(Duration::from_millis(80));
    pty.keys(["2"]);
    pty.sees("2_");
    // What a paste could hold does nothing until an Esc says that somebody is there.
    pty.keys(["Enter"]);
    pty.sees("press Esc");
    pty.keys(["Esc"]);
    pty.quiet(Duration::from_millis(100));
    pty.keys(["Backspace", "F10"]);
    pty.quiet(Duration::from_millis(100));
    assert!(!pty.screen().contains("Siti"));
}

#[test]
fn a_paste_with_an_end_of_its_own_confirms_nothing() {
    let home = Home::founded();
    let mut pty = home.log_in((80, 24));
    pty.keys(["q"]);
    pty.sees("Leave loket?");
    for paste in ["\x1b[200~Siti\x1b[201~y", "\x1b[200~Siti\x1b[201~\r\ry\x1b[201~", "\x1b[200~y\r\x1b[201~"]
    {
        pty.send(paste);
        pty.quiet(Duration::from_millis(100));
        let screen = pty.screen();
        assert!(screen.contains("Leave loket?"), "{paste:?}:\n{screen}");
    }
    pty.keys(["y"]);
    assert!(pty.ended().success());
    pty.given_back();
}

/// What runs inside the terminal of the next tests: the program's own beginning, then what no key brings about.
fn in_the_terminal(breaks: impl FnOnce(&loket::app::terminal::Terminal)) {
    use loket::app::keeper::{End, Part, keep};
    match keep().unwrap() {
        Part::Program => {}
        Part::Keeper(End::Died(_)) => panic!("the program died"),
        Part::Keeper(End::Ended(number)) => panic!("it ended with {number}"),
    }
    let ran = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut terminal = loket::app::terminal::Terminal::enter(true).unwrap();
            terminal.send(b"Siti Nurhaliza".to_vec());
            breaks(&terminal);
        });
    }));
    // A test's panic would stay in the test; a program ends with this number.
    std::process::exit(if ran.is_err() { 101 } else { 0 });
}

#[test]
#[ignore = "started by a test below, inside its terminal"]
fn breaks() {
    in_the_terminal(|_| panic!("outside of every screen"));
}

#[test]
#[ignore = "started by a test below, inside its terminal"]
fn breaks_in_a_task() {
    in_the_terminal(|_| {
        let task = std::thread::spawn(|| panic!("in a task"));
        assert!(task.join().is_err());
        std::process::abort();
    });
}

#[test]
#[ignore = "started by a test below, inside its terminal"]
fn overflows() {
    #[expect(unconditional_recursion, reason = "that is what is tried")]
    fn deep(numbers: &[u64; 64]) -> u64 {
        let mine = std::hint::black_box(*numbers);
        deep(&mine) + mine[7]
    }
    in_the_terminal(|_| {
        std::hint::black_box(deep(&[7; 64]));
    });
}

/// No key makes loket break outside of a screen (a screen's own panic is caught: tests/app/terminal.rs), so the
/// terminal is taken by programs that do.
#[test]
fn whatever_breaks_the_terminal_is_given_back() {
    for test in ["ends::breaks", "ends::breaks_in_a_task", "ends::overflows"] {
        let mut command = portable_pty::CommandBuilder::new(std::env::current_exe().unwrap());
        command.args(["--ignored", "--exact", "--nocapture", "--test-threads=1", test]);
        let mut pty = Pty::start(command, (80, 24));
        assert!(!pty.ended().success());
        assert!(pty.bytes.windows(8).any(|bytes| bytes == b"\x1b[?1049h"), "{test} had the terminal");
        pty.given_back();
        let all = pty.scrollback();
        assert!(!all.contains("Siti"), "{test}:\n{all}");
        assert!(all.contains("the program died"), "{test}: the keeper saw it:\n{all}");
    }
}
