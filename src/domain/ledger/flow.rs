//! What a bill did on the days of a span: the difference between the end of each day and of the one before. The days
//! of a span add up to the span, exactly.

use chrono::NaiveDate;

use super::standing::{Net, Standing, standing};
use super::{Bill, Of};

/// What changed on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    pub day: NaiveDate,
    /// The differences of the sums. Its `nets` are differences too; a line whose net did not change is left out.
    pub change: Standing,
    /// How the bill stands at the day's end.
    pub after: Standing,
    /// Lines that began to count (1) or ceased to (−1), by their place.
    pub began: Vec<(usize, i64)>,
}

/// The flows of a bill from `from` to `to`, day by day; days on which nothing happened are left out.
#[must_use]
pub fn flows(bill: &Bill, from: NaiveDate, to: NaiveDate) -> Vec<Flow> {
    let days = bill.days(from, to);
    let Some(first) = days.first() else { return Vec::new() };
    let mut before = first.pred_opt().map(|day| standing(bill, day)).unwrap_or_default();
    let mut flows = Vec::with_capacity(days.len());
    for day in days {
        let after = standing(bill, day);
        let counted = |all: &Standing, place: usize| all.nets.iter().any(|net| net.line == Some(place));
        let began = (0..bill.lines.len())
            .filter_map(|place| match (counted(&before, place), counted(&after, place)) {
                (false, true) => Some((place, 1)),
                (true, false) => Some((place, -1)),
                _ => None,
            })
            .collect();
        flows.push(Flow { day, change: difference(&before, &after), after: after.clone(), began });
        before = after;
    }
    flows
}

fn difference(before: &Standing, after: &Standing) -> Standing {
    let mut nets: Vec<Net> = after.nets.clone();
    for old in &before.nets {
        let same = |net: &&mut Net| net.line == old.line && net.of == old.of;
        match nets.iter_mut().find(same) {
            Some(net) => {
                net.earned -= old.earned;
                net.base -= old.base;
            }
            None => nets.push(Net { earned: -old.earned, base: -old.base, ..*old }),
        }
    }
    nets.retain(|net| net.earned != 0 || net.base != 0);
    nets.sort_by_key(|net| (net.line.is_none(), net.line, net.of == Of::Rest));
    Standing {
        charged: after.charged - before.charged,
        settled: after.settled - before.settled,
        received: after.received - before.received,
        credit_used: after.credit_used - before.credit_used,
        package_used: after.package_used - before.package_used,
        earned: after.earned - before.earned,
        tips: after.tips - before.tips,
        tips_given: after.tips_given - before.tips_given,
        tax: after.tax - before.tax,
        package_sold: after.package_sold - before.package_sold,
        forfeits: after.forfeits - before.forfeits,
        discounts: after.discounts - before.discounts,
        refunds: after.refunds - before.refunds,
        write_offs: after.write_offs - before.write_offs,
        nets,
    }
}
