//! Tax on top of the price: a line for each rate, brought up to the other lines whenever they change.

use chrono::NaiveDate;

use super::bill;
use super::fault::Done;
use super::work::Work;
use crate::domain::bill::{LineKind, TaxMode};
use crate::domain::id::BillId;
use crate::domain::money::Money;
use crate::domain::share::less;
use crate::domain::tax::{on_top, within};
use crate::store;
use crate::store::bill::LineRow;

/// What each thing sold comes to after its own discounts and its share of the bill's.
fn sold(lines: &[LineRow]) -> Vec<(&LineRow, i128)> {
    let sold: Vec<&LineRow> = lines.iter().filter(|line| line.kind.sold()).collect();
    let place = |id| sold.iter().position(|line| line.id == id);
    let discounts = lines.iter().filter(|line| line.kind == LineKind::Discount);
    let off: Vec<_> =
        discounts.map(|line| (line.reduces.and_then(place), i128::from(line.amount.0))).collect();
    let prices: Vec<i128> = sold.iter().map(|line| i128::from(line.amount.0)).collect();
    let (nets, _) = less(&prices, &off);
    sold.into_iter().zip(nets).collect()
}

/// What one line comes to after its discounts.
pub(super) fn net(lines: &[LineRow], line: &LineRow) -> Money {
    sold(lines).into_iter().find(|(one, _)| one.id == line.id).map_or(line.amount, |(_, net)| narrow(net))
}

/// The tax lines a bill with these lines has: one for each rate that goes on top.
pub(super) fn wanted(lines: &[LineRow], day: NaiveDate) -> Vec<LineRow> {
    let exclusive = sold(lines).into_iter().filter(|(line, _)| line.tax_mode == TaxMode::Exclusive);
    summed(exclusive.map(|(line, net)| (line.tax_bp, net)))
        .map(|(bp, net)| (bp, on_top(net, bp)))
        .filter(|(_, tax)| *tax > Money::ZERO)
        .map(|(bp, tax)| LineRow {
            tax_mode: TaxMode::Exclusive,
            tax_bp: bp,
            ..LineRow::new(LineKind::Tax, "", tax, day)
        })
        .collect()
}

/// The tax that is part of the prices, for each rate.
pub(super) fn included(lines: &[LineRow]) -> Vec<(i64, Money)> {
    let rate = |line: &LineRow| if line.tax_mode == TaxMode::Inclusive { line.tax_bp } else { 0 };
    let nets: Vec<(i64, i128)> = sold(lines).into_iter().map(|(line, net)| (rate(line), net)).collect();
    let taxes = within(&nets);
    summed(nets.into_iter().map(|(bp, _)| bp).zip(taxes)).filter(|(_, tax)| *tax > Money::ZERO).collect()
}

/// The amounts of each rate together.
fn summed(amounts: impl Iterator<Item = (i64, i128)>) -> impl Iterator<Item = (i64, Money)> {
    let mut rates = std::collections::BTreeMap::<i64, i128>::new();
    amounts.for_each(|(bp, amount)| *rates.entry(bp).or_default() += amount);
    rates.into_iter().map(|(bp, amount)| (bp, narrow(amount)))
}

/// A part of amounts of 64 bits is no wider than they.
fn narrow(amount: i128) -> Money {
    Money(i64::try_from(amount).unwrap_or(i64::MAX))
}

/// The lines of a bill, its tax lines brought up to the others: the one place where tax changes. It
/// changes on the day of what it is of.
pub(super) async fn settle(work: &mut Work<'_>, bill: BillId, day: NaiveDate) -> Done<Vec<LineRow>> {
    let (clinic, me, now) = (work.id(), work.me(), work.now);
    let lines = store::bill::lines(work.on(), clinic, bill).await?;
    // The tax on what was sold later than its visit is of that day.
    let sold = lines.iter().filter(|line| line.kind.sold()).map(|line| line.business_day).max();
    let day = sold.map_or(day, |sold| sold.max(day));
    let wanted = wanted(&lines, day);
    let same = |one: &LineRow, other: &LineRow| one.tax_bp == other.tax_bp && one.amount == other.amount;
    let there: Vec<&LineRow> = lines.iter().filter(|line| line.kind == LineKind::Tax).collect();
    let mut changed = false;
    for old in there.iter().filter(|old| !wanted.iter().any(|line| same(line, old))) {
        store::bill::void_line(work.on(), clinic, bill, old.id, "tax", me, now, day).await?;
        changed = true;
    }
    for line in wanted.iter().filter(|line| !there.iter().any(|old| same(line, old))) {
        bill::add(work, bill, line).await?;
        changed = true;
    }
    if changed { Ok(store::bill::lines(work.on(), clinic, bill).await?) } else { Ok(lines) }
}
