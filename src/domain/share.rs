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

/// `total` in the proportion of `weights` (none negative) like [`spread`], but so that nobody's part shrinks when the
/// total grows: the next one goes to whoever's next half is reached first (Webster's method). When the total is what
/// the weights add up to, the parts are the weights.
#[must_use]
pub fn grow(total: i128, weights: &[i128]) -> Vec<i128> {
    let mut parts = spread(total.abs(), weights);
    // Where a rupiah stands in the queue: whose it is, and which of theirs.
    let order = |a: &(usize, i128), b: &(usize, i128)| {
        let reached = |one: &(usize, i128), other: &(usize, i128)| (2 * one.1 + 1) * weights[other.0];
        reached(a, b).cmp(&reached(b, a)).then(a.0.cmp(&b.0))
    };
    // The largest remainders are nearly right: what somebody was to have sooner is handed on.
    loop {
        let held = || parts.iter().copied().enumerate().filter(|(place, _)| weights[*place] > 0);
        let next = held().min_by(order);
        let last = held().filter(|(_, part)| *part > 0).map(|(place, part)| (place, part - 1)).max_by(order);
        match (next, last) {
            (Some(next), Some(last)) if order(&next, &last).is_lt() => {
                parts[next.0] += 1;
                parts[last.0] -= 1;
            }
            _ => return parts.into_iter().map(|part| part * total.signum()).collect(),
        }
    }
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
        /// Also of amounts no counter ever sees.
        #[test]
        fn what_grows_takes_from_nobody(
            weights in proptest::collection::vec(
                proptest::prop_oneof![0_i128..50, 0_i128..9_000_000_000_000_000], 1..7),
            paid in 0_i128..=10_000,
            more in 0_i128..40,
        ) {
            let whole: i128 = weights.iter().sum();
            proptest::prop_assume!(whole > 0);
            let total = whole * paid / 10_000;
            let after = (total + more).min(whole);
            let (was, is) = (grow(total, &weights), grow(after, &weights));
            proptest::prop_assert_eq!((was.iter().sum::<i128>(), is.iter().sum::<i128>()), (total, after));
            for ((was, is), weight) in was.iter().zip(&is).zip(&weights) {
                proptest::prop_assert!(0 <= *was && was <= is && is <= weight, "{} {} {}", was, is, weight);
            }
            proptest::prop_assert_eq!(grow(whole, &weights), weights);
        }

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
