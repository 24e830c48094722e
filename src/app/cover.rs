//! Eyes that should not be there: one key empties the screen at once, and any key brings it back as it was. It is no
//! lock, nobody has to say who they are.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::engine::App;
use super::screen::Cx;
use crate::ui::text;

impl App {
    /// Shows nothing until something is done at the terminal.
    pub(super) fn cover(&mut self) {
        self.covered = true;
        self.pending.clear();
        self.notice = None;
        self.all_anew();
    }

    /// Shows everything again, if it is covered; what was done to that end does nothing else.
    pub(super) fn uncovered(&mut self) -> bool {
        let was = std::mem::take(&mut self.covered);
        self.stale |= was;
        was
    }

    /// Every cell is sent again, and what can be scrolled back to is emptied.
    pub(super) fn all_anew(&mut self) {
        (self.stale, self.redraw, self.forget) = (true, true, true);
    }

    /// Whether the terminal has to forget what can be scrolled back to.
    pub fn take_forget(&mut self) -> bool {
        std::mem::take(&mut self.forget)
    }

    pub(super) fn draw_cover(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        if theme.ground != Style::new() {
            frame.buffer_mut().set_style(area, theme.ground);
        }
        let lines = text::wrap(&cx.text("app-covered"), usize::from(area.width));
        let top = area.y + area.height / 2;
        for (y, line) in (top..area.bottom()).zip(lines) {
            let room = usize::from(area.width).saturating_sub(text::width(&line));
            let x = area.x + u16::try_from(room / 2).unwrap_or(0);
            text::put(frame.buffer_mut(), (x, y), &line, area.right() - x, theme.dim, theme);
        }
    }
}
