//! What cash was rounded by stays where it was rounded, and goes with nothing else.

use loket::desk::line::VoidLine;
use loket::desk::package_refund::RefundPackage;
use loket::desk::payment::{FailPayment, VerifyPayment};
use loket::desk::refund::RefundPayment;
use loket::desk::treatment::SaveTreatment;
use loket::domain::clinic::DepositFate;
use loket::domain::id::{BookingId, PatientPackageId, PaymentId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;

use crate::allocated::stand;
use crate::clinic::{House, approved, code};
use crate::purpose::commissions;
use crate::report::{REPORT, owner, today};
use crate::support::on_both;

impl House {
    async fn costs(&self, name: &str, price: i64) {
        let roster = self.desk.roster().await.unwrap();
        let row = roster.treatments.iter().find(|row| row.name == name).unwrap().clone();
        let save = SaveTreatment {
            treatment: Some(row.id),
            version: None,
            name: row.name,
            category: row.category,
            minutes: row.minutes,
            price: Money(price),
            deposit: row.deposit,
            tax_mode: row.tax_mode,
            tax_bp: row.tax_bp,
            queue_prefix: row.queue_prefix,
            room: row.room_id,
            staff: None,
            active: true,
        };
        self.desk.act(save).await.unwrap();
    }

    async fn back(&self, package: PatientPackageId, sessions: Option<i64>, by: MethodKind) -> Money {
        let method = Some(self.method(by).await);
        let back = RefundPackage { package, sessions, method, reason: "pindah".to_owned() };
        let done = self.desk.act_as(back, approved()).await.unwrap();
        done.refund.map_or(Money::ZERO, |refund| refund.amount)
    }

    async fn refunds_by(
        &self,
        payment: PaymentId,
        amount: Option<i64>,
        by: MethodKind,
    ) -> loket::desk::Done<()> {
        let method = Some(self.method(by).await);
        let amount = amount.map(Money);
        let back = RefundPayment { payment, amount, method, reason: "batal".to_owned() };
        self.desk.act_as(back, approved()).await.map(|_| ())
    }

    async fn paid_by(&self, booking: BookingId, kind: MethodKind) -> PaymentId {
        let bill = self.bill(booking).await;
        bill.payments.iter().rfind(|row| row.method_kind == kind && row.kind.takes()).unwrap().id
    }
}

on_both! {
    async fn a_rounding_of_the_visit_is_not_the_package_s_that_goes_back(lab: &Lab) {
        let house = House::of(lab).await;
        for (hour, price) in [(14, 87_540), (15, 87_555)] {
            house.costs("Facial Basic", price).await;
            let visit = house.to_come(hour).await;
            house.pay(visit, &[(MethodKind::Cash, price)]).await.unwrap();
            let package = house.sells(visit, &format!("Paket {hour}"), 2, 300_000).await;
            house.calls_off(visit, Some(DepositFate::Refund)).await;
            house.gives_back(package, None).await.unwrap();
            let bill = house.bill(visit).await;
            assert_eq!((stand(&bill), bill.paid, bill.total), ((0, 0, 0), Money(0), Money(0)), "{price}");
        }
        // Of a visit that takes place it stays, and the service is paid to the last.
        house.costs("Facial Basic", 87_540).await;
        let visit = house.visit().await;
        let package = house.sells(visit, "Paket", 2, 300_000).await;
        house.pay(visit, &[(MethodKind::Transfer, 100_000), (MethodKind::Cash, 287_540)]).await.unwrap();
        house.back(package, None, MethodKind::Transfer).await;
        house.finish(visit).await;
        let bos = owner(lab, &house).await;
        let (earned, payable) = commissions(&bos, today()).await;
        assert_eq!((earned, house.bill(visit).await.due), (payable, Money(0)));
        assert!(bos.ask(REPORT()).await.unwrap().identity.holds);
    }

    async fn a_rounding_of_the_visit_goes_with_the_last_of_its_money(lab: &Lab) {
        let house = House::of(lab).await;
        house.costs("Facial Basic", 87_540).await;
        let visit = house.to_come(14).await;
        let package = house.sells(visit, "Paket", 2, 300_000).await;
        house.pay(visit, &[(MethodKind::Transfer, 100_000), (MethodKind::Cash, 287_540)]).await.unwrap();
        house.back(package, None, MethodKind::Transfer).await;
        assert_eq!(house.bill(visit).await.due, Money(0), "it stays paid");
        let transfer = house.paid_by(visit, MethodKind::Transfer).await;
        house.refunds_by(transfer, None, MethodKind::Transfer).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.paid), (Money(87_540), Money(0)), "a card pays what it costs");
    }

    async fn what_settled_a_rest_of_a_package_goes_with_it_once(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.to_come(14).await;
        let package = house.sells(visit, "Paket 2x", 2, 100_060).await;
        house.calls_off(visit, None).await;
        house.pays(visit, &[50_000]).await;
        house.gives_back(package, Some(1)).await.unwrap();
        assert_eq!(house.bill(visit).await.due, Money(30));
        house.pay(visit, &[(MethodKind::Cash, 30)]).await.unwrap();
        assert_eq!(house.bill(visit).await.due, Money(0));
        house.gives_back(package, None).await.unwrap();
        assert_eq!(stand(&house.bill(visit).await), (0, 0, 0));
    }

    async fn a_rounding_of_one_package_is_not_the_other_s(lab: &Lab) {
        let house = House::of(lab).await;
        house.costs("Facial Basic", 87_500).await;
        let visit = house.to_come(14).await;
        house.pays(visit, &[87_500]).await;
        let deposit = house.paid_by(visit, MethodKind::Cash).await;
        let packages = [
            house.sells(visit, "Paket satu", 2, 100_008).await,
            house.sells(visit, "Paket dua", 2, 100_008).await,
        ];
        house.pay(visit, &[(MethodKind::Transfer, 100_000), (MethodKind::Cash, 100_016)]).await.unwrap();
        house.calls_off(visit, Some(DepositFate::Refund)).await;
        for package in packages {
            house.back(package, None, MethodKind::Transfer).await;
        }
        assert_eq!(stand(&house.bill(visit).await), (87_500, 0, 87_500));
        house.refunds_by(deposit, None, MethodKind::Transfer).await.unwrap();
        assert_eq!(stand(&house.bill(visit).await), (0, 0, 0));
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }

    async fn what_a_package_got_beyond_its_coins_goes_back_whole(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.to_come(14).await;
        let package = house.sells(visit, "Paket 3x", 3, 300_000).await;
        house.calls_off(visit, None).await;
        house.pay(visit, &[(MethodKind::Card, 150_064)]).await.unwrap();
        house.pay(visit, &[(MethodKind::Transfer, 149_936)]).await.unwrap();
        let failed = house.paid_by(visit, MethodKind::Transfer).await;
        house.back(package, Some(1), MethodKind::Credit).await;
        let fail = FailPayment { payment: failed, reason: "ditolak bank".to_owned() };
        house.desk.act_as(fail, approved()).await.unwrap();
        house.pay(visit, &[(MethodKind::Qris, 50_000)]).await.unwrap();
        let waits = house.paid_by(visit, MethodKind::Qris).await;
        house.back(package, Some(2), MethodKind::Cash).await;
        house.desk.act(VerifyPayment { payment: waits, reference: "QR 1".to_owned() }).await.unwrap();
        let over = house.bill(visit).await.over;
        assert!(over > Money::ZERO);
        house.refunds_by(waits, Some(over.0), MethodKind::Transfer).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((bill.due, bill.over), (Money(0), Money(0)));
    }

    async fn what_is_owed_on_a_bill_without_a_line_is_written_off_or_paid_to_the_coin(lab: &Lab) {
        let house = House::of(lab).await;
        for (hour, pays) in [(14, false), (15, true)] {
            let visit = house.to_come(hour).await;
            house.pay(visit, &[(MethodKind::Card, 99_950)]).await.unwrap();
            let card = house.paid_by(visit, MethodKind::Card).await;
            house.refunds_by(card, Some(99_900), MethodKind::Cash).await.unwrap();
            house.refunds_by(card, Some(50), MethodKind::Transfer).await.unwrap();
            let line = house.bill(visit).await.lines[0].id;
            let off = VoidLine { booking: visit, version: None, line, reason: "salah".to_owned() };
            house.desk.act_as(off, approved()).await.unwrap();
            house.calls_off(visit, None).await;
            let fail = FailPayment { payment: card, reason: "ditolak bank".to_owned() };
            house.desk.act_as(fail, approved()).await.unwrap();
            assert_eq!(house.bill(visit).await.due, Money(99_950));
            if pays {
                house.pay(visit, &[(MethodKind::Cash, 99_950)]).await.unwrap();
            } else {
                house.writes_off(visit, Some(950)).await.unwrap();
                assert_eq!(house.bill(visit).await.due, Money(99_000));
                house.writes_off(visit, None).await.unwrap();
            }
            let bill = house.bill(visit).await;
            assert_eq!((bill.due, bill.over), (Money(0), Money(0)), "{hour}");
        }
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }

    async fn a_session_pays_for_nothing_that_was_written_off(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Card, 75_000)]).await.unwrap();
        house.finish(visit).await;
        house.writes_off(visit, Some(20_000)).await.unwrap();
        let package = house.sells(visit, "Bekam 5x", 5, 630_000).await;
        let used = || loket::desk::package_use::UsePackage {
            booking: visit, version: None, package, line: None, reason: String::new() };
        assert_eq!(code(house.desk.act(used()).await), "package.no_room");
        let bill = house.bill(visit).await;
        let line = bill.lines.iter().find(|line| line.kind == loket::domain::bill::LineKind::WriteOff).unwrap().id;
        let off = VoidLine { booking: visit, version: None, line, reason: "salah".to_owned() };
        house.desk.act_as(off, approved()).await.unwrap();
        // What was paid of the treatment pays the package then.
        house.desk.act(used()).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((bill.over, bill.due, bill.packages_due), (Money(0), Money(555_000), Money(555_000)));
    }
}
