//! Deposits: needed, held, kept, turned to credit, and back again.

use chrono::NaiveDate;
use loket::desk::booking::{Booked, MoveBooking, OpenDay};
use loket::desk::deposit::BookingTerms;
use loket::desk::patient::OpenPatient;
use loket::desk::payment::{FailPayment, VerifyPayment};
use loket::desk::report::ShowReport;
use loket::desk::visit::{Arrive, CancelBooking, ConfirmBooking, MarkNoShow, UndoVisit};
use loket::desk::{Asked, Done};
use loket::domain::bill::{BillState, LineKind, Sums, TaxMode};
use loket::domain::booking::{CancelledBy, Status};
use loket::domain::clinic::DepositFate;
use loket::domain::id::{BookingId, PatientId};
use loket::domain::money::Money;
use loket::domain::payment::{MethodKind, PaymentKind};
use loket::domain::time::Ts;
use loket::domain::zone::Zone;

use crate::clinic::{House, approved, at, code, on};
use crate::report::owner;
use crate::support::on_both;

impl House {
    /// Siti has paid Rp 50.000 on a Facial Basic (Rp 175.000) at this time.
    pub async fn deposited(&self, starts: Ts) -> (PatientId, BookingId) {
        let siti = self.patient("Siti Rahma", "081234567890").await;
        let booked = self.book(siti, "Facial Basic", Some("Rina"), starts).await.unwrap();
        self.pay(booked.id, &[(MethodKind::Card, 50_000)]).await.unwrap();
        self.clock.set(at(10, 1));
        (siti, booked.id)
    }

    async fn cancel(
        &self,
        booking: BookingId,
        by: CancelledBy,
        deposit: Option<DepositFate>,
        asked: Asked,
    ) -> Done<Booked> {
        let cancel =
            CancelBooking { booking, version: None, by: Some(by), reason: "sakit".to_owned(), deposit };
        let done = self.desk.act_as(cancel, asked).await;
        self.clock.set(self.desk.now().plus_minutes(1));
        done
    }

    pub async fn undo(&self, booking: BookingId) -> Done<Booked> {
        self.desk.act(UndoVisit { booking, version: None }).await
    }

    /// The day's row, the patient's card and the bill must tell one story.
    pub async fn agree(&self, booking: BookingId, day: Ts) {
        let bill = self.bill(booking).await;
        let rows = self.desk.ask(OpenDay { day: day.day(Zone::home()) }).await.unwrap();
        let row = rows.iter().find(|row| row.id == booking).unwrap();
        assert_eq!((row.total, row.paid), (bill.total, bill.paid));
        let held = if row.status == Status::Done { bill.over } else { bill.held };
        assert_eq!(row.held, held, "{}", row.status);
        // What became credit is told to the list as nothing that came and nothing that went.
        let sums = Sums {
            total: row.total,
            standing: row.standing,
            paid: Money(row.paid.0 + row.returned.0),
            returned: row.returned,
            deposits: row.deposits,
        };
        if row.status.active() {
            assert_eq!(sums.state(), bill.state, "{}", row.status);
        }
        let card = self.desk.ask(OpenPatient { patient: bill.patient }).await.unwrap();
        let visit = card.visits.iter().find(|visit| visit.id == booking).unwrap();
        assert_eq!((visit.total, visit.paid), (bill.total, bill.paid));
        let mut open = 0;
        for visit in card.visits.iter().filter(|visit| !visit.status.pending()) {
            open += self.bill(visit.id).await.due.0;
        }
        assert_eq!(card.balance, Money(open));
    }
}

pub fn move_to(booking: BookingId, starts_at: Ts, deposit: Option<DepositFate>, undo: bool) -> MoveBooking {
    MoveBooking { booking, version: None, starts_at, staff: None, override_reason: None, deposit, undo }
}

/// What was kept on a bill, and still is.
pub fn forfeits(bill: &loket::desk::bill::BillView) -> i64 {
    bill.lines.iter().filter(|line| line.kind == LineKind::Forfeit).map(|line| line.amount.0).sum()
}

on_both! {
    async fn a_booking_says_what_it_needs(lab: &Lab) {
        let house = House::of(lab).await;
        house.price_list("Facial Basic", 40_000, (TaxMode::None, 0)).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let first = house.book(siti, "Facial Basic", Some("Rina"), on(23, 9, 0)).await.unwrap();
        assert_eq!(first.deposit_needed, Money(40_000));
        house.pay(first.id, &[(MethodKind::Card, 15_000)]).await.unwrap();
        assert_eq!(house.bill(first.id).await.deposit_needed, Money(25_000));
        // It is awaited before it is confirmed; to arrive it is not.
        let confirm = |why: &str| ConfirmBooking { booking: first.id, version: None, without_deposit: why.to_owned() };
        let refused = house.desk.act(confirm("")).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        assert_eq!((refusal.code, refusal.details_json()["amount"].as_i64()), ("deposit.awaited", Some(25_000)));
        assert_eq!(code(house.desk.act(confirm("pelanggan lama")).await), "permission.pin");
        house.clock.set(house.desk.now().plus_minutes(1));
        house.desk.act_as(confirm("pelanggan lama"), approved()).await.unwrap();
        house.desk.act(UndoVisit { booking: first.id, version: None }).await.unwrap();
        house.pay(first.id, &[(MethodKind::Card, 25_000)]).await.unwrap();
        house.desk.act(confirm("")).await.unwrap();
        // Three no-shows later it is half of the price.
        for hour in [10, 11, 13] {
            let missed = house.book(siti, "Facial Basic", Some("Rina"), at(hour, 0)).await.unwrap();
            house.clock.set(at(hour, 30));
            house.desk.act(MarkNoShow { booking: missed.id, version: None, deposit: None }).await.unwrap();
        }
        // So it is said before it is booked.
        let treatment = house.treatment("Facial Basic").await;
        let terms = house.desk.ask(BookingTerms { patient: siti, treatment }).await.unwrap();
        assert_eq!((terms.deposit, terms.no_shows), (Money(87_500), 3));
        let again = house.book(siti, "Facial Basic", Some("Rina"), on(23, 11, 0)).await.unwrap();
        assert_eq!(again.deposit_needed, Money(87_500));
    }

    async fn called_off_in_time_it_becomes_credit_and_comes_back(lab: &Lab) {
        let house = House::of(lab).await;
        let (siti, visit) = house.deposited(on(23, 9, 0)).await;
        assert_eq!(house.bill(visit).await.state, BillState::Deposit);
        let done = house.cancel(visit, CancelledBy::Patient, None, Asked::default()).await.unwrap();
        let became = done.deposit.unwrap();
        assert_eq!((became.fate, became.amount, house.credit(siti).await), (DepositFate::Credit, Money(50_000), 50_000));
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.paid, bill.state), (Money(0), Money(0), BillState::Refunded));
        assert_eq!(bill.payments.last().unwrap().series, "RF");
        house.agree(visit, on(23, 9, 0)).await;
        let day = house.desk.ask(OpenDay { day: on(23, 9, 0).day(Zone::home()) }).await.unwrap();
        assert_eq!(day[0].returned, Money(0), "nobody was given anything back");
        house.undo(visit).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((house.credit(siti).await, bill.paid, bill.due), (0, Money(50_000), Money(125_000)));
        assert_eq!(bill.payments.last().unwrap().kind, PaymentKind::Deposit);
        house.agree(visit, on(23, 9, 0)).await;
    }

    async fn credit_that_was_spent_stays_spent(lab: &Lab) {
        let house = House::of(lab).await;
        let (siti, visit) = house.deposited(on(23, 9, 0)).await;
        house.cancel(visit, CancelledBy::Patient, None, Asked::default()).await.unwrap();
        let other = house.book(siti, "Facial Basic", None, on(24, 9, 0)).await.unwrap().id;
        house.pay(other, &[(MethodKind::Credit, 30_000)]).await.unwrap();
        house.undo(visit).await.unwrap();
        assert_eq!((house.credit(siti).await, house.bill(visit).await.paid), (0, Money(20_000)));
    }

    async fn called_off_late_it_is_kept_unless_somebody_who_may_says_otherwise(lab: &Lab) {
        let house = House::of(lab).await;
        let (siti, visit) = house.deposited(at(15, 0)).await;
        let waive = |asked| house.cancel(visit, CancelledBy::Patient, Some(DepositFate::Refund), asked);
        assert_eq!(code(waive(Asked::default()).await), "permission.pin");
        let done = house.cancel(visit, CancelledBy::Patient, None, Asked::default()).await.unwrap();
        assert_eq!(done.deposit.unwrap().fate, DepositFate::Keep);
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.paid, bill.due, bill.state), (Money(50_000), Money(50_000), Money(0), BillState::Paid));
        assert_eq!(code(house.refund(bill.payments[0].id, None).await), "refund.kept");
        house.agree(visit, at(15, 0)).await;
        house.undo(visit).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.due, bill.lines.len()), (Money(175_000), Money(125_000), 1));
        waive(approved()).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((bill.over, bill.state, house.credit(siti).await), (Money(50_000), BillState::Deposit, 0));
        assert_eq!(house.refund(bill.payments[0].id, None).await.unwrap().amount, Money(50_000));
        house.agree(visit, at(15, 0)).await;
    }

    async fn what_nobody_saw_arrive_is_not_kept(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.book(siti, "Facial Basic", Some("Rina"), at(15, 0)).await.unwrap().id;
        house.pay(visit, &[(MethodKind::Cash, 20_000)]).await.unwrap();
        house.pay(visit, &[(MethodKind::Qris, 50_000)]).await.unwrap();
        let done = house.cancel(visit, CancelledBy::Patient, None, Asked::default()).await.unwrap();
        let became = done.deposit.unwrap();
        assert_eq!((became.fate, became.amount), (DepositFate::Keep, Money(20_000)));
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.over), (Money(20_000), Money(50_000)), "the rest is held");
        let payment = bill.payments.iter().find(|row| row.method_kind == MethodKind::Qris).unwrap().id;
        let fail = FailPayment { payment, reason: "tidak masuk".to_owned() };
        let bill = house.desk.act_as(fail, approved()).await.unwrap();
        assert_eq!((bill.total, bill.over, bill.due), (Money(20_000), Money(0), Money(0)));
        house.agree(visit, at(15, 0)).await;
    }

    async fn a_forfeit_goes_with_the_money_that_failed(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.book(siti, "Facial Basic", Some("Rina"), at(15, 0)).await.unwrap().id;
        house.pay(visit, &[(MethodKind::Cash, 20_000), (MethodKind::Card, 50_000)]).await.unwrap();
        house.cancel(visit, CancelledBy::Patient, None, Asked::default()).await.unwrap();
        assert_eq!(house.bill(visit).await.total, Money(70_000));
        let payment = house.bill(visit).await.payments.iter().find(|row| row.method_kind == MethodKind::Card).unwrap().id;
        house.clock.set(on(21, 8, 0));
        let house = House { desk: house.another(lab, "Counter 1").await, clock: house.clock };
        let fail = FailPayment { payment, reason: "ditolak bank".to_owned() };
        let bill = house.desk.act_as(fail, approved()).await.unwrap();
        assert_eq!((bill.total, bill.due, bill.over, bill.lines.len()), (Money(20_000), Money(0), Money(0), 2));
        let bos = owner(lab, &house).await;
        let of = async |day: u32| {
            let day = NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
            let report = bos.ask(ShowReport { from: day, to: day }).await.unwrap();
            assert!(report.identity.holds);
            (report.forfeits.0, report.earned.0, report.received.0)
        };
        assert_eq!((of(20).await, of(21).await), ((70_000, 70_000, 70_000), (-50_000, -50_000, -50_000)));
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let both = bos.ask(ShowReport { from: day(20), to: day(21) }).await.unwrap();
        let by_method = both.received_by_method.iter().map(|part| (part.count, part.amount.0));
        assert_eq!(by_method.collect::<Vec<_>>(), [(1, 20_000)], "what never came is not counted either");
    }

    async fn what_the_clinic_calls_off_costs_the_patient_nothing(lab: &Lab) {
        let house = House::of(lab).await;
        let (siti, visit) = house.deposited(at(15, 0)).await;
        let keep = Some(DepositFate::Keep);
        assert_eq!(code(house.cancel(visit, CancelledBy::Clinic, keep, approved()).await), "deposit.clinic");
        // Late it would have been kept of the patient: that it was the clinic somebody who may says with a PIN.
        let done = house.cancel(visit, CancelledBy::Clinic, None, Asked::default()).await;
        assert_eq!(code(done), "permission.pin");
        house.cancel(visit, CancelledBy::Clinic, None, approved()).await.unwrap();
        assert_eq!(house.credit(siti).await, 50_000);
    }

    async fn a_late_arrival_takes_the_forfeit_back(lab: &Lab) {
        let house = House::of(lab).await;
        let (_, visit) = house.deposited(at(10, 30)).await;
        house.clock.set(at(10, 50));
        house.desk.act(MarkNoShow { booking: visit, version: None, deposit: None }).await.unwrap();
        let kept = house.bill(visit).await;
        assert_eq!((kept.lines.last().unwrap().kind, kept.total), (LineKind::Forfeit, Money(50_000)));
        house.clock.set(at(10, 58));
        house.desk.act(Arrive { booking: visit, version: None }).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.due), (Money(175_000), Money(125_000)));
        house.undo(visit).await.unwrap();
        assert_eq!(house.bill(visit).await.total, Money(50_000), "missed again, kept again");
        house.agree(visit, at(10, 30)).await;
    }

    async fn a_package_that_is_not_paid_saves_no_deposit(lab: &Lab) {
        let house = House::of(lab).await;
        let (siti, visit) = house.deposited(at(15, 0)).await;
        house.clock.set(at(10, 5));
        house.sell(visit, false).await;
        let done = house.cancel(visit, CancelledBy::Patient, None, Asked::default()).await.unwrap();
        let became = done.deposit.unwrap();
        assert_eq!((became.fate, became.amount), (DepositFate::Keep, Money(50_000)));
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.due), (Money(450_000), Money(400_000)), "the package is owed");
        // Paid like that it is not asked about twice.
        let other = house.book(siti, "Facial Basic", Some("Rina"), at(14, 0)).await.unwrap().id;
        house.pay(other, &[(MethodKind::Card, 50_000)]).await.unwrap();
        house.clock.set(at(10, 10));
        house.sell(other, false).await;
        house.pay(other, &[(MethodKind::Card, 400_000)]).await.unwrap();
        let done = house.cancel(other, CancelledBy::Patient, None, Asked::default()).await.unwrap();
        assert_eq!(done.deposit.unwrap().amount, Money(50_000));
        assert_eq!(house.bill(other).await.due, Money(0));
    }

    async fn what_waits_for_a_package_saves_no_deposit(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let package_and_deposit = async |hour| {
            let visit = house.book(siti, "Facial Basic", Some("Rina"), at(hour, 0)).await.unwrap().id;
            house.sell(visit, false).await;
            house.pay(visit, &[(MethodKind::Qris, 400_000)]).await.unwrap();
            house.pay(visit, &[(MethodKind::Cash, 20_000)]).await.unwrap();
            let bill = house.bill(visit).await;
            assert_eq!((bill.held, bill.unverified), (Money(20_000), Money(0)));
            let payment = bill.payments.iter().find(|row| row.method_kind == MethodKind::Qris).unwrap().id;
            (visit, payment)
        };
        let (visit, payment) = package_and_deposit(14).await;
        let to = move_to(visit, on(23, 9, 0), None, false);
        let refused = house.desk.act(to).await.unwrap_err();
        assert_eq!(refused.refusal().unwrap().details_json()["amount"], 20_000);
        house.desk.act(move_to(visit, on(23, 9, 0), Some(DepositFate::Keep), false)).await.unwrap();
        // That the money for the package never came is no reason to give the deposit back.
        let fail = FailPayment { payment, reason: "tidak masuk".to_owned() };
        let bill = house.desk.act_as(fail, approved()).await.unwrap();
        assert_eq!((forfeits(&bill), bill.held), (20_000, Money(0)));
        let (visit, payment) = package_and_deposit(15).await;
        let done = house.cancel(visit, CancelledBy::Patient, None, Asked::default()).await.unwrap();
        let became = done.deposit.unwrap();
        assert_eq!((became.fate, became.amount), (DepositFate::Keep, Money(20_000)));
        house.desk.act(VerifyPayment { payment, reference: "QR-7".to_owned() }).await.unwrap();
        assert_eq!(house.bill(visit).await.due, Money(0));
    }

    async fn what_waits_is_no_deposit_to_keep_beside_a_package_that_is_paid(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.book(siti, "Facial Basic", Some("Rina"), on(23, 9, 0)).await.unwrap().id;
        house.sell(visit, false).await;
        house.pay(visit, &[(MethodKind::Card, 400_000)]).await.unwrap();
        house.pay(visit, &[(MethodKind::Qris, 20_000)]).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((bill.held, bill.unverified), (Money(20_000), Money(20_000)));
        let done = house.cancel(visit, CancelledBy::Patient, None, Asked::default()).await.unwrap();
        assert_eq!(done.deposit.unwrap().fate, DepositFate::Refund, "it is held until it is verified");
        assert_eq!(house.credit(siti).await, 0);
    }

    async fn a_package_laid_before_the_deposit_saves_it_no_more_than_one_after(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let cancelled = async |visit| {
            let done = house.cancel(visit, CancelledBy::Patient, None, Asked::default()).await.unwrap();
            done.deposit.map(|became| (became.fate, became.amount.0))
        };
        // Where no deposit is asked, what comes beside a package is paid for the package.
        let none = house.book(siti, "Facial Basic", Some("Rina"), at(15, 0)).await.unwrap().id;
        house.sell(none, false).await;
        house.pay(none, &[(MethodKind::Cash, 50_000)]).await.unwrap();
        assert_eq!(cancelled(none).await, None);
        assert_eq!(house.bill(none).await.due, Money(350_000));
        house.price_list("Facial Basic", 50_000, (TaxMode::None, 0)).await;
        let asked = house.book(siti, "Facial Basic", Some("Rina"), at(14, 0)).await.unwrap().id;
        house.sell(asked, false).await;
        house.pay(asked, &[(MethodKind::Cash, 50_000)]).await.unwrap();
        assert_eq!(cancelled(asked).await, Some((DepositFate::Keep, 50_000)));
        // And one that is paid is no deposit at all.
        let paid = house.book(siti, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap().id;
        house.sell(paid, false).await;
        house.pay(paid, &[(MethodKind::Cash, 400_000)]).await.unwrap();
        assert_eq!(cancelled(paid).await, None);
    }

    async fn bills_of_every_kind_tell_one_story(lab: &Lab) {
        let house = House::of(lab).await;
        house.price_list("Facial Basic", 0, (loket::domain::bill::TaxMode::Exclusive, 1_100)).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let mut visits = Vec::new();
        // Rina goes home at four; nobody works at noon.
        for (hour, staff) in [11, 13, 14, 16, 15, 17].into_iter().zip(["Rina", "Tono"].into_iter().cycle()) {
            visits.push(house.book(siti, "Facial Basic", Some(staff), at(hour, 0)).await.unwrap().id);
            house.agree(visits[visits.len() - 1], at(10, 0)).await;
        }
        let all = async || {
            for visit in &visits {
                house.agree(*visit, at(10, 0)).await;
            }
        };
        let [first, second, third, fourth, fifth, sixth] = visits[..] else { panic!() };
        for (visit, amount) in [(first, 100_000), (second, 60_000), (third, 50_000), (fourth, 194_250)] {
            house.pay(visit, &[(MethodKind::Card, amount)]).await.unwrap();
        }
        house.pay(fifth, &[(MethodKind::Qris, 30_000)]).await.unwrap();
        all().await; // deposits
        let payment = house.bill(fifth).await.payments[0].id;
        let fail = loket::desk::payment::FailPayment { payment, reason: "tidak masuk".to_owned() };
        house.desk.act(fail).await.unwrap();
        house.sell(sixth, false).await;
        house.pay(sixth, &[(MethodKind::Card, 450_000)]).await.unwrap();
        all().await; // a failed one, and a package sold before the service
        house.cancel(second, CancelledBy::Patient, Some(DepositFate::Keep), approved()).await.unwrap();
        house.cancel(third, CancelledBy::Clinic, None, approved()).await.unwrap();
        house.cancel(sixth, CancelledBy::Clinic, None, approved()).await.unwrap();
        all().await; // one kept, one credit, and a package that stands alone
        house.clock.set(at(11, 0));
        house.start(first).await;
        all().await; // going on
        let tip = loket::desk::tip::AddTip { booking: first, version: None, amount: Money(10_000), staff: None };
        house.desk.act(tip).await.unwrap();
        house.finish(first).await;
        all().await; // done, with a tip and a debt
        let write_off = loket::desk::tip::WriteOff {
            booking: first, version: None, amount: Some(Money(4_250)), reason: "pindah kota".to_owned(),
        };
        house.desk.act_as(write_off, approved()).await.unwrap();
        all().await; // written off in part
        house.start(fourth).await;
        house.finish(fourth).await;
        house.refund(house.bill(fourth).await.payments[0].id, Some(50_000)).await.unwrap();
        all().await; // given back after the service
    }
}
