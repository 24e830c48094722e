//! What of the commissions is payable, counted from the rows: as much of what was done as is paid, a session as its package.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use loket::desk::commission::ListCommissions;
use loket::store::On;
use uuid::Uuid;

use crate::recount::{Line, counts};
use crate::world::World;

/// The bill, amount, day, failed on, and the line that sold the package it is a session of.
type Paid = (Uuid, i64, NaiveDate, Option<NaiveDate>, Option<Uuid>);
/// For which package how much came or went back: the bill, the line of the sale, the amount, day, failed on.
type Part = (Uuid, Uuid, i64, NaiveDate, Option<NaiveDate>);

struct Book {
    lines: Vec<Line>,
    paid: Vec<Paid>,
    parts: Vec<Part>,
}

impl Book {
    fn lines(&self, bill: Uuid, day: NaiveDate) -> Vec<&Line> {
        self.lines.iter().filter(|line| line.4 == bill && counts(line, day)).collect()
    }

    fn paid(&self, bill: Uuid, day: NaiveDate) -> impl Iterator<Item = &Paid> {
        let counts = move |paid: &&Paid| paid.2 <= day && paid.3.is_none_or(|failed| failed > day);
        self.paid.iter().filter(move |paid| paid.0 == bill).filter(counts)
    }

    /// What came as tips, what of these may have gone back, and what of a deposit was kept: none of it is paid for a service.
    fn beside(&self, bill: Uuid, day: NaiveDate) -> (i64, i64, i64) {
        let lines = self.lines(bill, day);
        let sum = |kind: &str| lines.iter().filter(|line| line.0 == kind).map(|line| line.1).sum::<i64>();
        (sum("tip"), sum("tip").min(-sum("refund")), sum("forfeit"))
    }

    /// What the bill asks for beside packages, what of that nobody will pay, the sessions used on it, and the money.
    fn own(&self, bill: Uuid, day: NaiveDate) -> (i64, i64, i64, i64) {
        let lines = self.lines(bill, day);
        let sold = |id| lines.iter().any(|line| Some(line.7) == id && line.0 == "package");
        let own = lines.iter().filter(|line| {
            line.0 != "package" && !(line.0 == "write_off" && line.8.is_some() && sold(line.8))
        });
        let (mut asked, mut lost) = (0, 0);
        for line in own {
            asked += line.1;
            lost -= if line.0 == "write_off" { line.1 } else { 0 };
        }
        let sum = |session: bool| {
            let of = self.paid(bill, day).filter(|paid| paid.4.is_some() == session);
            of.map(|paid| paid.1).sum()
        };
        (asked, lost, sum(true), sum(false))
    }

    /// What came for packages on a bill and stayed, of this one or of all.
    fn for_packages(&self, bill: Uuid, sale: Option<Uuid>, day: NaiveDate) -> i64 {
        let counts = |part: &&Part| part.3 <= day && part.4.is_none_or(|failed| failed > day);
        let of_it = |part: &&Part| part.0 == bill && sale.is_none_or(|sale| part.1 == sale);
        // What was for a package that was taken off is the visit's.
        let lines = self.lines(bill, day);
        let stands = |part: &&Part| lines.iter().any(|line| line.7 == part.1);
        self.parts.iter().filter(of_it).filter(counts).filter(stands).map(|part| part.2).sum()
    }

    /// The packages on a bill: the line, its price less what went back, and what of it was written off.
    fn prices(&self, bill: Uuid, day: NaiveDate) -> Vec<(Uuid, i64, i64)> {
        let lines = self.lines(bill, day);
        let of = |kind: &str, sale| -> i64 {
            lines.iter().filter(|line| line.0 == kind && line.8 == Some(sale)).map(|line| line.1).sum()
        };
        let sold = lines.iter().filter(|line| line.0 == "package" && line.8.is_none());
        sold.map(|line| (line.7, line.1 + of("package", line.7), -of("write_off", line.7))).collect()
    }

    /// Between what and what the paid part of a package lies: what came for it, and where something else on the bill is
    /// paid with too much, what came beside it.
    fn part(&self, sale: Uuid, day: NaiveDate) -> (f64, f64) {
        let bill = self.lines.iter().find(|line| line.7 == sale).unwrap();
        let (_, price, lost) =
            self.prices(bill.4, day).into_iter().find(|one| one.0 == sale).unwrap_or((sale, 0, 0));
        if price <= 0 {
            return (1.0, 1.0);
        }
        let over =
            bill.6 == "done" && bill.5 <= day || ["cancelled", "no_show", "left"].contains(&bill.6.as_str());
        let (.., money) = self.own(bill.4, day);
        let beside = if over { money } else { self.for_packages(bill.4, None, day) };
        let of = |paid: i64| paid.clamp(0, price - lost) as f64 / price as f64;
        (of(self.for_packages(bill.4, Some(sale), day)), of(beside))
    }

    /// Between what and what the paid part of what was done on a bill lies.
    fn payable(&self, bill: Uuid, day: NaiveDate) -> (f64, f64) {
        let (asked, lost, sessions, money) = self.own(bill, day);
        let (tips, gone, kept) = self.beside(bill, day);
        // Of the service alone, were nothing of the tips given back, or as much as may be.
        let asked = asked + lost - kept - tips;
        let (money, more) = (money - kept, asked + gone);
        if more <= 0 {
            return (0.0, 1.0);
        }
        let own = money + sessions - self.for_packages(bill, None, day);
        let mut used: BTreeMap<Uuid, i64> = BTreeMap::new();
        for paid in self.paid(bill, day) {
            if let Some(sale) = paid.4 {
                *used.entry(sale).or_default() += paid.1;
            }
        }
        // What came beyond what is still asked may have paid a package.
        let (mut least, mut most) = (own.min(asked - lost) as f64, (money + sessions).min(more) as f64);
        for (sale, worth) in used {
            let part = self.part(sale, day);
            least -= worth as f64 * (1.0 - part.0);
            most -= worth as f64 * (1.0 - part.1);
        }
        let of = |paid: f64, asked: i64| {
            if asked > 0 { paid.clamp(0.0, asked as f64) / asked as f64 } else { 1.0 }
        };
        (of(least, more), of(most, asked))
    }
}

impl World<'_> {
    /// Of every visit as much is payable at the end of every day as its rows say, and the days add up to the span.
    pub async fn payables(&self, lines: Vec<Line>, days: &[NaiveDate]) {
        let on = || On::from(&self.lab.db);
        let paid: Vec<Paid> = on()
            .all(
                "SELECT m.bill_id, m.amount, m.business_day, s.business_day, k.line_id FROM payment m
                 LEFT JOIN payment_state s ON s.payment_id = m.id AND s.state = 'failed'
                 LEFT JOIN patient_package k ON k.id = m.package_id",
                (),
            )
            .await
            .unwrap();
        let bills: Vec<(Uuid, Uuid)> = on().all("SELECT booking_id, id FROM bill", ()).await.unwrap();
        let bill_of: BTreeMap<Uuid, Uuid> = bills.into_iter().collect();
        let parts: Vec<Part> = on()
            .all(
                "SELECT m.bill_id, x.line_id, x.amount, m.business_day, s.business_day
                 FROM payment_allocation x JOIN payment m ON m.id = x.payment_id
                 JOIN bill_line l ON l.id = x.line_id AND l.kind = 'package'
                 LEFT JOIN payment_state s ON s.payment_id = m.id AND s.state = 'failed'",
                (),
            )
            .await
            .unwrap();
        let book = Book { lines, paid, parts };
        let mut sums: BTreeMap<Uuid, (i64, i64)> = BTreeMap::new();
        for day in days {
            let told = ListCommissions { from: *day, to: *day, staff: None };
            for row in self.owner.ask(told).await.unwrap().into_iter().flat_map(|one| one.rows) {
                let sum = sums.entry(row.booking.0).or_default();
                *sum = (sum.0 + row.earned.0, sum.1 + row.payable.0);
            }
            for (booking, (earned, payable)) in &sums {
                let bill = bill_of[booking];
                let (least, most) = book.payable(bill, *day);
                let (earned, payable) = (*earned as f64, *payable as f64);
                let off = book.lines(bill, *day).len() as f64 + 1.0;
                let fits = payable >= earned * least - off && payable <= earned * most + off;
                assert!(fits, "{day} {booking}: {payable} of {earned} is payable, {least} to {most}");
            }
        }
        let (first, last) = (days[0], days[days.len() - 1]);
        let told = self.owner.ask(ListCommissions { from: first, to: last, staff: None }).await.unwrap();
        let all = |of: fn(&(i64, i64)) -> i64| sums.values().map(of).sum::<i64>();
        assert_eq!(told.iter().map(|one| one.earned.0).sum::<i64>(), all(|sum| sum.0));
        assert_eq!(told.iter().map(|one| one.payable.0).sum::<i64>(), all(|sum| sum.1));
    }
}
