//! What the money of a bill may at most be for, counted from its rows by no rule of parting.

use loket::desk::bill::OpenBill;
use loket::domain::bill::LineKind;
use loket::domain::booking::Status;
use loket::domain::id::BookingId;
use loket::domain::payment::{MethodKind, PaymentState};
use loket::store::On;

use crate::world::World;

/// A bill as its rows tell it.
#[derive(Debug)]
pub struct Told {
    done: bool,
    /// What came and did not go back, sessions left out.
    money: i64,
    /// Something went back of a payment that failed.
    never_came: bool,
    /// What is asked for beside packages, and not paid by sessions.
    own: i64,
    kept: i64,
    held: i64,
    due: i64,
    over: i64,
}

impl Told {
    /// Nobody holds, keeps or owes back what nobody paid.
    pub fn sane(&self) {
        assert!(self.held <= (self.money - self.kept).max(0), "held: {self:?}");
        assert!(self.kept <= self.money.max(0) || self.never_came, "kept: {self:?}");
        assert!(self.over <= self.money.max(0) || self.never_came, "over: {self:?}");
    }

    /// Sessions worth `value` went back, for `back` in money: never for more than they are worth (but for the coins), nor
    /// with money of what was done, nor so that more is owed after than before.
    pub fn gave(&self, after: &Self, value: i64, back: i64) {
        let both = format!("{value} back {back}: {self:?} {after:?}");
        assert!((0..=value + 100).contains(&back), "{both}");
        assert_eq!(self.money - after.money, back, "{both}");
        assert!(!self.done || after.money >= self.money.min(self.own) - 100, "{both}");
        assert!(after.due <= self.due + 100, "{both}");
        assert!(after.held <= self.held + (value - back).max(0) + 100, "{both}");
    }
}

impl World<'_> {
    pub async fn told(&self, booking: BookingId) -> Told {
        let bill = self.house.desk.ask(OpenBill { booking }).await.unwrap();
        let failed = |state: Option<PaymentState>| state == Some(PaymentState::Failed);
        let there = || bill.payments.iter().filter(|row| !failed(row.state));
        let (sessions, money): (Vec<_>, Vec<_>) =
            there().partition(|row| row.method_kind == MethodKind::Package);
        let sum = |rows: &[&loket::desk::bill::PaymentRow]| rows.iter().map(|row| row.amount.0).sum::<i64>();
        let of_package = |line: &loket::desk::bill::LineRow| {
            let sale =
                bill.lines.iter().any(|one| Some(one.id) == line.reduces && one.kind == LineKind::Package);
            line.kind == LineKind::Package || line.kind == LineKind::WriteOff && sale
        };
        let lines = |which: &dyn Fn(&loket::desk::bill::LineRow) -> bool| -> i64 {
            bill.lines.iter().filter(|line| which(line)).map(|line| line.amount.0).sum()
        };
        let status: Vec<(String,)> =
            On::from(&self.lab.db).all("SELECT status FROM booking WHERE id = $1", (booking,)).await.unwrap();
        Told {
            done: status[0].0 == Status::Done.as_str(),
            money: sum(&money),
            never_came: bill.payments.iter().any(|row| {
                failed(row.state) && bill.payments.iter().any(|back| back.refers_to == Some(row.id))
            }),
            own: lines(&|line| !of_package(line)) - sum(&sessions),
            kept: lines(&|line| line.kind == LineKind::Forfeit),
            held: bill.held.0,
            due: bill.due.0,
            over: bill.over.0,
        }
    }

    /// Of no package more was written off than of its sessions was used, or came back since it was.
    pub async fn packages(&self) {
        let sold: Vec<(i64, i64, i64)> = On::from(&self.lab.db)
            .all(
                "SELECT k.price,
                   CAST(COALESCE((SELECT -SUM(w.amount) FROM bill_line w WHERE w.reduces = k.line_id
                     AND w.kind = 'write_off' AND w.voided_at IS NULL), 0) AS BIGINT),
                   CAST(COALESCE((SELECT SUM(m.amount) FROM payment m
                     WHERE m.package_id = k.id AND m.kind = 'payment'), 0) AS BIGINT)
                 FROM patient_package k",
                (),
            )
            .await
            .unwrap();
        for (price, lost, used) in sold {
            assert!(lost <= used && lost <= price, "of {price} {lost} was written off and {used} used");
        }
    }
}
