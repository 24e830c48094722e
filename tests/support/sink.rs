//! What may be sent to a terminal, and what somebody might have put into the database to have it sent.

/// Names of people who wish to write more than their name. The first is kept by SQLite only.
pub const HOSTILE: &[&str] = &[
    "A\0\x08\x7f",
    "\x1b]52;c;aGFpIQ==\x07",
    "\x1b]0;owned\x1b\\",
    "\x1b[2J\x1b[?1049l\r\n\x1b[31m",
    "\u{9b}31m\u{9d}52;c;AA\u{9c}",
    "\u{90}q\u{9c}\x1bP1$r\x1b\\",
    "\u{202e}itsel\u{2067}x\u{200f}",
    "a\u{200b}b\u{feff}c\u{2028}d\u{2029}e",
    "\u{e0041}\u{e0042}\u{e007f}",
    "Z\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}\u{30b}\u{30c}\u{30d}\u{30e}",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{fe0f}",
    "\u{597d}\u{30ab}\u{ff21}\u{ac00}",
];

/// Escapes a terminal may be sent: colours and the cursor, the other screen, marks around pastes, one piece a frame.
pub fn only_drawing(bytes: &[u8]) {
    let text = String::from_utf8(bytes.to_vec()).expect("whole letters");
    for (at, _) in text.match_indices('\x1b') {
        let rest = &text[at + 1..];
        let csi = rest.strip_prefix('[').unwrap_or_else(|| panic!("no CSI: {:?}", head(rest)));
        let end = csi.find(|c: char| ('\x40'..='\x7e').contains(&c)).expect("an end");
        let (numbers, last) = (&csi[..end], &csi[end..=end]);
        let known = match last {
            "m" | "H" | "J" | "K" | "A" | "B" | "C" | "D" | "G" | "d" => {
                numbers.chars().all(|c| c.is_ascii_digit() || c == ';' || c == ':')
            }
            "h" | "l" => ["?1049", "?2004", "?25", "?2026", "?1000", "?1006"].contains(&numbers),
            _ => false,
        };
        assert!(known, "an escape that does not draw: {:?}", head(rest));
    }
    for c in text.chars() {
        let ours = matches!(c, '\x1b' | '\r' | '\n' | '\x07') || !c.is_control();
        assert!(ours, "{c:?} was sent");
        let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}');
        let unseen =
            matches!(c, '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
        assert!(!turns && !unseen, "{c:?} was sent");
    }
}

fn head(text: &str) -> String {
    text.chars().take(20).collect()
}
