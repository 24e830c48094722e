//! How a card looks: what to look out for, who this is and how it stands, then the visits.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::PatientCard;
use crate::app::Cx;
use crate::desk::patient::PatientCard as Card;
use crate::domain::booking::Status;
use crate::domain::money::Money;
use crate::domain::permission::{Grant, Permission};
use crate::screens::patients::shown;
use crate::screens::payment::sessions_left;
use crate::screens::status;
use crate::ui::{Column, Layout, panel, text};

const VISITS: &[Column] = &[
    Column::new("visit-when", 17),
    Column::new("visit-treatment", 12).grows().key(),
    Column::new("visit-staff", 12).from(Layout::Base),
    Column::new("visit-status", 13),
    Column::new("visit-total", 12).right().from(Layout::Base),
];
const WIDE: &[Column] = &[
    Column::new("visit-when", 17),
    Column::new("visit-treatment", 12).grows().key(),
    Column::new("visit-staff", 22),
    Column::new("visit-status", 13),
    Column::new("visit-total", 12).right(),
    Column::new("visit-open", 12).right(),
];

/// The card in short, beside a list of patients.
pub(in crate::screens) fn draw_summary(buffer: &mut Buffer, area: Rect, card: &Card, cx: &Cx) {
    let theme = &cx.look.theme;
    let inside = panel::panel(buffer, area, &card.patient.name, &cx.look);
    let rest = draw_facts(buffer, inside, card, cx);
    let (x, width) = (rest.x + 1, rest.width.saturating_sub(2));
    for (y, visit) in (rest.top() + 1..rest.bottom()).zip(&card.visits) {
        let day = cx.look.words.date(visit.starts_at.local(cx.zone).date());
        text::put(buffer, (x, y), &day, width, theme.dim, theme);
        let total = cx.look.currency.shown(visit.total);
        let wide = u16::try_from(text::width(&total)).unwrap_or(width).min(width);
        text::put_right(buffer, (x, y), &total, width, theme.text, theme);
        let (sign, style) = status::sign(visit.status, theme);
        text::put(buffer, (x + 12, y), sign, 1, style, theme);
        let room = width.saturating_sub(15 + wide);
        text::put(buffer, (x + 14, y), &visit.treatment, room, theme.text, theme);
    }
}

/// Writes a line or more and takes their rows off `rest`.
pub(in crate::screens) fn put(buffer: &mut Buffer, rest: &mut Rect, words: &str, style: Style, cx: &Cx) {
    let width = rest.width.saturating_sub(2);
    for line in text::wrap(words, usize::from(width)) {
        if rest.height > 0 {
            text::put(buffer, (rest.x + 1, rest.y), &line, width, style, &cx.look.theme);
            *rest = Rect { y: rest.y + 1, height: rest.height - 1, ..*rest };
        }
    }
}

/// Alerts in words, then who this is and how it stands. Returns the room that is left.
pub(super) fn draw_facts(buffer: &mut Buffer, area: Rect, card: &Card, cx: &Cx) -> Rect {
    let theme = &cx.look.theme;
    let words = &cx.look.words;
    let dot = format!(" {} ", theme.glyphs.dot);
    let mut rest = area;
    if !card.patient.alerts.is_empty() {
        put(buffer, &mut rest, &format!("{} {}", theme.glyphs.late, card.patient.alerts), theme.warn, cx);
    }
    if let Some(count) = card.health_notes.filter(|count| *count > 0) {
        // Whoever only adds is told that there are some, and who reads them.
        let reads = cx.desk.may(Permission::HealthNoteRead) != Grant::No;
        let id = if reads { "patient-health_notes" } else { "patient-health_hidden" };
        put(buffer, &mut rest, &cx.fill(id, &[("count", count.into())]), theme.warn, cx);
    }
    let mut who: Vec<String> = card.phones.iter().map(|row| shown(&row.phone)).collect();
    if let Some(born) = card.patient.birth_date {
        let years = i64::from(cx.today().years_since(born).unwrap_or_default());
        who.push(cx.fill("patient-age", &[("day", words.date(born).into()), ("years", years.into())]));
    }
    who.extend(card.patient.email.clone());
    let reminders = if card.patient.reminders { "patient-reminded" } else { "patient-not_reminded" };
    who.push(cx.text(reminders));
    put(buffer, &mut rest, &who.join(&dot), theme.text, cx);

    for one in &card.merged {
        let day = words.date(one.at.day(cx.zone));
        let facts =
            [("name", one.name.as_str().into()), ("day", day.into()), ("who", one.by.as_str().into())];
        put(buffer, &mut rest, &cx.fill("patient-merged_is", &facts), theme.dim, cx);
    }

    let mut stands = stands(card, cx);
    if let Some(favourite) = &card.favourite {
        let facts = [("staff", favourite.staff.as_str().into()), ("count", favourite.visits.into())];
        stands.push(cx.fill("patient-favourite", &facts));
    }
    put(buffer, &mut rest, &stands.join(&dot), theme.text, cx);
    for (id, style, amount) in
        [("patient-owes", theme.error, card.balance), ("patient-credit", theme.ok, card.credit)]
    {
        if amount > Money::ZERO {
            let amount = cx.look.currency.shown(amount);
            put(buffer, &mut rest, &cx.fill(id, &[("amount", amount.into())]), style, cx);
        }
    }
    for package in &card.packages {
        let whose = if package.row.patient_id == card.patient.id {
            String::new()
        } else {
            format!(" ({})", package.row.patient)
        };
        let style = if package.expired { theme.warn } else { theme.ok };
        let words = format!("{}{whose}: {}", package.row.name, sessions_left(package, &cx.look));
        put(buffer, &mut rest, &words, style, cx);
    }
    if !card.family.is_empty() {
        let names: Vec<&str> = card.family.iter().map(|one| one.name.as_str()).collect();
        put(
            buffer,
            &mut rest,
            &cx.fill("patient-family_is", &[("names", names.join(", ").into())]),
            theme.dim,
            cx,
        );
    }
    for note in [&card.patient.notes, &card.patient.address] {
        if !note.is_empty() {
            put(buffer, &mut rest, note, theme.dim, cx);
        }
    }
    rest
}

/// How often somebody came, when last, and how often they did not.
pub(in crate::screens) fn stands(card: &Card, cx: &Cx) -> Vec<String> {
    let mut stands = vec![cx.fill("patient-visits", &[("count", card.tally.visits.into())])];
    if let Some(last) = card.tally.last_visit {
        stands.push(cx.fill("patient-last", &[("day", cx.look.words.date(last.day(cx.zone)).into())]));
    }
    if card.tally.no_shows > 0 {
        stands.push(cx.fill("patient-no_shows", &[("count", card.tally.no_shows.into())]));
    }
    stands
}

impl PatientCard {
    pub(super) fn draw_visits(&self, buffer: &mut Buffer, area: Rect, card: &Card, cx: &Cx) {
        let theme = &cx.look.theme;
        let visits = if cx.look.layout == Layout::Wide { WIDE } else { VISITS };
        let area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        if card.visits.is_empty() {
            let mut rest = area;
            return put(buffer, &mut rest, &cx.text("patient-no_visits"), theme.dim, cx);
        }
        if cx.look.layout == Layout::Phone {
            return self.draw_visit_cards(buffer, area, card, cx);
        }
        self.list.draw(buffer, area, &cx.look, visits, |row, cells| {
            let Some(visit) = card.visits.get(row) else { return };
            let at = visit.starts_at.local(cx.zone);
            cells.text(0, &cx.look.brief_moment(at));
            cells.text(1, &visit.treatment);
            cells.text(2, visit.staff.as_deref().unwrap_or(theme.glyphs.dash));
            let (sign, style) = status::sign(visit.status, theme);
            cells.styled(3, &format!("{sign} {}", cx.look.words.text(status::word(visit.status))), style);
            cells.text(4, &cx.look.currency.shown(visit.total));
            let open = Money(visit.total.0 - visit.paid.0);
            if open != Money(0) && matches!(visit.status, Status::Done | Status::InService) {
                cells.styled(5, &cx.look.currency.shown(open), theme.error);
            }
        });
    }

    /// Two lines a visit: when and for how much, then what and how it went.
    fn draw_visit_cards(&self, buffer: &mut Buffer, area: Rect, card: &Card, cx: &Cx) {
        let theme = &cx.look.theme;
        self.list.draw_cards(buffer, area, &cx.look, 2, |row, buffer, place, in_hand| {
            let Some(visit) = card.visits.get(row) else { return };
            let at = cx.look.moment(visit.starts_at.local(cx.zone));
            let style = if in_hand { theme.selected(theme.text) } else { theme.text };
            text::put(buffer, (place.x, place.y), &at, place.width, style, theme);
            let total = cx.look.currency.shown(visit.total);
            text::put_right(buffer, (place.x, place.y), &total, place.width, theme.text, theme);
            let (sign, style) = status::sign(visit.status, theme);
            let state = format!("{sign} {}", cx.look.words.text(status::word(visit.status)));
            let wide = u16::try_from(text::width(&state)).unwrap_or(place.width).min(place.width);
            let room = place.width.saturating_sub(wide + 1);
            text::put(buffer, (place.x, place.y + 1), &visit.treatment, room, theme.dim, theme);
            text::put_right(buffer, (place.x, place.y + 1), &state, place.width, style, theme);
        });
    }
}
