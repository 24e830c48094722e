//! A booking that gets another time, wherever it is seen.

use super::known::Patient;
use super::{BookingForm, Msg, Purpose, offers};
use crate::app::{Cx, Effect};
use crate::desk::Done;
use crate::desk::booking::{Booked, DayRow};
use crate::desk::visit_card::{OpenVisit, VisitCard};
use crate::domain::id::{BookingId, StaffId, TreatmentId};
use crate::domain::time::Ts;
use crate::screens::call_off::became;
use crate::screens::refused;
use crate::ui::{Field, Notice};

/// What is known of it.
#[derive(Debug, Clone)]
pub struct Moved {
    pub(super) booking: BookingId,
    pub(super) version: i64,
    pub(super) starts_at: Ts,
    pub(super) patient: Patient,
    pub(super) treatment: TreatmentId,
    pub(super) staff: Option<StaffId>,
    pub(super) staff_name: String,
}

impl Moved {
    /// A row of the day.
    #[must_use]
    pub fn of_row(row: &DayRow) -> Self {
        Self {
            booking: row.id,
            version: row.version,
            starts_at: row.starts_at,
            patient: Patient { id: row.patient_id, name: row.patient.clone(), alerts: row.alerts.clone() },
            treatment: row.treatment_id,
            staff: row.staff_id,
            staff_name: row.staff.clone().unwrap_or_default(),
        }
    }

    /// A visit on its own page, by whoever has this name.
    #[must_use]
    pub fn of_card(card: &VisitCard, staff_name: &str) -> Self {
        let (row, patient) = (&card.booking, &card.patient);
        Self {
            booking: row.id,
            version: row.version,
            starts_at: row.starts_at,
            patient: Patient { id: patient.id, name: patient.name.clone(), alerts: patient.alerts.clone() },
            treatment: row.treatment_id,
            staff: row.staff_id,
            staff_name: staff_name.to_owned(),
        }
    }
}

impl BookingForm {
    /// Another time for a booking: until it is saved the old one is held.
    #[must_use]
    pub fn moving(moved: &Moved, cx: &Cx) -> Self {
        let (booking, version, from) = (moved.booking, moved.version, moved.starts_at);
        let purpose = Purpose::Move { booking, version, from };
        let day = moved.starts_at.local(cx.zone).date();
        let mut form = Self::with(purpose, &["staff", "time"], Some(day));
        form.patient = Some(moved.patient.clone());
        form.treatment = Some(moved.treatment);
        form.staff = moved.staff;
        form.form.set("staff", &moved.staff_name, &cx.look);
        form.form.settle();
        form.form.focus("time");
        form
    }

    pub(super) const fn moves_one(&self) -> bool {
        matches!(self.purpose, Purpose::Move { .. })
    }

    /// Reads the booking again that somebody else changed while it was in hand.
    pub(super) fn read_now(&self) -> Effect<Msg> {
        let Purpose::Move { booking, .. } = self.purpose else { return Effect::None };
        if !self.form.is_old() {
            return Effect::None;
        }
        Effect::read(
            "visit",
            move |desk| async move { Msg::Now(Box::new(desk.ask(OpenVisit { booking }).await)) },
        )
    }

    /// What the other made of it: another time or somebody else is taken where nothing was typed, and named.
    pub(super) fn renew(&mut self, now: Done<VisitCard>, cx: &Cx) -> Effect<Msg> {
        let (row, roster) = match (now, &self.roster) {
            (Ok(card), Some(roster)) => (card.booking, roster),
            (Err(fault), _) => return refused::unread(&fault, true, cx),
            (Ok(_), None) => return Effect::None,
        };
        let Purpose::Move { from, .. } = self.purpose else { return Effect::None };
        let name = row.staff_id.map_or("", |staff| roster.staff_name(staff)).to_owned();
        if !self.form.field("staff").is_some_and(Field::dirty) {
            self.staff = row.staff_id;
        }
        self.treatment = Some(row.treatment_id);
        self.form.take("staff", &name, &cx.look);
        if from != row.starts_at {
            self.form.take("time", &offers::typed_time(row.starts_at, cx), &cx.look);
        }
        self.form.renewed();
        self.purpose = Purpose::Move { booking: row.id, version: row.version, from: row.starts_at };
        self.offer(cx);
        Effect::None
    }
}

/// Says where it is now.
#[must_use]
pub fn said(name: &str, booked: &Booked, cx: &Cx) -> Notice {
    let at = cx.look.moment(booked.starts_at.local(cx.zone));
    let facts = [("name", name.into()), ("at", at.into()), ("staff", booked.staff_name.as_str().into())];
    Notice::done(became(cx.fill("visit-moved_to", &facts), booked, cx))
}
