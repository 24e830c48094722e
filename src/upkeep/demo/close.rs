//! The evenings before today: each drawer counted and closed with its report, each day locked behind it.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use fastrand::Rng;

use super::history::Visit;
use super::money::session_of;
use super::{Staffed, id};
use crate::desk::day_close::DayTotals;
use crate::desk::{Done, Fault};
use crate::domain::bill::LineKind;
use crate::domain::booking::Status;
use crate::domain::drawer::{Cash, Decision, Piece, Pieces, denominations};
use crate::domain::id::{DrawerId, ZReportId};
use crate::domain::money::{Currency, Money};
use crate::domain::payment::PaymentKind;
use crate::domain::time::day_start;
use crate::paper::receipt::Letterhead;
use crate::paper::z::{Counted, Method, Series, Tally, Z};
use crate::store::day_close::{DayLinesRow, DaySpentRow, DayTakenRow, DayVisitsRow};
use crate::store::history_drawer::{PastDay, PastSession};
use crate::store::history_money::PastReceipt;
use crate::store::{self, Tx};

/// For so many days an unpaid visit is asked about before it is said to stay owed.
const FRESH: u64 = 4;

/// What goes on from one evening to the next.
pub(super) struct Evenings {
    drawer: DrawerId,
    /// The end of the trail when all of this was written.
    head: (i64, String),
    number: i64,
    perpetual: Money,
    taken: BTreeMap<NaiveDate, (Vec<DayTakenRow>, i64)>,
}

impl Evenings {
    pub const fn new(drawer: DrawerId, head: (i64, String)) -> Self {
        Self { drawer, head, number: 0, perpetual: Money::ZERO, taken: BTreeMap::new() }
    }

    /// Reports so far.
    pub const fn reports(&self) -> i64 {
        self.number
    }

    /// The session of one day's receipts. Once in a while the drawer is a little wrong.
    pub fn session(&mut self, staffed: &Staffed<'_>, receipts: &[PastReceipt]) -> Done<PastSession> {
        let empty = || Fault::Broken("a day without receipts".to_owned());
        let (Some(first), Some(last)) = (receipts.first(), receipts.last()) else { return Err(empty()) };
        let day = first.day().ok_or_else(empty)?;
        let clinic = staffed.floor.clinic;
        let float = Money(clinic.policies.opening_float);
        let taken = taken(staffed, receipts);
        let cash = of_cash(staffed, &taken);
        let received = Money(taken.iter().map(|row| row.amount.0).sum());
        let expected = Money(float.0 + cash.0);
        let mut rng = Rng::with_seed(first.at.0.unsigned_abs() ^ staffed.seed);
        let wrong = if rng.u8(..12) == 0 { Money(rng.i64(-4..3) * 1_000) } else { Money::ZERO };
        // The float stays in the drawer: it cannot be short of that on a day without cash.
        let wrong = Money(wrong.0.max(-cash.0));
        let counted = Money(expected.0 + wrong.0);
        let note = (wrong != Money::ZERO).then(|| "uang kembalian".to_owned());
        let (opened, closed) = (first.at.plus_minutes(-90), last.at.plus_minutes(30));
        let left_before = (self.number > 0).then_some(float);
        self.number += 1;
        self.perpetual.0 += received.0;
        let pieces = fewest(counted, &clinic.currency);
        let z = Z {
            clinic: Letterhead {
                name: clinic.name.clone(),
                address: clinic.address.clone(),
                phone: clinic.phone.clone(),
                footer: String::new(),
            },
            currency: clinic.currency.clone(),
            number: self.number,
            drawer: staffed.terminal.to_owned(),
            terminal: staffed.terminal.to_owned(),
            business_day: day,
            opened_at: clinic.local(opened),
            opened_by: staffed.cashier_name.clone(),
            handed_by: None,
            handed_to: None,
            closed_at: clinic.local(closed),
            closed_by: staffed.cashier_name.clone(),
            left_before,
            opening_difference: Money::ZERO,
            opening_note: String::new(),
            carried: None,
            methods: methods(staffed, &taken),
            received,
            refunds: Tally::default(),
            voids: Tally::default(),
            discounts: Tally::default(),
            rounding: Tally::default(),
            failed: Tally::default(),
            waiting: Tally::default(),
            receipts: vec![Series {
                first: format!("{}-{:06}", super::money::SERIES, first.number),
                last: format!("{}-{:06}", super::money::SERIES, last.number),
                count: last.number - first.number + 1,
            }],
            cash: Cash { float, taken: cash, ..Cash::default() },
            moves: Vec::new(),
            no_sales: 0,
            counts: vec![Counted {
                total: counted,
                pieces: pieces.clone(),
                reason: String::new(),
                at: clinic.local(closed),
                by: staffed.cashier_name.clone(),
                approved_by: None,
                blind: true,
            }],
            expected,
            counted,
            difference: wrong,
            difference_note: note.clone().unwrap_or_default(),
            difference_approved_by: None,
            left_in: float,
            to_safe: Money(counted.0 - float.0),
            unfinished: Vec::new(),
            failed_late: Tally::default(),
            failed_ever: Tally::default(),
            perpetual: self.perpetual,
            head_seq: self.head.0,
            head_hash: self.head.1.clone(),
            training: clinic.training,
        };
        self.taken.insert(day, (taken, self.number));
        Ok(PastSession {
            id: session_of(day, staffed.seed),
            drawer: self.drawer,
            day,
            opened,
            closed,
            by: staffed.cashier,
            float,
            left_before,
            expected,
            counted,
            pieces: json(&pieces)?,
            note,
            z: ZReportId(id(closed, staffed.seed, 10)),
            number: self.number,
            snapshot: json(&z)?,
            head: self.head.clone(),
        })
    }

    /// What is owed for long was said to stay owed when its day was closed; what is owed of the last days is still asked
    /// about.
    pub async fn owed(&self, tx: &mut Tx, staffed: &Staffed<'_>, today: NaiveDate) -> Done<()> {
        let (clinic, zone) = (staffed.floor.clinic.id, staffed.floor.clinic.zone);
        let lately = today - Days::new(FRESH);
        for row in store::z::unfinished(tx.on(), clinic, today).await? {
            let day = row.business_day;
            if day >= lately || !self.taken.contains_key(&day) {
                continue;
            }
            let (session, at) = (session_of(day, staffed.seed), day_start(day, zone).plus_minutes(21 * 60));
            let (what, by) = ((row.booking_id, row.due), (staffed.cashier, Some(staffed.owner)));
            store::z::decide(tx.on(), clinic, session, what, Decision::Receivable, "ditagih bulanan", by, at)
                .await?;
        }
        Ok(())
    }

    /// The days that are locked: all but the last, which somebody has still to close.
    pub fn days(&self, staffed: &Staffed<'_>, visits: &[Visit], spent: &[DaySpentRow]) -> Done<Vec<PastDay>> {
        let clinic = staffed.floor.clinic;
        let today = clinic.day(staffed.opens);
        let mut days: BTreeMap<NaiveDate, (BTreeMap<Status, i64>, i64)> = BTreeMap::new();
        for visit in visits.iter().filter(|visit| visit.day < today) {
            let (statuses, earned) = days.entry(visit.day).or_default();
            *statuses.entry(visit.status).or_default() += 1;
            if visit.status == Status::Done {
                *earned += staffed.floor.treatment(&visit.slot).price.0;
            }
        }
        days.pop_last();
        let mut past = Vec::with_capacity(days.len());
        for (day, (statuses, earned)) in days {
            let (taken, report) = self.taken.get(&day).cloned().unzip();
            let done = statuses.get(&Status::Done).copied().unwrap_or(0);
            let line = DayLinesRow { kind: LineKind::Treatment, count: done, amount: Money(earned) };
            let totals = DayTotals {
                taken: taken.unwrap_or_default(),
                lines: if done > 0 { vec![line] } else { Vec::new() },
                visits: statuses.into_iter().map(|(status, count)| DayVisitsRow { status, count }).collect(),
                expenses: spent.iter().filter(|row| row.day == day).cloned().collect(),
                reports: report.into_iter().collect(),
            };
            let closed = day_start(day, clinic.zone).plus_minutes(21 * 60);
            past.push(PastDay { day, closed, by: staffed.owner, snapshot: json(&totals)? });
        }
        Ok(past)
    }
}

/// What a day took in, by method in the clinic's order.
fn taken(staffed: &Staffed<'_>, receipts: &[PastReceipt]) -> Vec<DayTakenRow> {
    let payments = || receipts.iter().flat_map(|receipt| &receipt.payments);
    let row = |method: &crate::store::method::MethodRow| {
        let of = || payments().filter(|payment| payment.method_id == method.id);
        DayTakenRow {
            method: method.name.clone(),
            method_kind: method.kind,
            counts_as_received: method.counts_as_received,
            kind: PaymentKind::Payment,
            count: i64::try_from(of().count()).unwrap_or(i64::MAX),
            amount: Money(of().map(|payment| payment.amount.0).sum()),
        }
    };
    staffed.floor.roster.methods.iter().map(row).filter(|row| row.count > 0).collect()
}

fn in_drawer(staffed: &Staffed<'_>, name: &str) -> bool {
    staffed.floor.roster.methods.iter().any(|method| method.name == name && method.in_drawer)
}

fn of_cash(staffed: &Staffed<'_>, taken: &[DayTakenRow]) -> Money {
    Money(taken.iter().filter(|row| in_drawer(staffed, &row.method)).map(|row| row.amount.0).sum())
}

fn methods(staffed: &Staffed<'_>, taken: &[DayTakenRow]) -> Vec<Method> {
    taken
        .iter()
        .map(|row| {
            let in_drawer = in_drawer(staffed, &row.method);
            Method {
                name: row.method.clone(),
                in_drawer,
                total: Tally { count: row.count, amount: row.amount },
                confirmed: (!in_drawer).then_some(row.amount),
                note: String::new(),
            }
        })
        .collect()
}

/// The amount in as few pieces as there can be.
fn fewest(amount: Money, currency: &Currency) -> Pieces {
    let mut rest = amount.0;
    let mut pieces = Vec::new();
    for value in denominations(currency) {
        let count = rest / value.0;
        rest -= count * value.0;
        if count > 0 {
            pieces.push(Piece { value, count });
        }
    }
    Pieces { pieces, coins: Money(rest) }
}

fn json(value: &impl serde::Serialize) -> Done<String> {
    serde_json::to_string(value).map_err(Fault::from)
}
