//! What a script gives of an act that edits: what it leaves out stays as it is, `null` empties it.

use serde_json::{Map, Value};

use super::act::Change;
use super::fault::{Done, Fault};
use super::work::Work;

/// An act as a script gave it.
#[derive(Debug, Clone)]
pub(super) struct Given(Map<String, Value>);

impl Given {
    /// None where nothing was given by its name.
    pub fn of(input: Value) -> Option<Self> {
        if let Value::Object(fields) = input { Some(Self(fields)) } else { None }
    }

    /// What was given, without what is to be emptied.
    pub fn plain(&self) -> Value {
        let mut fields = self.0.clone();
        empty(&mut fields);
        Value::Object(fields)
    }

    /// The same text for the same fields, in whatever order they came: what a request is known again by.
    pub fn text(&self) -> String {
        sorted(&Value::Object(self.0.clone())).to_string()
    }

    /// The whole act: `act` is what was given, read.
    pub async fn whole<A: Change>(&self, act: &A, work: &mut Work<'_>) -> Done<A> {
        let Some(known) = act.as_it_is(work).await? else { return Ok(act.clone()) };
        let mut whole = serde_json::to_value(known).map_err(Fault::from)?;
        if let Some(fields) = whole.as_object_mut() {
            over(fields, &self.0);
        }
        serde_json::from_value(whole).map_err(Fault::from)
    }
}

fn empty(fields: &mut Map<String, Value>) {
    fields.retain(|_, value| !value.is_null());
    for inner in fields.values_mut().filter_map(Value::as_object_mut) {
        empty(inner);
    }
}

/// Puts what was given over what is there.
fn over(there: &mut Map<String, Value>, given: &Map<String, Value>) {
    for (name, value) in given {
        match (there.get_mut(name), value) {
            // It takes its own "nothing".
            (_, Value::Null) => _ = there.shift_remove(name),
            (Some(Value::Object(inner)), Value::Object(value)) => over(inner, value),
            _ => _ = there.insert(name.clone(), value.clone()),
        }
    }
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> =
                fields.iter().map(|(name, value)| (name.clone(), sorted(value))).collect();
            fields.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Object(fields.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        value => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_left_out_stays_and_null_empties() {
        let given =
            Given::of(json!({"name": "b", "email": null, "policies": {"late": 7, "note": null}})).unwrap();
        assert_eq!(given.plain(), json!({"name": "b", "policies": {"late": 7}}));
        let mut there = json!({"name": "a", "email": "x", "phone": "1", "policies": {"late": 1, "limit": 5, "note": "n"}});
        over(there.as_object_mut().unwrap(), &given.0);
        assert_eq!(there, json!({"name": "b", "phone": "1", "policies": {"late": 7, "limit": 5}}));
        let turned =
            Given::of(json!({"policies": {"note": null, "late": 7}, "email": null, "name": "b"})).unwrap();
        assert_eq!(turned.text(), given.text());
        let kept = Given::of(json!({"name": "b"})).unwrap();
        assert_ne!(kept.text(), Given::of(json!({"name": "b", "email": null})).unwrap().text());
    }
}
