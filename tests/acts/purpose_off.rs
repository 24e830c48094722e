//! What is written off of a bill is said to be of what, by whoever may.

use loket::desk::Asked;
use loket::desk::discount::GiveDiscount;
use loket::desk::line::{AddLine, VoidLine};
use loket::desk::package::PatientPackages;
use loket::desk::package_use::UsePackage;
use loket::desk::payment::FailPayment;
use loket::desk::visit::{Arrive, CancelBooking};
use loket::desk::void::VoidPayment;
use loket::domain::account::Role;
use loket::domain::bill::LineKind;
use loket::domain::booking::CancelledBy;
use loket::domain::clinic::DepositFate;
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;

use crate::clinic::{House, approved, at, code};
use crate::people::colleague;
use crate::report::{REPORT, owner, pin};
use crate::support::on_both;

on_both! {
    async fn nothing_that_is_given_of_the_visit_is_given_of_a_package_beside_it(lab: &Lab) {
        let house = House::of(lab).await;
        let gives = |booking, amount| GiveDiscount {
            booking, version: None, percent_bp: None, amount: Some(Money(amount)), line: None, reason: "langganan".to_owned() };
        let visit = house.visit().await;
        house.pay(visit, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        house.finish(visit).await;
        house.refund(house.bill(visit).await.payments[0].id, None).await.unwrap();
        house.sells(visit, "Paket 3x", 3, 300_000).await;
        assert_eq!(code(house.desk.act_as(gives(visit, 20_000), approved()).await), "discount.above_due");
        // Nor is it when the line it was given of goes.
        let other = house.visit_of(visit).await;
        house.desk.act_as(gives(other, 20_000), approved()).await.unwrap();
        house.sells(other, "Paket 4x", 4, 300_000).await;
        let line = house.bill(other).await.lines[0].id;
        let off = || VoidLine { booking: other, version: None, line, reason: "salah".to_owned() };
        assert_eq!(code(house.desk.act_as(off(), approved()).await), "line.given");
        let bill = house.bill(other).await;
        let given = bill.lines.iter().find(|line| line.kind == LineKind::Discount).unwrap().id;
        let first = VoidLine { booking: other, version: None, line: given, reason: "salah".to_owned() };
        house.desk.act_as(first, approved()).await.unwrap();
        house.desk.act_as(off(), approved()).await.unwrap();
    }

    async fn what_was_used_of_a_package_and_never_paid_is_lost_alone(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sells(visit, "Paket 5x", 5, 500_000).await;
        house.uses(visit, package).await;
        house.finish(visit).await;
        assert_eq!(code(house.writes_off(visit, Some(100_001)).await), "write_off.sessions");
        let bill = house.writes_off(visit, Some(100_000)).await.unwrap();
        let sale = bill.lines.iter().find(|line| line.kind == LineKind::Package).unwrap().id;
        let lost: Vec<_> = bill.lines.iter().filter(|line| line.kind == LineKind::WriteOff).collect();
        assert_eq!((lost.len(), lost[0].reduces, lost[0].amount), (1, Some(sale), Money(-100_000)));
        assert_eq!(bill.due, Money(400_000));
        // The others go back for nothing: nothing was paid.
        let done = house.gives_back(package, None).await.unwrap();
        assert_eq!((done.sessions, done.refund), (4, None));
        let bill = house.bill(visit).await;
        assert_eq!((bill.due, bill.over), (Money(0), Money(0)));
        let report = owner(lab, &house).await.ask(REPORT()).await.unwrap();
        assert!(report.identity.holds);
        assert_eq!((report.packages.end, report.receivables.end, report.earned), (Money(0), Money(0), Money(0)));
    }

    async fn each_debt_is_written_off_by_its_own_line(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let package = house.sells(visit, "Paket 2x", 2, 300_000).await;
        house.uses(visit, package).await;
        let serum = AddLine {
            booking: visit, version: None, treatment: None, staff: None, description: "Serum".to_owned(), quantity: None,
            price: Some(Money(60_000)), reason: String::new(),
        };
        house.desk.act(serum).await.unwrap();
        house.finish(visit).await;
        house.gives_back(package, None).await.unwrap();
        let bill = house.writes_off(visit, None).await.unwrap();
        let lost: Vec<_> = bill.lines.iter().filter(|line| line.kind == LineKind::WriteOff)
            .map(|line| (line.reduces.is_some(), line.amount.0)).collect();
        assert_eq!((lost, bill.due), (vec![(false, -60_000), (true, -150_000)], Money(0)));
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }

    async fn a_deposit_that_went_back_and_never_came_is_written_off(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.to_come(14).await;
        house.pay(visit, &[(MethodKind::Card, 50_000)]).await.unwrap();
        house.calls_off(visit, Some(DepositFate::Refund)).await;
        let payment = house.bill(visit).await.payments[0].id;
        let cash = house.method(MethodKind::Cash).await;
        let back = loket::desk::refund::RefundPayment {
            payment, amount: None, method: Some(cash), reason: "batal".to_owned() };
        house.desk.act_as(back, approved()).await.unwrap();
        assert_eq!(code(house.writes_off(visit, None).await), "write_off.not_done", "nothing is owed");
        house.desk.act_as(FailPayment { payment, reason: "ditolak bank".to_owned() }, approved()).await.unwrap();
        assert_eq!(house.bill(visit).await.due, Money(50_000));
        let bill = house.writes_off(visit, None).await.unwrap();
        assert_eq!((bill.due, bill.over, bill.held), (Money(0), Money(0), Money(0)));
        let report = owner(lab, &house).await.ask(REPORT()).await.unwrap();
        assert!(report.identity.holds);
        assert_eq!((report.write_offs, report.receivables.end), (Money(50_000), Money(0)));
    }

    async fn what_was_paid_of_a_package_of_a_visit_that_is_off_is_no_loss(lab: &Lab) {
        let house = House::of(lab).await;
        let off = house.to_come(14).await;
        let package = house.sells(off, "Creambath 5x", 5, 500_000).await;
        house.calls_off(off, None).await;
        let visit = house.visit_of(off).await;
        house.uses(visit, package).await;
        house.finish(visit).await;
        house.pay(off, &[(MethodKind::Cash, 90_000)]).await.unwrap();
        let bill = house.bill(off).await;
        assert_eq!((bill.held, bill.due), (Money(0), Money(410_000)));
        // Of it only what was used and nobody paid is lost.
        assert_eq!(code(house.writes_off(off, Some(10_001)).await), "write_off.sessions");
        house.writes_off(off, Some(10_000)).await.unwrap();
    }

    async fn a_treatment_nobody_pays_is_written_off_beside_a_package_that_was_paid(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        house.sells(visit, "Bekam 5x", 5, 630_000).await;
        house.pay(visit, &[(MethodKind::Cash, 630_000)]).await.unwrap();
        house.finish(visit).await;
        assert_eq!(house.bill(visit).await.due, Money(175_000));
        let bill = house.writes_off(visit, None).await.unwrap();
        assert_eq!((bill.due, bill.over), (Money(0), Money(0)));
        let report = owner(lab, &house).await.ask(REPORT()).await.unwrap();
        assert!(report.identity.holds);
        assert_eq!((report.write_offs, report.packages.end), (Money(175_000), Money(630_000)));
    }

    async fn a_write_off_goes_off_by_whoever_may_write_off(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let visit = house.visit().await;
        house.finish(visit).await;
        let bill = house.writes_off(visit, None).await.unwrap();
        let line = bill.lines.iter().find(|line| line.kind == LineKind::WriteOff).unwrap().id;
        let off = || VoidLine { booking: visit, version: None, line, reason: "salah".to_owned() };
        let refused = siti.act(off()).await.unwrap_err();
        let facts = refused.refusal().unwrap();
        assert_eq!((facts.code, facts.details_json()["amount"].as_i64()), ("permission.second", Some(175_000)));
        assert_eq!(code(house.desk.act(off()).await), "permission.pin");
        house.desk.act_as(off(), approved()).await.unwrap();
        assert_eq!(house.bill(visit).await.due, Money(175_000));
        // A discount within the clinic's limit is hers to give.
        let discount = GiveDiscount {
            booking: visit, version: None, percent_bp: Some(1_000), amount: None, line: None, reason: String::new() };
        siti.act(discount).await.unwrap();
    }

    async fn a_session_that_was_written_off_comes_back_by_the_same_signature_only(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = colleague(lab, &house, "siti", Role::Receptionist).await;
        let sale = house.visit().await;
        let package = house.sells(sale, "Paket 5x", 5, 500_000).await;
        house.finish(sale).await;
        house.pay(sale, &[(MethodKind::Cash, 175_000)]).await.unwrap();
        let patient = house.bill(sale).await.patient;
        let mut used = Vec::new();
        for hour in [13, 14, 15] {
            let visit = house.book(patient, "Facial Basic", Some("Rina"), at(hour, 0)).await.unwrap().id;
            house.desk.act(Arrive { booking: visit, version: None }).await.unwrap();
            let use_it = UsePackage { booking: visit, version: None, package, line: None, reason: String::new() };
            let payment = siti.act(use_it).await.unwrap().payments[0].id;
            used.push((visit, payment));
            if hour < 15 {
                house.finish(visit).await;
            }
        }
        house.writes_off(sale, Some(200_000)).await.unwrap();
        let void = |payment| VoidPayment { payment, reason: "salah".to_owned() };
        let own = || Asked { request: None, approval: Some(pin()) };
        // Of three that were used two were written off: the third is a slip like any other.
        siti.act_as(void(used[0].1), own()).await.unwrap();
        for _ in 0..2 {
            let refused = siti.act_as(void(used[1].1), own()).await.unwrap_err();
            let refusal = refused.refusal().unwrap();
            assert_eq!(refusal.code, "permission.denied");
            assert_eq!(refusal.details_json()["amount"].as_i64(), Some(100_000));
        }
        // Nor by calling the visit off that it was used for.
        let by = Some(CancelledBy::Patient);
        let cancel = |booking| CancelBooking { booking, version: None, by, reason: "sakit".to_owned(), deposit: None };
        assert_eq!(code(siti.act_as(cancel(used[2].0), own()).await), "permission.denied");
        let premium = house.treatment("Facial Premium").await;
        let assign = |staff, treatment| loket::desk::assign::AssignBooking {
            booking: used[2].0, version: None, treatment, staff, override_reason: None };
        assert_eq!(code(siti.act_as(assign(None, Some(premium)), own()).await), "permission.denied");
        // Who treats is another: nothing comes back.
        let tono = house.staff("Tono").await;
        siti.act(assign(Some(tono), None)).await.unwrap();
        house.desk.act_as(void(used[1].1), approved()).await.unwrap();
        let left = house.desk.ask(PatientPackages { patient }).await.unwrap()[0].sessions_left;
        assert_eq!(left, 4);
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }

    async fn a_treatment_is_written_off_beside_packages_of_which_one_is_not_paid(lab: &Lab) {
        let house = House::of(lab).await;
        let visit = house.visit().await;
        let paid = house.sells(visit, "Bekam 5x", 5, 630_000).await;
        house.pay(visit, &[(MethodKind::Cash, 630_000)]).await.unwrap();
        let unpaid = house.sells(visit, "Creambath 5x", 5, 500_000).await;
        house.finish(visit).await;
        let other = house.visit_of(visit).await;
        house.uses(other, unpaid).await;
        house.finish(other).await;
        assert_eq!(house.bill(visit).await.due, Money(675_000));
        // The treatment, and the session that was used and never paid: not what was paid before.
        let refused = house.writes_off(visit, None).await.unwrap_err();
        let facts = refused.refusal().unwrap().details_json();
        assert_eq!((facts["package"].as_str(), facts["most"].as_i64()), (Some("Creambath 5x"), Some(275_000)));
        let bill = house.writes_off(visit, Some(275_000)).await.unwrap();
        let sale = bill.lines.iter().find(|line| line.amount == Money(500_000)).unwrap().id;
        let lost: Vec<_> = bill.lines.iter().filter(|line| line.kind == LineKind::WriteOff)
            .map(|line| (line.reduces, line.amount.0)).collect();
        assert_eq!((lost, bill.due), (vec![(None, -175_000), (Some(sale), -100_000)], Money(400_000)));
        assert_eq!(house.gives_back(unpaid, None).await.unwrap().refund, None);
        assert_eq!(house.gives_back(paid, None).await.unwrap().refund.unwrap().amount, Money(630_000));
        let bill = house.bill(visit).await;
        assert_eq!((bill.due, bill.over), (Money(0), Money(0)));
        assert!(owner(lab, &house).await.ask(REPORT()).await.unwrap().identity.holds);
    }
}
