//! The words a text is found by.

use unicode_normalization::UnicodeNormalization;

/// The words of `text` as they are searched: compatibility forms joined (NFKC), lower case, Latin
/// accents dropped, apostrophes ignored, split at everything that is neither letter nor digit.
/// What only looks alike stays apart: a Cyrillic і is not a Latin i.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.nfkd().flat_map(char::to_lowercase).nfkd() {
        match c {
            // Accents, Arabic vowel signs, joiners, apostrophes: often left out when typing.
            '\u{300}'..='\u{36f}'
            | '\u{64b}'..='\u{65f}'
            | '\u{200c}'
            | '\u{200d}'
            | '\''
            | '\u{2bc}'
            | '\u{2018}'
            | '\u{2019}'
            | '\u{60}' => {}
            '\u{f8}' => word.push('o'),
            '\u{142}' => word.push('l'),
            '\u{111}' => word.push('d'),
            '\u{131}' => word.push('i'),
            '\u{df}' => word.push_str("ss"),
            '\u{e6}' => word.push_str("ae"),
            c if c.is_alphanumeric() || is_mark(c) => word.push(c),
            _ if word.is_empty() => {}
            _ => words.push(finished(&mut word)),
        }
    }
    if !word.is_empty() {
        words.push(finished(&mut word));
    }
    words
}

fn finished(word: &mut String) -> String {
    std::mem::take(word).nfc().collect()
}

/// Signs that belong to the letter before them in scripts where they are not an accent.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_spellings_meet() {
        assert_eq!(words("Zo\u{eb}  ZOE\u{308}"), ["zoe", "zoe"]);
        assert_eq!(words("\u{ff33}\u{ff49}\u{ff54}\u{ff49}"), ["siti"]);
        assert_eq!(words("D'Arcy O\u{2019}Neil, Al-Fatih"), ["darcy", "oneil", "al", "fatih"]);
        assert_eq!(words("\u{141}ukasz Stra\u{df}e"), ["lukasz", "strasse"]);
    }

    #[test]
    fn look_alikes_stay_apart() {
        assert_ne!(words("S\u{456}ti"), words("Siti"));
    }

    #[test]
    fn wildcards_are_no_words() {
        assert!(words("_______ %% -- ;").is_empty());
        assert_eq!(words("' UNION SELECT"), ["union", "select"]);
    }
}
