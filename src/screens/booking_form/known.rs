//! What must be known before a booking is saved: the patient's alerts, the deposit it needs, and how often they did not
//! come.

use ratatui::style::Style;

use super::{BookingForm, Msg, Purpose};
use crate::app::{Cx, Effect};
use crate::desk::Done;
use crate::desk::deposit::{BookingTerms, Terms};
use crate::desk::patient::OpenPatient;
use crate::domain::id::{PatientId, TreatmentId};
use crate::domain::money::Money;
use crate::screens::refused;
use crate::ui::text;

/// Somebody who was chosen.
#[derive(Debug, Clone)]
pub(super) struct Patient {
    pub id: PatientId,
    pub name: String,
    pub alerts: String,
}

/// Whose booking, and for what.
pub(super) type Pair = (PatientId, TreatmentId);

/// Lines that alerts take at most, and what the booking needs.
const MOST: usize = 2;

impl BookingForm {
    /// Takes the way the last one came by, unless one was chosen already.
    pub(super) fn as_last_time(&mut self, cx: &Cx) {
        self.form.take_choice("source", cx.desk.last_source(), &cx.look);
    }

    /// Both, once they are known. A booking that moves takes its deposit along.
    fn pair(&self) -> Option<Pair> {
        match self.purpose {
            Purpose::Book { .. } => Some((self.patient.as_ref()?.id, self.treatment?)),
            Purpose::Move { .. } => None,
        }
    }

    /// Asks what such a booking needs, unless that was asked already.
    pub(super) fn ask_terms(&mut self) -> Effect<Msg> {
        let pair = self.pair();
        if pair == self.terms.as_ref().map(|(of, _)| *of) {
            return Effect::None;
        }
        self.terms = pair.map(|pair| (pair, None));
        self.read_terms()
    }

    /// Asks it anew: the patient may have missed another visit since.
    pub(super) fn read_terms(&self) -> Effect<Msg> {
        let Some(pair @ (patient, treatment)) = self.pair() else { return Effect::None };
        Effect::read("terms", move |desk| async move {
            Msg::Terms(pair, desk.ask(BookingTerms { patient, treatment }).await)
        })
    }

    pub(super) fn take_terms(&mut self, of: Pair, done: Done<Terms>, cx: &Cx) -> Effect<Msg> {
        match done {
            Ok(terms) => {
                // What was asked about somebody else says nothing any more.
                if self.pair() == Some(of) {
                    self.terms = Some((of, Some(terms)));
                }
                Effect::None
            }
            Err(fault) => Effect::say(refused::notice(&fault, cx)),
        }
    }

    /// The lines of it that fit this width.
    pub(super) fn known(&self, width: u16, cx: &Cx) -> Vec<(String, Style)> {
        let theme = &cx.look.theme;
        let sign = theme.glyphs.late;
        let mut said = Vec::new();
        if let Some(patient) = self.patient.as_ref().filter(|patient| !patient.alerts.is_empty()) {
            said.push(format!("{sign} {}: {}", patient.name, patient.alerts));
        }
        let terms = self.terms.filter(|(of, _)| self.pair() == Some(*of)).and_then(|(_, terms)| terms);
        if let Some(terms) = terms {
            let mut parts = Vec::new();
            if terms.deposit > Money::ZERO {
                let amount = cx.look.currency.shown(terms.deposit);
                parts.push(cx.fill("payment-deposit_needed", &[("amount", amount.into())]));
            }
            if terms.no_shows > 0 {
                parts.push(cx.fill("patient-no_shows", &[("count", terms.no_shows.into())]));
            }
            if !parts.is_empty() {
                said.push(format!("{sign} {}", parts.join(&format!(" {} ", theme.glyphs.dot))));
            }
        }
        let lines = said.iter().flat_map(|said| {
            let lines = text::wrap(said, usize::from(width));
            lines.into_iter().take(MOST).map(|line| (line, theme.warn)).collect::<Vec<_>>()
        });
        lines.collect()
    }
}

pub(super) fn read_patient(patient: PatientId) -> Effect<Msg> {
    Effect::read("patient", move |desk| async move {
        Msg::Patient(Box::new(desk.ask(OpenPatient { patient }).await))
    })
}
