//! Finds the other one: who is on the same number first, then whoever is looked for.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::app::{Action, Asks, Cx, Effect, Moves, Screen};
use crate::desk::patient::{FindPatients, FoundRow};
use crate::desk::{Act, Done};
use crate::domain::id::PatientId;
use crate::domain::search::Search;
use crate::screens::patients::{named, shown};
use crate::screens::refused;
use crate::ui::{Column, Field, Form, Layout, List, Move, Step, panel, text};

type Found = <FindPatients as Act>::Output;

/// Asks who is perhaps the same person. Answers with them.
#[derive(Debug)]
pub struct FindOther {
    /// Whom nobody is merged with: themselves.
    not: PatientId,
    form: Form,
    /// On the same number: whoever is there twice is mostly there.
    family: Found,
    /// Who was found for what is typed; none where nothing is looked for.
    found: Option<Found>,
    seeking: bool,
    list: List,
}

#[derive(Debug)]
pub enum Msg {
    Found(Done<Found>),
}

impl Asks for FindOther {
    type Answer = PatientId;
}

impl FindOther {
    #[must_use]
    pub fn new(not: PatientId, family: Found) -> Self {
        let form = Form::new(vec![Field::text("text", "patients-search").cells(60).limit(120)]);
        let list = List::new(family.len());
        Self { not, form, family, found: None, seeking: false, list }
    }

    fn rows(&self) -> &[FoundRow] {
        self.found.as_ref().unwrap_or(&self.family)
    }

    fn take(&mut self) -> Effect<Msg> {
        let chosen = self.list.selected().and_then(|row| self.rows().get(row)).map(|row| row.id);
        self.form.settle();
        chosen.map_or(Effect::None, Effect::answer::<Self>)
    }
}

const COLUMNS: &[Column] = &[
    Column::new("patients-name", 14).grows().key(),
    Column::new("patients-phone", 15),
    Column::new("patient-born", 12).from(Layout::Base),
];

impl Screen for FindOther {
    type Msg = Msg;
    const NAME: &'static str = "find_other";
    const ACTIONS: &'static [Action<Self, Msg>] =
        &[Action::new("merge.choose", "enter", |this: &mut Self, _| this.take())];

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        let Msg::Found(found) = msg;
        self.seeking = false;
        match found {
            Ok(found) => {
                let not = self.not;
                let found: Found = found.into_iter().filter(|row| row.id != not).collect();
                self.list = List::new(found.len());
                self.found = Some(found);
                Effect::None
            }
            Err(fault) => refused::show(&fault, &mut self.form, cx),
        }
    }

    fn waiting(&self) -> bool {
        self.seeking
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((66, 16.min(cx.size.1.saturating_sub(2))))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn changed(&mut self, _: &'static str, cx: &Cx) -> Effect<Msg> {
        let text = self.form.value("text").to_owned();
        let home = cx.desk.clinic().policies.calling_code();
        if matches!(Search::parse(&text, home), Ok(Search::Phone(_) | Search::Name(_))) {
            self.seeking = true;
            return Effect::read(
                "find",
                |desk| async move { Msg::Found(desk.ask(FindPatients { text }).await) },
            );
        }
        self.found = None;
        self.list = List::new(self.family.len());
        Effect::None
    }

    fn submit(&mut self, _: &Cx) -> Effect<Msg> {
        self.take()
    }

    fn unsaved(&self) -> bool {
        false
    }

    fn moves(&self) -> Moves {
        Moves::ROWS
    }

    fn moved(&mut self, to: Move, cx: &Cx) -> Effect<Msg> {
        if matches!(to, Move::Left | Move::Right) {
            let (Step::Moved | Step::Past | Step::Pick(_) | Step::Nowhere) = self.form.go(to, &cx.look);
        } else {
            self.list.go(to);
        }
        Effect::None
    }

    fn clicked(&mut self, place: Position, _: &Cx) -> Effect<Msg> {
        if let Some(row) = self.list.row_at(place) {
            self.list.select(row);
        }
        Effect::None
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, &cx.text("screen-find_other"), &cx.look);
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        let drawn = self.form.draw(buffer, inside, &cx.look);
        let used = (drawn.rows + 1).min(inside.height);
        let below = Rect { y: inside.y + used, height: inside.height - used, ..inside };
        if self.rows().is_empty() {
            let said = if self.found.is_some() { "pick-none" } else { "merge-type" };
            let lines = text::wrap(&cx.text(said), usize::from(below.width));
            for (y, line) in (below.top()..below.bottom()).zip(lines) {
                text::put(buffer, (below.x, y), &line, below.width, theme.dim, theme);
            }
        } else {
            self.list.draw(buffer, below, &cx.look, COLUMNS, |row, cells| {
                let Some(one) = self.rows().get(row) else { return };
                cells.text(0, &named(one, cx));
                cells.styled(1, &one.phone.as_deref().map(shown).unwrap_or_default(), theme.dim);
                let born = one.birth_date.map(|day| cx.look.words.date(day)).unwrap_or_default();
                cells.styled(2, &born, theme.dim);
            });
        }
        if let Some(cursor) = drawn.cursor {
            frame.set_cursor_position(cursor);
        }
    }
}
