//! What is noted of one patient's health, the newest first: for whoever may read it.

mod draw;
mod form;

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::Rect;

pub use form::HealthNoteForm;

use super::places::{self, needs};
use super::reason::{Given, Reason};
use super::refused;
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::health_note::{HealthNote, HealthNotes as Ask, Noted, StrikeHealthNote};
use crate::desk::{Asked, Done, Fault};
use crate::domain::id::{HealthNoteId, PatientId, RequestId};
use crate::domain::permission::Permission;
use crate::ui::{List, Notice};

/// The notes of one patient, and in full the one in hand.
#[derive(Debug)]
pub struct HealthNotes {
    patient: PatientId,
    /// Of the patient.
    name: String,
    notes: Option<Vec<HealthNote>>,
    fault: Option<Fault>,
    list: List,
    /// Which part of the note in hand is shown, counted on past the last.
    part: usize,
    /// Of which note.
    part_of: Option<HealthNoteId>,
    /// Whether the note in hand said more than there was room for, when it was drawn last.
    long: Cell<bool>,
    /// Which is to be struck, while it is asked why.
    striking: Option<HealthNoteId>,
    /// What was just added gets the cursor.
    added: Option<HealthNoteId>,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Vec<HealthNote>>),
    Added(HealthNoteId),
    Why(Given),
    Struck(Done<Noted>),
}

impl HealthNotes {
    /// Of a patient of this name.
    #[must_use]
    pub fn new(patient: PatientId, name: &str) -> Self {
        Self {
            patient,
            name: name.to_owned(),
            notes: None,
            fault: None,
            list: List::default(),
            part: 0,
            part_of: None,
            long: Cell::new(false),
            striking: None,
            added: None,
        }
    }

    fn in_hand(&self) -> Option<&HealthNote> {
        self.notes.as_ref()?.get(self.list.selected()?)
    }

    fn add(&mut self, _: &Cx) -> Effect<Msg> {
        Effect::ask(HealthNoteForm::new(self.patient, &self.name), Msg::Added)
    }

    fn strikes(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::HealthNoteStrike)?;
        let note = self.in_hand().ok_or(Why::Not)?;
        if note.struck.is_some() { Err(Why::Because("health_notes-struck_already")) } else { Ok(()) }
    }

    fn strike(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(note) = self.in_hand() else { return Effect::None };
        let at = cx.look.moment(note.written_at.local(cx.zone));
        let question = Reason::new(cx.fill("health_notes-strike_why", &[("at", at.into())])).once(cx);
        self.striking = Some(note.id);
        Effect::ask(question, Msg::Why)
    }

    fn strike_for(&mut self, given: Given) -> Effect<Msg> {
        let Some(note) = self.striking.take() else { return Effect::None };
        let act = StrikeHealthNote { note, reason: given.reason };
        let asked = Asked { request: Some(RequestId::new()), approval: None };
        Effect::write("health_notes", move |desk| async move { Msg::Struck(desk.act_as(act, asked).await) })
    }

    fn is_long(&self, _: &Cx) -> Result<(), Why> {
        if self.long.get() { Ok(()) } else { Err(Why::Not) }
    }

    /// The next part of the note in hand.
    fn more(&mut self, _: &Cx) -> Effect<Msg> {
        let here = self.in_hand().map(|note| note.id);
        self.part = if self.part_of == here { self.part + 1 } else { 1 };
        self.part_of = here;
        Effect::None
    }
}

impl Screen for HealthNotes {
    type Msg = Msg;
    const NAME: &'static str = "health_notes";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("health_notes.add", "a", Self::add).when(|_, cx| needs(cx, Permission::HealthNoteAdd)),
        Action::new("health_notes.strike", "x", Self::strike).when(Self::strikes),
        Action::new("health_notes.more", "space", Self::more).when(Self::is_long),
        Action::new("health_notes.trail", "T", |this: &mut Self, _| {
            this.in_hand().map_or(Effect::None, |note| places::trail(note.id.0))
        })
        .when(|this: &Self, cx| places::traces(this.in_hand(), cx))
        .page(),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let patient = self.patient;
        Effect::read("health_notes", move |desk| async move { Msg::Read(desk.ask(Ask { patient }).await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(notes)) => {
                let before = self.added.take().or(self.in_hand().map(|note| note.id));
                self.list.refresh(notes.len(), |row| Some(notes[row].id) == before);
                (self.notes, self.fault) = (Some(notes), None);
                Effect::None
            }
            Msg::Read(Err(fault)) => {
                self.fault = Some(fault);
                Effect::None
            }
            // It is there when the list is read again.
            Msg::Added(note) => {
                self.added = Some(note);
                Effect::None
            }
            Msg::Why(given) => self.strike_for(given),
            Msg::Struck(Ok(_)) => Effect::say(Notice::done(cx.text("health_notes-struck"))),
            Msg::Struck(Err(fault)) => Effect::say(refused::notice(&fault, cx)),
        }
    }

    fn waiting(&self) -> bool {
        self.notes.is_none() && self.fault.is_none()
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.draw(frame.buffer_mut(), area, cx);
    }
}
