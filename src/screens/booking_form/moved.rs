//! A booking that gets another time, wherever it is seen.

use super::{BookingForm, Patient, Purpose};
use crate::app::Cx;
use crate::desk::booking::{Booked, DayRow};
use crate::desk::visit_card::VisitCard;
use crate::domain::id::{BookingId, StaffId, TreatmentId};
use crate::domain::time::Ts;
use crate::screens::call_off::became;
use crate::ui::Notice;

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
    pub(super) const fn moves_one(&self) -> bool {
        matches!(self.purpose, Purpose::Move { .. })
    }
}

/// Says where it is now.
#[must_use]
pub fn said(name: &str, booked: &Booked, cx: &Cx) -> Notice {
    let at = cx.look.moment(booked.starts_at.local(cx.zone));
    let facts = [("name", name.into()), ("at", at.into()), ("staff", booked.staff_name.as_str().into())];
    Notice::done(became(cx.fill("visit-moved_to", &facts), booked, cx))
}
