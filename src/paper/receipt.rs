//! A receipt in plain letters, 32, 42 or 48 to a line: on paper, on screen and in a file the same.

use chrono::NaiveDateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Words;
pub use super::deduction::{Deduction, Other};
use super::layout::Sheet;
pub use super::paid::{Paid, Since};
use crate::domain::audit::GONE;
use crate::domain::bill::LineKind;
use crate::domain::money::{Currency, Money};
use crate::domain::payment::PaymentKind;

/// Everything a receipt says, as it was when the money changed hands. It is kept as a whole, so that
/// a reprint says the same whatever has been renamed since.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Receipt {
    pub clinic: Letterhead,
    /// As it is read out: `R-000123`.
    pub number: String,
    /// On the clinic's own clock.
    pub at: NaiveDateTime,
    pub cashier: String,
    /// As it was then; unknown once they are erased.
    #[serde(default = "gone")]
    pub patient: String,
    pub currency: Currency,
    pub lines: Vec<Line>,
    /// What comes off, as negative amounts.
    pub discounts: Vec<Deduction>,
    /// Tax on top, tips, a deposit that was kept, what was earned and given back, what nobody pays.
    pub others: Vec<Other>,
    /// The tax that is part of the prices, for each rate.
    pub included: Vec<Deduction>,
    /// What the bill was rounded by to be payable in coins; zero: no line.
    pub rounding: Money,
    pub total: Money,
    /// What had been paid on this bill before.
    pub paid_before: Money,
    /// What sessions of a package had settled before.
    #[serde(default)]
    pub by_sessions: Money,
    pub payments: Vec<Paid>,
    /// What is still to pay.
    pub due: Money,
    /// From a training copy: no receipt at all.
    pub training: bool,
    /// 0 the first time it is printed, then the number of the copy.
    pub copy: u32,
    /// What of its payments was voided since; the number stays.
    #[serde(default)]
    pub voided: Money,
}

pub(super) fn gone() -> String {
    GONE.to_owned()
}

/// Who gives the receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Letterhead {
    pub name: String,
    pub address: String,
    pub phone: String,
    /// The clinic's own last words; may be empty.
    pub footer: String,
}

/// Something sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    pub description: String,
    pub quantity: i64,
    /// The price of one.
    pub unit: Money,
    /// Of all of them.
    pub amount: Money,
}

impl Receipt {
    /// The receipt, line by line, none wider than `columns`.
    #[must_use]
    pub fn lines(&self, columns: usize, words: &dyn Words) -> Vec<String> {
        let mut sheet = Sheet::new(columns);
        self.marks(&mut sheet, words);
        sheet.centred(&self.clinic.name);
        sheet.centred(&self.clinic.address);
        sheet.centred(&self.clinic.phone);
        sheet.rule();
        let moment = format!("{} {}", words.date(self.at.date()), self.at.format("%H:%M"));
        sheet.pair(0, &self.number, &moment);
        sheet.left(0, &words.fill("receipt-cashier", &[("name", self.cashier.clone())]));
        sheet.left(0, &words.fill("receipt-patient", &[("name", self.patient.clone())]));
        sheet.rule();
        for line in &self.lines {
            self.line(&mut sheet, line);
        }
        for deduction in &self.discounts {
            let what = words.fill("receipt-discount", &[("what", deduction.said(words))]);
            sheet.pair(0, what.trim_end(), &self.money(deduction.amount));
        }
        for other in &self.others {
            let what = words.fill(Self::words(other.kind), &[("what", other.said(words))]);
            sheet.pair(0, what.trim_end(), &self.money(other.amount));
        }
        if self.rounding != Money::ZERO {
            sheet.pair(0, &words.text("receipt-rounding"), &self.money(self.rounding));
        }
        sheet.rule();
        sheet.pair(0, &words.text("receipt-total"), &self.money(self.total));
        for tax in &self.included {
            let what = words.fill("receipt-tax_included", &[("what", tax.said(words))]);
            sheet.pair(2, &what, &self.money(tax.amount));
        }
        let before = [("receipt-by_sessions", self.by_sessions), ("receipt-paid_before", self.paid_before)];
        for (word, amount) in before.into_iter().filter(|(_, amount)| *amount != Money::ZERO) {
            sheet.pair(0, &words.text(word), &self.money(amount));
        }
        for paid in &self.payments {
            paid.put(&mut sheet, &self.currency, words);
        }
        if self.due != Money::ZERO {
            sheet.pair(0, &words.text("receipt-due"), &self.money(self.due));
        }
        sheet.rule();
        sheet.centred(&self.clinic.footer);
        self.marks(&mut sheet, words);
        sheet.finish()
    }

    /// What must be seen before and after everything else: that this is no receipt, or not the first.
    fn marks(&self, sheet: &mut Sheet, words: &dyn Words) {
        if self.training {
            sheet.centred(&words.text("receipt-training"));
        }
        if self.voided != Money::ZERO {
            let whole = self.voided.0 == self.payments.iter().map(|paid| paid.amount.0).sum::<i64>();
            let said = if whole { "receipt-is_void" } else { "receipt-part_void" };
            sheet.centred(&words.fill(said, &[("amount", self.money(self.voided))]));
        }
        let failed = Money(self.failed().map(|paid| paid.amount.0).sum());
        if self.failed().next().is_some() {
            let said = if self.failed().count() == self.payments.len() {
                "receipt-is_failed"
            } else {
                "receipt-part_failed"
            };
            sheet.centred(&words.fill(said, &[("amount", self.money(failed))]));
        }
        if self.payments.iter().any(|paid| paid.kind == PaymentKind::Refund) {
            sheet.centred(&words.text("receipt-is_refund"));
        }
        if self.copy > 0 {
            sheet.centred(&words.fill("receipt-copy", &[("number", self.copy.to_string())]));
        }
    }

    /// Those that turned out not to have come.
    fn failed(&self) -> impl Iterator<Item = &Paid> {
        self.payments.iter().filter(|paid| paid.since.as_ref().is_some_and(|since| since.failed))
    }

    /// How a line that is not sold is called.
    const fn words(kind: LineKind) -> &'static str {
        match kind {
            LineKind::Tip => "receipt-tip",
            LineKind::Forfeit => "receipt-forfeit",
            LineKind::Refund => "receipt-given_back",
            LineKind::WriteOff => "receipt-write_off",
            _ => "receipt-tax",
        }
    }

    fn line(&self, sheet: &mut Sheet, line: &Line) {
        let amount = self.money(line.amount);
        if line.quantity == 1 {
            sheet.pair(0, &line.description, &amount);
        } else {
            sheet.left(0, &line.description);
            sheet.pair(2, &format!("{} x {}", line.quantity, self.money(line.unit)), &amount);
        }
    }

    fn money(&self, amount: Money) -> String {
        self.currency.shown(amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::testing::Plain;
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn receipt() -> Receipt {
        let paid = |method: &str, amount| Paid {
            method: method.to_owned(),
            kind: PaymentKind::Payment,
            amount: Money(amount),
            tendered: Money(amount),
            change: Money::ZERO,
            reference: String::new(),
            packages: Money::ZERO,
            waiting: false,
            payment: None,
            since: None,
        };
        let line = |description: &str, quantity, unit| Line {
            description: description.to_owned(),
            quantity,
            unit: Money(unit),
            amount: Money(unit * quantity),
        };
        Receipt {
            clinic: Letterhead {
                name: "Klinik Melati".to_owned(),
                address: "Jl. Mawar No. 5, Bandung".to_owned(),
                phone: "022-4201-234".to_owned(),
                footer: "Terima kasih, semoga lekas sehat".to_owned(),
            },
            number: "R-000123".to_owned(),
            at: NaiveDate::from_ymd_opt(2026, 5, 9).unwrap().and_hms_opt(14, 3, 27).unwrap(),
            cashier: "Siti".to_owned(),
            patient: "Dewi Lestari".to_owned(),
            currency: Currency::rupiah(),
            lines: vec![
                line("Microdermabrasi wajah dan leher dengan masker", 1, 587_520),
                line("Serum vitamin C", 2, 125_000),
            ],
            discounts: vec![Deduction::of_rate(1_000, Money(-83_752))],
            others: Vec::new(),
            included: Vec::new(),
            rounding: Money(32),
            total: Money(753_800),
            paid_before: Money(100_000),
            by_sessions: Money::ZERO,
            payments: vec![
                Paid { waiting: true, reference: "QR-77120".to_owned(), ..paid("QRIS", 300_000) },
                Paid { tendered: Money(350_000), change: Money(50_000), ..paid("Tunai", 300_000) },
            ],
            due: Money(53_800),
            training: false,
            copy: 0,
            voided: Money::ZERO,
        }
    }

    fn printed(receipt: &Receipt, columns: usize, language: &'static str) -> String {
        receipt.lines(columns, &Plain(language)).join("\n")
    }

    #[test]
    fn on_narrow_paper_in_indonesian() {
        insta::assert_snapshot!(printed(&receipt(), 32, "id"));
    }

    #[test]
    fn on_wide_paper_in_english() {
        insta::assert_snapshot!(printed(&receipt(), 48, "en"));
    }

    #[test]
    fn a_copy_of_a_training_receipt_says_both_twice() {
        let marked = Receipt { training: true, copy: 2, ..receipt() };
        insta::assert_snapshot!(printed(&marked, 42, "id"));
        let english = printed(&marked, 42, "en");
        assert_eq!((english.matches("TRAINING").count(), english.matches("COPY 2").count()), (2, 2));
    }

    #[test]
    fn what_a_clinic_does_not_say_of_itself_takes_no_line() {
        let mut plain = receipt();
        plain.clinic.address = String::new();
        plain.clinic.phone = " ".to_owned();
        let lines = plain.lines(32, &Plain("id"));
        assert!(lines.iter().all(|line| !line.trim().is_empty()), "{lines:#?}");
    }

    #[test]
    fn paper_speaks_like_the_screen() {
        let spoken = crate::i18n::Words::new(crate::i18n::Language::Indonesian);
        assert_eq!(receipt().lines(32, &spoken), receipt().lines(32, &Plain("id")));
    }

    #[test]
    fn money_that_goes_back_is_named() {
        let mut back = receipt();
        back.payments.truncate(1);
        back.payments[0] = Paid {
            kind: PaymentKind::Refund,
            amount: Money(-300_000),
            waiting: false,
            ..back.payments[0].clone()
        };
        assert!(printed(&back, 32, "id").contains("Pengembalian QRIS     \u{2212}Rp300.000"));
    }

    #[test]
    fn what_is_not_sold_stands_below_what_is() {
        let other = |kind, what: &str, amount| Other {
            kind,
            description: what.to_owned(),
            rate_bp: None,
            amount: Money(amount),
        };
        let bill = Receipt {
            others: vec![
                other(LineKind::Tax, "11%", 64_627),
                other(LineKind::Tip, "Rina", 20_000),
                other(LineKind::Forfeit, "", 50_000),
                other(LineKind::Refund, "", -10_000),
                other(LineKind::WriteOff, "", -5_000),
            ],
            included: vec![Deduction::of_rate(1_100, Money(24_775))],
            by_sessions: Money(80_000),
            ..receipt()
        };
        insta::assert_snapshot!(printed(&bill, 32, "id"));
        let void = Receipt { voided: Money(600_000), ..bill.clone() };
        assert_eq!(printed(&void, 32, "en").matches("*** VOID ***").count(), 2);
        let part = Receipt { voided: Money(300_000), ..bill };
        assert_eq!(printed(&part, 32, "en").matches("*** VOID Rp300.000 ***").count(), 2);
    }

    /// The rows of the corpus that end on paper, taken as if they had been stored.
    #[test]
    fn stored_commands_never_reach_the_printer() {
        for (stored, want) in [
            ("Budi\u{1b}p\0\u{19}\u{fffd}", "Budi?p???"),
            ("Budi\u{1d}V\0", "Budi?V?"),
            ("\u{1b}@\u{1b}!0BIG", "?@?!0BIG"),
        ] {
            let text = printed(&Receipt { patient: stored.to_owned(), ..receipt() }, 32, "id");
            assert!(text.contains(want), "{text}");
            assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
        }
    }

    #[test]
    fn a_long_name_hides_no_total() {
        for columns in [32, 42, 48] {
            let long = Receipt { patient: "nama panjang ".repeat(40), ..receipt() };
            let lines = long.lines(columns, &Plain("id"));
            assert_eq!(lines.len(), receipt().lines(columns, &Plain("id")).len() + 2);
            assert!(lines.iter().any(|line| line.starts_with("TOTAL") && line.ends_with("Rp753.800")));
        }
    }

    #[test]
    fn what_is_kept_reads_back() {
        let kept = serde_json::to_string(&receipt()).unwrap();
        assert_eq!(serde_json::from_str::<Receipt>(&kept).unwrap(), receipt());
    }

    proptest! {
        #[test]
        fn the_total_is_always_there(text in any::<String>(), total in any::<i64>(), columns in 0..60_usize) {
            let mut odd = Receipt { patient: text.clone(), total: Money(total), ..receipt() };
            odd.clinic.name.clone_from(&text);
            odd.lines[0].description.clone_from(&text);
            odd.payments[0].method = text;
            let lines = odd.lines(columns, &Plain("en"));
            let amount = odd.currency.shown(Money(total));
            prop_assert!(lines.iter().any(|line| line.ends_with(&amount)), "{:?}", lines);
        }
    }
}
