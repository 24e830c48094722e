//! The rows of `tests/data/bad_inputs.tsv` that are keys and window sizes: what is sent to the
//! program, and what must come of it.

use std::time::{Duration, Instant};

use crate::pty::Pty;
use crate::terminal::start;

type Check = fn(&mut Pty);

/// By kind and the beginning of the input as the table writes it.
const CHECKS: &[(&str, &str, Check)] = &[
    ("key", "[case] <Enter> held", |pty| {
        form(pty, "Dewi");
        pty.keys(["Tab"]);
        for _ in 0..30 {
            pty.keys(["Enter"]);
        }
        pty.sees("DEWI");
        pty.keys(["S"]);
        pty.sees("saved 1 times");
    }),
    ("key", "<Ctrl-C>", |pty| {
        form(pty, "Dewi");
        pty.keys(["Ctrl+c"]);
        pty.sees("What you typed is not saved");
        pty.press_until("Ctrl+c", "[Dewi_");
        assert_ne!(pty.line().0, pty.line().1, "still raw");
    }),
    ("key", r"<Ctrl-\\>", |pty| still(pty, "Ctrl+\\")),
    ("key", "<Ctrl-S> then <Ctrl-Q>", |pty| {
        pty.keys(["Ctrl+s"]);
        still(pty, "Ctrl+q");
    }),
    ("key", "<Ctrl-D>", |pty| {
        form(pty, "Dewi");
        pty.keys(["Ctrl+d", "x"]);
        pty.sees("[Dewix_");
    }),
    ("key", r"\e[200~ without an end", |pty| {
        let before = Instant::now();
        form(pty, "");
        pty.keys(["\x1b[200~", "q", "Ctrl+c", "q"]);
        pty.sees("The paste was cut off");
        assert!(before.elapsed() < Duration::from_secs(3));
        pty.press_until("D", "[D");
        // Enter waits for an Esc: it might be the paste's.
        pty.keys(["Enter"]);
        pty.sees("press Esc");
        pty.keys(["Esc"]);
        pty.press_until("x", "x_");
    }),
    ("key", r"\e[200~name\e[201~\ry", |pty| {
        form(pty, "");
        pty.send(b"\x1b[200~name\x1b[201~\ry\x1b[201~");
        let screen = pty.sees("[name_");
        assert!(screen.contains("New name"), "{screen}");
        pty.press_until("x", "[namex");
    }),
    ("key", r"\e[200~{rep:x:5000000}", |pty| {
        form(pty, "Dewi");
        let before = Instant::now();
        pty.send(b"\x1b[200~");
        for _ in 0..5000 {
            pty.send([b'x'; 1000]);
        }
        pty.send(b"\x1b[201~");
        let screen = pty.sees("too long to paste");
        assert!(screen.contains("[Dewi_"), "{screen}");
        assert!(before.elapsed() < Duration::from_secs(5), "{:?}", before.elapsed());
    }),
    ("key", "[case] 40 keys in 10 ms", |pty| {
        form(pty, "");
        pty.send(format!("Dewi{}", "\r".repeat(40)));
        let screen = pty.sees("[Dewi_");
        assert!(screen.contains("New name"), "{screen}");
    }),
    ("key", r"\e[<0;10;10M", |pty| typed_nothing(pty, b"\x1b[<0;10;10M")),
    ("key", r"\e[24;80R", |pty| typed_nothing(pty, b"\x1b[24;80R")),
    ("key", r"\xff\xfe\xfd", |pty| typed_nothing(pty, b"\xff\xfe\xfd")),
    ("key", "<F13>, <Menu>", |pty| {
        typed_nothing(pty, b"\x1b[25~\x1b[29~\x1b[99;99u");
    }),
    ("key", "[case] key release events", |pty| {
        form(pty, "");
        pty.send(b"\x1b[100;1:1u\x1b[100;1:3u");
        pty.keys(["e"]);
        pty.sees("[de_");
    }),
    ("resize", "0x0", |pty| {
        form(pty, "Dewi");
        pty.resize_to_nothing();
        pty.keys([" L"]);
        pty.resize(80, 24);
        pty.sees("[Dewi L_");
    }),
    ("resize", "[case] 20x5", |pty| {
        form(pty, "Dewi");
        pty.resize(20, 5);
        pty.sees("Terminal is");
        pty.resize(80, 24);
        let screen = pty.sees("[Dewi_");
        assert!(screen.contains("New name"));
    }),
    ("resize", "500x200", |pty| {
        form(pty, "Dewi");
        pty.resize(500, 200);
        pty.wait("the form in the middle", |screen| {
            screen.lines().position(|line| line.contains("New name")).is_some_and(|row| row > 80)
        });
    }),
];

#[test]
fn every_row_is_tried() {
    let rows: Vec<(&str, &str, &str)> = include_str!("../data/bad_inputs.tsv")
        .lines()
        .filter_map(|line| {
            let mut fields = line.splitn(3, '\t');
            let row = (fields.next()?, fields.next()?, fields.next()?);
            ["key", "resize"].contains(&row.0).then_some(row)
        })
        .collect();
    assert_eq!(rows.len(), CHECKS.len());
    std::thread::scope(|scope| {
        for (kind, input, expected) in rows {
            let check = CHECKS.iter().find(|(of, begins, _)| *of == kind && input.starts_with(begins));
            let (_, _, check) = check.unwrap_or_else(|| panic!("nobody tries {kind} {input}: {expected}"));
            scope.spawn(move || {
                let mut pty = start((80, 24));
                check(&mut pty);
            });
        }
    });
}

/// Opens the form and types a name.
fn form(pty: &mut Pty, name: &str) {
    pty.keys(["a"]);
    pty.sees("New name");
    pty.keys([name]);
    pty.sees(&format!("[{name}_"));
}

/// The key does nothing at all: the next one is obeyed.
fn still(pty: &mut Pty, key: &str) {
    pty.keys([key, "Down"]);
    pty.sees("▌Budi");
}

/// The bytes type nothing into a field.
fn typed_nothing(pty: &mut Pty, bytes: &[u8]) {
    form(pty, "De");
    pty.send(bytes);
    pty.keys(["wi"]);
    pty.sees("[Dewi_");
}
