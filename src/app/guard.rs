//! What arrives too fast or in the wrong moment to have been meant. A paste never confirms: keys
//! right after it are part of it, and dozens of keys at once were not typed by anybody.

use std::time::{Duration, Instant};

use crossterm::event::KeyCode;

use super::decode::Input;
use super::keys::Chord;

/// Keys this close after a paste came with it.
const AFTER_PASTE: Duration = Duration::from_millis(50);

/// So many keys in so short a time are a paste without marks. Nobody types 40 keys in 10 ms, and a
/// line that stalls for two seconds and then delivers what was typed brings fewer.
const BURST: usize = 40;
const INSTANT: Duration = Duration::from_millis(10);

/// Watches when keys come.
#[derive(Debug, Default)]
pub struct Guard {
    pasted: Option<Instant>,
    /// The moment the present run of keys began, and how many it has.
    run: Option<(Instant, usize)>,
    burst: bool,
}

impl Guard {
    /// What of `batch`, all of which came at the moment `at`, may be obeyed. A burst becomes the
    /// paste it is.
    pub fn admit(&mut self, batch: Vec<Input>, at: Instant) -> Vec<Input> {
        let keys = batch.iter().filter(|input| matches!(input, Input::Key(_))).count();
        match &mut self.run {
            Some((since, count)) if at.duration_since(*since) <= INSTANT => *count += keys,
            _ if keys > 0 => {
                self.run = Some((at, keys));
                self.burst = false;
            }
            _ => {}
        }
        self.burst |= self.run.is_some_and(|(_, count)| count >= BURST);
        let mut admitted = Vec::with_capacity(batch.len());
        let mut text = String::new();
        for input in batch {
            match input {
                Input::Key(key) if self.burst => {
                    let chord = Chord::of(key);
                    if let (true, KeyCode::Char(c)) = (chord.is_text(), chord.code) {
                        text.push(c);
                    }
                }
                Input::Key(_) if self.pasted.is_some_and(|pasted| at < pasted + AFTER_PASTE) => {}
                Input::Paste(_) | Input::PasteCut | Input::PasteLong => {
                    self.pasted = Some(at);
                    admitted.push(input);
                }
                _ => admitted.push(input),
            }
        }
        if self.burst {
            self.pasted = Some(at);
            admitted.push(Input::Paste(text));
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyEvent;

    use super::*;

    fn keys(text: &str) -> Vec<Input> {
        let code = |c| if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) };
        text.chars().map(|c| Input::Key(KeyEvent::from(code(c)))).collect()
    }

    #[test]
    fn what_follows_a_paste_at_once_came_with_it() {
        let mut guard = Guard::default();
        let at = Instant::now();
        let mut batch = vec![Input::Paste("name".to_owned())];
        batch.extend(keys("\ny"));
        assert_eq!(guard.admit(batch, at), [Input::Paste("name".to_owned())]);
        assert_eq!(guard.admit(keys("\n"), at + Duration::from_millis(49)), []);
        assert_eq!(guard.admit(keys("\n"), at + Duration::from_millis(50)), keys("\n"));
    }

    #[test]
    fn forty_keys_at_once_are_a_paste() {
        let mut guard = Guard::default();
        let at = Instant::now();
        let text = "Siti Nurhaliza\nTarudin\ny and many more letters";
        assert_eq!(
            guard.admit(keys(text), at),
            [Input::Paste("Siti NurhalizaTarudiny and many more letters".to_owned())]
        );
        // Its last bytes may come a moment later.
        assert_eq!(guard.admit(keys("\n"), at + Duration::from_millis(20)), []);
        assert_eq!(guard.admit(keys("\n"), at + Duration::from_millis(100)), keys("\n"));
    }

    #[test]
    fn a_burst_may_come_in_pieces() {
        let mut guard = Guard::default();
        let at = Instant::now();
        let mut admitted = 0;
        for nth in 0..8 {
            let batch = guard.admit(keys("abcd\nefgh\n"), at + Duration::from_millis(nth));
            admitted += batch.iter().filter(|input| matches!(input, Input::Key(_))).count();
        }
        assert!(admitted < BURST);
    }

    #[test]
    fn a_fast_hand_and_a_slow_line_are_not_a_burst() {
        let mut guard = Guard::default();
        let at = Instant::now();
        // A journey typed ahead, delivered at once after a stall.
        let journey = "p0812345\n0900\n\n";
        assert_eq!(guard.admit(keys(journey), at), keys(journey));
        // Thirty keys a second for a minute.
        for nth in 1..1800 {
            let at = at + Duration::from_millis(33) * nth;
            assert_eq!(guard.admit(keys("j"), at), keys("j"));
        }
    }
}
