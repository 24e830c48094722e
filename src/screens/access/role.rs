//! What a role may, to look at: the fixed ones stay as they are.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::card::far;
use super::people::{right_words, wider};
use crate::app::{Action, Cx, Effect, Screen};
use crate::domain::account::Role;
use crate::domain::permission::{Grant, Permission, Rule, effective};
use crate::ui::{Column, Layout, List, panel, text};

/// The rights of one role, fixed or of the clinic's own.
#[derive(Debug)]
pub struct RoleCard {
    /// Of the clinic's own; a fixed one goes by its word.
    name: Option<String>,
    base: Role,
    rules: Vec<Rule>,
    list: List,
}

impl RoleCard {
    /// A role that the program brings.
    #[must_use]
    pub fn fixed(base: Role) -> Self {
        Self { name: None, base, rules: Vec::new(), list: List::new(Permission::ALL.len()) }
    }

    /// A role of the clinic's own: what it stands on, and what was added to that and taken away.
    #[must_use]
    pub fn own(name: String, base: Role, rules: Vec<Rule>) -> Self {
        Self { name: Some(name), rules, ..Self::fixed(base) }
    }
}

const COLUMNS: &[Column] = &[Column::new("access-right", 18).grows().key(), Column::new("access-far", 18)];

#[derive(Debug)]
pub enum Msg {}

impl Screen for RoleCard {
    type Msg = Msg;
    const NAME: &'static str = "role_card";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let base = cx.text(&format!("role-{}", self.base));
        let title = self.name.as_ref().map_or_else(|| base.clone(), |name| format!("{name} ({base})"));
        let inside = panel::panel(buffer, area, &title, &cx.look);
        // Where the column is narrow the right may be cut off.
        let right = self.list.selected().and_then(|row| Permission::ALL.get(row));
        let right =
            right.filter(|_| cx.look.layout == Layout::Phone).map(|right| right_words(*right, &cx.look));
        let fixed = self.name.is_none().then(|| cx.text("access-fixed"));
        let width = inside.width.saturating_sub(2);
        let said: Vec<String> =
            right.into_iter().chain(fixed).flat_map(|line| text::wrap(&line, usize::from(width))).collect();
        let below = u16::try_from(said.len()).unwrap_or(0).min(inside.height / 3);
        let list = Rect { height: inside.height - below, ..inside };
        self.list.draw(buffer, list, &cx.look, COLUMNS, |row, cells| {
            let Some(permission) = Permission::ALL.get(row) else { return };
            let grant = effective(self.base, &self.rules, *permission);
            let style = if grant == Grant::No { theme.dim } else { theme.text };
            cells.styled(0, &right_words(*permission, &cx.look), style);
            let has = |wide| effective(self.base, &self.rules, wide) != Grant::No;
            cells.styled(1, &cx.text(far(grant, wider(*permission).is_some_and(has))), style);
        });
        for (line, y) in said.iter().zip(list.bottom()..inside.bottom()) {
            text::put(buffer, (inside.x + 1, y), line, width, theme.dim, theme);
        }
    }
}
