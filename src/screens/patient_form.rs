//! What is known of a patient. Name and number are enough; nothing typed is lost by a refusal.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::note;
use super::patients::{is_number, shown};
use super::pick::{Choice, Pick};
use super::refused;
use crate::app::{Action, Asks, Cx, Effect, Screen};
use crate::desk::patient::{
    self, EditPatient, FindPatients, OpenPatient, PatientCard, RegisterPatient, Registered,
};
use crate::desk::{Act, Asked, Done, Fault};
use crate::domain::email::Email;
use crate::domain::id::{PatientId, RequestId};
use crate::domain::name::Name;
use crate::domain::note::Note;
use crate::domain::phone::{CallingCode, Phone};
use crate::domain::refusal::{Detail, Refusal};
use crate::domain::when;
use crate::ui::{Field, Form, Look, Notice, Sentence, panel, text};

/// Registers somebody or changes what is known. Answers with the patient it is about.
#[derive(Debug)]
pub struct PatientForm {
    form: Form,
    request: RequestId,
    /// Whom it changes; none while somebody is registered.
    known: Option<Known>,
    home: CallingCode,
    /// Others on the number that was typed.
    family: Vec<String>,
    somebody_else: bool,
    asked: note::Asked,
}

/// The row the form was filled from.
#[derive(Debug)]
struct Known {
    id: PatientId,
    /// None until it was read.
    version: Option<i64>,
    /// As stored: what no field touches goes back as it came.
    stored: Option<Box<PatientCard>>,
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<PatientCard>>),
    Family(String, Done<<FindPatients as Act>::Output>),
    Saved(Box<Done<Registered>>),
    /// The patient the new one looks like, and the answer to "the same person?".
    Alike(PatientId, usize),
}

impl Asks for PatientForm {
    type Answer = PatientId;
}

impl PatientForm {
    /// Registers somebody; begins with what was typed into the search.
    #[must_use]
    pub fn register(typed: &str, cx: &Cx) -> Self {
        let mut form = Self::new(None, cx);
        let (filled, next) = if is_number(typed) { ("phone", "name") } else { ("name", "phone") };
        if !typed.is_empty() {
            form.form.set(filled, typed, &cx.look);
            form.form.focus(next);
        }
        form
    }

    /// Changes what is known of somebody.
    #[must_use]
    pub fn edit(patient: PatientId, cx: &Cx) -> Self {
        Self::new(Some(Known { id: patient, version: None, stored: None }), cx)
    }

    fn new(known: Option<Known>, cx: &Cx) -> Self {
        let home = cx.desk.clinic().policies.calling_code();
        let form = Form::new(vec![
            Field::text("name", "patient-name").limit(120),
            Field::text("phone", "patient-phone").limit(40).cells(24).reads(move |t, _| phone_read(t, home)),
            Field::text("phone2", "patient-phone2")
                .limit(40)
                .cells(24)
                .reads(move |t, _| phone_read(t, home)),
            Field::value("birth_date", "patient-born").limit(40).cells(24).reads(birth_read),
            Field::note("alerts", "patient-alerts").limit(4_000),
            Field::note("notes", "patient-notes").limit(4_000),
            Field::note("address", "patient-address").limit(300),
            Field::text("email", "patient-email").limit(254),
            Field::words("reminders", "patient-reminders", &["answer-no", "answer-yes"]),
        ]);
        Self {
            form,
            request: RequestId::new(),
            known,
            home,
            family: Vec::new(),
            somebody_else: false,
            asked: note::Asked::default(),
        }
    }

    /// What the desk is given; none when a field is marked.
    fn read(&mut self, look: &Look) -> Option<patient::PatientForm> {
        let home = self.home;
        let today = look.now.date();
        let form = &mut self.form;
        let asked = &mut self.asked;
        // What is stored already was asked about then.
        let fresh = ["alerts", "notes"].map(|name| form.field(name).is_some_and(Field::dirty));
        let long = |typed: &str| Note::parse(typed).map(drop);
        let read = [
            form.read("name", look, |typed| Name::parse(typed).map(drop)),
            form.read("phone", look, optional(|typed| Phone::parse_at(typed, home).map(drop))),
            form.read("phone2", look, optional(|typed| Phone::parse_at(typed, home).map(drop))),
            form.read("birth_date", look, optional(|typed| when::birth(typed, today).map(drop))),
            form.read("email", look, optional(|typed| Email::parse(typed).map(drop))),
            form.read(
                "alerts",
                look,
                |typed| if fresh[0] { asked.note(typed).map(drop) } else { long(typed) },
            ),
            form.read(
                "notes",
                look,
                |typed| if fresh[1] { asked.note(typed).map(drop) } else { long(typed) },
            ),
            form.read("address", look, long),
        ];
        if read.contains(&None) {
            form.point();
            return None;
        }
        let value = |name: &str| form.value(name).to_owned();
        let stored = self.known.as_ref().and_then(|known| known.stored.as_deref());
        // A stored note goes back as it came, with whatever a field cannot show.
        let kept = |name: &str, stored: Option<&String>| {
            let touched = form.field(name).is_none_or(Field::dirty);
            stored.filter(|_| !touched).cloned().unwrap_or_else(|| value(name))
        };
        let more = stored.iter().flat_map(|card| card.phones.iter().skip(2)).map(|row| row.typed.clone());
        let row = stored.map(|card| &card.patient);
        Some(patient::PatientForm {
            name: value("name"),
            phones: [value("phone"), value("phone2")].into_iter().chain(more).collect(),
            email: value("email"),
            birth_date: value("birth_date"),
            address: kept("address", row.map(|row| &row.address)),
            notes: kept("notes", row.map(|row| &row.notes)),
            alerts: kept("alerts", row.map(|row| &row.alerts)),
            reminders: form.chosen("reminders") == 1,
        })
    }

    /// Takes what is stored into every field nobody has touched.
    fn fill(&mut self, card: Box<PatientCard>, look: &Look) {
        let phone = |nth: usize| {
            let row = card.phones.get(nth);
            row.map_or_else(String::new, |row| {
                if row.typed.is_empty() { shown(&row.phone) } else { row.typed.clone() }
            })
        };
        let row = &card.patient;
        let born = row.birth_date.map(|day| day.format("%d/%m/%Y").to_string());
        let stored = [
            ("name", row.name.clone()),
            ("phone", phone(0)),
            ("phone2", phone(1)),
            ("birth_date", born.unwrap_or_default()),
            ("alerts", row.alerts.clone()),
            ("notes", row.notes.clone()),
            ("address", row.address.clone()),
            ("email", row.email.clone().unwrap_or_default()),
        ];
        for (name, value) in stored {
            self.form.take(name, &value, look);
        }
        self.form.take_choice("reminders", usize::from(row.reminders), look);
        self.form.renewed();
        if let Some(known) = &mut self.known {
            known.version = Some(row.version);
            known.stored = Some(card);
        }
    }

    fn new_line(&mut self, _: &Cx) -> Effect<Msg> {
        self.form.break_line();
        Effect::None
    }

    fn refused(&mut self, fault: &Fault, cx: &Cx) -> Effect<Msg> {
        match fault.refusal() {
            Some(refusal) if refusal.code == "patient.look_alike" => alike(refusal, cx),
            _ => refused::show(fault, &mut self.form, cx),
        }
    }
}

/// Asks whether the one who is there already is the same person.
fn alike(refusal: &Refusal, cx: &Cx) -> Effect<Msg> {
    let said = |wanted: &str| {
        let detail = refusal.details.iter().find(|(name, _)| *name == wanted).map(|(_, detail)| detail);
        detail.map_or_else(String::new, |detail| detail.json().as_str().unwrap_or_default().to_owned())
    };
    let id = refusal.details.iter().find_map(|(_, detail)| match detail {
        Detail::Id(id) => Some(PatientId(*id)),
        _ => None,
    });
    let Some(id) = id else { return Effect::say(cx.refused(refusal)) };
    let choices = vec![
        Choice::said(format!("{} {}", said("name"), said("phone")), Sentence::text("look_alike-same"), cx),
        Choice::said(Sentence::text("look_alike-else"), Sentence::text("look_alike-register"), cx),
    ];
    Effect::ask(Pick::new("look_alike-question", choices), move |chosen| Msg::Alike(id, chosen))
}

/// A number as it will be saved, said back.
pub(super) fn phone_read(typed: &str, home: CallingCode) -> Result<String, Refusal> {
    Phone::parse_at(typed, home).map(|phone| phone.shown())
}

/// The day as it was understood, and how old that makes somebody: a slip of ten years is seen.
fn birth_read(typed: &str, look: &Look) -> Result<String, Refusal> {
    let today = look.now.date();
    let born = when::birth(typed, today)?;
    let years = i64::from(today.years_since(born).unwrap_or_default());
    Ok(look.words.fill("patient-age", &[("day", look.words.date(born).into()), ("years", years.into())]))
}

/// A field that may stay empty.
fn optional(read: impl FnOnce(&str) -> Result<(), Refusal>) -> impl FnOnce(&str) -> Result<(), Refusal> {
    move |typed| if typed.is_empty() { Ok(()) } else { read(typed) }
}

impl Screen for PatientForm {
    type Msg = Msg;
    const NAME: &'static str = "patient_form";
    const ACTIONS: &'static [Action<Self, Msg>] =
        &[Action::new("patient.new_line", note::NEW_LINE, Self::new_line)
            .when(|this: &Self, _: &Cx| note::breaks(&this.form))];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        match self.known {
            Some(Known { id, .. }) if self.waiting() => Effect::read("patient", move |desk| async move {
                Msg::Read(Box::new(desk.ask(OpenPatient { patient: id }).await))
            }),
            _ => Effect::None,
        }
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(card) => match *card {
                Ok(card) => {
                    self.fill(Box::new(card), &cx.look);
                    Effect::None
                }
                Err(fault) if self.form.is_old() => refused::unread(&fault, true, cx),
                Err(fault) => Effect::say(refused::notice(&fault, cx)).and(Effect::Close),
            },
            Msg::Family(asked, found) => {
                if asked == self.form.value("phone") {
                    let me = self.known.as_ref().map(|known| known.id);
                    let found = found.unwrap_or_default().into_iter().filter(|one| Some(one.id) != me);
                    self.family = found.map(|one| one.name).collect();
                }
                Effect::None
            }
            Msg::Saved(saved) => match *saved {
                Ok(saved) => {
                    let done = cx.fill("patient-saved", &[("name", saved.name.into())]);
                    Effect::say(Notice::done(done)).and(Effect::answer::<Self>(saved.id))
                }
                Err(fault) => self.refused(&fault, cx),
            },
            Msg::Alike(same, 0) => Effect::answer::<Self>(same),
            Msg::Alike(..) => {
                self.somebody_else = true;
                self.submit(cx)
            }
        }
    }

    fn waiting(&self) -> bool {
        self.known.as_ref().is_some_and(|known| known.version.is_none()) || self.form.is_old()
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    /// Who else is on the number: said before somebody is registered twice.
    fn changed(&mut self, field: &'static str, _: &Cx) -> Effect<Msg> {
        self.somebody_else = false;
        let typed = self.form.value("phone").to_owned();
        if field != "phone" || Phone::parse_at(&typed, self.home).is_err() {
            if field == "phone" {
                self.family.clear();
            }
            return Effect::None;
        }
        Effect::read("family", |desk| async move {
            let found = desk.ask(FindPatients { text: typed.clone() }).await;
            Msg::Family(typed, found)
        })
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(form) = self.read(&cx.look) else { return Effect::None };
        let asked = Asked::once(self.request);
        let somebody_else = self.somebody_else;
        match self.known {
            Some(Known { id, version, .. }) => Effect::write("save", move |desk| async move {
                let edit = EditPatient { patient: id, version, form };
                Msg::Saved(Box::new(desk.act_as(edit, asked).await))
            }),
            None => Effect::write("save", move |desk| async move {
                let register = RegisterPatient { form, somebody_else };
                Msg::Saved(Box::new(desk.act_as(register, asked).await))
            }),
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let title = if self.known.is_some() { "patient-edit_title" } else { "screen-patient_form" };
        let inside = panel::panel(buffer, area, &cx.text(title), &cx.look);
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        let family = u16::from(!self.family.is_empty() && inside.height > 3);
        let lines = Rect { height: inside.height - family, ..inside };
        if family > 0 {
            let names = self.family.join(", ");
            let said = cx.fill("patient-family_on", &[("names", names.into())]);
            text::put(buffer, (inside.x, lines.bottom()), &said, inside.width, theme.warn, theme);
        }
        if let Some(cursor) = self.form.draw(buffer, lines, &cx.look).cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
