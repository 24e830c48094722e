//! Bills, discounts, payments, receipts.

use loket::desk::Done;
use loket::desk::bill::{BillView, OpenBill};
use loket::desk::credit::PatientCredit;
use loket::desk::discount::GiveDiscount;
use loket::desk::line::{AddLine, VoidLine};
use loket::desk::payment::{FailPayment, Paid, TakePayment, Tender, VerifyPayment};
use loket::desk::receipt::{OpenReceipt, PrintReceipt};
use loket::desk::treatment::SaveTreatment;
use loket::desk::visit::FinishVisit;
use loket::desk::void::VoidPayment;
use loket::domain::bill::{BillState, LineKind, TaxMode};
use loket::domain::clinic::DepositFate;
use loket::domain::id::{BookingId, MethodId, PatientId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;

use crate::clinic::{House, approved, at, code};
use crate::support::on_both;

impl House {
    pub async fn method(&self, kind: MethodKind) -> MethodId {
        let roster = self.desk.roster().await.unwrap();
        roster.methods.iter().find(|method| method.kind == kind).unwrap().id
    }

    /// A visit of Rp 175.000 that is going on.
    pub async fn visit(&self) -> BookingId {
        let siti = self.patient("Siti Rahma", "081234567890").await;
        let booked = self.book(siti, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap();
        self.start(booked.id).await;
        booked.id
    }

    pub async fn bill(&self, booking: BookingId) -> BillView {
        self.desk.ask(OpenBill { booking }).await.unwrap()
    }

    pub async fn start(&self, booking: BookingId) {
        let start = loket::desk::visit::StartVisit {
            booking,
            version: None,
            staff: None,
            alerts_seen: false,
            override_reason: None,
        };
        self.desk.act(start).await.unwrap();
    }

    /// Ends the visit: done.
    pub async fn finish(&self, booking: BookingId) {
        self.desk.act(FinishVisit { booking, version: None, late_reason: String::new() }).await.unwrap();
    }

    /// The treatment as it is, with another deposit or tax.
    pub async fn price_list(&self, name: &str, deposit: i64, tax: (TaxMode, i64)) {
        let roster = self.desk.roster().await.unwrap();
        let row = roster.treatments.iter().find(|row| row.name == name).unwrap().clone();
        let save = SaveTreatment {
            treatment: Some(row.id),
            version: None,
            name: row.name,
            category: row.category,
            minutes: row.minutes,
            price: row.price,
            deposit: Money(deposit),
            tax_mode: tax.0,
            tax_bp: tax.1,
            queue_prefix: row.queue_prefix,
            room: row.room_id,
            staff: None,
            active: true,
        };
        self.desk.act(save).await.unwrap();
    }

    pub async fn credit(&self, patient: PatientId) -> i64 {
        self.desk.ask(PatientCredit { patient }).await.unwrap().balance.0
    }

    pub async fn pay(&self, booking: BookingId, parts: &[(MethodKind, i64)]) -> Done<Paid> {
        let mut tenders = Vec::new();
        for (kind, amount) in parts {
            let method = self.method(*kind).await;
            tenders.push(Tender { method, tendered: Money(*amount), reference: String::new() });
        }
        self.desk.act(TakePayment { booking, tenders, due: None, paid_for: None }).await
    }
}

on_both! {
    async fn cash_gives_change_and_the_bill_is_paid(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let paid = house.pay(visit, &[(MethodKind::Cash, 200_000)]).await.unwrap();
        assert_eq!((paid.change, paid.due, paid.number.as_str()), (Money(25_000), Money(0), "000001"));
        let bill = house.desk.ask(OpenBill { booking: visit }).await.unwrap();
        assert_eq!((bill.state, bill.total, bill.paid), (BillState::Paid, Money(175_000), Money(175_000)));
        let twice = house.pay(visit, &[(MethodKind::Cash, 1_000)]).await.unwrap_err();
        let refusal = twice.refusal().unwrap();
        assert_eq!((refusal.code, refusal.details_json()["receipt"].as_str()), ("payment.twice", Some("R-000001")));
    }

    async fn no_more_is_tendered_than_can_be_typed(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        for amount in [9_200_000_000_000_000_000, house.desk.clinic().currency.limit().0 + 100] {
            assert_eq!(code(house.pay(visit, &[(MethodKind::Cash, amount)]).await), "money.limit");
        }
    }

    async fn parts_and_several_methods_make_one_receipt_each(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let first = house.pay(visit, &[(MethodKind::Card, 100_000)]).await.unwrap();
        assert_eq!(first.due, Money(75_000));
        assert_eq!(code(house.pay(visit, &[(MethodKind::Card, 80_000)]).await), "money.over");
        let second = house.pay(visit, &[(MethodKind::Transfer, 25_000), (MethodKind::Cash, 60_000)]).await.unwrap();
        assert_eq!((second.number.as_str(), second.change, second.due), ("000002", Money(10_000), Money(0)));
        let receipt = house.desk.ask(OpenReceipt { receipt: second.receipt }).await.unwrap().receipt;
        assert_eq!((receipt.payments.len(), receipt.paid_before), (2, Money(100_000)));
        // What a look answers with is never the receipt itself.
        assert_eq!(receipt.copy, 1);
        let print = || PrintReceipt { receipt: second.receipt };
        assert_eq!(house.desk.act(print()).await.unwrap().receipt.copy, 0);
        assert_eq!(house.desk.act(print()).await.unwrap().receipt.copy, 1);
        assert_eq!(house.desk.ask(OpenReceipt { receipt: second.receipt }).await.unwrap().receipt.copy, 2);
    }

    async fn a_line_can_be_named_before_its_bill_is_made(lab: &Lab) {
        let house = House::of(lab).await;
        let seen = async |booking| {
            let bill = house.bill(booking).await;
            (Some(bill.version), bill.lines[0].id)
        };
        let booking = house.visit().await;
        let (version, line) = seen(booking).await;
        let gift = GiveDiscount {
            booking,
            version,
            percent_bp: Some(1_000),
            amount: None,
            line: Some(line),
            reason: "langganan".to_owned(),
        };
        let bill = house.desk.act(gift).await.unwrap();
        assert_eq!((bill.lines[0].id, bill.due), (line, Money(157_500)));
        let budi = house.patient("Budi Santoso", "0812-7000-1000").await;
        let booking = house.book(budi, "Facial Basic", Some("Rina"), at(14, 0)).await.unwrap().id;
        let (version, line) = seen(booking).await;
        let off = VoidLine { booking, version, line, reason: "salah".to_owned() };
        assert!(house.desk.act_as(off, approved()).await.unwrap().lines.iter().all(|row| row.id != line));
    }

    async fn qris_waits_and_may_fail(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        assert!(house.pay(visit, &[(MethodKind::Qris, 175_000)]).await.unwrap().waiting);
        let bill = house.desk.ask(OpenBill { booking: visit }).await.unwrap();
        let payment = bill.payments[0].id;
        let fail = FailPayment { payment, reason: "tidak masuk".to_owned() };
        let bill = house.desk.act(fail.clone()).await.unwrap();
        assert_eq!((bill.due, bill.state), (Money(175_000), BillState::Unpaid));
        assert_eq!(code(house.desk.act(fail).await), "payment.state");
        house.pay(visit, &[(MethodKind::Qris, 175_000)]).await.unwrap();
        let bill = house.desk.ask(OpenBill { booking: visit }).await.unwrap();
        let waiting = bill.payments.iter().find(|p| p.id != payment).unwrap().id;
        let blank = VerifyPayment { payment: waiting, reference: "  ".to_owned() };
        assert_eq!(code(house.desk.act(blank).await), "text.empty");
        let verify = VerifyPayment { payment: waiting, reference: "RRN 1".to_owned() };
        assert_eq!(house.desk.act(verify).await.unwrap().state, BillState::Paid);
    }

    async fn a_discount_above_the_limit_needs_a_pin_and_a_reason(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let give = |percent, reason: &str| GiveDiscount {
            booking: visit, version: None, percent_bp: Some(percent), amount: None, line: None, reason: reason.to_owned(),
        };
        let bill = house.desk.act(give(1_000, "")).await.unwrap();
        assert_eq!(bill.total, Money(157_500));
        assert_eq!(code(house.desk.act(give(500, "")).await), "discount.reason");
        assert_eq!(code(house.desk.act(give(500, "langganan")).await), "permission.pin");
        let bill = house.desk.act_as(give(500, "langganan"), approved()).await.unwrap();
        assert_eq!(bill.total, Money(148_750));
        // Cash is paid in coins that exist; the rounding is a line of its own.
        let paid = house.pay(visit, &[(MethodKind::Cash, 150_000)]).await.unwrap();
        assert_eq!((paid.rounding, paid.change, paid.due), (Money(50), Money(1_200), Money(0)));
        // Why is for the house: the patient's paper says how much.
        let receipt = house.desk.ask(OpenReceipt { receipt: paid.receipt }).await.unwrap().receipt;
        let said: Vec<_> = receipt.discounts.iter().map(|one| (one.description.as_str(), one.rate_bp)).collect();
        assert_eq!(said, [("", Some(1_000)), ("", Some(500))]);
    }

    async fn what_no_coin_is_small_enough_for_is_settled_by_the_rounding_alone(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        house.adds(visit, "Kapas", 40, None).await;
        assert_eq!(code(house.pay(visit, &[(MethodKind::Card, 0)]).await), "payment.empty");
        let paid = house.pay(visit, &[(MethodKind::Cash, 100)]).await.unwrap();
        assert_eq!((paid.rounding, paid.change, paid.due), (Money(-40), Money(100), Money(0)));
        let bill = house.bill(visit).await;
        assert_eq!((bill.state, bill.total, bill.paid), (BillState::Paid, Money(175_000), Money(175_000)));
        assert_eq!(bill.payments.len(), 1, "no cash was taken");
        let receipt = house.desk.ask(OpenReceipt { receipt: paid.receipt }).await.unwrap().receipt;
        assert_eq!((receipt.number.as_str(), receipt.rounding, receipt.due), ("R-000002", Money(-40), Money(0)));
        assert_eq!((receipt.payments.len(), receipt.paid_before), (0, Money(175_000)));
        assert_eq!(code(house.pay(visit, &[(MethodKind::Cash, 0)]).await), "payment.twice");
        // What it settled is another rest once the money goes: it is whole again, and may be paid by a card.
        let void = VoidPayment { payment: bill.payments[0].id, reason: "salah ketik".to_owned() };
        assert_eq!(house.desk.act_as(void, approved()).await.unwrap().due, Money(175_040));
        house.pay(visit, &[(MethodKind::Card, 175_040)]).await.unwrap();
    }

    async fn nobody_rounds_off_what_another_way_pays_exactly(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let exact = |done: Done<Paid>| {
            let fault = done.unwrap_err();
            let refusal = fault.refusal().unwrap();
            (refusal.code, refusal.details_json()["rest"].as_i64())
        };
        let refused = ("payment.exact_rest", Some(40));
        for way in [MethodKind::Card, MethodKind::Transfer, MethodKind::Qris] {
            assert_eq!(exact(house.pay(visit, &[(way, 174_960), (MethodKind::Cash, 0)]).await), refused);
            assert_eq!(exact(house.pay(visit, &[(way, 174_960), (MethodKind::Cash, 100)]).await), refused);
        }
        house.pay(visit, &[(MethodKind::Card, 174_960)]).await.unwrap();
        assert_eq!(exact(house.pay(visit, &[(MethodKind::Cash, 0)]).await), refused);
        house.pay(visit, &[(MethodKind::Card, 40)]).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((bill.due, bill.total), (Money(0), Money(175_000)));
        // Once the card is gone there is nothing that was paid otherwise.
        for payment in &bill.payments {
            let void = VoidPayment { payment: payment.id, reason: "salah ketik".to_owned() };
            house.desk.act_as(void, approved()).await.unwrap();
        }
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        house.adds(visit, "Kapas", 40, None).await;
        house.pay(visit, &[(MethodKind::Cash, 0)]).await.unwrap();
        assert_eq!(house.bill(visit).await.due, Money(0));
    }

    async fn credit_pays_to_the_last_as_far_as_there_is_some(lab: &Lab) {
        let house = House::of(lab).await;
        let first = house.to_come(14).await;
        house.pay(first, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        let credit = Some((DepositFate::Credit, 175_000));
        assert_eq!(house.calls_off(first, Some(DepositFate::Credit)).await, credit);
        let siti = house.bill(first).await.patient;
        let visit = house.book(siti, "Facial Basic", Some("Rina"), at(15, 0)).await.unwrap().id;
        let nearly = [(MethodKind::Credit, 174_960), (MethodKind::Cash, 0)];
        assert_eq!(code(house.pay(visit, &nearly).await), "payment.exact_rest");
        house.pay(visit, &nearly[..1]).await.unwrap();
        assert_eq!(code(house.pay(visit, &nearly[1..]).await), "payment.exact_rest");
        house.pay(visit, &[(MethodKind::Credit, 40)]).await.unwrap();
        // There is none left: the rest could only be paid in cash.
        house.adds(visit, "Kapas", 40, None).await;
        house.pay(visit, &nearly[1..]).await.unwrap();
        assert_eq!(house.bill(visit).await.due, Money(0));
    }

    async fn whoever_pays_what_went_back_is_not_told_that_a_refund_paid_it(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        house.finish(visit).await;
        assert_eq!(code(house.pay(visit, &[(MethodKind::Cash, 175_000)]).await), "payment.twice");
        let payment = house.bill(visit).await.payments[0].id;
        house.refund(payment, Some(25_000)).await.unwrap();
        assert_eq!(code(house.pay(visit, &[(MethodKind::Cash, 25_000)]).await), "payment.settled");
    }

    async fn a_package_is_sold_at_its_price(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.sell(visit, false).await;
        let line = house.bill(visit).await.lines[1].id;
        let gift = |line| GiveDiscount {
            booking: visit,
            version: None,
            percent_bp: Some(1_000),
            amount: None,
            line,
            reason: "langganan".to_owned(),
        };
        assert_eq!(code(house.desk.act(gift(Some(line))).await), "discount.line");
        // Of the whole bill it counts the treatment alone.
        let bill = house.desk.act(gift(None)).await.unwrap();
        assert_eq!(bill.total, Money(575_000 - 17_500));
        for line in bill.lines.iter().filter(|line| line.kind != LineKind::Package).rev() {
            let off = VoidLine { booking: visit, version: None, line: line.id, reason: "salah".to_owned() };
            house.desk.act_as(off, approved()).await.unwrap();
        }
        assert_eq!(code(house.desk.act(gift(None)).await), "discount.line");
    }

    /// Neither a line below its price nor a discount makes room for the other.
    async fn what_is_sold_below_the_list_is_a_discount_like_any_other(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let bill = house.desk.ask(OpenBill { booking: visit }).await.unwrap();
        let (treatment, list) = (bill.lines[0].treatment_id, bill.lines[0].unit_price);
        let add = |price: i64, reason: &str| AddLine {
            booking: visit, version: None, treatment, staff: None, description: String::new(),
            quantity: None, price: Some(Money(price)), reason: reason.to_owned(),
        };
        // A tenth of everything sold together may be given just so.
        let bill = house.desk.act(add(list.0 * 8 / 10, "")).await.unwrap();
        assert_eq!(bill.total, Money(list.0 * 18 / 10));
        let given: Vec<_> = bill.lines.iter().filter(|line| line.kind == LineKind::Discount).collect();
        assert_eq!((given.len(), given[0].amount, given[0].reduces), (1, Money(-list.0 * 2 / 10), Some(bill.lines[1].id)));
        let give = GiveDiscount {
            booking: visit, version: None, percent_bp: Some(100), amount: None, line: None, reason: "lagi".to_owned(),
        };
        assert_eq!(code(house.desk.act(give).await), "permission.pin");
        assert_eq!(code(house.desk.act(add(0, "")).await), "permission.pin");
        assert_eq!(code(house.desk.act_as(add(0, ""), approved()).await), "discount.reason");
        let bill = house.desk.act_as(add(0, "keluarga"), approved()).await.unwrap();
        assert_eq!(bill.total, Money(list.0 * 18 / 10));
        let last = bill.lines.iter().rfind(|line| line.kind == LineKind::Discount).unwrap();
        assert_eq!((last.reason.as_deref(), last.approved_by.is_some()), (Some("keluarga"), true));
    }

    async fn lines_come_and_go_but_not_below_what_was_paid(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let serum = AddLine {
            booking: visit, version: None, treatment: None, staff: None,
            description: "Serum Vit C".to_owned(), quantity: Some(2), price: Some(Money(60_000)), reason: String::new() };
        let bill = house.desk.act(serum).await.unwrap();
        assert_eq!(bill.total, Money(295_000));
        let line = bill.lines.last().unwrap().id;
        house.pay(visit, &[(MethodKind::Card, 200_000)]).await.unwrap();
        let take_off = VoidLine { booking: visit, version: None, line, reason: String::new() };
        assert_eq!(code(house.desk.act(take_off).await), "line.paid");
    }

    async fn a_reprint_says_what_the_first_said_and_counts(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let paid = house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        let print = || PrintReceipt { receipt: paid.receipt };
        let first = house.desk.act(print()).await.unwrap();
        let again = house.desk.act(print()).await.unwrap();
        assert_eq!((first.receipt.copy, again.receipt.copy), (0, 1));
        assert_eq!(first.receipt.lines, again.receipt.lines);
    }

    async fn the_ledger_only_grows(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        for sql in [
            "UPDATE payment SET amount = 1",
            "DELETE FROM payment",
            "DELETE FROM audit",
            "UPDATE receipt SET number = 9",
            "DELETE FROM booking_step",
        ] {
            let mut tx = lab.owner().await.begin().await.unwrap();
            let refused = tx.on().exec(sql, ()).await.unwrap_err();
            assert!(matches!(refused, loket::store::Fault::Rule(rule) if rule.ends_with("append_only")), "{sql}");
        }
    }

    async fn numbers_have_no_holes_whoever_writes_them(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        house.desk.act(crate::queue::walk_in("Budi Nomor", "081200000077", None)).await.unwrap();
        let receipt = "INSERT INTO receipt (clinic_id, id, series, number, bill_id, business_day, issued_at, account_id,
               snapshot, drawer_session_id)
             SELECT clinic_id, bill_id, series, number + 2, bill_id, business_day, issued_at, account_id, snapshot,
               drawer_session_id FROM receipt";
        let ticket = "INSERT INTO ticket (clinic_id, id, business_day, prefix, number, patient_id, status, priority, issued_at,
               waiting_since, calls, left_auto, version, updated_at, updated_by)
             SELECT clinic_id, patient_id, business_day, prefix, number + 2, patient_id, 'left', 0, issued_at,
               waiting_since, 0, FALSE, 1, updated_at, updated_by FROM ticket";
        for (sql, rule) in [
            (receipt, "number_next"),
            (ticket, "number_next"),
            ("UPDATE ticket SET number = number + 100", "number_next"),
            ("UPDATE counter SET value = value + 3", "counter_counts_on"),
            ("UPDATE counter SET value = value - 1", "counter_counts_on"),
            ("DELETE FROM counter", "counter_counts_on"),
        ] {
            let mut tx = lab.owner().await.begin().await.unwrap();
            assert_eq!(tx.on().exec(sql, ()).await.unwrap_err(), loket::store::Fault::Rule(rule), "{sql}");
        }
    }

    async fn no_treatment_costs_more_than_money_counts(lab: &Lab) {
        let house = House::of(lab).await;
        let save = |price, deposit| SaveTreatment {
            treatment: None, version: None, name: "Emas".to_owned(), category: String::new(), minutes: 30,
            price: Money(price), deposit: Money(deposit), tax_mode: TaxMode::Exclusive, tax_bp: 10_000,
            queue_prefix: String::new(), room: None, staff: None, active: true,
        };
        for (price, deposit, field) in [(i64::MAX, 0, "price"), (100, i64::MAX, "deposit")] {
            let refused = house.desk.act(save(price, deposit)).await.unwrap_err();
            let refusal = refused.refusal().unwrap();
            assert_eq!((refusal.code, refusal.field), ("money.limit", Some(field)));
        }
        house.desk.act(save(9_999_999_999, 0)).await.unwrap();
    }
}
