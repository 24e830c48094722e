//! Text from outside made safe to draw. What is kept was cleaned when it was typed, but a row may
//! come from an import, a restored backup or another program's hands.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::{CLUSTER_LIMIT, is_invisible, is_noncharacter, is_picture, takes_joiners, turns_the_line};

/// Stands where something was that must not be drawn.
const REPLACED: char = '\u{fffd}';

/// `text` as one line that any terminal draws in the columns it measures: no control characters,
/// nothing that turns the line around, nothing invisible, no letter of more than ten code points.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    let mut changed = false;
    for cluster in text.graphemes(true) {
        let before = safe.len();
        if cluster.chars().nth(CLUSTER_LIMIT).is_some() {
            safe.extend(cluster.chars().next().map(drawable));
            safe.push(REPLACED);
        } else if cluster == "\r\n" {
            safe.push(' ');
        } else {
            for c in cluster.chars() {
                match c {
                    // A picture of several people is as wide as its parts, not as the font likes.
                    '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' if safe[before..].chars().any(is_picture) => {}
                    '\u{200c}' | '\u{200d}' if safe.chars().next_back().is_some_and(takes_joiners) => {
                        safe.push(c);
                    }
                    c => safe.push(drawable(c)),
                }
            }
        }
        changed |= &safe[before..] != cluster;
    }
    if changed { Cow::Owned(safe) } else { Cow::Borrowed(text) }
}

fn drawable(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' => ' ',
        '\u{200c}' | '\u{200d}' | '\u{2028}' | '\u{2029}' => REPLACED,
        c if c.is_control() || is_noncharacter(c) || turns_the_line(c) || is_invisible(c) => REPLACED,
        c => c,
    }
}

/// JSON that any terminal prints without being steered: what would be, is written as an escape, which every reader of
/// JSON takes for the same.
#[must_use]
pub fn json(text: &str) -> Cow<'_, str> {
    let steers = |c: char| c != '\n' && (c.is_control() || turns_the_line(c) || is_invisible(c));
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if steers(c) {
            let units = &mut [0; 2];
            safe.extend(c.encode_utf16(units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_text_is_not_copied() {
        assert!(matches!(shown("Siti Rahma"), Cow::Borrowed(_)));
        assert!(matches!(shown("Zo\u{eb} \u{9648}"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_steers_the_terminal_is_replaced() {
        assert_eq!(shown("\u{1b}]52;c;AA\u{7}Budi"), "\u{fffd}]52;c;AA\u{fffd}Budi");
        assert_eq!(shown("\u{9b}2J"), "\u{fffd}2J");
        assert_eq!(shown("a\u{202e}b\u{200b}c\nd"), "a\u{fffd}b\u{fffd}c d");
        assert_eq!(shown(&format!("a{}", "\u{301}".repeat(5000))), "a\u{fffd}");
        assert_eq!(shown("\u{1f468}\u{200d}\u{1f469}"), "\u{1f468}\u{1f469}");
    }

    proptest! {
        #[test]
        fn json_says_the_same_and_steers_nothing(text in any::<String>()) {
            let plain = serde_json::Value::from(text).to_string();
            let safe = json(&plain);
            prop_assert!(!safe.chars().any(|c| c.is_control() || turns_the_line(c) || is_invisible(c)));
            let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
            prop_assert_eq!(read(&safe), read(&plain));
        }

        #[test]
        fn nothing_dangerous_is_left(text in any::<String>()) {
            let safe = shown(&text);
            prop_assert!(!safe.chars().any(|c| c.is_control() || turns_the_line(c) || is_invisible(c)));
            prop_assert_eq!(shown(&safe), safe.as_ref());
        }
    }
}
