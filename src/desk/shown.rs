//! Which patients a look asks for, and which an answer names. Whatever a look takes and answers passes here, so that a new
//! one is counted by being one.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::Desk;
use super::fault::Done;
use crate::domain::id::PatientId;
use crate::domain::refusal::{Detail, Refusal};

/// What hides the rest of a name from whoever may not read it: a name behind it is nobody's.
const HIDDEN: char = '•';

impl Desk {
    /// Somebody was answered this: the patients it names were listed to them.
    pub(super) async fn has_shown(&self, answer: &Value) -> Done<()> {
        let mut all = BTreeSet::new();
        named(answer, self.clinic().id.0, &mut all);
        self.has_named(all).await
    }

    /// Somebody was refused with this: the patients it names were listed to them. To be refused costs nothing, and leaves
    /// nothing in the trail.
    pub(super) async fn has_refused(&self, refusal: &Refusal) -> Done<()> {
        self.has_named(refused(refusal, self.clinic().id.0)).await
    }

    async fn has_named(&self, all: BTreeSet<Uuid>) -> Done<()> {
        if self.who().is_none() || all.is_empty() {
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

/// The patients a refusal names, the only one by the id beside it where that is told.
fn refused(refusal: &Refusal, clinic: Uuid) -> BTreeSet<Uuid> {
    let names = refusal.patients();
    let id = refusal.details.iter().find_map(|(name, detail)| match detail {
        Detail::Id(id) if *name == "patient" && names.len() == 1 => Some(*id),
        _ => None,
    });
    let seen = names.into_iter().filter(|name| !name.contains(HIDDEN));
    seen.map(|name| id.unwrap_or_else(|| by_name(name, clinic))).collect()
}

/// What somebody is counted by of whom only the name is told.
fn by_name(name: &str, clinic: Uuid) -> Uuid {
    Uuid::new_v5(&clinic, name.to_lowercase().as_bytes())
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
    // Of a table that is imported, whoever a row is like.
    let like = text("like_patient").and(text("like"));
    let name = [text("patient_name"), text("patient"), person, like].into_iter().flatten();
    let names: Vec<&str> = name.filter(|text| Uuid::try_parse(text).is_err()).collect();
    if names.iter().any(|name| name.contains(HIDDEN)) {
        return None;
    }
    let id = [text("patient_id"), text("patient"), text("like_patient")]
        .into_iter()
        .flatten()
        .find_map(|text| Uuid::try_parse(text).ok());
    // A row that only knows an id says nobody anything.
    names.first().map(|name| id.unwrap_or_else(|| by_name(name, clinic)))
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
            {"name": "Dedi K.", "like": "Dedi", "like_patient": PatientId::new()},
            {"names": {(Uuid::now_v7().to_string()): {"kind": "patient", "name": "Cici", "at": null}}},
        ]);
        assert_eq!(count(&rows), 4);
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
            {"name": "facial", "like": "Facial", "like_line": 2},
            {"patient": null},
        ]);
        assert_eq!(count(&rows), 0);
    }

    #[test]
    fn a_refusal_names_patients_and_others() {
        let of = |refusal: &Refusal| refused(refusal, Uuid::nil()).into_iter().collect::<Vec<_>>();
        let (id, by) = (Uuid::now_v7(), |name| by_name(name, Uuid::nil()));
        let alike = Refusal::new("patient.look_alike").naming("name", "Siti").with("patient", id);
        assert_eq!(of(&alike), [id]);
        let mut two = [by("siti"), by("budi")];
        two.sort_unstable();
        let born = Refusal::new("patient.merge_born").naming("kept", "Siti").naming("other", "Budi");
        assert_eq!(of(&born), two);
        let hidden = Refusal::new("booking.staff_taken").naming("patient", "S••• R•••").with("staff", "Rina");
        assert!(of(&hidden).is_empty());
    }
}
