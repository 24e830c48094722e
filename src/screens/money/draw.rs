//! The numbers to look at rather than to read: boxes, bars, shares, the heat of the week.

use chrono::Datelike;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Books, sheet};
use crate::app::Cx;
use crate::desk::report::{Heat, Report};
use crate::domain::money::Money;
use crate::domain::report::{Figure, Length};
use crate::paper::figures::Value;
use crate::ui::{Layout, Look, panel, text};

/// The figures at the top, the one in hand marked: whether more of it is good news.
const TILES: [(&str, Figure, bool); 4] = [
    ("money-income", Figure::Received, true),
    ("money-spent", Figure::Expenses, false),
    ("money-net", Figure::NetCash, true),
    ("money-unpaid", Figure::Receivables, false),
];

/// The figures at the top that there is room for.
pub fn tiles(look: &Look) -> impl ExactSizeIterator<Item = Figure> {
    let count = if look.layout == Layout::Phone { 3 } else { TILES.len() };
    TILES.iter().take(count).map(|(_, figure, _)| *figure)
}

/// The figures at the top, each with its change against the span before.
pub fn boxes(buffer: &mut Buffer, area: Rect, report: &Report, this: &Books, cx: &Cx) {
    let before = this.before.as_deref();
    let shown = tiles(&cx.look).len();
    let wide = area.width / u16::try_from(shown).unwrap_or(1);
    for (nth, (title, figure, good)) in (0..).zip(&TILES[..shown]) {
        let last = usize::from(nth) + 1 == shown;
        let x = area.x + nth * wide;
        let place = Rect { x, width: if last { area.right() - x } else { wide }, ..area };
        let inside = panel::framed(buffer, place, &named(title, report, place.width, cx), &cx.look);
        let theme = &cx.look.theme;
        let of = |report: &Report| match sheet::value(report, *figure, &cx.look.words).0 {
            Value::Money(amount) => amount,
            _ => Money::ZERO,
        };
        let now = of(report);
        let long = cx.look.currency.shown(now);
        let fits = text::width(&long) <= usize::from(inside.width);
        let told = if fits { long } else { cx.look.currency.short(now, cx.look.words.language()) };
        let style = if this.tile(&cx.look) == Some(usize::from(nth)) {
            theme.selected(theme.text)
        } else {
            theme.text
        };
        text::put(buffer, (inside.x, inside.y), &told, inside.width, style, theme);
        let Some(before) = before.filter(|_| inside.height > 1) else { continue };
        let (line, style) = change((now, of(before)), before, *good, (this.length, inside.width), cx);
        text::put(buffer, (inside.x, inside.y + 1), &line, inside.width, style, theme);
    }
}

/// The net cash is not the two figures beside it subtracted where the owner paid something: then its name says so, if
/// there is room for it.
fn named(title: &'static str, report: &Report, width: u16, cx: &Cx) -> String {
    let owner =
        i128::from(report.received.0) - i128::from(report.expenses.0) != i128::from(report.net_cash.0);
    let without = (title == "money-net" && owner).then(|| cx.text("money-net_without"));
    let fits = |name: &String| text::width(name) + 4 <= usize::from(width);
    without.filter(fits).unwrap_or_else(|| cx.text(title))
}

/// What the span is compared with, in as few cells as can be: `25 Oct – 3 Nov`, `October`.
pub fn compared(before: &Report, length: Length, cx: &Cx) -> String {
    let (from, to) = (before.from, before.to);
    let short = |day| cx.look.words.short_day(day, cx.today());
    let span = match length {
        Length::Month if Length::Month.around(from) == (from, to) => cx.look.words.month(from),
        _ if from == to => short(from),
        _ if from.with_day(1) == to.with_day(1) => format!("{}–{}", from.day(), short(to)),
        _ => format!("{} – {}", short(from), short(to)),
    };
    cx.fill("money-than", &[("span", span.into())])
}

/// `+12% vs 16–22 Nov` in words and signs: the direction is never the colour alone. Where there is no room for what it
/// is compared with, the title says it.
fn change(
    (now, then): (Money, Money),
    before: &Report,
    good: bool,
    (length, room): (Length, u16),
    cx: &Cx,
) -> (String, Style) {
    let theme = &cx.look.theme;
    let than = compared(before, length, cx);
    let fitting = |long: String, short: String| {
        if text::width(&long) <= usize::from(room) { long } else { short.trim_end().to_owned() }
    };
    let by = i128::from(now.0) - i128::from(then.0);
    let percent = match i128::from(then.0).abs() {
        0 => None,
        // Half up.
        then => Some(((by.abs() * 200 + then) / (then * 2)).min(9_999)),
    };
    let Some(percent) = percent.filter(|percent| *percent > 0) else {
        let id = if by == 0 || percent.is_some() { "money-same" } else { "money-new" };
        let word = |span: &str| cx.fill(id, &[("span", span.to_owned().into())]);
        return (fitting(word(&than), word("")), theme.dim);
    };
    let sign = if by > 0 { "+" } else { "\u{2212}" };
    let line = fitting(format!("{sign}{percent}% {than}"), format!("{sign}{percent}%"));
    (line, if (by > 0) == good { theme.ok } else { theme.warn })
}

/// Bars, one per day, as high as there is room.
pub fn bars(buffer: &mut Buffer, area: Rect, report: &Report, cx: &Cx) {
    let theme = &cx.look.theme;
    let told = |day: &crate::desk::report::DayFigures| day.received;
    let most = report.days.iter().map(told).max().unwrap_or_default();
    let best = report.days.iter().rev().max_by_key(|day| told(day));
    let title = match best.filter(|_| most > Money::ZERO) {
        Some(day) => {
            let facts = [
                ("amount", cx.look.currency.short(most, cx.look.words.language()).into()),
                ("day", format!("{} {}", day.day.day(), cx.look.words.month(day.day)).into()),
            ];
            let whole = cx.fill("money-bars", &facts);
            let edge = if cx.look.layout == Layout::Phone { 0 } else { 4 };
            let fits = text::width(&whole) + edge <= usize::from(area.width);
            if fits { whole } else { cx.fill("money-bars_short", &facts[..1]) }
        }
        None => cx.text("money-bars_none"),
    };
    let inside = panel::panel(buffer, area, &title, &cx.look);
    let count = u16::try_from(report.days.len()).unwrap_or(u16::MAX);
    if inside.height < 2 || count == 0 || most <= Money::ZERO {
        return;
    }
    // As wide as fits: bars of two or three cells with a gap, else one cell a day; of what is longer, the end.
    let each = [4, 3, 2, 1].into_iter().find(|each| count.saturating_mul(*each) <= inside.width).unwrap_or(1);
    let bar = each.saturating_sub(1).max(1);
    let first = usize::from(count.saturating_sub(inside.width / each));
    let height = inside.height - 1;
    for (x, day) in (inside.x..inside.right()).step_by(usize::from(each)).zip(&report.days[first..]) {
        let amount = told(day).0.max(0);
        // Two levels in each cell.
        let level = level(amount, most.0, height * 2);
        for nth in 0..height {
            let full = u16::min(level.saturating_sub(nth * 2), 2);
            if full > 0 {
                let sign = theme.glyphs.bar[usize::from(full)].repeat(usize::from(bar));
                let y = inside.bottom() - 2 - nth;
                text::put(buffer, (x, y), &sign, bar, theme.accent, theme);
            }
        }
        let number = day.day.day();
        // Under narrow bars every fifth day has its number; the days beside it leave it the room.
        if each >= 3 || number % 5 == 0 {
            let label = if each == 1 { format!("{}", number % 10) } else { format!("{number:02}") };
            text::put(buffer, (x, inside.bottom() - 1), &label, each.max(2), theme.dim, theme);
        }
    }
}

/// How much of `steps` an amount is; whatever is more than nothing is seen.
fn level(amount: i64, most: i64, steps: u16) -> u16 {
    if amount <= 0 || most <= 0 || steps == 0 {
        return 0;
    }
    let exact = (i128::from(amount) * i128::from(steps) + i128::from(most) / 2) / i128::from(most);
    u16::try_from(exact).unwrap_or(steps).clamp(1, steps)
}

/// A share of the largest as a bar of cells.
#[must_use]
pub fn share(amount: Money, most: Money, cells: u16, cx: &Cx) -> String {
    cx.look.theme.glyphs.bar[2].repeat(usize::from(level(amount.0, most.0, cells)))
}

/// One line of the days: three levels.
#[must_use]
pub fn spark(report: &Report, cells: usize, cx: &Cx) -> String {
    let all: Vec<i64> = report.days.iter().map(|day| day.earned.0.max(0)).collect();
    let most = all.iter().copied().max().unwrap_or(0);
    let from = all.len().saturating_sub(cells);
    all[from..].iter().map(|amount| cx.look.theme.glyphs.bar[usize::from(level(*amount, most, 2))]).collect()
}

/// When people come: weekdays down, hours across.
pub fn heat(buffer: &mut Buffer, area: Rect, all: &[Heat], cx: &Cx) {
    let theme = &cx.look.theme;
    let Some(first) = all.iter().map(|one| one.hour).min() else {
        panel::say(buffer, area, &cx.text("money-nothing"), theme.dim, &cx.look);
        return;
    };
    let last = all.iter().map(|one| one.hour).max().unwrap_or(first);
    let most = all.iter().map(|one| one.visits).max().unwrap_or(1);
    let names = cx.text("date-weekdays");
    let hours = u16::try_from(last - first + 1).unwrap_or(1);
    let each = ((area.width.saturating_sub(6)) / hours).clamp(2, 6);
    for hour in first..=last {
        let x = area.x + 6 + u16::try_from(hour - first).unwrap_or(0) * each;
        text::put(buffer, (x, area.y), &format!("{hour:02}"), each, theme.dim, theme);
    }
    let [half, full] = theme.glyphs.shade;
    let signs = [" ", half, full, theme.glyphs.bar[2]];
    for (y, (weekday, name)) in (area.y + 1..area.bottom()).zip((1..).zip(names.split_whitespace())) {
        text::put(buffer, (area.x + 1, y), name, 4, theme.dim, theme);
        for one in all.iter().filter(|one| one.weekday == weekday) {
            let x = area.x + 6 + u16::try_from(one.hour - first).unwrap_or(0) * each;
            let sign = signs[usize::from(level(one.visits, most, 3))].repeat(usize::from(each - 1));
            text::put(buffer, (x, y), &sign, each - 1, theme.accent, theme);
        }
    }
}
