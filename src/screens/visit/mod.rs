//! One visit: whose, what, by whom, what happened when and by whose hand, and how its bill stands.

mod acts;
mod begin;
mod look;
mod undo;

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Cx, Effect, Moves, Screen};
use crate::desk::booking::Booked;
use crate::desk::queue::Ticket;
use crate::desk::visit_card::{OpenVisit, VisitCard};
use crate::desk::{Done, Fault, Roster};
use crate::domain::id::{BookingId, StaffId, TreatmentId};
use crate::ui::{Layout, List, Sentence, panel};

use super::approve::Approved;
use super::aside::{self, Aside};
use super::call_off::Decided;
use super::refused;
use acts::NOTED;
use begin::{Begin, Waits};

/// The visit screen.
#[derive(Debug)]
pub struct Visit {
    booking: BookingId,
    card: Option<Box<VisitCard>>,
    roster: Option<Arc<Roster>>,
    fault: Option<Fault>,
    /// What was asked for last: another treatment, somebody else.
    wanted: (Option<TreatmentId>, Option<StaffId>),
    /// Why that was refused.
    aside: Aside,
    /// What was asked when it was signed, and why a rule is set aside for it; nothing where none is.
    signed: (Sentence, String),
    /// Its last step was taken here.
    mine: bool,
    /// Its steps; the latest is in hand.
    list: List,
}

/// What was said, which somebody's PIN may be needed for.
#[derive(Debug, Clone)]
pub enum Signed {
    Confirm(Approved),
    Cancel(Decided),
    Missed(Decided),
    Left(Decided),
    Late(Decided),
}

#[derive(Debug)]
pub enum Msg {
    Card(Box<Done<(VisitCard, Arc<Roster>)>>),
    /// The id of the line that says what was done, and what is asked about again where a PIN is missing or wrong.
    Did(&'static str, Option<Box<Signed>>, Box<Done<Booked>>),
    Alerts(bool),
    /// Begun, or not; then with the number it waits with.
    Started(Option<Waits>, Box<Done<Booked>>),
    Begin(Begin),
    Began(Begin, Box<Done<Ticket>>),
    Moved(Booked),
    Treatment(TreatmentId),
    Staff(StaffId),
    Approved(Approved),
    Confirm(Approved),
    Noted(Booked),
    Cancel(Decided),
    Missed(Decided),
    Left(Decided),
    Late(Decided),
    /// Whether an older step can be taken back.
    Undoable(Done<()>),
    /// An older step is to be taken back, or not.
    TakeBack(bool),
}

impl Visit {
    #[must_use]
    pub fn new(booking: BookingId) -> Self {
        Self {
            booking,
            card: None,
            roster: None,
            fault: None,
            wanted: (None, None),
            aside: Aside::default(),
            signed: Default::default(),
            mine: false,
            list: List::default(),
        }
    }
}

impl Screen for Visit {
    type Msg = Msg;
    const NAME: &'static str = "visit";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("visit.override", aside::KEY, Self::set_aside)
            .when(|this: &Self, cx: &Cx| this.aside.ready(cx)),
        Action::new("visit.step", "space f7 i", Self::step).when(Self::steps),
        Action::new("visit.pay", "p f6", Self::pay).when(Self::pays),
        Action::new("visit.open_patient", "enter", Self::open_patient).when(Self::opens_patient),
        Action::new("visit.health", "K", Self::health).when(Self::reads_health),
        Action::new("visit.assign_treatment", "S", Self::treatment).when(Self::assigns),
        Action::new("visit.assign_staff", "s", Self::staff).when(Self::assigns),
        Action::new("visit.move", "m M", Self::move_it).when(Self::moves_it),
        Action::new("visit.edit_note", "e", Self::edit_note).when(Self::edits),
        Action::new("visit.undo", "u", Self::undo).when(Self::undoes),
        Action::new("visit.cancel", "x", Self::cancel).when(Self::cancels),
        Action::new("visit.confirm", "o", Self::confirm).when(Self::confirms),
        Action::new("visit.no_show", "N", Self::no_show).when(Self::misses),
        Action::new("visit.leave", "L", Self::leave).when(Self::leaves),
        Action::new("visit.book", "f2 B", |_, _| super::places::book())
            .when(|_, cx| super::places::books(cx))
            .page(),
        Action::new("visit.trail", "T", |this: &mut Self, _| super::places::trail(this.booking.0))
            .when(|this: &Self, cx| super::places::traces(Some(this.booking), cx))
            .page(),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let booking = self.booking;
        Effect::read("visit", move |desk| async move {
            let read = async {
                let roster = desk.roster().await?;
                Ok((desk.ask(OpenVisit { booking }).await?, roster))
            };
            Msg::Card(Box::new(read.await))
        })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Card(read) => match *read {
                Ok((card, roster)) => {
                    self.list.resize(card.steps.len());
                    self.list.select(card.steps.len().saturating_sub(1));
                    (self.card, self.roster, self.fault) = (Some(Box::new(card)), Some(roster), None);
                    Effect::None
                }
                Err(fault) => {
                    let said = Effect::say(refused::notice(&fault, cx));
                    self.fault = Some(fault);
                    said
                }
            },
            Msg::Did(said, signed, done) => self.did(said, signed, *done, cx),
            Msg::Alerts(seen) => {
                if seen {
                    self.start(true)
                } else {
                    Effect::None
                }
            }
            Msg::Started(ticket, done) => self.started(ticket, *done, cx),
            Msg::Begin(begin) => Self::begin(begin),
            Msg::Began(begin, done) => self.began(begin, &done, cx),
            Msg::Moved(booked) => self.moved_to(&booked, cx),
            Msg::Treatment(treatment) => self.assign((Some(treatment), None), None),
            Msg::Staff(staff) => self.assign((None, Some(staff)), None),
            Msg::Confirm(approved) => self.confirm_without(approved),
            Msg::Approved(approved) => self.assign(self.wanted, Some(approved)),
            Msg::Noted(booked) => self.did(NOTED, None, Ok(booked), cx),
            Msg::Cancel(decided) => self.cancel_for(decided),
            Msg::Missed(decided) => self.missed_for(decided),
            Msg::Left(decided) => self.leave_for(decided),
            Msg::Late(decided) => self.finish_for(decided),
            Msg::Undoable(can) => self.ask_undo(&can, cx),
            Msg::TakeBack(yes) => {
                if yes {
                    self.take_back()
                } else {
                    Effect::None
                }
            }
        }
    }

    fn waiting(&self) -> bool {
        self.card.is_none() && self.fault.is_none()
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn moves(&self) -> Moves {
        Moves::ROWS
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let (Some(card), Some(roster)) = (&self.card, &self.roster) else {
            let inside = panel::panel(buffer, area, &cx.look.words.text("screen-visit"), &cx.look);
            if let Some(fault) = &self.fault {
                let said = refused::sentence(fault, cx);
                panel::say(buffer, inside, &said, cx.look.theme.error, &cx.look);
            }
            return;
        };
        let steps = if cx.look.layout == Layout::Wide {
            let left = area.width * 3 / 5;
            look::draw(buffer, Rect { width: left, ..area }, card, roster, cx);
            Rect { x: area.x + left, width: area.width - left, ..area }
        } else {
            // The history gets what is left, and at least its last three lines.
            let room = area.height.saturating_sub(5);
            let used = look::draw(buffer, Rect { height: room, ..area }, card, roster, cx);
            Rect { y: area.y + used, height: area.height - used, ..area }
        };
        self.draw_steps(buffer, steps, card, cx);
    }
}
