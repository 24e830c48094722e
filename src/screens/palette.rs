//! Everything that can be done, found by a few letters of its name. The key stands beside the name,
//! so that next time the key is known.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::app::{Action, Asks, Command, Cx, Effect, Moves, Screen};
use crate::domain::clinic::Language;
use crate::i18n::Words;
use crate::ui::picker::Picker;
use crate::ui::{Column, Layout, List, Move, panel};

use super::help::{fitting, put_sentence, sentence};

/// The palette. Answers with the place of the command to run.
#[derive(Debug)]
pub struct Palette {
    commands: Vec<Command>,
    picker: Picker,
}

impl Palette {
    #[must_use]
    pub fn new(commands: Vec<Command>, cx: &Cx) -> Self {
        let said = &cx.look.words;
        let names = commands.iter().map(|command| said.label(command.id)).collect();
        let helps = commands.iter().map(|command| said.help(command.id)).collect();
        // Whoever knows a command by the clinic's other language finds it too.
        let others: Vec<Words> = Language::ALL
            .iter()
            .filter(|language| **language != said.language())
            .map(|language| Words::new(*language))
            .collect();
        let also = |command: &Command| {
            let other = others.iter().flat_map(|words| [words.label(command.id), words.also(command.id)]);
            [said.also(command.id)].into_iter().chain(other).collect::<Vec<_>>().join(" ")
        };
        let also = commands.iter().map(also).collect();
        Self { commands, picker: Picker::described("help-search", names, also, helps) }
    }

    fn selected(&self) -> Option<&Command> {
        self.picker.chosen().and_then(|place| self.commands.get(place))
    }

    fn run(&mut self, _: &Cx) -> Effect<Msg> {
        self.picker.chosen().map_or(Effect::None, Effect::answer::<Self>)
    }
}

#[derive(Debug)]
pub enum Msg {}

impl Asks for Palette {
    type Answer = usize;
}

const COLUMNS: &[Column] =
    &[Column::new("", 24).key(), Column::new("", 10).grows().from(Layout::Base), Column::new("", 14)];
const NARROW: &[Column] = &[Column::new("", 18).grows().key(), Column::new("", 12)];

impl Screen for Palette {
    type Msg = Msg;
    const NAME: &'static str = "palette";
    const ACTIONS: &'static [Action<Self, Msg>] = &[Action::new("palette.run", "enter", Self::run)];

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        let width = if cx.look.layout == Layout::Wide { 108 } else { 72 };
        Some((width, 18.min(cx.size.1.saturating_sub(4))))
    }

    fn list(&self) -> Option<&List> {
        Some(&self.picker.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.picker.list)
    }

    fn typing(&self) -> bool {
        true
    }

    fn typed(&mut self, key: KeyEvent, cx: &Cx) -> Effect<Msg> {
        self.picker.key(key, &cx.look);
        Effect::None
    }

    fn pasted(&mut self, text: &str, cx: &Cx) -> Effect<Msg> {
        self.picker.paste(text, &cx.look);
        Effect::None
    }

    fn moves(&self) -> Moves {
        Moves::ROWS
    }

    fn moved(&mut self, to: Move, _: &Cx) -> Effect<Msg> {
        self.picker.go(to);
        Effect::None
    }

    fn clicked(&mut self, place: Position, _: &Cx) -> Effect<Msg> {
        match self.picker.list.row_at(place) {
            Some(row) => {
                self.picker.list.select(row);
                self.picker.chosen().map_or(Effect::None, Effect::answer::<Self>)
            }
            None => Effect::None,
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let words = &cx.look.words;
        let buffer = frame.buffer_mut();
        let count = [("found", self.picker.found().into()), ("all", self.picker.offered().into())];
        let title = cx.fill("palette-count", &count);
        let inside = panel::framed(buffer, area, &title, &cx.look);
        let (lines, kept) = sentence(self.selected(), inside.width, cx);
        if inside.height < 2 + kept {
            return;
        }
        let line = Rect { height: 1, ..inside };
        let rows = Rect { y: inside.y + 1, height: inside.height - 1 - kept, ..inside };
        let narrow = cx.look.layout == Layout::Phone;
        self.picker.list.draw(buffer, rows, &cx.look, if narrow { NARROW } else { COLUMNS }, |row, cells| {
            let Some(command) = self.picker.word(row).and_then(|place| self.commands.get(place)) else {
                return;
            };
            let style = if command.why.is_some() { theme.dim } else { theme.text };
            cells.styled(0, &words.label(command.id), style);
            if !narrow {
                cells.styled(1, &words.help(command.id), theme.dim);
            }
            let place = if narrow { 1 } else { 2 };
            cells.styled(place, fitting(&command.keys, cells.room(place)), theme.accent);
        });
        if self.picker.found() == 0 {
            panel::say(buffer, rows, &cx.text("palette-nothing"), theme.dim, &cx.look);
        }
        put_sentence(buffer, Rect { y: rows.bottom(), height: kept, ..inside }, &lines, cx);
        if let Some(cursor) = self.picker.query.draw(buffer, line, &cx.look, true) {
            frame.set_cursor_position(cursor);
        }
    }
}
