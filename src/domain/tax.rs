//! Tax on what is sold: on top of the price or within it, always of the price after its discounts.

use super::money::Money;
use super::share::{ratio, spread};

/// Tax on top of `net`, in basis points, half up.
#[must_use]
pub fn on_top(net: Money, bp: i64) -> Money {
    let exact = ratio(i128::from(net.0.max(0)), i128::from(bp.max(0)), 10_000);
    Money(i64::try_from(exact).unwrap_or(i64::MAX))
}

/// The tax that is part of each of `nets`, at its rate in basis points of the price without it (0: none). Rounded half
/// up once for each rate and parted among its prices, so that one bill has one tax, on paper and in the books.
#[must_use]
pub fn within(nets: &[(i64, i128)]) -> Vec<i128> {
    let mut taxes = vec![0; nets.len()];
    let rates: std::collections::BTreeSet<i64> =
        nets.iter().map(|(bp, _)| *bp).filter(|bp| *bp > 0).collect();
    for bp in rates {
        let weights: Vec<i128> =
            nets.iter().map(|(of, net)| if *of == bp { (*net).max(0) } else { 0 }).collect();
        let tax = ratio(weights.iter().sum(), i128::from(bp), 10_000 + i128::from(bp));
        for (one, part) in taxes.iter_mut().zip(spread(tax, &weights)) {
            *one += part;
        }
    }
    taxes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eleven_percent() {
        assert_eq!(on_top(Money(200_000), 1_100), Money(22_000));
        assert_eq!(within(&[(1_100, 222_000), (0, 5)]), [22_000, 0]);
        // Five at ten percent has none each; ten has one.
        assert_eq!(within(&[(1_000, 5), (1_000, 5), (200, 102)]), [1, 0, 2]);
        assert_eq!(on_top(Money(5), 1_000), Money(1), "half up");
        assert_eq!(on_top(Money(i64::MAX), 10_000), Money(i64::MAX));
    }

    proptest::proptest! {
        #[test]
        fn tax_on_top_of_what_is_left_within_it_is_the_price(price in 0_i64..1_000_000_000_000, bp in 0_i64..=10_000) {
            let tax = i64::try_from(within(&[(bp, i128::from(price))])[0]).unwrap();
            let again = on_top(Money(price - tax), bp);
            proptest::prop_assert!((again.0 - tax).abs() <= 1);
        }
    }
}
