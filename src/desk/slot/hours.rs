//! Whether somebody of the staff works then.

use crate::desk::roster::day_span;
use crate::desk::work::Work;
use crate::domain::id::StaffId;
use crate::domain::refusal::Refusal;
use crate::domain::schedule::Span;

/// Why somebody of the staff does not work then, as the list of who is there has it: on leave, in a break, or off.
pub(in crate::desk) fn outside_hours(work: &Work<'_>, staff: StaffId, span: Span) -> Option<Refusal> {
    let day = work.clinic.day(span.from);
    let spans = work.roster.working(staff, day, work.clinic);
    if spans.iter().any(|hours| span.within(hours)) {
        return None;
    }
    let refusal = |code| Refusal::at(code, "time").with("staff", work.roster.staff_name(staff));
    let off = |why| refusal("booking.off").with("day", day).with("why", why);
    let outside = |shown: Span, why| {
        let refusal = refusal("booking.outside_hours").with("from", work.local(shown.from));
        refusal.with("to", work.local(shown.to)).with("why", why)
    };
    // As the list of who is there has it: leave before a break, and both before hours.
    let leave = work.roster.leave.iter().filter(|leave| leave.staff_id == staff);
    let mut leave = leave.map(|leave| Span { from: leave.starts_at, to: leave.ends_at });
    if let Some(leave) = leave.find(|leave| leave.overlaps(&span)) {
        let whole = spans.is_empty() && day_span(day, work.clinic).within(&leave);
        return Some(if whole { off("leave") } else { outside(leave, "leave") });
    }
    let pauses = spans.windows(2).map(|pair| Span { from: pair[0].to, to: pair[1].from });
    let mut pauses = pauses.filter(|pause| pause.overlaps(&span));
    Some(match (spans.first(), spans.last()) {
        (Some(first), Some(last)) => {
            let day = Span { from: first.from, to: last.to };
            let pause = pauses.next().filter(|_| span.within(&day));
            outside(pause.unwrap_or(day), if pause.is_some() { "break" } else { "hours" })
        }
        _ => off("hours"),
    })
}
