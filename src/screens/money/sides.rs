//! The lower half and what stands beside it, one at a time: shares by treatment, category, staff, method; what was
//! spent on; all figures; the heat of the week.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Books, draw, sheet};
use crate::app::Cx;
use crate::desk::report::Report;
use crate::domain::money::Money;
use crate::domain::report::Figure;
use crate::paper::figures::Value;
use crate::ui::{Column, Layout, panel, text};

/// What stands in the lower half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Treatment,
    Category,
    Staff,
    Method,
    Spent,
    Figures,
    Heat,
}

pub(super) const SIDES: [Side; 7] =
    [Side::Treatment, Side::Category, Side::Staff, Side::Method, Side::Spent, Side::Figures, Side::Heat];

const COLUMNS: &[Column] = &[
    Column::new("money-name", 14).grows().key(),
    Column::new("money-count", 6).right().from(Layout::Base),
    Column::new("money-amount", 15).right(),
    Column::new("", 20).from(Layout::Base),
];

impl Books {
    fn side_title(&self, cx: &Cx) -> String {
        let word = match self.side {
            Side::Treatment => "money-by_treatment",
            Side::Category => "money-by_category",
            Side::Staff => "money-by_staff",
            Side::Method => "money-by_method",
            Side::Spent => "money-by_spent",
            Side::Figures => "money-by_figure",
            Side::Heat => "money-heat",
        };
        cx.text(word)
    }

    pub(super) fn draw_pin(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let inside = panel::panel(frame.buffer_mut(), area, &cx.text("screen-money"), &cx.look);
        let theme = &cx.look.theme;
        let room = usize::from(inside.width.saturating_sub(2));
        let mut y = inside.y;
        let none = cx.desk.who().is_some_and(|who| !who.has_pin()).then_some("refusal-pin-none");
        let why = [Some("money-pin_why"), none, (!self.asks).then_some("money-pin_again")];
        for line in why.into_iter().flatten().flat_map(|id| text::wrap(&cx.text(id), room)) {
            text::put(frame.buffer_mut(), (inside.x + 1, y), &line, inside.width, theme.text, theme);
            y += 1;
        }
        let below = Rect {
            x: inside.x + 1,
            y: y + 1,
            width: inside.width.saturating_sub(2),
            height: inside.bottom().saturating_sub(y + 1),
        };
        let cursor = self.pin.draw(frame.buffer_mut(), below, &cx.look).cursor;
        if let Some(cursor) = cursor.filter(|_| self.asks) {
            frame.set_cursor_position(cursor);
        }
    }

    /// Rows the lower half needs, whatever stands above it: the week has seven days and a line of hours.
    pub(super) fn least(&self, report: &Report, width: u16, cx: &Cx) -> u16 {
        if self.side != Side::Heat {
            return 0;
        }
        let frame = if cx.look.layout == Layout::Phone { 1 } else { 2 };
        let note = sheet::note(report, &cx.look.words).unwrap_or_default();
        let note = text::wrap(&note, usize::from(width.saturating_sub(2)));
        8 + frame + u16::try_from(note.len()).unwrap_or(0)
    }

    pub(super) fn draw_side(&self, frame: &mut Frame, area: Rect, report: &Report, cx: &Cx) {
        let theme = &cx.look.theme;
        let buffer = frame.buffer_mut();
        let mut inside = panel::panel(buffer, area, &self.side_title(cx), &cx.look);
        if let Some(note) = sheet::note(report, &cx.look.words) {
            for line in text::wrap(&note, usize::from(inside.width.saturating_sub(2))) {
                text::put(buffer, (inside.x + 1, inside.y), &line, inside.width, theme.warn, theme);
                inside = Rect { y: inside.y + 1, height: inside.height.saturating_sub(1), ..inside };
            }
        }
        if self.side == Side::Heat {
            return draw::heat(buffer, inside, &report.heat, cx);
        }
        if self.side == Side::Figures && cx.look.layout != Layout::Wide {
            inside = identity(buffer, inside, report, cx);
        }
        if self.rows() == 0 {
            let none = cx.text("money-nothing");
            panel::say(buffer, inside, &none, theme.dim, &cx.look);
            return;
        }
        let most = self.parts().iter().map(|part| part.amount).max().unwrap_or_default();
        self.list.draw(buffer, inside, &cx.look, COLUMNS, |row, cells| {
            if self.side == Side::Figures {
                let Some(figure) = Figure::ALL.get(row) else { return };
                let (value, change) = sheet::value(report, *figure, &cx.look.words);
                cells.text(0, &cx.text(sheet::figure_word(*figure)));
                cells.text(2, &shown(&value, cx));
                cells.styled(3, &change.map_or_else(String::new, |by| signed(by, cx)), theme.dim);
                return;
            }
            let Some(part) = self.parts().get(row) else { return };
            cells.text(0, &sheet::part_name(part, &cx.look.words));
            cells.styled(1, &part.count.to_string(), theme.dim);
            cells.text(2, &cx.look.currency.shown(part.amount));
            cells.styled(3, &draw::share(part.amount, most, cells.room(3), cx), theme.accent);
        });
    }

    /// Beside the rest where there is room: the figures that are no parts.
    pub(super) fn draw_more(buffer: &mut Buffer, area: Rect, report: &Report, cx: &Cx) {
        let theme = &cx.look.theme;
        let inside = panel::panel(buffer, area, &cx.text("money-figures"), &cx.look);
        let mut y = inside.y;
        for figure in Figure::ALL {
            if y >= inside.bottom() {
                return;
            }
            let (value, _) = sheet::value(report, *figure, &cx.look.words);
            text::put(
                buffer,
                (inside.x, y),
                &cx.text(sheet::figure_word(*figure)),
                inside.width,
                theme.dim,
                theme,
            );
            text::put_right(buffer, (inside.x, y), &shown(&value, cx), inside.width, theme.text, theme);
            y += 1;
        }
        y += 1;
        let mut lines = vec![cx.text("money-spark"), draw::spark(report, usize::from(inside.width), cx)];
        lines.extend(identity_lines(report, usize::from(inside.width), cx));
        for line in lines {
            if y < inside.bottom() {
                text::put(buffer, (inside.x, y), &line, inside.width, theme.dim, theme);
                y += 1;
            }
        }
    }
}

fn shown(value: &Value, cx: &Cx) -> String {
    match value {
        Value::Money(amount) => cx.look.currency.shown(*amount),
        Value::Count(count) => count.to_string(),
        Value::Text(text) | Value::Measure { shown: text, .. } => text.clone(),
        Value::None => cx.look.theme.glyphs.dash.to_owned(),
    }
}

fn signed(by: Money, cx: &Cx) -> String {
    let plus = if by.0 > 0 { "+" } else { "" };
    if by.0 == 0 { "=".to_owned() } else { format!("{plus}{}", cx.look.currency.shown(by)) }
}

/// Whether the books agree, with the terms that must.
fn identity_lines(report: &Report, cells: usize, cx: &Cx) -> Vec<String> {
    let identity = report.identity;
    let plain = |amount| cx.look.currency.plain(amount);
    // One sign before each term.
    let signed = |amount: Money| {
        let sign = if amount < Money::ZERO { '\u{2212}' } else { '+' };
        format!("{sign} {}", plain(Money(amount.0.abs())))
    };
    let facts = [
        ("received", plain(identity.received).into()),
        ("earned", plain(identity.earned).into()),
        ("more", signed(Money(identity.tips.0 + identity.tax.0)).into()),
        ("liabilities", signed(identity.liabilities).into()),
        ("receivables", signed(Money(-identity.receivables.0)).into()),
    ];
    let holds = cx.text(if identity.holds { "money-holds" } else { "money-holds_not" });
    let mut lines = text::wrap(&format!("{}: {holds}", cx.text("money-identity")), cells);
    lines.extend(text::wrap(&cx.fill("money-identity_terms", &facts), cells));
    lines
}

/// The same below the list of figures, where nothing stands beside it; answers with what room is left.
fn identity(buffer: &mut Buffer, inside: Rect, report: &Report, cx: &Cx) -> Rect {
    let theme = &cx.look.theme;
    let lines = identity_lines(report, usize::from(inside.width.saturating_sub(2)), cx);
    let tall = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    if inside.height < tall.saturating_add(4) {
        return inside;
    }
    for (y, line) in (inside.bottom() - tall..).zip(&lines) {
        text::put(buffer, (inside.x + 1, y), line, inside.width.saturating_sub(1), theme.dim, theme);
    }
    Rect { height: inside.height - tall, ..inside }
}
