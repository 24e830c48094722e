//! The title of the form, and what fits the box one is in.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::free::away;
use super::{BookingForm, Purpose};
use crate::app::Cx;
use crate::domain::id::StaffId;
use crate::screens::patients::{named, shown};
use crate::screens::refused;
use crate::ui::{Column, Layout, Look, text};

const FREE: &[Column] = &[Column::new("", 20).grows().key(), Column::new("", 24)];
/// The moment is as long as it is; who it would be stands beside it on a phone too.
const STARTS: &[Column] = &[Column::new("", 17).key(), Column::new("", 12).grows()];
const PEOPLE: &[Column] =
    &[Column::new("", 20).grows().key(), Column::new("", 16), Column::new("", 20).from(Layout::Base)];
/// Who can: beside the name stands what they are, or that they are not there, on a phone too.
const STAFF: &[Column] = &[Column::new("", 16).grows().key(), Column::new("", 17)];
const PRICES: &[Column] =
    &[Column::new("", 20).grows().key(), Column::new("", 5).right(), Column::new("", 13).right()];

impl BookingForm {
    pub(super) fn title(&self, look: &Look) -> String {
        let name = self.patient.as_ref().map_or("", |patient| patient.name.as_str());
        match self.purpose {
            Purpose::Move { .. } => look.words.fill("booking-move_title", &[("name", name.into())]),
            Purpose::Book { instead_of: Some(_) } => {
                look.words.fill("booking-again_title", &[("name", name.into())])
            }
            Purpose::Book { instead_of: None } => look.words.text("screen-booking_form").into_owned(),
        }
    }

    pub(super) fn draw_offers(&self, buffer: &mut Buffer, area: Rect, cx: &Cx) {
        let theme = &cx.look.theme;
        let words = &cx.look.words;
        let Some(roster) = self.roster.as_ref().filter(|_| area.height > 1) else { return };
        let lost = match self.form.focused() {
            "patient" => self.lost.as_ref().filter(|_| self.patient.is_none()),
            "time" => self.unread.as_ref().filter(|_| self.free.is_empty()),
            _ => None,
        };
        if let Some(fault) = lost {
            let lines = text::wrap(&refused::sentence(fault, cx), usize::from(area.width));
            for (y, line) in (area.y..area.bottom()).zip(lines) {
                text::put(buffer, (area.x, y), &line, area.width, theme.warn, theme);
            }
            return;
        }
        let searching = self.answered != self.form.value("patient");
        let heading = match self.form.focused() {
            "patient" if self.patient.is_none() && self.form.value("patient").is_empty() => {
                "booking-type_patient"
            }
            "patient" if self.patient.is_none() && self.list.is_empty() && !searching => {
                "booking-new_patient"
            }
            "time" if self.clash.is_some() => "booking-nearest",
            "time" if self.is_taken(cx) => self.why_taken(roster, cx),
            "time" if self.free.is_empty() => "booking-no_free",
            "time" => "booking-free",
            _ => "",
        };
        let mut y = area.y;
        if !heading.is_empty() {
            let taken = self.form.focused() == "time" && self.clash.is_none() && self.is_taken(cx);
            let style = if taken { theme.warn } else { theme.dim };
            let name = self.staff.map_or("", |staff| roster.staff_name(staff));
            let said = words.fill(heading, &[("staff", name.into())]);
            for line in text::wrap(&said, usize::from(area.width)) {
                text::put(buffer, (area.x, y), &line, area.width, style, theme);
                y += 1;
            }
        }
        // Where nothing is said a line is left free all the same.
        let y = y.max(area.y + 1).min(area.bottom());
        let rows = Rect { y, height: area.bottom() - y, ..area };
        match self.form.focused() {
            "patient" => self.list.draw(buffer, rows, &cx.look, PEOPLE, |nth, cells| {
                let Some(row) = self.found.get(nth) else { return };
                let phone = row.phone.as_deref().map(shown).unwrap_or_default();
                cells.text(0, &named(row, cx));
                cells.styled(1, &phone, theme.dim);
                cells.styled(2, &row.alerts, theme.warn);
            }),
            "treatment" => {
                let found: Vec<usize> = self.treatments(roster).collect();
                self.list.draw(buffer, rows, &cx.look, PRICES, |nth, cells| {
                    let Some(row) = found.get(nth).and_then(|at| roster.treatments.get(*at)) else { return };
                    cells.text(0, &row.name);
                    cells.styled(1, &cx.look.words.span(row.minutes), theme.dim);
                    cells.styled(2, &cx.look.currency.shown(row.price), theme.dim);
                });
            }
            "staff" => {
                let found: Vec<Option<StaffId>> = self.people(roster, cx).collect();
                let day = self.day_meant(cx);
                let columns = if cx.look.layout == Layout::Phone { STAFF } else { FREE };
                self.list.draw(buffer, rows, &cx.look, columns, |nth, cells| match found.get(nth) {
                    Some(Some(id)) => {
                        cells.text(0, roster.staff_name(*id));
                        match day.and_then(|day| away(roster, *id, day, cx)) {
                            Some(away) => cells.styled(1, &words.text(away), theme.warn),
                            None => {
                                let title = roster.staff(*id).map_or("", |row| row.title.as_str());
                                cells.styled(1, title, theme.dim);
                            }
                        }
                    }
                    Some(None) => cells.text(0, &words.text("booking-anyone")),
                    None => {}
                });
            }
            "time" => self.list.draw(buffer, rows, &cx.look, STARTS, |nth, cells| {
                let Some(start) = self.free.get(nth) else { return };
                cells.text(0, &cx.look.brief_moment(start.starts_at.local(cx.zone)));
                cells.styled(1, &start.staff_name, theme.dim);
            }),
            _ => {}
        }
    }
}
