//! Money as people read it. The figures look the same in every language of the screen: they follow
//! the currency, as price lists do.

use super::{Currency, Money};
use crate::domain::clinic::Language;

impl Currency {
    /// `Rp150.000`, `−Rp87.500`, `€12,50`, `CHF 12.50`. Never shortened.
    #[must_use]
    pub fn shown(&self, amount: Money) -> String {
        let symbol = self.symbol();
        let gap = if symbol.len() == 3 && symbol == self.code { " " } else { "" };
        format!("{}{symbol}{gap}{}", sign(amount), self.figures(amount))
    }

    /// The figures alone, for columns whose heading names the currency: `150.000`, `−87.500`.
    #[must_use]
    pub fn plain(&self, amount: Money) -> String {
        format!("{}{}", sign(amount), self.figures(amount))
    }

    /// At most seven columns, for cards on a phone: `587,5rb`, `1,2jt`, `3M` (miliar); in English `587.5k`, `1.2m`,
    /// `3bn`. Rounded: never use it where somebody pays.
    #[must_use]
    pub fn short(&self, amount: Money, language: Language) -> String {
        let (point, units): (char, [(u128, &str); 3]) = match (self.code.as_str(), language) {
            ("IDR", Language::Indonesian) => {
                (self.point(), [(1_000, "rb"), (1_000_000, "jt"), (1_000_000_000, "M")])
            }
            // A comma is read as thousands there.
            ("IDR", Language::English) => ('.', [(1_000, "k"), (1_000_000, "m"), (1_000_000_000, "bn")]),
            _ => (self.point(), [(1_000, "k"), (1_000_000, "M"), (1_000_000_000, "B")]),
        };
        let size = u128::from(amount.0.unsigned_abs());
        let scale = u128::from(self.scale().unsigned_abs());
        if size < units[0].0 * scale {
            return self.plain(amount);
        }
        // Tenths of the largest unit whose whole part has at most three figures.
        let tenths = |unit: u128| (size * 10 + unit * scale / 2) / (unit * scale);
        let (unit, name) = units.into_iter().find(|(unit, _)| tenths(*unit) < 10_000).unwrap_or(units[2]);
        let tenths = tenths(unit);
        let fraction = match tenths % 10 {
            0 => String::new(),
            tenth => format!("{point}{tenth}"),
        };
        format!("{}{}{fraction}{name}", sign(amount), self.grouped(tenths / 10))
    }

    /// Amounts as somebody here would type them, by the names the messages know them by.
    #[must_use]
    pub fn examples(&self) -> [(&'static str, String); 4] {
        if self.code == "IDR" {
            return [
                ("examples", "150rb, 1,5jt, 150.000"),
                ("example", "25rb"),
                ("thousands", "150000, 150.000"),
                ("million", "1.500.000, 1,5jt"),
            ]
            .map(|(name, shown)| (name, shown.to_owned()));
        }
        let shown = |whole: i64| self.plain(Money(whole.saturating_mul(self.scale())));
        let [small, large, all] = [150, 1_500, 150_000].map(shown);
        [
            ("examples", format!("{small} / {large}")),
            ("example", shown(25)),
            ("thousands", format!("150000 / {all}")),
            ("million", shown(1_500_000)),
        ]
    }

    fn figures(&self, amount: Money) -> String {
        let size = u128::from(amount.0.unsigned_abs());
        let scale = u128::from(self.scale().unsigned_abs());
        let whole = self.grouped(size / scale);
        match self.decimals.min(4) {
            0 => whole,
            decimals => {
                format!("{whole}{}{:0width$}", self.point(), size % scale, width = usize::from(decimals))
            }
        }
    }

    fn grouped(&self, whole: u128) -> String {
        let digits = whole.to_string();
        let mut out = String::with_capacity(digits.len() * 4 / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push(self.comma());
            }
            out.push(digit);
        }
        out
    }
}

/// U+2212: a hyphen is easily lost beside a figure.
const fn sign(amount: Money) -> &'static str {
    if amount.0 < 0 { "\u{2212}" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_on_the_price_list() {
        let rupiah = Currency::rupiah();
        assert_eq!(rupiah.shown(Money(150_000)), "Rp150.000");
        assert_eq!(rupiah.shown(Money(-87_500)), "\u{2212}Rp87.500");
        assert_eq!(rupiah.shown(Money(0)), "Rp0");
        assert_eq!(rupiah.plain(Money(1_250_000)), "1.250.000");
        assert_eq!(Currency::new("EUR", 2).unwrap().shown(Money(123_405)), "€1.234,05");
        assert_eq!(Currency::new("CHF", 2).unwrap().shown(Money(1_205)), "CHF 12.05");
        assert_eq!(rupiah.shown(Money(i64::MIN)), "\u{2212}Rp9.223.372.036.854.775.808");
    }

    #[test]
    fn short_for_a_phone() {
        let short = |amount| Currency::rupiah().short(Money(amount), Language::Indonesian);
        assert_eq!(short(900), "900");
        assert_eq!(short(587_500), "587,5rb");
        assert_eq!(short(1_234_000), "1,2jt");
        assert_eq!(short(87_500_000), "87,5jt");
        assert_eq!(short(999_949), "999,9rb");
        assert_eq!(short(999_950), "1jt");
        assert_eq!(short(-2_400_000), "\u{2212}2,4jt");
        assert_eq!(short(3_000_000_000), "3M");
        assert_eq!(Currency::new("USD", 2).unwrap().short(Money(123_456), Language::English), "1.2k");
        let english = |amount| Currency::rupiah().short(Money(amount), Language::English);
        let told = [900, 587_500, 8_600_000, -2_400_000, 3_000_000_000].map(english);
        assert_eq!(told, ["900", "587.5k", "8.6m", "\u{2212}2.4m", "3bn"]);
    }
}
