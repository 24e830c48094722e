//! What is one's own: password, PIN, second factor.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::deed::Deed;
use super::form::AccessForm;
use super::people::People;
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::Who;
use crate::domain::account::Role;
use crate::screens::places;
use crate::ui::{Column, List, panel, text};

/// The place of one's own keys.
#[derive(Debug)]
pub struct Mine {
    list: List,
}

#[derive(Debug)]
pub enum Msg {
    Changed,
}

const ROWS: [(Deed, &str); 4] = [
    (Deed::OwnPassword, "access-own_password"),
    (Deed::OwnPin, "access-own_pin"),
    (Deed::StartFactor, "access-start_factor"),
    (Deed::RemoveOwnFactor, "access-remove_factor"),
];

impl Mine {
    #[must_use]
    pub fn new() -> Self {
        Self { list: List::new(ROWS.len()) }
    }

    /// Begins with the second factor, which the clinic wants before anything else.
    #[must_use]
    pub fn factor() -> Self {
        let mut mine = Self::new();
        mine.list.select(2);
        mine
    }

    /// Nobody removes a factor they do not have.
    fn opens(&self, cx: &Cx) -> Result<(), Why> {
        let removes = self.list.selected().and_then(|row| ROWS.get(row));
        let removes = removes.is_some_and(|(deed, _)| matches!(deed, Deed::RemoveOwnFactor));
        if removes && !cx.desk.who().is_some_and(Who::has_factor) {
            return Err(Why::Because("mine-no_factor"));
        }
        Ok(())
    }

    fn open(&mut self, cx: &Cx) -> Effect<Msg> {
        let deed = self.list.selected().and_then(|row| ROWS.get(row)).map(|(deed, _)| deed.clone());
        let form = deed.map(|deed| AccessForm::new(deed, People::default(), cx));
        form.map_or(Effect::None, |form| Effect::ask(form, |()| Msg::Changed))
    }
}

impl Default for Mine {
    fn default() -> Self {
        Self::new()
    }
}

const COLUMNS: &[Column] = &[Column::new("", 30).grows().key()];

impl Screen for Mine {
    type Msg = Msg;
    const NAME: &'static str = "mine";
    const ACTIONS: &'static [Action<Self, Msg>] =
        &[Action::new("mine.open", "enter e", Self::open).when(Self::opens)];

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        let Msg::Changed = msg;
        // What was all there was to do is done.
        let waits = self.list.selected() == Some(2)
            && cx
                .desk
                .clinic()
                .policies
                .second_factor
                .needed_by(cx.desk.who().map_or(Role::Therapist, Who::role_now));
        if waits && !cx.desk.needs_factor() { Effect::Go(places::home(cx)) } else { Effect::None }
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
        let inside = panel::panel(buffer, area, &cx.text("screen-mine"), &cx.look);
        let rows = Rect { height: inside.height.min(4), ..inside };
        self.list.draw(buffer, rows, &cx.look, COLUMNS, |row, cells| {
            cells.text(0, &ROWS.get(row).map_or(String::new(), |(_, id)| cx.text(id)));
        });
        let help = self.list.selected().and_then(|row| ROWS.get(row)).map(|(_, id)| cx.look.words.help(id));
        let needed = cx.desk.needs_factor().then(|| cx.text("mine-needed"));
        let lines = needed.into_iter().chain(help);
        let width = inside.width.saturating_sub(2);
        let lines = lines.flat_map(|line| text::wrap(&line, usize::from(width)));
        for (line, y) in lines.zip(rows.bottom() + 1..inside.bottom()) {
            text::put(buffer, (inside.x + 1, y), &line, width, theme.dim, theme);
        }
    }
}
