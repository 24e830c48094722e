//! The day's queue: a ticket's life, who is next, and how long it may take.

use chrono::NaiveDate;

use super::booking::Status;
use super::id::BookingId;
use super::refusal::Refusal;
use super::schedule::Span;
use super::time::Ts;
use super::word::words;

words! {
    /// Where a ticket is. Its number is the same all day and never used again.
    pub enum TicketStatus {
        Waiting = "waiting",
        Called = "called",
        Serving = "serving",
        Parked = "parked",
        Missed = "missed",
        Left = "left",
        Done = "done",
    }
}

impl TicketStatus {
    #[must_use]
    pub const fn open(self) -> bool {
        !matches!(self, Self::Left | Self::Done)
    }

    /// May a ticket step from here to `to`?
    ///
    /// # Errors
    /// `ticket.step` with both words.
    pub fn step(self, to: Self) -> Result<(), Refusal> {
        use TicketStatus::{Called, Done, Left, Missed, Parked, Serving, Waiting};
        let ok = match to {
            Waiting => matches!(self, Called | Parked | Missed),
            Called => matches!(self, Waiting | Called | Parked | Missed),
            Serving => matches!(self, Waiting | Called | Parked | Missed),
            Parked => matches!(self, Waiting | Called | Missed),
            Missed => matches!(self, Called),
            Left => self.open(),
            Done => matches!(self, Serving | Waiting | Called),
        };
        if ok {
            Ok(())
        } else {
            Err(Refusal::at("ticket.step", "status").with("from", self.as_str()).with("to", to.as_str()))
        }
    }
}

/// Whether somebody is waiting to be called: by their number, where they have one, else by their booking.
#[must_use]
pub const fn is_waiting(ticket: Option<TicketStatus>, booking: Option<Status>) -> bool {
    match ticket {
        Some(ticket) => matches!(ticket, TicketStatus::Waiting),
        None => matches!(booking, Some(Status::Arrived)),
    }
}

/// `A012`: prefix and at least three digits.
#[must_use]
pub fn label(prefix: &str, number: i64) -> String {
    format!("{prefix}{number:03}")
}

/// When a ticket was called, when its treatment began, and when it was over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moments {
    pub called: Option<Ts>,
    pub last_called: Option<Ts>,
    pub served: Option<Ts>,
    pub ended: Option<Ts>,
}

/// Until when somebody waited who stands in line `since` then. Whoever waits again was not called: what was before they
/// stood in line does not count.
#[must_use]
pub fn waited_until(status: TicketStatus, since: Ts, moments: Moments, now: Ts) -> Ts {
    if matches!(status, TicketStatus::Waiting | TicketStatus::Parked) {
        return now;
    }
    let Moments { called, last_called, served, ended } = moments;
    [called, last_called, served, ended].into_iter().flatten().find(|at| *at >= since).unwrap_or(now)
}

/// The minutes somebody waited who stands in line `since` then: the same wherever it is said.
#[must_use]
pub fn waited(status: TicketStatus, since: Ts, moments: Moments, now: Ts) -> i64 {
    waited_until(status, since, moments, now).minutes_since(since).max(0)
}

/// What the order of the queue looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub priority: i64,
    /// A booking's start; none for a walk-in.
    pub due: Option<Ts>,
    pub since: Ts,
    pub number: i64,
}

/// The order of product.md §4: priority; bookings when due (with a short look ahead); walk-ins by
/// arrival. A booking that is not due yet waits behind the walk-ins.
#[must_use]
pub fn order(place: &Place, now: Ts, look_ahead_minutes: i64) -> (i64, u8, Ts, i64) {
    let horizon = now.plus_minutes(look_ahead_minutes);
    let (group, at) = match place.due {
        Some(due) if due <= horizon => (0, due),
        None => (1, place.since),
        Some(due) => (2, due),
    };
    (-place.priority, group, at, place.number)
}

/// One who treats, as the estimate sees them: free from `free_at`, off at `until`, and taken in between by what is booked.
#[derive(Debug, Clone)]
pub struct OnDuty {
    pub free_at: Ts,
    pub until: Ts,
    pub booked: Vec<(BookingId, Span)>,
}

/// One of the line, as the estimate sees them.
#[derive(Debug, Clone)]
pub struct InLine {
    /// Places in the list of those on duty.
    pub who_can: Vec<usize>,
    pub minutes: i64,
    /// What was booked for them: that time stands in everybody's way but theirs.
    pub booking: Option<BookingId>,
}

/// How long each of `waiting`, in the order of the queue, still waits, in minutes: the real line is run through the
/// people on duty, between what they have booked. None where it cannot be known: nobody on duty can take them before
/// going home. Never negative.
#[must_use]
pub fn estimates(waiting: &[InLine], on_duty: &[OnDuty], now: Ts) -> Vec<Option<i64>> {
    let mut taken: Vec<Vec<(Option<BookingId>, Span)>> = on_duty
        .iter()
        .map(|one| {
            let busy = Span { from: Ts(i64::MIN), to: one.free_at.max(now) };
            let booked = one.booked.iter().map(|(id, span)| (Some(*id), *span));
            std::iter::once((None, busy)).chain(booked).collect()
        })
        .collect();
    waiting
        .iter()
        .map(|one| {
            if let Some(own) = one.booking {
                for spans in &mut taken {
                    spans.retain(|(id, _)| *id != Some(own));
                }
            }
            let from = |who: usize| {
                let spans: Vec<Span> = taken.get(who)?.iter().map(|(_, span)| *span).collect();
                let from = first_gap(&spans, now, one.minutes);
                (from.plus_minutes(one.minutes) <= on_duty[who].until).then_some((from, who))
            };
            let (from, who) = one.who_can.iter().filter_map(|who| from(*who)).min()?;
            taken[who].push((None, Span::minutes(from, one.minutes)));
            Some(from.minutes_since(now).max(0))
        })
        .collect()
}

/// The first moment from `from` on with so many minutes between these times.
#[must_use]
pub fn first_gap(taken: &[Span], mut from: Ts, minutes: i64) -> Ts {
    let mut taken = taken.to_vec();
    taken.sort_unstable();
    for span in taken {
        if span.overlaps(&Span::minutes(from, minutes)) {
            from = span.to;
        }
    }
    from
}

/// The scope of the counter behind ticket numbers: one per business day and prefix.
#[must_use]
pub fn scope(day: NaiveDate, prefix: &str) -> String {
    format!("{day}/{prefix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Ts {
        Ts(0).plus_minutes(minutes)
    }

    #[test]
    fn whoever_waits_again_waits_on() {
        use TicketStatus::{Called, Done, Serving, Waiting};
        let until =
            |status, since, moments| waited_until(status, at(since), moments, at(60)).minutes_since(at(0));
        let called = Moments { called: Some(at(5)), last_called: Some(at(8)), ..Moments::default() };
        assert_eq!(until(Called, 0, called), 5);
        assert_eq!(until(Waiting, 10, called), 60, "put back into the line");
        let again = Moments { last_called: Some(at(20)), ..called };
        assert_eq!(until(Called, 10, again), 20);
        // Begun without a call.
        let begun = Moments { served: Some(at(12)), ended: Some(at(40)), ..Moments::default() };
        assert_eq!((until(Serving, 0, begun), until(Done, 0, begun)), (12, 12));
        // In minutes, and never fewer than none, whatever the clocks of two counters say.
        let minutes = |since| waited(Waiting, at(since), Moments::default(), at(60));
        assert_eq!([minutes(10), minutes(60), minutes(70)], [50, 0, 0]);
    }

    #[test]
    fn due_bookings_go_before_walk_ins_and_early_ones_after() {
        let now = at(600);
        let due = Place { priority: 0, due: Some(at(602)), since: at(598), number: 3 };
        let walk_in = Place { priority: 0, due: None, since: at(570), number: 1 };
        let early = Place { priority: 0, due: Some(at(660)), since: at(560), number: 2 };
        let urgent = Place { priority: 1, due: None, since: at(599), number: 4 };
        let mut line = [walk_in, early, due, urgent];
        line.sort_by_key(|place| order(place, now, 2));
        assert_eq!(line.map(|place| place.number), [4, 3, 1, 2]);
    }

    fn one(who_can: &[usize], minutes: i64) -> InLine {
        InLine { who_can: who_can.to_vec(), minutes, booking: None }
    }

    fn duty(free: i64, until: i64) -> OnDuty {
        OnDuty { free_at: at(free), until: at(until), booked: Vec::new() }
    }

    #[test]
    fn the_estimate_runs_the_line_through_who_is_on_duty() {
        let duty = [duty(10, 480), duty(0, 480)];
        let line = [one(&[0, 1], 30), one(&[0, 1], 30), one(&[1], 30), one(&[], 30)];
        assert_eq!(estimates(&line, &duty, at(0)), [Some(0), Some(10), Some(30), None]);
    }

    #[test]
    fn what_is_booked_later_stands_in_the_way_of_all_but_its_own() {
        let booked = BookingId::new();
        let span = Span { from: at(20), to: at(50) };
        let duty = [OnDuty { booked: vec![(booked, span)], ..duty(0, 480) }];
        // The long one waits behind it; the short one fits before it, though it came later.
        let line = [one(&[0], 60), one(&[0], 20), one(&[0], 10)];
        assert_eq!(estimates(&line, &duty, at(0)), [Some(50), Some(0), Some(110)]);
        // Whoever it is for may be taken before it begins, and then holds it no more.
        let own = InLine { booking: Some(booked), ..one(&[0], 30) };
        assert_eq!(estimates(&[own, one(&[0], 60)], &duty, at(0)), [Some(0), Some(30)]);
        // After the last of it there is nobody.
        let home = [OnDuty { until: at(50), ..duty[0].clone() }];
        assert_eq!(estimates(&[one(&[0], 60)], &home, at(0)), [None]);
    }

    #[test]
    fn nobody_on_duty_is_unknown_not_zero() {
        assert_eq!(estimates(&[one(&[0], 30)], &[], at(0)), [None]);
        assert_eq!(estimates(&[one(&[0], 30)], &[duty(0, 0)], at(0)), [None]);
    }

    #[test]
    fn numbers_have_three_digits_and_more_when_needed() {
        assert_eq!(label("A", 7), "A007");
        assert_eq!(label("A", 1234), "A1234");
    }
}
