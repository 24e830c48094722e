//! The last step of a number, taken back: it stands where it stood, and whatever else the step changed is as it was.

use serde_json::Value;

use super::{UndoTicket, VISIT, known};
use crate::desk::Desk;
use crate::desk::act::Change;
use crate::desk::assign;
use crate::desk::fault::Done;
use crate::desk::queue::{Ticket, note_step, ticket};
use crate::desk::then::put;
use crate::desk::work::{Work, one_row};
use crate::domain::id::TicketId;
use crate::domain::permission::{Grant, Permission};
use crate::domain::queue::TicketStatus;
use crate::domain::refusal::Refusal;
use crate::domain::time::Ts;
use crate::store;
use crate::store::queue::{TicketRow, TicketStepRow};

impl Change for UndoTicket {
    async fn change(self, work: &mut Work<'_>) -> Done<Ticket> {
        let clinic = work.id();
        let old = known(work, self.ticket, self.version).await?;
        let steps = store::queue::steps(work.on(), clinic, old.id).await?;
        let (step, back_to) = last(&steps, &old)?;
        let mut row = TicketRow {
            status: back_to,
            ended_at: None,
            updated_at: work.now,
            updated_by: work.me(),
            ..old.clone()
        };
        let told = told(work, old.id, step.at).await?;
        match &told {
            Some((before, _)) => as_it_was(&mut row, before)?,
            // Only the trail says what else than its place changed.
            None if back_to == step.to_status => return Err(Refusal::new("ticket.undo_in_place").into()),
            None => {}
        }
        let visit = match told.as_ref().and_then(|(_, after)| after.get(VISIT)) {
            Some(went) => assign::comes_back(work, went).await?,
            None => None,
        };
        one_row(store::queue::update(work.on(), clinic, &row).await?)?;
        note_step(work, old.id, Some(old.status), back_to, Some(step.seq)).await?;
        work.record("ticket", old.id.0, &old, &row, "")?;
        if let (Some(entry), Some(visit)) = (work.entry.as_mut(), visit) {
            entry.after[VISIT] = visit;
        }
        Ok(ticket(&row, old.version + 1))
    }
}

/// The step of a number that is taken back next, and where it stands then.
///
/// # Errors
/// `ticket.nothing_to_undo`, `ticket.undo_visit`.
fn last<'a>(
    steps: &'a [TicketStepRow],
    old: &TicketRow,
) -> Result<(&'a TicketStepRow, TicketStatus), Refusal> {
    let undone: Vec<i64> = steps.iter().filter_map(|step| step.undoes).collect();
    let mut stand = steps.iter().rev().filter(|step| step.undoes.is_none() && !undone.contains(&step.seq));
    let last = stand.next().and_then(|step| step.from_status.map(|from| (step, from)));
    let Some((step, back_to)) = last else {
        return Err(Refusal::new("ticket.nothing_to_undo"));
    };
    // What the visit did is taken back at the visit.
    let of_visit = |status| matches!(status, TicketStatus::Serving | TicketStatus::Done);
    let left_visit = old.status == TicketStatus::Left && old.booking_id.is_some();
    if of_visit(old.status) || of_visit(back_to) || left_visit || !back_to.open() {
        return Err(Refusal::new("ticket.undo_visit"));
    }
    Ok((step, back_to))
}

impl Desk {
    /// Why the last step of a number stays, as far as that is known before anybody is asked whether they mean it.
    ///
    /// # Errors
    /// `ticket.nothing_to_undo`, `ticket.undo_visit`.
    pub async fn undoable_number(&self, ticket: TicketId) -> Done<()> {
        let (db, clinic) = (self.db(), self.clinic().id);
        // Whoever may not is told by the act itself.
        let row = store::queue::get(db, clinic, ticket).await?;
        let Some(row) = row.filter(|_| self.may(Permission::QueueRun) != Grant::No) else { return Ok(()) };
        last(&store::queue::steps(db, clinic, ticket).await?, &row)?;
        Ok(())
    }
}

/// What the trail says was before and after the last act on a number that was not taken back, where that was at this
/// moment: a step of its visit may have come later, and is in the visit's own rows.
async fn told(work: &mut Work<'_>, id: TicketId, at: Ts) -> Done<Option<(Value, Value)>> {
    let clinic = work.id();
    let rows = store::queue::trailed(work.on(), clinic, id).await?;
    let mut undone = 0;
    for row in rows {
        if row.act == UNDO {
            undone += 1;
        } else if undone > 0 {
            undone -= 1;
        } else if row.moment() == at {
            return Ok(Some((serde_json::from_str(&row.before)?, serde_json::from_str(&row.after)?)));
        } else {
            break;
        }
    }
    Ok(None)
}

/// How the trail calls a step that was taken back.
const UNDO: &str = "undo_ticket";

/// Whom it waits for and since when, how urgent it is, and how it was called.
fn as_it_was(row: &mut TicketRow, before: &Value) -> Done<()> {
    put(&mut row.staff_id, before.get("staff_id"))?;
    put(&mut row.waiting_since, before.get("waiting_since"))?;
    put(&mut row.priority, before.get("priority"))?;
    put(&mut row.parked_by, before.get("parked_by"))?;
    put(&mut row.calls, before.get("calls"))?;
    put(&mut row.called_at, before.get("called_at"))?;
    put(&mut row.last_called_at, before.get("last_called_at"))?;
    put(&mut row.called_to, before.get("called_to"))
}
