//! A bill at the end of a day.

use chrono::NaiveDate;

use super::{Bill, Line, Source};
use crate::domain::bill::{LineKind, TaxMode};
use crate::domain::id::TreatmentId;
use crate::domain::share::less;
use crate::domain::tax::within;

/// What a part of the earned came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    Treatment(TreatmentId),
    /// Something with a name and a price.
    Item,
    /// A deposit that was kept.
    Forfeit,
    /// What cash was rounded by.
    Rounding,
    /// Taken off a bill on which nothing is sold any more.
    Rest,
}

/// What one line of the bill earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Net {
    /// Its place on the bill; none for what belongs to no line.
    pub line: Option<usize>,
    pub of: Of,
    /// After its share of everything that was taken off, less the tax in it.
    pub earned: i128,
    /// After discounts and refunds only, less the tax in it: what a commission is counted from.
    pub base: i128,
}

/// The sums of a bill at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// All lines that count.
    pub charged: i128,
    /// All payments that count.
    pub settled: i128,
    /// Of those, what was new money.
    pub received: i128,
    pub credit_used: i128,
    pub package_used: i128,
    pub earned: i128,
    pub tips: i128,
    /// On top of prices and in them.
    pub tax: i128,
    pub package_sold: i128,
    pub forfeits: i128,
    /// As positive amounts.
    pub discounts: i128,
    pub refunds: i128,
    pub write_offs: i128,
    pub nets: Vec<Net>,
}

impl Standing {
    /// Paid more than is owed: the patient's money.
    #[must_use]
    pub fn deposit(&self) -> i128 {
        (self.settled - self.charged).max(0)
    }

    /// Owed more than was paid.
    #[must_use]
    pub fn receivable(&self) -> i128 {
        (self.charged - self.settled).max(0)
    }
}

/// How a bill stands at the end of `day`.
#[must_use]
pub fn standing(bill: &Bill, day: NaiveDate) -> Standing {
    let mut sums = Standing::default();
    for paid in bill.payments.iter().filter(|paid| paid.counts(day)) {
        let amount = i128::from(paid.amount.0);
        sums.settled += amount;
        match paid.source {
            Source::New => sums.received += amount,
            Source::Credit => sums.credit_used += amount,
            Source::Package => sums.package_used += amount,
        }
    }
    let lines: Vec<(usize, &Line)> =
        bill.lines.iter().enumerate().filter(|(_, line)| line.counts(bill.done, day)).collect();
    for (place, line) in &lines {
        let amount = i128::from(line.amount.0);
        sums.charged += amount;
        match line.kind {
            LineKind::Tip => sums.tips += amount,
            LineKind::Tax => sums.tax += amount,
            LineKind::Package => sums.package_sold += amount,
            LineKind::Discount => sums.discounts -= amount,
            LineKind::Refund => sums.refunds -= amount,
            LineKind::WriteOff => sums.write_offs -= amount,
            LineKind::Forfeit => {
                sums.forfeits += amount;
                sums.nets.push(Net { line: Some(*place), of: Of::Forfeit, earned: amount, base: 0 });
            }
            LineKind::Rounding => {
                sums.nets.push(Net { line: Some(*place), of: Of::Rounding, earned: amount, base: 0 });
            }
            LineKind::Treatment | LineKind::Item => {}
        }
    }
    let sold: Vec<(usize, &Line)> = lines.iter().copied().filter(|(_, line)| line.kind.sold()).collect();
    let full: Vec<i128> = sold.iter().map(|(_, line)| i128::from(line.amount.0)).collect();
    let off = |kinds: &[LineKind]| -> Vec<(Option<usize>, i128)> {
        let off = lines.iter().map(|(_, line)| *line).filter(|line| kinds.contains(&line.kind));
        let place = |id| sold.iter().position(|(_, one)| one.id == id);
        off.map(|line| (line.reduces.and_then(place), i128::from(line.amount.0))).collect()
    };
    let included = |nets: &[i128]| -> Vec<i128> {
        let rate = |line: &Line| if line.tax_mode == TaxMode::Inclusive { line.tax_bp } else { 0 };
        within(&sold.iter().map(|(_, line)| rate(line)).zip(nets.iter().copied()).collect::<Vec<_>>())
    };
    let (after, rest) = less(&full, &off(&[LineKind::Discount, LineKind::Refund]));
    let (net, unpaid_rest) = less(&after, &off(&[LineKind::WriteOff]));
    let (tax_after, tax) = (included(&after), included(&net));
    for (nth, (place, line)) in sold.iter().enumerate() {
        sums.tax += tax[nth];
        sums.nets.push(Net {
            line: Some(*place),
            of: line.treatment.filter(|_| line.kind == LineKind::Treatment).map_or(Of::Item, Of::Treatment),
            earned: net[nth] - tax[nth],
            base: after[nth] - tax_after[nth],
        });
    }
    if rest + unpaid_rest != 0 {
        sums.nets.push(Net { line: None, of: Of::Rest, earned: rest + unpaid_rest, base: 0 });
    }
    sums.earned = sums.nets.iter().map(|net| net.earned).sum();
    sums
}
