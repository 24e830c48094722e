//! Phone numbers in every spelling people use, kept in one (E.164), found by any part.

use serde::{Deserialize, Serialize};

use super::newtype::text_value;
use super::refusal::Refusal;
use super::text::{Heard, MARKS_REMOVED, half_width, without_marks};

/// The country whose numbers are typed without their country code: the clinic's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct CallingCode(pub u16);

impl CallingCode {
    pub const INDONESIA: Self = Self(62);
}

impl Default for CallingCode {
    fn default() -> Self {
        Self::INDONESIA
    }
}

/// A number as E.164: `+` and 8 to 15 digits, country code first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

text_value!(Phone, "Phone", "+6281234567890");

/// E.164 allows 15 digits; a number of fewer than 8 with its country code reaches nobody.
const DIGITS: std::ops::RangeInclusive<usize> = 8..=15;
/// Indonesian numbers after the 0: seven (old landlines) to twelve digits.
const NATIONAL: std::ops::RangeInclusive<usize> = 7..=12;

impl Phone {
    /// As [`Phone::parse_at`] for a clinic in Indonesia.
    ///
    /// # Errors
    /// As [`Phone::parse_at`].
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        Self::parse_at(typed, CallingCode::INDONESIA)
    }

    /// # Errors
    /// `phone.empty`, `phone.chars` (with `letter` and `at`, counted from one), `phone.two`,
    /// `phone.short`, `phone.long`, `phone.country` (neither 0 nor a country code in front).
    pub fn parse_at(typed: &str, home: CallingCode) -> Result<Self, Refusal> {
        Self::hear(typed, home).map(|heard| heard.value)
    }

    /// As [`Phone::parse_at`], with what the person should be told about the reading.
    pub fn hear(typed: &str, home: CallingCode) -> Result<Heard<Self>, Refusal> {
        read(typed, home).map_err(|refusal| refusal.on("phone"))
    }

    /// As people at home write it: `0812-3456-7890`, `021-555-1234`, `+65 9123 4567`.
    #[must_use]
    pub fn shown(&self) -> String {
        let digits = self.digits();
        if let Some(national) = digits.strip_prefix("62") {
            let area = match national.as_bytes() {
                // The five cities whose area code has two digits; mobile networks and the rest have three.
                [b'2', b'1' | b'2' | b'4', ..] | [b'3' | b'6', b'1', ..] => 2,
                _ => 3,
            };
            let (area, rest) = national.split_at(area.min(national.len()));
            return format!("0{area}-{}", in_fours(rest, '-'));
        }
        let (code, rest) = digits.split_at(code_length(digits).min(digits.len()));
        format!("+{code} {}", in_fours(rest, ' '))
    }

    /// For eyes that need not know it all: `0812-••••-7890`. The last four stay, and at least four
    /// digits are hidden.
    #[must_use]
    pub fn masked(&self) -> String {
        let shown = self.shown();
        let count = shown.chars().filter(char::is_ascii_digit).count();
        let head = count.saturating_sub(8).min(4);
        let mut seen = 0;
        let mask = |c: char| {
            if c.is_ascii_digit() {
                seen += 1;
                if seen > head && seen + 4 <= count {
                    return '•';
                }
            }
            c
        };
        shown.chars().map(mask).collect()
    }

    /// The digits from the last to the first: a prefix of this is the end of the number.
    #[must_use]
    pub fn reversed(&self) -> String {
        self.digits().chars().rev().collect()
    }

    fn digits(&self) -> &str {
        self.0.trim_start_matches('+')
    }
}

/// Part of a number, as typed into a search box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneQuery {
    /// The whole number, when this is one.
    pub exact: Option<Phone>,
    /// How a wanted number may begin in E.164 (`+62812`). Empty when no number begins so.
    pub prefixes: Vec<String>,
    /// How a wanted number may end, from the last digit to the first; compare with the beginning of
    /// [`Phone::reversed`]. None when a country code was typed.
    pub suffix: Option<String>,
}

impl PhoneQuery {
    /// Fewer digits than this would list half the clinic.
    pub const MIN_DIGITS: usize = 3;

    /// Whether `typed` can only be (part of) a number.
    #[must_use]
    pub fn looks_like(typed: &str) -> bool {
        let text = half_width(&without_marks(typed).0);
        text.contains(|c: char| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_digit() || is_separator(c) || c == '+')
    }

    /// # Errors
    /// `search.short` below three digits; `phone.chars` for anything but a number's signs.
    pub fn parse(typed: &str, home: CallingCode) -> Result<Self, Refusal> {
        let text = half_width(&without_marks(typed).0);
        let (plus, digits) = split(&text)?;
        if digits.len() < Self::MIN_DIGITS {
            return Err(Refusal::new("search.short").with("needs", Self::MIN_DIGITS as i64));
        }
        let code = home.0.to_string();
        let mut prefixes = Vec::new();
        if plus {
            prefixes.push(format!("+{}", without_trunk(&digits, &code)));
        } else if let Some(abroad) = digits.strip_prefix("00") {
            prefixes.push(format!("+{}", without_trunk(abroad, &code)));
        } else if let Some(national) = digits.strip_prefix('0') {
            prefixes.push(format!("+{code}{national}"));
        } else {
            if digits.starts_with(&code) {
                prefixes.push(format!("+{}", without_trunk(&digits, &code)));
            }
            prefixes.push(format!("+{code}{digits}"));
        }
        let suffix = (!plus).then(|| digits.chars().rev().collect());
        Ok(Self { exact: Phone::parse_at(typed, home).ok(), prefixes, suffix })
    }
}

fn read(typed: &str, home: CallingCode) -> Result<Heard<Phone>, Refusal> {
    if typed.len() > 1_000 {
        return Err(Refusal::new("phone.long"));
    }
    let (text, removed) = without_marks(typed);
    let text = half_width(&text);
    if text.trim().is_empty() {
        return Err(Refusal::new("phone.empty"));
    }
    if two_numbers(&text) {
        return Err(Refusal::new("phone.two"));
    }
    let (plus, digits) = split(&text)?;
    let full = international(plus, &digits, home)?;
    let warnings = if removed { vec![MARKS_REMOVED] } else { Vec::new() };
    Ok(Heard { value: Phone(format!("+{full}")), warnings })
}

/// The digits with their country code, lengths checked.
fn international(plus: bool, digits: &str, home: CallingCode) -> Result<String, Refusal> {
    let code = home.0.to_string();
    let national = |rest: &str| format!("{code}{rest}");
    let full = if plus {
        without_trunk(digits, &code)
    } else if let Some(abroad) = digits.strip_prefix("00") {
        without_trunk(abroad, &code)
    } else if let Some(rest) = digits.strip_prefix('0') {
        national(rest)
    } else if digits.strip_prefix(&code).is_some_and(|rest| rest.len() >= *NATIONAL.start()) {
        without_trunk(digits, &code)
    } else if digits.starts_with('8') || home != CallingCode::INDONESIA {
        national(digits)
    } else if digits.len() < *DIGITS.start() {
        return Err(Refusal::new("phone.short"));
    } else {
        // 6591234567 may be Singapore or a slip: the person decides, not we.
        return Err(Refusal::new("phone.country"));
    };
    let (short, long, zero) = match full.strip_prefix("62") {
        Some(rest) => (rest.len() < *NATIONAL.start(), rest.len() > *NATIONAL.end(), rest.starts_with('0')),
        None => (full.len() < *DIGITS.start(), full.len() > *DIGITS.end(), full.starts_with('0')),
    };
    match (short, long, zero) {
        (true, ..) => Err(Refusal::new("phone.short")),
        (_, true, _) => Err(Refusal::new("phone.long")),
        (.., true) => Err(Refusal::new("phone.country")),
        _ => Ok(full),
    }
}

/// `+62 (0)812` and `62 0812`: the 0 of the way people dial at home is no part of the number.
fn without_trunk(digits: &str, code: &str) -> String {
    match digits.strip_prefix(code).and_then(|rest| rest.strip_prefix('0')) {
        Some(rest) => format!("{code}{rest}"),
        None => digits.to_owned(),
    }
}

/// Whether there is a plus in front, and the digits.
fn split(text: &str) -> Result<(bool, String), Refusal> {
    let mut plus = false;
    let mut digits = String::new();
    for (at, c) in text.chars().enumerate() {
        match c {
            '+' if digits.is_empty() && !plus => plus = true,
            c if c.is_ascii_digit() => digits.push(c),
            c if is_separator(c) => {}
            c => {
                let refusal = Refusal::at("phone.chars", "phone").with("letter", c.to_string());
                return Err(refusal.with("at", at as i64 + 1));
            }
        }
    }
    if digits.is_empty() {
        let refusal = Refusal::at("phone.chars", "phone");
        return Err(refusal.with("letter", text.trim().to_owned()).with("at", 1));
    }
    Ok((plus, digits))
}

const fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '-' | '.' | '(' | ')' | '/')
}

/// One number per field: two stretches of digits with a sign between them that no number has inside.
fn two_numbers(text: &str) -> bool {
    let long = |part: &str| part.chars().filter(char::is_ascii_digit).count() >= 6;
    text.split([';', ',', '/', '|', '&']).filter(|part| long(part)).count() > 1
        || text.trim().trim_start_matches('+').split('+').filter(|part| long(part)).count() > 1
}

fn in_fours(digits: &str, between: char) -> String {
    // The last four stand together: they are what is looked for, and what is left of a number that is masked.
    let head: &[usize] = match digits.len() % 4 {
        3 => &[3],
        2 if digits.len() > 8 => &[3, 3],
        2 => &[2],
        _ => &[],
    };
    let mut out = String::new();
    let mut rest = digits;
    for size in head.iter().copied().chain(std::iter::repeat(4)) {
        // A last group of one would look like a slip: 0812-3456-78901, not 0812-3456-7890-1.
        if rest.len() <= size + 1 {
            break;
        }
        let (group, after) = rest.split_at(size);
        out.push_str(group);
        out.push(between);
        rest = after;
    }
    out + rest
}

/// How many digits the country code of an international number has (ITU-T E.164, list of codes).
fn code_length(digits: &str) -> usize {
    let two = digits.get(..2).unwrap_or(digits);
    match two.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7']
        | [b'3', b'0'..=b'4' | b'6' | b'9']
        | [b'4', b'0' | b'1' | b'3'..=b'9']
        | [b'5', b'1'..=b'8']
        | [b'6', b'0'..=b'6']
        | [b'8', b'1' | b'2' | b'4' | b'6']
        | [b'9', b'0'..=b'5' | b'8'] => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(typed: &str) -> &'static str {
        Phone::parse(typed).unwrap_err().code
    }

    #[test]
    fn spellings_of_one_number() {
        for typed in [
            "0812-3456-7890",
            "0812 3456 7890",
            "812.3456.7890",
            "62 812 3456 7890",
            "+62 (0)812-3456-7890",
            "0062 812 3456 7890",
            "62 0812 3456 7890",
        ] {
            assert_eq!(Phone::parse(typed).unwrap().as_str(), "+6281234567890", "{typed}");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        assert_eq!(code("6591234567"), "phone.country");
        assert_eq!(code("+0812345678"), "phone.country");
        assert_eq!(code("0812 3456 7890 / 0813 0000 0000"), "phone.two");
        assert_eq!(code("+6281234567890+6281300000000"), "phone.two");
        let refusal = Phone::parse("0812abc4567").unwrap_err();
        assert_eq!(refusal.details_json()["at"], 5);
    }

    #[test]
    fn at_home_elsewhere() {
        let singapore = CallingCode(65);
        assert_eq!(Phone::parse_at("6512 3456", singapore).unwrap().as_str(), "+6565123456");
        assert_eq!(Phone::parse_at("65 9123 4567", singapore).unwrap().as_str(), "+6591234567");
        assert_eq!(Phone::parse_at("+62 812 3456 7890", singapore).unwrap().as_str(), "+6281234567890");
    }

    #[test]
    fn shown_and_masked() {
        let show = |typed: &str| Phone::parse(typed).map(|phone| (phone.shown(), phone.masked())).unwrap();
        assert_eq!(show("081234567890"), ("0812-3456-7890".into(), "0812-••••-7890".into()));
        assert_eq!(show("0812345678901"), ("0812-3456-78901".into(), "0812-••••-•8901".into()));
        assert_eq!(show("021 5551234"), ("021-555-1234".into(), "02•-•••-1234".into()));
        assert_eq!(show("08123456330"), ("0812-345-6330".into(), "081•-•••-6330".into()));
        assert_eq!(show("021 551234"), ("021-55-1234".into(), "0••-••-1234".into()));
        assert_eq!(show("+442071838750"), ("+44 207 183 8750".into(), "+44 20• ••• 8750".into()));
        assert_eq!(show("+6591234567"), ("+65 9123 4567".into(), "+65 •••• 4567".into()));
    }

    #[test]
    fn parts_find_the_whole() {
        let ask = |typed| PhoneQuery::parse(typed, CallingCode::INDONESIA).unwrap();
        assert_eq!(ask("0812").prefixes, ["+62812"]);
        assert_eq!(ask("812").prefixes, ["+62812"]);
        assert_eq!(ask("62 812").prefixes, ["+62812", "+6262812"]);
        assert_eq!(ask("+65 91").prefixes, ["+6591"]);
        assert_eq!(ask("+65 91").suffix, None);
        let phone = Phone::parse("081234567890").unwrap();
        assert!(phone.reversed().starts_with(&ask("7890").suffix.unwrap()));
        assert_eq!(ask("0812 3456 7890").exact, Some(phone));
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(number in "(0[2-9][0-9]{7,10}|\\+[1-9][0-9]{8,14})") {
            if let Ok(phone) = Phone::parse(&number) {
                prop_assert_eq!(Phone::parse(&phone.shown()).unwrap(), phone);
            }
        }

        #[test]
        fn no_text_breaks_it(text in any::<String>(), near in "[0-9+ ().;-]{0,20}") {
            for typed in [text, near] {
                if let Ok(phone) = Phone::parse(&typed) {
                    prop_assert!(phone.as_str().len() >= 9 && phone.as_str().len() <= 16);
                    let _ = (phone.masked(), phone.reversed());
                }
                let _ = PhoneQuery::parse(&typed, CallingCode(1));
            }
        }
    }
}
