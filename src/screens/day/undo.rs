//! What was done on the day is taken back: first of all the last thing done here.

use super::acts::{Deed, whose, write};
use super::sheet::Sheet;
use super::{Day, Msg};
use crate::app::{Cx, Effect, Why};
use crate::desk::booking::{Booked, MoveBooking};
use crate::desk::visit::UndoVisit;
use crate::desk::{Asked, Done};
use crate::domain::booking::Status;
use crate::domain::id::{BookingId, RequestId, StaffId};
use crate::domain::permission::Permission;
use crate::domain::time::Ts;
use crate::screens::call_off::{CallOff, Decided, late_stake};
use crate::screens::places::needs;
use crate::screens::refused;
use crate::ui::Tone;

/// How a deed is taken back.
#[derive(Debug, Clone, Copy)]
pub enum Back {
    /// By the desk's own undo.
    Step,
    /// The same, of a beginning by its number: the version of the visit is that of its row.
    Begun,
    /// It was moved from there.
    Moved(Ts, Option<StaffId>),
    /// It was itself an undo.
    Undone,
}

/// Something done here that can be taken back.
#[derive(Debug, Clone)]
pub struct Undo {
    pub booking: BookingId,
    pub version: i64,
    pub name: String,
    pub back: Back,
}

/// Why a number is not taken back, and what to press: where it has a visit, and where it stands alone.
const NUMBER: &str = "day-number_stays";
const NUMBER_ALONE: &str = "day-number_alone_stays";

/// The last thing done here. It is what `undo` means as long as the line says whose it was, wherever the cursor is.
#[derive(Debug)]
pub(super) struct Last {
    /// None: it cannot be taken back here.
    undo: Option<Undo>,
    /// Why not.
    why: &'static str,
    /// It was an undo: what would be taken back next is older.
    older: bool,
    /// The cursor went on since.
    left: bool,
}

impl Last {
    pub(super) const fn of(undo: Undo) -> Self {
        Self { undo: Some(undo), why: "", older: false, left: false }
    }

    /// A step that was taken back; the one before it is the same visit's.
    pub(super) const fn undone(undo: Undo) -> Self {
        Self { undo: Some(undo), why: "", older: true, left: false }
    }

    /// Nothing that `undo` could take back, and nobody else's step either.
    pub(super) const fn for_good() -> Self {
        Self { undo: None, why: "day-no_undo", older: false, left: false }
    }

    /// A number that was given: it is not taken back, but whoever has it may go.
    pub(super) const fn number(has_visit: bool) -> Self {
        let why = if has_visit { NUMBER } else { NUMBER_ALONE };
        Self { undo: None, why, older: false, left: false }
    }
}

impl Day {
    /// The last thing done here, as long as that is what is meant.
    fn recalled(&self, cx: &Cx) -> Option<&Last> {
        // A number fills the screen: the row in hand is not what was done last, however long that stood there.
        let meant = |last: &&Last| last.undo.is_some() || [NUMBER, NUMBER_ALONE].contains(&last.why);
        // Where something was refused since, what they mean is not what they did before that.
        let done = |last: &&Last| last.undo.is_none() || cx.heard == Some(Tone::Done);
        self.last.as_ref().filter(|last| done(last) && (cx.told || (meant(last) && !last.left)))
    }

    /// Something was done that is not taken back here.
    pub(super) fn done_for_good(&mut self) -> Effect<Msg> {
        self.last = Some(Last::for_good());
        Effect::None
    }

    /// The cursor goes on: once the line is gone too, the visit in hand is meant again.
    pub(super) fn leave_last(&mut self) {
        if let Some(last) = &mut self.last {
            last.left = true;
        }
    }

    pub(super) fn undoes(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::VisitRun)?;
        match self.recalled(cx) {
            Some(Last { undo: None, why, .. }) => Err(Why::Because(why)),
            Some(_) => Ok(()),
            None => self.here().map(|_| ()),
        }
    }

    /// Takes back the last thing done here at once; an older step, of the row in hand, is named and asked about first.
    pub(super) fn undo(&mut self, cx: &Cx) -> Effect<Msg> {
        let recalled = self.recalled(cx).and_then(|last| Some((last.undo.clone()?, last.older)));
        let older = || {
            let row = self.row()?;
            let (name, version) = (row.patient.clone(), row.version);
            Some((Undo { booking: row.id, version, name, back: Back::Step }, true))
        };
        let Some((mut undo, mut older)) = recalled.or_else(older) else { return Effect::None };
        let rows = self.sheet.as_ref().map_or(&[][..], Sheet::rows);
        if let (Back::Begun, Some(row)) = (undo.back, rows.iter().find(|row| row.id == undo.booking)) {
            // At another counter it may have gone on since.
            older |= row.status != Status::InService;
            (undo.version, undo.back) = (row.version, Back::Step);
        }
        // Of a booking that nothing was done to yet the desk says so.
        if !rows.iter().any(|row| older && row.id == undo.booking && row.status != Status::Booked) {
            return Self::take_back(undo);
        }
        // Nobody is asked about what cannot be. Keys typed meanwhile are for the question.
        let booking = undo.booking;
        Effect::write(
            "undoable",
            move |desk| async move { Msg::Undoable(undo, desk.undoable(booking).await) },
        )
    }

    /// It can be taken back, and whoever is here is asked; or it stays, and why is said.
    pub(super) fn ask_undo(&self, undo: Undo, can: Done<()>, cx: &Cx) -> Effect<Msg> {
        if let Err(fault) = can {
            return Effect::say(refused::notice(&fault, cx));
        }
        let rows = self.sheet.as_ref().map_or(&[][..], Sheet::rows);
        let Some(row) = rows.iter().find(|row| row.id == undo.booking) else { return Effect::None };
        let question = whose(row).take_back(row.status, cx);
        Effect::ask(question, move |yes| Msg::TakeBack(yes.then_some(undo)))
    }

    /// Takes it back.
    pub(super) fn take_back(undo: Undo) -> Effect<Msg> {
        if let Back::Moved(..) = undo.back {
            return Self::put_back(undo, None);
        }
        let Undo { booking, version, name, .. } = undo;
        let deed = Deed { said: "day-undone", name, back: Back::Undone, signed: None };
        write(deed, UndoVisit { booking, version: Some(version) }, None)
    }

    /// Moves it back to where it was. What becomes of the deposit is left out unless that is late too.
    pub(super) fn put_back(undo: Undo, decided: Option<Decided>) -> Effect<Msg> {
        let Back::Moved(starts_at, staff) = undo.back else { return Effect::None };
        let (booking, version) = (undo.booking, Some(undo.version));
        let of = |one: &Decided| (one.deposit, one.approval.clone());
        let (deposit, approval) = decided.as_ref().map(of).unwrap_or_default();
        let back =
            MoveBooking { booking, version, starts_at, staff, override_reason: None, undo: true, deposit };
        let asked = Asked { request: Some(RequestId::new()), approval };
        Effect::write("visit", move |desk| async move {
            let done = desk.act_as(back, asked).await;
            Msg::Returned(undo, decided, done)
        })
    }

    /// It is back, or it is late to move it back and somebody has to say what becomes of the deposit.
    pub(super) fn returned(
        &mut self,
        undo: Undo,
        decided: Option<Decided>,
        done: Done<Booked>,
        cx: &Cx,
    ) -> Effect<Msg> {
        let again = decided.zip(done.as_ref().err()).and_then(|(decided, fault)| {
            let question = decided.again(fault, cx)?;
            Some((question, decided))
        });
        if let Some((question, decided)) = again {
            self.last = Some(Last::of(undo.clone()));
            return Effect::ask(question, move |by| Msg::Return(undo, decided.signed(by)));
        }
        let late = done.as_ref().err().and_then(|fault| fault.refusal()).and_then(late_stake);
        let (Some(stake), Back::Moved(starts_at, ..)) = (late, undo.back) else {
            let deed = Deed { said: "day-undone", name: undo.name, back: Back::Undone, signed: None };
            let to = done.as_ref().ok().map(|booked| (booked.starts_at.day(cx.zone), booked.id));
            let said = self.did(deed, done, cx);
            let Some((day, booking)) = to else { return said };
            // It went away under the cursor, to another time or another day: there it is in hand again.
            let last = self.last.take();
            let went = self.go(day, cx);
            (self.last, self.wanted) = (last, Some(booking));
            return went.and(said);
        };
        let at = cx.look.moment(starts_at.local(cx.zone));
        let facts = [("name", undo.name.as_str().into()), ("at", at.into())];
        let ask = CallOff::late_move(cx.fill("deposit-late_move", &facts), stake);
        // Who goes back from the question may still take it back.
        self.last = Some(Last::of(undo.clone()));
        Effect::ask(ask, move |decided| Msg::Return(undo, decided))
    }
}
