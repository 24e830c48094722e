//! Everything about one patient on one screen: what to look out for first, then the visits.

pub(super) mod draw;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::draw::{draw_facts, put};
use super::approve::{Approve, Approved};
use super::merge::{FindOther, Merge};
use super::patient_form::PatientForm;
use super::patients::shown;
use super::pick::{Choice, Pick};
use super::{places, refused};
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::erase::ErasePatient;
use crate::desk::patient::{MergedRow, OpenPatient, PatientCard as Card};
use crate::desk::unmerge::{UnmergePatient, Unmerged};
use crate::desk::{Asked, Done, Fault};
use crate::domain::booking::Status;
use crate::domain::id::{BookingId, PatientId};
use crate::domain::money::Money;
use crate::domain::permission::Permission;
use crate::domain::refusal::Refusal;
use crate::ui::{List, Notice, Sentence, panel};

/// The card of one patient. It is read anew each time, and only ever shows the one it was opened for, or whom they were
/// found to be.
#[derive(Debug)]
pub struct PatientCard {
    patient: PatientId,
    card: Option<Box<Card>>,
    fault: Option<Fault>,
    list: List,
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<Card>>),
    Saved,
    Erase(Approved),
    /// With what was signed for it.
    Erased(Approved, Done<()>),
    Relative(PatientId),
    /// Who is perhaps the same person.
    Other(PatientId),
    /// The one that both are now.
    Merged(PatientId),
    /// The nth of those who were merged was somebody else after all.
    Apart(usize),
    Signed(Unmerge, Approved),
    Unmerged(Unmerge, Approved, Done<Unmerged>),
}

/// Whom to make two of again.
#[derive(Debug, Clone)]
pub struct Unmerge {
    patient: PatientId,
    version: i64,
    name: String,
}

impl PatientCard {
    #[must_use]
    pub fn new(patient: PatientId) -> Self {
        Self { patient, card: None, fault: None, list: List::default() }
    }

    fn visit(&self) -> Option<BookingId> {
        let row = self.list.selected()?;
        self.card.as_ref()?.visits.get(row).map(|visit| visit.id)
    }

    fn some_visit(&self, _: &Cx) -> Result<(), Why> {
        self.visit().map(|_| ()).ok_or(Why::Because("patient-no_visits"))
    }

    fn some_family(&self, _: &Cx) -> Result<(), Why> {
        let some = self.card.as_ref().is_some_and(|card| !card.family.is_empty());
        if some { Ok(()) } else { Err(Why::Not) }
    }

    fn open(&mut self, _: &Cx) -> Effect<Msg> {
        self.visit().map_or(Effect::None, places::visit)
    }

    fn pay(&mut self, _: &Cx) -> Effect<Msg> {
        self.visit().map_or(Effect::None, places::pay)
    }

    fn edit(&mut self, cx: &Cx) -> Effect<Msg> {
        Effect::ask(PatientForm::edit(self.patient, cx), |_| Msg::Saved)
    }

    fn health(&mut self, _: &Cx) -> Effect<Msg> {
        let Some(card) = &self.card else { return Effect::None };
        places::health_notes(self.patient, &card.patient.name)
    }

    fn add_health(&mut self, _: &Cx) -> Effect<Msg> {
        let Some(card) = &self.card else { return Effect::None };
        Effect::ask(places::health_note(self.patient, &card.patient.name), |_| Msg::Saved)
    }

    fn erases(&self, cx: &Cx) -> Result<(), Why> {
        places::needs(cx, Permission::PatientErase)
    }

    /// For ever: asked with the name, and with why. What the desk would say no to is said before.
    fn erase(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(card) = &self.card else { return Effect::None };
        if let Some(refusal) = ties(card) {
            return Effect::say(cx.refused(&refusal));
        }
        let title = Sentence::fill("patient-erase_sure", &[("who", told_apart(card, cx).into())]);
        Effect::ask(Approve::new(title, Permission::PatientErase, cx), Msg::Erase)
    }

    fn erase_for(&self, approved: Approved) -> Effect<Msg> {
        let act = ErasePatient { patient: self.patient, reason: approved.reason.clone() };
        let asked = Asked { request: None, approval: Some(approved.approval.clone()) };
        Effect::write("erase", move |desk| async move {
            Msg::Erased(approved, desk.act_as(act, asked).await.map(|_| ()))
        })
    }

    fn merges(&self, cx: &Cx) -> Result<(), Why> {
        places::needs(cx, Permission::PatientMerge)
    }

    fn merge(&mut self, _: &Cx) -> Effect<Msg> {
        let Some(card) = &self.card else { return Effect::None };
        Effect::ask(FindOther::new(self.patient, card.family.clone()), Msg::Other)
    }

    fn some_merged(&self, cx: &Cx) -> Result<(), Why> {
        self.merges(cx)?;
        let some = self.card.as_ref().is_some_and(|card| !card.merged.is_empty());
        if some { Ok(()) } else { Err(Why::Because("patient-none_merged")) }
    }

    fn unmerge(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(card) = &self.card else { return Effect::None };
        if let [_] = card.merged.as_slice() {
            return self.apart(0, cx);
        }
        let day = |one: &MergedRow| {
            let day = one.at.day(cx.zone);
            Sentence::of(move |look| look.words.date(day))
        };
        let choices = card.merged.iter().map(|one| Choice::said(one.name.as_str(), day(one), cx));
        Effect::ask(Pick::new("patient-unmerge_which", choices.collect()), Msg::Apart)
    }

    /// Asked with the name, why, and a PIN.
    fn apart(&self, nth: usize, cx: &Cx) -> Effect<Msg> {
        let Some(one) = self.card.as_ref().and_then(|card| card.merged.get(nth)) else { return Effect::None };
        let title = Sentence::fill("patient-unmerge_sure", &[("name", one.name.as_str().into())]);
        let whom = Unmerge { patient: one.id, version: one.version, name: one.name.clone() };
        Effect::ask(Approve::new(title, Permission::PatientMerge, cx), move |approved| {
            Msg::Signed(whom, approved)
        })
    }

    fn unmerge_for(whom: Unmerge, approved: Approved) -> Effect<Msg> {
        let act = UnmergePatient {
            patient: whom.patient,
            version: Some(whom.version),
            reason: approved.reason.clone(),
        };
        let asked = Asked { request: None, approval: Some(approved.approval.clone()) };
        Effect::write("unmerge", move |desk| async move {
            Msg::Unmerged(whom, approved, desk.act_as(act, asked).await)
        })
    }

    fn unmerged(whom: Unmerge, before: &Approved, done: Done<Unmerged>, cx: &Cx) -> Effect<Msg> {
        match done {
            Ok(_) => {
                let said = cx.fill("patient-unmerged", &[("name", whom.name.into())]);
                Effect::say(Notice::done(said))
            }
            Err(fault) => match before.again(&fault, Permission::PatientMerge, cx) {
                Some(asks) => Effect::ask(asks, move |approved| Msg::Signed(whom, approved)),
                None => Effect::say(refused::notice(&fault, cx)),
            },
        }
    }

    fn relative(&mut self, _: &Cx) -> Effect<Msg> {
        let Some(card) = &self.card else { return Effect::None };
        let ids: Vec<PatientId> = card.family.iter().map(|one| one.id).collect();
        let choices = card.family.iter().map(|one| Choice::new(one.name.as_str(), one.alerts.as_str()));
        Effect::ask(Pick::new("patient-family", choices.collect()), move |chosen| Msg::Relative(ids[chosen]))
    }
}

/// The name, and what tells them from somebody of the same name: the numbers and the birth date.
fn told_apart(card: &Card, cx: &Cx) -> String {
    let name = Some(card.patient.name.clone());
    let phones = card.phones.iter().map(|phone| shown(&phone.phone));
    let born = card
        .patient
        .birth_date
        .map(|day| cx.fill("patient-erase_born", &[("day", cx.look.words.date(day).into())]));
    name.into_iter()
        .chain(phones)
        .chain(born)
        .collect::<Vec<_>>()
        .join(&format!(" {} ", cx.look.theme.glyphs.dot))
}

/// What keeps somebody from being forgotten, as far as their card tells.
fn ties(card: &Card) -> Option<Refusal> {
    let ahead =
        card.visits.iter().filter(|visit| visit.status.active() && visit.status != Status::Done).count();
    if ahead > 0 {
        let visits = i64::try_from(ahead).unwrap_or(i64::MAX);
        return Some(Refusal::new("patient.visits_open").with("visits", visits));
    }
    let open = card.balance != Money::ZERO || card.credit != Money::ZERO;
    open.then(|| Refusal::new("patient.money_open"))
}

impl Screen for PatientCard {
    type Msg = Msg;
    const NAME: &'static str = "patient_card";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("patient.open_visit", "enter", Self::open).when(Self::some_visit),
        Action::new("patient.book", "f2 B", |this, _| places::book_for(this.patient)),
        Action::new("patient.walk_in", "f3 W", |this: &mut Self, _| places::walk_in_for(this.patient))
            .when(|_, cx| places::gives_numbers(cx)),
        Action::new("patient.edit", "e", Self::edit),
        Action::new("patient.pay", "p f6", Self::pay).when(Self::some_visit),
        Action::new("patient.health", "K", Self::health)
            .when(|_, cx| places::needs(cx, Permission::HealthNoteRead)),
        Action::new("patient.add_health", "a", Self::add_health)
            .when(|_, cx| places::needs(cx, Permission::HealthNoteAdd)),
        Action::new("patient.relatives", "A", Self::relative).when(Self::some_family),
        Action::new("patient.trail", "T", |this: &mut Self, _| places::trail(this.patient.0))
            .when(|this: &Self, cx| places::traces(Some(this.patient), cx))
            .page(),
        Action::new("patient.merge", "J", Self::merge).when(Self::merges).page(),
        Action::new("patient.unmerge", "U", Self::unmerge).when(Self::some_merged).page(),
        Action::new("patient.erase", "E", Self::erase).when(Self::erases).page(),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let patient = self.patient;
        Effect::read("patient", move |desk| async move {
            Msg::Read(Box::new(desk.ask(OpenPatient { patient }).await))
        })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(read) => match *read {
                Ok(card) => {
                    let before = self.visit();
                    self.list.refresh(card.visits.len(), |row| Some(card.visits[row].id) == before);
                    self.patient = card.patient.id;
                    self.card = Some(Box::new(card));
                    self.fault = None;
                    Effect::None
                }
                Err(fault) => {
                    self.fault = Some(fault);
                    Effect::None
                }
            },
            Msg::Saved => Effect::None,
            Msg::Erase(approved) => self.erase_for(approved),
            Msg::Erased(_, Ok(())) => Effect::say(Notice::done(cx.text("patient-erased"))).and(Effect::Close),
            Msg::Erased(before, Err(fault)) => match before.again(&fault, Permission::PatientErase, cx) {
                Some(asks) => Effect::ask(asks, Msg::Erase),
                None => Effect::say(refused::notice(&fault, cx)),
            },
            Msg::Relative(patient) => places::patient(patient),
            Msg::Other(other) => Effect::ask(Merge::new(self.patient, other), Msg::Merged),
            Msg::Merged(kept) => {
                self.patient = kept;
                self.load(cx)
            }
            Msg::Apart(nth) => self.apart(nth, cx),
            Msg::Signed(whom, approved) => Self::unmerge_for(whom, approved),
            Msg::Unmerged(whom, before, done) => Self::unmerged(whom, &before, done, cx),
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

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let name = self.card.as_ref().map_or("", |card| card.patient.name.as_str());
        let inside = panel::panel(buffer, area, name, &cx.look);
        if let Some(fault) = &self.fault {
            let mut rest = inside;
            put(buffer, &mut rest, &refused::sentence(fault, cx), cx.look.theme.error, cx);
        } else if let Some(card) = &self.card {
            let rest = draw_facts(buffer, inside, card, cx);
            self.draw_visits(buffer, rest, card, cx);
        }
    }
}
