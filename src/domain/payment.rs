//! Taking money: which parts settle what, what changes hands, and what is rounded.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::money::{Currency, Money};
use super::refusal::Refusal;
use super::word::words;

words! {
    /// What kind of money a method is. Only cash gives change and is rounded. Credit and packages are money that came
    /// before: using them takes in nothing new.
    pub enum MethodKind {
        Cash = "cash",
        Card = "card",
        Transfer = "transfer",
        Qris = "qris",
        EWallet = "e_wallet",
        Credit = "credit",
        Package = "package",
    }
}

impl MethodKind {
    /// Money that came before: the patient's credit, a package. Using it takes in nothing new.
    #[must_use]
    pub const fn before(self) -> bool {
        matches!(self, Self::Credit | Self::Package)
    }
}

words! {
    /// What a payment row is.
    pub enum PaymentKind {
        Payment = "payment",
        Deposit = "deposit",
        Refund = "refund",
        Void = "void",
    }
}

impl PaymentKind {
    /// Whether money comes by it, before the service or for it.
    #[must_use]
    pub const fn takes(self) -> bool {
        matches!(self, Self::Payment | Self::Deposit)
    }
}

words! {
    /// What became of money that was not in the hand.
    pub enum PaymentState { Waiting = "waiting", Verified = "verified", Failed = "failed" }
}

/// One part of a split, as offered: what is handed over (cash) or charged (the others).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    pub kind: MethodKind,
    pub tendered: Money,
}

/// One part of a split, as booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// What settles the bill; zero of cash for which there are no coins.
    pub amount: Money,
    pub tendered: Money,
    /// Given back, cash only.
    pub change: Money,
}

/// What an offer comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// In the order of the offers.
    pub parts: Vec<Part>,
    /// The line that makes the cash part payable in coins that exist; often zero.
    pub rounding: Money,
}

/// How much of a bill was paid, or could be, by what pays to the last: what is left of it is not rounded away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exact {
    /// Some of it came by a card, a transfer, QRIS.
    pub paid: bool,
    /// Some of it came out of the patient's credit.
    pub by_credit: bool,
    /// What there is of that.
    pub credit: Money,
}

impl Exact {
    /// Whether `rest` could be paid to the last, where these are offered too.
    fn pays(self, rest: Money, offers: &[Offer]) -> bool {
        let by = |kind| offers.iter().filter(move |offer| offer.kind == kind);
        let others = offers.iter().any(|offer| offer.kind != MethodKind::Cash && !offer.kind.before());
        let spent: i128 = by(MethodKind::Credit).map(|offer| i128::from(offer.tendered.0)).sum();
        let credit = self.by_credit || spent > 0;
        self.paid || others || credit && i128::from(self.credit.0) - spent >= i128::from(rest.0)
    }
}

/// Settles `due` with `offers`: first what is not cash, exactly; then cash, rounded to `cash_unit` where it
/// would settle the rest, with change from cash only. Who says that exactly what is due was handed over means what coins
/// make of it. A rest that no coin is small enough for is settled by the rounding alone: any cash settles it, nothing too,
/// and all of it is change. But only what is paid in cash is rounded: such a rest of what was paid `exact` is not.
///
/// # Errors
/// `payment.empty` without an offer above zero, `money.over` when what is not cash is more than what is due,
/// `payment.settled` when nothing is due, `payment.cash_left` when cash has nothing left to settle, `payment.coins` for
/// cash there are no coins for, `payment.exact_rest` where none are small enough for what others pay to the last.
pub fn split(due: Money, offers: &[Offer], exact: Exact, cash_unit: i64) -> Result<Split, Refusal> {
    let empty = || Refusal::at("payment.empty", "amount");
    let least = |kind| i64::from(kind != MethodKind::Cash);
    if offers.is_empty() || offers.iter().any(|offer| offer.tendered.0 < least(offer.kind)) {
        return Err(empty());
    }
    if due.0 <= 0 {
        return Err(Refusal::new("payment.settled"));
    }
    let charged: i128 =
        offers.iter().filter(|o| o.kind != MethodKind::Cash).map(|o| i128::from(o.tendered.0)).sum();
    if charged > i128::from(due.0) {
        return Err(Refusal::at("money.over", "amount").with("due", due));
    }
    let cash_due = due.0 - charged as i64;
    let cash: Vec<_> = offers.iter().filter(|o| o.kind == MethodKind::Cash).collect();
    if !cash.is_empty() && cash_due == 0 {
        return Err(Refusal::at("payment.cash_left", "amount"));
    }
    let rounded = round_half_up(cash_due, cash_unit);
    if rounded > 0 && cash.iter().any(|offer| offer.tendered == Money::ZERO) {
        return Err(empty());
    }
    if !cash.is_empty() && rounded == 0 && exact.pays(Money(cash_due), offers) {
        return Err(Refusal::at("payment.exact_rest", "amount").with("rest", Money(cash_due)));
    }
    let handed: i128 = cash.iter().map(|o| i128::from(o.tendered.0)).sum();
    let exactly = handed == i128::from(cash_due);
    let unit = cash_unit.max(1);
    if let Some(odd) = cash.iter().find(|offer| !exactly && offer.tendered.0 % unit != 0) {
        let near = Money(round_half_up(odd.tendered.0, unit).max(unit));
        return Err(Refusal::at("payment.coins", "amount").with("coin", Money(unit)).with("near", near));
    }
    // What the last of the cash has more, or less, than was said.
    let mut coins = if exactly { rounded - cash_due } else { 0 };
    let handed = handed + i128::from(coins);
    let last_cash = offers.iter().rposition(|offer| offer.kind == MethodKind::Cash);
    let settles = !cash.is_empty() && handed >= i128::from(rounded);
    let rounding = if settles { rounded - cash_due } else { 0 };
    let mut left = if settles { rounded } else { cash_due };
    let parts = offers
        .iter()
        .enumerate()
        .map(|(at, offer)| {
            if offer.kind != MethodKind::Cash {
                return Part { amount: offer.tendered, tendered: offer.tendered, change: Money::ZERO };
            }
            let more = if Some(at) == last_cash { std::mem::take(&mut coins) } else { 0 };
            let tendered = offer.tendered.0 + more;
            let amount = tendered.min(left);
            left -= amount;
            Part { amount: Money(amount), tendered: Money(tendered), change: Money(tendered - amount) }
        })
        .collect::<Vec<_>>();
    if rounded > 0 && parts.iter().any(|part| part.amount.0 == 0) {
        return Err(Refusal::at("payment.cash_left", "amount"));
    }
    Ok(Split { parts, rounding: Money(rounding) })
}

/// `amount` to the nearest `unit`, half up; a unit of one or less changes nothing.
#[must_use]
pub const fn round_half_up(amount: i64, unit: i64) -> i64 {
    if unit <= 1 {
        return amount;
    }
    amount.saturating_add(unit / 2).div_euclid(unit) * unit
}

/// What bank notes make up together, in minor units: tens, fifties and hundreds, of thousands of rupiah or of the whole
/// unit; and a single five for what it pays alone.
fn notes(due: Money, currency: &Currency) -> impl Iterator<Item = i64> {
    let unit = 10_i64.pow(u32::from(currency.decimals.min(6)));
    let unit = if currency.code == "IDR" { unit * 1_000 } else { unit };
    let five = (due.0 < 5 * unit).then_some(5);
    five.into_iter().chain([10, 50, 100]).map(move |note| note * unit)
}

/// What somebody who pays `due` in notes is likely to hand over: the few amounts above it that people reach with as
/// few notes as they can, the smaller first.
#[must_use]
pub fn handed(due: Money, currency: &Currency) -> Vec<Money> {
    let up = |note: i64| due.0.checked_add(note - 1).map(|sum| Money(sum / note * note));
    let mut amounts: Vec<Money> =
        notes(due, currency).filter_map(up).filter(|up| *up > due && due > Money::ZERO).collect();
    amounts.dedup();
    amounts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where nothing was paid before.
    fn split(due: Money, offers: &[Offer], cash_unit: i64) -> Result<Split, Refusal> {
        super::split(due, offers, Exact::default(), cash_unit)
    }
    fn cash(amount: i64) -> Offer {
        Offer { kind: MethodKind::Cash, tendered: Money(amount) }
    }
    fn card(amount: i64) -> Offer {
        Offer { kind: MethodKind::Card, tendered: Money(amount) }
    }

    #[test]
    fn change_comes_from_cash_and_only_the_applied_counts() {
        let split = split(Money(100_000), &[cash(150_000)], 100).unwrap();
        assert_eq!(
            split.parts[0],
            Part { amount: Money(100_000), tendered: Money(150_000), change: Money(50_000) }
        );
        assert_eq!(split.rounding, Money::ZERO);
    }

    #[test]
    fn a_card_is_never_charged_more_than_is_due() {
        assert_eq!(split(Money(100_000), &[card(150_000)], 100).unwrap_err().code, "money.over");
    }

    #[test]
    fn only_the_cash_part_is_rounded() {
        let mixed = split(Money(87_550), &[card(50_030), cash(40_000)], 100).unwrap();
        assert_eq!(mixed.parts[0].amount, Money(50_030));
        assert_eq!(mixed.parts[1].amount, Money(37_500));
        assert_eq!(mixed.rounding, Money(-20));
        let by_card = split(Money(87_550), &[card(87_550)], 100).unwrap();
        assert_eq!(by_card.rounding, Money::ZERO);
    }

    #[test]
    fn cash_is_what_there_are_coins_for() {
        let exact = split(Money(112_655), &[cash(112_655)], 100).unwrap();
        let whole = Part { amount: Money(112_700), tendered: Money(112_700), change: Money::ZERO };
        assert_eq!((exact.parts[0], exact.rounding), (whole, Money(45)));
        let down = split(Money(200_040), &[card(100_000), cash(100_040)], 100).unwrap();
        assert_eq!((down.parts[1].amount, down.rounding), (Money(100_000), Money(-40)));
        for odd in [50_055, 112_660, 112_755] {
            let refused = split(Money(112_655), &[cash(odd)], 100).unwrap_err();
            assert_eq!(
                (refused.code, refused.details_json()["near"].as_i64()),
                ("payment.coins", Some((odd + 50) / 100 * 100))
            );
        }
        assert_eq!(split(Money(112_655), &[cash(50_055)], 1).unwrap().parts[0].amount, Money(50_055));
    }

    #[test]
    fn a_part_payment_is_not_rounded() {
        let part = split(Money(87_550), &[cash(50_000)], 100).unwrap();
        assert_eq!((part.parts[0].amount, part.rounding), (Money(50_000), Money::ZERO));
    }

    #[test]
    fn what_no_coin_is_small_enough_for_is_rounded_away() {
        let part = |tendered| Part { amount: Money(0), tendered: Money(tendered), change: Money(tendered) };
        for handed in [0, 100, 5_000] {
            let alone = split(Money(40), &[cash(handed)], 100).unwrap();
            assert_eq!((alone.parts[0], alone.rounding), (part(handed), Money(-40)));
        }
        let credit = Offer { kind: MethodKind::Credit, tendered: Money(159_960) };
        let rest = split(Money(160_000), &[credit, cash(100)], 100).unwrap();
        assert_eq!((rest.parts[1], rest.rounding), (part(100), Money(-40)));
        let more = Exact { credit: Money(160_000), ..Exact::default() };
        for (offers, exact) in [
            (&[card(159_960), cash(100)][..], Exact::default()),
            (&[card(159_960), cash(0)], Exact::default()),
            (&[credit, cash(0)], more),
        ] {
            let refused = super::split(Money(160_000), offers, exact, 100).unwrap_err();
            assert_eq!(
                (refused.code, refused.details_json()["rest"].as_i64()),
                ("payment.exact_rest", Some(40))
            );
        }
        let before = Exact { paid: true, ..Exact::default() };
        assert_eq!(super::split(Money(40), &[cash(0)], before, 100).unwrap_err().code, "payment.exact_rest");
        assert_eq!(super::split(Money(50), &[cash(100)], before, 100).unwrap().rounding, Money(50));
        assert_eq!(split(Money(50), &[cash(100)], 100).unwrap().rounding, Money(50), "half a coin is a coin");
        for (due, offer) in [(50, cash(0)), (40, card(0)), (40, cash(-1)), (200, cash(0))] {
            assert_eq!(split(Money(due), &[offer], 100).unwrap_err().code, "payment.empty");
        }
    }

    #[test]
    fn nothing_due_takes_nothing() {
        assert_eq!(split(Money(0), &[cash(1)], 100).unwrap_err().code, "payment.settled");
        assert_eq!(split(Money(100), &[cash(100), cash(50)], 1).unwrap_err().code, "payment.cash_left");
    }

    #[test]
    fn notes_people_hand_over() {
        let handed =
            |due| handed(Money(due), &Currency::rupiah()).into_iter().map(|m| m.0).collect::<Vec<_>>();
        assert_eq!(handed(587_500), [590_000, 600_000]);
        assert_eq!(handed(35_000), [40_000, 50_000, 100_000]);
        assert_eq!(handed(45_000), [50_000, 100_000]);
        assert_eq!(handed(62_000), [70_000, 100_000]);
        assert_eq!(handed(3_000), [5_000, 10_000, 50_000, 100_000]);
        assert_eq!(handed(12_000), [20_000, 50_000, 100_000]);
        assert_eq!(handed(110_000), [150_000, 200_000]);
        assert_eq!(handed(600_000), [] as [i64; 0]);
        assert_eq!(handed(0), [] as [i64; 0]);
        assert_eq!(handed(i64::MAX), [] as [i64; 0]);
    }

    proptest::proptest! {
        #[test]
        fn cash_and_its_change_are_amounts_there_are_coins_for(
            due in 1_i64..400_000,
            by_card in proptest::prop_oneof![proptest::strategy::Just(0), 1_i64..400_000],
            short in 0_i64..120,
            coins in 0_i64..4_000,
            odd in proptest::prop_oneof![proptest::strategy::Just(0), 0_i64..1_000],
            unit in proptest::sample::select(vec![1_i64, 5, 50, 100, 500, 1_000]),
        ) {
            // As often as not a card leaves less than a coin or two.
            let by_card = if by_card % 2 == 0 { by_card } else { (due - short).max(0) };
            let offers: Vec<Offer> =
                (by_card > 0).then(|| card(by_card)).into_iter().chain([cash(coins * unit + odd)]).collect();
            if let Ok(split) = split(Money(due), &offers, unit) {
                let taken = split.parts.last().unwrap();
                proptest::prop_assert_eq!((taken.amount.0 % unit, taken.change.0 % unit), (0, 0));
                let applied: i64 = split.parts.iter().map(|part| part.amount.0).sum();
                let rest = due + split.rounding.0 - applied;
                // What is left to pay is no amount that coins would settle at once.
                proptest::prop_assert!(rest == 0 || round_half_up(rest, unit) > 0, "{}", rest);
            }
        }

        #[test]
        fn parts_and_rounding_always_add_up(due in 1_i64..10_000_000_000, a in 1_i64..10_000_000_000, b in 1_i64..10_000_000_000) {
            if let Ok(split) = split(Money(due), &[card(a), cash(b)], 100) {
                let applied: i64 = split.parts.iter().map(|p| p.amount.0).sum();
                proptest::prop_assert!(applied <= due + split.rounding.0);
                for part in &split.parts {
                    proptest::prop_assert_eq!(part.tendered.0, part.amount.0 + part.change.0);
                }
                proptest::prop_assert!(split.rounding.0.abs() <= 50);
            }
        }
    }
}
