//! Money as people type it. What could mean two things is refused: an amount is never guessed.

use super::{Currency, Money};
use crate::domain::refusal::Refusal;
use crate::domain::text::{half_width, without_marks};

impl Currency {
    /// Reads `150000`, `150.000`, `Rp150.000,-`, `150rb`, `250k`, `1,5jt`, `2x75rb`, `50rb+25rb`; with
    /// decimals also `12.50` and `12,50`.
    ///
    /// # Errors
    /// `money.empty`, `money.chars`, `money.negative`, `money.comma` (`150,000` is 150 to some and
    /// 150000 to others), `money.fraction` (the currency has no such small coin), `money.ambiguous`,
    /// `money.limit` (with `limit`).
    pub fn parse(&self, typed: &str) -> Result<Money, Refusal> {
        self.read(typed).map_err(|code| {
            let refusal = Refusal::at(code, "money");
            if code == "money.limit" { refusal.with("limit", self.limit()) } else { refusal }
        })
    }

    fn read(&self, typed: &str) -> Result<Money, &'static str> {
        if typed.len() > 1_000 {
            return Err(if typed.bytes().all(|b| b.is_ascii_digit()) {
                "money.limit"
            } else {
                "money.chars"
            });
        }
        let text = half_width(&without_marks(typed).0).trim().to_lowercase();
        if text.is_empty() {
            return Err("money.empty");
        }
        if text.starts_with(['-', '\u{2212}']) || self.bare(&text).starts_with(['-', '\u{2212}']) {
            return Err("money.negative");
        }
        let mut sum = 0_i64;
        for term in text.split('+') {
            sum = sum.checked_add(self.term(term)?).ok_or("money.limit")?;
        }
        if sum > self.limit().0 { Err("money.limit") } else { Ok(Money(sum)) }
    }

    /// `75rb` or `2 x 75rb`.
    fn term(&self, term: &str) -> Result<i64, &'static str> {
        let term = self.bare(term);
        let Some((count, each)) = term.split_once(['x', '\u{d7}', '*']) else {
            return self.amount(term);
        };
        let count = count.trim();
        if count.is_empty() || count.len() > 3 || !count.bytes().all(|b| b.is_ascii_digit()) {
            return Err("money.chars");
        }
        let count: i64 = count.parse().map_err(|_| "money.chars")?;
        self.amount(self.bare(each))?.checked_mul(count).ok_or("money.limit")
    }

    /// Without the currency's name before or behind it, and without `,-`.
    fn bare<'a>(&self, text: &'a str) -> &'a str {
        let mut rest = text.trim();
        let symbol = self.symbol().to_lowercase();
        let code = self.code.to_lowercase();
        for name in [symbol.as_str(), code.as_str()] {
            if let Some(after) = rest.strip_prefix(name) {
                rest = after.strip_prefix('.').unwrap_or(after).trim_start();
                break;
            }
            if let Some(before) = rest.strip_suffix(name) {
                rest = before.trim_end();
                break;
            }
        }
        for ending in [",-", ".-", ",--"] {
            if let Some(before) = rest.strip_suffix(ending) {
                rest = before;
            }
        }
        rest
    }

    fn amount(&self, text: &str) -> Result<i64, &'static str> {
        for (name, unit) in UNITS {
            if let Some(number) = text.strip_suffix(name) {
                return self.with_unit(number.trim_end(), *unit);
            }
        }
        if text.is_empty() || !text.starts_with(|c: char| c.is_ascii_digit()) {
            return Err("money.chars");
        }
        if text.contains(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | ' ')) {
            return Err("money.chars");
        }
        if self.decimals == 0 { self.whole_only(text) } else { self.with_decimals(text) }
    }

    /// `1,5` of `1,5jt`: one sign at most, of either kind, and one or two figures behind it. Three
    /// would look like thousands: `1.500rb` may be fifteen hundred or one and a half million.
    fn with_unit(&self, number: &str, unit: i64) -> Result<i64, &'static str> {
        if number.contains(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | ' ')) {
            return Err("money.chars");
        }
        let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
        let figures = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() {
            return Err("money.chars");
        }
        if !figures(whole) || !figures(fraction) || fraction.len() > 2 {
            return Err("money.ambiguous");
        }
        let hundredths = figure(&format!("{whole}{fraction:0<2}"))?;
        // Units are thousands and millions: a hundredth of them is whole.
        hundredths.checked_mul(unit / 100 * self.scale()).ok_or("money.limit")
    }

    /// A currency without small coins: a comma can only mislead.
    fn whole_only(&self, text: &str) -> Result<i64, &'static str> {
        let (point, comma) = (self.point(), self.comma());
        let (whole, behind) = text.split_once(point).unwrap_or((text, ""));
        if whole.len() < text.len() {
            match behind {
                "0" | "00" => {}
                "" => return Err("money.comma"),
                more if more.contains([',', '.']) || more.len() == 3 => return Err("money.comma"),
                _ => return Err("money.fraction"),
            }
        }
        thousands(whole, comma)
    }

    fn with_decimals(&self, text: &str) -> Result<i64, &'static str> {
        let decimals = usize::from(self.decimals.min(4));
        let Some(at) = text.rfind(['.', ',']) else {
            return thousands(text, ' ')?.checked_mul(self.scale()).ok_or("money.limit");
        };
        let sign = if text[at..].starts_with(',') { ',' } else { '.' };
        let other = if sign == ',' { '.' } else { ',' };
        let behind = &text[at + 1..];
        let once = !text[..at].contains(sign);
        let own_point = sign == self.point();
        if behind.is_empty() || behind.contains(' ') {
            return Err("money.ambiguous");
        }
        if once && behind.len() <= decimals && (own_point || behind.len() != 3) {
            let whole = thousands(&text[..at], other)?;
            let fraction = figure(&format!("{behind:0<decimals$}"))?;
            let scaled = whole.checked_mul(self.scale()).ok_or("money.limit")?;
            return scaled.checked_add(fraction).ok_or("money.limit");
        }
        if own_point {
            return Err("money.ambiguous");
        }
        thousands(text, sign)?.checked_mul(self.scale()).ok_or("money.limit")
    }
}

/// Short forms of both languages. Not `m`: a thousand million here, a million there.
const UNITS: &[(&str, i64)] = &[
    ("ribu", 1_000),
    ("rbu", 1_000),
    ("rb", 1_000),
    ("k", 1_000),
    ("juta", 1_000_000),
    ("jta", 1_000_000),
    ("jt", 1_000_000),
];

/// Figures in threes, parted by `sign` or by blanks, or not parted at all.
fn thousands(text: &str, sign: char) -> Result<i64, &'static str> {
    let by = if text.contains(sign) { sign } else { ' ' };
    let mut groups = text.split(by);
    let first = groups.next().unwrap_or_default();
    let mut digits = first.to_owned();
    let mut parted = false;
    for group in groups {
        if group.len() != 3 {
            return Err("money.ambiguous");
        }
        digits.push_str(group);
        parted = true;
    }
    if !digits.bytes().all(|b| b.is_ascii_digit()) || first.is_empty() {
        return Err("money.ambiguous");
    }
    // 0.500 is half of something, not five hundred.
    if parted && (first.len() > 3 || first.starts_with('0')) {
        return Err("money.ambiguous");
    }
    figure(&digits)
}

fn figure(digits: &str) -> Result<i64, &'static str> {
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() { Ok(0) } else { digits.parse().map_err(|_| "money.limit") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(typed: &str) -> &'static str {
        Currency::rupiah().parse(typed).expect_err(typed).code
    }

    #[test]
    fn rupiah_as_typed() {
        for (typed, rupiah) in [
            ("0", 0),
            ("150rb", 150_000),
            ("150 ribu", 150_000),
            ("150k", 150_000),
            ("1.5jt", 1_500_000),
            ("1,5 juta", 1_500_000),
            ("1,25jt", 1_250_000),
            ("12,5rb", 12_500),
            ("1.250.000", 1_250_000),
            ("Rp150.000,-", 150_000),
            ("Rp. 150.000", 150_000),
            ("150.000 IDR", 150_000),
            ("150.000,00", 150_000),
            ("2x75rb", 150_000),
            ("2 x Rp75.000", 150_000),
            ("50rb+25rb", 75_000),
            ("2x50rb + 25.000", 125_000),
            ("\u{ff11}\u{ff15}\u{ff10}rb", 150_000),
        ] {
            assert_eq!(Currency::rupiah().parse(typed), Ok(Money(rupiah)), "{typed}");
        }
    }

    #[test]
    fn rupiah_refused() {
        for (typed, want) in [
            ("", "money.empty"),
            ("1.5", "money.ambiguous"),
            ("12.34", "money.ambiguous"),
            ("1.500rb", "money.ambiguous"),
            ("1.2.3jt", "money.ambiguous"),
            ("0.500", "money.ambiguous"),
            ("1500.000", "money.ambiguous"),
            ("1,250,000", "money.comma"),
            ("1,250.00", "money.comma"),
            ("150,", "money.comma"),
            ("1,5", "money.fraction"),
            ("Rp-5000", "money.negative"),
            ("\u{2212}5rb", "money.negative"),
            ("5000-", "money.chars"),
            ("+5000", "money.chars"),
            ("50rb+", "money.chars"),
            ("rb", "money.chars"),
            ("2x2x5", "money.chars"),
            ("x5", "money.chars"),
            ("5\u{b2}", "money.chars"),
            ("5m", "money.chars"),
            ("10.000.000.000", "money.limit"),
            ("999x999jt", "money.limit"),
            ("9999999999+1", "money.limit"),
        ] {
            assert_eq!(code(typed), want, "{typed}");
        }
    }

    #[test]
    fn cents_by_either_sign() {
        let euro = Currency::new("EUR", 2).unwrap();
        let dollar = Currency::new("USD", 2).unwrap();
        for (typed, cents) in [
            ("12.50", 1_250),
            ("12,50", 1_250),
            ("12,5", 1_250),
            ("12", 1_200),
            ("€ 1.234,50", 123_450),
            ("1.234", 123_400),
            ("1,5k", 150_000),
            ("2x12,50", 2_500),
        ] {
            assert_eq!(euro.parse(typed), Ok(Money(cents)), "{typed}");
        }
        assert_eq!(dollar.parse("1,234.50"), Ok(Money(123_450)));
        assert_eq!(dollar.parse("1,234"), Ok(Money(123_400)));
        assert_eq!(dollar.parse("1.234").unwrap_err().code, "money.ambiguous");
        assert_eq!(euro.parse("1,234").unwrap_err().code, "money.ambiguous");
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(minor in 0..=99_999_999_990_000_i64, decimals in 0..=4_u8) {
            for code in ["IDR", "EUR", "USD", "CHF"] {
                let currency = Currency::new(code, decimals).unwrap();
                let amount = Money(minor % (currency.limit().0 + 1));
                prop_assert_eq!(currency.parse(&currency.shown(amount)), Ok(amount));
                prop_assert_eq!(currency.parse(&currency.plain(amount)), Ok(amount));
            }
        }

        #[test]
        fn no_text_breaks_it(text in any::<String>(), near in "[0-9.,xrbjtk+ -]{0,30}") {
            for currency in [Currency::rupiah(), Currency { code: String::new(), decimals: 200 }] {
                for typed in [&text, &near] {
                    if let Ok(amount) = currency.parse(typed) {
                        prop_assert!(amount >= Money::ZERO && amount <= currency.limit());
                    }
                }
            }
        }
    }
}
