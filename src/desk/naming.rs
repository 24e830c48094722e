//! What the rows are called that the trail knows by their ids, as far as whoever reads it may know.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::Desk;
use super::fault::Done;
use crate::domain::time::Ts;
use crate::store;

/// What people call a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Named {
    /// What it is: `patient`, `account`, `treatment`…
    pub kind: String,
    pub name: String,
    /// Of a visit: when it begins.
    pub at: Option<Ts>,
}

/// Names by id.
pub type Names = BTreeMap<Uuid, Named>;

/// The ids in a value, however deep.
pub(super) fn ids(value: &Value, all: &mut Vec<Uuid>) {
    match value {
        Value::String(text) => all.extend(Uuid::try_parse(text)),
        Value::Array(values) => values.iter().for_each(|value| ids(value, all)),
        Value::Object(fields) => fields.values().for_each(|value| ids(value, all)),
        _ => {}
    }
}

impl Desk {
    /// What these rows are called: patients behind the veil, and who was erased as they are called since.
    pub(super) async fn named(&self, mut ids: Vec<Uuid>) -> Done<Names> {
        ids.sort_unstable();
        ids.dedup();
        let veil = self.veil();
        let rows = store::names::named(self.db(), self.clinic().id, &ids).await?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let mut named = Named { kind: row.kind, name: row.name, at: row.at };
                if matches!(named.kind.as_str(), "patient" | "booking") {
                    veil.name(&mut named.name);
                }
                (row.id, named)
            })
            .collect())
    }
}
