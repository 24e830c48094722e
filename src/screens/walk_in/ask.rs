//! What the form asks back: which treatment, whom, and what a warning found.

use super::{Msg, WalkIn};
use crate::app::{Cx, Effect};
use crate::desk::Fault;
use crate::desk::patient::FindPatients;
use crate::domain::id::{BookingId, PatientId, TreatmentId};
use crate::domain::refusal::{Detail, Refusal};
use crate::screens::pick::{Choice, Pick};
use crate::screens::refused;
use crate::ui::Sentence;

impl WalkIn {
    /// Looks for whoever is typed.
    pub(super) fn seek(&self) -> Effect<Msg> {
        let text = self.form.value("patient").to_owned();
        Effect::read("find", |desk| async move { Msg::Found(desk.ask(FindPatients { text }).await) })
    }

    /// The desk said no: some refusals are questions.
    pub(super) fn refused(&mut self, fault: &Fault, cx: &Cx) -> Effect<Msg> {
        let Some(refusal) = fault.refusal() else { return refused::show(fault, &mut self.form, cx) };
        match (refusal.code, id_in(refusal)) {
            ("patient.look_alike", Some(id)) => {
                let same = Choice::said(
                    Sentence::fill("walk_in-same_person", &[("name", text_in(refusal, "name").into())]),
                    text_in(refusal, "phone"),
                    cx,
                );
                let other = Choice::said(Sentence::text("walk_in-somebody_else"), "", cx);
                let patient = PatientId(id);
                let pick = Pick::new("walk_in-look_alike", vec![same, other]);
                Effect::ask(pick, move |row| Msg::Alike(patient, row))
            }
            ("ticket.has_booking", Some(id)) => {
                let at = refusal.details.iter().find_map(|(_, detail)| match detail {
                    Detail::At(at) => Some(cx.look.words.time(at.time())),
                    _ => None,
                });
                let arrive = Choice::said(Sentence::text("walk_in-arrive"), at.unwrap_or_default(), cx);
                let number = Choice::said(Sentence::text("walk_in-number_all_the_same"), "", cx);
                let version = refusal.details.iter().find_map(|(name, detail)| match detail {
                    Detail::Count(count) if *name == "version" => Some(*count),
                    _ => None,
                });
                let booking = (BookingId(id), version);
                let pick = Pick::new("walk_in-has_booking", vec![arrive, number]);
                Effect::ask(pick, move |row| Msg::Booked(booking, row))
            }
            _ => refused::show(fault, &mut self.form, cx),
        }
    }

    /// Opens the list of a field, narrowed by what is typed in it.
    pub(super) fn offer(&mut self, field: &'static str, cx: &Cx) -> Effect<Msg> {
        let typed = self.form.value(field).to_owned();
        if field == "treatment" {
            let sold: Vec<_> = self.roster.treatments.iter().filter(|row| row.active).collect();
            let ids: Vec<TreatmentId> = sold.iter().map(|row| row.id).collect();
            let choices = sold.iter().map(|row| Choice::new(&row.name, cx.look.currency.shown(row.price)));
            let pick = Pick::new("queue-which_treatment", choices.collect()).narrowed(&typed, cx);
            return Effect::ask(pick, move |row| Msg::Treatment(ids.get(row).copied()));
        }
        let who = crate::screens::queue::who_can(&self.roster, self.treatment);
        let mut choices = vec![Choice::said(Sentence::text("queue-anybody"), "", cx)];
        choices.extend(
            who.iter().map(|staff| crate::screens::queue::choice(&self.roster, *staff, cx.today(), cx)),
        );
        let pick = Pick::new("queue-who_treats", choices).narrowed(&typed, cx);
        Effect::ask(pick, move |row| Msg::Staff(row.checked_sub(1).and_then(|nth| who.get(nth).copied())))
    }
}

fn text_in<'a>(refusal: &'a Refusal, name: &str) -> &'a str {
    let found = refusal.details.iter().find(|(key, _)| *key == name);
    found.and_then(|(_, detail)| detail.text()).unwrap_or_default()
}

fn id_in(refusal: &Refusal) -> Option<uuid::Uuid> {
    refusal.details.iter().find_map(|(_, detail)| match detail {
        Detail::Id(id) => Some(*id),
        _ => None,
    })
}
