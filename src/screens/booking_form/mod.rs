//! Somebody wants a time: who, what, by whom, when. Each box has what fits it below; Enter takes what is
//! marked. How they came in stands above the first box, as it was last time: it costs nobody a key. Also moves a booking, and makes up for one that did not happen.

mod draw;
mod free;
mod known;
pub mod moved;
mod offers;
mod save;

use std::sync::Arc;

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::app::{Action, Asks, Cx, Effect, Moves, Screen};
use crate::desk::booking::{Booked, DayRow};
use crate::desk::deposit::Terms;
use crate::desk::next_free::FreeStart;
use crate::desk::patient::{FindPatients, PatientCard};
use crate::desk::visit_card::VisitCard;
use crate::desk::{Act, Done, Fault, Roster, SOURCES};
use crate::domain::clinic::DepositFate;
use crate::domain::id::{BookingId, PatientId, RequestId, StaffId, TreatmentId};
use crate::domain::time::Ts;
use crate::ui::{Field, Form, Layout, List, Move, panel, text};

use super::aside::{self, Aside};
use super::call_off::Signed;
use super::note;
use super::patients::sought;
use super::refused;
use known::Patient;
pub use moved::Moved;

/// Rows kept for what is offered; on a phone fewer, so that every field is in sight, the note too.
const OFFERS: u16 = 6;
const FEW_OFFERS: u16 = 4;

/// Whom a search found.
type Found = <FindPatients as Act>::Output;

/// The words of [`SOURCES`].
const CAME_BY: [&str; SOURCES.len()] = ["source-phone", "source-whatsapp", "source-online", "source-desk"];

/// What the form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A new booking; it may make up for one that was cancelled or missed.
    Book { instead_of: Option<BookingId> },
    /// Another time for one that stands.
    Move { booking: BookingId, version: i64, from: Ts },
}

/// The form.
#[derive(Debug)]
pub struct BookingForm {
    purpose: Purpose,
    form: Form,
    /// One per form: saving twice is saving once.
    request: RequestId,
    roster: Option<Arc<Roster>>,
    patient: Option<Patient>,
    /// Chosen before the form was opened, and still to be read.
    patient_id: Option<PatientId>,
    treatment: Option<TreatmentId>,
    /// None: whoever can.
    staff: Option<StaffId>,
    /// That was chosen: the words of it stand in the box.
    anyone: bool,
    /// The day free starts are looked for when none was typed.
    day: Option<NaiveDate>,
    /// The day a time alone is on: the one it was opened for, or of the booking that moves; none: today.
    on: Option<NaiveDate>,
    found: Found,
    /// Nobody could be looked for.
    lost: Option<Fault>,
    /// What was found belongs to this text.
    answered: String,
    free: Vec<FreeStart>,
    /// A time that was typed and is not free.
    taken: Option<Ts>,
    /// No free starts could be read.
    unread: Option<Fault>,
    /// They are still to come, and the box takes one of them.
    seeking: bool,
    /// The time that was refused: now the list offers the nearest free ones.
    clash: Option<Ts>,
    /// Why it was refused, when somebody may set that aside.
    aside: Aside,
    asked: note::Asked,
    /// What becomes of the deposit of a late move, once that was asked.
    deposit: Option<DepositFate>,
    /// Whose booking was asked about, and what it needs, once that is known.
    terms: Option<(known::Pair, Option<Terms>)>,
    list: List,
}

#[derive(Debug)]
pub enum Msg {
    Roster(Done<Arc<Roster>>),
    Found(String, Done<Found>),
    Registered(PatientId),
    Patient(Box<Done<PatientCard>>),
    /// Free starts, and the time that was typed where it is none.
    Free(Done<Vec<FreeStart>>, Option<Ts>),
    /// The booking that moves, as it is now.
    Now(Box<Done<VisitCard>>),
    Terms(known::Pair, Done<Terms>),
    Signed(Signed),
    /// What was signed for it, and what came of it.
    Saved(Option<Box<Signed>>, Box<Done<Booked>>),
}

impl Default for BookingForm {
    fn default() -> Self {
        Self::new()
    }
}

impl Asks for BookingForm {
    type Answer = Booked;
}

impl BookingForm {
    /// A new booking: everything is still open.
    #[must_use]
    pub fn new() -> Self {
        Self::on(None)
    }

    fn on(day: Option<NaiveDate>) -> Self {
        let fields = ["source", "patient", "treatment", "staff", "time", "note"];
        Self::with(Purpose::Book { instead_of: None }, &fields, day)
    }

    /// For somebody known.
    #[must_use]
    pub fn for_patient(patient: PatientId) -> Self {
        let mut form = Self::new();
        form.patient_id = Some(patient);
        form.form.focus("treatment");
        form
    }

    /// On this day, and at this time with this person where they are known.
    #[must_use]
    pub fn at(day: NaiveDate, staff: Option<StaffId>, at: Option<Ts>, cx: &Cx) -> Self {
        let mut form = Self { day: Some(day), staff, ..Self::on(Some(day)) };
        if let Some(at) = at {
            form.form.set("time", &offers::typed_time(at, cx), &cx.look);
        }
        form.form.settle();
        form
    }

    /// Again, after it did not happen: same patient, same treatment, another time.
    #[must_use]
    pub fn again(row: &DayRow, cx: &Cx) -> Self {
        let mut form = if row.status.active() {
            Self::new()
        } else {
            let purpose = Purpose::Book { instead_of: Some(row.id) };
            Self::with(purpose, &["patient", "treatment", "staff", "time", "note"], None)
        };
        form.patient_id = Some(row.patient_id);
        form.treatment = Some(row.treatment_id);
        form.form.set("treatment", &row.treatment, &cx.look);
        form.form.settle();
        form.form.focus("staff");
        form
    }

    fn with(purpose: Purpose, fields: &[&'static str], on: Option<NaiveDate>) -> Self {
        let field = |name: &'static str| match name {
            "patient" => Field::text(name, "booking-patient").limit(80).cells(32),
            "treatment" => Field::text(name, "booking-treatment").limit(60).cells(32),
            "staff" => Field::text(name, "booking-staff").limit(60).cells(32),
            "time" => Field::text(name, "booking-time")
                .limit(40)
                .cells(32)
                .reads(move |typed, look| offers::time_read(typed, look, on)),
            "source" => Field::words(name, "booking-source", &CAME_BY),
            _ => Field::note(name, "booking-note").limit(4_000),
        };
        let mut form = Form::new(fields.iter().map(|name| field(name)).collect());
        form.focus("patient");
        Self {
            purpose,
            form,
            request: RequestId::new(),
            deposit: None,
            terms: None,
            roster: None,
            patient: None,
            patient_id: None,
            treatment: None,
            staff: None,
            anyone: false,
            day: None,
            on,
            found: Found::new(),
            lost: None,
            answered: String::new(),
            free: Vec::new(),
            taken: None,
            unread: None,
            seeking: false,
            clash: None,
            aside: Aside::default(),
            asked: note::Asked::default(),
            list: List::default(),
        }
    }

    fn new_line(&mut self, _: &Cx) -> Effect<Msg> {
        self.form.break_line();
        Effect::None
    }
}

impl Screen for BookingForm {
    type Msg = Msg;
    const NAME: &'static str = "booking_form";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("booking.override", aside::KEY, Self::set_aside).when(Self::may_set_aside),
        Action::new("booking.new_line", note::NEW_LINE, Self::new_line)
            .when(|this: &Self, _: &Cx| note::breaks(&this.form)),
    ];

    fn spoken(&mut self, cx: &Cx) {
        self.speak(cx);
    }

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let mut effect = self.look_again();
        if self.roster.is_none() {
            effect =
                effect.and(Effect::read("roster", |desk| async move { Msg::Roster(desk.roster().await) }));
        }
        if let (None, Some(patient)) = (&self.patient, self.patient_id) {
            effect = effect.and(known::read_patient(patient));
        }
        effect.and(self.look_for_free()).and(self.read_terms()).and(self.read_now())
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Roster(Ok(roster)) => {
                self.roster = Some(roster);
                self.as_last_time(cx);
                self.say_treatment(cx);
                self.offer(cx);
                self.ask_for_free(cx)
            }
            Msg::Found(text, done) => {
                (self.found, self.lost) = sought(done);
                self.answered = text;
                self.offer(cx);
                Effect::None
            }
            Msg::Registered(patient) => {
                self.patient_id = Some(patient);
                known::read_patient(patient)
            }
            Msg::Patient(done) => match *done {
                Ok(card) => {
                    let patient =
                        Patient { id: card.patient.id, name: card.patient.name, alerts: card.patient.alerts };
                    self.take_patient(patient, cx)
                }
                Err(fault) => Effect::say(refused::notice(&fault, cx)),
            },
            Msg::Free(free, taken) => self.take_free(free, taken, cx),
            Msg::Now(now) => self.renew(*now, cx),
            Msg::Terms(of, done) => self.take_terms(of, done, cx),
            Msg::Roster(Err(fault)) => Effect::say(refused::notice(&fault, cx)),
            Msg::Signed(signed) => self.save(Some(signed), cx),
            Msg::Saved(signed, done) => self.saved(signed, *done, cx),
        }
    }

    fn waiting(&self) -> bool {
        let searching = self.patient.is_none()
            && self.form.focused() == "patient"
            && !self.form.value("patient").is_empty()
            && self.answered != self.form.value("patient");
        let choosing = self.seeking && self.form.focused() == "time";
        self.roster.is_none()
            || searching
            || choosing
            || (self.patient.is_none() && self.patient_id.is_some())
            || self.form.is_old()
    }

    fn retries(&self) -> bool {
        let passes = |fault: &Option<Fault>| fault.as_ref().is_some_and(refused::passes);
        self.roster.is_none() || passes(&self.lost) || passes(&self.unread) || self.form.is_old()
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((78, cx.size.1.saturating_sub(4).min(24)))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn moves(&self) -> Moves {
        Moves::FIELDS.and(Moves::ROWS)
    }

    fn moved(&mut self, to: Move, cx: &Cx) -> Effect<Msg> {
        match to {
            Move::Forward => self.forward(cx),
            Move::Next | Move::Previous => {
                self.settle_one(cx);
                let _ = self.form.go(to, &cx.look);
                self.entered(cx)
            }
            _ if !self.list.is_empty() => {
                self.list.go(to);
                Effect::None
            }
            Move::Up | Move::Down => {
                let _ = self.form.go(to, &cx.look);
                self.entered(cx)
            }
            _ => Effect::None,
        }
    }

    fn changed(&mut self, field: &'static str, cx: &Cx) -> Effect<Msg> {
        self.typed_into(field, cx)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        self.settle_one(cx);
        self.save(None, cx)
    }

    fn clicked(&mut self, place: Position, cx: &Cx) -> Effect<Msg> {
        match self.list.row_at(place) {
            Some(row) => {
                self.list.select(row);
                self.forward(cx)
            }
            None => Effect::None,
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let look = &cx.look;
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &self.title(look), look);
        let width = inside.width.saturating_sub(2);
        let known = self.known(width, cx);
        let said = u16::try_from(known.len()).unwrap_or(0);
        let offers = if look.layout == Layout::Phone { FEW_OFFERS } else { OFFERS };
        let fields = Rect {
            x: inside.x + 1,
            width,
            // On a phone the fields may scroll: what is offered for the one in hand needs room too.
            height: self.form.height(look).min(inside.height.saturating_sub(offers.max(said + 3)).max(2)),
            ..inside
        };
        let drawn = self.form.draw(buffer, fields, look);
        for (y, (line, style)) in (fields.bottom()..inside.bottom()).zip(&known) {
            text::put(buffer, (fields.x, y), line, width, *style, &look.theme);
        }
        let taken = (fields.height + said).min(inside.height);
        let below = Rect { y: inside.y + taken, height: inside.height - taken, ..fields };
        self.draw_offers(buffer, below, cx);
        if let Some(cursor) = drawn.cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
