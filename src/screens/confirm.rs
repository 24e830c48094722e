//! A question with two answers. The safe one is chosen until the other is.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Asks, Cx, Effect, Moves, Screen};
use crate::ui::{Move, Sentence, panel, text};

/// Asks before something that cannot be taken back easily. Answers whether to do it.
#[derive(Debug)]
pub struct Confirm {
    question: Sentence,
    yes: Sentence,
    chosen: bool,
}

impl Confirm {
    /// Asks the message `question`; `yes` is the message that says what will be done.
    #[must_use]
    pub fn new(question: &'static str, yes: &'static str) -> Self {
        Self::worded(Sentence::text(question), Sentence::text(yes))
    }

    /// Asks a sentence with its amounts and names.
    #[must_use]
    pub fn worded(question: impl Into<Sentence>, yes: impl Into<Sentence>) -> Self {
        Self { question: question.into(), yes: yes.into(), chosen: false }
    }

    fn lines(&self, cx: &Cx) -> Vec<String> {
        let width = WIDTH.min(cx.size.0).saturating_sub(4);
        text::wrap(&self.question.said(&cx.look), usize::from(width))
    }
}

const WIDTH: u16 = 56;

#[derive(Debug)]
pub enum Msg {}

impl Asks for Confirm {
    type Answer = bool;
}

impl Screen for Confirm {
    type Msg = Msg;
    const NAME: &'static str = "confirm";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("confirm.choose", "enter", |this, _| Effect::answer::<Self>(this.chosen)),
        Action::new("confirm.yes", "y", |_, _| Effect::answer::<Self>(true)),
        Action::new("confirm.no", "n", |_, _| Effect::answer::<Self>(false)),
    ];

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {}
    }

    fn overlay(&self, cx: &Cx) -> Option<(u16, u16)> {
        let lines = u16::try_from(self.lines(cx).len()).unwrap_or(u16::MAX);
        Some((WIDTH, lines.saturating_add(6)))
    }

    fn moves(&self) -> Moves {
        Moves::COLUMNS.and(Moves::PANES)
    }

    fn moved(&mut self, to: Move, _: &Cx) -> Effect<Msg> {
        match to {
            Move::Left | Move::Right | Move::Next | Move::Previous => self.chosen = !self.chosen,
            _ => {}
        }
        Effect::None
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let inside = panel::framed(buffer, area, "", &cx.look);
        let lines = self.lines(cx);
        let (x, right) = (inside.x + 1, inside.right().saturating_sub(1));
        for (y, line) in (inside.top() + 1..inside.bottom()).zip(&lines) {
            text::put(buffer, (x, y), line, right.saturating_sub(x), theme.text, theme);
        }
        let answers = [(false, cx.text("confirm-keep")), (true, self.yes.said(&cx.look))];
        let answers = answers.map(|(answer, label)| {
            let chosen = self.chosen == answer;
            let style = if chosen { theme.selected(theme.text) } else { theme.text };
            let mark = if chosen { theme.glyphs.more } else { " " };
            (format!("{mark} {label} "), style)
        });
        let wide: usize = answers.iter().map(|(button, _)| text::width(button)).sum();
        // Where both do not fit beside each other, one is below the other.
        let below = wide + 2 > usize::from(right.saturating_sub(x));
        let (mut at, mut y) = (x, inside.bottom().saturating_sub(if below { 3 } else { 2 }).max(inside.y));
        for (button, style) in &answers {
            let used = text::put(buffer, (at, y), button, right.saturating_sub(at), *style, theme);
            if below { y += 1 } else { at += used + 2 }
        }
    }
}
