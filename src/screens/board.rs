//! What the waiting room sees: the number that is called and where to go, large; never a name.

use std::time::Duration;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::login::Login;
use super::{DIALOGS, refused, tables};
use crate::app::{Action, AnyScreen, Cx, Effect, Front, Screen};
use crate::desk::board::{BoardView, Called, OpenBoard};
use crate::desk::estimate::{Estimate, EstimateWait};
use crate::desk::{Done, Fault};
use crate::domain::time::Ts;
use crate::ui::{Theme, big, panel, text};

/// The house of a terminal that shows nothing but the board: there is nowhere to go, and nothing to lock.
pub const FRONT: Front = Front {
    places: &[],
    corner: |_| crate::ui::header::Corner::default(),
    lock: |_| None,
    door: |_, _| AnyScreen::new(Login::new()),
    dialogs: DIALOGS,
    home: |_| AnyScreen::new(Board::default()),
    tables,
};

/// For so many seconds a call is new.
const NEW: i64 = 20;

/// The board.
#[derive(Debug, Default)]
pub struct Board {
    view: Option<(BoardView, Estimate)>,
    /// The terminal's bell rings for a new call.
    bell: bool,
    /// The last call that is known.
    heard: Option<Ts>,
    /// Why what is shown is old.
    old: Option<Fault>,
}

#[derive(Debug)]
pub enum Msg {
    Read(Done<(BoardView, Estimate)>),
}

impl Board {
    /// A board that rings for each new call.
    #[must_use]
    pub fn ringing() -> Self {
        Self { bell: true, ..Self::default() }
    }

    /// The door of a board's terminal: whoever may see the queue opens it, and then it is only the board.
    #[must_use]
    pub fn door(bell: bool) -> Login {
        Login::to(if bell {
            |_| AnyScreen::new(Self::ringing())
        } else {
            |_| AnyScreen::new(Self::default())
        })
    }

    fn last(&self) -> Option<&Called> {
        self.view.as_ref().and_then(|(view, _)| view.called.first())
    }
}

/// Seconds a call is still new.
fn still_new(call: &Called, now: Ts) -> Option<i64> {
    let age = now.seconds_since(call.at);
    (0..NEW).contains(&age).then_some(NEW - age)
}

impl Screen for Board {
    type Msg = Msg;
    const NAME: &'static str = "board";
    const ACTIONS: &'static [Action<Self, Msg>] = &[];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        Effect::read("board", |desk| async move {
            let read = async {
                let wait = EstimateWait { treatment: None, staff: None };
                Ok((desk.ask(OpenBoard {}).await?, desk.ask(wait).await?))
            };
            Msg::Read(read.await)
        })
    }

    fn update(&mut self, msg: Msg, _: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(Ok(read)) => {
                self.old = None;
                let before = self.view.replace(read).is_some();
                let last = self.last().map(|call| call.at);
                let new = before && last > self.heard;
                self.heard = last.max(self.heard);
                if new && self.bell { Effect::Ring } else { Effect::None }
            }
            // The last known numbers stay; what is wrong is said until it is right again.
            Msg::Read(Err(fault)) => {
                self.old = Some(fault);
                Effect::None
            }
        }
    }

    fn bare(&self) -> bool {
        true
    }

    fn wakes(&self, cx: &Cx) -> Option<Duration> {
        let left = still_new(self.last()?, cx.now)?;
        u64::try_from(left).ok().map(Duration::from_secs)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buffer = frame.buffer_mut();
        panel::clear(buffer, area, &cx.look);
        let theme = &cx.look.theme;
        let clinic = cx.desk.clinic();
        let strong = theme.text.add_modifier(Modifier::BOLD);
        let clock = cx.look.words.time(cx.look.now.time());
        text::put_right(buffer, (area.x, area.y), &clock, area.width.saturating_sub(1), theme.dim, theme);
        let name = Rect { width: area.width.saturating_sub(7), height: 1, ..area };
        centred(buffer, name, &clinic.name, strong, theme);
        let line = Rect { y: area.y + 1, height: 1.min(area.height.saturating_sub(1)), ..area };
        let wrong = super::lost(cx, "board-lost")
            .or_else(|| self.old.as_ref().map(|fault| refused::sentence(fault, cx)));
        // Nobody in the waiting room shall take a number that was tried for their own.
        let training = clinic.training.then(|| cx.text("clinic-training"));
        let said: Vec<String> = training.into_iter().chain(wrong).collect();
        if !said.is_empty() {
            let said = said.join(&format!(" {} ", theme.glyphs.dot));
            centred(buffer, line, &said, theme.warn, theme);
        }
        let Some((view, estimate)) = &self.view else { return };
        let below = foot(view, *estimate, cx);
        let tall = u16::try_from(below.len()).unwrap_or(0);
        let middle = Rect { y: area.y + 2, height: area.height.saturating_sub(tall + 3), ..area };
        match view.called.first() {
            Some(call) => called(buffer, middle, call, cx),
            None => {
                let y = middle.y + middle.height / 2;
                let line = Rect { y, height: 1, ..middle };
                centred(buffer, line, &cx.text("board-nobody"), theme.text, theme);
            }
        }
        for (y, (line, style)) in (area.bottom().saturating_sub(tall)..area.bottom()).zip(&below) {
            centred(buffer, Rect { y, height: 1, ..area }, line, *style, theme);
        }
    }
}

/// The number and where to go. A new call stands out by more than its colour.
fn called(buffer: &mut Buffer, area: Rect, call: &Called, cx: &Cx) {
    let theme = &cx.look.theme;
    let title = Rect { height: 1.min(area.height), ..area };
    centred(buffer, title, &cx.text("board-called"), theme.dim, theme);
    let style = match still_new(call, cx.now) {
        Some(_) => theme.selected(theme.accent).add_modifier(Modifier::SLOW_BLINK),
        None => theme.accent.add_modifier(Modifier::BOLD),
    };
    let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    // Where to go needs four rows of its own, and one between.
    let number = Rect { height: rest.height.saturating_sub(5), ..rest };
    let used = big(buffer, number, &call.label, style, theme);
    let to = Rect { y: rest.y + used + 1, height: rest.height.saturating_sub(used + 1).min(8), ..rest };
    big(buffer, to, &call.to, theme.text, theme);
}

/// The calls before, who is next, and how many wait.
fn foot(view: &BoardView, estimate: Estimate, cx: &Cx) -> Vec<(String, Style)> {
    let theme = &cx.look.theme;
    let gap = "   ";
    let before: Vec<String> = view
        .called
        .iter()
        .skip(1)
        .take(3)
        .map(|call| format!("{} {} {}", call.label, theme.glyphs.more, call.to))
        .collect();
    let room = usize::from(cx.size.0);
    let next: Vec<&str> = view.next.iter().take(5).map(String::as_str).collect();
    let mut lines = Vec::new();
    if !before.is_empty() {
        let mut shown = before.len();
        while shown > 1 && text::width(&before[..shown].join(gap)) + 2 > room {
            shown -= 1;
        }
        lines.push((before[..shown].join(gap), theme.text));
    }
    if !next.is_empty() {
        lines.push((cx.fill("board-next", &[("numbers", next.join("  ").into())]), theme.ok));
    }
    let mut waiting = cx.fill("queue-count", &[("count", view.waiting.into())]);
    if let Some(minutes) = estimate.minutes.filter(|minutes| *minutes > 0) {
        let wait = cx.fill("board-wait", &[("wait", cx.look.words.how_long(minutes).into())]);
        waiting = format!("{waiting} {} {wait}", theme.glyphs.dot);
    }
    lines.push((waiting, theme.dim));
    lines
}

fn centred(buffer: &mut Buffer, line: Rect, words: &str, style: Style, theme: &Theme) {
    if line.is_empty() {
        return;
    }
    let wide = u16::try_from(text::width(words)).unwrap_or(u16::MAX).min(line.width);
    text::put(buffer, (line.x + (line.width - wide) / 2, line.y), words, wide, style, theme);
}
