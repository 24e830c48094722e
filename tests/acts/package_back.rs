//! What of a package goes back: sessions, and the money for them.

use loket::desk::drawer::CountDrawer;
use loket::desk::line::VoidLine;
use loket::desk::package_refund::RefundPackage;
use loket::desk::visit::LeaveVisit;
use loket::domain::bill::{BillState, LineKind};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;

use crate::clinic::{House, approved, at, code};
use crate::package::use_it;
use crate::support::on_both;

on_both! {
    async fn a_session_on_a_bill_that_is_paid_in_part_says_what_has_to_go_back(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        house.pay(visit, &[(MethodKind::Card, 450_000)]).await.unwrap();
        let refused = use_it(&house.desk, visit, package).await.unwrap_err();
        let told = |fault: &loket::desk::Fault| {
            let refusal = fault.refusal().unwrap();
            let facts = refusal.details_json();
            let amount = |name: &str| facts[name].as_i64().unwrap();
            (refusal.code, amount("worth"), amount("paid"), amount("back"))
        };
        assert_eq!(told(&refused), ("package.paid", 133_333, 450_000, 50_000));
        // What it says is what helps.
        let payment = house.bill(visit).await.payments[0].id;
        let back = loket::desk::refund::RefundPayment {
            payment,
            amount: Some(Money(50_000)),
            method: None,
            reason: "pakai paket".to_owned(),
        };
        house.desk.act_as(back, approved()).await.unwrap();
        assert_eq!(use_it(&house.desk, visit, package).await.unwrap().due, Money(0));
    }

    async fn after_the_service_the_payment_is_voided_before_the_session(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        house.finish(visit).await;
        house.pay(visit, &[(MethodKind::Card, 575_000)]).await.unwrap();
        assert_eq!(code(use_it(&house.desk, visit, package).await), "package.paid_done");
        let payment = house.bill(visit).await.payments[0].id;
        let void = loket::desk::void::VoidPayment { payment, reason: "pakai paket".to_owned() };
        house.desk.act_as(void, approved()).await.unwrap();
        assert_eq!(use_it(&house.desk, visit, package).await.unwrap().due, Money(400_000));
    }

    async fn a_session_waits_where_what_was_paid_stays(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        house.finish(visit).await;
        house.pay(visit, &[(MethodKind::Card, 575_000)]).await.unwrap();
        let count = CountDrawer { session: None, pieces: None, total: Some(Money(500_000)), reason: String::new() };
        house.desk.act(count).await.unwrap();
        assert_eq!(code(use_it(&house.desk, visit, package).await), "package.paid_kept");
    }

    async fn unused_sessions_go_back(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        use_it(&house.desk, visit, package).await.unwrap();
        house.pay(visit, &[(MethodKind::Cash, 400_000)]).await.unwrap();
        house.finish(visit).await;
        let siti = house.bill(visit).await.patient;
        // Money that pays a package goes back as its sessions, not by itself.
        let cash = house.bill(visit).await.payments.iter().find(|row| row.method_kind == MethodKind::Cash).unwrap().id;
        assert_eq!(code(house.refund(cash, Some(200_000)).await), "refund.kept");
        let back = |sessions| RefundPackage { package, sessions, method: None, reason: "pindah".to_owned() };
        assert_eq!(code(house.desk.act(back(Some(3))).await), "package.sessions", "what no PIN helps with comes first");
        assert_eq!(code(house.desk.act(back(Some(1))).await), "permission.pin");
        assert_eq!(code(house.desk.act_as(back(Some(3)), approved()).await), "package.sessions");
        let done = house.desk.act_as(back(Some(1)), approved()).await.unwrap();
        // There are no coins for the last 33.
        assert_eq!((done.value, done.refund.unwrap().amount), (Money(133_333), Money(133_300)));
        // Together it is what both would give at once.
        let done = house.desk.act_as(back(None), approved()).await.unwrap();
        let refund = done.refund.unwrap();
        assert_eq!((refund.number.as_str(), refund.amount), ("RF-000002", Money(266_700 - 133_300)));
        assert_eq!((done.sessions, done.value), (1, Money(133_334)));
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.due, bill.over, bill.state), (Money(266_666 + 33 - 66), Money(0), Money(0), BillState::Paid));
        let bos = crate::report::owner(lab, &house).await;
        assert!(bos.ask(crate::report::REPORT()).await.unwrap().identity.holds);
        assert_eq!(house.owned(siti).await[0].sessions_left, 0);
        assert_eq!(code(house.desk.act_as(back(None), approved()).await), "package.sessions");
    }

    async fn what_nobody_has_seen_arrive_stays_what_it_is_when_a_package_goes_back(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        let before = house.bill(visit).await;
        house.pay(visit, &[(MethodKind::Qris, before.due.0)]).await.unwrap();
        let back = RefundPackage { package, sessions: None, method: None, reason: "pindah".to_owned() };
        let done = house.desk.act_as(back, approved()).await.unwrap();
        assert!(done.refund.is_none(), "nothing goes back before it is there");
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.over), (Money(before.total.0 - done.value.0), done.value), "no rounding makes it ours");
        assert!(bill.lines.iter().all(|line| line.kind != LineKind::Rounding));
    }

    async fn what_made_a_package_payable_goes_back_with_it_once(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Card, 175_000)]).await.unwrap();
        let package = house.sell_for(visit, false, 399_950).await;
        house.pay(visit, &[(MethodKind::Cash, 400_000)]).await.unwrap();
        let paid = house.bill(visit).await;
        let rounding = |bill: &loket::desk::bill::BillView| -> i64 {
            bill.lines.iter().filter(|line| line.kind == LineKind::Rounding).map(|line| line.amount.0).sum()
        };
        assert_eq!((rounding(&paid), paid.due), (50, Money(0)));
        let back = RefundPackage { package, sessions: None, method: None, reason: "pindah".to_owned() };
        let done = house.desk.act_as(back, approved()).await.unwrap();
        assert_eq!((done.value, done.refund.unwrap().amount), (Money(399_950), Money(400_000)));
        let bill = house.bill(visit).await;
        assert_eq!((rounding(&bill), bill.total, bill.paid, bill.over), (0, Money(175_000), Money(175_000), Money(0)));
        let bos = crate::report::owner(lab, &house).await;
        assert!(bos.ask(crate::report::REPORT()).await.unwrap().identity.holds);
    }

    async fn a_session_comes_back_when_the_visit_does_not_come_to_be(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        let siti = house.bill(visit).await.patient;
        let sale = house.bill(visit).await.lines.last().unwrap().id;
        use_it(&house.desk, visit, package).await.unwrap();
        let take_off = VoidLine { booking: visit, version: None, line: sale, reason: String::new() };
        assert_eq!(code(house.desk.act(take_off.clone()).await), "line.package_used");
        // It was begun: that its session comes back is signed.
        let leave = LeaveVisit { booking: visit, version: None, reason: "buru-buru".to_owned() };
        assert_eq!(code(house.desk.act(leave.clone()).await), "permission.pin");
        house.desk.act_as(leave, approved()).await.unwrap();
        assert_eq!(house.owned(siti).await[0].sessions_left, 3);
        let bill = house.bill(visit).await;
        assert_eq!((bill.total, bill.due), (Money(400_000), Money(400_000)), "what was sold is still owed");
        // Nothing was paid and nothing used: the sale can go.
        house.desk.act(take_off).await.unwrap();
        assert_eq!((house.bill(visit).await.due, house.owned(siti).await.len()), (Money(0), 0));
    }

    async fn another_treatment_gives_the_session_back(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sell(visit, false).await;
        use_it(&house.desk, visit, package).await.unwrap();
        let roster = house.desk.roster().await.unwrap();
        let rina = house.staff("Rina").await;
        let other = roster.treatments.iter().find(|row| row.name != "Facial Basic" && roster.can(row.id).contains(&rina)).unwrap();
        house.desk.act(loket::desk::assign::AssignBooking {
            booking: visit, version: None, treatment: Some(other.id), staff: None, override_reason: None,
        }).await.unwrap();
        let bill = house.bill(visit).await;
        assert_eq!((bill.due, bill.lines.len()), (Money(400_000 + other.price.0), 2));
        assert_eq!(house.owned(bill.patient).await[0].sessions_left, 3);
    }

    async fn a_package_nobody_pays_of_a_visit_that_was_called_off_goes_back(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let visit = house.book(siti, "Facial Basic", Some("Rina"), at(14, 0)).await.unwrap().id;
        let price = 400_000;
        let package = house.sell_for(visit, false, price).await;
        let cancel = loket::desk::visit::CancelBooking {
            booking: visit, version: None, by: None, reason: "pindah".to_owned(), deposit: None };
        house.desk.act(cancel).await.unwrap();
        let owed = house.desk.ask(loket::desk::bill::OpenBill { booking: visit }).await.unwrap().due;
        assert_eq!(owed, Money(price));
        let write = |amount: Option<i64>| loket::desk::tip::WriteOff {
            booking: visit, version: None, amount: amount.map(Money), reason: "pindah kota".to_owned(),
        };
        // Nobody was given anything for it: the sessions go back, and nothing is lost.
        assert_eq!(code(house.desk.act_as(write(None), approved()).await), "write_off.sessions");
        assert_eq!(code(house.desk.act_as(write(Some(owed.0 + 1)), approved()).await), "write_off.above");
        let back = RefundPackage { package, sessions: None, method: None, reason: "pindah".to_owned() };
        assert_eq!(house.desk.act_as(back, approved()).await.unwrap().refund, None);
        let bill = house.bill(visit).await;
        assert_eq!((bill.due, bill.total, bill.held), (Money(0), Money(0), Money(0)));
        assert_eq!(code(house.desk.act_as(write(None), approved()).await), "write_off.not_done");
        let x: Vec<(i64,)> = loket::store::On::from(&lab.db)
            .all("SELECT balance FROM bill WHERE balance <> 0", ()).await.unwrap();
        assert_eq!(x, []);
        let bos = crate::report::owner(lab, &house).await;
        let report = bos.ask(crate::report::REPORT()).await.unwrap();
        assert!(report.identity.holds);
        assert_eq!((report.receivables.end, report.write_offs, report.packages.end), (Money(0), Money(0), Money(0)));
    }
}
