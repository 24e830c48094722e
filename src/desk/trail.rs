//! The trail, to read: who did what, and what it was before and after.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::act::{Act, Look};
use super::confided::{Known, behind, commitments};
use super::fault::Done;
use super::ledger::counting;
use super::naming::{Names, ids};
use super::then::last_until;
use super::{Desk, Scope, health_note};
use crate::domain::account::Role;
use crate::domain::audit::{COMMITMENT, REASON, committed_reason};
use crate::domain::permission::{Grant, Permission};
use crate::domain::time::Ts;
use crate::domain::verify::CLOCK_BACK;
use crate::store::lines::LineRow;
use crate::store::{self, On};

/// What tells how much lies in a drawer.
const MONEY: &[&str] =
    &["drawer_session", "drawer_move", "drawer_count", "payment", "receipt", "bill", "expense", "day_close"];

/// A field that holds others as one text: the settings of the clinic.
const SETTINGS: &str = "policies";

/// Rows at once, at the most.
const MOST: i64 = 200;

/// Reads the trail from its end, or what it says about one thing and all that belongs to it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTrail {
    /// A booking, a patient, a bill, a drawer session, anything with an id. Left out: everything.
    #[serde(default)]
    pub of: Option<Uuid>,
    /// Only rows with a smaller number: the next page.
    #[serde(default)]
    pub before: Option<i64>,
    /// Only what was done until then.
    #[serde(default)]
    pub until: Option<Ts>,
}

/// One row of the trail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrailLine {
    pub seq: i64,
    /// What the clock of that counter said.
    pub at: Ts,
    /// That clock stood behind the one of the row before: here, or there, it was wrong.
    pub clock_back: bool,
    /// That clock stood ahead of the one of the row after: here, or there, it was wrong.
    #[serde(default)]
    pub clock_ahead: bool,
    pub account: Option<String>,
    /// Whose PIN allowed it.
    pub approver: Option<String>,
    pub terminal: String,
    pub act: String,
    pub entity: String,
    pub entity_id: Option<Uuid>,
    /// What the rows are called that it is about and that its fields name by their ids.
    pub names: Names,
    /// Field by field, what it was and what it became; one of them empty where there was, or is, nothing.
    pub fields: Vec<Change>,
    /// It said something about a person who was erased since.
    pub erased: bool,
    pub reason: String,
}

/// One field of a row that changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    pub field: String,
    pub before: Value,
    pub after: Value,
}

impl Act for ListTrail {
    const NAME: &'static str = "list_trail";
    const NEEDS: Permission = Permission::TrailSee;
    type Output = Vec<TrailLine>;
}

/// Whether somebody in this role sees what owners did: nobody below does (reliability.md §2.4, row 41).
#[must_use]
pub const fn reads_after_owners(role: Role) -> bool {
    matches!(role, Role::Owner | Role::Auditor)
}

impl Look for ListTrail {
    async fn look(self, desk: &Desk) -> Done<Vec<TrailLine>> {
        let clinic = desk.clinic().id;
        let mut before = self.before.unwrap_or(i64::MAX);
        if let Some(until) = self.until {
            before = before.min(last_until(desk, clinic, until).await? + 1);
        }
        let owners = desk.who().is_some_and(|who| reads_after_owners(who.role_now()));
        // Whoever counts a drawer is not told by the trail either what should be in it.
        let blind = counting(desk, desk.today()).await?.is_some();
        // What was said of people is for whoever may open them.
        let opens = desk.may(Permission::PatientOpen) == Grant::Yes;
        // Of their health, and why that was struck, for whoever reads their notes.
        let reads = opens && desk.scope(Permission::HealthNoteRead) == Scope::Clinic;
        let rows = match self.of {
            Some(thing) => store::lines::of_thing(desk.db(), clinic, thing, before, owners, MOST).await?,
            None => store::lines::latest(desk.db(), clinic, before, owners, MOST).await?,
        };
        let parsed: Vec<(LineRow, Value, Value)> = rows
            .into_iter()
            .map(|row| {
                let (before, after) = (json(&row.before), json(&row.after));
                (row, before, after)
            })
            .collect();
        let hides = |row: &LineRow| row.entity == health_note::NOUN && !reads;
        let mut said: Vec<&str> = Vec::new();
        for (row, before, after) in parsed.iter().filter(|(row, ..)| !hides(row)) {
            said.extend(committed_reason(&row.reason));
            if opens {
                commitments(before, &mut said);
                commitments(after, &mut said);
            }
        }
        let known = behind(On::from(desk.db()), clinic, desk.house.key()?, said).await?;
        let mut lines: Vec<TrailLine> = parsed
            .into_iter()
            .map(|(row, before, after)| {
                let hidden = hides(&row);
                let mut line = line(row, before, after, &known, opens && !hidden);
                line.erased &= !hidden;
                if blind && MONEY.contains(&line.entity.as_str()) {
                    line.fields.clear();
                }
                line
            })
            .collect();
        let names = desk.named(lines.iter().flat_map(mentioned).collect()).await?;
        for line in &mut lines {
            let of = mentioned(line).into_iter().filter_map(|id| Some((id, names.get(&id)?.clone())));
            line.names = of.collect();
        }
        Ok(lines)
    }
}

/// The ids a row names.
fn mentioned(line: &TrailLine) -> Vec<Uuid> {
    let mut all: Vec<Uuid> = line.entity_id.into_iter().collect();
    for change in &line.fields {
        ids(&change.before, &mut all);
        ids(&change.after, &mut all);
    }
    all
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

/// The fields of a row, with what stands behind its commitments; whether some of that is gone.
fn opened(value: Value, known: Option<&Known>) -> (BTreeMap<String, Value>, bool) {
    let mut fields = BTreeMap::new();
    let mut gone = false;
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                match value {
                    Value::String(text) if name == COMMITMENT => match known.map(|known| known.get(&text)) {
                        None => {}
                        Some(Some(Value::Object(said))) => {
                            fields.extend(said.iter().map(|(name, value)| (name.clone(), value.clone())));
                        }
                        _ => gone = true,
                    },
                    inner if inner.is_object() || name == SETTINGS && inner.is_string() => {
                        let inner = inner.as_str().map_or(inner.clone(), json);
                        let (inner, lost) = opened(inner, known);
                        gone |= lost;
                        fields.extend(
                            inner.into_iter().map(|(inner, value)| (format!("{name}.{inner}"), value)),
                        );
                    }
                    value => drop(fields.insert(name, value)),
                }
            }
        }
        Value::Null => {}
        other => drop(fields.insert(String::new(), other)),
    }
    (fields, gone)
}

fn line(row: LineRow, before: Value, after: Value, known: &Known, opens: bool) -> TrailLine {
    let said = opens.then_some(known);
    let (before, lost) = opened(before, said);
    let (after, gone) = opened(after, said);
    let at = row.clock();
    let (was, next) = row.clocks_beside();
    let (reason, silent) = reason(row.reason, known);
    let mut fields: Vec<Change> = before
        .iter()
        .map(|(field, value)| Change {
            field: field.clone(),
            before: value.clone(),
            after: after.get(field).cloned().unwrap_or(Value::Null),
        })
        .collect();
    fields.extend(
        after.into_iter().filter(|(field, _)| !before.contains_key(field)).map(|(field, value)| Change {
            field,
            before: Value::Null,
            after: value,
        }),
    );
    fields.retain(|change| change.before != change.after);
    fields.sort_by(|one, other| one.field.cmp(&other.field));
    TrailLine {
        seq: row.seq,
        at,
        clock_back: was.is_some_and(|was| was.0 - at.0 > CLOCK_BACK),
        clock_ahead: next.is_some_and(|next| at.0 - next.0 > CLOCK_BACK),
        account: row.account,
        approver: row.approver,
        terminal: row.terminal,
        act: row.act,
        entity: row.entity,
        entity_id: row.entity_id,
        names: Names::new(),
        fields,
        erased: lost || gone || silent,
        reason,
    }
}

/// Why, in the words it was typed in, for whoever may read the trail; and whether they are gone.
fn reason(reason: String, known: &Known) -> (String, bool) {
    let Some(commitment) = committed_reason(&reason) else { return (reason.trim_start().to_owned(), false) };
    let said = known.get(commitment).and_then(|said| said[REASON].as_str());
    (said.unwrap_or_default().to_owned(), said.is_none())
}
