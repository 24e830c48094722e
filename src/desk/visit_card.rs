//! Everything about one visit on one screen.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::act::{Act, Look};
use super::bill::{BillView, OpenBill};
use super::fault::Done;
use super::{Desk, Scope, health_note};
use crate::domain::id::{BookingId, StaffId};
use crate::domain::permission::{Grant, Permission};
use crate::domain::refusal::Refusal;
use crate::store;
use crate::store::booking::BookingRow;
use crate::store::booking_step::StepRow;
use crate::store::patient::{PatientRow, PhoneRow};

/// One visit with its patient, its steps and, for who may see it, its bill.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenVisit {
    pub booking: BookingId,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VisitCard {
    pub booking: BookingRow,
    /// Whom their number waits for, where they wait for nobody's time yet.
    pub waits_for: Option<StaffId>,
    pub patient: PatientRow,
    pub phones: Vec<PhoneRow>,
    /// How many health notes stand, for whoever may read them or add one.
    pub health_notes: Option<i64>,
    /// Every step it took, first to last, those taken back included.
    pub steps: Vec<StepRow>,
    /// None for who may not see money.
    pub bill: Option<BillView>,
}

impl Act for OpenVisit {
    const NAME: &'static str = "open_visit";
    const NEEDS: Permission = Permission::DaySee;
    const OWN: bool = true;
    type Output = VisitCard;
}

impl Look for OpenVisit {
    async fn look(self, desk: &Desk) -> Done<VisitCard> {
        let clinic = desk.clinic().id;
        let db = desk.db();
        let unknown = || Refusal::at("booking.unknown", "booking");
        let booking = store::booking::get(db, clinic, self.booking).await?.ok_or_else(unknown)?;
        let waits_for = match booking.staff_id {
            Some(_) => None,
            None => {
                store::queue::of_booking(db, clinic, booking.id).await?.and_then(|ticket| ticket.staff_id)
            }
        };
        if !desk.scope(Permission::DaySee).covers(booking.staff_id.or(waits_for)) {
            return Err(unknown().into());
        }
        let mut patient = store::patient::get(db, clinic, booking.patient_id)
            .await?
            .ok_or_else(|| Refusal::at("patient.unknown", "patient"))?;
        let bill = match desk.may(Permission::BillSee) {
            Grant::No => None,
            _ => Some(desk.ask(OpenBill { booking: booking.id }).await?),
        };
        desk.has_opened(patient.id).await?;
        let opens = match desk.scope(Permission::PatientOpen) {
            Scope::Clinic => true,
            // Whole only on the day, as the card of the patient is.
            Scope::Own(_) => {
                desk.may(Permission::PatientOpen) != Grant::No && booking.business_day == desk.today()
            }
        };
        let veil = desk.veil();
        veil.patient(&mut patient, opens);
        let phones = if opens { store::patient::phones(db, clinic, patient.id).await? } else { Vec::new() };
        let mut booking = booking;
        veil.health(&mut booking.note);
        Ok(VisitCard {
            phones,
            health_notes: health_note::standing(desk, patient.id).await?,
            steps: store::booking_step::all(db, clinic, booking.id).await?,
            patient,
            booking,
            waits_for,
            bill,
        })
    }
}
