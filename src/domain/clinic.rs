//! The clinic itself: where and when it is, how it counts, and the policies it may set.

use chrono::{NaiveDate, NaiveDateTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::account::SecondFactor;
use super::id::ClinicId;
use super::money::Currency;
use super::phone::CallingCode;
use super::time::Ts;
use super::word::words;
use super::zone::Zone;

words! {
    /// The languages loket speaks.
    pub enum Language { English = "en", Indonesian = "id" }
}

words! {
    /// What becomes of a deposit whose visit does not happen.
    pub enum DepositFate {
        /// The clinic keeps it.
        Keep = "keep",
        /// It becomes the patient's credit.
        Credit = "credit",
        /// It stays held until somebody gives it back.
        Refund = "refund",
    }
}

impl Language {
    /// The other one: what the language key switches to.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::English => Self::Indonesian,
            Self::Indonesian => Self::English,
        }
    }
}

/// The tenant.
#[derive(Debug, Clone, PartialEq)]
pub struct Clinic {
    pub id: ClinicId,
    pub slug: String,
    pub name: String,
    pub address: String,
    pub phone: String,
    pub zone: Zone,
    pub currency: Currency,
    pub language: Language,
    /// A copy to learn on: marked on screen and on every receipt; its clock may be set.
    pub training: bool,
    pub policies: Policies,
    pub version: i64,
}

impl Clinic {
    /// What the clock on the clinic's wall shows.
    #[must_use]
    pub fn local(&self, at: Ts) -> NaiveDateTime {
        at.local(self.zone)
    }

    /// The business day a moment falls on.
    #[must_use]
    pub fn day(&self, at: Ts) -> NaiveDate {
        at.day(self.zone)
    }
}

/// Settings with the defaults of product.md §5. A missing one takes its default, so a later version may add some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Policies {
    /// A cancellation or move later than this many hours before the start is late.
    pub late_hours: i64,
    /// Minutes after the start before somebody who did not come counts as late, then as a likely no-show.
    pub grace_minutes: i64,
    /// Calls before a ticket counts as missed.
    pub calls: i64,
    /// Seconds that must pass before the same number is called again.
    pub recall_seconds: i64,
    /// A booking joins the queue's order this many minutes before it is due.
    pub look_ahead_minutes: i64,
    /// The discount a receptionist may give without a second person, in basis points of the bill.
    pub discount_limit_bp: i64,
    /// More than this taken of one bill in one day takes a second person, in minor units.
    pub payment_limit: i64,
    /// More than this given back of one bill in one day takes a manager with a second person, or the owner, in minor units.
    pub refund_limit: i64,
    /// So many minutes after a payment whoever took it may still void it alone.
    pub void_minutes: i64,
    /// The smallest cash there is, in minor units; the cash part of a bill is rounded to it. 1 or less: no rounding.
    pub cash_rounding: i64,
    /// The float a drawer opens with, in minor units.
    pub opening_float: i64,
    /// A difference at the count above this needs a note and a PIN, in minor units.
    pub drawer_tolerance: i64,
    /// Cash paid out of a drawer above this deserves a second look, in minor units.
    pub paid_out_limit: i64,
    /// What becomes of a deposit when the patient calls off or moves late (`late_hours`).
    pub deposit_late: DepositFate,
    /// …when the patient calls off in time, or the clinic does.
    pub deposit_early: DepositFate,
    /// …when nobody comes.
    pub deposit_no_show: DepositFate,
    /// After this many no-shows a booking needs a deposit; 0: never.
    pub deposit_after_no_shows: i64,
    /// The deposit after that, in basis points of the price.
    pub deposit_share_bp: i64,
    /// Of a performed line, after discount and before tax, in basis points; a staff member's own rate wins.
    pub commission_bp: i64,
    /// Free starts are offered on this grid, in minutes.
    pub slot_minutes: i64,
    /// One number, one person. Off: a mother books for three children.
    pub unique_phone: bool,
    /// The dialling code numbers without a country take.
    pub country_code: String,
    /// The prefix of a ticket that has no treatment yet.
    pub queue_prefix: String,
    /// Who has to have a second factor.
    pub second_factor: SecondFactor,
    /// After so many minutes without a key a counter locks by itself; a counter's own settings can only make it sooner.
    pub idle_lock_minutes: i64,
    /// So many minutes nobody's PIN is looked at after five wrong ones.
    pub pin_lock_minutes: i64,
    /// The last line of a receipt.
    pub receipt_footer: String,
}

impl Policies {
    /// For so many microseconds what somebody did is a slip that they put right alone: a payment, a start, a move.
    #[must_use]
    pub const fn slip(&self) -> i64 {
        Ts(0).plus_minutes(self.void_minutes).0
    }

    /// Whether what was done `at` is put right as a slip at `now`. What lies ahead of the clock is none.
    #[must_use]
    pub fn is_slip(&self, at: Ts, now: Ts) -> bool {
        (0..self.slip()).contains(&(now.0 - at.0))
    }

    /// Those a clinic begins with that counts in `currency`. Of another one than rupiah it is not known which coins lie
    /// in a drawer, so cash is not rounded; and Rp 10.000 stand for one of the main unit, Rp 100 where it has no parts.
    #[must_use]
    pub fn of(currency: &Currency) -> Self {
        let rupiah = Self::default();
        let home = currency.code == Currency::rupiah().code;
        let amount = |rupiah: i64| match currency.decimals {
            _ if home => rupiah * currency.scale(),
            0 => rupiah / 100,
            _ => rupiah / 10_000 * currency.scale(),
        };
        Self {
            payment_limit: amount(rupiah.payment_limit),
            refund_limit: amount(rupiah.refund_limit),
            cash_rounding: if home { amount(rupiah.cash_rounding) } else { 1 },
            opening_float: amount(rupiah.opening_float),
            drawer_tolerance: amount(rupiah.drawer_tolerance),
            paid_out_limit: amount(rupiah.paid_out_limit),
            ..rupiah
        }
    }

    /// Those that say what takes a second person or a second factor, and when a counter shuts: only whoever secures the clinic changes them.
    #[must_use]
    pub const fn secured(&self) -> (SecondFactor, [i64; 8]) {
        let limits = [
            self.discount_limit_bp,
            self.payment_limit,
            self.refund_limit,
            self.void_minutes,
            self.drawer_tolerance,
            self.paid_out_limit,
            self.idle_lock_minutes,
            self.pin_lock_minutes,
        ];
        (self.second_factor, limits)
    }

    /// The country whose numbers are typed without a country code; Indonesia where none is set.
    #[must_use]
    pub fn calling_code(&self) -> CallingCode {
        self.country_code.parse().map_or(CallingCode::INDONESIA, CallingCode)
    }
}

impl Default for Policies {
    fn default() -> Self {
        Self {
            late_hours: 24,
            grace_minutes: 15,
            calls: 3,
            recall_seconds: 60,
            look_ahead_minutes: 2,
            discount_limit_bp: 1_000,
            payment_limit: 50_000_000,
            refund_limit: 5_000_000,
            void_minutes: 10,
            cash_rounding: 100,
            opening_float: 500_000,
            drawer_tolerance: 10_000,
            paid_out_limit: 200_000,
            deposit_late: DepositFate::Keep,
            deposit_early: DepositFate::Credit,
            deposit_no_show: DepositFate::Keep,
            deposit_after_no_shows: 3,
            deposit_share_bp: 5_000,
            commission_bp: 1_000,
            slot_minutes: 15,
            unique_phone: false,
            country_code: "62".to_owned(),
            queue_prefix: "A".to_owned(),
            second_factor: SecondFactor::Off,
            idle_lock_minutes: 5,
            pin_lock_minutes: 15,
            receipt_footer: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cash_is_rounded_to_a_coin_of_the_currency_and_limits_are_amounts_of_it() {
        let of = |code, decimals| {
            let policies = Policies::of(&Currency::new(code, decimals).unwrap());
            (policies.cash_rounding, policies.opening_float, policies.drawer_tolerance)
        };
        assert_eq!(of("IDR", 0), (100, 500_000, 10_000));
        assert_eq!(of("USD", 2), (1, 5_000, 100));
        assert_eq!(of("KWD", 3), (1, 50_000, 1_000));
        assert_eq!(of("IDR", 2), (10_000, 50_000_000, 1_000_000));
        assert_eq!(of("JPY", 0), (1, 5_000, 100));
        assert_eq!(Policies::of(&Currency::rupiah()), Policies::default());
    }
}
