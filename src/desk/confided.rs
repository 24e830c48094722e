//! What the trail and the books only commit themselves to, as it lies beside them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fault::Done;
use crate::domain::audit::{COMMITMENT, TrailKey};
use crate::domain::id::ClinicId;
use crate::store::personal::PersonalRow;
use crate::store::{self, On};

/// What stands behind commitments; those of who was erased are not among them.
pub(super) type Known = BTreeMap<String, Value>;

/// Reads what stands behind commitments. A value that is not what was committed to was put there by somebody else: it
/// is as good as none.
pub(super) async fn behind(
    on: On<'_>,
    clinic: ClinicId,
    key: &TrailKey,
    commitments: Vec<&str>,
) -> Done<Known> {
    if commitments.is_empty() {
        return Ok(Known::new());
    }
    let rows = store::trail::behind(on, clinic, Value::from(commitments).to_string()).await?;
    let true_one = |row: &PersonalRow| key.commits(&row.salt, &row.value) == row.commitment;
    let said = |row: PersonalRow| (row.commitment, serde_json::from_str(&row.value).unwrap_or(Value::Null));
    Ok(rows.into_iter().filter(true_one).map(said).collect())
}

/// The commitments in a value, however deep.
pub(super) fn commitments<'a>(value: &'a Value, all: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == COMMITMENT => all.push(text),
                    other => commitments(other, all),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| commitments(value, all)),
        _ => {}
    }
}

/// Puts back what stands behind the commitments of a page of the books; what is gone is missing from it.
pub(super) async fn read(on: On<'_>, clinic: ClinicId, key: &TrailKey, page: &str) -> Done<Value> {
    let mut page: Value = serde_json::from_str(page)?;
    let mut all = Vec::new();
    commitments(&page, &mut all);
    let known = behind(on, clinic, key, all).await?;
    reveal(&mut page, &known);
    Ok(page)
}

fn reveal(value: &mut Value, known: &Known) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(commitment)) = fields.remove(COMMITMENT)
                && let Some(Value::Object(said)) = known.get(&commitment)
            {
                fields.extend(said.iter().map(|(name, value)| (name.clone(), value.clone())));
            }
            fields.values_mut().for_each(|value| reveal(value, known));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| reveal(value, known)),
        _ => {}
    }
}
