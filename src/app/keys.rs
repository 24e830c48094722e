//! Keys by name: what the settings call them, what the terminal sends, and how they are written for
//! the reader.

use crokey::{KeyCombination, OneToThree};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::domain::refusal::Refusal;

/// One key with its modifiers, in the one spelling all terminals can be brought to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chord {
    pub code: KeyCode,
    pub modifiers: KeyModifiers,
}

/// Keys pressed one after the other: `g` and then `t`. Mostly one.
///
/// `g` goes somewhere; the comma opens the box of what is seldom done here, so that the letters left for it mean nothing
/// else anywhere.
pub type Sequence = Vec<Chord>;

impl Chord {
    #[must_use]
    pub const fn new(code: KeyCode) -> Self {
        Self { code, modifiers: KeyModifiers::NONE }
    }

    /// The chord of a key event. Terminals differ in what they say about shift, and Alt with a digit (which comes as Esc
    /// and the digit, both at once) is the function key, for keyboards that have none.
    #[must_use]
    pub fn of(key: KeyEvent) -> Self {
        let mut modifiers = key.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let code = match key.code {
            KeyCode::Char(digit @ '0'..='9') if modifiers == KeyModifiers::ALT => {
                modifiers = KeyModifiers::NONE;
                Self::function(digit).code
            }
            KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => {
                match c.to_ascii_lowercase() {
                    // The terminal sends the very same byte for these.
                    'h' => {
                        modifiers = KeyModifiers::NONE;
                        KeyCode::Backspace
                    }
                    'j' | 'm' => {
                        modifiers = KeyModifiers::NONE;
                        KeyCode::Enter
                    }
                    'i' => {
                        modifiers = KeyModifiers::NONE;
                        KeyCode::Tab
                    }
                    '[' => {
                        modifiers = KeyModifiers::NONE;
                        KeyCode::Esc
                    }
                    lower => {
                        modifiers -= KeyModifiers::SHIFT;
                        KeyCode::Char(lower)
                    }
                }
            }
            KeyCode::Char(c) => {
                let upper = modifiers.contains(KeyModifiers::SHIFT) && c.is_ascii_lowercase();
                modifiers -= KeyModifiers::SHIFT;
                KeyCode::Char(if upper { c.to_ascii_uppercase() } else { c })
            }
            KeyCode::BackTab => {
                modifiers = KeyModifiers::NONE;
                KeyCode::BackTab
            }
            KeyCode::Tab if modifiers == KeyModifiers::SHIFT => {
                modifiers = KeyModifiers::NONE;
                KeyCode::BackTab
            }
            code => code,
        };
        Self { code, modifiers }
    }

    /// The function key of a digit; 0 is the tenth.
    #[must_use]
    pub const fn function(digit: char) -> Self {
        Self::new(KeyCode::F(if digit == '0' { 10 } else { digit as u8 - b'0' }))
    }

    /// A letter, digit or sign without Ctrl or Alt.
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self.code, KeyCode::Char(_)) && self.modifiers.is_empty()
    }

    /// The same, where it is more than a blank.
    fn is_sign(&self) -> bool {
        self.is_text() && self.code != KeyCode::Char(' ')
    }

    /// How the key is written for the reader.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut out = String::new();
        for (modifier, name) in
            [(KeyModifiers::CONTROL, "Ctrl+"), (KeyModifiers::ALT, "Alt+"), (KeyModifiers::SHIFT, "Shift+")]
        {
            if self.modifiers.contains(modifier) {
                out.push_str(name);
            }
        }
        match self.code {
            KeyCode::Char(' ') => out.push_str("Space"),
            KeyCode::Char(c) if self.modifiers.contains(KeyModifiers::CONTROL) => {
                out.extend(c.to_uppercase());
            }
            KeyCode::Char(c) => out.push(c),
            KeyCode::F(n) => {
                out.push('F');
                out.push_str(&n.to_string());
            }
            KeyCode::Up => out.push('↑'),
            KeyCode::Down => out.push('↓'),
            KeyCode::Left => out.push('←'),
            KeyCode::Right => out.push('→'),
            KeyCode::PageUp => out.push_str("PgUp"),
            KeyCode::PageDown => out.push_str("PgDn"),
            KeyCode::BackTab => out.push_str("Shift+Tab"),
            KeyCode::Delete => out.push_str("Del"),
            KeyCode::Insert => out.push_str("Ins"),
            code => out.push_str(&format!("{code:?}")),
        }
        out
    }
}

/// A sequence as it is written for the reader.
#[must_use]
pub fn shown(sequence: &[Chord]) -> String {
    let keys: Vec<String> = sequence.iter().map(Chord::shown).collect();
    // As the settings name them: with a blank behind it a comma reads like the end of something.
    let gap = if sequence.iter().all(Chord::is_sign) { "" } else { " " };
    keys.join(gap)
}

/// Reads one key name of a table or of the settings: `f6`, `ctrl-s`, `G`, `gt` (g, then t), `,r`.
///
/// # Errors
/// `keys.unknown` when no key is called that, `keys.unbindable` when no terminal can tell it from
/// another key.
pub fn parse(name: &str) -> Result<Sequence, Refusal> {
    let mut letters = name.chars();
    if let (Some(first @ ('g' | ',')), Some(second), None) = (letters.next(), letters.next(), letters.next())
    {
        return Ok(vec![Chord::new(KeyCode::Char(first)), Chord::new(KeyCode::Char(second))]);
    }
    let mut letters = name.chars();
    if let (Some(only), None) = (letters.next(), letters.next())
        && !only.is_control()
    {
        return Ok(vec![Chord::new(KeyCode::Char(only))]);
    }
    let unbindable = [
        ("ctrl-i", "Tab"),
        ("ctrl-m", "Enter"),
        ("ctrl-j", "Enter"),
        ("ctrl-[", "Esc"),
        ("ctrl-h", "Backspace"),
    ];
    let lower = name.to_ascii_lowercase();
    if let Some((_, same)) = unbindable.into_iter().find(|(chord, _)| *chord == lower) {
        return Err(Refusal::new("keys.unbindable").with("key", name).with("same", same));
    }
    let unknown = || Refusal::new("keys.unknown").with("key", name);
    let combination: KeyCombination = crokey::parse(name).map_err(|_| unknown())?;
    let OneToThree::One(code) = combination.codes else {
        // Two keys at once reach nobody but the newest terminals.
        return Err(unknown());
    };
    Ok(vec![Chord::of(KeyEvent::new(code, combination.modifiers))])
}

/// Reads the keys of a table's row; a fault of ours is found by the guards.
#[must_use]
pub fn defaults(keys: &str) -> Vec<Sequence> {
    keys.split_whitespace().filter_map(|key| parse(key).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(code: KeyCode, modifiers: KeyModifiers) -> Sequence {
        vec![Chord { code, modifiers }]
    }

    #[test]
    fn names_become_keys() {
        let none = KeyModifiers::NONE;
        let ctrl = KeyModifiers::CONTROL;
        assert_eq!(parse("p").unwrap(), one(KeyCode::Char('p'), none));
        assert_eq!(parse("G").unwrap(), one(KeyCode::Char('G'), none));
        assert_eq!(parse("?").unwrap(), one(KeyCode::Char('?'), none));
        assert_eq!(parse("-").unwrap(), one(KeyCode::Char('-'), none));
        assert_eq!(parse("+").unwrap(), one(KeyCode::Char('+'), none));
        assert_eq!(parse("F6").unwrap(), one(KeyCode::F(6), none));
        assert_eq!(parse("ctrl-s").unwrap(), one(KeyCode::Char('s'), ctrl));
        assert_eq!(parse("Ctrl-S").unwrap(), one(KeyCode::Char('s'), ctrl));
        assert_eq!(parse("space").unwrap(), one(KeyCode::Char(' '), none));
        assert_eq!(parse("backtab").unwrap(), one(KeyCode::BackTab, none));
        assert_eq!(parse("gt").unwrap().len(), 2);
        assert_eq!(parse("g.").unwrap()[1], Chord::new(KeyCode::Char('.')));
        assert_eq!(parse(",r").unwrap(), [',', 'r'].map(|key| Chord::new(KeyCode::Char(key))));
        assert_eq!(parse(",").unwrap(), one(KeyCode::Char(','), none));
        assert_eq!(parse("é").unwrap(), one(KeyCode::Char('é'), none));
        assert_eq!(parse("nokey").unwrap_err().code, "keys.unknown");
        assert_eq!(parse("").unwrap_err().code, "keys.unknown");
        assert_eq!(parse("a-b").unwrap_err().code, "keys.unknown");
    }

    #[test]
    fn what_no_terminal_can_send_cannot_be_bound() {
        for (name, same) in [
            ("ctrl-i", "Tab"),
            ("ctrl-m", "Enter"),
            ("Ctrl-J", "Enter"),
            ("ctrl-[", "Esc"),
            ("ctrl-h", "Backspace"),
        ] {
            let refusal = parse(name).unwrap_err();
            assert_eq!(refusal.code, "keys.unbindable");
            assert_eq!(refusal.details_json()["same"], same);
        }
    }

    #[test]
    fn terminals_are_brought_to_one_spelling() {
        let chord = |code, modifiers| Chord::of(KeyEvent::new(code, modifiers));
        let (shift, ctrl, alt) = (KeyModifiers::SHIFT, KeyModifiers::CONTROL, KeyModifiers::ALT);
        assert_eq!(chord(KeyCode::Char('G'), shift), Chord::new(KeyCode::Char('G')));
        assert_eq!(chord(KeyCode::Char('g'), shift), Chord::new(KeyCode::Char('G')));
        assert_eq!(chord(KeyCode::Char('?'), shift), Chord::new(KeyCode::Char('?')));
        assert_eq!(chord(KeyCode::Char('2'), alt), Chord::new(KeyCode::F(2)));
        assert_eq!(chord(KeyCode::Char('0'), alt), Chord::new(KeyCode::F(10)));
        assert_eq!(chord(KeyCode::Char('h'), ctrl), Chord::new(KeyCode::Backspace));
        assert_eq!(chord(KeyCode::Char('j'), ctrl), Chord::new(KeyCode::Enter));
        assert_eq!(chord(KeyCode::Tab, shift), Chord::new(KeyCode::BackTab));
        assert_eq!(chord(KeyCode::BackTab, shift), Chord::new(KeyCode::BackTab));
    }

    #[test]
    fn keys_are_written_as_on_the_keyboard() {
        for (name, written) in [
            ("ctrl-s", "Ctrl+S"),
            ("f6", "F6"),
            ("enter", "Enter"),
            ("space", "Space"),
            ("esc", "Esc"),
            ("backtab", "Shift+Tab"),
            ("pagedown", "PgDn"),
            ("gt", "gt"),
            ("G", "G"),
            ("alt-x", "Alt+x"),
            ("tab", "Tab"),
            ("home", "Home"),
        ] {
            assert_eq!(shown(&parse(name).unwrap()), written);
        }
    }
}
