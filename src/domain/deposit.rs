//! Deposits: what a booking needs before it is sure, and what becomes of the money when the visit does not happen
//! (product.md §5).

use super::booking::CancelledBy;
use super::clinic::{DepositFate, Policies};
use super::money::Money;
use super::tax::on_top;

/// What a booking needs as a deposit: the treatment's own, or after too many no-shows a share of the price, whichever
/// is more; never more than the price.
#[must_use]
pub fn needed(price: Money, own: Money, no_shows: i64, policies: &Policies) -> Money {
    let doubted = policies.deposit_after_no_shows > 0 && no_shows >= policies.deposit_after_no_shows;
    let share = if doubted { on_top(price, policies.deposit_share_bp) } else { Money::ZERO };
    own.max(share).min(price).max(Money::ZERO)
}

/// How a visit does not happen, or not then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Called off: by whom, and whether late.
    Cancelled(CancelledBy, bool),
    NoShow,
    /// Put to another time: whether late.
    Moved(bool),
}

impl Ending {
    /// What the policies say becomes of the deposit. What the clinic calls off never costs the patient. A deposit that
    /// is not kept goes with a booking that moves: it stays held.
    #[must_use]
    pub const fn fate(self, policies: &Policies) -> DepositFate {
        match self {
            Self::Cancelled(CancelledBy::Patient, true) => policies.deposit_late,
            Self::Cancelled(CancelledBy::Patient, false) => policies.deposit_early,
            Self::Cancelled(CancelledBy::Clinic, _) => match policies.deposit_early {
                DepositFate::Keep => DepositFate::Credit,
                fate => fate,
            },
            Self::NoShow => policies.deposit_no_show,
            Self::Moved(late) => match policies.deposit_late {
                DepositFate::Keep if late => DepositFate::Keep,
                _ => DepositFate::Refund,
            },
        }
    }

    /// Whether this fate is given by somebody's leave: another than the policies', and a deposit that would be kept were
    /// it not said that the clinic itself calls off, late.
    #[must_use]
    pub fn waives(self, fate: DepositFate, policies: &Policies) -> bool {
        let said = matches!(self, Self::Cancelled(CancelledBy::Clinic, true));
        let spared = said && policies.deposit_late == DepositFate::Keep && fate != DepositFate::Keep;
        fate != self.fate(policies) || spared
    }

    /// Whether the clinic may keep the deposit at all.
    #[must_use]
    pub const fn may_keep(self) -> bool {
        !matches!(self, Self::Cancelled(CancelledBy::Clinic, _))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_treatments_own_or_a_share_after_no_shows_whichever_is_more() {
        let policies = Policies::default();
        let of = |own, no_shows| needed(Money(300_000), Money(own), no_shows, &policies).0;
        assert_eq!(of(0, 0), 0);
        assert_eq!(of(100_000, 0), 100_000);
        assert_eq!(of(100_000, 2), 100_000);
        assert_eq!(of(100_000, 3), 150_000);
        assert_eq!(of(200_000, 3), 200_000);
        assert_eq!(of(900_000, 0), 300_000, "never more than the price");
        let never = Policies { deposit_after_no_shows: 0, ..policies };
        assert_eq!(needed(Money(300_000), Money(0), 99, &never), Money(0));
    }

    #[test]
    fn the_clinics_own_cancelling_never_costs_the_patient() {
        for fate in DepositFate::ALL {
            let policies =
                Policies { deposit_early: *fate, deposit_late: DepositFate::Keep, ..Policies::default() };
            let ending = Ending::Cancelled(CancelledBy::Clinic, true);
            assert_ne!(ending.fate(&policies), DepositFate::Keep);
            assert!(!ending.may_keep());
        }
    }

    #[test]
    fn a_late_deposit_is_spared_by_leave_whoever_calls_off() {
        let policies = Policies::default();
        let by = |by, late| Ending::Cancelled(by, late).waives(DepositFate::Credit, &policies);
        assert_eq!((by(CancelledBy::Patient, true), by(CancelledBy::Clinic, true)), (true, true));
        assert_eq!((by(CancelledBy::Patient, false), by(CancelledBy::Clinic, false)), (false, false));
        let kind = Policies { deposit_late: DepositFate::Credit, ..policies };
        assert!(!Ending::Cancelled(CancelledBy::Clinic, true).waives(DepositFate::Credit, &kind));
    }

    #[test]
    fn a_move_keeps_the_deposit_only_when_late() {
        let policies = Policies::default();
        assert_eq!(Ending::Moved(false).fate(&policies), DepositFate::Refund);
        assert_eq!(Ending::Moved(true).fate(&policies), DepositFate::Keep);
        let kind = Policies { deposit_late: DepositFate::Credit, ..policies };
        assert_eq!(Ending::Moved(true).fate(&kind), DepositFate::Refund, "it goes with the booking");
    }
}
