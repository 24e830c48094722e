//! The allergies and alerts of a patient, read out before a treatment begins: when nothing else stands in its way.

use super::confirm::Confirm;
use crate::app::Effect;
use crate::domain::refusal::Refusal;
use crate::ui::Sentence;

/// Shows what the desk asks to be read of this patient; `then` is told whether it was.
pub fn ask<M: Send + 'static>(
    refusal: &Refusal,
    patient: &str,
    then: impl FnOnce(bool) -> M + Send + 'static,
) -> Effect<M> {
    let details = refusal.details_json();
    let alerts = details.get("alerts").and_then(|alerts| alerts.as_str()).unwrap_or_default();
    let facts = [("name", patient.into()), ("alerts", alerts.into())];
    let confirm = Confirm::worded(Sentence::fill("day-alerts", &facts), Sentence::text("day-alerts_yes"));
    Effect::ask(confirm, then)
}
