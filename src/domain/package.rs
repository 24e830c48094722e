//! Packages: sessions of one treatment sold together. A session is worth its share of the price; the last one takes
//! what is left, so that all together are worth exactly what was paid.

use chrono::NaiveDate;

use super::money::Money;
use super::refusal::Refusal;

/// What is left of a package somebody bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    pub sessions: i64,
    pub value: Money,
}

impl Left {
    /// What is left of `sessions` for `price` after `used` of them, worth `worth`.
    #[must_use]
    pub const fn of(sessions: i64, price: Money, used: i64, worth: Money) -> Self {
        Self { sessions: sessions - used, value: Money(price.0 - worth.0) }
    }

    /// What `count` of the sessions left are worth when a whole package of `sessions` cost `price`.
    ///
    /// # Errors
    /// `package.sessions` when fewer are left.
    pub fn worth(self, count: i64, sessions: i64, price: Money) -> Result<Money, Refusal> {
        if count < 1 || count > self.sessions {
            return Err(Refusal::at("package.sessions", "sessions").with("left", self.sessions));
        }
        if count == self.sessions {
            return Ok(self.value);
        }
        Ok(Money((price.0 / sessions.max(1)).saturating_mul(count).min(self.value.0)))
    }
}

/// The last day of a package that was sold on `day`; the day itself is the first.
///
/// # Errors
/// `package.valid_days` when the calendar ends before.
pub fn expires(day: NaiveDate, valid_days: Option<i64>) -> Result<Option<NaiveDate>, Refusal> {
    let Some(days) = valid_days else { return Ok(None) };
    let last = u64::try_from(days).ok().and_then(|days| day.checked_add_days(chrono::Days::new(days)));
    last.map(Some).ok_or_else(|| Refusal::at("package.valid_days", "valid_days"))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn all_sessions_together_are_worth_the_price(sessions in 2_i64..60, price in 60_i64..1_000_000_000) {
            let price = Money(price);
            let (mut used, mut worth) = (0, 0);
            while used < sessions {
                let left = Left::of(sessions, price, used, Money(worth));
                let one = left.worth(1, sessions, price).unwrap();
                proptest::prop_assert!(one.0 > 0);
                worth += one.0;
                used += 1;
            }
            proptest::prop_assert_eq!(worth, price.0);
            proptest::prop_assert!(Left::of(sessions, price, used, Money(worth)).worth(1, sessions, price).is_err());
        }
    }

    #[test]
    fn the_last_one_takes_what_is_left() {
        let left = Left::of(3, Money(1_000), 2, Money(666));
        assert_eq!(left.worth(1, 3, Money(1_000)).unwrap(), Money(334));
        assert_eq!(Left::of(3, Money(1_000), 1, Money(333)).worth(2, 3, Money(1_000)).unwrap(), Money(667));
    }
}
