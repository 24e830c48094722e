//! How the trail looks: the rows, and beside or below them what the one in hand says, field by field.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Trail, words};
use crate::app::Cx;
use crate::desk::trail::{Change, TrailLine, reads_after_owners};
use crate::ui::{Column, Layout, panel, text};

const COLUMNS: &[Column] = &[
    Column::new("trail-at", 12),
    // On a phone what was done counts more; who did it stands below.
    Column::new("trail-who", 18).from(Layout::Base),
    Column::new("trail-act", 22).grows().key(),
    Column::new("trail-where", 12).from(Layout::Wide),
];

impl Trail {
    /// What whoever is here is not shown is said.
    fn title(&self, cx: &Cx) -> String {
        let title = cx.text("screen-trail");
        match cx.desk.who() {
            Some(who) if !reads_after_owners(who.role_now()) => {
                [&title, " ", cx.look.theme.glyphs.dot, " ", &cx.text("trail-without_owners")].concat()
            }
            _ => title,
        }
    }

    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let (list, beside) = if cx.look.layout == Layout::Wide {
            let width = area.width / 2;
            (Rect { width, ..area }, Rect { x: area.x + width, width: area.width - width, ..area })
        } else {
            // As much as it says, as long as some rows of the list are seen.
            let width = area.width.saturating_sub(4);
            let says = self.line().map_or(0, |line| said(line, width, cx).len() as u16);
            let below = says.saturating_add(2).clamp((area.height / 2).min(12), (area.height * 2 / 3).max(1));
            let list = Rect { height: area.height - below, ..area };
            (list, Rect { y: list.bottom(), height: below, ..area })
        };
        let inside = panel::panel(buffer, list, &self.title(cx), &cx.look);
        let Some(lines) = self.lines.as_ref().filter(|lines| !lines.is_empty()) else {
            if self.lines.is_some() {
                panel::say(buffer, inside, &cx.text("trail-none"), theme.dim, &cx.look);
            }
            return;
        };
        self.list.draw(buffer, inside, &cx.look, COLUMNS, |row, cells| {
            let Some(line) = lines.get(row) else { return };
            let style = if line.clock_back || line.clock_ahead { theme.warn } else { theme.dim };
            cells.styled(0, &words::moment(line.at, cx), style);
            cells.text(1, line.account.as_deref().unwrap_or("loket"));
            cells.text(2, &done(line, cx));
            cells.styled(3, &line.terminal, theme.dim);
        });
        if let Some(line) = self.line() {
            self.saying(buffer, beside, line, cx);
        }
    }
}

fn act(line: &TrailLine, cx: &Cx) -> String {
    cx.text(&format!("act-{}", line.act))
}

/// What was done, and to whom or what.
fn done(line: &TrailLine, cx: &Cx) -> String {
    let named = line.entity_id.and_then(|id| line.names.get(&id));
    match named {
        Some(named) => format!("{} {} {}", act(line, cx), cx.look.theme.glyphs.dot, named.name),
        None => act(line, cx),
    }
}

/// What one row says, line by line, none wider than `width`.
fn said(line: &TrailLine, width: u16, cx: &Cx) -> Vec<(String, Style)> {
    let theme = &cx.look.theme;
    let mut all = Vec::new();
    let mut put = |words: &str, style| {
        all.extend(text::wrap(words, usize::from(width)).into_iter().map(|part| (part, style)));
    };
    let dot = theme.glyphs.dot;
    let who = line.account.as_deref().unwrap_or("loket");
    let at = cx.look.moment(line.at.local(cx.zone));
    put(&format!("{at} {dot} {who} {dot} {}", line.terminal), theme.dim);
    if let Some(approver) = &line.approver {
        put(&cx.fill("trail-approved", &[("who", approver.as_str().into())]), theme.accent);
    }
    if !line.reason.is_empty() {
        put(&cx.fill("trail-reason", &[("reason", line.reason.as_str().into())]), theme.accent);
    }
    if line.clock_back {
        put(&cx.text("trail-clock_back"), theme.warn);
    }
    if line.clock_ahead {
        put(&cx.text("trail-clock_ahead"), theme.warn);
    }
    if line.erased {
        put(&cx.text("trail-erased"), theme.warn);
    }
    let about = words::about(line, cx);
    if let Some(about) = &about {
        put(about, theme.text);
    }
    // Whom it is about, and why, stand above already.
    let again = |change: &&Change| change.field == "reason" && change.after == line.reason;
    let fields = line.fields.iter().filter(|change| !again(change));
    for words in fields.filter_map(|change| words::line(change, &line.names, cx)) {
        if about.as_ref() != Some(&words) {
            put(&words, theme.text);
        }
    }
    all
}

impl Trail {
    /// Draws what a row says; where the room ends before it does, a part of it, and how many lines there are beside.
    fn saying(&self, buffer: &mut Buffer, area: Rect, line: &TrailLine, cx: &Cx) {
        let theme = &cx.look.theme;
        let title = format!("{} {} {}", line.seq, theme.glyphs.dot, act(line, cx));
        let inside = panel::panel(buffer, area, &title, &cx.look);
        let width = inside.width.saturating_sub(2);
        let all = said(line, width, cx);
        let room = usize::from(inside.height);
        let long = all.len() > room;
        self.long.set(long);
        let part = if long { room.saturating_sub(1).max(1) } else { room.max(1) };
        // After the last part comes the first again.
        let nth = if self.part_of == Some(line.seq) { self.part } else { 0 };
        let part_of = nth % all.len().div_ceil(part).max(1);
        for (y, (words, style)) in (inside.y..).zip(all.iter().skip(part_of * part).take(part)) {
            text::put(buffer, (inside.x + 1, y), words, width, *style, theme);
        }
        if let Some(y) = inside.bottom().checked_sub(1).filter(|_| long && room > 1) {
            let others = all.len() - all.len().saturating_sub(part_of * part).min(part);
            let more = cx.fill("trail-lines", &[("count", (others as i64).into())]);
            text::put(buffer, (inside.x + 1, y), &more, width, theme.dim, theme);
        }
    }
}
