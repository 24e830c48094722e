//! A clinic things are done in.

use chrono::{Days, NaiveDate};
use loket::desk::bill::OpenBill;
use loket::desk::booking::OpenDay;
use loket::desk::commission::ListCommissions;
use loket::desk::day_close::CloseDay;
use loket::desk::discount::GiveDiscount;
use loket::desk::drawer::ListDrawers;
use loket::desk::expense::{ListCategories, VoidExpense, WriteExpense};
use loket::desk::line::{AddLine, VoidLine};
use loket::desk::payment::{FailPayment, TakePayment, Tender, VerifyPayment};
use loket::desk::report::{Report, ShowReport};
use loket::desk::staff::{ListStaff, SaveStaff};
use loket::desk::team::{Learner, join};
use loket::desk::visit::{Arrive, CancelBooking, FinishVisit, LeaveVisit, MarkNoShow, StartVisit, UndoVisit};
use loket::desk::{Change, Desk, Fault};
use loket::domain::account::Role;
use loket::domain::booking::Status;
use loket::domain::clinic::Language;
use loket::domain::expense::PaidFrom;
use loket::domain::id::{BookingId, DrawerSessionId, ExpenseId, PatientId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::domain::time::at_local;
use loket::domain::zone::Zone;

use crate::clinic::{House, PASSWORD, PEPPER, booking};
use crate::support::Lab;

/// How many acts there are in [`World::step`] and [`World::till`].
pub const ARMS: u8 = 46;

pub struct World<'a> {
    pub lab: &'a Lab,
    pub house: House,
    /// Who looks: somebody who counts no drawer.
    pub owner: Desk,
    pub first: NaiveDate,
    pub today: NaiveDate,
    pub patients: Vec<PatientId>,
    bookings: Vec<BookingId>,
    expenses: Vec<ExpenseId>,
    minute: u32,
    /// The figures of locked days, as they were when they were locked.
    pub locked: Vec<(NaiveDate, Report, (i64, i64))>,
    pub done: usize,
    /// What the history brings is known.
    pub known: bool,
}

const LEARNER: &str = "latihan pagi hari";

impl<'a> World<'a> {
    pub async fn begin(lab: &'a Lab) -> World<'a> {
        let house = House::training(lab).await;
        let clock: loket::clock::SharedClock = house.clock.clone();
        let auditor = Learner {
            full_name: "Bu Auditor".to_owned(),
            username: "audi".to_owned(),
            role: Role::Auditor,
            password: LEARNER.to_owned(),
            pin: "618402".to_owned(),
        };
        join(&lab.db, &clock, PEPPER, Language::English, &[auditor]).await.unwrap();
        let today = house.desk.today();
        let mut patients = Vec::new();
        for nth in 0..4 {
            patients.push(house.patient(&format!("Pasien {nth}"), &format!("08123456789{nth}")).await);
        }
        let owner = house.desk.clone();
        let mut world = World {
            lab,
            house,
            owner,
            first: today,
            today,
            patients,
            bookings: Vec::new(),
            expenses: Vec::new(),
            minute: 0,
            locked: Vec::new(),
            done: 0,
            known: true,
        };
        world.log_in().await;
        world.tax_one().await;
        world.offer_packages().await;
        world
    }

    /// A log-in does not outlive its day.
    async fn log_in(&mut self) {
        let clock: loket::clock::SharedClock = self.house.clock.clone();
        let pepper = Some(PEPPER.to_vec());
        let door = Desk::open(self.lab.db.clone(), clock, "Counter 1".to_owned(), pepper).await.unwrap();
        self.house.desk = door.login("ratna", PASSWORD).await.unwrap().0;
        self.owner = door.login("audi", LEARNER).await.unwrap().0;
    }

    fn clock(&self) {
        let at = self.today.and_hms_opt(8 + self.minute / 60, self.minute % 60, 0).unwrap();
        self.house.clock.set(at_local(at, Zone::home()).unwrap());
    }

    /// Does it. A rule may say no; nothing may break.
    pub async fn act<A: Change>(&mut self, act: A) -> Option<A::Output> {
        self.act_as(act, loket::desk::Asked::default()).await
    }

    pub async fn act_as<A: Change>(&mut self, act: A, asked: loket::desk::Asked) -> Option<A::Output> {
        match self.house.desk.act_as(act, asked).await {
            Ok(output) => {
                self.done += 1;
                Some(output)
            }
            Err(Fault::Refused(_)) => None,
            Err(fault) => panic!("{}: {fault:?}", A::NAME),
        }
    }

    /// One of the visits, the latest more often.
    fn visit(&self, a: u16) -> BookingId {
        let last = self.bookings.len();
        self.bookings[last - 1 - usize::from(a) % last.min(6)]
    }

    pub async fn step(&mut self, act: u8, a: u16, b: u16) {
        self.do_one(act, a, b).await;
        // What was done is told of the last visits: each of them is sane after every act.
        for booking in self.bookings.iter().rev().take(6) {
            self.told(*booking).await.sane();
        }
    }

    async fn do_one(&mut self, act: u8, a: u16, b: u16) {
        self.minute += 1;
        self.clock();
        if self.bookings.is_empty() || act < 3 {
            return self.book(a, b).await;
        }
        let (booking, version) = (self.visit(a), None);
        let reason = || "kenapa tidak".to_owned();
        match act {
            3 | 4 => drop(self.act(Arrive { booking, version }).await),
            5 | 6 => drop(
                self.act(StartVisit {
                    booking,
                    version,
                    staff: None,
                    alerts_seen: true,
                    override_reason: None,
                })
                .await,
            ),
            7..=9 => drop(self.act(FinishVisit { booking, version, late_reason: String::new() }).await),
            10 => drop(
                self.act(CancelBooking { booking, version, by: None, reason: reason(), deposit: None }).await,
            ),
            11 => drop(self.act(MarkNoShow { booking, version, deposit: None }).await),
            12 => drop(self.act(LeaveVisit { booking, version, reason: reason() }).await),
            13 => drop(self.act(UndoVisit { booking, version }).await),
            14 => self.add(booking, b).await,
            15 => self.void(booking, b).await,
            16 => {
                let percent_bp = Some(i64::from(b % 900) + 1);
                drop(
                    self.act(GiveDiscount {
                        booking,
                        version,
                        line: None,
                        percent_bp,
                        amount: None,
                        reason: reason(),
                    })
                    .await,
                );
            }
            17..=20 => self.pay(booking, b).await,
            21 => self.become_of(booking, b).await,
            22 | 23 => self.spend(a, b).await,
            24 => {
                if let Some(expense) = self.expenses.get(usize::from(a) % self.expenses.len().max(1)).copied()
                {
                    drop(self.act(VoidExpense { expense, reason: reason() }).await);
                }
            }
            40 => self.rate(a, b).await,
            _ => self.till(act, booking, a, b).await,
        }
    }

    async fn book(&mut self, a: u16, b: u16) {
        let treatments = self.house.desk.roster().await.unwrap().treatments.clone();
        let treatment = treatments[usize::from(a) % treatments.len()].id;
        let day = self.today + Days::new(u64::from(b % 3));
        let at = day.and_hms_opt(9 + u32::from(a % 8), 15 * u32::from(b % 4), 0).unwrap();
        let at = at_local(at, Zone::home()).unwrap();
        let patient = self.patients[usize::from(b) % self.patients.len()];
        if let Some(booked) = self.act(booking(patient, treatment, None, at)).await {
            self.bookings.push(booked.id);
        }
    }

    async fn add(&mut self, booking: BookingId, b: u16) {
        let line = AddLine {
            booking,
            version: None,
            treatment: None,
            staff: None,
            description: "Serum".to_owned(),
            quantity: Some(i64::from(b % 3) + 1),
            price: Some(Money(i64::from(b) * 7 + 1)),
            reason: String::new(),
        };
        drop(self.act(line).await);
    }

    async fn void(&mut self, booking: BookingId, b: u16) {
        let lines = self.house.desk.ask(OpenBill { booking }).await.unwrap().lines;
        if let Some(line) = lines.get(usize::from(b) % lines.len().max(1)) {
            drop(self.act(VoidLine { booking, version: None, line: line.id, reason: String::new() }).await);
        }
    }

    async fn pay(&mut self, booking: BookingId, b: u16) {
        let kinds = [MethodKind::Cash, MethodKind::Qris, MethodKind::Card, MethodKind::Transfer];
        let methods = self.house.desk.roster().await.unwrap().methods.clone();
        let method =
            |nth: u16| methods.iter().find(|row| row.kind == kinds[usize::from(nth % 4)]).unwrap().id;
        let due = self.house.desk.ask(OpenBill { booking }).await.unwrap().due.0;
        let part = if b.is_multiple_of(3) { due / 3 } else { due };
        let tender = |method, amount| Tender { method, tendered: Money(amount), reference: String::new() };
        let tenders = match b % 5 {
            0 => vec![tender(method(2), part / 2), tender(method(0), due)],
            _ => vec![tender(method(b / 5), part)],
        };
        drop(self.act(TakePayment { booking, tenders, due: None, paid_for: None }).await);
    }

    async fn become_of(&mut self, booking: BookingId, b: u16) {
        let payments = self.house.desk.ask(OpenBill { booking }).await.unwrap().payments;
        let Some(payment) = payments.get(usize::from(b) % payments.len().max(1)).map(|row| row.id) else {
            return;
        };
        if b.is_multiple_of(2) {
            drop(self.act(FailPayment { payment, reason: "tidak masuk".to_owned() }).await);
        } else {
            drop(self.act(VerifyPayment { payment, reference: format!("RRN {b}") }).await);
        }
    }

    /// Another commission for somebody who treats, or the clinic's own.
    async fn rate(&mut self, a: u16, b: u16) {
        let all = self.house.desk.ask(ListStaff {}).await.unwrap().staff;
        let one = &all[usize::from(a) % all.len()];
        let save = SaveStaff {
            staff: Some(one.staff.id),
            version: None,
            name: one.staff.name.clone(),
            title: one.staff.title.clone(),
            skills: one.staff.skills.clone(),
            room: one.staff.room_id,
            commission_bp: (!b.is_multiple_of(4)).then_some(i64::from(b % 4_000)),
            hours: one.hours.clone(),
            treatments: None,
            active: true,
        };
        drop(self.act(save).await);
    }

    async fn spend(&mut self, a: u16, b: u16) {
        let categories = self.house.desk.ask(ListCategories {}).await.unwrap();
        let spend = WriteExpense {
            date: None,
            category: categories[usize::from(a) % categories.len()].id,
            amount: Money(i64::from(b) * 11 + 1),
            description: "Belanja".to_owned(),
            reference: String::new(),
            paid_from: PaidFrom::ALL[usize::from(a % 3)],
            recurring: None,
        };
        if let Some(row) = self.act(spend).await {
            self.expenses.push(row.id);
        }
    }

    /// The day ends: the drawer is closed; where the day is locked, nothing of it may change any more.
    pub async fn night(&mut self, lock: bool) {
        // Within the twelve hours of the log-in.
        self.minute = 11 * 60 + 30;
        self.clock();
        self.close_drawer().await;
        let open = self.first.iter_days().take_while(|day| *day <= self.today);
        let open: Vec<NaiveDate> = open.filter(|day| !self.locked.iter().any(|row| row.0 == *day)).collect();
        for day in open.into_iter().filter(|_| lock) {
            self.end_visits(day).await;
            assert!(self.sign(CloseDay { day }).await.is_some(), "{day} is closed");
            let report = self.report(day, day).await;
            let commissions = self.commissions(day).await;
            self.locked.push((day, report, commissions));
        }
        self.today = self.today.succ_opt().unwrap();
        self.minute = 0;
        self.clock();
        self.log_in().await;
        self.open_drawer().await;
    }

    /// Everybody of a day went home, was treated, or did not come.
    async fn end_visits(&mut self, day: NaiveDate) {
        let rows = self.house.desk.ask(OpenDay { day }).await.unwrap();
        for row in rows.into_iter().filter(|row| row.status.active() && row.status != Status::Done) {
            let (booking, version) = (row.id, None);
            // Who was begun or done, whatever was taken back since, stays away or goes with a signature.
            if self.act(FinishVisit { booking, version, late_reason: String::new() }).await.is_none()
                && self.sign(MarkNoShow { booking, version, deposit: None }).await.is_none()
            {
                self.act(LeaveVisit { booking, version, reason: "pulang".to_owned() }).await.unwrap();
            }
        }
    }

    pub fn bookings(&self) -> &[BookingId] {
        &self.bookings
    }

    /// The session that is open.
    pub async fn session(&self) -> DrawerSessionId {
        self.house
            .desk
            .ask(ListDrawers {})
            .await
            .unwrap()
            .into_iter()
            .find_map(|row| row.open)
            .unwrap()
            .session
    }

    pub async fn report(&self, from: NaiveDate, to: NaiveDate) -> Report {
        self.owner.ask(ShowReport { from, to }).await.unwrap()
    }

    /// What was earned on a day, and became payable.
    pub async fn commissions(&self, day: NaiveDate) -> (i64, i64) {
        let all = self.owner.ask(ListCommissions { from: day, to: day, staff: None }).await.unwrap();
        (all.iter().map(|one| one.earned.0).sum(), all.iter().map(|one| one.payable.0).sum())
    }
}
