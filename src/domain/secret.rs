//! Which passwords and PINs may be chosen. Long and unlikely, nothing more: rules about capitals and
//! signs make passwords worse (NIST SP 800-63B-4 §3.1.1.2). Nothing is hashed here.

use secrecy::SecretString;
use unicode_normalization::UnicodeNormalization;

use super::account::Role;
use super::refusal::Refusal;
use super::text::words;

/// More is refused before any hashing: a long text would only keep the machine busy.
pub const LIMIT: usize = 256;

/// How long a new password has to be, in letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// Somebody at a counter: 8.
    Counter,
    /// Owners and managers, who can do everything: 15.
    Master,
}

impl Strength {
    /// What somebody in this role needs.
    #[must_use]
    pub const fn of(role: Role) -> Self {
        if role.leads() { Self::Master } else { Self::Counter }
    }

    #[must_use]
    pub const fn letters(self) -> usize {
        match self {
            Self::Counter => 8,
            Self::Master => 15,
        }
    }
}

const COMMON: &str = include_str!("../../assets/common-passwords.txt");

/// Rows people run a finger along.
const ROWS: &[&str] = &["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Every password to be compared or hashed goes through here: NFKC, so that ä is ä on each keyboard.
///
/// # Errors
/// `login.long` beyond [`LIMIT`] letters.
pub fn typed(password: &str) -> Result<SecretString, Refusal> {
    normal(password).map(SecretString::from)
}

/// A password that may be chosen. `context` are the words an attacker tries first: the names of the
/// clinic and of the user; the program's own are added here.
///
/// # Errors
/// `login.long`, `password.short` (with `needs`), `password.common`, `password.context`.
pub fn new_password(password: &str, strength: Strength, context: &[&str]) -> Result<SecretString, Refusal> {
    let password = normal(password).map_err(|refusal| refusal.on("password"))?;
    if password.chars().count() < strength.letters() {
        let refusal = Refusal::at("password.short", "password");
        return Err(refusal.with("needs", strength.letters() as i64));
    }
    let plain = plain(&password);
    if is_common(&plain) || PRINTED.iter().any(|known| self::plain(known) == plain) {
        return Err(Refusal::at("password.common", "password"));
    }
    if is_context(&plain, context) {
        return Err(Refusal::at("password.context", "password"));
    }
    Ok(SecretString::from(password))
}

/// What the README prints for the training copy, where only their form counts: elsewhere they are guessed first.
pub const PRINTED: &[&str] = &["latihan-ceria-kita", "740258", "638174", "529046", "817350"];

/// A PIN of a training copy, which everybody may know.
///
/// # Errors
/// `pin.form`.
pub fn training_pin(pin: &str) -> Result<SecretString, Refusal> {
    typed_pin(pin).map(SecretString::from)
}

/// A PIN that may be chosen: six figures that are neither a pattern nor a date.
///
/// # Errors
/// `pin.form`, `pin.common`, `pin.date`.
pub fn new_pin(pin: &str) -> Result<SecretString, Refusal> {
    let pin = typed_pin(pin)?;
    if is_pattern(&pin) || PRINTED.contains(&pin.as_str()) {
        return Err(Refusal::at("pin.common", "pin"));
    }
    if is_date(&pin) {
        return Err(Refusal::at("pin.date", "pin"));
    }
    Ok(SecretString::from(pin))
}

/// The six figures of a PIN, full-width ones too.
///
/// # Errors
/// `pin.form`.
fn typed_pin(pin: &str) -> Result<String, Refusal> {
    let figures = super::text::half_width(pin.get(..64).unwrap_or(pin));
    let figures = figures.trim();
    if figures.len() == 6 && figures.bytes().all(|b| b.is_ascii_digit()) && pin.len() <= 64 {
        Ok(figures.to_owned())
    } else {
        Err(Refusal::at("pin.form", "pin"))
    }
}

fn normal(password: &str) -> Result<String, Refusal> {
    let long = || Refusal::at("login.long", "password").with("limit", LIMIT as i64);
    if password.chars().nth(LIMIT).is_some() {
        return Err(long());
    }
    let normal: String = password.nfkc().collect();
    if normal.chars().nth(LIMIT).is_some() { Err(long()) } else { Ok(normal) }
}

/// Lower case, letters and figures only, and the usual swaps undone where they stand beside letters.
fn plain(password: &str) -> String {
    let swapped: Vec<char> = password.to_lowercase().chars().collect();
    let letter =
        |at: usize| swapped.get(at).is_some_and(|c| c.is_alphabetic() || matches!(c, '@' | '$' | '!'));
    swapped
        .iter()
        .enumerate()
        .map(|(at, c)| {
            let inside = at > 0 && letter(at - 1) && letter(at + 1);
            match c {
                '@' => 'a',
                '$' => 's',
                '0' if inside || at == 0 && letter(1) => 'o',
                '1' | '!' if inside => 'i',
                '3' if inside => 'e',
                '4' if inside => 'a',
                '5' if inside => 's',
                c => *c,
            }
        })
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// A listed word with at most six figures around it, the same few signs again and again, or a finger
/// run along the keyboard.
fn is_common(plain: &str) -> bool {
    let core = plain.trim_matches(|c: char| c.is_ascii_digit());
    let around = plain.len() - core.len();
    let listed = |word: &str| COMMON.lines().any(|line| line == word);
    // What a few signs make again and again is as weak as those signs.
    let once = repeated(plain);
    let core_once = repeated(core);
    once.chars().count() <= 3
        || is_runs(plain)
        || (listed(core_once) || is_runs(core)) && (around <= 6 || is_runs(&without(plain, core)))
        || listed(plain)
}

fn without(text: &str, part: &str) -> String {
    if part.is_empty() { text.to_owned() } else { text.replacen(part, "", 1) }
}

/// The shortest beginning that, repeated, makes the whole.
fn repeated(text: &str) -> &str {
    (1..=text.len() / 2)
        .filter(|len| text.len().is_multiple_of(*len) && text.is_char_boundary(*len))
        .map(|len| &text[..len])
        .find(|unit| unit.repeat(text.len() / unit.len()) == text)
        .unwrap_or(text)
}

/// Nothing but stretches of three or more neighbours on a keyboard row or in the alphabet, forwards,
/// backwards or standing still.
fn is_runs(text: &str) -> bool {
    let signs: Vec<char> = text.chars().collect();
    let neighbours = |pair: &[char]| {
        pair[0] == pair[1]
            || ROWS.iter().any(|row| {
                let forwards: String = pair.iter().collect();
                let backwards: String = pair.iter().rev().collect();
                row.contains(&forwards) || row.contains(&backwards)
            })
    };
    let mut from = 0;
    while from < signs.len() {
        let mut to = from + 1;
        while to < signs.len() && neighbours(&signs[to - 1..=to]) {
            to += 1;
        }
        if to - from < 3 {
            return false;
        }
        from = to;
    }
    !signs.is_empty()
}

/// Whether little is left once the words of the place are taken out.
fn is_context(plain: &str, context: &[&str]) -> bool {
    /// A leftover below this many letters is a year or an exclamation, not a secret.
    const LEFT: usize = 6;
    let mut known: Vec<String> = ["loket", "klinik", "clinic"].map(str::to_owned).to_vec();
    for name in context {
        let parts = words(name);
        known.push(parts.concat());
        known.extend(parts);
    }
    known.retain(|word| word.chars().count() >= 3);
    known.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut rest = words(plain).concat();
    let before = rest.len();
    for word in known {
        rest = rest.replace(&word, "");
    }
    rest.len() < before && rest.chars().count() < LEFT
}

fn is_pattern(pin: &str) -> bool {
    // Neighbours on the ring 0…9, both ways: 567890, 098765.
    let step = |by: u8| pin.as_bytes().windows(2).all(|pair| (pair[0] - b'0' + by) % 10 == pair[1] - b'0');
    let pairs = || pin.as_bytes().chunks(2).all(|pair| pair[0] == pair[1]);
    let mirror = || pin.bytes().eq(pin.bytes().rev());
    let threes = || pin.as_bytes().chunks(3).all(|three| three.iter().all(|b| *b == three[0]));
    repeated(pin).len() < 6
        || step(1)
        || step(9)
        || pairs()
        || mirror()
        || threes()
        || matches!(pin, "147258" | "258369" | "159753" | "159357" | "246810" | "135790" | "131415")
}

/// Reads as day, month, year of two figures, in any order people write them.
fn is_date(pin: &str) -> bool {
    let two = |at: usize| pin.get(at..at + 2).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    let (a, b, c) = (two(0), two(2), two(4));
    let real = |day: u32, month: u32| chrono::NaiveDate::from_ymd_opt(2000, month, day).is_some();
    real(a, b) || real(b, a) || real(c, b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    fn password(text: &str) -> Option<&'static str> {
        new_password(text, Strength::Counter, &["Klinik Melati", "siti.rahma"])
            .err()
            .map(|refusal| refusal.code)
    }

    #[test]
    fn common_ones() {
        for text in [
            "password",
            "password123",
            "P@ssw0rd2026!",
            "admin123",
            "12345678",
            "87654321",
            "qwertyuiop",
            "asdfghjkl",
            "qwerty12345",
            "aaaaaaaa",
            "abcabcabc",
            "bismillah99",
            "indonesia",
            "katasandi1",
            "passwordpassword",
            "sayang123456789",
        ] {
            assert_eq!(password(text), Some("password.common"), "{text}");
        }
    }

    #[test]
    fn words_of_the_place() {
        for text in
            ["loketloket", "klinikmelati", "KlinikMelati2026", "siti.rahma1", "rahma-siti!", "melati rahma"]
        {
            assert_eq!(password(text), Some("password.context"), "{text}");
        }
    }

    #[test]
    fn good_ones_need_no_signs() {
        for text in [
            "kuda benar baterai",
            "tujuhgajahungu",
            "siti makan soto hangat",
            "x9#kQ!27",
            "p\u{e4}sswort lang",
        ] {
            assert_eq!(password(text), None, "{text}");
        }
        let short = new_password("tujuhgajah", Strength::Master, &[]).unwrap_err();
        assert_eq!((short.code, short.details_json()["needs"].as_i64()), ("password.short", Some(15)));
    }

    #[test]
    fn one_spelling() {
        let composed = typed("p\u{e4}sswort").unwrap();
        assert_eq!(composed.expose_secret(), typed("pa\u{308}sswort").unwrap().expose_secret());
        assert_eq!(typed(&"p".repeat(257)).unwrap_err().code, "login.long");
        assert!(typed(&"p".repeat(256)).is_ok());
    }

    #[test]
    fn pins() {
        let code = |pin: &str| new_pin(pin).err().map(|refusal| refusal.code);
        for pin in ["123456", "654321", "000000", "121212", "123123", "112233", "567890", "123321", "111222"]
        {
            assert_eq!(code(pin), Some("pin.common"), "{pin}");
        }
        for pin in &PRINTED[1..] {
            assert_eq!(code(pin), Some("pin.common"), "{pin}");
        }
        assert_eq!(password("Latihan Ceria Kita"), Some("password.common"));
        for pin in ["311299", "170845", "991231", "022900"] {
            assert_eq!(code(pin), Some("pin.date"), "{pin}");
        }
        for pin in ["12345", "1234567", "12345a", "", "\u{661}23456"] {
            assert_eq!(code(pin), Some("pin.form"), "{pin}");
        }
        assert_eq!(code("739264"), None);
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in any::<String>(), name in any::<String>()) {
            let _ = (new_password(&text, Strength::Counter, &[&name]), new_pin(&text), typed(&text));
        }

        #[test]
        fn most_pins_are_free(pin in "([4-9][0-9]){3}") {
            // A rule that refused everything would pass the tables above.
            prop_assume!(!is_pattern(&pin));
            prop_assert!(new_pin(&pin).is_ok());
        }
    }
}
