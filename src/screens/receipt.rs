//! A receipt as it is printed; right after a payment with the change in large figures.

use std::time::Duration;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::refused;
use crate::app::{Action, Cx, Effect, Moves, Screen, Why};
use crate::desk::payment::Paid;
use crate::desk::receipt::{OpenReceipt, PrintReceipt, ReceiptView};
use crate::desk::{Asked, Done};
use crate::device::file;
use crate::domain::id::{ReceiptId, RequestId};
use crate::domain::money::Money;
use crate::domain::refusal::Refusal;
use crate::ui::{Layout, Move, Notice, Scroll, big, panel, text};

/// So long nobody who means it waits between two presses of a key.
const REST: Duration = Duration::from_millis(700);

/// One receipt.
#[derive(Debug)]
pub struct Receipt {
    id: ReceiptId,
    /// The payment that was just taken.
    paid: Option<Paid>,
    view: Option<ReceiptView>,
    paper: Scroll,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<ReceiptView>),
    /// It may leave the desk, as this copy.
    Printed(Done<ReceiptView>),
    Saved(Result<String, Refusal>),
}

impl Receipt {
    #[must_use]
    pub const fn new(id: ReceiptId) -> Self {
        Self { id, paid: None, view: None, paper: Scroll::new() }
    }

    /// Of a payment that was just taken.
    #[must_use]
    pub const fn taken(paid: Paid) -> Self {
        Self { id: paid.receipt, paid: Some(paid), view: None, paper: Scroll::new() }
    }

    fn there(&self, _: &Cx) -> Result<(), Why> {
        self.view.as_ref().map(|_| ()).ok_or(Why::Not)
    }

    /// Writes down that it leaves the desk, and then it does.
    fn print(&mut self, _: &Cx) -> Effect<Msg> {
        let (receipt, asked) = (self.id, Asked::once(RequestId::new()));
        Effect::write("print", move |desk| async move {
            Msg::Printed(desk.act_as(PrintReceipt { receipt }, asked).await)
        })
    }

    fn save(view: &ReceiptView, cx: &Cx) -> Effect<Msg> {
        let lines = view.receipt.lines(cx.outbox.columns, &*cx.look.words);
        let name = match view.receipt.copy {
            0 => format!("{}.txt", view.receipt.number),
            copy => format!("{}-copy-{copy}.txt", view.receipt.number),
        };
        let folder = cx.outbox.folder.clone();
        Effect::write("file", move |_| async move {
            let saved = file::save_lines(folder, name, lines).await;
            Msg::Saved(saved.map(|path| path.display().to_string()))
        })
    }

    fn lines(&self, cx: &Cx) -> Vec<String> {
        self.view
            .as_ref()
            .map_or_else(Vec::new, |view| view.receipt.lines(cx.outbox.columns, &*cx.look.words))
    }

    fn draw_paper(&self, buffer: &mut Buffer, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let lines = self.lines(cx);
        let title = self.view.as_ref().map_or_else(String::new, |view| view.receipt.number.clone());
        let inside = panel::panel(buffer, area, &title, &cx.look);
        let in_sight = self.paper.in_sight(lines.len(), inside.height);
        for (y, line) in (inside.top()..inside.bottom()).zip(&lines[in_sight]) {
            text::put(buffer, (inside.x + 1, y), line, inside.width.saturating_sub(1), theme.text, theme);
        }
    }

    /// The change first: it is what is handed over now. Where there is none, what was paid.
    fn draw_change(buffer: &mut Buffer, area: Rect, paid: &Paid, cx: &Cx) {
        let theme = &cx.look.theme;
        let shown = |amount| cx.look.currency.shown(amount);
        let inside = panel::panel(buffer, area, &cx.text("receipt-taken"), &cx.look);
        let mut y = inside.y;
        let mut say = |line: &str, style| {
            for line in text::wrap(line, usize::from(inside.width.saturating_sub(2))) {
                if y < inside.bottom() {
                    text::put(buffer, (inside.x + 1, y), &line, inside.width.saturating_sub(1), style, theme);
                    y += 1;
                }
            }
        };
        if paid.due > Money::ZERO {
            say(&cx.fill("payment-still_due", &[("amount", shown(paid.due).into())]), theme.warn);
        }
        if paid.waiting {
            say(&cx.text("receipt-verify"), theme.warn);
        }
        let (what, amount) = match paid.change {
            Money::ZERO => ("receipt-paid_now", Money(paid.parts.iter().map(|part| part.amount.0).sum())),
            change => ("receipt-change", change),
        };
        say(&cx.text(what), theme.dim);
        let room = Rect { y, height: inside.bottom().saturating_sub(y), ..inside };
        big(buffer, room, &shown(amount), theme.accent, theme);
    }
}

impl Screen for Receipt {
    type Msg = Msg;
    const NAME: &'static str = "receipt";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("receipt.close", "enter", |_, _| Effect::Close),
        Action::new("receipt.save", "f", Self::print).when(Self::there),
    ];

    /// The change is read before the key that paid takes it away, and that key opens no other bill.
    fn holds(&self) -> Duration {
        if self.paid.is_some() { REST } else { Duration::ZERO }
    }

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let receipt = self.id;
        Effect::read("receipt", move |desk| async move { Msg::Read(desk.ask(OpenReceipt { receipt }).await) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(mut view)) => {
                // A look on the screen is no paper.
                view.receipt.copy = 0;
                self.view = Some(view);
                Effect::None
            }
            Msg::Printed(Ok(view)) => Self::save(&view, cx),
            Msg::Read(Err(fault)) | Msg::Printed(Err(fault)) => Effect::say(refused::notice(&fault, cx)),
            Msg::Saved(Ok(path)) => {
                Effect::say(Notice::done(cx.fill("app-file_saved", &[("path", path.into())])))
            }
            Msg::Saved(Err(refusal)) => Effect::say(cx.refused(&refusal)),
        }
    }

    fn moves(&self) -> Moves {
        Moves::ROWS
    }

    fn moved(&mut self, to: Move, cx: &Cx) -> Effect<Msg> {
        self.paper.go(to, self.lines(cx).len());
        Effect::None
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        let Some(paid) = &self.paid else { return self.draw_paper(buffer, area, cx) };
        let columns = u16::try_from(cx.outbox.columns).unwrap_or(48);
        if cx.look.layout == Layout::Phone || cx.look.accessible {
            let upper = Rect { height: 8.min(area.height), ..area };
            let lower = Rect { y: area.y + upper.height, height: area.height - upper.height, ..area };
            Self::draw_change(buffer, upper, paid, cx);
            return self.draw_paper(buffer, lower, cx);
        }
        let paper = (columns + 4).min(area.width / 2);
        let left = Rect { width: area.width - paper, ..area };
        Self::draw_change(buffer, left, paid, cx);
        self.draw_paper(buffer, Rect { x: area.x + left.width, width: paper, ..area }, cx);
    }
}
