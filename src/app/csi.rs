//! What the control sequences of terminals mean.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Position;

use super::decode::Input;

/// What a control sequence is.
#[derive(Debug, PartialEq, Eq)]
pub enum Meaning {
    Input(Input),
    PasteBegins,
    /// A report nobody asked for, or a key there is no use for.
    Nothing,
}

/// The keys of `ESC O letter`.
#[must_use]
pub fn application(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'P'..=b'S' => KeyCode::F(letter - b'P' + 1),
        b'M' => KeyCode::Enter,
        // The number pad: `*` to `9`.
        b'j'..=b'y' => KeyCode::Char((letter - b'j' + b'*') as char),
        _ => return arrow(letter),
    })
}

fn arrow(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        _ => return None,
    })
}

/// What `ESC [ parameters final` means.
#[must_use]
pub fn meaning(parameters: &[u8], last: u8) -> Meaning {
    let Ok(text) = std::str::from_utf8(parameters) else { return Meaning::Nothing };
    if let Some(report) = text.strip_prefix('<') {
        return mouse(report, last);
    }
    let mut numbers = text.split(';').map(|part| {
        let mut subs = part.split(':').map(|number| number.parse::<u32>().unwrap_or(0));
        (subs.next().unwrap_or(0), subs.next())
    });
    let (first, _) = numbers.next().unwrap_or((0, None));
    let (held, event) = numbers.next().unwrap_or((1, None));
    // A third kind of event is the release of a key: one key is one press.
    let Some(modifiers) = modifiers(held).filter(|_| event != Some(3)) else { return Meaning::Nothing };
    let key = |code: KeyCode| Meaning::Input(Input::Key(KeyEvent::new(code, modifiers)));
    match last {
        b'A'..=b'D' | b'F' | b'H' if first <= 1 => arrow(last).map_or(Meaning::Nothing, key),
        b'Z' => Meaning::Input(Input::Key(KeyEvent::new(KeyCode::BackTab, KeyModifiers::NONE))),
        // `R` is also where the cursor is: only the first row is ever F3, and only with a modifier.
        b'P' | b'Q' | b'S' if first <= 1 => key(KeyCode::F(last - b'P' + 1)),
        b'R' if text.is_empty() || (first == 1 && (2..=8).contains(&held)) => key(KeyCode::F(3)),
        b'~' if first == 200 => Meaning::PasteBegins,
        b'~' => numbered(first).map_or(Meaning::Nothing, key),
        b'u' => coded(first, modifiers),
        _ => Meaning::Nothing,
    }
}

/// The keys of `ESC [ number ~`.
fn numbered(number: u32) -> Option<KeyCode> {
    let function = |from: u32, first: u32| u8::try_from(number - from + first).ok().map(KeyCode::F);
    match number {
        1 | 7 => Some(KeyCode::Home),
        2 => Some(KeyCode::Insert),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        11..=15 => function(11, 1),
        17..=21 => function(17, 6),
        23 | 24 => function(23, 11),
        // F13 and beyond are on no keyboard of a counter.
        _ => None,
    }
}

/// A key by its code point, as newer terminals send it.
fn coded(code: u32, modifiers: KeyModifiers) -> Meaning {
    let code = match code {
        9 => KeyCode::Tab,
        13 => KeyCode::Enter,
        27 => KeyCode::Esc,
        127 => KeyCode::Backspace,
        // Keys without a letter have codes in the private area.
        57344..=63743 => return Meaning::Nothing,
        code => match char::from_u32(code).filter(|c| !c.is_control()) {
            Some(c) => KeyCode::Char(c),
            None => return Meaning::Nothing,
        },
    };
    Meaning::Input(Input::Key(KeyEvent::new(code, modifiers)))
}

/// The modifiers behind the number a terminal sends; none for keys that no counter has.
fn modifiers(held: u32) -> Option<KeyModifiers> {
    let bits = held.saturating_sub(1);
    // 8, 16 and 32 are keys with a window on them; beyond are the locks, which change nothing.
    if bits & 0b0011_1000 != 0 || bits > 0xff {
        return None;
    }
    let mut modifiers = KeyModifiers::NONE;
    modifiers.set(KeyModifiers::SHIFT, bits & 1 != 0);
    modifiers.set(KeyModifiers::ALT, bits & 2 != 0);
    modifiers.set(KeyModifiers::CONTROL, bits & 4 != 0);
    Some(modifiers)
}

/// A mouse report: `button;column;row`, ended by `M` for a press and `m` for a release.
fn mouse(report: &str, last: u8) -> Meaning {
    let mut numbers = report.split(';').map(|number| number.parse::<u16>().ok());
    let (Some(Some(button)), Some(Some(x)), Some(Some(y)), None) =
        (numbers.next(), numbers.next(), numbers.next(), numbers.next())
    else {
        return Meaning::Nothing;
    };
    match (button, last) {
        (0, b'M') => {
            Meaning::Input(Input::Click(Position { x: x.saturating_sub(1), y: y.saturating_sub(1) }))
        }
        (64, b'M') => Meaning::Input(Input::WheelUp),
        (65, b'M') => Meaning::Input(Input::WheelDown),
        _ => Meaning::Nothing,
    }
}
