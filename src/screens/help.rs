//! Every key that works here: type to search, Enter runs.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::{Action, Asks, Command, Cx, Effect, Moves, Screen};
use crate::ui::{Column, Field, Form, Layout, List, panel, text};

/// The page of keys. Answers with the place of the command to run.
#[derive(Debug)]
pub struct Help {
    commands: Vec<Command>,
    /// The words of the field it was opened on.
    field: Option<&'static str>,
    search: Form,
    list: List,
    found: Vec<usize>,
}

impl Help {
    #[must_use]
    pub fn new(commands: Vec<Command>, field: Option<&'static str>) -> Self {
        let found: Vec<usize> = (0..commands.len()).collect();
        let list = List::new(found.len());
        let search = Form::new(vec![Field::text("search", "help-search")]);
        Self { commands, field, search, list, found }
    }

    fn run(&mut self, _: &Cx) -> Effect<Msg> {
        match self.list.selected().and_then(|row| self.found.get(row)) {
            Some(place) => Effect::answer::<Self>(*place),
            None => Effect::None,
        }
    }

    fn selected(&self) -> Option<&Command> {
        self.list.selected().and_then(|row| self.found.get(row)).and_then(|place| self.commands.get(*place))
    }

    /// Every typed word has to be in the key, the name or the sentence.
    fn narrow(&mut self, cx: &Cx) {
        let asked = self.search.value("search").to_lowercase();
        let words = &cx.look.words;
        let says = |command: &Command| {
            let all = format!("{} {} {}", command.keys, words.label(command.id), words.help(command.id));
            let all = all.to_lowercase();
            asked.split_whitespace().all(|word| all.contains(word))
        };
        self.found = (0..self.commands.len()).filter(|place| says(&self.commands[*place])).collect();
        self.list.resize(self.found.len());
        self.list.select(0);
    }

    fn about_field(&self, cx: &Cx) -> Option<String> {
        let label = self.field?;
        let words = &cx.look.words;
        words.has(label, Some("help")).then(|| words.help_in(label, &cx.look.currency))
    }
}

#[derive(Debug)]
pub enum Msg {}

impl Asks for Help {
    type Answer = usize;
}

const COLUMNS: &[Column] =
    &[Column::new("", 16), Column::new("", 22).key(), Column::new("", 20).grows().from(Layout::Base)];
/// On a phone the sentence stands below the list.
const NARROW: &[Column] = &[Column::new("", 12), Column::new("", 18).grows().key()];

impl Screen for Help {
    type Msg = Msg;
    const NAME: &'static str = "help";
    const ACTIONS: &'static [Action<Self, Msg>] = &[Action::new("help.run", "enter", Self::run)];

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        let width = if cx.look.layout == Layout::Wide { 100 } else { 76 };
        Some((width, cx.size.1.saturating_sub(4)))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.search)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.search)
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn moves(&self) -> Moves {
        Moves::ROWS
    }

    fn changed(&mut self, _: &'static str, cx: &Cx) -> Effect<Msg> {
        self.narrow(cx);
        Effect::None
    }

    fn unsaved(&self) -> bool {
        false
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let title = cx.look.words.text("screen-help");
        let mut inside = panel::framed(buffer, area, &title, &cx.look);
        if let Some(about) = self.about_field(cx) {
            for line in text::wrap(&about, usize::from(inside.width.saturating_sub(2))) {
                text::put(
                    buffer,
                    (inside.x + 1, inside.y),
                    &line,
                    inside.width.saturating_sub(1),
                    theme.accent,
                    theme,
                );
                inside = Rect { y: inside.y + 1, height: inside.height.saturating_sub(1), ..inside };
            }
        }
        let below = sentence(self.selected(), inside.width, cx);
        let rows = Rect { height: inside.height.saturating_sub(1 + below.1), ..inside };
        let line = Rect { y: inside.bottom().saturating_sub(1), height: inside.height.min(1), ..inside };
        let columns = if cx.look.layout == Layout::Phone { NARROW } else { COLUMNS };
        self.list.draw(buffer, rows, &cx.look, columns, |row, cells| {
            let Some(command) = self.found.get(row).and_then(|place| self.commands.get(*place)) else {
                return;
            };
            let style = if command.why.is_some() { theme.dim } else { theme.text };
            cells.styled(0, fitting(&command.keys, cells.room(0)), theme.accent);
            cells.styled(1, &cx.look.words.label(command.id), style);
            cells.styled(2, &cx.look.words.help(command.id), theme.dim);
        });
        put_sentence(buffer, Rect { y: rows.bottom(), height: below.1, ..inside }, &below.0, cx);
        let search = self.search.field("search");
        if let Some(cursor) = search.and_then(|search| search.draw(buffer, line, &cx.look, true)) {
            frame.set_cursor_position(cursor);
        }
    }

    fn clicked(&mut self, place: Position, _: &Cx) -> Effect<Msg> {
        if let Some(row) = self.list.row_at(place) {
            self.list.select(row);
        }
        Effect::None
    }
}

/// What the command in hand does, whole, in lines of this width, and the rows kept for it: always
/// as many as it may need, so that the list does not jump.
pub(super) fn sentence(command: Option<&Command>, width: u16, cx: &Cx) -> (Vec<String>, u16) {
    const ROWS: u16 = 2;
    let said = command.map_or_else(String::new, |command| cx.look.words.help(command.id));
    (text::wrap(&said, usize::from(width.saturating_sub(2))), ROWS)
}

pub(super) fn put_sentence(buffer: &mut Buffer, rows: Rect, lines: &[String], cx: &Cx) {
    for (y, line) in (rows.top()..rows.bottom()).zip(lines) {
        let style = cx.look.theme.accent;
        text::put(buffer, (rows.x + 1, y), line, rows.width.saturating_sub(1), style, &cx.look.theme);
    }
}

/// As many of the keys as there is room for: one that is cut is none.
pub(super) fn fitting(keys: &str, room: u16) -> &str {
    let ends = keys.match_indices("  ").map(|(end, _)| end).chain([keys.len()]);
    let fits = ends.filter(|end| text::width(&keys[..*end]) <= usize::from(room)).last();
    &keys[..fits.unwrap_or(keys.len())]
}
