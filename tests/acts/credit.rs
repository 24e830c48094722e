//! What the clinic owes a patient who paid before.

use futures::future::join_all;
use loket::desk::credit::PatientCredit;
use loket::desk::method::{ListMethods, SaveMethod};
use loket::desk::payment::{TakePayment, Tender};
use loket::desk::refund::RefundPayment;
use loket::domain::bill::BillState;
use loket::domain::id::{BookingId, PatientId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;

use crate::clinic::{House, approved, code, on};
use crate::support::on_both;

impl House {
    /// Siti has this much credit, from a visit that is going on.
    async fn with_credit(&self, amount: i64) -> (PatientId, BookingId) {
        let visit = self.visit().await;
        self.pay(visit, &[(MethodKind::Card, amount)]).await.unwrap();
        let bill = self.bill(visit).await;
        let refund = RefundPayment {
            payment: bill.payments[0].id,
            amount: None,
            method: Some(self.method(MethodKind::Credit).await),
            reason: "lain kali".to_owned(),
        };
        self.desk.act_as(refund, approved()).await.unwrap();
        (bill.patient, visit)
    }
}

on_both! {
    async fn credit_pays_up_to_what_is_there(lab: &Lab) {
        let house = House::of(lab).await;
        let (siti, visit) = house.with_credit(100_000).await;
        assert_eq!(house.credit(siti).await, 100_000);
        assert_eq!(code(house.pay(visit, &[(MethodKind::Credit, 100_001)]).await), "credit.short");
        let paid = house.pay(visit, &[(MethodKind::Credit, 60_000), (MethodKind::Cash, 115_000)]).await.unwrap();
        assert_eq!(paid.due, Money(0));
        assert_eq!((house.credit(siti).await, house.bill(visit).await.state), (40_000, BillState::Paid));
        // It goes back where it came from.
        house.finish(visit).await;
        let used = house.bill(visit).await.payments.iter().find(|row| row.method_kind == MethodKind::Credit && row.amount.0 > 0).unwrap().id;
        house.refund(used, None).await.unwrap();
        let view = house.desk.ask(PatientCredit { patient: siti }).await.unwrap();
        let rows: Vec<i64> = view.rows.iter().map(|row| row.amount.0).collect();
        assert_eq!((view.balance, rows), (Money(100_000), vec![100_000, -60_000, 60_000]));
    }

    async fn the_same_credit_is_spent_once(lab: &Lab) {
        let house = House::of(lab).await;
        let (siti, _) = house.with_credit(150_000).await;
        let (mut visits, mut desks) = (Vec::new(), Vec::new());
        for hour in 0..4 {
            visits.push(house.book(siti, "Facial Basic", None, on(23, 9 + hour * 2 - hour / 3, 0)).await.unwrap().id);
            desks.push(house.another(lab, &format!("Counter {hour}")).await);
        }
        let credit = house.method(MethodKind::Credit).await;
        let tries = desks.iter().zip(&visits).map(async |(desk, booking)| {
            let tenders = vec![Tender { method: credit, tendered: Money(100_000), reference: String::new() }];
            desk.act(TakePayment { booking: *booking, tenders, due: None, paid_for: None }).await
        });
        let done = join_all(tries).await;
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
        for refused in done.into_iter().filter_map(Result::err) {
            assert_eq!(refused.refusal().unwrap().code, "credit.short");
        }
        assert_eq!(house.credit(siti).await, 50_000);
    }

    async fn methods_are_data(lab: &Lab) {
        let house = House::of(lab).await;
        let save = |name: &str, kind, in_drawer| SaveMethod {
            method: None, version: None, name: name.to_owned(), kind, in_drawer, position: None, active: true,
        };
        let gopay = house.desk.act(save("GoPay", MethodKind::EWallet, false)).await.unwrap();
        assert!(gopay.counts_as_received && gopay.position == 8);
        assert_eq!(code(house.desk.act(save("GoPay", MethodKind::EWallet, false)).await), "method.name_taken");
        assert_eq!(code(house.desk.act(save("Kas 2", MethodKind::Card, true)).await), "method.in_drawer");
        assert_eq!(code(house.desk.act(save("Saldo 2", MethodKind::Credit, false)).await), "method.once");
        let off = SaveMethod { method: Some(gopay.id), version: Some(1), active: false, ..save("GoPay", MethodKind::EWallet, false) };
        let off = house.desk.act(off).await.unwrap();
        assert!(!off.active);
        let offered = house.desk.ask(ListMethods { all: false }).await.unwrap();
        assert!(offered.iter().all(|method| method.id != gopay.id));
        assert!(house.desk.ask(ListMethods { all: true }).await.unwrap().iter().any(|method| method.id == gopay.id));
        let visit = house.visit().await;
        assert_eq!(code(house.desk.act(TakePayment {
            booking: visit,
            tenders: vec![Tender { method: gopay.id, tendered: Money(1_000), reference: String::new() }],
            due: None, paid_for: None }).await), "method.unknown");
        assert_eq!(code(house.pay(visit, &[(MethodKind::Package, 1_000)]).await), "payment.package");
        let credit = offered.iter().find(|method| method.kind == MethodKind::Credit).unwrap();
        let drop = SaveMethod { method: Some(credit.id), active: false, ..save("Saldo", MethodKind::Credit, false) };
        assert_eq!(code(house.desk.act(drop).await), "method.needed");
        let other = SaveMethod { method: Some(gopay.id), ..save("GoPay", MethodKind::Card, false) };
        assert_eq!(code(house.desk.act(other).await), "method.kind");
    }
}
