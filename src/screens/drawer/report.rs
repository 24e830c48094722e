//! A closing report as it is printed.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::{Action, Cx, Effect, Moves, Screen, Why};
use crate::desk::Done;
use crate::desk::drawer::{OpenZ, ZView};
use crate::device::file;
use crate::domain::id::ZReportId;
use crate::domain::refusal::Refusal;
use crate::screens::refused;
use crate::ui::{Layout, Move, Notice, Scroll, panel, text};

/// What fits on the narrowest screen.
const NARROW: usize = 38;

/// One closing report.
#[derive(Debug)]
pub struct Report {
    id: ZReportId,
    /// It was printed before, or could have been: it says so.
    reprint: bool,
    view: Option<ZView>,
    paper: Scroll,
}

#[derive(Debug)]
pub enum Msg {
    Read(Box<Done<ZView>>),
    Saved(Result<String, Refusal>),
}

impl Report {
    #[must_use]
    pub const fn new(id: ZReportId, reprint: bool) -> Self {
        Self { id, reprint, view: None, paper: Scroll::new() }
    }

    fn there(&self, _: &Cx) -> Result<(), Why> {
        self.view.as_ref().map(|_| ()).ok_or(Why::Not)
    }

    fn lines(&self, columns: usize, cx: &Cx) -> Vec<String> {
        let lines = |view: &ZView| view.z.lines(columns, &*cx.look.words, self.reprint);
        self.view.as_ref().map_or_else(Vec::new, lines)
    }

    /// As the screen has room for it: of paper that is wider the amounts would be cut off.
    fn shown(&self, cx: &Cx) -> Vec<String> {
        let narrow = cx.look.layout == Layout::Phone;
        self.lines(if narrow { cx.outbox.columns.min(NARROW) } else { cx.outbox.columns }, cx)
    }

    fn save(&mut self, cx: &Cx) -> Effect<Msg> {
        let Some(view) = &self.view else { return Effect::None };
        let (folder, lines) = (cx.outbox.folder.clone(), self.lines(cx.outbox.columns, cx));
        let again = if self.reprint {
            format!("-{}", cx.now.local(cx.zone).format("%y%m%d%H%M%S"))
        } else {
            String::new()
        };
        let name = format!("Z-{:06}{again}.txt", view.z.number);
        Effect::write("file", move |_| async move {
            let saved = file::save_lines(folder, name, lines).await;
            Msg::Saved(saved.map(|path| path.display().to_string()))
        })
    }
}

impl Screen for Report {
    type Msg = Msg;
    const NAME: &'static str = "report";
    const ACTIONS: &'static [Action<Self, Msg>] = &[
        Action::new("report.close", "enter", |_, _| Effect::Close),
        Action::new("report.save", "f", Self::save).when(Self::there),
    ];

    fn load(&self, _: &Cx) -> Effect<Msg> {
        let z = self.id;
        Effect::read("report", move |desk| async move { Msg::Read(Box::new(desk.ask(OpenZ { z }).await)) })
    }

    fn update(&mut self, msg: Msg, cx: &Cx) -> Effect<Msg> {
        match msg {
            Msg::Read(read) => match *read {
                Ok(view) => {
                    self.view = Some(view);
                    Effect::None
                }
                Err(fault) => Effect::say(refused::notice(&fault, cx)),
            },
            Msg::Saved(Ok(path)) => {
                self.reprint = true;
                Effect::say(Notice::done(cx.fill("app-file_saved", &[("path", path.into())])))
            }
            Msg::Saved(Err(refusal)) => Effect::say(cx.refused(&refusal)),
        }
    }

    fn moves(&self) -> Moves {
        Moves::ROWS
    }

    fn moved(&mut self, to: Move, cx: &Cx) -> Effect<Msg> {
        self.paper.go(to, self.shown(cx).len());
        Effect::None
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let number = self.view.as_ref().map_or_else(String::new, |view| format!("Z {}", view.z.number));
        let inside = panel::panel(buffer, area, &number, &cx.look);
        let lines = self.shown(cx);
        let in_sight = self.paper.in_sight(lines.len(), inside.height);
        for (y, line) in (inside.top()..inside.bottom()).zip(&lines[in_sight]) {
            text::put(buffer, (inside.x + 1, y), line, inside.width.saturating_sub(1), theme.text, theme);
        }
    }
}
