//! What a visit owes. Sums are derived from lines and payments each time they are asked for; money
//! is independent of the visit's state: *done* never means *paid*.

use super::money::Money;
use super::refusal::Refusal;
use super::word::words;

words! {
    /// What a line of a bill is.
    pub enum LineKind {
        Treatment = "treatment",
        Item = "item",
        /// Sessions sold together: owed to the patient until used. Negative: unused ones given back.
        Package = "package",
        Discount = "discount",
        Rounding = "rounding",
        Tax = "tax",
        /// For the staff: not the clinic's revenue.
        Tip = "tip",
        /// A deposit the clinic keeps, because the patient called off late or did not come.
        Forfeit = "forfeit",
        /// What was earned and given back.
        Refund = "refund",
        /// What nobody will pay any more.
        WriteOff = "write_off",
    }
}

impl LineKind {
    /// Whether the line counts although the visit never came to be.
    #[must_use]
    pub const fn stands_alone(self) -> bool {
        matches!(self, Self::Package | Self::Forfeit)
    }

    /// The same of one line: a write-off that names no line is one of the visit, and stands with it; one of a package, or
    /// of what went back although it never came, stands alone. So does a rounding of what is paid for a package.
    #[must_use]
    pub const fn stands(self, reduces: bool) -> bool {
        self.stands_alone() || matches!(self, Self::WriteOff | Self::Rounding) && reduces
    }

    /// Whether it makes what the visit earned: it counts for the visit's day, whenever of its night it is written.
    #[must_use]
    pub const fn earned(self) -> bool {
        matches!(self, Self::Treatment | Self::Item | Self::Discount | Self::Tax)
    }

    /// Something somebody performed or handed over: what discounts, taxes and commissions are counted from.
    #[must_use]
    pub const fn sold(self) -> bool {
        matches!(self, Self::Treatment | Self::Item)
    }
}

words! {
    /// Whether a price has a tax on it, and where.
    pub enum TaxMode {
        None = "none",
        /// Part of the price.
        Inclusive = "inclusive",
        /// On top of the price.
        Exclusive = "exclusive",
    }
}

words! {
    /// Derived from the rows, never stored.
    pub enum BillState {
        Unpaid = "unpaid",
        Deposit = "deposit",
        Partial = "partial",
        Paid = "paid",
        Refunded = "refunded",
    }
}

/// The sums a bill's state follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// The lines that count, together.
    pub total: Money,
    /// The part of `total` that counts whatever becomes of the visit: packages sold, deposits kept.
    pub standing: Money,
    /// Payments and deposits, failed and voided ones left out.
    pub paid: Money,
    /// Refunds, as a positive amount.
    pub returned: Money,
    /// What came before the service and was not given back.
    pub deposits: Money,
}

impl Sums {
    /// What is still to pay; never negative.
    #[must_use]
    pub fn due(&self) -> Money {
        Money((self.total.0 - self.settled().0).max(0))
    }

    /// What has come and stayed.
    #[must_use]
    pub const fn settled(&self) -> Money {
        Money(self.paid.0 - self.returned.0)
    }

    /// What has come beyond what is charged: it may go back without anything being charged less. Never negative.
    #[must_use]
    pub fn over(&self) -> Money {
        Money((self.settled().0 - self.total.0).max(0))
    }

    /// What has come and belongs to nothing that stands alone: the deposit of a visit that is not done, all that a
    /// refund may give back. Never negative.
    #[must_use]
    pub fn free(&self) -> Money {
        Money((self.settled().0 - self.standing.0).max(0))
    }

    #[must_use]
    pub fn state(&self) -> BillState {
        let settled = self.settled();
        if settled <= Money::ZERO {
            // What went back of a payment that failed later is owed as well.
            return if self.total > Money::ZERO || self.total > settled {
                BillState::Unpaid
            } else if self.returned > Money::ZERO {
                BillState::Refunded
            } else {
                // A visit that costs nothing, or nothing any more, owes nothing.
                BillState::Paid
            };
        }
        let held = self.total <= Money::ZERO;
        if !held && settled >= self.total {
            BillState::Paid
        } else if held || settled == self.deposits && self.free() > Money::ZERO {
            BillState::Deposit
        } else {
            BillState::Partial
        }
    }
}

/// The amount a discount takes off `base`: a share in basis points, rounded half up.
///
/// # Errors
/// `discount.range` unless 0 < share ≤ 100 %.
pub fn share(base: Money, percent_bp: i64) -> Result<Money, Refusal> {
    if !(1..=10_000).contains(&percent_bp) {
        return Err(Refusal::at("discount.range", "discount"));
    }
    base.share(percent_bp).map_err(|refusal| refusal.on("discount"))
}

/// `amount` as a share of `base` in basis points, rounded up, so that a limit cannot be dodged by a rupiah.
#[must_use]
pub fn share_of(amount: Money, base: Money) -> i64 {
    if base.0 <= 0 {
        return if amount.0 > 0 { 10_000 } else { 0 };
    }
    let exact = i128::from(amount.0) * 10_000;
    i64::try_from((exact + i128::from(base.0) - 1).div_euclid(i128::from(base.0))).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(total: i64, paid: i64, returned: i64, deposits: i64) -> Sums {
        Sums {
            total: Money(total),
            paid: Money(paid),
            returned: Money(returned),
            deposits: Money(deposits),
            ..Sums::default()
        }
    }

    #[test]
    fn the_state_follows_from_the_rows() {
        assert_eq!(sums(100, 0, 0, 0).state(), BillState::Unpaid);
        assert_eq!(sums(100, 30, 0, 30).state(), BillState::Deposit);
        assert_eq!(sums(100, 60, 0, 30).state(), BillState::Partial);
        assert_eq!(sums(100, 100, 0, 30).state(), BillState::Paid);
        assert_eq!(sums(100, 100, 40, 0).state(), BillState::Partial);
        assert_eq!(sums(100, 50, 20, 30).state(), BillState::Deposit, "a part of the deposit went back");
    }

    #[test]
    fn what_went_back_after_the_service_is_owed_by_nobody() {
        assert_eq!(sums(0, 100, 100, 0).state(), BillState::Refunded);
        assert_eq!(sums(60, 100, 40, 0).state(), BillState::Paid, "a part of it was taken off the bill");
        assert_eq!(sums(100, 30, 30, 0).state(), BillState::Unpaid, "before the service it is to pay again");
        let failed = sums(0, 0, 40, 0);
        assert_eq!(
            (failed.state(), failed.due()),
            (BillState::Unpaid, Money(40)),
            "what had gone back never came"
        );
    }

    #[test]
    fn what_costs_nothing_owes_nothing() {
        assert_eq!(sums(0, 0, 0, 0).state(), BillState::Paid);
        assert_eq!(sums(0, 0, 0, 0).due(), Money::ZERO);
        assert_eq!(sums(70, 70, 0, 0).state(), BillState::Paid, "thirty were written off");
    }

    #[test]
    fn money_of_a_visit_that_never_came_to_be_is_held() {
        let called_off = Sums { standing: Money(0), ..sums(0, 200, 0, 200) };
        assert_eq!((called_off.state(), called_off.free()), (BillState::Deposit, Money(200)));
        let kept = Sums { standing: Money(200), ..sums(200, 200, 0, 200) };
        assert_eq!((kept.state(), kept.free(), kept.over()), (BillState::Paid, Money(0), Money(0)));
    }

    #[test]
    fn a_deposit_that_was_kept_is_held_no_more() {
        let moved = |standing| Sums { standing: Money(standing), ..sums(700, 200, 0, 200) };
        assert_eq!((moved(200).state(), moved(200).due()), (BillState::Partial, Money(500)));
        assert_eq!(moved(150).state(), BillState::Deposit, "a part of it is held");
    }

    #[test]
    fn a_share_is_rounded_half_up() {
        assert_eq!(share(Money(125_005), 1_000).unwrap(), Money(12_501));
        assert_eq!(share(Money(i64::MAX), 10_000).unwrap(), Money(i64::MAX));
        assert!(share(Money(100), 0).is_err());
    }

    #[test]
    fn a_limit_is_not_dodged_by_a_rupiah() {
        assert_eq!(share_of(Money(10_000), Money(100_000)), 1_000);
        assert_eq!(share_of(Money(10_001), Money(100_000)), 1_001);
    }
}
