//! A booking's life: `booked → confirmed → arrived → in service → done`, with side exits
//! (product.md §2). Steps may be skipped forwards; never backwards except by undo.

use super::refusal::Refusal;
use super::time::Ts;
use super::word::words;

words! {
    /// Where a booking is in its life.
    pub enum Status {
        Booked = "booked",
        Confirmed = "confirmed",
        Arrived = "arrived",
        InService = "in_service",
        Done = "done",
        Cancelled = "cancelled",
        NoShow = "no_show",
        Left = "left",
    }
}

words! {
    /// How a booking came in.
    pub enum Source {
        Phone = "phone",
        Whatsapp = "whatsapp",
        WalkIn = "walk_in",
        Online = "online",
        Desk = "desk",
        Rebook = "rebook",
    }
}

words! {
    /// Who called a booking off: only the patient's own cancellations can cost a deposit.
    pub enum CancelledBy { Patient = "patient", Clinic = "clinic" }
}

impl Status {
    /// Still to come or going on: it holds its time.
    #[must_use]
    pub const fn active(self) -> bool {
        !matches!(self, Self::Cancelled | Self::NoShow | Self::Left)
    }

    /// Not begun yet: it may be moved, confirmed, cancelled.
    #[must_use]
    pub const fn pending(self) -> bool {
        matches!(self, Self::Booked | Self::Confirmed)
    }

    /// An end: nothing follows but an undo.
    #[must_use]
    pub const fn terminal(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled | Self::NoShow | Self::Left)
    }

    /// May a booking step from here to `to`?
    ///
    /// # Errors
    /// `booking.ended` from a terminal state, `booking.backwards` for a step back, `booking.not_here` for leaving before
    /// arriving, `booking.same` when it is there already.
    pub fn step(self, to: Self) -> Result<(), Refusal> {
        let refuse =
            |code| Err(Refusal::at(code, "status").with("from", self.as_str()).with("to", to.as_str()));
        if self == to {
            return refuse("booking.same");
        }
        // Somebody marked as a no-show who walks in after all is a fact, not a correction.
        if self == Self::NoShow && to == Self::Arrived {
            return Ok(());
        }
        if self.terminal() {
            return refuse("booking.ended");
        }
        let ok = match to {
            Self::Booked => false,
            Self::Confirmed => self == Self::Booked,
            Self::Arrived => self.pending(),
            Self::InService => self.pending() || self == Self::Arrived,
            Self::Done => true,
            Self::Cancelled => self.pending() || self == Self::Arrived,
            Self::NoShow => self.pending(),
            Self::Left => matches!(self, Self::Arrived | Self::InService),
        };
        match (ok, to) {
            (true, _) => Ok(()),
            (false, Self::Left) => refuse("booking.not_here"),
            (false, _) => refuse("booking.backwards"),
        }
    }
}

/// From when on somebody is missed who was booked for `starts` and is not here. Until then they are only late.
#[must_use]
pub const fn missed_from(starts: Ts, grace_minutes: i64) -> Ts {
    starts.plus_minutes(grace_minutes)
}

/// How many minutes it is past the time that was booked; none before it.
#[must_use]
pub fn behind(due: Ts, now: Ts) -> Option<i64> {
    (due < now).then(|| now.minutes_since(due))
}

/// Is a cancellation or move at `now` late for a booking that starts at `starts`?
#[must_use]
pub const fn late(now: Ts, starts: Ts, late_hours: i64) -> bool {
    starts.minutes_since(now) < late_hours * 60
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_forwards_and_may_be_skipped() {
        assert!(Status::Booked.step(Status::Done).is_ok());
        assert!(Status::Arrived.step(Status::Confirmed).is_err());
        assert!(Status::InService.step(Status::Cancelled).is_err());
        assert_eq!(Status::Booked.step(Status::Left).unwrap_err().code, "booking.not_here");
    }

    #[test]
    fn ends_do_not_turn_into_each_other() {
        for from in Status::ALL.iter().filter(|s| s.terminal()) {
            for to in Status::ALL.iter().filter(|s| s.terminal()) {
                assert!(from.step(*to).is_err(), "{from} → {to}");
            }
        }
        assert!(Status::NoShow.step(Status::Arrived).is_ok());
    }

    #[test]
    fn late_counts_from_the_policy() {
        let start = Ts(0).plus_minutes(24 * 60);
        assert!(!late(Ts(0), start, 24));
        assert!(late(Ts(1), start, 24));
    }

    #[test]
    fn whoever_is_behind_is_late_until_they_are_missed() {
        let due = Ts(0).plus_minutes(60);
        assert_eq!(missed_from(due, 15), Ts(0).plus_minutes(75));
        assert_eq!((behind(due, Ts(0)), behind(due, due)), (None, None));
        assert_eq!(behind(due, Ts(0).plus_minutes(67)), Some(7));
    }
}
