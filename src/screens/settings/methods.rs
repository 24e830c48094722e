//! How one can pay here.

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Cx, Effect, Screen};
use crate::desk::{Done, Fault, Roster};
use crate::domain::payment::MethodKind;
use crate::screens::refused;
use crate::ui::{Column, List, panel, text};

/// The payment methods, to look at.
#[derive(Debug, Default)]
pub struct Methods {
    roster: Option<Arc<Roster>>,
    fault: Option<Fault>,
    list: List,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Arc<Roster>>),
}

impl Methods {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

const fn kind_word(kind: MethodKind) -> &'static str {
    match kind {
        MethodKind::Cash => "methods-cash",
        MethodKind::Card => "methods-card",
        MethodKind::Qris => "methods-qris",
        MethodKind::Transfer => "methods-transfer",
        MethodKind::EWallet => "methods-e_wallet",
        MethodKind::Credit => "methods-credit",
        MethodKind::Package => "methods-package",
    }
}

const COLUMNS: &[Column] = &[
    Column::new("methods-name", 12).grows().key(),
    Column::new("methods-kind", 16),
    Column::new("methods-in_drawer", 10),
];

impl Screen for Methods {
    type Msg = Msg;
    const NAME: &'static str = "methods";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        Effect::read("methods", |desk| async move { Msg::Read(desk.roster().await) })
    }

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(roster)) => {
                self.list.resize(roster.methods.len());
                (self.roster, self.fault) = (Some(roster), None);
            }
            Msg::Read(Err(fault)) => self.fault = Some(fault),
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
        let inside = panel::panel(buffer, area, &cx.text("screen-methods"), &cx.look);
        if let Some(fault) = &self.fault {
            let said = refused::sentence(fault, cx);
            text::put(buffer, (inside.x + 1, inside.y), &said, inside.width, theme.error, theme);
        }
        let Some(roster) = &self.roster else { return };
        self.list.draw(buffer, inside, &cx.look, COLUMNS, |row, cells| {
            let Some(method) = roster.methods.get(row) else { return };
            cells.text(0, &method.name);
            cells.text(1, &cx.text(kind_word(method.kind)));
            cells.text(2, &cx.text(if method.in_drawer { "answer-yes" } else { "answer-no" }));
        });
    }
}
