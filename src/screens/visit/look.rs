//! How a visit looks: facts line by line, its bill, and its steps.

use chrono::Datelike;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::Visit;
use crate::app::Cx;
use crate::desk::Roster;
use crate::desk::visit_card::VisitCard;
use crate::domain::phone::Phone;
use crate::screens::payment::owed;
use crate::screens::status::{sign, word};
use crate::ui::{Column, Layout, panel, text};

/// Lines written one below the other, a label before each.
struct Page<'a> {
    buffer: &'a mut Buffer,
    inside: Rect,
    y: u16,
    labels: u16,
    cx: &'a Cx,
}

impl Page<'_> {
    fn say(&mut self, label: &str, said: &str, style: Style) {
        if said.is_empty() {
            return;
        }
        let look = &self.cx.look;
        let theme = &look.theme;
        let (x, width) = (self.inside.x + 1 + self.labels, self.inside.width.saturating_sub(self.labels + 2));
        if !label.is_empty() && self.y < self.inside.bottom() {
            let words = look.words.text(label);
            let place = (self.inside.x + 1, self.y);
            text::put(self.buffer, place, &words, self.labels.saturating_sub(1), theme.dim, theme);
        }
        for line in text::wrap(said, usize::from(width)) {
            if self.y >= self.inside.bottom() {
                return;
            }
            text::put(self.buffer, (x, self.y), &line, width, style, theme);
            self.y += 1;
        }
    }
}

/// Draws the facts in a box as high as they need, and says how high it is.
pub(super) fn draw(buffer: &mut Buffer, area: Rect, card: &VisitCard, roster: &Roster, cx: &Cx) -> u16 {
    let look = &cx.look;
    let booking = &card.booking;
    let title = look.moment(booking.starts_at.local(cx.zone));
    let bare = look.layout == Layout::Phone || look.accessible;
    let edge = u16::from(!bare);
    let inside = Rect {
        x: area.x + edge,
        y: area.y + 1,
        width: area.width.saturating_sub(2 * edge),
        height: area.height.saturating_sub(1 + edge),
    };
    // The facts first: the box is drawn around what was said.
    let used = facts(buffer, inside, card, roster, cx) + 1 + edge;
    let height = if look.layout == Layout::Wide { area.height } else { used.min(area.height) };
    panel::panel(buffer, Rect { height, ..area }, &title, look);
    height
}

/// Writes the facts and says how many lines they took.
fn facts(buffer: &mut Buffer, inside: Rect, card: &VisitCard, roster: &Roster, cx: &Cx) -> u16 {
    let look = &cx.look;
    let theme = &look.theme;
    let words = &look.words;
    let booking = &card.booking;
    let mut page = Page { buffer, inside, y: inside.y, labels: 12, cx };
    let phone = card.phones.first().and_then(|row| Phone::parse(&row.phone).ok());
    let phone = phone.map_or_else(String::new, |phone| phone.shown());
    let name = theme.text.add_modifier(Modifier::BOLD);
    page.say("visit-patient", &card.patient.name, name);
    page.say("", &phone, theme.dim);
    if !card.patient.alerts.is_empty() {
        page.say("visit-alerts", &format!("{} {}", theme.glyphs.late, card.patient.alerts), theme.warn);
    }
    if let Some(count) = card.health_notes.filter(|count| *count > 0) {
        page.say(
            "visit-health_of",
            &words.fill("visit-health_notes", &[("count", count.into())]),
            theme.warn,
        );
    }
    let treatment = roster.treatment(booking.treatment_id).map_or("", |row| row.name.as_str());
    let dot = theme.glyphs.dot;
    let price = look.currency.shown(booking.price);
    let lasts = words.span(booking.minutes);
    page.say("visit-treatment", &format!("{treatment} {dot} {lasts} {dot} {price}"), theme.text);
    let staff = match (booking.staff_id, card.waits_for) {
        (Some(id), _) => roster.staff_name(id).to_owned(),
        (None, Some(id)) => words.fill("visit-waits_for", &[("staff", roster.staff_name(id).into())]),
        (None, None) => theme.glyphs.dash.to_owned(),
    };
    let room = booking.room_id.map(|id| format!(" {dot} {}", roster.room_name(id))).unwrap_or_default();
    page.say("visit-staff", &format!("{staff}{room}"), theme.text);
    let [from, to] = [booking.starts_at, booking.ends_at].map(|at| at.local(cx.zone).time());
    let times = format!("{}{}{}", words.time(from), theme.glyphs.dash, words.time(to));
    page.say("visit-time", &times, theme.text);
    let (glyph, style) = sign(booking.status, theme);
    let late = if booking.cancel_late == Some(true) { words.text("visit-late") } else { "".into() };
    page.say("visit-status", &format!("{glyph} {} {late}", words.text(word(booking.status))), style);
    page.say("visit-reason", booking.cancel_reason.as_deref().unwrap_or_default(), theme.text);
    page.say("visit-overbook", booking.overbook_reason.as_deref().unwrap_or_default(), theme.warn);
    let source = format!("source-{}", booking.source.as_str());
    page.say("visit-source", &words.text(&source), theme.dim);
    page.say("visit-note", &booking.note, theme.text);
    if let Some(bill) = &card.bill {
        let shown = |amount| look.currency.shown(amount);
        // The label stands before the first of them, whatever that is.
        let mut label = Some("visit-bill");
        for line in bill.lines.iter().filter(|_| bill.lines.len() > 1) {
            let (words, amount) = owed(bill, line, cx);
            page.say(label.take().unwrap_or_default(), &format!("{}  {words}", shown(amount)), theme.dim);
        }
        let state = words.text(&format!("bill-{}", bill.state.as_str())).into_owned();
        let sums = [("total", shown(bill.total)), ("paid", shown(bill.paid)), ("due", shown(bill.due))];
        let facts = [
            ("state", state.as_str().into()),
            ("total", sums[0].1.as_str().into()),
            ("paid", sums[1].1.as_str().into()),
            ("due", sums[2].1.as_str().into()),
        ];
        let style = if bill.due.0 > 0 { theme.warn } else { theme.ok };
        page.say(label.take().unwrap_or_default(), &words.fill("visit-sums", &facts), style);
        if bill.deposit_needed.0 > 0 {
            let needed = [("amount", shown(bill.deposit_needed).into())];
            page.say("", &words.fill("payment-deposit_needed", &needed), theme.warn);
        }
        if bill.over.0 > 0 {
            let held = [("amount", shown(bill.over).into())];
            page.say("", &words.fill("deposit-is_held", &held), theme.warn);
        }
    }
    page.y - inside.y
}

const STEPS: &[Column] =
    &[Column::new("", 16), Column::new("", 13).grows().key(), Column::new("", 14), Column::new("", 12)];

impl Visit {
    pub(super) fn draw_steps(&self, buffer: &mut Buffer, area: Rect, card: &VisitCard, cx: &Cx) {
        let look = &cx.look;
        let theme = &look.theme;
        let inside = panel::panel(buffer, area, &look.words.text("visit-history"), look);
        self.list.draw(buffer, inside, look, STEPS, |nth, cells| {
            let Some(step) = card.steps.get(nth) else { return };
            let undone = card.steps.iter().any(|other| other.undoes == Some(step.seq));
            let (glyph, style) = sign(step.to_status, theme);
            let style = if undone { theme.dim.add_modifier(Modifier::CROSSED_OUT) } else { style };
            let moved = step.moved_from.is_some() && step.undoes.is_none();
            let what =
                if moved { look.words.text("visit-moved") } else { look.words.text(word(step.to_status)) };
            let what = if step.undoes.is_some() {
                look.words.fill("visit-back_to", &[("status", what.into())])
            } else {
                format!("{glyph} {what}")
            };
            let at = step.at.local(cx.zone);
            // Of another year the day alone: beside it there is no room for the minute.
            let this_year = at.year() == look.now.year();
            let at = if this_year { look.moment(at) } else { look.brief_day(at.date()) };
            cells.styled(0, &at, theme.dim);
            cells.styled(1, &what, style);
            cells.styled(2, &step.account, theme.dim);
            cells.styled(3, &step.terminal, theme.dim);
        });
    }
}
