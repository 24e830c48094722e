//! X: the figures on one side, what is unfinished and what moved the cash on the other; one above the other on a phone.

use chrono::{Datelike, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::whole::more;
use super::{Drawer, Row};
use crate::app::Cx;
use crate::desk::drawer::{DrawerView, XView};
use crate::domain::drawer::MoveKind;
use crate::domain::money::Money;
use crate::ui::{Column, Layout, Theme, panel, text};

/// A line of figures: its words, its amount, how loud it is.
pub(super) type Figure = (String, String, Style);

/// Words at the left, an amount at the right that is never cut.
pub(super) fn pair(buffer: &mut Buffer, line: Rect, (words, amount, style): &Figure, cx: &Cx) {
    let theme = &cx.look.theme;
    let wide = u16::try_from(text::width(amount)).unwrap_or(u16::MAX);
    // A blank before the amount, whatever has to be cut for it.
    let room = line.width.saturating_sub(wide + if wide > 0 { 3 } else { 2 });
    text::put(buffer, (line.x + 1, line.y), words, room, *style, theme);
    text::put_right(buffer, (line.x, line.y), amount, line.width.saturating_sub(1), *style, theme);
}

pub(super) fn figures(buffer: &mut Buffer, area: Rect, figures: &[Figure], cx: &Cx) {
    for (y, figure) in (area.top()..area.bottom()).zip(figures) {
        pair(buffer, Rect { y, height: 1, ..area }, figure, cx);
    }
}

/// Nobody has a drawer open here.
pub(super) fn nothing_open(drawers: &[DrawerView], buffer: &mut Buffer, area: Rect, cx: &Cx) {
    let theme = &cx.look.theme;
    let inside = panel::panel(buffer, area, &cx.text("screen-drawer"), &cx.look);
    let mut lines = vec![(cx.text("drawer-none"), theme.text)];
    for drawer in drawers {
        let line = match &drawer.open {
            Some(open) => {
                let at = cx.look.moment(open.opened_at.local(cx.zone));
                let facts = [
                    ("drawer", drawer.name.as_str().into()),
                    ("who", open.opened_by.as_str().into()),
                    ("at", at.into()),
                ];
                cx.fill("drawer-open_elsewhere", &facts)
            }
            None => cx.fill("drawer-shut", &[("drawer", drawer.name.as_str().into())]),
        };
        lines.push((line, theme.dim));
    }
    let mut y = inside.y;
    for (line, style) in lines {
        for part in text::wrap(&line, usize::from(inside.width.saturating_sub(2))) {
            if y < inside.bottom() {
                text::put(buffer, (inside.x + 1, y), &part, inside.width.saturating_sub(1), style, theme);
                y += 1;
            }
        }
    }
}

pub(super) fn session(this: &Drawer, x: &XView, buffer: &mut Buffer, area: Rect, cx: &Cx) {
    let lines = lines(x, cx);
    let tall = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let (left, right) = if cx.look.layout == Layout::Phone {
        let upper = (tall + 1).min(area.height.saturating_sub(4));
        (Rect { height: upper, ..area }, Rect { y: area.y + upper, height: area.height - upper, ..area })
    } else {
        let wide = if cx.look.layout == Layout::Wide { area.width / 2 } else { 38 };
        (Rect { width: wide, ..area }, Rect { x: area.x + wide, width: area.width - wide, ..area })
    };
    let inside = panel::panel(buffer, left, &title(x, cx), &cx.look);
    let room = usize::from(inside.height);
    if lines.len() <= room {
        figures(buffer, inside, &lines, cx);
    } else {
        let all = lines.len();
        let mut seen = that_fit(lines, room.saturating_sub(1), &cx.look.theme);
        seen.truncate(room.saturating_sub(1));
        seen.push(more(all - seen.len(), cx));
        figures(buffer, inside, &seen, cx);
    }
    beside(this, x, buffer, right, cx);
}

/// Where there is no room for all of them, what is told for completeness only goes first: what should be in the drawer
/// stands last and stays.
fn that_fit(mut lines: Vec<Figure>, room: usize, theme: &Theme) -> Vec<Figure> {
    // After that the ways to pay, of which the first are used most.
    for less in [theme.dim, theme.text] {
        while lines.len() > room {
            let Some(last) = lines.iter().rposition(|(.., style)| *style == less) else { break };
            lines.remove(last);
        }
    }
    lines
}

fn title(x: &XView, cx: &Cx) -> String {
    let opened = x.opened_at.local(cx.zone);
    let today = opened.date() == cx.today();
    let since = if today { cx.look.words.time(opened.time()) } else { cx.look.moment(opened) };
    let dot = cx.look.theme.glyphs.dot;
    format!("{} {dot} {} {dot} {since}", x.drawer, x.opened_by)
}

pub(super) fn lines(x: &XView, cx: &Cx) -> Vec<Figure> {
    let theme = &cx.look.theme;
    let shown = |amount| cx.look.currency.shown(amount);
    let hidden = || cx.text("drawer-hidden");
    let some = |amount: Option<Money>| amount.map_or_else(hidden, shown);
    let counted = |name: &str, count: i64| format!("{name} ({count})");
    let mut lines = vec![(cx.text("drawer-float"), shown(x.float), theme.text)];
    if x.opening_difference != Money::ZERO {
        lines.push((cx.text("drawer-opening_difference"), shown(x.opening_difference), theme.warn));
    }
    for method in &x.methods {
        lines.push((counted(&method.name, method.count), some(method.amount), theme.text));
    }
    for (id, kind, sign) in [
        ("drawer-in", MoveKind::PaidIn, 1),
        ("drawer-out", MoveKind::PaidOut, -1),
        ("drawer-safe", MoveKind::Drop, -1),
    ] {
        let of: Vec<_> = x.moves.iter().filter(|one| one.kind == kind).collect();
        if !of.is_empty() {
            let sum: i64 = of.iter().map(|one| one.amount.0).sum();
            lines.push((
                counted(&cx.text(id), i64::try_from(of.len()).unwrap_or(i64::MAX)),
                shown(Money(sign * sum)),
                theme.text,
            ));
        }
    }
    for (id, off) in [("drawer-refunds", x.refunds), ("drawer-voids", x.voids)] {
        if off.count > 0 {
            lines.push((counted(&cx.text(id), off.count), some(off.amount), theme.dim));
        }
    }
    for (id, tally) in
        [("drawer-discounts", x.discounts), ("drawer-rounding", x.rounding), ("drawer-failed", x.failed)]
    {
        if tally.count > 0 {
            lines.push((counted(&cx.text(id), tally.count), shown(tally.amount), theme.dim));
        }
    }
    for series in &x.receipts {
        let span = format!("{} {} {}", series.first, theme.glyphs.line[0], series.last);
        lines.push((counted(&cx.text("drawer-receipts"), series.count), span, theme.dim));
    }
    if !x.waiting.is_empty() {
        let sum: i64 = x.waiting.iter().map(|one| one.amount.0).sum();
        let count = i64::try_from(x.waiting.len()).unwrap_or(i64::MAX);
        lines.push((counted(&cx.text("drawer-waiting"), count), shown(Money(sum)), theme.warn));
    }
    lines.push((cx.text("drawer-expected"), some(x.expected), theme.accent));
    if let (Some(counted), Some(difference)) = (x.counted, x.difference) {
        lines.push((cx.text("drawer-counted"), shown(counted), theme.accent));
        let style = if difference == Money::ZERO { theme.ok } else { theme.warn };
        lines.push((cx.text("drawer-difference"), shown(difference), style));
    }
    lines
}

const COLUMNS: &[Column] =
    &[Column::new("", 5), Column::new("", 10).grows().key(), Column::new("", 13).right()];

fn beside(this: &Drawer, x: &XView, buffer: &mut Buffer, area: Rect, cx: &Cx) {
    let theme = &cx.look.theme;
    let count = x.unfinished.len();
    let title = if count > 0 {
        cx.fill("drawer-to_pay", &[("count", count.into())])
    } else {
        cx.text("drawer-moves")
    };
    let inside = panel::panel(buffer, area, &title, &cx.look);
    let rows = this.rows();
    if rows.is_empty() {
        panel::say(buffer, inside, &cx.text("drawer-no_moves"), theme.dim, &cx.look);
        return;
    }
    this.list.draw(buffer, inside, &cx.look, COLUMNS, |at, cells| match rows.get(at) {
        Some(Row::Visit(at)) => {
            let visit = &x.unfinished[*at];
            cells.styled(0, &short(visit.business_day, cx), theme.dim);
            cells.text(1, &visit.patient);
            cells.styled(2, &cx.look.currency.shown(visit.due), theme.warn);
        }
        Some(Row::Move(at)) => {
            let moved = &x.moves[*at];
            cells.styled(0, &cx.look.words.time(moved.at.local(cx.zone).time()), theme.dim);
            cells.text(1, &format!("{}: {}", cx.text(word(moved.kind)), moved.reason));
            let amount = match moved.kind {
                MoveKind::PaidIn => cx.look.currency.shown(moved.amount),
                MoveKind::PaidOut | MoveKind::Drop => cx.look.currency.shown(Money(-moved.amount.0)),
                MoveKind::NoSale => String::new(),
            };
            cells.text(2, &amount);
        }
        None => {}
    });
}

/// `20/11`, as wide as a time of the day beside it; of another year the year.
fn short(day: NaiveDate, cx: &Cx) -> String {
    day.format(if day.year() == cx.today().year() { "%d/%m" } else { "%Y" }).to_string()
}

/// A kind of move, in words.
pub(super) const fn word(kind: MoveKind) -> &'static str {
    match kind {
        MoveKind::PaidIn => "drawer-in",
        MoveKind::PaidOut => "drawer-out",
        MoveKind::Drop => "drawer-safe",
        MoveKind::NoSale => "drawer-no_sale_word",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::Colours;

    #[test]
    fn what_should_be_in_the_drawer_is_seen_however_little_room_there_is() {
        let theme = Theme::new(crate::config::Theme::Terminal, Colours::Sixteen, false);
        let line = |name: &str, style| (name.to_owned(), String::new(), style);
        let all = vec![
            line("float", theme.text),
            line("cash", theme.text),
            line("card", theme.text),
            line("receipts", theme.dim),
            line("expected", theme.accent),
        ];
        let told = |room| {
            let lines = that_fit(all.clone(), room, &theme);
            lines.iter().map(|(name, ..)| name.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(told(9).len(), 5);
        assert_eq!(told(4), ["float", "cash", "card", "expected"]);
        assert_eq!(told(3), ["float", "cash", "expected"]);
        assert_eq!(told(2), ["float", "expected"]);
    }
}
