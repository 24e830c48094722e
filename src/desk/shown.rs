//! Which patients a look asks for, and which an answer names. Whatever a look takes and answers passes here, so that a new
//! one is counted by being one.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::Desk;
use super::fault::Done;
use crate::domain::id::PatientId;

/// What hides the rest of a name from whoever may not read it: a name behind it is nobody's.
const HIDDEN: char = '•';

impl Desk {
    /// Somebody was answered this: the patients it names were listed to them.
    pub(super) async fn has_shown(&self, answer: &Value) -> Done<()> {
        if self.who().is_none() {
            return Ok(());
        }
        let mut all = BTreeSet::new();
        named(answer, self.clinic().id.0, &mut all);
        if all.is_empty() {
            return Ok(());
        }
        self.has_listed(all.into_iter().map(PatientId).collect()).await
    }
}

/// Whose patient a look asks for by what it takes. It counts as a card that was opened, whatever the look tells of them: no
/// look has to think of it.
pub(super) fn asked_of(act: &Value) -> Option<PatientId> {
    let text = act.get("patient").and_then(Value::as_str)?;
    Uuid::try_parse(text).ok().map(PatientId)
}

/// The patients a value names, however deep.
fn named(value: &Value, clinic: Uuid, all: &mut BTreeSet<Uuid>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| named(value, clinic, all)),
        Value::Object(fields) => {
            all.extend(whose(fields, clinic));
            fields.values().for_each(|value| named(value, clinic, all));
        }
        _ => {}
    }
}

/// Whose row this is: by the patient's id, or, where only the name is shown, by that.
fn whose(fields: &Map<String, Value>, clinic: Uuid) -> Option<Uuid> {
    let text = |field: &str| fields.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
    let person = matches!(text("kind"), Some("patient" | "booking")).then(|| text("name")).flatten();
    let name = [text("patient_name"), text("patient"), person].into_iter().flatten();
    let names: Vec<&str> = name.filter(|text| Uuid::try_parse(text).is_err()).collect();
    if names.iter().any(|name| name.contains(HIDDEN)) {
        return None;
    }
    let id = [text("patient_id"), text("patient")]
        .into_iter()
        .flatten()
        .find_map(|text| Uuid::try_parse(text).ok());
    // A row that only knows an id says nobody anything.
    names.first().map(|name| id.unwrap_or_else(|| Uuid::new_v5(&clinic, name.to_lowercase().as_bytes())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn count(value: &Value) -> usize {
        let mut all = BTreeSet::new();
        named(value, Uuid::nil(), &mut all);
        all.len()
    }

    #[test]
    fn a_patient_is_counted_by_the_id_or_by_the_name_where_there_is_none() {
        let id = PatientId::new();
        let rows = json!([
            {"patient_id": id, "patient": "Siti"},
            {"patient": id, "patient_name": "Siti", "lines": [{"name": "Facial"}]},
            {"bookings": [{"patient": "Budi"}, {"patient": "budi"}]},
            {"names": {(Uuid::now_v7().to_string()): {"kind": "patient", "name": "Cici", "at": null}}},
        ]);
        assert_eq!(count(&rows), 3);
    }

    #[test]
    fn whoever_is_asked_for_by_an_id_is_counted_whatever_the_look_tells() {
        let id = PatientId::new();
        assert_eq!(asked_of(&json!({"patient": id, "from": "2026-11-20"})), Some(id));
        for nobody in
            [json!({"patient": null}), json!({"patient": "Siti"}), json!({"booking": id}), json!({})]
        {
            assert_eq!(asked_of(&nobody), None, "{nobody}");
        }
    }

    #[test]
    fn what_is_hidden_or_named_by_an_id_alone_is_nobody() {
        let rows = json!([
            {"patient_id": PatientId::new(), "patient": "S••• R•••"},
            {"patient_id": PatientId::new(), "amount": 1},
            {"kind": "treatment", "name": "Facial"},
            {"patient": null},
        ]);
        assert_eq!(count(&rows), 0);
    }
}
