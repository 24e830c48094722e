//! What was counted beside what should be there, and what is still to be said.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::close::Close;
use super::draw::{Figure, figures};
use super::to_say::Row;
use super::whole::more;
use crate::app::Cx;
use crate::desk::drawer::XView;
use crate::domain::drawer::{Decision, matters};
use crate::domain::money::Money;
use crate::ui::{Column, Layout, panel};

const COLUMNS: &[Column] =
    &[Column::new("", 1), Column::new("", 12).grows().key(), Column::new("", 13).right()];

pub(super) fn close(this: &Close, x: &XView, buffer: &mut Buffer, area: Rect, cx: &Cx) {
    let lines = lines(this, x, cx);
    let (left, right) = if cx.look.layout == Layout::Phone {
        let upper = (u16::try_from(lines.len()).unwrap_or(u16::MAX) + 1).min(area.height / 2);
        (Rect { height: upper, ..area }, Rect { y: area.y + upper, height: area.height - upper, ..area })
    } else {
        let wide = if cx.look.layout == Layout::Wide { 44 } else { 34 };
        (Rect { width: wide, ..area }, Rect { x: area.x + wide, width: area.width - wide, ..area })
    };
    let title = format!("{} {} {}", x.drawer, cx.look.theme.glyphs.dot, x.opened_by);
    let inside = panel::panel(buffer, left, &title, &cx.look);
    // On a small screen the comparison itself matters most, then what waits.
    let end = lines.len() - x.waiting.len();
    let room = usize::from(inside.height);
    if lines.len() <= room {
        figures(buffer, inside, &lines, cx);
    } else {
        let from = end.saturating_sub(room.saturating_sub(1));
        let mut seen: Vec<Figure> = lines[from..].iter().take(room.saturating_sub(1)).cloned().collect();
        seen.push(more(lines.len() - seen.len(), cx));
        figures(buffer, inside, &seen, cx);
    }
    let inside = panel::panel(buffer, right, &cx.text("close-to_say"), &cx.look);
    rows(this, x, buffer, inside, cx);
}

pub(super) fn lines(this: &Close, x: &XView, cx: &Cx) -> Vec<Figure> {
    let theme = &cx.look.theme;
    let shown = |amount| cx.look.currency.shown(amount);
    let mut lines: Vec<Figure> = Vec::new();
    if let Some(cash) = x.cash {
        for (id, amount) in [
            ("drawer-float", cash.float),
            ("close-cash", cash.taken),
            ("drawer-in", cash.paid_in),
            ("drawer-out", Money(-cash.paid_out.0)),
            ("drawer-safe", Money(-cash.dropped.0)),
        ] {
            // What was not moved makes room on a small screen for what adds up.
            if amount != Money::ZERO || cx.look.layout != Layout::Phone {
                lines.push((cx.text(id), shown(amount), theme.text));
            }
        }
    }
    if let Some(expected) = x.expected {
        lines.push((cx.text("drawer-expected"), shown(expected), theme.accent));
    }
    if let (Some(counted), Some(difference)) = (x.counted, x.difference) {
        lines.push((cx.text("drawer-counted"), shown(counted), theme.accent));
        let large = matters(difference, cx.desk.clinic().policies.drawer_tolerance);
        let style = match (difference == Money::ZERO, large) {
            (true, _) => theme.ok,
            (false, false) => theme.warn,
            (false, true) => theme.error,
        };
        lines.push((cx.text("drawer-difference"), shown(difference), style));
        lines.push((cx.text("close-to_safe"), shown(Money(counted.0 - this.stays(cx).0)), theme.dim));
    }
    if let Some(came) = this.came_in(x) {
        lines.push((cx.text("close-came_in"), came.to_string(), theme.warn));
    }
    // Nobody has to wait for them, but somebody has to look.
    for waiting in &x.waiting {
        let words = format!("{} {} {}", theme.glyphs.unconfirmed, waiting.method, waiting.patient);
        lines.push((words, shown(waiting.amount), theme.warn));
    }
    lines
}

fn rows(this: &Close, x: &XView, buffer: &mut Buffer, area: Rect, cx: &Cx) {
    let theme = &cx.look.theme;
    let shown = |amount| cx.look.currency.shown(amount);
    let (yes, open) = ((theme.glyphs.done, theme.ok), (theme.glyphs.unconfirmed, theme.warn));
    let rows = this.rows();
    let slips = this.slips();
    this.list.draw(buffer, area, &cx.look, COLUMNS, |at, cells| match rows.get(at) {
        Some(Row::Difference) => {
            let difference = x.difference.unwrap_or_default();
            let large = matters(difference, cx.desk.clinic().policies.drawer_tolerance);
            let said = !large || x.accepted || !this.note.is_empty();
            let (sign, style) = if said { yes } else { open };
            cells.styled(0, sign, style);
            let words = if this.note.is_empty() { cx.text("close-no_note") } else { this.note.clone() };
            cells.text(1, &format!("{}: {words}", cx.text("drawer-difference")));
            cells.styled(2, &shown(difference), style);
        }
        Some(Row::Method(at)) => {
            let Some(method) = slips.get(*at) else { return };
            let said = this.methods.get(&method.method);
            let (sign, style) = if this.compared(method) { yes } else { open };
            cells.styled(0, sign, style);
            let note = said.map(|said| said.note.as_str()).filter(|note| !note.is_empty());
            let note = note.map_or_else(String::new, |note| format!(": {note}"));
            cells.text(1, &format!("{} ({}){note}", method.name, method.count));
            let amount = said.map_or(method.amount.unwrap_or_default(), |said| said.amount);
            let differs = said.is_some_and(|said| Some(said.amount) != method.amount);
            cells.styled(2, &shown(amount), if differs { theme.warn } else { theme.text });
        }
        Some(Row::Visit(at)) => {
            let Some(visit) = x.unfinished.get(*at) else { return };
            let said = this.visits.get(&visit.booking);
            let (sign, style) = if said.is_some() { yes } else { open };
            cells.styled(0, sign, style);
            let (word, note) = match said {
                None => ("close-unpaid", ""),
                Some((Decision::Carried, note)) => ("close-carried", note.as_str()),
                Some((Decision::Receivable, note)) => ("close-owed", note.as_str()),
            };
            let note = if note.is_empty() { String::new() } else { format!(" {} {note}", theme.glyphs.dot) };
            cells.text(1, &format!("{}: {}{note}", cx.text(word), visit.patient));
            cells.text(2, &shown(visit.due));
        }
        Some(Row::Left) => {
            cells.styled(0, yes.0, yes.1);
            cells.text(1, &cx.text("close-stays"));
            cells.text(2, &shown(this.stays(cx)));
        }
        None => {}
    });
}
