//! The queue as it is drawn: rows with columns, and cards on a phone.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::Cx;
use crate::desk::queue::{Line, QueueView};
use crate::domain::queue::TicketStatus;
use crate::ui::{Column, Layout, List, column::widened, panel, text};

const COLUMNS: &[Column] = &[
    Column::new("queue-number", 5),
    Column::new("queue-patient", 12).grows().key(),
    Column::new("queue-treatment", 14).from(Layout::Base).yields(),
    Column::new("queue-staff", 8).from(Layout::Base).yields(),
    Column::new("queue-waited", 6).right(),
    Column::new("queue-state", 22),
];

/// On a wide screen what and by whom are written out.
const WIDE: &[Column] = &[
    Column::new("queue-number", 5),
    Column::new("queue-patient", 12).grows().key(),
    Column::new("queue-treatment", 22).yields(),
    Column::new("queue-staff", 16).yields(),
    Column::new("queue-waited", 6).right(),
    Column::new("queue-state", 22),
    Column::new("queue-due", 5),
];

/// Draws the whole screen.
pub(super) fn queue(
    buffer: &mut Buffer,
    area: Rect,
    list: &List,
    shown: (&QueueView, &str),
    rows: &[&Line],
    cx: &Cx,
) {
    let theme = &cx.look.theme;
    let inside = panel::panel(buffer, area, &title(shown, area.width, cx), &cx.look);
    if rows.is_empty() {
        let empty = match shown.1 {
            "" => cx.text("queue-empty"),
            text => cx.fill("list-filtered", &[("text", text.into())]),
        };
        panel::say(buffer, inside, &empty, theme.dim, &cx.look);
        return;
    }
    let inside = careful(buffer, inside, list.selected(), rows, cx);
    if cx.look.layout == Layout::Phone {
        list.draw_cards(buffer, inside, &cx.look, 2, |row, buffer, place, in_hand| {
            if let Some(line) = rows.get(row) {
                card(buffer, place, line, in_hand, cx);
            }
        });
        return;
    }
    let columns = if cx.look.layout == Layout::Wide { WIDE } else { COLUMNS };
    let longest = rows.iter().map(|line| text::width(&number(line))).max().unwrap_or_default();
    let columns = widened(columns, 0, u16::try_from(longest).unwrap_or(u16::MAX));
    list.draw(buffer, inside, &cx.look, &columns, |row, cells| {
        let Some(line) = rows.get(row) else { return };
        let (state, style) = state(line, cx);
        let gone = if line.ticket.status.open() { theme.text } else { theme.dim };
        cells.styled(0, &number(line), if line.ticket.priority > 0 { theme.warn } else { gone });
        cells.styled(1, &named(line, cx), gone);
        cells.styled(2, line.ticket.treatment.as_deref().unwrap_or(theme.glyphs.dash), gone);
        cells.styled(3, &staff(line, cx), gone);
        cells.styled(4, &waited(line, cx), gone);
        cells.styled(5, &state, style);
        cells.styled(6, &due(line, cx), theme.dim);
    });
}

/// Below the list in words what the sign at the name in hand stands for, and the room above it: as much for everybody,
/// so that the list keeps its place.
fn careful(buffer: &mut Buffer, inside: Rect, in_hand: Option<usize>, rows: &[&Line], cx: &Cx) -> Rect {
    let theme = &cx.look.theme;
    let width = inside.width.saturating_sub(2);
    let words = |line: &&&Line| {
        let alerts = &line.ticket.alerts;
        text::wrap(&format!("{} {}: {alerts}", theme.glyphs.late, line.ticket.patient), usize::from(width))
    };
    let warned = |line: &&&Line| !line.ticket.alerts.is_empty();
    let most = rows.iter().filter(warned).map(|line| words(&line).len()).max().unwrap_or_default();
    let below = u16::try_from(most).unwrap_or(u16::MAX).min(3).min(inside.height / 3);
    let above = Rect { height: inside.height - below, ..inside };
    if let Some(line) = in_hand.and_then(|nth| rows.get(nth)).as_ref().filter(|line| warned(line)) {
        for (y, said) in (above.bottom()..inside.bottom()).zip(words(line)) {
            text::put(buffer, (inside.x + 1, y), &said, width, theme.warn, theme);
        }
    }
    above
}

/// How many wait, how long the longest, and how long it takes today; of that what there is room for.
fn title((view, filter): (&QueueView, &str), width: u16, cx: &Cx) -> String {
    let mut parts = vec![cx.text("screen-queue"), cx.fill("queue-count", &[("count", view.waiting.into())])];
    let waiting = view.lines.iter().filter(|line| line.ticket.status == TicketStatus::Waiting);
    if let Some(longest) = waiting.map(|line| line.ticket.waited(cx.now)).max() {
        parts.push(cx.fill("queue-longest", &[("time", cx.look.words.span(longest).into())]));
    }
    if let Some(average) = view.average {
        parts.push(cx.fill("queue-average", &[("time", cx.look.words.span(average).into())]));
    }
    if !filter.is_empty() {
        parts.insert(1, format!("/{filter}"));
    }
    let dot = format!(" {} ", cx.look.theme.glyphs.dot);
    let framed = if cx.look.layout == Layout::Phone { 0 } else { 4 };
    while parts.len() > 2 && text::width(&parts.join(&dot)) > usize::from(width.saturating_sub(framed)) {
        parts.pop();
    }
    parts.join(&dot)
}

/// Two lines: the number, the name and the wait; then where it stands and what for.
fn card(buffer: &mut Buffer, place: Rect, line: &Line, in_hand: bool, cx: &Cx) {
    let theme = &cx.look.theme;
    let wait = waited(line, cx);
    let right = place.width.saturating_sub(u16::try_from(text::width(&wait)).unwrap_or(0) + 1);
    let number = number(line);
    let style = if line.ticket.priority > 0 { theme.warn } else { theme.text };
    // The name gives way to a long number.
    let after = 7.max(u16::try_from(text::width(&number) + 1).unwrap_or(7));
    text::put(buffer, (place.x, place.y), &number, after - 1, style, theme);
    let name = if in_hand { theme.selected(theme.text) } else { theme.text };
    let room = right.saturating_sub(after);
    text::put(buffer, (place.x + after, place.y), &named(line, cx), room, name, theme);
    text::put_right(buffer, (place.x, place.y), &wait, place.width, theme.text, theme);
    let (state, style) = state(line, cx);
    let below = (place.x + 7, place.y + 1);
    let room = place.width.saturating_sub(7);
    let used = text::put(buffer, below, &state, room, style, theme);
    let more = [line.ticket.treatment.as_deref(), line.ticket.staff.as_deref()];
    let more = more
        .into_iter()
        .flatten()
        .fold(String::new(), |more, part| more + " " + theme.glyphs.dot + " " + part);
    text::put(buffer, (below.0 + used, below.1), &more, room.saturating_sub(used), theme.dim, theme);
}

/// The name, with the sign of the day where there is something to be careful about; it is read out before anything begins.
fn named(line: &Line, cx: &Cx) -> String {
    let ticket = &line.ticket;
    if ticket.alerts.is_empty() {
        return ticket.patient.clone();
    }
    format!("{} {}", cx.look.theme.glyphs.late, ticket.patient)
}

/// The number, with a sign when it goes before the others.
fn number(line: &Line) -> String {
    let urgent = if line.ticket.priority > 0 { "!" } else { "" };
    format!("{}{urgent}", line.label)
}

fn staff(line: &Line, cx: &Cx) -> String {
    line.ticket.staff.clone().unwrap_or_else(|| cx.text("queue-any"))
}

/// When it was booked for; nothing for a walk-in.
fn due(line: &Line, cx: &Cx) -> String {
    line.ticket.due_at.map_or_else(String::new, |at| cx.look.words.time(at.local(cx.zone).time()))
}

/// Counted on while the screen stands, so that it never says less than the clock beside it.
fn waited(line: &Line, cx: &Cx) -> String {
    cx.look.words.span(line.ticket.waited(cx.now))
}

/// How long it may still take: never zero, never less, and a dash when nobody can know.
fn estimate(minutes: Option<i64>, cx: &Cx) -> String {
    match minutes {
        Some(minutes) if minutes > 0 => format!("~{}", cx.look.words.span(minutes)),
        Some(_) => cx.text("queue-soon"),
        None => cx.look.theme.glyphs.dash.to_owned(),
    }
}

/// A sign, a word and a colour.
pub fn state(line: &Line, cx: &Cx) -> (String, Style) {
    let theme = &cx.look.theme;
    let glyphs = theme.glyphs;
    let ticket = &line.ticket;
    let (sign, words, style) = match ticket.status {
        TicketStatus::Waiting if line.ahead == Some(0) => {
            (glyphs.waiting, cx.text("queue-next"), theme.accent)
        }
        TicketStatus::Waiting => match line.overdue.filter(|late| *late > 0) {
            Some(late) => {
                let facts = [("time", cx.look.words.span(late).into())];
                (glyphs.waiting, cx.fill("queue-overdue", &facts), theme.warn)
            }
            None => (glyphs.waiting, cx.text("queue-waiting"), theme.text),
        },
        TicketStatus::Called => {
            let to = ticket.called_to.as_deref().unwrap_or_default();
            let facts = [("to", to.into()), ("calls", ticket.calls.into())];
            (glyphs.running, cx.fill("queue-called", &facts), theme.accent)
        }
        TicketStatus::Serving => (glyphs.running, cx.text("queue-serving"), theme.ok),
        TicketStatus::Parked => (glyphs.confirmed, cx.text("queue-away"), theme.dim),
        TicketStatus::Missed => (glyphs.absent, cx.text("queue-not_come"), theme.warn),
        TicketStatus::Done => (glyphs.done, cx.text("queue-done"), theme.dim),
        TicketStatus::Left => (glyphs.cancelled, cx.text("queue-gone"), theme.dim),
    };
    let words = match line.ahead {
        Some(_) => format!("{words} {} {}", glyphs.dot, estimate(line.estimate, cx)),
        None => words,
    };
    (format!("{sign} {words}"), style)
}
