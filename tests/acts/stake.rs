//! A deposit stays one whatever else stands on the bill: only somebody who may gives it away.

use loket::desk::Done;
use loket::desk::assign::AssignBooking;
use loket::desk::booking::{MoveBooking, OpenDay};
use loket::desk::discount::GiveDiscount;
use loket::desk::line::{AddLine, VoidLine};
use loket::desk::package::SellPackage;
use loket::desk::treatment::SaveTreatment;
use loket::desk::visit::{Arrive, ConfirmBooking, LeaveVisit, MarkNoShow, UndoVisit};
use loket::desk::void::VoidPayment;
use loket::domain::bill::{LineKind, TaxMode};
use loket::domain::booking::Status;
use loket::domain::clinic::DepositFate;
use loket::domain::id::{BookingId, TreatmentId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;

use crate::clinic::{House, PASSWORD, approved, at, code, on};
use crate::support::{Lab, on_both};

/// A visit at two of a treatment that is to have a deposit of Rp 50.000.
async fn visit(lab: &Lab) -> (House, BookingId) {
    let house = House::of(lab).await;
    house.price_list("Facial Basic", 50_000, (TaxMode::None, 0)).await;
    let siti = house.patient("Siti Rahma", "081234567890").await;
    let booking = house.book(siti, "Facial Basic", Some("Rina"), at(14, 0)).await.unwrap().id;
    (house, booking)
}

impl House {
    async fn no_show(&self, booking: BookingId) -> i64 {
        self.clock.set(at(15, 30));
        self.desk.act(MarkNoShow { booking, version: None, deposit: None }).await.unwrap();
        self.kept(booking).await
    }

    async fn kept(&self, booking: BookingId) -> i64 {
        let bill = self.bill(booking).await;
        bill.lines.iter().filter(|line| line.kind == LineKind::Forfeit).map(|line| line.amount.0).sum()
    }

    /// A treatment for Rp 20.000 that Rina does.
    pub async fn cheap(&self) -> TreatmentId {
        let save = SaveTreatment {
            treatment: None,
            version: None,
            name: "Masker".to_owned(),
            category: String::new(),
            minutes: 15,
            price: Money(20_000),
            deposit: Money(0),
            tax_mode: TaxMode::None,
            tax_bp: 0,
            queue_prefix: "M".to_owned(),
            room: None,
            staff: Some(vec![self.staff("Rina").await]),
            active: true,
        };
        self.desk.act(save).await.unwrap().id
    }

    async fn leaves(&self, booking: BookingId) -> Done<()> {
        let leave = LeaveVisit { booking, version: None, reason: "tidak jadi".to_owned() };
        self.desk.act(leave).await.map(|_| ())
    }
}

on_both! {
    async fn a_package_paid_up_later_takes_no_deposit(lab: &Lab) {
        let (house, booking) = visit(lab).await;
        house.sell(booking, false).await;
        house.pay(booking, &[(MethodKind::Cash, 50_000)]).await.unwrap();
        // It is told to be a deposit, and is one.
        let bill = house.bill(booking).await;
        assert_eq!((bill.held, bill.deposit_needed), (Money(50_000), Money(0)));
        // The day says the same.
        let day = house.desk.ask(OpenDay { day: house.desk.today() }).await.unwrap();
        let row = day.iter().find(|row| row.id == booking).unwrap();
        assert_eq!((row.held, row.deposit_needed), (Money(50_000), Money(50_000)));
        let confirm = ConfirmBooking { booking, version: None, without_deposit: String::new() };
        house.desk.act(confirm).await.unwrap();
        house.pay(booking, &[(MethodKind::Cash, 350_000)]).await.unwrap();
        assert_eq!(house.bill(booking).await.held, Money(50_000));
        assert_eq!(house.no_show(booking).await, 50_000);
    }

    async fn a_package_paid_at_once_is_paid(lab: &Lab) {
        let (house, booking) = visit(lab).await;
        house.sell(booking, false).await;
        house.pay(booking, &[(MethodKind::Cash, 50_000), (MethodKind::Card, 350_000)]).await.unwrap();
        let bill = house.bill(booking).await;
        assert_eq!((bill.held, bill.deposit_needed), (Money(0), Money(50_000)));
        assert_eq!(house.no_show(booking).await, 0);
    }

    async fn a_cheaper_treatment_makes_no_deposit_smaller(lab: &Lab) {
        let (house, booking) = visit(lab).await;
        house.sell(booking, false).await;
        house.pay(booking, &[(MethodKind::Cash, 50_000)]).await.unwrap();
        let becomes = AssignBooking {
            booking,
            version: None,
            treatment: Some(house.cheap().await),
            staff: None,
            override_reason: None,
        };
        assert_eq!(code(house.desk.act(becomes).await), "permission.pin");
    }

    async fn a_deposit_of_whoever_left_buys_no_package(lab: &Lab) {
        let (house, booking) = visit(lab).await;
        house.pay(booking, &[(MethodKind::Cash, 50_000)]).await.unwrap();
        assert_eq!(house.no_show(booking).await, 50_000);
        house.desk.act(Arrive { booking, version: None }).await.unwrap();
        assert_eq!(house.kept(booking).await, 0);
        // Beside a package that is not paid it would pay for that: only somebody who may gives it away.
        house.sell(booking, false).await;
        assert_eq!(code(house.leaves(booking).await), "permission.pin");
        house.pay(booking, &[(MethodKind::Cash, 150_000)]).await.unwrap();
        assert_eq!(code(house.leaves(booking).await), "permission.pin");
        house.pay(booking, &[(MethodKind::Cash, 250_000)]).await.unwrap();
        house.leaves(booking).await.unwrap();
        let bill = house.bill(booking).await;
        assert_eq!((bill.held, bill.due), (Money(50_000), Money(0)));
    }

    async fn nothing_is_added_to_what_did_not_take_place(lab: &Lab) {
        let (house, booking) = visit(lab).await;
        house.pay(booking, &[(MethodKind::Cash, 50_000)]).await.unwrap();
        house.clock.set(at(14, 5));
        house.desk.act(Arrive { booking, version: None }).await.unwrap();
        house.leaves(booking).await.unwrap();
        let package = house.three(false, 300_000).await.id;
        assert_eq!(code(house.desk.act(SellPackage { booking, version: None, package }).await), "bill.ended");
        let line = AddLine {
            booking,
            version: None,
            treatment: None,
            staff: None,
            description: "Krim".to_owned(),
            quantity: None,
            price: Some(Money(90_000)),
            reason: String::new(),
        };
        assert_eq!(code(house.desk.act(line).await), "bill.ended");
        let discount = GiveDiscount {
            booking,
            version: None,
            line: None,
            percent_bp: None,
            amount: Some(Money(1_000)),
            reason: String::new(),
        };
        assert_eq!(code(house.desk.act(discount).await), "bill.ended");
    }

    async fn what_was_kept_is_not_voided_away(lab: &Lab) {
        let (house, booking) = visit(lab).await;
        house.pay(booking, &[(MethodKind::Cash, 50_000)]).await.unwrap();
        house.clock.set(at(10, 2));
        let to = MoveBooking {
            booking,
            version: None,
            starts_at: on(23, 9, 0),
            staff: None,
            override_reason: None,
            deposit: Some(DepositFate::Keep),
            undo: false,
        };
        house.desk.act(to).await.unwrap();
        assert_eq!(house.kept(booking).await, 50_000);
        let payment = house.bill(booking).await.payments[0].id;
        let void = VoidPayment { payment, reason: "salah".to_owned() };
        let refused = house.desk.act(void.clone()).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        assert_eq!((refusal.code, refusal.details_json()["kept"].as_i64()), ("void.kept", Some(50_000)));
        // What came beside it may go.
        house.pay(booking, &[(MethodKind::Cash, 20_000)]).await.unwrap();
        let second = house.bill(booking).await.payments[1].id;
        house.desk.act_as(VoidPayment { payment: second, ..void }, approved()).await.unwrap();
        assert_eq!((house.kept(booking).await, house.bill(booking).await.paid), (50_000, Money(50_000)));
    }

    /// What is said to do about it helps.
    async fn a_kept_deposit_that_is_taken_off_is_voided(lab: &Lab) {
        let (house, booking) = visit(lab).await;
        house.pay(booking, &[(MethodKind::Cash, 50_000)]).await.unwrap();
        assert_eq!(house.no_show(booking).await, 50_000);
        let bill = house.bill(booking).await;
        let void = VoidPayment { payment: bill.payments[0].id, reason: "salah pasien".to_owned() };
        assert_eq!(code(house.desk.act(void.clone()).await), "void.kept");
        let line = bill.lines.iter().find(|line| line.kind == LineKind::Forfeit).unwrap().id;
        let off = VoidLine { booking, version: None, line, reason: "salah pasien".to_owned() };
        house.desk.act_as(off, approved()).await.unwrap();
        house.desk.act_as(void, approved()).await.unwrap();
        let bill = house.bill(booking).await;
        assert_eq!((house.kept(booking).await, bill.paid, bill.due), (0, Money(0), Money(0)));
    }

    async fn days_later_a_forfeit_is_given_back_by_leave(lab: &Lab) {
        let (house, booking) = visit(lab).await;
        house.pay(booking, &[(MethodKind::Cash, 50_000)]).await.unwrap();
        assert_eq!(house.no_show(booking).await, 50_000);
        house.clock.set(on(21, 9, 0));
        let desk = house.desk.login("ratna", PASSWORD).await.unwrap().0;
        let house = House { desk, ..house };
        let undo = || UndoVisit { booking, version: None };
        assert_eq!(code(house.desk.act(undo()).await), "permission.pin");
        assert_eq!(house.kept(booking).await, 50_000);
        let back = house.desk.act_as(undo(), approved()).await.unwrap();
        assert_eq!((back.status, house.kept(booking).await), (Status::Booked, 0));
    }

    async fn whoever_left_and_has_their_money_stays_gone(lab: &Lab) {
        let (house, booking) = visit(lab).await;
        house.clock.set(at(14, 0));
        house.desk.act(Arrive { booking, version: None }).await.unwrap();
        house.pay(booking, &[(MethodKind::Cash, 50_000)]).await.unwrap();
        house.clock.set(at(14, 20));
        house.leaves(booking).await.unwrap();
        house.clock.set(at(14, 25));
        let payment = house.bill(booking).await.payments[0].id;
        house.refund(payment, None).await.unwrap();
        // The money is back: that it is given back first would be no advice.
        let undo = house.desk.act(UndoVisit { booking, version: None }).await;
        assert_eq!(code(undo), "booking.undo_returned");
    }

    async fn a_finish_after_which_all_of_a_payment_went_back_says_another_way(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.finish(visit).await;
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        let undo = || loket::desk::visit::UndoVisit { booking: visit, version: None };
        assert_eq!(code(house.desk.act(undo()).await), "booking.undo_paid", "it is there");
        let payment = house.bill(visit).await.payments[0].id;
        house.refund(payment, None).await.unwrap();
        assert_eq!(code(house.desk.act(undo()).await), "booking.undo_returned", "it cannot go back once more");
    }
}
