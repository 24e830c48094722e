//! What the parts of a figure are called: the same keys in the report and in its explanation.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Roster;
use super::ledger::Entry;
use super::report::Part;
use crate::domain::expense::PaidFrom;
use crate::domain::id::StaffId;
use crate::domain::ledger::{Net, Of, money};
use crate::domain::refusal::Refusal;
use crate::store::expense::ExpenseRow;
use crate::store::ledger::{BookLineRow, BookPaymentRow};

/// A key and its name.
pub(super) type Key = (String, String);
type Days = (NaiveDate, NaiveDate);

/// Sums by key. A part is called what it was called last.
#[derive(Default)]
pub(super) struct Parts(BTreeMap<String, (String, i64, i128)>);

impl Parts {
    pub fn add(&mut self, key: Key, count: i64, amount: i128) {
        let part = self.0.entry(key.0).or_default();
        part.0 = key.1;
        part.1 += count;
        part.2 += amount;
    }

    /// The parts, the largest amount first; what came to nothing is left out.
    pub fn largest_first(self) -> Result<Vec<Part>, Refusal> {
        let part = |(key, (name, count, amount)): (String, (String, i64, i128))| {
            Ok(Part { key, name, count, amount: money(amount)? })
        };
        let some = self.0.into_iter().filter(|(_, (_, count, amount))| (*count, *amount) != (0, 0));
        let mut parts: Vec<Part> = some.map(part).collect::<Result<_, Refusal>>()?;
        parts.sort_by(|a, b| b.amount.cmp(&a.amount).then_with(|| a.name.cmp(&b.name)));
        Ok(parts)
    }
}

pub(super) fn method(row: &BookPaymentRow) -> Key {
    (format!("method:{}", row.method_id), row.method.clone())
}

/// The line a net is of.
fn line<'a>(net: &Net, entry: &'a Entry) -> Option<&'a BookLineRow> {
    net.line.and_then(|place| entry.lines.get(place))
}

/// A treatment by the name its line has: what it was called then.
pub(super) fn treatment(net: &Net, entry: &Entry) -> Key {
    match net.of {
        Of::Treatment(id) => {
            let name = line(net, entry).map_or("", |row| row.description.as_str());
            (format!("treatment:{id}"), name.to_owned())
        }
        other => (word(other).to_owned(), String::new()),
    }
}

pub(super) fn category(net: &Net, entry: &Entry) -> Key {
    match net.of {
        Of::Treatment(_) => {
            let name = line(net, entry).map_or("", |row| row.category.as_str());
            (format!("category:{name}"), name.to_owned())
        }
        other => (word(other).to_owned(), String::new()),
    }
}

const fn word(of: Of) -> &'static str {
    match of {
        Of::Treatment(_) => "treatment",
        Of::Item => "item",
        Of::Forfeit => "forfeit",
        Of::Rounding => "rounding",
        Of::Rest => "rest",
    }
}

pub(super) fn staff(staff: Option<StaffId>, roster: &Roster) -> Key {
    match staff {
        Some(id) => (format!("staff:{id}"), roster.staff_name(id).to_owned()),
        None => ("nobody".to_owned(), String::new()),
    }
}

/// Whose a tip is. It is no part of what they earned: it has a key of its own.
pub(super) fn tip(whose: Option<StaffId>, roster: &Roster) -> Key {
    let (key, name) = staff(whose, roster);
    (format!("tip:{key}"), name)
}

/// Who performed what was earned, each with their part. What was kept or rounded nobody performed.
pub(super) fn performed(net: &Net, entry: &Entry) -> Vec<(Option<StaffId>, i128)> {
    match net.line.filter(|_| matches!(net.of, Of::Treatment(_) | Of::Item)) {
        Some(place) => entry.bill.lines[place].parted(net.earned),
        None => vec![(None, net.earned)],
    }
}

/// The new money of a bill in a span: when it came or went, and against that when it turned out not to have come.
pub(super) fn received(entry: &Entry, (from, to): Days) -> Vec<(&BookPaymentRow, NaiveDate, i128)> {
    let inside = |day: &NaiveDate| (from..=to).contains(day);
    let mut all = Vec::new();
    for row in entry.payments.iter().filter(|row| row.new_money) {
        let amount = i128::from(row.amount.0);
        all.extend(Some(row.business_day).filter(inside).map(|day| (row, day, amount)));
        all.extend(row.failed_day.filter(inside).map(|day| (row, day, -amount)));
    }
    all
}

/// What an expense comes to in a span.
pub(super) fn spent(row: &ExpenseRow, (from, to): Days) -> Vec<(&ExpenseRow, NaiveDate, i128)> {
    let amount = i128::from(row.amount.0);
    let days = [Some((row.business_day, amount)), row.voided_day.map(|day| (day, -amount))];
    let inside = |(day, _): &(NaiveDate, i128)| (from..=to).contains(day);
    days.into_iter().flatten().filter(inside).map(|(day, amount)| (row, day, amount)).collect()
}

pub(super) fn spent_on(row: &ExpenseRow) -> Key {
    (format!("spent:{}", row.category_id), row.category.clone())
}

/// Whether an expense took the clinic's own cash.
pub(super) const fn own_cash(from: PaidFrom) -> bool {
    matches!(from, PaidFrom::Drawer | PaidFrom::Bank)
}
