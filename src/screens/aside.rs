//! A rule stands in the way, and whoever may can set it aside with a PIN and a reason: the same key and the same
//! question wherever a time is taken.

use super::approve::{Approve, Approved, wants_pin};
use super::refused;
use crate::app::{Cx, Why, keys};
use crate::desk::Fault;
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;
use crate::ui::Notice;

/// The key that sets it aside.
pub const KEY: &str = "ctrl-o";

/// What somebody who may can set aside.
const CAN_BE_SET_ASIDE: &[&str] = &[
    "booking.staff_taken",
    "booking.staff_serving",
    "booking.room_taken",
    "booking.patient_taken",
    "booking.outside_hours",
    "booking.off",
];

/// Whether this is a rule that somebody who may can set aside.
#[must_use]
pub fn stands(refusal: &Refusal) -> bool {
    CAN_BE_SET_ASIDE.contains(&refusal.code)
}

/// Whether nobody who can is free now: somebody may be named all the same.
#[must_use]
pub fn nobody(refusal: &Refusal) -> bool {
    matches!(refusal.code, "booking.nobody_now" | "booking.free_next")
}

/// Asks at once for the PIN and the reason, for `name`; again where what was signed `before` did not do.
#[must_use]
pub fn at_once(before: Option<&Approved>, fault: &Fault, name: &str, cx: &Cx) -> Option<Approve> {
    if let Some(before) = before {
        return before.again(fault, Permission::BookingOverride, cx);
    }
    let mut aside = Aside::default();
    aside.keep(fault.refusal());
    aside.ready(cx).ok()?;
    Some(aside.question(cx)?.about(name))
}

/// The rule that stood in the way of the last try, if it is one of those.
#[derive(Debug, Default)]
pub struct Aside(Option<Refusal>);

impl Aside {
    /// Another try came to this.
    pub fn keep(&mut self, refusal: Option<&Refusal>) {
        let can = |refusal: &&Refusal| stands(refusal) || wants_pin(refusal);
        self.0 = refusal.filter(can).cloned();
    }

    /// What was tried is no longer what is wanted.
    pub fn forget(&mut self) {
        self.0 = None;
    }

    /// Whether there is something to set aside, and somebody here who could ask for it.
    pub fn ready(&self, cx: &Cx) -> Result<(), Why> {
        let may = cx.desk.may(Permission::BookingOverride) != Grant::No;
        if may && self.0.is_some() { Ok(()) } else { Err(Why::Not) }
    }

    /// Asks for the PIN and the reason.
    #[must_use]
    pub fn question(&self, cx: &Cx) -> Option<Approve> {
        let refusal = self.0.as_ref()?;
        Some(Approve::after(refusal, Permission::BookingOverride, cx))
    }

    /// Why it was refused, and the key of `action` where it helps.
    #[must_use]
    pub fn notice(&self, fault: &Fault, action: &str, cx: &Cx) -> Notice {
        let key = cx.keys.of(action, KEY).first().map(|keys| keys::shown(keys));
        let Some(key) = key.filter(|_| self.ready(cx).is_ok()) else { return refused::notice(fault, cx) };
        let label = cx.look.words.label(action);
        let said = refused::sentence(fault, cx);
        let facts = [("said", said.into()), ("key", key.into()), ("does", label.into())];
        Notice::stop(cx.fill("aside-offer", &facts))
    }
}
