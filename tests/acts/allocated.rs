//! What a payment is for is decided when it comes, and nothing that happens later makes it anything else.

use loket::desk::assign::AssignBooking;
use loket::desk::bill::BillView;
use loket::desk::package_refund::RefundPackage;
use loket::desk::payment::{FailPayment, VerifyPayment};
use loket::desk::refund::RefundPayment;
use loket::desk::visit::{Arrive, ConfirmBooking, LeaveVisit};
use loket::desk::void::VoidPayment;
use loket::domain::bill::{LineKind, TaxMode};
use loket::domain::clinic::DepositFate;
use loket::domain::id::{BookingId, PatientPackageId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::store::payment::allocations;

use crate::clinic::{House, approved, at, code};
use crate::purpose::commissions;
use crate::report::{REPORT, owner, today};
use crate::support::{Lab, on_both};

/// A clinic whose facial (Rp 175.000) wants a deposit of Rp 100.000.
pub async fn house(lab: &Lab) -> House {
    let house = House::of(lab).await;
    house.price_list("Facial Basic", 100_000, (TaxMode::None, 0)).await;
    house
}

/// Such a clinic, and a visit at two with what came for it, and a package of five sessions that was sold after that.
pub async fn sold(lab: &Lab, came: &[i64], price: i64) -> (House, BookingId, PatientPackageId) {
    let house = house(lab).await;
    let visit = house.to_come(14).await;
    house.pays(visit, came).await;
    let package = house.sells(visit, "Paket 5x", 5, price).await;
    (house, visit, package)
}

impl House {
    pub async fn pays(&self, booking: BookingId, amounts: &[i64]) {
        for amount in amounts {
            self.pay(booking, &[(MethodKind::Cash, *amount)]).await.unwrap();
        }
    }

    pub async fn confirms(&self, booking: BookingId, without: &str) {
        let confirm = ConfirmBooking { booking, version: None, without_deposit: without.to_owned() };
        self.desk.act_as(confirm, approved()).await.unwrap();
    }
}

/// What is held, due, and beyond what is asked.
pub fn stand(bill: &BillView) -> (i64, i64, i64) {
    (bill.held.0, bill.due.0, bill.over.0)
}

pub fn kept(bill: &BillView) -> i64 {
    bill.lines.iter().filter(|line| line.kind == LineKind::Forfeit).map(|line| line.amount.0).sum()
}

on_both! {
    async fn a_deposit_beside_a_package_in_two_receipts_goes_back_when_they_left(lab: &Lab) {
        let house = house(lab).await;
        for (hour, before) in [(14, true), (15, false)] {
            let visit = house.to_come(hour).await;
            if before {
                house.pays(visit, &[100_000]).await;
            }
            house.sells(visit, &format!("Creambath {hour}"), 5, 427_000).await;
            house.pays(visit, if before { &[300_000, 127_000] } else { &[300_000, 227_000] }).await;
            assert_eq!(house.bill(visit).await.held, Money(100_000));
            house.desk.act(Arrive { booking: visit, version: None }).await.unwrap();
            let leave = LeaveVisit { booking: visit, version: None, reason: "tidak jadi".to_owned() };
            house.desk.act(leave).await.unwrap();
            let bill = house.bill(visit).await;
            assert_eq!(stand(&bill), (100_000, 0, 100_000), "{before}");
            let deposit = bill.payments.iter().find(|row| row.amount.0 == if before { 100_000 } else { 300_000 });
            let back = RefundPayment { payment: deposit.unwrap().id, amount: Some(Money(100_000)), method: None,
                reason: "batal".to_owned() };
            house.desk.act_as(back, approved()).await.unwrap();
            assert_eq!(stand(&house.bill(visit).await), (0, 0, 0));
        }
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }

    async fn what_goes_back_in_parts_is_what_goes_back_at_once(lab: &Lab) {
        let house = House::of(lab).await;
        let mut nth = 0;
        // Below and above a coin, and one whose sessions are odd while it is not.
        for (price, cash) in [(427_033, 427_000), (427_050, 427_100), (427_200, 427_200)] {
            // Called off; still to come, and paid with the package or before it.
            for (before, parts) in [
                (None, &[5][..]), (None, &[1, 4]), (None, &[1; 5]), (Some(0), &[5]), (Some(0), &[1; 5]),
                (Some(175_000), &[5]), (Some(175_000), &[1; 5]),
            ] {
                let case = format!("{price} {before:?} {parts:?}");
                let who = house.patient(&format!("Siti {nth}"), &format!("08123456{nth:04}")).await;
                let hour = [8, 9, 10, 13, 14][nth as usize % 5];
                let at = crate::clinic::on(23 + nth / 5, hour, 0);
                let visit = house.book(who, "Facial Basic", Some("Rina"), at).await.unwrap().id;
                nth += 1;
                if before == Some(175_000) {
                    house.pays(visit, &[175_000]).await;
                }
                let package = house.sells(visit, &format!("Creambath {nth}"), 5, price).await;
                if before.is_none() {
                    house.calls_off(visit, None).await;
                }
                let own = before.map_or(0, |_| 175_000);
                house.pays(visit, &[cash + own - before.unwrap_or(0)]).await;
                let mut back = 0;
                for sessions in parts {
                    back += house.gives_back(package, Some(*sessions)).await.unwrap().refund.unwrap().amount.0;
                    assert_eq!(house.bill(visit).await.due, Money(0), "{case}");
                }
                assert_eq!(back, cash, "{case}");
                let bill = house.bill(visit).await;
                assert_eq!((bill.over, bill.paid.0), (Money(0), own), "{case}");
            }
        }
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }

    async fn what_goes_back_by_another_way_makes_good_what_there_were_no_coins_for(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.to_come(14).await;
        let package = house.sells(visit, "Creambath 5x", 5, 427_200).await;
        house.calls_off(visit, None).await;
        house.pays(visit, &[427_200]).await;
        house.gives_back(package, Some(1)).await.unwrap();
        let method = Some(house.method(MethodKind::Credit).await);
        let back = RefundPackage { package, sessions: None, method, reason: "pindah".to_owned() };
        let back = house.desk.act_as(back, approved()).await.unwrap().refund.unwrap();
        assert_eq!(back.amount, Money(427_200 - 85_400));
        assert_eq!(stand(&house.bill(visit).await), (0, 0, 0));
    }

    async fn a_deposit_that_became_credit_is_not_held_once_more(lab: &Lab) {
        let (house, visit, package) = sold(lab, &[100_000], 427_000).await;
        house.pays(visit, &[300_000, 127_000]).await;
        assert_eq!(house.calls_off(visit, Some(DepositFate::Credit)).await, Some((DepositFate::Credit, 100_000)));
        assert_eq!(stand(&house.bill(visit).await), (0, 0, 0));
        let back = house.gives_back(package, Some(1)).await.unwrap().refund.unwrap();
        assert_eq!(back.amount, Money(85_400));
        assert_eq!(stand(&house.bill(visit).await), (0, 0, 0));
    }

    async fn a_visit_that_is_off_has_no_deposit_whatever_is_asked_later(lab: &Lab) {
        let (house, visit, package) = sold(lab, &[], 427_000).await;
        house.calls_off(visit, None).await;
        house.pays(visit, &[300_000, 127_000]).await;
        house.price_list("Facial Basic", 150_000, (TaxMode::None, 0)).await;
        assert_eq!(stand(&house.bill(visit).await), (0, 0, 0));
        let back = house.gives_back(package, Some(1)).await.unwrap().refund.unwrap();
        assert_eq!(back.amount, Money(85_400));
    }

    async fn a_deposit_that_was_waived_is_not_taken_out_of_the_package(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.confirms(visit, "langganan").await;
        house.sells(visit, "Creambath 5x", 5, 427_000).await;
        house.pays(visit, &[300_000, 127_000]).await;
        let bill = house.bill(visit).await;
        assert_eq!((bill.held, bill.packages_due), (Money(0), Money(0)));
        assert_eq!(house.calls_off(visit, None).await, None);
        assert_eq!(stand(&house.bill(visit).await), (0, 0, 0));
    }

    async fn a_forfeit_goes_with_the_card_that_failed_whatever_came_for_a_package(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.pay(visit, &[(MethodKind::Card, 100_000)]).await.unwrap();
        house.sells(visit, "Creambath 5x", 5, 427_000).await;
        house.pays(visit, &[300_000, 127_000]).await;
        assert_eq!(house.calls_off(visit, None).await, Some((DepositFate::Keep, 100_000)));
        let payment = house.bill(visit).await.payments[0].id;
        house.desk.act_as(FailPayment { payment, reason: "ditolak bank".to_owned() }, approved()).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((kept(&bill), stand(&bill)), (0, (0, 0, 0)));
    }

    async fn what_went_back_of_a_package_whose_card_failed_is_owed_for_the_package(lab: &Lab) {
        let house = House::of(lab).await;
        let bos = owner(lab, &house).await;
        let first = house.visit().await;
        for (sessions, worth) in [(2, 252_000), (5, 630_000)] {
            let visit = if sessions == 2 { first } else { house.visit_of(first).await };
            house.pays(visit, &[175_000]).await;
            let package = house.sells(visit, &format!("Bekam {sessions}"), 5, 630_000).await;
            house.pay(visit, &[(MethodKind::Card, 630_000)]).await.unwrap();
            house.finish(visit).await;
            let method = Some(house.method(MethodKind::Cash).await);
            let back = RefundPackage { package, sessions: Some(sessions), method, reason: "pindah".to_owned() };
            house.desk.act_as(back, approved()).await.unwrap();
            let earned = commissions(&bos, today()).await;
            assert_eq!(earned.0, earned.1, "the service was paid in cash");
            let bill = house.bill(visit).await;
            let payment = bill.payments.iter().find(|row| row.method_kind == MethodKind::Card).unwrap().id;
            house.desk.act_as(FailPayment { payment, reason: "ditolak bank".to_owned() }, approved()).await.unwrap();
            let bill = house.bill(visit).await;
            assert_eq!(stand(&bill), (175_000, 630_000, 0));
            assert_eq!(bill.packages_due, Money(630_000), "what went back for it is owed for it");
            assert_eq!(commissions(&bos, today()).await, earned, "and still is");
            // What comes for it now stays: it is no more than was lent.
            house.pay(visit, &[(MethodKind::Qris, worth)]).await.unwrap();
            let payment = house.bill(visit).await.payments.last().unwrap().id;
            house.desk.act(VerifyPayment { payment, reference: format!("QR {sessions}") }).await.unwrap();
            let back = RefundPayment { payment, amount: None, method: None, reason: "salah".to_owned() };
            assert_eq!(code(house.desk.act_as(back, approved()).await), "refund.kept");
            if worth < 630_000 {
                house.pays(visit, &[630_000 - worth]).await;
            }
            assert_eq!(stand(&house.bill(visit).await), (175_000, 0, 0));
        }
        assert!(bos.ask(REPORT()).await.unwrap().identity.holds);
    }

    async fn what_came_for_sessions_that_went_back_is_no_deposit(lab: &Lab) {
        let (house, visit, package) = sold(lab, &[100_000], 630_000).await;
        house.pay(visit, &[(MethodKind::Qris, 630_000)]).await.unwrap();
        assert_eq!(house.gives_back(package, None).await.unwrap().refund, None);
        let payment = house.bill(visit).await.payments[1].id;
        house.desk.act(VerifyPayment { payment, reference: "QR 1".to_owned() }).await.unwrap();
        assert_eq!(house.bill(visit).await.held, Money(100_000));
        assert_eq!(house.calls_off(visit, None).await, Some((DepositFate::Keep, 100_000)));
        let back = RefundPayment { payment, amount: None, method: None, reason: "batal".to_owned() };
        house.desk.act_as(back, approved()).await.unwrap();
        assert_eq!(stand(&house.bill(visit).await), (0, 0, 0));
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }

    async fn what_was_kept_is_not_given_back_beside_what_is_too_much(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.pays(visit, &[100_000]).await;
        let to = loket::desk::booking::MoveBooking { booking: visit, version: None, starts_at: crate::clinic::on(23, 9, 0),
            staff: None, override_reason: None, deposit: Some(DepositFate::Keep), undo: false };
        house.desk.act(to).await.unwrap();
        let package = house.sells(visit, "Creambath 5x", 5, 427_000).await;
        house.pay(visit, &[(MethodKind::Qris, 427_000)]).await.unwrap();
        assert_eq!(house.gives_back(package, None).await.unwrap().refund, None);
        let payments = house.bill(visit).await.payments;
        let of = |amount| payments.iter().find(|row| row.amount == Money(amount)).unwrap().id;
        house.desk.act(VerifyPayment { payment: of(427_000), reference: "QR 1".to_owned() }).await.unwrap();
        let back = |payment| RefundPayment { payment, amount: None, method: None, reason: "batal".to_owned() };
        assert_eq!(code(house.desk.act_as(back(of(100_000)), approved()).await), "refund.kept");
        house.desk.act_as(back(of(427_000)), approved()).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((kept(&bill), bill.paid), (100_000, Money(100_000)));
    }

    async fn a_package_paid_with_what_was_too_much_for_another_takes_no_deposit_along(lab: &Lab) {
        let (house, visit, first) = sold(lab, &[100_000], 630_000).await;
        house.pay(visit, &[(MethodKind::Qris, 630_000)]).await.unwrap();
        assert_eq!(house.gives_back(first, None).await.unwrap().refund, None);
        let payment = house.bill(visit).await.payments[1].id;
        house.desk.act(VerifyPayment { payment, reference: "QR 1".to_owned() }).await.unwrap();
        let second = house.sells(visit, "Creambath 5x", 5, 427_000).await;
        let back = house.gives_back(second, None).await.unwrap().refund.unwrap();
        assert_eq!(back.amount, Money(427_000));
        assert_eq!(house.bill(visit).await.held, Money(100_000));
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }

    async fn a_refund_that_pays_a_package_is_not_said_to_go_back(lab: &Lab) {
        let (house, visit, _) = sold(lab, &[100_000], 630_000).await;
        assert_eq!(house.calls_off(visit, Some(DepositFate::Refund)).await, None);
        assert_eq!(stand(&house.bill(visit).await), (0, 530_000, 0));
    }

    async fn a_treatment_between_makes_no_way_round_the_signature(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.pays(visit, &[100_000]).await;
        let becomes = |treatment| AssignBooking { booking: visit, version: None, treatment: Some(treatment), staff: None,
            override_reason: None };
        // One that wants no deposit, and costs more: nothing is lost.
        house.desk.act(becomes(house.treatment("Facial Premium").await)).await.unwrap();
        assert_eq!(code(house.desk.act(becomes(house.cheap().await)).await), "permission.pin");
    }

    async fn no_more_is_kept_than_the_visit_costs(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.pays(visit, &[175_000]).await;
        let becomes = AssignBooking { booking: visit, version: None, treatment: Some(house.cheap().await), staff: None,
            override_reason: None };
        assert_eq!(code(house.desk.act(becomes.clone()).await), "permission.pin");
        house.desk.act_as(becomes, approved()).await.unwrap();
        assert_eq!(house.calls_off(visit, None).await, Some((DepositFate::Keep, 20_000)));
        assert_eq!(stand(&house.bill(visit).await), (155_000, 0, 155_000));
    }

    async fn a_void_takes_back_what_it_was_for(lab: &Lab) {
        let (house, visit, _) = sold(lab, &[], 427_000).await;
        house.pays(visit, &[500_000]).await;
        house.calls_off(visit, None).await;
        assert_eq!(kept(&house.bill(visit).await), 73_000);
        let payment = house.bill(visit).await.payments[0].id;
        let void = VoidPayment { payment, reason: "kartu, bukan tunai".to_owned() };
        assert_eq!(code(house.desk.act(void).await), "void.kept");
        let other = house.to_come(15).await;
        let package = house.sells(other, "Bekam 5x", 5, 630_000).await;
        house.calls_off(other, None).await;
        house.pays(other, &[630_000]).await;
        house.clock.set(at(10, 20));
        let done = house.visit_of(other).await;
        house.uses(done, package).await;
        let payment = house.bill(other).await.payments[0].id;
        let void = VoidPayment { payment, reason: "kartu, bukan tunai".to_owned() };
        house.desk.act_as(void, approved()).await.unwrap();
        assert_eq!(stand(&house.bill(other).await), (0, 630_000, 0));
        house.pay(other, &[(MethodKind::Card, 630_000)]).await.unwrap();
        assert_eq!(house.gives_back(package, None).await.unwrap().refund.unwrap().amount, Money(504_000));
    }

    async fn what_is_too_much_for_a_package_is_shared_once_by_the_payments_it_came_with(lab: &Lab) {
        let house = House::of(lab).await;
        house.price_list("Facial Basic", 50_000, (TaxMode::None, 0)).await;
        let visit = house.to_come(14).await;
        let first = house.sells(visit, "Creambath 5x", 5, 427_000).await;
        for amount in [350_000, 177_000] {
            house.pay(visit, &[(MethodKind::Qris, amount)]).await.unwrap();
        }
        // Two sessions (Rp 170.800) go back before the money is seen: as much is too much when it is.
        assert_eq!(house.gives_back(first, Some(2)).await.unwrap().refund, None);
        for payment in house.bill(visit).await.payments {
            house.desk.act(VerifyPayment { payment: payment.id, reference: "QR 1".to_owned() }).await.unwrap();
        }
        // That and the deposit pay another package, which goes back as a whole.
        let second = house.sells(visit, "Bekam 5x", 5, 270_800).await;
        assert_eq!(house.calls_off(visit, Some(DepositFate::Refund)).await, None);
        assert_eq!(stand(&house.bill(visit).await), (0, 0, 0));
        assert_eq!(house.gives_back(second, None).await.unwrap().refund.unwrap().amount, Money(270_800));
        let bill = house.bill(visit).await;
        assert_eq!(stand(&bill), (0, 0, 0));
        let there = allocations(&lab.db, house.desk.clinic().id, bill.bill.unwrap()).await.unwrap();
        assert_eq!(there.iter().map(|row| row.amount.0).sum::<i64>(), 427_000 - 170_800);
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }
}
