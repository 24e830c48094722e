//! A payment on its receipt: as it was when the receipt was made, and what became of it since.

use chrono::NaiveDateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Words;
use super::layout::Sheet;
use crate::domain::id::PaymentId;
use crate::domain::money::{Currency, Money};
use crate::domain::payment::PaymentKind;

/// One payment of this receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Paid {
    /// The method's name: cash, QRIS, a bank.
    pub method: String,
    pub kind: PaymentKind,
    /// What settles the bill; negative when it goes back.
    pub amount: Money,
    /// What was handed over, and what came back of it.
    pub tendered: Money,
    pub change: Money,
    pub reference: String,
    /// What of it is for packages on the bill.
    #[serde(default)]
    pub packages: Money,
    /// Not yet seen on the account: the receipt says so.
    pub waiting: bool,
    /// Which one it is, so that what became of it is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<PaymentId>,
    /// What became of it; none as long as it stands as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Since>,
}

/// What turned out of a payment after its receipt was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Since {
    /// It never came; else somebody saw it come.
    pub failed: bool,
    /// On the clinic's own clock.
    pub at: NaiveDateTime,
}

impl Paid {
    pub(super) fn put(&self, sheet: &mut Sheet, currency: &Currency, words: &dyn Words) {
        let method = [("method", self.method.clone())];
        let parted = matches!(self.kind, PaymentKind::Deposit | PaymentKind::Payment);
        let parted = parted && self.packages != Money::ZERO;
        // Before the visit it is its deposit, but for what a package costs.
        let rest_word =
            if self.kind == PaymentKind::Deposit { "receipt-of_visit" } else { "receipt-of_treatment" };
        let label = match self.kind {
            PaymentKind::Payment => self.method.clone(),
            PaymentKind::Deposit if parted => self.method.clone(),
            PaymentKind::Deposit => words.fill("receipt-deposit", &method),
            PaymentKind::Refund => words.fill("receipt-refund", &method),
            PaymentKind::Void => words.fill("receipt-void", &method),
        };
        sheet.pair(0, &label, &currency.shown(self.amount));
        if parted {
            sheet.pair(2, &words.text("receipt-of_package"), &currency.shown(self.packages));
            let rest = Money(self.amount.0 - self.packages.0);
            if rest != Money::ZERO {
                sheet.pair(2, &words.text(rest_word), &currency.shown(rest));
            }
        }
        if self.change != Money::ZERO {
            sheet.pair(2, &words.text("receipt-tendered"), &currency.shown(self.tendered));
            sheet.pair(2, &words.text("receipt-change"), &currency.shown(self.change));
        }
        if !self.reference.is_empty() {
            sheet.left(2, &words.fill("receipt-reference", &[("text", self.reference.clone())]));
        }
        if self.waiting {
            sheet.left(2, &words.text("receipt-waiting"));
        }
        if let Some(since) = &self.since {
            let said = if since.failed { "receipt-failed_since" } else { "receipt-verified_since" };
            let at = format!("{} {}", words.date(since.at.date()), since.at.format("%H:%M"));
            sheet.left(2, &words.fill(said, &[("at", at)]));
        }
    }
}
