//! Notes: free text of several lines about a patient or a visit. They are read by many and live
//! long, so they may not hold what nobody may keep.

use super::newtype::text_value;
use super::refusal::Refusal;
use super::text::{Heard, LINE, Rule};

/// At most 4,000 letters, line breaks kept; never a payment card number (PCI DSS 3.5).
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Note(String);

text_value!(Note, "Note", "Alergi asam salisilat");

const RULE: Rule = Rule {
    control: "note.control",
    bidi: "note.bidi",
    cluster: "note.cluster",
    long: "note.long",
    emoji: None,
    limit: 4_000,
    lines: true,
    ..LINE
};

/// Looks like a national identity number (NIK): it has a field of its own, shown masked.
pub const LOOKS_LIKE_NIK: &str = "note.nik";
/// Looks like a private key: hardly meant for a patient's file.
pub const LOOKS_LIKE_SECRET: &str = "note.secret";

impl Note {
    /// # Errors
    /// `note.long`, `note.control`, `note.bidi`, `note.cluster`, `note.card`. The refusal never
    /// carries the text itself: it may end in a log.
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        Self::hear(typed).map(|heard| heard.value)
    }

    /// As [`Note::parse`], with what to ask back before it is kept: [`LOOKS_LIKE_NIK`],
    /// [`LOOKS_LIKE_SECRET`], or that marks were removed.
    pub fn hear(typed: &str) -> Result<Heard<Self>, Refusal> {
        let mut heard = RULE.clean(typed).map_err(|refusal| refusal.on("note"))?;
        let numbers = numbers(&heard.value);
        if numbers.iter().any(|groups| holds_card(groups)) {
            return Err(Refusal::at("note.card", "note"));
        }
        if numbers.iter().any(|groups| holds_nik(groups)) {
            heard.warnings.push(LOOKS_LIKE_NIK);
        }
        if heard.value.contains("PRIVATE KEY-----") {
            heard.warnings.push(LOOKS_LIKE_SECRET);
        }
        Ok(heard.map(Self))
    }

    /// As [`Note::parse`] for a form that asks back once: what looks like a NIK or a private key is refused unless it was
    /// `asked` about already.
    ///
    /// # Errors
    /// Those of [`Note::parse`], `note.nik` and `note.secret`.
    pub fn parse_asking(typed: &str, asked: bool) -> Result<Self, Refusal> {
        let heard = Self::hear(typed)?;
        let asks = heard.warnings.iter().find(|code| [LOOKS_LIKE_NIK, LOOKS_LIKE_SECRET].contains(code));
        match asks.filter(|_| !asked) {
            Some(code) => Err(Refusal::at(code, "note")),
            None => Ok(heard.value),
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The numbers of a text, each as the groups of digits it is written in: `4111-1111 12/29` is one
/// number of four groups, since nobody can tell where a card number ends and its date begins.
fn numbers(text: &str) -> Vec<Vec<String>> {
    let mut numbers: Vec<Vec<String>> = vec![Vec::new()];
    let mut group = String::new();
    let mut gap = 0;
    for c in text.chars() {
        if let Some(digit) = digit(c) {
            group.push(digit);
            gap = 0;
            continue;
        }
        if !group.is_empty()
            && let Some(number) = numbers.last_mut()
        {
            number.push(std::mem::take(&mut group));
        }
        gap += 1;
        let between = c.is_whitespace() || matches!(c, '-' | '.' | '/' | '_' | '\u{2010}'..='\u{2015}');
        if (!between || gap > 3) && numbers.last().is_some_and(|number| !number.is_empty()) {
            numbers.push(Vec::new());
        }
    }
    if let Some(number) = numbers.last_mut() {
        number.extend((!group.is_empty()).then_some(group));
    }
    numbers
}

fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '\u{ff10}'..='\u{ff19}' => char::from_digit(c as u32 - 0xff10, 10),
        '\u{660}'..='\u{669}' => char::from_digit(c as u32 - 0x660, 10),
        '\u{6f0}'..='\u{6f9}' => char::from_digit(c as u32 - 0x6f0, 10),
        _ => None,
    }
}

/// Any run of neighbouring groups that is as long as a card number, begins like one and has a right
/// check digit.
fn holds_card(groups: &[String]) -> bool {
    runs(groups, 19).any(|run| {
        let lengths = match run.as_bytes() {
            [b'4', ..] => 13..=19,
            [b'3', ..] => 14..=19,
            // Not shorter: +62 812… of 13 digits would be a card one time in ten.
            [b'2' | b'5' | b'6', ..] => 16..=19,
            _ => return false,
        };
        lengths.contains(&run.len()) && luhn(&run)
    })
}

/// Sixteen digits that begin with the code of a province (11 Aceh to 96 Papua Barat Daya).
fn holds_nik(groups: &[String]) -> bool {
    runs(groups, 16).any(|run| run.len() == 16 && ("11".."97").contains(&&run[..2]))
}

/// Every run of neighbouring groups of at most `most` digits, joined.
fn runs(groups: &[String], most: usize) -> impl Iterator<Item = String> {
    (0..groups.len()).flat_map(move |from| {
        (from + 1..=groups.len())
            .map(move |to| &groups[from..to])
            .take_while(move |run| run.iter().map(String::len).sum::<usize>() <= most)
            .map(<[String]>::concat)
    })
}

/// ISO/IEC 7812-1, annex B.
fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte - b'0');
            let weighed = if at % 2 == 1 { digit * 2 } else { digit };
            weighed / 10 + weighed % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Numbers that networks and acquirers publish for testing.
    const CARDS: &[&str] = &[
        "4111111111111111",
        "4012888888881881",
        "4222222222222",
        "5555555555554444",
        "5105105105105100",
        "2223003122003222",
        "378282246310005",
        "371449635398431",
        "30569309025904",
        "6011111111111117",
        "3530111333300000",
        "6200000000000005",
    ];

    #[test]
    fn no_card_gets_through_in_any_spelling() {
        for card in CARDS {
            let spaced = |sign: &str| {
                let groups: Vec<&str> =
                    (0..card.len()).step_by(4).map(|at| &card[at..card.len().min(at + 4)]).collect();
                groups.join(sign)
            };
            let wide: String =
                card.bytes().filter_map(|b| char::from_u32(0xff10 + u32::from(b - b'0'))).collect();
            for text in [
                (*card).to_owned(),
                spaced(" "),
                spaced("-"),
                spaced("."),
                spaced(" - "),
                spaced("\n"),
                wide,
                format!("kartu {card} exp 12/29"),
                format!("12/29 {} 123", spaced(" ")),
                format!("no:{card},"),
            ] {
                let refusal = Note::parse(&text).expect_err(&text);
                assert_eq!(refusal.code, "note.card");
                assert!(!format!("{refusal:?}").contains("1111"));
            }
        }
    }

    #[test]
    fn phones_and_amounts_are_no_cards() {
        for text in ["WA +62 812-3456-7891 jam 14.30", "Rp 1.250.000 + 750.000", "20/11/2026 09.30 s/d 10.30"]
        {
            assert_eq!(Note::hear(text).unwrap().warnings, [""; 0], "{text}");
        }
    }

    #[test]
    fn an_empty_note_is_a_note() {
        assert!(Note::parse(" \n ").unwrap().is_empty());
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in any::<String>(), near in "[0-9 ./-]{0,60}") {
            let _ = (Note::hear(&text), Note::hear(&near));
        }
    }
}
