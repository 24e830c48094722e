//! Parting an amount so that the parts add up to it again.

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
pub(super) fn ratio(of: i128, by: i128, over: i128) -> i128 {
    let (sign, size) = ((of * by).signum(), (of * by).abs());
    (size / over + i128::from(size % over * 2 >= over)) * sign
}
