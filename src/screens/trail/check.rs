//! Whether the trail is as it was written: it and all that it vouches for are read from end to end, and what came of
//! that is said, with the way to the first row that cannot be trusted.

use std::cell::Cell;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Trail, words};
use crate::app::{Action, Cx, Effect, Moves, Screen, Why};
use crate::desk::verify::VerifyTrail;
use crate::desk::{Done, Fault, Scope};
use crate::domain::permission::Permission;
use crate::domain::verify::{Alarmed, Broken, Verdict};
use crate::paper::verdict;
use crate::screens::refused;
use crate::ui::{Move, Scroll, panel, text};

/// The verdict.
#[derive(Debug, Default)]
pub struct Check {
    verdict: Option<Verdict>,
    fault: Option<Fault>,
    scroll: Scroll,
    /// Lines there were when it was drawn last.
    lines: Cell<usize>,
}

#[derive(Debug)]
pub enum Msg {
    Checked(Box<Done<Verdict>>),
}

impl Check {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn broken(&self) -> Option<&Broken> {
        self.verdict.as_ref()?.broken.as_ref()
    }

    fn breaks(&self, _: &Cx) -> Result<(), Why> {
        self.broken().map(|_| ()).ok_or(Why::Not)
    }

    /// The row in the trail; what is missing there is seen by the number before it.
    fn row(&mut self, _: &Cx) -> Effect<Msg> {
        self.broken().map_or(Effect::None, |broken| Effect::open(Trail::at(broken.seq)))
    }

    fn is_done(&self, _: &Cx) -> Result<(), Why> {
        if self.verdict.is_some() || self.fault.is_some() { Ok(()) } else { Err(Why::Not) }
    }

    fn again(&mut self, cx: &Cx) -> Effect<Msg> {
        *self = Self::new();
        self.load(cx)
    }
}

impl Screen for Check {
    type Msg = Msg;
    const NAME: &'static str = "check";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("check.row", "enter", Self::row).when(Self::breaks),
        Action::new("check.again", "A", Self::again).when(Self::is_done),
    ];

    /// Once: what happens at the desk meanwhile does not read a million rows again.
    fn load(&self, cx: &Cx) -> Effect<Msg> {
        if self.is_done(cx).is_ok() {
            return Effect::None;
        }
        let ask = VerifyTrail { head: None };
        Effect::read("check", |desk| async move { Msg::Checked(Box::new(desk.ask(ask).await)) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        let Msg::Checked(checked) = msg;
        match *checked {
            Ok(verdict) => {
                cx.desk.saw_alarm();
                self.verdict = Some(verdict);
            }
            Err(fault) => self.fault = Some(fault),
        }
        Effect::None
    }

    fn moves(&self) -> Moves {
        Moves::ROWS
    }

    fn moved(&mut self, to: Move, _: &Cx) -> Effect<Msg> {
        self.scroll.go(to, self.lines.get());
        Effect::None
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let inside = panel::panel(buffer, area, &cx.text("screen-check"), &cx.look);
        let (x, width) = (inside.x + 1, inside.width.saturating_sub(2));
        let (lines, style) = match (&self.verdict, &self.fault) {
            (Some(verdict), _) if verdict.whole() => {
                (verdict::lines(verdict, cx.zone, &cx.look.words), theme.text)
            }
            (Some(verdict), _) => (verdict::lines(verdict, cx.zone, &cx.look.words), theme.error),
            (None, Some(fault)) => (vec![refused::sentence(fault, cx)], theme.error),
            (None, None) => (vec![cx.text("check-reading")], theme.dim),
        };
        let lines: Vec<String> = lines.iter().flat_map(|line| text::wrap(line, usize::from(width))).collect();
        self.lines.set(lines.len());
        let sight = self.scroll.in_sight(lines.len(), inside.height);
        for (y, line) in (inside.y..inside.bottom()).zip(&lines[sight]) {
            text::put(buffer, (x, y), line, width, style, theme);
        }
    }
}

/// Draws, above what is seen first in the morning, that the trail was found broken, until somebody looked at it; and to
/// whoever settles them, that severe events are open; to whoever has a right for a time, that it is nearly over; to
/// whoever may see only their own day, that nobody said which that is. What is left of the room.
pub(in crate::screens) fn above(buffer: &mut Buffer, area: Rect, cx: &Cx) -> Rect {
    let theme = &cx.look.theme;
    let alarm = cx.desk.alarm().map(|found| match found {
        Alarmed::Trail(broken) => cx.fill("check-alarm", &[("row", broken.seq.into())]),
        Alarmed::Ledger(odd) => {
            let row = cx.desk.alarm_called().map_or(odd.row, |called| words::called_row(&called, cx));
            cx.fill("check-alarm_ledger", &[("row", row.into())])
        }
    });
    let unlinked = cx.desk.who().is_some() && cx.desk.scope(Permission::DaySee) == Scope::Own(None);
    let unlinked = unlinked.then(|| cx.text("day-unlinked"));
    let severe = Some(cx.desk.severe()).filter(|count| *count > 0);
    let severe = severe.map(|count| cx.fill("check-severe", &[("count", count.into())]));
    let ending = cx.desk.ending().map(|(permission, at)| {
        let right = cx.text(&format!("permission-{}", permission.as_str().replace(':', "-")));
        let at = cx.look.moment(at.local(cx.zone));
        cx.fill("check-ending", &[("right", right.into()), ("at", at.into())])
    });
    let said = alarm.into_iter().chain(severe).map(|said| (said, theme.error));
    let said = said.chain(ending.into_iter().chain(unlinked).map(|said| (said, theme.warn)));
    let mut rest = area;
    for (said, style) in said {
        for line in text::wrap(&said, usize::from(area.width)) {
            if rest.height > area.height / 2 {
                text::put(buffer, (rest.x, rest.y), &line, rest.width, style, theme);
                rest = Rect { y: rest.y + 1, height: rest.height - 1, ..rest };
            }
        }
    }
    rest
}
