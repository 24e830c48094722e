//! How the trail looks: the rows, and beside or below them what the one in hand says, field by field.

use chrono::DateTime;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use serde_json::Value;

use super::Trail;
use crate::app::Cx;
use crate::desk::trail::{Change, TrailLine};
use crate::domain::money::Money;
use crate::domain::time::Ts;
use crate::ui::{Column, Layout, panel, text};

const COLUMNS: &[Column] = &[
    Column::new("trail-at", 12),
    Column::new("trail-who", 14).grows(),
    Column::new("trail-act", 22).grows().key(),
    Column::new("trail-where", 12).from(Layout::Wide),
];

/// Fields that are amounts of money.
const AMOUNTS: &[&str] = &[
    "amount",
    "price",
    "unit_price",
    "deposit",
    "float",
    "opening_float",
    "expected",
    "counted",
    "difference",
    "left_in",
    "total",
    "paid",
    "due",
    "tendered",
    "change",
    "voided",
    "kept",
    "credit",
];

impl Trail {
    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let (list, beside) = if cx.look.layout == Layout::Wide {
            let width = area.width / 2;
            (Rect { width, ..area }, Rect { x: area.x + width, width: area.width - width, ..area })
        } else {
            let below = (area.height / 2).min(12);
            let list = Rect { height: area.height - below, ..area };
            (list, Rect { y: list.bottom(), height: below, ..area })
        };
        let inside = panel::panel(buffer, list, &cx.text("screen-trail"), &cx.look);
        let Some(lines) = self.lines.as_ref().filter(|lines| !lines.is_empty()) else {
            if self.lines.is_some() {
                let room = inside.width.saturating_sub(1);
                text::put(buffer, (inside.x + 1, inside.y), &cx.text("trail-none"), room, theme.dim, theme);
            }
            return;
        };
        self.list.draw(buffer, inside, &cx.look, COLUMNS, |row, cells| {
            let Some(line) = lines.get(row) else { return };
            let style = if line.clock_back { theme.warn } else { theme.dim };
            cells.styled(0, &moment(line.at, cx), style);
            cells.text(1, line.account.as_deref().unwrap_or("loket"));
            cells.text(2, &act(line, cx));
            cells.styled(3, &line.terminal, theme.dim);
        });
        if let Some(line) = self.line() {
            said(buffer, beside, line, cx);
        }
    }
}

/// `20/11 10:05`.
fn moment(at: Ts, cx: &Cx) -> String {
    let local = at.local(cx.zone);
    format!("{} {}", local.format("%d/%m"), cx.look.words.time(local.time()))
}

fn act(line: &TrailLine, cx: &Cx) -> String {
    cx.text(&format!("act-{}", line.act))
}

/// What one row says.
fn said(buffer: &mut Buffer, area: Rect, line: &TrailLine, cx: &Cx) {
    let theme = &cx.look.theme;
    let title = format!("{} {} {}", line.seq, theme.glyphs.dot, act(line, cx));
    let inside = panel::panel(buffer, area, &title, &cx.look);
    let width = inside.width.saturating_sub(2);
    let mut y = inside.y;
    let mut put = |words: &str, style| {
        for part in text::wrap(words, usize::from(width)) {
            if y < inside.bottom() {
                text::put(buffer, (inside.x + 1, y), &part, width, style, theme);
                y += 1;
            }
        }
    };
    let dot = theme.glyphs.dot;
    let who = line.account.as_deref().unwrap_or("loket");
    let at = cx.look.words.moment(line.at.local(cx.zone));
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
    if line.erased {
        put(&cx.text("trail-erased"), theme.warn);
    }
    for change in line.fields.iter().filter(|change| !internal(&change.field)) {
        put(&format!("{}: {}", field(&change.field, cx), words(change, cx)), theme.text);
    }
}

/// What only the program needs to know.
fn internal(field: &str) -> bool {
    let name = field.rsplit('.').next().unwrap_or(field);
    matches!(name, "version" | "updated_at" | "updated_by" | "id") || name.ends_with("_id")
}

/// The words for a field; one that has none keeps its name in the books.
fn field(name: &str, cx: &Cx) -> String {
    let last = name.rsplit('.').next().unwrap_or(name);
    let id = format!("field-{last}");
    if cx.look.words.has(&id, None) { cx.text(&id) } else { last.replace('_', " ") }
}

/// What it became, and before that what it was.
fn words(change: &Change, cx: &Cx) -> String {
    let arrow = cx.look.theme.glyphs.more;
    match (value(&change.field, &change.before, cx), value(&change.field, &change.after, cx)) {
        (None, after) => after.unwrap_or_default(),
        (Some(before), None) => format!("{before} {arrow} {}", cx.look.theme.glyphs.dash),
        (Some(before), Some(after)) => format!("{before} {arrow} {after}"),
    }
}

fn value(field: &str, value: &Value, cx: &Cx) -> Option<String> {
    let name = field.rsplit('.').next().unwrap_or(field);
    match value {
        Value::Null => None,
        Value::Bool(yes) => Some(cx.text(if *yes { "trail-yes" } else { "trail-no" })),
        Value::Number(number) => match number.as_i64() {
            Some(amount) if AMOUNTS.contains(&name) => Some(cx.look.currency.shown(Money(amount))),
            _ => Some(number.to_string()),
        },
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => match DateTime::parse_from_rfc3339(text) {
            Ok(at) => Some(moment(Ts::of(at.to_utc()), cx)),
            Err(_) => Some(text.clone()),
        },
        Value::Array(all) => {
            let all: Vec<String> = all.iter().filter_map(|one| self::value(field, one, cx)).collect();
            Some(all.join(", "))
        }
        Value::Object(_) => Some(value.to_string()),
    }
}
