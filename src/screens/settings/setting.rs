//! Every setting of the clinic: how it is shown, how it is typed, what it changes.

use crate::desk::clinic::{ClinicView, EditClinic};
use crate::domain::account::SecondFactor;
use crate::domain::clinic::{DepositFate, Language, Policies};
use crate::domain::money::{Currency, Money};
use crate::domain::rate;
use crate::domain::refusal::Refusal;
use crate::screens::first_run::{LANGUAGES, zone};
use crate::ui::Look;

/// One line of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    Name,
    Address,
    Phone,
    Timezone,
    Language,
    LateHours,
    GraceMinutes,
    Calls,
    RecallSeconds,
    LookAheadMinutes,
    DiscountLimit,
    PaymentLimit,
    RefundLimit,
    VoidMinutes,
    IdleLock,
    PinLock,
    CashRounding,
    OpeningFloat,
    DrawerTolerance,
    PaidOutLimit,
    DepositLate,
    DepositEarly,
    DepositNoShow,
    DepositAfterNoShows,
    DepositShare,
    Commission,
    SlotMinutes,
    UniquePhone,
    SecondFactor,
    CountryCode,
    QueuePrefix,
    ReceiptFooter,
}

/// What kind of answer a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// A number, an amount, a share.
    Value,
    /// One of the time zones.
    Zone,
    /// One of a few words, by their message ids.
    Choice(&'static [&'static str]),
}

/// In the order of [`SecondFactor::ALL`].
const FACTORS: &[&str] = &["factor-off", "factor-owner", "factor-owner_manager"];
const YES_NO: &[&str] = &["answer-no", "answer-yes"];
/// In the order of [`DepositFate::ALL`].
const FATES: &[&str] = &["deposit-kept", "deposit-credit", "deposit-held"];

impl Setting {
    /// In the order they are shown.
    pub const ALL: &'static [Self] = &[
        Self::Name,
        Self::Address,
        Self::Phone,
        Self::Timezone,
        Self::Language,
        Self::SlotMinutes,
        Self::LateHours,
        Self::GraceMinutes,
        Self::Calls,
        Self::RecallSeconds,
        Self::LookAheadMinutes,
        Self::QueuePrefix,
        Self::DiscountLimit,
        Self::PaymentLimit,
        Self::RefundLimit,
        Self::VoidMinutes,
        Self::IdleLock,
        Self::PinLock,
        Self::CashRounding,
        Self::DepositLate,
        Self::DepositEarly,
        Self::DepositNoShow,
        Self::DepositAfterNoShows,
        Self::DepositShare,
        Self::OpeningFloat,
        Self::DrawerTolerance,
        Self::PaidOutLimit,
        Self::Commission,
        Self::UniquePhone,
        Self::SecondFactor,
        Self::CountryCode,
        Self::ReceiptFooter,
    ];

    /// The id of its words, with a sentence in `.help`. The part behind the dash is what refusals call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Name => "setting-name",
            Self::Address => "setting-address",
            Self::Phone => "setting-phone",
            Self::Timezone => "setting-timezone",
            Self::Language => "setting-language",
            Self::LateHours => "setting-late_hours",
            Self::GraceMinutes => "setting-grace_minutes",
            Self::Calls => "setting-calls",
            Self::RecallSeconds => "setting-recall_seconds",
            Self::LookAheadMinutes => "setting-look_ahead_minutes",
            Self::DiscountLimit => "setting-discount_limit_bp",
            Self::PaymentLimit => "setting-payment_limit",
            Self::RefundLimit => "setting-refund_limit",
            Self::VoidMinutes => "setting-void_minutes",
            Self::IdleLock => "setting-idle_lock_minutes",
            Self::PinLock => "setting-pin_lock_minutes",
            Self::CashRounding => "setting-cash_rounding",
            Self::OpeningFloat => "setting-opening_float",
            Self::DrawerTolerance => "setting-drawer_tolerance",
            Self::PaidOutLimit => "setting-paid_out_limit",
            Self::DepositLate => "setting-deposit_late",
            Self::DepositEarly => "setting-deposit_early",
            Self::DepositNoShow => "setting-deposit_no_show",
            Self::DepositAfterNoShows => "setting-deposit_after_no_shows",
            Self::DepositShare => "setting-deposit_share_bp",
            Self::Commission => "setting-commission_bp",
            Self::SlotMinutes => "setting-slot_minutes",
            Self::UniquePhone => "setting-unique_phone",
            Self::SecondFactor => "setting-second_factor",
            Self::CountryCode => "setting-country_code",
            Self::QueuePrefix => "setting-queue_prefix",
            Self::ReceiptFooter => "setting-receipt_footer",
        }
    }

    /// What a refusal calls it.
    #[must_use]
    pub fn field(self) -> &'static str {
        self.label().strip_prefix("setting-").unwrap_or_default()
    }

    /// Whether only the owner's password changes it: it says what takes a second person, or whose day it is.
    #[must_use]
    pub const fn secured(self) -> bool {
        matches!(
            self,
            Self::SecondFactor
                | Self::Timezone
                | Self::DiscountLimit
                | Self::PaymentLimit
                | Self::RefundLimit
                | Self::VoidMinutes
                | Self::IdleLock
                | Self::PinLock
                | Self::DrawerTolerance
                | Self::PaidOutLimit
        )
    }

    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Timezone => Kind::Zone,
            Self::Language => Kind::Choice(LANGUAGES),
            Self::UniquePhone => Kind::Choice(YES_NO),
            Self::SecondFactor => Kind::Choice(FACTORS),
            Self::DepositLate | Self::DepositEarly | Self::DepositNoShow => Kind::Choice(FATES),
            Self::Name | Self::Address | Self::Phone | Self::ReceiptFooter => Kind::Text,
            _ => Kind::Value,
        }
    }

    /// As it is typed into its field; of a choice, which one.
    #[must_use]
    pub fn typed(self, clinic: &ClinicView, currency: &Currency) -> String {
        let policies = &clinic.policies;
        match self {
            Self::Name => clinic.name.clone(),
            Self::Address => clinic.address.clone(),
            Self::Phone => clinic.phone.clone(),
            Self::Timezone => clinic.timezone.clone(),
            Self::Language => {
                let place = Language::ALL.iter().position(|language| *language == clinic.language);
                place.unwrap_or_default().to_string()
            }
            Self::UniquePhone => usize::from(policies.unique_phone).to_string(),
            Self::SecondFactor => {
                let place = SecondFactor::ALL.iter().position(|one| *one == policies.second_factor);
                place.unwrap_or_default().to_string()
            }
            Self::DiscountLimit => rate::written(policies.discount_limit_bp),
            Self::DepositShare => rate::written(policies.deposit_share_bp),
            Self::Commission => rate::written(policies.commission_bp),
            Self::PaymentLimit => currency.plain(Money(policies.payment_limit)),
            Self::RefundLimit => currency.plain(Money(policies.refund_limit)),
            Self::CashRounding => currency.plain(Money(policies.cash_rounding)),
            Self::OpeningFloat => currency.plain(Money(policies.opening_float)),
            Self::DrawerTolerance => currency.plain(Money(policies.drawer_tolerance)),
            Self::PaidOutLimit => currency.plain(Money(policies.paid_out_limit)),
            Self::DepositLate => fate_typed(policies.deposit_late),
            Self::DepositEarly => fate_typed(policies.deposit_early),
            Self::DepositNoShow => fate_typed(policies.deposit_no_show),
            Self::CountryCode => policies.country_code.clone(),
            Self::QueuePrefix => policies.queue_prefix.clone(),
            Self::ReceiptFooter => policies.receipt_footer.clone(),
            _ => self.count(policies).to_string(),
        }
    }

    /// As it is shown in the list.
    #[must_use]
    pub fn shown(self, clinic: &ClinicView, look: &Look) -> String {
        let typed = self.typed(clinic, &look.currency);
        match self {
            Self::Language
            | Self::UniquePhone
            | Self::SecondFactor
            | Self::DepositLate
            | Self::DepositEarly
            | Self::DepositNoShow => {
                let Kind::Choice(ids) = self.kind() else { return typed };
                let id = typed.parse().ok().and_then(|place: usize| ids.get(place).copied());
                look.words.text(id.unwrap_or_default()).into_owned()
            }
            Self::DiscountLimit | Self::DepositShare | Self::Commission => format!("{typed} %"),
            Self::OpeningFloat => look.currency.shown(Money(clinic.policies.opening_float)),
            Self::DrawerTolerance => look.currency.shown(Money(clinic.policies.drawer_tolerance)),
            Self::PaidOutLimit => look.currency.shown(Money(clinic.policies.paid_out_limit)),
            Self::PaymentLimit => look.currency.shown(Money(clinic.policies.payment_limit)),
            Self::RefundLimit => look.currency.shown(Money(clinic.policies.refund_limit)),
            Self::CashRounding => look.currency.shown(Money(clinic.policies.cash_rounding)),
            Self::LateHours => {
                look.words.fill("setting-hours", &[("count", clinic.policies.late_hours.into())])
            }
            Self::GraceMinutes
            | Self::LookAheadMinutes
            | Self::SlotMinutes
            | Self::VoidMinutes
            | Self::IdleLock
            | Self::PinLock => {
                look.words.fill("setting-minutes", &[("count", self.count(&clinic.policies).into())])
            }
            Self::RecallSeconds => {
                look.words.fill("setting-seconds", &[("count", clinic.policies.recall_seconds.into())])
            }
            Self::CountryCode => format!("+{typed}"),
            _ => typed,
        }
    }

    const fn count(self, policies: &Policies) -> i64 {
        match self {
            Self::LateHours => policies.late_hours,
            Self::GraceMinutes => policies.grace_minutes,
            Self::VoidMinutes => policies.void_minutes,
            Self::IdleLock => policies.idle_lock_minutes,
            Self::PinLock => policies.pin_lock_minutes,
            Self::Calls => policies.calls,
            Self::RecallSeconds => policies.recall_seconds,
            Self::LookAheadMinutes => policies.look_ahead_minutes,
            Self::SlotMinutes => policies.slot_minutes,
            Self::DepositAfterNoShows => policies.deposit_after_no_shows,
            _ => 0,
        }
    }

    /// The clinic with this one setting changed. What else may not be is for the desk to say.
    ///
    /// # Errors
    /// `setting.number` where a whole number is wanted, `discount.range`, those of an amount and of a zone.
    pub fn put(self, typed: &str, clinic: &ClinicView, currency: &Currency) -> Result<EditClinic, Refusal> {
        let mut edit = EditClinic {
            version: Some(clinic.version),
            name: clinic.name.clone(),
            address: clinic.address.clone(),
            phone: clinic.phone.clone(),
            timezone: clinic.timezone.clone(),
            language: clinic.language,
            policies: clinic.policies.clone(),
        };
        let policies = &mut edit.policies;
        let text = || typed.trim().to_owned();
        match self {
            Self::Name => edit.name = text(),
            Self::Address => edit.address = text(),
            Self::Phone => edit.phone = text(),
            Self::Timezone => zone(typed.trim())?.name().clone_into(&mut edit.timezone),
            Self::Language => {
                let place: usize = typed.parse().unwrap_or_default();
                edit.language = Language::ALL.get(place).copied().unwrap_or(clinic.language);
            }
            Self::UniquePhone => policies.unique_phone = typed == "1",
            Self::SecondFactor => {
                let place = typed.parse().ok().and_then(|at: usize| SecondFactor::ALL.get(at).copied());
                policies.second_factor = place.unwrap_or(policies.second_factor);
            }
            Self::DiscountLimit => policies.discount_limit_bp = rate::parse(typed)?,
            Self::PaymentLimit => policies.payment_limit = currency.parse(typed)?.0,
            Self::RefundLimit => policies.refund_limit = currency.parse(typed)?.0,
            Self::VoidMinutes => policies.void_minutes = number(typed)?,
            Self::IdleLock => policies.idle_lock_minutes = number(typed)?,
            Self::PinLock => policies.pin_lock_minutes = number(typed)?,
            Self::CashRounding => policies.cash_rounding = currency.parse(typed)?.0,
            Self::OpeningFloat => policies.opening_float = currency.parse(typed)?.0,
            Self::DrawerTolerance => policies.drawer_tolerance = currency.parse(typed)?.0,
            Self::PaidOutLimit => policies.paid_out_limit = currency.parse(typed)?.0,
            Self::DepositLate => policies.deposit_late = fate(typed, policies.deposit_late),
            Self::DepositEarly => policies.deposit_early = fate(typed, policies.deposit_early),
            Self::DepositNoShow => policies.deposit_no_show = fate(typed, policies.deposit_no_show),
            Self::DepositAfterNoShows => policies.deposit_after_no_shows = number(typed)?,
            Self::DepositShare => policies.deposit_share_bp = rate::parse(typed)?,
            Self::Commission => policies.commission_bp = rate::parse(typed)?,
            Self::CountryCode => typed.trim().trim_start_matches('+').clone_into(&mut policies.country_code),
            Self::QueuePrefix => policies.queue_prefix = typed.trim().to_uppercase(),
            Self::ReceiptFooter => policies.receipt_footer = text(),
            Self::LateHours => policies.late_hours = number(typed)?,
            Self::GraceMinutes => policies.grace_minutes = number(typed)?,
            Self::Calls => policies.calls = number(typed)?,
            Self::RecallSeconds => policies.recall_seconds = number(typed)?,
            Self::LookAheadMinutes => policies.look_ahead_minutes = number(typed)?,
            Self::SlotMinutes => policies.slot_minutes = number(typed)?,
        }
        Ok(edit)
    }
}

/// Which of the fates, as a choice is typed.
fn fate_typed(fate: DepositFate) -> String {
    DepositFate::ALL.iter().position(|one| *one == fate).unwrap_or_default().to_string()
}

fn fate(typed: &str, was: DepositFate) -> DepositFate {
    typed.parse().ok().and_then(|at: usize| DepositFate::ALL.get(at).copied()).unwrap_or(was)
}

fn number(typed: &str) -> Result<i64, Refusal> {
    let figures = typed.split_whitespace().next().unwrap_or_default();
    if figures.len() > 6 || figures.is_empty() || !figures.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::new("setting.number"));
    }
    figures.parse().map_err(|_| Refusal::new("setting.number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_goes_back_as_it_came() {
        let clinic = ClinicView {
            slug: "melati".into(),
            name: "Klinik Melati".into(),
            address: "Jl. Mawar 3".into(),
            phone: "022-123456".into(),
            timezone: "Asia/Jakarta".into(),
            currency: "IDR".into(),
            decimals: 0,
            language: Language::Indonesian,
            training: false,
            policies: Policies { unique_phone: true, discount_limit_bp: 750, ..Policies::default() },
            version: 3,
        };
        let currency = Currency::rupiah();
        for setting in Setting::ALL {
            let edit = setting.put(&setting.typed(&clinic, &currency), &clinic, &currency).unwrap();
            let back = (edit.name, edit.address, edit.phone, edit.timezone, edit.language, edit.policies);
            let was = (
                clinic.name.clone(),
                clinic.address.clone(),
                clinic.phone.clone(),
                clinic.timezone.clone(),
                clinic.language,
                clinic.policies.clone(),
            );
            assert_eq!(back, was, "{}", setting.label());
        }
    }
}
