//! Every key of every screen on one page, as they are bound here.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::engine::everywhere;
use crate::app::{Action, Cx, Effect, Screen, Table, keys};
use crate::screens::{FRONT, tables};
use crate::ui::{Column, List, panel};

/// The page of all keys. The list of keys for one screen is the help page.
#[derive(Debug)]
pub struct Keys {
    rows: Vec<Row>,
    list: List,
}

#[derive(Debug, Clone, Copy)]
enum Row {
    /// The screen whose keys follow; none for those that work everywhere.
    Heading(&'static str),
    Key(&'static str, &'static str),
}

#[derive(Debug)]
pub enum Msg {}

impl Keys {
    #[must_use]
    pub fn new() -> Self {
        let all = std::iter::once(everywhere(&FRONT)).chain(tables());
        let rows: Vec<Row> = all.filter(|table| !table.rows.is_empty()).flat_map(rows_of).collect();
        let list = List::new(rows.len());
        Self { rows, list }
    }
}

impl Default for Keys {
    fn default() -> Self {
        Self::new()
    }
}

fn rows_of(table: Table) -> Vec<Row> {
    let keys = table.rows.into_iter().map(|row| Row::Key(row.id, row.keys));
    std::iter::once(Row::Heading(table.screen)).chain(keys).collect()
}

const COLUMNS: &[Column] = &[Column::new("", 14), Column::new("", 20).grows()];

impl Screen for Keys {
    type Msg = Msg;
    const NAME: &'static str = "keys";
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
        let inside = panel::panel(buffer, area, &cx.text("screen-keys"), &cx.look);
        self.list.draw(buffer, inside, &cx.look, COLUMNS, |row, cells| match self.rows.get(row) {
            Some(Row::Heading("")) => cells.styled(1, &cx.text("sheet-everywhere"), theme.accent),
            Some(Row::Heading(screen)) => {
                cells.styled(1, &cx.text(&format!("screen-{screen}")), theme.accent);
            }
            Some(Row::Key(id, defaults)) => {
                let bound: Vec<String> =
                    cx.keys.of(id, defaults).iter().map(|sequence| keys::shown(sequence)).collect();
                cells.styled(0, &bound.join(" "), theme.text);
                cells.styled(1, &cx.look.words.help(id), theme.dim);
            }
            None => {}
        });
    }
}
