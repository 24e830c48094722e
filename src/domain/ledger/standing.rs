//! A bill at the end of a day.

use chrono::NaiveDate;

use super::{Bill, Line, Source};
use crate::domain::bill::{LineKind, TaxMode};
use crate::domain::id::TreatmentId;
use crate::domain::share::{less, ratio, spread};
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
    /// Taken off a bill on which nothing is left to take it off, or lost with a package nobody paid.
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
    /// The tips less what went back of them, whether anybody pays them or not.
    pub tips_given: i128,
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
            LineKind::Discount if line.of_session => {}
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
    let (mut priced, mut rest) = less(&full, &off(&[LineKind::Discount]));
    for net in priced.iter_mut().filter(|net| **net < 0) {
        rest += std::mem::take(net);
    }
    let rounds = lines.iter().filter(|(_, line)| line.kind == LineKind::Rounding);
    let rounding: i128 = rounds.map(|(_, line)| i128::from(line.amount.0)).sum();
    let mut after = Charged { priced, tax: sums.tax, tips: sums.tips, rounding };
    let mut refund_rest = 0;
    for (place, refund) in lines.iter().filter(|(_, line)| line.kind == LineKind::Refund) {
        // It gives back of what was there: what was added since is not given back, as long as there is anything else.
        let there: Vec<bool> = sold.iter().map(|(sold, _)| sold < place).collect();
        let on_top = |line: &Line| if line.tax_mode == TaxMode::Exclusive { line.tax_bp } else { 0 };
        let rates: Vec<i64> = sold.iter().map(|(_, line)| on_top(line)).collect();
        let since = lines.iter().filter(|(tip, line)| tip > place && line.kind == LineKind::Tip);
        let since: i128 = since.map(|(_, line)| i128::from(line.amount.0)).sum();
        let (left, over) = after.less_of(-i128::from(refund.amount.0), &after.there(&there, &rates, since));
        let (left, over) = left.less(over);
        after = left;
        refund_rest += over;
    }
    let base = after.priced.clone();
    // What nobody pays of a package that was used is lost, and nothing else for it.
    let of_package = |line: &Line| {
        let sale = |id| lines.iter().any(|(_, one)| one.id == id && one.kind == LineKind::Package);
        line.kind == LineKind::WriteOff && line.reduces.is_some_and(sale)
    };
    let lost: i128 =
        lines.iter().filter(|(_, line)| of_package(line)).map(|(_, line)| -i128::from(line.amount.0)).sum();
    // A tip is the staff's: it goes unpaid last, and never for what was written off before it was given.
    let last =
        lines.iter().rposition(|(_, line)| line.kind == LineKind::WriteOff && !of_package(line)).unwrap_or(0);
    let later = lines[last..].iter().filter(|(_, line)| line.kind == LineKind::Tip);
    let later: i128 = later.map(|(_, line)| i128::from(line.amount.0)).sum();
    let (left, unpaid_rest) = after.unpaid(sums.write_offs - lost, later);
    rest -= refund_rest + unpaid_rest + lost;
    (sums.tax, sums.tips, sums.tips_given) = (left.tax, left.tips, after.tips);
    if let Some(net) = sums.nets.iter_mut().find(|net| net.of == Of::Rounding) {
        net.earned += left.rounding - rounding;
    }
    let (tax_in_base, tax_in) = (included(&base), included(&left.priced));
    for (nth, (place, line)) in sold.iter().enumerate() {
        sums.tax += tax_in[nth];
        sums.nets.push(Net {
            line: Some(*place),
            of: line.treatment.filter(|_| line.kind == LineKind::Treatment).map_or(Of::Item, Of::Treatment),
            earned: left.priced[nth] - tax_in[nth],
            base: base[nth] - tax_in_base[nth],
        });
    }
    if rest != 0 {
        sums.nets.push(Net { line: None, of: Of::Rest, earned: rest, base: 0 });
    }
    sums.earned = sums.nets.iter().map(|net| net.earned).sum();
    sums
}

/// What a bill charges, part by part: what a refund and a write-off fall on.
#[derive(Debug, Clone)]
struct Charged {
    /// What each thing sold comes to; none is negative.
    priced: Vec<i128>,
    /// On top of the prices.
    tax: i128,
    tips: i128,
    /// Of cash; may be negative.
    rounding: i128,
}

impl Charged {
    /// What is left when `taken` goes back or is given up, and what of that found nothing to fall on.
    ///
    /// It falls on all that is charged in proportion: first the rounding's part, to the nearest; then what is sold, the
    /// tax on top and the tips, by the largest remainder, in that order where remainders are equal. No part is taken
    /// below nothing, and all of it takes every part to exactly nothing.
    fn less(&self, taken: i128) -> (Self, i128) {
        self.less_of(taken, &self.weights())
    }

    /// What each part comes to: what is sold, the tax on top and the tips.
    fn weights(&self) -> Vec<i128> {
        self.priced.iter().copied().chain([self.tax.max(0), self.tips.max(0)]).collect()
    }

    /// The same of what is `there` only: of the tax on top what is of that by its rate, in basis points; of the tips all but
    /// those that came `since`.
    fn there(&self, there: &[bool], rates: &[i64], since: i128) -> Vec<i128> {
        let priced: Vec<i128> =
            self.priced.iter().zip(there).map(|(price, there)| if *there { *price } else { 0 }).collect();
        let taxed = |priced: &[i128]| {
            priced.iter().zip(rates).map(|(price, rate)| price * i128::from(*rate)).sum::<i128>()
        };
        let whole = taxed(&self.priced);
        let tax = if whole > 0 { ratio(self.tax.max(0), taxed(&priced), whole) } else { self.tax.max(0) };
        priced.into_iter().chain([tax, (self.tips - since).max(0)]).collect()
    }

    /// The same of no more of each part than its weight.
    fn less_of(&self, taken: i128, weights: &[i128]) -> (Self, i128) {
        let whole: i128 = weights.iter().sum();
        let most = (whole + self.rounding).max(0);
        let falls = taken.clamp(0, most);
        let rounding = if most > 0 { ratio(falls, self.rounding, most) } else { 0 };
        let shared = (falls - rounding).clamp(0, whole);
        let parts = spread(shared, weights);
        let sold = self.priced.len();
        let left = Self {
            priced: self.priced.iter().zip(&parts).map(|(price, part)| price - part).collect(),
            tax: self.tax - parts[sold],
            tips: self.tips - parts[sold + 1],
            rounding: self.rounding - rounding,
        };
        (left, taken - shared - rounding)
    }

    /// What is left when nobody pays `lost`, and what of that found nothing to fall on: as [`Charged::less`] on all but
    /// the tips; only what finds nothing else falls on those, the ones given `later` spared.
    fn unpaid(&self, lost: i128, later: i128) -> (Self, i128) {
        let (left, rest) = Self { tips: 0, ..self.clone() }.less(lost);
        let off = rest.clamp(0, (self.tips - later).max(0));
        (Self { tips: self.tips - off, ..left }, rest - off)
    }
}
