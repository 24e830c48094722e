//! From the terminal's bytes to keys and pastes. Own code, because what a terminal library does with
//! a paste that never ends, or with half a key on a slow line, cannot be put right from outside: here
//! a paste is watched, half a key waits, and what is no key is nothing.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Position;

use super::csi::{self, Meaning};

/// What somebody did at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Key(KeyEvent),
    Paste(String),
    /// A paste that did not end: nothing of it is used, and what comes after may be the rest of it.
    PasteCut,
    /// A paste of more than [`PASTE`] bytes: nothing of it is used.
    PasteLong,
    Click(Position),
    WheelUp,
    WheelDown,
}

/// More bytes than this nobody pastes into a form.
pub const PASTE: usize = 64 * 1024;

/// A key's bytes come together; what is incomplete after this is what it is. Long enough for a key
/// that a slow line cut in two, short enough that Esc acts at once.
const WHOLE: Duration = Duration::from_millis(50);

/// A paste that brings less than [`SPARSE`] bytes in this time has been cut off: somebody types.
const PULSE: Duration = Duration::from_secs(1);
const SPARSE: usize = 64;

/// A control sequence is never longer.
const LONGEST: usize = 64;

const PASTE_END: &[u8] = b"\x1b[201~";

/// Turns bytes into input, however they are cut.
#[derive(Debug, Default)]
pub struct Decoder {
    /// Bytes that are not yet a whole key, and since when.
    rest: Vec<u8>,
    since: Option<Instant>,
    paste: Option<Paste>,
    /// A paste was given up, and neither its end nor an Esc has come since: keys may be the rest of it.
    cut: bool,
    /// The last Esc came by itself, as somebody presses it.
    alone: bool,
    /// How much of a paste's end came after the Esc that ended the wait for it: the Esc may have been its beginning.
    ending: Option<usize>,
}

/// What came while the rest of a paste may still be coming.
#[derive(Default)]
struct Late {
    text: String,
    withheld: bool,
}

/// A paste under way.
#[derive(Debug)]
struct Paste {
    bytes: Vec<u8>,
    long: bool,
    /// Since when, and how many bytes have come since then.
    pulse: Instant,
    came: usize,
}

impl Decoder {
    /// Takes what the terminal sent at the moment `at`.
    pub fn feed(&mut self, bytes: &[u8], at: Instant) -> Vec<Input> {
        let mut found = self.expire(at);
        let mut late = Late::default();
        let bytes = self.without_end(bytes);
        // Esc and what was typed after it: together they are one key only where they come together.
        if self.rest == [0x1b] && self.since.is_some() && bytes.first().is_some_and(|byte| !introduces(*byte))
        {
            self.rest.clear();
            found.extend((!self.cut).then(|| key(KeyCode::Esc)));
        }
        self.alone = bytes == [0x1b] || bytes.is_empty() && self.alone;
        self.rest.extend_from_slice(bytes);
        loop {
            if let Some(paste) = &mut self.paste {
                match paste.take(&mut self.rest, at) {
                    Some(done) => {
                        found.push(done);
                        self.paste = None;
                        continue;
                    }
                    None => break,
                }
            }
            match parse(&self.rest) {
                Parsed::Input(input, used) => {
                    let ends = self.rest[..used] == *PASTE_END;
                    self.rest.drain(..used);
                    if self.cut && ends {
                        self.cut = false;
                        late.withheld = true;
                        found.extend(std::mem::take(&mut late).input());
                    } else if self.cut {
                        late.takes(input);
                    } else {
                        found.extend(input);
                    }
                }
                Parsed::PasteBegins(used) => {
                    self.rest.drain(..used);
                    self.cut = false;
                    self.paste = Some(Paste { bytes: Vec::new(), long: false, pulse: at, came: 0 });
                }
                Parsed::Incomplete => break,
            }
        }
        found.extend(late.input());
        self.since = if self.rest.is_empty() || self.paste.is_some() { None } else { Some(at) };
        found
    }

    /// When [`Decoder::expire`] has something to do.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        let paste = self.paste.as_ref().map(|paste| paste.pulse + PULSE);
        paste.or(self.since.map(|since| since + WHOLE))
    }

    /// Time has passed: a lone Esc is Esc, half a sequence is nothing, a paste that stopped is cut off.
    pub fn expire(&mut self, at: Instant) -> Vec<Input> {
        if let Some(paste) = &mut self.paste {
            if at < paste.pulse + PULSE {
                return Vec::new();
            }
            if paste.came >= SPARSE {
                (paste.pulse, paste.came) = (at, 0);
                return Vec::new();
            }
            let long = paste.long;
            self.paste = None;
            self.cut = true;
            // The end may have been cut in two: its beginning waits for the rest, however long.
            let begun = (0..=self.rest.len()).find(|from| PASTE_END.starts_with(&self.rest[*from..]));
            self.rest.drain(..begun.unwrap_or(self.rest.len()));
            return vec![if long { Input::PasteLong } else { Input::PasteCut }];
        }
        if self.since.is_none_or(|since| at < since + WHOLE) {
            return Vec::new();
        }
        self.since = None;
        if self.cut && PASTE_END.starts_with(&self.rest) && !(self.rest == [0x1b] && self.alone) {
            return Vec::new();
        }
        match std::mem::take(&mut self.rest)[..] {
            // Somebody is there, and goes on.
            [0x1b] if self.cut => {
                self.cut = false;
                self.ending = Some(1);
                Vec::new()
            }
            _ if self.cut => Vec::new(),
            [0x1b] => vec![key(KeyCode::Esc)],
            [0x1b, byte @ (b'[' | b'O' | b']' | b'P' | b'_' | b'^' | b'X')] => {
                vec![Input::Key(KeyEvent::new(KeyCode::Char(byte as char), KeyModifiers::ALT))]
            }
            _ => Vec::new(),
        }
    }
}

impl Decoder {
    /// What came, without the rest of a paste's end whose Esc came by itself.
    fn without_end<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let Some(begun) = self.ending else { return bytes };
        let rest = &PASTE_END[begun..];
        let same = bytes.iter().zip(rest).take_while(|(one, other)| one == other).count();
        if same == bytes.len() && same < rest.len() {
            self.ending = Some(begun + same);
            return &[];
        }
        self.ending = None;
        if same < rest.len() {
            // It was none: what looked like it was typed.
            self.rest.extend_from_slice(&PASTE_END[1..begun]);
            return bytes;
        }
        &bytes[same..]
    }
}

impl Late {
    /// A letter is pasted, for it can confirm nothing then; what is no letter is kept from doing anything.
    fn takes(&mut self, input: Option<Input>) {
        match input {
            Some(Input::Key(KeyEvent { code: KeyCode::Char(letter), modifiers, .. }))
                if modifiers.difference(KeyModifiers::SHIFT).is_empty() =>
            {
                self.text.push(letter);
            }
            input => self.withheld |= input.is_some(),
        }
    }

    /// One letter by itself somebody typed; several at once are the rest of the paste, of which nothing is used.
    fn input(self) -> Option<Input> {
        match self.text.chars().count() {
            0 if !self.withheld => None,
            1 if !self.withheld => Some(Input::Paste(self.text)),
            _ => Some(Input::PasteCut),
        }
    }
}

/// Whether a byte after Esc makes the two the beginning of a sequence.
const fn introduces(byte: u8) -> bool {
    matches!(byte, b'[' | b'O' | b']' | b'P' | b'_' | b'^' | b'X')
}

impl Paste {
    /// Takes its bytes; says what it was when its end is there.
    fn take(&mut self, rest: &mut Vec<u8>, at: Instant) -> Option<Input> {
        let end = rest.windows(PASTE_END.len()).position(|window| window == PASTE_END);
        // The end may be cut in two: its possible beginning stays for the next bytes.
        let ready = end.unwrap_or_else(|| rest.len().saturating_sub(PASTE_END.len() - 1));
        if self.bytes.len() + ready > PASTE {
            self.long = true;
            self.bytes.clear();
        }
        if !self.long {
            self.bytes.extend_from_slice(&rest[..ready]);
        }
        rest.drain(..ready);
        self.came += ready;
        if at >= self.pulse + PULSE && self.came >= SPARSE {
            (self.pulse, self.came) = (at, 0);
        }
        end?;
        rest.drain(..PASTE_END.len());
        Some(if self.long {
            Input::PasteLong
        } else {
            Input::Paste(String::from_utf8_lossy(&self.bytes).into_owned())
        })
    }
}

/// What stands at the front of the bytes.
enum Parsed {
    /// A whole input, or something whole that means nothing, and its length.
    Input(Option<Input>, usize),
    PasteBegins(usize),
    Incomplete,
}

fn key(code: KeyCode) -> Input {
    Input::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

fn parse(bytes: &[u8]) -> Parsed {
    match bytes {
        [] | [0x1b] => Parsed::Incomplete,
        [0x1b, 0x1b, ..] => Parsed::Input(Some(key(KeyCode::Esc)), 1),
        [0x1b, b'[', rest @ ..] => sequence(rest, 2),
        [0x1b, b'O', letter, ..] => Parsed::Input(csi::application(*letter).map(key), 3),
        // Answers of the terminal to questions nobody asked: up to their end.
        [0x1b, b']' | b'P' | b'_' | b'^' | b'X', rest @ ..] if !rest.is_empty() => answer(rest, 2),
        [0x1b, b'O' | b']' | b'P' | b'_' | b'^' | b'X'] => Parsed::Incomplete,
        [0x1b, rest @ ..] => match parse(rest) {
            Parsed::Input(Some(Input::Key(key)), used) => {
                let key = KeyEvent::new(key.code, key.modifiers | KeyModifiers::ALT);
                Parsed::Input(Some(Input::Key(key)), used + 1)
            }
            Parsed::Input(_, used) => Parsed::Input(None, used + 1),
            other => other,
        },
        [byte, ..] if *byte < 0x20 || *byte == 0x7f => Parsed::Input(control(*byte), 1),
        _ => letter(bytes),
    }
}

fn control(byte: u8) -> Option<Input> {
    Some(match byte {
        b'\r' | b'\n' => key(KeyCode::Enter),
        b'\t' => key(KeyCode::Tab),
        0x08 | 0x7f => key(KeyCode::Backspace),
        0x00 => Input::Key(KeyEvent::new(KeyCode::Char(' '), KeyModifiers::CONTROL)),
        0x01..=0x1a => Input::Key(KeyEvent::new(KeyCode::Char((byte + 0x60) as char), KeyModifiers::CONTROL)),
        // Ctrl-\ and its neighbours: nothing at a counter.
        _ => return None,
    })
}

/// One letter of UTF-8. A byte that cannot be one is dropped.
fn letter(bytes: &[u8]) -> Parsed {
    let wanted = match bytes[0] {
        0x00..0x80 => 1,
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => return Parsed::Input(None, 1),
    };
    let here = &bytes[..wanted.min(bytes.len())];
    match std::str::from_utf8(here) {
        Ok(text) => {
            let letter = text.chars().next().filter(|c| !c.is_control());
            Parsed::Input(letter.map(|c| key(KeyCode::Char(c))), here.len())
        }
        Err(fault) if fault.error_len().is_none() && here.len() < wanted => Parsed::Incomplete,
        Err(_) => Parsed::Input(None, 1),
    }
}

/// A control sequence after `ESC [`, which is `lead` bytes long.
fn sequence(bytes: &[u8], lead: usize) -> Parsed {
    if let [b'[', rest @ ..] = bytes {
        // The Linux console's first five function keys.
        return match rest {
            [] => Parsed::Incomplete,
            [letter @ b'A'..=b'E', ..] => Parsed::Input(Some(key(KeyCode::F(letter - b'A' + 1))), lead + 2),
            _ => Parsed::Input(None, lead + 1),
        };
    }
    let Some(end) = bytes.iter().take(LONGEST).position(|byte| !matches!(byte, 0x20..=0x3f)) else {
        // Endless figures: not a key. What follows is looked at afresh.
        return if bytes.len() >= LONGEST { Parsed::Input(None, lead + LONGEST) } else { Parsed::Incomplete };
    };
    if !matches!(bytes[end], 0x40..=0x7e) {
        // Broken off by a byte that cannot belong to it.
        return Parsed::Input(None, lead + end);
    }
    let used = lead + end + 1;
    if &bytes[..=end] == b"M" {
        // The oldest mouse report: three bytes of anything.
        return if bytes.len() < 4 { Parsed::Incomplete } else { Parsed::Input(None, lead + 4) };
    }
    match csi::meaning(&bytes[..end], bytes[end]) {
        Meaning::PasteBegins => Parsed::PasteBegins(used),
        Meaning::Input(input) => Parsed::Input(Some(input), used),
        Meaning::Nothing => Parsed::Input(None, used),
    }
}

/// A string the terminal sends back, up to BEL or ST.
fn answer(bytes: &[u8], lead: usize) -> Parsed {
    let end = bytes.iter().position(|byte| matches!(byte, 0x07 | 0x1b));
    match end {
        Some(end) if bytes[end] == 0x07 => Parsed::Input(None, lead + end + 1),
        Some(end) if bytes.get(end + 1) == Some(&b'\\') => Parsed::Input(None, lead + end + 2),
        Some(end) if bytes.len() > end + 1 => Parsed::Input(None, lead + end),
        _ if bytes.len() > 4096 => Parsed::Input(None, lead + bytes.len()),
        _ => Parsed::Incomplete,
    }
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
