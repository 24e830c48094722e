//! Tax on top of the price: a line for each rate, brought up to the other lines whenever they change.

use chrono::NaiveDate;

use super::bill;
use super::fault::Done;
use super::work::Work;
use crate::domain::bill::{LineKind, TaxMode};
use crate::domain::id::BillId;
use crate::domain::money::Money;
use crate::domain::tax::{nets, on_top, within};
use crate::store;
use crate::store::bill::LineRow;

/// What each thing sold comes to after its own discounts and its share of the bill's.
fn sold(lines: &[LineRow]) -> Vec<(&LineRow, Money)> {
    let sold: Vec<&LineRow> = lines.iter().filter(|line| line.kind.sold()).collect();
    let off = |of: Option<_>| -> i64 {
        let discounts = lines.iter().filter(|line| line.kind == LineKind::Discount && line.reduces == of);
        discounts.map(|line| -line.amount.0).sum()
    };
    let prices: Vec<Money> = sold.iter().map(|line| line.amount).collect();
    let own: Vec<Money> = sold.iter().map(|line| Money(off(Some(line.id)))).collect();
    sold.into_iter().zip(nets(&prices, &own, Money(off(None)))).collect()
}

/// What one line comes to after its discounts.
pub(super) fn net(lines: &[LineRow], line: &LineRow) -> Money {
    sold(lines).into_iter().find(|(one, _)| one.id == line.id).map_or(line.amount, |(_, net)| net)
}

/// The tax lines a bill with these lines has: one for each rate that goes on top.
pub(super) fn wanted(lines: &[LineRow], day: NaiveDate) -> Vec<LineRow> {
    by_rate(lines, TaxMode::Exclusive)
        .into_iter()
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
    let rates = by_rate(lines, TaxMode::Inclusive).into_iter();
    rates.map(|(bp, net)| (bp, within(net, bp))).filter(|(_, tax)| *tax > Money::ZERO).collect()
}

fn by_rate(lines: &[LineRow], mode: TaxMode) -> Vec<(i64, Money)> {
    let mut rates = std::collections::BTreeMap::<i64, i64>::new();
    for (line, net) in sold(lines).into_iter().filter(|(line, _)| line.tax_mode == mode) {
        *rates.entry(line.tax_bp).or_default() += net.0;
    }
    rates.into_iter().map(|(bp, net)| (bp, Money(net))).collect()
}

/// The lines of a bill, its tax lines brought up to the others: the one place where tax changes.
pub(super) async fn settle(work: &mut Work<'_>, bill: BillId) -> Done<Vec<LineRow>> {
    let (clinic, me, now, day) = (work.id(), work.me(), work.now, work.today());
    let lines = store::bill::lines(work.on(), clinic, bill).await?;
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
