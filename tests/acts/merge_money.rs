//! Two entries of one person, and the money of both.

use loket::desk::package::PatientPackages;
use loket::desk::package_use::UsePackage;
use loket::desk::patient::{PatientForm, RegisterPatient};
use loket::desk::void::VoidPayment;
use loket::domain::id::{BookingId, PatientId};
use loket::domain::money::Money;
use loket::domain::payment::MethodKind;

use crate::clinic::{House, approved, at, code, on};
use crate::support::on_both;
use crate::trail::verdict;

/// Siti, and her other entry.
async fn twice_on_file(house: &House) -> [PatientId; 2] {
    [house.patient("Siti Rahma", "081234567890").await, house.patient("Siti", "085711112222").await]
}

/// A visit of theirs that began.
async fn begun(house: &House, patient: PatientId) -> BookingId {
    let visit = house.book(patient, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap().id;
    house.start(visit).await;
    visit
}

on_both! {
    async fn credit_that_was_spent_keeps_two_together(lab: &Lab) {
        let house = House::of(lab).await;
        let [siti, twice] = twice_on_file(&house).await;
        let theirs = begun(&house, twice).await;
        house.credits(theirs, 100_000).await;
        let hers = house.book(siti, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap().id;
        assert_eq!(code(house.pay(hers, &[(MethodKind::Credit, 60_000)]).await), "credit.short");
        house.merge(siti, twice).await.unwrap();
        assert_eq!(house.credit(siti).await, 100_000);
        house.pay(hers, &[(MethodKind::Credit, 60_000)]).await.unwrap();
        assert_eq!(house.credit(siti).await, 40_000);
        let held = async || {
            let (clinic, today) = (house.desk.clinic().id, house.desk.today());
            let rows = loket::store::ledger::credit(&lab.db, clinic, today).await.unwrap();
            rows.into_iter().map(|row| (row.patient_id, row.amount.0)).collect::<Vec<_>>()
        };
        assert_eq!(held().await, [(siti, 40_000)], "the books say the same");
        let refused = house.unmerge(twice).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        let facts = refusal.details_json();
        assert_eq!(
            (refusal.code, facts["spent"].as_i64(), facts["name"].as_str()),
            ("patient.unmerge_credit", Some(60_000), Some("Siti Rahma"))
        );
        let used = house.bill(hers).await.payments[0].id;
        house.refund(used, None).await.unwrap();
        house.unmerge(twice).await.unwrap();
        assert_eq!((house.credit(siti).await, house.credit(twice).await), (0, 100_000));
        assert_eq!(held().await, [(twice, 100_000)]);
    }

    async fn credit_that_was_spent_on_an_earlier_day_goes_back_and_two_are_two_again(lab: &Lab) {
        let house = House::of(lab).await;
        let [siti, twice] = twice_on_file(&house).await;
        let theirs = begun(&house, twice).await;
        house.credits(theirs, 100_000).await;
        house.finish(theirs).await;
        let hers = house.book(siti, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap().id;
        house.merge(siti, twice).await.unwrap();
        house.clock.set(at(13, 0));
        house.start(hers).await;
        house.pay(hers, &[(MethodKind::Credit, 60_000), (MethodKind::Card, 115_000)]).await.unwrap();
        house.finish(hers).await;
        house.clock.set(on(21, 9, 0));
        let house = House { desk: house.another(lab, "Counter 1").await, ..house };
        let refused = house.unmerge(twice).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        let facts = refusal.details_json();
        assert_eq!((refusal.code, facts["day"].as_str()), ("patient.unmerge_credit", Some("2026-11-20")));
        let credit = house.bill(hers).await.payments.into_iter().find(|row| row.method_kind == MethodKind::Credit).unwrap();
        let receipt = facts["receipt"].as_str().unwrap();
        assert!(receipt.ends_with(&format!("{:06}", credit.number)), "{receipt}");
        // What the refusal says: back to the credit, apart, and the same charged again and paid.
        house.refund(credit.id, None).await.unwrap();
        house.unmerge(twice).await.unwrap();
        assert_eq!((house.credit(siti).await, house.credit(twice).await), (0, 100_000));
        let again = loket::desk::line::AddLine {
            booking: hers, version: None, treatment: None, staff: None, description: "Facial Basic".to_owned(),
            quantity: None, price: Some(Money(60_000)), reason: String::new(),
        };
        house.desk.act(again).await.unwrap();
        assert_eq!(house.bill(hers).await.due, Money(60_000));
        let carry = loket::desk::drawer::CarryDrawer { session: None, note: "belum dihitung".to_owned() };
        house.desk.act_as(carry, approved()).await.unwrap();
        house.pay(hers, &[(MethodKind::Card, 60_000)]).await.unwrap();
        assert_eq!(house.bill(hers).await.due, Money(0));
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");
    }

    async fn a_package_is_theirs_whose_the_bill_is(lab: &Lab) {
        let house = House::of(lab).await;
        let [siti, twice] = twice_on_file(&house).await;
        let theirs = begun(&house, twice).await;
        let package = house.sell(theirs, false).await;
        house.finish(theirs).await;
        let hers = house.book(siti, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap().id;
        house.clock.set(at(13, 0));
        house.start(hers).await;
        let used = || UsePackage { booking: hers, version: None, package, line: None, reason: String::new() };
        assert_eq!(code(house.desk.act(used()).await), "package.not_theirs");
        house.merge(siti, twice).await.unwrap();
        house.desk.act(used()).await.unwrap();
        let packages = house.desk.ask(PatientPackages { patient: siti }).await.unwrap();
        assert_eq!((packages[0].row.id, packages[0].sessions_left), (package, 2));
        let found = verdict(&house, None).await;
        assert!(found.whole(), "{found:?}");
        let refused = house.unmerge(twice).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        let facts = refusal.details_json();
        assert_eq!(
            (refusal.code, facts["package"].as_str(), facts["owner"].as_str(), facts["name"].as_str()),
            ("patient.unmerge_session", Some("Facial 3x"), Some("Siti"), Some("Siti Rahma"))
        );
        let session = house.bill(hers).await.payments[0].id;
        let void = VoidPayment { payment: session, reason: "tertukar".to_owned() };
        house.desk.act_as(void, approved()).await.unwrap();
        house.unmerge(twice).await.unwrap();
        assert_eq!(house.desk.ask(PatientPackages { patient: siti }).await.unwrap(), []);
        assert_eq!(house.desk.ask(PatientPackages { patient: twice }).await.unwrap()[0].sessions_left, 3);
    }

    async fn who_used_a_package_by_a_merged_number_keeps_two_together(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let twice = house.patient("Siti", "085711112222").await;
        let form = PatientForm {
            name: "Budi".to_owned(), phones: vec!["085711112222".to_owned()], ..PatientForm::default()
        };
        let budi = house.desk.act(RegisterPatient { form, somebody_else: true }).await.unwrap().id;
        let hers = house.book(siti, "Facial Basic", Some("Rina"), at(10, 30)).await.unwrap().id;
        house.start(hers).await;
        let package = house.sell(hers, true).await;
        house.finish(hers).await;
        house.merge(siti, twice).await.unwrap();
        let his = house.book(budi, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap().id;
        house.clock.set(at(13, 0));
        house.start(his).await;
        let used = UsePackage { booking: his, version: None, package, line: None, reason: String::new() };
        house.desk.act_as(used, approved()).await.unwrap();
        let refused = house.unmerge(twice).await.unwrap_err();
        let refusal = refused.refusal().unwrap();
        let facts = refusal.details_json();
        assert_eq!(
            (refusal.code, facts["owner"].as_str(), facts["name"].as_str()),
            ("patient.unmerge_session", Some("Siti Rahma"), Some("Budi"))
        );
        let session = house.bill(his).await.payments[0].id;
        let void = VoidPayment { payment: session, reason: "tertukar".to_owned() };
        house.desk.act_as(void, approved()).await.unwrap();
        house.unmerge(twice).await.unwrap();
    }

    async fn money_is_drawn_under_whose_bill_it_is_on(lab: &Lab) {
        let house = House::of(lab).await;
        let siti = house.patient("Siti Rahma", "081234567890").await;
        let twice = house.patient("Sita", "085711112222").await;
        let theirs = house.book(twice, "Facial Basic", Some("Rina"), at(13, 0)).await.unwrap().id;
        house.merge(siti, twice).await.unwrap();
        house.pay(theirs, &[(MethodKind::Card, 50_000)]).await.unwrap();
        let payment = house.bill(theirs).await.payments[0].id;
        house.desk.act_as(VoidPayment { payment, reason: "salah".to_owned() }, approved()).await.unwrap();
        house.unmerge(twice).await.unwrap();
        let bos = crate::report::owner(lab, &house).await;
        let day = house.desk.today();
        let leaks = bos.ask(loket::desk::leak::ListLeaks { from: day, to: day }).await.unwrap();
        let voids = leaks.iter().find(|one| one.kind == loket::domain::report::Leak::Voids).unwrap();
        assert_eq!(voids.rows[0].patient, "Sita");
    }
}
