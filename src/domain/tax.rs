//! Tax on what is sold: on top of the price or within it, always of the price after its discounts.

use super::money::Money;

/// What each of `sold` comes to after `own` (its own discounts, positive) and its share of `whole` (the discounts of
/// the whole bill, positive). The shares follow the prices and add up to `whole` exactly, to the last unit.
#[must_use]
pub fn nets(sold: &[Money], own: &[Money], whole: Money) -> Vec<Money> {
    let prices: Vec<i128> = sold
        .iter()
        .enumerate()
        .map(|(at, price)| i128::from(price.0) - own.get(at).map_or(0, |off| i128::from(off.0)))
        .collect();
    let all: i128 = prices.iter().map(|price| (*price).max(0)).sum();
    let whole = i128::from(whole.0).min(all);
    let (mut before, mut given) = (0_i128, 0_i128);
    prices
        .into_iter()
        .map(|price| {
            before += price.max(0);
            let until = if all == 0 { 0 } else { (whole * before + all / 2) / all };
            let share = until - given;
            given = until;
            Money(i64::try_from(price - share).unwrap_or(0))
        })
        .collect()
}

/// Tax on top of `net`, in basis points, half up.
#[must_use]
pub fn on_top(net: Money, bp: i64) -> Money {
    share(net, bp, 10_000)
}

/// The tax that is part of `net`, in basis points of the price without it, half up.
#[must_use]
pub fn within(net: Money, bp: i64) -> Money {
    share(net, bp, 10_000 + bp)
}

fn share(net: Money, bp: i64, of: i64) -> Money {
    let exact = i128::from(net.0.max(0)) * i128::from(bp.max(0));
    let of = i128::from(of.max(1));
    Money(i64::try_from((exact + of / 2) / of).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eleven_percent() {
        assert_eq!(on_top(Money(200_000), 1_100), Money(22_000));
        assert_eq!(within(Money(222_000), 1_100), Money(22_000));
        assert_eq!(on_top(Money(5), 1_000), Money(1), "half up");
        assert_eq!(on_top(Money(i64::MAX), 10_000), Money(i64::MAX));
    }

    #[test]
    fn a_discount_of_the_bill_is_shared_by_price() {
        let nets = nets(&[Money(300), Money(100)], &[Money(100), Money(0)], Money(30));
        assert_eq!(nets, [Money(180), Money(90)]);
    }

    proptest::proptest! {
        #[test]
        fn shares_add_up(
            sold in proptest::collection::vec(0_i64..1_000_000_000, 1..8),
            part in 0_i64..=10_000,
        ) {
            let sold: Vec<Money> = sold.into_iter().map(Money).collect();
            let all: i64 = sold.iter().map(|one| one.0).sum();
            let whole = all / 10_000 * part;
            let nets = nets(&sold, &[], Money(whole));
            proptest::prop_assert_eq!(nets.iter().map(|net| net.0).sum::<i64>(), all - whole);
            for (net, price) in nets.iter().zip(&sold) {
                proptest::prop_assert!(net.0 >= 0 && net <= price);
            }
        }

        #[test]
        fn tax_on_top_of_what_is_left_within_it_is_the_price(price in 0_i64..1_000_000_000_000, bp in 0_i64..=10_000) {
            let tax = within(Money(price), bp);
            let again = on_top(Money(price - tax.0), bp);
            proptest::prop_assert!((again.0 - tax.0).abs() <= 1);
        }
    }
}
