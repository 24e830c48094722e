//! Whose something is.

use uuid::Uuid;

use super::db::{Answer, On};
use crate::domain::id::ClinicId;

/// What leads to a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    Booking,
    Payment,
    Package,
    Ticket,
    Patient,
}

/// The name of whose it is; none where there is no such thing, or it is nobody's.
pub fn name<'a>(
    on: impl Into<On<'a>>,
    clinic: ClinicId,
    thing: Thing,
    id: Uuid,
) -> Answer<'a, Option<(String,)>> {
    let sql = match thing {
        Thing::Booking => {
            "SELECT p.name FROM booking k JOIN patient p ON p.clinic_id = k.clinic_id AND p.id = k.patient_id
             WHERE k.clinic_id = $1 AND k.id = $2"
        }
        Thing::Payment => {
            "SELECT p.name FROM payment m JOIN bill b ON b.clinic_id = m.clinic_id AND b.id = m.bill_id
             JOIN patient p ON p.clinic_id = b.clinic_id AND p.id = b.patient_id
             WHERE m.clinic_id = $1 AND m.id = $2"
        }
        Thing::Package => {
            "SELECT p.name FROM patient_package g
             JOIN bill_line l ON l.clinic_id = g.clinic_id AND l.id = g.line_id
             JOIN bill b ON b.clinic_id = l.clinic_id AND b.id = l.bill_id
             JOIN patient p ON p.clinic_id = b.clinic_id AND p.id = b.patient_id
             WHERE g.clinic_id = $1 AND g.id = $2"
        }
        Thing::Ticket => {
            "SELECT p.name FROM ticket t JOIN patient p ON p.clinic_id = t.clinic_id AND p.id = t.patient_id
             WHERE t.clinic_id = $1 AND t.id = $2"
        }
        Thing::Patient => "SELECT p.name FROM patient p WHERE p.clinic_id = $1 AND p.id = $2",
    };
    on.into().opt(sql, (clinic, id))
}
