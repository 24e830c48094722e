//! The first start, and the door on every day after it.

use std::time::Duration;

use crate::counter::{Counter, Melati, PASSWORD, PIN, log_in};
use crate::support::{Lab, on_both};

#[test]
fn the_first_start_asks_and_shows_the_day() {
    Lab::sqlite(async |lab: &Lab| {
        let counter = Counter::new(lab);
        let mut pty = counter.start((80, 24));
        pty.sees("Short name");
        for (typed, seen) in [
            ("Klinik Melati", "klinik-melati"),
            ("", ""), // short name
            ("", ""), // time zone
            ("", ""), // currency
            ("", ""), // decimals
            ("", ""), // language
            ("Ratna Dewi", "Ratna Dewi"),
            ("ratna", "[ratna"),
            (PASSWORD, "•••"),
            (PASSWORD, "•••"),
            (PIN, "••••••"),
            (PIN, "••••••"),
        ] {
            if !typed.is_empty() {
                pty.keys([typed]);
            }
            pty.sees(seen);
            pty.keys(["Tab"]);
            // Forty keys within ten milliseconds would be a paste.
            pty.quiet(Duration::from_millis(12));
        }
        pty.keys(["Right", "Enter"]);
        let screen = pty.sees("1 Today");
        // It is the owner who is logged in: nobody else has the money on the first line.
        assert!(screen.contains("8 Money"), "{screen}");
        assert!(!screen.contains(PASSWORD));
        pty.keys(["q"]);
        pty.sees("Leave loket?");
        pty.keys(["y"]);
        assert!(pty.ended().success());
        pty.given_back();

        // The next morning there is only the door.
        let mut pty = counter.start((80, 24));
        let screen = pty.sees("Password");
        assert!(screen.contains("Klinik Melati"), "{screen}");
        log_in(&mut pty, "ratna", PASSWORD);
        pty.sees("1 Today");
    });
}

on_both! {
    async fn the_door_opens_for_the_right_password_only(lab: &Lab) {
        let melati = Melati::open(lab).await;
        let mut pty = melati.counter.start((80, 24));
        pty.sees("Password");
        log_in(&mut pty, "sari", "jalan mawar nomor delapan");
        let screen = pty.sees("is wrong");
        assert!(screen.contains("sari") && !screen.contains('•'), "the name stays, the password goes:\n{screen}");
        pty.quiet(Duration::from_millis(12));
        pty.keys([PASSWORD, "Enter"]);
        let screen = pty.sees("1 Today");
        assert!(screen.contains(" sari · "), "{screen}");
        assert!(!pty.bytes.escape_ascii().to_string().contains("mawar"), "no password was ever on the screen");
    }
}
