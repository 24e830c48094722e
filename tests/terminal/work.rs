//! A working day at the counter, in the window it has.

use std::time::Duration;

use rustix::process::Signal;

use crate::counter::{Melati, PIN};
use crate::pty::Pty;
use crate::support::sink::only_drawing;
use crate::support::{Lab, on_both};

/// Books Siti for a facial at half past eleven, the way one does with the telephone in the other hand.
pub fn book(pty: &mut Pty) {
    pty.keys(["B"]);
    pty.quiet(Duration::from_millis(20));
    pty.keys(["0812 3456 7890"]);
    pty.sees("Siti Nurhaliza");
    pty.quiet(Duration::from_millis(20));
    pty.keys(["Enter", "facial"]);
    pty.sees("Facial Basic");
    pty.keys(["Enter", "Enter", "11:30", "Enter"]);
    pty.quiet(Duration::from_millis(50));
    pty.keys(["Enter"]);
    pty.sees("Booked: Siti Nurhaliza");
    pty.sees("unconfirmed");
}

on_both! {
    async fn from_the_telephone_to_the_receipt(lab: &Lab) {
        let melati = Melati::open(lab).await;
        let mut pty = melati.counter.at_the_desk((80, 24));
        book(&mut pty);
        for step in ["arrived", "in room", "done"] {
            // Within sixty milliseconds it would be the same press, held too long.
            pty.quiet(Duration::from_millis(80));
            pty.keys(["Space"]);
            pty.sees(step);
        }
        pty.keys(["p"]);
        pty.sees("200.000");
        pty.quiet(Duration::from_millis(50));
        // Nobody has opened this counter's drawer yet: it is opened right there, and the payment still stands.
        pty.keys(["Enter"]);
        pty.sees("Open the drawer");
        pty.sees("Float");
        pty.keys(["500rb"]);
        pty.sees("500rb");
        pty.quiet(Duration::from_millis(80));
        pty.keys(["Enter"]);
        pty.sees("PIN needed");
        pty.quiet(Duration::from_millis(80));
        pty.keys([PIN, "Enter"]);
        pty.sees("is open with Rp500.000");
        pty.quiet(Duration::from_millis(80));
        pty.keys(["Enter"]);
        pty.sees("R-");
        pty.keys(["1"]);
        pty.sees("paid");
        pty.keys(["q"]);
        pty.sees("Leave loket?");
        pty.keys(["y"]);
        assert_eq!(pty.ended().exit_code(), 0);
        pty.given_back();
        assert_eq!(melati.paid(lab).await, [(200_000,)]);
    }
}

#[test]
fn the_window_may_change_in_the_middle_of_a_payment() {
    Lab::sqlite(async |lab: &Lab| {
        let melati = Melati::open(lab).await;
        let mut pty = melati.counter.at_the_desk((120, 40));
        book(&mut pty);
        pty.keys(["p"]);
        pty.sees("200.000");
        pty.keys(["150000"]);
        pty.sees("150.000");
        for (size, seen) in [
            ((40, 20), "150.000"),
            ((20, 5), "Terminal"),
            ((120, 40), "150.000"),
            ((20, 5), "Terminal"),
            ((40, 20), "150.000"),
        ] {
            pty.resize(size.0, size.1);
            let screen = pty.wait(seen, |screen| {
                screen.contains(seen) && screen.lines().all(|line| line.chars().count() <= size.0.into())
            });
            assert!(screen.lines().count() <= usize::from(size.1), "{screen}");
        }
        assert_eq!(melati.paid(lab).await, [], "a changed window takes no money");
        pty.signal(Signal::TERM);
        pty.ended();
        pty.given_back();
    });
}

#[test]
fn the_language_changes_under_a_half_typed_name() {
    Lab::sqlite(async |lab: &Lab| {
        let melati = Melati::open(lab).await;
        let mut pty = melati.counter.at_the_desk((80, 24));
        pty.keys(["F4", "sit"]);
        pty.sees("Siti Nurhaliza");
        pty.keys(["F12"]);
        let screen = pty.sees("bantuan");
        assert!(screen.contains("sit"), "{screen}");
        assert!(!screen.contains("help"), "{screen}");
        pty.keys(["F12"]);
        pty.sees("help");
    });
}

#[test]
fn no_name_reaches_the_terminal_as_an_order() {
    Lab::sqlite(async |lab: &Lab| {
        let melati = Melati::open(lab).await;
        for (nth, name) in [
            "Siti\x1b]52;c;aGFpIQ==\x07",
            "Budi\x1b]0;owned\x1b\\",
            "Ayu\u{9b}31m\u{9d}0;owned\u{9c}",
            "Dewi\u{202e}itsel",
            "Rina\x1b[?1049l\x1b[2J\r\n\x00\x08",
            "Tono\u{200b}\u{feff}\u{2028}\u{e0041}",
        ]
        .into_iter()
        .enumerate()
        {
            melati.overwrite(lab, &format!("Korban {nth}"), &format!("0813-0000-00{nth:02}"), name).await;
        }
        let mut pty = melati.counter.at_the_desk((80, 24));
        pty.keys(["F4", "0813"]);
        let screen = pty.sees("0005");
        assert!(screen.contains("Dewi"), "{screen}");
        for _ in 0..5 {
            pty.keys(["Down"]);
            pty.quiet(Duration::from_millis(30));
        }
        pty.keys(["Enter"]);
        pty.quiet(Duration::from_millis(100));
        pty.keys(["Ctrl+l"]);
        pty.quiet(Duration::from_millis(100));
        pty.signal(Signal::TERM);
        pty.ended();
        only_drawing(&pty.bytes);
        assert!(!String::from_utf8_lossy(&pty.bytes).contains("aGFpIQ==\x07"));
        pty.given_back();
    });
}

// Something one counter does is on the other within a second, without a key, beside what is half-typed there.
on_both! {
    async fn one_counter_sees_what_the_other_does(lab: &Lab) {
        let melati = Melati::open(lab).await;
        let mut one = melati.counter.at_the_desk((80, 24));
        let mut two = melati.counter.at_the_desk((80, 24));
        two.keys(["2"]);
        two.sees("Queue");
        two.keys(["1"]);
        two.sees("0 booked");
        book(&mut one);
        within_a_second(&mut two, "Siti Nurhaliza");
        one.keys(["Space"]);
        one.sees("arrived");
        within_a_second(&mut two, "arrived");

        // A patient registered there appears in the results here; the half-typed name stays.
        two.keys(["F4", "Dew"]);
        two.sees("Dew");
        melati.register("Dewi Lestari", "0857-9876-5432").await;
        let screen = within_a_second(&mut two, "Dewi Lestari");
        assert!(screen.contains("[Dew_"), "{screen}");
        two.keys(["i"]);
        two.sees("[Dewi_");
    }
}

fn within_a_second(pty: &mut Pty, words: &str) -> String {
    let since = std::time::Instant::now();
    let screen = pty.sees(words);
    assert!(since.elapsed() <= Duration::from_secs(1), "{words} took {:?}", since.elapsed());
    screen
}
