//! Somebody walks in: found or registered in one box, and given a number.

mod ask;
mod draw;
mod give;
pub mod number;

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::number::Number;
use super::patient_form::phone_read;
use super::patients::sought;
use super::refused;
use crate::app::{Action, Asks, Cx, Effect, Moves, Screen};
use crate::desk::booking::Booked;
use crate::desk::patient::{FindPatients, OpenPatient};
use crate::desk::visit::Arrive;
use crate::desk::walk_in::WalkedIn;
use crate::desk::{Act, Asked, Done, Fault, Roster};
use crate::domain::id::{BookingId, PatientId, RequestId, StaffId, TreatmentId};
use crate::domain::phone::PhoneQuery;
use crate::domain::refusal::Refusal;
use crate::domain::search::Search;
use crate::ui::{Field, Form, List, Move};

type People = <FindPatients as Act>::Output;

/// Who gets the number.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Who {
    /// Not chosen yet: what is typed looks for somebody.
    Sought,
    Known(PatientId),
    /// Is registered on the way.
    New,
}

/// Somebody the form was opened for: name and alerts.
type Person = (String, String);

/// The form for a number.
#[derive(Debug)]
pub struct WalkIn {
    who: Who,
    /// The allergies of who was taken.
    alerts: String,
    form: Form,
    people: People,
    /// Somebody is being looked for.
    seeking: bool,
    /// Nobody could be looked for.
    lost: Option<Fault>,
    list: List,
    roster: Arc<Roster>,
    treatment: Option<TreatmentId>,
    staff: Option<StaffId>,
    /// Said after a warning: it is another person of that name, or a number in spite of the booking.
    somebody_else: bool,
    despite_booking: bool,
    /// One form, one number.
    request: RequestId,
}

#[derive(Debug)]
pub enum Msg {
    Found(Done<People>),
    Roster(Done<Arc<Roster>>),
    /// Somebody the form was opened for.
    Known(PatientId, Done<Person>),
    Treatment(Option<TreatmentId>),
    Staff(Option<StaffId>),
    Given(Done<WalkedIn>),
    /// A booking is marked as arrived instead; the name for the big number.
    Arrived(String, Box<Done<Booked>>),
    /// The nth answer to the warning.
    Alike(PatientId, usize),
    /// The booking that waits and its version; then what was chosen.
    Booked((BookingId, Option<i64>), usize),
}

/// What came of it.
#[derive(Debug)]
pub enum Given {
    /// A number, with the visit it is for where a treatment was said.
    Number(Option<BookingId>),
    /// A booking of this patient is here now.
    Arrived(Box<Booked>, String),
}

impl Asks for WalkIn {
    type Answer = Given;
}

impl Default for WalkIn {
    fn default() -> Self {
        Self::new()
    }
}

impl WalkIn {
    #[must_use]
    pub fn new() -> Self {
        Self {
            who: Who::Sought,
            alerts: String::new(),
            form: form(vec![Field::text("patient", "walk_in-patient").limit(120)]),
            people: People::new(),
            seeking: false,
            lost: None,
            list: List::default(),
            roster: Arc::default(),
            treatment: None,
            staff: None,
            somebody_else: false,
            despite_booking: false,
            request: RequestId::new(),
        }
    }

    /// For somebody who was found already.
    #[must_use]
    pub fn of(patient: PatientId) -> Self {
        let mut this = Self { who: Who::Known(patient), ..Self::new() };
        this.form.focus("treatment");
        this
    }

    /// Rows to choose from: who was found, and a new patient with what was typed.
    fn rows(&self) -> usize {
        let typed = self.who == Who::Sought && !self.form.value("patient").is_empty();
        // Nobody is new before somebody looked.
        let looked = self.lost.is_none() && (!self.seeking || !self.people.is_empty());
        if typed && looked { self.people.len() + 1 } else { 0 }
    }

    /// Takes the row in hand: somebody known, or somebody new.
    fn choose(&mut self, cx: &Cx) {
        let row = self.list.selected().unwrap_or(0);
        if self.rows() == 0 {
            self.form.refuse(&Refusal::at("name.empty", "patient"), &cx.look);
        } else if let Some(person) = self.people.get(row) {
            let (id, name, alerts) = (person.id, person.name.clone(), person.alerts.clone());
            self.know(id, (name, alerts), cx);
        } else {
            self.register(cx);
        }
    }

    fn know(&mut self, patient: PatientId, (name, alerts): Person, cx: &Cx) {
        self.who = Who::Known(patient);
        self.alerts = alerts;
        self.people.clear();
        self.list.resize(0);
        self.form.set("patient", &name, &cx.look);
        self.form.focus("treatment");
    }

    /// The box becomes a name and a number; what was typed stays in the one it is.
    fn register(&mut self, cx: &Cx) {
        let typed = self.form.value("patient").to_owned();
        self.who = Who::New;
        let home = cx.desk.clinic().policies.calling_code();
        let fields = vec![
            Field::text("name", "walk_in-name").limit(200),
            Field::text("phone", "walk_in-phone")
                .limit(60)
                .cells(24)
                .reads(move |typed, _| phone_read(typed, home)),
        ];
        let old = std::mem::replace(&mut self.form, form(fields));
        for field in ["treatment", "staff"] {
            self.form.set(field, old.value(field), &cx.look);
        }
        let number = PhoneQuery::looks_like(&typed);
        self.form.set(if number { "phone" } else { "name" }, &typed, &cx.look);
        self.form.focus(if number { "name" } else { "phone" });
    }

    /// Enter: takes who is in hand, then the number.
    fn forward(&mut self, cx: &Cx) -> Effect<Msg> {
        let empty = |field| self.form.value(field).is_empty();
        match self.form.focused() {
            "patient" if self.lost.is_some() => return self.changed("patient", cx),
            "patient" if self.who == Who::Sought => self.choose(cx),
            "name" if empty("phone") => self.form.focus("phone"),
            "phone" if empty("name") => self.form.focus("name"),
            _ => return self.give(cx),
        }
        Effect::None
    }
}

/// Who gets it, then what for, by whom, and how urgently.
fn form(mut fields: Vec<Field>) -> Form {
    fields.push(Field::pick("treatment", "walk_in-treatment"));
    fields.push(Field::pick("staff", "walk_in-staff"));
    fields.push(Field::words("urgent", "walk_in-urgent", &["answer-no", "answer-yes"]));
    Form::new(fields)
}

impl Screen for WalkIn {
    type Msg = Msg;
    const NAME: &'static str = "walk_in";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let roster = Effect::read("roster", |desk| async move { Msg::Roster(desk.roster().await) });
        match self.who {
            Who::Known(patient) if self.form.value("patient").is_empty() => {
                roster.and(Effect::read("patient", move |desk| async move {
                    // Whoever was merged meanwhile is who they were found to be.
                    match desk.ask(OpenPatient { patient }).await.map(|card| card.patient) {
                        Ok(found) => Msg::Known(found.id, Ok((found.name, found.alerts))),
                        Err(fault) => Msg::Known(patient, Err(fault)),
                    }
                }))
            }
            Who::Sought if self.lost.as_ref().is_some_and(refused::passes) => roster.and(self.seek()),
            _ => roster,
        }
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Found(found) => {
                self.seeking = false;
                (self.people, self.lost) = sought(found);
                self.list.resize(self.rows());
                self.list.select(0);
                Effect::None
            }
            Msg::Roster(Ok(roster)) => {
                self.roster = roster;
                Effect::None
            }
            Msg::Known(patient, Ok(person)) => {
                self.know(patient, person, cx);
                self.form.settle();
                Effect::None
            }
            Msg::Roster(Err(fault)) | Msg::Known(_, Err(fault)) => Effect::say(refused::notice(&fault, cx)),
            Msg::Treatment(treatment) => {
                let row = treatment.and_then(|id| self.roster.treatment(id));
                let name = row.map_or("", |row| row.name.as_str()).to_owned();
                self.form.set("treatment", &name, &cx.look);
                self.treatment = treatment;
                self.form.focus("staff");
                Effect::None
            }
            Msg::Staff(staff) => {
                let name = staff.map_or("", |staff| self.roster.staff_name(staff)).to_owned();
                self.form.set("staff", &name, &cx.look);
                self.staff = staff;
                Effect::None
            }
            Msg::Given(Ok(walked)) => {
                let treatment = self.form.value("treatment").to_owned();
                self.give_way(Given::Number(walked.booking), Number::of(&walked, treatment))
            }
            Msg::Given(Err(fault)) => self.refused(&fault, cx),
            Msg::Arrived(name, done) => match *done {
                Ok(booked) => {
                    let number = Number::arrived(booked.id, name.clone());
                    self.give_way(Given::Arrived(Box::new(booked), name), number)
                }
                Err(fault) => refused::show(&fault, &mut self.form, cx),
            },
            Msg::Alike(patient, 0) => {
                let name = self.name();
                self.form = form(vec![Field::text("patient", "walk_in-patient").limit(120)]);
                // The number says what there is to be careful about.
                self.know(patient, (name, String::new()), cx);
                self.give(cx)
            }
            Msg::Alike(..) => {
                self.somebody_else = true;
                self.give(cx)
            }
            Msg::Booked((booking, version), 0) => {
                let (name, asked) = (self.name(), Asked::once(self.request));
                Effect::write("walk_in", move |desk| async move {
                    let arrive = Arrive { booking, version };
                    Msg::Arrived(name, Box::new(desk.act_as(arrive, asked).await))
                })
            }
            Msg::Booked(..) => {
                self.despite_booking = true;
                self.give(cx)
            }
        }
    }

    fn waiting(&self) -> bool {
        self.seeking || matches!(self.who, Who::Known(_)) && self.form.value("patient").is_empty()
    }

    fn retries(&self) -> bool {
        self.who == Who::Sought && self.lost.as_ref().is_some_and(refused::passes)
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((66, 18.min(cx.size.1.saturating_sub(2))))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn list(&self) -> Option<&List> {
        (self.rows() > 0).then_some(&self.list)
    }

    fn changed(&mut self, field: &'static str, cx: &Cx) -> Effect<Msg> {
        match field {
            "treatment" => self.treatment = None,
            "staff" => self.staff = None,
            "patient" => {
                self.who = Who::Sought;
                self.alerts.clear();
                (self.somebody_else, self.despite_booking) = (false, false);
                let home = cx.desk.clinic().policies.calling_code();
                let parsed = Search::parse(self.form.value("patient"), home);
                if matches!(parsed, Ok(Search::Phone(_) | Search::Name(_))) {
                    self.seeking = true;
                    return self.seek();
                }
                // Too little to look for: whoever that is may well be known.
                (self.people, self.lost) = (People::new(), parsed.err().map(Fault::Refused));
                self.list.resize(self.rows());
            }
            _ => (self.somebody_else, self.despite_booking) = (false, false),
        }
        Effect::None
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        self.give(cx)
    }

    fn pick(&mut self, field: &'static str, cx: &Cx) -> Effect<Msg> {
        self.offer(field, cx)
    }

    fn moves(&self) -> Moves {
        Moves::FIELDS
    }

    fn moved(&mut self, to: Move, cx: &Cx) -> Effect<Msg> {
        match to {
            Move::Forward => self.forward(cx),
            Move::Up | Move::Down if self.rows() > 0 && self.form.focused() == "patient" => {
                self.list.go(to);
                Effect::None
            }
            _ => match self.form.go(to, &cx.look) {
                crate::ui::Step::Pick(field) => self.pick(field, cx),
                crate::ui::Step::Past => self.give(cx),
                crate::ui::Step::Moved | crate::ui::Step::Nowhere => Effect::None,
            },
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        draw::form(self, frame, area, cx);
    }
}
