//! The owner's figures, by name.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::refusal::Refusal;
use super::word::words;

words! {
    /// A figure one can ask to be explained.
    pub enum Figure {
        /// New money that came in, less what went back.
        Received = "received",
        /// What was performed, by the day it was.
        Earned = "earned",
        Tips = "tips",
        Tax = "tax",
        /// Paid before the visit.
        Deposits = "deposits",
        Credit = "credit",
        Packages = "packages",
        Receivables = "receivables",
        Forfeits = "forfeits",
        Discounts = "discounts",
        Refunds = "refunds",
        WriteOffs = "write_offs",
        Expenses = "expenses",
        NetCash = "net_cash",
        NoShow = "no_show",
        NewPatients = "new_patients",
        Wait = "wait",
    }
}

words! {
    /// What deserves a second look.
    pub enum Leak {
        /// Owed: a visit that is done, a package that was sold, money that failed.
        DoneUnpaid = "done_unpaid",
        /// Money held for a visit that will not be.
        DepositLeft = "deposit_left",
        CancelledAfterArrival = "cancelled_after_arrival",
        /// Or said never to have come, by whoever took them.
        Voids = "voids",
        Reprints = "reprints",
        /// For more than a day.
        Unverified = "unverified",
        NoSale = "no_sale",
        /// Above the clinic's limit, or with no expense to it.
        PaidOut = "paid_out",
        /// After the treatment began.
        LinesOff = "lines_off",
        /// By who gave them.
        Discounts = "discounts",
        /// By who counted.
        Differences = "differences",
        /// Counted once more, when what should be there was known.
        Recounts = "recounts",
    }
}

words! {
    /// How long a span the owner looks at.
    pub enum Length {
        Day = "day",
        Week = "week",
        Month = "month",
        /// From any day to any other.
        Span = "span",
    }
}

impl Length {
    /// The span `day` lies in: itself, its week from Monday, its month.
    #[must_use]
    pub fn around(self, day: NaiveDate) -> (NaiveDate, NaiveDate) {
        let plus = |from: NaiveDate, days: u64| from.checked_add_days(Days::new(days)).unwrap_or(from);
        match self {
            Self::Day | Self::Span => (day, day),
            Self::Week => {
                let since = u64::from(day.weekday().num_days_from_monday());
                let from = day.checked_sub_days(Days::new(since)).unwrap_or(day);
                (from, plus(from, 6))
            }
            Self::Month => {
                let from = day.with_day(1).unwrap_or(day);
                let next = from.checked_add_months(Months::new(1)).unwrap_or(from);
                (from, next.pred_opt().unwrap_or(from))
            }
        }
    }

    /// The spans before (−1) and after (1): the next of its kind, or as many days.
    #[must_use]
    pub fn step(self, (from, to): (NaiveDate, NaiveDate), by: i64) -> (NaiveDate, NaiveDate) {
        if self == Self::Span {
            let days = Days::new((to - from).num_days().unsigned_abs() + 1);
            let shift = |day: NaiveDate| {
                let there = if by < 0 { day.checked_sub_days(days) } else { day.checked_add_days(days) };
                there.unwrap_or(day)
            };
            return (shift(from), shift(to));
        }
        let beside = if by < 0 { from.pred_opt() } else { to.succ_opt() };
        beside.map_or((from, to), |day| self.around(day))
    }

    /// What the span is compared with: the one before it; while it runs, as many days of that as have come of it.
    #[must_use]
    pub fn before(self, (from, to): (NaiveDate, NaiveDate), today: NaiveDate) -> (NaiveDate, NaiveDate) {
        if !(from..to).contains(&today) {
            return self.step((from, to), -1);
        }
        if self == Self::Span {
            return self.step((from, today), -1);
        }
        let (first, last) = self.step((from, to), -1);
        let days = Days::new((today - from).num_days().unsigned_abs());
        (first, first.checked_add_days(days).map_or(last, |day| day.min(last)))
    }
}

/// The longest span a report is made of, in days: ten years.
pub const LONGEST: i64 = 3_660;

/// Checks a span.
///
/// # Errors
/// `report.order` when it ends before it begins, `report.long` above [`LONGEST`].
pub fn check(from: NaiveDate, to: NaiveDate) -> Result<(), Refusal> {
    if to < from {
        return Err(Refusal::at("report.order", "to"));
    }
    if (to - from).num_days() >= LONGEST {
        return Err(Refusal::at("report.long", "to"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(length: Length, day: &str) -> String {
        let (from, to) = length.around(day.parse().unwrap());
        format!("{from} {to}")
    }

    #[test]
    fn a_week_begins_on_monday_and_a_month_ends_where_it_ends() {
        assert_eq!(span(Length::Week, "2026-11-22"), "2026-11-16 2026-11-22");
        assert_eq!(span(Length::Month, "2028-02-10"), "2028-02-01 2028-02-29");
        assert_eq!(span(Length::Day, "2026-11-20"), "2026-11-20 2026-11-20");
        let month = Length::Month.around("2026-12-20".parse().unwrap());
        assert_eq!(Length::Month.step(month, 1).1.to_string(), "2027-01-31");
        assert_eq!(Length::Month.step(month, -1).0.to_string(), "2026-11-01");
        let ten = ("2026-11-11".parse().unwrap(), "2026-11-20".parse().unwrap());
        assert_eq!(
            Length::Span.step(ten, -1),
            ("2026-11-01".parse().unwrap(), "2026-11-10".parse().unwrap())
        );
    }

    #[test]
    fn a_span_that_runs_is_compared_with_as_many_days() {
        let before = |length: Length, from: &str, to: &str, today: &str| {
            let day = |day: &str| day.parse().unwrap();
            let (from, to) = length.before((day(from), day(to)), day(today));
            format!("{from} {to}")
        };
        let month = |today| before(Length::Month, "2026-03-01", "2026-03-31", today);
        assert_eq!(month("2026-03-20"), "2026-02-01 2026-02-20");
        assert_eq!(month("2026-03-30"), "2026-02-01 2026-02-28", "there are no more");
        assert_eq!(month("2026-03-31"), "2026-02-01 2026-02-28");
        assert_eq!(month("2026-04-02"), "2026-02-01 2026-02-28");
        assert_eq!(before(Length::Week, "2026-11-16", "2026-11-22", "2026-11-18"), "2026-11-09 2026-11-11");
        assert_eq!(before(Length::Day, "2026-11-18", "2026-11-18", "2026-11-18"), "2026-11-17 2026-11-17");
        assert_eq!(before(Length::Span, "2026-11-11", "2026-11-20", "2026-11-12"), "2026-11-09 2026-11-10");
    }
}
