//! What the clinic spends, month by month; what is due again stands on top.

mod category;
mod form;
mod recurring;

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;

pub use category::{Categories, CategoryForm};
pub use form::{ExpenseForm, offered};
pub use recurring::{RecurringForm, RecurringList};

use super::approve::{self, Approve, Approved};
use super::one_line::OneLine;
use super::places::{self, needs};
use super::reason::{Given, Reason};
use super::refused;
use crate::app::{Action, Cx, Effect, Screen, Why};
use crate::desk::expense::{ExpenseRow, Expenses, ListExpenses, VoidExpense};
use crate::desk::recurring::{DueRecurring, RecurringRow};
use crate::desk::{Approval, Asked, Done, Fault};
use crate::domain::expense::PaidFrom;
use crate::domain::id::{ExpenseId, RequestId};
use crate::domain::permission::Permission;
use crate::domain::report::Length;
use crate::domain::text::LINE;
use crate::ui::{Column, Layout, List, Notice, Sentence, panel};

/// The month's expenses.
#[derive(Debug)]
pub struct Spending {
    span: (NaiveDate, NaiveDate),
    filter: String,
    due: Vec<RecurringRow>,
    told: Option<Expenses>,
    list: List,
    /// What is being taken back, until it is done.
    void: Option<VoidExpense>,
    request: RequestId,
    /// What was just written gets the cursor.
    written: Option<ExpenseId>,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<(Expenses, Vec<RecurringRow>)>),
    Filter(String),
    Why(Given),
    Approved(Approved),
    Voided(Box<Done<ExpenseRow>>),
    Written(ExpenseId),
}

const COLUMNS: &[Column] = &[
    Column::new("expense-date", 7),
    Column::new("expense-category", 14).from(Layout::Base),
    Column::new("expense-what", 12).grows().key(),
    Column::new("expense-paid_from", 8).from(Layout::Base),
    Column::new("expense-amount", 13).right(),
    Column::new("expense-who", 18).from(Layout::Wide),
];

/// The words of where the money came from.
pub(super) const fn paid_from(from: PaidFrom) -> &'static str {
    match from {
        PaidFrom::Drawer => "expense-from_drawer",
        PaidFrom::Bank => "expense-from_bank",
        PaidFrom::Owner => "expense-from_owner",
    }
}

/// Whether a PIN could help.
pub(super) fn wants_pin(fault: &Fault) -> bool {
    fault.refusal().is_some_and(approve::wants_pin)
}

/// Asks for the PIN that is wanted, where nothing is to be explained.
pub(super) fn signs(fault: &Fault, cx: &Cx) -> Approve {
    let asks = fault.refusal().and_then(|refusal| Approve::sign(refusal, Permission::ExpenseEdit, cx));
    asks.unwrap_or_else(|| Approve::of_fault(fault, Permission::ExpenseEdit, cx))
}

impl Spending {
    #[must_use]
    pub fn new(today: NaiveDate) -> Self {
        Self {
            span: Length::Month.around(today),
            filter: String::new(),
            due: Vec::new(),
            told: None,
            list: List::default(),
            void: None,
            request: RequestId::new(),
            written: None,
        }
    }

    fn rows(&self) -> &[ExpenseRow] {
        self.told.as_ref().map_or(&[], |told| &told.rows)
    }

    /// The due one in hand: they stand above the others.
    fn due_in_hand(&self) -> Option<&RecurringRow> {
        self.due.get(self.list.selected()?)
    }

    fn in_hand(&self) -> Option<&ExpenseRow> {
        self.rows().get(self.list.selected()?.checked_sub(self.due.len())?)
    }

    fn may_edit(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::ExpenseEdit)
    }

    fn is_due(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::ExpenseEdit)?;
        self.due_in_hand().map(|_| ()).ok_or(Why::Not)
    }

    fn voidable(&self, cx: &Cx) -> Result<(), Why> {
        needs(cx, Permission::ExpenseEdit)?;
        let row = self.in_hand().ok_or(Why::Not)?;
        if row.voided_day.is_some() { Err(Why::Because("expense-void_already")) } else { Ok(()) }
    }

    fn add(&mut self, cx: &Cx) -> Effect<Msg> {
        Effect::ask(ExpenseForm::new(cx), Msg::Written)
    }

    fn write_due(&mut self, cx: &Cx) -> Effect<Msg> {
        let row = self.due_in_hand().cloned();
        row.map_or(Effect::None, |row| Effect::ask(ExpenseForm::due(row, cx), Msg::Written))
    }

    fn void(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(row) = self.in_hand() else { return Effect::None };
        let facts =
            [("what", row.description.clone().into()), ("amount", cx.look.currency.shown(row.amount).into())];
        let question = Reason::new(Sentence::fill("expense-void_why", &facts)).once(cx);
        self.void = Some(VoidExpense { expense: row.id, reason: String::new() });
        self.request = RequestId::new();
        Effect::ask(question, Msg::Why)
    }

    fn take_back(&mut self, approval: Option<Approval>) -> Effect<Msg> {
        let Some(void) = self.void.clone() else { return Effect::None };
        let asked = Asked { request: Some(self.request), approval };
        Effect::write("void", |desk| async move { Msg::Voided(Box::new(desk.act_as(void, asked).await)) })
    }

    fn earlier(&mut self, cx: &Cx) -> Effect<Msg> {
        self.step(-1, cx)
    }

    fn later(&mut self, cx: &Cx) -> Effect<Msg> {
        self.step(1, cx)
    }

    fn step(&mut self, by: i64, cx: &Cx) -> Effect<Msg> {
        let span = Length::Month.step(self.span, by);
        if span.0 > cx.today() {
            return Effect::None;
        }
        self.span = span;
        self.load(cx)
    }

    fn narrow(&mut self, _: &Cx) -> Effect<Msg> {
        let check = |typed: &str| LINE.clean(typed).map(|heard| heard.value);
        Effect::ask(OneLine::filter("expense-filter", &self.filter, check), Msg::Filter)
    }

    fn title(&self, cx: &Cx) -> String {
        let mut parts = vec![cx.text("screen-expenses"), cx.look.words.month_and_year(self.span.0)];
        // The sum is never cut off.
        let phone = cx.look.layout == Layout::Phone;
        let shown = |total| {
            if phone {
                cx.look.currency.short(total, cx.look.words.language())
            } else {
                cx.look.currency.shown(total)
            }
        };
        parts.extend(self.told.as_ref().map(|told| shown(told.total)));
        if !self.filter.is_empty() {
            parts.push(format!("\"{}\"", self.filter));
        }
        parts.join(&format!(" {} ", cx.look.theme.glyphs.dot))
    }
}

impl Screen for Spending {
    type Msg = Msg;
    const NAME: &'static str = "expenses";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("expenses.due", "enter", Self::write_due).when(Self::is_due),
        Action::new("expenses.add", "a", Self::add).when(Self::may_edit),
        Action::new("expenses.void", "x", Self::void).when(Self::voidable),
        Action::new("expenses.filter", "/", Self::narrow),
        Action::new("expenses.earlier", "[", Self::earlier),
        Action::new("expenses.later", "]", Self::later).page(),
        Action::new("expenses.recurring", ",e", |_, _| Effect::open(RecurringList::new())),
        Action::new("expenses.categories", ",k", |_, _| Effect::open(Categories::new())).page(),
        Action::new("expenses.trail", "T", |this: &mut Self, _| {
            this.in_hand().map_or(Effect::None, |row| places::trail(row.id.0))
        })
        .when(|this: &Self, cx| places::traces(this.in_hand(), cx))
        .page(),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let ((from, to), text) = (self.span, self.filter.clone());
        Effect::read("expenses", move |desk| async move {
            let both = async {
                let told = desk.ask(ListExpenses { from, to, text, category: None }).await?;
                Ok((told, desk.ask(DueRecurring { all: false }).await?))
            };
            Msg::Read(both.await)
        })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok((told, mut due))) => {
                // What is searched for was written already: what is due would look as if it were found.
                due.retain(|_| self.filter.is_empty());
                let before = self.written.take().or(self.in_hand().map(|row| row.id));
                let above = due.len();
                self.list.refresh(above + told.rows.len(), |row| {
                    before.is_some()
                        && row.checked_sub(above).and_then(|row| told.rows.get(row)).map(|row| row.id)
                            == before
                });
                (self.told, self.due) = (Some(told), due);
                Effect::None
            }
            Msg::Read(Err(fault)) => Effect::say(refused::notice(&fault, cx)),
            Msg::Filter(text) => {
                self.filter = text;
                self.load(cx)
            }
            Msg::Why(given) => {
                if let Some(void) = &mut self.void {
                    void.reason = given.reason;
                }
                self.take_back(None)
            }
            Msg::Approved(approved) => {
                if let Some(void) = &mut self.void {
                    void.reason = approved.reason;
                }
                self.take_back(Some(approved.approval))
            }
            Msg::Voided(voided) => match *voided {
                Ok(row) => {
                    self.void = None;
                    let done = if row.paid_from == PaidFrom::Drawer {
                        "expense-voided_drawer"
                    } else {
                        "expense-voided"
                    };
                    Effect::say(Notice::done(cx.fill(done, &[("what", row.description.into())])))
                }
                Err(fault) if wants_pin(&fault) => {
                    let why = self.void.as_ref().map_or("", |void| void.reason.as_str());
                    let approve = Approve::of_fault(&fault, Permission::ExpenseEdit, cx);
                    Effect::ask(approve.because(why, cx), Msg::Approved)
                }
                Err(fault) => Effect::say(refused::notice(&fault, cx)),
            },
            // It is there when the list is read again.
            Msg::Written(id) => {
                self.written = Some(id);
                Effect::None
            }
        }
    }

    fn waiting(&self) -> bool {
        self.told.is_none()
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
        let inside = panel::panel(buffer, area, &self.title(cx), &cx.look);
        if self.list.is_empty() {
            let none = cx.text("expense-none");
            panel::say(buffer, inside, &none, theme.dim, &cx.look);
            return;
        }
        let day = |day: NaiveDate| format!("{} {}", chrono::Datelike::day(&day), cx.look.words.month(day));
        self.list.draw(buffer, inside, &cx.look, COLUMNS, |nth, cells| {
            if let Some(due) = self.due.get(nth) {
                cells.styled(0, &day(due.next_on), theme.warn);
                cells.styled(1, &due.category, theme.warn);
                cells.styled(
                    2,
                    &format!("{} {}: {}", theme.glyphs.late, cx.text("expense-due"), due.description),
                    theme.warn,
                );
                cells.styled(3, &cx.text(paid_from(due.paid_from)), theme.warn);
                cells.styled(4, &cx.look.currency.shown(due.amount), theme.warn);
                return;
            }
            let Some(row) = self.rows().get(nth - self.due.len()) else { return };
            let void = row.voided_day.is_some();
            let style = if void { theme.dim } else { theme.text };
            cells.styled(0, &day(row.business_day), theme.dim);
            cells.styled(1, &row.category, theme.dim);
            let what = if void {
                format!("{} {} ({})", theme.glyphs.cancelled, row.description, cx.text("expense-void"))
            } else {
                row.description.clone()
            };
            cells.styled(2, &what, style);
            cells.styled(3, &cx.text(paid_from(row.paid_from)), theme.dim);
            cells.styled(4, &cx.look.currency.shown(row.amount), style);
            cells.styled(5, &row.account, theme.dim);
        });
    }
}
