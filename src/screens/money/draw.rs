//! The numbers to look at rather than to read: boxes, bars, shares, the heat of the week.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::Cx;
use crate::desk::report::{Heat, Report};
use crate::domain::money::Money;
use crate::domain::report::Length;
use crate::ui::{Layout, panel, text};

/// The four figures at the top, each with its change against the span before.
pub fn boxes(
    buffer: &mut Buffer,
    area: Rect,
    report: &Report,
    before: Option<&Report>,
    length: Length,
    cx: &Cx,
) {
    type Of = fn(&Report) -> Money;
    const ALL: [(&str, Of, bool); 4] = [
        ("money-income", |report| report.received, true),
        ("money-spent", |report| report.expenses, false),
        ("money-net", |report| report.net_cash, true),
        ("money-unpaid", |report| report.receivables.end, false),
    ];
    let phone = cx.look.layout == Layout::Phone;
    let shown = if phone { &ALL[..3] } else { &ALL[..] };
    let wide = area.width / u16::try_from(shown.len()).unwrap_or(1);
    for (nth, (title, of, good)) in (0..).zip(shown) {
        let last = usize::from(nth) + 1 == shown.len();
        let x = area.x + nth * wide;
        let place = Rect { x, width: if last { area.right() - x } else { wide }, ..area };
        let inside = panel::framed(buffer, place, &cx.text(title), &cx.look);
        let theme = &cx.look.theme;
        let now = of(report);
        let figure = |amount: Money| {
            let long = cx.look.currency.shown(amount);
            if text::width(&long) > usize::from(inside.width) { cx.look.currency.short(amount) } else { long }
        };
        text::put(buffer, (inside.x, inside.y), &figure(now), inside.width, theme.text, theme);
        let Some(then) = before.map(of) else { continue };
        let since = before.map_or(report.from, |before| before.from);
        if inside.height > 1 {
            let (line, style) = change((now, then), since, *good, length, cx);
            text::put(buffer, (inside.x, inside.y + 1), &line, inside.width, style, theme);
        }
    }
}

/// `▲ 12 %` in words and signs: the direction is never the colour alone.
fn change(
    (now, then): (Money, Money),
    since: NaiveDate,
    good: bool,
    length: Length,
    cx: &Cx,
) -> (String, Style) {
    let theme = &cx.look.theme;
    let span = match length {
        Length::Day | Length::Week | Length::Span => {
            format!("{} {}", chrono::Datelike::day(&since), cx.look.words.month(since))
        }
        Length::Month => cx.look.words.month(since),
    };
    // On a phone there is room for the figure alone.
    let phone = cx.look.layout == Layout::Phone;
    let than = if phone { String::new() } else { cx.fill("money-than", &[("span", span.into())]) };
    let by = i128::from(now.0) - i128::from(then.0);
    if then.0 == 0 || by == 0 {
        let word = if by == 0 { "money-same" } else { "money-new" };
        return (cx.fill(word, &[("span", than.into())]).trim_end().to_owned(), theme.dim);
    }
    let percent = (by * 100 / i128::from(then.0).abs()).abs().min(9_999);
    let sign = if by > 0 { "+" } else { "\u{2212}" };
    let line = if cx.look.layout == Layout::Phone {
        format!("{sign}{percent}%")
    } else {
        format!("{sign}{percent}% {than}")
    };
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
                ("amount", cx.look.currency.short(most).into()),
                (
                    "day",
                    format!("{} {}", chrono::Datelike::day(&day.day), cx.look.words.month(day.day)).into(),
                ),
            ];
            cx.fill("money-bars", &facts)
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
        let number = chrono::Datelike::day(&day.day);
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
        text::put(buffer, (area.x + 1, area.y), &cx.text("money-nothing"), area.width, theme.dim, theme);
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
