//! The price list.

mod form;
mod rooms;

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;

pub use form::TreatmentForm;
pub use rooms::{RoomForm, Rooms};

use super::one_line::OneLine;
use super::places::{self, needs};
use super::refused;
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::{Done, Fault, Roster};
use crate::domain::id::TreatmentId;
use crate::domain::permission::Permission;
use crate::ui::{Column, Layout, List, panel};

/// What is sold, for how much, and who does it.
#[derive(Debug, Default)]
pub struct Treatments {
    roster: Option<Arc<Roster>>,
    fault: Option<Fault>,
    list: List,
    /// What was just saved gets the cursor.
    saved: Option<TreatmentId>,
    /// Only the rows that say so.
    filter: String,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Arc<Roster>>),
    Saved(TreatmentId),
    Filter(String),
}

impl Treatments {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn selected(&self) -> Option<TreatmentId> {
        let at = *self.rows().get(self.list.selected()?)?;
        self.roster.as_ref()?.treatments.get(at).map(|row| row.id)
    }

    /// Where those of the price list stand that are shown.
    fn rows(&self) -> Vec<usize> {
        let says = |said: &String| said.to_lowercase().contains(&self.filter);
        let all = self.roster.iter().flat_map(|roster| &roster.treatments).enumerate();
        all.filter(|(_, row)| [&row.name, &row.category].into_iter().any(says)).map(|(at, _)| at).collect()
    }

    fn refresh(&mut self, on: Option<TreatmentId>) {
        let (rows, roster) = (self.rows(), self.roster.clone().unwrap_or_default());
        self.list.refresh(rows.len(), |row| Some(roster.treatments[rows[row]].id) == on);
    }

    fn filter(&mut self, _: &Cx) -> Effect<Msg> {
        let ask = OneLine::filter("day-filter_by", &self.filter, |typed| Ok(typed.to_owned()));
        Effect::ask(ask, Msg::Filter)
    }

    fn some(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::TreatmentEdit)?;
        self.selected().map(|_| ()).ok_or(Why::Not)
    }

    fn edit(&mut self, cx: &Cx) -> Effect<Msg> {
        let form = self.selected().map(|treatment| TreatmentForm::new(Some(treatment), cx));
        form.map_or(Effect::None, |form| Effect::ask(form, Msg::Saved))
    }

    fn add(&mut self, cx: &Cx) -> Effect<Msg> {
        Effect::ask(TreatmentForm::new(None, cx), Msg::Saved)
    }
}

const COLUMNS: &[Column] = &[
    Column::new("treatment-name", 14).grows().key(),
    Column::new("treatment-category", 12).from(Layout::Base),
    Column::new("treatment-minutes", 6).right(),
    Column::new("treatment-price", 12).right(),
    Column::new("treatment-prefix", 6).from(Layout::Base),
    Column::new("treatment-room", 12).from(Layout::Base),
];
const WIDE: &[Column] = &[
    Column::new("treatment-name", 14).grows().key(),
    Column::new("treatment-category", 18),
    Column::new("treatment-minutes", 6).right(),
    Column::new("treatment-price", 12).right(),
    Column::new("treatment-prefix", 6),
    Column::new("treatment-room", 12),
    Column::new("treatment-staff", 30),
];

impl Screen for Treatments {
    type Msg = Msg;
    const NAME: &'static str = "treatments";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("treatments.edit", "enter e", Self::edit).when(Self::some),
        Action::new("treatments.add", "a", Self::add).when(|_, cx| needs(cx, Permission::TreatmentEdit)),
        Action::new("treatments.filter", "/", Self::filter).page(),
        Action::new("treatments.rooms", ",o", |_, _| Effect::open(Rooms::new())),
        Action::new("treatments.trail", "T", |this: &mut Self, _| {
            this.selected().map_or(Effect::None, |treatment| places::trail(treatment.0))
        })
        .when(|this: &Self, cx| places::traces(this.selected(), cx))
        .page(),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        Effect::read("treatments", |desk| async move { Msg::Read(desk.roster().await) })
    }

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(roster)) => {
                let before = self.saved.take().or(self.selected());
                (self.roster, self.fault) = (Some(roster), None);
                self.refresh(before);
            }
            Msg::Read(Err(fault)) => self.fault = Some(fault),
            Msg::Filter(filter) => {
                let before = self.selected();
                self.filter = filter.trim().to_lowercase();
                self.refresh(before);
            }
            // It is there when the list is read again.
            Msg::Saved(saved) => self.saved = Some(saved),
        }
        Effect::None
    }

    fn waiting(&self) -> bool {
        self.roster.is_none() && self.fault.is_none()
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
        let mut title = cx.text("screen-treatments");
        if !self.filter.is_empty() {
            title = format!("{title} {} /{}", theme.glyphs.dot, self.filter);
        }
        let inside = panel::panel(buffer, area, &title, &cx.look);
        let rows = self.rows();
        let empty = self.roster.is_some() && rows.is_empty();
        let said = match &self.fault {
            Some(fault) => refused::sentence(fault, cx),
            None if empty && self.filter.is_empty() => cx.text("treatments-none"),
            None if empty => cx.fill("list-filtered", &[("text", self.filter.as_str().into())]),
            None => String::new(),
        };
        panel::say(buffer, inside, &said, theme.dim, &cx.look);
        let Some(roster) = self.roster.as_ref().filter(|_| !empty) else { return };
        let columns = if cx.look.layout == Layout::Wide { WIDE } else { COLUMNS };
        self.list.draw(buffer, inside, &cx.look, columns, |row, cells| {
            let Some(one) = rows.get(row).and_then(|at| roster.treatments.get(*at)) else { return };
            let style = if one.active { theme.text } else { theme.dim };
            cells.styled(0, &one.name, style);
            cells.styled(1, &one.category, theme.dim);
            cells.styled(2, &cx.look.words.span(one.minutes), style);
            if one.active {
                cells.text(3, &cx.look.currency.shown(one.price));
            } else {
                cells.styled(3, &cx.text("treatments-inactive"), theme.dim);
            }
            cells.styled(4, &one.queue_prefix, style);
            cells.styled(5, one.room_id.map_or("", |room| roster.room_name(room)), theme.dim);
            let who: Vec<&str> = roster.can(one.id).iter().map(|staff| roster.staff_name(*staff)).collect();
            let nobody = who.is_empty() && one.active;
            let (who, style) = if nobody {
                (format!("{} {}", theme.glyphs.late, cx.text("treatments-nobody")), theme.warn)
            } else {
                (who.join(", "), theme.dim)
            };
            cells.styled(6, &who, style);
        });
    }
}
