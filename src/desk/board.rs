//! The board in the waiting room.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Look};
use super::fault::Done;
use crate::domain::permission::Permission;
use crate::domain::queue::{Place, is_waiting, label, order};
use crate::domain::time::Ts;
use crate::store;

/// What the waiting room sees. Needs no more than a right to see the queue; holds no name.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenBoard {}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Called {
    pub label: String,
    pub to: String,
    pub at: Ts,
    pub calls: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BoardView {
    /// Latest call first.
    pub called: Vec<Called>,
    /// In the order they will be called.
    pub next: Vec<String>,
    pub waiting: i64,
}

impl Act for OpenBoard {
    const NAME: &'static str = "open_board";
    const NEEDS: Permission = Permission::QueueSee;
    const OWN: bool = true;
    type Output = BoardView;
}

impl Look for OpenBoard {
    async fn look(self, desk: &Desk) -> Done<BoardView> {
        let clinic = desk.clinic();
        let now = desk.now();
        let mut rows = store::queue::board(desk.db(), clinic.id, desk.today()).await?;
        let mut called: Vec<Called> = rows
            .iter()
            .filter(|row| !is_waiting(Some(row.status), None))
            .filter_map(|row| {
                Some(Called {
                    label: label(&row.prefix, row.number),
                    to: row.called_to.clone().unwrap_or_default(),
                    at: row.last_called_at?,
                    calls: row.calls,
                })
            })
            .collect();
        called.sort_by_key(|one| std::cmp::Reverse(one.at));
        rows.retain(|row| is_waiting(Some(row.status), None));
        rows.sort_by_key(|row| {
            let place = Place {
                priority: row.priority,
                due: row.due_at,
                since: row.waiting_since,
                number: row.number,
            };
            order(&place, now, clinic.policies.look_ahead_minutes)
        });
        Ok(BoardView {
            called,
            waiting: rows.len() as i64,
            next: rows.iter().map(|row| label(&row.prefix, row.number)).collect(),
        })
    }
}
