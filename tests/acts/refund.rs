//! Money that goes back: refunds, voids, what fails later, what is written off.

use futures::future::join_all;
use loket::desk::bill::OpenBill;
use loket::desk::commission::ListCommissions;
use loket::desk::drawer::{CloseDrawer, CountDrawer, MoveCash, OpenDrawer};
use loket::desk::payment::{FailPayment, VerifyPayment};
use loket::desk::receipt::OpenReceipt;
use loket::desk::refund::{RefundPayment, Refunded};
use loket::desk::tip::{AddTip, WriteOff};
use loket::desk::void::VoidPayment;
use loket::desk::{Act, Done};
use loket::domain::bill::{BillState, LineKind, TaxMode};
use loket::domain::drawer::MoveKind;
use loket::domain::id::{MethodId, PaymentId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;
use loket::domain::refusal::Detail;
use loket::store::On;

use crate::clinic::{House, PASSWORD, approved, at, code};
use crate::report::{REPORT, owner};
use crate::support::on_both;
use crate::support::policies::{edited, sets};

fn refund(payment: PaymentId, amount: Option<i64>, method: Option<MethodId>) -> RefundPayment {
    RefundPayment { payment, amount: amount.map(Money), method, reason: "tidak puas".to_owned() }
}

impl House {
    pub async fn refund(&self, payment: PaymentId, amount: Option<i64>) -> Done<Refunded> {
        self.desk.act_as(refund(payment, amount, None), approved()).await
    }

    async fn void(&self, payment: PaymentId) -> Done<<VoidPayment as Act>::Output> {
        self.desk.act_as(VoidPayment { payment, reason: "salah ketik".to_owned() }, approved()).await
    }
}

on_both! {
    async fn a_refund_after_the_service_takes_it_off_the_bill(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        house.finish(visit).await;
        let payment = house.bill(visit).await.payments[0].id;
        assert_eq!(code(house.desk.act(refund(payment, None, None)).await), "permission.pin");
        assert_eq!(code(house.refund(payment, Some(175_001)).await), "refund.above");
        assert_eq!(code(house.refund(payment, Some(0)).await), "payment.empty");
        let done = house.refund(payment, Some(75_000)).await.unwrap();
        assert_eq!((done.number.as_str(), done.taken_off, done.due), ("RF-000001", Money(75_000), Money(0)));
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.paid, bill.state), (Money(100_000), Money(100_000), BillState::Paid));
        assert_eq!(code(house.refund(payment, Some(100_001)).await), "refund.above");
        assert_eq!(house.refund(payment, None).await.unwrap().number, "RF-000002");
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.due, bill.state), (Money(0), Money(0), BillState::Refunded));
        assert_eq!(code(house.refund(payment, None).await), "refund.nothing");
        let back = house.desk.ask(OpenReceipt { receipt: done.receipt }).await.unwrap().receipt;
        assert_eq!((back.number.as_str(), back.payments[0].amount), ("RF-000001", Money(-75_000)));
    }

    async fn a_refund_takes_its_part_of_tax_and_tip_too(lab: &Lab) {
        let house = House::of(lab).await;
        house.price_list("Facial Basic", 0, (TaxMode::Exclusive, 1_100)).await;
        let bos = owner(lab, &house).await;
        let visit = house.visit().await;
        let tip = |amount| AddTip { booking: visit, version: None, amount: Money(amount), staff: None };
        house.desk.act(tip(5_750)).await.unwrap();
        house.pay(visit, &[(MethodKind::Card, 150_000)]).await.unwrap();
        house.finish(visit).await;
        let stands = async || {
            let report = bos.ask(REPORT()).await.unwrap();
            assert!(report.identity.holds);
            let day = house.desk.today();
            let all = bos.ask(ListCommissions { from: day, to: day, staff: None }).await.unwrap();
            (report.earned.0, report.tax.0, report.tips.0, all.iter().map(|one| one.base.0).sum::<i64>())
        };
        assert_eq!(stands().await, (175_000, 19_250, 5_750, 175_000));
        let payment = house.bill(visit).await.payments[0].id;
        house.refund(payment, Some(100_000)).await.unwrap();
        assert_eq!(stands().await, (87_500, 9_625, 2_875, 87_500), "half of each");
        let write = WriteOff { booking: visit, version: None, amount: None, reason: "pindah kota".to_owned() };
        house.desk.act_as(write, approved()).await.unwrap();
        assert_eq!(stands().await, (42_455, 4_670, 2_875, 87_500), "of what is the clinic's");
        house.refund(payment, None).await.unwrap();
        assert_eq!(stands().await, (0, 0, 0, 43_750), "what was written off was performed all the same");
    }

    async fn a_discount_is_of_prices_only(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.desk.act(AddTip { booking: visit, version: None, amount: Money(20_000), staff: None }).await.unwrap();
        let off = |amount| loket::desk::discount::GiveDiscount {
            booking: visit, version: None, percent_bp: None, amount: Some(Money(amount)), line: None,
            reason: "keluarga".to_owned(),
        };
        assert_eq!(code(house.desk.act_as(off(175_001), approved()).await), "discount.above_due");
        house.desk.act_as(off(100_000), approved()).await.unwrap();
        assert_eq!(code(house.desk.act_as(off(75_001), approved()).await), "discount.above_due");
        assert_eq!(house.desk.act_as(off(75_000), approved()).await.unwrap().due, Money(20_000));
    }

    async fn cash_goes_back_as_an_amount_there_are_coins_for(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        house.finish(visit).await;
        let payment = house.bill(visit).await.payments[0].id;
        let refused = house.refund(payment, Some(66_666)).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        assert_eq!((refusal.code, refusal.field), ("refund.coins", Some("amount")));
        assert!(refusal.details.iter().any(|(name, fact)| *name == "less" && *fact == Detail::Money(Money(66_600))));
        // Another method takes any amount; of what is then left there are no coins for the last of it.
        let back = async |amount, kind| {
            let by = house.method(kind).await;
            house.desk.act_as(refund(payment, Some(amount), Some(by)), approved()).await
        };
        back(66_666, MethodKind::Transfer).await.unwrap();
        assert_eq!(code(house.refund(payment, None).await), "refund.coins");
        house.refund(payment, Some(108_300)).await.unwrap();
        back(34, MethodKind::Credit).await.unwrap();
        assert_eq!(house.bill(visit).await.state, BillState::Refunded);
        // What came in coins that are too small now goes back in them.
        let budi = house.patient("Budi", "081299990000").await;
        let odd = house.book(budi, "Facial Basic", Some("Tono"), at(11, 30)).await.unwrap().id;
        house.pay(odd, &[(MethodKind::Cash, 50_100)]).await.unwrap();
        let payment = house.bill(odd).await.payments[0].id;
        let larger = edited(&house.desk, |edit| edit.policies.cash_rounding = 500).await;
        house.desk.act_as(larger, approved()).await.unwrap();
        assert_eq!(house.refund(payment, None).await.unwrap().amount, Money(50_100));
    }

    async fn a_refund_before_the_service_is_to_pay_again(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Card, 100_000)]).await.unwrap();
        let payment = house.bill(visit).await.payments[0].id;
        let done = house.refund(payment, Some(40_000)).await.unwrap();
        assert_eq!((done.taken_off, done.due), (Money(0), Money(115_000)));
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.paid, bill.state), (Money(175_000), Money(60_000), BillState::Partial));
    }

    async fn cash_never_goes_back_beyond_what_the_drawer_should_hold(lab: &Lab) {
        let house = House::of(lab).await;
        let (visit, cash) = (house.visit().await, house.method(MethodKind::Cash).await);
        let add = loket::desk::line::AddLine {
            booking: visit, version: None, treatment: None, staff: None,
            description: "Serum".to_owned(), quantity: Some(1), price: Some(Money(900_000)), reason: String::new() };
        house.desk.act(add).await.unwrap();
        house.pay(visit, &[(MethodKind::Card, 1_075_000)]).await.unwrap();
        house.finish(visit).await;
        let payment = house.bill(visit).await.payments[0].id;
        // The float is Rp 500.000.
        let by_cash = |amount| refund(payment, Some(amount), Some(cash));
        let refused = house.desk.act_as(by_cash(500_100), approved()).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        assert_eq!((refusal.code, refusal.details.len()), ("drawer.short", 0));
        house.desk.act_as(by_cash(500_000), approved()).await.unwrap();
        assert_eq!(code(house.desk.act_as(by_cash(100), approved()).await), "drawer.short");
        house.refund(payment, Some(575_000)).await.unwrap();
    }

    async fn what_no_pin_helps_with_is_said_before_anybody_types_one(lab: &Lab) {
        let house = House::of(lab).await;
        let (visit, cash) = (house.visit().await, house.method(MethodKind::Cash).await);
        let write = |amount| WriteOff { booking: visit, version: None, amount, reason: "tidak jadi".to_owned() };
        assert_eq!(code(house.desk.act(write(None)).await), "write_off.not_done");
        house.pay(visit, &[(MethodKind::Card, 175_000)]).await.unwrap();
        let payment = house.bill(visit).await.payments[0].id;
        assert_eq!(code(house.desk.act(refund(payment, Some(175_001), None)).await), "refund.above");
        // The float is Rp 500.000, of which nearly all goes to the safe.
        let drop = MoveCash {
            kind: MoveKind::Drop, amount: Money(450_000), reason: "brankas".to_owned(), reference: String::new(), expense: None };
        house.desk.act_as(drop, approved()).await.unwrap();
        let by_cash = |amount| refund(payment, Some(amount), Some(cash));
        // What is in the drawer is told to nobody without one, however often they ask.
        for amount in [50_100, 40_000, 50_100, 40_000, 50_100, 40_000, 50_100] {
            assert_eq!(code(house.desk.act(by_cash(amount)).await), "permission.pin");
        }
        assert_eq!(code(house.desk.act_as(by_cash(50_100), approved()).await), "drawer.short");
        house.desk.act_as(by_cash(40_000), approved()).await.unwrap();
        house.finish(visit).await;
        assert_eq!(code(house.desk.act(write(Some(Money(40_001)))).await), "write_off.above");
        assert_eq!(code(house.desk.act(write(Some(Money(40_000)))).await), "permission.pin");
        assert_eq!(house.bill(visit).await.due, Money(40_000), "nothing was written");
    }

    async fn what_is_missing_is_said_with_its_amount_where_it_is_beyond_a_limit(lab: &Lab) {
        let house = House::of(lab).await;
        sets(&house.desk, PASSWORD, |policies| policies.refund_limit = 50_000).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Card, 175_000)]).await.unwrap();
        let payment = house.bill(visit).await.payments[0].id;
        let refused = house.desk.act(refund(payment, Some(60_000), None)).await.unwrap_err();
        assert_eq!(refused.refusal().unwrap().code, "permission.password", "{refused:?}");
        assert_eq!(code(house.desk.act(refund(payment, Some(175_001), None)).await), "refund.above");
    }

    async fn what_is_wrong_with_a_payment_says_so(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Qris, 100_000)]).await.unwrap();
        let payment = house.bill(visit).await.payments[0].id;
        assert_eq!(code(house.refund(payment, None).await), "payment.waiting");
        house.desk.act(VerifyPayment { payment, reference: "RRN 7".to_owned() }).await.unwrap();
        house.refund(payment, Some(1_000)).await.unwrap();
        let fail = FailPayment { payment, reason: "ditolak bank".to_owned() };
        let bill = house.desk.act_as(fail.clone(), approved()).await.unwrap();
        assert_eq!((bill.due, bill.over, bill.state), (Money(176_000), Money(0), BillState::Unpaid), "what went back is owed");
        assert_eq!(code(house.desk.act(fail).await), "payment.state");
        let back = house.bill(visit).await.payments.iter().find(|row| row.refers_to.is_some()).unwrap().id;
        assert_eq!(code(house.refund(back, None).await), "payment.back");
        house.pay(visit, &[(MethodKind::Card, 176_000)]).await.unwrap();
        let card = house.bill(visit).await.payments.iter().find(|row| row.method_kind == MethodKind::Card).unwrap().id;
        house.desk.act_as(FailPayment { payment: card, reason: "offline".to_owned() }, approved()).await.unwrap();
        assert_eq!(code(house.refund(card, None).await), "payment.state");
        assert_eq!(house.bill(visit).await.due, Money(176_000));
    }

    async fn what_failed_after_all_of_it_went_back_is_owed(lab: &Lab) {
        let house = House::of(lab).await;
        let bos = owner(lab, &house).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Card, 175_000)]).await.unwrap();
        house.finish(visit).await;
        let payment = house.bill(visit).await.payments[0].id;
        house.desk.act_as(refund(payment, None, Some(house.method(MethodKind::Cash).await)), approved()).await.unwrap();
        let fail = FailPayment { payment, reason: "ditolak bank".to_owned() };
        let bill = house.desk.act_as(fail, approved()).await.unwrap();
        assert_eq!((bill.total, bill.due, bill.over, bill.state), (Money(0), Money(175_000), Money(0), BillState::Unpaid));
        let report = bos.ask(REPORT()).await.unwrap();
        assert_eq!((report.earned, report.received, report.receivables.end), (Money(0), Money(-175_000), Money(175_000)));
        assert!(report.identity.holds);
        let paid = house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        assert_eq!((paid.due, house.bill(visit).await.due), (Money(0), Money(0)));
    }

    async fn a_void_leaves_the_number_and_says_void(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let give = loket::desk::discount::GiveDiscount {
            booking: visit, version: None, percent_bp: None, amount: Some(Money(50)), line: None, reason: String::new(),
        };
        house.desk.act(give).await.unwrap();
        let paid = house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        assert_eq!((paid.rounding, house.bill(visit).await.state), (Money(50), BillState::Paid));
        let payment = house.bill(visit).await.payments[0].id;
        let bill = house.void(payment).await.unwrap();
        assert_eq!((bill.due, bill.state), (Money(174_950), BillState::Unpaid), "the rounding went with the cash");
        assert_eq!(code(house.void(payment).await), "void.returned");
        assert_eq!(code(house.refund(payment, None).await), "refund.nothing");
        let receipt = house.desk.ask(OpenReceipt { receipt: paid.receipt }).await.unwrap().receipt;
        assert_eq!((receipt.number.as_str(), receipt.voided), ("R-000001", Money(175_000)));
        let printed = receipt.lines(42, &loket::i18n::Words::new(loket::i18n::Language::English)).join("\n");
        assert!(printed.contains("VOID"), "{printed}");
        assert_eq!(house.pay(visit, &[(MethodKind::Card, 174_950)]).await.unwrap().number, "000002");
    }

    async fn a_counted_drawer_voids_no_more(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        let payment = house.bill(visit).await.payments[0].id;
        let count = CountDrawer { session: None, pieces: None, total: Some(Money(675_000)), reason: String::new() };
        house.desk.act(count).await.unwrap();
        assert_eq!(code(house.void(payment).await), "void.closed");
        let close = CloseDrawer {
            session: None,
            note: String::new(),
            methods: Vec::new(),
            unfinished: Vec::new(),
            left_in: Some(Money(500_000)),
        };
        house.desk.act(close).await.unwrap();
        assert_eq!(code(house.void(payment).await), "void.closed");
        assert_eq!(code(house.refund(payment, None).await), "drawer.closed");
        let again = OpenDrawer { drawer: String::new(), float: Money(500_000), note: String::new() };
        house.desk.act(again).await.unwrap();
        house.refund(payment, None).await.unwrap();
    }

    async fn the_same_money_goes_back_once(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Card, 175_000)]).await.unwrap();
        let payment = house.bill(visit).await.payments[0].id;
        let mut desks = Vec::new();
        for counter in 0..4 {
            desks.push(house.another(lab, &format!("Counter {counter}")).await);
        }
        let credit = house.method(MethodKind::Credit).await;
        let tries = desks.iter().map(async |desk| desk.act_as(refund(payment, Some(100_000), Some(credit)), approved()).await);
        let done = join_all(tries).await;
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
        for refused in done.into_iter().filter_map(Result::err) {
            assert_eq!(refused.refusal().unwrap().code, "refund.above");
        }
        let numbers: Vec<(i64,)> =
            On::from(&lab.db).all("SELECT number FROM receipt WHERE series = 'RF'", ()).await.unwrap();
        assert_eq!(numbers, [(1,)]);
    }

    async fn two_refunds_never_take_the_same_notes(lab: &Lab) {
        let house = House::of(lab).await;
        let cash = house.method(MethodKind::Cash).await;
        let mut payments = Vec::new();
        let mut desks = Vec::new();
        for (index, starts) in [at(13, 0), at(14, 0), at(15, 0)].into_iter().enumerate() {
            let patient = house.patient(&format!("Pasien {index}"), &format!("08121234000{index}")).await;
            let booking = house.book(patient, "Facial Basic", Some("Rina"), starts).await.unwrap().id;
            let add = loket::desk::line::AddLine {
                booking, version: None, treatment: None, staff: None,
                description: "Serum".to_owned(), quantity: Some(1), price: Some(Money(200_000)), reason: String::new() };
            house.desk.act(add).await.unwrap();
            house.pay(booking, &[(MethodKind::Card, 300_000)]).await.unwrap();
            payments.push(house.bill(booking).await.payments[0].id);
            desks.push(house.another(lab, &format!("Counter {index}")).await);
        }
        // The float is Rp 500.000: one goes, and two do not.
        let tries = desks.iter().zip(&payments).map(async |(desk, payment)| {
            desk.act_as(refund(*payment, Some(300_000), Some(cash)), approved()).await
        });
        let done = join_all(tries).await;
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
        for refused in done.into_iter().filter_map(Result::err) {
            assert_eq!(refused.refusal().unwrap().code, "drawer.short");
        }
    }

    async fn tips_are_the_staffs_and_what_nobody_pays_is_written_off(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let tip = |amount| AddTip { booking: visit, version: None, amount: Money(amount), staff: None };
        assert_eq!(code(house.desk.act(tip(0)).await), "payment.empty");
        let bill = house.desk.act(tip(20_000)).await.unwrap();
        let line = bill.lines.last().unwrap();
        assert_eq!((line.kind, line.staff_id, bill.due), (LineKind::Tip, bill.lines[0].staff_id, Money(195_000)));
        let write = |amount: Option<i64>| WriteOff {
            booking: visit, version: None, amount: amount.map(Money), reason: "pindah kota".to_owned(),
        };
        assert_eq!(code(house.desk.act_as(write(None), approved()).await), "write_off.not_done");
        house.pay(visit, &[(MethodKind::Cash, 100_000)]).await.unwrap();
        house.finish(visit).await;
        assert_eq!(code(house.desk.act(write(None)).await), "permission.pin");
        assert_eq!(code(house.desk.act_as(write(Some(95_001)), approved()).await), "write_off.above");
        house.desk.act_as(write(Some(5_000)), approved()).await.unwrap();
        let bill = house.desk.act_as(write(None), approved()).await.unwrap();
        assert_eq!((bill.due, bill.state, bill.payments.len()), (Money(0), BillState::Paid, 1));
        // The day's list and the patient's balance say the same.
        let day = house.desk.ask(loket::desk::booking::OpenDay { day: house.desk.today() }).await.unwrap();
        assert_eq!((day[0].total, day[0].paid), (bill.total, bill.paid));
        let _ = house.desk.ask(OpenBill { booking: visit }).await.unwrap();
    }

    async fn what_is_signed_says_its_amount_though_nobody_typed_it(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Card, 100_000)]).await.unwrap();
        let payment = house.bill(visit).await.payments[0].id;
        house.finish(visit).await;
        let amount = |fault: loket::desk::Fault| {
            let refusal = fault.refusal().unwrap().clone();
            (refusal.code, refusal.details_json()["amount"].as_i64())
        };
        let asked = house.desk.act(refund(payment, None, None)).await.unwrap_err();
        assert_eq!(amount(asked), ("permission.pin", Some(100_000)));
        let write = WriteOff { booking: visit, version: None, amount: None, reason: "pindah kota".to_owned() };
        assert_eq!(amount(house.desk.act(write).await.unwrap_err()), ("permission.pin", Some(75_000)));
        let other = house.book(house.bill(visit).await.patient, "Facial Basic", Some("Rina"), at(15, 0)).await.unwrap().id;
        let package = house.sell(other, false).await;
        let back = || loket::desk::package_refund::RefundPackage {
            package, sessions: None, method: None, reason: "pindah".to_owned() };
        // Nothing was paid for it: what its sessions are worth.
        assert_eq!(amount(house.desk.act(back()).await.unwrap_err()), ("permission.pin", Some(400_000)));
        // Paid for, it is what goes back; what is owed of the visit is another thing.
        house.pay(other, &[(MethodKind::Card, 400_000)]).await.unwrap();
        assert_eq!(amount(house.desk.act(back()).await.unwrap_err()), ("permission.pin", Some(400_000)));
    }
}
