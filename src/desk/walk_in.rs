//! Somebody walks in: a patient, a number and a visit that waits, in one go.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::NOTHING;
use super::act::{Act, Change};
use super::booking::{blank, sold};
use super::fault::{Done, Fault};
use super::patient::{self, PatientForm};
use super::queue::{NewTicket, Ticket, issue, ticket};
use super::work::Work;
use crate::domain::booking::{Source, Status};
use crate::domain::id::{BookingId, PatientId, StaffId, TreatmentId};
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::domain::schedule::Span;
use crate::store;
use crate::store::booking::BookingRow;
use crate::store::treatment::TreatmentRow;

/// Somebody walks in: registered where new, and given a number, in one go.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WalkIn {
    /// Somebody known; left out: the form below is registered.
    #[serde(default)]
    pub patient: Option<PatientId>,
    #[serde(default)]
    pub form: Option<PatientForm>,
    /// Said after the look-alike warning.
    #[serde(default)]
    pub somebody_else: bool,
    #[serde(default)]
    pub treatment: Option<TreatmentId>,
    /// Asked for by name.
    #[serde(default)]
    pub staff: Option<StaffId>,
    /// Before everybody without it.
    #[serde(default)]
    pub urgent: bool,
    /// Said after the warning that a booking of today waits for this patient.
    #[serde(default)]
    pub despite_booking: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WalkedIn {
    pub ticket: Ticket,
    pub name: String,
    pub booking: Option<BookingId>,
}

/// A number as the trail has it, with who was registered for it.
#[derive(Debug, Serialize)]
struct Came<'a> {
    #[serde(flatten)]
    row: &'a crate::store::queue::TicketRow,
    #[serde(skip_serializing_if = "Option::is_none")]
    registered: Option<serde_json::Value>,
}

impl Act for WalkIn {
    const NAME: &'static str = "walk_in";
    const NEEDS: Permission = Permission::QueueRun;
    type Output = WalkedIn;
}

impl Change for WalkIn {
    async fn change(self, work: &mut Work<'_>) -> Done<WalkedIn> {
        let mut registered = None;
        let (id, name) = match (self.patient, &self.form) {
            (Some(id), _) => (id, patient::known(work, id).await?.name),
            (None, Some(form)) => {
                let id = PatientId::new();
                let row = patient::register(work, id, form, self.somebody_else).await?;
                let mut said = serde_json::to_value(patient::Whole { row: &row, phones: &form.phones })
                    .map_err(Fault::from)?;
                work.confide("patient", id, &mut said)?;
                registered = Some(said);
                (id, row.name)
            }
            (None, None) => return Err(Refusal::at("name.empty", "name").into()),
        };
        if !self.despite_booking {
            refuse_if_booked(work, id).await?;
        }
        let (booking, prefix) = match self.treatment {
            Some(treatment) => {
                let treatment = sold(work, treatment).await?;
                let booking = waiting_visit(work, id, &treatment).await?;
                (Some(booking.id), treatment.queue_prefix)
            }
            None => (None, work.clinic.policies.queue_prefix.clone()),
        };
        let new = NewTicket {
            booking,
            treatment: self.treatment,
            staff: self.staff,
            due: None,
            priority: i64::from(self.urgent),
        };
        let row = issue(work, id, &prefix, new).await?;
        // Whoever comes for the first time is registered in the same act.
        work.record("ticket", row.id.0, NOTHING, &Came { row: &row, registered }, "")?;
        Ok(WalkedIn { ticket: ticket(&row, 1), name, booking })
    }
}

/// A number for somebody known.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueTicket {
    pub patient: PatientId,
    #[serde(default)]
    pub treatment: Option<TreatmentId>,
    #[serde(default)]
    pub staff: Option<StaffId>,
    #[serde(default)]
    pub urgent: bool,
    #[serde(default)]
    pub despite_booking: bool,
}

impl Act for IssueTicket {
    const NAME: &'static str = "issue_ticket";
    const NEEDS: Permission = Permission::QueueRun;
    type Output = WalkedIn;
}

impl Change for IssueTicket {
    async fn change(self, work: &mut Work<'_>) -> Done<WalkedIn> {
        let walk_in = WalkIn {
            patient: Some(self.patient),
            form: None,
            somebody_else: false,
            treatment: self.treatment,
            staff: self.staff,
            urgent: self.urgent,
            despite_booking: self.despite_booking,
        };
        walk_in.change(work).await
    }
}

async fn refuse_if_booked(work: &mut Work<'_>, id: PatientId) -> Done<()> {
    let (clinic, today) = (work.id(), work.today());
    match store::booking::pending_of(work.on(), clinic, id, today).await?.first() {
        Some((booking, at, version)) => Err(Refusal::at("ticket.has_booking", "patient")
            .with("at", work.local(*at))
            .with("booking", *booking)
            .with("version", *version)
            .into()),
        None => Ok(()),
    }
}

/// A visit of somebody who is here and waits: it holds nobody's time until somebody begins.
pub(super) async fn waiting_visit(
    work: &mut Work<'_>,
    patient: PatientId,
    treatment: &TreatmentRow,
) -> Done<BookingRow> {
    let clinic = work.id();
    let id = BookingId::new();
    let span = Span::minutes(work.now, treatment.minutes);
    let row = BookingRow {
        status: Status::Arrived,
        arrived_at: Some(work.now),
        ..blank(work, id, patient, treatment, span, Source::WalkIn)
    };
    let terminal = work.terminal;
    store::booking::insert(work.on(), clinic, &row, terminal).await?;
    Ok(row)
}
