//! What is done to the day: one step after another, and back.

use super::moving::Moving;
use super::sheet::Held;
use super::signed::Signed;
use super::undo::{Back, Last, Undo};
use super::{Day, Msg};
use crate::app::{Cx, Effect, Why};
use crate::desk::booking::{Booked, DayRow};
use crate::desk::queue::Ticket;
use crate::desk::ticket::CallNext;
use crate::desk::visit::{Arrive, ConfirmBooking, FinishVisit, StartVisit};
use crate::desk::{Approval, Asked, Change, Done};
use crate::domain::booking::Status;
use crate::domain::id::RequestId;
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::screens::alerts;
use crate::screens::booking_form::{BookingForm, Moved};
use crate::screens::call_off::{CallOff, Decided, Stake, became, did, is_late, may_be_missed};
use crate::screens::places::{self, needs};
use crate::screens::queue::Queue;
use crate::screens::reason::Reason;
use crate::screens::refused;
use crate::screens::walk_in::{Given, WalkIn};
use crate::screens::whose::Whose;
use crate::ui::Notice;

/// What was done, to whom, and how it is taken back.
#[derive(Debug, Clone)]
pub struct Deed {
    /// The id of the line that says it was done; it takes `name`.
    pub said: &'static str,
    pub name: String,
    pub back: Back,
    /// What somebody gave their PIN for.
    pub signed: Option<Box<Signed>>,
}

pub(super) fn deed(row: &DayRow, said: &'static str) -> Deed {
    Deed { said, name: row.patient.clone(), back: Back::Step, signed: None }
}

/// What of its money is at stake when it does not happen.
fn stake(row: &DayRow) -> Stake {
    // What waits may have paid a package on the same bill: that is not at stake.
    Stake { held: row.held, unverified: row.unverified.min(row.held) }
}

/// Changes a visit; its words come with the answer.
fn change<A: Change<Output = Booked>>(row: &DayRow, said: &'static str, act: A) -> Effect<Msg> {
    write(deed(row, said), act, None)
}

pub(super) fn write<A: Change<Output = Booked>>(
    deed: Deed,
    act: A,
    approval: Option<Approval>,
) -> Effect<Msg> {
    let asked = Asked { request: Some(RequestId::new()), approval };
    Effect::write("visit", move |desk| async move {
        let done = desk.act_as(act, asked).await;
        Msg::Did(deed, done)
    })
}

impl Day {
    pub(super) fn here(&self) -> Result<&DayRow, Why> {
        let none = if matches!(self.held(), Some(Held::Number(_))) { "day-number_alone" } else { "day-none" };
        self.row().ok_or(Why::Because(none))
    }

    fn may_step(&self, cx: &Cx, permission: Permission, to: Status) -> Result<(), Why> {
        needs(cx, permission)?;
        self.here()?.status.step(to).map_err(Why::Refused)
    }

    pub(super) fn steps(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::VisitRun)?;
        match self.here()?.status {
            Status::Done => Err(Why::Because("day-is_done")),
            Status::Cancelled | Status::Left => Err(Why::Because("day-is_off")),
            _ => Ok(()),
        }
    }

    /// The next status: arrived, in the room, done.
    pub(super) fn step(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(row) = self.row() else { return Effect::None };
        let (booking, version) = (row.id, Some(row.version));
        match row.status {
            Status::Booked | Status::Confirmed | Status::NoShow => {
                change(row, "day-arrived", Arrive { booking, version })
            }
            Status::Arrived if is_late(self.day, cx) => {
                let row = Box::new(row.clone());
                let title = whose(&row).said("day-finish_title", cx);
                Effect::ask(Reason::new(title).once(cx), move |given| Msg::Late(row, given.into()))
            }
            // Alerts are read out once nothing else stands in the way: the desk asks for them.
            Status::Arrived => Self::start(row, row.alerts.is_empty()),
            Status::InService => {
                change(row, "day-finished", FinishVisit { booking, version, late_reason: String::new() })
            }
            Status::Done | Status::Cancelled | Status::Left => Effect::None,
        }
    }

    /// Begins the treatment, where the alerts were read or there are none.
    pub(super) fn start(row: &DayRow, alerts_seen: bool) -> Effect<Msg> {
        let start = StartVisit {
            booking: row.id,
            version: Some(row.version),
            staff: None,
            alerts_seen,
            override_reason: None,
        };
        change(row, "day-started", start)
    }

    /// The alerts were read, or not.
    pub(super) fn read_out(row: &DayRow, seen: bool) -> Effect<Msg> {
        if seen { Self::start(row, true) } else { Effect::None }
    }

    pub(super) fn opens(&self, cx: &Cx) -> Result<(), Why> {
        match self.held() {
            None if self.columns => self.books(cx),
            Some(Held::Number(_)) => Ok(()),
            _ => self.here().map(|_| ()),
        }
    }

    /// Opens the visit in hand, or the queue at a number; on a free place of the columns, books there.
    pub(super) fn open(&mut self, cx: &Cx) -> Effect<Msg> {
        match self.held() {
            Some(Held::Visit(booking)) => places::visit(booking),
            Some(Held::Number(ticket)) => Effect::open(Queue::at(ticket)),
            None => self.book(cx),
        }
    }

    pub(super) fn books(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::BookingMake)
    }

    pub(super) fn book(&mut self, cx: &Cx) -> Effect<Msg> {
        let (staff, at) = self.place(cx);
        Effect::ask(BookingForm::at(self.day, staff, at.filter(|at| *at >= cx.now), cx), Msg::Booked)
    }

    pub(super) fn moves_it(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::BookingMake)?;
        if self.here()?.status.pending() { Ok(()) } else { Err(Why::Because("day-not_pending")) }
    }

    /// Takes the booking up: it is dropped on another place of the columns.
    pub(super) fn take_up(&mut self, _: &Cx) -> Effect<Msg> {
        let Some(row) = self.row().cloned() else { return Effect::None };
        let moving = Moving::new(row.clone(), self.day);
        Effect::ask(moving, move |booked| Msg::Moved(Box::new(row), booked))
    }

    /// Goes where the booking was dropped; `undo` brings it back.
    pub(super) fn moved_to(&mut self, row: &DayRow, booked: Booked, cx: &Cx) -> Effect<Msg> {
        let day = booked.starts_at.day(cx.zone);
        let effect = self.go(day, cx);
        self.last = Some(Last::of(Undo {
            booking: booked.id,
            version: booked.version,
            name: row.patient.clone(),
            back: Back::Moved(row.starts_at, row.staff_id),
        }));
        self.wanted = Some(booked.id);
        let at = cx.look.moment(booked.starts_at.local(cx.zone));
        let staff = booked.staff_name.as_str();
        let facts = [("name", row.patient.as_str().into()), ("at", at.into()), ("staff", staff.into())];
        effect.and(Effect::say(Notice::done(became(cx.fill("day-moved_to", &facts), &booked, cx))))
    }

    /// Another time by typing it or by taking a free start.
    pub(super) fn move_by_form(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(row) = self.row().cloned() else { return Effect::None };
        let form = BookingForm::moving(&Moved::of_row(&row), cx);
        Effect::ask(form, move |booked| Msg::Moved(Box::new(row), booked))
    }

    pub(super) fn agains(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::BookingMake)?;
        self.here().map(|_| ())
    }

    /// The same again at another time: for who did not come, or comes back.
    pub(super) fn again(&mut self, cx: &Cx) -> Effect<Msg> {
        self.row().map_or(Effect::None, |row| Effect::ask(BookingForm::again(row, cx), Msg::Booked))
    }

    pub(super) fn pays(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::PaymentTake)?;
        self.here().map(|_| ())
    }

    pub(super) fn pay(&mut self, _: &Cx) -> Effect<Msg> {
        self.in_hand().map_or(Effect::None, places::pay)
    }

    pub(super) fn queues(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::QueueRun)
    }

    pub(super) fn walk_in(&mut self, _: &Cx) -> Effect<Msg> {
        Effect::ask(WalkIn::new(), Msg::Given)
    }

    /// A number was given, or somebody with a booking came: the cursor goes there.
    pub(super) fn given(&mut self, given: Given, cx: &Cx) -> Effect<Msg> {
        let (visit, last) = match given {
            Given::Number(visit) => (visit, Last::number(visit.is_some())),
            Given::Arrived(booked, name) => {
                let (booking, version) = (booked.id, booked.version);
                (Some(booking), Last::of(Undo { booking, version, name, back: Back::Step }))
            }
        };
        self.last = Some(last);
        if self.day == cx.today() {
            self.wanted = visit.or(self.wanted);
        }
        Effect::None
    }

    /// Calls whoever is next, without leaving the day.
    pub(super) fn call(&mut self, _: &Cx) -> Effect<Msg> {
        let asked = Asked::once(RequestId::new());
        Effect::write("call", move |desk| async move {
            let call = CallNext { to: None, prefix: None, staff: None };
            Msg::Called(desk.act_as(call, asked).await)
        })
    }

    pub(super) fn called(&mut self, done: Done<Ticket>, cx: &Cx) -> Effect<Msg> {
        match done {
            Ok(ticket) => {
                self.last = Some(Last::for_good());
                let to = ticket.called_to.unwrap_or_default();
                let said = cx.fill("day-called", &[("ticket", ticket.label.into()), ("to", to.into())]);
                Effect::say(Notice::done(said))
            }
            Err(fault) => Effect::say(refused::notice(&fault, cx)),
        }
    }

    pub(super) fn cancels(&self, cx: &Cx) -> Result<(), Why> {
        self.may_step(cx, Permission::BookingCancel, Status::Cancelled)
    }

    pub(super) fn cancel(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(row) = self.row().cloned() else { return Effect::None };
        let title = whose(&row).said("day-cancel_title", cx);
        if row.held > Money::ZERO {
            let ask = CallOff::cancel(title, stake(&row), row.starts_at).once(cx);
            return Effect::ask(ask, move |decided| Msg::Cancel(Box::new(row), decided));
        }
        Effect::ask(Reason::by(title, &["reason-patient", "reason-clinic"]).once(cx), move |given| {
            Msg::Cancel(Box::new(row), given.into())
        })
    }

    pub(super) fn confirms(&self, cx: &Cx) -> Result<(), Why> {
        self.may_step(cx, Permission::BookingMake, Status::Confirmed)
    }

    pub(super) fn confirm(&mut self, _: &Cx) -> Effect<Msg> {
        let Some(row) = self.row() else { return Effect::None };
        change(
            row,
            "day-confirmed",
            ConfirmBooking { booking: row.id, version: Some(row.version), without_deposit: String::new() },
        )
    }

    pub(super) fn misses(&self, cx: &Cx) -> Result<(), Why> {
        self.may_step(cx, Permission::BookingCancel, Status::NoShow)?;
        may_be_missed(self.here()?.starts_at, cx)
    }

    pub(super) fn no_show(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(row) = self.row() else { return Effect::None };
        if row.held > Money::ZERO {
            let row = row.clone();
            let ask = CallOff::no_show(whose(&row).said("day-missed_title", cx), stake(&row));
            return Effect::ask(ask, move |decided| Msg::Missed(Box::new(row), decided));
        }
        Self::missed_for(Box::new(row.clone()), Decided::plain())
    }

    pub(super) fn leaves(&self, cx: &Cx) -> Result<(), Why> {
        self.may_step(cx, Permission::VisitRun, Status::Left)
    }

    pub(super) fn leave(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(row) = self.row().cloned() else { return Effect::None };
        let title = whose(&row).said("day-leave_title", cx);
        Effect::ask(Reason::new(title).once(cx), move |given| Msg::Left(Box::new(row), given.into()))
    }

    /// Says what was done and how to take it back; or why it was not done.
    pub(super) fn did(&mut self, deed: Deed, done: Done<Booked>, cx: &Cx) -> Effect<Msg> {
        match done {
            Ok(booked) => {
                let said = did(deed.said, &deed.name, &booked, cx);
                // After an undo the same visit goes back one step more, and never another one.
                let undone = matches!(deed.back, Back::Undone);
                let back = if undone { Back::Step } else { deed.back };
                // What comes back into the list is in hand.
                self.wanted = (undone && !self.lists(booked.id)).then_some(booked.id).or(self.wanted);
                let (booking, version) = (booked.id, booked.version);
                let undo = Undo { booking, version, name: deed.name, back };
                self.last = Some(if undone { Last::undone(undo) } else { Last::of(undo) });
                Effect::say(Notice::done(said))
            }
            Err(fault) if matches!(deed.back, Back::Undone) => {
                self.last = Some(Last::for_good());
                Effect::say(refused::notice(&fault, cx))
            }
            Err(fault) => match fault.refusal() {
                Some(refusal) if refusal.code == "booking.alerts" => {
                    match self.row().filter(|row| row.patient == deed.name).cloned() {
                        Some(row) => alerts::ask(refusal, &row.patient.clone(), move |seen| {
                            Msg::Alerts(Box::new(row), seen)
                        }),
                        None => Effect::say(cx.refused(refusal)),
                    }
                }
                _ if deed.said == "day-started" => self
                    .held_up(&deed.name, &fault, cx)
                    .unwrap_or_else(|| Effect::say(refused::notice(&fault, cx))),
                _ => deed
                    .signed
                    .and_then(|signed| signed.again(&fault, cx))
                    .unwrap_or_else(|| Effect::say(refused::notice(&fault, cx))),
            },
        }
    }
}

/// What is said of a row in a sentence.
pub(super) fn whose(row: &DayRow) -> Whose {
    Whose { name: row.patient.clone(), treatment: row.treatment.clone(), starts_at: row.starts_at }
}
