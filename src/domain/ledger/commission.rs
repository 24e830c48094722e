//! Commissions: of who performed the line, on what it came to after discounts and refunds and before tax and rounding.
//! Earned with the service; payable in the proportion in which what was done is paid: a package on the bill asks for its
//! own, and a session is paid as far as its package is.

use chrono::NaiveDate;

use super::Bill;
use super::backing::{Sales, paid};
use super::standing::standing;
use crate::domain::id::StaffId;
use crate::domain::share::{grow, ratio, spread};

/// What somebody's part of a line came to in a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub day: NaiveDate,
    /// The line's place on the bill.
    pub line: usize,
    pub staff: StaffId,
    /// In basis points, as it was when the line began to count.
    pub rate_bp: i64,
    /// Their part of the line.
    pub base: i128,
    pub earned: i128,
    pub payable: i128,
}

/// The commissions of a bill from `from` to `to`, day by day; `sales` are the bills of the packages whose sessions were
/// used on it. `rate` is somebody's in basis points on the day a line began to count: what goes back of it later goes back
/// at the same rate.
pub fn commissions(
    bill: &Bill,
    sales: &Sales<'_>,
    (from, to): (NaiveDate, NaiveDate),
    rate: impl Fn(StaffId, NaiveDate) -> i64,
) -> Vec<Due> {
    let mut days = bill.days(from, to);
    let sold = bill.payments.iter().filter_map(|paid| sales.get(&paid.sale?));
    days.extend(sold.flat_map(|sold| sold.days(from, to)));
    days.sort_unstable();
    days.dedup();
    let Some(before) = days.first().and_then(NaiveDate::pred_opt) else { return Vec::new() };
    let mut old = at(bill, sales, before, &rate);
    let mut all = Vec::new();
    for day in days {
        let new = at(bill, sales, day, &rate);
        for due in &new {
            let was = old.iter().find(|was| (was.line, was.staff) == (due.line, due.staff));
            let was = was.copied().unwrap_or(Due { base: 0, earned: 0, payable: 0, ..*due });
            push(&mut all, day, *due, was);
        }
        let gone = |was: &&Due| !new.iter().any(|due| (was.line, was.staff) == (due.line, due.staff));
        for was in old.iter().filter(gone) {
            push(&mut all, day, Due { base: 0, earned: 0, payable: 0, ..*was }, *was);
        }
        old = new;
    }
    all
}

fn push(all: &mut Vec<Due>, day: NaiveDate, new: Due, was: Due) {
    let due = Due {
        day,
        base: new.base - was.base,
        earned: new.earned - was.earned,
        payable: new.payable - was.payable,
        ..new
    };
    if (due.base, due.earned, due.payable) != (0, 0, 0) {
        all.push(due);
    }
}

/// What everybody's parts have come to at the end of `day`.
fn at(bill: &Bill, sales: &Sales<'_>, day: NaiveDate, rate: &impl Fn(StaffId, NaiveDate) -> i64) -> Vec<Due> {
    let sums = standing(bill, day);
    let (asked, paid) = paid(bill, &sums, sales, day);
    let mut all = Vec::new();
    for net in &sums.nets {
        let Some(place) = net.line.filter(|place| bill.lines[*place].kind.sold()) else { continue };
        let began = bill.lines[place].span(bill.done).map_or(day, |(began, _)| began);
        let parted = bill.lines[place].parted(net.base).into_iter();
        let parts: Vec<_> = parted.filter_map(|(staff, base)| Some((staff?, base))).collect();
        // Rounded once for all who shared the line: each for themselves could come to more than the line gives.
        let exact = |(staff, base): &(StaffId, i128)| base * i128::from(rate(*staff, began));
        let weights: Vec<i128> = parts.iter().map(exact).collect();
        let whole = ratio(weights.iter().sum(), 1, 10_000);
        let earned = spread(whole, &sizes(&weights));
        // Paid in parts: the next part takes nothing of the last one back.
        let payable = grow(paid_of(whole, asked, paid), &sizes(&earned));
        for (((staff, base), earned), payable) in parts.into_iter().zip(earned).zip(payable) {
            all.push(Due { day, line: place, staff, rate_bp: rate(staff, began), base, earned, payable });
        }
    }
    all
}

fn sizes(parts: &[i128]) -> Vec<i128> {
    parts.iter().map(|part| part.abs()).collect()
}

/// The part of it that is payable: as much of it as is paid of what is asked. What was written off will never be paid.
fn paid_of(earned: i128, asked: i128, paid: i128) -> i128 {
    if asked <= 0 { earned } else { ratio(earned, paid.clamp(0, asked), asked) }
}
