//! The packages on offer: sessions of one treatment sold together.

mod form;

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;

pub use form::PackageForm;

use super::places::needs;
use super::refused;
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::package::{ListPackages, PackageRow};
use crate::desk::{Done, Fault, Roster};
use crate::domain::id::PackageId;
use crate::domain::permission::Permission;
use crate::ui::{Column, Layout, List, panel};

/// The catalogue; what is not sold any more stands last.
#[derive(Debug, Default)]
pub struct Packages {
    packages: Option<Vec<PackageRow>>,
    roster: Arc<Roster>,
    fault: Option<Fault>,
    list: List,
    /// What was just saved gets the cursor.
    saved: Option<PackageId>,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<(Vec<PackageRow>, Arc<Roster>)>),
    Saved(PackageId),
}

impl Packages {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn selected(&self) -> Option<&PackageRow> {
        self.packages.as_ref()?.get(self.list.selected()?)
    }

    fn some(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::PackageEdit)?;
        self.selected().map(|_| ()).ok_or(Why::Not)
    }

    fn edit(&mut self, cx: &Cx) -> Effect<Msg> {
        let form = self.selected().map(|row| PackageForm::new(Some(row), &self.roster, cx));
        form.map_or(Effect::None, |form| Effect::ask(form, Msg::Saved))
    }

    fn add(&mut self, cx: &Cx) -> Effect<Msg> {
        Effect::ask(PackageForm::new(None, &self.roster, cx), Msg::Saved)
    }
}

const COLUMNS: &[Column] = &[
    Column::new("package-name", 12).grows().key(),
    Column::new("package-treatment", 18).from(Layout::Base),
    Column::new("package-sessions", 8).right(),
    Column::new("package-price", 12).right(),
    Column::new("package-valid", 10).right().from(Layout::Base),
    Column::new("package-shared", 9).from(Layout::Wide),
];

impl Screen for Packages {
    type Msg = Msg;
    const NAME: &'static str = "packages";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("packages.edit", "enter e", Self::edit).when(Self::some),
        Action::new("packages.add", "a", Self::add).when(|_, cx| needs(cx, Permission::PackageEdit)),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        Effect::read("packages", |desk| async move {
            let read = async { Ok((desk.ask(ListPackages {}).await?, desk.roster().await?)) };
            Msg::Read(read.await)
        })
    }

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok((packages, roster))) => {
                let before = self.saved.take().or(self.selected().map(|row| row.id));
                self.list.refresh(packages.len(), |row| Some(packages[row].id) == before);
                (self.packages, self.roster, self.fault) = (Some(packages), roster, None);
            }
            Msg::Read(Err(fault)) => self.fault = Some(fault),
            // It is there when the list is read again.
            Msg::Saved(saved) => self.saved = Some(saved),
        }
        Effect::None
    }

    fn waiting(&self) -> bool {
        self.packages.is_none() && self.fault.is_none()
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
        let inside = panel::panel(buffer, area, &cx.text("screen-packages"), &cx.look);
        let packages = self.packages.as_deref().unwrap_or_default();
        let said = match &self.fault {
            Some(fault) => refused::sentence(fault, cx),
            None if packages.is_empty() && self.packages.is_some() => cx.text("packages-none"),
            None => String::new(),
        };
        panel::say(buffer, inside, &said, theme.dim, &cx.look);
        if packages.is_empty() {
            return;
        }
        self.list.draw(buffer, inside, &cx.look, COLUMNS, |row, cells| {
            let Some(one) = packages.get(row) else { return };
            let style = if one.active { theme.text } else { theme.dim };
            cells.styled(0, &one.name, style);
            let treatment = self.roster.treatment(one.treatment_id).map_or("", |row| row.name.as_str());
            cells.styled(1, treatment, theme.dim);
            cells.styled(2, &one.sessions.to_string(), style);
            if one.active {
                cells.text(3, &cx.look.currency.shown(one.price));
            } else {
                cells.styled(3, &cx.text("treatments-inactive"), theme.dim);
            }
            let days = one.valid_days.map_or_else(
                || theme.glyphs.dash.to_owned(),
                |days| cx.fill("package-days", &[("count", days.into())]),
            );
            cells.styled(4, &days, style);
            cells.styled(5, &cx.text(if one.shareable { "answer-yes" } else { "answer-no" }), style);
        });
    }
}
