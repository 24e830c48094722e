//! Who was merged into whom, as the rows of the trail tell it one after the other.

use std::collections::HashMap;

use serde_json::Value;
use uuid::Uuid;

use super::audit::Sealed;

/// Behind whom somebody lies.
#[derive(Debug, Clone, Copy)]
struct Behind {
    kept: Uuid,
    /// Into whom they had been merged before, and came there with.
    through: Option<Uuid>,
}

/// Everybody who lies behind another.
#[derive(Debug, Default)]
pub struct Merged(HashMap<Uuid, Behind>);

impl Merged {
    /// The next row of the trail.
    pub fn hear(&mut self, row: &Sealed<'_>) {
        let (says, merges) = match row.act {
            "merge_patients" => (row.after, true),
            "unmerge_patient" => (row.before, false),
            _ => return,
        };
        let said: Value = serde_json::from_str(says).unwrap_or_default();
        let other = said["merged"].as_str().and_then(|id| id.parse().ok());
        match (row.entity_id, other) {
            (Some(kept), Some(other)) if merges => self.merge(kept, other),
            (Some(kept), Some(other)) => self.part(kept, other),
            _ => {}
        }
    }

    fn merge(&mut self, kept: Uuid, other: Uuid) {
        for behind in self.0.values_mut().filter(|behind| behind.kept == other) {
            *behind = Behind { kept, through: behind.through.or(Some(other)) };
        }
        self.0.insert(other, Behind { kept, through: None });
    }

    /// Whoever came with them goes with them.
    fn part(&mut self, kept: Uuid, other: Uuid) {
        let along: Vec<Uuid> =
            self.0.keys().copied().filter(|id| self.came_through(*id, kept, other)).collect();
        self.0.remove(&other);
        for id in along {
            if let Some(behind) = self.0.get_mut(&id) {
                *behind = Behind { kept: other, through: behind.through.filter(|through| *through != other) };
            }
        }
    }

    fn came_through(&self, id: Uuid, kept: Uuid, other: Uuid) -> bool {
        let through = |id: &Uuid| self.0.get(id).filter(|behind| behind.kept == kept)?.through;
        // No chain is longer than there are people in it.
        std::iter::successors(through(&id), through).take(self.0.len()).any(|through| through == other)
    }

    /// Of whom the database says something else: these lie there behind those.
    #[must_use]
    pub fn unlike(mut self, there: Vec<(String, String)>) -> Vec<String> {
        let mut unlike: Vec<String> = Vec::new();
        for (id, kept) in there {
            let said = id.parse().ok().and_then(|id| self.0.remove(&id));
            if said.is_none_or(|said| said.kept.to_string() != kept) {
                unlike.push(id);
            }
        }
        unlike.extend(self.0.into_keys().map(|id| id.to_string()));
        unlike.sort_unstable();
        unlike
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(of: u128) -> Uuid {
        Uuid::from_u128(of)
    }

    fn there(rows: &[(u128, u128)]) -> Vec<(String, String)> {
        rows.iter().map(|(one, kept)| (id(*one).to_string(), id(*kept).to_string())).collect()
    }

    #[test]
    fn whoever_came_with_another_leaves_with_them() {
        let mut merged = Merged::default();
        for (kept, other) in [(2, 3), (2, 4), (1, 2), (1, 5), (6, 1)] {
            merged.merge(id(kept), id(other));
        }
        merged.part(id(6), id(2));
        assert!(merged.unlike(there(&[(1, 6), (3, 2), (4, 2), (5, 6)])).is_empty());
    }

    #[test]
    fn what_the_trail_does_not_tell_is_seen_both_ways() {
        let mut merged = Merged::default();
        for (kept, other) in [(1, 2), (1, 3), (1, 4)] {
            merged.merge(id(kept), id(other));
        }
        merged.part(id(1), id(4));
        let unlike = merged.unlike(there(&[(2, 1), (4, 1), (5, 1)]));
        assert_eq!(unlike, [3, 4, 5].map(|one| id(one).to_string()));
    }
}
