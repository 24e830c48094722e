//! How one can pay here.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::method_form::MethodForm;
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::method::{ListMethods, MethodRow};
use crate::desk::{Done, Fault};
use crate::domain::id::MethodId;
use crate::domain::payment::MethodKind;
use crate::domain::permission::Permission;
use crate::screens::places::needs;
use crate::screens::refused;
use crate::ui::{Column, Layout, List, panel};

/// The payment methods, in their order; those that are not offered any more too.
#[derive(Debug, Default)]
pub struct Methods {
    methods: Option<Vec<MethodRow>>,
    fault: Option<Fault>,
    list: List,
    /// What was just saved gets the cursor.
    saved: Option<MethodId>,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<Vec<MethodRow>>),
    Saved(MethodId),
}

impl Methods {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn selected(&self) -> Option<&MethodRow> {
        self.methods.as_ref()?.get(self.list.selected()?)
    }

    fn some(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::ClinicEdit)?;
        self.selected().map(|_| ()).ok_or(Why::Not)
    }

    fn edit(&mut self, cx: &Cx) -> Effect<Msg> {
        let form = self.selected().map(|method| MethodForm::new(Some(method), cx));
        form.map_or(Effect::None, |form| Effect::ask(form, Msg::Saved))
    }

    fn add(&mut self, cx: &Cx) -> Effect<Msg> {
        Effect::ask(MethodForm::new(None, cx), Msg::Saved)
    }
}

pub(super) const fn kind_word(kind: MethodKind) -> &'static str {
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
    Column::new("methods-received", 10).from(Layout::Base),
    Column::new("methods-active", 8).from(Layout::Base),
];

impl Screen for Methods {
    type Msg = Msg;
    const NAME: &'static str = "methods";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("methods.edit", "enter e", Self::edit).when(Self::some),
        Action::new("methods.add", "a", Self::add).when(|_, cx| needs(cx, Permission::ClinicEdit)),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        Effect::read("methods", |desk| async move { Msg::Read(desk.ask(ListMethods { all: true }).await) })
    }

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(methods)) => {
                let before = self.saved.take().or(self.selected().map(|method| method.id));
                self.list.refresh(methods.len(), |row| Some(methods[row].id) == before);
                (self.methods, self.fault) = (Some(methods), None);
            }
            Msg::Read(Err(fault)) => self.fault = Some(fault),
            // It is there when the list is read again.
            Msg::Saved(saved) => self.saved = Some(saved),
        }
        Effect::None
    }

    fn waiting(&self) -> bool {
        self.methods.is_none() && self.fault.is_none()
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
            panel::say(buffer, inside, &said, theme.error, &cx.look);
        }
        let Some(methods) = &self.methods else { return };
        self.list.draw(buffer, inside, &cx.look, COLUMNS, |row, cells| {
            let Some(method) = methods.get(row) else { return };
            let style = if method.active { theme.text } else { theme.dim };
            let answer = |yes| cx.text(if yes { "answer-yes" } else { "answer-no" });
            cells.styled(0, &method.name, style);
            cells.styled(1, &cx.text(kind_word(method.kind)), style);
            cells.styled(2, &answer(method.in_drawer), style);
            cells.styled(3, &answer(method.counts_as_received), style);
            cells.styled(4, &answer(method.active), style);
        });
    }
}
