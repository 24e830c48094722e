//! A bill at the end of a day, counted again from its rows and by other means than the desk's.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

/// Kind, amount, day, taken off; the bill, the visit's day, its state; the line, the one it takes off, its tax.
pub type Line =
    (String, i64, NaiveDate, Option<NaiveDate>, Uuid, NaiveDate, String, Uuid, Option<Uuid>, String, i64);

/// What the lines of a bill come to.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Charged {
    pub all: i64,
    pub earned: i64,
    pub tips: i64,
    pub tax: i64,
    pub packages: i64,
}

/// Whether a line counts at the end of `day`.
pub fn counts(line: &Line, day: NaiveDate) -> bool {
    let (kind, on, off, visit) = (line.0.as_str(), line.2, line.3, line.5);
    let alone = kind == "package"
        || kind == "forfeit"
        || matches!(kind, "write_off" | "rounding") && line.8.is_some();
    let begun = if alone { on } else { on.max(visit) };
    let ended = off.map(|off| if alone { off } else { off.max(visit) });
    (alone || line.6 == "done") && begun <= day && ended.is_none_or(|ended| ended > day && ended > begun)
}

/// `total` by `weights`: one piece after the other to whoever has got the least of their part.
fn parted(total: i64, weights: &[i64]) -> Vec<i64> {
    let (total, whole) = (i128::from(total), weights.iter().map(|weight| i128::from(*weight)).sum::<i128>());
    let mut parts: Vec<i64> = vec![0; weights.len()];
    if whole == 0 {
        return parts;
    }
    for (part, weight) in parts.iter_mut().zip(weights) {
        *part = i64::try_from(total * i128::from(*weight) / whole).unwrap();
    }
    while i128::from(parts.iter().sum::<i64>()) < total {
        let lacks = |place: usize| total * i128::from(weights[place]) - i128::from(parts[place]) * whole;
        let mut most = 0;
        for place in 1..weights.len() {
            most = if lacks(place) > lacks(most) { place } else { most };
        }
        parts[most] += 1;
    }
    parts
}

/// Takes `amount` off parts and the rounding, each in proportion; what found nothing to be taken off.
fn take(parts: &mut [i64], rounding: &mut i64, asked: i64) -> i64 {
    let all = parts.to_vec();
    take_of(&all, parts, rounding, asked)
}

/// The same of no more of each part than is `there`.
fn take_of(there: &[i64], parts: &mut [i64], rounding: &mut i64, asked: i64) -> i64 {
    let whole = there.iter().sum::<i64>() + *rounding;
    // A card that failed after all of it went back, then a session that costs less: more went back than is charged.
    let amount = asked.min(whole.max(0));
    if amount == 0 {
        return asked;
    }
    let twice = 2 * i128::from(amount) * i128::from(*rounding);
    let over = 2 * i128::from(whole);
    let size = (twice.abs() + i128::from(whole)) / over;
    let of_rounding = i64::try_from(size * twice.signum()).unwrap();
    let taken = parted(amount - of_rounding, there);
    *rounding -= of_rounding;
    for (part, off) in parts.iter_mut().zip(taken) {
        *part -= off;
    }
    asked - amount
}

/// One bill's lines at the end of `day`, in the order they were written.
pub fn charged(lines: &[&Line], day: NaiveDate) -> Charged {
    let lines: Vec<&Line> = lines.iter().copied().filter(|line| counts(line, day)).collect();
    let sum = |kind: &str| lines.iter().filter(|line| line.0 == kind).map(|line| line.1).sum::<i64>();
    let sold: Vec<&Line> =
        lines.iter().copied().filter(|line| line.0 == "treatment" || line.0 == "item").collect();
    let mut prices: Vec<i64> = sold.iter().map(|line| line.1).collect();
    let mut off_all = 0;
    for discount in lines.iter().filter(|line| line.0 == "discount") {
        match sold.iter().position(|line| Some(line.7) == discount.8) {
            Some(place) => prices[place] += discount.1,
            None => off_all -= discount.1,
        }
    }
    let off = parted(off_all, &prices);
    for (price, off) in prices.iter_mut().zip(off) {
        *price -= off;
    }
    assert!(prices.iter().all(|price| *price >= 0), "more is given than there is");
    let mut rounding = sum("rounding");
    let packages = sum("package");
    let mut parts = [prices.clone(), vec![sum("tax"), sum("tip")]].concat();
    // What goes back goes back of what was there: of what is sold, of the tax on top of that, and of the tips.
    for (at, refund) in lines.iter().enumerate().filter(|(_, line)| line.0 == "refund") {
        let before = |line: &Line| lines[..at].iter().any(|one| one.7 == line.7);
        let on_top = |line: &Line| if line.9 == "exclusive" { i128::from(line.10) } else { 0 };
        let (mut there, mut taxed, mut all) = (Vec::new(), 0, 0);
        for (line, price) in sold.iter().zip(&parts) {
            let tax = i128::from(*price) * on_top(line);
            all += tax;
            there.push(if before(line) { *price } else { 0 });
            taxed += if before(line) { tax } else { 0 };
        }
        let tax = parts[sold.len()];
        let of_tax = if all > 0 { (2 * i128::from(tax) * taxed + all) / (2 * all) } else { i128::from(tax) };
        there.push(i64::try_from(of_tax).unwrap());
        let since: i64 = lines[at..].iter().filter(|line| line.0 == "tip").map(|line| line.1).sum();
        there.push((parts[sold.len() + 1] - since).max(0));
        let over = take_of(&there, &mut parts, &mut rounding, -refund.1);
        take(&mut parts, &mut rounding, over);
    }
    let mut tips = parts.pop().unwrap();
    // What is written off of a package falls on nothing that was sold on the bill.
    let visits = |line: &&&Line| {
        line.0 == "write_off" && !lines.iter().any(|one| one.0 == "package" && Some(one.7) == line.8)
    };
    let lost: i64 = lines.iter().filter(visits).map(|line| -line.1).sum();
    let lost = take(&mut parts, &mut rounding, lost);
    // Tips come last, and those that were there.
    let mut there = 0;
    let mut seen = 0;
    for line in &lines {
        match line.0.as_str() {
            "tip" => seen += line.1,
            "write_off" if visits(&line) => there = seen,
            _ => {}
        }
    }
    tips -= lost.min((tips - (sum("tip") - there)).max(0));
    let mut tax = parts[sold.len()];
    let mut within: BTreeMap<i64, i64> = BTreeMap::new();
    for (line, price) in sold.iter().zip(&parts).filter(|(line, _)| line.9 == "inclusive") {
        *within.entry(line.10).or_default() += price;
    }
    for (bp, price) in within {
        tax += (2 * price * bp + 10_000 + bp) / (2 * (10_000 + bp));
    }
    let all = lines.iter().map(|line| line.1).sum::<i64>();
    Charged { all, earned: all - tips - tax - packages, tips, tax, packages }
}
