//! Money: whole minor units in 64 bits, and the currency that says how many decimals those are.

mod shown;
mod typed;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::refusal::Refusal;

/// An amount in the clinic's minor units (rupiah for IDR with 0 decimals). Never a float.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Money(pub i64);

impl Money {
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub const fn minor(self) -> i64 {
        self.0
    }

    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// # Errors
    /// `money.limit` where 64 bits end; so for all arithmetic here.
    pub fn plus(self, other: Self) -> Result<Self, Refusal> {
        self.0.checked_add(other.0).map(Self).ok_or_else(limit)
    }

    pub fn minus(self, other: Self) -> Result<Self, Refusal> {
        self.0.checked_sub(other.0).map(Self).ok_or_else(limit)
    }

    pub fn times(self, count: i64) -> Result<Self, Refusal> {
        self.0.checked_mul(count).map(Self).ok_or_else(limit)
    }

    pub fn negated(self) -> Result<Self, Refusal> {
        self.0.checked_neg().map(Self).ok_or_else(limit)
    }

    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Result<Self, Refusal> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }

    /// A share in basis points (10 % = 1000), half up; of a negative amount the mirror of it, so
    /// that taking back takes back exactly what was given.
    pub fn share(self, basis_points: i64) -> Result<Self, Refusal> {
        halves_up(i128::from(self.0) * i128::from(basis_points), 10_000)
    }
}

/// `dividend / divisor` to the nearest whole number, halves away from zero. `divisor` is positive.
fn halves_up(dividend: i128, divisor: i128) -> Result<Money, Refusal> {
    let size = dividend.unsigned_abs();
    let by = divisor.unsigned_abs().max(1);
    let whole = size / by + u128::from(size % by * 2 >= by);
    let signed = i128::try_from(whole).map_err(|_| limit())? * dividend.signum();
    i64::try_from(signed).map(Money).map_err(|_| limit())
}

fn limit() -> Refusal {
    Refusal::new("money.limit").with("limit", Money(i64::MAX))
}

/// How the clinic counts: ISO 4217 code and the decimals it really uses (IDR: 0, sen are gone).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Currency {
    pub code: String,
    pub decimals: u8,
}

impl Currency {
    /// # Errors
    /// `currency.form` unless `code` is three Latin capitals and there are at most four decimals
    /// (the most in ISO 4217); `currency.unknown` where people pay with it nowhere.
    pub fn new(code: &str, decimals: u8) -> Result<Self, Refusal> {
        let fits = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) && decimals <= 4;
        if !fits {
            return Err(Refusal::at("currency.form", "currency"));
        }
        // Gold, bonds and codes for tests have codes as well.
        match iso_currency::Currency::from_code(code) {
            Some(known) if !known.is_special() && !known.is_fund() => {
                Ok(Self { code: code.to_owned(), decimals })
            }
            _ => Err(Refusal::at("currency.unknown", "currency").with("code", code)),
        }
    }

    /// Rupiah as a counter uses it: no sen.
    #[must_use]
    pub fn rupiah() -> Self {
        Self { code: "IDR".to_owned(), decimals: 0 }
    }

    /// The decimals people count with there, where nobody says otherwise; 2 of a currency that is not known.
    #[must_use]
    pub fn usual_decimals(code: &str) -> u8 {
        let code = code.trim().to_ascii_uppercase();
        if code == Self::rupiah().code {
            // On paper it has two; nobody has seen a sen for decades.
            return 0;
        }
        let known = iso_currency::Currency::from_code(&code).and_then(iso_currency::Currency::exponent);
        known.and_then(|decimals| u8::try_from(decimals).ok()).unwrap_or(2)
    }

    /// The most that many amounts together may come to, in any currency: sums of it are still exact.
    pub const MOST: Money = Money(9_000_000_000_000_000);

    /// The largest amount that can be typed: 9.999.999.999 of the currency's main unit.
    #[must_use]
    pub const fn limit(&self) -> Money {
        Money(9_999_999_999 * self.scale())
    }

    /// Minor units in one main unit.
    pub(crate) const fn scale(&self) -> i64 {
        // More than four decimals exist nowhere; a row that says so must not overflow here.
        10_i64.pow(if self.decimals > 4 { 4 } else { self.decimals as u32 })
    }

    /// What people put beside the number.
    fn symbol(&self) -> &str {
        match self.code.as_str() {
            "IDR" => "Rp",
            "EUR" => "€",
            "USD" => "$",
            "SGD" => "S$",
            "MYR" => "RM",
            "GBP" => "£",
            code => code,
        }
    }

    /// The sign before the decimals. The other of `.` and `,` parts the thousands.
    fn point(&self) -> char {
        match self.code.as_str() {
            "IDR" | "EUR" | "VND" | "BRL" | "TRY" => ',',
            _ => '.',
        }
    }

    fn comma(&self) -> char {
        if self.point() == ',' { '.' } else { ',' }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares_round_half_up_and_mirror() {
        assert_eq!(Money(587_500).share(1_000), Ok(Money(58_750)));
        assert_eq!(Money(5).share(1_000), Ok(Money(1)));
        assert_eq!(Money(-5).share(1_000), Ok(Money(-1)));
        assert_eq!(Money(4).share(1_000), Ok(Money(0)));
    }

    #[test]
    fn a_currency_counts_with_its_usual_decimals() {
        let usual = ["IDR", "idr", "JPY", "USD", "SGD", "KWD"].map(Currency::usual_decimals);
        assert_eq!(usual, [0, 0, 0, 2, 2, 3]);
    }

    #[test]
    fn a_currency_is_one_that_people_pay_with() {
        let code =
            |code: &str| Currency::new(code, 2).map(|currency| currency.code).map_err(|refusal| refusal.code);
        assert_eq!(code("MYR"), Ok("MYR".to_owned()));
        assert_eq!(code("myr"), Err("currency.form"));
        for none in ["KUC", "XXX", "XAU"] {
            assert_eq!(code(none), Err("currency.unknown"), "{none}");
        }
    }

    proptest! {
        #[test]
        fn arithmetic_refuses_where_it_ends(a in any::<i64>(), b in any::<i64>()) {
            let exact = |result: Result<Money, Refusal>, want: i128| match result {
                Ok(money) => i128::from(money.minor()) == want,
                Err(refusal) => refusal.code == "money.limit" && i64::try_from(want).is_err(),
            };
            let (x, y) = (i128::from(a), i128::from(b));
            prop_assert!(exact(Money(a).plus(Money(b)), x + y));
            prop_assert!(exact(Money(a).minus(Money(b)), x - y));
            prop_assert!(exact(Money(a).times(b), x * y));
            prop_assert!(exact(Money(a).negated(), -x));
            let _ = Money(a).share(b);
        }
    }
}
