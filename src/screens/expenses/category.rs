//! The categories of expenses: the seven every clinic has, and its own.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{signs, wants_pin};
use crate::app::{Action, Asks, Cx, Effect, Screen, Why};
use crate::desk::expense::{CategoryRow, ListCategories, SaveCategory};
use crate::desk::{Approval, Asked, Done};
use crate::domain::id::{ExpenseCategoryId, RequestId};
use crate::domain::name::Name;
use crate::domain::permission::Permission;
use crate::screens::approve::Approved;
use crate::screens::places::needs;
use crate::screens::refused;
use crate::ui::{Column, Field, Form, List, panel};

/// All categories.
#[derive(Debug, Default)]
pub struct Categories {
    rows: Option<Vec<CategoryRow>>,
    list: List,
}

#[derive(Debug)]
pub enum ListMsg {
    Read(Done<Vec<CategoryRow>>),
    Saved(ExpenseCategoryId),
}

const COLUMNS: &[Column] = &[Column::new("expense-category", 14).grows().key(), Column::new("", 14)];

impl Categories {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn in_hand(&self) -> Option<&CategoryRow> {
        self.rows.as_ref()?.get(self.list.selected()?)
    }

    fn own(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::ExpenseEdit)?;
        let row = self.in_hand().ok_or(Why::Not)?;
        if row.fixed { Err(Why::Because("category-fixed")) } else { Ok(()) }
    }

    fn edit(&mut self, _: &Cx) -> Effect<ListMsg> {
        let row = self.in_hand().cloned();
        row.map_or(Effect::None, |row| Effect::ask(CategoryForm::new(Some(&row)), ListMsg::Saved))
    }
}

impl Screen for Categories {
    type Msg = ListMsg;
    const NAME: &'static str = "categories";
    const ACTIONS: &'static [Action<Self, ListMsg>] = &[
        Action::new("categories.edit", "enter e", Self::edit).when(Self::own),
        Action::new("categories.add", "a", |_, _| Effect::ask(CategoryForm::new(None), ListMsg::Saved))
            .when(|_, cx| needs(cx, Permission::ExpenseEdit)),
    ];

    fn load(&self, _: &Cx) -> Effect<ListMsg> {
        Effect::read("categories", |desk| async move { ListMsg::Read(desk.ask(ListCategories {}).await) })
    }

    fn update(&mut self, msg: ListMsg, cx: &Cx) -> Effect<ListMsg> {
        match msg {
            ListMsg::Read(Ok(rows)) => {
                let before = self.in_hand().map(|row| row.id);
                self.list.refresh(rows.len(), |row| Some(rows[row].id) == before);
                self.rows = Some(rows);
                Effect::None
            }
            ListMsg::Read(Err(fault)) => Effect::say(refused::notice(&fault, cx)),
            ListMsg::Saved(_) => Effect::None,
        }
    }

    fn waiting(&self) -> bool {
        self.rows.is_none()
    }

    fn list(&self) -> Option<&List> {
        Some(&self.list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let inside = panel::panel(frame.buffer_mut(), area, &cx.text("screen-categories"), &cx.look);
        self.list.draw(frame.buffer_mut(), inside, &cx.look, COLUMNS, |nth, cells| {
            let Some(row) = self.rows.as_ref().and_then(|rows| rows.get(nth)) else { return };
            cells.styled(0, &row.name, if row.active { theme.text } else { theme.dim });
            let word = match (row.fixed, row.active) {
                (true, _) => cx.text("category-always"),
                (false, true) => String::new(),
                (false, false) => cx.text("category-retired"),
            };
            cells.styled(1, &word, theme.dim);
        });
    }
}

/// A category of the clinic's own. Answers with which.
#[derive(Debug)]
pub struct CategoryForm {
    category: Option<ExpenseCategoryId>,
    form: Form,
    request: RequestId,
}

#[derive(Debug)]
pub enum Msg {
    Approved(Approved),
    Saved(Done<CategoryRow>),
}

impl Asks for CategoryForm {
    type Answer = ExpenseCategoryId;
}

impl CategoryForm {
    #[must_use]
    pub fn new(row: Option<&CategoryRow>) -> Self {
        let mut form = Form::new(vec![
            Field::text("name", "category-name").limit(80).with(row.map_or("", |row| row.name.as_str())),
            Field::words("active", "category-active", &["answer-yes", "answer-no"]),
        ]);
        if let (Some(field), Some(row)) = (form.field_mut("active"), row) {
            field.choose(usize::from(!row.active));
        }
        form.settle();
        Self { category: row.map(|row| row.id), form, request: RequestId::new() }
    }

    fn save(&mut self, approval: Option<Approval>, cx: &Cx) -> Effect<Msg> {
        let name = self.form.read("name", &cx.look, |typed| Name::parse(typed).map(|_| typed.to_owned()));
        let Some(name) = name else { return Effect::None };
        let save = SaveCategory { category: self.category, name, active: self.form.chosen("active") == 0 };
        let asked = Asked { request: Some(self.request), approval };
        Effect::write("category", |desk| async move { Msg::Saved(desk.act_as(save, asked).await) })
    }
}

impl Screen for CategoryForm {
    type Msg = Msg;
    const NAME: &'static str = "category_form";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Approved(approved) => self.save(Some(approved.approval), cx),
            Msg::Saved(Ok(row)) => {
                self.form.settle();
                Effect::answer::<Self>(row.id)
            }
            Msg::Saved(Err(fault)) if wants_pin(&fault) => Effect::ask(signs(&fault, cx), Msg::Approved),
            Msg::Saved(Err(fault)) => {
                self.request = RequestId::new();
                refused::show(&fault, &mut self.form, cx)
            }
        }
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        Some((56, self.form.height(&cx.look) + 3))
    }

    fn form(&self) -> Option<&Form> {
        Some(&self.form)
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        Some(&mut self.form)
    }

    fn submit(&mut self, cx: &Cx) -> Effect<Msg> {
        self.save(None, cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.form.framed(frame, area, &cx.text("screen-category_form"), &cx.look);
    }
}
