//! What a payment is for is decided when it comes: as it was said, or by what is asked of whoever pays.

use loket::desk::assign::AssignBooking;
use loket::desk::bill::BillView;
use loket::desk::discount::GiveDiscount;
use loket::desk::line::{AddLine, VoidLine};
use loket::desk::payment::{TakePayment, Tender};
use loket::desk::visit::Arrive;
use loket::desk::visit_card::OpenVisit;
use loket::domain::bill::{LineKind, TaxMode};
use loket::domain::booking::Status;
use loket::domain::id::BillLineId;
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::domain::purpose::PaidFor;
use loket::store::payment::{AllocationRow, allocate, allocations};

use crate::allocated::{house, sold, stand};
use crate::clinic::{House, approved, code};
use crate::report::{REPORT, owner};
use crate::support::on_both;

on_both! {
    async fn cash_settles_a_package_of_a_visit_that_is_off(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.to_come(14).await;
        let package = house.sells(visit, "Creambath 5x", 5, 427_033).await;
        house.calls_off(visit, None).await;
        house.pays(visit, &[427_100]).await;
        assert_eq!(stand(&house.bill(visit).await), (0, 0, 0));
        let back = house.gives_back(package, None).await.unwrap().refund.unwrap();
        assert_eq!(back.amount, Money(427_000));
        assert_eq!(stand(&house.bill(visit).await), (0, 0, 0));
        let other = house.to_come(15).await;
        house.sells(other, "Bekam 5x", 5, 630_000).await;
        house.calls_off(other, None).await;
        house.pay(other, &[(MethodKind::Card, 629_960)]).await.unwrap();
        assert_eq!(code(house.pay(other, &[(MethodKind::Cash, 0)]).await), "payment.exact_rest");
        house.pay(other, &[(MethodKind::Card, 40)]).await.unwrap();
        assert_eq!(stand(&house.bill(other).await), (0, 0, 0));
        assert_eq!(code(house.pay(other, &[(MethodKind::Cash, 0)]).await), "payment.ended");
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }

    async fn a_leave_for_one_deposit_is_none_for_a_larger_one(lab: &Lab) {
        let house = house(lab).await;
        let visit = house.to_come(14).await;
        house.confirms(visit, "langganan").await;
        house.price_list("Facial Premium", 150_000, (TaxMode::None, 0)).await;
        let treatment = Some(house.treatment("Facial Premium").await);
        let becomes = AssignBooking { booking: visit, version: None, treatment, staff: None, override_reason: None };
        let now = house.desk.act_as(becomes, approved()).await.unwrap();
        assert_eq!(now.status, Status::Booked);
    }

    async fn what_somebody_says_it_is_for_it_is_for(lab: &Lab) {
        let house = house(lab).await;
        let method = house.method(MethodKind::Cash).await;
        for (hour, paid_for, held) in [(13, Some(PaidFor::Packages), 0), (14, Some(PaidFor::Visit), 120_000), (15, None, 100_000)] {
            let visit = house.to_come(hour).await;
            house.sells(visit, &format!("Creambath {hour}"), 5, 427_000).await;
            let tenders = vec![Tender { method, tendered: Money(120_000), reference: String::new() }];
            house.desk.act(TakePayment { booking: visit, tenders, due: None, paid_for }).await.unwrap();
            assert_eq!(house.bill(visit).await.held.0, held, "{paid_for:?}");
        }
    }

    async fn whoever_is_here_pays_for_what_is_done_to_them(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.sells(visit, "Bekam 5x", 5, 630_000).await;
        house.pays(visit, &[175_000]).await;
        assert_eq!(house.bill(visit).await.packages_due, Money(630_000));
        house.pays(visit, &[630_000]).await;
        let bill = house.bill(visit).await;
        assert_eq!((bill.due, bill.packages_due), (Money(0), Money(0)));
        let other = house.to_come(15).await;
        house.desk.act(Arrive { booking: other, version: None }).await.unwrap();
        house.sells(other, "Bekam 4x", 4, 500_000).await;
        house.pays(other, &[500_000]).await;
        assert_eq!(house.bill(other).await.packages_due, Money(0), "just what the package costs");
    }

    async fn a_line_that_goes_takes_no_confirmation_along(lab: &Lab) {
        let (house, visit, _) = sold(lab, &[], 427_000).await;
        house.pays(visit, &[100_000]).await;
        house.confirms(visit, "").await;
        let serum = AddLine { booking: visit, version: None, treatment: None, staff: None, description: "Serum".to_owned(),
            quantity: None, price: Some(Money(90_000)), reason: String::new() };
        house.desk.act(serum).await.unwrap();
        let off = GiveDiscount { booking: visit, version: None, percent_bp: None, amount: Some(Money(1_000)), line: None,
            reason: String::new() };
        let bill = house.desk.act(off).await.unwrap();
        for line in bill.lines.iter().filter(|line| !line.own).rev() {
            let void = VoidLine { booking: visit, version: None, line: line.id, reason: "salah".to_owned() };
            let bill = house.desk.act_as(void, approved()).await.unwrap();
            assert_eq!((bill.held, bill.deposit_needed), (Money(100_000), Money(0)));
        }
        assert_eq!(house.bill(visit).await.lines.len(), 1);
        assert_eq!(house.desk.ask(OpenVisit { booking: visit }).await.unwrap().booking.status, Status::Confirmed);
    }

    async fn the_database_refuses_what_no_payment_could_be_for(lab: &Lab) {
        let (house, visit, _) = sold(lab, &[], 427_000).await;
        house.pays(visit, &[227_000]).await;
        let other = house.to_come(15).await;
        house.sells(other, "Bekam 5x", 5, 630_000).await;
        let (bill, elsewhere) = (house.bill(visit).await, house.bill(other).await);
        let clinic = house.desk.clinic().id;
        let there = allocations(&lab.db, clinic, bill.bill.unwrap()).await.unwrap();
        assert_eq!(there.iter().map(|row| row.amount.0).collect::<Vec<_>>(), [127_000]);
        let sale = |bill: &BillView| bill.lines.iter().find(|line| line.kind == LineKind::Package).unwrap().id;
        let own = bill.lines.iter().find(|line| line.own).unwrap().id;
        let add = async |line_id: BillLineId, amount: i64| {
            let row = AllocationRow { payment_id: bill.payments[0].id, line_id, amount: Money(amount) };
            let mut tx = lab.db.begin().await.unwrap();
            let done = match allocate(tx.on(), clinic, row).await {
                Ok(()) => tx.commit().await,
                refused => refused,
            };
            format!("{done:?}")
        };
        for (line, amount) in [(sale(&elsewhere), 1_000), (own, 1_000), (own, -1_000)] {
            let said = add(line, amount).await;
            assert!(said.contains("payment_allocation_fits"), "{said}");
        }
        assert!(add(sale(&bill), 1_000).await.starts_with("Err"), "it is said already");
    }
}
