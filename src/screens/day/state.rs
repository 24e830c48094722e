//! How a visit is doing, as a sign, a word and a colour: never by colour alone.

use std::fmt::Write as _;

use ratatui::style::Style;

use crate::app::Cx;
use crate::desk::booking::DayRow;
use crate::domain::bill::{BillState, Sums};
use crate::domain::booking::{Status, behind, missed_from};
use crate::domain::money::Money;
use crate::domain::time::Ts;
use crate::screens::status::{sign, word};
use crate::ui::Theme;

/// How a visit is doing at this minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    pub status: Status,
    /// Nobody came, and the grace is over.
    pub late: bool,
    /// Minutes late, or minutes waited; none when neither means anything.
    pub minutes: Option<i64>,
}

impl State {
    /// The state at `now`; whoever could be missed by now counts as late.
    #[must_use]
    pub fn of(row: &DayRow, now: Ts, grace: i64) -> Self {
        let late = row.status.pending() && now >= missed_from(row.starts_at, grace);
        let minutes = match row.status {
            _ if late => behind(row.starts_at, now),
            Status::Arrived => row.waited(now),
            _ => None,
        };
        // Who is a day late does not come any more; the minutes would only be a big number.
        let minutes = minutes.filter(|minutes| *minutes < 24 * 60);
        Self { status: row.status, late, minutes }
    }

    #[must_use]
    pub fn sign(self, theme: &Theme) -> (&'static str, Style) {
        let glyphs = theme.glyphs;
        if self.late {
            return (glyphs.late, theme.warn);
        }
        sign(self.status, theme)
    }

    /// Writes `● waiting 7m` into `out`.
    pub fn write(self, out: &mut String, cx: &Cx) {
        let word = if self.late { "day-late" } else { word(self.status) };
        let (sign, _) = self.sign(&cx.look.theme);
        let _ = write!(out, "{sign} {}", cx.look.words.text(word));
        if let Some(minutes) = self.minutes {
            let _ = write!(out, " {}", cx.look.words.span(minutes));
        }
    }
}

/// How a row and its money stand, in words alone.
#[must_use]
pub fn stand(row: &DayRow, cx: &Cx) -> String {
    let state = State::of(row, cx.now, cx.desk.clinic().policies.grace_minutes);
    let mut words = String::new();
    state.write(&mut words, cx);
    if let Some((word, _)) = money(row, &cx.look.theme) {
        let _ = write!(words, " {}", cx.look.words.text(word));
    }
    words
}

/// The id of the word that says how the money stands, the same as on the bill of the visit, and its colour; none when
/// nothing is owed yet and nothing was given.
#[must_use]
pub fn money(row: &DayRow, theme: &Theme) -> Option<(&'static str, Style)> {
    let sums = Sums {
        total: row.total,
        paid: Money(row.paid.0 + row.returned.0),
        returned: row.returned,
        deposits: row.deposits,
        standing: row.standing,
    };
    let state = sums.state();
    if row.unverified > Money::ZERO {
        return Some(("paid-waiting", theme.warn));
    }
    if row.held < row.deposit_needed && state != BillState::Paid {
        return Some(("paid-awaited", theme.warn));
    }
    match state {
        BillState::Paid if row.total > Money::ZERO => Some(("bill-paid", theme.ok)),
        BillState::Partial => Some(("bill-partial", theme.warn)),
        // What was paid for a visit that is off is held.
        BillState::Deposit => Some(("bill-deposit", theme.warn)),
        BillState::Unpaid if row.status == Status::Done => Some(("bill-unpaid", theme.warn)),
        BillState::Refunded => Some(("paid-back", theme.dim)),
        BillState::Paid | BillState::Unpaid => None,
    }
}
