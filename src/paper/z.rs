//! The closing report of a session in plain letters: on paper, on screen and in a file the same.

use chrono::{NaiveDate, NaiveDateTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Words;
use super::layout::Sheet;
use super::receipt::Letterhead;
use crate::domain::drawer::{Cash, Decision, MoveKind, Owed, Pieces};
use crate::domain::money::{Currency, Money};

/// Everything a closing report says, as it was when the session ended. It is kept as a whole, for ever.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Z {
    pub clinic: Letterhead,
    pub currency: Currency,
    pub number: i64,
    pub drawer: String,
    pub terminal: String,
    pub business_day: NaiveDate,
    pub opened_at: NaiveDateTime,
    pub opened_by: String,
    /// Who handed it over at the beginning, and to whom at the end.
    pub handed_by: Option<String>,
    pub handed_to: Option<String>,
    pub closed_at: NaiveDateTime,
    pub closed_by: String,
    /// What the session before left; none for the first.
    pub left_before: Option<Money>,
    pub opening_difference: Money,
    pub opening_note: String,
    /// Left open past its day: until which one it went on, and why.
    pub carried: Option<(NaiveDate, String)>,
    pub methods: Vec<Method>,
    /// New money by every method together, less what went back.
    pub received: Money,
    pub refunds: Tally,
    pub voids: Tally,
    pub discounts: Tally,
    pub rounding: Tally,
    /// Payments of this session that failed before its end.
    pub failed: Tally,
    /// Payments of earlier sessions that failed since the report before this: their reports had counted them.
    pub failed_late: Tally,
    /// All that was known to have failed by now, in whichever session it was taken.
    pub failed_ever: Tally,
    /// Payments nobody has verified yet.
    pub waiting: Tally,
    pub receipts: Vec<Series>,
    pub cash: Cash,
    pub moves: Vec<Moved>,
    pub no_sales: i64,
    pub counts: Vec<Counted>,
    pub expected: Money,
    pub counted: Money,
    pub difference: Money,
    pub difference_note: String,
    pub difference_approved_by: Option<String>,
    /// What stays in the drawer; the rest goes to the safe.
    pub left_in: Money,
    pub to_safe: Money,
    pub unfinished: Vec<Unfinished>,
    /// Everything that was ever received and did not fail later, this session included.
    pub perpetual: Money,
    /// The end of the trail.
    pub head_seq: i64,
    pub head_hash: String,
    pub training: bool,
}

/// How many, and how much together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tally {
    pub count: i64,
    pub amount: Money,
}

impl Tally {
    /// One more.
    pub fn add(&mut self, count: i64, amount: Money) {
        self.count += count;
        self.amount.0 = self.amount.0.saturating_add(amount.0);
    }
}

/// What a method comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Method {
    pub name: String,
    pub in_drawer: bool,
    pub total: Tally,
    /// What the slip or the app says; none for what was counted.
    pub confirmed: Option<Money>,
    pub note: String,
}

/// The receipts of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Series {
    /// As it is read out: `R-000123`.
    pub first: String,
    pub last: String,
    pub count: i64,
}

/// Cash that came or went without a bill, or a drawer opened for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Moved {
    pub kind: MoveKind,
    pub amount: Money,
    pub reason: String,
    pub at: NaiveDateTime,
    pub by: String,
}

/// One count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counted {
    pub total: Money,
    pub pieces: Pieces,
    pub reason: String,
    pub at: NaiveDateTime,
    pub by: String,
    pub approved_by: Option<String>,
    /// Whoever counted could not see what should be there.
    #[serde(default = "blind")]
    pub blind: bool,
}

/// What a count is that does not say otherwise.
pub(crate) const fn blind() -> bool {
    true
}

/// A visit on which something was owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unfinished {
    /// As it was then; unknown once they are erased.
    #[serde(default = "super::receipt::gone")]
    pub patient: String,
    pub due: Money,
    /// What for.
    pub owed: Owed,
    /// None where nobody decided anything, and it went along with a drawer that was handed over.
    pub decision: Option<Decision>,
    pub note: String,
}

impl Unfinished {
    /// What went along with a drawer that was handed over, without a word.
    pub(crate) const fn undecided(patient: String, due: Money, owed: Owed) -> Self {
        Self { patient, due, owed, decision: None, note: String::new() }
    }
}

impl Z {
    /// The report, line by line, none wider than `columns`. A reprint says that it is one.
    #[must_use]
    pub fn lines(&self, columns: usize, words: &dyn Words, reprint: bool) -> Vec<String> {
        let mut sheet = Sheet::new(columns);
        self.marks(&mut sheet, words, reprint);
        sheet.centred(&self.clinic.name);
        sheet.centred(&self.clinic.address);
        sheet.rule();
        let moment = |at: NaiveDateTime| format!("{} {}", words.date(at.date()), at.format("%H:%M"));
        sheet.pair(0, &words.fill("z-number", &[("number", self.number.to_string())]), &self.drawer);
        sheet.pair(0, &words.text("z-opened"), &moment(self.opened_at));
        sheet.left(2, &self.opened_by);
        if let Some(name) = &self.handed_by {
            sheet.left(2, &words.fill("z-handed_by", &[("name", name.clone())]));
        }
        sheet.pair(0, &words.text("z-closed"), &moment(self.closed_at));
        sheet.left(2, &self.closed_by);
        if let Some(name) = &self.handed_to {
            sheet.left(2, &words.fill("z-handed_to", &[("name", name.clone())]));
        }
        sheet.rule();
        self.received(&mut sheet, words);
        sheet.rule();
        self.drawer(&mut sheet, words);
        if !self.unfinished.is_empty() {
            sheet.rule();
            self.unfinished(&mut sheet, words);
        }
        sheet.rule();
        self.ever(&mut sheet, words);
        let hash = self.head_hash.get(..16).unwrap_or(&self.head_hash);
        sheet.pair(0, &words.text("z-trail"), &format!("{} {hash}", self.head_seq));
        self.marks(&mut sheet, words, reprint);
        sheet.finish()
    }

    fn marks(&self, sheet: &mut Sheet, words: &dyn Words, reprint: bool) {
        if self.training {
            sheet.centred(&words.text("z-training"));
        }
        if reprint {
            sheet.centred(&words.text("z-reprint"));
        }
    }

    fn received(&self, sheet: &mut Sheet, words: &dyn Words) {
        for method in &self.methods {
            let label = format!("{} ({})", method.name, method.total.count);
            sheet.pair(0, &label, &self.money(method.total.amount));
            if let Some(confirmed) = method.confirmed.filter(|confirmed| *confirmed != method.total.amount) {
                sheet.pair(2, &words.text("z-on_the_slip"), &self.money(confirmed));
                sheet.left(2, &method.note);
            }
        }
        sheet.pair(0, &words.text("z-received"), &self.money(self.received));
        // Whoever reckons it up again has to know of each line whether the total has it already.
        sheet.left(0, &words.text("z-in_it"));
        for (id, tally) in [
            ("z-refunds", self.refunds),
            ("z-voids", self.voids),
            ("z-discounts", self.discounts),
            ("z-rounding", self.rounding),
            ("z-waiting", self.waiting),
        ] {
            self.tally(sheet, words, (2, id), tally);
        }
        // Of what is rare, nothing is said where there was none.
        if self.failed.count != 0 {
            sheet.left(0, &words.text("z-not_in_it"));
            self.tally(sheet, words, (2, "z-failed"), self.failed);
        }
        for series in &self.receipts {
            let span = format!("{} - {}", series.first, series.last);
            let label = words.fill("z-receipts", &[("count", series.count.to_string())]);
            sheet.pair(0, &label, &span);
        }
    }

    fn tally(&self, sheet: &mut Sheet, words: &dyn Words, (indent, id): (usize, &str), tally: Tally) {
        let label = words.fill(id, &[("count", tally.count.to_string())]);
        sheet.pair(indent, &label, &self.money(tally.amount));
    }

    /// What was ever received, from what the report before says to what this one does.
    fn ever(&self, sheet: &mut Sheet, words: &dyn Words) {
        let late = Tally { amount: Money(self.failed_late.amount.0.saturating_neg()), ..self.failed_late };
        let before = self.perpetual.0.saturating_sub(self.received.0).saturating_sub(late.amount.0);
        sheet.pair(0, &words.text("z-perpetual_before"), &self.money(Money(before)));
        sheet.pair(0, &words.text("z-received"), &self.money(self.received));
        if late.count != 0 {
            self.tally(sheet, words, (0, "z-failed_late"), late);
        }
        sheet.pair(0, &words.text("z-perpetual"), &self.money(self.perpetual));
    }

    fn drawer(&self, sheet: &mut Sheet, words: &dyn Words) {
        sheet.pair(0, &words.text("z-float"), &self.money(self.cash.float));
        if self.opening_difference != Money::ZERO {
            let difference = self.money(self.opening_difference);
            sheet.pair(2, &words.text("z-opening_difference"), &difference);
        }
        let mut pair = |id: &str, amount: Money| sheet.pair(0, &words.text(id), &self.money(amount));
        pair("z-cash", self.cash.taken);
        pair("z-paid_in", self.cash.paid_in);
        pair("z-paid_out", Money(-self.cash.paid_out.0));
        pair("z-dropped", Money(-self.cash.dropped.0));
        pair("z-expected", self.expected);
        pair("z-counted", self.counted);
        pair("z-difference", self.difference);
        if !self.opening_note.is_empty() {
            sheet.left(0, &words.fill("z-opening_note", &[("text", self.opening_note.clone())]));
        }
        if let Some((day, text)) = &self.carried {
            let day = day.format("%d/%m/%Y").to_string();
            sheet.left(0, &words.fill("z-went_on", &[("day", day), ("text", text.clone())]));
        }
        if !self.difference_note.is_empty() {
            sheet.left(0, &words.fill("z-note", &[("text", self.difference_note.clone())]));
        }
        if let Some(name) = &self.difference_approved_by {
            sheet.left(0, &words.fill("z-approved_by", &[("name", name.clone())]));
        }
        if self.counts.len() > 1 || self.counts.iter().any(|count| !count.blind) {
            for count in &self.counts {
                let moment = format!("{} {}", count.at.format("%H:%M"), count.by);
                sheet.pair(2, &words.fill("z-count", &[("who", moment)]), &self.money(count.total));
                if !count.blind {
                    sheet.left(4, &words.text("z-count_sighted"));
                }
                if !count.reason.is_empty() {
                    sheet.left(4, &words.fill("z-count_why", &[("text", count.reason.clone())]));
                }
                if let Some(name) = count.approved_by.as_ref().filter(|name| **name != count.by) {
                    sheet.left(4, &words.fill("z-count_allowed", &[("name", name.clone())]));
                }
            }
        }
        sheet.pair(0, &words.text("z-left_in"), &self.money(self.left_in));
        sheet.pair(0, &words.text("z-to_safe"), &self.money(self.to_safe));
        self.moves(sheet, words);
    }

    /// Each move, which the lines above have together; then how often it was opened for nothing.
    fn moves(&self, sheet: &mut Sheet, words: &dyn Words) {
        let (opened, moves): (Vec<_>, Vec<_>) =
            self.moves.iter().partition(|moved| moved.kind == MoveKind::NoSale);
        if !moves.is_empty() {
            sheet.left(0, &words.text("z-moves"));
        }
        for moved in moves {
            let (sign, kind) = match moved.kind {
                MoveKind::PaidIn => (1, "z-paid_in"),
                MoveKind::Drop => (-1, "z-dropped"),
                MoveKind::PaidOut | MoveKind::NoSale => (-1, "z-paid_out"),
            };
            let what = if moved.reason.is_empty() { words.text(kind) } else { moved.reason.clone() };
            let label = format!("{} {what}", moved.at.format("%H:%M"));
            sheet.pair(2, &label, &self.money(Money(sign * moved.amount.0)));
        }
        sheet.left(0, &words.fill("z-no_sales", &[("count", self.no_sales.to_string())]));
        for moved in opened {
            sheet.left(2, &format!("{} {}", moved.at.format("%H:%M"), moved.reason));
        }
    }

    fn unfinished(&self, sheet: &mut Sheet, words: &dyn Words) {
        sheet.left(0, &words.text("z-unfinished"));
        for one in &self.unfinished {
            sheet.pair(2, &one.patient, &self.money(one.due));
            sheet.left(
                4,
                &words.text(match one.owed {
                    Owed::Done => "z-owed_done",
                    Owed::Package => "z-owed_package",
                    Owed::Other => "z-owed_other",
                }),
            );
            let said = match one.decision {
                Some(Decision::Receivable) => words.fill("z-receivable", &[("note", one.note.clone())]),
                Some(Decision::Carried) => words.fill("z-carried", &[("note", one.note.clone())]),
                None => words.fill("z-undecided", &[("name", self.handed_to.clone().unwrap_or_default())]),
            };
            sheet.left(4, &said);
        }
    }

    fn money(&self, amount: Money) -> String {
        self.currency.shown(amount)
    }
}

#[cfg(test)]
#[path = "z_tests.rs"]
mod tests;
