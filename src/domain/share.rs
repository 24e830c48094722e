//! Parting an amount so that the parts add up to it again, and what is left of prices when something is taken off.

/// `total` in the proportion of `weights` (none negative), by the largest remainder: the parts are whole and add up
/// to `total`. Where nothing weighs, the first takes all.
#[must_use]
pub fn spread(total: i128, weights: &[i128]) -> Vec<i128> {
    let whole: i128 = weights.iter().sum();
    let mut parts = vec![0; weights.len()];
    if whole <= 0 {
        if let Some(first) = parts.first_mut() {
            *first = total;
        }
        return parts;
    }
    let (sign, size) = (total.signum(), total.abs());
    let mut left = size;
    let mut rests: Vec<(i128, usize)> = Vec::with_capacity(weights.len());
    for (place, weight) in weights.iter().enumerate() {
        let exact = size * weight;
        parts[place] = exact / whole;
        left -= parts[place];
        rests.push((exact % whole, place));
    }
    // The largest remainder first; of equal ones the earlier.
    rests.sort_unstable_by_key(|(rest, place)| (-rest, *place));
    for (_, place) in rests.into_iter().take(usize::try_from(left).unwrap_or_default()) {
        parts[place] += 1;
    }
    parts.into_iter().map(|part| part * sign).collect()
}

/// `of * by / over` to the nearest whole number, halves away from zero; `over` is positive.
#[must_use]
pub fn ratio(of: i128, by: i128, over: i128) -> i128 {
    let (sign, size) = ((of * by).signum(), (of * by).abs());
    (size / over + i128::from(size % over * 2 >= over)) * sign
}

/// What is left of each price when something is taken off (negative amounts): first what names its price, by its
/// place, then what is off them all, in proportion to what is left. Second: what found nothing to be taken off.
#[must_use]
pub fn less(prices: &[i128], taken: &[(Option<usize>, i128)]) -> (Vec<i128>, i128) {
    let mut left = prices.to_vec();
    let mut whole = 0;
    for (place, amount) in taken {
        match place.and_then(|place| left.get_mut(place)) {
            Some(price) => *price += amount,
            None => whole += amount,
        }
    }
    if left.is_empty() {
        return (left, whole);
    }
    let weights: Vec<i128> = left.iter().map(|price| (*price).max(0)).collect();
    for (price, part) in left.iter_mut().zip(spread(whole, &weights)) {
        *price += part;
    }
    (left, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_off_all_is_shared_by_what_is_left() {
        assert_eq!(less(&[300, 100], &[(None, -30), (Some(0), -100)]), (vec![180, 90], 0));
        assert_eq!(less(&[], &[(None, -30)]), (vec![], -30));
        assert_eq!(less(&[100], &[(Some(7), -30)]), (vec![70], 0), "what is named and gone is off all");
    }

    proptest::proptest! {
        #[test]
        fn what_is_left_adds_up(
            prices in proptest::collection::vec(0_i128..1_000_000_000, 1..8),
            part in 0_i128..=10_000,
        ) {
            let all: i128 = prices.iter().sum();
            let whole = all * part / 10_000;
            let (left, rest) = less(&prices, &[(None, -whole)]);
            proptest::prop_assert_eq!((left.iter().sum::<i128>(), rest), (all - whole, 0));
            for (left, price) in left.iter().zip(&prices) {
                proptest::prop_assert!(*left >= 0 && left <= price);
            }
        }
    }
}
