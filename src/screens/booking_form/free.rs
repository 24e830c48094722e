//! The starts that are free, and whether the time that was typed is one.

use chrono::NaiveDate;

use super::offers::{Wanted, wanted};
use super::{BookingForm, Msg, Purpose};
use crate::app::{Cx, Effect};
use crate::desk::next_free::{FreeStart, NextFree};
use crate::desk::roster::day_span;
use crate::desk::{Done, Roster};
use crate::domain::id::StaffId;
use crate::domain::time::{Ts, at_local};
use crate::screens::refused;

/// Starts offered at once, and looked through for the nearest ones.
const OFFERED: usize = 10;
const LOOKED_THROUGH: usize = 60;

impl BookingForm {
    /// Asks for the free starts. Where the box takes one of them, the keys wait until they are here.
    pub(super) fn ask_for_free(&mut self, cx: &Cx) -> Effect<Msg> {
        let effect = self.look_for_free();
        let taken = wanted(self.form.value("time"), cx.look.now, self.on);
        self.seeking = !matches!(effect, Effect::None) && taken.is_ok_and(|said| self.takes_start(said, cx));
        effect
    }

    /// Whether the box takes a free start: no time was said, or one that was refused.
    pub(super) fn takes_start(&self, said: Wanted, cx: &Cx) -> bool {
        let at = match said {
            Wanted::Moment(moment) => at_local(moment, cx.zone).ok(),
            Wanted::Nothing | Wanted::Day(_) => None,
        };
        at.is_none() || self.clash == at
    }

    /// Asks for the free starts from the day that was said, else from the day the form is for.
    pub(super) fn look_for_free(&self) -> Effect<Msg> {
        let Some(treatment) = self.treatment.filter(|_| self.form.focused() == "time") else {
            return Effect::None;
        };
        let (staff, day, on, clash) = (self.staff, self.day, self.on, self.clash);
        let patient = self.patient.as_ref().map(|patient| patient.id);
        let moving = match self.purpose {
            Purpose::Move { booking, .. } => Some(booking),
            Purpose::Book { .. } => None,
        };
        let typed = self.form.value("time").to_owned();
        Effect::read("free", move |desk| async move {
            let clinic = desk.clinic();
            let (from, at) = match wanted(&typed, clinic.local(desk.now()), on) {
                Ok(Wanted::Day(day)) => (Some(day), None),
                Ok(Wanted::Moment(moment)) => (Some(moment.date()), at_local(moment, clinic.zone).ok()),
                Ok(Wanted::Nothing) | Err(_) => (day, None),
            };
            let far = clash.is_some() || at.is_some();
            let most = Some(if far { LOOKED_THROUGH } else { OFFERED });
            let next = NextFree { treatment, staff, patient, moving, from, part: None, at: None, most };
            let Some(at) = at else { return Msg::Free(desk.ask(next).await, None) };
            // Side by side: over a slow line they cost one journey.
            let there = NextFree { at: Some(at), ..next.clone() };
            match tokio::try_join!(desk.ask(next), desk.ask(there)) {
                Ok((free, there)) => Msg::Free(Ok(free), there.is_empty().then_some(at)),
                Err(fault) => Msg::Free(Err(fault), None),
            }
        })
    }

    /// Takes them; where there was no way to them it is said below the box, and they come by themselves.
    pub(super) fn take_free(
        &mut self,
        free: Done<Vec<FreeStart>>,
        taken: Option<Ts>,
        cx: &Cx,
    ) -> Effect<Msg> {
        match free {
            Ok(free) => {
                self.taken = taken;
                (self.seeking, self.unread, self.free) = (false, None, free);
                self.nearest_first();
                self.offer(cx);
                Effect::None
            }
            Err(fault) => {
                // Where the times would stand it is said why they do not.
                let there = self.free.is_empty() && refused::passes(&fault);
                let said = if there || self.unread.as_ref() == Some(&fault) {
                    Effect::None
                } else {
                    Effect::say(refused::notice(&fault, cx))
                };
                self.unread = Some(fault);
                said
            }
        }
    }

    /// Where what was wanted is not free, the nearest to it come first.
    pub(super) fn nearest_first(&mut self) {
        if let Some(at) = self.clash.or(self.taken) {
            self.free.sort_by_key(|start| start.starts_at.minutes_since(at).abs());
        }
        self.free.truncate(OFFERED);
    }

    /// Whether the time that stands in the box is not free, as far as that is known before it is saved.
    pub(super) fn is_taken(&self, cx: &Cx) -> bool {
        self.taken.is_some() && self.taken == self.at_time(cx).ok()
    }

    /// The day it is for, as far as that is known: the one in the time box, or the one the form was opened for.
    pub(super) fn day_meant(&self, cx: &Cx) -> Option<NaiveDate> {
        match wanted(self.form.value("time"), cx.look.now, self.on) {
            Ok(Wanted::Day(day)) => Some(day),
            Ok(Wanted::Moment(moment)) => Some(moment.date()),
            Ok(Wanted::Nothing) | Err(_) => self.on,
        }
    }

    /// The words for why the time in the box is not free: whoever is to do it is on leave, has a break or does not work
    /// then; else something else is booked.
    pub(super) fn why_taken(&self, roster: &Roster, cx: &Cx) -> &'static str {
        let taken = "booking-is_taken";
        let (Some(staff), Some(from)) = (self.staff, self.taken) else { return taken };
        let minutes = self.treatment.and_then(|id| roster.treatment(id)).map_or(1, |row| row.minutes);
        let to = from.plus_minutes(minutes.max(1));
        if on_leave(roster, staff, from, to) {
            return "booking-is_leave";
        }
        let spans = roster.working(staff, from.day(cx.zone), &cx.desk.clinic());
        if spans.iter().any(|span| span.from <= from && to <= span.to) {
            taken
        } else if spans.iter().any(|span| span.from <= from) && spans.iter().any(|span| to <= span.to) {
            "booking-is_break"
        } else {
            "booking-is_outside"
        }
    }
}

/// The words for why somebody is not there on a day at all.
pub(super) fn away(roster: &Roster, staff: StaffId, day: NaiveDate, cx: &Cx) -> Option<&'static str> {
    let clinic = cx.desk.clinic();
    if !roster.working(staff, day, &clinic).is_empty() {
        return None;
    }
    let span = day_span(day, &clinic);
    let leave = on_leave(roster, staff, span.from, span.to);
    Some(if leave { "booking-on_leave" } else { "queue-off_today" })
}

fn on_leave(roster: &Roster, staff: StaffId, from: Ts, to: Ts) -> bool {
    roster.leave.iter().any(|leave| leave.staff_id == staff && leave.starts_at < to && leave.ends_at > from)
}
