//! The bill and the form beside it; one above the other on a phone.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Payment, Row, shelf};
use crate::app::Cx;
use crate::desk::bill::{BillView, LineRow, PaymentRow};
use crate::domain::bill::LineKind;
use crate::domain::money::Money;
use crate::domain::payment::{MethodKind, PaymentKind, PaymentState};
use crate::domain::purpose::PaidFor;
use crate::ui::{Column, Layout, panel, text};

/// Cells of the bill and of the form beside it, at least, and of a form that lacks nothing.
const BILL: u16 = 36;
const FORM: u16 = 44;
const ROOMY: u16 = 64;
const WIDE: u16 = 56;

pub(super) fn payment(this: &Payment, bill: &BillView, frame: &mut Frame, area: Rect, cx: &Cx) {
    let rows = u16::try_from(this.rows().len()).unwrap_or(u16::MAX);
    if this.only_bill {
        return bill_panel(this, bill, frame.buffer_mut(), area, rows, cx);
    }
    let beside = cx.look.layout != Layout::Phone && area.width >= BILL + FORM;
    let (left, right) = if !beside || cx.look.accessible {
        // What is in hand has the room: the lines of the bill, or the form.
        let form = if this.on_bill { 4 } else { 12.min(area.height / 2 + 2) };
        let tall = area.height.saturating_sub(form);
        (Rect { height: tall, ..area }, Rect { y: area.y + tall, height: area.height - tall, ..area })
    } else {
        // The bill grows only where the form has all it can do with.
        let wide = if area.width >= WIDE + ROOMY { WIDE } else { BILL };
        (Rect { width: wide, ..area }, Rect { x: area.x + wide, width: area.width - wide, ..area })
    };
    bill_panel(this, bill, frame.buffer_mut(), left, rows, cx);
    form_panel(this, frame, right, cx);
}

fn bill_panel(this: &Payment, bill: &BillView, buffer: &mut Buffer, area: Rect, rows: u16, cx: &Cx) {
    let theme = &cx.look.theme;
    let title = format!("{} {} {}", bill.patient_name, theme.glyphs.dot, cx.text("payment-bill"));
    let mut inside = panel::panel(buffer, area, &title, &cx.look);
    if !bill.alerts.is_empty() && inside.height > 4 {
        let careful = format!("{} {}", theme.glyphs.late, bill.alerts);
        text::put(
            buffer,
            (inside.x + 1, inside.y),
            &careful,
            inside.width.saturating_sub(1),
            theme.warn,
            theme,
        );
        inside = Rect { y: inside.y + 1, height: inside.height - 1, ..inside };
    }
    // Where all do not fit, the total and what is to pay stay, without a line above them.
    let cramped = rows > inside.height.saturating_sub(4);
    let below = if cramped { 2 } else { 4 };
    let listed = Rect { height: rows.min(inside.height.saturating_sub(below)), ..inside };
    let words_beside = |amount: &str| usize::from(listed.width).saturating_sub(text::width(amount) + 2);
    if this.on_bill {
        let columns = [Column::new("", 10).grows().key()];
        this.list.draw(buffer, listed, &cx.look, &columns, |at, cells| {
            if let Some((words, amount, style)) = row(this, bill, at, &words_beside, cx) {
                cells.whole(&words, &amount, style);
            }
        });
    } else {
        let hidden = rows.saturating_sub(listed.height);
        for (y, at) in (listed.top()..listed.bottom()).zip(0..) {
            if hidden > 0 && y + 1 == listed.bottom() {
                let more = cx.fill("payment-more_lines", &[("count", i64::from(hidden + 1).into())]);
                pair(buffer, Rect { y, height: 1, ..listed }, &more, "", theme.dim, cx);
            } else if let Some((words, amount, style)) = row(this, bill, at, &words_beside, cx) {
                pair(buffer, Rect { y, height: 1, ..listed }, &words, &amount, style, cx);
            }
        }
    }
    let currency = &cx.look.currency;
    let sums = [
        ("payment-total", bill.total, theme.dim),
        ("payment-paid", bill.paid, theme.dim),
        ("payment-to_pay", bill.due, if bill.due > Money::ZERO { theme.accent } else { theme.ok }),
    ];
    let mut top = listed.bottom();
    if !cramped {
        for x in inside.left()..inside.right() {
            text::put(buffer, (x, top), theme.glyphs.line[0], 1, theme.border, theme);
        }
        top += 1;
    }
    let sums = sums.into_iter().filter(|(label, ..)| !cramped || *label != "payment-paid");
    for (y, (label, amount, style)) in (top..inside.bottom()).zip(sums) {
        pair(buffer, Rect { y, height: 1, ..inside }, &cx.text(label), &currency.shown(amount), style, cx);
    }
}

/// Words at the left, an amount at the right that is never cut.
fn pair(buffer: &mut Buffer, line: Rect, words: &str, amount: &str, style: Style, cx: &Cx) {
    let theme = &cx.look.theme;
    let wide = u16::try_from(text::width(amount)).unwrap_or(u16::MAX);
    let room = line.width.saturating_sub(wide + 2);
    text::put(buffer, (line.x + 1, line.y), words, room, style, theme);
    text::put_right(buffer, (line.x, line.y), amount, line.width, style, theme);
}

/// A line or a payment of the bill: its words, its amount, how loud it is. `room` is what there is for words beside an
/// amount.
fn row(
    this: &Payment,
    bill: &BillView,
    at: usize,
    room: &impl Fn(&str) -> usize,
    cx: &Cx,
) -> Option<(String, String, Style)> {
    let theme = &cx.look.theme;
    let shown = |amount| cx.look.currency.shown(amount);
    match this.rows().into_iter().nth(at)? {
        Row::Line(at) => {
            let line = bill.lines.get(at)?;
            let (words, amount) = owed(bill, line, cx);
            let style = if amount == line.amount { theme.text } else { theme.dim };
            Some((words, shown(amount), style))
        }
        Row::Payment(at) => {
            let paid = bill.payments.get(at)?;
            let voided = |row: &PaymentRow| row.refers_to == Some(paid.id) && row.kind == PaymentKind::Void;
            let (sign, style) = match paid.state {
                // What was voided, and the row that did it: both are there, and come to nothing.
                _ if paid.kind == PaymentKind::Void || bill.payments.iter().any(voided) => {
                    (theme.glyphs.cancelled, theme.dim)
                }
                _ if paid.kind == PaymentKind::Refund => (theme.glyphs.done, theme.warn),
                Some(PaymentState::Waiting) => (theme.glyphs.unconfirmed, theme.warn),
                Some(PaymentState::Failed) => (theme.glyphs.cancelled, theme.error),
                Some(PaymentState::Verified) | None => (theme.glyphs.done, theme.ok),
            };
            let state = match paid.state {
                Some(PaymentState::Waiting) => format!(" {}", cx.text("payment-waiting")),
                Some(PaymentState::Failed) => format!(" {}", cx.text("payment-was_failed")),
                Some(PaymentState::Verified) | None => String::new(),
            };
            // Of another day the day says more than the hour.
            let time = if paid.business_day == cx.today() {
                cx.look.words.time(paid.taken_at.local(cx.zone).time())
            } else {
                cx.look.words.short_day(paid.business_day, cx.today())
            };
            let method = [("method", paid.method.as_str().into())];
            let what = match paid.kind {
                PaymentKind::Refund => cx.fill("payment-back", &method),
                PaymentKind::Void => cx.fill("payment-voided", &method),
                PaymentKind::Payment | PaymentKind::Deposit => paid.method.clone(),
            };
            let state = match for_packages(bill, paid) {
                Money::ZERO => state,
                part if part == paid.amount => format!("{}{state}", cx.text("payment-all_package")),
                part => {
                    let part = [("amount", shown(Money(part.0.abs())).into())];
                    format!("{}{state}", cx.fill("payment-part_package", &part))
                }
            };
            // What came is taken off what is to pay; what went back is added to it.
            let amount = shown(Money(-paid.amount.0));
            let words = with_state((sign, &time, &what, &state), room(&amount), cx);
            Some((words, amount, style))
        }
    }
}

/// How much of a payment is for packages.
fn for_packages(bill: &BillView, paid: &PaymentRow) -> Money {
    let package = |id| bill.lines.iter().any(|line| line.id == id && line.kind == LineKind::Package);
    let of_it = bill.allocations.iter().filter(|part| part.payment_id == paid.id && package(part.line_id));
    Money(of_it.map(|part| part.amount.0).sum())
}

/// How it stands with the money is never cut: the time goes first, then the end of what it is.
fn with_state((sign, time, what, state): (&str, &str, &str, &str), room: usize, cx: &Cx) -> String {
    let whole = format!("{sign} {time} {what}{state}");
    if state.is_empty() || text::width(&whole) <= room {
        return whole;
    }
    let left = room.saturating_sub(text::width(sign) + 1 + text::width(state));
    format!("{sign} {}{state}", text::cut(what, left, cx.look.theme.glyphs.cut))
}

/// What a line is, and what is owed for it: of a visit that is off it stands there crossed and as nothing, or the bill
/// would not add up.
pub(in crate::screens) fn owed(bill: &BillView, line: &LineRow, cx: &Cx) -> (String, Money) {
    let words = line_words(line, cx);
    if bill.off && !line.kind.stands(line.reduces.is_some()) {
        return (format!("{} {words}", cx.look.theme.glyphs.cancelled), Money::ZERO);
    }
    (words, line.amount)
}

/// What a line of the bill is, in words.
pub(super) fn described(bill: &BillView, at: usize, cx: &Cx) -> String {
    bill.lines.get(at).map_or_else(String::new, |line| line_words(line, cx))
}

fn line_words(line: &LineRow, cx: &Cx) -> String {
    let rate = |id: &str, what: String| cx.fill(id, &[("what", what.into())]).trim_end().to_owned();
    match line.kind {
        LineKind::Rounding => cx.text("receipt-rounding"),
        LineKind::Tax => rate("receipt-tax", cx.look.words.rate(line.tax_bp)),
        LineKind::Tip => rate("receipt-tip", line.description.clone()),
        LineKind::Forfeit => cx.text("receipt-forfeit"),
        LineKind::Refund => cx.text("receipt-given_back"),
        LineKind::WriteOff => cx.text("receipt-write_off"),
        LineKind::Discount => {
            let share = line.percent_bp.map_or_else(String::new, |bp| format!(" {}", cx.look.words.rate(bp)));
            let reason = line.reason.as_deref().filter(|reason| !reason.is_empty());
            let reason = reason.map_or_else(String::new, |reason| format!(" ({reason})"));
            let own = if line.reduces.is_some() { cx.look.theme.glyphs.more } else { "" };
            format!("{own}{}{share}{reason}", cx.text("payment-discounted"))
        }
        // Not the treatment they are of.
        LineKind::Package => {
            let id = if line.amount < Money::ZERO { "payment-sessions_back" } else { "payment-package_line" };
            cx.fill(id, &[("line", line.description.as_str().into())])
        }
        _ if line.quantity != 1 => format!("{}× {}", line.quantity, line.description),
        _ if line.shared > 1 => {
            let facts = [("line", line.description.as_str().into()), ("people", line.shared.into())];
            cx.fill("payment-by_several", &facts)
        }
        _ => line.description.clone(),
    }
}

fn form_panel(this: &Payment, frame: &mut Frame, area: Rect, cx: &Cx) {
    let theme = &cx.look.theme;
    let buffer = frame.buffer_mut();
    let inside = panel::panel(buffer, area, &cx.text("screen-payment"), &cx.look);
    let mut room = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
    for part in &this.staged {
        let name = this.methods.get(part.method).map_or("", |method| method.name.as_str());
        let words = format!("{} {name} {}", theme.glyphs.done, part.reference);
        let line = Rect { x: room.x.saturating_sub(1), height: 1, ..room };
        pair(buffer, line, &words, &cx.look.currency.shown(part.tendered), theme.ok, cx);
        room = Rect { y: room.y + 1, height: room.height.saturating_sub(1), ..room };
    }
    let below = 4.min(room.height / 3);
    let fields = Rect { height: room.height - below, ..room };
    let drawn = this.form.draw(buffer, fields, &cx.look);
    let start = fields.y + drawn.rows + u16::from(cx.look.layout != Layout::Phone);
    let said = outcome(this, cx);
    let wrapped = said.iter().flat_map(|(line, style)| {
        text::wrap(line, usize::from(room.width)).into_iter().map(move |part| (part, *style))
    });
    for (y, (line, style)) in (start..inside.bottom()).zip(wrapped) {
        text::put(buffer, (room.x, y), &line, room.width, style, theme);
    }
    if let Some(cursor) = drawn.cursor.filter(|_| !this.on_bill) {
        frame.set_cursor_position(cursor);
    }
}

/// What taking it now would come to.
fn outcome(this: &Payment, cx: &Cx) -> Vec<(String, Style)> {
    let theme = &cx.look.theme;
    let amount = |id: &str, amount| cx.fill(id, &[("amount", cx.look.currency.shown(amount).into())]);
    let mut lines = Vec::new();
    if this.due() == Money::ZERO {
        return vec![(cx.text("payment-nothing_due"), theme.ok)];
    }
    match this.reckoned(cx) {
        Some(Ok(split)) => {
            let change = Money(split.parts.iter().map(|part| part.change.0).sum());
            let applied: i64 = split.parts.iter().map(|part| part.amount.0).sum();
            let rest = Money(this.due().0 + split.rounding.0 - applied);
            if this.form.value("amount").is_empty() && this.rest() > Money::ZERO {
                let last = split.parts.last().map_or(Money::ZERO, |part| part.tendered);
                let (id, last) = match last {
                    Money::ZERO => ("payment-no_coins", this.rest()),
                    last if this.bare() || this.enter_takes() => ("payment-exact", last),
                    last => ("payment-exact_next", last),
                };
                lines.push((amount(id, last), theme.text));
            }
            if split.rounding != Money::ZERO {
                lines.push((amount("payment-rounded", split.rounding), theme.dim));
            }
            if rest > Money::ZERO {
                lines.push((amount("payment-still_due", rest), theme.warn));
            } else {
                lines.push((amount("payment-change", change), theme.accent));
            }
        }
        Some(Err(refusal)) if this.form.field("amount").is_some_and(|field| field.error().is_none()) => {
            lines.push((cx.look.refusal(&refusal), theme.error));
        }
        Some(Err(_)) | None => {}
    }
    if this.form.value("amount").is_empty() {
        let likely: Vec<String> =
            this.likely(cx).iter().map(|amount| cx.look.currency.shown(*amount)).collect();
        if !likely.is_empty() {
            lines.push((cx.fill("payment-likely", &[("amounts", likely.join("  ").into())]), theme.dim));
        }
    }
    if let Some(bill) = this.bill.as_ref().filter(|_| this.may_say_for()) {
        let (id, style) = match this.paid_for {
            None => ("payment-for_usual", theme.dim),
            Some(PaidFor::Packages) => ("payment-for_packages", theme.accent),
            Some(PaidFor::Visit) => ("payment-for_visit", theme.accent),
        };
        lines.push((amount(id, bill.packages_due), style));
    }
    let by_credit = this.methods.iter().find(|method| method.kind == MethodKind::Credit);
    if let Some(method) = by_credit
        .filter(|_| this.credit > Money::ZERO && this.kind() != Some(MethodKind::Credit) && !this.by_credit())
    {
        let amount = cx.look.currency.shown(this.credit);
        let facts = [("amount", amount.into()), ("method", method.name.as_str().into())];
        lines.push((cx.fill("payment-has_credit", &facts), theme.accent));
    }
    if let (Some(owned), Some(bill)) = (&this.has, &this.bill) {
        let facts = [
            ("package", shelf::whose(owned, bill.patient).said(&cx.look).into()),
            ("left", shelf::left(owned, &cx.look).into()),
        ];
        lines.push((cx.fill("payment-has_sessions", &facts), theme.accent));
    }
    let needed = this.bill.as_ref().map_or(Money::ZERO, |bill| bill.deposit_needed);
    if needed > Money::ZERO {
        lines.push((amount("payment-deposit_needed", needed), theme.warn));
    }
    if let Some(who) = this.into.as_ref().filter(|_| this.kind() != Some(MethodKind::Credit)) {
        lines.push((cx.fill("payment-whose_drawer", &[("who", who.as_str().into())]), theme.warn));
    }
    if this.kind() == Some(MethodKind::Qris) {
        lines.push((cx.text("payment-qris"), theme.warn));
    }
    lines
}
