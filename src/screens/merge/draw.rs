//! The two beside each other; on a phone below each other.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Merge;
use crate::app::Cx;
use crate::desk::patient::PatientCard;
use crate::domain::money::Money;
use crate::screens::patient_card::draw::{put, stands};
use crate::screens::patients::shown;
use crate::ui::{Layout, panel, text};

pub(super) fn merge(this: &Merge, frame: &mut Frame, area: Rect, cx: &Cx) {
    let buffer = frame.buffer_mut();
    let phone = cx.look.layout == Layout::Phone;
    let inside = panel::panel(buffer, area, &cx.text("screen-merge"), &cx.look);
    let line = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
    let above = panel::warned(buffer, line, this.said.as_deref().unwrap_or_default(), &cx.look);
    let form = this.form.height(&cx.look).min(above.height);
    let Some((kept, other)) = this.cards.as_deref() else { return };
    let facts = [("kept", kept.patient.name.as_str().into()), ("other", other.patient.name.as_str().into())];
    let what = text::wrap(&cx.fill("merge-what", &facts), usize::from(line.width));
    // What it does may go where there is no room; who they are, and why, may not.
    let said = if phone { 0 } else { u16::try_from(what.len()).unwrap_or(0) + 1 };
    let sides = Rect {
        x: inside.x,
        width: inside.width,
        y: above.y,
        height: above.height.saturating_sub(form + said),
    };
    let [one, two] = halves(sides, phone);
    let lower = side(buffer, one, kept, "merge-stays", cx).max(side(buffer, two, other, "merge-goes", cx));
    // Near what it is about, and never beyond the end.
    let below = (lower + 1).min(sides.bottom());
    for (y, words) in (below..below + said).zip(&what) {
        text::put(buffer, (line.x, y), words, line.width, cx.look.theme.dim, &cx.look.theme);
    }
    let place = Rect { y: below + said, height: form, ..line };
    if let Some(cursor) = this.form.draw(buffer, place, &cx.look).cursor {
        frame.set_cursor_position(cursor);
    }
}

fn halves(area: Rect, phone: bool) -> [Rect; 2] {
    if phone {
        let upper = Rect { height: area.height.div_ceil(2), ..area };
        return [upper, Rect { y: upper.bottom(), height: area.height - upper.height, ..area }];
    }
    let left = Rect { width: area.width / 2, ..area };
    [left, Rect { x: left.right(), width: area.width - left.width, ..area }]
}

/// One of them: what becomes of them, then what tells whether they are the other. Answers where the room below begins.
fn side(buffer: &mut Buffer, area: Rect, card: &PatientCard, becomes: &str, cx: &Cx) -> u16 {
    let theme = &cx.look.theme;
    let dot = format!(" {} ", theme.glyphs.dot);
    let mut rest = area;
    let name = cx.fill(becomes, &[("name", card.patient.name.as_str().into())]);
    put(buffer, &mut rest, &name, theme.accent, cx);
    if !card.patient.alerts.is_empty() {
        put(buffer, &mut rest, &format!("{} {}", theme.glyphs.late, card.patient.alerts), theme.warn, cx);
    }
    let phones: Vec<String> = card.phones.iter().map(|row| shown(&row.phone)).collect();
    let phones = if phones.is_empty() { cx.text("merge-no_phone") } else { phones.join(&dot) };
    put(buffer, &mut rest, &phones, theme.text, cx);
    let born = match card.patient.birth_date {
        Some(born) => {
            let years = i64::from(cx.today().years_since(born).unwrap_or_default());
            cx.fill("patient-age", &[("day", cx.look.words.date(born).into()), ("years", years.into())])
        }
        None => cx.text("merge-no_born"),
    };
    put(buffer, &mut rest, &born, theme.text, cx);
    put(buffer, &mut rest, &stands(card, cx).join(&dot), theme.text, cx);
    let credit = cx.fill("patient-credit", &[("amount", cx.look.currency.shown(card.credit).into())]);
    put(buffer, &mut rest, &credit, if card.credit > Money::ZERO { theme.ok } else { theme.dim }, cx);
    if card.balance > Money::ZERO {
        let owes = cx.fill("patient-owes", &[("amount", cx.look.currency.shown(card.balance).into())]);
        put(buffer, &mut rest, &owes, theme.error, cx);
    }
    rest.y
}
