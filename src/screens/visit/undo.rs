//! The last step of the visit is taken back: at once where it was taken here just now, else it is named and asked about.

use super::acts::change;
use super::{Msg, Visit};
use crate::app::{Cx, Effect, Why};
use crate::desk::Done;
use crate::desk::visit::UndoVisit;
use crate::domain::booking::Status;
use crate::domain::permission::Permission;
use crate::screens::places::needs;
use crate::screens::refused;
use crate::ui::Tone;

/// Says that a step was taken back.
pub(super) const UNDONE: &str = "day-undone";

impl Visit {
    pub(super) fn undoes(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::VisitRun)?;
        self.here().map(|_| ())
    }

    /// Takes back the last step at once where it was the last thing done here, else asks.
    pub(super) fn undo(&mut self, cx: &Cx) -> Effect<Msg> {
        let stands = self.card.as_ref().map(|card| card.booking.status);
        let mine = self.mine && cx.heard == Some(Tone::Done);
        // Of a booking that nothing was done to yet the desk says so.
        let older = stands.filter(|stands| !mine && *stands != Status::Booked);
        if older.is_none() {
            return self.take_back();
        }
        // Nobody is asked about what cannot be. Keys typed meanwhile are for the question.
        let (booking, _) = self.id();
        Effect::write("undoable", move |desk| async move { Msg::Undoable(desk.undoable(booking).await) })
    }

    /// It can be taken back, and whoever is here is asked; or it stays, and why is said.
    pub(super) fn ask_undo(&self, can: &Done<()>, cx: &Cx) -> Effect<Msg> {
        if let Err(fault) = can {
            return Effect::say(refused::notice(fault, cx));
        }
        match self.card.as_ref().map(|card| card.booking.status).zip(self.whose()) {
            Some((stands, whose)) => Effect::ask(whose.take_back(stands, cx), Msg::TakeBack),
            None => Effect::None,
        }
    }

    pub(super) fn take_back(&self) -> Effect<Msg> {
        let (booking, version) = self.id();
        change(UNDONE, UndoVisit { booking, version })
    }
}
