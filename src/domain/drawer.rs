//! The drawer: what moves its cash besides bills, how it is counted, and what should be in it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::money::{Currency, Money};
use super::permission::Grant;
use super::refusal::Refusal;
use super::word::words;

words! {
    /// Cash that comes or goes without a bill, and a drawer opened for nothing.
    pub enum MoveKind {
        PaidIn = "paid_in",
        PaidOut = "paid_out",
        /// To the safe; it still belongs to the session.
        Drop = "drop",
        NoSale = "no_sale",
    }
}

words! {
    /// What a visit owes something for.
    pub enum Owed {
        /// It was done.
        Done = "done",
        /// A package was sold on it, and the visit is not done.
        Package = "package",
        /// What was there failed, or stands on its bill although nothing was done.
        Other = "other",
    }
}

words! {
    /// What is said at a close about a visit that is done and not paid.
    pub enum Decision {
        /// It is owed, and that is known.
        Receivable = "receivable",
        /// Somebody looks after it tomorrow.
        Carried = "carried",
    }
}

/// Notes or coins of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    /// Of one, in minor units.
    pub value: Money,
    pub count: i64,
}

/// What lies in a drawer, piece by piece; loose coins as one amount. Without pieces `coins` is all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pieces {
    #[serde(default)]
    pub pieces: Vec<Piece>,
    #[serde(default)]
    pub coins: Money,
}

/// Nobody counts more notes of one value than this.
const MOST_PIECES: i64 = 99_999;

impl Pieces {
    /// One amount, however it was counted.
    #[must_use]
    pub const fn of(total: Money) -> Self {
        Self { pieces: Vec::new(), coins: total }
    }

    /// All of it together.
    ///
    /// # Errors
    /// `count.piece` for a value the currency does not have or a count nobody counts, `money.negative` for coins
    /// below zero, `money.limit` where 64 bits end.
    pub fn total(&self, currency: &Currency) -> Result<Money, Refusal> {
        if self.coins.is_negative() {
            return Err(Refusal::at("money.negative", "coins"));
        }
        let known = denominations(currency);
        let mut total = self.coins;
        for piece in &self.pieces {
            if !known.contains(&piece.value) || !(0..=MOST_PIECES).contains(&piece.count) {
                return Err(Refusal::at("count.piece", "pieces").with("value", piece.value));
            }
            total = total.plus(piece.value.times(piece.count)?)?;
        }
        Ok(total)
    }
}

/// The pieces of a currency that are counted one by one, from the largest down; what is smaller is counted together.
#[must_use]
pub fn denominations(currency: &Currency) -> Vec<Money> {
    const RUPIAH: &[i64] = &[100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100];
    const OTHERS: &[i64] = &[500, 200, 100, 50, 20, 10, 5, 2, 1];
    let of = if currency.code == "IDR" { RUPIAH } else { OTHERS };
    let scale = 10_i64.pow(u32::from(currency.decimals.min(4)));
    of.iter().map(|value| Money(value * scale)).collect()
}

/// Everything that moved the cash of a session, each as it is meant: what was paid out is a positive amount.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cash {
    pub float: Money,
    /// Applied to bills in cash; what was refunded or voided is taken off.
    pub taken: Money,
    pub paid_in: Money,
    pub paid_out: Money,
    pub dropped: Money,
}

impl Cash {
    /// What should be in the drawer.
    ///
    /// # Errors
    /// `money.limit` where 64 bits end.
    pub fn expected(&self) -> Result<Money, Refusal> {
        self.float.plus(self.taken)?.plus(self.paid_in)?.minus(self.paid_out)?.minus(self.dropped)
    }

    /// Whether so much can be taken out of it. The refusal does not tell how much there is: whoever counts must not
    /// hear it.
    ///
    /// # Errors
    /// `drawer.short`.
    pub fn spares(&self, amount: Money) -> Result<(), Refusal> {
        if amount > self.expected()? { Err(Refusal::at("drawer.short", "amount")) } else { Ok(()) }
    }
}

/// Whether a difference is more than the clinic lets pass.
#[must_use]
pub fn matters(difference: Money, tolerance: i64) -> bool {
    difference.0.unsigned_abs() > tolerance.max(0).unsigned_abs()
}

/// What a drawer's name is found by: however it is typed, `drawer 1` is not another one than `Drawer  1`.
#[must_use]
pub fn name_key(name: &str) -> String {
    let key = super::text::words(name).join(" ");
    if key.is_empty() { name.to_lowercase() } else { key }
}

/// Whether somebody sees what should be in a drawer. Until it is counted only those do who may and who did not open
/// it; afterwards everybody who sees the drawer at all.
#[must_use]
pub fn sees_expected(counted: bool, opener: bool, grant: Grant) -> bool {
    counted || !opener && grant == Grant::Yes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cash() -> Cash {
        Cash {
            float: Money(500_000),
            taken: Money(2_037_500),
            paid_in: Money(20_000),
            paid_out: Money(145_000),
            dropped: Money(1_000_000),
        }
    }

    #[test]
    fn what_should_be_there_is_the_float_and_what_came_less_what_went() {
        assert_eq!(cash().expected(), Ok(Money(1_412_500)));
    }

    #[test]
    fn nothing_goes_that_is_not_there_and_the_figure_is_not_told() {
        assert_eq!(cash().spares(Money(1_412_500)), Ok(()));
        let refused = cash().spares(Money(1_412_501)).unwrap_err();
        assert_eq!((refused.code, refused.details.len()), ("drawer.short", 0));
    }

    #[test]
    fn pieces_add_up() {
        let rupiah = Currency::rupiah();
        let piece = |value, count| Piece { value: Money(value), count };
        let counted = |pieces, coins| Pieces { pieces, coins: Money(coins) }.total(&rupiah);
        assert_eq!(counted(vec![piece(100_000, 12), piece(500, 3)], 250), Ok(Money(1_201_750)));
        assert_eq!(counted(vec![piece(75_000, 1)], 0).unwrap_err().code, "count.piece");
        assert_eq!(counted(vec![piece(100_000, -1)], 0).unwrap_err().code, "count.piece");
        assert_eq!(counted(vec![], -1).unwrap_err().code, "money.negative");
        assert_eq!(Pieces::of(Money(5)).total(&rupiah), Ok(Money(5)));
        let dollars = Currency::new("USD", 2).unwrap();
        assert_eq!(denominations(&dollars).first(), Some(&Money(50_000)));
    }

    #[test]
    fn a_difference_matters_on_both_sides_of_the_tolerance() {
        assert!(!matters(Money(10_000), 10_000) && !matters(Money(-10_000), 10_000));
        assert!(matters(Money(10_001), 10_000) && matters(Money(-10_001), 10_000));
        assert!(matters(Money(i64::MIN), i64::MAX));
        assert!(!matters(Money(0), -5), "a tolerance below zero is none");
    }

    #[test]
    fn whoever_opened_it_never_sees_it_before_the_count() {
        assert!(!sees_expected(false, true, Grant::Yes));
        assert!(!sees_expected(false, false, Grant::OwnPin));
        assert!(sees_expected(false, false, Grant::Yes));
        assert!(sees_expected(true, true, Grant::No));
    }

    proptest! {
        #[test]
        fn moves_add_up_whatever_their_order(moves in prop::collection::vec((0..4_u8, 1_i64..1_000_000_000), 0..40)) {
            let mut cash = Cash { float: Money(500_000), ..Cash::default() };
            let mut by_hand = 500_000;
            for (kind, amount) in moves {
                let (place, sign) = match kind {
                    0 => (&mut cash.taken, 1),
                    1 => (&mut cash.paid_in, 1),
                    2 => (&mut cash.paid_out, -1),
                    _ => (&mut cash.dropped, -1),
                };
                place.0 += amount;
                by_hand += sign * amount;
            }
            prop_assert_eq!(cash.expected(), Ok(Money(by_hand)));
        }
    }
}
