//! The number is asked for, and takes the form's place.

use super::number::Number;
use super::{Given, Msg, WalkIn, Who};
use crate::app::{Cx, Effect, Screen};
use crate::desk::patient::PatientForm;
use crate::desk::{Asked, walk_in};
use crate::domain::refusal::Refusal;

impl WalkIn {
    /// Asks the desk for the number.
    pub(super) fn give(&mut self, cx: &Cx) -> Effect<Msg> {
        if self.lost.is_some() {
            return self.changed("patient", cx);
        }
        if self.who == Who::Sought {
            self.choose(cx);
        }
        for (field, chosen) in [("treatment", self.treatment.is_some()), ("staff", self.staff.is_some())] {
            if !chosen && !self.form.value(field).is_empty() {
                return self.pick(field, cx);
            }
        }
        let (patient, form) = match self.who {
            Who::Sought => return Effect::None,
            Who::Known(patient) => (Some(patient), None),
            Who::New => {
                let (name, phone) = (self.form.value("name").to_owned(), self.form.value("phone").to_owned());
                if name.is_empty() {
                    self.form.refuse(&Refusal::at("name.empty", "name"), &cx.look);
                    return Effect::None;
                }
                (None, Some(PatientForm { name, phones: vec![phone], ..PatientForm::default() }))
            }
        };
        let act = walk_in::WalkIn {
            patient,
            form,
            somebody_else: self.somebody_else,
            treatment: self.treatment,
            staff: self.staff,
            urgent: self.form.chosen("urgent") == 1,
            despite_booking: self.despite_booking,
        };
        let asked = Asked::once(self.request);
        Effect::write("walk_in", |desk| async move { Msg::Given(desk.act_as(act, asked).await) })
    }

    /// The form has done its work: the number takes its place.
    pub(super) fn give_way(&mut self, given: Given, number: Number) -> Effect<Msg> {
        self.form.settle();
        Effect::All(vec![Effect::answer::<Self>(given), Effect::open(number)])
    }

    /// The name of who gets the number, as far as it is known here.
    pub(super) fn name(&self) -> String {
        let field = if self.who == Who::New { "name" } else { "patient" };
        self.form.value(field).to_owned()
    }
}
