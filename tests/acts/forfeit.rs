//! What was kept of a deposit stands behind the payments it was kept of, and behind nobody else's.

use loket::desk::Desk;
use loket::desk::assign::AssignBooking;
use loket::desk::bill::BillView;
use loket::desk::booking::MoveBooking;
use loket::desk::commission::ListCommissions;
use loket::desk::leak::ListLeaks;
use loket::desk::package::PatientPackages;
use loket::desk::package_refund::RefundPackage;
use loket::desk::payment::{FailPayment, TakePayment, Tender, VerifyPayment};
use loket::desk::refund::RefundPayment;
use loket::desk::tip::AddTip;
use loket::desk::visit::{Arrive, LeaveVisit, UndoVisit};
use loket::desk::void::VoidPayment;
use loket::domain::bill::LineKind;
use loket::domain::booking::Status;
use loket::domain::clinic::DepositFate;
use loket::domain::id::{BillLineId, BookingId, PatientPackageId, PaymentId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::domain::permission::Permission;
use loket::domain::purpose::PaidFor;
use loket::domain::report::Leak;

use crate::allocated::{house, kept, stand};
use crate::clinic::{House, PASSWORD, approved, at, code, on};
use crate::purpose::commissions;
use crate::report::{REPORT, owner, pin, today};
use crate::support::on_both;

fn of(bill: &BillView, kind: MethodKind, amount: i64) -> PaymentId {
    let there = bill.payments.iter().filter(|row| row.kind.takes());
    let mut found = there.filter(|row| row.method_kind == kind && row.amount == Money(amount));
    found.next_back().unwrap().id
}

fn void(payment: PaymentId) -> VoidPayment {
    VoidPayment { payment, reason: "salah".to_owned() }
}

fn refund(payment: PaymentId) -> RefundPayment {
    RefundPayment { payment, amount: None, method: None, reason: "batal".to_owned() }
}

fn fail(payment: PaymentId) -> FailPayment {
    FailPayment { payment, reason: "tidak masuk".to_owned() }
}

/// What deserves a second look today.
async fn leaks(bos: &Desk) -> Vec<(Leak, i64)> {
    let all = bos.ask(ListLeaks { from: today(), to: today() }).await.unwrap();
    all.into_iter().map(|leak| (leak.kind, leak.total.0)).collect()
}

impl House {
    /// Sessions of a package that go back in cash, however they were paid.
    async fn cash_back(&self, package: PatientPackageId, sessions: Option<i64>) -> i64 {
        let method = Some(self.method(MethodKind::Cash).await);
        let back = RefundPackage { package, sessions, method, reason: "pindah".to_owned() };
        self.desk.act_as(back, approved()).await.unwrap().refund.unwrap().amount.0
    }

    /// A visit that is off and owes what went back of a deposit by card that failed, beside a package at this price.
    async fn owes(&self, hour: u32, came: i64, package: Option<i64>) -> BookingId {
        let visit = self.to_come(hour).await;
        self.pay(visit, &[(MethodKind::Card, came)]).await.unwrap();
        let card = of(&self.bill(visit).await, MethodKind::Card, came);
        self.desk.act_as(refund(card), approved()).await.unwrap();
        if let Some(price) = package {
            self.sells(visit, &format!("Creambath {hour}"), 5, price).await;
        }
        self.calls_off(visit, None).await;
        self.desk.act_as(fail(card), approved()).await.unwrap();
        assert_eq!(self.bill(visit).await.due, Money(came + package.unwrap_or_default()));
        visit
    }

    async fn pays_package(&self, booking: BookingId, kind: MethodKind, amount: i64) {
        let tender =
            Tender { method: self.method(kind).await, tendered: Money(amount), reference: String::new() };
        let paid_for = Some(PaidFor::Packages);
        self.desk.act(TakePayment { booking, tenders: vec![tender], due: None, paid_for }).await.unwrap();
    }
}

on_both! {
    async fn a_forfeit_stays_whatever_else_fails_later(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.pays(visit, &[100_000]).await;
        let package = house.sells(visit, "Creambath 5x", 5, 427_000).await;
        house.pay(visit, &[(MethodKind::Card, 427_000)]).await.unwrap();
        assert_eq!(house.calls_off(visit, None).await, Some((DepositFate::Keep, 100_000)));
        assert_eq!(house.cash_back(package, None).await, 427_000);
        let card = of(&house.bill(visit).await, MethodKind::Card, 427_000);
        house.desk.act_as(fail(card), approved()).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((kept(&bill), stand(&bill)), (100_000, (0, 427_000, 0)));
        house.pay(visit, &[(MethodKind::Qris, 50_000)]).await.unwrap();
        let waits = of(&house.bill(visit).await, MethodKind::Qris, 50_000);
        house.desk.act(fail(waits)).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((kept(&bill), stand(&bill)), (100_000, (0, 427_000, 0)));
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }

    async fn what_left_the_drawer_is_owed_and_not_taken_off_what_was_kept(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.pays(visit, &[100_000]).await;
        let package = house.sells(visit, "Creambath 5x", 5, 427_000).await;
        house.pays_package(visit, MethodKind::Card, 400_000).await;
        house.pays_package(visit, MethodKind::Qris, 27_000).await;
        house.calls_off(visit, None).await;
        let back = house.cash_back(package, Some(1)).await;
        let bill = house.bill(visit).await;
        house.desk.act_as(fail(of(&bill, MethodKind::Card, 400_000)), approved()).await.unwrap();
        house.desk.act(fail(of(&bill, MethodKind::Qris, 27_000))).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((kept(&bill), bill.due.0), (100_000, 427_000 - 85_400 + back));
    }

    async fn what_was_kept_is_not_given_back_out_of_what_is_too_much(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.pays(visit, &[100_000]).await;
        let package = house.sells(visit, "Creambath 5x", 5, 427_000).await;
        house.pays_package(visit, MethodKind::Qris, 400_000).await;
        house.pays_package(visit, MethodKind::Qris, 27_000).await;
        assert_eq!(house.gives_back(package, None).await.unwrap().refund, None);
        let bill = house.bill(visit).await;
        let (first, second) = (of(&bill, MethodKind::Qris, 400_000), of(&bill, MethodKind::Qris, 27_000));
        house.desk.act(VerifyPayment { payment: first, reference: "QR 1".to_owned() }).await.unwrap();
        assert_eq!(house.calls_off(visit, None).await, Some((DepositFate::Keep, 100_000)));
        let cash = of(&bill, MethodKind::Cash, 100_000);
        assert_eq!(code(house.desk.act_as(refund(cash), approved()).await), "refund.kept");
        house.desk.act_as(refund(first), approved()).await.unwrap();
        house.desk.act(fail(second)).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((kept(&bill), stand(&bill)), (100_000, (0, 0, 0)));
    }

    async fn the_coins_of_a_package_that_goes_back_are_taken_of_nothing_else(lab: &Lab) {
        let house = house(lab).await;
        let other = house.to_come(10).await;
        house.sells(other, "Creambath 4x", 5, 1_000_000).await;
        house.pays(other, &[1_100_000]).await;
        // Beside a deposit of the same payment that was kept.
        let visit = house.to_come(14).await;
        let package = house.sells(visit, "Creambath 5x", 5, 427_250).await;
        house.pay(visit, &[(MethodKind::Card, 527_250)]).await.unwrap();
        assert_eq!(house.calls_off(visit, None).await, Some((DepositFate::Keep, 100_000)));
        assert_eq!(house.cash_back(package, None).await, 427_200);
        let bill = house.bill(visit).await;
        assert_eq!((kept(&bill), stand(&bill)), (100_000, (0, 0, 0)));
        let card = of(&bill, MethodKind::Card, 527_250);
        house.desk.act_as(fail(card), approved()).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((kept(&bill), bill.held.0, bill.over.0), (0, 0, 0));
        // Beside another package of the same payment, and beside a deposit that is not enough then.
        let visit = house.to_come(15).await;
        let first = house.sells(visit, "Creambath 6x", 5, 427_250).await;
        let second = house.sells(visit, "Creambath 7x", 5, 430_000).await;
        house.pay(visit, &[(MethodKind::Card, 957_250)]).await.unwrap();
        house.confirms(visit, "").await;
        assert_eq!(house.cash_back(first, None).await, 427_200);
        assert_eq!(stand(&house.bill(visit).await), (100_000, 75_000, 0));
        assert_eq!(house.cash_back(second, None).await, 430_000);
        assert_eq!(stand(&house.bill(visit).await), (100_000, 75_000, 0));
        house.calls_off(visit, Some(DepositFate::Credit)).await;
        assert_eq!(stand(&house.bill(visit).await), (0, 0, 0));
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }

    async fn what_waits_stands_behind_nothing_that_was_kept(lab: &Lab) {
        let house = house(lab).await;
        for (hour, package) in [(14, false), (15, true)] {
            let visit = house.to_come(hour).await;
            house.pays(visit, &[60_000]).await;
            house.pay(visit, &[(MethodKind::Qris, 100_000)]).await.unwrap();
            if package {
                house.sells(visit, &format!("Creambath {hour}"), 5, 427_000).await;
            }
            assert_eq!(house.calls_off(visit, None).await, Some((DepositFate::Keep, 60_000)), "{package}");
            let bill = house.bill(visit).await;
            let cash = of(&bill, MethodKind::Cash, 60_000);
            assert_eq!(code(house.desk.act_as(void(cash), approved()).await), "void.kept", "{package}");
            house.desk.act(fail(of(&bill, MethodKind::Qris, 100_000))).await.unwrap();
            assert_eq!(kept(&house.bill(visit).await), 60_000, "{package}");
        }
    }

    async fn a_wrong_payment_of_a_package_is_voided_beside_what_was_kept(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.pays(visit, &[100_000]).await;
        let package = house.sells(visit, "Creambath 5x", 5, 427_000).await;
        house.pay(visit, &[(MethodKind::Card, 427_000)]).await.unwrap();
        house.calls_off(visit, None).await;
        house.cash_back(package, Some(1)).await;
        let card = of(&house.bill(visit).await, MethodKind::Card, 427_000);
        house.desk.act_as(fail(card), approved()).await.unwrap();
        house.pay(visit, &[(MethodKind::Cash, 341_600)]).await.unwrap();
        let wrong = of(&house.bill(visit).await, MethodKind::Cash, 341_600);
        house.desk.act_as(void(wrong), approved()).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((kept(&bill), bill.due), (100_000, Money(427_000)));
    }

    async fn what_was_kept_is_not_taken_off_the_service_that_came_later(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.pays(visit, &[100_000]).await;
        let to = MoveBooking { booking: visit, version: None, starts_at: at(15, 0), staff: None,
            override_reason: None, deposit: Some(DepositFate::Keep), undo: false };
        house.desk.act(to).await.unwrap();
        house.pay(visit, &[(MethodKind::Card, 175_000)]).await.unwrap();
        house.desk.act(Arrive { booking: visit, version: None }).await.unwrap();
        house.start(visit).await;
        house.finish(visit).await;
        let bill = house.bill(visit).await;
        assert_eq!((kept(&bill), stand(&bill).1), (100_000, 0));
        let cash = of(&bill, MethodKind::Cash, 100_000);
        assert_eq!(code(house.desk.act_as(refund(cash), approved()).await), "refund.kept");
        let after = house.bill(visit).await;
        assert_eq!((after.lines, after.paid), (bill.lines, Money(275_000)));
    }

    async fn a_forfeit_becomes_less_by_what_failed_and_is_kept_anew_after_it_was_taken_back(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.pays(visit, &[60_000]).await;
        house.pay(visit, &[(MethodKind::Card, 60_000)]).await.unwrap();
        house.clock.set(at(10, 2));
        assert_eq!(house.calls_off(visit, None).await, Some((DepositFate::Keep, 120_000)));
        let told = |bill: &BillView| bill.allocations.iter().map(|part| part.amount.0).collect::<Vec<_>>();
        assert_eq!(told(&house.bill(visit).await), [60_000, 60_000]);
        house.desk.act(UndoVisit { booking: visit, version: None }).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((kept(&bill), told(&bill)), (0, vec![]));
        assert_eq!(house.calls_off(visit, None).await, Some((DepositFate::Keep, 120_000)));
        let card = of(&house.bill(visit).await, MethodKind::Card, 60_000);
        house.desk.act_as(fail(card), approved()).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((kept(&bill), told(&bill), stand(&bill)), (60_000, vec![60_000], (0, 0, 0)));
    }

    async fn the_database_keeps_no_more_than_there_is(lab: &Lab) {
        use loket::store::bill::{LineRow, add_line};
        use loket::store::payment::{AllocationRow, allocate};
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.pays(visit, &[60_000, 115_000]).await;
        house.desk.act(AddTip { booking: visit, version: None, amount: Money(20_000), staff: None }).await.unwrap();
        house.pays(visit, &[20_000]).await;
        house.clock.set(at(10, 2));
        house.calls_off(visit, None).await;
        house.desk.act(UndoVisit { booking: visit, version: None }).await.unwrap();
        assert_eq!(house.calls_off(visit, None).await, Some((DepositFate::Keep, 175_000)));
        let bill = house.bill(visit).await;
        let full = bill.lines.iter().find(|line| line.kind == LineKind::Forfeit).unwrap().id;
        let own = bill.lines.iter().find(|line| line.own).unwrap().id;
        let (clinic, first, last) = (house.desk.clinic().id, &bill.payments[0], &bill.payments[2]);
        let more = LineRow::new(LineKind::Forfeit, "", Money(50_000), first.business_day);
        let mut tx = lab.db.begin().await.unwrap();
        add_line(tx.on(), clinic, bill.bill.unwrap(), &more, first.account_id, first.taken_at).await.unwrap();
        tx.commit().await.unwrap();
        let add = async |line_id: BillLineId, payment_id: PaymentId, amount: i64| {
            let row = AllocationRow { payment_id, line_id, amount: Money(amount) };
            let mut tx = lab.db.begin().await.unwrap();
            let done = match allocate(tx.on(), clinic, row).await {
                Ok(()) => tx.commit().await,
                refused => refused,
            };
            format!("{done:?}")
        };
        let refused = [(full, last.id, 1), (own, last.id, 1), (full, last.id, -1), (more.id, first.id, 1), (more.id, last.id, 20_001)];
        for (line, payment, amount) in refused {
            let said = add(line, payment, amount).await;
            assert!(said.contains("payment_allocation_fits"), "{amount}: {said}");
        }
        assert_eq!(add(more.id, last.id, 20_000).await, "Ok(())");
    }

    async fn a_tip_is_nobody_s_deposit(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.desk.act(AddTip { booking: visit, version: None, amount: Money(20_000), staff: None }).await.unwrap();
        house.pays(visit, &[195_000]).await;
        assert_eq!(house.calls_off(visit, None).await, Some((DepositFate::Keep, 175_000)));
        assert_eq!(stand(&house.bill(visit).await), (20_000, 0, 20_000));
    }

    async fn a_cheaper_treatment_of_whoever_is_here_takes_the_same_signature(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.pays(visit, &[100_000]).await;
        house.desk.act(Arrive { booking: visit, version: None }).await.unwrap();
        let becomes = AssignBooking { booking: visit, version: None, treatment: Some(house.cheap().await), staff: None,
            override_reason: None };
        assert_eq!(code(house.desk.act(becomes.clone()).await), "permission.pin");
        house.desk.act_as(becomes, approved()).await.unwrap();
    }

    async fn who_leaves_without_a_deposit_by_leave_asks_no_leave_again(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.confirms(visit, "langganan").await;
        house.desk.act(Arrive { booking: visit, version: None }).await.unwrap();
        house.sells(visit, "Creambath 5x", 5, 427_000).await;
        house.pays(visit, &[300_000, 127_000]).await;
        let leave = LeaveVisit { booking: visit, version: None, reason: "tidak jadi".to_owned() };
        assert_eq!(house.desk.act(leave).await.unwrap().status, Status::Left);
    }
    async fn a_session_is_payable_when_the_bill_of_its_package_is_paid(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.pays(visit, &[100_000]).await;
        let package = house.sells(visit, "Bekam 5x", 5, 630_000).await;
        assert_eq!(house.calls_off(visit, Some(DepositFate::Refund)).await, None);
        house.pays(visit, &[530_000]).await;
        assert_eq!(stand(&house.bill(visit).await), (0, 0, 0));
        house.clock.set(at(10, 20));
        let other = house.visit_of(visit).await;
        house.uses(other, package).await;
        house.finish(other).await;
        let bos = owner(lab, &house).await;
        assert_eq!(commissions(&bos, today()).await, (12_600, 12_600));
    }

    async fn what_is_called_off_pays_the_package_of_a_session_that_was_used_before(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.sells(visit, "Bekam 5x", 5, 630_000).await;
        let package = house.desk.ask(PatientPackages { patient: house.bill(visit).await.patient }).await.unwrap()[0].row.id;
        house.pays(visit, &[100_000]).await;
        let other = house.visit_of(visit).await;
        house.uses(other, package).await;
        house.finish(other).await;
        let bos = owner(lab, &house).await;
        assert_eq!(commissions(&bos, today()).await, (12_600, 0));
        house.clock.set(at(12, 0));
        house.calls_off(visit, Some(DepositFate::Refund)).await;
        assert_eq!(commissions(&bos, today()).await, (12_600, 2_000));
        // Whatever becomes of the visit later: what was true of a day stays true, and nothing is paid twice.
        house.clock.set(on(21, 10, 0));
        let house = House { desk: house.another(lab, "Counter 1").await, clock: house.clock };
        let bos = house.desk.login("bos", PASSWORD).await.unwrap().0;
        let bos = bos.prove(&pin(), Permission::ReportSee).await.unwrap();
        house.desk.act(UndoVisit { booking: visit, version: None }).await.unwrap();
        let next = house.desk.today();
        let of = async |from, to| {
            let all = bos.ask(ListCommissions { from, to, staff: None }).await.unwrap();
            all.iter().map(|one| one.payable.0).sum::<i64>()
        };
        assert_eq!((of(today(), today()).await, of(next, next).await, of(today(), next).await), (2_000, -2_000, 0));
        house.calls_off(visit, Some(DepositFate::Refund)).await;
        assert_eq!((of(today(), today()).await, of(next, next).await, of(today(), next).await), (2_000, 0, 2_000));
    }

    async fn money_that_came_and_was_taken_back_since_keeps_no_call_off_from_being_undone(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.pays(visit, &[100_000]).await;
        house.sells(visit, "Creambath 5x", 5, 427_000).await;
        house.clock.set(at(10, 20));
        assert_eq!(house.calls_off(visit, None).await, Some((DepositFate::Keep, 100_000)));
        let undo = || UndoVisit { booking: visit, version: None };
        house.pays(visit, &[50_000]).await;
        assert_eq!(code(house.desk.act(undo()).await), "booking.undo_paid");
        let cash = of(&house.bill(visit).await, MethodKind::Cash, 50_000);
        house.desk.act_as(void(cash), approved()).await.unwrap();
        house.pay(visit, &[(MethodKind::Qris, 30_000)]).await.unwrap();
        house.desk.act(fail(of(&house.bill(visit).await, MethodKind::Qris, 30_000))).await.unwrap();
        house.desk.act_as(undo(), approved()).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((kept(&bill), bill.held.0), (0, 100_000));
    }

    async fn cash_is_rounded_on_a_visit_that_is_off_where_no_package_is_due(lab: &Lab) {
        let house = house(lab).await;
        for (hour, came, cash) in [(14, 100_033, 100_000), (15, 100_070, 100_100)] {
            let visit = house.owes(hour, came, None).await;
            house.pays(visit, &[cash]).await;
            assert_eq!(stand(&house.bill(visit).await), (0, 0, 0), "{came}");
            assert_eq!(code(house.pay(visit, &[(MethodKind::Cash, 0)]).await), "payment.ended");
        }
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }

    async fn a_rounding_beside_a_package_belongs_to_what_was_odd(lab: &Lab) {
        let house = house(lab).await;
        for (hour, came, price) in [(14, 100_033, 427_000), (15, 100_000, 427_033)] {
            let visit = house.owes(hour, came, Some(price)).await;
            let patient = house.bill(visit).await.patient;
            let package = house.desk.ask(PatientPackages { patient }).await.unwrap()[0].row.id;
            house.pays(visit, &[527_000]).await;
            assert_eq!(stand(&house.bill(visit).await), (0, 0, 0), "{came}");
            assert_eq!(house.gives_back(package, None).await.unwrap().refund.unwrap().amount, Money(427_000));
            assert_eq!(stand(&house.bill(visit).await), (0, 0, 0), "{came}");
        }
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }
    async fn a_package_is_owed_since_it_was_sold_or_used_and_not_on_a_day_to_come(lab: &Lab) {
        let house = house(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.book(siti, "Facial Basic", Some("Rina"), on(27, 9, 0)).await.unwrap().id;
        let package = house.sells(visit, "Creambath 5x", 5, 427_000).await;
        let bos = owner(lab, &house).await;
        assert_eq!(leaks(&bos).await, [], "the visit is still to come");
        house.calls_off(visit, None).await;
        assert_eq!(leaks(&bos).await, [(Leak::DoneUnpaid, 427_000)]);
        house.desk.act(UndoVisit { booking: visit, version: None }).await.unwrap();
        assert_eq!(leaks(&bos).await, []);
        let other = house.visit_of(visit).await;
        house.uses(other, package).await;
        house.finish(other).await;
        assert_eq!(leaks(&bos).await, [(Leak::DoneUnpaid, 427_000)], "a session was used");
    }

    async fn a_payment_failed_by_whoever_took_it_deserves_a_look(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.pay(visit, &[(MethodKind::Qris, 100_000)]).await.unwrap();
        house.desk.act(fail(house.bill(visit).await.payments[0].id)).await.unwrap();
        let bos = owner(lab, &house).await;
        assert_eq!(leaks(&bos).await, [(Leak::Voids, 100_000)]);
    }
}
