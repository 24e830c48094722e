//! What must hold of the books, counted again from the rows by other means.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use loket::desk::explain::Explain;
use loket::desk::report::{Part, Report};
use loket::domain::report::Figure;
use loket::store::On;
use uuid::Uuid;

use crate::recount::{Line, charged};
use crate::world::World;

/// The bill, amount, day, failed on, new money or not, of a package or not.
type Payment = (Uuid, i64, NaiveDate, Option<NaiveDate>, i64, i64);

/// The rows, and nothing else.
struct Rows {
    lines: Vec<Line>,
    payments: Vec<Payment>,
    expenses: Vec<(i64, NaiveDate, Option<NaiveDate>, String)>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    received: i64,
    earned: i64,
    tips: i64,
    tax: i64,
    deposits: i64,
    receivables: i64,
    credit: i64,
    packages: i64,
    expenses: i64,
    net_cash: i64,
}

impl Rows {
    /// Everything there was by the end of a day.
    fn until(&self, day: NaiveDate) -> Sums {
        let mut sums = Sums::default();
        let mut bills: BTreeMap<Uuid, (i64, i64)> = BTreeMap::new();
        let mut lines: BTreeMap<Uuid, Vec<&Line>> = BTreeMap::new();
        for line in &self.lines {
            lines.entry(line.4).or_default().push(line);
        }
        for (bill, lines) in lines {
            let charged = charged(&lines, day);
            bills.entry(bill).or_default().0 += charged.all;
            sums.earned += charged.earned;
            sums.tips += charged.tips;
            sums.tax += charged.tax;
            sums.packages += charged.packages;
        }
        for (bill, amount, on, failed, new, package) in &self.payments {
            if *on > day || failed.is_some_and(|failed| failed <= day) {
                continue;
            }
            bills.entry(*bill).or_default().1 += amount;
            match (new, package) {
                (1, _) => sums.received += amount,
                (_, 1) => sums.packages -= amount,
                _ => sums.credit -= amount,
            }
        }
        for (charged, settled) in bills.values() {
            sums.deposits += (settled - charged).max(0);
            sums.receivables += (charged - settled).max(0);
        }
        for (amount, on, voided, from) in &self.expenses {
            let spent = if *on <= day && voided.is_none_or(|voided| voided > day) { *amount } else { 0 };
            sums.expenses += spent;
            sums.net_cash -= if from == "owner" { 0 } else { spent };
        }
        sums.net_cash += sums.received;
        sums
    }
}

impl World<'_> {
    async fn rows(&self) -> Rows {
        let on = || On::from(&self.lab.db);
        Rows {
            lines: on()
                .all(
                    "SELECT l.kind, l.amount, l.business_day, l.voided_day, l.bill_id, k.business_day, k.status,
                       l.id, l.reduces, l.tax_mode, l.tax_bp
                     FROM bill_line l JOIN bill b ON b.id = l.bill_id JOIN booking k ON k.id = b.booking_id
                     ORDER BY l.bill_id, l.position",
                    (),
                )
                .await
                .unwrap(),
            payments: on()
                .all(
                    "SELECT m.bill_id, m.amount, m.business_day, s.business_day,
                       CAST(CASE WHEN m.drawer_session_id IS NULL THEN 0 ELSE 1 END AS BIGINT),
                       CAST(CASE WHEN m.package_id IS NULL THEN 0 ELSE 1 END AS BIGINT)
                     FROM payment m LEFT JOIN payment_state s ON s.payment_id = m.id AND s.state = 'failed'",
                    (),
                )
                .await
                .unwrap(),
            expenses: on()
                .all("SELECT amount, business_day, voided_day, paid_from FROM expense", ())
                .await
                .unwrap(),
        }
    }

    /// Everything that must hold, of every span of the history.
    pub async fn audit(&self) {
        let rows = self.rows().await;
        self.balances(&rows).await;
        self.packages().await;
        self.drawers().await;
        self.numbers().await;
        let days: Vec<NaiveDate> = self.first.iter_days().take_while(|day| *day < self.today).collect();
        let mut by_day = Vec::new();
        for day in &days {
            let report = self.report(*day, *day).await;
            agrees(&report, &rows);
            by_day.push(report);
        }
        for (nth, from) in days.iter().enumerate() {
            for to in days.iter().skip(nth + 1).step_by(3) {
                let report = self.report(*from, *to).await;
                agrees(&report, &rows);
                let last = nth + usize::try_from((*to - *from).num_days()).unwrap();
                adds_up(&report, &by_day[nth..=last]);
            }
        }
        let (first, last) = (days[0], days[days.len() - 1]);
        self.explains(&self.report(first, last).await).await;
        self.explains(&self.report(days[2], days[4]).await).await;
        self.payables(rows.lines, &days).await;
        for (day, then, commissions) in &self.locked {
            let now = self.report(*day, *day).await;
            assert_eq!(&now, then, "{day} was locked");
            assert_eq!(self.commissions(*day).await, *commissions, "{day} was locked");
        }
    }

    /// What the database keeps of each bill is what its rows come to.
    async fn balances(&self, rows: &Rows) {
        let kept: Vec<(Uuid, i64)> =
            On::from(&self.lab.db).all("SELECT id, balance FROM bill", ()).await.unwrap();
        assert!(!self.known || kept.len() > 4, "there are bills: {}", kept.len());
        for (bill, balance) in kept {
            let lines = rows.lines.iter().filter(|line| line.4 == bill && line.3.is_none());
            let alone = |line: &&Line| {
                line.0 == "package" || line.0 == "forfeit" || line.0 == "write_off" && line.8.is_some()
            };
            let counts = |line: &&Line| line.6 == "done" || alone(line);
            let charged: i64 = lines.filter(counts).map(|line| line.1).sum();
            let paid = rows.payments.iter().filter(|paid| paid.0 == bill && paid.3.is_none());
            assert_eq!(balance, charged - paid.map(|paid| paid.1).sum::<i64>(), "{bill}");
        }
    }

    /// Each drawer held what its rows say, and each row of new money lies in exactly one session.
    async fn drawers(&self) {
        let closed: Vec<(Uuid, i64, i64)> = On::from(&self.lab.db)
            .all("SELECT id, expected, opening_float FROM drawer_session WHERE closed_at IS NOT NULL", ())
            .await
            .unwrap();
        assert!(closed.len() > 5, "drawers were closed");
        let cash: Vec<(Uuid, i64)> = On::from(&self.lab.db)
            .all(
                "SELECT p.drawer_session_id, p.amount FROM payment p JOIN payment_method m ON m.id = p.method_id
                 WHERE m.in_drawer = TRUE
                 UNION ALL SELECT session_id, CASE WHEN kind = 'paid_in' THEN amount ELSE -amount END FROM drawer_move",
                (),
            )
            .await
            .unwrap();
        for (session, expected, float) in closed {
            let moved: i64 = cash.iter().filter(|row| row.0 == session).map(|row| row.1).sum();
            assert_eq!(expected, float + moved, "{session}");
        }
    }

    /// Receipts, refunds and closing reports are numbered from one without a hole.
    async fn numbers(&self) {
        let numbers: Vec<(String, i64)> = On::from(&self.lab.db)
            .all("SELECT series, number FROM receipt UNION ALL SELECT 'Z', number FROM z_report", ())
            .await
            .unwrap();
        for series in ["R", "RF", "Z"] {
            let mut of: Vec<i64> = numbers.iter().filter(|row| row.0 == series).map(|row| row.1).collect();
            of.sort_unstable();
            assert!(!self.known || of.len() > 3, "{series} is drawn from: {of:?}");
            assert!(of.iter().copied().eq(1..=of.len() as i64), "{series}: {of:?}");
        }
    }

    /// The rows behind each figure add up to it, and those behind each part to the part.
    async fn explains(&self, report: &Report) {
        let all = [
            (Figure::Received, report.received),
            (Figure::Earned, report.earned),
            (Figure::Tips, report.tips),
            (Figure::Tax, report.tax),
            (Figure::Deposits, report.deposits.end),
            (Figure::Credit, report.credit.end),
            (Figure::Packages, report.packages.end),
            (Figure::Receivables, report.receivables.end),
            (Figure::Forfeits, report.forfeits),
            (Figure::Discounts, report.discounts),
            (Figure::Refunds, report.refunds),
            (Figure::WriteOffs, report.write_offs),
            (Figure::Expenses, report.expenses),
            (Figure::NetCash, report.net_cash),
        ];
        for (figure, amount) in all {
            assert_eq!(self.behind(report, figure, None).await, amount.0, "{figure}");
        }
        let parts: Vec<(Figure, &Part)> = [
            (Figure::Received, &report.received_by_method),
            (Figure::Earned, &report.earned_by_treatment),
            (Figure::Earned, &report.earned_by_category),
            (Figure::Earned, &report.earned_by_staff),
            (Figure::Tips, &report.tips_by_staff),
            (Figure::Expenses, &report.expenses_by_category),
        ]
        .into_iter()
        .flat_map(|(figure, parts)| parts.iter().map(move |part| (figure, part)))
        .collect();
        for (figure, part) in parts {
            let key = Some(part.key.clone());
            assert_eq!(self.behind(report, figure, key).await, part.amount.0, "{figure} {}", part.key);
        }
        for day in &report.days {
            let key = || Some(format!("day:{}", day.day));
            assert_eq!(self.behind(report, Figure::Earned, key()).await, day.earned.0);
            assert_eq!(self.behind(report, Figure::Received, key()).await, day.received.0);
        }
    }

    async fn behind(&self, report: &Report, figure: Figure, key: Option<String>) -> i64 {
        let explain = Explain { figure, from: report.from, to: report.to, key };
        let explained = self.owner.ask(explain).await.unwrap();
        assert_eq!(explained.rows.iter().map(|row| row.amount.0).sum::<i64>(), explained.total.0);
        explained.total.0
    }
}

/// The report says what the rows say.
fn agrees(report: &Report, rows: &Rows) {
    let (old, new) = (rows.until(report.from.pred_opt().unwrap()), rows.until(report.to));
    let span = format!("{} to {}", report.from, report.to);
    let said = Sums {
        received: report.received.0,
        earned: report.earned.0,
        tips: report.tips.0,
        tax: report.tax.0,
        deposits: report.deposits.end.0,
        receivables: report.receivables.end.0,
        credit: report.credit.end.0,
        packages: report.packages.end.0,
        expenses: report.expenses.0,
        net_cash: report.net_cash.0,
    };
    let counted = Sums {
        received: new.received - old.received,
        earned: new.earned - old.earned,
        tips: new.tips - old.tips,
        tax: new.tax - old.tax,
        expenses: new.expenses - old.expenses,
        net_cash: new.net_cash - old.net_cash,
        ..new
    };
    assert_eq!(said, counted, "{span}");
    assert_eq!(report.deposits.change.0, report.deposits.end.0 - old.deposits, "{span}");
    assert_eq!(report.receivables.change.0, report.receivables.end.0 - old.receivables, "{span}");
    let identity = report.identity;
    assert!(identity.holds, "{span}: {identity:?}");
    let terms = identity.earned.0 + identity.tips.0 + identity.tax.0 + identity.liabilities.0;
    assert_eq!(identity.received.0, terms - identity.receivables.0, "{span}");
    let sum = |parts: &[Part]| parts.iter().map(|part| part.amount.0).sum::<i64>();
    assert_eq!(sum(&report.received_by_method), report.received.0, "{span}");
    for parts in [&report.earned_by_treatment, &report.earned_by_category, &report.earned_by_staff] {
        assert_eq!(sum(parts), report.earned.0, "{span}");
    }
    assert_eq!(sum(&report.tips_by_staff), report.tips.0, "{span}");
    assert_eq!(sum(&report.expenses_by_category), report.expenses.0, "{span}");
}

/// The days of a span add up to it.
fn adds_up(report: &Report, days: &[Report]) {
    let sum = |of: fn(&Report) -> i64| days.iter().map(of).sum::<i64>();
    assert_eq!(sum(|day| day.received.0), report.received.0);
    assert_eq!(sum(|day| day.earned.0), report.earned.0);
    assert_eq!(sum(|day| day.expenses.0), report.expenses.0);
    assert_eq!(sum(|day| day.receivables.change.0), report.receivables.change.0);
    assert_eq!(sum(|day| day.deposits.change.0), report.deposits.change.0);
    assert_eq!(sum(|day| day.new_patients), report.new_patients);
    assert_eq!(sum(|day| day.no_shows), report.no_shows);
    for (day, figures) in days.iter().zip(&report.days) {
        assert_eq!((figures.earned, figures.received), (day.earned, day.received), "{}", figures.day);
    }
}
